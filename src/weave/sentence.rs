//! The sentence around a place in a text.

/// Characters past which a sentence is shortened around its place.
const MAXIMUM: usize = 320;

use std::ops::Range;

use crate::tcm::text::one_line;

/// The sentence of `text` that holds the bytes `start..end`, without line breaks, shortened where it is very long;
/// and the bytes of the sentence if it is whole, for which all places in it have the same.
pub fn around(text: &str, start: usize, end: usize) -> (String, Option<Range<usize>>) {
    // Only so far is looked for the sentence's ends: a paragraph may be a whole book.
    let ends = |from: usize| move |(byte, character): &(usize, char)| ends_sentence(text, from + byte, *character);
    let behind = |(byte, character): (usize, char)| byte + character.len_utf8();
    let mut before = text[..start].char_indices().rev().take(MAXIMUM);
    let first = before.find(ends(0)).map(behind);
    let mut after = text[end..].char_indices().take(MAXIMUM);
    let last = after.find(ends(end)).map(|place| end + behind(place));
    let is_short = |text: &str| text.len() <= MAXIMUM || text.chars().nth(MAXIMUM).is_none();
    let whole = (first.is_some() || is_short(&text[..start])) && (last.is_some() || is_short(&text[end..]));
    if whole {
        let range = first.unwrap_or(0)..last.unwrap_or(text.len());
        let sentence = one_line(&text[range.clone()]);
        if is_short(&sentence) {
            return (sentence, Some(range));
        }
    }
    let from = first.unwrap_or(0).max(nth_back(&text[..start], MAXIMUM / 2));
    let rest = &text[end..last.unwrap_or(text.len())];
    let to = end + rest.char_indices().nth(MAXIMUM / 2).map_or(rest.len(), |(byte, _)| byte);
    (format!("… {} …", one_line(&text[from..to])), None)
}

/// The byte of the nth character from the end.
fn nth_back(text: &str, count: usize) -> usize {
    text.char_indices().rev().nth(count).map_or(0, |(byte, _)| byte)
}

/// Whether a mark ends a sentence: Han marks always, Western ones before a space or the end, and no full stop
/// within a number or behind a single letter.
fn ends_sentence(text: &str, byte: usize, character: char) -> bool {
    match character {
        '。' | '！' | '？' => true,
        '.' | '!' | '?' => {
            let after = text[byte + 1..].chars().next();
            let mut before = text[..byte].chars().rev();
            let single_letter = character == '.'
                && before.next().is_some_and(char::is_uppercase)
                && before.next().is_none_or(|character| !character.is_alphanumeric());
            after.is_none_or(char::is_whitespace) && !single_letter
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::around;

    fn sentence_of(text: &str, word: &str) -> String {
        let start = text.find(word).unwrap();
        around(text, start, start + word.len()).0
    }

    #[test]
    fn a_sentence_ends_at_its_mark() {
        let text = "Rest well. Press KI3 for 1.5 minutes, as J. Smith says! Then rest.";
        assert_eq!(sentence_of(text, "KI3"), "Press KI3 for 1.5 minutes, as J. Smith says!");
        assert_eq!(sentence_of(text, "Rest"), "Rest well.");
        assert_eq!(sentence_of("先按太溪。再按腎俞！", "腎俞"), "再按腎俞！");
    }

    #[test]
    fn very_long_sentences_are_cut_around_the_place() {
        let text = format!("{} KI3 {}", "word ".repeat(200), "word ".repeat(200));
        let cut = sentence_of(&text, "KI3");
        assert!(cut.contains("KI3") && cut.chars().count() < 400);
    }
}
