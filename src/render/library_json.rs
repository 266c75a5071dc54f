//! The library as JSON, for programs: `library.json`.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::ops::Range;
use std::rc::Rc;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{json, references};
use crate::cache::{Reach, Since};
use crate::library::{Declared, EntryId, Kind, Library, Relation, RelationKind, SourceId};
use crate::url;
use crate::weave::Weaving;

/// Lines that are made at once.
const PIECE: usize = 4096;
/// Files whose mentions are written at once; one has some dozens.
const FILES: usize = 64;

/// Where each line of the export stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extents {
    /// The bytes of all that stands before the relations.
    entries: u64,
    /// Of each relation that front matter or the registry declares, in their order, the file by its place ([`REGISTRY`]
    /// of the registry's) and the bytes of its line.
    relations: Vec<(u32, u32)>,
    /// By file, the bytes of its mentions.
    mentions: Vec<u32>,
}

/// The place of the file of what the registry declares, which stands on no line of its own.
const REGISTRY: u32 = u32::MAX;

/// A stretch of an older export and, where it has become another, what it is now.
#[derive(Debug, PartialEq, Eq)]
pub struct Patch {
    /// Its bytes in the older one.
    pub old: Range<u64>,
    /// What stands there now.
    pub new: Option<Vec<u8>>,
}

/// The library as JSON, in pieces: every entry, every relation with its provenance, one of each a line.
///
/// When the last piece is made, `extents` are told, if the mentions of each file stand by themselves.
pub fn pieces<'a>(
    library: &'a Library,
    weaving: &'a Weaving,
    extents: &'a OnceLock<Extents>,
) -> impl Iterator<Item = Vec<u8>> + 'a {
    let ids: Rc<Vec<String>> = Rc::new(ids(library));
    let (of_relations, of_mentions) = (Rc::clone(&ids), Rc::clone(&ids));
    let entries =
        chunks(library.entries.len(), PIECE, move |index, out| push_entry(library, weaving, &ids, index, out));
    let lines = Rc::new(RefCell::new(Vec::with_capacity(library.relations.len())));
    let of_lines = Rc::clone(&lines);
    let relations = chunks(library.relations.len(), PIECE, move |index, out| {
        of_lines.borrow_mut().push(push_relation(library, &of_relations, index, out));
    });
    let is_first = Cell::new(library.relations.is_empty());
    let (start, lengths) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new(Vec::new())));
    let (of_entries, of_files) = (Rc::clone(&start), Rc::clone(&lengths));
    let mentions = chunks(library.sources.len(), FILES, move |index, out| {
        let before = out.len();
        push_mentions(library, weaving, &of_mentions, SourceId(index as u32), &is_first, out);
        of_files.borrow_mut().push((out.len() - before) as u32);
    });
    let words = |words: &str| [words.as_bytes().to_vec()].into_iter();
    words(START)
        .chain(entries)
        .chain(words(BETWEEN))
        .inspect(move |piece| of_entries.set(of_entries.get() + piece.len() as u64))
        .chain(relations)
        .chain(mentions)
        .chain(std::iter::once_with(move || {
            // Where nothing is declared, the first mention stands without a comma before it.
            if !library.relations.is_empty() {
                let (relations, mentions) = (lines.take(), lengths.take());
                extents.get_or_init(|| Extents { entries: start.get(), relations, mentions });
            }
            END.to_vec()
        }))
}

/// What opens the export, stands between its lists, and closes it.
const START: &str = "{\"entries\": [";
const BETWEEN: &str = "\n],\n\"relations\": [";
const END: &[u8] = b"\n]}\n";

/// The ids of all entries, in order.
fn ids(library: &Library) -> Vec<String> {
    library.entries.iter().map(crate::library::Entry::id).collect()
}

/// The place of the file that declares a relation.
fn file_of(relation: &Relation) -> u32 {
    match relation.provenance.declared {
        Declared::Registry => REGISTRY,
        _ => relation.provenance.source.0,
    }
}

/// The export after edits that left all entries where they are: what edited files declare and mention is made anew, and
/// the entries if they may show something else; all other lines stand as they stood. None if the extents are not those
/// of such a library.
pub fn patches(
    library: &Library,
    weaving: &Weaving,
    extents: &Extents,
    since: &Since,
) -> Option<(Vec<Patch>, Extents)> {
    if extents.mentions.len() != library.sources.len() || library.relations.is_empty() {
        return None;
    }
    let ids = ids(library);
    let mut patches = Patches::default();
    let mut entries = extents.entries;
    if since.reach() == Reach::Prose {
        patches.keep(entries);
    } else {
        let out = patches.skip(entries);
        out.push_str(START);
        for index in 0..library.entries.len() {
            push_entry(library, weaving, &ids, index, out);
        }
        out.push_str(BETWEEN);
        entries = out.len() as u64;
    }
    let relations = patch_relations(library, &ids, &extents.relations, since, &mut patches)?;
    let mut mentions = Vec::with_capacity(extents.mentions.len());
    for (source, length) in (0..).map(SourceId).zip(&extents.mentions) {
        if since.is_edited(source) {
            let out = patches.skip(u64::from(*length));
            let before = out.len();
            push_mentions(library, weaving, &ids, source, &Cell::new(false), out);
            mentions.push((out.len() - before) as u32);
        } else {
            patches.keep(u64::from(*length));
            mentions.push(*length);
        }
    }
    patches.keep(END.len() as u64);
    Some((patches.finish(), Extents { entries, relations, mentions }))
}

/// Patches the lines of relations, `before` being those of the older export, and returns those of the new one.
fn patch_relations(
    library: &Library,
    ids: &[String],
    before: &[(u32, u32)],
    since: &Since,
    patches: &mut Patches,
) -> Option<Vec<(u32, u32)>> {
    // Which file names a point first may be another, whoever was edited.
    let is_new = |file: u32| file == REGISTRY || since.is_declaring(SourceId(file));
    let mut before = before.iter().enumerate().peekable();
    let mut now = Vec::with_capacity(before.len());
    for (index, relation) in library.relations.iter().enumerate() {
        let file = file_of(relation);
        // No comma stands before the first line.
        let mut is_line_new = is_new(file) || index == 0;
        if !is_new(file) {
            while let Some((_, (_, length))) = before.next_if(|(_, (other, _))| is_new(*other)) {
                patches.skip(u64::from(*length));
            }
            let (was, (_, length)) = before.next().filter(|(_, (other, _))| *other == file)?;
            is_line_new |= was == 0;
            if is_line_new {
                patches.skip(u64::from(*length));
            } else {
                patches.keep(u64::from(*length));
                now.push((file, *length));
            }
        }
        if is_line_new {
            now.push(push_relation(library, ids, index, patches.skip(0)));
        }
    }
    for (_, (file, length)) in before {
        if !is_new(*file) {
            return None;
        }
        patches.skip(u64::from(*length));
    }
    Some(now)
}

/// Patches under construction.
#[derive(Default)]
struct Patches {
    done: Vec<Patch>,
    /// The bytes of the older file that were skipped last, and what stands in their place.
    skipped: Range<u64>,
    new: String,
}

impl Patches {
    /// Leaves so many bytes of the older file out; what stands in their place goes behind what is returned.
    fn skip(&mut self, length: u64) -> &mut String {
        self.skipped.end += length;
        &mut self.new
    }

    /// Takes so many bytes of the older file over.
    fn keep(&mut self, length: u64) {
        self.flush();
        let kept = self.skipped.end..self.skipped.end + length;
        match self.done.last_mut().filter(|last| last.new.is_none()) {
            Some(last) => last.old.end = kept.end,
            None => self.done.push(Patch { old: kept.clone(), new: None }),
        }
        self.skipped = kept.end..kept.end;
    }

    fn flush(&mut self) {
        if !self.skipped.is_empty() || !self.new.is_empty() {
            let new = std::mem::take(&mut self.new).into_bytes();
            self.done.push(Patch { old: self.skipped.clone(), new: Some(new) });
            self.skipped.start = self.skipped.end;
        }
    }

    fn finish(mut self) -> Vec<Patch> {
        self.flush();
        self.done
    }
}

/// Writes the line of an entry, by its place.
fn push_entry(library: &Library, weaving: &Weaving, ids: &[String], index: usize, out: &mut String) {
    let id = EntryId(index as u32);
    let entry = library.entry(id);
    next_line(out, index == 0);
    let source = entry.source.map(|source| library.source(source));
    let date = source.and_then(|source| source.front_matter.date).map(|date| date.to_string());
    out.push('{');
    text(out, "id", &ids[id.index()]);
    next_text(out, "kind", Some(entry.kind.name()));
    next_text(out, "title", Some(&entry.title));
    next_text(out, "url", Some(&url::encode_path(&entry.url)));
    next_list(out, "names", entry.names.iter().map(String::as_str));
    next_text(out, "description", references::description(library, weaving, id));
    next_text(out, "date", date.as_deref());
    next_text(out, "file", source.map(|source| &*source.file));
    out.push('}');
}

/// Writes the mentions of a file.
fn push_mentions(
    library: &Library,
    weaving: &Weaving,
    ids: &[String],
    source: SourceId,
    is_first: &Cell<bool>,
    out: &mut String,
) {
    for mention in weaving.mentions_of(source) {
        next_line(out, is_first.take());
        start_relation(out, ids, RelationKind::Mentions, mention.from, mention.to);
        start_provenance(out, &library.source(mention.source).file, mention.line, Declared::Text);
        next_text(out, "section", mention.section.as_ref().map(|section| section.1.as_str()));
        next_text(out, "sentence", Some(&mention.sentence));
        out.push_str("}}");
    }
}

/// Writes the line of a relation that front matter or the registry declares, by its place; returns the place of its file,
/// and the bytes of the line.
fn push_relation(library: &Library, ids: &[String], index: usize, out: &mut String) -> (u32, u32) {
    let (start, relation) = (out.len(), &library.relations[index]);
    let provenance = relation.provenance;
    next_line(out, index == 0);
    start_relation(out, ids, relation.kind, relation.from, relation.to);
    start_provenance(out, &library.source(provenance.source).file, provenance.line, provenance.declared);
    out.push('}');
    if provenance.declared != Declared::Registry {
        let teller = library.entry_of(provenance.source).filter(|id| library.entry(*id).kind == Kind::Article);
        next_text(out, "article", teller.map(|id| ids[id.index()].as_str()));
    }
    match relation.kind {
        RelationKind::Serves | RelationKind::Addresses => {
            let functions: Vec<&str> = library.functions(relation).collect();
            next_text(out, "function", (!functions.is_empty()).then(|| functions.join("; ")).as_deref());
            let (mut methods, mut purposes) = (Vec::new(), Vec::new());
            for treatment in library.treatments(relation) {
                let method = treatment.method.value.as_str();
                if !methods.contains(&method) {
                    methods.push(method);
                }
                purposes.extend(treatment.purpose.as_deref());
            }
            next_list(out, "methods", methods);
            next_list(out, "purposes", purposes);
            next_list(out, "patterns", library.patterns_of(relation).iter().map(|id| ids[id.index()].as_str()));
        }
        RelationKind::PresentsAs => {
            if let Some(item) = library.pattern_item(relation) {
                next_list(out, "symptoms", item.symptoms.iter().map(String::as_str));
                next_text(out, "tongue", item.tongue.as_deref());
                next_text(out, "pulse", item.pulse.as_deref());
                next_list(out, "principles", item.principles.iter().map(String::as_str));
            }
        }
        RelationKind::Involves => {
            next_text(out, "role", library.organ_item(relation).and_then(|item| item.role.as_deref()));
        }
        RelationKind::Covers | RelationKind::LiesOn | RelationKind::Cites | RelationKind::Mentions => {}
    }
    out.push('}');
    (file_of(relation), (out.len() - start) as u32)
}

/// So many things in pieces of `together`, the lines of each written by `write`.
fn chunks(things: usize, together: usize, write: impl Fn(usize, &mut String)) -> impl Iterator<Item = Vec<u8>> {
    (0..things.div_ceil(together)).map(move |piece| {
        let mut out = String::with_capacity(PIECE * 256);
        for index in piece * together..((piece + 1) * together).min(things) {
            write(index, &mut out);
        }
        out.into_bytes()
    })
}

fn next_line(out: &mut String, is_first: bool) {
    out.push_str(if is_first { "\n" } else { ",\n" });
}

fn start_relation(out: &mut String, ids: &[String], kind: RelationKind, from: EntryId, to: EntryId) {
    out.push('{');
    text(out, "type", kind.name());
    next_text(out, "from", Some(&ids[from.index()]));
    next_text(out, "to", Some(&ids[to.index()]));
}

fn start_provenance(out: &mut String, file: &str, line: u32, declared: Declared) {
    out.push_str(",\"provenance\":{");
    text(out, "file", file);
    let _ = write!(out, ",\"line\":{line}");
    next_text(out, "field", Some(&declared.path()));
}

/// Writes a member of an object that holds text.
fn text(out: &mut String, key: &str, value: &str) {
    json::push_text(out, key);
    out.push(':');
    json::push_text(out, value);
}

/// Writes one more member that holds text, if it does.
fn next_text(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push(',');
        text(out, key, value);
    }
}

/// Writes one more member that holds a list of texts, if there are any.
fn next_list<'t>(out: &mut String, key: &str, values: impl IntoIterator<Item = &'t str>) {
    let mut values = values.into_iter().peekable();
    if values.peek().is_none() {
        return;
    }
    out.push(',');
    json::push_text(out, key);
    let mut separator = ":[";
    for value in values {
        out.push_str(separator);
        json::push_text(out, value);
        separator = ",";
    }
    out.push(']');
}
