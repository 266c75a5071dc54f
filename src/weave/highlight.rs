//! Code blocks, highlighted as classes that the theme's stylesheet colours.

use std::sync::OnceLock;

use pulldown_cmark_escape::escape_html_body_text;
use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

/// Prefix of every class, so that none meets the theme's.
const CLASSES: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "code-" };

/// Highlights code; its syntaxes are loaded when the first block in a known language asks for them.
#[derive(Debug, Default)]
pub struct Highlighter {
    syntaxes: OnceLock<SyntaxSet>,
}

impl Highlighter {
    /// Writes a code block in `language` (the first word behind the fence, empty for none) as HTML.
    pub fn push_block(&self, out: &mut String, code: &str, language: &str) {
        let highlighted = if language.is_empty() { None } else { self.highlight(code, language) };
        out.push_str("<pre class=\"code\" tabindex=\"0\"><code");
        if !language.is_empty() {
            out.push_str(" class=\"language-");
            super::han::push_attribute(out, language);
            out.push('"');
        }
        out.push('>');
        match highlighted {
            Some(html) => out.push_str(&html),
            // Writing to a string never fails.
            None => drop(escape_html_body_text(&mut *out, code)),
        }
        out.push_str("</code></pre>\n");
    }

    fn highlight(&self, code: &str, language: &str) -> Option<String> {
        let syntaxes = self.syntaxes.get_or_init(SyntaxSet::load_defaults_newlines);
        let syntax = syntaxes.find_syntax_by_token(language)?;
        let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, syntaxes, CLASSES);
        for line in LinesWithEndings::from(code) {
            generator.parse_html_for_line_which_includes_newline(line).ok()?;
        }
        Some(generator.finalize())
    }
}
