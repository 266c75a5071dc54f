//! The task `bench`: whole builds of made libraries, timed from outside, beside those of its peers.

mod floor;
mod instructions;
mod measure;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::corpus::{Corpus, Flavour};
use crate::step::{Error, Step, file_error};
pub use floor::floor;
use measure::{Measured, Run, count};

/// Builds of each program that are counted, after one that is not.
const RUNS: usize = 3;

const NEEDS_CARGO: &str = "check that `cargo` is on PATH";
const NEEDS_NODE: &str = "check that `node` is on PATH: it comes with Node.js 18 or later";
const NEEDS_PEER: &str = "take the program off PATH to measure without it";
const WANTED: &str = "write `cargo xtask bench [ARTICLES…]` or `cargo xtask bench --check`";

/// Builds made libraries of the sizes that the command line names (1,000 and 10,000 articles unless told) and prints
/// tables in Markdown; or compares the instructions of a small build with those that are recorded.
pub fn bench(root: &Path, arguments: &[OsString]) -> Result<ExitCode, Error> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let programs = Programs { acupress: target.join("release/acupress"), xtask: target.join("release/xtask") };
    let build = || -> Result<(), Error> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let arguments = [
            "build",
            "--release",
            "--bin",
            "acupress",
            "--package",
            "acupress",
            "--package",
            "xtask",
            "--bin",
            "xtask",
        ];
        Step::new(cargo, NEEDS_CARGO).args(arguments).directory(root).run()
    };
    if arguments == ["--check"] {
        build()?;
        return instructions::check(root, &target, &programs.acupress);
    }
    let numbers: Option<Vec<usize>> =
        arguments.iter().map(|number| number.to_str().and_then(|number| number.parse().ok())).collect();
    let numbers = numbers.ok_or_else(|| Error::Arguments(WANTED.to_owned()))?;
    let numbers = if numbers.is_empty() { vec![1_000, 10_000] } else { numbers };
    build()?;
    for number in numbers {
        let corpus = Corpus::Articles(number);
        corpus.check()?;
        let folder = target.join("bench").join(number.to_string());
        corpus.write(root, &folder, &Flavour::ALL)?;
        one(root, &programs, &folder, number)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The programs that are built for a bench.
struct Programs {
    acupress: PathBuf,
    xtask: PathBuf,
}

/// Something that is measured: a program, its arguments before and after the folder that it writes, and where it runs.
struct Subject {
    name: &'static str,
    command: Vec<OsString>,
    directory: PathBuf,
}

/// Measures one size.
fn one(root: &Path, programs: &Programs, folder: &Path, number: usize) -> Result<(), Error> {
    let outputs = folder.join("outputs");
    clear(&outputs)?;
    let library = folder.join(Flavour::Acupress.folder());
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let mut subjects = vec![Subject {
        name: "Acupress",
        command: [vec![programs.acupress.clone().into()], words(&["build", "--quiet", "--output-dir"])].concat(),
        directory: library.clone(),
    }];
    if is_there("hugo") {
        let command = words(&["hugo", "--quiet", "--destination"]);
        subjects.push(Subject { name: "Hugo", command, directory: folder.join(Flavour::Hugo.folder()) });
    }
    if is_there("zola") {
        for (name, config) in [("Zola", "config.toml"), ("Zola with its search index", "search.toml")] {
            let command = words(&["zola", "--config", config, "build", "--force", "--output-dir"]);
            subjects.push(Subject { name, command, directory: folder.join(Flavour::Zola.folder()) });
        }
    }
    forget(&library)?;
    // A site to copy and to be equalled by the floor, and to be built again after an edit.
    let site = outputs.join("site");
    Step::new(&programs.acupress, NEEDS_CARGO)
        .args(["build", "--quiet", "--output-dir"])
        .args([&site])
        .directory(&library)
        .run()?;
    let copy = [words(&["cp", "-r"]), vec![site.clone().into()]].concat();
    subjects.push(Subject { name: "`cp -r` of Acupress's site", command: copy, directory: folder.to_owned() });
    let bare =
        [vec![programs.xtask.clone().into()], words(&["floor"]), vec![library.clone().into(), site.clone().into()]];
    subjects.push(Subject { name: "the floor", command: bare.concat(), directory: folder.to_owned() });

    let mut runs: Vec<Vec<Run>> = subjects.iter().map(|_| Vec::new()).collect();
    let mut sizes: Vec<(usize, u64)> = vec![(0, 0); subjects.len()];
    for round in 0..=RUNS {
        // In turn, so that what else the machine does falls on all.
        for (place, subject) in subjects.iter().enumerate() {
            forget(&library)?;
            // Each into a folder that never was: some disks are slow where something was removed a moment ago.
            let output = outputs.join(format!("{place}-{round}"));
            let run = measure::run(&subject.command, &output, &subject.directory, folder, NEEDS_PEER)?;
            if round > 0 {
                runs[place].push(run);
            }
            sizes[place] = count(&output)?;
        }
    }
    let measured: Vec<Measured> = runs.iter().map(|runs| Measured::of(runs)).collect();
    println!("\n{number} articles, medians of {RUNS}:\n");
    println!("| | wall | CPU | peak memory | files | bytes | wall, of Acupress's | CPU |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for ((subject, Measured { wall, cpu, memory }), (files, bytes)) in subjects.iter().zip(&measured).zip(&sizes) {
        println!(
            "| {} | {wall:.2} s | {cpu:.2} s | {memory:.0} MB | {files} | {:.0} MB | {:.2} | {:.2} |",
            subject.name,
            *bytes as f64 / 1e6,
            wall / measured[0].wall,
            cpu / measured[0].cpu,
        );
    }
    warm(programs, &library, &site, folder, measured[0])?;
    forget(&library)?;
    let stages = Step::new(&programs.acupress, NEEDS_CARGO)
        .args(["build", "-v", "--output-dir"])
        .args([outputs.join("stages")])
        .directory(&library)
        .said()?;
    let stages = stages.lines().filter_map(|line| line.strip_prefix("acupress: "));
    println!("\n```text\n{}\n```\n", stages.collect::<Vec<_>>().join("\n"));
    Step::new("node", NEEDS_NODE).args([root.join("xtask/bench-search.mjs"), site]).run()?;
    clear(&outputs)
}

/// Removes what builds of a library left for one another, so that the next is one from nothing.
fn forget(library: &Path) -> Result<(), Error> {
    let cache = library.join(".acupress-cache");
    if cache.exists() { fs::remove_dir_all(&cache).map_err(file_error(&cache)) } else { Ok(()) }
}

/// What is edited, and how the text of an article is edited the first, second and further time.
type Edit = (&'static str, fn(&str, usize) -> String);

const EDITS: [Edit; 3] = [
    ("sentence", |text, round| format!("{text}\nEdit {round}.\n")),
    ("description", |text, round| text.replacen("\ndescription: \"", &format!("\ndescription: \"Edit {round}. "), 1)),
    ("point more", |text, round| {
        text.replacen("\npoints:\n", &format!("\npoints:\n  - code: GB{}\n    function: Edits.\n", round + 20), 1)
    }),
];

/// Builds once more after one article was edited; the first time so that there is something to begin from.
fn warm(programs: &Programs, library: &Path, site: &Path, folder: &Path, whole: Measured) -> Result<(), Error> {
    let articles = library.join("content/articles");
    let first = fs::read_dir(&articles).map_err(file_error(&articles))?.flatten().map(|entry| entry.path()).min();
    let Some(article) = first else { return Ok(()) };
    let text = fs::read_to_string(&article).map_err(file_error(&article))?;
    println!();
    for (edited, edit) in EDITS {
        let mut runs = Vec::new();
        for round in 0..=RUNS {
            fs::write(&article, edit(&text, round)).map_err(file_error(&article))?;
            let command = [OsString::from(&programs.acupress), "build".into(), "--quiet".into(), "--output-dir".into()];
            let run = measure::run(&command, site, library, folder, NEEDS_PEER)?;
            if round > 0 {
                runs.push(run);
            }
        }
        let Measured { wall, cpu, memory } = Measured::of(&runs);
        let (part, of_cpu) = (100.0 * wall / whole.wall, 100.0 * cpu / whole.cpu);
        println!(
            "After an edit of one article, a {edited}: {wall:.2} s ({part:.0}%), CPU {cpu:.2} s ({of_cpu:.0}%), {memory:.0} MB."
        );
    }
    fs::write(&article, text).map_err(file_error(&article))
}

/// Whether a program is on the path.
fn is_there(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// An empty folder.
fn clear(folder: &Path) -> Result<(), Error> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(file_error(folder))?;
    }
    fs::create_dir_all(folder).map_err(file_error(folder))
}
