//! The index as files that a browser loads few of: terms, names, spelling, pages, text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rayon::prelude::*;

use super::leaves::{Leaf, Section, Writer};
use super::normalise;
use super::pack::{self, compare, push_front_coded, push_number};
use super::terms::{LEVELS, Postings};
use crate::library::{EntryId, Facts, Kind};
use crate::tcm::text::one_line;
use crate::url;

/// A file of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path from the site's root.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Bytes that a file of terms holds, about; two thirds of it when compressed.
const TERMS: usize = 4 * 1024;
/// Leaves of a term that stand beside its name; what is left of longer lists is loaded where it is needed.
const FIRST_LEAVES: usize = 4 * 1024;
/// Leaves of a term in each further file.
const MORE_LEAVES: usize = 8 * 1024;
/// Entries that can be suggested from the first letter: all of a library that has no more, else fewer.
const NAMES: usize = 1_000;
const NAMES_OF_MANY: usize = 700;
/// Bytes that a file of further names holds, about.
const FURTHER_NAMES: usize = 12 * 1024;
/// Words that misspelt ones can be mended to.
const SPELLING: usize = 20_000;
/// Letters of the shortest and the longest of these words.
const SPELT: std::ops::RangeInclusive<usize> = 3..=24;

/// Files of one sort, numbered, with their hashes one after the other.
#[derive(Default)]
pub struct Numbered {
    /// The files.
    pub files: Vec<File>,
    /// Their hashes, each as long as the next.
    pub hashes: String,
}

impl Numbered {
    fn push(&mut self, folder: &str, text: &str) {
        let hash = pack::hash(text.as_bytes());
        let name = format!("{folder}/{}-{hash}", self.files.len());
        self.hashes.push_str(&hash);
        self.files.push(file(&name, text));
    }
}

fn file(name: &str, text: &str) -> File {
    File { path: format!("search/{name}.js"), bytes: pack::script(name, text) }
}

/// A single file named by its hash.
fn single(name: &str, text: &str) -> (String, File) {
    let hash = pack::hash(text.as_bytes());
    (hash.clone(), file(&format!("{name}-{hash}"), text))
}

/// Files of terms from which on the catalogue lists lists of them.
const MANY: usize = 256;
/// Files of terms in such a list.
const LISTED: usize = 64;

/// The terms in their files.
pub struct Terms {
    /// The files of terms.
    pub shards: Numbered,
    /// A beginning of each file's first term, more than any term of the file before.
    pub firsts: Vec<String>,
    /// What is left of long lists.
    pub more: Vec<File>,
}

/// Writes terms, given in order, with their leaves.
pub fn terms(all: &[Postings]) -> Terms {
    let lines: Vec<(String, Vec<File>)> = all.par_iter().map(line).collect();
    let mut terms = Terms { shards: Numbered::default(), firsts: Vec::new(), more: Vec::new() };
    let mut shard = String::new();
    let mut before = "";
    for (postings, (line, more)) in all.iter().zip(lines) {
        if !shard.is_empty() && shard.len() + line.len() > TERMS {
            terms.shards.push("terms", &shard);
            shard.clear();
        }
        if shard.is_empty() {
            terms.firsts.push(shortest_above(before, &postings.term));
            before = "";
        }
        push_front_coded(&mut shard, before, &postings.term);
        shard.push_str(&line);
        before = &postings.term;
        terms.more.extend(more);
    }
    if !shard.is_empty() {
        terms.shards.push("terms", &shard);
    }
    terms
}

impl Terms {
    /// The lists of files of terms, where there are many: the first terms and hashes of the lists stand for those of
    /// the files then. Returns the lists and how many files each names, none if the catalogue names them all.
    pub fn listed(&mut self) -> (Vec<File>, usize) {
        if self.firsts.len() < MANY {
            return (Vec::new(), 0);
        }
        let mut lists = Numbered::default();
        let firsts = self.firsts.chunks(LISTED);
        for (firsts, hashes) in firsts.zip(self.shards.hashes.as_bytes().chunks(LISTED * pack::HASH)) {
            lists.push("lists", &format!("{}\n{}", String::from_utf8_lossy(hashes), firsts.join("\n")));
        }
        self.firsts = self.firsts.iter().step_by(LISTED).cloned().collect();
        self.shards.hashes = lists.hashes;
        (lists.files, LISTED)
    }
}

/// The shortest beginning of a term that comes after another term.
fn shortest_above(before: &str, term: &str) -> String {
    let shared = before.chars().zip(term.chars()).take_while(|(a, b)| a == b).count();
    term.chars().take(shared + 1).collect()
}

/// What stands behind a term: how many leaves, the leaves level by level, and where the rest is.
fn line(postings: &Postings) -> (String, Vec<File>) {
    let by_level = by_level(&postings.leaves);
    let (first, rest) = by_level.split_at(by_level.len().min(FIRST_LEAVES));
    let mut more: Vec<File> = Vec::new();
    let mut next = String::new();
    // By the term, not by its place: a term that is new moves none of the others.
    let name = if rest.is_empty() { String::new() } else { pack::term_hash(&postings.term) };
    // Each file names the one after it, so the last is made first.
    for (part, leaves) in rest.chunks(MORE_LEAVES).enumerate().rev() {
        let mut text = String::new();
        push_levels(&mut text, leaves);
        text.push_str(&next);
        let (hash, made) = single(&format!("more/{name}-{part}"), &text);
        more.push(made);
        next = format!(" {name}-{part}-{hash}");
    }
    let mut line = String::from(" ");
    push_number(&mut line, postings.leaves.len() as u64);
    push_levels(&mut line, first);
    line.push_str(&next);
    line.push('\n');
    (line, more)
}

/// Leaves, given in order, by level, the highest first.
fn by_level(leaves: &[(u32, u8)]) -> Vec<(u32, u8)> {
    // There are few levels: where each begins is counted, which is quicker than to sort.
    let mut next = [0_usize; LEVELS as usize];
    for (_, level) in leaves {
        next[usize::from(*level)] += 1;
    }
    let mut start = 0;
    for next in next.iter_mut().rev() {
        start += std::mem::replace(next, start);
    }
    let mut by_level = vec![(0, 0); leaves.len()];
    for found in leaves {
        let next = &mut next[usize::from(found.1)];
        by_level[*next] = *found;
        *next += 1;
    }
    by_level
}

/// Writes leaves level by level: the level, how many, and the distance of each from the one before it.
fn push_levels(out: &mut String, leaves: &[(u32, u8)]) {
    for group in leaves.chunk_by(|a, b| a.1 == b.1) {
        push_number(out, u64::from(group[0].1));
        push_number(out, group.len() as u64);
        let mut next = 0;
        for (leaf, _) in group {
            push_number(out, u64::from(leaf - next));
            next = leaf + 1;
        }
    }
}

/// Words by their length, for mending misspelt ones: the most frequent, each with how frequent it is.
pub fn spelling(all: &[Postings]) -> BTreeMap<usize, (String, File)> {
    let is_word = |term: &str| term.chars().all(char::is_alphabetic) && !term.chars().any(crate::tcm::text::is_han);
    let mut words: Vec<(&str, usize)> = all
        .iter()
        .map(|postings| (postings.term.as_str(), postings.leaves.len()))
        .filter(|(term, _)| SPELT.contains(&term.chars().count()) && is_word(term))
        .collect();
    words.sort_by_key(|(_, leaves)| std::cmp::Reverse(*leaves));
    words.truncate(SPELLING);
    words.sort_unstable_by(|a, b| compare(a.0, b.0));
    let mut by_length: BTreeMap<usize, (String, &str)> = BTreeMap::new();
    for (word, leaves) in words {
        let (text, before) = by_length.entry(word.chars().count()).or_default();
        push_front_coded(text, before, word);
        text.push(' ');
        push_number(text, u64::from(leaves.ilog2()));
        text.push('\n');
        *before = word;
    }
    by_length.into_iter().map(|(length, (text, _))| (length, single(&format!("spelling/{length}"), &text))).collect()
}

/// The address of an entry where its title does not tell it, encoded.
fn address(writer: Writer<'_>, id: EntryId) -> String {
    let entry = writer.library.entry(id);
    let told = match entry.facts {
        Facts::Point(_) => entry.title.split(' ').next().unwrap_or("").to_ascii_lowercase(),
        _ => {
            let words: Vec<String> = entry
                .title
                .split(|character: char| !character.is_ascii_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_ascii_lowercase)
                .collect();
            words.join("-")
        }
    };
    if entry.url == format!("{}/{told}/", entry.kind.plural()) { String::new() } else { url::encode_path(&entry.url) }
}

/// A leaf's number, short.
fn number(leaf: u32) -> String {
    let mut out = String::new();
    push_number(&mut out, u64::from(leaf));
    out
}

/// The names of entries in their files.
pub struct Names {
    /// The most used entries, with the hash of their file.
    pub first: (String, File),
    /// The others, by folded name.
    pub further: Numbered,
    /// A beginning of each further file's first name, as with terms.
    pub firsts: Vec<String>,
}

/// Writes the names of all entries.
pub fn names(writer: Writer<'_>, first_leaf: &[u32], uses: &[u32]) -> Names {
    let library = writer.library;
    let mut ids: Vec<EntryId> = library.ids().collect();
    // Points come first: their codes lead to them whether or not the library uses them much.
    ids.sort_by_key(|id| {
        let kind = library.entry(*id).kind;
        (!matches!(kind, Kind::Point | Kind::Channel | Kind::Organ), std::cmp::Reverse(uses[id.index()]), *id)
    });
    let (most, others) = ids.split_at(if ids.len() > NAMES { NAMES_OF_MANY } else { ids.len() });
    let mut most = most.to_vec();
    most.sort_by_key(|id| (library.entry(*id).kind, std::cmp::Reverse(uses[id.index()]), *id));
    let line = |id: EntryId| {
        let entry = library.entry(id);
        let own = [one_line(&entry.title), address(writer, id), number(first_leaf[id.index()])];
        own.into_iter().chain(others_of(writer, id)).collect::<Vec<_>>().join("\t")
    };
    let mut text = String::new();
    let mut kind = None;
    for id in most {
        if kind != Some(library.entry(id).kind) {
            kind = Some(library.entry(id).kind);
            let _ = writeln!(text, "\u{c}{}", library.entry(id).kind.name());
        }
        text.push_str(&line(id));
        text.push('\n');
    }
    let mut further: Vec<(String, String)> = others
        .par_iter()
        .flat_map_iter(|id| {
            let entry = library.entry(*id);
            let line = format!("{}\t{}", entry.kind.name(), line(*id));
            let names = std::iter::once(entry.title.clone()).chain(others_of(writer, *id));
            names
                .map(|name| joined(&name))
                .filter(|key| !key.is_empty())
                .map(|key| (key, line.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    further.par_sort_unstable_by(|a, b| compare(&a.0, &b.0).then_with(|| a.1.cmp(&b.1)));
    further.dedup();
    let mut names = Names { first: single("names", &text), further: Numbered::default(), firsts: Vec::new() };
    let mut shard = String::new();
    let mut before = "";
    for (key, line) in &further {
        // Entries of one name stay together.
        if shard.len() > FURTHER_NAMES && before != key {
            names.further.push("names", &shard);
            shard.clear();
        }
        if shard.is_empty() {
            names.firsts.push(shortest_above(before, key));
        }
        let _ = writeln!(shard, "{key}\t{line}");
        before = key;
    }
    if !shard.is_empty() {
        names.further.push("names", &shard);
    }
    names
}

/// The names of an entry that its title does not tell, each folded form once.
fn others_of(writer: Writer<'_>, id: EntryId) -> Vec<String> {
    let entry = writer.library.entry(id);
    let mut seen = vec![joined(&entry.title)];
    if let (Facts::Point(_), Some((_, name))) = (&entry.facts, entry.title.split_once(' ')) {
        seen.push(joined(name));
    }
    let names = writer.names(id).into_iter().map(|name| one_line(&name));
    names
        .filter(|name| {
            let key = joined(name);
            let is_new = !key.is_empty() && !seen.contains(&key);
            seen.push(key);
            is_new
        })
        .collect()
}

/// A name as one word: its folded words and Han characters without anything between them.
fn joined(name: &str) -> String {
    let mut joined = String::new();
    let mut word = String::new();
    for run in normalise::runs(name) {
        if run.is_han {
            joined.extend(run.text.chars().map(normalise::fold_han));
        } else {
            normalise::fold_word(run.text, &mut word);
            joined.push_str(&word);
        }
    }
    joined
}

/// The text of a leaf: sections parted by form feeds, each with its anchor and heading in its first line.
pub fn text(sections: &[Section<'_>]) -> String {
    let mut out = String::with_capacity(sections.iter().map(|section| section.text.len() + 64).sum());
    for section in sections {
        if !out.is_empty() {
            out.push('\u{c}');
        }
        let _ = write!(out, "{}\t{}\n{}", url::encode_path(section.anchor), one_line(section.heading), section.text);
    }
    out
}

/// Leaves whose titles stand in one file: few, for each result asks for its own, but not so few in a large library
/// that the catalogue would be long.
pub fn page_size(leaves: usize) -> usize {
    (leaves / 1_000).next_power_of_two().clamp(16, 64)
}

/// Titles, addresses and names of texts, a line a leaf; a leaf that goes on names how far back its entry begins.
pub fn pages(writer: Writer<'_>, leaves: &[Leaf], first_leaf: &[u32], text_names: &[String]) -> Numbered {
    let lines: Vec<String> = leaves
        .par_iter()
        .zip(text_names)
        .map(|(leaf, text_name)| {
            if leaf.part > 0 {
                return format!("+{}\t\t{text_name}", leaf.part);
            }
            let entry = writer.library.entry(leaf.entry);
            let han = match entry.facts {
                Facts::Point(point) => writer.library.registry.point(point).traditional,
                Facts::Channel(channel) => writer.library.registry.channel(channel).traditional,
                _ => "",
            };
            let of = |ids: Vec<EntryId>| {
                ids.into_iter().take(4).map(|id| number(first_leaf[id.index()])).collect::<Vec<_>>().join(" ")
            };
            let (conditions, patterns) = match entry.kind {
                Kind::Article => (of(writer.conditions(leaf.entry)), of(writer.patterns(leaf.entry))),
                _ => (String::new(), String::new()),
            };
            let parts = [
                one_line(&entry.title),
                address(writer, leaf.entry),
                text_name.clone(),
                one_line(&writer.note(leaf.entry)),
                han.to_owned(),
                conditions,
                patterns,
            ];
            parts.join("\t").trim_end_matches('\t').to_owned()
        })
        .collect();
    let mut pages = Numbered::default();
    for block in lines.chunks(page_size(leaves.len())) {
        pages.push("pages", &block.join("\n"));
    }
    pages
}

/// The traditional characters that fold to some character of the index, with the simplified ones.
pub fn han(all: &[Postings]) -> Option<(String, File)> {
    let mut used = rustc_hash::FxHashSet::default();
    for postings in all {
        let mut characters = postings.term.chars();
        if let (Some(character), None) = (characters.next(), characters.next())
            && crate::tcm::text::is_han(character)
        {
            used.insert(character);
        }
    }
    let mut pairs: Vec<(char, char)> =
        normalise::folded_han().filter(|(_, simplified)| used.contains(simplified)).collect();
    pairs.sort_unstable_by_key(|(traditional, simplified)| (*simplified, *traditional));
    let text: String = pairs.into_iter().flat_map(|(traditional, simplified)| [simplified, traditional]).collect();
    (!used.is_empty()).then(|| single("han", &text))
}

/// Leaves of entries that have more than one, packed: the distance of the first from the end of the one before, and
/// how many.
pub fn parts(leaves: &[Leaf]) -> String {
    let mut out = String::new();
    let (mut start, mut end) = (0, 0);
    while start < leaves.len() {
        let count = leaves[start..].iter().take_while(|leaf| leaf.entry == leaves[start].entry).count();
        if count > 1 {
            push_number(&mut out, (start - end) as u64);
            push_number(&mut out, count as u64);
            end = start + count;
        }
        start += count;
    }
    out
}
