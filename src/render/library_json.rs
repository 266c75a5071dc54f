//! The library as JSON, for programs: `library.json`.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::references;
use crate::library::{Declared, EntryId, Kind, Library, Relation, RelationKind, SourceId};
use crate::url;
use crate::weave::Weaving;

#[derive(Serialize)]
struct EntryLine<'a> {
    id: &'a str,
    kind: &'a str,
    title: &'a str,
    url: String,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    names: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
}

#[derive(Serialize)]
struct ProvenanceLine<'a> {
    file: &'a str,
    line: u32,
    field: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence: Option<&'a str>,
}

#[derive(Serialize)]
struct RelationLine<'a> {
    r#type: &'a str,
    from: &'a str,
    to: &'a str,
    provenance: ProvenanceLine<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    methods: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    purposes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    patterns: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    symptoms: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    tongue: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pulse: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    principles: &'a [String],
}

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
        let entry = &library.entries[index];
        let source = entry.source.map(|source| library.source(source));
        let line = EntryLine {
            id: &ids[index],
            kind: entry.kind.name(),
            title: &entry.title,
            url: url::encode_path(&entry.url),
            names: &entry.names,
            description: references::description(library, weaving, EntryId(index as u32)),
            date: source.and_then(|source| source.front_matter.date).map(|date| date.to_string()),
            file: source.map(|source| &*source.file),
        };
        push(out, index == 0, &line);
    });
    let relations = chunks(library.relations.len(), PIECE, move |index, out| {
        push(out, index == 0, &relation_line(library, &of_relations, &library.relations[index]));
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
            let mut out = Vec::new();
            push_mentions(library, weaving, &ids, SourceId(index as u32), &Cell::new(false), &mut out);
            now.lengths[index] = out.len() as u32;
            patches.push(Patch { old, new: Some(out) });
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

/// Writes the mentions of a file.
fn push_mentions(
    library: &Library,
    weaving: &Weaving,
    ids: &[String],
    source: SourceId,
    is_first: &Cell<bool>,
    out: &mut Vec<u8>,
) {
    for mention in weaving.mentions_of(source) {
        let line = RelationLine {
            provenance: ProvenanceLine {
                file: &library.source(mention.source).file,
                line: mention.line,
                field: Declared::Text.path(),
                section: mention.section.as_ref().map(|section| section.1.as_str()),
                sentence: Some(&mention.sentence),
            },
            ..bare(ids, RelationKind::Mentions, mention.from, mention.to)
        };
        push(out, is_first.take(), &line);
    }
}

/// So many things in pieces of `together`, the lines of each written by `write`.
fn chunks(things: usize, together: usize, write: impl Fn(usize, &mut Vec<u8>)) -> impl Iterator<Item = Vec<u8>> {
    (0..things.div_ceil(together)).map(move |piece| {
        let mut out = Vec::with_capacity(PIECE * 256);
        for index in piece * together..((piece + 1) * together).min(things) {
            write(index, &mut out);
        }
        out
    })
}

fn push(out: &mut Vec<u8>, is_first: bool, line: &impl Serialize) {
    out.extend_from_slice(if is_first { b"\n" } else { b",\n" });
    #[allow(clippy::expect_used)] // Structs of strings and numbers always serialise, and memory takes all bytes.
    serde_json::to_writer(out, line).expect("plain data");
}

fn bare<'a>(ids: &'a [String], kind: RelationKind, from: EntryId, to: EntryId) -> RelationLine<'a> {
    RelationLine {
        r#type: kind.name(),
        from: &ids[from.index()],
        to: &ids[to.index()],
        provenance: ProvenanceLine { file: "", line: 1, field: String::new(), section: None, sentence: None },
        article: None,
        function: None,
        methods: Vec::new(),
        purposes: Vec::new(),
        patterns: Vec::new(),
        role: None,
        symptoms: &[],
        tongue: None,
        pulse: None,
        principles: &[],
    }
}

fn relation_line<'a>(library: &'a Library, ids: &'a [String], relation: &'a Relation) -> RelationLine<'a> {
    let provenance = relation.provenance;
    let mut line = bare(ids, relation.kind, relation.from, relation.to);
    line.provenance = ProvenanceLine {
        file: &library.source(provenance.source).file,
        line: provenance.line,
        field: provenance.declared.path(),
        section: None,
        sentence: None,
    };
    if provenance.declared != Declared::Registry {
        let teller = library.entry_of(provenance.source).filter(|id| library.entry(*id).kind == Kind::Article);
        line.article = teller.map(|id| ids[id.index()].as_str());
    }
    match relation.kind {
        RelationKind::Serves | RelationKind::Addresses => {
            let functions: Vec<&str> = library.functions(relation).collect();
            line.function = (!functions.is_empty()).then(|| functions.join("; "));
            for treatment in library.treatments(relation) {
                let method = treatment.method.value.as_str();
                if !line.methods.contains(&method) {
                    line.methods.push(method);
                }
                line.purposes.extend(treatment.purpose.as_deref());
            }
            line.patterns = library.patterns_of(relation).into_iter().map(|id| ids[id.index()].as_str()).collect();
        }
        RelationKind::PresentsAs => {
            if let Some(item) = library.pattern_item(relation) {
                line.symptoms = &item.symptoms;
                line.tongue = item.tongue.as_deref();
                line.pulse = item.pulse.as_deref();
                line.principles = &item.principles;
            }
        }
        RelationKind::Involves => line.role = library.organ_item(relation).and_then(|item| item.role.as_deref()),
        RelationKind::Covers | RelationKind::LiesOn | RelationKind::Cites | RelationKind::Mentions => {}
    }
    line
}
