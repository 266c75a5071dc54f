//! Themes: the one that is built in, and a site's own laid over it file by file.

use std::collections::BTreeMap;

use camino::Utf8Path;
use include_dir::{Dir, DirEntry, include_dir};
use walkdir::WalkDir;

use super::scripts::{self, Bundles};
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Outcome, Place, RuleId, Span, did_you_mean};
use crate::library::THEME_FOLDER;
use crate::settings::{self, Settings};
use crate::tcm::script::Script;
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
    /// Read apart, with places: see [`Theme::settings`].
    #[serde(default)]
    pub settings: serde::de::IgnoredAny,
}

/// A file of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// What the publisher and the theme's `theme.yaml` change of it.
    pub settings: Settings,
}

impl Theme {
    /// Whether it has a file at this path of `assets/`.
    pub fn has_asset(&self, path: &str) -> bool {
        self.assets.contains_key(path)
    }

    /// The address of the stylesheet that the settings became, from the site's root; none if they set no style.
    pub fn style_href(&self) -> Option<String> {
        self.has_asset(SETTINGS_CSS).then(|| format!("{THEME_FOLDER}/{SETTINGS_CSS}"))
    }
}

/// The stylesheet that the settings become, by its path from `assets/`.
const SETTINGS_CSS: &str = "css/settings.css";
/// The stylesheet that the settings change.
const STYLESHEET: &str = "css/acupress.css";
/// Where a template of the default theme is found that a site's own stands in place of.
const BUILT_IN: &str = "default/";

/// Loads the theme of a site, in its language and with its settings.
pub fn load(root: &Utf8Path, config: &Config) -> Outcome<Theme> {
    let name = config.theme.as_str();
    let mut files = BTreeMap::new();
    embedded(&DEFAULT_THEME, &mut files);
    let built_in = words_of(&files);
    let built_in_files = files.clone();
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
    if let Some(manifest) = files.get("theme.yaml") {
        let (of_theme, found) = settings::of_theme(manifest);
        theme.settings = config.settings.clone().over(of_theme);
        diagnostics.extend(found);
    }
    for (path, file) in built_in_files {
        let Some(template) = path.strip_prefix("templates/") else { continue };
        let is_replaced = files.get(&path).is_some_and(|own| own.shown != file.shown || own.bytes != file.bytes);
        // Components have one name for all templates, so only templates without any can be there twice.
        if is_replaced && !String::from_utf8_lossy(&file.bytes).contains("{% component ") {
            theme.templates.insert(format!("{BUILT_IN}{template}"), file);
        }
    }
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
    let words = words_in(&languages(&config.language, config.han_script), &built_in, &own, &mut diagnostics);
    let (words, of_labels) = theme.settings.label(&words);
    theme.words = words;
    diagnostics.extend(of_labels);
    diagnostics.extend(with_style(&mut theme));
    Outcome { value: theme, diagnostics }
}

/// Adds the stylesheet of the settings, and tells what of it can hardly be read.
fn with_style(theme: &mut Theme) -> Vec<Diagnostic> {
    let Some(css) = theme.settings.style.css() else { return Vec::new() };
    let stylesheet = theme.assets.get(STYLESHEET).map_or("".into(), |file| String::from_utf8_lossy(&file.bytes));
    let found = theme.settings.style.low_contrasts(&stylesheet);
    // A theme's own file of this name comes first, so that what is set has the last word.
    let file = theme
        .assets
        .entry(SETTINGS_CSS.to_owned())
        .or_insert_with(|| ThemeFile { shown: format!("assets/{SETTINGS_CSS}"), bytes: Vec::new() });
    file.bytes.extend(css.into_bytes());
    found
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

/// The languages whose words stand in for each other, the site's own last: `en`, `zh`, `zh-Hant`, `zh-TW`.
fn languages(language: &str, han_script: Script) -> Vec<String> {
    let mut languages = vec!["en".to_owned()];
    let mut add = |language: &str| {
        languages.retain(|known| !known.eq_ignore_ascii_case(language));
        languages.push(language.to_owned());
    };
    let parts = language.match_indices('-').map(|(hyphen, _)| &language[..hyphen]);
    for (index, less) in parts.chain([language]).enumerate() {
        add(less);
        if index == 0
            && let Some(script) = Script::of_language(language, han_script)
        {
            add(script.language_tag());
        }
    }
    languages
}

/// The words of a language: its own, the language's without its region, and English for what is left; a site's
/// own words are laid over the built-in ones one by one.
fn words_in(
    languages: &[String],
    built_in: &BTreeMap<String, ThemeFile>,
    own: &BTreeMap<String, ThemeFile>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Words {
    let mut words = BTreeMap::new();
    for language in languages {
        for files in [built_in, own] {
            for (_, file) in files.iter().filter(|(name, _)| name.eq_ignore_ascii_case(language)) {
                words.extend(read_yaml::<BTreeMap<String, String>>(file, diagnostics).into_iter().flatten());
            }
        }
    }
    Words::new(words)
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
