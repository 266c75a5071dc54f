//! The template engine: Tera with the theme's templates and our filters, and its errors in our words.

use std::sync::Arc;

use tera::{ErrorKind, Tera};

use super::filters;
use super::references::{USUAL_BRIEF, USUAL_LINK};
use crate::diagnostics::{Diagnostic, Place, RuleId, Span};
use crate::load::Theme;
use crate::weave::HanContext;

/// Compiles the theme's templates; every one that does not compile is a finding.
pub fn compile(theme: &Theme, han_context: HanContext) -> Result<Tera, Vec<Diagnostic>> {
    let mut tera = Tera::default();
    tera.autoescape_on([".html", ".xml"]);
    filters::register(&mut tera, Arc::new(theme.words.clone()), han_context);
    let mut diagnostics = Vec::new();
    let mut sources: Vec<(&str, &str)> = Vec::new();
    for (name, file) in &theme.templates {
        match std::str::from_utf8(&file.bytes) {
            Ok(text) => sources.push((name, text)),
            Err(_) => diagnostics.push(Diagnostic::new(
                RuleId::TemplateError,
                Place::file(file.shown.as_str()),
                "the template is not UTF-8",
            )),
        }
    }
    if let Err(error) = tera.add_raw_templates(sources) {
        diagnostics.extend(findings(theme, &error, None));
    }
    if diagnostics.is_empty() { Ok(tera) } else { Err(diagnostics) }
}

/// Tera's error as findings that name the template, its line and column, and the page.
pub fn findings(theme: &Theme, error: &tera::Error, page: Option<&str>) -> Vec<Diagnostic> {
    let on_page = page.map_or_else(String::new, |page| format!(" (page /{page})"));
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let length = if span.start_line == span.end_line { span.end_col.saturating_sub(span.start_col) } else { 1 };
            let span = Span { line: span.start_line as u32, column: span.start_col as u32 + 1, length: length as u32 };
            let own = format!("{USUAL_BRIEF}, {USUAL_LINK}, ");
            // Where Tera lists the keys of a reference, those that no template can name help nobody.
            let mut messages = vec![report.message().replace(&own, "")];
            messages.extend(causes(error));
            vec![Diagnostic::new(
                RuleId::TemplateError,
                place(theme, report.filename(), Some(span)),
                format!("{}{on_page}", messages.join(": ")),
            )]
        }
        ErrorKind::MissingParent { current, parent } => {
            vec![Diagnostic::new(
                RuleId::TemplateError,
                place(theme, current, None),
                format!("it extends `{parent}`, which the theme has not"),
            )]
        }
        ErrorKind::CircularExtend { tpl, .. } => {
            vec![Diagnostic::new(RuleId::TemplateError, place(theme, tpl, None), "it extends itself by a detour")]
        }
        ErrorKind::CircularInclude { tpl, .. } => {
            vec![Diagnostic::new(RuleId::TemplateError, place(theme, tpl, None), "it includes itself by a detour")]
        }
        ErrorKind::TemplateNotFound(name) => {
            vec![Diagnostic::new(
                RuleId::TemplateError,
                Place::file(format!("templates/{name}")),
                format!("the theme has no template `{name}`{on_page}"),
            )]
        }
        // Several findings in one text, each as Tera prints it: `error: message`, then `--> template:line:column`.
        _ => {
            let text = error.to_string();
            let found: Vec<Diagnostic> =
                text.split("error: ").filter_map(|report| from_report(theme, report)).collect();
            if found.is_empty() {
                vec![Diagnostic::new(RuleId::TemplateError, Place::file("templates"), format!("{text}{on_page}"))]
            } else {
                found
            }
        }
    }
}

/// The chain of reasons behind an error, outermost first.
fn causes(error: &tera::Error) -> Vec<String> {
    let mut causes = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    causes
}

fn from_report(theme: &Theme, report: &str) -> Option<Diagnostic> {
    let (message, rest) = report.split_once('\n')?;
    let place_line = rest.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
    let mut parts = place_line.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    let carets = rest
        .lines()
        .find_map(|line| line.split_once('|').filter(|(_, marks)| marks.contains('^')))
        .map_or(0, |(_, marks)| marks.matches('^').count());
    let span = Span { line, column, length: carets as u32 };
    Some(Diagnostic::new(RuleId::TemplateError, place(theme, parts.next()?, Some(span)), message.trim()))
}

fn place(theme: &Theme, template: &str, span: Option<Span>) -> Place {
    match (theme.templates.get(template), span) {
        (Some(file), Some(span)) => Place::in_text(file.shown.as_str(), &String::from_utf8_lossy(&file.bytes), span),
        (Some(file), None) => Place::file(file.shown.as_str()),
        (None, _) => Place::file(format!("templates/{template}")),
    }
}
