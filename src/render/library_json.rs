//! The library as JSON, for programs: `library.json`.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::ops::Range;
use std::rc::Rc;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{json, references};
use crate::library::{Declared, EntryId, Kind, Library, Relation, RelationKind, SourceId};
use crate::url;
use crate::weave::Weaving;

/// Lines that are made at once.
const PIECE: usize = 4096;
/// Files whose mentions are written at once; one has some dozens.
const FILES: usize = 64;

/// Where the mentions of each file stand in the export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extents {
    /// The first byte behind what front matter declares.
    start: u64,
    /// By file, the bytes of its mentions.
    lengths: Vec<u32>,
}

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
    let ids: Rc<Vec<String>> = Rc::new(library.entries.iter().map(crate::library::Entry::id).collect());
    let (of_relations, of_mentions) = (Rc::clone(&ids), Rc::clone(&ids));
    let entries = chunks(library.entries.len(), PIECE, move |index, out| {
        next_line(out, index == 0);
        push_entry(library, weaving, &ids, EntryId(index as u32), out);
    });
    let relations = chunks(library.relations.len(), PIECE, move |index, out| {
        next_line(out, index == 0);
        push_relation(library, &of_relations, &library.relations[index], out);
    });
    let is_first = Cell::new(library.relations.is_empty());
    let (start, lengths) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new(Vec::new())));
    let (of_declared, of_files) = (Rc::clone(&start), Rc::clone(&lengths));
    let mentions = chunks(library.sources.len(), FILES, move |index, out| {
        let before = out.len();
        push_mentions(library, weaving, &of_mentions, SourceId(index as u32), &is_first, out);
        of_files.borrow_mut().push((out.len() - before) as u32);
    });
    let words = |words: &str| [words.as_bytes().to_vec()].into_iter();
    words("{\"entries\": [")
        .chain(entries)
        .chain(words("\n],\n\"relations\": ["))
        .chain(relations)
        .inspect(move |piece| of_declared.set(of_declared.get() + piece.len() as u64))
        .chain(mentions)
        .chain(std::iter::once_with(move || {
            // Where nothing is declared, the first mention stands without a comma before it.
            if !library.relations.is_empty() {
                extents.get_or_init(|| Extents { start: start.get(), lengths: lengths.take() });
            }
            END.to_vec()
        }))
}

/// What closes the export.
const END: &[u8] = b"\n]}\n";

/// The export after an edit of prose that changed neither entries nor what is declared: the mentions of the `edited`
/// files are made anew, all others stand as they stood. None if the extents are not those of such a library.
pub fn patches(
    library: &Library,
    weaving: &Weaving,
    extents: &Extents,
    edited: &[bool],
) -> Option<(Vec<Patch>, Extents)> {
    if extents.lengths.len() != edited.len() || library.relations.is_empty() {
        return None;
    }
    let ids: Vec<String> = library.entries.iter().map(crate::library::Entry::id).collect();
    let mut patches = vec![Patch { old: 0..extents.start, new: None }];
    let mut now = extents.clone();
    let mut at = extents.start;
    for (index, is_edited) in edited.iter().enumerate() {
        let old = at..at + u64::from(extents.lengths[index]);
        at = old.end;
        if *is_edited {
            let mut out = String::new();
            push_mentions(library, weaving, &ids, SourceId(index as u32), &Cell::new(false), &mut out);
            now.lengths[index] = out.len() as u32;
            patches.push(Patch { old, new: Some(out.into_bytes()) });
        } else {
            match patches.last_mut().filter(|last| last.new.is_none()) {
                Some(last) => last.old.end = old.end,
                None => patches.push(Patch { old, new: None }),
            }
        }
    }
    patches.push(Patch { old: at..at + END.len() as u64, new: None });
    Some((patches, now))
}

/// Writes an entry.
fn push_entry(library: &Library, weaving: &Weaving, ids: &[String], id: EntryId, out: &mut String) {
    let entry = library.entry(id);
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

/// Writes a relation that front matter or the registry declares.
fn push_relation(library: &Library, ids: &[String], relation: &Relation, out: &mut String) {
    let provenance = relation.provenance;
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
