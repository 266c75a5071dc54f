//! From what a build left to what the next one need not do.

use std::collections::HashSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::{Cache, FileNote, Fronts, Notes, Paths, Program, Stamp, headers, linked, text, write};
use crate::config::Config;
use crate::diagnostics::Outcome;
use crate::library::{EntryId, KnownProse, Library, Linked, SourceId};
use crate::load::{Source, Sources, Theme};
use crate::render::Extents;
use crate::search;
use crate::weave::{self, Weaving};

/// What builds of a site leave for one another.
#[derive(Debug)]
pub struct Memory {
    paths: Paths,
    output: Utf8PathBuf,
    program: Program,
    /// The front matter that was decoded before.
    pub fronts: Fronts,
}

impl Memory {
    /// That of the library at `root` and its site in `output`; none if this program cannot tell which it is.
    pub fn open(root: &Utf8Path, output: &Utf8Path, config: &Config) -> Option<Memory> {
        let program = Program::digest()?;
        let paths = Paths::new(root, output);
        let fronts = Fronts::read(&paths.fronts, program.front_matter_key(config));
        Some(Memory { paths, output: output.to_owned(), program, fronts })
    }

    /// Compares what was read with what was read before: what holds still of that, and what is to be left this time.
    pub fn compare(self, config: &Config, theme: &Theme, read: &Outcome<Sources>) -> (Option<Recalled>, Reading) {
        let Memory { paths, output, program, fronts } = self;
        let sources = &read.value;
        let key = program.site_key(config, theme, &output);
        let (cache, (headers, texts)): (Option<Cache>, (u128, Vec<u128>)) = rayon::join(
            || super::read(&paths.cache, key),
            || (headers(sources), sources.sources.par_iter().map(|source| text(&source.text)).collect()),
        );
        let same = cache.filter(|cache| cache.notes.headers == headers && cache.notes.files.len() == texts.len());
        let recalled = same.map(|cache| {
            let edited = cache.notes.files.iter().zip(&texts).map(|(file, text)| file.text != *text).collect();
            Recalled { cache, edited }
        });
        let places = read.diagnostics.iter().filter_map(|found| found.place.as_ref());
        let faulty = places.map(|place| Arc::clone(&place.file)).collect();
        let fronts_key = program.front_matter_key(config);
        (recalled, Reading { paths, key, fronts_key, fronts, faulty, headers, texts })
    }
}

/// What an earlier build left of a library in which since then no front matter was edited, and no file came or went.
pub struct Recalled {
    cache: Cache,
    /// By file, whether its prose is another.
    edited: Vec<bool>,
}

impl Recalled {
    /// What is known of the files whose prose needs no reading.
    fn known<'a, T: 'a>(&'a self, of: impl Fn(&'a FileNote) -> T + 'a) -> impl Iterator<Item = Option<T>> + 'a {
        let files = self.cache.notes.files.iter().zip(&self.edited);
        files.map(move |(file, is_edited)| (!is_edited && file.is_settled).then(|| of(file)))
    }

    /// What prose names.
    pub fn prose(&self) -> KnownProse<'_> {
        KnownProse(self.known(|file| file.namings.as_slice()).collect())
    }

    /// Whether linking with [`Recalled::prose`] made the entries that it made before. If it did not, an edit decides
    /// whether there is an entry that only prose names, and nothing that was left holds.
    pub fn holds(&self, library: &Library) -> bool {
        linked(library) == self.cache.notes.linked
    }

    /// What other pages ask of bodies.
    pub fn bodies(&self, linked: &Linked) -> weave::Known {
        let (finder, contexts) = linked.finding();
        weave::Known { briefs: self.known(|file| file.brief.clone()).collect(), finder, contexts }
    }

    /// What became of it in the library as it is now.
    pub fn since(self, library: &Library, weaving: &Weaving) -> Since {
        let Recalled { cache, edited } = self;
        let mut touched = HashSet::new();
        let mut are_briefs_alike = true;
        for (index, file) in cache.notes.files.iter().enumerate().filter(|(index, _)| edited[*index]) {
            let source = SourceId(index as u32);
            let (before, now) = (&file.brief, weaving.brief(source));
            touched.extend(library.entry_of(source));
            touched.extend(before.mentioned.iter().chain(&now.mentioned).copied());
            are_briefs_alike &= before.image == now.image && before.summary == now.summary;
        }
        Since { before: cache, edited, touched, are_briefs_alike }
    }
}

/// A site that was published before, whose library differs from this one in the prose of some files alone.
#[derive(Debug)]
pub struct Since {
    /// What that build left.
    pub before: Cache,
    /// By file, whether its prose is another.
    pub edited: Vec<bool>,
    /// The entries whose pages show other words for that: those of the edited files, and all that these mention or did.
    pub touched: HashSet<EntryId>,
    /// Whether all that pages show of other files than their own is as it was.
    pub are_briefs_alike: bool,
}

impl Since {
    /// Whether the prose of a file is another.
    pub fn is_edited(&self, source: SourceId) -> bool {
        self.edited[source.index()]
    }

    /// Whether the prose of an entry's own file is another.
    pub fn is_entry_edited(&self, library: &Library, entry: EntryId) -> bool {
        library.entry(entry).source.is_some_and(|source| self.is_edited(source))
    }
}

/// What was read, to be left for the next build.
pub struct Reading {
    paths: Paths,
    key: u128,
    fronts_key: u128,
    fronts: Fronts,
    /// Files in whose front matter something was found.
    faulty: HashSet<Arc<str>>,
    headers: u128,
    texts: Vec<u128>,
}

impl Reading {
    /// With what was made of it.
    pub fn keep(self, linked: &Linked, weaving: &Weaving, since: Option<&Since>) -> Kept {
        let Reading { paths, key, fronts_key, fronts, faulty, headers, texts } = self;
        let library = &linked.library;
        let note = |(index, text): (usize, &u128)| {
            let id = SourceId(index as u32);
            let before = since.filter(|since| !since.is_edited(id)).map(|since| &since.before.notes.files[index]);
            let before = before.filter(|before| before.is_settled);
            FileNote {
                text: *text,
                namings: before.map_or_else(|| library.namings(id), |before| before.namings.clone()),
                brief: weaving.brief(id).clone(),
                is_settled: before.is_some() || linked.is_settled(id) && weaving.is_settled(id),
            }
        };
        let files = texts.par_iter().enumerate().map(note).collect();
        let notes = Notes { headers, linked: super::linked(library), files };
        Kept { paths, key, fronts_key, fronts, faulty, notes }
    }
}

/// What a build leaves for the next one. Where the disk refuses it, the next one takes its time.
#[derive(Debug)]
pub struct Kept {
    paths: Paths,
    key: u128,
    fronts_key: u128,
    fronts: Fronts,
    faulty: HashSet<Arc<str>>,
    notes: Notes,
}

impl Kept {
    /// Leaves the front matter of a library, while its text is there.
    pub fn leave_front_matter(&mut self, library: &Library) {
        let sources: Vec<&Source> = library
            .sources
            .iter()
            .map(|source| &**source)
            .filter(|source| !self.faulty.contains(&source.file))
            .collect();
        let _ = std::mem::take(&mut self.fronts).leave(&self.paths.fronts, self.fronts_key, &sources);
    }

    /// Leaves the rest, when the site is published.
    pub fn leave(self, search: search::Memo, extents: Option<Extents>, files: Vec<(String, Stamp)>) {
        let Kept { paths, key, notes, .. } = self;
        let _ = write(&paths.cache, key, &Cache { notes, search, extents, files });
    }
}
