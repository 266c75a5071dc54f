//! Takes off what a list puts around its citations: numbering, emphasis, links, escapes.

use std::iter::Peekable;
use std::str::Chars;

use super::text::{CUT, EMPHASIS_CLOSE, EMPHASIS_OPEN};
use crate::tcm::text::one_line;

/// The longest address that is looked for in a Markdown link; bounds what `](` repeated can cost.
const LONGEST_LINK: usize = 2048;

/// The text on one line, its emphasis as [`EMPHASIS_OPEN`] and [`EMPHASIS_CLOSE`], links as words and address.
pub(super) fn clean(text: &str) -> String {
    let characters: Vec<char> = text.chars().map(blank).collect();
    one_line(without_numbering(&unmarked(&characters)))
}

/// Control characters mark places of ours, so none of the input's may stand.
fn blank(character: char) -> char {
    if character.is_control() || character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}') {
        ' '
    } else {
        character
    }
}

fn unmarked(characters: &[char]) -> String {
    let mut out: Vec<char> = Vec::with_capacity(characters.len());
    let mut brackets: Vec<usize> = Vec::new();
    // Where an emphasis of `*` or `_` opened.
    let mut opened: [Option<usize>; 2] = [None, None];
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let next = characters.get(at + 1).copied();
        if character == '\\' && next.is_some_and(|next| next.is_ascii_punctuation()) {
            out.extend(next);
            at += 2;
        } else if starts_address(characters, at) {
            // Underscores in an address are no emphasis.
            while let Some(&part) = characters.get(at).filter(|part| !matches!(part, ' ' | '<' | '>' | '"' | '*' | ']'))
            {
                out.push(part);
                at += 1;
            }
        } else if character == '[' {
            brackets.push(out.len());
            out.push('[');
            at += 1;
        } else if character == ']' {
            let opening = brackets.pop();
            match (opening, link_address(characters, at)) {
                (Some(opening), Some(end)) => {
                    out[opening] = ' ';
                    out.push(' ');
                    out.extend(&characters[at + 2..end]);
                    out.push(' ');
                    at = end + 1;
                }
                _ => {
                    out.push(']');
                    at += 1;
                }
            }
        } else if matches!(character, '*' | '_') {
            let length = characters[at..].iter().take_while(|other| **other == character).count();
            let slot = usize::from(character == '_');
            let before = out.last().copied().unwrap_or(' ');
            let after = characters.get(at + length).copied().unwrap_or(' ');
            match opened[slot] {
                Some(opening) if before != ' ' && !after.is_alphanumeric() => {
                    out[opening] = EMPHASIS_OPEN;
                    out.push(EMPHASIS_CLOSE);
                    opened[slot] = None;
                }
                None if length <= 3 && after != ' ' && !before.is_alphanumeric() => {
                    opened[slot] = Some(out.len());
                    out.push(character);
                }
                _ => out.extend(&characters[at..at + length]),
            }
            at += length;
        } else {
            out.push(character);
            at += 1;
        }
    }
    out.into_iter().collect()
}

/// Whether a web address or a DOI begins here.
fn starts_address(characters: &[char], at: usize) -> bool {
    let boundary = at.checked_sub(1).and_then(|before| characters.get(before)).is_none_or(|c| !c.is_alphanumeric());
    boundary
        && ["http://", "https://", "www.", "10."].iter().any(|start| {
            start.chars().enumerate().all(|(offset, expected)| {
                characters.get(at + offset).is_some_and(|character| character.eq_ignore_ascii_case(&expected))
            })
        })
}

/// Where the address of a Markdown link ends, if `](address)` stands at its `]`.
fn link_address(characters: &[char], at: usize) -> Option<usize> {
    let start = at + 2;
    if characters.get(at + 1) != Some(&'(') || !starts_address(characters, start) {
        return None;
    }
    let mut depth = 0_usize;
    for (offset, character) in characters[start..].iter().take(LONGEST_LINK).enumerate() {
        match character {
            ' ' | '[' | ']' => return None,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(start + offset),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Without a bullet and a number: `• `, `[3] `, `3. `, `(3) `, `3、`.
fn without_numbering(text: &str) -> &str {
    let text = text.trim_start();
    let bare = text.strip_prefix(['•', '·', '◦', '▪', '‣', '●', '*', '-', '–', '—']);
    let text = match bare {
        Some(rest) if rest.starts_with([' ', '\u{3000}']) || text.starts_with(['•', '◦', '▪', '‣', '●']) => {
            rest.trim_start()
        }
        _ => text,
    };
    let mut characters = text.chars().peekable();
    let closing =
        characters.next_if(|character| matches!(character, '[' | '(' | '［' | '（')).map(|opening| match opening {
            '[' => ']',
            '(' => ')',
            '［' => '］',
            _ => '）',
        });
    let digits = digits(&mut characters);
    let closed = match (closing, characters.next()) {
        (Some(closing), Some(character)) => character == closing,
        (None, Some(character)) => matches!(character, '.' | ')' | '．' | '、' | '）'),
        _ => false,
    };
    let rest = characters.collect::<String>().len();
    let rest = &text[text.len() - rest..];
    // Three digits are a number of a list, four may be a year; `3.5` is neither.
    let is_number =
        (1..=3).contains(&digits) && closed && (closing.is_some() || !rest.starts_with(|c: char| c.is_ascii_digit()));
    if is_number && rest.chars().any(char::is_alphanumeric) { rest.trim_start_matches([CUT, ' ']) } else { text }
}

fn digits(characters: &mut Peekable<Chars<'_>>) -> usize {
    let mut count = 0;
    while characters.next_if(char::is_ascii_digit).is_some() {
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_goes_and_numbers_stay() {
        for numbered in ["[3] Web", "3. Web", "• Web", "(12) Web", "- Web", "3、Web", "•Web", "• 4. Web"] {
            assert_eq!(clean(numbered), "Web", "{numbered}");
        }
        for kept in ["2007. Web", "3.5 Web", "365 Webs", "[a] Web", "3.", "Web 3."] {
            assert_eq!(clean(kept), kept);
        }
    }

    #[test]
    fn emphasis_is_marked_and_links_are_opened() {
        assert_eq!(clean("A *b c*, **d** and _e_."), "A \u{2}b c\u{3}, \u{2}d\u{3} and \u{2}e\u{3}.");
        assert_eq!(clean("2 * 3 and snake_case_name, \\*x\\*"), "2 * 3 and snake_case_name, *x*");
        assert_eq!(clean("[NHS](https://nhs.uk/a_(b)_c) x"), "NHS https://nhs.uk/a_(b)_c x");
        assert_eq!(clean("<https://a.b/_c_>"), "<https://a.b/_c_>");
    }
}
