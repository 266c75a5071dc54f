//! The task `test`: all tests of the workspace, with all that they need.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitCode, ExitStatus};

use crate::step::{Error, Step};
use crate::tools::{JAVA, VNU_JAR, ensure_chromium, ensure_npm_packages};

/// The environment variable that tells the tests where the Nu Html Checker is.
const VNU_JAR_VARIABLE: &str = "ACUPRESS_VNU_JAR";

/// The environment variable that tells the tests where the folder of the npm packages is.
const TOOLS_VARIABLE: &str = "ACUPRESS_TEST_TOOLS";

/// The environment variable that tells the tests which Chromium to drive: a name on `PATH` or a path.
const CHROMIUM_VARIABLE: &str = "ACUPRESS_CHROMIUM";

/// Sets up what the tests need, runs all of them, and returns the exit code of `cargo test`.
pub fn test(root: &Path, arguments: &[OsString]) -> Result<ExitCode, Error> {
    let tools = root.join("tests").join("tools");
    let jar = tools.join(VNU_JAR);

    JAVA.ensure()?;
    let chromium = ensure_chromium()?;
    ensure_npm_packages(&tools)?;
    Step::new(JAVA.name, JAVA.remedy).args(["-jar".as_ref(), jar.as_os_str(), "--version".as_ref()]).run()?;

    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Step::new(cargo, "check that `cargo` is on PATH")
        .args(cargo_test_arguments(arguments))
        .env(VNU_JAR_VARIABLE, &jar)
        .env(TOOLS_VARIABLE, &tools)
        .env(CHROMIUM_VARIABLE, &chromium)
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

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

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
}
