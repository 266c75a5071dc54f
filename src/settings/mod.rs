//! What a publisher changes of a theme without touching its files: menu, logo, words, colours and fonts.
//!
//! `acupress.yaml` holds them, and a theme's `theme.yaml` may give others to begin with, under `settings:`.

pub mod style;

use std::collections::BTreeSet;

use crate::config::field;
use crate::diagnostics::{Diagnostic, Place, RuleId, did_you_mean};
use crate::library::{Kind, Routes};
use crate::load::fields::{Field, Shape};
use crate::load::{Group, Text, ThemeFile};
use crate::url;
use crate::words::Words;
use style::Style;

/// The settings that a theme may give too. The configuration knows these keys beside its own.
pub const SETTINGS: &[Field] = &[DISCLAIMER, FOOTER, MENU, LOGO, STYLE, LABELS];

/// `disclaimer:`
pub const DISCLAIMER: Field =
    field("disclaimer", Shape::Text, "Words on every page that the library is no substitute for care.");
/// `footer:`
pub const FOOTER: Field = field("footer", Shape::Text, "Words at the foot of every page.");
/// `menu:`
pub const MENU: Field = field("menu", Shape::Groups(MENU_ITEM), "The menu; without it, all kinds that have entries.");
/// `logo:`
pub const LOGO: Field = field("logo", Shape::Group(LOGO_KEYS), "A picture at the head of every page.");
/// `style:`
pub const STYLE: Field = field("style", Shape::Group(style::KEYS), "Colours and fonts.");
/// `labels:`
pub const LABELS: Field =
    field("labels", Shape::Words, "Words of the interface, by their keys in the theme's `i18n/`.");

/// Keys of an item of `menu:`.
pub const MENU_ITEM: &[Field] = &[
    field("kind", Shape::Text, "`home`, or the entries of a kind: `articles`, `points` …"),
    field("title", Shape::Text, "Words of the link; those of the kind unless told."),
    field("url", Shape::Text, "Address on this site, from its root: `/about/`; or of another, with `https://`."),
];

/// Keys of `logo:`.
pub const LOGO_KEYS: &[Field] = &[
    field("src", Shape::Text, "A file of the content folder, `/images/logo.svg`, or of the theme, `/assets/logo.svg`."),
    field("alt", Shape::Text, "What it shows, for those who cannot see it."),
    field("alone", Shape::Flag, "Whether it stands in place of the library's title, instead of beside it."),
    field("width", Shape::Number, "Its width in pixels, so that nothing moves when it is loaded."),
    field("height", Shape::Number, "Its height in pixels."),
];

/// What a publisher changes of a theme.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Words on every page that the library is no substitute for care.
    pub disclaimer: Option<String>,
    /// Words at the foot of every page.
    pub footer: Option<String>,
    /// The menu, if it is not the one of all kinds.
    pub menu: Option<Vec<MenuItem>>,
    /// A picture at the head of every page.
    pub logo: Option<Logo>,
    /// Colours and fonts.
    pub style: Style,
    /// Words of the interface.
    pub labels: Vec<Label>,
}

/// A link of the menu.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// Its words; a kind has its own.
    pub title: Option<String>,
    /// Where it leads.
    pub target: Target,
    /// Where it was written.
    pub place: Place,
}

/// Where a link of the menu leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The home page.
    Home,
    /// The list of a kind.
    Kind(Kind),
    /// An address from the site's root, as it was written.
    Here(String),
    /// Another site, or a mail address.
    Elsewhere(String),
}

/// A picture at the head of every page.
#[derive(Clone, Debug)]
pub struct Logo {
    /// Path from the content folder, or from the theme's `assets/`.
    pub src: String,
    /// What it shows.
    pub alt: Option<String>,
    /// Whether it stands in place of the title.
    pub alone: bool,
    /// Its width in pixels.
    pub width: Option<u64>,
    /// Its height in pixels.
    pub height: Option<u64>,
    /// Where it was written.
    pub place: Place,
}

/// Words of the interface under a key.
#[derive(Clone, Debug)]
pub struct Label {
    /// The key.
    pub key: String,
    /// The words.
    pub words: String,
    /// Where the key was written.
    pub place: Place,
}

impl Settings {
    /// Reads the settings of a group that knows their keys.
    pub fn decode(group: &mut Group<'_, '_, '_>) -> Settings {
        let given = group.has("menu");
        let menu = group.groups("menu", menu_item);
        Settings {
            disclaimer: group.plain("disclaimer"),
            footer: group.plain("footer"),
            menu: given.then_some(menu),
            logo: group.one_group("logo", logo),
            style: group.one_group("style", |style| Some(Style::decode(style))).unwrap_or_default(),
            labels: group
                .words("labels")
                .into_iter()
                .map(|(key, words)| Label { place: group.place(key.span), key: key.value, words: words.value })
                .collect(),
        }
    }

    /// These settings, with what they lack from others.
    #[must_use]
    pub fn over(self, others: Settings) -> Settings {
        Settings {
            disclaimer: self.disclaimer.or(others.disclaimer),
            footer: self.footer.or(others.footer),
            menu: self.menu.or(others.menu),
            logo: self.logo.or(others.logo),
            style: self.style.over(others.style),
            // Later ones go before earlier ones.
            labels: [others.labels, self.labels].concat(),
        }
    }

    /// The words of the interface with the labels in place of theirs; a label that replaces nothing is a finding.
    pub fn label(&self, words: &Words) -> (Words, Vec<Diagnostic>) {
        let mut labelled = words.all().clone();
        let mut diagnostics = Vec::new();
        for Label { key, words: own, place } in &self.labels {
            let Some(replaced) = words.all().get(key) else {
                let hint = match did_you_mean(key, words.all().keys().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "the keys are those of themes/default/i18n/en.yaml".to_owned(),
                };
                let message = format!("the theme has no words `{key}`");
                diagnostics.push(Diagnostic::new(RuleId::UnknownKey, place.clone(), message).hint(hint));
                continue;
            };
            let known = placeholders(replaced);
            if let Some(unknown) = placeholders(own).difference(&known).next() {
                let message = format!("nothing is put in place of `{{{unknown}}}` in `{key}`");
                let hint = match known.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", ") {
                    none if none.is_empty() => "its words stand as they are".to_owned(),
                    names => format!("known here: {names}"),
                };
                diagnostics.push(Diagnostic::new(RuleId::InvalidConfiguration, place.clone(), message).hint(hint));
            }
            labelled.insert(key.clone(), own.clone());
        }
        (Words::new(labelled), diagnostics)
    }

    /// What the menu and the logo lead to and the site has not.
    pub fn broken_links(&self, routes: &Routes, has_asset: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let mut broken = |place: &Place, message: String, hint: &str| {
            diagnostics.push(Diagnostic::new(RuleId::BrokenLink, place.clone(), message).hint(hint));
        };
        for item in self.menu.iter().flatten() {
            if let Target::Here(address) = &item.target
                && here(address, routes).is_none()
            {
                let hint = "an address of the menu is that of a finished page, from the site's root";
                broken(&item.place, format!("there is no page `{address}`"), hint);
            }
        }
        if let Some(logo) = &self.logo
            && logo.address(routes, has_asset).is_none()
        {
            let hint = "the path counts from the content folder; `/assets/…` is a file of the theme";
            broken(&logo.place, format!("there is no picture `{}`", logo.src), hint);
        }
        diagnostics
    }
}

impl Logo {
    /// The address of the picture, from the site's root and not encoded.
    pub fn address(&self, routes: &Routes, has_asset: impl Fn(&str) -> bool) -> Option<String> {
        let path = self.src.trim_start_matches('/');
        match path.strip_prefix("assets/") {
            Some(asset) => has_asset(asset).then(|| path.to_owned()),
            None => routes.asset_at(path).map(str::to_owned),
        }
    }
}

/// The address that an address of this site means, as the page bears it, with what stands behind `?` and `#`.
pub fn here<'a>(written: &'a str, routes: &Routes) -> Option<(String, &'a str)> {
    let end = written.find(['?', '#']).unwrap_or(written.len());
    let (path, behind) = written.split_at(end);
    let address = url::decode_path(path.trim_start_matches('/'))?;
    let page = address.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    let address = page.map(str::to_owned).unwrap_or(address);
    let with_slash = format!("{}/", address.trim_end_matches('/'));
    let found = if !address.is_empty() && routes.is_page(&with_slash) { with_slash } else { address };
    routes.has_address(&found).then_some((found, behind))
}

/// The names in braces that words hold.
fn placeholders(words: &str) -> BTreeSet<&str> {
    let inner = words.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    inner.filter(|name| !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric())).collect()
}

fn menu_item(item: &mut Group<'_, '_, '_>) -> Option<MenuItem> {
    let (kind, title, address) = (item.text("kind"), item.plain("title"), item.text("url"));
    match (kind, address) {
        (Some(kind), None) => {
            let target = kind_of(&kind.value).or_else(|| {
                let names = Kind::INDEXED.map(Kind::plural);
                let hint = match did_you_mean(&kind.value, names.into_iter().chain(["home"])) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if kind.value.contains('/') => "write `{title: …, url: …}` for an address".to_owned(),
                    None => format!("one of home, {}", names.join(", ")),
                };
                item.invalid(kind.span, format!("`{}` is no kind of entries with a list", kind.value), Some(hint));
                None
            })?;
            Some(MenuItem { title, target, place: item.place(kind.span) })
        }
        (None, Some(address)) => {
            let Some(title) = title else {
                let hint = "add `title:` — the words of the link".to_owned();
                item.invalid(address.span, "a link of the menu needs a `title`", Some(hint));
                return None;
            };
            let target = address_of(&address).or_else(|| {
                let hint = "an address of this site begins with `/`, one of another with `https://`".to_owned();
                item.invalid(address.span, format!("`{}` is no address for a menu", address.value), Some(hint));
                None
            })?;
            Some(MenuItem { title: Some(title), target, place: item.place(address.span) })
        }
        (kind, _) => {
            let span = kind.map_or(item.span(), |kind| kind.span);
            let hint = "write `articles`, or `{title: About us, url: /about/}`".to_owned();
            item.invalid(span, "an item of the menu takes either a `kind` or a `url`", Some(hint));
            None
        }
    }
}

fn kind_of(name: &str) -> Option<Target> {
    if name == "home" {
        return Some(Target::Home);
    }
    let indexed = |kind: &Kind| kind.plural() == name || kind.name() == name;
    Kind::INDEXED.into_iter().find(indexed).map(Target::Kind)
}

fn address_of(address: &Text) -> Option<Target> {
    let text = address.value.as_str();
    if text.starts_with('/') {
        return (!text.starts_with("//")).then(|| Target::Here(text.to_owned()));
    }
    let scheme = url::scheme(text)?;
    url::SCHEMES.contains(&scheme.as_str()).then(|| Target::Elsewhere(url::encode_address(text)))
}

fn logo(group: &mut Group<'_, '_, '_>) -> Option<Logo> {
    let src = group.required("src");
    let (alt, alone) = (group.plain("alt"), group.flag("alone").unwrap_or(false));
    let mut pixels = |key| {
        let number = group.text(key)?;
        let pixels = number.value.parse().ok().filter(|pixels| (1..=10_000).contains(pixels));
        if pixels.is_none() {
            let message = format!("`{key}` takes a number of pixels, not `{}`", number.value);
            group.invalid(number.span, message, None);
        }
        pixels
    };
    let (width, height) = (pixels("width"), pixels("height"));
    let src = src?;
    Some(Logo { place: group.place(src.span), src: src.value, alt, alone, width, height })
}

/// The settings of a theme's `theme.yaml`. What is no YAML at all is told by whoever reads the rest of it.
pub fn of_theme(manifest: &ThemeFile) -> (Settings, Vec<Diagnostic>) {
    use crate::load::Findings;
    use crate::yaml::{self, Value};
    let text = String::from_utf8_lossy(&manifest.bytes);
    let mut findings = Findings {
        file: manifest.shown.as_str().into(),
        text: &text,
        invalid: RuleId::InvalidConfiguration,
        diagnostics: Vec::new(),
    };
    let Ok(root) = yaml::parse(&text, 1) else { return Default::default() };
    let Value::Mapping(pairs) = &root.value else { return Default::default() };
    let Some((_, node)) = pairs.iter().find(|(key, _)| key.as_text() == Some("settings")) else {
        return Default::default();
    };
    if matches!(node.value, Value::Null) {
        return Default::default();
    }
    let settings = Group::open(node, SETTINGS, &mut findings, &|_| None).map(|mut group| Settings::decode(&mut group));
    (settings.unwrap_or_default(), findings.diagnostics)
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn placeholders_are_names_in_braces() {
        let found: Vec<&str> = placeholders("{n} of {q}, {} and { x } {").into_iter().collect();
        assert_eq!(found, ["n", "q"]);
    }
}
