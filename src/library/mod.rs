//! The library: every entry, every declared relation, and the names by which entries are found.
//!
//! [`link`] makes it from what was read; from then on it never changes.

mod anew;
mod builder;
mod checks;
mod declare;
mod entry;
mod groups;
mod kind;
mod link;
pub mod lists;
mod mentions;
mod names;
mod patterns;
mod points;
mod relate;
mod related;
mod relation;
mod relink;
mod routes;
mod similar;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::load::Source;
use crate::mentions::Found;
use crate::tcm::Registry;

pub use checks::orphans;
pub use entry::{Entry, EntryId, Facts, SourceId};
pub use groups::{Group, GroupKey};
pub use kind::Kind;
pub use link::{Linked, link, link_known, link_with};
pub use mentions::{KnownProse, Naming};
pub use names::{Meant, NameIndex};
pub use patterns::{Near, Sign, Signs, nearest_patterns, signs_of_patterns};
pub use points::{Resolved, explain as explain_point, missing_hanzi, name_mismatch};
pub use related::{Neighbours, Related};
pub use relation::{Declared, Mention, Provenance, Relation, RelationKind};
pub use routes::{ATLAS, Page, PageOf, Routes, THEME_FOLDER};

/// All entries and declared relations of a library. Immutable; what a further version has in common with it is shared.
#[derive(Clone, Debug)]
pub struct Library {
    /// The reference data.
    pub registry: Arc<Registry>,
    /// The files, by path.
    pub sources: Vec<Arc<Source>>,
    /// The entries, by kind and key.
    pub entries: Arc<Vec<Entry>>,
    /// The declared relations, by type, ends and place.
    pub relations: Arc<Vec<Relation>>,
    /// Names to entries.
    pub names: Arc<NameIndex>,
    /// The addresses of the site.
    pub routes: Arc<Routes>,
    /// Paths of drafts that were left out, from the content folder.
    pub drafts: Arc<BTreeSet<String>>,
    entry_of_source: Arc<Vec<Option<EntryId>>>,
    outgoing: Arc<Vec<Vec<u32>>>,
    incoming: Arc<Vec<Vec<u32>>>,
    declared_by: Arc<Vec<Vec<u32>>>,
    resolved: Arc<Vec<Arc<Resolved>>>,
    named_at: Arc<Vec<(SourceId, u32)>>,
    /// Whether each condition is one of pregnancy, as far as its names tell.
    of_pregnancy: Arc<Vec<Option<bool>>>,
    /// What stands in the prose of each file; entries bear the numbers that they had while they were collected.
    found: Vec<Arc<Found>>,
    /// The entries by those numbers.
    place_of: Arc<Vec<EntryId>>,
    articles_on: Arc<Vec<Vec<EntryId>>>,
    /// The patterns that are named for points, treatments and in lists, by the names as they are written.
    named_patterns: Arc<FxHashMap<String, EntryId>>,
}

impl Library {
    /// One entry.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.index()]
    }

    /// One file.
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.index()]
    }

    /// The file of an entry, if somebody wrote one.
    pub fn source_of(&self, id: EntryId) -> Option<&Source> {
        self.entry(id).source.map(|source| self.source(source))
    }

    /// The entry that a file is, unless it is a section's text.
    pub fn entry_of(&self, source: SourceId) -> Option<EntryId> {
        self.entry_of_source[source.index()]
    }

    /// The entry of a kind and key: `Kind::Point` and `BL23`.
    pub fn entry_with_key(&self, kind: Kind, key: &str) -> Option<EntryId> {
        let ids = self.places_of(kind);
        let entries = &self.entries[ids.clone()];
        let place = match kind {
            // These stand in the order of the WHO.
            Kind::Point | Kind::Channel => entries.iter().position(|entry| entry.key == key),
            _ => entries.binary_search_by(|entry| entry.key.as_str().cmp(key)).ok(),
        };
        Some(EntryId((ids.start + place?) as u32))
    }

    /// The ids of all entries, in order.
    pub fn ids(&self) -> impl Iterator<Item = EntryId> + use<> {
        (0..self.entries.len() as u32).map(EntryId)
    }

    /// The ids of the entries of a kind, in order.
    pub fn ids_of(&self, kind: Kind) -> impl Iterator<Item = EntryId> + '_ {
        self.places_of(kind).map(|place| EntryId(place as u32))
    }

    /// The places of the entries of a kind among all.
    fn places_of(&self, kind: Kind) -> Range<usize> {
        let start = self.entries.partition_point(|entry| entry.kind < kind);
        start..start + self.entries[start..].partition_point(|entry| entry.kind == kind)
    }

    /// Relations of a type that lead from an entry.
    pub fn from(&self, id: EntryId, kind: RelationKind) -> impl Iterator<Item = &Relation> + '_ {
        self.outgoing[id.index()]
            .iter()
            .map(|index| &self.relations[*index as usize])
            .filter(move |relation| relation.kind == kind)
    }

    /// Relations of a type that lead to an entry.
    pub fn to(&self, id: EntryId, kind: RelationKind) -> impl Iterator<Item = &Relation> + '_ {
        self.incoming[id.index()]
            .iter()
            .map(|index| &self.relations[*index as usize])
            .filter(move |relation| relation.kind == kind)
    }

    /// The relations that a file declares.
    pub fn declared_by(&self, source: SourceId) -> impl Iterator<Item = &Relation> + '_ {
        self.declared_by[source.index()].iter().map(|index| &self.relations[*index as usize])
    }

    /// The file and line that first name an entry.
    pub fn first_named(&self, id: EntryId) -> (SourceId, u32) {
        self.named_at[id.index()]
    }

    /// Every relation that touches an entry.
    pub fn relations_of(&self, id: EntryId) -> impl Iterator<Item = &Relation> + '_ {
        let ends = self.outgoing[id.index()].iter().chain(&self.incoming[id.index()]);
        ends.map(|index| &self.relations[*index as usize])
    }

    /// The points that a file names, item by item.
    pub fn resolved(&self, source: SourceId) -> &Resolved {
        &self.resolved[source.index()]
    }

    /// Whether any relation beside a fact of the registry touches an entry.
    ///
    /// What an entry's own file declares does not count, but for points, whose declarations other pages show.
    pub fn is_referred_to(&self, id: EntryId) -> bool {
        let entry = self.entry(id);
        let own = entry.source.filter(|_| entry.kind != Kind::Point);
        let other = |index: &u32| {
            let provenance = self.relations[*index as usize].provenance;
            provenance.declared != Declared::Registry && Some(provenance.source) != own
        };
        self.incoming[id.index()].iter().any(other) || self.outgoing[id.index()].iter().any(other)
    }
}

impl Library {
    /// The library without the prose of its files, and without what was found there.
    pub(crate) fn without_prose(mut self) -> Library {
        for source in &mut self.sources {
            if let Some(source) = Arc::get_mut(source) {
                source.forget_text();
            }
        }
        self.found.fill(Arc::default());
        self
    }
}

/// What two versions of a library have in common.
impl Library {
    /// Whether a text that links and mentions entries is woven alike in both: the same files, entries, names and
    /// addresses, with the same numbers.
    pub fn is_linked_alike(&self, other: &Library) -> bool {
        let files =
            |library: &Library| library.sources.iter().map(|source| Arc::clone(&source.file)).collect::<Vec<_>>();
        let are_routes_alike = Arc::ptr_eq(&self.routes, &other.routes) || self.routes.lead_alike(&other.routes);
        let are_entries_alike = Arc::ptr_eq(&self.entries, &other.entries) || self.entries == other.entries;
        are_routes_alike && are_entries_alike && self.drafts == other.drafts && files(self) == files(other)
    }

    /// Whether both have the same entries, under the same numbers.
    pub fn has_entries_of(&self, other: &Library) -> bool {
        Arc::ptr_eq(&self.entries, &other.entries)
    }

    /// Whether the front matter of all files is the same in both.
    pub fn declares_alike(&self, other: &Library) -> bool {
        Arc::ptr_eq(&self.declared_by, &other.declared_by)
    }

    /// Whether a file and all that was found in it are the very same in both, and it asks nothing of other files.
    pub fn reads_alike(&self, other: &Library, id: SourceId) -> bool {
        let (found, found_before) = (&self.found[id.index()], &other.found[id.index()]);
        Arc::ptr_eq(&self.sources[id.index()], &other.sources[id.index()])
            && Arc::ptr_eq(found, found_before)
            && self.asks_nothing(id)
    }

    /// Whether a file asks nothing of other files: a link to a heading of another page may ask that page's text for the
    /// anchor.
    pub(crate) fn asks_nothing(&self, id: SourceId) -> bool {
        !self.found[id.index()].wikilinks.iter().any(|(target, _)| target.contains('#'))
    }

    /// Whether a file links entries by their names.
    pub(crate) fn has_wikilinks(&self, id: SourceId) -> bool {
        !self.found[id.index()].wikilinks.is_empty()
    }

    /// Whether a condition is one of pregnancy, as far as its names tell.
    pub(crate) fn is_of_pregnancy(&self, id: EntryId) -> Option<bool> {
        self.of_pregnancy[id.index()]
    }

    /// What the prose of a file names of which entries are made.
    pub(crate) fn namings(&self, id: SourceId) -> Vec<Naming> {
        Naming::all(&self.registry, self.source(id), &self.found[id.index()])
    }
}

/// What a part of a relation's declaration says.
impl Library {
    /// The functions that a file gives a point in a relation, in the file's order.
    pub fn functions<'a>(&'a self, relation: &'a Relation) -> impl Iterator<Item = &'a str> + 'a {
        self.point_items(relation).filter_map(|item| item.function.as_deref())
    }

    /// The entry of a pattern by a name as front matter writes it.
    pub fn pattern_named(&self, name: &str) -> Option<EntryId> {
        self.named_patterns.get(name).copied()
    }

    /// The entries of the patterns for which a file uses a point in a relation, each once.
    pub fn patterns_of(&self, relation: &Relation) -> Vec<EntryId> {
        let front = &self.source(relation.provenance.source).front_matter;
        let mut patterns = Vec::new();
        for declared in relation.declarations() {
            let names: Vec<&str> = match declared {
                Declared::Point(item) => front.points.get(usize::from(item)).map(|item| texts(&item.patterns)),
                Declared::Treatment(item) => front.treatments.get(usize::from(item)).map(|item| texts(&item.patterns)),
                Declared::Pattern(item) => {
                    front.patterns.get(usize::from(item)).map(|item| vec![item.name.value.as_str()])
                }
                _ => None,
            }
            .unwrap_or(Vec::new());
            for id in names.into_iter().filter_map(|name| self.pattern_named(name)) {
                if !patterns.contains(&id) && id != relation.to {
                    patterns.push(id);
                }
            }
        }
        patterns
    }

    /// Where a file names a point that a relation starts from.
    pub fn span_of(&self, relation: &Relation, point: crate::tcm::PointId) -> crate::diagnostics::Span {
        let source = relation.provenance.source;
        let front = &self.source(source).front_matter;
        let resolved = self.resolved(source);
        let in_list = |names: &[crate::load::Text], points: &[Vec<crate::tcm::PointId>]| {
            names.iter().zip(points).find(|(_, points)| points.contains(&point)).map(|(name, _)| name.span)
        };
        let found = relation.declarations().find_map(|declared| match declared {
            Declared::Point(item) => front.points.get(usize::from(item)).map(|item| item.code.span),
            Declared::Treatment(item) => {
                let item = usize::from(item);
                in_list(&front.treatments.get(item)?.points, resolved.treatments.get(item)?)
            }
            Declared::Pattern(item) => {
                let item = usize::from(item);
                in_list(&front.patterns.get(item)?.points, resolved.pattern_points.get(item)?)
            }
            Declared::Condition(item) => front.conditions.get(usize::from(item)).map(|name| name.span),
            _ => None,
        });
        found.unwrap_or(crate::diagnostics::Span { line: relation.provenance.line, column: 1, length: 0 })
    }

    /// The methods and purposes by which a file treats a point in a relation, in the file's order.
    pub fn treatments<'a>(
        &'a self,
        relation: &'a Relation,
    ) -> impl Iterator<Item = &'a crate::load::TreatmentItem> + 'a {
        let front = &self.source(relation.provenance.source).front_matter;
        relation.declarations().filter_map(|declared| match declared {
            Declared::Treatment(item) => front.treatments.get(usize::from(item)),
            _ => None,
        })
    }

    /// The items in which a file speaks of a point in a relation.
    pub fn point_items<'a>(&'a self, relation: &'a Relation) -> impl Iterator<Item = &'a crate::load::PointItem> + 'a {
        let front = &self.source(relation.provenance.source).front_matter;
        relation.declarations().filter_map(|declared| match declared {
            Declared::Point(item) => front.points.get(usize::from(item)),
            _ => None,
        })
    }

    /// What a file says of a pattern in a relation.
    pub fn pattern_item<'a>(&'a self, relation: &Relation) -> Option<&'a crate::load::PatternItem> {
        match relation.provenance.declared {
            Declared::Pattern(item) => {
                self.source(relation.provenance.source).front_matter.patterns.get(usize::from(item))
            }
            _ => None,
        }
    }

    /// The pages of a work that a file cites.
    pub fn cited_pages<'a>(&'a self, relation: &Relation) -> Option<&'a str> {
        match relation.provenance.declared {
            Declared::Source(item) => {
                self.source(relation.provenance.source).front_matter.sources.get(usize::from(item))?.pages.as_deref()
            }
            _ => None,
        }
    }

    /// What a file says of an organ in a relation.
    pub fn organ_item<'a>(&'a self, relation: &Relation) -> Option<&'a crate::load::OrganItem> {
        match relation.provenance.declared {
            Declared::Organ(item) => self.source(relation.provenance.source).front_matter.organs.get(usize::from(item)),
            _ => None,
        }
    }
}

fn texts(names: &[crate::load::Text]) -> Vec<&str> {
    names.iter().map(|name| name.value.as_str()).collect()
}
