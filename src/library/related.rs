//! Related articles: those that share points, patterns, conditions, organs and sources, rare ones counting more.

use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{Entry, EntryId, Kind, Library, RelationKind};

/// How many related articles an article gets.
const WANTED: usize = 5;
/// Articles per shared entry that are looked at; beyond it the entry is too common to tell much.
const WINDOW: usize = 256;
/// Candidates whose score is worked out in full.
const SHORTLIST: usize = 48;
/// Entries that a related article is said to share.
const SHARED: usize = 3;

/// An article that shares something with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The other article.
    pub article: EntryId,
    /// Some of what they share, the rarest first.
    pub shared: Vec<EntryId>,
}

/// What articles share, from which each one's nearest are worked out when its page asks.
#[derive(Debug)]
pub struct Neighbours {
    first: usize,
    /// By article, the entries that it names, sorted.
    named: Vec<Vec<EntryId>>,
    /// By entry, the articles that name it.
    naming: Vec<Vec<u32>>,
    /// By entry, how much it says that two articles share it.
    weight: Vec<f64>,
    /// By article, those nearest to it.
    nearest: Vec<OnceLock<Vec<Related>>>,
    /// Tables that nobody is counting in.
    tables: Mutex<Vec<Scores>>,
}

impl Neighbours {
    /// Looks at what every article names.
    pub fn new(library: &Library) -> Neighbours {
        let articles: Vec<EntryId> = library.ids_of(Kind::Article).collect();
        let named: Vec<Vec<EntryId>> = articles.par_iter().map(|article| named_entries(library, *article)).collect();
        let mut naming: Vec<Vec<u32>> = vec![Vec::new(); library.entries.len()];
        for (article, entries) in (0..).zip(&named) {
            for entry in entries {
                naming[entry.index()].push(article);
            }
        }
        let total = articles.len() as f64;
        let weight = |(entry, articles): (&Entry, &Vec<u32>)| {
            kind_weight(entry.kind) * (1.0 + total / articles.len().max(1) as f64).ln()
        };
        let weight = library.entries.iter().zip(&naming).map(weight).collect();
        let first = articles.first().map_or(0, |article| article.index());
        let nearest = vec![OnceLock::new(); articles.len()];
        Neighbours { first, named, naming, weight, nearest, tables: Mutex::default() }
    }

    /// The nearest articles of an article, the nearest first.
    ///
    /// The weight of a shared entry is that of its kind times `ln(1 + N / n)`, for `n` of `N` articles that name it
    /// (inverse document frequency). The work does not grow with the articles: of an entry that very many name, only a
    /// window around the article is looked at, and the scores of the best candidates are then worked out in full.
    pub fn of(&self, article: EntryId) -> &[Related] {
        let own = article.index() - self.first;
        self.nearest[own].get_or_init(|| self.nearest_to(own))
    }

    /// Of each entry, by its id, the hash of the articles that name it.
    pub fn hashes(&self) -> Vec<u64> {
        let hash = |articles: &Vec<u32>| {
            let bytes: Vec<u8> = articles.iter().flat_map(|article| article.to_le_bytes()).collect();
            xxh3_64(&bytes)
        };
        self.naming.par_iter().map(hash).collect()
    }

    /// Whether an article names an entry of some, which are told by their ids. If not, and no article came or went, it is
    /// as near to others as it was before other articles named those.
    pub fn names_any_of(&self, article: EntryId, some: &[bool]) -> bool {
        self.named[article.index() - self.first].iter().any(|entry| some[entry.index()])
    }

    /// The nearest articles of each article, in their order; none for those that nobody asked for.
    pub fn known(&self) -> impl Iterator<Item = Option<&[Related]>> {
        self.nearest.iter().map(|nearest| nearest.get().map(Vec::as_slice))
    }

    fn nearest_to(&self, own: usize) -> Vec<Related> {
        let named = &self.named[own];
        let weight = |entry: &EntryId| self.weight[entry.index()];
        let candidates = self.with_table(|scores| {
            for entry in named {
                let weight = weight(entry) as f32;
                for other in window(&self.naming[entry.index()], own as u32, WINDOW) {
                    scores.add(*other, weight);
                }
            }
            scores.take_best(SHORTLIST)
        });
        let shared_with = |other: u32| {
            let others = &self.named[other as usize];
            named.iter().copied().filter(|entry| others.binary_search(entry).is_ok())
        };
        let whole_score = |other: u32| (other, shared_with(other).map(|entry| weight(&entry)).sum::<f64>());
        let mut scores: Vec<(u32, f64)> = candidates.into_iter().map(whole_score).collect();
        scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        scores.truncate(WANTED);
        let related = |(other, _): (u32, f64)| {
            let mut shared: Vec<EntryId> = shared_with(other).collect();
            shared.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.cmp(b)));
            shared.truncate(SHARED);
            shared.shrink_to_fit();
            Related { article: EntryId((self.first + other as usize) as u32), shared }
        };
        scores.into_iter().map(related).collect()
    }

    /// Counts in a table that was used before, so that none is made for each article.
    fn with_table<T>(&self, count: impl FnOnce(&mut Scores) -> T) -> T {
        // A table is only put back empty, so one that a failed thread held is as good.
        let lock = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let mut table = lock().pop().unwrap_or(Scores::default());
        let counted = count(&mut table);
        lock().push(table);
        counted
    }
}

/// Scores under construction, as exact as a choice needs. One table serves one article after another, so none is made
/// for each, and it is small enough to stay near the processor.
#[derive(Debug, Default)]
pub(super) struct Scores {
    of: Vec<f32>,
    touched: Vec<u32>,
}

impl Scores {
    /// Adds to the score of one; weights are above 0.
    pub(super) fn add(&mut self, one: u32, weight: f32) {
        let index = one as usize;
        if index >= self.of.len() {
            self.of.resize(index + 1, 0.0);
        }
        if self.of[index] == 0.0 {
            self.touched.push(one);
        }
        self.of[index] += weight;
    }

    /// Those of the highest scores, the highest first, and of equals the lower number; the table is empty then.
    pub(super) fn take_best(&mut self, count: usize) -> Vec<u32> {
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        let mut best: Vec<(u32, f32)> = Vec::with_capacity(2 * count);
        let mut least = 0.0;
        for one in self.touched.drain(..) {
            let score = std::mem::take(&mut self.of[one as usize]);
            // Most of thousands are passed by here.
            if score < least {
                continue;
            }
            best.push((one, score));
            if best.len() == 2 * count {
                best.select_nth_unstable_by(count - 1, order);
                best.truncate(count);
                least = best[count - 1].1;
            }
        }
        best.sort_by(order);
        best.truncate(count);
        best.into_iter().map(|(one, _)| one).collect()
    }
}

/// What one shared entry says: two articles on one condition are nearer than two that cite one book.
fn kind_weight(kind: Kind) -> f64 {
    match kind {
        Kind::Condition => 2.0,
        Kind::Pattern => 1.5,
        Kind::Point => 1.0,
        Kind::Organ | Kind::Channel => 0.5,
        Kind::Source | Kind::Article | Kind::Page => 0.25,
    }
}

/// The conditions, patterns, points, organs and sources that an article declares, sorted.
fn named_entries(library: &Library, article: EntryId) -> Vec<EntryId> {
    let Some(source) = library.entry(article).source else { return Vec::new() };
    let mut entries: Vec<EntryId> = library
        .declared_by(source)
        .filter_map(|relation| match relation.kind {
            RelationKind::Serves | RelationKind::Addresses => Some(relation.from),
            RelationKind::Covers | RelationKind::PresentsAs | RelationKind::Involves | RelationKind::Cites => {
                Some(relation.to)
            }
            RelationKind::LiesOn | RelationKind::Mentions => None,
        })
        .collect();
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// The neighbours of one among those that have something in common with it, at most so many.
pub(super) fn window(having: &[u32], own: u32, width: usize) -> impl Iterator<Item = &u32> {
    let place = having.partition_point(|other| *other < own);
    let start = place.saturating_sub(width / 2).min(having.len().saturating_sub(width));
    having[start..].iter().take(width).filter(move |other| **other != own)
}
