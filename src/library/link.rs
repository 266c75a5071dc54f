//! The second stage: names become entries, declarations become relations.

use std::sync::Arc;

use super::anew::link_anew;
use super::declare::AllDeclared;
use super::mentions::KnownProse;
use super::points::OwnNames;
use super::{Library, SourceId};
use crate::diagnostics::{Diagnostic, Outcome};
use crate::load::{Asset, Sources};
use crate::mentions::{Context, Finder, Name};
use crate::tcm::Registry;
use crate::tcm::script::Script;

/// A library, and what it takes to link it again after an edit.
#[derive(Debug)]
pub struct Linked {
    /// The library.
    pub library: Arc<Library>,
    pub(super) chinese: Option<Script>,
    pub(super) assets: Arc<Vec<Asset>>,
    pub(super) own_names: Arc<OwnNames>,
    pub(super) names: Arc<Vec<Name>>,
    pub(super) finder: Arc<Finder>,
    pub(super) declared: Arc<AllDeclared>,
    pub(super) contexts: Arc<Vec<Arc<Context>>>,
    /// Whether nothing was wrong with the addresses.
    pub(super) are_routes_clear: bool,
    /// Findings that what stands behind a front matter cannot change.
    pub(super) of_front_matter: Arc<Vec<Diagnostic>>,
    /// Findings of each file that its prose can change.
    pub(super) of_prose: Vec<Arc<Vec<Diagnostic>>>,
}

impl Linked {
    /// All that was found.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let of_prose = self.of_prose.iter().flat_map(|found| found.iter());
        self.of_front_matter.iter().chain(of_prose).cloned().collect()
    }

    /// All but the library.
    pub fn without_library(self) -> impl Send {
        let Linked { own_names, names, finder, declared, contexts, of_front_matter, of_prose, assets, .. } = self;
        (own_names, names, finder, declared, contexts, of_front_matter, of_prose, assets)
    }

    /// What finds mentions in the prose of a file, by what each file declares.
    pub(crate) fn finding(&self) -> (Arc<Finder>, Arc<Vec<Arc<Context>>>) {
        (Arc::clone(&self.finder), Arc::clone(&self.contexts))
    }

    /// Whether nothing is wrong in the prose of a file, as far as linking tells.
    pub(crate) fn is_settled(&self, source: SourceId) -> bool {
        self.of_prose[source.index()].is_empty() && self.library.asks_nothing(source)
    }

    /// The same library with other prose, and what is found in that.
    pub(super) fn with(&self, library: Arc<Library>, of_prose: Vec<Arc<Vec<Diagnostic>>>) -> Linked {
        Linked {
            library,
            chinese: self.chinese,
            assets: Arc::clone(&self.assets),
            own_names: Arc::clone(&self.own_names),
            names: Arc::clone(&self.names),
            finder: Arc::clone(&self.finder),
            declared: Arc::clone(&self.declared),
            contexts: Arc::clone(&self.contexts),
            are_routes_clear: self.are_routes_clear,
            of_front_matter: Arc::clone(&self.of_front_matter),
            of_prose,
        }
    }
}

/// Links everything that was read into a library, which is in Chinese of a script or in another language.
pub fn link(registry: Registry, chinese: Option<Script>, read: Sources) -> Outcome<Library> {
    let Linked { library, of_front_matter, of_prose, .. } = link_with(&Arc::new(registry), chinese, read, None);
    let mut diagnostics = Arc::unwrap_or_clone(of_front_matter);
    diagnostics.extend(of_prose.into_iter().flat_map(Arc::unwrap_or_clone));
    Outcome { value: Arc::unwrap_or_clone(library), diagnostics }
}

/// Links a library with the help of how it was linked `before`: what is known of unchanged files is not worked out
/// again. The library is the one that [`link`] makes.
pub fn link_with(registry: &Arc<Registry>, chinese: Option<Script>, read: Sources, before: Option<&Linked>) -> Linked {
    match before.and_then(|before| super::relink::relink(before, chinese, &read)) {
        Some(linked) => linked,
        None => link_anew(registry, chinese, read, before, &KnownProse::default()),
    }
}

/// Links a library of which it is known what the prose of some files names. What else stands there is not found: the
/// library has no spots of those files.
pub fn link_known(registry: &Arc<Registry>, chinese: Option<Script>, read: Sources, known: &KnownProse<'_>) -> Linked {
    link_anew(registry, chinese, read, None, known)
}
