//! From the folder to everything that a site is rendered from, and again after an edit.

use std::collections::HashSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::cache::{self, Cache, FileNote, Notes, Stamp};
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Outcome};
use crate::library::{self, EntryId, KnownProse, Library, Linked, SourceId};
use crate::load::{self, Changed, Shelf, Sources, Theme};
use crate::render::Extents;
use crate::search;
use crate::tcm::Registry;
use crate::tcm::script::Script;
use crate::trace::Timings;
use crate::weave::{self, Before, Weaving};

/// Everything that a site is rendered from. Immutable, and shared with the versions before and after it.
#[derive(Clone, Debug)]
pub struct Press {
    /// The entries and declared relations.
    pub library: Arc<Library>,
    /// The bodies and mentions.
    pub weaving: Arc<Weaving>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The configuration.
    pub config: Arc<Config>,
    /// What an earlier build left that still holds, if it left anything.
    pub since: Option<Arc<Since>>,
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

/// What an earlier build left of the files that were read, if the front matter of all is as it was.
struct Recalled {
    cache: Cache,
    edited: Vec<bool>,
}

impl Recalled {
    fn new(cache: Cache, sources: &Sources, texts: &[u128]) -> Option<Recalled> {
        let is_same = cache.notes.headers == cache::headers(sources) && cache.notes.files.len() == texts.len();
        let edited = cache.notes.files.iter().zip(texts).map(|(file, text)| file.text != *text).collect();
        is_same.then_some(Recalled { cache, edited })
    }

    /// The files whose prose needs no reading.
    fn known<'a, T: 'a>(&'a self, of: impl Fn(&'a FileNote) -> T + 'a) -> impl Iterator<Item = Option<T>> + 'a {
        let files = self.cache.notes.files.iter().zip(&self.edited);
        files.map(move |(file, is_edited)| (!is_edited && file.is_settled).then(|| of(file)))
    }

    fn known_prose(&self) -> KnownProse<'_> {
        KnownProse(self.known(|file| file.namings.as_slice()).collect())
    }

    /// What became of it in the library as it is now.
    fn since(self, library: &Library, weaving: &Weaving) -> Since {
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

/// Loads, links and weaves the library at `root`.
///
/// The diagnostics are all that the three stages found, at their rules' default levels.
pub fn press(root: &Utf8Path, config: &Config, timings: &mut Timings) -> Outcome<Press> {
    let mut standing = Standing::new(config.clone());
    let outcome = standing.press(root, &Changed::anything(), timings);
    let Standing { linked, .. } = standing;
    // Nobody presses this library again, and nobody has to wait until what was kept for that is given back.
    let kept = linked.map(Linked::without_library);
    rayon::spawn(move || drop(kept));
    outcome
}

/// Loads, links and weaves the library at `root` for a site that is published into `output`, with the help of what the
/// build before left. Returns what is to be left for the next one as well, which has none where that cannot be known.
pub fn press_again(
    root: &Utf8Path,
    config: &Config,
    output: &Utf8Path,
    timings: &mut Timings,
) -> Outcome<(Press, Option<Kept>)> {
    let mut standing = Standing::new(config.clone());
    standing.cache = Some((cache::path(root, output), output.to_owned()));
    let Outcome { value: press, diagnostics } = standing.press(root, &Changed::anything(), timings);
    let Standing { linked, kept, .. } = standing;
    let rest = linked.map(Linked::without_library);
    rayon::spawn(move || drop(rest));
    Outcome { value: (press, kept), diagnostics }
}

/// What a build leaves for the next one, as far as pressing knows it.
#[derive(Debug)]
pub struct Kept {
    /// Where it goes.
    pub path: Utf8PathBuf,
    /// What it is good for.
    pub key: u128,
    /// What was read.
    pub notes: Notes,
}

impl Kept {
    /// Leaves it for the next build, with what was published. Where the disk refuses, the next build takes its time.
    pub fn leave(self, search: search::Memo, extents: Option<Extents>, files: Vec<(String, Stamp)>) {
        let Kept { path, key, notes } = self;
        let _ = cache::write(&path, key, &Cache { notes, search, extents, files });
    }
}

impl Press {
    /// The press for those who only make pages of it: the prose of its files is given back, for bodies hold what it
    /// became. Files that somebody else holds as well keep theirs.
    #[must_use]
    pub fn without_prose(self) -> Press {
        Press { library: Arc::new(Arc::unwrap_or_clone(self.library).without_prose()), ..self }
    }
}

/// What an earlier pressing of a library left, so that the next one works out only what changed.
///
/// The name is the printers': standing type is kept set for the next printing.
#[derive(Debug)]
pub struct Standing {
    config: Arc<Config>,
    registry: Arc<Registry>,
    shelf: Shelf,
    /// The theme with what was found in it; none if its files have to be read.
    theme: Option<(Arc<Theme>, Vec<Diagnostic>)>,
    linked: Option<Linked>,
    weaving: Option<Arc<Weaving>>,
    /// Where what a build leaves for the next one stands, and the folder of the site that it is of.
    cache: Option<(Utf8PathBuf, Utf8PathBuf)>,
    /// What is to stand there.
    kept: Option<Kept>,
}

impl Standing {
    /// Nothing is known yet of a library of this configuration.
    pub fn new(config: Config) -> Standing {
        Standing {
            config: Arc::new(config),
            registry: Arc::new(Registry::new()),
            shelf: Shelf::default(),
            theme: None,
            linked: None,
            weaving: None,
            cache: None,
            kept: None,
        }
    }

    /// Has the theme's files read again.
    pub fn theme_changed(&mut self) {
        self.theme = None;
    }

    /// Loads, links and weaves the library at `root`, of whose content no more changed than `changed` says.
    ///
    /// What comes out is what a first pressing of the same files gives.
    pub fn press(&mut self, root: &Utf8Path, changed: &Changed, timings: &mut Timings) -> Outcome<Press> {
        let config = &self.config;
        let ((theme, of_theme), sources) = timings.measure("load", || {
            let theme = self.theme.take().unwrap_or_else(|| {
                let Outcome { value, diagnostics } = load::theme::load(root, config);
                (Arc::new(value), diagnostics)
            });
            (theme, self.shelf.load(root, config, changed))
        });
        let chinese = Script::of_language(&config.language, config.han_script);
        let before = self.linked.as_ref();
        let key = self.cache.take().and_then(|(path, output)| Some((cache::key(config, &theme, &output)?, path)));
        let texts: Vec<u128> = match key {
            Some(_) => sources.value.sources.par_iter().map(|source| cache::text(&source.text)).collect(),
            None => Vec::new(),
        };
        let recalled = key.as_ref().and_then(|(key, path)| cache::read(path, *key));
        let recalled = recalled.and_then(|cache| Recalled::new(cache, &sources.value, &texts));
        let headers = key.is_some().then(|| cache::headers(&sources.value));
        let (linked, recalled) = timings.measure("link", || {
            if let Some(recalled) = recalled {
                let known = recalled.known_prose();
                let linked = library::link_known(&self.registry, chinese, sources.value.clone(), &known);
                drop(known);
                if cache::linked(&linked.library) == recalled.cache.notes.linked {
                    return (linked, Some(recalled));
                }
            }
            (library::link_with(&self.registry, chinese, sources.value, before), None)
        });
        // Bodies show words of the theme.
        let is_worded_alike = |weaving: &Arc<Weaving>| weaving.is_worded_alike(&theme.words);
        let before = before.zip(self.weaving.as_ref().filter(|weaving| is_worded_alike(weaving)));
        let before = before.map(|(linked, weaving)| Before { library: &linked.library, weaving });
        let known = recalled.as_ref().map(|recalled| {
            let (finder, contexts) = linked.finding();
            weave::Known { briefs: recalled.known(|file| file.brief.clone()).collect(), finder, contexts }
        });
        let weaving = timings.measure("weave", || weave::weave(&linked.library, config, &theme.words, before, known));
        let since = recalled.map(|recalled| Arc::new(recalled.since(&linked.library, &weaving.value)));
        self.kept = key.zip(headers).map(|((key, path), headers)| {
            let notes = notes(headers, &texts, &linked, &weaving.value, since.as_deref());
            Kept { path, key, notes }
        });
        let settings = &theme.settings;
        let of_settings = settings.broken_links(&linked.library.routes, |path| theme.has_asset(path));
        let diagnostics =
            [of_theme.clone(), sources.diagnostics, linked.diagnostics(), of_settings, weaving.diagnostics];
        let press = Press {
            library: Arc::clone(&linked.library),
            weaving: Arc::new(weaving.value),
            theme: Arc::clone(&theme),
            config: Arc::clone(config),
            since,
        };
        self.weaving = Some(Arc::clone(&press.weaving));
        self.linked = Some(linked);
        self.theme = Some((theme, of_theme));
        Outcome { value: press, diagnostics: diagnostics.concat() }
    }
}

/// What is to be left for the next build of what was read.
fn notes(headers: u128, texts: &[u128], linked: &Linked, weaving: &Weaving, since: Option<&Since>) -> Notes {
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
    Notes { headers, linked: cache::linked(library), files: texts.par_iter().enumerate().map(note).collect() }
}
