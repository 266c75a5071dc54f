//! A small site in a temporary directory, and the real binary run on it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A library under test; its files go with it.
pub struct Site {
    folder: TempDir,
}

/// What a run of the binary gave.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// What stood on stdout.
    pub stdout: String,
    /// What stood on stderr.
    pub stderr: String,
}

impl Site {
    /// An empty library with a base URL, so that no note about it disturbs.
    pub fn new() -> Site {
        Site { folder: TempDir::new().unwrap() }.file("acupress.yaml", "base_url: https://example.org/\n")
    }

    /// A folder with nothing in it at all.
    pub fn bare() -> Site {
        Site { folder: TempDir::new().unwrap() }
    }

    /// The library's folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path below the library's folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file.
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Site {
        self.write(path, text);
        self
    }

    /// Writes a file of a site in use.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let file = self.path(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// Writes an article with this front matter and body.
    pub fn article(self, slug: &str, front_matter: &str, body: &str) -> Site {
        self.file(&format!("content/articles/{slug}.md"), format!("---\n{}\n---\n{body}\n", front_matter.trim_end()))
    }

    /// Runs the binary in the library's folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, |_| {})
    }

    /// Runs the binary with the command changed by `change` first.
    pub fn run_with(&self, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_acupress"));
        command.args(arguments).current_dir(self.root()).env("NO_COLOR", "1").env_remove("RUST_BACKTRACE");
        change(&mut command);
        let Output { status, stdout, stderr } = command.output().unwrap();
        Run {
            code: status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&stdout).into_owned(),
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        }
    }

    /// Builds the site, which must succeed.
    #[track_caller]
    pub fn build(&self) -> Run {
        let run = self.run(&["build"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run
    }

    /// The findings of `check` as objects.
    #[track_caller]
    pub fn findings(&self) -> Vec<Value> {
        let run = self.run(&["check", "--format", "json"]);
        run.stderr.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{}", run.stderr))).collect()
    }

    /// The findings of one rule as `file:line:column message`.
    #[track_caller]
    pub fn findings_of(&self, rule: &str) -> Vec<String> {
        let findings = self.findings();
        let of_rule = findings.iter().filter(|finding| finding["rule"] == rule);
        of_rule
            .map(|found| {
                let text = |key: &str| found[key].as_str().unwrap_or("").to_owned();
                format!("{}:{}:{} {}", text("file"), found["line"], found["column"], text("message"))
            })
            .collect()
    }

    /// What the human printer shows on stderr for `check`.
    pub fn shown(&self) -> String {
        self.run(&["check"]).stderr
    }

    /// A published file.
    #[track_caller]
    pub fn published(&self, path: &str) -> String {
        let file = self.path("public").join(path);
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    /// The `<main>` of a published page.
    #[track_caller]
    pub fn main_of(&self, path: &str) -> String {
        let page = self.published(path);
        let start = page.find("<main").unwrap_or_else(|| panic!("no <main> in {path}"));
        let end = page.find("</main>").unwrap();
        page[start..end].to_owned()
    }

    /// Every published file with its bytes.
    pub fn all_published(&self) -> BTreeMap<String, Vec<u8>> {
        files_below(&self.path("public"))
    }

    /// The exported library.
    #[track_caller]
    pub fn library(&self) -> Value {
        serde_json::from_str(&self.published("library.json")).unwrap()
    }

    /// The exported relations of one type, as `from → to`.
    #[track_caller]
    pub fn relations(&self, kind: &str) -> Vec<String> {
        let library = self.library();
        let relations = library["relations"].as_array().unwrap().iter().filter(|relation| relation["type"] == kind);
        relations
            .map(|relation| format!("{} → {}", relation["from"].as_str().unwrap(), relation["to"].as_str().unwrap()))
            .collect()
    }
}

/// Every file below a folder with its bytes, by its path with forward slashes; none if there is no folder.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        files.insert(path, std::fs::read(entry.path()).unwrap());
    }
    files
}

/// The repository's own folder, which holds the sample library.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
