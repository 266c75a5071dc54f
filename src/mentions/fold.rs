//! Folding a text for the tree of names, with the way back.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text without case, tones and kinds of space.
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of it, and its end, the byte of the text it comes from; none where they are the same.
    origins: Option<Vec<u32>>,
}

impl Folded {
    /// The byte of the original text.
    pub fn origin(&self, byte: usize) -> usize {
        self.origins.as_ref().map_or(byte, |origins| origins[byte] as usize)
    }
}

/// What stands for a space in ASCII.
const GAPS: [char; 2] = ['-', '\t'];

/// Folds a text: lower case, no diacritics, hyphens and every space within a line one space each, straight
/// apostrophes. Line feeds stay.
pub fn fold(text: &str) -> Folded {
    if text.is_ascii() {
        return Folded { text: text.to_ascii_lowercase().replace(GAPS, " "), origins: None };
    }
    let mut folded = String::with_capacity(text.len());
    let mut origins: Vec<u32> = Vec::with_capacity(text.len() + 1);
    for (byte, character) in text.char_indices() {
        match character {
            _ if GAPS.contains(&character) => folded.push(' '),
            '\0'..='\x7f' => folded.push(character.to_ascii_lowercase()),
            '’' | 'ʼ' => folded.push('\''),
            '\u{a0}' | '\u{202f}' | '\u{3000}' | '\u{2010}'..='\u{2012}' => folded.push(' '),
            '\u{2E80}'..='\u{9FFF}' => folded.push(character),
            _ if is_combining_mark(character) => {}
            _ => {
                let letters = std::iter::once(character).nfkd().filter(|letter| !is_combining_mark(*letter));
                folded.extend(letters.flat_map(char::to_lowercase));
            }
        }
        origins.resize(folded.len(), byte as u32);
    }
    origins.push(text.len() as u32);
    Folded { text: folded, origins: Some(origins) }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn every_byte_knows_where_it_came_from() {
        let text = "Tài-Xī’s 太谿 Yi\u{304}n";
        let folded = fold(text);
        assert_eq!(folded.text, "tai xi's 太谿 yin");
        let start = folded.text.find("xi").unwrap();
        assert_eq!(&text[folded.origin(start)..folded.origin(start + 2)], "Xī");
        let start = folded.text.find("yin").unwrap();
        assert_eq!(&text[folded.origin(start)..folded.origin(start + 3)], "Yi\u{304}n");
        assert_eq!(fold("Du-Mai\n").text, "du mai\n");
    }
}
