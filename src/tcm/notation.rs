//! How point codes are written: every notation of a channel, and the number that follows.
//!
//! The WHO's codes (Standard Acupuncture Nomenclature, 1991; Point Locations, 2008) are the canonical ones;
//! books and clinics write many others (`KD-3`, `UB 23`, `SJ5`, `Ren 4`, `Kidney 3`, `Ex-HN-3`).

use super::registry::ChannelId;

/// Whether a notation may stand for a channel anywhere, or only where a code is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Unmistakable enough for prose.
    Anywhere,
    /// Only where a code is expected (a field of front matter), or where the context proves it.
    InContext,
}

/// What a code's letters stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// One of the fourteen channels.
    Channel(ChannelId),
    /// The WHO's extra points of one region: `HN`, `CA`, `B`, `UE`, `LE`.
    Extra(&'static str),
}

/// A code found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Channel or region.
    pub series: Series,
    /// The number as written, leading zeros aside.
    pub number: u16,
    /// A plus sign behind the number, as in `GV24+`.
    pub plus: bool,
    /// Whether its letters are safe in prose.
    pub usage: Use,
    /// Bytes of the text that the code takes.
    pub length: usize,
}

impl Code {
    /// The code in the WHO's form, whether or not such a point exists: `KI3`, `EX-HN3`, `GV24+`.
    pub fn canonical(&self) -> String {
        let plus = if self.plus { "+" } else { "" };
        match self.series {
            Series::Channel(channel) => format!("{}{}{plus}", channel.code(), self.number),
            Series::Extra(region) => format!("EX-{region}{}{plus}", self.number),
        }
    }
}

use ChannelId::{Bl, Cv, Gb, Gv, Ht, Ki, Li, Lr, Lu, Pc, Si, Sp, St, Te};
use Use::{Anywhere, InContext};

/// Every notation of the channels, lower case, spaces folded; longer ones before their beginnings.
///
/// Notations that mean another channel elsewhere stay out: `V` `TA` `TR` `F` `VG` `Go` `VC` `C` `BP` `MP` `IG`
/// `GI` `IC` `L` `ID` `VB`. `P` is the pericardium, as most English texts have it.
pub const CHANNEL_NOTATIONS: &[(&str, ChannelId, Use)] = &[
    ("large intestine", Li, Anywhere),
    ("small intestine", Si, Anywhere),
    ("urinary bladder", Bl, Anywhere),
    ("triple energizer", Te, Anywhere),
    ("triple energiser", Te, Anywhere),
    ("triple burner", Te, Anywhere),
    ("triple heater", Te, Anywhere),
    ("triple warmer", Te, Anywhere),
    ("san jiao", Te, Anywhere),
    ("sanjiao", Te, Anywhere),
    ("governing vessel", Gv, Anywhere),
    ("governor vessel", Gv, Anywhere),
    ("conception vessel", Cv, Anywhere),
    ("directing vessel", Cv, Anywhere),
    ("heart protector", Pc, Anywhere),
    ("gall bladder", Gb, Anywhere),
    ("gallbladder", Gb, Anywhere),
    ("pericardium", Pc, Anywhere),
    ("du mai", Gv, Anywhere),
    ("dumai", Gv, Anywhere),
    ("ren mai", Cv, Anywhere),
    ("renmai", Cv, Anywhere),
    ("bladder", Bl, Anywhere),
    ("stomach", St, Anywhere),
    ("kidney", Ki, Anywhere),
    ("spleen", Sp, Anywhere),
    ("liver", Lr, Anywhere),
    ("heart", Ht, Anywhere),
    ("lung", Lu, Anywhere),
    ("l.i.", Li, Anywhere),
    ("s.i.", Si, Anywhere),
    ("kid", Ki, Anywhere),
    ("liv", Lr, Anywhere),
    ("ren", Cv, Anywhere),
    ("lu", Lu, Anywhere),
    ("li", Li, Anywhere),
    ("st", St, Anywhere),
    ("sp", Sp, Anywhere),
    ("ht", Ht, Anywhere),
    ("si", Si, Anywhere),
    ("bl", Bl, Anywhere),
    ("ub", Bl, Anywhere),
    ("ki", Ki, Anywhere),
    ("kd", Ki, Anywhere),
    ("pc", Pc, Anywhere),
    ("te", Te, Anywhere),
    ("sj", Te, Anywhere),
    ("tw", Te, Anywhere),
    ("tb", Te, Anywhere),
    ("gb", Gb, Anywhere),
    ("lr", Lr, Anywhere),
    ("lv", Lr, Anywhere),
    ("gv", Gv, Anywhere),
    ("du", Gv, Anywhere),
    ("cv", Cv, Anywhere),
    ("th", Te, InContext),
    ("rn", Cv, InContext),
    ("hc", Pc, InContext),
    ("cs", Pc, InContext),
    ("mc", Pc, InContext),
    ("he", Ht, InContext),
    ("k", Ki, InContext),
    ("b", Bl, InContext),
    ("p", Pc, InContext),
    ("h", Ht, InContext),
    ("s", St, InContext),
    ("e", St, InContext),
    ("g", Gb, InContext),
];

/// Regions of the WHO's extra points, with how many it has.
pub const EXTRA_REGIONS: &[(&str, u16)] = &[("HN", 15), ("CA", 1), ("B", 9), ("UE", 11), ("LE", 12)];

/// Reads the code that `text` begins with, in any notation: letters, an optional separator, a number.
///
/// Case is blind, and separators are none, a space, a no-break space, a hyphen of any kind or a full stop. The
/// number may be zero-padded; it is not checked against the channel's points, so that `LU12` can be reported.
/// What precedes `text` is the caller's business; a letter or digit right behind the number refuses it.
pub fn code_at(text: &str) -> Option<Code> {
    undotted_at(text).or_else(|| dotted_at(text))
}

/// Two letters with dots: `G.B. 30`, `U.B. 62`, `T.H. 5`. The dots say that letters of a channel are meant.
fn dotted_at(text: &str) -> Option<Code> {
    let [first, b'.', second, rest @ ..] = text.as_bytes() else { return None };
    let are_letters = first.is_ascii_alphabetic() && second.is_ascii_alphabetic();
    let dots = 1 + usize::from(rest.first() == Some(&b'.'));
    let behind = text.get(2 + dots..)?;
    if !are_letters || !behind.starts_with([' ', '\u{a0}', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
        return None;
    }
    let near: String = behind.chars().take(8).collect();
    let code = undotted_at(&format!("{}{}{near}", char::from(*first), char::from(*second)))?;
    // Characters that were cut off could only have refused the code.
    let length = code.length + dots;
    let refused = text.get(length..)?.starts_with(|next: char| next.is_alphanumeric() && !super::text::is_han(next));
    (!refused).then_some(Code { usage: Use::Anywhere, length, ..code })
}

fn undotted_at(text: &str) -> Option<Code> {
    let first = text.as_bytes().first()?.to_ascii_lowercase();
    extra_at(text).or_else(|| {
        let begun = CHANNEL_NOTATIONS.iter().filter(|(notation, ..)| notation.as_bytes()[0] == first);
        begun.into_iter().find_map(|(notation, channel, usage)| {
            let letters = match_letters(text, notation)?;
            number_at(&text[letters..]).map(|(number, plus, length)| Code {
                series: Series::Channel(*channel),
                number,
                plus,
                usage: *usage,
                length: letters + length,
            })
        })
    })
}

/// Reads a whole text as one code.
pub fn code(text: &str) -> Option<Code> {
    let text = text.trim();
    code_at(text).filter(|code| code.length == text.len())
}

fn extra_at(text: &str) -> Option<Code> {
    let prefix = match_letters(text, "ex")?;
    let after = prefix + separator(&text[prefix..]);
    EXTRA_REGIONS.iter().find_map(|(region, _)| {
        let letters = after + match_letters(&text[after..], &region.to_ascii_lowercase())?;
        let (number, plus, length) = number_at(&text[letters..])?;
        Some(Code { series: Series::Extra(region), number, plus, usage: Anywhere, length: letters + length })
    })
}

/// Bytes of `text` that match `notation` without regard to case, any single space character matching a space.
fn match_letters(text: &str, notation: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    for wanted in notation.chars() {
        let (_, found) = rest.next()?;
        let same =
            if wanted == ' ' { matches!(found, ' ' | '\u{a0}' | '-') } else { found.to_ascii_lowercase() == wanted };
        if !same {
            return None;
        }
    }
    Some(rest.next().map_or(text.len(), |(byte, _)| byte))
}

/// Bytes of one separator between letters and number, 0 if there is none: a space, a hyphen or dash, a full stop,
/// or one of the latter two with spaces around it.
fn separator(text: &str) -> usize {
    let is_space = |character: char| matches!(character, ' ' | '\u{a0}' | '\u{202f}');
    let is_mark = |character: char| matches!(character, '-' | '.' | '–' | '—' | '\u{2010}'..='\u{2012}');
    let skip = |from: usize, accepts: &dyn Fn(char) -> bool| {
        from + text[from..].chars().next().filter(|next| accepts(*next)).map_or(0, char::len_utf8)
    };
    skip(skip(skip(0, &is_space), &is_mark), &is_space)
}

/// Reads `separator digits [+]`: the number, whether a plus follows, and the bytes taken.
fn number_at(text: &str) -> Option<(u16, bool, usize)> {
    let start = separator(text);
    let digits = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 3 {
        return None;
    }
    let number: u16 = text[start..start + digits].parse().ok()?;
    let mut end = start + digits;
    // Yintang lies between two points of the Governor Vessel: GV24+ or GV24.5.
    let half = [("+", 1), (".5", 2)].into_iter().find(|(mark, _)| text[end..].starts_with(mark));
    // `LU7+KI6` adds two points.
    let half = half.filter(|(_, length)| !text[end + length..].starts_with(char::is_alphanumeric));
    let plus = half.is_some();
    end += half.map_or(0, |(_, length)| length);
    let next = text[end..].chars().next();
    if text[end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit())) {
        return None;
    }
    // `BL23rd` or `KI3a` are no codes, but Han text may follow at once.
    if next.is_some_and(|next| next.is_alphanumeric() && !super::text::is_han(next)) {
        return None;
    }
    Some((number, plus, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_of_the_table_comes_to_the_one_code() {
        let table: &[(&str, &[&str])] = &[
            (
                "KI3",
                &[
                    "KI3",
                    "KI-3",
                    "KI 3",
                    "KI.3",
                    "KI-03",
                    "KD3",
                    "Kid 3",
                    "Kid-3",
                    "K3",
                    "KI - 3",
                    "KI—3",
                    "Kidney 3",
                    "kd\u{a0}3",
                    "KI\u{2011}3",
                ],
            ),
            ("BL23", &["BL23", "U.B. 23", "UB23", "UB 23", "B23", "Bladder 23", "Urinary Bladder 23"]),
            ("TE5", &["TE5", "SJ5", "TW-5", "TB 5", "TH5", "Triple Burner 5", "San Jiao 5", "Sanjiao 5"]),
            ("LR3", &["LR3", "LV3", "Liv 3", "Liver 3"]),
            ("GV4", &["GV4", "Du 4", "DU-4", "Du Mai 4", "Governing Vessel 4", "Governor Vessel 4"]),
            ("CV4", &["CV4", "Ren 4", "REN-4", "RN4", "Conception Vessel 4"]),
            ("PC6", &["PC6", "P6", "HC6", "CS6", "MC6", "Pericardium 6"]),
            ("HT7", &["HT7", "H7", "He 7", "Heart 7"]),
            ("ST36", &["ST36", "S36", "E36", "St. 36", "Stomach 36"]),
            ("SP6", &["SP6", "Sp-6", "Spleen 6"]),
            ("LI4", &["LI4", "L.I. 4", "L.I.4", "Large Intestine 4"]),
            ("LU7", &["LU7", "Lu-7", "Lung 7"]),
            ("SI3", &["SI3", "S.I. 3", "Small Intestine 3"]),
            ("GB20", &["GB20", "G20", "Gallbladder 20", "Gall Bladder 20", "G.B. 20", "G.B.-20", "g.b.20"]),
            ("EX-HN3", &["EX-HN3", "EX-HN 3", "Ex-HN-3", "EXHN3", "ex hn 03"]),
            ("EX-B2", &["EX-B2", "Ex-B-2"]),
        ];
        for (canonical, notations) in table {
            for notation in *notations {
                assert_eq!(code(notation).map(|code| code.canonical()).as_deref(), Some(*canonical), "{notation}");
            }
        }
    }

    #[test]
    fn what_means_something_else_is_refused() {
        for text in [
            "V23", "TA5", "TR5", "F3", "VG4", "Go4", "VC4", "C7", "BP6", "MP6", "IG4", "GI4", "IC4", "L4", "ID3",
            "VB20", "BL", "23", "BL23rd", "BL1234", "XKI3", "KI3.25",
        ] {
            assert_eq!(code(text), None, "{text}");
        }
    }

    #[test]
    fn a_code_may_stand_before_han_text() {
        let found = code_at("KI3太溪").unwrap();
        assert_eq!((found.canonical().as_str(), found.length), ("KI3", 3));
        assert!(code_at("GV24+ (Yintang)").unwrap().plus);
    }
}
