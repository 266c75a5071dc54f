//! What one run of a program takes, told by GNU time from outside.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{Error, Step, file_error};

const NEEDS_TIME: &str = "install GNU time, which tells a program's time and memory (on Debian: apt-get install time)";

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Seconds on the clock.
    wall: f64,
    /// Seconds of processors.
    cpu: f64,
    /// Most memory at once, in megabytes.
    memory: f64,
}

/// The medians of several runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Seconds on the clock.
    pub wall: f64,
    /// Seconds of processors.
    pub cpu: f64,
    /// Most memory at once, in megabytes.
    pub memory: f64,
}

impl Measured {
    /// The medians.
    pub fn of(runs: &[Run]) -> Measured {
        let median = |figure: fn(&Run) -> f64| {
            let mut figures: Vec<f64> = runs.iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
        };
        Measured { wall: median(|run| run.wall), cpu: median(|run| run.cpu), memory: median(|run| run.memory) }
    }
}

/// Runs a command with the folder that it writes as its last argument. `notes` is where GNU time leaves its figures.
pub fn run(
    command: &[OsString],
    output: &Path,
    directory: &Path,
    notes: &Path,
    remedy: &'static str,
) -> Result<Run, Error> {
    let times = notes.join("time.txt");
    let format = ["-f", "%e %U %S %M", "-o"].map(OsString::from);
    let arguments = format.into_iter().chain([times.clone().into()]).chain(command.iter().cloned());
    let remedy = if Path::new("/usr/bin/time").exists() { remedy } else { NEEDS_TIME };
    Step::new("/usr/bin/time", remedy).args(arguments).args([output]).directory(directory).quiet().run()?;
    let written = fs::read_to_string(&times).map_err(file_error(&times))?;
    let figures: Vec<f64> = written.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    match figures[..] {
        [wall, user, system, memory] => Ok(Run { wall, cpu: user + system, memory: memory / 1024.0 }),
        _ => Err(Error::Arguments(format!("GNU time wrote {written:?}"))),
    }
}

/// How many files a folder holds, and their bytes.
pub fn count(folder: &Path) -> Result<(usize, u64), Error> {
    let files = files(folder)?;
    Ok((files.len(), files.iter().map(|(_, size)| size).sum()))
}

/// The files below a folder with their sizes, those of one folder together.
pub fn files(folder: &Path) -> Result<Vec<(PathBuf, u64)>, Error> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(file_error(&folder))?.flatten() {
            let metadata = entry.metadata().map_err(file_error(&entry.path()))?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                found.push((entry.path(), metadata.len()));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_leaves_out_the_odd_one() {
        let runs = [3.0, 1.0, 100.0].map(|wall| Run { wall, cpu: 2.0 * wall, memory: 5.0 });
        assert_eq!(Measured::of(&runs), Measured { wall: 3.0, cpu: 6.0, memory: 5.0 });
    }
}
