//! Marking Han text with its language, so that browsers choose the right glyphs and voices.

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use crate::tcm::script::{Script, ScriptCount};
use crate::tcm::text::{is_cjk_punctuation, is_han};

/// The page's own language and the script to assume where characters do not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HanContext {
    /// The script that the page's language implies, so that text in it needs no mark.
    pub page: Option<Script>,
    /// The script of text that does not tell.
    pub default: Script,
}

impl HanContext {
    /// The context of a page in a language (BCP 47) with a fallback script.
    pub fn new(language: &str, default: Script) -> Self {
        let page = Script::of_language(language, default);
        HanContext { page, default: page.unwrap_or(default) }
    }

    /// The same page with another fallback, for a text whose characters tell as a whole.
    #[must_use]
    pub fn for_text(self, text: &str) -> Self {
        HanContext { default: ScriptCount::of(text).script().unwrap_or(self.default), ..self }
    }
}

/// Writes text as HTML, each run of Han text in a `<span lang>` unless the page is in that script.
pub fn push_text(out: &mut String, text: &str, context: HanContext) {
    let mut rest = text;
    while let Some(start) = rest.find(is_han) {
        push_escaped(out, &rest[..start]);
        let run = han_run(&rest[start..]);
        let script = ScriptCount::of(run).script().unwrap_or(context.default);
        if context.page == Some(script) {
            push_escaped(out, run);
        } else {
            out.push_str("<span lang=\"");
            out.push_str(script.language_tag());
            out.push_str("\">");
            push_escaped(out, run);
            out.push_str("</span>");
        }
        rest = &rest[start + run.len()..];
    }
    push_escaped(out, rest);
}

/// The Han text at the beginning of `text`, with the CJK punctuation and full-width spaces inside it.
fn han_run(text: &str) -> &str {
    let mut end = 0;
    for (byte, character) in text.char_indices() {
        if is_han(character) {
            end = byte + character.len_utf8();
        } else if !is_cjk_punctuation(character) {
            break;
        }
    }
    &text[..end]
}

fn push_escaped(out: &mut String, text: &str) {
    // Writing to a string never fails.
    let _ = escape_html_body_text(&mut *out, text);
}

/// Writes text for an attribute's value.
pub fn push_attribute(out: &mut String, text: &str) {
    let _ = escape_html(&mut *out, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, language: &str) -> String {
        let mut out = String::new();
        push_text(&mut out, text, HanContext::new(language, Script::Traditional));
        out
    }

    #[test]
    fn runs_of_han_text_are_marked_once() {
        assert_eq!(
            marked("KI3 (太溪) & 腎俞、气海", "en"),
            "KI3 (<span lang=\"zh-Hant\">太溪</span>) &amp; <span lang=\"zh-Hant\">腎俞、气海</span>"
        );
        assert_eq!(marked("肾俞", "en"), "<span lang=\"zh-Hans\">肾俞</span>");
        assert_eq!(marked("no Han <b>", "en"), "no Han &lt;b&gt;");
    }

    #[test]
    fn a_chinese_page_marks_only_the_other_script() {
        assert_eq!(marked("腎俞", "zh-Hant"), "腎俞");
        assert_eq!(marked("肾俞", "zh-Hant"), "<span lang=\"zh-Hans\">肾俞</span>");
    }
}
