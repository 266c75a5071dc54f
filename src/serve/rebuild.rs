//! What changes make of the site.

use std::collections::HashSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::Options;
use super::live::Differs;
use super::site::Site;
use super::watch::Changes;
use crate::config::{self, Config};
use crate::diagnostics::{Diagnostic, Outcome, Severity};
use crate::is_failure;
use crate::library::{EntryId, Library, SourceId};
use crate::load::{Changed, Theme};
use crate::press::{Press, Standing};
use crate::trace::Timings;
use crate::weave::Weaving;

/// Edited files whose pages are made before anybody asks, to see whether they can be.
const TRIED: usize = 32;

/// Makes a version of the site after the other.
pub struct Rebuilder {
    root: Utf8PathBuf,
    file: Utf8PathBuf,
    is_config_required: bool,
    drafts: bool,
    config: Config,
    of_config: Vec<Diagnostic>,
    standing: Standing,
    /// The newest version, good or not, from which the next is made.
    newest: Option<Arc<Site>>,
    /// Whether any version was good.
    was_good: bool,
    /// Whether versions were held back that differ in more than pages from the one that is shown.
    is_more_held_back: bool,
    findings: HashSet<String>,
}

/// What a rebuild came to.
pub struct Rebuild {
    /// The site to show; none if the one before has to be shown still.
    pub site: Option<Arc<Site>>,
    /// In what it differs from the one before.
    pub differs: Differs,
    /// What holds the new site back.
    pub errors: Vec<Diagnostic>,
    /// Errors, and findings that are new.
    pub findings: Vec<Diagnostic>,
    /// Pages that the changes touch.
    pub touched: usize,
    /// Pages of the site.
    pub pages: usize,
    /// The version before, to be let go when there is time.
    pub before: Option<Arc<Site>>,
}

impl Rebuilder {
    /// Reads the configuration.
    pub fn new(options: &Options) -> Rebuilder {
        let (config, of_config) = read(&options.root, &options.config, options.is_config_required, options.drafts);
        Rebuilder {
            root: options.root.clone(),
            file: options.config.clone(),
            is_config_required: options.is_config_required,
            drafts: options.drafts,
            standing: Standing::new(config.clone()),
            config,
            of_config,
            newest: None,
            was_good: false,
            is_more_held_back: false,
            findings: HashSet::new(),
        }
    }

    /// The configuration as it was read last.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What is known of a path from the content folder.
    pub fn knows(&self, path: &Utf8Path) -> Known {
        self.newest.as_ref().map_or(Known::Folder, |site| known(&site.press().library, path))
    }

    /// The first version. Whatever can be shown is shown, even if something is wrong.
    pub fn first(&mut self) -> Rebuild {
        let changes = Changes { theme: true, content: Changed::anything(), ..Changes::default() };
        loop {
            // Nothing interrupts the first, so that this comes to an end at once.
            if let Some(first) = self.rebuild(&changes, &|| false) {
                return first;
            }
        }
    }

    /// The version after some changes; none if `is_over` says meanwhile that there are more.
    pub fn rebuild(&mut self, changes: &Changes, is_over: &dyn Fn() -> bool) -> Option<Rebuild> {
        let mut content = changes.content.clone();
        if changes.config {
            (self.config, self.of_config) = read(&self.root, &self.file, self.is_config_required, self.drafts);
            self.standing = Standing::new(self.config.clone());
            content = Changed::anything();
        }
        if changes.theme {
            self.standing.theme_changed();
        }
        let before = self.newest.clone();
        let Outcome { value: press, mut diagnostics } =
            self.standing.press(&self.root, &content, &mut Timings::default());
        diagnostics.extend(self.of_config.iter().cloned());
        let touched = touched(before.as_ref().map(|site| site.press()), &press, changes);
        let site = match Site::new(press, before.as_deref()) {
            Err(of_templates) => {
                diagnostics.extend(of_templates);
                None
            }
            Ok(site) => {
                diagnostics.extend(self.failing(&site, before.as_deref(), changes, is_over)?);
                Some(Arc::new(site))
            }
        };
        let diagnostics = self.config.levels.apply(diagnostics);
        let errors: Vec<Diagnostic> =
            diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).cloned().collect();
        let is_good = site.is_some() && !is_failure(&diagnostics, false);
        let themes = site.as_ref().zip(before.as_ref()).filter(|_| changes.is_of_theme_alone());
        let styles = themes.and_then(|(site, before)| changed_styles(&before.press().theme, &site.press().theme));
        let differs = match styles {
            _ if self.is_more_held_back => Differs::More,
            Some(styles) => Differs::Styles(styles),
            None if changes.config || changes.theme || changes.assets => Differs::More,
            None => Differs::Pages,
        };
        let pages = site.as_ref().map_or(0, |site| site.pages());
        self.newest = site.clone().or_else(|| before.clone());
        // Until there is a good version, what can be shown is better than nothing.
        let shown = site.filter(|_| is_good || !self.was_good);
        self.was_good |= is_good;
        self.is_more_held_back = shown.is_none() && differs != Differs::Pages;
        Some(Rebuild { site: shown, differs, errors, findings: self.news(diagnostics), touched, pages, before })
    }

    /// What fails of the pages that the changes put at risk.
    fn failing(
        &self,
        site: &Site,
        before: Option<&Site>,
        changes: &Changes,
        is_over: &dyn Fn() -> bool,
    ) -> Option<Vec<Diagnostic>> {
        let library = &site.press().library;
        let Some(before) = before else { return Some(site.errors_on_samples()) };
        if changes.config || changes.theme {
            let of_samples = site.errors_on_samples();
            return if of_samples.is_empty() { site.errors(is_over) } else { Some(of_samples) };
        }
        let edited = edited(&before.press().library, library).filter_map(|source| library.entry_of(source));
        let addresses: Vec<&str> = edited.take(TRIED).map(|id| library.entry(id).url.as_str()).collect();
        Some(site.errors_on(&addresses))
    }

    /// Errors, and what was not found the time before.
    fn news(&mut self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let key = |diagnostic: &Diagnostic| {
            let file = diagnostic.place.as_ref().map_or("", |place| &place.file);
            format!("{file}\n{}\n{}", diagnostic.rule.name(), diagnostic.message)
        };
        let keys: HashSet<String> = diagnostics.iter().map(key).collect();
        let before = std::mem::replace(&mut self.findings, keys);
        let is_news = |found: &Diagnostic| found.severity == Severity::Error || !before.contains(&key(found));
        diagnostics.into_iter().filter(is_news).collect()
    }
}

/// What is known of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is a file that was read.
    Source,
    /// It is a file that is published as it is.
    Asset,
    /// It is a folder of such files.
    Folder,
    /// It is none of these.
    Nothing,
}

/// Looks a path up, given from the content folder.
fn known(library: &Library, path: &Utf8Path) -> Known {
    if library.routes.source_at(path.as_str()).is_some() {
        return Known::Source;
    }
    if library.routes.asset_at(path.as_str()).is_some() {
        return Known::Asset;
    }
    let sources = library.sources.iter().map(|source| source.location.path.as_path());
    let assets = library.routes.assets.iter().map(|(_, asset)| asset.path.as_path());
    if sources.chain(assets).any(|file| file.starts_with(path)) { Known::Folder } else { Known::Nothing }
}

fn read(root: &Utf8Path, file: &Utf8Path, is_required: bool, drafts: bool) -> (Config, Vec<Diagnostic>) {
    let Outcome { value, diagnostics } = config::read(root, file, is_required);
    (Config { drafts, ..value }, diagnostics)
}

/// The files that are not as they were, or are new.
fn edited<'a>(before: &Library, now: &'a Library) -> impl Iterator<Item = SourceId> + 'a {
    let known: HashSet<*const crate::load::Source> = before.sources.iter().map(Arc::as_ptr).collect();
    let is_new = move |(_, source): &(usize, &Arc<crate::load::Source>)| !known.contains(&Arc::as_ptr(source));
    now.sources.iter().enumerate().filter(is_new).map(|(index, _)| SourceId(index as u32))
}

/// How many pages changes touch: those of the files themselves, and those of all that they declare or mention, or did.
fn touched(before: Option<&Press>, now: &Press, changes: &Changes) -> usize {
    let Some(before) = before.filter(|_| !changes.config && !changes.theme) else {
        return now.library.routes.pages.len();
    };
    let mut addresses = HashSet::new();
    for source in edited(&before.library, &now.library) {
        addresses.extend(told_by(&now.library, &now.weaving, source));
    }
    for source in edited(&now.library, &before.library) {
        addresses.extend(told_by(&before.library, &before.weaving, source));
    }
    addresses.len()
}

/// The addresses of the entries that a file is, declares or mentions.
fn told_by<'a>(library: &'a Library, weaving: &'a Weaving, source: SourceId) -> impl Iterator<Item = &'a str> {
    let declared = library.declared_by(source).flat_map(|relation| [relation.from, relation.to]);
    let mentioned = weaving.brief(source).mentioned.iter().copied();
    let all = library.entry_of(source).into_iter().chain(declared).chain(mentioned);
    all.map(|id: EntryId| library.entry(id).url.as_str())
}

/// The stylesheets in which two versions of a theme differ, by their paths from the site's root; none if they differ
/// in anything else.
fn changed_styles(before: &Theme, now: &Theme) -> Option<Vec<String>> {
    if before.templates != now.templates || before.words != now.words || before.assets.len() != now.assets.len() {
        return None;
    }
    fn bytes<'a>(theme: &'a Theme, path: &str) -> Option<&'a [u8]> {
        theme.assets.get(path).map(|file| file.bytes.as_slice())
    }
    let changed: Vec<&String> = now.assets.keys().filter(|path| bytes(before, path) != bytes(now, path)).collect();
    let is_style = |path: &&String| path.ends_with(".css") && before.has_asset(path);
    let all_are_styles = !changed.is_empty() && changed.iter().all(is_style);
    all_are_styles.then(|| changed.into_iter().map(|path| format!("assets/{path}")).collect())
}
