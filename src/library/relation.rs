//! Relations: typed edges between entries, each with what was said and where.

use std::sync::Arc;

use super::{EntryId, SourceId};

/// The type of a relation, from the first entry to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// An article covers a condition.
    Covers,
    /// A condition presents as a pattern.
    PresentsAs,
    /// A point serves a condition.
    Serves,
    /// A point addresses a pattern.
    Addresses,
    /// A point lies on a channel.
    LiesOn,
    /// A condition or pattern involves an organ.
    Involves,
    /// An entry cites a source.
    Cites,
    /// An entry mentions another.
    Mentions,
}

impl RelationKind {
    /// The type's name in exports, in kebab-case.
    pub fn name(self) -> &'static str {
        ["covers", "presents-as", "serves", "addresses", "lies-on", "involves", "cites", "mentions"][self as usize]
    }
}

/// Where a relation was declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Provenance {
    /// The file; for a fact of the registry, the file that first named the entry.
    pub source: SourceId,
    /// Its line.
    pub line: u32,
    /// The field or part of the file that declares it.
    pub declared: Declared,
}

/// What declares a relation. Items of lists are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Declared {
    /// `conditions[n]`.
    Condition(u16),
    /// `organs[n]`.
    Organ(u16),
    /// `patterns[n]`.
    Pattern(u16),
    /// `points[n]`.
    Point(u16),
    /// `treatments[n]`.
    Treatment(u16),
    /// `sources[n]`.
    Source(u16),
    /// The entry's own title, which names an organ.
    Title,
    /// The registry (WHO 2008).
    Registry,
    /// The text.
    Text,
}

impl Declared {
    /// The field as a path into the front matter: `points[0]`.
    pub fn path(self) -> String {
        match self {
            Declared::Condition(item) => format!("conditions[{item}]"),
            Declared::Organ(item) => format!("organs[{item}]"),
            Declared::Pattern(item) => format!("patterns[{item}]"),
            Declared::Point(item) => format!("points[{item}]"),
            Declared::Treatment(item) => format!("treatments[{item}]"),
            Declared::Source(item) => format!("sources[{item}]"),
            Declared::Title => "title".to_owned(),
            Declared::Registry => "registry".to_owned(),
            Declared::Text => "text".to_owned(),
        }
    }
}

/// A typed edge between two entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Its type.
    pub kind: RelationKind,
    /// The entry it leads from.
    pub from: EntryId,
    /// The entry it leads to.
    pub to: EntryId,
    /// Where it was declared first in its file.
    pub provenance: Provenance,
    /// Further items of the same file that declare it: the treatments that use a point.
    pub also: Vec<Declared>,
}

impl Relation {
    /// Everything in the file that declares the relation.
    pub fn declarations(&self) -> impl Iterator<Item = Declared> + '_ {
        [self.provenance.declared].into_iter().chain(self.also.iter().copied())
    }

    /// The order in which relations are kept and exported.
    pub(super) fn sort_key(&self) -> (RelationKind, EntryId, EntryId, SourceId, u32, Declared) {
        (self.kind, self.from, self.to, self.provenance.source, self.provenance.line, self.provenance.declared)
    }
}

/// A mention: a place in prose where an entry is linked or named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The entry whose page the place stands on.
    pub from: EntryId,
    /// The entry that is meant.
    pub to: EntryId,
    /// The file.
    pub source: SourceId,
    /// Its line.
    pub line: u32,
    /// The anchor of the section it stands in, and the section's heading; `None` before the first heading.
    pub section: Option<Arc<(String, String)>>,
    /// The sentence it stands in, as plain text.
    pub sentence: Arc<str>,
}
