//! Entries: the things that have a page.

use crate::load::Bibliography;
use crate::tcm::{ChannelId, PointId};

use serde::{Deserialize, Serialize};

use super::Kind;

/// An entry's place in [`super::Library::entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryId(pub u32);

impl EntryId {
    /// The place as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A source file's place in [`super::Library::sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

impl SourceId {
    /// The place as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is known of an entry beside its prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facts {
    /// A point of the registry.
    Point(PointId),
    /// A channel of the registry.
    Channel(ChannelId),
    /// An organ of the registry, by its key.
    Organ(&'static str),
    /// A work, with its bibliographic facts.
    Work(Box<Bibliography>),
    /// Nothing but its name.
    Named,
}

/// One thing with a page of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its name among the entries of its kind: `BL23`, `kidney-qi-deficiency`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its other names, as the publisher gives them.
    pub names: Vec<String>,
    /// Its address from the site's root, not encoded, with a slash at its end.
    pub url: String,
    /// The file it has, if somebody wrote one.
    pub source: Option<SourceId>,
    /// What is known of it.
    pub facts: Facts,
}

impl Entry {
    /// The id by which exports name it: `point:BL23`.
    pub fn id(&self) -> String {
        format!("{}:{}", self.kind.name(), self.key)
    }
}
