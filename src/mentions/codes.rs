//! Codes in prose: letters with a number, and the numbers of a list that leave the letters out.

use std::ops::Range;

use super::sentences::is_conjunction;
use super::words::WordList;
use crate::tcm::notation::{self, Code, Series};
use crate::tcm::text::is_han;
use crate::tcm::{PointId, Registry};

/// A code that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it says.
    pub code: Code,
    /// The point, if its channel has one of that number.
    pub point: Option<PointId>,
    /// Its letters as written, without dots.
    pub letters: String,
    /// Whether a space parts letters and number.
    pub spaced: bool,
    /// How it came by its letters.
    pub origin: Origin,
}

/// How a code came by its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It has them.
    Own,
    /// It is a number that takes those of the code at this place of the list of codes: `20` in `BL 15, 20`.
    Elided(usize),
    /// The same at the end of a range: `10` in `KI 3–10`, or `BL34` in `BL31-BL34`.
    RangeEnd(usize),
}

/// What a passage holds of letters and numbers.
#[derive(Debug, Default)]
pub struct Codes {
    /// The codes of points, in order.
    pub written: Vec<Written>,
    /// Letters before a number that is a measure (`BL 18.2`): their first bytes, and the letters.
    pub measures: Vec<(usize, String)>,
    /// A capital with a number that no notation reads (`C7`, `T12`, `D3`).
    pub foreign: Vec<Range<usize>>,
}

/// Reads the codes of a text.
pub fn read(registry: &Registry, text: &str) -> Codes {
    let mut codes = Codes::default();
    let bytes = text.as_bytes();
    let mut taken = 0;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let digits = at + found;
        let end = digits + bytes[digits..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        at = end;
        if digits < taken {
            continue;
        }
        let Some(mut written) = code_ending(registry, text, digits, end, taken, &mut codes) else { continue };
        taken = written.range.end;
        if let Some(base) = codes.written.last()
            && base.code.series == written.code.series
            && base.code.number < written.code.number
            && is_range_mark(&text[base.range.end..written.range.start])
        {
            written.origin = Origin::RangeEnd(codes.written.len() - 1);
        }
        let base = codes.written.len();
        codes.written.push(written);
        taken = elided(registry, text, base, &mut codes).max(taken);
    }
    codes
}

/// The code whose number stands at `digits..end`.
fn code_ending(
    registry: &Registry,
    text: &str,
    digits: usize,
    end: usize,
    taken: usize,
    codes: &mut Codes,
) -> Option<Written> {
    let before = text[taken..digits]
        .trim_end_matches([' ', '\u{a0}', '\u{202f}', '-', '.', '–', '—', '\u{2010}', '\u{2011}', '\u{2012}']);
    if !before.ends_with(|last: char| last.is_ascii_alphabetic()) {
        return None;
    }
    // `an LR of 0.3` measures something by these letters.
    if let Some(rest) = before.strip_suffix(" of") {
        let letters = rest.bytes().rev().take_while(u8::is_ascii_uppercase).count();
        if (2..=3).contains(&letters) && has_decimals(&text[end..]) {
            codes.measures.push((taken + rest.len() - letters, rest[rest.len() - letters..].to_owned()));
        }
        return None;
    }
    let near = before.char_indices().rev().take(20).last().map_or(0, |(byte, _)| byte);
    let mut starts: Vec<usize> = Vec::new();
    let mut previous = before[..near].chars().next_back();
    for (byte, character) in before[near..].char_indices() {
        let begins = previous.is_none_or(|before| !before.is_alphanumeric() || is_han(before));
        if character.is_ascii_alphabetic() && begins {
            starts.push(taken + near + byte);
        }
        if !character.is_ascii() {
            starts.clear();
        }
        previous = Some(character);
    }
    for start in starts {
        if !may_begin(text, start, codes) {
            continue;
        }
        // `bl23.png` is a file.
        let is_file =
            text[end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_lowercase()));
        if is_file
            || text[end..].starts_with(['_', '@'])
            || text[end..].strip_prefix('.').is_some_and(|rest| rest.starts_with("MD"))
        {
            return None;
        }
        if let Some((code, letters)) = code_at(registry, text, start, end) {
            let point = registry.point_of(&code);
            let letters_end = start + text[start..digits].trim_end_matches(|last: char| !last.is_alphanumeric()).len();
            let spaced = text[letters_end..digits].contains([' ', '\u{a0}', '\u{202f}']);
            return Some(Written {
                range: start..start + code.length,
                code,
                point,
                letters,
                spaced,
                origin: Origin::Own,
            });
        }
        if has_decimals(&text[end..])
            && let Some((_, letters)) = code_at(registry, &text[..end], start, end)
        {
            codes.measures.push((start, letters));
            return None;
        }
    }
    let start = taken + before.char_indices().rev().take_while(|(_, letter)| letter.is_ascii_alphabetic()).last()?.0;
    if end - start <= 5 && text[start..].starts_with(|first: char| first.is_ascii_uppercase()) {
        codes.foreign.push(start..end);
    }
    None
}

/// Whether decimals stand behind a number: `.2`.
fn has_decimals(behind: &str) -> bool {
    behind.strip_prefix('.').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
}

/// Reads the code at `start` whose number ends at `end`, with its letters.
fn code_at(registry: &Registry, text: &str, start: usize, end: usize) -> Option<(Code, String)> {
    let here = &text[start..];
    let lettered = |length: usize| {
        let letters: String =
            here[..length].chars().filter(|letter| letter.is_ascii_alphabetic() || *letter == ' ').collect();
        letters.trim().to_owned()
    };
    let digits_from = here[..end - start].trim_end_matches(|last: char| last.is_ascii_digit()).len();
    if let Some(code) = notation::code_at(here)
        && start + code.length >= end
    {
        return Some((code, lettered(digits_from)));
    }
    // Codes of other systems: `M-HN-3`.
    if here.starts_with(['M', 'm']) {
        let canonical = here[..end - start].to_ascii_uppercase().replace([' ', '.'], "-");
        let point = registry.point_with_code(&canonical)?;
        let mut code = notation::code(registry.point(point).code)?;
        code.length = end - start;
        return Some((code, lettered(digits_from)));
    }
    None
}

/// Whether a code may begin here, after what stands before it.
fn may_begin(text: &str, start: usize, codes: &Codes) -> bool {
    let mut before = text[..start].chars().rev();
    match before.next() {
        None => true,
        // `BL31-BL34` is a range, `5-HT3` a receptor.
        Some('-' | '–' | '—') => {
            let ends = codes.written.last().is_some_and(|last| last.range.end + 3 >= start);
            let spaced = text[..start].ends_with('—') || text[..start].ends_with('–');
            ends || spaced || !before.next().is_some_and(char::is_alphanumeric)
        }
        Some('.') => !before.next().is_some_and(|letter| letter.is_alphanumeric() && !is_han(letter)),
        Some('_' | '@' | '#' | '$' | '=' | '%' | '^' | '~') => false,
        Some(_) => !is_address(text, start),
    }
}

/// Whether the word around a place is an address of the web, a mail address or a file's path.
fn is_address(text: &str, at: usize) -> bool {
    let near = text[..at].char_indices().rev().take(200).last().map_or(at, |(byte, _)| byte);
    let before = text[near..at].rsplit(char::is_whitespace).next().unwrap_or("");
    before.contains("://")
        || before.starts_with("www.")
        || before.contains('@')
        || before.contains('\\') && before.contains(':')
}

/// Whether a text between two numbers makes a range of them.
fn is_range_mark(between: &str) -> bool {
    matches!(
        between.trim_matches([' ', '\u{a0}']),
        "-" | "–" | "—" | "\u{2011}" | "~" | "～" | "to" | "through" | "至" | "到"
    )
}

/// Reads the numbers behind a code that leave its letters out; returns where the last one ends.
fn elided(registry: &Registry, text: &str, base: usize, codes: &mut Codes) -> usize {
    let first = codes.written[base].clone();
    let mut chain: Vec<Written> = Vec::new();
    let mut from = first.range.end;
    let mut last_place = base;
    loop {
        // `Jianyu (LI 15), 14`: the bracket closes behind the code.
        let closes =
            chain.is_empty() && !text[..first.range.start].ends_with([' ', '\u{a0}']) && text[from..].starts_with(')');
        from += usize::from(closes);
        let rest = &text[from..];
        let remark = remark_length(rest);
        let Some((gap, is_range, is_joined)) = separator(&rest[remark..]) else { break };
        if is_range && remark > 0 {
            break;
        }
        let start = from + remark + gap;
        let digits = text[start..].bytes().take_while(u8::is_ascii_digit).count();
        let Ok(number) = text[start..start + digits].parse::<u16>() else { break };
        let end = start + digits;
        let code = Code { number, plus: false, length: digits, ..first.code.clone() };
        let point = registry.point_of(&code);
        let previous = chain.last().map_or(first.code.number, |last| last.code.number);
        if digits > 2 || point.is_none() || (is_range && number <= previous) {
            if is_joined {
                chain.clear();
            }
            break;
        }
        match behind(&text[end..]) {
            Behind::Ends => {}
            Behind::Measure => {
                // `4, 5 and 6 weeks`: what is joined to a measure is one too.
                if is_joined {
                    chain.clear();
                }
                break;
            }
            Behind::Word if is_range => {}
            Behind::Word => break,
        }
        let origin = if is_range { Origin::RangeEnd(last_place) } else { Origin::Elided(base) };
        chain.push(Written {
            range: start..end,
            code,
            point,
            letters: first.letters.clone(),
            spaced: first.spaced,
            origin,
        });
        last_place = base + chain.len();
        from = end;
    }
    let end = chain.last().map_or(first.range.end, |last| last.range.end);
    codes.written.append(&mut chain);
    end
}

/// Bytes of a short remark in brackets behind a code: ` (Xinshu)`, ` (back-shu)`.
fn remark_length(text: &str) -> usize {
    let spaces = text.len() - text.trim_start_matches([' ', '\u{a0}']).len();
    let rest = &text[spaces..];
    let Some(open) = rest.chars().next().filter(|open| matches!(open, '(' | '（' | '[')) else { return 0 };
    let close = match open {
        '(' => ')',
        '（' => '）',
        _ => ']',
    };
    let inside = rest.char_indices().take(48).find(|(_, character)| *character == close || character.is_ascii_digit());
    match inside {
        Some((byte, found)) if found == close => spaces + byte + close.len_utf8(),
        _ => 0,
    }
}

/// The separator before a number that leaves its letters out: its bytes, whether it makes a range, and whether it
/// joins by a word.
fn separator(text: &str) -> Option<(usize, bool, bool)> {
    let space = |text: &str| text.len() - text.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
    let mut at = space(text);
    let rest = &text[at..];
    let found = |mark: &str, is_range: bool, is_joined: bool| {
        let behind = at + mark.len() + space(&rest[mark.len()..]);
        text[behind..].starts_with(|next: char| next.is_ascii_digit()).then_some((behind, is_range, is_joined))
    };
    for mark in ["-", "–", "—", "\u{2011}", "~", "～", "至", "到"] {
        if rest.starts_with(mark) {
            return found(mark, true, false);
        }
    }
    for word in ["to ", "through "] {
        if at > 0 && rest.starts_with(word) {
            return found(word, true, false);
        }
    }
    let mut comma = 0;
    for mark in [",", "，", "、", "/", "／"] {
        if rest.starts_with(mark) {
            comma = mark.len();
        }
    }
    let behind = &rest[comma..];
    let spaces = space(behind);
    let word = ["and ", "or ", "& ", "&", "+ ", "+", "and\u{a0}", "plus ", "和", "及", "與", "与"];
    let conjunction = word.into_iter().find(|word| {
        behind[spaces..].starts_with(word)
            && (comma > 0 || at > 0 || !word.starts_with(|first: char| first.is_ascii_alphabetic()))
    });
    if comma == 0 && conjunction.is_none() {
        return None;
    }
    at += comma + spaces;
    if let Some(word) = conjunction {
        at += word.len();
        at += space(&text[at..]);
    }
    text[at..].starts_with(|next: char| next.is_ascii_digit()).then_some((at, false, conjunction.is_some()))
}

/// What stands behind a number of a list.
enum Behind {
    /// The list goes on or ends.
    Ends,
    /// A unit, or a noun that is counted.
    Measure,
    /// Another word, so that the number may belong to it.
    Word,
}

/// Words that a list of points is followed by, none of which is counted.
static FOLLOWING: WordList = WordList::new(
    "outside|inside|near|above|below|beside|between|behind|along|under|over|around|after|before|during|\
    until|within|without|toward|towards|into|against|did|does|do|has|had|with|where|as|for|from|bilateral|bilaterally|both|alone|plus|are|were|was|is|if|when|then|add|but|moxa|\
    needled|palpated|only|first|together|also|in|at|may|can|should|will|have|which|that|bilat|retained|while|\
    because|so|ea|unilaterally",
);

fn behind(text: &str) -> Behind {
    let trimmed = text.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let spaced = trimmed.len() < text.len();
    let Some(next) = trimmed.chars().next() else { return Behind::Ends };
    let follows_digit = |rest: &str| rest.starts_with(|next: char| next.is_ascii_digit());
    match next {
        // `18,20` goes on, `1,5` is a measure.
        ',' if trimmed[1..].bytes().take_while(u8::is_ascii_digit).count() == 2 => Behind::Ends,
        '.' | ',' | ':' if follows_digit(&trimmed[1..]) => Behind::Measure,
        '%' | '°' | '×' | '′' | '″' | '+' | '±' if !(next == '+' && spaced) => Behind::Measure,
        '-' | '–' | '—' | '/' | '&' | ',' | '.' | ';' | ':' | ')' | ']' | '(' | '!' | '?' | '"' | '\'' | '”' | '’'
        | '|' | '+' | '\n' | '*' | '→' | '[' | '=' | '…' => Behind::Ends,
        '、' | '，' | '。' | '；' | '：' | '）' | '（' | '」' | '』' | '》' | '】' | '！' | '？' | '～' | '］'
        | '［' => Behind::Ends,
        _ if is_han(next) => {
            let counted = [
                '分', '次', '寸', '天', '日', '年', '月', '週', '周', '個', '个', '歲', '岁', '度', '秒', '毫', '頁',
                '页', '克', '例', '號', '号', '小', '壯', '壮', '针', '針', '步', '組', '组', '條', '条', '種', '种',
                '點', '点',
            ];
            if counted.contains(&next) { Behind::Measure } else { Behind::Ends }
        }
        _ if spaced => {
            let word: String = trimmed.chars().take_while(|letter| letter.is_alphabetic()).collect();
            if is_conjunction(&word)
                || matches!(word.as_str(), "to" | "through")
                || FOLLOWING.contains(&word.to_lowercase())
            {
                return Behind::Ends;
            }
            if super::words::is_unit(&word) || super::words::is_counted(&word) {
                return Behind::Measure;
            }
            // A capital begins the next item: `BL 15, 20 Shenshu`, `ST 36, 37 R`.
            if word.starts_with(char::is_uppercase) { Behind::Ends } else { Behind::Word }
        }
        _ => Behind::Word,
    }
}

/// The codes that lie between the ends of a range.
pub fn between(registry: &Registry, first: &Code, last: &Code) -> Vec<PointId> {
    if first.series != last.series || matches!(first.series, Series::Extra(_)) {
        return Vec::new();
    }
    let numbers = first.number + 1..last.number.min(first.number + 70);
    numbers.filter_map(|number| registry.point_of(&Code { number, plus: false, ..first.clone() })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        let registry = Registry::new();
        read(&registry, text)
            .written
            .iter()
            .map(|written| format!("{}={}", &text[written.range.clone()], written.code.canonical()))
            .collect()
    }

    #[test]
    fn codes_are_found_in_every_notation() {
        assert_eq!(
            codes("Press KD-3, UB 23; L.I. 4, U.B. 62, T.H. 5 and G.B.-25, M-HN-3, EX-HN 3, Bladder 23, Li.4"),
            [
                "KD-3=KI3",
                "UB 23=BL23",
                "L.I. 4=LI4",
                "U.B. 62=BL62",
                "T.H. 5=TE5",
                "G.B.-25=GB25",
                "M-HN-3=EX-HN3",
                "EX-HN 3=EX-HN3",
                "Bladder 23=BL23",
                "Li.4=LI4",
            ]
        );
        assert_eq!(codes("取太谿（KI 3）、腎俞BL23"), ["KI 3=KI3", "BL23=BL23"]);
    }

    #[test]
    fn numbers_take_the_letters_of_the_code_before() {
        assert_eq!(codes("BL 15, 20 and 23."), ["BL 15=BL15", "20=BL20", "23=BL23"]);
        assert_eq!(codes("ST 9 & 10"), ["ST 9=ST9", "10=ST10"]);
        assert_eq!(codes("BL 20/21; KI 11–21)"), ["BL 20=BL20", "21=BL21", "KI 11=KI11", "21=KI21"]);
        assert_eq!(codes("BL 15 (Xinshu), 20 (Pishu)"), ["BL 15=BL15", "20=BL20"]);
        assert_eq!(codes("BL31-BL34"), ["BL31=BL31", "BL34=BL34"]);
        for text in [
            "KI 3, 3 times",
            "BL 25, 20 minutes each",
            "KI 3; needles 20 min",
            "DU 4, 5 on each side",
            "PC 6, 0.5 cun",
            "LI 4, 5 and 6 weeks",
        ] {
            assert_eq!(codes(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn parts_of_other_words_are_no_codes() {
        for text in ["5-HT3", "BL 18.2", "https://x.org/BL23", "GB/T 12346", "a@st36.org", "=KI3*2", "LI-4500", "X_BL2"]
        {
            assert_eq!(codes(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(read(&Registry::new(), "BL 18.2 C7").measures.len(), 1);
        assert_eq!(read(&Registry::new(), "at C7 and T12").foreign.len(), 2);
    }
}
