//! Related articles: those that share points, patterns, conditions, organs and sources, rare ones counting more.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::{EntryId, Kind, Library, RelationKind};

/// How many related articles an article gets.
const WANTED: usize = 5;
/// Articles per shared entry that are looked at; beyond it the entry is too common to tell much.
const WINDOW: usize = 256;
/// Candidates whose score is worked out in full.
const SHORTLIST: usize = 48;

/// An article that shares something with another.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// The other article.
    pub article: EntryId,
    /// How much they share; higher is more.
    pub score: f64,
    /// What they share, the rarest first.
    pub shared: Vec<EntryId>,
}

/// For each article, in the order of [`Library::ids_of`], its nearest articles.
///
/// The weight of a shared entry is that of its kind times `ln(1 + N / n)`, for `n` of `N` articles that name it
/// (inverse document frequency). The work is linear in the articles: of an entry that very many name, only a
/// window around each article is looked at, and the scores of the best candidates are then worked out in full.
pub fn related_articles(library: &Library) -> HashMap<EntryId, Vec<Related>> {
    use rayon::prelude::*;
    let articles: Vec<EntryId> = library.ids_of(Kind::Article).collect();
    let Some(first) = articles.first().map(|id| id.index()) else { return HashMap::new() };
    let named: Vec<Vec<EntryId>> = articles.iter().map(|article| named_entries(library, *article)).collect();
    let mut naming: FxHashMap<EntryId, Vec<u32>> = FxHashMap::default();
    for (article, entries) in named.iter().enumerate() {
        for entry in entries {
            naming.entry(*entry).or_default().push(article as u32);
        }
    }
    let total = articles.len() as f64;
    let weight: FxHashMap<EntryId, f64> = naming
        .iter()
        .map(|(entry, articles)| {
            (*entry, kind_weight(library.entry(*entry).kind) * (1.0 + total / articles.len() as f64).ln())
        })
        .collect();
    let ranked: Vec<(EntryId, Vec<Related>)> = (0..articles.len())
        .into_par_iter()
        .map_init(Scores::default, |scores, article| {
            for entry in &named[article] {
                let weight = weight[entry];
                for other in window(&naming[entry], article as u32, WINDOW) {
                    scores.add(*other, weight);
                }
            }
            let candidates = scores.take_best(SHORTLIST);
            let mut related: Vec<Related> = candidates
                .into_iter()
                .map(|(other, _)| {
                    let mut shared: Vec<EntryId> = named[article]
                        .iter()
                        .copied()
                        .filter(|entry| named[other as usize].binary_search(entry).is_ok())
                        .collect();
                    let score = shared.iter().map(|entry| weight[entry]).sum();
                    shared.sort_by(|a, b| weight[b].total_cmp(&weight[a]).then(a.cmp(b)));
                    Related { article: EntryId((first + other as usize) as u32), score, shared }
                })
                .collect();
            related.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.article.cmp(&b.article)));
            related.truncate(WANTED);
            (articles[article], related)
        })
        .collect();
    ranked.into_iter().collect()
}

/// Scores under construction. One table serves one article after another, so none is made for each.
#[derive(Default)]
pub(super) struct Scores {
    of: Vec<f64>,
    touched: Vec<u32>,
}

impl Scores {
    /// Adds to the score of one; weights are above 0.
    pub(super) fn add(&mut self, one: u32, weight: f64) {
        let index = one as usize;
        if index >= self.of.len() {
            self.of.resize(index + 1, 0.0);
        }
        if self.of[index] == 0.0 {
            self.touched.push(one);
        }
        self.of[index] += weight;
    }

    /// The highest scores, the highest first, and of equals the lower number; the table is empty then.
    pub(super) fn take_best(&mut self, count: usize) -> Vec<(u32, f64)> {
        let mut all: Vec<(u32, f64)> =
            self.touched.drain(..).map(|one| (one, std::mem::take(&mut self.of[one as usize]))).collect();
        let order = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if all.len() > count {
            all.select_nth_unstable_by(count, order);
            all.truncate(count);
        }
        all.sort_by(order);
        all
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
