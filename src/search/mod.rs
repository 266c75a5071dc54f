//! The search: an index in small files, of which a browser loads the few that a query needs.
//!
//! `docs/search.md` tells how it works and what the files hold.

mod leaves;
mod memo;
pub mod normalise;
mod pack;
mod shards;
mod terms;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use crate::library::{EntryId, Kind, Library};
use crate::tcm::notation::{CHANNEL_NOTATIONS, Use};
use crate::weave::Weaving;
use crate::words::Words;
use leaves::{Leaf, Writer};
pub use memo::{Known, Memo};
pub use shards::File;

/// British beginnings of words and the American ones; within words the browser's stemmer evens them out.
const SPELLINGS: &[(&str, &str)] = &[
    ("anaem", "anem"),
    ("anaesth", "anesth"),
    ("haem", "hem"),
    ("oed", "ed"),
    ("oes", "es"),
    ("aet", "et"),
    ("foet", "fet"),
    ("faec", "fec"),
    ("gynaec", "gynec"),
    ("paed", "ped"),
    ("leuc", "leuk"),
    ("caes", "ces"),
    ("orthopaed", "orthoped"),
];

/// Comparatives that readers type for the plain word.
const COMPARATIVES: &[(&str, &str)] = &[
    ("lower", "low"),
    ("higher", "high"),
    ("deeper", "deep"),
    ("weaker", "weak"),
    ("stronger", "strong"),
    ("colder", "cold"),
    ("warmer", "warm"),
    ("older", "old"),
    ("younger", "young"),
    ("shorter", "short"),
    ("longer", "long"),
    ("drier", "dry"),
    ("heavier", "heavy"),
    ("lighter", "light"),
    ("slower", "slow"),
    ("faster", "fast"),
];

/// The index of a library: its files, but for the text of leaves, which is written when it is asked for.
#[derive(Debug, Default)]
pub struct SearchIndex {
    /// The files.
    pub files: Vec<File>,
    leaves: Vec<Leaf>,
    text_names: Vec<String>,
}

impl SearchIndex {
    /// Indexes a library.
    pub fn new(library: &Library, weaving: &Weaving, words: &Words) -> SearchIndex {
        SearchIndex::with_memo(library, weaving, words, None, None)
    }

    /// Indexes a library with what is `known` of it from before, and notes for the next time, where a `memo` is wanted,
    /// what the index is made of. The index is the one that [`SearchIndex::new`] makes.
    pub fn with_memo(
        library: &Library,
        weaving: &Weaving,
        words: &Words,
        known: Option<&Known<'_>>,
        memo: Option<&mut Memo>,
    ) -> SearchIndex {
        let writer = Writer { library, weaving, words };
        let uses = leaves::uses(library, weaving);
        let leaves = leaves::all(library, weaving, &uses, |entry| known.and_then(|known| known.leaves(entry)));
        let first_leaf = leaves::firsts(library, &leaves);
        let ((mut postings, text_names), of_entries) = rayon::join(
            || terms::of_leaves(writer, &leaves, &first_leaf, known, memo),
            || terms::of_entries(writer, &leaves, &first_leaf),
        );
        postings.extend(of_entries);
        // The order of JavaScript's strings, in which browsers look terms up.
        postings.par_sort_unstable_by(|a, b| pack::compare(&a.term, &b.term));
        let of_terms = || {
            let mut terms = shards::terms(&postings);
            (terms.listed(), terms)
        };
        let of_words = || (shards::spelling(&postings), shards::han(&postings));
        let of_pages =
            || (shards::names(writer, &first_leaf, &uses), shards::pages(writer, &leaves, &first_leaf, &text_names));
        let (((lists, listed), terms), ((spelling, han), (names, pages))) =
            rayon::join(of_terms, || rayon::join(of_words, of_pages));
        drop(postings);
        let catalogue = Catalogue {
            leaves: leaves.len(),
            kinds: kinds(library, &leaves),
            page_size: shards::page_size(leaves.len()),
            parts: shards::parts(&leaves),
            listed,
            terms: terms.firsts.join("\n"),
            term_hashes: terms.shards.hashes,
            pages: pages.hashes,
            names: names.first.0,
            further_names: names.firsts.join("\n"),
            further_hashes: names.further.hashes,
            spelling: spelling.iter().map(|(length, (hash, _))| (*length, hash.clone())).collect(),
            han: han.as_ref().map_or("", |(hash, _)| hash.as_str()),
            notations: notations(Use::Anywhere),
            loose_notations: notations(Use::InContext),
            codes: codes(library),
            channels: channels(library),
            folders: Kind::ALL.into_iter().map(|kind| (kind.name(), kind.plural())).collect(),
            function_words: normalise::FUNCTION_WORDS,
            spellings: SPELLINGS,
            comparatives: COMPARATIVES.iter().copied().collect(),
            words: words
                .all()
                .iter()
                .filter(|(key, _)| key.starts_with("search.") || key.starts_with("kind."))
                .collect(),
        };
        let mut files = vec![catalogue.file()];
        files.extend(lists);
        files.extend(terms.shards.files);
        files.extend(terms.more);
        files.extend(pages.files);
        files.push(names.first.1);
        files.extend(names.further.files);
        files.extend(spelling.into_values().map(|(_, file)| file));
        files.extend(han.map(|(_, file)| file));
        SearchIndex { files, leaves, text_names }
    }

    /// How many leaves there are; each has a file of text.
    pub fn leaves(&self) -> usize {
        self.leaves.len()
    }

    /// The entry that a leaf is of.
    pub fn entry(&self, leaf: usize) -> EntryId {
        self.leaves[leaf].entry
    }

    /// The path of a leaf's text from the site's root.
    pub fn text_path(&self, leaf: usize) -> String {
        format!("search/{}.js", self.text_name(leaf))
    }

    /// The name under which a leaf's text is received: few of very many stand in one folder.
    fn text_name(&self, leaf: usize) -> String {
        let name = &self.text_names[leaf];
        format!("text/{}/{name}", &name[..1])
    }

    /// The file of a leaf's text.
    pub fn text(&self, leaf: usize, library: &Library, weaving: &Weaving, words: &Words) -> Vec<u8> {
        let writer = Writer { library, weaving, words };
        pack::script(&self.text_name(leaf), &shards::text(&writer.sections(&self.leaves[leaf])))
    }
}

/// What the browser loads first: all that is needed to find the other files.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Catalogue<'a> {
    leaves: usize,
    /// Kind and its first leaf.
    kinds: Vec<(&'static str, usize)>,
    page_size: usize,
    /// Files of terms that a list of them names; 0 where the catalogue names them itself.
    listed: usize,
    parts: String,
    terms: String,
    term_hashes: String,
    pages: String,
    names: String,
    further_names: String,
    further_hashes: String,
    spelling: BTreeMap<usize, String>,
    han: &'a str,
    notations: BTreeMap<String, &'static str>,
    loose_notations: BTreeMap<String, &'static str>,
    codes: BTreeMap<String, String>,
    /// Slug and title.
    channels: Vec<(String, &'a str)>,
    folders: BTreeMap<&'static str, &'static str>,
    function_words: &'static [&'static str],
    spellings: &'static [(&'static str, &'static str)],
    comparatives: BTreeMap<&'static str, &'static str>,
    words: BTreeMap<&'a String, &'a String>,
}

impl Catalogue<'_> {
    fn file(&self) -> File {
        #[allow(clippy::expect_used)] // A struct of strings and numbers always serialises.
        let json = serde_json::to_string(self).expect("plain data");
        // JSON is a script's literal as it is (ECMA-262, since 2019).
        File {
            path: "search/catalogue.js".to_owned(),
            bytes: format!("acupressSearch.receive(\"catalogue\",{json})\n").into_bytes(),
        }
    }
}

fn kinds(library: &Library, leaves: &[Leaf]) -> Vec<(&'static str, usize)> {
    let first = |kind: Kind| leaves.partition_point(|leaf| library.entry(leaf.entry).kind < kind);
    Kind::ALL.into_iter().map(|kind| (kind.name(), first(kind))).collect()
}

/// The notations of channels, without spaces and stops, with the WHO's code.
fn notations(usage: Use) -> BTreeMap<String, &'static str> {
    let of_usage = CHANNEL_NOTATIONS.iter().filter(|(_, _, found)| *found == usage);
    let bare = |letters: &str| letters.chars().filter(char::is_ascii_alphabetic).collect::<String>();
    of_usage.map(|(letters, channel, _)| (bare(letters), channel.code())).collect()
}

/// The codes of other systems, lower case and without separators, with the point's slug.
fn codes(library: &Library) -> BTreeMap<String, String> {
    let points = library.registry.points().iter();
    let bare = |code: &str| {
        code.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '+').collect::<String>()
    };
    points
        .flat_map(|point| point.other_codes.iter().map(|code| (bare(code).to_ascii_lowercase(), point.slug())))
        .collect()
}

/// The channels that have pages.
fn channels(library: &Library) -> Vec<(String, &str)> {
    let slug = |url: &str| url.trim_end_matches('/').rsplit('/').next().unwrap_or("").to_owned();
    let channels = library.ids_of(Kind::Channel).map(|id| library.entry(id));
    channels.map(|entry| (slug(&entry.url), entry.title.as_str())).collect()
}
