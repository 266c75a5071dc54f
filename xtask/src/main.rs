//! Development tasks of Acupress, run as `cargo xtask <task>`.
//!
//! `cargo xtask test` takes a machine that has Rust and Node, installs the other programs the
//! tests run, and runs all tests, including those marked `#[ignore]` because they need these
//! programs; `cargo xtask bench` measures whole builds of made libraries. It uses nothing but the standard library, so it
//! builds in a moment.

mod bench;
mod corpus;
mod step;
mod test;
mod tools;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::step::Error;

const USAGE: &str = "\
Usage: cargo xtask <task>

Tasks:
  test [CARGO TEST ARGUMENTS] [-- TEST BINARY ARGUMENTS]
          Install what the tests need (Java, Chromium, the npm packages of tests/tools),
          then run all tests of the workspace, ignored ones included.
          CHROMIUM names the Chromium to use, if not the `chromium` on PATH.
  corpus FOLDER [ARTICLES]
          Write a made library of so many articles (1,000 unless told) to measure with, for
          Acupress, Hugo and Zola, each into a folder of its own.
  corpus --books FOLDER [BOOKS]
          Write a made library of so many long Chinese texts (300 unless told).
  bench [ARTICLES...]
          Build made libraries of so many articles (1,000 and 10,000 unless told) with the release
          program and with Hugo and Zola, if they are on PATH, and print what that takes beside
          copying the site and the floor, and what the search of each weighs.
  bench --check
          Count the instructions of a build of 200 articles and compare them with docs/benchmarks.md.
  floor LIBRARY SITE OUTPUT
          The least that any program does: read the articles of a library, make HTML of them, and
          write as many files and bytes as a site has.
  help    Print this text.
";

fn main() -> ExitCode {
    match run(env::args_os().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: error: {error}");
            error.exit_code()
        }
    }
}

/// Runs the task the arguments name.
fn run(mut arguments: Vec<OsString>) -> Result<ExitCode, Error> {
    if arguments.is_empty() {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    let task = arguments.remove(0);
    match task.to_str() {
        Some("test") => test::test(&repository_root()?, &arguments),
        Some("bench") => bench::bench(&repository_root()?, &arguments),
        Some("floor") => bench::floor(&arguments),
        Some("corpus") => corpus::corpus(&repository_root()?, &arguments),
        Some("help" | "--help" | "-h") => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(Error::UnknownTask(task)),
    }
}

/// The root of the repository: the directory above this crate, which cargo names at run time.
fn repository_root() -> Result<PathBuf, Error> {
    let manifest_directory = env::var_os("CARGO_MANIFEST_DIR").ok_or(Error::NotRunByCargo)?;
    Path::new(&manifest_directory).parent().map(Path::to_owned).ok_or(Error::NotRunByCargo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_task_is_an_error() {
        let result = run(vec!["frobnicate".into()]);
        assert!(matches!(result, Err(Error::UnknownTask(task)) if task == "frobnicate"));
    }
}
