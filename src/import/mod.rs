//! Import: a publisher's articles, as they are, become Markdown with front matter.
//!
//! [`read`] makes a [`document::Document`] of any format, [`outline`] divides it, [`sections`] understands each part,
//! and [`write`] makes the Markdown file. No word is lost on the way: what no field holds stays prose, and what is taken
//! for debris of a web page is listed.

pub mod citation;
pub mod data;
pub mod document;
mod items;
mod outline;
mod patterns;
mod points;
pub mod read;
mod sections;
mod title;
mod treatments;
pub mod update;
mod vocabulary;
mod write;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use crate::diagnostics::{At, Diagnostic, Place, RuleId, Span};
use crate::mentions::Finder;
use crate::tcm::Registry;
use crate::tcm::text::is_han;
use document::Line;

/// Why a file is not imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be read.
    Unreadable(read::Refusal),
    /// It is no article of Chinese medicine.
    NoArticle,
    /// What it gave cannot be written as front matter.
    Unwritable(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Unreadable(refusal) => refusal.fmt(formatter),
            Refusal::NoArticle => formatter.write_str(
                "no article was recognised: it holds neither patterns, points, organs nor treatments under headings, and little text",
            ),
            Refusal::Unwritable(reason) => write!(formatter, "its front matter cannot be written: {reason}"),
        }
    }
}

/// How articles are imported.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether what is taken for debris stays in the article.
    pub keep_debris: bool,
}

/// An article as imported.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The file's name without its ending.
    pub slug: String,
    /// The whole file.
    pub markdown: String,
    /// How much was understood.
    pub understood: Understood,
    /// Lines that were taken for debris, as written.
    pub debris: Vec<String>,
    /// What is wrong, at the lines of the input.
    pub diagnostics: Vec<Diagnostic>,
    /// What was written in another form, or filled in, in words.
    pub changes: Vec<String>,
    /// The encoding, if it was not UTF-8.
    pub encoding: Option<&'static str>,
}

/// How many of each were understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Understood {
    pub conditions: usize,
    pub organs: usize,
    pub patterns: usize,
    pub principles: usize,
    pub points: usize,
    pub treatments: usize,
    pub sources: usize,
    /// Lines that stayed prose.
    pub prose: usize,
}

impl Understood {
    /// Each with its name, in the order of the front matter.
    pub fn rows(&self) -> [(&'static str, usize); 8] {
        [
            ("conditions", self.conditions),
            ("organs", self.organs),
            ("patterns", self.patterns),
            ("principles", self.principles),
            ("points", self.points),
            ("treatments", self.treatments),
            ("sources", self.sources),
            ("left as prose", self.prose),
        ]
    }

    /// Whether anything of Chinese medicine was understood.
    fn is_article(&self) -> bool {
        self.patterns + self.points + self.organs + self.treatments > 0
    }
}

/// What one article is understood with, and what is found on the way.
struct Reading<'a> {
    registry: &'a Registry,
    finder: &'a Finder,
    file: Arc<str>,
    diagnostics: Vec<Diagnostic>,
    changes: Vec<String>,
}

impl Reading<'_> {
    /// Reports something at a line of the input.
    fn report(&mut self, line: &Line, rule: RuleId, message: String, hint: &str) {
        let span = Span { line: line.number, column: 1, length: line.text.chars().count() as u32 };
        let place = Place { file: Arc::clone(&self.file), at: Some(At::new(span, &line.text)) };
        self.diagnostics.push(Diagnostic::in_prose(rule, place, message).hint(hint));
    }

    /// Notes that something is written in another form.
    fn changed(&mut self, line: &Line, from: &str, to: &str) {
        self.note(format!("line {}: {from} is written {to}", line.number));
    }

    /// Notes that something was filled in from the registry.
    fn filled(&mut self, line: &Line, code: &str, what: &str, with: &str) {
        self.note(format!("line {}: the {what} of {code} filled in, {with}", line.number));
    }

    fn note(&mut self, change: String) {
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }
}

/// Imports one file, given by its name and bytes.
pub fn import(
    finder: &Finder,
    registry: &Registry,
    name: &str,
    bytes: &[u8],
    options: Options,
) -> Result<Imported, Refusal> {
    let input = read::read(name, bytes).map_err(Refusal::Unreadable)?;
    let is_point = |heading: &str| points::is_head(registry, heading);
    let outline = outline::divide(&input.document, options.keep_debris, &is_point);
    let mut reading = Reading { registry, finder, file: name.into(), diagnostics: Vec::new(), changes: Vec::new() };
    let article = sections::understand(&mut reading, &outline, name);
    let words: usize = input.document.lines.iter().map(|line| crate::weave::count_words(&line.text)).sum();
    if words == 0 {
        return Err(Refusal::Unreadable(read::Refusal::NoText));
    }
    let mentions = || {
        let text: String = input.document.lines.iter().map(|line| format!("{}\n\n", line.markdown)).collect();
        let spots = finder.find(&text, &crate::mentions::Context::default()).spots;
        spots.iter().filter(|spot| spot.verdict == crate::mentions::Verdict::Mention).count()
    };
    let is_letter = || input.document.lines.iter().take(6).any(|line| line.text.starts_with("Dear "));
    if !article.understood.is_article() && (words < 150 || is_letter() || mentions() == 0) {
        return Err(Refusal::NoArticle);
    }
    let markdown = write::file(&article, input.front_matter.as_deref())?;
    let debris: Vec<String> = outline.debris.iter().map(|line| line.text.clone()).collect();
    became_keys(&mut reading, &input.document, &markdown, &debris);
    Ok(Imported {
        slug: title::slug(name, &article.data.title),
        markdown,
        understood: article.understood,
        debris,
        diagnostics: reading.diagnostics,
        changes: reading.changes,
        encoding: input.encoding,
    })
}

/// Notes the words that stand in no field and no text any more: labels that became keys, and notations.
fn became_keys(reading: &mut Reading<'_>, document: &document::Document, markdown: &str, debris: &[String]) {
    let mut kept: HashSet<String> = words(markdown).collect();
    kept.extend(debris.iter().flat_map(|line| words(line)));
    kept.extend(reading.changes.iter().flat_map(|change| words(change)).collect::<Vec<_>>());
    for line in &document.lines {
        for address in lost_links(&line.markdown) {
            reading
                .note(format!("line {}: the link to `{address}` leads nowhere here, and its words stay", line.number));
        }
        let cells = match &line.form {
            document::Form::Row(cells) => cells.join(" "),
            _ => String::new(),
        };
        let gone: Vec<String> = words(&line.text).chain(words(&cells)).filter(|word| !kept.contains(word)).collect();
        if !gone.is_empty() {
            reading.note(format!("line {}: became keys: {}", line.number, gone.join(" ")));
            kept.extend(gone);
        }
    }
}

/// The addresses of links that lead neither to the web nor to a mail box.
fn lost_links(markdown: &str) -> Vec<&str> {
    let links = markdown.match_indices("](").filter_map(|(at, _)| markdown[at + 2..].split([')', ' ']).next());
    links
        .filter(|address| {
            !address.is_empty() && !["http", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme))
        })
        .collect()
}

/// The words of a text, lower case; each Han character is one.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        rest = &rest[start..];
        let first = rest.chars().next()?;
        let end = if is_han(first) {
            first.len_utf8()
        } else {
            rest.find(|letter: char| !letter.is_alphanumeric() || is_han(letter)).unwrap_or(rest.len())
        };
        let (word, behind) = rest.split_at(end);
        rest = behind;
        Some(word.to_lowercase())
    })
}
