//! Reading: everything the pipeline ever reads from the disk is read here.
//!
//! `load` walks the content folder and makes a [`Source`] of every Markdown file and an [`Asset`] of every other
//! file. It decodes what the author declared and checks its form; what it means is the next stage's business.

mod bundle;
mod decode;
pub mod fields;
mod front_matter;
mod scripts;
mod shelf;
mod source;
pub mod theme;
mod walk;

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::cache::Fronts;
use crate::config::Config;
use crate::diagnostics::Outcome;

pub use decode::{Findings, Group};
pub use front_matter::{
    Bibliography, Date, FrontMatter, Image, OrganItem, PatternItem, PointItem, SourceItem, Spanned, Text, TreatmentItem,
};
pub use shelf::{Changed, Shelf};
pub use source::{Location, Role, Source, is_forbidden};
pub use theme::{Theme, ThemeFile};
pub use walk::{Walk, is_passed_over};

/// A file of the content folder that is published as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Path from the content folder, with forward slashes.
    pub path: Utf8PathBuf,
    /// Path from the library's root, for messages.
    pub shown: Utf8PathBuf,
    /// Where to read it when the site is published.
    pub file: Utf8PathBuf,
}

/// All that was read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The Markdown files, by path.
    pub sources: Vec<Arc<Source>>,
    /// The other files, by path.
    pub assets: Arc<Vec<Asset>>,
    /// Paths of the drafts that were left out, from the content folder.
    pub drafts: Arc<BTreeSet<String>>,
}

/// Reads the whole content folder of the library at `root`.
///
/// Every file that cannot be read or decoded is one finding more, never the end of the stage.
pub fn load(root: &Utf8Path, config: &Config) -> Outcome<Sources> {
    let (mut shelf, changed) = (Shelf::default(), Changed::anything());
    shelf.walk(root, config, &changed);
    shelf.load(root, config, &changed, &Fronts::default())
}
