//! `acupress mentions`: every mention found in prose, linked or not, and why.

use std::collections::HashSet;
use std::fmt::Write;

use serde::Serialize;

use super::{CLEAN, CONTENT, Form, Printing, Shared, USAGE, complain, print_findings, print_result, read_config};
use crate::diagnostics::Severity;
use crate::library::SourceId;
use crate::mentions::{Spot, Verdict};
use crate::press::Press;
use crate::trace::Timings;
use crate::weave::Placing;

/// One mention as JSON.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    text: &'a str,
    target: Option<String>,
    linked: bool,
    reason: String,
    candidates: Vec<String>,
}

/// Prints the mentions of all files or of those that are named; exits with 1 where a named one is none of the library.
pub fn run(shared: &Shared, files: &[String], drafts: bool) -> u8 {
    if !matches!(shared.format, Form::Human | Form::Json) {
        complain("mentions are printed as human or json");
        return USAGE;
    }
    let (mut config, found) = read_config(shared);
    config.drafts = drafts;
    let outcome = crate::press::press(&shared.root, &config, &mut Timings::default());
    // A file that cannot be read is missing from the list, so that errors are told here too.
    let mut found = config.levels.apply([found, outcome.diagnostics].concat());
    found.retain(|diagnostic| diagnostic.severity == Severity::Error);
    if shared.format == Form::Human {
        print_findings(Printing::of(shared), &found);
    }
    let press = outcome.value;
    let mut wanted = HashSet::new();
    let mut missing = false;
    for file in files {
        let found = named(&press, shared, file);
        if found.is_empty() {
            complain(format_args!("`{file}` is no Markdown file of the library"));
            missing = true;
        }
        wanted.extend(found);
    }
    let mut out = String::new();
    let mut counts = Counts::default();
    for index in 0..press.library.sources.len() {
        if files.is_empty() || wanted.contains(&index) {
            print_file(&press, SourceId(index as u32), shared.format, &mut out, &mut counts);
        }
    }
    let printed = print_result(&out);
    if shared.format == Form::Human && !shared.quiet {
        complain(format_args!(
            "{} mention{}, {} of them linked; {} left undecided, {} taken for something else",
            counts.mentions,
            if counts.mentions == 1 { "" } else { "s" },
            counts.linked,
            counts.undecided,
            counts.others
        ));
    }
    match (printed, missing) {
        (CLEAN, true) => CONTENT,
        (code, _) => code,
    }
}

#[derive(Default)]
struct Counts {
    mentions: usize,
    linked: usize,
    undecided: usize,
    others: usize,
}

/// The sources that an argument means: a path from here, from the library, or from its content; or a folder of them.
fn named(press: &Press, shared: &Shared, file: &str) -> Vec<usize> {
    let file = file.strip_prefix("./").unwrap_or(file).trim_end_matches('/');
    let from_root = file.strip_prefix(shared.root.as_str()).map_or(file, |rest| rest.trim_start_matches('/'));
    let is_meant =
        |path: &str| [file, from_root].iter().any(|file| path == *file || path.starts_with(&format!("{file}/")));
    let sources = press.library.sources.iter().enumerate();
    sources
        .filter(|(_, source)| is_meant(&source.file) || is_meant(source.location.path.as_str()))
        .map(|(index, _)| index)
        .collect()
}

fn print_file(press: &Press, id: SourceId, format: Form, out: &mut String, counts: &mut Counts) {
    let library = &press.library;
    let source = library.source(id);
    let mut columns = Columns::new(source.text.as_ref(), source.body);
    for (spot, placing) in library.spots(id).iter().zip(press.weaving.placings(id)) {
        // What nobody reads, as the note that nothing refers to, is no mention.
        if spot.verdict == Verdict::Mention && *placing == Placing::NotShown {
            continue;
        }
        let linked = *placing == Placing::Linked;
        counts.mentions += usize::from(spot.verdict == Verdict::Mention);
        counts.linked += usize::from(linked);
        counts.undecided += usize::from(matches!(spot.verdict, Verdict::Undecided | Verdict::Contradiction(..)));
        counts.others += usize::from(matches!(spot.verdict, Verdict::LookAlike | Verdict::NoSuchPoint(_)));
        let (line, column) = columns.at(spot.range().start);
        let line = Line {
            file: &source.file,
            line,
            column,
            text: &spot.text,
            target: spot.target.map(|target| library.target_id(target)),
            linked,
            reason: reason(spot, *placing),
            candidates: spot.candidates().iter().map(|target| library.target_id(*target)).collect(),
        };
        // Writing to a string never fails.
        let _ = match format {
            Form::Json => writeln!(out, "{}", serde_json::to_string(&line).unwrap_or_else(|error| error.to_string())),
            _ => writeln!(out, "{}", human(&line)),
        };
    }
}

/// Lines and columns of places that come in order; a line may be a whole book, so that none is counted twice.
struct Columns<'a> {
    text: &'a str,
    body: usize,
    byte: usize,
    line: u32,
    column: u32,
}

impl<'a> Columns<'a> {
    fn new(text: &'a str, body: usize) -> Self {
        let line = text[..body].bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
        Columns { text, body, byte: body, line, column: 1 }
    }

    /// Line and column of a byte of the Markdown, both from 1, columns in characters.
    fn at(&mut self, byte: usize) -> (u32, u32) {
        let byte = self.body + byte;
        for character in self.text[self.byte..byte].chars() {
            (self.line, self.column) =
                if character == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        self.byte = byte;
        (self.line, self.column)
    }
}

fn reason(spot: &Spot, placing: Placing) -> String {
    match placing {
        Placing::Repeated => format!("{}; linked before", spot.reason),
        Placing::OwnPage => format!("{}; the page itself", spot.reason),
        Placing::Off => format!("{}; no mentions are linked", spot.reason),
        Placing::Linked | Placing::NotShown => spot.reason.to_string(),
    }
}

fn human(line: &Line<'_>) -> String {
    let target = match (&line.target, line.linked) {
        (Some(target), true) => format!("→ {target}"),
        (Some(target), false) => format!("= {target}"),
        (None, _) if line.candidates.len() > 1 => format!("? {}", line.candidates.join(" or ")),
        (None, _) => "–".to_owned(),
    };
    format!("{}:{}:{}: {} {target} ({})", line.file, line.line, line.column, line.text, line.reason)
}
