//! Findings for people: the line they point at, a caret under the words, and what would mend them.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{At, Diagnostic, Place, Severity};

/// Prints each finding as an annotated snippet, with an empty line between two.
pub fn print(diagnostics: &[Diagnostic], styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&one(&renderer, diagnostic));
        out.push_str("\n\n");
    }
    out
}

fn one(renderer: &Renderer, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level
        .primary_title(&diagnostic.message)
        .id(diagnostic.rule.name())
        .elements([] as [Snippet<'_, Annotation<'_>>; 0]);
    if let Some(place) = &diagnostic.place {
        group = point_at(group, place, AnnotationKind::Primary, None);
    }
    if let Some((place, label)) = &diagnostic.related {
        group = point_at(group, place, AnnotationKind::Context, Some(label));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(hint));
    }
    renderer.render(&[group])
}

/// Adds the line that a place stands on, or the bare file name where there is no line.
fn point_at<'a>(group: Group<'a>, place: &'a Place, kind: AnnotationKind, label: Option<&'a str>) -> Group<'a> {
    match &place.at {
        None => group.element(Origin::path(&*place.file)),
        Some(at) => group.element(
            Snippet::source(&*at.line)
                .path(&*place.file)
                .line_start(at.span.line as usize)
                .annotation(kind.span(bytes_of(at)).label(label)),
        ),
    }
}

/// The bytes of the shown line that a span of characters covers.
fn bytes_of(at: &At) -> std::ops::Range<usize> {
    let byte_at = |characters: usize| at.line.char_indices().nth(characters).map_or(at.line.len(), |(byte, _)| byte);
    let start = at.span.column.saturating_sub(1 + at.cut) as usize;
    byte_at(start)..byte_at(start + at.span.length as usize)
}

#[cfg(test)]
mod tests {
    use super::super::{Diagnostic, Place, RuleId, Span};

    #[test]
    fn the_caret_stands_under_han_text() {
        let place = Place::in_text("points/a.md", "x\nname: 太溪 (BL23)\n", Span { line: 2, column: 7, length: 2 });
        let diagnostic = Diagnostic::new(RuleId::NameMismatch, place, "BL23 is Shenshu").hint("write KI3");
        insta::assert_snapshot!(super::print(&[diagnostic], false), @r"
        warning[name-mismatch]: BL23 is Shenshu
         --> points/a.md:2:7
          |
        2 | name: 太溪 (BL23)
          |       ^^^^
          |
          = help: write KI3
        ");
    }
}
