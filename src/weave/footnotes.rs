//! Footnotes, numbered in the order of their first references and set at the end of the body.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// The labels of the footnotes that the text refers to, itself or by another footnote that it refers to.
pub fn used(events: &[(Event<'_>, Range<usize>)]) -> HashSet<String> {
    let mut used = HashSet::new();
    let mut referred: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open: Option<&str> = None;
    let mut found: Vec<&str> = Vec::new();
    for (event, _) in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => open = Some(label),
            Event::End(TagEnd::FootnoteDefinition) => open = None,
            Event::FootnoteReference(label) => match open {
                Some(definition) => referred.entry(definition).or_default().push(label),
                None => found.push(label),
            },
            _ => {}
        }
    }
    while let Some(label) = found.pop() {
        if used.insert(label.to_owned()) {
            found.extend(referred.get(label).into_iter().flatten());
        }
    }
    used
}

/// The footnotes of one body.
#[derive(Default)]
pub struct Footnotes {
    numbers: HashMap<String, usize>,
    references: Vec<usize>,
    bodies: HashMap<String, String>,
}

impl Footnotes {
    /// Writes a reference to the footnote of a label.
    pub fn push_reference(&mut self, out: &mut String, label: &str) {
        let next = self.numbers.len() + 1;
        let number = *self.numbers.entry(label.to_owned()).or_insert(next);
        if number == next {
            self.references.push(0);
        }
        self.references[number - 1] += 1;
        let id = reference_id(number, self.references[number - 1]);
        let _ = write!(
            out,
            "<sup class=\"footnote-reference\"><a id=\"{id}\" href=\"#fn:{number}\" role=\"doc-noteref\">{number}</a></sup>"
        );
    }

    /// Keeps the body of a footnote.
    pub fn define(&mut self, label: &str, html: String) {
        self.bodies.entry(label.to_owned()).or_insert(html);
    }

    /// Writes the footnotes that were referred to, each with the way back.
    pub fn push_all(&self, out: &mut String, heading: &str, back: &str, section_id: &str) {
        let mut used: Vec<(&str, usize)> =
            self.numbers.iter().map(|(label, number)| (label.as_str(), *number)).collect();
        if used.is_empty() {
            return;
        }
        used.sort_by_key(|(_, number)| *number);
        let _ = write!(
            out,
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-labelledby=\"{section_id}\"><h2 id=\"{section_id}\">"
        );
        super::han::push_attribute(out, heading);
        out.push_str("</h2>\n<ol>\n");
        for (label, number) in used {
            let _ = write!(out, "<li id=\"fn:{number}\">");
            out.push_str(self.bodies.get(label).map_or("", |body| body.trim_end()));
            out.push_str("<p class=\"footnote-back\">");
            for count in 1..=self.references[number - 1] {
                let id = reference_id(number, count);
                let _ = write!(out, "<a href=\"#{id}\" role=\"doc-backlink\" aria-label=\"");
                super::han::push_attribute(out, back);
                let _ = write!(out, " {number}\">↩</a> ");
            }
            out.push_str("</p></li>\n");
        }
        out.push_str("</ol></section>\n");
    }

    /// Every anchor that the footnotes have.
    pub fn ids(&self) -> Vec<String> {
        let references = self
            .references
            .iter()
            .enumerate()
            .flat_map(|(index, count)| (1..=*count).map(move |count| reference_id(index + 1, count)));
        (1..=self.references.len()).map(|number| format!("fn:{number}")).chain(references).collect()
    }
}

fn reference_id(number: usize, count: usize) -> String {
    if count == 1 { format!("fnref:{number}") } else { format!("fnref:{number}.{count}") }
}
