//! Footnotes, numbered in the order of their first references and set at the end of the body.

use std::collections::HashMap;
use std::fmt::Write;

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
