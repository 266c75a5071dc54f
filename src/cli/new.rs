//! `acupress new`: an entry's file with its front matter.

use std::fmt::Write;

use camino::Utf8PathBuf;

use super::{INTERNAL, Shared, USAGE, complain, print_result, read_config, read_kind};
use crate::library::Kind;
use crate::tcm::{PointReference, Registry, Resolution};
use crate::url;

/// Writes the file of a new entry and prints its path; never overwrites one.
pub fn run(shared: &Shared, kind: &str, title: &str) -> u8 {
    let (config, _) = read_config(shared);
    match make(&config.content, kind, title) {
        Err(message) => {
            complain(message);
            USAGE
        }
        Ok((path, text)) => {
            let file = shared.root.join(&path);
            if file.exists() {
                complain(format_args!("`{path}` is there already"));
                return USAGE;
            }
            match file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&file, text)) {
                Err(error) => {
                    complain(format_args!("cannot write `{file}`: {error}"));
                    INTERNAL
                }
                Ok(()) => print_result(&format!("{path}\n")),
            }
        }
    }
}

fn make(content: &camino::Utf8Path, kind: &str, title: &str) -> Result<(Utf8PathBuf, String), String> {
    let kind = read_kind(kind)?;
    let (slug, heading) = match kind {
        Kind::Point => {
            let registry = Registry::new();
            match PointReference::parse(&registry, title).resolution {
                Resolution::Point(id) => {
                    let point = registry.point(id);
                    (point.slug(), format!("# {} {} {}\n", point.code, point.name, point.traditional))
                }
                _ => return Err(format!("`{title}` is no point of the registry; `acupress points NAME` looks one up")),
            }
        }
        _ => (url::slugify(title), yaml_line("title", title)?),
    };
    if slug.is_empty() {
        return Err(format!("`{title}` makes no address, for it holds no letter or digit"));
    }
    let folder = if kind == Kind::Page { content.to_owned() } else { content.join(kind.plural()) };
    let mut text = format!("---\n{heading}");
    for line in template(kind) {
        let _ = writeln!(text, "{line}");
    }
    if kind == Kind::Article {
        let today = time::OffsetDateTime::now_utc().date();
        let _ = writeln!(text, "date: {}", crate::load::Date(today));
    }
    text.push_str("---\n\n");
    Ok((folder.join(format!("{slug}.md")), text))
}

/// One `key: value` line, quoted where YAML needs it.
fn yaml_line(key: &str, value: &str) -> Result<String, String> {
    let map = std::collections::BTreeMap::from([(key, value)]);
    serde_yaml::to_string(&map).map_err(|error| format!("the title cannot be written: {error}"))
}

/// The keys that an author of a kind fills first; empty ones are as good as missing.
fn template(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Article => &[
            "description:",
            "authors: []",
            "conditions: []",
            "organs: []",
            "patterns: []",
            "principles: []",
            "points: []",
            "treatments: []",
            "sources: []",
        ],
        Kind::Condition => &["description:", "names: []", "organs: []", "patterns: []"],
        Kind::Pattern => &[
            "description:",
            "names: []",
            "organs: []",
            "symptoms: []",
            "tongue:",
            "pulse:",
            "principles: []",
            "points: []",
        ],
        Kind::Point => &[
            "description:",
            "location:",
            "actions: []",
            "indications: []",
            "needling:",
            "moxibustion:",
            "cautions: []",
        ],
        Kind::Channel | Kind::Organ | Kind::Page => &["description:"],
        Kind::Source => &["authors: []", "publisher:", "year:", "isbn:"],
    }
}
