//! A small site in a temporary directory, the real binary run on it, and what several subjects ask of both.

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

    /// What a reader finds in the `<main>` of a published page.
    #[track_caller]
    pub fn words_of(&self, path: &str) -> String {
        text_of(&self.main_of(path))
    }

    /// The ids of the exported entries, of one kind or of all.
    #[track_caller]
    pub fn entries(&self, kind: &str) -> Vec<String> {
        let library = self.library();
        let ids = library["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned());
        ids.filter(|id| id.starts_with(kind)).collect()
    }

    /// The addresses of the published pages below a folder.
    pub fn pages_below(&self, folder: &str) -> Vec<String> {
        let pages = self.all_published().into_keys().filter(|path| path.starts_with(folder));
        pages.filter_map(|path| path.strip_suffix("index.html").map(str::to_owned)).collect()
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

/// The words of some HTML, one block a line: links as `[words](address)`, pictures as `![alt](address)`.
///
/// Drawings and their words are left out: they say again what the page says, and have tests of their own.
pub fn text_of(html: &str) -> String {
    let mut pieces = html.split("<figure class=\"figure\">");
    let first = pieces.next().unwrap_or("").to_owned();
    let html = pieces.fold(first, |text, piece| text + piece.split_once("</figure>").unwrap().1);
    let mut text = String::new();
    let mut open: Vec<String> = Vec::new();
    for piece in html.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        match tag.split([' ', '/']).next().unwrap() {
            "a" => {
                open.push(attribute(tag, "href"));
                text.push('[');
            }
            "img" => text.push_str(&format!("![{}]({})", attribute(tag, "alt"), attribute(tag, "src"))),
            "dd" => text.push_str(": "),
            "td" | "th" => text.push_str(" | "),
            "span" | "strong" | "em" | "cite" | "q" | "time" | "code" | "sup" => {}
            "" if tag == "/a" => text.push_str(&format!("]({})", open.pop().unwrap())),
            "" if matches!(tag, "/span" | "/strong" | "/em" | "/cite" | "/q" | "/time" | "/code" | "/sup") => {}
            "" if matches!(tag, "" | "/dt" | "/td" | "/th") => {}
            _ => text.push('\n'),
        }
        text.push_str(&words.replace('\n', " "));
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let kept: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    unescape(&kept.join("\n"))
}

/// The value of an attribute of a tag; empty if it has none.
fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split_once(&format!(" {name}=\"")).map_or("", |(_, rest)| rest);
    value.split('"').next().unwrap().to_owned()
}

/// Text with its entities as characters again.
fn unescape(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

/// A theme that shows nothing but the woven body, each placed section as its name in brackets.
const BARE_TEMPLATE: &str = "<main>{% for part in body %}{% if part.html %}{{ part.html | safe }}\
                             {% else %}[{{ part.section }}]\n{% endif %}{% endfor %}</main>";

/// An empty library under the bare theme, with more in its configuration.
pub fn bare(configuration: &str) -> Site {
    Site::bare()
        .file("acupress.yaml", format!("base_url: https://example.org/\n{configuration}\n"))
        .file("themes/default/templates/page.html", BARE_TEMPLATE)
        .file("themes/default/templates/article.html", BARE_TEMPLATE)
}

/// What a published page of the bare theme holds.
pub fn body_of(site: &Site, path: &str) -> String {
    site.main_of(path).trim_start_matches("<main>").trim_end().to_owned()
}

/// The HTML of a body on a page of its own.
#[track_caller]
pub fn woven(markdown: &str) -> String {
    woven_in(bare(""), markdown)
}

/// The HTML of a body on a page of its own in this library.
#[track_caller]
pub fn woven_in(site: Site, markdown: &str) -> String {
    let site = site.file("content/text.md", format!("---\ntitle: Text\n---\n{markdown}\n"));
    site.build();
    body_of(&site, "text/index.html")
}

/// The HTML of many bodies, each on a page of its own in one library.
#[track_caller]
pub fn woven_each(mut site: Site, texts: &[&str]) -> Vec<String> {
    for (index, text) in texts.iter().enumerate() {
        site = site.file(&format!("content/text-{index}.md"), format!("---\ntitle: Text {index}\n---\n{text}\n"));
    }
    site.build();
    (0..texts.len()).map(|index| body_of(&site, &format!("text-{index}/index.html"))).collect()
}

/// Asserts what each text becomes.
#[track_caller]
pub fn assert_woven(site: Site, cases: &[(&str, &str)]) {
    let texts: Vec<&str> = cases.iter().map(|(text, _)| *text).collect();
    let found = woven_each(site, &texts);
    let wrong: Vec<String> = cases
        .iter()
        .zip(&found)
        .filter(|((_, wanted), found)| wanted != &found.as_str())
        .map(|((text, wanted), found)| format!("{text}\n   wanted {wanted}\n   found  {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How many points each channel has (WHO Standard Acupuncture Point Locations, 2008), in the standard's order.
pub const CHANNELS: [(&str, u16); 14] = [
    ("LU", 11),
    ("LI", 20),
    ("ST", 45),
    ("SP", 21),
    ("HT", 9),
    ("SI", 19),
    ("BL", 67),
    ("KI", 27),
    ("PC", 9),
    ("TE", 23),
    ("GB", 44),
    ("LR", 14),
    ("GV", 28),
    ("CV", 24),
];

/// How many extra points each region has (Standard Acupuncture Nomenclature, 1991).
pub const REGIONS: [(&str, u16); 5] = [("EX-HN", 15), ("EX-CA", 1), ("EX-B", 9), ("EX-UE", 11), ("EX-LE", 12)];

/// A sound article.
pub const GOOD: &str =
    "---\ntitle: Low Back Pain in the Evening\nconditions: [Low Back Pain]\npoints: [BL23]\n---\nPress it.\n";

/// A library with one sound article, published, so that a later failure has an old site to leave alone.
pub fn published() -> (Site, BTreeMap<String, Vec<u8>>) {
    let site = Site::new().file("content/articles/good.md", GOOD);
    site.build();
    let before = site.all_published();
    (site, before)
}

/// Builds a site that must be refused for its content, with nothing written.
#[track_caller]
pub fn refused(site: &Site, before: &BTreeMap<String, Vec<u8>>) -> Run {
    let run = site.run(&["build"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    assert!(site.all_published() == *before, "the old site was touched");
    let left: Vec<String> = std::fs::read_dir(site.root())
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".acupress") && name != ".acupress-cache")
        .collect();
    assert!(left.is_empty(), "{left:?}");
    run
}
