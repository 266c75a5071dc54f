//! Points in a passage: codes and names that stand together are one mention of one point.

use std::ops::Range;

use super::codes::{Origin, Written};
use super::names::Meaning;
use super::reading::{Piece, Reading};
use crate::tcm::notation::Use;
use crate::tcm::text::is_han;
use crate::tcm::{ChannelId, PointId, Registry, notation};

/// A code or name of a point, by itself.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub what: What,
    /// The points that it may stand for.
    pub points: Vec<PointId>,
}

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A code: its place among the passage's codes.
    Code(usize),
    /// A name in pinyin; whether its tones are written.
    Pinyin { toned: bool },
    /// A name in Hanzi.
    Hanzi,
    /// A name that the library gives.
    Own,
}

/// One mention of a point: a code, a name, or several of them side by side.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its bytes, brackets included where they close in it.
    pub range: Range<usize>,
    /// Its codes and names, in order.
    pub members: Vec<Member>,
    /// The points that all members may stand for.
    pub points: Vec<PointId>,
    /// A member beside it in brackets that means another point.
    pub contradicts: Option<(String, Vec<PointId>)>,
    /// Whether it is that member.
    pub is_contradiction: bool,
}

impl What {
    /// The place of a code among its passage's.
    pub fn code(self) -> Option<usize> {
        match self {
            What::Code(place) => Some(place),
            _ => None,
        }
    }
}

impl Group {
    /// The code by which it is written, if it stands by one code alone.
    pub fn only_code<'a>(&self, codes: &'a [Written]) -> Option<&'a Written> {
        match self.members[..] {
            [Member { what: What::Code(place), .. }] => Some(&codes[place]),
            _ => None,
        }
    }

    /// Whether a code is among its members.
    pub fn has_code(&self) -> bool {
        self.members.iter().any(|member| matches!(member.what, What::Code(_)))
    }

    /// Whether a Han name is among its members.
    pub fn has_hanzi(&self) -> bool {
        self.members.iter().any(|member| member.what == What::Hanzi)
    }
}

/// Whether letters are those of a notation that proves nothing by itself in prose.
pub fn is_weak(written: &Written) -> bool {
    // No English word is written like the others: `bl 23`, `sp 6`.
    let is_word = matches!(
        written.letters.as_str(),
        "li" | "st" | "si" | "te" | "he" | "th" | "du" | "ren" | "lu" | "kid" | "liv" | "tb"
    );
    let lower_and_spaced = written.spaced
        && is_word
        && written.letters.len() <= 3
        && written.letters.bytes().all(|letter| letter.is_ascii_lowercase());
    written.code.usage == Use::InContext || lower_and_spaced
}

/// The point that a number of the Bladder channel means in the count that was usual before 1990, where the outer
/// line of the back followed the thirty-fifth point (36–49) and the thigh came last (50–54).
pub fn old_bladder_point(registry: &Registry, written: &Written) -> Option<PointId> {
    let number = match (written.code.series, written.code.number) {
        (notation::Series::Channel(ChannelId::Bl), number @ 36..=49) => number + 5,
        (notation::Series::Channel(ChannelId::Bl), number @ 50..=54) => number - 14,
        _ => return None,
    };
    registry.point_of(&notation::Code { number, plus: false, ..written.code.clone() })
}

/// Codes and names that one mention may hold.
const MEMBERS: usize = 6;

/// Puts the codes and names of a passage together.
pub fn group(registry: &Registry, reading: &Reading<'_>) -> Vec<Group> {
    let members: Vec<Member> = reading.pieces.iter().filter_map(|piece| member(registry, reading, piece)).collect();
    let mut groups: Vec<Group> = Vec::new();
    for member in members {
        let mut contradicts = false;
        if let Some(last) = groups.last_mut()
            && let Some(gap) = gap(&reading.text[last.range.end..member.range.start])
        {
            let shared = agree(registry, reading, last, &member);
            let listed = matches!(member.what, What::Code(place) if reading.codes.written[place].origin != Origin::Own);
            let full = last.members.len() >= MEMBERS;
            if !shared.is_empty() && !listed && !full && (gap != Gap::Comma || differs_in_kind(last, &member)) {
                last.range.end = member.range.end;
                last.points = shared;
                last.members.push(member);
                close(reading.text, last);
                continue;
            }
            if gap == Gap::Bracket
                && shared.is_empty()
                && !listed
                && is_closed(reading.text, member.range.end)
                && last.members.len() == 1
            {
                let written = reading.text[member.range.clone()].to_owned();
                last.contradicts = Some((written, member.points.clone()));
                contradicts = true;
            }
        }
        let mut group = Group {
            range: member.range.clone(),
            points: member.points.clone(),
            members: vec![member],
            contradicts: None,
            is_contradiction: contradicts,
        };
        close(reading.text, &mut group);
        groups.push(group);
    }
    groups
}

fn member(registry: &Registry, reading: &Reading<'_>, piece: &Piece) -> Option<Member> {
    let range = piece.range.clone();
    if let Some(place) = piece.code {
        let points = reading.codes.written[place].point.into_iter().collect();
        return Some(Member { range, what: What::Code(place), points });
    }
    let mut points = Vec::new();
    let mut what = None;
    for meaning in reading.meanings(piece) {
        let (point, is) = match *meaning {
            Meaning::Pinyin(point) => (point, What::Pinyin { toned: false }),
            Meaning::Hanzi(point) => (point, What::Hanzi),
            Meaning::OwnPoint(point) => (point, What::Own),
            _ => continue,
        };
        if !points.contains(&point) {
            points.push(point);
        }
        what = what.or(Some(is));
    }
    let mut what = what?;
    let written = &reading.text[range.clone()];
    if let What::Pinyin { toned } = &mut what {
        *toned = !written.is_ascii() && written.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii());
        if *toned && points.len() > 1 {
            let named = registry.points_with_pinyin(written);
            let both: Vec<PointId> = points.iter().copied().filter(|point| named.contains(point)).collect();
            if !both.is_empty() {
                points = both;
            }
        }
    }
    Some(Member { range, what, points })
}

/// The points that a group and a next member both mean.
fn agree(registry: &Registry, reading: &Reading<'_>, group: &Group, member: &Member) -> Vec<PointId> {
    let shared: Vec<PointId> = group.points.iter().copied().filter(|point| member.points.contains(point)).collect();
    if !shared.is_empty() {
        return shared;
    }
    let old = |member: &Member| match member.what {
        What::Code(place) => old_bladder_point(registry, &reading.codes.written[place]),
        _ => None,
    };
    // `Weizhong (B54)`: the name decides between the old count and the new.
    match (old(member), &group.members[..]) {
        (Some(point), _) if group.points == [point] => return vec![point],
        (_, [only]) if old(only).is_some_and(|point| member.points == [point]) => return member.points.clone(),
        _ => {}
    }
    Vec::new()
}

fn differs_in_kind(group: &Group, member: &Member) -> bool {
    let is_code = |member: &Member| matches!(member.what, What::Code(_));
    group.members.iter().all(|other| is_code(other) != is_code(member))
        || (member.what == What::Hanzi && !group.has_hanzi())
        || (matches!(member.what, What::Pinyin { .. })
            && !group.members.iter().any(|other| matches!(other.what, What::Pinyin { .. })))
}

/// What stands between two members that may be one mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// A bracket before the second.
    Bracket,
    /// A comma, which may part the items of a list too.
    Comma,
    /// A space, a dash or nothing.
    Close,
}

fn gap(between: &str) -> Option<Gap> {
    if between.len() > 48 {
        return None;
    }
    let is_quote = |character: char| {
        character == ' '
            || character == '\u{a0}'
            || matches!(character, '"' | '“' | '”' | '\'' | '*' | '’' | '‘' | '「' | '」' | '『' | '』' | '【' | '】')
    };
    let mut rest = between.trim_matches(is_quote);
    for word in ["acupuncture point", "acupoint", "acu-point", "point", "穴位", "穴道", "穴"] {
        if let Some(behind) = rest.strip_prefix(word) {
            rest = behind.trim_matches(is_quote);
            break;
        }
    }
    Some(match rest {
        "(" | "（" | "[" | "［" | "〔" | "(=" | ") (" | ") – " => Gap::Bracket,
        "," | "，" | "、" | ";" | "；" | "/" | "／" | ")," | "or" | "|" => Gap::Comma,
        "" | ")" | "）" | "]" | "］" | "-" | "–" | "—" | "\u{2010}" | "\u{2011}" | "−" | ":" | "：" | "=" | "·"
        | "•" => Gap::Close,
        _ => return None,
    })
}

/// Takes the bracket that closes behind a group into it, and the one that opens before it.
fn close(text: &str, group: &mut Group) {
    let inside = &text[group.range.clone()];
    let count = |brackets: &[char]| inside.chars().filter(|character| brackets.contains(character)).count();
    let (open, shut) = (count(&['(', '（', '[', '［', '〔']), count(&[')', '）', ']', '］', '〕']));
    if open > shut {
        let behind = &text[group.range.end..];
        let bare = behind.trim_start_matches([' ', '穴']);
        if let Some(bracket) = bare.chars().next().filter(|next| matches!(next, ')' | '）' | ']' | '］' | '〕')) {
            group.range.end += behind.len() - bare.len() + bracket.len_utf8();
        }
    } else if shut > open
        && let Some(bracket) = text[..group.range.start]
            .chars()
            .next_back()
            .filter(|before| matches!(before, '(' | '（' | '[' | '［' | '〔'))
    {
        group.range.start -= bracket.len_utf8();
    }
}

fn is_closed(text: &str, at: usize) -> bool {
    text[at..].trim_start().starts_with([')', '）', ']', '］', '〕'])
}

/// The stretch of a group that makes a fair link: without an opening bracket that does not close in it.
pub fn link_range(text: &str, group: &Group) -> Range<usize> {
    let inside = &text[group.range.clone()];
    let opens = inside.chars().filter(|character| matches!(character, '(' | '（' | '[' | '［' | '〔')).count();
    let shuts = inside.chars().filter(|character| matches!(character, ')' | '）' | ']' | '］' | '〕')).count();
    match group.members.first() {
        Some(first) if opens != shuts => first.range.clone(),
        _ => group.range.clone(),
    }
}

/// Whether only separators of a list stand between two groups.
pub fn is_listed(between: &str) -> bool {
    if between.len() > 80 {
        return false;
    }
    let mut rest = between;
    // A remark in brackets: `H7 (bilateral), P6`.
    let mut bare = String::new();
    while let Some(open) = rest.find(['(', '（']) {
        let Some(shut) = rest[open..].find([')', '）']) else { return false };
        bare.push_str(&rest[..open]);
        let inside = &rest[open..open + shut];
        if inside.bytes().any(|byte| byte.is_ascii_digit()) {
            return false;
        }
        rest = rest[open + shut..].trim_start_matches([')', '）']);
    }
    bare.push_str(rest);
    let is_separator = |character: char| {
        character.is_whitespace()
            || matches!(
                character,
                ',' | '，'
                    | '、'
                    | ';'
                    | '；'
                    | '&'
                    | '+'
                    | '/'
                    | '·'
                    | '•'
                    | '–'
                    | '-'
                    | '—'
                    | '→'
                    | '*'
                    | '"'
                    | '“'
                    | '”'
                    | '＋'
                    | '／'
                    | '('
                    | ')'
            )
    };
    let words = bare.split(is_separator).filter(|word| !word.is_empty());
    let joins = |word: &str| {
        matches!(
            word.to_ascii_lowercase().as_str(),
            "and"
                | "or"
                | "plus"
                | "with"
                | "to"
                | "then"
                | "r"
                | "l"
                | "both"
                | "bilat"
                | "x"
                | "through"
                | "bilateral"
        ) || word.chars().all(|character| {
            matches!(
                character,
                '和' | '及' | '與' | '与' | '配' | '加' | '穴' | '至' | '到' | '或' | '雙' | '双' | '側' | '侧'
            )
        })
    };
    let listed: Vec<bool> = words.map(joins).collect();
    listed.len() <= 3 && listed.into_iter().all(|joins| joins)
}

/// Whether a character belongs to Latin words.
pub fn is_latin(character: char) -> bool {
    character.is_alphanumeric() && !is_han(character)
}
