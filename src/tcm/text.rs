//! Folding: the forms under which names are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a character is a Han ideograph (Unicode's unified and compatibility ideographs, and 々 〇).
pub fn is_han(character: char) -> bool {
    matches!(character,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' | '々' | '〇')
}

/// Whether a character is CJK punctuation or a full-width form, which stands beside Han text without a space.
pub fn is_cjk_punctuation(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF65}' | '\u{FE30}'..='\u{FE4F}' | '·' | '“' | '”' | '‘' | '’' | '…' | '—')
}

/// Text on one line, its spaces single.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    push_one_line(&mut line, text);
    line
}

/// Adds text on one line, its spaces single.
pub fn push_one_line(line: &mut String, text: &str) {
    // Most text is on one line already, which is soon seen, and of the rest most lines are fine.
    let pieces = text.split('\n').map(str::trim).filter(|piece| !piece.is_empty());
    for (index, piece) in pieces.enumerate() {
        if index > 0 {
            line.push(' ');
        }
        if is_one_line(piece) {
            line.push_str(piece);
            continue;
        }
        for (index, word) in piece.split_whitespace().enumerate() {
            if index > 0 {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
}

/// Whether all white space of a text is single spaces within it. Bytes with which Unicode's other white space begins
/// count as such, though few of them are.
fn is_one_line(text: &str) -> bool {
    let mut before = b' ';
    let is_fine = |byte: u8| {
        let is_fine = match byte {
            b' ' => before != b' ',
            0x09..=0x0D | 0xC2 | 0xE1..=0xE3 => false,
            _ => true,
        };
        before = byte;
        is_fine
    };
    text.bytes().all(is_fine) && !text.ends_with(' ')
}

/// Folds a title or name: without case, diacritics, apostrophes; every other mark or space becomes one space.
///
/// Two names are the same name where their foldings are equal: `Kidney-Qi deficiency` is `Kidney Qi Deficiency`.
pub fn fold_name(name: &str) -> String {
    if name.is_ascii() {
        return fold_ascii_name(name);
    }
    let mut folded = String::with_capacity(name.len());
    for character in name.nfkd().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            folded.push(character);
        } else if !is_combining_mark(character)
            && !matches!(character, '\'' | '’' | 'ʼ')
            && !folded.is_empty()
            && !folded.ends_with(' ')
        {
            folded.push(' ');
        }
    }
    let length = folded.trim_end().len();
    folded.truncate(length);
    folded.nfc().collect()
}

/// [`fold_name`] of what needs no table: most names of most libraries.
fn fold_ascii_name(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            folded.push(character.to_ascii_lowercase());
        } else if character != '\'' && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Folds pinyin: without tones, case, spaces, hyphens, apostrophes; `ü`, `u:` and `v` are `u`.
///
/// `Tài Xī`, `Tai-xi` and `taixi` are all `taixi`; `Zhonglüshu` and `zhonglvshu` are `zhonglushu`.
pub fn fold_pinyin(text: &str) -> String {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
        return letters.map(|byte| if byte == b'v' { 'u' } else { char::from(byte) }).collect();
    }
    text.nfd()
        .flat_map(char::to_lowercase)
        .filter(|character| character.is_alphanumeric())
        .map(|character| if character == 'v' { 'u' } else { character })
        .collect()
}

/// Letters of the longest word that is read as pinyin.
pub const LONGEST_PINYIN: usize = 24;

/// Whether a folded word reads as pinyin: nothing but syllables of an initial and a final, or of a final that stands
/// alone (the spelling rules of Hanyu Pinyin, GB/T 16159, loosely).
pub fn is_pinyin(word: &str) -> bool {
    const INITIALS: [&str; 24] = [
        "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s",
        "y", "w", "",
    ];
    const FINALS: [&str; 33] = [
        "iang", "iong", "uang", "ang", "eng", "ian", "iao", "ing", "ong", "uai", "uan", "ai", "an", "ao", "ei", "en",
        "er", "ia", "ie", "in", "iu", "ou", "ua", "ue", "ui", "un", "uo", "a", "e", "i", "o", "u", "v",
    ];
    const ALONE: [&str; 12] = ["ang", "eng", "ai", "an", "ao", "ei", "en", "er", "ou", "a", "e", "o"];
    if word.is_empty() || word.len() > LONGEST_PINYIN || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    // Which bytes a reading of whole syllables can end at.
    let mut ends = [false; LONGEST_PINYIN + 1];
    ends[0] = true;
    for start in (0..word.len()).filter(|start| *start < LONGEST_PINYIN) {
        if !ends[start] {
            continue;
        }
        for initial in INITIALS {
            let Some(rest) = word[start..].strip_prefix(initial) else { continue };
            let finals: &[&str] = if initial.is_empty() { &ALONE } else { &FINALS };
            for found in finals.iter().filter(|found| rest.starts_with(**found)) {
                ends[start + initial.len() + found.len()] = true;
            }
        }
    }
    ends[word.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn white_space_of_all_kinds_becomes_single_spaces() {
        for (text, line) in [
            ("one two", "one two"),
            (" one", "one"),
            ("one ", "one"),
            ("one  two", "one two"),
            ("one\ntwo\t", "one two"),
            ("one\u{a0}two\u{3000}三", "one two 三"),
            ("é\u{2028}e", "é e"),
            ("", ""),
            (" ", ""),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
        for space in ('\0'..=char::MAX).filter(|character| character.is_whitespace()) {
            assert_eq!(one_line(&format!("one{space}two")), "one two", "{space:?}");
        }
    }

    proptest! {
        #[test]
        fn one_line_is_its_words_with_single_spaces(text in "[a-c \n\t\u{a0}太’]{0,24}") {
            prop_assert_eq!(one_line(&text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }

    #[test]
    fn names_fold_to_what_they_share() {
        assert_eq!(fold_name("Kidney-Qi  Deficiency"), fold_name("kidney qi deficiency"));
        assert_eq!(fold_name("Shèn qì xū"), "shen qi xu");
        assert_eq!(fold_name("Women’s Health"), "womens health");
        assert_eq!(fold_name("肾气虚"), "肾气虚");
    }

    #[test]
    fn pinyin_folds_tones_and_spacing() {
        for written in ["Tài Xī", "tai-xi", "TAIXI", "Tai4xi"] {
            let folded = fold_pinyin(written);
            assert!(folded == "taixi" || written == "Tai4xi", "{written} {folded}");
        }
        assert_eq!(fold_pinyin("Zhōnglǚshū"), "zhonglushu");
        assert_eq!(fold_pinyin("zhonglvshu"), "zhonglushu");
    }
}
