//! `acupress import`: a publisher's articles become Markdown with front matter.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::{CLEAN, CONTENT, INTERNAL, Printing, Shared, USAGE, complain, print_findings, print_result, read_config};
use crate::import::{self, Imported, Options, update};
use crate::mentions::Finder;
use crate::tcm::Registry;

/// Where what the last import wrote is kept, so that a second one can tell edits by hand from its own words.
const RECORDS: &str = ".imports";

/// How the command was called.
pub struct Call<'a> {
    /// Files and folders to import.
    pub files: &'a [Utf8PathBuf],
    /// The folder for the articles, from the library's root.
    pub into: Option<&'a Utf8Path>,
    /// Show, and write nothing.
    pub dry_run: bool,
    /// Replace files that are there.
    pub force: bool,
    /// Keep what is taken for debris.
    pub keep_debris: bool,
    /// Merge corrections into files that were imported before.
    pub update: bool,
}

/// What became of one input.
enum Fate {
    Written(Utf8PathBuf, Box<Imported>, Vec<String>),
    Refused(String),
    Failed(String),
}

/// Imports files, in parallel; exits with 1 where one was refused.
pub fn run(shared: &Shared, call: &Call<'_>) -> u8 {
    let (config, found) = read_config(shared);
    print_findings(Printing::of(shared), &found);
    let into = call.into.map_or_else(|| config.content.join("articles"), Utf8Path::to_owned);
    let (inputs, mut refused) = inputs(call.files);
    if inputs.is_empty() && refused.is_empty() {
        complain("there is nothing to import");
        return USAGE;
    }
    let registry = Arc::new(Registry::new());
    let finder = Finder::new(&registry, &[]);
    let progress = ProgressBar::with_draw_target(Some(inputs.len() as u64), target(shared, inputs.len()));
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}") {
        progress.set_style(style);
    }
    let imported: Vec<(Utf8PathBuf, Result<Imported, String>)> = inputs
        .into_par_iter()
        .map(|file| {
            let result =
                std::fs::read(&file).map_err(|error| format!("it cannot be read: {error}")).and_then(|bytes| {
                    let options = Options { keep_debris: call.keep_debris };
                    import::import(&finder, &registry, file.as_str(), &bytes, options)
                        .map_err(|refusal| refusal.to_string())
                });
            progress.inc(1);
            (file, result)
        })
        .collect();
    progress.finish_and_clear();

    // Two inputs of one name would overwrite each other.
    let mut names: BTreeMap<String, Utf8PathBuf> = BTreeMap::new();
    let mut written = 0;
    let mut failed = false;
    let mut total = import::Understood::default();
    let single = imported.len() == 1;
    for (file, result) in imported {
        let fate = match result {
            Err(reason) => Fate::Refused(reason),
            Ok(article) => match names.insert(article.slug.clone(), file.clone()) {
                Some(other) => {
                    Fate::Refused(format!("`{other}` has become `{}.md` already; rename one of them", article.slug))
                }
                None => place(shared, call, &into, article),
            },
        };
        match fate {
            Fate::Written(path, article, notes) => {
                written += 1;
                add(&mut total, &article.understood);
                tell(shared, call, &file, &path, &article, &notes, single);
            }
            Fate::Refused(reason) => refused.push(format!("{file}: {reason}")),
            Fate::Failed(reason) => {
                failed = true;
                complain(format_args!("{file}: {reason}"));
            }
        }
    }
    for reason in &refused {
        complain(reason);
    }
    if !shared.quiet && !single {
        eprint_table(&format!("{written} imported, {} refused", refused.len()), &total);
    }
    match (failed, refused.is_empty()) {
        (true, _) => INTERNAL,
        (false, true) => CLEAN,
        (false, false) => CONTENT,
    }
}

/// A progress bar is for people who wait at a terminal.
fn target(shared: &Shared, files: usize) -> ProgressDrawTarget {
    if shared.quiet || files < 4 { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }
}

/// The files that are meant, folders opened, in order; and what cannot be found.
fn inputs(files: &[Utf8PathBuf]) -> (Vec<Utf8PathBuf>, Vec<String>) {
    let (mut inputs, mut missing) = (Vec::new(), Vec::new());
    for file in files {
        if !file.exists() {
            missing.push(format!("`{file}` is not there"));
            continue;
        }
        if !file.is_dir() {
            inputs.push(file.clone());
            continue;
        }
        for entry in walkdir::WalkDir::new(file).sort_by_file_name() {
            match entry {
                Err(error) => missing.push(error.to_string()),
                Ok(entry) if entry.file_type().is_file() => match Utf8PathBuf::from_path_buf(entry.into_path()) {
                    Ok(path) => {
                        let known = ["txt", "md", "markdown", "html", "htm", "docx"];
                        if path.extension().is_some_and(|end| known.contains(&end.to_lowercase().as_str())) {
                            inputs.push(path);
                        }
                    }
                    Err(path) => missing.push(format!("`{}` has a name that is no text", path.display())),
                },
                Ok(_) => {}
            }
        }
    }
    inputs.dedup();
    (inputs, missing)
}

/// Writes an article, unless a file of its name is there.
fn place(shared: &Shared, call: &Call<'_>, into: &Utf8Path, article: Imported) -> Fate {
    let path = into.join(format!("{}.md", article.slug));
    let file = shared.root.join(&path);
    let record = shared.root.join(RECORDS).join(&path);
    let mut notes = Vec::new();
    let mut markdown = article.markdown.clone();
    if file.exists() && !call.force {
        if !call.update {
            return if call.dry_run {
                notes.push("a file of this name is there; --update merges, --force replaces it".to_owned());
                Fate::Written(path, Box::new(article), notes)
            } else {
                Fate::Refused(format!(
                    "`{path}` is there already; --update merges the corrections into it, --force replaces it"
                ))
            };
        }
        let (edited, base) = match (std::fs::read_to_string(&file), std::fs::read_to_string(&record)) {
            (Ok(edited), Ok(base)) => (edited, base),
            (Err(error), _) => return Fate::Failed(format!("`{path}` cannot be read: {error}")),
            (_, Err(_)) => {
                let reason = format!(
                    "`{path}` was not made by an import that can be found (`{RECORDS}/{path}`); --force replaces it"
                );
                return Fate::Refused(reason);
            }
        };
        let update = update::merge(&base, &edited, &article.markdown);
        notes.extend(update.changes.into_iter().map(|change| format!("changed: {change}")));
        if notes.is_empty() {
            notes.push("nothing has changed".to_owned());
        }
        notes.extend(update.collisions.into_iter().map(|lines| format!("edited by hand, so not taken over: {lines}")));
        markdown = update.markdown;
    }
    if !call.dry_run {
        let write = |file: &Utf8Path, text: &str| {
            file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(file, text))
        };
        if let Err(error) = write(&file, &markdown).and_then(|()| write(&record, &article.markdown)) {
            return Fate::Failed(format!("`{path}` cannot be written: {error}"));
        }
    }
    Fate::Written(path, Box::new(Imported { markdown, ..article }), notes)
}

/// Tells what became of an input: the file on stdout, all else on stderr.
fn tell(
    shared: &Shared,
    call: &Call<'_>,
    file: &Utf8Path,
    path: &Utf8Path,
    article: &Imported,
    notes: &[String],
    single: bool,
) {
    if call.dry_run {
        print_result(&if single { article.markdown.clone() } else { format!("==> {path}\n{}\n", article.markdown) });
    } else {
        print_result(&format!("{path}\n"));
    }
    print_findings(Printing::of(shared), &crate::diagnostics::Levels::default().apply(article.diagnostics.clone()));
    if shared.quiet {
        return;
    }
    let mut out = String::new();
    // Writing to a string never fails.
    if let Some(encoding) = article.encoding {
        let _ = writeln!(out, "  read as {encoding}");
    }
    for note in notes.iter().chain(&article.changes) {
        let _ = writeln!(out, "  {note}");
    }
    if !article.debris.is_empty() {
        let _ = writeln!(out, "  taken for debris of a page, and left out (--keep-debris keeps it):");
        for line in &article.debris {
            let _ = writeln!(out, "    {line}");
        }
    }
    if single {
        eprint_table(file.as_str(), &article.understood);
    } else if !out.is_empty() {
        anstream::eprintln!("{file} → {path}");
    }
    anstream::eprint!("{out}");
}

fn eprint_table(title: &str, understood: &import::Understood) {
    let rows = understood.rows().map(|(name, count)| match name {
        "left as prose" => format!("left as prose {count} lines"),
        _ => format!("{name} {count}"),
    });
    anstream::eprintln!("{title}: {}", rows.join(", "));
}

fn add(total: &mut import::Understood, one: &import::Understood) {
    total.conditions += one.conditions;
    total.organs += one.organs;
    total.patterns += one.patterns;
    total.principles += one.principles;
    total.points += one.points;
    total.treatments += one.treatments;
    total.sources += one.sources;
    total.prose += one.prose;
}
