//! Runs of other programs, and how they go wrong.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Output, Stdio};

use crate::USAGE;

/// Why a task could not be carried out, and what the reader can do about it.
#[derive(Debug)]
pub enum Error {
    /// The first argument names no task.
    UnknownTask(OsString),
    /// A task was called in a way that it does not know, and how it is called.
    Arguments(String),
    /// The program was not started by cargo, so the repository is unknown.
    NotRunByCargo,
    /// A program could not be started.
    Start { step: String, cause: io::Error, remedy: &'static str },
    /// A program ran and failed.
    Failed { step: String, status: ExitStatus, remedy: &'static str },
    /// There is no such program that runs, and this user may not install it.
    NotRoot { program: &'static str, remedy: &'static str },
    /// A file could not be read, written or removed.
    File { path: PathBuf, cause: io::Error },
    /// `npm ci` succeeded but left a file out that the tests need.
    NotInstalled(PathBuf),
}

impl Error {
    /// 2 for a wrong command line, 1 for everything else.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Error::UnknownTask(_) | Error::Arguments(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::UnknownTask(task) => {
                write!(f, "there is no task `{}`\n\n{USAGE}", task.display())
            }
            Error::Arguments(remedy) => f.write_str(remedy),
            Error::NotRunByCargo => f.write_str("run this program as `cargo xtask`"),
            Error::Start { step, cause, remedy } => write!(f, "cannot start `{step}`: {cause}\n{remedy}"),
            Error::Failed { step, status, remedy } => write!(f, "`{step}` failed ({status})\n{remedy}"),
            Error::NotRoot { program, remedy } => {
                write!(f, "there is no usable `{program}`, and only root can install it\n{remedy}")
            }
            Error::File { path, cause } => {
                write!(f, "{}: {cause}\ncheck that the file and its directory can be read and written", path.display())
            }
            Error::NotInstalled(path) => write!(
                f,
                "`npm ci` did not install {}\n\
                 check that tests/tools/package.json still depends on its package, and that the \
                 package still has the file",
                path.display()
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Start { cause, .. } | Error::File { cause, .. } => Some(cause),
            _ => None,
        }
    }
}

/// One run of another program, announced in one line before it starts.
#[derive(Debug)]
pub struct Step {
    command: Command,
    remedy: &'static str,
}

impl Step {
    /// A run of `program`; `remedy` is what to do if it cannot be started or fails.
    pub fn new(program: impl AsRef<OsStr>, remedy: &'static str) -> Self {
        Step { command: Command::new(program), remedy }
    }

    /// Adds arguments.
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets the directory the program runs in.
    pub fn directory(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// Hides what the program prints.
    pub fn quiet(mut self) -> Self {
        self.command.stdout(Stdio::null()).stderr(Stdio::null());
        self
    }

    /// Runs the program; that it fails is an error.
    pub fn run(self) -> Result<(), Error> {
        let (step, remedy) = (self.to_string(), self.remedy);
        let status = self.status()?;
        if status.success() {
            return Ok(());
        }
        Err(Error::Failed { step, status, remedy })
    }

    /// Runs the program and returns how it ended.
    pub fn status(mut self) -> Result<ExitStatus, Error> {
        self.announce();
        self.command.status().map_err(|cause| Error::Start { step: self.to_string(), cause, remedy: self.remedy })
    }

    /// Runs the program and returns what it printed; that it fails is an error.
    pub fn output(mut self) -> Result<Vec<u8>, Error> {
        self.command.stderr(Stdio::inherit());
        Ok(self.captured()?.stdout)
    }

    /// Runs the program and returns what it said of its work, on stderr; that it fails is an error.
    pub fn said(self) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.captured()?.stderr).into_owned())
    }

    fn captured(mut self) -> Result<Output, Error> {
        self.announce();
        let output = self.command.output().map_err(|cause| Error::Start {
            step: self.to_string(),
            cause,
            remedy: self.remedy,
        })?;
        if output.status.success() {
            return Ok(output);
        }
        Err(Error::Failed { step: self.to_string(), status: output.status, remedy: self.remedy })
    }

    fn announce(&self) {
        announce(&self.to_string());
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in self.command.get_envs() {
            if let Some(value) = value {
                write!(f, "{}={} ", name.display(), value.display())?;
            }
        }
        f.write_str(&self.command.get_program().to_string_lossy())?;
        for argument in self.command.get_args() {
            write!(f, " {}", argument.display())?;
        }
        Ok(())
    }
}

/// Prints the line that says what happens next.
pub fn announce(what: &str) {
    eprintln!("xtask: {what}");
}

/// Turns what went wrong with the file at `path` into an [`Error`].
pub fn file_error(path: &Path) -> impl Fn(io::Error) -> Error {
    move |cause| Error::File { path: path.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_shown_as_it_would_be_typed() {
        let step = Step::new("npm", "install it").args(["ci"]).env("A", "b");
        assert_eq!(step.to_string(), "A=b npm ci");
    }

    #[test]
    fn a_program_that_cannot_start_comes_with_its_remedy() {
        let step = Step::new("acupress-no-such-program", "install it");
        let message = step.run().map_err(|error| error.to_string());
        assert!(
            message.is_err_and(|text| { text.contains("acupress-no-such-program") && text.ends_with("install it") })
        );
    }
}
