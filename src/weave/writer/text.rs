//! Writing text, and keeping what the block says as plain words.

use std::borrow::Cow;
use std::ops::Range;

use super::super::inline::count_words;
use super::super::{Placing, Section, han};
use super::Writer;
use super::blocks::{mark_name, misplaced};
use crate::diagnostics::{Diagnostic, RuleId};
use crate::library::missing_hanzi;
use crate::markdown::is_verbatim;
use crate::tcm::text::one_line;
use crate::tcm::{PointReference, reference};

/// Words of a body that are kept as its summary, in characters.
const SUMMARY: usize = 200;

impl Writer<'_> {
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
            return;
        }
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
            return;
        }
        let words = self.links.last_mut().and_then(|link| link.words.take());
        let text = words.as_deref().unwrap_or(text);
        self.lost_hanzi(text, range);
        match self.without_marks(text, range) {
            Cow::Borrowed(text) if is_verbatim(self.source.markdown(), text, range) => self.prose(text, range),
            text => self.push(&text),
        }
    }

    /// Writes text that stands in the file as it is, with its mentions linked.
    fn prose(&mut self, text: &str, range: &Range<usize>) {
        let spots = self.spots;
        // What is written so far, and what was looked at: a mention without a link does not divide the text.
        let (mut written, mut at) = (range.start, range.start);
        while written < range.end {
            if let Some(end) = self.mention_end {
                let end = end.min(range.end);
                self.push(&text[written - range.start..end - range.start]);
                (written, at) = (end, end);
                if self.mention_end == Some(end) {
                    self.end_mention();
                }
                continue;
            }
            // What was passed by stands where no mention can be linked.
            let passed = spots[self.next_spot..].iter().take_while(|spot| spot.link().start < at).count();
            self.next_spot += passed;
            let Some(spot) = spots.get(self.next_spot).filter(|spot| spot.link().start < range.end) else {
                self.push(&text[written - range.start..]);
                break;
            };
            at = spot.link().start;
            let plain = &text[written - range.start..at - range.start];
            let placing = self.place_mention(self.next_spot, plain.len());
            self.next_spot += 1;
            if placing == Placing::Linked || spot.backslash().is_some() {
                self.push(if spot.backslash().is_some() { plain.strip_suffix('\\').unwrap_or(plain) } else { plain });
                written = at;
            }
            if placing == Placing::Linked {
                self.start_mention(spot);
            }
        }
    }

    fn push(&mut self, text: &str) {
        han::push_text(&mut self.out, text, self.han);
        self.block.text.push_str(text);
    }

    /// Reports empty brackets behind a point's code or name: `BL23 – Shen Shu ()`.
    pub(super) fn lost_hanzi(&mut self, text: &str, range: &Range<usize>) {
        if !reference::has_empty_parentheses(text) {
            return;
        }
        for (byte, _) in text.match_indices(['(', '（']) {
            let Some(length) = reference::empty_parentheses_at(&text[byte..]) else { continue };
            // A mark in the text, `{{ points() }}`, is told as such.
            let near = text[..byte].char_indices().rev().nth(40).map_or(0, |(start, _)| start);
            if text[near..byte].rfind("{{").is_some_and(|open| !text[near + open..byte].contains("}}")) {
                continue;
            }
            let near = |text: &'_ str| text.split_whitespace().rev().take(6).map(str::to_owned).collect::<Vec<_>>();
            let mut words = near(&text[..byte]);
            if words.len() < 6 {
                words.extend(near(&self.block.text));
            }
            let registry = &self.settings.library.registry;
            // The nearest name is meant: the shortest one that is a point's.
            let point = (1..=words.len()).find_map(|count| {
                let name: Vec<&str> = words[..count].iter().rev().map(String::as_str).collect();
                PointReference::parse(registry, &name.join(" ")).point()
            });
            if let Some(point) = point {
                let place = self.source.body_place(within(text, range, byte, length));
                self.diagnostics.push(missing_hanzi(registry, place, point));
            }
        }
    }

    /// Takes out marks that stand among other words, where no section can: `See {{ points() }}`.
    fn without_marks<'t>(&mut self, text: &'t str, range: &Range<usize>) -> Cow<'t, str> {
        let mut rest = Cow::Borrowed(text);
        if !text.contains('{') {
            return rest;
        }
        for (start, _) in text.match_indices("{{") {
            let Some(length) = text[start..].find("}}").map(|end| end + 2) else { break };
            let mark = &text[start..start + length];
            if !mark.contains('(') {
                continue;
            }
            let Some(section) = mark_name(mark).and_then(Section::from_name) else { continue };
            let place = self.source.body_place(within(text, range, start, length));
            self.diagnostics.push(misplaced(section, place));
            rest = Cow::Owned(rest.replacen(mark, "", 1));
        }
        rest
    }

    pub(super) fn html(&mut self, html: &str, range: &Range<usize>) {
        if self.settings.raw_html {
            self.out.push_str(html);
            return;
        }
        if !self.html_reported && !without_comments(html).trim().is_empty() {
            let place = self.source.body_place(range.clone());
            let hint = "write it in Markdown, or set `markdown: {raw_html: true}` in acupress.yaml";
            self.diagnostics.push(Diagnostic::new(RuleId::RawHtml, place, "raw HTML is left out").hint(hint));
            self.html_reported = true;
        }
    }

    pub(super) fn soft_break(&mut self) {
        match &mut self.image {
            Some(image) => image.alt.push(' '),
            None => {
                self.out.push('\n');
                self.block.text.push(' ');
            }
        }
    }

    /// Ends the block of text that stands open, keeping its mentions and counting its words.
    pub(super) fn end_block(&mut self) {
        self.plain.push(&self.block.text);
        self.end_words();
    }

    /// Ends the block of text that stands open, or the words of a heading.
    pub(super) fn end_words(&mut self) {
        self.html_reported = false;
        self.end_mention();
        if self.block.text.is_empty() {
            return;
        }
        self.words += count_words(&self.block.text);
        if self.summary.chars().count() < SUMMARY && self.footnote.is_none() && self.section.is_none() {
            if !self.summary.is_empty() {
                self.summary.push(' ');
            }
            self.summary.extend(self.block.text.split_inclusive(char::is_whitespace));
        }
        match self.entry {
            Some(entry) => self.mentions.extend(self.block.finish(entry, self.id, &self.section)),
            None => self.block.clear(),
        }
    }
}

/// The bytes of the body that a stretch of an event's text covers; the event's own where its text was unescaped.
fn within(text: &str, range: &Range<usize>, start: usize, length: usize) -> Range<usize> {
    if range.len() == text.len() { range.start + start..range.start + start + length } else { range.clone() }
}

/// A stretch of HTML without its comments.
fn without_comments(html: &str) -> String {
    let mut rest = html;
    let mut out = String::new();
    while let Some(start) = rest.find("<!--") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("-->").map_or("", |end| &rest[start + end + 3..]);
    }
    out + rest
}

/// The first words of a text, cut at a sentence or word.
pub(super) fn shorten(text: &str) -> String {
    let text = one_line(text);
    if text.chars().count() <= SUMMARY {
        return text;
    }
    let cut: String = text.chars().take(SUMMARY).collect();
    let sentence = cut
        .rfind(['.', '!', '?', '。', '！', '？'])
        .map(|end| &cut[..end + cut[end..].chars().next().map_or(1, char::len_utf8)]);
    match sentence {
        Some(sentence) if sentence.chars().count() > SUMMARY / 3 => sentence.to_owned(),
        _ => format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words)),
    }
}
