//! Development tasks of Acupress, run as `cargo xtask <task>`.
//!
//! `cargo xtask test` takes a machine that has Rust and Node, installs the other programs the
//! tests run, and runs all tests, including those marked `#[ignore]` because they need these
//! programs. It uses nothing but the standard library, so it builds in a moment.

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
