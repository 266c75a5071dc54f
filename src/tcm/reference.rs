//! A point as people write it in a field: a code, a name, Hanzi, or all of them together.
//!
//! `KD3 – Tai Xi (太溪)`, `Taixi (KI-3)`, `Shen Shu ()`, `太谿`: each is one reference to one point.

use std::borrow::Cow;
use std::ops::Range;

use super::notation::{self, Code, Series};
use super::registry::{PointId, Registry};
use super::text::is_han;

/// What a reference comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One point.
    Point(PointId),
    /// A code whose channel has no such number.
    NoSuchNumber(Code),
    /// A name that several points share.
    Ambiguous(Vec<PointId>),
    /// Neither a code nor a name that is known.
    Unknown,
}

/// A reference to a point, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointReference {
    /// The text that was taken apart.
    pub written: String,
    /// The point, or why there is none.
    pub resolution: Resolution,
    /// The code as written, if there is one.
    pub code: Option<String>,
    /// A name or code beside it that is not the point's: what was written, and whose it is, if anybody's.
    pub mismatch: Option<(String, Option<PointId>)>,
    /// Empty parentheses stand where the Hanzi should be.
    pub empty_parentheses: bool,
}

impl PointReference {
    /// Takes a reference apart; never fails, since what it could not read is told in `resolution`.
    pub fn parse(registry: &Registry, text: &str) -> Self {
        let codes = find_codes(registry, text);
        let (rest, code) = match codes.first() {
            Some((range, code)) => (format!("{} {}", &text[..range.start], &text[range.end..]), Some(code)),
            None => (text.to_owned(), None),
        };
        let written = codes.first().map(|(range, _)| text[range.clone()].to_owned());
        let names = Names::of(&rest);
        let candidates = names.candidates(registry);
        let mut mismatch = None;
        let resolution = match code {
            Some(code) => match registry.point_of(code) {
                Some(point) => {
                    let other_code = codes[1..]
                        .iter()
                        .map(|(range, code)| (text[range.clone()].to_owned(), registry.point_of(code)))
                        .find(|(_, other)| *other != Some(point));
                    let other_name = || {
                        let stranger = candidates.iter().find(|(_, points)| !points.contains(&point));
                        stranger.map(|(name, points)| (name.clone(), Some(points[0])))
                    };
                    mismatch = other_code
                        .or_else(other_name)
                        .or_else(|| names.misspelt_hanzi(registry, point).map(|name| (name, None)));
                    Resolution::Point(point)
                }
                None => Resolution::NoSuchNumber(code.clone()),
            },
            None => names_alone(&candidates, &mut mismatch),
        };
        PointReference {
            written: text.trim().to_owned(),
            resolution,
            code: written,
            mismatch,
            empty_parentheses: has_empty_parentheses(text),
        }
    }

    /// The point, if it is one.
    pub fn point(&self) -> Option<PointId> {
        match self.resolution {
            Resolution::Point(point) => Some(point),
            _ => None,
        }
    }

    /// Takes a list of points in one text apart: `BL23, KI3 and SP6`, `BL 15, 20`, `命門、腎俞`, `BL31–34`.
    ///
    /// A text that names one point, in whatever way (`KI3, Taixi`), gives one reference.
    pub fn parse_list(registry: &Registry, text: &str) -> Vec<Self> {
        // `Baliao (BL31-BL34)`: the name of several points, and which they are.
        if let Some((_, inside)) = text.trim().strip_suffix([')', '）']).and_then(|text| text.rsplit_once(['(', '（']))
            && (range(inside.trim()).is_some() || codes_in(inside).len() > 1)
            && codes_in(text).len() == codes_in(inside).len()
        {
            return Self::parse_list(registry, inside);
        }
        let mut references: Vec<Self> = Vec::new();
        let mut series = None;
        for piece in split_list(text) {
            let piece = match series {
                // An elided number takes the channel of the code before it.
                Some(series) if is_elided(piece) => Cow::Owned(format!("{}{piece}", prefix(series))),
                _ => Cow::Borrowed(piece),
            };
            if let Some(codes) = range(&piece) {
                series = codes.first().map(|code| code.series);
                references.extend(codes.iter().map(|code| Self::parse(registry, &code.canonical())));
                continue;
            }
            series = find_codes(registry, &piece).first().map(|(_, code)| code.series).or(series);
            references.extend(split_han(registry, &piece));
        }
        let one = Self::parse(registry, text);
        // `Shenshu, BL23` and `Leg Three Miles, ST36` name one point in two ways; Hanzi that are nobody's do not.
        let names_it = |reference: &Self| match reference.point() {
            Some(point) => Some(point) == one.point(),
            None => reference.code.is_none() && !reference.written.contains(is_han),
        };
        let nobody = references.iter().all(|reference| reference.point().is_none() && reference.code.is_none());
        let is_one = references.len() < 2 || nobody || (one.point().is_some() && references.iter().all(names_it));
        if is_one { vec![one] } else { references }
    }
}

/// Whether a part of a list is a number without letters, perhaps with a remark in brackets: `20 (back-shu)`.
fn is_elided(piece: &str) -> bool {
    let bare = piece.split(['(', '（']).next().unwrap_or(piece).trim();
    !bare.is_empty() && bare.len() <= 3 && bare.bytes().all(|byte| byte.is_ascii_digit())
}

/// A part in Hanzi that joins several names by a word: `腎俞和關元`, `氣海等`. Names hold these words too (`耳和髎`).
fn split_han(registry: &Registry, piece: &str) -> Vec<PointReference> {
    let whole = PointReference::parse(registry, piece);
    let bare = piece.trim_end_matches(['等', '穴']);
    if whole.point().is_some() || !piece.contains(is_han) {
        return vec![whole];
    }
    let parts: Vec<PointReference> = bare
        .split(['和', '及', '與', '与', ' '])
        .filter(|part| !part.trim().is_empty())
        .map(|part| PointReference::parse(registry, part))
        .collect();
    if !parts.is_empty() && parts.iter().all(|part| part.point().is_some()) { parts } else { vec![whole] }
}

/// The parts of a text that lists points; a run of codes without anything between them is a list too.
fn split_list(text: &str) -> Vec<&str> {
    let mut pieces = vec![text];
    for separator in ["\n", ",", "，", "、", ";", "；", "&", "+ ", " and ", " or ", "/"] {
        pieces = pieces.into_iter().flat_map(|piece| piece.split(separator)).collect();
    }
    let trimmed = |piece: &'_ str| -> (usize, usize) {
        let start = piece.len() - piece.trim_start_matches([' ', '-', '•', '*', '\t', '\r']).len();
        (start, piece.trim_end().len().max(start))
    };
    pieces
        .into_iter()
        .flat_map(split_codes)
        .map(|piece| {
            let (start, end) = trimmed(piece);
            &piece[start..end]
        })
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// Cuts `BL23 KI3 SP6` before each code, unless anything else stands among them.
fn split_codes(text: &str) -> Vec<&str> {
    let mut starts = Vec::new();
    let mut end = 0;
    for (start, code) in codes_in(text) {
        // Names beside codes, and the hyphen of a range (`BL31-BL34`), keep the text whole.
        let between = &text[end..start];
        let is_bullet = starts.is_empty() && between.trim() == "-";
        if !between.trim().is_empty() && !is_bullet {
            return vec![text];
        }
        starts.push(start);
        end = start + code.length;
    }
    // `BL 23 24`: numbers behind a code are further points.
    let behind = text[end..].trim();
    if !starts.is_empty()
        && !behind.is_empty()
        && behind.split_whitespace().all(|word| word.len() <= 2 && is_elided(word))
    {
        return std::iter::once(&text[..end]).chain(text[end..].split_whitespace()).collect();
    }
    if starts.len() < 2 || !behind.is_empty() {
        return vec![text];
    }
    let ends = starts[1..].iter().copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect()
}

/// The codes of a range: `BL31-BL34`, `BL 31–34 (Baliao)`, `KI3 to KI10`; whether such points exist is not asked.
fn range(text: &str) -> Option<Vec<Code>> {
    let first = notation::code_at(text)?;
    let rest = text[first.length..].trim_start();
    let rest = ["-", "–", "—", "~", "to ", "through "].iter().find_map(|mark| rest.strip_prefix(mark))?.trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let last = match rest[..digits].parse::<u16>() {
        Ok(number) if digits <= 3 && !rest[digits..].starts_with(char::is_alphanumeric) => number,
        _ => notation::code_at(rest).filter(|code| code.series == first.series)?.number,
    };
    let (least, most) = (first.number.min(last), first.number.max(last));
    // A slip of the pen (`BL3-340`) is told by its ends, not by hundreds of points.
    let numbers: Vec<u16> = if most - least > 70 { vec![first.number, last] } else { (least..=most).collect() };
    (least != most).then(|| numbers.into_iter().map(|number| Code { number, plus: false, ..first.clone() }).collect())
}

/// The letters of a series in the WHO's form.
fn prefix(series: Series) -> String {
    match series {
        Series::Channel(channel) => channel.code().to_owned(),
        Series::Extra(region) => format!("EX-{region}"),
    }
}

/// Decides by names alone: what all of them share, or the ambiguity that is left.
fn names_alone(candidates: &[(String, Vec<PointId>)], mismatch: &mut Option<(String, Option<PointId>)>) -> Resolution {
    // Hanzi are unique, so they come first and decide between homonyms.
    let Some((_, first)) = candidates.first() else { return Resolution::Unknown };
    let mut shared = first.clone();
    for (name, points) in &candidates[1..] {
        let both: Vec<PointId> = shared.iter().copied().filter(|point| points.contains(point)).collect();
        if both.is_empty() {
            *mismatch = Some((name.clone(), Some(points[0])));
        } else {
            shared = both;
        }
    }
    match shared[..] {
        [point] => Resolution::Point(point),
        _ => Resolution::Ambiguous(shared),
    }
}

/// Every code that stands in a text between word boundaries, with its first byte.
pub fn codes_in(text: &str) -> Vec<(usize, Code)> {
    let mut found = Vec::new();
    let mut previous = None;
    let mut skip_until = 0;
    for (start, character) in text.char_indices() {
        let at_word_start = previous.is_none_or(|before: char| !before.is_alphanumeric() || is_han(before));
        previous = Some(character);
        if start < skip_until || !at_word_start || !character.is_ascii_alphabetic() {
            continue;
        }
        if let Some(code) = notation::code_at(&text[start..]) {
            skip_until = start + code.length;
            found.push((start, code));
        }
    }
    found
}

/// The codes of a text, that of a real point first.
fn find_codes(registry: &Registry, text: &str) -> Vec<(Range<usize>, Code)> {
    // Codes of other systems that no rule of notation reads: `M-HN-3`.
    if let Some(point) = registry.point_with_code(&text.trim().to_ascii_uppercase())
        && let Some(code) = notation::code(registry.point(point).code)
    {
        return vec![(0..text.len(), code)];
    }
    let mut found: Vec<(Range<usize>, Code)> =
        codes_in(text).into_iter().map(|(start, code)| (start..start + code.length, code)).collect();
    found.sort_by_key(|(_, code)| registry.point_of(code).is_none());
    found
}

/// The names that stand beside a code.
struct Names {
    han: Vec<String>,
    latin: Vec<String>,
}

impl Names {
    fn of(text: &str) -> Names {
        let mut names = Names { han: Vec::new(), latin: Vec::new() };
        for part in
            text.split(|character: char| "()（）[]–—:,;/、，：；".contains(character) || is_spaced_hyphen(character))
        {
            let han: String = part.chars().filter(|character| is_han(*character)).collect();
            let latin: String = part.chars().map(|character| if is_han(character) { ' ' } else { character }).collect();
            if !han.is_empty() {
                names.han.push(han);
            }
            let latin = latin.trim().trim_matches(['-', '"', '\'', '.']).trim();
            if !latin.is_empty() {
                names.latin.push(latin.to_owned());
            }
        }
        names
    }

    /// A Han name that nobody bears and that shares a character with the point's own: a slip of the pen.
    fn misspelt_hanzi(&self, registry: &Registry, point: PointId) -> Option<String> {
        let point = registry.point(point);
        let is_nobodys = |name: &&String| {
            let bare = name.strip_suffix('穴').unwrap_or(name);
            registry.point_with_hanzi(name).is_none() && registry.point_with_hanzi(bare).is_none()
        };
        let is_near = |name: &&String| {
            let length = name.chars().count();
            let shares = |own: &str| own.chars().any(|character| name.contains(character));
            point.hanzi().any(|own| own.chars().count() == length && shares(own))
        };
        self.han.iter().filter(is_nobodys).find(is_near).cloned()
    }

    /// Each name with the points that bear it, Hanzi first; names that nobody bears are left out.
    fn candidates(&self, registry: &Registry) -> Vec<(String, Vec<PointId>)> {
        let han = self.han.iter().map(|name| {
            let bare = name.strip_suffix('穴').unwrap_or(name);
            let point = registry.point_with_hanzi(name).or_else(|| registry.point_with_hanzi(bare));
            (name.clone(), point.into_iter().collect::<Vec<_>>())
        });
        let latin = self.latin.iter().map(|name| (name.clone(), registry.points_with_pinyin(name)));
        han.chain(latin).filter(|(_, points)| !points.is_empty()).collect()
    }
}

fn is_spaced_hyphen(character: char) -> bool {
    matches!(character, '\u{2010}' | '\u{2012}' | '\u{2015}' | '•' | '·')
}

/// Whether brackets stand empty where a name should be, as in `Shen Shu ()`.
pub fn has_empty_parentheses(text: &str) -> bool {
    // Hardly any text has brackets: all are looked through for the first bytes of both.
    text.bytes().any(|byte| matches!(byte, b'(' | 0xEF))
        && text.match_indices(['(', '（']).any(|(byte, _)| empty_parentheses_at(&text[byte..]).is_some())
}

/// Bytes of the empty brackets that `text` begins with.
pub fn empty_parentheses_at(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    characters.next().filter(|(_, first)| matches!(first, '(' | '（'))?;
    let (byte, close) = characters.find(|(_, character)| !character.is_whitespace())?;
    matches!(close, ')' | '）').then(|| byte + close.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(text: &str) -> String {
        let registry = Registry::new();
        match PointReference::parse(&registry, text).resolution {
            Resolution::Point(id) => registry.point(id).code.to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn all_ways_to_write_a_point_are_one_point() {
        for text in [
            "KD3",
            "KI-3",
            "Kid 3",
            "Taixi",
            "Tai Xi",
            "Tàixī",
            "太溪",
            "太谿",
            "KD3 – Tai Xi (太溪)",
            "Tai Xi 太谿 (KD 3)",
            "KI-03 (Tai Xi)",
            "太溪穴",
            "KI3太溪",
            "Kidney 3 - Taixi",
        ] {
            assert_eq!(code_of(text), "KI3", "{text}");
        }
        for text in ["Yintang", "EX-HN3", "GV24+", "GV29", "印堂", "M-HN-3", "Du 29", "Yin Tang (EX-HN 3)"] {
            assert_eq!(code_of(text), "EX-HN3", "{text}");
        }
    }

    #[test]
    fn hanzi_or_tones_decide_between_homonyms() {
        let registry = Registry::new();
        let reference = PointReference::parse(&registry, "Futu");
        assert!(matches!(reference.resolution, Resolution::Ambiguous(ref points) if points.len() == 2));
        assert_eq!(code_of("Futu 伏兔"), "ST32");
        assert_eq!(code_of("Fútū"), "LI18");
        assert_eq!(code_of("Futu (LI18)"), "LI18");
    }

    #[test]
    fn contradictions_and_gaps_are_told() {
        let registry = Registry::new();
        let reference = PointReference::parse(&registry, "BL23 Tai Xi");
        let (name, bearer) = reference.mismatch.unwrap();
        assert_eq!((name.as_str(), bearer.map(|point| registry.point(point).code)), ("Tai Xi", Some("KI3")));
        assert_eq!(PointReference::parse(&registry, "BL23 賢俞").mismatch, Some(("賢俞".to_owned(), None)));
        assert!(PointReference::parse(&registry, "BL23 (KI3)").mismatch.is_some());
        for text in ["Shenshu (BL 23)", "Tai Xi 太谿 (KD 3)", "(BL23) Shenshu", "BL23 (雙側)"] {
            let reference = PointReference::parse(&registry, text);
            assert!(!reference.empty_parentheses && reference.mismatch.is_none(), "{text}");
        }
        assert!(PointReference::parse(&registry, "BL23 – Shen Shu ()").empty_parentheses);
        assert!(PointReference::parse(&registry, "BL23 – Shen Shu （ ）").empty_parentheses);
        assert!(matches!(PointReference::parse(&registry, "LU12").resolution, Resolution::NoSuchNumber(_)));
        assert_eq!(PointReference::parse(&registry, "nonsense").resolution, Resolution::Unknown);
        assert_eq!(PointReference::parse(&registry, "ST36 (Leg Three Miles)").mismatch, None);
    }

    #[test]
    fn lists_in_one_text_are_taken_apart() {
        let registry = Registry::new();
        let codes = |text: &str| -> String {
            let references = PointReference::parse_list(&registry, text);
            let code = |one: &PointReference| one.point().map_or("?", |point| registry.point(point).code);
            references.iter().map(code).collect::<Vec<_>>().join(" ")
        };
        for text in [
            "BL23, KI3, SP6",
            "BL23 KI3 SP6",
            "BL23; KI3; SP6",
            "BL23，KI3、SP6",
            "BL23 & KI3 and SP6",
            "BL23/KI3/SP6",
            "腎俞、太谿、三陰交",
            "-BL23\n-KI3\n-SP6",
            "UB23 Shenshu, KD3 Taixi, SP6",
        ] {
            assert_eq!(codes(text), "BL23 KI3 SP6", "{text}");
        }
        assert_eq!(codes("BL 15, 20"), "BL15 BL20");
        assert_eq!(codes("ST 9 & 10"), "ST9 ST10");
        for text in ["BL31-34", "BL31–BL34", "BL 31 to 34"] {
            assert_eq!(codes(text), "BL31 BL32 BL33 BL34", "{text}");
        }
        for text in ["KI3, Taixi", "KI3", "KI-3", "Tai Xi, KI3", "KI3 (Taixi, 太溪)", "Leg Three Miles, ST36"] {
            assert!(["KI3", "ST36"].contains(&codes(text).as_str()), "{text}");
        }
        for text in ["BL31-34 (Baliao)", "Baliao (BL31-BL34)", "BL34-31"] {
            assert_eq!(codes(text), "BL31 BL32 BL33 BL34", "{text}");
        }
        assert_eq!(codes("BL15, 20 (back-shu)"), "BL15 BL20");
        assert_eq!(codes("BL 23 24"), "BL23 BL24");
        assert_eq!(codes("命門、腎俞和關元"), "GV4 BL23 CV4");
        assert_eq!(codes("關元、氣海等"), "CV4 CV6");
        assert_eq!(codes("耳和髎、太谿"), "TE22 KI3");
        assert_eq!(codes("命門、無此穴名"), "GV4 ?");
        assert_eq!(codes("BL66-69"), "BL66 BL67 ? ?");
        assert_eq!(codes("nonsense, twice"), "?");
        assert_eq!(codes("LI4, LU12"), "LI4 ?");
    }
}
