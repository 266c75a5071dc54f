//! Which script a Han text is written in: traditional or simplified.

use super::text::is_han;

/// A Han script, by its subtag of BCP 47.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Traditional characters, `zh-Hant`.
    Traditional,
    /// Simplified characters, `zh-Hans`.
    Simplified,
}

impl Script {
    /// The language tag for HTML's `lang` (BCP 47).
    pub fn language_tag(self) -> &'static str {
        match self {
            Script::Traditional => "zh-Hant",
            Script::Simplified => "zh-Hans",
        }
    }
}

/// Counts the characters of a text that only one of the two scripts uses.
///
/// A character of GB 2312 (simplified Chinese, 1980) that Big5 (traditional Chinese, 1984) lacks is simplified,
/// one of Big5 that GB 2312 lacks is traditional, and one of both says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScriptCount {
    traditional: usize,
    simplified: usize,
}

impl ScriptCount {
    /// Counts the characters of a text.
    pub fn of(text: &str) -> Self {
        let mut count = ScriptCount::default();
        count.add(text);
        count
    }

    /// Counts the characters of one more text.
    pub fn add(&mut self, text: &str) {
        for character in text.chars().filter(|character| is_han(*character)) {
            match script_of(character) {
                Some(Script::Traditional) => self.traditional += 1,
                Some(Script::Simplified) => self.simplified += 1,
                None => {}
            }
        }
    }

    /// The script that most of the telling characters belong to; `None` where none tells.
    pub fn script(self) -> Option<Script> {
        match self.traditional.cmp(&self.simplified) {
            std::cmp::Ordering::Greater => Some(Script::Traditional),
            std::cmp::Ordering::Less => Some(Script::Simplified),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// Simplified characters that Big5 holds too, as rare characters of their own.
const SIMPLIFIED_THOUGH_IN_BIG5: &str = "万与价体党凄厂圣复宁庄怀怜惊扰据极构气洁痒确离种网胜腊蚕触适";

/// The one script a character belongs to, if it belongs to one only.
fn script_of(character: char) -> Option<Script> {
    if SIMPLIFIED_THOUGH_IN_BIG5.contains(character) {
        return Some(Script::Simplified);
    }
    match (in_gb2312(character), in_big5(character)) {
        (true, false) => Some(Script::Simplified),
        (false, true) => Some(Script::Traditional),
        _ => None,
    }
}

fn in_big5(character: char) -> bool {
    let mut buffer = [0; 4];
    let (_, _, unmappable) = encoding_rs::BIG5.encode(character.encode_utf8(&mut buffer));
    !unmappable
}

/// GB 2312's ideographs are the part of GBK with lead bytes B0 to F7 and trail bytes from A1.
fn in_gb2312(character: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(character.encode_utf8(&mut buffer));
    !unmappable && matches!(bytes[..], [0xB0..=0xF7, 0xA1..=0xFE])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_is_known_by_its_own_characters() {
        for text in ["腎俞", "氣血兩虛", "太谿", "經絡"] {
            assert_eq!(ScriptCount::of(text).script(), Some(Script::Traditional), "{text}");
        }
        for text in ["肾俞", "气血两虚", "经络", "气"] {
            assert_eq!(ScriptCount::of(text).script(), Some(Script::Simplified), "{text}");
        }
        for text in ["太溪", "委中", "abc", "膏肓"] {
            assert_eq!(ScriptCount::of(text).script(), None, "{text}");
        }
    }
}
