//! Findings as GitHub Actions workflow commands, which GitHub shows beside the changed lines.

use std::fmt::Write;

use super::{Diagnostic, Severity};

/// Prints one `::error file=…::message` a line.
pub fn print(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(out, "::{command} ");
        if let Some(place) = &diagnostic.place {
            let (line, column) = place.line_and_column();
            let _ = write!(out, "file={},line={line},col={column},", escape_property(&place.file));
        }
        let mut message = diagnostic.message.clone();
        if let Some(hint) = &diagnostic.hint {
            message.push_str("\nhelp: ");
            message.push_str(hint);
        }
        let _ = writeln!(out, "title={}::{}", escape_property(diagnostic.rule.name()), escape_data(&message));
    }
    out
}

/// Escapes the message of a workflow command.
fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property, where commas and colons separate.
fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
