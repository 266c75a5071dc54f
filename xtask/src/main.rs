//! Development tasks of Acupress, run as `cargo xtask <task>`.
//!
//! `cargo xtask test` takes a machine that has Rust and Node, installs the other programs the
//! tests run, and runs all tests, including those marked `#[ignore]` because they need these
//! programs. It uses nothing but the standard library, so it builds in a moment.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

const USAGE: &str = "\
Usage: cargo xtask <task>

Tasks:
  test [CARGO TEST ARGUMENTS] [-- TEST BINARY ARGUMENTS]
          Install what the tests need (Java, the npm packages of tests/tools),
          then run all tests of the workspace, ignored ones included.
  help    Print this text.
";

/// What to do when there is no usable Java and it cannot be installed from here.
const INSTALL_JAVA: &str = "install a Java runtime, version 11 or later, so that `java` is on PATH \
    (on Debian, as root: apt-get install --no-install-recommends default-jre-headless)";

/// What to do when npm cannot be started or `npm ci` fails.
const NPM_NEEDS: &str = "`npm` must be on PATH: it comes with Node.js 18 or later \
    (on Debian, as root: apt-get install nodejs npm); it must reach its package registry, and \
    package-lock.json must match package.json";

/// The environment variable that tells the tests where the Nu Html Checker is.
const VNU_JAR_VARIABLE: &str = "ACUPRESS_VNU_JAR";

/// The Nu Html Checker, inside `tests/tools`.
const VNU_JAR: &str = "node_modules/vnu-jar/build/dist/vnu.jar";

/// The copy of the `package-lock.json` that was last installed completely, inside `tests/tools`.
const INSTALLED_LOCK: &str = "node_modules/.acupress-installed-lock.json";

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
        Some("test") => test(&repository_root()?, &arguments),
        Some("help" | "--help" | "-h") => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(Error::UnknownTask(task)),
    }
}

/// Why a task could not be carried out, and what the reader can do about it.
#[derive(Debug)]
pub enum Error {
    /// The first argument names no task.
    UnknownTask(OsString),
    /// The program was not started by cargo, so the repository is unknown.
    NotRunByCargo,
    /// A program could not be started.
    Start { step: String, cause: io::Error, remedy: &'static str },
    /// A program ran and failed.
    Failed { step: String, status: ExitStatus, remedy: &'static str },
    /// There is no `java`, and this user may not install it.
    NotRoot,
    /// A file could not be read, written or removed.
    File { path: PathBuf, cause: io::Error },
    /// `npm ci` succeeded but left no Nu Html Checker behind.
    NoJar(PathBuf),
}

impl Error {
    /// 2 for a wrong command line, 1 for everything else.
    fn exit_code(&self) -> ExitCode {
        match self {
            Error::UnknownTask(_) => ExitCode::from(2),
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
            Error::NotRunByCargo => f.write_str("run this program as `cargo xtask`"),
            Error::Start { step, cause, remedy } => write!(f, "cannot start `{step}`: {cause}\n{remedy}"),
            Error::Failed { step, status, remedy } => write!(f, "`{step}` failed ({status})\n{remedy}"),
            Error::NotRoot => write!(f, "there is no usable `java`, and only root can install it\n{INSTALL_JAVA}"),
            Error::File { path, cause } => {
                write!(f, "{}: {cause}\ncheck that the file and its directory can be read and written", path.display())
            }
            Error::NoJar(path) => write!(
                f,
                "`npm ci` did not install {}\n\
                 check that tests/tools/package.json still depends on vnu-jar, and that the \
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
        self.announce();
        self.command.stderr(Stdio::inherit());
        let output = self.command.output().map_err(|cause| Error::Start {
            step: self.to_string(),
            cause,
            remedy: self.remedy,
        })?;
        if output.status.success() {
            return Ok(output.stdout);
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
fn announce(what: &str) {
    eprintln!("xtask: {what}");
}

/// Sets up what the tests need, runs all of them, and returns the exit code of `cargo test`.
pub fn test(root: &Path, arguments: &[OsString]) -> Result<ExitCode, Error> {
    let tools = root.join("tests").join("tools");
    let jar = tools.join(VNU_JAR);

    ensure_java()?;
    ensure_npm_packages(&tools, &jar)?;
    Step::new("java", INSTALL_JAVA).args(["-jar".as_ref(), jar.as_os_str(), "--version".as_ref()]).run()?;

    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Step::new(cargo, "check that `cargo` is on PATH")
        .args(cargo_test_arguments(arguments))
        .env(VNU_JAR_VARIABLE, &jar)
        .directory(root)
        .status()?;
    Ok(exit_code(status))
}

/// The command line of `cargo test`: as with `cargo test` itself, what comes before a `--` is for
/// cargo and what comes after it for the test binaries.
fn cargo_test_arguments(arguments: &[OsString]) -> Vec<OsString> {
    let separator = arguments.iter().position(|argument| argument == "--");
    let (for_cargo, for_binaries) = match separator {
        Some(index) => (&arguments[..index], &arguments[index + 1..]),
        None => (arguments, &[][..]),
    };
    ["test", "--workspace", "--no-fail-fast"]
        .into_iter()
        .map(OsString::from)
        .chain(for_cargo.iter().cloned())
        .chain(["--", "--include-ignored"].map(OsString::from))
        .chain(for_binaries.iter().cloned())
        .collect()
}

/// The exit code that stands for how a program ended: its own where it has one that is
/// representable, else 1.
fn exit_code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Makes sure that `java` runs, installing it with apt if it does not.
pub fn ensure_java() -> Result<(), Error> {
    if java_runs() {
        return Ok(());
    }
    if !is_root()? {
        return Err(Error::NotRoot);
    }
    apt_get(&["update"]).run()?;
    apt_get(&["install", "-y", "--no-install-recommends", "default-jre-headless"]).run()
}

/// Whether there is a `java` on `PATH` that starts.
fn java_runs() -> bool {
    Step::new("java", INSTALL_JAVA).args(["-version"]).quiet().run().is_ok()
}

/// Whether this process may install system packages.
fn is_root() -> Result<bool, Error> {
    let id = Step::new("id", INSTALL_JAVA).args(["-u"]).output()?;
    Ok(id.trim_ascii() == b"0")
}

/// A run of `apt-get` that asks no questions.
fn apt_get(arguments: &[&str]) -> Step {
    Step::new("apt-get", INSTALL_JAVA).args(arguments).env("DEBIAN_FRONTEND", "noninteractive")
}

/// Installs the npm packages of `tools`, unless those its `package-lock.json` names are installed.
pub fn ensure_npm_packages(tools: &Path, jar: &Path) -> Result<(), Error> {
    let lock_path = tools.join("package-lock.json");
    let lock = fs::read(&lock_path).map_err(file_error(&lock_path))?;
    let installed_lock = tools.join(INSTALLED_LOCK);
    if jar.is_file() && is_content_of(&lock, &installed_lock)? {
        announce("the npm packages of tests/tools are installed");
        return Ok(());
    }

    // Without its copy of the lock file, an installation that is interrupted counts as none.
    match fs::remove_file(&installed_lock) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(file_error(&installed_lock)(error));
        }
        _ => {}
    }
    Step::new("npm", NPM_NEEDS).args(["ci"]).directory(tools).run()?;
    if !jar.is_file() {
        return Err(Error::NoJar(jar.to_owned()));
    }
    fs::write(&installed_lock, lock).map_err(file_error(&installed_lock))
}

/// Whether the file at `path` exists and has exactly this content.
fn is_content_of(content: &[u8], path: &Path) -> Result<bool, Error> {
    match fs::read(path) {
        Ok(found) => Ok(found == content),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(file_error(path)(error)),
    }
}

/// Turns what went wrong with the file at `path` into an [`Error`].
fn file_error(path: &Path) -> impl Fn(io::Error) -> Error {
    move |cause| Error::File { path: path.to_owned(), cause }
}

/// The root of the repository: the directory above this crate, which cargo names at run time.
fn repository_root() -> Result<PathBuf, Error> {
    let manifest_directory = env::var_os("CARGO_MANIFEST_DIR").ok_or(Error::NotRunByCargo)?;
    Path::new(&manifest_directory).parent().map(Path::to_owned).ok_or(Error::NotRunByCargo)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test_command_line(arguments: &[&str]) -> String {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let line = cargo_test_arguments(&arguments);
        line.join(OsStr::new(" ")).to_string_lossy().into_owned()
    }

    #[test]
    fn all_tests_run_without_arguments() {
        assert_eq!(test_command_line(&[]), "test --workspace --no-fail-fast -- --include-ignored");
    }

    #[test]
    fn arguments_are_split_at_the_first_separator() {
        assert_eq!(
            test_command_line(&["--test", "html", "--", "--nocapture", "--", "x"]),
            "test --workspace --no-fail-fast --test html -- --include-ignored --nocapture -- x"
        );
    }

    #[test]
    fn a_step_is_shown_as_it_would_be_typed() {
        let step = Step::new("npm", NPM_NEEDS).args(["ci"]).env("A", "b");
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

    #[test]
    fn an_unknown_task_is_an_error() {
        let result = run(vec!["frobnicate".into()]);
        assert!(matches!(result, Err(Error::UnknownTask(task)) if task == "frobnicate"));
    }

    #[test]
    fn only_equal_content_counts_as_installed() -> Result<(), Error> {
        let path = env::temp_dir().join(format!("xtask-lock-{}", std::process::id()));
        assert!(!is_content_of(b"a", &path)?);
        fs::write(&path, "a").map_err(file_error(&path))?;
        assert!(is_content_of(b"a", &path)?);
        assert!(!is_content_of(b"b", &path)?);
        fs::remove_file(&path).map_err(file_error(&path))
    }
}
