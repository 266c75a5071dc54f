//! Where the sentences and clauses of a passage end.

use super::words::WordList;
use std::ops::Range;

use crate::tcm::text::is_han;

/// Whether a word joins the items of a list.
pub fn is_conjunction(word: &str) -> bool {
    matches!(word.to_ascii_lowercase().as_str(), "and" | "or" | "und" | "plus" | "with" | "et" | "y")
}

/// Whether a mark ends a sentence: Han marks always, Western ones before a space or the end, and no full stop
/// within a number, behind a single letter or behind a usual abbreviation.
pub fn ends_sentence(text: &str, byte: usize, character: char) -> bool {
    match character {
        '。' | '！' | '？' | '\n' => true,
        '.' | '!' | '?' => {
            let after = text[byte + 1..].chars().find(|next| !matches!(next, '"' | '”' | '’' | '\'' | ')' | '*'));
            if !after.is_none_or(char::is_whitespace) {
                return false;
            }
            character != '.' || !is_abbreviation(&text[..byte])
        }
        _ => false,
    }
}

/// Whether a full stop behind this text belongs to an abbreviation or an initial.
fn is_abbreviation(before: &str) -> bool {
    let start = before
        .rfind(|character: char| character.is_whitespace() || character == '(')
        .map_or(0, |byte| byte + before[byte..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    let single = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let dotted = word.contains('.') && word.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '.');
    static KNOWN: WordList =
        WordList::new("dr|mr|mrs|ms|prof|st|vs|e.g|i.e|cf|approx|fig|vol|no|ca|al|p|pp|ch|vit|ed|eds|min|resp");
    single || dotted || KNOWN.contains(&word.to_ascii_lowercase())
}

/// The sentences of a text, each with its mark.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = 0;
    for (byte, character) in text.char_indices() {
        if ends_sentence(text, byte, character) {
            let end = byte + character.len_utf8();
            all.push(start..end);
            start = end;
        }
    }
    if start < text.len() || all.is_empty() {
        all.push(start..text.len());
    }
    all
}

/// Bytes on either side of a place past which nothing is looked for.
const NEAR: usize = 400;

/// The part of a sentence that stands near a place in it.
pub fn near(text: &str, sentence: &Range<usize>, at: &Range<usize>) -> Range<usize> {
    let start = floor(text, sentence.start.max(at.start.saturating_sub(NEAR)));
    start..floor(text, sentence.end.max(at.end).min(at.end + NEAR)).max(at.end)
}

/// The last boundary of a character that is not behind a byte.
fn floor(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|byte| text.is_char_boundary(*byte)).unwrap_or(0)
}

/// The clause of a text around a stretch, within its sentence: between semicolons, colons, dashes and brackets of
/// either script.
pub fn clause(text: &str, sentence: &Range<usize>, at: &Range<usize>) -> Range<usize> {
    let ends = |character: char| matches!(character, ';' | '；' | ':' | '：' | '—' | '\n');
    // Only so far is looked: a passage without marks may be a whole book.
    let (first, last) = (
        floor(text, sentence.start.max(at.start.saturating_sub(NEAR))),
        floor(text, sentence.end.max(at.end).min(at.end + NEAR)),
    );
    let start = text[first..at.start].rfind(ends).map_or(first, |byte| {
        let byte = first + byte;
        byte + text[byte..].chars().next().map_or(1, char::len_utf8)
    });
    let end = text[at.end..last].find(ends).map_or(last, |byte| at.end + byte);
    start..end
}

/// The words of a text, lower case, with their first bytes; a Han character is no word.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_letter = |character: char| character.is_alphanumeric() && !is_han(character);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_letter)?;
        let length = text[start..].find(|character| !is_letter(character)).unwrap_or(text.len() - start);
        at = start + length;
        Some((start, &text[start..at]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_their_marks() {
        let text = "See Dr. Li at St. 36 J. Smith. Then rest! 先按太溪。再按";
        let found: Vec<&str> = sentences(text).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(found, ["See Dr. Li at St. 36 J. Smith.", "Then rest!", "先按太溪。", "再按"]);
        assert_eq!(sentences("").len(), 1);
    }

    #[test]
    fn clauses_are_parts_of_sentences() {
        let text = "His TH5 stood beside LI 11; by itself TH17 is a cell.";
        let sentence = 0..text.len();
        let at = text.find("TH17").map(|start| start..start + 4).unwrap();
        assert_eq!(text[clause(text, &sentence, &at)].trim(), "by itself TH17 is a cell.");
    }
}
