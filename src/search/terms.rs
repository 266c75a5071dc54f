//! Terms to postings, with their weights.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::leaves::{Leaf, Writer};
use super::normalise::{Reader, Term};
use super::{pack, shards};
use crate::library::{Declared, EntryId, Facts, RelationKind};

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
/// the hash of its text.
struct Chunk {
    parts: Vec<Found>,
    lengths: Vec<u32>,
    hashes: Vec<String>,
}

/// Every term of every leaf, in the order of JavaScript's strings, and the hashes of the leaves' texts.
pub fn all(writer: Writer<'_>, leaves: &[Leaf], first_leaf: &[u32]) -> (Vec<Postings>, Vec<String>) {
    let together = (leaves.len() / CHUNKS).clamp(*CHUNK.start(), *CHUNK.end());
    let read = |(index, chunk): (usize, &[Leaf])| read(writer, chunk, (index * together) as u32);
    let (chunks, entries): (Vec<Chunk>, Vec<Postings>) = rayon::join(
        || leaves.par_chunks(together).enumerate().map(read).collect(),
        || entries(writer, leaves, first_leaf),
    );
    let lengths: Vec<u32> = chunks.iter().flat_map(|chunk| chunk.lengths.iter().copied()).collect();
    let average = lengths.iter().map(|length| f64::from(*length)).sum::<f64>() / (lengths.len().max(1) as f64);
    let scale: Vec<f32> =
        lengths.iter().map(|length| 1.0 - LENGTH + LENGTH * (f64::from(*length) / average.max(1.0)) as f32).collect();
    let mut by_part: Vec<Vec<Found>> = (0..PARTS).map(|_| Vec::new()).collect();
    let mut hashes = Vec::with_capacity(leaves.len());
    for chunk in chunks {
        hashes.extend(chunk.hashes);
        for (part, terms) in by_part.iter_mut().zip(chunk.parts) {
            part.push(terms);
        }
    }
    let mut all: Vec<Postings> = by_part.into_par_iter().flat_map_iter(|part| merge(part, &scale)).collect();
    all.extend(entries);
    all.par_sort_unstable_by(|a, b| pack::compare(&a.term, &b.term));
    (all, hashes)
}

/// Puts the terms of one part together.
fn merge(chunks: Vec<Found>, scale: &[f32]) -> Vec<Postings> {
    let mut terms: FxHashMap<String, Vec<(u32, u8)>> = FxHashMap::default();
    for Found { terms: of_chunk, occurrences } in chunks {
        let mut start = 0;
        for (term, end) in of_chunk {
            let found = &occurrences[start..end as usize];
            start = end as usize;
            terms.entry(term).or_default().extend(found.iter().map(|found| {
                let count = found.fields + f32::from(found.body) / scale[found.leaf as usize];
                let weight = count / (SATURATION + count);
                (found.leaf, ((weight * f32::from(LEVELS - 1)).round() as u8).max(1))
            }));
        }
    }
    terms.into_iter().map(|(term, leaves)| Postings { term, leaves }).collect()
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

fn read(writer: Writer<'_>, leaves: &[Leaf], first: u32) -> Chunk {
    let mut counter = Counter::default();
    let mut reader = Reader::default();
    let (mut lengths, mut hashes) = (Vec::with_capacity(leaves.len()), Vec::with_capacity(leaves.len()));
    for (leaf, number) in leaves.iter().zip(first..) {
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
        hashes.push(pack::hash(shards::text(&sections).as_bytes()));
        for section in sections {
            field(section.heading, HEADING, &mut counter, &mut reader);
            reader.read(&section.text, &mut |term| {
                let found = counter.at(term, number);
                found.body = found.body.saturating_add(1);
            });
        }
        lengths.push(reader.words as u32);
    }
    Chunk { parts: counter.parts(), lengths, hashes }
}

/// The lists of entries: for each the leaves that declare or mention it, under `@` and its address.
fn entries(writer: Writer<'_>, leaves: &[Leaf], first_leaf: &[u32]) -> Vec<Postings> {
    let library = writer.library;
    let mut levels: Vec<BTreeMap<u32, u8>> = vec![BTreeMap::new(); library.entries.len()];
    let mut raise = |entry: EntryId, leaf: u32, level: u8| {
        let found = levels[entry.index()].entry(leaf).or_default();
        *found = (*found).max(level);
    };
    let parts = parts(writer, leaves);
    let mut mentions: FxHashMap<(EntryId, u32), u32> = FxHashMap::default();
    for mention in writer.weaving.mentions() {
        let first = first_leaf[mention.from.index()];
        let anchor = mention.section.as_ref().map_or("", |section| &section.0);
        let leaf = first + parts.get(&(mention.from, anchor)).copied().unwrap_or(0);
        *mentions.entry((mention.to, leaf)).or_default() += 1;
    }
    for ((entry, leaf), count) in mentions {
        let level = MENTIONED + (u8::try_from(count).unwrap_or(u8::MAX) - 1).min(MENTIONED_OFTEN - MENTIONED);
        raise(entry, leaf, level);
    }
    for relation in library.relations.iter() {
        let teller = library.entry_of(relation.provenance.source);
        if let Some(teller) = teller.filter(|_| relation.provenance.declared != Declared::Registry) {
            raise(relation.from, first_leaf[teller.index()], DECLARED);
            raise(relation.to, first_leaf[teller.index()], DECLARED);
        }
        if relation.kind != RelationKind::Mentions {
            raise(relation.from, first_leaf[relation.to.index()], RELATED);
            raise(relation.to, first_leaf[relation.from.index()], RELATED);
        }
    }
    // What uses a point is found under the point's channel too.
    for relation in library.relations.iter().filter(|relation| relation.kind == RelationKind::LiesOn) {
        let users: Vec<u32> = levels[relation.from.index()]
            .iter()
            .filter(|(_, level)| **level >= DECLARED)
            .map(|(leaf, _)| *leaf)
            .collect();
        for leaf in users {
            let found = levels[relation.to.index()].entry(leaf).or_default();
            *found = (*found).max(RELATED);
        }
    }
    for id in library.ids() {
        levels[id.index()].insert(first_leaf[id.index()], OWN);
    }
    let terms = library.ids().zip(levels);
    terms
        .map(|(id, levels)| Postings { term: key(&library.entry(id).url), leaves: levels.into_iter().collect() })
        .collect()
}

/// The term under which the leaves of an entry stand.
pub fn key(url: &str) -> String {
    format!("@{}", url.trim_end_matches('/'))
}

/// Which leaf of its entry each anchor of a long page stands in, counted from the first.
fn parts<'a>(writer: Writer<'a>, leaves: &[Leaf]) -> FxHashMap<(EntryId, &'a str), u32> {
    let mut parts = FxHashMap::default();
    for leaf in leaves.iter().filter(|leaf| leaf.part > 0) {
        let Some(source) = writer.library.entry(leaf.entry).source else { continue };
        let plain = &writer.weaving.body(source).plain;
        let first = plain.sections.partition_point(|section| section.start < leaf.body.start);
        for section in plain.sections[first..].iter().take_while(|section| section.start < leaf.body.end) {
            parts.insert((leaf.entry, section.anchor.as_str()), leaf.part);
        }
    }
    parts
}
