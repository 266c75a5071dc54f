//! A point as people write it in a field: a code, a name, Hanzi, or all of them together.
//!
//! `KD3 – Tai Xi (太溪)`, `Taixi (KI-3)`, `Shen Shu ()`, `太谿`: each is one reference to one point.

use super::notation::{self, Code};
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
    /// The point, or why there is none.
    pub resolution: Resolution,
    /// The code as written, if there is one.
    pub code: Option<String>,
    /// A name beside the code that belongs to another point: what was written, and whose name it is.
    pub mismatch: Option<(String, PointId)>,
    /// Empty parentheses stand where the Hanzi should be.
    pub empty_parentheses: bool,
}

impl PointReference {
    /// Takes a reference apart; never fails, since what it could not read is told in `resolution`.
    pub fn parse(registry: &Registry, text: &str) -> Self {
        let found = find_code(registry, text);
        let (rest, code) = match &found {
            Some((range, code)) => (format!("{} {}", &text[..range.start], &text[range.end..]), Some(code)),
            None => (text.to_owned(), None),
        };
        let written = found.as_ref().map(|(range, _)| text[range.clone()].to_owned());
        let names = Names::of(&rest);
        let candidates = names.candidates(registry);
        let mut mismatch = None;
        let resolution = match code {
            Some(code) => match registry.point_of(code) {
                Some(point) => {
                    mismatch = candidates
                        .iter()
                        .find(|(_, points)| !points.contains(&point))
                        .map(|(name, points)| (name.clone(), points[0]));
                    Resolution::Point(point)
                }
                None => Resolution::NoSuchNumber(code.clone()),
            },
            None => names_alone(&candidates, &mut mismatch),
        };
        PointReference { resolution, code: written, mismatch, empty_parentheses: names.empty_parentheses }
    }
}

/// Decides by names alone: what all of them share, or the ambiguity that is left.
fn names_alone(candidates: &[(String, Vec<PointId>)], mismatch: &mut Option<(String, PointId)>) -> Resolution {
    // Hanzi are unique, so they come first and decide between homonyms.
    let Some((_, first)) = candidates.first() else { return Resolution::Unknown };
    let mut shared = first.clone();
    for (name, points) in &candidates[1..] {
        let both: Vec<PointId> = shared.iter().copied().filter(|point| points.contains(point)).collect();
        if both.is_empty() {
            *mismatch = Some((name.clone(), points[0]));
        } else {
            shared = both;
        }
    }
    match shared[..] {
        [point] => Resolution::Point(point),
        _ => Resolution::Ambiguous(shared),
    }
}

/// The first code in the text; a code of a real point is preferred, then one in an unmistakable notation.
fn find_code(registry: &Registry, text: &str) -> Option<(std::ops::Range<usize>, Code)> {
    let mut found: Vec<(std::ops::Range<usize>, Code)> = Vec::new();
    // Codes of other systems that no rule of notation reads: `M-HN-3`.
    if let Some(point) = registry.point_with_code(&text.trim().to_ascii_uppercase())
        && let Some(code) = notation::code(registry.point(point).code)
    {
        return Some((0..text.len(), code));
    }
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
            found.push((start..start + code.length, code));
        }
    }
    let best = found.iter().position(|(_, code)| registry.point_of(code).is_some()).unwrap_or(0);
    (!found.is_empty()).then(|| found.swap_remove(best))
}

/// The names that stand beside a code.
struct Names {
    han: Vec<String>,
    latin: Vec<String>,
    empty_parentheses: bool,
}

impl Names {
    fn of(text: &str) -> Names {
        let mut names = Names { han: Vec::new(), latin: Vec::new(), empty_parentheses: has_empty_parentheses(text) };
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
    text.match_indices(['(', '（']).any(|(byte, _)| empty_parentheses_at(&text[byte..]).is_some())
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
        assert_eq!(
            reference.mismatch.map(|(name, point)| (name, registry.point(point).code)),
            Some(("Tai Xi".to_owned(), "KI3"))
        );
        assert!(PointReference::parse(&registry, "BL23 – Shen Shu ()").empty_parentheses);
        assert!(PointReference::parse(&registry, "BL23 – Shen Shu （ ）").empty_parentheses);
        assert!(matches!(PointReference::parse(&registry, "LU12").resolution, Resolution::NoSuchNumber(_)));
        assert_eq!(PointReference::parse(&registry, "nonsense").resolution, Resolution::Unknown);
        assert_eq!(PointReference::parse(&registry, "ST36 (Leg Three Miles)").mismatch, None);
    }
}
