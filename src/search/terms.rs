//! Terms to postings, with their weights.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_bytes::ByteBuf;

use super::leaves::{Leaf, Writer};
use super::memo::{Known, LeafNote, Line, Memo};
use super::normalise::{Reader, Term};
use super::{pack, shards};
use crate::fitted;
use crate::library::{Declared, EntryId, Facts, RelationKind, SourceId};

/// Levels of weight; the highest is `LEVELS - 1`.
pub const LEVELS: u8 = 24;
/// Level of an entry in its own list.
const OWN: u8 = 23;
/// Level of an entry in the list of what a file declares.
const DECLARED: u8 = 20;
/// Level of an entry in the list of what another tells of it; filters take what is at least this.
pub const RELATED: u8 = 16;
/// Level of the first mention in prose, and the highest of many.
const MENTIONED: u8 = 7;
const MENTIONED_OFTEN: u8 = 13;

/// How much a term in a field counts beside one in the body.
const TITLE: f32 = 14.0;
const NAME: f32 = 9.0;
const SUMMARY: f32 = 2.5;
const HEADING: f32 = 2.5;
/// BM25's saturation of counts, larger than usual because the fields' weights are large.
const SATURATION: f32 = 4.0;
/// BM25's share of the length in a body's counts.
const LENGTH: f32 = 0.6;
/// Words of a title at which it counts in full.
const SHORT_TITLE: f32 = 4.0;

/// Leaves that one thread reads at a time: as many as leave a large machine its share, for each chunk's terms are put
/// together with those of the others.
const CHUNK: std::ops::RangeInclusive<usize> = 64..=1_024;
/// Chunks at which they may be longer.
const CHUNKS: usize = 64;
/// Parts into which terms are divided by their hash, so that threads put them together side by side.
const PARTS: usize = 16;

/// A leaf that a term stands in.
#[derive(Clone, Copy, Debug)]
struct Occurrence {
    leaf: u32,
    /// The weight of title, names, summary and headings.
    fields: f32,
    /// How often it stands in the body.
    body: u16,
}

impl Occurrence {
    /// How much it weighs in its leaf, by BM25's rule with the lengths of bodies in `scale`.
    fn level(&self, scale: &[f32]) -> u8 {
        let count = self.fields + f32::from(self.body) / scale[self.leaf as usize];
        let weight = count / (SATURATION + count);
        ((weight * f32::from(LEVELS - 1)).round() as u8).max(1)
    }

    fn noted(&self) -> (u32, Option<f32>, u16) {
        (self.leaf, (self.fields != 0.0).then_some(self.fields), self.body)
    }
}

/// A term and where it stands, the leaves in order, each with its level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postings {
    /// The term.
    pub term: String,
    /// The leaves and levels.
    pub leaves: Vec<(u32, u8)>,
}

/// Terms in no order, with where they stand.
#[derive(Default)]
struct Found {
    /// Each with the end of its occurrences.
    terms: Vec<(String, u32)>,
    occurrences: Vec<Occurrence>,
}

/// What reading one chunk of leaves gives: occurrences by part and term, and of each leaf the words of its body and
/// the name of its text's file.
struct Chunk {
    parts: Vec<Found>,
    lengths: Vec<u32>,
    text_names: Vec<String>,
}

/// Every term of every leaf, in no order, and the names of the files of the leaves' texts.
///
/// Leaves that are `known` are not read. What all are made of is noted in a `memo`, where there is one.
pub fn of_leaves(
    writer: Writer<'_>,
    leaves: &[Leaf],
    first_leaf: &[u32],
    known: Option<&Known<'_>>,
    memo: Option<&mut Memo>,
) -> (Vec<Postings>, Vec<String>) {
    let notes: Vec<Option<&LeafNote>> = leaves.iter().map(|leaf| known.and_then(|known| known.leaf(leaf))).collect();
    let unread: Vec<(u32, &Leaf)> = (0..).zip(leaves).filter(|(number, _)| notes[*number as usize].is_none()).collect();
    let together = (unread.len() / CHUNKS).clamp(*CHUNK.start(), *CHUNK.end());
    let chunks: Vec<Chunk> = unread.par_chunks(together).map(|chunk| read(writer, chunk)).collect();
    let (mut lengths, mut text_names) = (Vec::with_capacity(leaves.len()), Vec::with_capacity(leaves.len()));
    let mut of_unread = chunks.iter().flat_map(|chunk| chunk.lengths.iter().zip(&chunk.text_names));
    for note in &notes {
        let (length, text_name) = note.map(|note| (&note.words, &note.text_name)).or_else(|| of_unread.next()).unzip();
        lengths.extend(length.copied());
        text_names.extend(text_name.cloned());
    }
    drop(of_unread);
    let average = lengths.iter().map(|length| f64::from(*length)).sum::<f64>() / (lengths.len().max(1) as f64);
    let scale: Vec<f32> =
        lengths.iter().map(|length| 1.0 - LENGTH + LENGTH * (f64::from(*length) / average.max(1.0)) as f32).collect();
    let mut by_part: Vec<Vec<Found>> = (0..PARTS).map(|_| Vec::new()).collect();
    for chunk in chunks {
        for (part, terms) in by_part.iter_mut().zip(chunk.parts) {
            part.push(terms);
        }
    }
    let numbers = known.map(|known| known.numbers(first_leaf));
    let before = |part: usize| known.zip(numbers.as_deref()).map(|(known, numbers)| (known.part(part), numbers));
    let merged: Vec<(Vec<Postings>, Vec<u8>)> = by_part
        .into_par_iter()
        .enumerate()
        .map(|(index, part)| merge(part, before(index), &scale, memo.is_some()))
        .collect();
    let (of_parts, noted): (Vec<Vec<Postings>>, Vec<Vec<u8>>) = merged.into_iter().unzip();
    if let Some(memo) = memo {
        let notes = leaves.iter().zip(lengths.iter().zip(&text_names));
        memo.leaves = notes.map(|(leaf, (words, text_name))| LeafNote::new(leaf, *words, text_name)).collect();
        memo.parts = noted.into_iter().map(ByteBuf::from).collect();
    }
    (of_parts.into_iter().flatten().collect(), text_names)
}

/// Puts the terms of one part together: those that were read, and those of `before`, with the numbers that its leaves
/// bear now. Returns the postings and, where they are wanted, the [`Line`]s.
fn merge(
    chunks: Vec<Found>,
    before: Option<(&[u8], &[Option<u32>])>,
    scale: &[f32],
    is_noted: bool,
) -> (Vec<Postings>, Vec<u8>) {
    let mut terms: FxHashMap<String, Vec<Occurrence>> = FxHashMap::default();
    for Found { terms: of_chunk, occurrences } in chunks {
        let mut start = 0;
        for (term, end) in of_chunk {
            terms.entry(term).or_default().extend(&occurrences[start..end as usize]);
            start = end as usize;
        }
    }
    let (mut postings, mut noted) = (Vec::new(), Vec::new());
    let (mut bytes, numbers) = before.unwrap_or_default();
    while let Ok((line, rest)) = postcard::take_from_bytes::<Line<'_>>(bytes) {
        let number = |leaf: u32| numbers.get(leaf as usize).copied().flatten();
        let known = |(leaf, fields, body): &(u32, Option<f32>, u16)| {
            Some(Occurrence { leaf: number(*leaf)?, fields: fields.unwrap_or(0.0), body: *body })
        };
        let is_as_it_was = line.occurrences.iter().all(|(leaf, ..)| number(*leaf) == Some(*leaf));
        match terms.get_mut(line.term) {
            Some(found) => add(found, line.occurrences.iter().filter_map(known).collect()),
            None if is_as_it_was => {
                let leaves = line.occurrences.iter().filter_map(known).map(|found| (found.leaf, found.level(scale)));
                postings.push(Postings { term: line.term.to_owned(), leaves: leaves.collect() });
                if is_noted {
                    noted.extend_from_slice(&bytes[..bytes.len() - rest.len()]);
                }
            }
            None => {
                let kept: Vec<Occurrence> = line.occurrences.iter().filter_map(known).collect();
                if !kept.is_empty() {
                    terms.insert(line.term.to_owned(), kept);
                }
            }
        }
        bytes = rest;
    }
    postings.reserve(terms.len());
    for (term, mut found) in terms {
        if !found.is_sorted_by_key(|found| found.leaf) {
            found.sort_unstable_by_key(|found| found.leaf);
        }
        let leaves = found.iter().map(|found| (found.leaf, found.level(scale))).collect();
        if is_noted {
            let occurrences = found.iter().map(Occurrence::noted).collect();
            let line = postcard::to_extend(&Line { term: &term, occurrences }, noted);
            #[allow(clippy::expect_used)] // Texts and numbers always serialise, and memory takes all bytes.
            {
                noted = line.expect("plain data");
            }
        }
        postings.push(Postings { term, leaves });
    }
    (postings, fitted::list(noted))
}

/// Adds occurrences to others, both in the order of their leaves; those of very many are not sorted for a few.
fn add(found: &mut Vec<Occurrence>, known: Vec<Occurrence>) {
    if !known.is_sorted_by_key(|known| known.leaf) {
        found.extend(known);
        return;
    }
    let mut all = Vec::with_capacity(found.len() + known.len());
    let mut rest = known.as_slice();
    for one in found.iter() {
        let (before, behind) = rest.split_at(rest.partition_point(|known| known.leaf < one.leaf));
        all.extend_from_slice(before);
        all.push(*one);
        rest = behind;
    }
    all.extend_from_slice(rest);
    *found = all;
}

/// The terms of one chunk under construction.
#[derive(Default)]
struct Counter {
    words: FxHashMap<String, u32>,
    /// Characters and pairs of them.
    han: FxHashMap<Term<'static>, u32>,
    /// The last occurrence of each term, and how many it has.
    terms: Vec<(u32, u32)>,
    /// Occurrences, leaf by leaf, with their terms.
    occurrences: Vec<(u32, Occurrence)>,
}

impl Counter {
    fn at(&mut self, term: Term<'_>, leaf: u32) -> &mut Occurrence {
        let next = self.terms.len() as u32;
        let place = match term {
            Term::Word(word) => match self.words.get(word) {
                Some(place) => *place,
                None => *self.words.entry(word.to_owned()).or_insert(next),
            },
            Term::Character(character) => *self.han.entry(Term::Character(character)).or_insert(next),
            Term::Pair(first, second) => *self.han.entry(Term::Pair(first, second)).or_insert(next),
        };
        if place == next {
            self.terms.push((u32::MAX, 0));
        }
        let (last, count) = &mut self.terms[place as usize];
        if self.occurrences.get(*last as usize).is_none_or(|(_, found)| found.leaf != leaf) {
            *last = self.occurrences.len() as u32;
            *count += 1;
            self.occurrences.push((place, Occurrence { leaf, fields: 0.0, body: 0 }));
        }
        let last = *last as usize;
        &mut self.occurrences[last].1
    }

    /// The occurrences by part and term.
    fn parts(self) -> Vec<Found> {
        let mut parts: Vec<Found> = (0..PARTS).map(|_| Found::default()).collect();
        // Where the next occurrence of each term belongs.
        let mut next = vec![(0, 0); self.terms.len()];
        let han = self.han.into_iter().map(|(term, place)| (term.text(), place));
        for (term, place) in self.words.into_iter().chain(han) {
            let part = xxhash_rust::xxh3::xxh3_64(term.as_bytes()) as usize % PARTS;
            let start = parts[part].terms.last().map_or(0, |(_, end)| *end);
            next[place as usize] = (part, start);
            parts[part].terms.push((term, start + self.terms[place as usize].1));
        }
        for part in &mut parts {
            let end = part.terms.last().map_or(0, |(_, end)| *end);
            part.occurrences = vec![Occurrence { leaf: 0, fields: 0.0, body: 0 }; end as usize];
        }
        for (place, found) in self.occurrences {
            let (part, at) = &mut next[place as usize];
            parts[*part].occurrences[*at as usize] = found;
            *at += 1;
        }
        parts
    }
}

fn read(writer: Writer<'_>, leaves: &[(u32, &Leaf)]) -> Chunk {
    let mut counter = Counter::default();
    let mut reader = Reader::default();
    let (mut lengths, mut text_names) = (Vec::with_capacity(leaves.len()), Vec::with_capacity(leaves.len()));
    for (number, leaf) in leaves.iter().copied() {
        let entry = writer.library.entry(leaf.entry);
        let title_words = super::normalise::runs(&entry.title).count() as f32;
        let title = TITLE / (1.0 + (title_words - SHORT_TITLE).max(0.0) * 0.08);
        let field = |text: &str, weight: f32, counter: &mut Counter, reader: &mut Reader| {
            reader.read(text, &mut |term| counter.at(term, number).fields += weight);
        };
        field(&entry.title, title, &mut counter, &mut reader);
        if leaf.part == 0 {
            let names = writer.names(leaf.entry);
            names.iter().for_each(|name| field(name, NAME, &mut counter, &mut reader));
            if let Facts::Work(work) = &entry.facts {
                work.authors.iter().for_each(|author| field(author, NAME, &mut counter, &mut reader));
            }
            if let Some(summary) =
                writer.library.source_of(leaf.entry).and_then(|source| source.front_matter.description.as_deref())
            {
                field(summary, SUMMARY, &mut counter, &mut reader);
            }
        }
        reader.words = 0;
        let sections = writer.sections(leaf);
        text_names.push(pack::text_name(&entry.id(), leaf.part, &shards::text(&sections)));
        for section in sections {
            field(section.heading, HEADING, &mut counter, &mut reader);
            reader.read(&section.text, &mut |term| {
                let found = counter.at(term, number);
                found.body = found.body.saturating_add(1);
            });
        }
        lengths.push(reader.words as u32);
    }
    Chunk { parts: counter.parts(), lengths, text_names }
}

/// The lists of entries: for each the leaves that declare or mention it, under `@` and its address.
pub fn of_entries(writer: Writer<'_>, leaves: &[Leaf], first_leaf: &[u32]) -> Vec<Postings> {
    let library = writer.library;
    let mut levels: Vec<Vec<(u32, u8)>> = vec![Vec::new(); library.entries.len()];
    let parts = parts(writer, leaves);
    let mut mentioned: Vec<(EntryId, u32)> = Vec::new();
    for source in (0..library.sources.len() as u32).map(SourceId) {
        let Some(from) = library.entry_of(source) else { continue };
        let first = first_leaf[from.index()];
        let all = writer.weaving.brief(source).mentioned.iter().enumerate();
        mentioned.extend(all.map(|(place, to)| {
            // Only of a page with several leaves it matters in which section a mention stands.
            let part = parts.get(&from).and_then(|parts| {
                let section = writer.weaving.mentions_of(source)[place].section.as_ref();
                parts.get(section.map_or("", |section| section.0.as_str())).copied()
            });
            (*to, first + part.unwrap_or(0))
        }));
        mentioned.sort_unstable();
        for equal in mentioned.chunk_by(|a, b| a == b) {
            let often = u8::try_from(equal.len() - 1).unwrap_or(u8::MAX).min(MENTIONED_OFTEN - MENTIONED);
            levels[equal[0].0.index()].push((equal[0].1, MENTIONED + often));
        }
        mentioned.clear();
    }
    for relation in library.relations.iter() {
        let teller = library.entry_of(relation.provenance.source);
        if let Some(teller) = teller.filter(|_| relation.provenance.declared != Declared::Registry) {
            levels[relation.from.index()].push((first_leaf[teller.index()], DECLARED));
            levels[relation.to.index()].push((first_leaf[teller.index()], DECLARED));
        }
        if relation.kind != RelationKind::Mentions {
            levels[relation.from.index()].push((first_leaf[relation.to.index()], RELATED));
            levels[relation.to.index()].push((first_leaf[relation.from.index()], RELATED));
        }
    }
    levels.par_iter_mut().for_each(|list| {
        highest(list, leaves.len());
        *list = fitted::list(std::mem::take(list));
    });
    // What uses a point is found under the point's channel too.
    for relation in library.relations.iter().filter(|relation| relation.kind == RelationKind::LiesOn) {
        let of_point = levels[relation.from.index()].iter().filter(|(_, level)| *level >= DECLARED);
        let users: Vec<(u32, u8)> = of_point.map(|(leaf, _)| (*leaf, RELATED)).collect();
        levels[relation.to.index()].extend(users);
    }
    let terms = library.ids().zip(levels).collect::<Vec<_>>().into_par_iter();
    terms
        .map(|(id, mut list)| {
            list.push((first_leaf[id.index()], OWN));
            highest(&mut list, leaves.len());
            Postings { term: key(&library.entry(id).url), leaves: fitted::list(list) }
        })
        .collect()
}

/// Leaves in a list for each of which there may be so many in all for the list to be long.
const SPARSE: usize = 16;

/// Each leaf, of so many in all, once, in order, with its highest level.
fn highest(list: &mut Vec<(u32, u8)>, leaves: usize) {
    if list.len() < leaves / SPARSE {
        list.sort_unstable_by_key(|(leaf, level)| (*leaf, std::cmp::Reverse(*level)));
        list.dedup_by_key(|(leaf, _)| *leaf);
        return;
    }
    // A long list needs no sorting; levels are above 0.
    let mut levels = vec![0; leaves];
    for (leaf, level) in list.drain(..) {
        let highest: &mut u8 = &mut levels[leaf as usize];
        *highest = level.max(*highest);
    }
    list.extend((0..).zip(levels).filter(|(_, level)| *level > 0));
}

/// The term under which the leaves of an entry stand.
pub fn key(url: &str) -> String {
    format!("@{}", url.trim_end_matches('/'))
}

/// Which leaf of its entry each anchor of a long page stands in, counted from the first.
fn parts<'a>(writer: Writer<'a>, leaves: &[Leaf]) -> FxHashMap<EntryId, FxHashMap<&'a str, u32>> {
    let mut parts: FxHashMap<EntryId, FxHashMap<&str, u32>> = FxHashMap::default();
    for leaf in leaves.iter().filter(|leaf| leaf.part > 0) {
        let Some(source) = writer.library.entry(leaf.entry).source else { continue };
        let plain = &writer.weaving.body(source).plain;
        let first = plain.sections.partition_point(|section| section.start < leaf.body.start);
        for section in plain.sections[first..].iter().take_while(|section| section.start < leaf.body.end) {
            parts.entry(leaf.entry).or_default().insert(section.anchor.as_str(), leaf.part);
        }
    }
    parts
}
