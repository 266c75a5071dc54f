//! Files that were read before: those that did not change are not read again.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::source::{self, Source};
use super::walk::{self, Walk};
use super::{Asset, Sources};
use crate::cache::Fronts;
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Outcome};
use crate::stamp::Stamp;

/// What may have changed in the content folder since it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Files whose bytes are others, whatever their stamps say, by their paths from the library's root.
    pub files: BTreeSet<Utf8PathBuf>,
    /// Whether any other file may have changed, come or gone: the folder is walked.
    pub any: bool,
}

impl Changed {
    /// Nobody knows what changed.
    pub fn anything() -> Changed {
        Changed { files: BTreeSet::new(), any: true }
    }
}

/// A file as it was read, or why it could not be.
#[derive(Clone, Debug)]
struct Read {
    stamp: Option<Stamp>,
    source: Option<Arc<Source>>,
    diagnostics: Vec<Diagnostic>,
}

/// What was read of a content folder, to be read again after an edit.
#[derive(Debug, Default)]
pub struct Shelf {
    files: HashMap<Utf8PathBuf, Read>,
    markdown: Vec<Utf8PathBuf>,
    assets: Arc<Vec<Asset>>,
    of_walk: Vec<Diagnostic>,
    is_walked: bool,
}

impl Shelf {
    /// Lists the content folder of the library at `root`, unless it is known and no more `changed` than some files.
    pub fn walk(&mut self, root: &Utf8Path, config: &Config, changed: &Changed) {
        if changed.any || !self.is_walked {
            let Walk { markdown, assets, diagnostics } = walk::walk(root, &config.content);
            (self.markdown, self.of_walk, self.is_walked) = (markdown, diagnostics, true);
            // Equal lists stay one, by which later stages see that no file came or went.
            if *self.assets != assets {
                self.assets = Arc::new(assets);
            }
        }
    }

    /// Reads the files that [`Shelf::walk`] listed, but not those that are known and did not change.
    ///
    /// A file of the same stamp counts as the same unless `changed` names it. Front matter that is `known` is
    /// not decoded.
    pub fn load(&mut self, root: &Utf8Path, config: &Config, changed: &Changed, known: &Fronts) -> Outcome<Sources> {
        let again = |file: &Utf8PathBuf| -> Option<Read> {
            let before = self.files.get(file);
            let is_named = changed.files.contains(file);
            if !changed.any && before.is_some() && !is_named {
                return None;
            }
            // The time is asked for first: what is written while the file is being read is read once more.
            let stamp = Stamp::behind(&root.join(file));
            if !is_named && stamp.is_some() && before.is_some_and(|before| before.stamp == stamp) {
                return None;
            }
            let (source, diagnostics) = source::read(root, &config.content, file, known);
            // A file that was saved without a change stays the one that later stages know.
            let same = before.and_then(|before| before.source.clone());
            let same = same.filter(|same| source.as_ref().is_some_and(|source| source.text == same.text));
            Some(Read { stamp, source: same.or_else(|| source.map(Arc::new)), diagnostics })
        };
        let read: Vec<Option<Read>> = self.markdown.par_iter().map(again).collect();
        for (file, read) in self.markdown.iter().zip(read) {
            if let Some(read) = read {
                self.files.insert(file.clone(), read);
            }
        }
        if self.files.len() > self.markdown.len() {
            let present: BTreeSet<&Utf8PathBuf> = self.markdown.iter().collect();
            self.files.retain(|file, _| present.contains(file));
        }
        self.sources(config)
    }

    /// The files in whose front matter nothing was found, drafts among them.
    pub fn faultless(&self) -> Vec<&Source> {
        let read = self.markdown.iter().filter_map(|file| self.files.get(file));
        read.filter(|read| read.diagnostics.is_empty()).filter_map(|read| read.source.as_deref()).collect()
    }

    fn sources(&self, config: &Config) -> Outcome<Sources> {
        let mut sources = Vec::with_capacity(self.markdown.len());
        let mut drafts = BTreeSet::new();
        let mut diagnostics = self.of_walk.clone();
        for read in self.markdown.iter().filter_map(|file| self.files.get(file)) {
            match &read.source {
                Some(source) if source.front_matter.draft && !config.drafts => {
                    drafts.insert(source.location.path.to_string());
                }
                source => sources.extend(source.clone()),
            }
            diagnostics.extend(read.diagnostics.iter().cloned());
        }
        Outcome { value: Sources { sources, assets: Arc::clone(&self.assets), drafts: Arc::new(drafts) }, diagnostics }
    }
}
