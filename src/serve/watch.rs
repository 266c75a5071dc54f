//! Seeing what changes in a library while it is served.

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use notify_debouncer_full::notify::{self, Event, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, NoCache, new_debouncer_opt};

use super::Options;
use super::rebuild::Known;
use crate::config::Config;
use crate::load::{Changed, is_passed_over};

/// How long a file has to be left alone before its change counts. Editors write in two or three steps.
const SETTLED: Duration = Duration::from_millis(12);
/// How often that is looked at.
const LOOK: Duration = Duration::from_millis(4);
/// Changed files from which on more are expected: a branch that is being checked out, a folder that is being copied.
const MANY: usize = 16;
/// How long such a burst has to be over.
const OVER: Duration = Duration::from_millis(60);

/// The folder of the themes, in the library's root.
const THEMES: &str = "themes";

/// Events that were seen together.
pub type Batch = Vec<DebouncedEvent>;

/// What changed of a library.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Whether the configuration may be another.
    pub config: bool,
    /// Whether files of a theme may be others.
    pub theme: bool,
    /// What may be other in the content folder.
    pub content: Changed,
    /// Whether files that are published as they are have other bytes.
    pub assets: bool,
    /// The paths that changed, from the root.
    pub said: Vec<String>,
}

impl Changes {
    /// Whether anything changed that a site is made of.
    fn is_any(&self) -> bool {
        self.config || self.theme || self.assets || self.content != Changed::default()
    }

    /// These changes and others before them.
    fn with(mut self, before: &Changes) -> Changes {
        self.config |= before.config;
        self.theme |= before.theme;
        self.assets |= before.assets;
        self.content.any |= before.content.any;
        self.content.files.extend(before.content.files.iter().cloned());
        let is_new = |path: &&String| !self.said.contains(path);
        let before: Vec<String> = before.said.iter().filter(is_new).cloned().collect();
        self.said.extend(before);
        self
    }

    /// Whether nothing but the theme changed.
    pub fn is_of_theme_alone(&self) -> bool {
        self.theme && !self.config && !self.assets && self.content == Changed::default()
    }
}

/// Watches the configuration, the content and the themes of a library.
pub struct Watcher {
    debouncer: Debouncer<RecommendedWatcher, NoCache>,
    root: Utf8PathBuf,
    config: Utf8PathBuf,
    content: Utf8PathBuf,
    /// Batches that were looked at before they were asked for.
    early: RefCell<VecDeque<Batch>>,
}

impl Watcher {
    /// Begins to watch; what is seen goes to `changes`.
    pub fn new(options: &Options, config: &Config, changes: Sender<Batch>) -> Result<Watcher, String> {
        let send = move |result: DebounceEventResult| {
            let events = match result {
                Ok(events) => events.into_iter().filter(|event| !matches!(event.kind, EventKind::Access(_))).collect(),
                // What was missed is found by looking at everything.
                Err(_) => vec![DebouncedEvent::new(Event::new(EventKind::Any), Instant::now())],
            };
            if !events.is_empty() {
                // Nobody listens any more when the server is about to end.
                let _ = changes.send(events);
            }
        };
        let debouncer =
            new_debouncer_opt(SETTLED, Some(LOOK), send, NoCache::new(), notify::Config::default()).map_err(explain)?;
        let mut watcher = Watcher {
            debouncer,
            root: options.root.clone(),
            config: options.root.join(&options.config),
            content: options.root.join(&config.content),
            early: RefCell::default(),
        };
        let beside = watcher.config.parent().unwrap_or(&watcher.root).to_owned();
        for folder in BTreeSet::from([watcher.root.clone(), beside]) {
            watcher.debouncer.watch(&folder, RecursiveMode::NonRecursive).map_err(explain)?;
        }
        watcher.watch_folders()?;
        Ok(watcher)
    }

    /// Watches the folders that hold the library, as far as they exist; the others are seen when they come.
    fn watch_folders(&mut self) -> Result<(), String> {
        // A folder above the content may be taken away with it.
        for folder in self.content.ancestors().skip(1).filter(|folder| *folder != self.root) {
            if folder.starts_with(&self.root) && folder.is_dir() {
                self.debouncer.watch(folder, RecursiveMode::NonRecursive).map_err(explain)?;
            }
        }
        for folder in [self.content.clone(), self.root.join(THEMES)] {
            if folder.is_dir() {
                self.debouncer.watch(&folder, RecursiveMode::Recursive).map_err(explain)?;
            }
        }
        Ok(())
    }

    /// Watches the content folder of a configuration that may name another one than before; returns what may have
    /// changed in it while it was not watched.
    pub fn follow(&mut self, config: &Config) -> Changes {
        let content = self.root.join(&config.content);
        if content == self.content {
            return Changes::default();
        }
        // A folder that is gone is not watched anyway.
        let _ = self.debouncer.unwatch(&self.content);
        self.content = content;
        let _ = self.watch_folders();
        Changes { content: Changed::anything(), ..Changes::default() }
    }

    /// Waits for changes, or adds to those that are `left` of before; none when there will be no more.
    pub fn next(
        &mut self,
        batches: &Receiver<Batch>,
        left: Changes,
        knows: &dyn Fn(&Utf8Path) -> Known,
    ) -> Option<Changes> {
        loop {
            let mut events: Batch = self.early.borrow_mut().drain(..).flatten().collect();
            events.extend(batches.try_iter().flatten());
            if events.is_empty() && !left.is_any() {
                events = batches.recv().ok()?;
            }
            let paths = |events: &Batch| events.iter().map(|event| event.paths.len().max(1)).sum::<usize>();
            while paths(&events) > MANY {
                match batches.recv_timeout(OVER) {
                    Ok(more) => events.extend(more),
                    Err(_) => break,
                }
            }
            let changes = self.changes(&events, knows).with(&left);
            if changes.is_any() {
                return Some(changes);
            }
        }
    }

    /// Whether more has changed already.
    pub fn has_more(&self, batches: &Receiver<Batch>) -> bool {
        let mut early = self.early.borrow_mut();
        early.extend(batches.try_iter());
        !early.is_empty()
    }

    /// What events mean for the library.
    fn changes(&mut self, events: &[DebouncedEvent], knows: &dyn Fn(&Utf8Path) -> Known) -> Changes {
        let mut changes = Changes::default();
        let paths: BTreeSet<&Path> = events.iter().flat_map(|event| &event.paths).map(PathBuf::as_path).collect();
        if events.iter().any(|event| event.need_rescan() || event.paths.is_empty()) {
            changes.content.any = true;
            changes.theme = true;
        }
        let many = paths.len() > MANY;
        let mut is_moved = false;
        for path in paths {
            let Some(path) = Utf8Path::from_path(path) else {
                changes.content.any = true;
                continue;
            };
            let from_root = path.strip_prefix(&self.root).unwrap_or(path);
            if path == self.config {
                changes.config = true;
            } else if from_root.starts_with(THEMES) {
                if from_root.components().any(|part| is_passed_over(part.as_str())) {
                    continue;
                }
                is_moved |= from_root == THEMES;
                changes.theme = true;
            } else if let Ok(within) = path.strip_prefix(&self.content) {
                if within.components().any(|part| is_passed_over(part.as_str())) {
                    continue;
                }
                is_moved |= within == "";
                // Of many paths it is cheaper to look at all files than at each path.
                let known = if many { Known::Folder } else { knows(within) };
                match (path.is_file(), known) {
                    (true, Known::Source) => {
                        changes.content.files.insert(from_root.to_owned());
                    }
                    (true, Known::Asset) => changes.assets = true,
                    // The file under which an editor saved before it gave it its name is gone before anybody sees it.
                    (false, Known::Nothing) if !path.exists() => continue,
                    _ => changes.content.any = true,
                }
            } else if self.content.starts_with(path) && path != self.root {
                // A folder above the content came or went.
                is_moved = true;
                changes.content.any = true;
            } else {
                continue;
            }
            changes.said.push(from_root.to_string());
        }
        if is_moved {
            for folder in [self.content.clone(), self.root.join(THEMES)] {
                // The watch of a folder that was replaced sees the old one.
                let _ = self.debouncer.unwatch(&folder);
            }
            let _ = self.watch_folders();
            // What happened while nobody watched is found by looking at everything.
            changes.content.any = true;
            changes.theme = true;
        }
        changes
    }
}

/// Why nothing can be watched, and what helps.
fn explain(error: notify::Error) -> String {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system watches too many folders already; raise fs.inotify.max_user_watches, or close other programs that watch"
                .to_owned()
        }
        _ => error.to_string(),
    }
}
