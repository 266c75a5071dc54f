//! The words of the interface, in the site's language.

use std::collections::BTreeMap;

/// Words by key, from the theme's `i18n/` files; English stands in where a language lacks one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    words: BTreeMap<String, String>,
}

impl Words {
    /// All words of a language, with those of others that stand in for it.
    pub fn new(words: BTreeMap<String, String>) -> Self {
        Words { words }
    }

    /// The words of a key; the key itself where no language has it, so that the gap is seen.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }

    /// All words by key.
    pub fn all(&self) -> &BTreeMap<String, String> {
        &self.words
    }
}
