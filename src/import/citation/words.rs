//! What single words tell: names from titles, publishers from authors, places, months.
//!
//! The lists decide only between readings that the form leaves open. A word that is missing makes a parse doubtful,
//! not wrong: what is doubtful stays whole.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

type Lists = HashMap<&'static str, HashSet<&'static str>>;

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists::new();
    let lines = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
    for (kind, words) in lines.filter_map(|line| line.split_once('=')) {
        lists.entry(kind.trim()).or_default().extend(words.split(',').map(str::trim));
    }
    lists
});

/// Whether the words of a kind hold this one as it is.
fn holds_exactly(kind: &str, word: &str) -> bool {
    LISTS.get(kind).is_some_and(|words| words.contains(word))
}

/// Whether the words of a kind hold this one, large or small.
fn holds(kind: &str, word: &str) -> bool {
    holds_exactly(kind, &word.to_lowercase())
}

/// Whether a word is of titles rather than names.
pub(super) fn is_title_word(word: &str) -> bool {
    holds("title", word)
}

/// Whether a word makes a name an organisation's.
pub(super) fn is_organisation_word(word: &str) -> bool {
    holds("organisation", word)
}

/// Whether words name a publisher.
pub(super) fn is_publisher<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let mut before = String::new();
    for word in words {
        let word = word.to_lowercase();
        let phrase = format!("{before} {word}");
        if holds_exactly("publisher", &word) || holds_exactly("publisher", &phrase) {
            return true;
        }
        before = word;
    }
    false
}

/// Whether the words name a place of publication, or a state behind one.
pub(super) fn is_place<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let words: Vec<&str> = words.take(4).collect();
    let is_state = |word: &str| holds_exactly("state", word);
    match words.as_slice() {
        [state] if is_state(state) => true,
        [place @ .., state] if !place.is_empty() && is_state(state) => holds("place", &place.join(" ")),
        _ => holds("place", &words.join(" ")),
    }
}

/// Whether words are of a classic's name, which looks like a person's: `Su Wen`, `Nei Jing`.
pub(super) fn is_classic(text: &str) -> bool {
    let joined: String =
        text.chars().filter(|character| character.is_alphabetic()).flat_map(char::to_lowercase).collect();
    LISTS.get("classic").is_some_and(|classics| classics.iter().any(|classic| joined.contains(classic)))
}

/// Whether a word begins the names of persons.
pub(super) fn begins_name(word: &str) -> bool {
    holds("name", word)
}

/// Whether a word stands in sentences rather than in titles.
pub(super) fn is_prose_word(word: &str) -> bool {
    holds("prose", word)
}

/// Whether a text is a heading above sources.
pub(super) fn is_heading(text: &str) -> bool {
    holds("heading", text)
}

/// Whether a word is a month or season.
pub(super) fn is_month(word: &str) -> bool {
    holds("month", word)
}

/// Whether a word means edition.
pub(super) fn is_edition_word(word: &str) -> bool {
    let lower = word.to_lowercase();
    matches!(lower.as_str(), "ed" | "edn" | "edition" | "aufl" | "auflage" | "édition" | "edición" | "edizione")
}

/// Whether a word may stand before `edition`.
pub(super) fn counts_editions(word: &str) -> bool {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    holds("count", word)
        || (1..=2).contains(&digits)
            && matches!(&word[digits..].to_ascii_lowercase()[..], "" | "st" | "nd" | "rd" | "th" | "e")
}

/// Whether a word tells what the persons before it did.
pub(super) fn is_role(word: &str) -> bool {
    holds("role", word)
}

/// Whether a word tells, with `by` behind it, of another's part in a work.
pub(super) fn is_contribution(word: &str) -> bool {
    holds("contribution", word)
}

/// Whether a word is small in titles whose words have capitals, though it is long.
pub(super) fn is_small_in_titles(word: &str) -> bool {
    holds_exactly("small in titles", word)
}

/// Whether a word may stand small in a publisher's name.
pub(super) fn is_small(word: &str) -> bool {
    holds_exactly("small in publishers", word)
}

/// Whether a word may stand small in a name: `van`, `de`, `al`.
pub(super) fn is_particle(word: &str) -> bool {
    holds_exactly("particle", word)
}

/// Whether a word is one capital letter, or such letters with hyphens.
pub(super) fn is_initial(word: &str) -> bool {
    is_block(word) && word.split(is_hyphen).all(|part| part.chars().count() == 1)
}

/// Whether a word is the initials of one person: one to three capitals.
pub(super) fn is_block(word: &str) -> bool {
    let letters = word.chars().filter(|character| !is_hyphen(*character));
    (1..=3).contains(&letters.clone().count()) && letters.clone().all(char::is_uppercase)
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '‐' | '‑')
}

/// Whether a word may be a name, or part of one.
pub(super) fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    let high = letters.next().is_some_and(char::is_uppercase)
        || word.contains(['\'', '’', '-']) && word.contains(char::is_uppercase);
    high && word.chars().count() >= 2
        && !word.contains(|character: char| character.is_numeric())
        && !is_title_word(word)
        && !is_publisher(std::iter::once(word))
}

/// Whether a word is a year, or years: `1998`, `2008a`, `c1998`, `1998–2004`.
pub(super) fn is_year(word: &str) -> bool {
    let (first, second) = word.split_once(['-', '–', '‐', '‑']).unwrap_or((word, ""));
    let is_last = |year: &str| is_one_year(year) || year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit());
    is_one_year(first) && (second.is_empty() && first == word || is_last(second))
}

fn is_one_year(word: &str) -> bool {
    let word = word.strip_prefix('c').unwrap_or(word);
    let word = word.strip_suffix(|character: char| character.is_ascii_lowercase()).unwrap_or(word);
    word.len() == 4 && word.parse().is_ok_and(|year: u16| (1000..2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        assert!(["1998", "2008a", "c1998", "1998–2004", "1998-99"].into_iter().all(is_year));
        assert!(!["998", "19987", "1998-", "33", "2200", "", "87-97"].into_iter().any(is_year));
        assert!(["Al-Khafaji", "O’Connor", "d’Alembert", "Vallée"].into_iter().all(is_name));
        assert!(!["Medicine", "P", "McGraw-Hill", "2nd", "small"].into_iter().any(is_name));
        assert!(
            ["P", "J-P", "É"].into_iter().all(is_initial) && !is_initial("DJ") && is_block("DJ") && !is_block("WHOX")
        );
        assert!(is_place(["New", "York"].into_iter()) && is_place(["Seattle", "WA"].into_iter()));
    }

    #[test]
    fn every_list_is_read() {
        let kinds = [
            "title",
            "name",
            "classic",
            "organisation",
            "publisher",
            "place",
            "state",
            "prose",
            "heading",
            "month",
            "count",
            "role",
            "contribution",
            "particle",
            "small in publishers",
            "small in titles",
        ];
        assert!(kinds.iter().all(|kind| LISTS.contains_key(kind)) && LISTS.len() == kinds.len());
        let small = |(kind, words): (&&str, &HashSet<&str>)| {
            *kind == "state" || words.iter().all(|word| word.to_lowercase() == **word)
        };
        assert!(LISTS.iter().all(small));
    }
}
