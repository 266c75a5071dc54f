//! The markers of items: bullets, numbers and letters, and which of them only look like one.

use std::collections::HashMap;

use super::clean::is_wide;
use crate::import::document::Form;

/// How a marker is written: markers of one list are written alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `•`, which nothing else begins with.
    Bullet,
    /// `–` and others that punctuation looks like.
    Dash,
    /// Word's `o`.
    Ring,
    /// `1.`
    Dot,
    /// `1)`
    Bracket,
    /// `(1)`
    Brackets,
    /// `1、`
    Comma,
    /// `①`
    Sign,
    /// `一、`
    Han,
    /// `（一）`
    HanBrackets,
    /// `a.`; the flag tells capitals.
    LetterDot(bool),
    /// `a)`
    LetterBracket(bool),
    /// `(a)`
    LetterBrackets(bool),
}

/// What looks like a marker at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// How it is written.
    pub style: Style,
    /// Its number, from 1 for letters too; 0 for bullets.
    pub number: u32,
    /// How many bytes it takes, with the space behind it.
    pub length: usize,
}

impl Marker {
    /// The form of an item with this marker.
    pub fn form(&self) -> Form {
        match self.style {
            Style::Bullet | Style::Dash | Style::Ring => Form::Bullet,
            _ => Form::Numbered(self.number),
        }
    }
}

/// Reads what looks like a marker at the beginning of a text.
pub fn parse(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    let (style, number, rest) = match first {
        '•' | '·' | '・' | '▪' | '◦' | '‣' | '●' | '○' | '◯' | '■' | '□' | '◆' | '◇' | '❖' | '❑' | '❒' | '➢' | '►'
        | '▶' | '▸' | '➤' | '✓' | '✔' | '☑' | '☐' | '⁃' | '∙' | '⦁' | '★' | '☆' | '※' => {
            (Style::Bullet, 0, rest)
        }
        '-' | '*' | '–' | '—' | '»' | '−' if is_apart(rest) => (Style::Dash, 0, rest),
        'o' if is_apart(rest) => (Style::Ring, 0, rest),
        '(' | '（' => in_brackets(rest)?,
        '①'..='⑳' => (Style::Sign, u32::from(first) - u32::from('①') + 1, rest),
        '⑴'..='⒇' => (Style::Sign, u32::from(first) - u32::from('⑴') + 1, rest),
        '⒈'..='⒛' => (Style::Sign, u32::from(first) - u32::from('⒈') + 1, rest),
        '㈠'..='㈩' => (Style::Sign, u32::from(first) - u32::from('㈠') + 1, rest),
        '❶'..='❿' => (Style::Sign, u32::from(first) - u32::from('❶') + 1, rest),
        'a'..='z' | 'A'..='Z' => {
            let number = letter(first)?;
            let close = rest.chars().next()?;
            let rest = &rest[close.len_utf8()..];
            match close {
                '.' if is_apart(rest) => (Style::LetterDot(first.is_ascii_uppercase()), number, rest),
                ')' | '）' => (Style::LetterBracket(first.is_ascii_uppercase()), number, rest),
                '、' => (Style::LetterBracket(first.is_ascii_uppercase()), number, rest),
                _ => return None,
            }
        }
        _ => numbered(text)?,
    };
    let length = text.len() - rest.trim_start().len();
    Some(Marker { style, number, length })
}

/// Whether nothing follows, or white space.
fn is_apart(rest: &str) -> bool {
    rest.chars().next().is_none_or(char::is_whitespace)
}

fn letter(character: char) -> Option<u32> {
    character.is_ascii_alphabetic().then(|| u32::from(character.to_ascii_lowercase()) - u32::from('a') + 1)
}

fn numbered(text: &str) -> Option<(Style, u32, &str)> {
    if let Some((number, rest)) = digits(text) {
        let close = rest.chars().next()?;
        let rest = &rest[close.len_utf8()..];
        let next = rest.chars().next();
        return match close {
            // `1.5 cun` and `2.1` are no items, `1.Insomnia` is.
            '.' | '．' if next.is_none_or(|next| next.is_whitespace() || next.is_alphabetic()) => {
                Some((Style::Dot, number, rest))
            }
            ')' | '）' => Some((Style::Bracket, number, rest)),
            '、' => Some((Style::Comma, number, rest)),
            _ => None,
        };
    }
    let (number, rest) = han_number(text)?;
    let rest = rest.strip_prefix(['、', '．'])?;
    Some((Style::Han, number, rest))
}

fn in_brackets(text: &str) -> Option<(Style, u32, &str)> {
    let close = |rest: &'_ str| rest.strip_prefix([')', '）']).map(|rest| rest.len());
    let rest = |length: usize| &text[text.len() - length..];
    if let Some((number, after)) = digits(text) {
        return close(after).map(|length| (Style::Brackets, number, rest(length)));
    }
    if let Some((number, after)) = han_number(text) {
        return close(after).map(|length| (Style::HanBrackets, number, rest(length)));
    }
    let first = text.chars().next()?;
    let number = letter(first)?;
    close(&text[1..]).map(|length| (Style::LetterBrackets(first.is_ascii_uppercase()), number, rest(length)))
}

/// A number up to 99, in digits of either width; a longer one is a year or a page.
fn digits(text: &str) -> Option<(u32, &str)> {
    let value = |character: char| match character {
        '0'..='9' => Some(u32::from(character) - u32::from('0')),
        '０'..='９' => Some(u32::from(character) - u32::from('０')),
        _ => None,
    };
    let mut number = 0;
    let mut length = 0;
    for (count, character) in text.chars().take(3).enumerate() {
        let Some(digit) = value(character) else { break };
        if count == 2 {
            return None;
        }
        number = number * 10 + digit;
        length += character.len_utf8();
    }
    (length > 0).then(|| (number, &text[length..]))
}

/// A number up to ninety-nine in Han characters.
fn han_number(text: &str) -> Option<(u32, &str)> {
    let value = |character: char| "一二三四五六七八九".chars().position(|digit| digit == character);
    let (mut tens, mut ones, mut length) = (None, None, 0);
    for character in text.chars().take(3) {
        match (character, value(character)) {
            ('十', _) if tens.is_none() => tens = Some(ones.take().unwrap_or(1)),
            (_, Some(digit)) if ones.is_none() => ones = Some(digit as u32 + 1),
            _ => break,
        }
        length += character.len_utf8();
    }
    let number = tens.unwrap_or(0) * 10 + ones.unwrap_or(0);
    (number > 0).then(|| (number, &text[length..]))
}

/// What may be an item: what looks like its marker, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// What looks like a marker.
    pub marker: Marker,
    /// The indentation of the line.
    pub indent: u32,
    /// Whether the line before it may run on into this one: then the marker must belong to a list.
    pub may_run_on: bool,
    /// Whether the candidate before it stands on the line before.
    pub follows: bool,
}

/// Which of the candidates of a document are items.
///
/// A bullet is one by itself. A number must be the first of a list, or have its neighbour before or after it; a
/// letter must have followed its predecessor since `a`. So `2005. ISBN` and `B. Smith` stay what they are.
pub fn items(candidates: &[Candidate]) -> Vec<bool> {
    let mut next_number = vec![None; candidates.len()];
    let mut next_of_style = vec![None; candidates.len()];
    let mut at_indent: HashMap<(Style, u32), u32> = HashMap::new();
    let mut of_style: HashMap<Style, u32> = HashMap::new();
    for (at, candidate) in candidates.iter().enumerate().rev() {
        let Marker { style, number, .. } = candidate.marker;
        next_number[at] = at_indent.insert((style, candidate.indent), number);
        next_of_style[at] = of_style.insert(style, number);
    }
    at_indent.clear();
    of_style.clear();
    let mut accepted = Vec::with_capacity(candidates.len());
    for (at, candidate) in candidates.iter().enumerate() {
        let Marker { style, number, .. } = candidate.marker;
        let key = (style, candidate.indent);
        let follows_another = at_indent.get(&key).is_some_and(|last| last + 1 == number)
            || of_style.get(&style).is_some_and(|last| last + 1 == number);
        let precedes_another = [next_number[at], next_of_style[at]].contains(&Some(number + 1));
        let has_neighbour = (candidate.follows && accepted.last() == Some(&true))
            || candidates.get(at + 1).is_some_and(|next| next.follows && next.marker.style == style);
        let is_item = match style {
            Style::Bullet => true,
            Style::Dash => !candidate.may_run_on || has_neighbour,
            Style::Ring => candidate.indent > 0 || has_neighbour,
            Style::LetterDot(_) | Style::LetterBracket(_) | Style::LetterBrackets(_) => {
                (number == 1 && precedes_another) || (number > 1 && follows_another)
            }
            Style::Sign | Style::Han | Style::HanBrackets => {
                !candidate.may_run_on || follows_another || precedes_another
            }
            Style::Dot | Style::Bracket | Style::Brackets | Style::Comma => {
                let begins = number == 1 && !candidate.may_run_on;
                begins || follows_another || precedes_another
            }
        };
        if is_item {
            at_indent.insert(key, number);
            of_style.insert(style, number);
        }
        accepted.push(is_item);
    }
    accepted
}

/// The form that the marker of an item gives it where a program tells that it is a marker (`·`, `§`, `iv.`).
pub fn told(label: &str) -> Form {
    let label = label.trim();
    let of_digits = label.trim_matches(|character: char| !character.is_alphanumeric());
    match parse(&format!("{label} ")) {
        Some(marker) if marker.form() != Form::Bullet => marker.form(),
        _ => of_digits.parse().map_or_else(|_| roman(of_digits).map_or(Form::Bullet, Form::Numbered), Form::Numbered),
    }
}

fn roman(text: &str) -> Option<u32> {
    let value = |character: char| match character.to_ascii_lowercase() {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        _ => None,
    };
    // A lone `v` is the tick of Wingdings more often than a five.
    if text.len() < 2 && !text.eq_ignore_ascii_case("i") || text.len() > 8 {
        return None;
    }
    let (mut number, mut highest) = (0, 0);
    for character in text.chars().rev() {
        let value = value(character)?;
        if value < highest {
            number -= value
        } else {
            number += value
        }
        highest = highest.max(value);
    }
    u32::try_from(number).ok()
}

/// Whether a text looks like a label with what it labels: `Tongue: pale`, `舌象：淡`.
pub fn is_label(text: &str) -> bool {
    let Some((at, colon)) = text.char_indices().take(32).find(|(_, character)| matches!(character, ':' | '：')) else {
        return false;
    };
    let (label, rest) = (&text[..at], &text[at + colon.len_utf8()..]);
    let begins = label.chars().next().is_some_and(|first| first.is_uppercase() || is_wide(first));
    begins && label.split_whitespace().count() <= 4 && (colon == '：' || is_apart(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker(text: &str) -> Option<(Style, u32, &str)> {
        parse(text).map(|marker| (marker.style, marker.number, &text[marker.length..]))
    }

    #[test]
    fn markers_are_read() {
        for (text, style, number, rest) in [
            ("• x", Style::Bullet, 0, "x"),
            ("・肺：主氣", Style::Bullet, 0, "肺：主氣"),
            ("–\tx", Style::Dash, 0, "x"),
            ("o   x", Style::Ring, 0, "x"),
            ("1. x", Style::Dot, 1, "x"),
            ("12.Insomnia", Style::Dot, 12, "Insomnia"),
            ("3) x", Style::Bracket, 3, "x"),
            ("(4) x", Style::Brackets, 4, "x"),
            ("５、肺俞", Style::Comma, 5, "肺俞"),
            ("③肺俞", Style::Sign, 3, "肺俞"),
            ("二十一、肺", Style::Han, 21, "肺"),
            ("十、肺", Style::Han, 10, "肺"),
            ("（三）肺", Style::HanBrackets, 3, "肺"),
            ("b) x", Style::LetterBracket(false), 2, "x"),
            ("C. x", Style::LetterDot(true), 3, "x"),
            ("(d) x", Style::LetterBrackets(false), 4, "x"),
        ] {
            assert_eq!(marker(text), Some((style, number, rest)), "{text}");
        }
        for text in
            ["BL23 – Shen Shu", "-5 °C", "—Hello", "2005. ISBN", "1.5 cun", "2.1 Kidney", "e.g. this", "*not*", "or"]
        {
            assert_eq!(marker(text), None, "{text}");
        }
    }

    fn accepted(texts: &[&str]) -> Vec<bool> {
        let candidate = |text: &&str| {
            let marker = parse(text).unwrap();
            Candidate { marker, indent: 0, may_run_on: false, follows: true }
        };
        items(&texts.iter().map(candidate).collect::<Vec<_>>())
    }

    #[test]
    fn numbers_out_of_order_are_text() {
        assert_eq!(accepted(&["1. a", "2. b", "14. May", "3. c"]), [true, true, false, true]);
        assert_eq!(accepted(&["7. a", "8. b"]), [true, true]);
        assert_eq!(accepted(&["12. May"]), [false]);
        assert_eq!(accepted(&["1. a", "1. b"]), [true, true]);
        assert_eq!(accepted(&["1. a", "a) x", "b) y", "2. b", "a) x", "b) y"]), [true; 6]);
    }

    #[test]
    fn letters_follow_each_other_from_a() {
        assert_eq!(accepted(&["a) x", "b) y", "c) z"]), [true; 3]);
        assert_eq!(accepted(&["B. Smith", "C. Jones"]), [false; 2]);
        assert_eq!(accepted(&["A. Smith"]), [false]);
    }

    #[test]
    fn labels_of_items_are_told() {
        assert_eq!(told("iv."), Form::Numbered(4));
        assert_eq!(told("2."), Form::Numbered(2));
        assert_eq!(told("c)"), Form::Numbered(3));
        for label in ["·", "o", "§", "Ø", "v", "ü"] {
            assert_eq!(told(label), Form::Bullet, "{label}");
        }
    }

    #[test]
    fn labels_are_told_from_sentences() {
        assert!(is_label("Tongue: pale") && is_label("舌象：舌淡") && is_label("What to avoid: alcohol"));
        assert!(!is_label("https://a.example") && !is_label("clinic: closed") && !is_label("It is known that this: x"));
    }
}
