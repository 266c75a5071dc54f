//! One Markdown file: its place in the content folder, its front matter and its text.

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::decode::{Findings, Group};
use super::fields::FRONT_MATTER;
use super::front_matter::{self, FrontMatter};
use crate::bytes;
use crate::cache::Fronts;
use crate::diagnostics::{At, Diagnostic, Place, RuleId, Span, did_you_mean};
use crate::library::Kind;
use crate::yaml;

/// Bytes past which a Markdown file is refused: a mistaken file, not an article.
const MAXIMUM_SIZE: u64 = 32 * 1024 * 1024;

/// What a file is in its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An entry of its own.
    Entry,
    /// An entry whose folder belongs to it (`back-pain/index.md`).
    Bundle,
    /// The text of a section's index page (`_index.md`).
    Section,
}

/// Where a file lies in the content folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Path from the content folder.
    pub path: Utf8PathBuf,
    /// What it is there.
    pub role: Role,
}

/// A Markdown file, read and decoded.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path from the library's root.
    pub file: Arc<str>,
    /// Where it lies in the content folder.
    pub location: Location,
    /// What it is, by its front matter or its folder.
    pub kind: Kind,
    /// What its author declared.
    pub front_matter: FrontMatter,
    /// The whole text of the file, without a byte-order mark.
    pub text: Arc<str>,
    /// Where the Markdown begins in `text`, in bytes.
    pub body: usize,
    /// Where the lines of `text` begin.
    pub lines: Lines,
}

impl Source {
    /// The Markdown behind the front matter.
    pub fn markdown(&self) -> &str {
        &self.text[self.body..]
    }

    /// The front matter, with its `---` lines.
    pub fn header(&self) -> &str {
        &self.text[..self.body]
    }

    /// Gives the text back. Places in the file have no text beside them then.
    pub(crate) fn forget_text(&mut self) {
        self.text = "".into();
        self.body = 0;
        self.lines = Lines::new("");
    }

    /// A place in the file.
    pub fn place(&self, span: Span) -> Place {
        let line = self.lines.text(&self.text, span.line);
        Place { file: Arc::clone(&self.file), at: Some(At::new(span, line)) }
    }

    /// The place of some bytes of the Markdown, counted from its beginning.
    pub fn body_place(&self, bytes: std::ops::Range<usize>) -> Place {
        let start = char_boundary(&self.text, self.body + bytes.start);
        let end = char_boundary(&self.text, self.body + bytes.end).max(start);
        let line = self.lines.line(start);
        let before = &self.text[self.lines.start(line)..start];
        let length = self.text[start..end].lines().next().unwrap_or("").chars().count() as u32;
        self.place(Span { line, column: before.chars().count() as u32 + 1, length })
    }

    /// The line of a byte of the Markdown, counted from 1 at the top of the file.
    pub fn body_line(&self, byte: usize) -> u32 {
        self.lines.line(self.body + byte)
    }
}

/// Where the lines of a text begin, so that a place is found without reading the text again.
#[derive(Clone, Debug)]
pub struct Lines(Box<[u32]>);

impl Lines {
    fn new(text: &str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end as u32 + 1);
        Lines(std::iter::once(0).chain(ends).collect())
    }

    /// The line of a byte, counted from 1.
    fn line(&self, byte: usize) -> u32 {
        self.0.partition_point(|start| *start as usize <= byte) as u32
    }

    /// The first byte of a line.
    fn start(&self, line: u32) -> usize {
        self.0.get(line.saturating_sub(1) as usize).map_or(0, |start| *start as usize)
    }

    /// The text of a line, without its end.
    fn text<'t>(&self, text: &'t str, line: u32) -> &'t str {
        text[self.start(line)..].lines().next().unwrap_or("")
    }
}

/// The last boundary between characters at or before a byte.
fn char_boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|byte| text.is_char_boundary(*byte)).unwrap_or(0)
}

/// Line and column (in characters, both from 1) of a byte of a text.
fn line_and_column(text: &str, byte: usize) -> (u32, u32) {
    let before = &text[..char_boundary(text, byte)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line as u32, before[line_start..].chars().count() as u32 + 1)
}

/// Reads and decodes one file, given by its path from the root; front matter that is `known` is not decoded.
pub fn read(root: &Utf8Path, content: &Utf8Path, file: &Utf8Path, known: &Fronts) -> (Option<Source>, Vec<Diagnostic>) {
    match read_text(root, file) {
        Err(diagnostic) => (None, vec![*diagnostic]),
        Ok(text) => decode(content, file, text, known),
    }
}

fn read_text(root: &Utf8Path, file: &Utf8Path) -> Result<String, Box<Diagnostic>> {
    let refuse = |rule, message: String, hint: Option<&str>| {
        Err(Box::new(Diagnostic::new(rule, Place::file(file.as_str()), message).maybe_hint(hint)))
    };
    let path = root.join(file);
    let unreadable = |error: std::io::Error| {
        refuse(RuleId::UnreadableFile, format!("it cannot be read: {error}"), Some("check the file's permissions"))
    };
    let (length, mut opened) = match File::open(&path).and_then(|opened| Ok((opened.metadata()?.len(), opened))) {
        Err(error) => return unreadable(error),
        Ok((length, _)) if length > MAXIMUM_SIZE => {
            let message = format!("{} MB are too much for one article", length / (1024 * 1024));
            return refuse(
                RuleId::UnreadableFile,
                message,
                Some("split it, or move it out of the content folder; 32 MB are the most"),
            );
        }
        Ok(opened) => opened,
    };
    // One byte more shows the end of the file without a second look at it.
    let mut bytes = Vec::with_capacity(length as usize + 1);
    if let Err(error) = opened.read_to_end(&mut bytes) {
        return unreadable(error);
    }
    match String::from_utf8(bytes) {
        Ok(text) if memchr::memchr(0, text.as_bytes()).is_some() => {
            refuse(RuleId::InvalidEncoding, "it holds NUL bytes and is no text file".to_owned(), None)
        }
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            let forbidden = || text.char_indices().find(|(_, character)| is_forbidden(*character));
            match may_hold_forbidden(&text).then(forbidden).flatten() {
                None => Ok(text),
                Some((byte, character)) => {
                    let (line, column) = line_and_column(&text, byte);
                    let place = Place::in_text(file.as_str(), &text, Span { line, column, length: 1 });
                    let message = format!(
                        "the control character U+{:04X} stands here, which no page can hold",
                        u32::from(character)
                    );
                    let hint = "delete it; it is invisible in most editors";
                    Err(Box::new(Diagnostic::new(RuleId::InvalidEncoding, place, message).hint(hint)))
                }
            }
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let hint = match bytes {
                [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "it looks like UTF-16: save it as UTF-8 in your editor",
                _ => "save it as UTF-8 in your editor",
            };
            let before = String::from_utf8_lossy(&bytes[..valid]);
            let (line, column) = line_and_column(&before, before.len());
            let rest = String::from_utf8_lossy(&bytes[valid..bytes.len().min(valid + 80)]);
            let shown = format!("{before}{rest}");
            let place = Place::in_text(file.as_str(), &shown, Span { line, column, length: 1 });
            Err(Box::new(Diagnostic::new(RuleId::InvalidEncoding, place, "this is not UTF-8").hint(hint)))
        }
    }
}

/// Whether a character can stand neither in HTML nor in XML (XML 1.0, 2.2).
pub fn is_forbidden(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
        || matches!(character, '\u{FFFE}' | '\u{FFFF}' | '\u{FDD0}'..='\u{FDEF}')
}

/// Whether any byte begins a character that [`is_forbidden`]; hardly a text has one, and all are searched.
fn may_hold_forbidden(text: &str) -> bool {
    let begins =
        |byte: u8| (byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t')) || matches!(byte, 0x7F | 0xC2 | 0xEF);
    bytes::position(text.as_bytes(), begins).is_some()
}

fn decode(content: &Utf8Path, file: &Utf8Path, text: String, known: &Fronts) -> (Option<Source>, Vec<Diagnostic>) {
    let path = file.strip_prefix(content).unwrap_or(file).to_owned();
    let role = match path.file_stem() {
        Some("_index") => Role::Section,
        Some("index") => Role::Bundle,
        _ => Role::Entry,
    };
    let file: Arc<str> = file.as_str().into();
    let mut findings =
        Findings { file: Arc::clone(&file), text: &text, invalid: RuleId::InvalidFrontMatter, diagnostics: Vec::new() };
    let decoded = match split(&text) {
        Err((span, message, hint)) => {
            findings.report(RuleId::InvalidFrontMatter, span, message, Some(hint.to_owned()));
            None
        }
        Ok(header) => {
            let written = &text[header.start..header.end];
            let said =
                known.find(&file, &text[..header.body]).or_else(|| decode_header(written, &path, role, &mut findings));
            said.map(|(kind, front)| (kind, front, header.body))
        }
    };
    let diagnostics = findings.diagnostics;
    let lines = Lines::new(&text);
    let source = decoded.map(|(kind, front_matter, body)| Source {
        file,
        location: Location { path, role },
        kind,
        front_matter,
        text: text.into(),
        body,
        lines,
    });
    (source, diagnostics)
}

/// The bytes of a front matter, and where the Markdown begins.
struct Header {
    start: usize,
    end: usize,
    body: usize,
}

/// Splits a text at the `---` lines around its front matter.
fn split(text: &str) -> Result<Header, (Span, &'static str, &'static str)> {
    const EXAMPLE: &str = "begin the file with:\n---\ntitle: The title\n---";
    if text.trim().is_empty() {
        return Err((Span::START, "the file is empty", EXAMPLE));
    }
    let first = text.split_inclusive('\n').next().unwrap_or("");
    let marker = Span { line: 1, column: 1, length: first.trim_end().chars().count() as u32 };
    match first.trim_end() {
        "---" => {}
        "+++" => {
            return Err((
                marker,
                "the front matter is TOML, and Acupress reads YAML",
                "write it between `---` lines as `key: value`",
            ));
        }
        _ => return Err((marker, "the file has no front matter", EXAMPLE)),
    }
    let start = first.len();
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") && !line.starts_with([' ', '\t']) {
            return Ok(Header { start, end, body: end + line.len() });
        }
        end += line.len();
    }
    Err((marker, "the front matter is not closed", "put a line of `---` behind its last key"))
}

fn decode_header(
    header: &str,
    path: &Utf8Path,
    role: Role,
    findings: &mut Findings<'_>,
) -> Option<(Kind, FrontMatter)> {
    let node = match yaml::parse(header, 2) {
        Ok(node) => node,
        Err(error) => {
            findings.report(RuleId::InvalidFrontMatter, error.span, error.message, error.hint);
            return None;
        }
    };
    let (kind, kind_is_known) = kind_of(&node, path, findings);
    let empty = yaml::Node { value: yaml::Value::Mapping(Vec::new()), span: Span::START };
    let node = match &node.value {
        yaml::Value::Null => &empty,
        yaml::Value::Mapping(_) => &node,
        _ => {
            let hint = matches!(node.value, yaml::Value::Scalar { .. })
                .then(|| "write `key: value` on each line, with a plain colon and a space behind it".to_owned());
            findings.report(
                RuleId::InvalidFrontMatter,
                node.span,
                format!("front matter is a group of keys, not {}", node.describe()),
                hint,
            );
            return None;
        }
    };
    let mut group = Group::open(node, FRONT_MATTER, findings, &|key| misplaced(key, kind, role))?;
    let front_matter = front_matter::decode(&mut group, if role == Role::Section { Kind::Page } else { kind });
    kind_is_known.then_some((kind, front_matter))
}

/// The kind that the front matter names, else the folder's, else a page.
fn kind_of(node: &yaml::Node<'_>, path: &Utf8Path, findings: &mut Findings<'_>) -> (Kind, bool) {
    let folder = path
        .components()
        .next()
        .filter(|_| path.components().count() > 1)
        .and_then(|first| Kind::from_folder(first.as_str()));
    let by_folder = folder.unwrap_or(Kind::Page);
    let yaml::Value::Mapping(pairs) = &node.value else { return (by_folder, true) };
    let Some((_, written)) = pairs.iter().find(|(key, _)| key.as_text() == Some("kind")) else {
        return (by_folder, true);
    };
    let Some(name) = written.as_text() else { return (by_folder, true) };
    match Kind::from_name(name) {
        Some(kind) => (kind, true),
        None => {
            let names = Kind::ALL.map(Kind::name);
            let hint = match did_you_mean(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", names.join(", ")),
            };
            findings.report(RuleId::InvalidFrontMatter, written.span, format!("there is no kind `{name}`"), Some(hint));
            (by_folder, false)
        }
    }
}

/// Why a known key does not belong into a file of this kind.
fn misplaced(key: &str, kind: Kind, role: Role) -> Option<String> {
    let field = FRONT_MATTER.iter().find(|field| field.name == key)?;
    let kind = if role == Role::Section { Kind::Page } else { kind };
    if field.belongs_to(kind) {
        return None;
    }
    let owners: Vec<&str> = field.kinds.iter().map(|kind| kind.plural()).collect();
    let owners = match owners.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => owners.join(""),
    };
    Some(format!("`{key}` belongs to {}, and this is {} {}", owners, kind.article(), kind.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_forbidden_character_is_overlooked() {
        for character in ('\0'..=char::MAX).filter(|character| is_forbidden(*character)) {
            assert!(may_hold_forbidden(&format!("text{character}text")), "{character:?}");
        }
        assert!(!may_hold_forbidden("plain text,\tin two\r\nlines: 太溪"));
    }

    #[test]
    fn lines_and_columns_count_characters() {
        assert_eq!(line_and_column("a\n太溪 x", "a\n太溪 ".len()), (2, 4));
        assert_eq!(line_and_column("", 0), (1, 1));
    }

    #[test]
    fn headers_end_at_a_line_of_their_own() {
        let header = split("---\r\ntitle: a\r\n---\r\nbody").ok().unwrap();
        assert_eq!(header.body, "---\r\ntitle: a\r\n---\r\n".len());
        assert!(split("---\ntitle: a --- b\n").is_err());
        assert!(split("text").is_err());
    }
}
