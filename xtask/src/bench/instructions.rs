//! The guard against slow growth: instructions of a small build, which do not depend on what else the machine does.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::corpus::{Corpus, Flavour};
use crate::step::{Error, Step, file_error};

/// Articles of the library that is built.
const ARTICLES: usize = 200;
/// How much more than recorded is a finding, in per cent: seeds of hash tables differ from run to run.
const TOLERANCE: f64 = 3.0;
/// What stands before the figure in the record.
const RECORD: &str = "Instructions of a build of 200 articles: ";
/// The record, from the repository's root.
const FILE: &str = "docs/benchmarks.md";

const NEEDS_VALGRIND: &str = "install valgrind (on Debian: apt-get install valgrind)";

/// Counts the instructions of a build and compares them with the record; more is a failure.
pub fn check(root: &Path, target: &Path, acupress: &Path) -> Result<ExitCode, Error> {
    let folder = target.join("bench").join("instructions");
    Corpus::Articles(ARTICLES).write(root, &folder, &[Flavour::Acupress])?;
    let output = folder.join("site");
    if output.exists() {
        fs::remove_dir_all(&output).map_err(file_error(&output))?;
    }
    super::forget(&folder.join(Flavour::Acupress.folder()))?;
    let said = Step::new("valgrind", NEEDS_VALGRIND)
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .args([acupress])
        .args(["build", "--quiet", "--output-dir"])
        .args([&output])
        // One thread counts the same however work would be divided.
        .env("RAYON_NUM_THREADS", "1")
        .directory(&folder.join(Flavour::Acupress.folder()))
        .said()?;
    let counted = collected(&said).ok_or_else(|| Error::Arguments(format!("valgrind said {said:?}")))?;
    let file = root.join(FILE);
    let text = fs::read_to_string(&file).map_err(file_error(&file))?;
    println!("{RECORD}{}", grouped(counted));
    let Some(recorded) = recorded(&text) else {
        println!("{FILE} has no such line yet: add it.");
        return Ok(ExitCode::FAILURE);
    };
    let more = 100.0 * (counted as f64 / recorded as f64 - 1.0);
    println!("{FILE} has {}: {more:+.1}%", grouped(recorded));
    if more > TOLERANCE {
        println!("that is more than {TOLERANCE}%: find out why, or record what it buys");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// The count in what callgrind prints: `==1== Collected : 123`.
fn collected(said: &str) -> Option<u64> {
    let (_, rest) = said.rsplit_once("Collected : ")?;
    rest.split_whitespace().next()?.parse().ok()
}

/// The count in the record, written with commas.
fn recorded(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once(RECORD)?;
    let figure: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(|c| *c != ',').collect();
    figure.parse().ok()
}

/// A number with commas between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_and_written() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(12), "12");
        assert_eq!(recorded("x\nInstructions of a build of 200 articles: 12,345.\n"), Some(12_345));
        assert_eq!(collected("==9== Events    : Ir\n==9== Collected : 42\n==9==\n"), Some(42));
        assert_eq!(collected("nothing"), None);
    }
}
