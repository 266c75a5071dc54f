//! The library's configuration, `acupress.yaml`.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value as Json;

use crate::diagnostics::{Diagnostic, Level, Levels, Outcome, Place, RULES, RuleId, did_you_mean};
use crate::load::fields::{Field, Shape};
use crate::load::{Findings, Group};
use crate::settings::{self, Settings};
use crate::tcm::script::Script;
use crate::yaml::{self, Node, Value};

/// What a publisher configures; every key has a default, so the file may be missing.
#[derive(Clone, Debug)]
pub struct Config {
    /// Title of the library.
    pub title: String,
    /// One line on what it is.
    pub description: Option<String>,
    /// The language of the site and its interface (BCP 47).
    pub language: String,
    /// The script of Han text that does not tell.
    pub han_script: Script,
    /// Address at which the site is hosted, with a slash at its end; only feeds, sitemaps and canonical links need it.
    pub base_url: Option<String>,
    /// Name of the theme, a folder of `themes/` or the built-in `default`.
    pub theme: String,
    /// The folder of the articles, from the library's root.
    pub content: Utf8PathBuf,
    /// The folder that the site is published into, from the library's root.
    pub output: Utf8PathBuf,
    /// Whether raw HTML in Markdown is published.
    pub raw_html: bool,
    /// Which mentions are linked.
    pub linking: Linking,
    /// What is changed of the theme.
    pub settings: Settings,
    /// Levels of the rules.
    pub levels: Levels,
    /// Free data for templates.
    pub extra: Json,
    /// Whether drafts are published; set by the command line.
    pub drafts: bool,
    /// Whether links hold their file names, for a site opened from a disk; set by the command line.
    pub portable: bool,
}

/// Which mentions in prose are linked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Linking {
    /// Every one.
    All,
    /// The first of each entry in each section.
    #[default]
    FirstInSection,
    /// The first of each entry on each page.
    FirstInPage,
    /// None; they are still counted as mentions.
    None,
}

impl Linking {
    /// The choices by their names in `acupress.yaml`.
    pub const NAMES: [(&'static str, Linking); 4] = [
        ("all", Linking::All),
        ("first-in-section", Linking::FirstInSection),
        ("first-in-page", Linking::FirstInPage),
        ("none", Linking::None),
    ];
}

impl Default for Config {
    fn default() -> Self {
        Config {
            title: "Acupress library".to_owned(),
            description: None,
            language: "en".to_owned(),
            han_script: Script::Traditional,
            base_url: None,
            theme: "default".to_owned(),
            content: "content".into(),
            output: "public".into(),
            raw_html: false,
            linking: Linking::FirstInSection,
            settings: Settings::default(),
            levels: Levels::default(),
            extra: Json::Null,
            drafts: false,
            portable: false,
        }
    }
}

/// A key that is not one of front matter.
pub const fn field(name: &'static str, shape: Shape, meaning: &'static str) -> Field {
    Field { name, shape, meaning, kinds: &[] }
}

/// Every key of `acupress.yaml`.
pub const CONFIGURATION: &[Field] = &[
    field("title", Shape::Text, "Title of the library."),
    field("description", Shape::Text, "One line on what the library is."),
    field("language", Shape::Text, "Language of the site (BCP 47), `en` unless told."),
    field("han_script", Shape::Text, "Script of Han text that does not tell: `zh-Hant` or `zh-Hans`."),
    field("base_url", Shape::Text, "Address at which the site is hosted, for feeds, sitemaps and canonical links."),
    field("theme", Shape::Text, "Name of the theme: a folder of `themes/`, or `default`."),
    field("content", Shape::Text, "Folder of the articles, `content` unless told."),
    field("output", Shape::Text, "Folder that the site is published into, `public` unless told."),
    field("markdown", Shape::Group(MARKDOWN), "How Markdown is read."),
    field(
        "mentions",
        Shape::Text,
        "Which mentions are linked: `all`, `first-in-section` (unless told), `first-in-page` or `none`.",
    ),
    settings::DISCLAIMER,
    settings::FOOTER,
    settings::MENU,
    settings::LOGO,
    settings::STYLE,
    settings::LABELS,
    field("rules", Shape::Free, "Level of each rule: `allow`, `note`, `warning` or `error`."),
    field("extra", Shape::Free, "Free data for templates."),
];

/// Keys of `markdown:`.
pub const MARKDOWN: &[Field] =
    &[field("raw_html", Shape::Flag, "Whether raw HTML is published; dropped with a warning unless true.")];

/// Reads the configuration from `file`, a path from `root`; a missing file gives the defaults unless `required`.
pub fn read(root: &Utf8Path, file: &Utf8Path, required: bool) -> Outcome<Config> {
    let name: Arc<str> = file.as_str().into();
    let text = match std::fs::read_to_string(root.join(file)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !required => {
            return Outcome { value: Config::default(), diagnostics: Vec::new() };
        }
        Err(error) => {
            let diagnostic =
                Diagnostic::new(RuleId::UnreadableFile, Place::file(name), format!("it cannot be read: {error}"));
            return Outcome { value: Config::default(), diagnostics: vec![diagnostic] };
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut findings = Findings { file: name, text, invalid: RuleId::InvalidConfiguration, diagnostics: Vec::new() };
    let value = match yaml::parse(text, 1) {
        Err(error) => {
            findings.report(RuleId::InvalidConfiguration, error.span, error.message, error.hint);
            Config::default()
        }
        Ok(Node { value: Value::Null, .. }) => Config::default(),
        Ok(node) if !matches!(node.value, Value::Mapping(_)) => {
            let message = format!("the configuration is a group of keys, not {}", node.describe());
            let hint = "write `key: value` on each line, such as `title: My library`".to_owned();
            findings.report(RuleId::InvalidConfiguration, node.span, message, Some(hint));
            Config::default()
        }
        Ok(node) => decode(&node, &mut findings),
    };
    Outcome { value, diagnostics: findings.diagnostics }
}

fn decode(node: &Node<'_>, findings: &mut Findings<'_>) -> Config {
    let mut config = Config::default();
    let mut invalid = Vec::new();
    let levels = levels(node, &mut invalid);
    if let Some(mut group) = Group::open(node, CONFIGURATION, findings, &|_| None) {
        config.title = group.plain("title").unwrap_or(config.title);
        config.description = group.plain("description");
        config.language = group.plain("language").unwrap_or(config.language);
        if let Some(script) = group.text("han_script") {
            match script.value.as_str() {
                "zh-Hant" => config.han_script = Script::Traditional,
                "zh-Hans" => config.han_script = Script::Simplified,
                _ => invalid.push((
                    RuleId::InvalidConfiguration,
                    script.span,
                    format!("`{}` is no script", script.value),
                    "write zh-Hant or zh-Hans".to_owned(),
                )),
            }
        }
        // Chinese that does not tell its script is in the library's.
        if config.language.eq_ignore_ascii_case("zh") {
            config.language = config.han_script.language_tag().to_owned();
        }
        if let Some(url) = group.text("base_url") {
            match normalise_base_url(&url.value) {
                Some(base_url) => config.base_url = Some(base_url),
                None => invalid.push((
                    RuleId::InvalidConfiguration,
                    url.span,
                    format!("`{}` is no address of a site", url.value),
                    "write it whole: https://example.org/library/".to_owned(),
                )),
            }
        }
        config.theme = group.plain("theme").unwrap_or(config.theme);
        let (content, output) = (group.text("content"), group.text("output"));
        for (folder, holds) in [(&content, "articles"), (&output, "site")] {
            if let Some(folder) = folder.as_ref().filter(|folder| is_whole_library(&folder.value)) {
                let message = format!("`{}` cannot be the folder of the {holds}", folder.value);
                let hint = "name a folder inside the library".to_owned();
                invalid.push((RuleId::InvalidConfiguration, folder.span, message, hint));
            }
        }
        config.content = content.map_or(config.content, |folder| folder.value.into());
        let content_folder = config.content.clone();
        if let Some(folder) = output {
            let path = Utf8PathBuf::from(&folder.value);
            if path.starts_with(&content_folder) || content_folder.starts_with(&path) {
                let message = format!("the site cannot be published into the articles' folder `{content_folder}`");
                let hint = "name a folder of its own, such as `public`".to_owned();
                invalid.push((RuleId::InvalidConfiguration, folder.span, message, hint));
            }
            config.output = path;
        }
        config.raw_html = group.one_group("markdown", |markdown| markdown.flag("raw_html")).unwrap_or(false);
        if let Some(linking) = group.text("mentions") {
            match Linking::NAMES.into_iter().find(|(name, _)| *name == linking.value) {
                Some((_, choice)) => config.linking = choice,
                None => {
                    let names = Linking::NAMES.map(|(name, _)| name);
                    let hint = match did_you_mean(&linking.value, names) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("one of {}", names.join(", ")),
                    };
                    let message = format!("`{}` is no choice of mentions to link", linking.value);
                    invalid.push((RuleId::InvalidConfiguration, linking.span, message, hint));
                }
            }
        }
        config.settings = Settings::decode(&mut group);
        config.extra = group.free("extra");
    }
    config.levels = levels;
    for (rule, span, message, hint) in invalid {
        findings.report(rule, span, message, Some(hint));
    }
    config
}

/// Whether a folder's name means the library itself or what lies above it.
fn is_whole_library(folder: &str) -> bool {
    matches!(folder.trim_end_matches('/'), "" | "." | "..") || folder.starts_with("../")
}

/// An address made ready to put paths behind it; `None` unless it is one of the web.
pub fn normalise_base_url(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let acceptable = !rest.is_empty() && !rest.starts_with('/') && !rest.contains(['?', '#', ' ', '"', '<', '>']);
    acceptable.then(|| if url.ends_with('/') { url.to_owned() } else { format!("{url}/") })
}

type Invalid = (RuleId, crate::diagnostics::Span, String, String);

fn levels(node: &Node<'_>, invalid: &mut Vec<Invalid>) -> Levels {
    let mut levels = Levels::default();
    let Value::Mapping(pairs) = &node.value else { return levels };
    let Some((_, rules)) = pairs.iter().find(|(key, _)| key.as_text() == Some("rules")) else { return levels };
    let Value::Mapping(rules) = &rules.value else {
        if !matches!(rules.value, Value::Null) {
            invalid.push((
                RuleId::InvalidConfiguration,
                rules.span,
                "`rules` takes a level for each rule".to_owned(),
                "write `rules: {orphan-entry: allow}`".to_owned(),
            ));
        }
        return levels;
    };
    for (key, value) in rules {
        let name = key.as_text().unwrap_or("");
        let Some(rule) = RuleId::from_name(name) else {
            let hint = match did_you_mean(name, RULES.iter().map(|rule| rule.id.name())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`acupress explain` lists them".to_owned(),
            };
            invalid.push((RuleId::UnknownKey, key.span, format!("there is no rule `{name}`"), hint));
            continue;
        };
        match value.as_text().and_then(Level::from_name) {
            Some(_) if rule.rule().fixed => {
                invalid.push((
                    RuleId::InvalidConfiguration,
                    value.span,
                    format!("the level of `{name}` cannot be changed"),
                    "a configuration that is wrong cannot say what is allowed".to_owned(),
                ));
            }
            Some(level) => levels.set(rule, level),
            None => invalid.push((
                RuleId::InvalidConfiguration,
                value.span,
                format!("this is no level for `{name}`"),
                format!("one of {}", Level::NAMES.join(", ")),
            )),
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::normalise_base_url;

    #[test]
    fn base_urls_are_whole_and_end_in_a_slash() {
        assert_eq!(normalise_base_url("https://example.org/a").as_deref(), Some("https://example.org/a/"));
        for url in ["example.org", "/a/", "https://", "https:///a", "ftp://a", "https://a b"] {
            assert_eq!(normalise_base_url(url), None, "{url}");
        }
    }
}
