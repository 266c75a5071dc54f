//! From what a build left to what the next one need not do.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Cache, FileNote, Fronts, Notes, Paths, Program, Stamp, headers, linked, text};
use crate::config::Config;
use crate::diagnostics::Outcome;
use crate::library::{EntryId, KnownProse, Library, Linked, Naming, SourceId};
use crate::load::{Sources, Theme};
use crate::render::{Extents, MENTIONING};
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
        let (headers, texts): (u128, Vec<u128>) =
            rayon::join(|| headers(sources), || sources.sources.par_iter().map(|source| text(&source.text)).collect());
        let same = cache.filter(|cache| cache.notes.headers == headers && cache.notes.files.len() == texts.len());
        let recalled = same.map(|cache| {
            let edited = cache.notes.files.iter().zip(&texts).map(|(file, text)| file.text != *text).collect();
            Recalled { cache, edited }
        });
        let places = read.diagnostics.iter().filter_map(|found| found.place.as_ref());
        let faulty: HashSet<&str> = places.map(|place| &*place.file).collect();
        let of_headers = sources.sources.par_iter().map(|source| {
            let is_faultless = !faulty.contains(&*source.file);
            is_faultless.then(|| text(source.header()))
        });
        let of_headers = of_headers.collect();
        let fronts_key = program.front_matter_key(config);
        (recalled, Reading { paths, key, fronts_key, fronts, headers, of_headers, texts })
    }
}

/// What was left of a site, if it was.
pub struct Left {
    key: u128,
    cache: Option<Cache>,
}

/// What an earlier build left of a library in which since then no front matter was edited, and no file came or went.
pub struct Recalled {
    cache: Cache,
    /// By file, whether its prose is another.
    edited: Vec<bool>,
}

impl Recalled {
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

    /// Whether linking with [`Recalled::prose`] made the entries that it made before. If it did not, an edit decides
    /// whether there is an entry that only prose names, and nothing that was left holds.
    pub fn holds(&self, library: &Library) -> bool {
        linked(library) == self.cache.notes.linked
    }

    /// What other pages ask of bodies.
    pub fn bodies(&self, linked: &Linked) -> weave::Known {
        let (finder, contexts) = linked.finding();
        weave::Known { briefs: self.known(|file| Brief::clone(&file.brief)).collect(), finder, contexts }
    }

    /// What became of it in the library as it is now.
    pub fn since(self, library: &Library, weaving: &Weaving) -> Since {
        let Recalled { cache, mut edited } = self;
        // What a file says that asks other files changes with theirs.
        for (index, is_edited) in edited.iter_mut().enumerate() {
            *is_edited |= !library.asks_nothing(SourceId(index as u32));
        }
        let mut touched = HashSet::new();
        let mut are_briefs_alike = true;
        for (index, file) in cache.notes.files.iter().enumerate().filter(|(index, _)| edited[*index]) {
            let source = SourceId(index as u32);
            let (before, now) = (&*file.brief, weaving.brief(source));
            touched.extend(library.entry_of(source));
            let mentioned = |brief: &Brief| brief.mentioned.iter().copied().collect::<HashSet<EntryId>>();
            let (mentioned_before, mentioned) = (mentioned(before), mentioned(now));
            touched.extend(mentioned_before.symmetric_difference(&mentioned));
            let still = mentioned.intersection(&mentioned_before).copied();
            touched.extend(shown_among_the_first(library, weaving, source, still));
            are_briefs_alike &= before.image == now.image && before.summary == now.summary;
        }
        Since { before: cache, edited, touched, are_briefs_alike }
    }
}

/// The entries on whose pages the words of a file that mentions them may stand. A page shows the words of the first files
/// that mention its entry, and of all others no more than that they do.
fn shown_among_the_first(
    library: &Library,
    weaving: &Weaving,
    source: SourceId,
    mentioned: impl Iterator<Item = EntryId>,
) -> Vec<EntryId> {
    // How many files before this one mention each, and the last of them.
    let mut counts: FxHashMap<EntryId, (usize, Option<SourceId>)> = mentioned.map(|entry| (entry, (0, None))).collect();
    for other in (0..source.0).map(SourceId) {
        if counts.is_empty() {
            break;
        }
        let own = library.entry_of(other);
        for entry in weaving.brief(other).mentioned.iter().filter(|entry| own != Some(**entry)) {
            if let Some((count, last)) = counts.get_mut(entry)
                && last.replace(other) != Some(other)
            {
                *count += 1;
                if *count == MENTIONING {
                    counts.remove(entry);
                }
            }
        }
    }
    counts.into_keys().collect()
}

/// A site that was published before, whose library differs from this one in the prose of some files alone.
#[derive(Debug)]
pub struct Since {
    /// What that build left.
    pub before: Cache,
    /// By file, whether its prose is another, or may say something else.
    pub edited: Vec<bool>,
    /// The entries whose pages may show other words for that: those of the edited files, and of what these mention all
    /// that they did not mention before, or whose pages show their words; the same for what they mentioned.
    pub touched: HashSet<EntryId>,
    /// Whether all that pages show of other files than their own is as it was.
    pub are_briefs_alike: bool,
}

impl Since {
    /// Whether the prose of a file is another, or may say something else.
    pub fn is_edited(&self, source: SourceId) -> bool {
        self.edited[source.index()]
    }

    /// [`Since::is_edited`] of an entry's own file.
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
    headers: u128,
    /// By file, the digest of its front matter; none where something was found in it.
    of_headers: Vec<Option<u128>>,
    texts: Vec<u128>,
}

impl Reading {
    /// With what was found in prose, while that is there.
    pub fn keep(self, linked: &Linked, weaving: &Weaving, since: Option<&Since>) -> Kept {
        let library = &linked.library;
        let note = |index: usize| {
            let id = SourceId(index as u32);
            let before = since.filter(|since| !since.is_edited(id)).map(|since| &since.before.notes.files[index]);
            match before.filter(|before| before.is_settled) {
                Some(before) => (before.namings.to_vec(), true),
                None => (library.namings(id), linked.is_settled(id) && weaving.is_settled(id)),
            }
        };
        let prose = (0..self.texts.len()).into_par_iter().map(note).collect();
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
    /// By file, what its prose names, and whether nothing is wrong in it.
    prose: Vec<(Vec<Naming>, bool)>,
}

impl Kept {
    /// Leaves the front matter of a library, and makes ready what is to be left of reading and of the search.
    pub fn ready(self, library: &Library, weaving: &Weaving, search: &search::Memo) -> Ready {
        let Kept { reading, linked, prose } = self;
        let Reading { paths, key, fronts_key, fronts, headers, of_headers, texts } = reading;
        let faultless = library.sources.iter().zip(of_headers);
        let faultless = faultless.filter_map(|(source, digest)| Some((&**source, digest?))).collect::<Vec<_>>();
        let _ = fronts.leave(&paths.fronts, fronts_key, &faultless);
        let files = texts.iter().zip(&prose).enumerate();
        let files = files.map(|(index, (text, (namings, is_settled)))| FileNote {
            text: *text,
            namings: Cow::Borrowed(namings.as_slice()),
            brief: Cow::Borrowed(weaving.brief(SourceId(index as u32))),
            is_settled: *is_settled,
        });
        let notes = Notes { headers, linked, files: files.collect() };
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
    pub fn leave(self, extents: Option<&Extents>, files: &[(String, Stamp)]) {
        let _ = self.content.and_then(|content| super::end(&self.path, self.key, content, extents, files));
    }
}
