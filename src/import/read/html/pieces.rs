//! Pieces of a page that need a closer look: pictures, and the items that Word writes as paragraphs.

use crate::import::read::clean;
use crate::import::read::marker;
use crate::import::read::runs::{Draft, destination};
use crate::tcm::text::one_line;

/// The words of a picture, and its Markdown if it can be shown.
pub fn picture<'a>(attribute: &dyn Fn(&str) -> &'a str) -> (String, Option<String>) {
    let words = one_line(&clean::text(attribute("alt")));
    // Pages that load pictures late have a filler in the first place.
    let source = ["src", "data-src", "data-lazy-src", "data-original"].into_iter().map(attribute).find(|source| {
        let scheme = source.split(':').next().unwrap_or_default().to_ascii_lowercase();
        !source.is_empty() && !["data", "javascript", "file", "about", "blob", "cid"].contains(&scheme.as_str())
    });
    // What counts readers is no picture.
    let is_tracker = attribute("width") == "1" || attribute("height") == "1";
    let Some(source) = source.filter(|_| !is_tracker) else { return (words, None) };
    let mut markdown = "![".to_owned();
    for character in words.chars() {
        if matches!(character, '[' | ']' | '\\' | '*' | '_' | '`' | '<' | '&' | '!') {
            markdown.push('\\');
        }
        markdown.push(character);
    }
    markdown.push_str(&format!("]({})", destination(source)));
    (words, Some(markdown))
}

/// Makes an item of a paragraph of a list that Word wrote, with its marker if Word told which text that is.
pub fn make_item(draft: &mut Draft, indent: u32, marker: &str) {
    draft.indent = indent;
    if !marker.trim().is_empty() {
        draft.form = marker::told(marker);
        return;
    }
    // Saved without the marks of Word's own: only the width of the space behind it tells a marker.
    let beginning = draft.beginning(12);
    let label = beginning.split(char::is_whitespace).next().unwrap_or_default();
    let spaces = beginning[label.len()..].chars().take_while(|character| character.is_whitespace()).count();
    if spaces > 1 && label.chars().count() <= 4 {
        draft.form = marker::told(label);
        draft.strip(label.len());
    }
}
