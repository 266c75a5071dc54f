//! Findings as JSON Lines: one object a line, for programs.

use serde::Serialize;

use super::{Diagnostic, Severity};

#[derive(Serialize)]
struct Line<'a> {
    rule: &'a str,
    severity: Severity,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    message: &'a str,
    hint: Option<&'a str>,
}

/// Prints one JSON object a line; a finding of a whole file stands at its line 1, column 1.
pub fn print(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let position = diagnostic.place.as_ref().map(|place| place.line_and_column());
        let line = Line {
            rule: diagnostic.rule.name(),
            severity: diagnostic.severity,
            file: diagnostic.place.as_ref().map(|place| &*place.file),
            line: position.map(|(line, _)| line),
            column: position.map(|(_, column)| column),
            message: &diagnostic.message,
            hint: diagnostic.hint.as_deref(),
        };
        #[allow(clippy::expect_used)] // A struct of strings and numbers always serialises.
        out.push_str(&serde_json::to_string(&line).expect("plain data"));
        out.push('\n');
    }
    out
}
