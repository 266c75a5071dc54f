//! From the folder to everything that a site is rendered from, and again after an edit.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::cache::{Fronts, Kept, Memory, Since};
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Outcome};
use crate::library::{self, Library, Linked};
use crate::load::{self, Changed, Shelf, Theme};
use crate::tcm::Registry;
use crate::tcm::script::Script;
use crate::trace::Timings;
use crate::weave::{self, Before, Weaving};

/// Everything that a site is rendered from. Immutable, and shared with the versions before and after it.
#[derive(Clone, Debug)]
pub struct Press {
    /// The entries and declared relations.
    pub library: Arc<Library>,
    /// The bodies and mentions.
    pub weaving: Arc<Weaving>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The configuration.
    pub config: Arc<Config>,
    /// What an earlier build left that still holds, if it left anything.
    pub since: Option<Arc<Since>>,
}

/// Loads, links and weaves the library at `root`.
///
/// The diagnostics are all that the three stages found, at their rules' default levels.
pub fn press(root: &Utf8Path, config: &Config, timings: &mut Timings) -> Outcome<Press> {
    let mut standing = Standing::new(config.clone());
    let outcome = standing.press(root, &Changed::anything(), timings);
    let Standing { linked, .. } = standing;
    // Nobody presses this library again, and nobody has to wait until what was kept for that is given back.
    let kept = linked.map(Linked::without_library);
    rayon::spawn(move || drop(kept));
    outcome
}

/// Loads, links and weaves the library at `root` for a site that is published into `output`, with the help of what the
/// build before left. Returns what is to be left for the next one as well, which has none where that cannot be known.
pub fn press_again(
    root: &Utf8Path,
    config: &Config,
    output: &Utf8Path,
    timings: &mut Timings,
) -> Outcome<(Press, Option<Kept>)> {
    let mut standing = Standing::new(config.clone());
    standing.output = Some(output.to_owned());
    let Outcome { value: press, diagnostics } = standing.press(root, &Changed::anything(), timings);
    let Standing { linked, kept, .. } = standing;
    let rest = linked.map(Linked::without_library);
    rayon::spawn(move || drop(rest));
    Outcome { value: (press, kept), diagnostics }
}

impl Press {
    /// The press for those who only make pages of it: the prose of its files is given back, for bodies hold what it
    /// became. Files that somebody else holds as well keep theirs.
    #[must_use]
    pub fn without_prose(self) -> Press {
        Press { library: Arc::new(Arc::unwrap_or_clone(self.library).without_prose()), ..self }
    }
}

/// What an earlier pressing of a library left, so that the next one works out only what changed.
///
/// The name is the printers': standing type is kept set for the next printing.
#[derive(Debug)]
pub struct Standing {
    config: Arc<Config>,
    registry: Arc<Registry>,
    shelf: Shelf,
    /// The theme with what was found in it; none if its files have to be read.
    theme: Option<(Arc<Theme>, Vec<Diagnostic>)>,
    linked: Option<Linked>,
    weaving: Option<Arc<Weaving>>,
    /// The site of which an earlier build may have left something, to be looked at once.
    output: Option<Utf8PathBuf>,
    /// What is to be left this time.
    kept: Option<Kept>,
}

impl Standing {
    /// Nothing is known yet of a library of this configuration.
    pub fn new(config: Config) -> Standing {
        Standing {
            config: Arc::new(config),
            registry: Arc::new(Registry::new()),
            shelf: Shelf::default(),
            theme: None,
            linked: None,
            weaving: None,
            output: None,
            kept: None,
        }
    }

    /// Has the theme's files read again.
    pub fn theme_changed(&mut self) {
        self.theme = None;
    }

    /// Loads, links and weaves the library at `root`, of whose content no more changed than `changed` says.
    ///
    /// What comes out is what a first pressing of the same files gives.
    pub fn press(&mut self, root: &Utf8Path, changed: &Changed, timings: &mut Timings) -> Outcome<Press> {
        let config = &self.config;
        let (shelf, theme, output) = (&mut self.shelf, self.theme.take(), self.output.take());
        let ((theme, of_theme), memory, sources) = timings.measure("load", || {
            let read_theme = || {
                let Outcome { value, diagnostics } = load::theme::load(root, config);
                (Arc::new(value), diagnostics)
            };
            let ((), (theme, memory)) = rayon::join(
                || shelf.walk(root, config, changed),
                || (theme.unwrap_or_else(read_theme), output.and_then(|output| Memory::open(root, &output, config))),
            );
            let nothing = Fronts::default();
            let fronts = memory.as_ref().map_or(&nothing, |memory| &memory.fronts);
            let (sources, left) = rayon::join(
                || shelf.load(root, config, changed, fronts),
                || memory.as_ref().map(|memory| memory.recall(config, &theme.0)),
            );
            (theme, memory.zip(left), sources)
        });
        let chinese = Script::of_language(&config.language, config.han_script);
        let before = self.linked.as_ref();
        let compared =
            memory.map(|(memory, left)| timings.measure("compare", || memory.compare(left, config, &sources)));
        let (recalled, reading) = compared.unzip();
        let (linked, recalled) = timings.measure("link", || {
            if let Some(recalled) = recalled.flatten() {
                let linked = library::link_known(&self.registry, chinese, sources.value.clone(), &recalled.prose());
                if recalled.holds(&linked.library) {
                    return (linked, Some(recalled));
                }
            }
            (library::link_with(&self.registry, chinese, sources.value, before), None)
        });
        // Bodies show words of the theme.
        let is_worded_alike = |weaving: &Arc<Weaving>| weaving.is_worded_alike(&theme.words);
        let before = before.zip(self.weaving.as_ref().filter(|weaving| is_worded_alike(weaving)));
        let before = before.map(|(linked, weaving)| Before { library: &linked.library, weaving });
        let known = recalled.as_ref().map(|recalled| recalled.bodies(&linked));
        let weaving = timings.measure("weave", || weave::weave(&linked.library, config, &theme.words, before, known));
        let since = recalled.map(|recalled| Arc::new(recalled.since(&linked.library, &weaving.value)));
        self.kept = reading.map(|reading| reading.keep(&linked, &weaving.value, since.as_deref()));
        let settings = &theme.settings;
        let of_settings = settings.broken_links(&linked.library.routes, |path| theme.has_asset(path));
        let diagnostics =
            [of_theme.clone(), sources.diagnostics, linked.diagnostics(), of_settings, weaving.diagnostics];
        let press = Press {
            library: Arc::clone(&linked.library),
            weaving: Arc::new(weaving.value),
            theme: Arc::clone(&theme),
            config: Arc::clone(config),
            since,
        };
        self.weaving = Some(Arc::clone(&press.weaving));
        self.linked = Some(linked);
        self.theme = Some((theme, of_theme));
        Outcome { value: press, diagnostics: diagnostics.concat() }
    }
}
