//! How text is folded and cut into terms.
//!
//! `themes/default/assets/js/search/normalise.js` holds the same rules for what readers type;
//! `tests/search/vectors.tsv` holds both to one behaviour.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::tcm::text::{LONGEST_PINYIN, is_han, is_pinyin};

/// What the characters from U+4E00 to U+9FFF fold to, made by `build.rs`; 0 for those that [`OTHERS`] holds.
const FOLDED: &[u16] = include!(concat!(env!("OUT_DIR"), "/han_folded.rs"));
/// What characters beyond them fold to, or fold to such characters, by code point; others fold to themselves.
const OTHERS: &[(char, char)] = include!(concat!(env!("OUT_DIR"), "/han_others.rs"));

/// English words that say nothing by themselves: a query that has others does without them, and pinyin does not run
/// across them.
pub const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do", "does", "for", "from",
    "had", "has", "have", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "may",
    "me", "more", "most", "my", "no", "not", "of", "on", "or", "our", "out", "over", "she", "should", "so", "some",
    "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "too",
    "up", "use", "used", "was", "we", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with",
    "would", "you", "your",
];

/// Bytes of the longest word that is indexed: longer ones are addresses and codes of machines.
const LONGEST: usize = 80;
/// Words that are joined to one, at most.
const JOINED_WORDS: usize = 4;

/// A stretch of a text that is searched for as one: a word, or Han characters side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run<'a> {
    /// As it is written.
    pub text: &'a str,
    /// Whether it is Han text.
    pub is_han: bool,
    /// Whether only spaces and hyphens part it from the word before.
    pub follows: bool,
}

/// Cuts a text into words and stretches of Han characters, in order.
pub fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = text;
    let mut follows = false;
    std::iter::from_fn(move || {
        loop {
            let first = rest.chars().next()?;
            if is_han(first) {
                let end = rest.find(|character| !is_han(character)).unwrap_or(rest.len());
                let run = Run { text: &rest[..end], is_han: true, follows: false };
                rest = &rest[end..];
                follows = false;
                return Some(run);
            }
            if is_word(first) {
                let end = word_end(rest);
                let run = Run { text: &rest[..end], is_han: false, follows };
                rest = &rest[end..];
                follows = true;
                return Some(run);
            }
            follows &= first.is_whitespace() || matches!(first, '-' | '\u{2010}' | '\u{2011}');
            rest = &rest[first.len_utf8()..];
        }
    })
}

/// Whether a character is part of a word: Unicode's letters, digits and marks, Han characters aside.
fn is_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    let is_part = character.is_alphanumeric() || is_combining_mark(character) || is_joiner(character);
    is_part && !is_han(character) && !is_apostrophe(character)
}

/// Whether a character only says how its neighbours hang together: soft hyphens, joiners, the word joiner.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}')
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | 'ʼ')
}

/// Bytes of the word at the start of a text; an apostrophe between letters is part of it.
fn word_end(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((byte, character)) = characters.next() {
        let inside = is_word(character)
            || (is_apostrophe(character) && characters.peek().is_some_and(|(_, next)| is_word(*next)));
        if !inside {
            return byte;
        }
    }
    text.len()
}

/// Folds a word: NFKD, lower case, letters and digits only, without a final `'s`.
pub fn fold_word(word: &str, folded: &mut String) {
    folded.clear();
    let word = match word.char_indices().rev().nth(1) {
        Some((byte, apostrophe)) if is_apostrophe(apostrophe) && word.ends_with(['s', 'S']) => &word[..byte],
        _ => word,
    };
    if word.is_ascii() {
        folded.extend(word.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase() as char));
        return;
    }
    let letters = word
        .nfkd()
        .flat_map(char::to_lowercase)
        .filter(|character| character.is_alphanumeric() && !matches!(character, '\u{345}' | 'ʼ'));
    for character in letters {
        match character {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            other => folded.push(other),
        }
    }
}

/// The form of a Han character that all its forms share: simplified, as OpenCC has it, and without the variants of
/// `han_variants.rs`.
pub fn fold_han(character: char) -> char {
    let dense = (character as usize).checked_sub(0x4E00).and_then(|place| FOLDED.get(place)).filter(|code| **code > 0);
    match dense.and_then(|code| char::from_u32(u32::from(*code))) {
        Some(folded) => folded,
        None => OTHERS.binary_search_by_key(&character, |(from, _)| *from).map_or(character, |index| OTHERS[index].1),
    }
}

/// Every Han character that folds to another, with what it folds to.
pub fn folded_han() -> impl Iterator<Item = (char, char)> {
    let all = ('\u{4E00}'..='\u{9FFF}')
        .chain(OTHERS.iter().map(|(from, _)| *from).filter(|from| !('\u{4E00}'..='\u{9FFF}').contains(from)));
    all.map(|from| (from, fold_han(from))).filter(|(from, to)| from != to)
}

/// The joined forms of neighbouring words that read as pinyin: `wu wei zi` gives `wuwei`, `wuweizi` and `weizi`.
///
/// `words` are folded words that follow each other; `is_pinyin` tells of each whether it is.
pub fn joined<S: AsRef<str>>(words: &[S], is_pinyin: impl Fn(&str) -> bool, mut push: impl FnMut(&str)) {
    let mut form = String::new();
    for start in 0..words.len() {
        form.clear();
        for (count, word) in words[start..].iter().enumerate().take(JOINED_WORDS) {
            let word = word.as_ref();
            if FUNCTION_WORDS.contains(&word) || !is_pinyin(word) || form.len() + word.len() > LONGEST_PINYIN {
                break;
            }
            form.push_str(word);
            if count > 0 {
                push(&form);
            }
        }
    }
}

/// What a leaf is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term<'a> {
    /// A folded word, or neighbouring pinyin joined.
    Word(&'a str),
    /// A Han character, folded.
    Character(char),
    /// Two neighbouring ones.
    Pair(char, char),
}

impl Term<'_> {
    /// The term as the index writes it.
    pub fn text(self) -> String {
        match self {
            Term::Word(word) => word.to_owned(),
            Term::Character(character) => character.to_string(),
            Term::Pair(first, second) => String::from_iter([first, second]),
        }
    }
}

/// Reads the terms of texts, with what it needs kept from text to text.
#[derive(Default)]
pub struct Reader {
    folded: String,
    /// Neighbouring words that read as pinyin.
    syllables: Vec<String>,
    pinyin: rustc_hash::FxHashMap<String, bool>,
    /// Words that were read.
    pub words: usize,
}

impl Reader {
    /// Gives every term of a text.
    pub fn read(&mut self, text: &str, push: &mut impl FnMut(Term<'_>)) {
        for run in runs(text) {
            if run.is_han {
                self.flush(push);
                self.read_han(run.text, push);
                continue;
            }
            if !run.follows {
                self.flush(push);
            }
            fold_word(run.text, &mut self.folded);
            if self.folded.is_empty() || self.folded.len() > LONGEST {
                continue;
            }
            self.words += 1;
            push(Term::Word(&self.folded));
            if self.is_syllable() {
                self.syllables.push(self.folded.clone());
            } else {
                self.flush(push);
            }
        }
        self.flush(push);
    }

    fn is_syllable(&mut self) -> bool {
        // Most words of English end as no syllable does, or are longer.
        let may_end = |last: &u8| b"aeiouvngr".contains(last);
        if self.folded.len() > LONGEST_PINYIN || !self.folded.as_bytes().last().is_some_and(may_end) {
            return false;
        }
        if let Some(known) = self.pinyin.get(&self.folded) {
            return *known;
        }
        let is = is_pinyin(&self.folded) && !FUNCTION_WORDS.contains(&self.folded.as_str());
        self.pinyin.insert(self.folded.clone(), is);
        is
    }

    fn flush(&mut self, push: &mut impl FnMut(Term<'_>)) {
        if self.syllables.len() > 1 {
            joined(&self.syllables, |_| true, |form| push(Term::Word(form)));
        }
        self.syllables.clear();
    }

    fn read_han(&mut self, run: &str, push: &mut impl FnMut(Term<'_>)) {
        let mut before = None;
        for character in run.chars().map(fold_han) {
            self.words += 1;
            if let Some(before) = before {
                push(Term::Pair(before, character));
            }
            push(Term::Character(character));
            before = Some(character);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts, the folded runs of each, and those that read as pinyin; the scripts' tests read the same file.
    const VECTORS: &str = include_str!("../../tests/search/vectors.json");

    fn folded(text: &str) -> Vec<String> {
        let mut word = String::new();
        let folded = runs(text).map(|run| {
            if run.is_han {
                return run.text.chars().map(fold_han).collect();
            }
            fold_word(run.text, &mut word);
            word.clone()
        });
        folded.collect()
    }

    fn terms(text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        Reader::default().read(text, &mut |term| terms.push(term.text()));
        terms
    }

    #[test]
    fn texts_are_folded_as_the_vectors_say() {
        let vectors: Vec<(String, String, String)> = serde_json::from_str(VECTORS).unwrap();
        assert!(vectors.len() >= 300, "{}", vectors.len());
        for (text, words, pinyin) in vectors {
            let folded = folded(&text);
            assert_eq!(folded.join(" "), words, "{text:?}");
            let syllables: Vec<&str> = folded.iter().map(String::as_str).filter(|word| is_pinyin(word)).collect();
            assert_eq!(syllables.join(" "), pinyin, "{text:?}");
        }
    }

    #[test]
    fn whether_a_word_is_a_syllable_is_known_as_well_as_pinyin_knows_it() {
        let letters = || ('a'..='z').map(String::from);
        let words = letters().flat_map(|one| letters().map(move |two| one.clone() + &two));
        let words = words.flat_map(|two| ["", "a", "en", "ang", "er", "s", "t"].map(|end| format!("{two}{end}")));
        let mut reader = Reader::default();
        for word in words {
            reader.folded.clone_from(&word);
            assert_eq!(reader.is_syllable(), is_pinyin(&word) && !FUNCTION_WORDS.contains(&&*word), "{word}");
        }
    }

    #[test]
    fn neighbouring_pinyin_is_found_joined() {
        let all = terms("Wu Wei Zi, and Shen-Shu");
        assert_eq!(all, ["wu", "wei", "zi", "wuwei", "wuweizi", "weizi", "and", "shen", "shu", "shenshu"]);
        // Neither across commas nor with words of English.
        assert_eq!(terms("Tai. Xi he can"), ["tai", "xi", "he", "can"]);
    }

    #[test]
    fn han_text_is_found_by_characters_and_pairs_in_one_script() {
        assert_eq!(terms("腎氣虛"), ["肾", "肾气", "气", "气虚", "虚"]);
        assert_eq!(terms("腎氣虛"), terms("肾气虚"));
        assert_eq!(terms("太谿，KI3"), ["太", "太溪", "溪", "ki3"]);
    }

    #[test]
    fn both_scripts_of_points_names_fold_to_one() {
        let fold = |name: &str| name.chars().map(fold_han).collect::<String>();
        let registry = crate::tcm::Registry::new();
        // TE11 is printed with another character in each: 清冷淵 and 清泠渊.
        for point in registry.points().iter().filter(|point| point.code != "TE11") {
            assert_eq!(fold(point.traditional), fold(point.simplified), "{}", point.code);
        }
        for (from, folded) in folded_han() {
            assert_eq!(fold_han(folded), folded, "{from}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = folded(&text);
            for word in &once {
                prop_assert_eq!(&folded(word).concat(), word);
            }
        }

        #[test]
        fn runs_lie_in_order_within_the_text(text in any::<String>()) {
            let mut rest = text.as_str();
            for run in runs(&text) {
                prop_assert!(!run.text.is_empty());
                rest = &rest[rest.find(run.text).unwrap() + run.text.len()..];
            }
        }
    }
}
