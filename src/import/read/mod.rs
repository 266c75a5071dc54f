//! Reading: a file of any format that publishers use becomes lines of text with what is known of their form.

mod clean;
mod docx;
mod encoding;
mod escape;
mod html;
mod lines;
mod markdown;
mod marker;
mod marks;
mod runs;
mod text;
mod wrap;

use std::fmt;

use docx::Package;

use super::document::Document;

/// A file, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its lines.
    pub document: Document,
    /// The name of its encoding, if that is not UTF-8.
    pub encoding: Option<&'static str>,
    /// The front matter of a Markdown file that has one, as it stands between its `---` lines.
    pub front_matter: Option<String>,
}

/// Why a file is not read. Each is a sentence to the publisher, who is no programmer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It is a picture, a sound or a program.
    Binary,
    /// It is of another format, by the ending of its name.
    UnknownFormat(String),
    /// It is larger than any article.
    TooLarge,
    /// It is broken; the text tells what of it.
    Damaged(String),
    /// It holds no words: a scan, a picture.
    NoText,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Empty => f.write_str("the file is empty"),
            Refusal::Binary => f.write_str("this is no text: give the article as .docx, .html, .md or .txt"),
            Refusal::UnknownFormat(ending) => match ending.as_str() {
                "doc" => f.write_str(
                    "this is a .doc of an old Word, or it is locked with a password: open it in Word or LibreOffice, \
                     save it as .docx without a password, and import that",
                ),
                "pdf" => f.write_str(
                    "a .pdf holds pages, not paragraphs: import the document that it was made of, or open it in Word \
                     and save it as .docx",
                ),
                "rtf" | "odt" | "pages" | "wps" | "wpd" => {
                    write!(
                        f,
                        "a .{ending} cannot be read: open it in Word or LibreOffice, save it as .docx, and import that"
                    )
                }
                "mht" | "mhtml" | "webarchive" => {
                    write!(f, "a .{ending} cannot be read: save the page as .html in the browser, and import that")
                }
                "epub" | "xlsx" | "pptx" | "ods" | "odp" | "zip" => {
                    write!(f, "a .{ending} is no article: give one article as .docx, .html, .md or .txt")
                }
                _ => write!(f, "a .{ending} cannot be read: save it as .docx, .html, .md or .txt, and import that"),
            },
            Refusal::TooLarge => f.write_str("the file is too large for one article: split it"),
            Refusal::Damaged(reason) => {
                write!(f, "the file is damaged ({reason}): open it in the program that made it, and save it again")
            }
            Refusal::NoText => f.write_str("there are no words in the file; is it a scan or a picture?"),
        }
    }
}

impl std::error::Error for Refusal {}

/// The most bytes of a file, and of an archive, which holds its pictures too.
const LARGEST_TEXT: usize = 32 * 1024 * 1024;
const LARGEST_ARCHIVE: usize = 256 * 1024 * 1024;

/// Reads a file by its name and what is in it. Text that was pasted has no name, or one without an ending.
pub fn read(name: &str, bytes: &[u8]) -> Result<Input, Refusal> {
    if bytes.trim_ascii().is_empty() {
        return Err(Refusal::Empty);
    }
    let ending = ending(name);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return read_archive(bytes);
    }
    if let Some(refusal) = known_otherwise(bytes) {
        return Err(refusal);
    }
    if ending == "docx" {
        return Err(Refusal::Damaged("it ends in .docx and is no document of Word".to_owned()));
    }
    if bytes.len() > LARGEST_TEXT {
        return Err(Refusal::TooLarge);
    }
    let is_html = matches!(ending.as_str(), "html" | "htm" | "xhtml" | "xht") || begins_as_html(bytes);
    let declared = if is_html { declared_encoding(bytes) } else { None };
    let Some(decoded) = encoding::decode(bytes, declared.as_deref()) else { return Err(Refusal::Binary) };
    let text = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text);
    let (front_matter, document) = match ending.as_str() {
        // UTF-16 shows what it is only now.
        _ if is_html || begins_as_html(text.as_bytes()) => (None, html::read(text)),
        "md" | "markdown" | "mdown" | "mkd" => markdown::read(text),
        "" | "txt" | "text" | "asc" | "doc" | "rtf" | "odt" | "wps" => (None, text::read(text)),
        _ => return Err(Refusal::UnknownFormat(ending)),
    };
    finish(document, decoded.encoding, front_matter)
}

fn finish(document: Document, encoding: Option<&'static str>, front_matter: Option<String>) -> Result<Input, Refusal> {
    if document.lines.iter().all(|line| line.text.is_empty()) {
        return Err(Refusal::NoText);
    }
    Ok(Input { document, encoding, front_matter })
}

fn read_archive(bytes: &[u8]) -> Result<Input, Refusal> {
    if bytes.len() > LARGEST_ARCHIVE {
        return Err(Refusal::TooLarge);
    }
    let mut package = Package::open(bytes)?;
    match package.main_part()? {
        Some(main) => finish(package.read(&main)?, None, None),
        None => Err(Refusal::UnknownFormat(package.other_format().to_owned())),
    }
}

/// The ending of a file's name in small letters; empty if it has none.
fn ending(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    match file.rsplit_once('.') {
        // A title that was pasted as a name may hold full stops.
        Some((_, ending))
            if (1..=10).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            ending.to_ascii_lowercase()
        }
        _ => String::new(),
    }
}

/// What is told to be no text by its first bytes.
fn known_otherwise(bytes: &[u8]) -> Option<Refusal> {
    let other = |ending: &str| Some(Refusal::UnknownFormat(ending.to_owned()));
    let beginning = &bytes[..bytes.len().min(1024)];
    let has = |text: &[u8]| beginning.windows(text.len()).any(|window| window == text);
    let text = bytes.trim_ascii_start();
    match () {
        () if text.starts_with(b"{\\rtf") => other("rtf"),
        () if has(b"%PDF-") && !begins_as_html(bytes) => other("pdf"),
        () if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => other("doc"),
        () if text.starts_with(b"MIME-Version:") || (text.starts_with(b"From:") && has(b"MIME-Version:")) => {
            other("mht")
        }
        () if bytes.starts_with(b"bplist") => other("webarchive"),
        () if bytes.starts_with(b"\xff\xd8\xff") || bytes.starts_with(b"GIF8") || bytes.starts_with(b"\x1f\x8b") => {
            Some(Refusal::Binary)
        }
        () => None,
    }
}

/// Whether bytes begin as a page does, whatever the file is called.
fn begins_as_html(bytes: &[u8]) -> bool {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let starts = |rest: &[u8], tag: &[u8]| {
        let follows = rest.get(tag.len()).is_none_or(|next| !next.is_ascii_alphanumeric());
        follows && rest.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    // Browsers leave a comment in pages that they save.
    for _ in 0..8 {
        let end = match () {
            () if rest.starts_with(b"<!--") => rest.windows(3).position(|window| window == b"-->").map(|at| at + 3),
            () if starts(rest, b"<?xml") => rest.windows(2).position(|window| window == b"?>").map(|at| at + 2),
            () => None,
        };
        let Some(end) = end else { break };
        rest = rest[end..].trim_ascii_start();
    }
    let tags: [&[u8]; 5] = [b"<!doctype html", b"<html", b"<head", b"<body", b"<meta"];
    tags.iter().any(|tag| starts(rest, tag))
}

/// The encoding that a page declares in its head.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let declared = ["charset", "encoding"].into_iter().find_map(|word| {
        let rest = head.split_once(word)?.1.trim_start().strip_prefix('=')?.trim_start();
        let label = rest.trim_start_matches(['"', '\'']);
        let end = label.find(|character: char| !(character.is_ascii_alphanumeric() || "-_:.".contains(character)));
        Some(label[..end.unwrap_or(label.len())].to_owned())
    });
    declared.filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests;
