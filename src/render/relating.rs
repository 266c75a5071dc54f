//! What follows from the front matter of all files, whatever their prose says: related articles, patterns beside one
//! another, indexes. Each is worked out when it is first asked for.

use std::collections::HashMap;
use std::hash::{Hash as _, Hasher as _};
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::{Output, Renderer, figures, indexes};
use crate::library::{EntryId, Kind, Near, Neighbours, PageOf, Related, Signs, nearest_patterns, signs_of_patterns};

/// What all pages share of it.
#[derive(Default)]
pub(super) struct Relating {
    neighbours: OnceLock<Neighbours>,
    /// By entry, whether other articles name it than before an edit.
    named_anew: OnceLock<Vec<bool>>,
    patterns: OnceLock<Patterns>,
    /// The organs that the title of each pattern names, in the order of their ids.
    organs_of_patterns: OnceLock<Vec<Vec<EntryId>>>,
    indexes: OnceLock<HashMap<Kind, indexes::Index>>,
}

/// What all files together say of the patterns.
pub(super) struct Patterns {
    /// The signs of each, in the order of their ids.
    signs: Vec<Signs>,
    pub(super) nearest: HashMap<EntryId, Vec<Near>>,
}

/// What comparing articles with articles and patterns with patterns gave, for the next build to know which pages show
/// the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparisons {
    /// The nearest articles of each article, in the order of their ids.
    pub related: Vec<Vec<Related>>,
    /// Of each entry, by its id, the hash of the articles that name it.
    pub naming: Vec<u64>,
    /// Of each pattern, in the order of their ids, the hash of its signs and of those nearest to it.
    pub patterns: Vec<u64>,
}

impl Renderer {
    /// Works out what several files of the site need before any is made.
    ///
    /// Pages that are made at once, each by a thread of one pool, could otherwise wait for each other for ever: one
    /// that works it out lends its thread to another that waits for it.
    pub fn prepare<'o>(&self, outputs: impl IntoIterator<Item = &'o Output>) {
        for output in outputs {
            let Output::Page(page) = output else { continue };
            match self.library.routes.pages[*page].of {
                PageOf::Entry(id) => match self.library.entry(id).kind {
                    Kind::Article => {
                        if self.known_comparisons().is_none() {
                            self.neighbours();
                        }
                        self.organs_of_patterns();
                    }
                    Kind::Condition => {
                        self.organs_of_patterns();
                    }
                    Kind::Pattern => {
                        self.patterns();
                    }
                    _ => {}
                },
                PageOf::Index(..) | PageOf::IndexPage(..) | PageOf::Search => {
                    self.indexes();
                }
                _ => {}
            }
        }
    }

    /// Works out what it takes to compare articles and patterns with what they were `before`.
    pub(super) fn prepare_to_compare(&self, before: &Comparisons) {
        rayon::join(|| self.named_anew(before), || self.patterns());
    }

    /// Whether an article is nearest to the articles to which it was nearest `before`, and shares with them what it
    /// shared.
    pub(super) fn is_related_alike(&self, article: EntryId, before: &Comparisons) -> bool {
        let related = before.related.get(self.place_among(Kind::Article, article));
        !self.neighbours().names_any_of(article, self.named_anew(before))
            || related.is_some_and(|related| related == self.neighbours().of(article))
    }

    fn named_anew(&self, before: &Comparisons) -> &[bool] {
        self.relating.named_anew.get_or_init(|| {
            let now = self.neighbours().hashes();
            now.iter().enumerate().map(|(entry, hash)| before.naming.get(entry) != Some(hash)).collect()
        })
    }

    /// The articles nearest to an article.
    pub(super) fn related(&self, article: EntryId) -> &[Related] {
        let place = self.place_among(Kind::Article, article);
        let known = self.known_comparisons().and_then(|known| known.related.get(place));
        known.map_or_else(|| self.neighbours().of(article), Vec::as_slice)
    }

    fn neighbours(&self) -> &Neighbours {
        self.relating.neighbours.get_or_init(|| Neighbours::new(&self.library))
    }

    pub(super) fn patterns(&self) -> &Patterns {
        self.relating.patterns.get_or_init(|| {
            let signs = signs_of_patterns(&self.library);
            Patterns { nearest: nearest_patterns(&self.library, &signs), signs }
        })
    }

    pub(super) fn indexes(&self) -> &HashMap<Kind, indexes::Index> {
        self.relating.indexes.get_or_init(|| indexes::all(&self.library))
    }

    fn organs_of_patterns(&self) -> &[Vec<EntryId>] {
        self.relating.organs_of_patterns.get_or_init(|| figures::organs_of_patterns(&self.library))
    }

    /// The signs of a pattern.
    pub(super) fn signs_of(&self, pattern: EntryId) -> &Signs {
        &self.patterns().signs[self.place_among(Kind::Pattern, pattern)]
    }

    /// The organs that the title of a pattern names.
    pub(super) fn organs_named(&self, pattern: EntryId) -> &[EntryId] {
        &self.organs_of_patterns()[self.place_among(Kind::Pattern, pattern)]
    }

    /// The place of an entry of a kind among all of that kind.
    pub(super) fn place_among(&self, kind: Kind, id: EntryId) -> usize {
        id.index() - self.library.ids_of(kind).next().map_or(0, EntryId::index)
    }

    /// Hash of all that a pattern's page shows by comparing it with others.
    pub(super) fn hash_of_pattern(&self, pattern: EntryId) -> u64 {
        let mut hasher = Xxh3::new();
        self.signs_of(pattern).hash(&mut hasher);
        for near in self.patterns().nearest.get(&pattern).into_iter().flatten() {
            near.hash(&mut hasher);
            self.signs_of(near.pattern).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// What an earlier build's comparisons were, where no edit since then can have changed any.
    fn known_comparisons(&self) -> Option<&Comparisons> {
        let since = self.since.as_ref().filter(|since| since.declares_alike())?;
        since.before.comparisons.as_ref()
    }

    /// What the next build is to know of the comparisons; none where not all were made.
    pub fn comparisons(&self) -> Option<Comparisons> {
        if let Some(known) = self.known_comparisons() {
            return Some(known.clone());
        }
        let neighbours = self.relating.neighbours.get()?;
        self.relating.patterns.get()?;
        let before = self.since().and_then(|since| since.before.comparisons.as_ref());
        // Where nobody had to ask, they are what they were.
        let as_before = |article: EntryId| {
            let is_same = !neighbours.names_any_of(article, self.relating.named_anew.get()?);
            before.filter(|_| is_same)?.related.get(self.place_among(Kind::Article, article))
        };
        let articles = self.library.ids_of(Kind::Article).zip(neighbours.known());
        let related = articles.map(|(article, now)| Some(now.or_else(|| Some(as_before(article)?))?.to_vec()));
        let related: Vec<Vec<Related>> = related.collect::<Option<_>>()?;
        let patterns: Vec<EntryId> = self.library.ids_of(Kind::Pattern).collect();
        let patterns = patterns.into_par_iter().map(|pattern| self.hash_of_pattern(pattern)).collect();
        Some(Comparisons { related, naming: neighbours.hashes(), patterns })
    }
}
