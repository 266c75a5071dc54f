//! What Acupress finds in the input: one type for every finding, and its printers.
//!
//! A [`Diagnostic`] is whole in itself: it holds its place and the line of text it points at, so it can be
//! sorted, cached and printed long after the file it came from was dropped.

mod github;
mod human;
mod json;
mod rules;
mod sarif;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use rules::{RULES, Rule, RuleId};

/// How grave a finding is, from the gravest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site is not published.
    Error,
    /// The site is published; `--strict` refuses it.
    Warning,
    /// Worth knowing; never fails a build.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        })
    }
}

/// A stretch of one line: where it starts and how long it is, in Unicode characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Line, counted from 1 at the top of the file.
    pub line: u32,
    /// Column of the first character, counted from 1.
    pub column: u32,
    /// Characters covered; 0 marks a spot between two characters.
    pub length: u32,
}

impl Span {
    /// The very beginning of a file.
    pub const START: Span = Span { line: 1, column: 1, length: 0 };
}

/// A place in a file together with the line of text that stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's path from the library's root, with forward slashes.
    pub file: Arc<str>,
    /// Where in the file, or `None` for the file as a whole.
    pub at: Option<At>,
}

/// A span and the line that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The span.
    pub span: Span,
    /// The line, or the part of a very long one around the span.
    pub line: Arc<str>,
    /// Characters of the line that are left out before that part.
    pub cut: u32,
}

/// Characters past which only the part of a line around a span is kept.
const LONG_LINE: usize = 400;

impl At {
    /// A span of a line; of a very long line only what stands around it is kept.
    pub fn new(span: Span, line: &str) -> Self {
        if line.len() <= LONG_LINE {
            return At { span, line: line.into(), cut: 0 };
        }
        let cut = (span.column as usize).saturating_sub(LONG_LINE / 4);
        At { span, line: line.chars().skip(cut).take(LONG_LINE).collect::<String>().into(), cut: cut as u32 }
    }
}

impl Place {
    /// The file as a whole, for findings that have no line (unreadable, too large).
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Place { file: file.into(), at: None }
    }

    /// A span of `text`, the whole text of `file`.
    pub fn in_text(file: impl Into<Arc<str>>, text: &str, span: Span) -> Self {
        let line = text.lines().nth(span.line.saturating_sub(1) as usize).unwrap_or("");
        Place { file: file.into(), at: Some(At::new(span, line)) }
    }

    /// Line and column counted from 1; 1 and 1 for a whole file.
    pub fn line_and_column(&self) -> (u32, u32) {
        self.at.as_ref().map_or((1, 1), |at| (at.span.line, at.span.column))
    }
}

/// One finding about the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub rule: RuleId,
    /// How grave it is; the rule's default until [`Levels::apply`] sets the configured one.
    pub severity: Severity,
    /// Where it was found, if it belongs to a file.
    pub place: Option<Place>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What would mend it.
    pub hint: Option<String>,
    /// Another place that matters (the first of two duplicates), with a word on why.
    pub related: Option<(Place, String)>,
    /// Whether it was found in prose, where an error of its rule is a warning unless configured otherwise.
    pub in_prose: bool,
}

impl Diagnostic {
    /// A finding with its rule's default severity.
    pub fn new(rule: RuleId, place: Place, message: impl Into<String>) -> Self {
        Diagnostic {
            rule,
            severity: rule.rule().level.severity().unwrap_or(Severity::Note),
            place: Some(place),
            message: message.into(),
            hint: None,
            related: None,
            in_prose: false,
        }
    }

    /// A finding in prose: nothing is declared there, so an error of its rule is a warning.
    pub fn in_prose(rule: RuleId, place: Place, message: impl Into<String>) -> Self {
        let mut diagnostic = Diagnostic { in_prose: true, ..Diagnostic::new(rule, place, message) };
        diagnostic.severity = diagnostic.severity.max(Severity::Warning);
        diagnostic
    }

    /// Adds what would mend it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds what would mend it, if there is anything to say.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<impl Into<String>>) -> Self {
        self.hint = hint.map(Into::into);
        self
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related = Some((place, label.into()));
        self
    }

    fn sort_key(&self) -> (&str, (u32, u32), &str, &str) {
        let (file, position) = match &self.place {
            Some(place) => (&*place.file, place.line_and_column()),
            None => ("", (0, 0)),
        };
        (file, position, self.rule.name(), &self.message)
    }
}

/// What a rule does when it is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The rule is silent.
    Allow,
    /// The rule speaks with this severity.
    Report(Severity),
}

impl Level {
    /// The levels by the names that `acupress.yaml` knows.
    pub const NAMES: [&'static str; 4] = ["allow", "note", "warning", "error"];

    /// Reads a level by its name; `warn` and `deny` are understood too.
    pub fn from_name(name: &str) -> Option<Level> {
        Some(match name {
            "allow" | "off" => Level::Allow,
            "note" => Level::Report(Severity::Note),
            "warning" | "warn" => Level::Report(Severity::Warning),
            "error" | "deny" => Level::Report(Severity::Error),
            _ => return None,
        })
    }

    /// The severity that the level reports with, or `None` if it is silent.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Allow => None,
            Level::Report(severity) => Some(severity),
        }
    }
}

/// The levels that `acupress.yaml` sets under `rules:`.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    configured: BTreeMap<RuleId, Level>,
}

impl Levels {
    /// Sets the level of one rule.
    pub fn set(&mut self, rule: RuleId, level: Level) {
        self.configured.insert(rule, level);
    }

    /// The severity that a rule reports with, or `None` if it is silent.
    pub fn severity(&self, rule: RuleId) -> Option<Severity> {
        self.configured.get(&rule).copied().unwrap_or(rule.rule().level).severity()
    }

    /// Gives each finding its configured severity, drops what is allowed, removes exact repetitions and
    /// sorts the rest by file, line, column and rule, so that no run depends on the order of threads.
    pub fn apply(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics.retain_mut(|diagnostic| match self.severity(diagnostic.rule) {
            None => false,
            Some(severity) => {
                let lenient = diagnostic.in_prose && !self.configured.contains_key(&diagnostic.rule);
                diagnostic.severity = if lenient { severity.max(Severity::Warning) } else { severity };
                true
            }
        });
        diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        diagnostics.dedup();
        diagnostics
    }
}

/// A value together with what was found while making it; every stage of the pipeline returns one.
#[derive(Debug)]
pub struct Outcome<T> {
    /// What the stage made, as far as it came.
    pub value: T,
    /// All that it found, in any order.
    pub diagnostics: Vec<Diagnostic>,
}

/// How many findings of each severity there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Counts {
    /// Counts the findings by severity.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut counts = Counts::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
            .collect();
        if words.is_empty() { formatter.write_str("nothing found") } else { formatter.write_str(&words.join(", ")) }
    }
}

/// The form in which findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Annotated snippets for people.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
    /// GitHub Actions workflow commands.
    Github,
    /// One SARIF 2.1.0 log.
    Sarif,
}

/// Prints findings in one of the forms; `styled` allows colour in the human form.
///
/// Returns the whole text, ready for stderr.
pub fn print(diagnostics: &[Diagnostic], format: Format, styled: bool) -> String {
    match format {
        Format::Human => human::print(diagnostics, styled),
        Format::Json => json::print(diagnostics),
        Format::Github => github::print(diagnostics),
        Format::Sarif => sarif::print(diagnostics),
    }
}

/// The nearest of `candidates` to a misspelt `word`, if one is near enough to be meant.
///
/// Nearness is Damerau-Levenshtein distance after folding case; at most a third of the word may differ.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    let limit = (folded.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_offered_and_far_ones_are_not() {
        assert_eq!(did_you_mean("conditons", ["conditions", "patterns"]), Some("conditions"));
        assert_eq!(did_you_mean("Titel", ["title", "tags"]), Some("title"));
        assert_eq!(did_you_mean("colour", ["conditions", "patterns"]), None);
    }

    #[test]
    fn levels_silence_and_change_severity() {
        let orphan = Diagnostic::new(RuleId::OrphanEntry, Place::file("a.md"), "x");
        let isbn = Diagnostic::new(RuleId::InvalidIsbn, Place::file("a.md"), "y");
        let mut levels = Levels::default();
        levels.set(RuleId::OrphanEntry, Level::Allow);
        levels.set(RuleId::InvalidIsbn, Level::Report(Severity::Error));
        let left = levels.apply(vec![orphan, isbn]);
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].severity, Severity::Error);
    }
}
