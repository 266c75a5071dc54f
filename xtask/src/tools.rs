//! The programs and packages that the tests run, installed where they are missing.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::Path;

use crate::step::{Error, Step, announce, file_error};

/// A program of the system, which Debian has in packages.
#[derive(Debug)]
pub struct Program {
    /// Its name on `PATH`.
    pub name: &'static str,
    /// The argument that makes it print its version and end.
    version: &'static str,
    /// Debian's packages of it and of what it needs.
    packages: &'static [&'static str],
    /// What to do when it does not run and cannot be installed from here.
    pub remedy: &'static str,
}

/// Java, which the Nu Html Checker runs on.
pub const JAVA: Program = Program {
    name: "java",
    version: "-version",
    packages: &["default-jre-headless"],
    remedy: "install a Java runtime, version 11 or later, so that `java` is on PATH \
        (on Debian, as root: apt-get install --no-install-recommends default-jre-headless)",
};

/// Chromium, and a typeface with the Han characters that pages show in it.
const CHROMIUM: Program = Program {
    name: "chromium",
    version: "--version",
    packages: &["chromium", "fonts-noto-cjk"],
    remedy: "install Chromium, so that `chromium` is on PATH, or set CHROMIUM to the path of one \
        (on Debian, as root: apt-get install --no-install-recommends chromium fonts-noto-cjk)",
};

/// The environment variable by which a user names a Chromium.
const CHROMIUM_CHOICE: &str = "CHROMIUM";

/// What to do when npm cannot be started or `npm ci` fails.
const NPM_NEEDS: &str = "`npm` must be on PATH: it comes with Node.js 18 or later \
    (on Debian, as root: apt-get install nodejs npm); it must reach its package registry, and \
    package-lock.json must match package.json";

/// The Nu Html Checker, inside `tests/tools`.
pub const VNU_JAR: &str = "node_modules/vnu-jar/build/dist/vnu.jar";

/// What the tests use of the npm packages, inside `tests/tools`.
const NPM_FILES: [&str; 5] = [
    VNU_JAR,
    "node_modules/axe-core/axe.min.js",
    "node_modules/playwright-core/index.js",
    "node_modules/schema-dts/dist/schema.d.ts",
    "node_modules/.bin/tsc",
];

/// The copy of the `package-lock.json` that was last installed completely, inside `tests/tools`.
const INSTALLED_LOCK: &str = "node_modules/.acupress-installed-lock.json";

impl Program {
    /// Makes sure that the program runs, installing it with apt if it does not.
    pub fn ensure(&self) -> Result<(), Error> {
        if self.asked_for_its_version(self.name).quiet().run().is_ok() {
            return Ok(());
        }
        if !self.may_be_installed()? {
            return Err(Error::NotRoot { program: self.name, remedy: self.remedy });
        }
        self.apt_get(&["update"]).run()?;
        self.apt_get(&["install", "-y", "--no-install-recommends"]).args(self.packages).run()
    }

    /// A run that does nothing but show whether the program starts, under its usual name or another.
    fn asked_for_its_version(&self, name: impl AsRef<OsStr>) -> Step {
        Step::new(name, self.remedy).args([self.version])
    }

    /// Whether this process may install system packages.
    fn may_be_installed(&self) -> Result<bool, Error> {
        let id = Step::new("id", self.remedy).args(["-u"]).output()?;
        Ok(id.trim_ascii() == b"0")
    }

    /// A run of `apt-get` that asks no questions.
    fn apt_get(&self, arguments: &[&str]) -> Step {
        Step::new("apt-get", self.remedy).args(arguments).env("DEBIAN_FRONTEND", "noninteractive")
    }
}

/// Makes sure that there is a Chromium and returns the one to use: what the user chose, which must run as it is, or
/// Debian's.
pub fn ensure_chromium() -> Result<OsString, Error> {
    if let Some(choice) = env::var_os(CHROMIUM_CHOICE).filter(|choice| !choice.is_empty()) {
        CHROMIUM.asked_for_its_version(&choice).run()?;
        return Ok(choice);
    }
    CHROMIUM.ensure()?;
    Ok(CHROMIUM.name.into())
}

/// Installs the npm packages of `tools`, unless those its `package-lock.json` names are installed.
pub fn ensure_npm_packages(tools: &Path) -> Result<(), Error> {
    let lock_path = tools.join("package-lock.json");
    let lock = fs::read(&lock_path).map_err(file_error(&lock_path))?;
    let installed_lock = tools.join(INSTALLED_LOCK);
    let missing = || NPM_FILES.iter().map(|file| tools.join(file)).find(|path| !path.is_file());
    if missing().is_none() && is_content_of(&lock, &installed_lock)? {
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
    if let Some(path) = missing() {
        return Err(Error::NotInstalled(path));
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

#[cfg(test)]
mod tests {
    use super::*;

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
