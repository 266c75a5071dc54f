//! What the text right around a code or name tells: units, streets, people, words of treatment.

use std::ops::Range;

use super::codes::Written;
use super::han;
use super::points::is_latin;
use super::reading::Reading;
use super::words::{self, WordList, listed};
use crate::tcm::text::{fold_pinyin, is_han, is_pinyin};

/// The reason for a number with what it counts.
pub const COUNTED: &str = "what is counted stands behind it";

/// Why what stands behind a code makes it a measure.
pub fn measured(written: &Written, behind: &str) -> Option<&'static str> {
    if written.code.number == 0 {
        return Some("no point has the number 0");
    }
    let trimmed = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if trimmed.starts_with(['%', '‰', '±', '°']) {
        return Some("a unit of measurement stands behind it");
    }
    // `LI 5 (labelling index)`
    if let Some((gloss, _)) = trimmed.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let last = gloss.rsplit(' ').next().unwrap_or(gloss);
        if gloss.len() < 48
            && listed("index|ratio|rate|score|interval|pressure|volume|units|pages|fraction|coefficient", last)
        {
            return Some("the brackets behind it say what it is");
        }
    }
    let slash = behind.strip_prefix('/').is_some_and(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() >= 3);
    if slash {
        return Some("a fraction or date");
    }
    if let Some(rest) =
        trimmed.strip_prefix("to ").or_else(|| trimmed.strip_prefix("vs ")).or_else(|| trimmed.strip_prefix("→ "))
    {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0
            && rest[digits..].starts_with('.')
            && rest[digits + 1..].starts_with(|next: char| next.is_ascii_digit())
        {
            return Some("a measure that changes");
        }
    }
    let parted = trimmed.len() < behind.len() || trimmed.starts_with('-');
    let word: String =
        trimmed.trim_start_matches('-').chars().take_while(|letter| letter.is_alphabetic() || *letter == '/').collect();
    if parted
        && words::is_unit(&word)
        && (written.spaced || (word.len() > 1 && !matches!(word.as_str(), "cun" | "fen" | "units" | "min")))
    {
        return Some("a unit of measurement stands behind it");
    }
    static NOUNS: WordList = WordList::new(
        "year|years|yr|yrs|month|months|week|weeks|wk|wks|day|days|hour|hours|hr|hrs|minutes|mins|times|feet|\
        foot|inches|miles|people|patients|women|men|children|terms|copies|percent|staff|siblings|\
        o'clock|pm|am|daughters|sons|kids|stone|pounds|dollars|euros",
    );
    if parted && written.spaced && NOUNS.contains(&word.to_lowercase()) {
        return Some(COUNTED);
    }
    None
}

/// Whether the words before `St 36` make it a street: an ordinal, a number of a house, a name.
pub fn is_address(before: &str, reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let trimmed = before.trim_end();
    let Some(word) = trimmed.rsplit([' ', '\u{a0}', '(', '“', '"']).next().filter(|word| !word.is_empty()) else {
        return false;
    };
    let ordinal = word.bytes().next().is_some_and(|first| first.is_ascii_digit()) && word.ends_with(['h', 't', 'd']);
    if ordinal || matches!(word, "East" | "West" | "North" | "South" | "E." | "W." | "N." | "S.") {
        return true;
    }
    let capital = word.starts_with(char::is_uppercase)
        && word.chars().all(|letter| letter.is_alphabetic() || letter == '’' || letter == '\'');
    let start = range.start - (before.len() - trimmed.len()) - word.len();
    capital && !is_treatment(word) && !reading.begins_phrase(start)
        || (capital && follows_a_house_number(&before[..start.saturating_sub(range.start - before.len())]))
}

pub fn follows_a_house_number(before: &str) -> bool {
    before.trim_end().ends_with(|last: char| last.is_ascii_digit())
}

/// Whether a capitalised word right before makes `Li 4` a name: `Wei Li 4 weeks`.
pub fn follows_a_first_name(before: &str, reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let trimmed = before.trim_end_matches([' ', '\u{a0}']);
    let Some(word) = trimmed.rsplit([' ', '\u{a0}', '(']).next().filter(|word| word.len() > 1) else { return false };
    let is_name = word.starts_with(char::is_uppercase)
        && word.chars().skip(1).all(char::is_lowercase)
        && word.chars().all(is_latin)
        && !word.ends_with(|last: char| last.is_ascii_digit());
    let start = range.start - (before.len() - trimmed.len()) - word.len();
    let is_piece = reading.pieces.iter().any(|piece| piece.range.end == start + word.len());
    is_name && !is_piece && !is_treatment(word) && !reading.begins_phrase(start)
}

/// Whether a sentence speaks of a person with these letters for a name: `Mr Du`.
pub fn names_a_person(sentence: &str, letters: &str) -> bool {
    let titles = ["Mr ", "Mr. ", "Mrs ", "Mrs. ", "Ms ", "Ms. ", "Dr ", "Dr. ", "Prof. ", "Professor ", "Miss "];
    sentence.match_indices(letters).any(|(start, _)| titles.iter().any(|title| sentence[..start].ends_with(title)))
}

/// Whether a word tells to treat, so that a point follows.
pub fn is_treatment(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "needle"
            | "needles"
            | "needled"
            | "needling"
            | "press"
            | "pressing"
            | "massage"
            | "massaging"
            | "moxa"
            | "use"
            | "using"
            | "add"
            | "adding"
            | "point"
            | "points"
            | "acupoint"
            | "acupoints"
            | "stimulate"
            | "stimulating"
            | "puncture"
            | "warm"
            | "rub"
            | "plus"
            | "with"
            | "and"
            | "then"
            | "try"
            | "tonify"
            | "reduce"
            | "cup"
            | "bleed"
            | "at"
            | "on"
            | "knead"
            | "hold"
            | "locate"
            | "palpate"
            | "both"
            | "left"
            | "right"
            | "bilateral"
            | "select"
            | "combine"
            | "ea"
            | "rx"
            | "treat"
            | "called"
            | "likewise"
            | "cupping"
            | "tapping"
            | "tap"
            | "acupressure"
    )
}

/// Whether the words around a name call it a point, or treat it.
pub fn is_called_a_point(reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let quotes =
        |character: char| matches!(character, ' ' | '"' | '“' | '”' | '「' | '」' | '『' | '』' | '*' | '‘' | '’');
    let behind = reading.text[range.end..].trim_start_matches(quotes);
    let point = ["穴", "point", "acupoint", "is a point", "is also a point", "is the point", "is an acupuncture point"];
    if point.iter().any(|point| behind.starts_with(point)) {
        return true;
    }
    let before = reading.text[..range.start].trim_end_matches(quotes);
    if before.ends_with(is_han) || before.ends_with(['：', '（', '、', '，']) {
        return han::treats(before);
    }
    if before.is_empty() || before.ends_with(['.', ')']) && before.len() < 5 {
        // The head of a list's item: `太陽：眉梢與外眼角之間`.
        let text = &reading.text[range.clone()];
        return behind.starts_with(['：', '（', ':']) && text.chars().any(is_han);
    }
    let mut words = before.rsplit(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let last = words.next().map(str::to_ascii_lowercase);
    let last = if last.as_deref() == Some("the") || last.as_deref() == Some("also") {
        words.next().map(str::to_ascii_lowercase)
    } else {
        last
    };
    last.is_some_and(|word| {
        is_treatment(&word)
            && !matches!(
                word.as_str(),
                "with"
                    | "and"
                    | "at"
                    | "on"
                    | "then"
                    | "both"
                    | "called"
                    | "use"
                    | "right"
                    | "left"
                    | "try"
                    | "hold"
                    | "reduce"
                    | "warm"
            )
    }) && before.ends_with(char::is_alphanumeric)
}

/// Whether a Han name stands by itself among Latin words, where it can only be a term.
pub fn is_term(reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let (before, behind) = (reading.before(range), reading.behind(range));
    let is_edge = |character: char| character.is_ascii() && !character.is_ascii_digit();
    let parted = before.chars().next_back().is_none_or(is_edge) && behind.chars().next().is_none_or(is_edge);
    let latin = |text: &str| {
        text.split_whitespace().take(3).any(|word| word.chars().all(|letter| letter.is_ascii_alphabetic()))
    };
    let last: Vec<&str> = before.split_whitespace().rev().take(3).collect();
    parted && (latin(behind) || latin(&last.join(" ")))
}

pub fn mentions_vitamins(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    ["vitamin", "supplement", "vertebra", "receptor", "dermatome", "magnesium", "folate", "ferritin", "lumbar segment"]
        .iter()
        .any(|word| lower.contains(word))
}
/// Whether a name stands within the name of a formula: `Shao Fu` in `Shao Fu Zhu Yu Tang`.
///
/// Syllables with capitals stand around it, and the last of them is a form of medicine: decoction, powder, pill …
pub fn names_a_formula(before: &str, name: &str, behind: &str) -> bool {
    const FORMS: [&str; 7] = ["tang", "san", "wan", "yin", "dan", "gao", "pian"];
    let is_form = |word: &str| FORMS.contains(&fold_pinyin(word).as_str());
    let is_syllable = |word: &&str| {
        word.chars().count() < 7
            && word.starts_with(|first: char| first.is_ascii_uppercase())
            && is_pinyin(&fold_pinyin(word))
            && word.chars().all(char::is_alphabetic)
    };
    // Words parted by more than one space or by a mark are no neighbours.
    let left = before.strip_suffix(' ').map_or(0, |text| text.rsplit(' ').take_while(is_syllable).count());
    let right: Vec<&str> = behind
        .strip_prefix(' ')
        .map_or_else(Vec::new, |text| text.split(|mark: char| !mark.is_alphabetic()).take_while(is_syllable).collect());
    match right.last() {
        // Yìntáng ends like a decoction, and is a point beside others.
        Some(last) => is_form(last) && fold_pinyin(&right.concat()) != "yintang",
        None => {
            let last = name.rsplit_once(' ').map_or("", |(_, last)| last);
            left > 1 && is_form(last) && fold_pinyin(name) != "yintang"
        }
    }
}
