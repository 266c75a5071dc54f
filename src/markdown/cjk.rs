//! Emphasis and line breaks beside Han text, where CommonMark's rules were made for spaced scripts.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::tcm::text::{is_cjk_punctuation, is_han};

/// Put beside a run of `*` so that punctuation no longer decides whether it opens or closes; a noncharacter, so
/// no text holds it.
const FILLER: char = '\u{FDD0}';

/// A Markdown text made ready for the parser, with the way back to the author's.
pub struct Prepared<'a> {
    /// The text that the parser reads.
    pub text: Cow<'a, str>,
    /// The text that the author wrote.
    pub author: &'a str,
    inserted: Vec<usize>,
}

impl Prepared<'_> {
    /// The author's byte for a byte of the prepared text.
    pub fn original(&self, byte: usize) -> usize {
        byte - self.inserted.partition_point(|place| *place < byte) * FILLER.len_utf8()
    }
}

/// Puts a filler between a run of `*` or `~` and punctuation where CJK text is involved.
///
/// CommonMark 0.31 (6.2) lets a run of `*` close only where it is not preceded by punctuation, unless a space or
/// punctuation follows; so `**注意：**孕婦` stays literal, since Han text has no spaces.
pub fn prepare(text: &str) -> Prepared<'_> {
    let mut prepared = String::new();
    let mut inserted = Vec::new();
    let mut copied = 0;
    let mut insert = |at: usize, prepared: &mut String| {
        prepared.push_str(&text[copied..at]);
        copied = at;
        inserted.push(prepared.len());
        prepared.push(FILLER);
    };
    let mut rest = 0;
    while let Some(found) = text[rest..].find(['*', '~']) {
        let start = rest + found;
        let mark = text.as_bytes()[start];
        let end = start + text[start..].bytes().take_while(|byte| *byte == mark).count();
        rest = end;
        let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
        let (Some(before), Some(after)) = (before, after) else { continue };
        if end - start > 3 || before == '\\' {
            continue;
        }
        if is_held_apart(after, before) {
            insert(start, &mut prepared);
        } else if is_held_apart(before, after) {
            insert(end, &mut prepared);
        }
    }
    if inserted.is_empty() {
        return Prepared { text: Cow::Borrowed(text), author: text, inserted };
    }
    prepared.push_str(&text[copied..]);
    Prepared { text: Cow::Owned(prepared), author: text, inserted }
}

/// Whether a letter on one side of a run and punctuation on the other would keep the run from its work: one of
/// the two is CJK.
fn is_held_apart(letter: char, punctuation: char) -> bool {
    let is_punctuation = is_cjk_punctuation(punctuation) || punctuation.is_ascii_punctuation();
    let is_mark = matches!(punctuation, '*' | '~' | '_' | '\\' | '`' | '[' | '!' | '<');
    is_punctuation && !is_mark && letter.is_alphanumeric() && (is_han(letter) || is_cjk_punctuation(punctuation))
}

/// Whether a text holds fillers.
pub fn is_filled(text: &str) -> bool {
    text.contains(FILLER)
}

/// Takes the fillers out of a text again.
pub fn strip(text: &str) -> Cow<'_, str> {
    if text.contains(FILLER) { Cow::Owned(text.replace(FILLER, "")) } else { Cow::Borrowed(text) }
}

/// Whether a soft break between events must vanish, because Han text is written without spaces.
pub fn joins_without_space(before: &[(Event<'_>, Range<usize>)], after: &[(Event<'_>, Range<usize>)]) -> bool {
    // Markup between two characters is never deep; what is deeper decides nothing.
    let last =
        before.iter().rev().take(16).find_map(|(event, _)| visible(event, &|text| text.chars().next_back())).flatten();
    let first = after.iter().take(16).find_map(|(event, _)| visible(event, &|text| text.chars().next())).flatten();
    let is_cjk = |character: char| is_han(character) || is_cjk_punctuation(character);
    // Quotation marks and dashes of both scripts decide nothing by themselves.
    let is_wide =
        |character: char| is_han(character) || matches!(character, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF65}');
    matches!((last, first), (Some(last), Some(first)) if is_cjk(last) && is_cjk(first) && (is_wide(last) || is_wide(first)))
}

/// The character that an event shows at its edge; `None` for markup around text, which shows nothing itself.
fn visible(event: &Event<'_>, edge: &dyn Fn(&str) -> Option<char>) -> Option<Option<char>> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(edge(text)),
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
        | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => None,
        _ => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        let prepared = prepare(markdown);
        let mut out = String::new();
        pulldown_cmark::html::push_html(&mut out, pulldown_cmark::Parser::new(&prepared.text));
        strip(&out).into_owned()
    }

    #[test]
    fn emphasis_holds_beside_cjk_punctuation() {
        assert_eq!(html("**注意：**孕婦"), "<p><strong>注意：</strong>孕婦</p>\n");
        assert_eq!(html("孕婦**「禁用」**此穴"), "<p>孕婦<strong>「禁用」</strong>此穴</p>\n");
        assert_eq!(html("**注意：**孕婦**禁用**"), "<p><strong>注意：</strong>孕婦<strong>禁用</strong></p>\n");
        assert_eq!(html("*太溪。*補腎"), "<p><em>太溪。</em>補腎</p>\n");
        assert_eq!(html("**甲**：**乙**"), "<p><strong>甲</strong>：<strong>乙</strong></p>\n");
    }

    #[test]
    fn other_text_is_left_to_commonmark() {
        for text in ["2 * 3 * 4", "**bold** text", "a*b*c", "\\*not\\*", "**(a)** b", "太溪*腎俞"] {
            assert!(matches!(prepare(text).text, Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn bytes_are_found_again() {
        let text = "**注意：**孕婦";
        let prepared = prepare(text);
        let shifted = prepared.text.find('孕').unwrap();
        assert_eq!(prepared.original(shifted), text.find('孕').unwrap());
        assert_eq!(prepared.original(0), 0);
    }
}
