//! What an entry is.

use serde::{Deserialize, Serialize};

/// The kinds of entries, in the order in which sites list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // The words are explained in the architecture page.
pub enum Kind {
    Article,
    Condition,
    Pattern,
    Point,
    Channel,
    Organ,
    Source,
    Page,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 8] = [
        Kind::Article,
        Kind::Condition,
        Kind::Pattern,
        Kind::Point,
        Kind::Channel,
        Kind::Organ,
        Kind::Source,
        Kind::Page,
    ];

    /// The kinds that have an index page and a folder of their own: all but plain pages.
    pub const INDEXED: [Kind; 7] =
        [Kind::Article, Kind::Condition, Kind::Pattern, Kind::Point, Kind::Channel, Kind::Organ, Kind::Source];

    /// The kind in one lower-case word, as in `kind:` and in ids.
    pub fn name(self) -> &'static str {
        ["article", "condition", "pattern", "point", "channel", "organ", "source", "page"][self as usize]
    }

    /// Its plural, which is also its folder and the first part of its addresses.
    pub fn plural(self) -> &'static str {
        ["articles", "conditions", "patterns", "points", "channels", "organs", "sources", "pages"][self as usize]
    }

    /// The article that goes before its name in a sentence.
    pub fn article(self) -> &'static str {
        if matches!(self, Kind::Article | Kind::Organ) { "an" } else { "a" }
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind whose folder this is.
    pub fn from_folder(folder: &str) -> Option<Kind> {
        Kind::INDEXED.into_iter().find(|kind| kind.plural() == folder)
    }

    /// Whether its entries are what articles are about, rather than texts about them.
    pub fn is_entity(self) -> bool {
        !matches!(self, Kind::Article | Kind::Page)
    }
}
