//! A citation in the making: every field takes its bytes of the text, and what none takes is the rest.

use std::ops::Range;

use super::Citation;
use super::text::{CUT, EMPHASIS_CLOSE, EMPHASIS_OPEN, Text};
use crate::tcm::text::one_line;

/// A citation, and which bytes of its text are in its fields.
pub(super) struct Draft<'t, 'a> {
    pub(super) text: &'t Text<'a>,
    pub(super) citation: Citation,
    taken: Vec<Range<usize>>,
}

impl<'t, 'a> Draft<'t, 'a> {
    /// An empty citation.
    pub(super) fn new(text: &'t Text<'a>) -> Self {
        Draft { text, citation: Citation::default(), taken: Vec::new() }
    }

    /// Keeps tokens out of the rest.
    pub(super) fn claim(&mut self, range: &Range<usize>) {
        self.taken.push(self.text.bytes(range));
    }

    /// Claims tokens and gives what they say.
    pub(super) fn take(&mut self, range: &Range<usize>) -> String {
        self.claim(range);
        tidy(self.text.slice(range))
    }

    /// Whether a field has some of the tokens.
    pub(super) fn is_taken(&self, range: &Range<usize>) -> bool {
        let bytes = self.text.bytes(range);
        self.taken.iter().any(|taken| taken.start < bytes.end && bytes.start < taken.end)
    }

    /// The citation, with all that nothing took as its rest.
    pub(super) fn finish(mut self, source: &str) -> Citation {
        self.citation.rest = rest(source, self.taken);
        self.citation
    }
}

/// What stands outside the ranges.
pub(super) fn rest(source: &str, mut taken: Vec<Range<usize>>) -> Option<String> {
    taken.sort_by_key(|range| range.start);
    let mut pieces = Vec::new();
    let mut from = 0;
    for range in taken.into_iter().chain(std::iter::once(source.len()..source.len())) {
        if from < range.start {
            pieces.extend(source[from..range.start].split(CUT).map(paired).map(|piece| tidy(&piece)));
        }
        from = from.max(range.end);
    }
    pieces.retain(|piece| piece.contains(char::is_alphanumeric));
    (!pieces.is_empty()).then(|| pieces.join(", "))
}

/// A piece without the brackets whose partners went into some field.
fn paired(piece: &str) -> String {
    let mut out: Vec<char> = Vec::with_capacity(piece.len());
    let mut open = Vec::new();
    for character in piece.chars() {
        match character {
            '(' => open.push(out.len()),
            ')' if open.pop().is_none() => {
                out.push(' ');
                continue;
            }
            _ => {}
        }
        out.push(character);
    }
    for at in open {
        out[at] = ' ';
    }
    out.into_iter().collect()
}

/// A piece of text as a value: on one line, without the marks that part it from its neighbours.
pub(super) fn tidy(piece: &str) -> String {
    let mut plain = String::with_capacity(piece.len());
    let mut parted = false;
    for character in piece.chars() {
        if matches!(character, CUT | EMPHASIS_OPEN | EMPHASIS_CLOSE) {
            parted = true;
            continue;
        }
        // Words that only emphasis parted stay two words.
        if parted && character.is_alphanumeric() && plain.ends_with(char::is_alphanumeric) {
            plain.push(' ');
        }
        parted = false;
        plain.push(character);
    }
    let plain = one_line(&plain);
    let mut text = plain.as_str();
    // More layers than these no list has; an unbounded number could cost the square of the length.
    for _ in 0..4 {
        let before = text.len();
        text = text
            .trim_start_matches([',', ';', ':', '.', '–', '—', '-', '/', ' ', '。', '，', '；', '、', '：', '．', '&']);
        text = closed(text);
        text = unwrapped(text);
        if text.len() == before {
            break;
        }
    }
    text.to_owned()
}

/// Without marks at the end, but for the full stop of an abbreviation.
fn closed(text: &str) -> &str {
    let bare =
        text.trim_end_matches([',', ';', ':', '.', '–', '—', '-', '/', ' ', '。', '，', '；', '、', '：', '．', '&']);
    let word = bare.rsplit([' ', '(', '[']).next().unwrap_or(bare);
    let is_abbreviation = matches!(
        word.to_ascii_lowercase().as_str(),
        "ed" | "eds" | "edn" | "trans" | "transl" | "inc" | "ltd" | "co" | "jr" | "vol" | "aufl" | "al" | "p" | "pp"
    ) || word
        .rsplit_once('.')
        .is_some_and(|(_, last)| last.chars().count() == 1 && last.contains(char::is_alphabetic));
    if is_abbreviation && text[bare.len()..].starts_with('.') { &text[..=bare.len()] } else { bare }
}

/// Without the brackets or quotes around the whole, and without ones whose partner stands elsewhere.
fn unwrapped(text: &str) -> &str {
    const PAIRS: &[(char, char)] = &[
        ('(', ')'),
        ('（', '）'),
        ('“', '”'),
        ('„', '“'),
        ('«', '»'),
        ('《', '》'),
        ('「', '」'),
        ('『', '』'),
        ('‘', '’'),
        ('[', ']'),
        ('【', '】'),
        ('［', '］'),
    ];
    for (opening, closing) in PAIRS {
        // A closing single quote is an apostrophe as well.
        let begins = Some(*closing).filter(|closing| *closing != '“').and_then(|closing| text.strip_prefix(closing));
        if let Some(inner) = begins.or_else(|| text.strip_suffix(*opening)) {
            return inner.trim();
        }
        let opened = text.matches(*opening).count();
        let closed = text.matches(*closing).count();
        let whole = text.strip_prefix(*opening).and_then(|inner| inner.strip_suffix(*closing));
        if let Some(inner) = whole.filter(|_| opened == 1 && closed == 1 && !matches!(*opening, '[' | '【' | '［')) {
            return inner.trim();
        }
        if opened > closed
            && let Some(inner) = text.strip_prefix(*opening)
        {
            return inner.trim();
        }
        if closed > opened
            && *closing != '’'
            && let Some(inner) = text.strip_suffix(*closing)
        {
            return inner.trim();
        }
    }
    let straight = text.matches('"').count();
    match text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) if straight == 2 => inner.trim(),
        _ if straight == 1 => text.strip_prefix('"').or_else(|| text.strip_suffix('"')).unwrap_or(text).trim(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_the_marks_around_them() {
        for (piece, value) in [
            (" (Eds.). ", "Eds."),
            ("“The Effect.”", "The Effect"),
            ("What is Qi?", "What is Qi?"),
            ("[M]. ", "[M]"),
            (", n.d.", "n.d."),
            ("(Vol. 2,", "Vol. 2"),
            ("《针灸大成》，", "针灸大成"),
            ("Acupunct. Med.", "Acupunct. Med"),
            ("Qi (Chi)", "Qi (Chi)"),
            ("(Eds.). (", "Eds."),
            ("(n.d.).", "n.d."),
            ("” Annals", "Annals"),
            (";;", ""),
        ] {
            assert_eq!(tidy(piece), value);
        }
    }

    #[test]
    fn what_is_not_taken_is_the_rest() {
        assert_eq!(rest("ab, cd. \u{1} ef (gh)", vec![8..9, 0..2]).as_deref(), Some("cd, ef (gh)"));
        assert_eq!(rest("ab.", Vec::from([0..1, 1..2])), None);
    }
}
