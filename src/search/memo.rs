//! What the index was made of, kept so that the next build reads only what changed.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::leaves::Leaf;
use crate::library::EntryId;

/// The leaves of an index, and where every term stands in them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Memo {
    /// The leaves, in order.
    pub(super) leaves: Vec<LeafNote>,
    /// Terms with their occurrences, in the parts in which they are put together; each a run of [`Line`]s.
    pub(super) parts: Vec<ByteBuf>,
}

impl Memo {
    /// Bytes that it takes when it is written, about.
    pub fn length(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum::<usize>() + self.leaves.len() * 24
    }
}

/// What is known of a leaf.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeafNote {
    entry: EntryId,
    part: u32,
    start: u32,
    end: u32,
    /// Words of its body.
    pub(super) words: u32,
    /// Name of the file of its text.
    pub(super) text_name: String,
}

impl LeafNote {
    /// Notes a leaf, with the words of its body and the name of the file of its text.
    pub(super) fn new(leaf: &Leaf, words: u32, text_name: &str) -> LeafNote {
        // Bodies are far smaller than what 32 bits can count (`load::source`).
        let (start, end) = (leaf.body.start as u32, leaf.body.end as u32);
        LeafNote { entry: leaf.entry, part: leaf.part, start, end, words, text_name: text_name.to_owned() }
    }

    /// Its bytes of the body's plain text.
    pub(super) fn body(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A term with its occurrences: the leaf, the weight of its fields where any holds the term, how often its body does.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line<'a> {
    pub term: &'a str,
    pub occurrences: Vec<(u32, Option<f32>, u16)>,
}

/// What is known of the leaves of entries that are as they were.
pub struct Known<'a> {
    memo: &'a Memo,
    /// By entry, its leaves there.
    of_entries: FxHashMap<EntryId, Range<usize>>,
}

impl<'a> Known<'a> {
    /// Takes over the leaves of all entries but those that `is_edited` names.
    pub fn new(memo: &'a Memo, is_edited: impl Fn(EntryId) -> bool) -> Known<'a> {
        let mut of_entries = FxHashMap::default();
        let mut start = 0;
        for leaves in memo.leaves.chunk_by(|a, b| a.entry == b.entry) {
            let end = start + leaves.len();
            if let Some(first) = leaves.first().filter(|first| !is_edited(first.entry)) {
                of_entries.insert(first.entry, start..end);
            }
            start = end;
        }
        Known { memo, of_entries }
    }

    /// The leaves of an entry, in order.
    pub(super) fn leaves(&self, entry: EntryId) -> Option<&'a [LeafNote]> {
        self.of_entries.get(&entry).map(|range| &self.memo.leaves[range.clone()])
    }

    /// What is known of a leaf.
    pub(super) fn leaf(&self, leaf: &Leaf) -> Option<&'a LeafNote> {
        self.leaves(leaf.entry)?.get(leaf.part as usize)
    }

    /// The number that each of the leaves bears now; none for those of edited entries.
    pub(super) fn numbers(&self, first_leaf: &[u32]) -> Vec<Option<u32>> {
        let number = |note: &LeafNote| {
            let first = first_leaf.get(note.entry.index())?;
            self.of_entries.contains_key(&note.entry).then_some(first + note.part)
        };
        self.memo.leaves.iter().map(number).collect()
    }

    /// The terms of one part.
    pub(super) fn part(&self, part: usize) -> &'a [u8] {
        self.memo.parts.get(part).map_or(&[], |part| part.as_slice())
    }
}
