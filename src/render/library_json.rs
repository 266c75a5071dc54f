//! The library as JSON, for programs: `library.json`.

use std::cell::Cell;
use std::rc::Rc;

use serde::Serialize;

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

/// The library as JSON, in pieces: every entry, every relation with its provenance, one of each a line.
pub fn pieces<'a>(library: &'a Library, weaving: &'a Weaving) -> impl Iterator<Item = Vec<u8>> + 'a {
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
    let mentions = chunks(library.sources.len(), FILES, move |index, out| {
        for mention in weaving.mentions_of(SourceId(index as u32)) {
            let line = RelationLine {
                provenance: ProvenanceLine {
                    file: &library.source(mention.source).file,
                    line: mention.line,
                    field: Declared::Text.path(),
                    section: mention.section.as_ref().map(|section| section.1.as_str()),
                    sentence: Some(&mention.sentence),
                },
                ..bare(&of_mentions, RelationKind::Mentions, mention.from, mention.to)
            };
            push(out, is_first.take(), &line);
        }
    });
    let words = |words: &str| [words.as_bytes().to_vec()].into_iter();
    words("{\"entries\": [")
        .chain(entries)
        .chain(words("\n],\n\"relations\": ["))
        .chain(relations)
        .chain(mentions)
        .chain(words("\n]}\n"))
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
