//! Findings as a SARIF 2.1.0 log (OASIS, 2020), for code-scanning services and editors.

use serde_json::{Value, json};

use super::{Diagnostic, RULES, Severity};

/// Prints one SARIF log with one run.
pub fn print(diagnostics: &[Diagnostic]) -> String {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| json!({"id": rule.id.name(), "shortDescription": {"text": rule.summary}, "help": {"text": rule.help}}))
        .collect();
    let results: Vec<Value> = diagnostics.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "acupress", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(diagnostic: &Diagnostic) -> Value {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let text = match &diagnostic.hint {
        Some(hint) => format!("{}. {hint}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let locations: Vec<Value> = diagnostic
        .place
        .iter()
        .map(|place| {
            let (line, column) = place.line_and_column();
            json!({"physicalLocation": {
                "artifactLocation": {"uri": crate::url::encode_path(&place.file)},
                "region": {"startLine": line, "startColumn": column},
            }})
        })
        .collect();
    json!({"ruleId": diagnostic.rule.name(), "level": level, "message": {"text": text}, "locations": locations})
}
