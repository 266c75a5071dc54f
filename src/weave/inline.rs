//! The plain text of the block that is being written, and the mentions that stand in it.

use std::ops::Range;
use std::sync::Arc;

use super::sentence;
use crate::library::{EntryId, Mention, SourceId};
use crate::tcm::text::is_han;

/// The block so far.
#[derive(Default)]
pub struct Block {
    /// Its text without markup.
    pub text: String,
    pending: Vec<(EntryId, Range<usize>, u32)>,
}

impl Block {
    /// Notes that the words `range` of the block's text mention an entry, on a line of the file.
    pub fn mention(&mut self, to: EntryId, range: Range<usize>, line: u32) {
        self.pending.push((to, range, line));
    }

    /// Ends the block: its mentions with their sentences.
    pub fn finish(&mut self, from: EntryId, source: SourceId, section: &Option<Arc<(String, String)>>) -> Vec<Mention> {
        let text = std::mem::take(&mut self.text);
        let mut last: Arc<str> = "".into();
        let mut whole = 0..0;
        let mut mentions: Vec<Mention> = std::mem::take(&mut self.pending)
            .into_iter()
            .map(|(to, range, line)| {
                // Those of one sentence share it.
                if !(whole.contains(&range.start) && range.end <= whole.end) {
                    let (sentence, bytes) = sentence::around(&text, range.start, range.end);
                    whole = bytes.unwrap_or(0..0);
                    if *last != *sentence {
                        last = sentence.into();
                    }
                }
                Mention { from, to, source, line, section: section.clone(), sentence: Arc::clone(&last) }
            })
            .collect();
        // Two links to one entry in one sentence are one mention.
        let mut seen = std::collections::HashSet::new();
        mentions.retain(|mention| seen.insert((mention.to, Arc::clone(&mention.sentence))));
        mentions
    }

    /// Empties the block without mentions.
    pub fn clear(&mut self) {
        self.text.clear();
        self.pending.clear();
    }
}

/// Counts words; each Han character counts as one, as Chinese text is counted.
pub fn count_words(text: &str) -> usize {
    let mut words = 0;
    let mut is_in_word = false;
    if text.is_ascii() {
        for byte in text.bytes() {
            let is_letter = byte.is_ascii_alphanumeric();
            words += usize::from(is_letter && !is_in_word);
            is_in_word = is_letter || is_in_word && !char::from(byte).is_whitespace();
        }
        return words;
    }
    for character in text.chars() {
        if character.is_whitespace() {
            is_in_word = false;
        } else if is_han(character) {
            words += 1;
        } else if !is_in_word && character.is_alphanumeric() {
            is_in_word = true;
            words += 1;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::count_words;

    proptest! {
        #[test]
        fn words_of_ascii_are_counted_as_those_of_other_texts(text in "[ab1 .'\n\t\u{b}\u{1f}-]{0,24}") {
            // The mark is no word, but no ASCII either.
            prop_assert_eq!(count_words(&text), count_words(&format!("{text} 。")));
        }
    }

    #[test]
    fn each_han_character_is_a_word() {
        assert_eq!(count_words("Press 太溪, and don't stop."), 6);
    }
}
