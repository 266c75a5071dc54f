//! Word's documents: the parts of the archive, and what they say of each other.

mod body;
mod fields;
mod numbering;
mod styles;
mod xml;

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use encoding_rs::Encoding;
use zip::ZipArchive;
use zip::result::ZipError;

use super::Refusal;
use crate::import::document::{Document, Form, Line};
use body::Body;
use numbering::Numbering;
use styles::Styles;
use xml::{Node, walk};

/// The largest part that is read: a whole book takes a tenth of it, an archive that was made to do harm knows no end.
const LARGEST_PART: u64 = 64 * 1024 * 1024;

/// An archive, which may be a document of Word.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

/// How a part refers to others.
#[derive(Debug, Default)]
struct Relations {
    by_id: HashMap<String, String>,
    by_kind: HashMap<String, String>,
}

impl<'a> Package<'a> {
    /// Opens an archive.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => Ok(Package { archive }),
            Err(error) => Err(Refusal::Damaged(format!("its archive cannot be opened: {error}"))),
        }
    }

    /// The format of an archive that is no document of Word, by the ending that its files have.
    pub fn other_format(&mut self) -> &'static str {
        if let Ok(Some(kind)) = self.part("mimetype") {
            return match kind.trim() {
                "application/epub+zip" => "epub",
                kind if kind.contains("opendocument.spreadsheet") => "ods",
                kind if kind.contains("opendocument.presentation") => "odp",
                kind if kind.contains("opendocument") => "odt",
                _ => "zip",
            };
        }
        let names: Vec<&[u8]> = self.archive.file_names_raw().collect();
        let has = |start: &[u8]| names.iter().any(|name| name.starts_with(start));
        match () {
            () if has(b"xl/") => "xlsx",
            () if has(b"ppt/") => "pptx",
            () if has(b"Index/") || has(b"index.xml") => "pages",
            () => "zip",
        }
    }

    /// The place of the text in the archive, if it is a document of Word.
    pub fn main_part(&mut self) -> Result<Option<String>, Refusal> {
        let relations = self.relations("_rels/.rels", "")?;
        let told = relations.by_kind.get("officeDocument").filter(|part| part.starts_with("word/")).cloned();
        let part = told.unwrap_or_else(|| "word/document.xml".to_owned());
        Ok(self.archive.index_for_name(&part).is_some().then_some(part))
    }

    /// Reads the document whose text stands in a part.
    pub fn read(mut self, main: &str) -> Result<Document, Refusal> {
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
        let relations = self.relations(&format!("{folder}/_rels/{file}.rels"), folder)?;
        let mut related = |kind: &str, usual: &str| {
            let part = relations.by_kind.get(kind).cloned().unwrap_or_else(|| format!("{folder}/{usual}"));
            self.part(&part)
        };
        let damaged =
            |part: &'static str| move |error: String| Refusal::Damaged(format!("its {part} cannot be read: {error}"));
        let styles = related("styles", "styles.xml")?.map_or(Ok(Styles::default()), |xml| Styles::read(&xml));
        // Without its styles and lists a document can be read still.
        let styles = styles.unwrap_or_default();
        let numbering =
            related("numbering", "numbering.xml")?.map_or(Ok(Numbering::default()), |xml| Numbering::read(&xml));
        let mut numbering = numbering.unwrap_or_default();
        let footnotes = related("footnotes", "footnotes.xml")?;
        let endnotes = related("endnotes", "endnotes.xml")?;
        let mut body = Body::new(&styles, &mut numbering, &relations.by_id);
        for (part, kind) in [(footnotes, "footnote"), (endnotes, "endnote")] {
            if let Some(xml) = part {
                body.read_notes(&xml, kind).map_err(damaged("notes"))?;
            }
        }
        let Some(xml) = self.part(main)? else { return Err(Refusal::Damaged("its text is missing".to_owned())) };
        body.read(&xml).map_err(damaged("text"))?;
        let (lines, notes) = body.finish();
        let mut document = lines.finish();
        for (label, draft) in notes {
            let number = document.lines.len() as u32 + 1;
            if let Some(line) = draft.finish(number) {
                let markdown = if label == 0 { line.markdown } else { format!("[^{label}]: {}", line.markdown) };
                document.lines.push(Line { markdown, form: Form::Text, parted: true, ..line });
            }
        }
        Ok(document)
    }

    /// The text of a part, if the archive has it.
    fn part(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        let damaged =
            |error: &dyn std::fmt::Display| Refusal::Damaged(format!("its part {name} cannot be read: {error}"));
        let mut file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(&error)),
        };
        let mut bytes = Vec::new();
        file.by_ref().take(LARGEST_PART + 1).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        if bytes.len() as u64 > LARGEST_PART {
            return Err(Refusal::TooLarge);
        }
        let encoding = Encoding::for_bom(&bytes).map_or(encoding_rs::UTF_8, |(encoding, _)| encoding);
        match encoding.decode(&bytes) {
            (_, _, true) => Err(damaged(&"it is not text")),
            (text, _, false) => Ok(Some(text.into_owned())),
        }
    }

    /// What the part in a folder refers to; addresses in the web are told by their ids, parts by their kinds.
    fn relations(&mut self, part: &str, folder: &str) -> Result<Relations, Refusal> {
        let mut relations = Relations::default();
        let Some(xml) = self.part(part)? else { return Ok(relations) };
        let read = walk(&xml, |node| {
            let Node::Start(name, attributes) = node else { return };
            if !name.ends_with("Relationship") {
                return;
            }
            let target = attributes.get("Target").unwrap_or_default();
            if attributes.get("TargetMode").as_deref() == Some("External") {
                relations.by_id.insert(attributes.get("Id").unwrap_or_default(), target);
                return;
            }
            let kind = attributes.get("Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let place = match target.strip_prefix('/') {
                Some(place) => place.to_owned(),
                None if folder.is_empty() => target,
                None => format!("{folder}/{target}"),
            };
            relations.by_kind.insert(kind, place);
        });
        // A document whose references are broken has its text still.
        Ok(if read.is_ok() { relations } else { Relations::default() })
    }
}

#[cfg(test)]
mod tests;
