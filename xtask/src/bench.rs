//! The task `bench`: whole builds of made libraries, timed from outside, and what their search weighs.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::corpus::{Corpus, Flavour};
use crate::step::{Error, Step};

/// Builds that are counted, after one that is not.
const RUNS: usize = 3;

const NEEDS_TIME: &str = "install GNU time, which tells a program's time and memory (on Debian: apt-get install time)";
const NEEDS_CARGO: &str = "check that `cargo` is on PATH";
const NEEDS_NODE: &str = "check that `node` is on PATH: it comes with Node.js 18 or later";

/// What one build took.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Seconds on the clock.
    wall: f64,
    /// Seconds of processors.
    cpu: f64,
    /// Most memory at once, in megabytes.
    memory: f64,
}

/// Builds made libraries of the sizes that the command line names (1,000 and 10,000 articles unless told) and prints
/// tables in Markdown.
pub fn bench(root: &Path, arguments: &[OsString]) -> Result<ExitCode, Error> {
    let numbers: Option<Vec<usize>> =
        arguments.iter().map(|number| number.to_str().and_then(|number| number.parse().ok())).collect();
    let numbers = numbers.ok_or_else(|| Error::Arguments("write `cargo xtask bench [ARTICLES…]`".to_owned()))?;
    let numbers = if numbers.is_empty() { vec![1_000, 10_000] } else { numbers };
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Step::new(cargo, NEEDS_CARGO).args(["build", "--release", "--bin", "acupress"]).directory(root).run()?;
    let program = target.join("release/acupress");
    for number in numbers {
        let folder = target.join("bench").join(number.to_string());
        let corpus = Corpus::Articles(number);
        corpus.check()?;
        corpus.write(root, &folder, &[Flavour::Acupress])?;
        let library = folder.join(Flavour::Acupress.folder());
        let times = folder.join("time.txt");
        let mut runs = Vec::new();
        for run in 0..=RUNS {
            let program = program.as_os_str();
            let format = ["-f", "%e %U %S %M", "-o"].map(OsString::from);
            let build = ["build", "--quiet"].map(OsString::from);
            let command = format.into_iter().chain([times.clone().into(), program.to_owned()]).chain(build);
            Step::new("/usr/bin/time", NEEDS_TIME).args(command).directory(&library).run()?;
            let written = fs::read_to_string(&times).map_err(crate::step::file_error(&times))?;
            let figures: Vec<f64> = written.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
            if let ([wall, user, system, memory], true) = (figures[..].as_ref(), run > 0) {
                runs.push(Run { wall: *wall, cpu: user + system, memory: memory / 1024.0 });
            }
        }
        println!("\n{number} articles:\n\n| | wall | CPU | peak memory |\n| --- | ---: | ---: | ---: |");
        let median = |figure: fn(&Run) -> f64| {
            let mut figures: Vec<f64> = runs.iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
        };
        let (wall, cpu, memory) = (median(|run| run.wall), median(|run| run.cpu), median(|run| run.memory));
        println!("| `acupress build`, median of {RUNS} | {wall:.2} s | {cpu:.2} s | {memory:.0} MB |\n");
        let stages = Step::new(&program, NEEDS_CARGO).args(["build", "-v"]).directory(&library).said()?;
        let stages = stages.lines().filter_map(|line| line.strip_prefix("acupress: "));
        println!("```text\n{}\n```\n", stages.collect::<Vec<_>>().join("\n"));
        let script = root.join("xtask/bench-search.mjs");
        Step::new("node", NEEDS_NODE).args([script, library.join("public")]).run()?;
    }
    Ok(ExitCode::SUCCESS)
}
