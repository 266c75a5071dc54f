//! The sentence around a place in a text.

/// Characters past which a sentence is shortened around its place.
const MAXIMUM: usize = 320;

/// The sentence of `text` that holds the bytes `start..end`, without line breaks, shortened where it is very long.
pub fn around(text: &str, start: usize, end: usize) -> String {
    let from = text[..start]
        .char_indices()
        .rev()
        .find(|(byte, character)| ends_sentence(text, *byte, *character))
        .map_or(0, |(byte, character)| byte + character.len_utf8());
    let to = text[end..]
        .char_indices()
        .find(|(byte, character)| ends_sentence(text, end + byte, *character))
        .map_or(text.len(), |(byte, character)| end + byte + character.len_utf8());
    let sentence = text[from..to].split_whitespace().collect::<Vec<_>>().join(" ");
    if sentence.chars().count() <= MAXIMUM {
        return sentence;
    }
    let before: Vec<char> = text[from..start].chars().rev().take(MAXIMUM / 2).collect();
    let after: String = text[start..to].chars().take(MAXIMUM / 2).collect();
    let cut: String = before.into_iter().rev().chain(after.chars()).collect();
    format!("… {} …", cut.split_whitespace().collect::<Vec<_>>().join(" "))
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
        around(text, start, start + word.len())
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
