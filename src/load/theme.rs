//! Themes: the one that is built in, and a site's own laid over it file by file.

use std::collections::BTreeMap;

use camino::Utf8Path;
use include_dir::{Dir, DirEntry, include_dir};
use walkdir::WalkDir;

use super::scripts::{self, Bundles};
use crate::diagnostics::{Diagnostic, Outcome, Place, RuleId, Span, did_you_mean};
use crate::words::Words;

static DEFAULT_THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The theme's own description, `theme.yaml`.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Its name.
    pub name: String,
    /// What it looks like, in one line.
    #[serde(default)]
    pub description: String,
    /// Scripts that are published as one file, with the files that make them.
    #[serde(default)]
    pub scripts: Bundles,
}

/// A file of a theme.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// Where it is, for messages.
    pub shown: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// A theme, whole: the default one with a site's own files in place of its.
#[derive(Debug, Default)]
pub struct Theme {
    /// Templates by name (`point.html`).
    pub templates: BTreeMap<String, ThemeFile>,
    /// Stylesheets, scripts and pictures by path from `assets/`.
    pub assets: BTreeMap<String, ThemeFile>,
    /// The words of the interface in the site's language.
    pub words: Words,
    /// What the theme says of itself.
    pub manifest: Manifest,
}

/// Loads the theme `name` for a site in `language`.
pub fn load(root: &Utf8Path, name: &str, language: &str) -> Outcome<Theme> {
    let mut files = BTreeMap::new();
    embedded(&DEFAULT_THEME, &mut files);
    let built_in = words_of(&files);
    let mut diagnostics = Vec::new();
    let mut scripts = manifest_of(&files, &mut diagnostics).scripts;
    let folder = Utf8Path::new("themes").join(name);
    let is_plain_name = !name.is_empty() && !name.contains(['/', '\\']) && !name.starts_with('.');
    if is_plain_name && root.join(&folder).is_dir() {
        overlay(root, &folder, &mut files, &mut diagnostics);
    } else if name != "default" {
        diagnostics.push(missing(root, name));
    }
    let own = words_of(&files);
    let mut theme = Theme { manifest: manifest_of(&files, &mut diagnostics), ..Theme::default() };
    for (path, file) in files {
        if let Some(template) = path.strip_prefix("templates/") {
            theme.templates.insert(template.to_owned(), file);
        } else if let Some(asset) = path.strip_prefix("assets/") {
            theme.assets.insert(asset.to_owned(), file);
        }
    }
    // A theme of a site's own that says nothing of scripts keeps those of the default theme.
    scripts.extend(std::mem::take(&mut theme.manifest.scripts));
    let is_built_in = |path: &str, bytes: &[u8]| {
        DEFAULT_THEME.get_file(format!("assets/{path}")).is_some_and(|file| file.contents() == bytes)
    };
    diagnostics.extend(scripts::bundle(&scripts, &mut theme.assets, is_built_in));
    theme.manifest.scripts = scripts;
    theme.words = words_in(language, &built_in, &own, &mut diagnostics);
    Outcome { value: theme, diagnostics }
}

fn manifest_of(files: &BTreeMap<String, ThemeFile>, diagnostics: &mut Vec<Diagnostic>) -> Manifest {
    files.get("theme.yaml").and_then(|file| read_yaml(file, diagnostics)).unwrap_or_default()
}

fn embedded(folder: &Dir<'_>, files: &mut BTreeMap<String, ThemeFile>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => embedded(folder, files),
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy().replace('\\', "/");
                files.insert(
                    path.clone(),
                    ThemeFile { shown: format!("themes/default/{path}"), bytes: file.contents().to_vec() },
                );
            }
        }
    }
}

/// Lays a site's own files over those of the default theme.
fn overlay(
    root: &Utf8Path,
    folder: &Utf8Path,
    files: &mut BTreeMap<String, ThemeFile>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let base = root.join(folder);
    for entry in WalkDir::new(&base).follow_links(true).sort_by_file_name() {
        let unreadable = |shown: String, reason: String| {
            Diagnostic::new(RuleId::UnreadableFile, Place::file(shown), format!("it cannot be read: {reason}"))
        };
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                diagnostics.push(unreadable(folder.to_string(), error.to_string()));
                continue;
            }
        };
        let Some(path) = Utf8Path::from_path(entry.path()).and_then(|path| path.strip_prefix(&base).ok()) else {
            continue;
        };
        if !entry.file_type().is_file() || path.components().any(|part| part.as_str().starts_with('.')) {
            continue;
        }
        let shown = folder.join(path).to_string().replace('\\', "/");
        match std::fs::read(entry.path()) {
            Ok(bytes) => {
                files.insert(path.to_string().replace('\\', "/"), ThemeFile { shown, bytes });
            }
            Err(error) => diagnostics.push(unreadable(shown, error.to_string())),
        }
    }
}

fn missing(root: &Utf8Path, name: &str) -> Diagnostic {
    let mut known: Vec<String> = std::fs::read_dir(root.join("themes"))
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    known.push("default".to_owned());
    known.sort();
    known.dedup();
    let hint = match did_you_mean(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known themes: {}", known.join(", ")),
    };
    Diagnostic::new(
        RuleId::InvalidConfiguration,
        Place::file(format!("themes/{name}")),
        format!("there is no theme `{name}`"),
    )
    .hint(hint)
}

/// The files of words, by language.
fn words_of(files: &BTreeMap<String, ThemeFile>) -> BTreeMap<String, ThemeFile> {
    let language = |path: &str| Some(path.strip_prefix("i18n/")?.strip_suffix(".yaml")?.to_owned());
    files.iter().filter_map(|(path, file)| Some((language(path)?, file.clone()))).collect()
}

/// The words of a language: its own, the language's without its region, and English for what is left; a site's
/// own words are laid over the built-in ones one by one.
fn words_in(
    language: &str,
    built_in: &BTreeMap<String, ThemeFile>,
    own: &BTreeMap<String, ThemeFile>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Words {
    let mut read = |language: &str| -> BTreeMap<String, String> {
        let mut words = BTreeMap::new();
        for file in [built_in.get(language), own.get(language)].into_iter().flatten() {
            words.extend(read_yaml::<BTreeMap<String, String>>(file, diagnostics).into_iter().flatten());
        }
        words
    };
    let mut fallback = read("en");
    if let Some((base, _)) = language.split_once('-') {
        fallback.extend(read(base));
    }
    let chosen = if language == "en" { BTreeMap::new() } else { read(language) };
    Words::new(fallback, chosen)
}

fn read_yaml<T: serde::de::DeserializeOwned>(file: &ThemeFile, diagnostics: &mut Vec<Diagnostic>) -> Option<T> {
    let text = String::from_utf8_lossy(&file.bytes);
    match serde_yaml::from_str(&text) {
        Ok(value) => Some(value),
        Err(error) => {
            let span = error.location().map_or(Span::START, |at| Span {
                line: at.line() as u32,
                column: at.column() as u32,
                length: 0,
            });
            let place = Place::in_text(file.shown.as_str(), &text, span);
            diagnostics.push(Diagnostic::new(RuleId::InvalidConfiguration, place, error.to_string()));
            None
        }
    }
}
