//! Writing headings, alerts, cells of tables, and the marks of structured sections.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Tag, TagEnd};

use super::super::{Heading, Part, Section, han};
use super::Writer;
use crate::diagnostics::{Diagnostic, Place, RuleId, did_you_mean};
use crate::tcm::text::one_line;
use crate::url;

impl Writer<'_> {
    pub(super) fn start_heading(&mut self, tag: &Tag<'_>) {
        if let Tag::Heading { level, id, classes, .. } = tag {
            // Levels go down one by one, whatever the author skipped: readers of the outline rely on it.
            let above = self.headings.last().map_or(1, |heading| heading.level);
            let level = (*level as u8 + self.demote).clamp(2, above + 1).min(6);
            let id = id.as_ref().filter(|id| !id.is_empty()).map(ToString::to_string).unwrap_or_default();
            let class = classes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            // The heading's words are not known yet: they stand in `out` when it ends.
            self.headings.push(Heading { level, id, text: class });
        }
    }

    pub(super) fn end_heading(&mut self) {
        let inner = std::mem::replace(&mut self.out, self.set_aside.pop().unwrap_or_default());
        let text = one_line(&self.block.text);
        let Some(mut heading) = self.headings.pop() else { return };
        let class = std::mem::replace(&mut heading.text, text.clone());
        let own = heading.id.replace(char::is_whitespace, "-");
        let wanted = match own.as_str() {
            "" => url::slugify(&text),
            // Footnotes have anchors of this form.
            taken if taken.starts_with("fn:") || taken.starts_with("fnref:") => taken.replace(':', "-"),
            _ => own,
        };
        heading.id = self.ids.claim(&wanted);
        self.out.push_str(&format!("<h{} id=\"", heading.level));
        han::push_attribute(&mut self.out, &heading.id);
        self.out.push('"');
        if !class.is_empty() {
            self.out.push_str(" class=\"");
            han::push_attribute(&mut self.out, &class);
            self.out.push('"');
        }
        self.out.push('>');
        self.out.push_str(inner.trim());
        self.out.push_str(&format!("</h{}>\n", heading.level));
        if self.footnote.is_none() {
            self.start_section();
            self.plain.start(&heading.id, &text);
            self.section = Some(Arc::new((heading.id.clone(), text)));
            self.headings.push(heading);
        }
        self.end_words();
    }

    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            self.out.push_str("<blockquote>\n");
            return;
        };
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        self.out.push_str(&format!("<div class=\"alert alert-{name}\" role=\"note\">\n<p class=\"alert-title\">"));
        let words = self.settings.words;
        han::push_attribute(&mut self.out, words.get(&format!("alert.{name}")));
        self.out.push_str("</p>\n");
    }

    pub(super) fn start_cell(&mut self) {
        let class = match self.table.get(self.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.column += 1;
        if self.in_table_head {
            self.out.push_str(&format!("<th scope=\"col\"{class}>"));
        } else {
            self.out.push_str(&format!("<td{class}>"));
        }
    }

    /// Places a structured section, or reports a mark that names none.
    pub(super) fn mark(&mut self, name: &str, range: Range<usize>) {
        let place = || self.source.body_place(range.clone());
        match Section::from_name(name) {
            None => {
                let names = Section::ALL.map(Section::name);
                let hint = match did_you_mean(name, names) {
                    Some(near) => format!("did you mean `{{{{ {near}() }}}}`?"),
                    None => format!("the sections are {}", names.join(", ")),
                };
                self.diagnostics.push(
                    Diagnostic::new(RuleId::UnknownMark, place(), format!("there is no section `{name}`")).hint(hint),
                );
            }
            Some(section)
                if self.parts.iter().any(|part| matches!(part, Part::Section(placed, _) if *placed == section)) =>
            {
                self.diagnostics.push(
                    Diagnostic::new(RuleId::UnknownMark, place(), format!("the section `{name}` is placed twice"))
                        .hint("keep one of the marks"),
                );
            }
            // Inside a list or quotation the page could not be cut in two.
            Some(section) if self.depth > 0 => {
                let diagnostic = misplaced(section, place());
                self.diagnostics.push(diagnostic);
            }
            Some(section) => {
                self.parts.push(Part::Html(std::mem::take(&mut self.out)));
                let above = self.headings.last().map_or(1, |heading| heading.level);
                self.parts.push(Part::Section(section, (above + 1).min(6)));
            }
        }
    }
}

/// The finding that a section's mark stands where no section can.
pub(super) fn misplaced(section: Section, place: Place) -> Diagnostic {
    Diagnostic::new(RuleId::UnknownMark, place, format!("the section `{}` cannot stand here", section.name()))
        .hint("put its mark on a line of its own, outside lists and quotations")
}

/// The mark that a paragraph of its own is: `{{ points() }}` gives `points`.
pub(super) fn mark(events: &[(Event<'_>, Range<usize>)]) -> Option<(String, Range<usize>)> {
    let [(Event::Start(Tag::Paragraph), range), (Event::Text(text), _), (Event::End(TagEnd::Paragraph), _), ..] =
        events
    else {
        return None;
    };
    mark_name(text).map(|name| (name.to_owned(), range.clone()))
}

/// The name in a mark: `points` of `{{ points() }}`; the brackets may be missing.
pub(super) fn mark_name(mark: &str) -> Option<&str> {
    let inner = mark.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let name = inner.strip_suffix(')').and_then(|inner| inner.trim_end().strip_suffix('(')).unwrap_or(inner).trim();
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    (!name.is_empty() && name.chars().all(is_word)).then_some(name)
}
