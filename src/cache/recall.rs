//! From what a build left to what the next one need not do.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::{
    Cache, DeclaredNote, FileNote, Fronts, Notes, Paths, Program, Since, Stamp, declared, folder, linked, names, order,
    text,
};
use crate::config::Config;
use crate::diagnostics::Outcome;
use crate::library::{KnownProse, Library, Linked, Naming, SourceId};
use crate::load::{Source, Sources, Theme};
use crate::render::{Comparisons, Extents};
use crate::search;
use crate::weave::{self, Brief, Weaving};

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

    /// Reads what was left of a site of this theme.
    pub fn recall(&self, config: &Config, theme: &Theme) -> Left {
        let key = self.program.site_key(config, theme, &self.output);
        Left { key, cache: super::read(&self.paths.cache, key) }
    }

    /// Compares what was read with what was read before: what holds still of that, and what is to be left this time.
    pub fn compare(self, left: Left, config: &Config, read: &Outcome<Sources>) -> (Option<Recalled>, Reading) {
        let Memory { paths, program, fronts, .. } = self;
        let Left { key, cache } = left;
        let sources = &read.value;
        let places = read.diagnostics.iter().filter_map(|found| found.place.as_ref());
        let faulty: HashSet<&str> = places.map(|place| &*place.file).collect();
        let digest = |source: &Arc<Source>| FileDigest {
            text: text(&source.text),
            header: text(source.header()),
            names: names(source),
            order: order(source),
            is_faultless: !faulty.contains(&*source.file),
        };
        let (folder, files): (u128, Vec<FileDigest>) =
            rayon::join(|| folder(sources), || sources.sources.par_iter().map(digest).collect());
        let same = cache.filter(|cache| cache.notes.folder == folder && cache.notes.files.len() == files.len());
        let recalled = same.map(|cache| Recalled::new(cache, &files));
        let fronts_key = program.front_matter_key(config);
        (recalled, Reading { paths, key, fronts_key, fronts, folder, files })
    }
}

/// What was left of a site, if it was.
pub struct Left {
    key: u128,
    cache: Option<Cache>,
}

/// What is known of a Markdown file that was read.
struct FileDigest {
    text: u128,
    header: u128,
    names: u128,
    order: u128,
    /// Whether nothing was found in its front matter.
    is_faultless: bool,
}

/// What an earlier build left of a library in which since then no file came or went.
pub struct Recalled {
    cache: Cache,
    /// By file, whether its text is another, or may say something else.
    edited: Vec<bool>,
    /// By file, whether its front matter is another.
    declaring: Vec<bool>,
}

impl Recalled {
    fn new(cache: Cache, files: &[FileDigest]) -> Recalled {
        let pairs = || cache.notes.files.iter().zip(files);
        let is_renamed = pairs().any(|(before, now)| before.names != now.names);
        // What links entries by their names may mean others.
        let is_edited =
            |(before, now): (&FileNote<'_>, &FileDigest)| before.text != now.text || is_renamed && before.has_wikilinks;
        let edited = pairs().map(is_edited).collect();
        let declaring = pairs().map(|(before, now)| before.header != now.header).collect();
        Recalled { cache, edited, declaring }
    }

    /// What is known of the files whose prose needs no reading.
    fn known<'a, T: 'a>(
        &'a self,
        of: impl Fn(&'a FileNote<'static>) -> T + 'a,
    ) -> impl Iterator<Item = Option<T>> + 'a {
        let files = self.cache.notes.files.iter().zip(&self.edited);
        files.map(move |(file, is_edited)| (!is_edited && file.is_settled).then(|| of(file)))
    }

    /// What prose names.
    pub fn prose(&self) -> KnownProse<'_> {
        KnownProse(self.known(|file| &*file.namings).collect())
    }

    /// Whether linking with [`Recalled::prose`] made the entries that it made before, and gave the names in front matter
    /// that was not edited the meanings that they had. If it did not, an edit decides what others mean, and nothing that
    /// was left holds.
    pub fn holds(&self, library: &Library) -> bool {
        let files = self.cache.notes.files.par_iter().zip(&self.declaring).enumerate();
        let declares_alike = |(index, (file, is_declaring)): (usize, (&FileNote<'_>, &bool))| {
            *is_declaring || declared(library, SourceId(index as u32)).digest == file.declared.digest
        };
        linked(library) == self.cache.notes.linked && files.all(declares_alike)
    }

    /// What other pages ask of bodies.
    pub fn bodies(&self, linked: &Linked) -> weave::Known {
        let (finder, contexts) = linked.finding();
        weave::Known { briefs: self.known(|file| Brief::clone(&file.brief)).collect(), finder, contexts }
    }

    /// What became of it in the library as it is now.
    pub fn since(self, library: &Library, weaving: &Weaving) -> Since {
        let Recalled { cache, edited, declaring } = self;
        Since::new(cache, edited, declaring, library, weaving)
    }
}

/// What was read, to be left for the next build.
pub struct Reading {
    paths: Paths,
    key: u128,
    fronts_key: u128,
    fronts: Fronts,
    folder: u128,
    files: Vec<FileDigest>,
}

impl Reading {
    /// With what was found in prose, while that is there.
    pub fn keep(self, linked: &Linked, weaving: &Weaving, since: Option<&Since>) -> Kept {
        let library = &linked.library;
        let note = |index: usize| {
            let id = SourceId(index as u32);
            let before = since.filter(|since| !since.is_edited(id)).map(|since| &since.before.notes.files[index]);
            match before.filter(|before| before.is_settled) {
                Some(before) => ProseNote {
                    namings: before.namings.to_vec(),
                    is_settled: true,
                    has_wikilinks: before.has_wikilinks,
                },
                None => ProseNote {
                    namings: library.namings(id),
                    is_settled: linked.is_settled(id) && weaving.is_settled(id),
                    has_wikilinks: library.has_wikilinks(id),
                },
            }
        };
        let prose = (0..self.files.len()).into_par_iter().map(note).collect();
        Kept { linked: super::linked(library), prose, reading: self }
    }
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Reading").finish_non_exhaustive()
    }
}

/// What a build leaves for the next one. Where the disk refuses it, the next one takes its time.
#[derive(Debug)]
pub struct Kept {
    reading: Reading,
    linked: u128,
    /// By file.
    prose: Vec<ProseNote>,
}

/// What was found in the prose of a file.
#[derive(Debug)]
struct ProseNote {
    /// What it names.
    namings: Vec<Naming>,
    /// Whether nothing is wrong in it.
    is_settled: bool,
    /// Whether it links entries by their names.
    has_wikilinks: bool,
}

impl Kept {
    /// Leaves the front matter of a library, and makes ready what is to be left of reading and of the search.
    pub fn ready(self, library: &Library, weaving: &Weaving, search: &search::Memo) -> Ready {
        let Kept { reading, linked, prose } = self;
        let Reading { paths, key, fronts_key, fronts, folder, files } = reading;
        let faultless = library.sources.iter().zip(&files).filter(|(_, file)| file.is_faultless);
        let faultless = faultless.map(|(source, file)| (&**source, file.header)).collect::<Vec<_>>();
        let _ = fronts.leave(&paths.fronts, fronts_key, &faultless);
        let sources = (0..files.len() as u32).into_par_iter().map(SourceId);
        let of_files: Vec<DeclaredNote> = sources.map(|id| declared(library, id)).collect();
        let notes = files.iter().zip(&prose).zip(&of_files).enumerate();
        let notes = notes.map(|(index, ((file, prose), declared))| FileNote {
            text: file.text,
            header: file.header,
            names: file.names,
            order: file.order,
            declared: Cow::Borrowed(declared),
            namings: Cow::Borrowed(prose.namings.as_slice()),
            brief: Cow::Borrowed(weaving.brief(SourceId(index as u32))),
            is_settled: prose.is_settled,
            has_wikilinks: prose.has_wikilinks,
        });
        let notes = Notes { folder, linked, files: notes.collect() };
        Ready { path: paths.cache, key, content: super::begin(&notes, search) }
    }
}

/// What is left when the site is published.
pub struct Ready {
    path: Utf8PathBuf,
    key: u128,
    content: io::Result<Vec<u8>>,
}

impl Ready {
    /// Leaves it, with what was published.
    pub fn leave(self, extents: Option<&Extents>, comparisons: Option<Comparisons>, files: &[(String, Stamp)]) {
        let published = (extents, comparisons, files);
        let _ = self.content.and_then(|content| super::end(&self.path, self.key, content, &published));
    }
}
