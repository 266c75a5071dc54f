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

    /// The script that a language (BCP 47) is written in; `None` unless it is Chinese.
    ///
    /// The tag's own script tells, then its region; `default` is for Chinese that tells neither.
    pub fn of_language(language: &str, default: Script) -> Option<Script> {
        let tag = language.to_ascii_lowercase();
        let mut parts = tag.split('-');
        if parts.next() != Some("zh") {
            return None;
        }
        let told = parts.find_map(|part| match part {
            "hant" | "tw" | "hk" | "mo" => Some(Script::Traditional),
            "hans" | "cn" | "sg" | "my" => Some(Script::Simplified),
            _ => None,
        });
        Some(told.unwrap_or(default))
    }
}

/// Counts the characters of a text that only one of the two scripts uses.
///
/// Which these are, the encodings of the two scripts tell (`encodings.rs`).
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

/// The one script each character from U+4E00 to U+9FFF belongs to, made by `build.rs` with the rule of `encodings.rs`:
/// `t`, `s`, or a space for both or neither.
const SCRIPTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/han_scripts.txt"));

/// The one script a character belongs to, if it belongs to one only.
fn script_of(character: char) -> Option<Script> {
    let place = (character as usize).checked_sub(0x4E00)?;
    match SCRIPTS.get(place)? {
        b't' => Some(Script::Traditional),
        b's' => Some(Script::Simplified),
        _ => None,
    }
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
