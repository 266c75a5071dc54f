//! The third stage: each file's Markdown becomes HTML, with its links resolved and its headings listed.

mod anchors;
mod footnotes;
pub mod han;
mod highlight;
mod inline;
mod links;
mod sentence;
mod writer;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diagnostics::{Diagnostic, Outcome};
use crate::library::{EntryId, Library, Mention, SourceId};
use crate::mentions::{Context, Finder};
use crate::tcm::text::push_one_line;
use crate::words::Words;

pub use anchors::SECTIONS as SECTION_NAMES;
pub use han::HanContext;
pub use inline::count_words;
pub use links::{Anchors, Target};

/// A structured section of an entry's page, made of its front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// `{{ patterns() }}`
    Patterns,
    /// `{{ points() }}`
    Points,
    /// `{{ organs() }}`
    Organs,
    /// `{{ principles() }}`
    Principles,
    /// `{{ treatments() }}`
    Treatments,
    /// `{{ sources() }}`
    Sources,
}

impl Section {
    /// All sections, in the order in which they follow a body that places none.
    pub const ALL: [Section; 6] = [
        Section::Patterns,
        Section::Points,
        Section::Organs,
        Section::Principles,
        Section::Treatments,
        Section::Sources,
    ];

    /// Its name, as in its mark and in the names of templates.
    pub fn name(self) -> &'static str {
        ["patterns", "points", "organs", "principles", "treatments", "sources"][self as usize]
    }

    /// The section of a name.
    pub fn from_name(name: &str) -> Option<Section> {
        Section::ALL.into_iter().find(|section| section.name() == name)
    }
}

/// A stretch of a woven body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// HTML.
    Html(String),
    /// The place of a structured section, and the level of headings in it.
    Section(Section, u8),
}

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its level, 2 to 6.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// The picture of an entry, found among the site's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WovenImage {
    /// Address from the site's root, not encoded.
    pub address: String,
    /// What it shows.
    pub alt: String,
    /// Words under it.
    pub caption: Option<String>,
}

/// What a body says, without markup: what the search finds and shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// The words, one block a line, headings left out.
    pub text: String,
    /// Where its sections begin; the first, before any heading, has neither anchor nor words.
    pub sections: Vec<PlainSection>,
}

/// A section of a body's plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainSection {
    /// The byte of the text at which it begins.
    pub start: usize,
    /// Its anchor; empty before the first heading.
    pub anchor: String,
    /// The words of its heading; empty before the first heading.
    pub heading: String,
}

impl Plain {
    /// Adds a block of text; spaces and breaks in it become one space.
    fn push(&mut self, block: &str) {
        if self.sections.is_empty() {
            self.sections.push(PlainSection { start: 0, anchor: String::new(), heading: String::new() });
        }
        let before = self.text.len();
        push_one_line(&mut self.text, block);
        if self.text.len() > before {
            self.text.push('\n');
        }
    }

    /// Begins a section.
    fn start(&mut self, anchor: &str, heading: &str) {
        let (anchor, heading) = (anchor.to_owned(), heading.to_owned());
        self.sections.push(PlainSection { start: self.text.len(), anchor, heading });
    }
}

/// A file's Markdown as HTML.
#[derive(Clone, Debug, Default)]
pub struct Woven {
    /// The body, in order.
    pub parts: Vec<Part>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// The anchors of the page's own sections where they are not their names.
    pub section_ids: HashMap<&'static str, String>,
    /// Words of the body, each Han character counting as one.
    pub words: usize,
    /// The words of the body without markup.
    pub plain: Plain,
}

/// What is asked of a body for other pages than its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// The entry's picture.
    pub image: Option<WovenImage>,
    /// The first words of the body as plain text, for pages without a description.
    pub summary: String,
    /// The entries that its mentions mean, in the order of [`Weaving::mentions_of`].
    pub mentioned: Vec<EntryId>,
    /// The entries that it links.
    pub linked: Vec<EntryId>,
}

/// All of a body.
#[derive(Debug)]
struct Whole {
    woven: Woven,
    mentions: Vec<Mention>,
    placings: Vec<Placing>,
    anchor_links: Vec<anchors::AnchorLink>,
    anchors: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

/// What weaving one file gives, before its anchors are compared with other files'.
#[derive(Debug)]
enum One {
    /// It was woven with the others.
    Woven(Brief, Whole),
    /// An earlier build tells what other pages ask of it, and that nothing is wrong in it. It is woven when its own
    /// words are asked for.
    Known(Brief, OnceLock<Whole>, Arc<Later>),
}

impl One {
    fn brief(&self) -> &Brief {
        match self {
            One::Woven(brief, _) | One::Known(brief, ..) => brief,
        }
    }

    /// All of the body of the file that this is.
    fn whole(&self, id: SourceId) -> &Whole {
        match self {
            One::Woven(_, whole) => whole,
            One::Known(_, whole, later) => whole.get_or_init(|| later.weave(id)),
        }
    }

    /// All of the body, where it was woven with the others.
    fn woven(&self) -> Option<&Whole> {
        match self {
            One::Woven(_, whole) => Some(whole),
            One::Known(..) => None,
        }
    }
}

/// Everything that bodies are woven of later.
struct Later {
    library: Arc<Library>,
    config: Arc<Config>,
    words: Words,
    highlighter: highlight::Highlighter,
    finder: Arc<Finder>,
    contexts: Arc<Vec<Arc<Context>>>,
}

impl std::fmt::Debug for Later {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Later").finish_non_exhaustive()
    }
}

impl Later {
    fn weave(&self, id: SourceId) -> Whole {
        let found = self.finder.find(self.library.source(id).markdown(), &self.contexts[id.index()]);
        let settings = settings(&self.library, &self.config, &self.words, &self.highlighter);
        writer::weave_one(&settings, id, &found.spots).1
    }
}

/// What an earlier build tells of bodies that need not be woven with the others.
pub struct Known {
    /// By file.
    pub briefs: Vec<Option<Brief>>,
    /// Finds what they mention, should they be woven.
    pub finder: Arc<Finder>,
    /// What each file declares.
    pub contexts: Arc<Vec<Arc<Context>>>,
}

/// All bodies and what they mention. Immutable; bodies that a further version has in common with it are shared.
#[derive(Clone, Debug, Default)]
pub struct Weaving {
    all: Vec<Arc<One>>,
    /// The words that stand in the bodies.
    words: Words,
}

impl Weaving {
    /// Whether the bodies were woven with these words of the theme.
    pub fn is_worded_alike(&self, words: &Words) -> bool {
        self.words == *words
    }

    /// The body of a file.
    pub fn body(&self, source: SourceId) -> &Woven {
        &self.all[source.index()].whole(source).woven
    }

    /// What is asked of a file's body for other pages.
    pub fn brief(&self, source: SourceId) -> &Brief {
        self.all[source.index()].brief()
    }

    /// What a file mentions, by line.
    pub fn mentions_of(&self, source: SourceId) -> &[Mention] {
        &self.all[source.index()].whole(source).mentions
    }

    /// What became of each place that the finder found in a file.
    pub fn placings(&self, source: SourceId) -> &[Placing] {
        &self.all[source.index()].whole(source).placings
    }

    /// Whether nothing is wrong in a file's body, and nothing in it has to be compared with other bodies.
    pub fn is_settled(&self, source: SourceId) -> bool {
        let woven = self.all[source.index()].woven();
        woven.is_none_or(|woven| woven.diagnostics.is_empty() && woven.anchor_links.is_empty())
    }

    /// Whether a file's body is the very same as in another weaving of the library.
    pub fn shares_body(&self, other: &Weaving, source: SourceId) -> bool {
        let (one, other) = (self.all.get(source.index()), other.all.get(source.index()));
        one.zip(other).is_some_and(|(one, other)| Arc::ptr_eq(one, other))
    }
}

/// What became of a place where an entry may be mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placing {
    /// It is a link.
    Linked,
    /// An earlier mention is linked already.
    Repeated,
    /// It stands on the entry's own page.
    OwnPage,
    /// Nothing is linked in this library.
    Off,
    /// It is no mention, or no part of the page.
    NotShown,
}

/// A library that was woven before, and how.
pub struct Before<'a> {
    /// The library.
    pub library: &'a Library,
    /// Its bodies, woven with the same configuration and words.
    pub weaving: &'a Weaving,
}

/// Weaves every file of the library.
///
/// Bodies that were woven `before` are taken over where neither their file nor anything that they can show or link
/// has changed. Bodies that are `known` are woven when somebody asks for them.
pub fn weave(
    library: &Arc<Library>,
    config: &Arc<Config>,
    words: &Words,
    before: Option<Before<'_>>,
    known: Option<Known>,
) -> Outcome<Weaving> {
    let highlighter = highlight::Highlighter::default();
    let settings = settings(library, config, words, &highlighter);
    let before = before.filter(|before| library.is_linked_alike(before.library));
    let weave_one = |id: SourceId| {
        let (brief, whole) = writer::weave_one(&settings, id, library.spots(id));
        Arc::new(One::Woven(brief, whole))
    };
    let weave = |index: usize| {
        let id = SourceId(index as u32);
        let same = before.as_ref().filter(|before| library.reads_alike(before.library, id));
        same.map_or_else(|| weave_one(id), |before| Arc::clone(&before.weaving.all[index]))
    };
    let all: Vec<Arc<One>> = match known {
        None => (0..library.sources.len()).into_par_iter().map(weave).collect(),
        Some(Known { briefs, finder, contexts }) => {
            let later = Arc::new(Later {
                library: Arc::clone(library),
                config: Arc::clone(config),
                words: words.clone(),
                highlighter: highlight::Highlighter::default(),
                finder,
                contexts,
            });
            let one = |(index, brief): (usize, Option<Brief>)| match brief {
                Some(brief) => Arc::new(One::Known(brief, OnceLock::new(), Arc::clone(&later))),
                None => weave(index),
            };
            briefs.into_par_iter().enumerate().map(one).collect()
        }
    };
    let mut diagnostics = anchors::check(library, &all);
    let mut linked = vec![false; library.entries.len()];
    for one in &all {
        for entry in &one.brief().linked {
            linked[entry.index()] = true;
        }
        diagnostics.extend(one.woven().into_iter().flat_map(|woven| woven.diagnostics.iter().cloned()));
    }
    diagnostics.extend(crate::library::orphans(library, &linked));
    Outcome { value: Weaving { all, words: words.clone() }, diagnostics }
}

fn settings<'a>(
    library: &'a Library,
    config: &Config,
    words: &'a Words,
    highlighter: &'a highlight::Highlighter,
) -> writer::Settings<'a> {
    writer::Settings {
        library,
        words,
        highlighter,
        han: HanContext::new(&config.language, config.han_script),
        raw_html: config.raw_html,
        portable: config.portable,
        linking: config.linking,
    }
}
