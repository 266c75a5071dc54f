//! Reading: everything the pipeline ever reads from the disk is read here.
//!
//! `load` walks the content folder and makes a [`Source`] of every Markdown file and an [`Asset`] of every other
//! file. It decodes what the author declared and checks its form; what it means is the next stage's business.

mod bundle;
mod decode;
pub mod fields;
mod front_matter;
mod scripts;
mod source;
pub mod theme;
mod walk;

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostics::Outcome;

pub use decode::{Findings, Group};
pub use front_matter::{
    Bibliography, Date, FrontMatter, Image, OrganItem, PatternItem, PointItem, SourceItem, Spanned, Text, TreatmentItem,
};
pub use source::{Location, Role, Source, is_forbidden};
pub use theme::{Theme, ThemeFile};
pub use walk::Walk;

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
#[derive(Debug, Default)]
pub struct Sources {
    /// The Markdown files, by path.
    pub sources: Vec<Source>,
    /// The other files, by path.
    pub assets: Vec<Asset>,
    /// Paths of the drafts that were left out, from the content folder.
    pub drafts: BTreeSet<String>,
}

/// Reads the whole content folder of the library at `root`.
///
/// Every file that cannot be read or decoded is one finding more, never the end of the stage.
pub fn load(root: &Utf8Path, config: &Config) -> Outcome<Sources> {
    let Walk { markdown, assets, mut diagnostics } = walk::walk(root, &config.content);
    let read: Vec<(Option<Source>, Vec<_>)> =
        markdown.par_iter().map(|file| source::read(root, &config.content, file)).collect();
    let mut sources = Vec::with_capacity(read.len());
    let mut drafts = BTreeSet::new();
    for (source, found) in read {
        match source {
            Some(source) if source.front_matter.draft && !config.drafts => {
                drafts.insert(source.location.path.to_string());
            }
            source => sources.extend(source),
        }
        diagnostics.extend(found);
    }
    Outcome { value: Sources { sources, assets, drafts }, diagnostics }
}
