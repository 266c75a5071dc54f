//! Linking again after an edit of prose: whatever the front matter of all files decides is as it was.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::checks;
use super::link::Linked;
use super::mentions::targets;
use super::{Library, SourceId};
use crate::load::{Source, Sources};
use crate::mentions::Found;
use crate::tcm::script::Script;

/// The library after an edit behind the front matter of some files; none where more than that changed.
///
/// What such an edit leaves as it was: entries, relations and addresses, unless the prose of a file is the first to
/// name an entry. Then the library has to be linked anew.
pub(super) fn relink(before: &Linked, chinese: Option<Script>, read: &Sources) -> Option<Linked> {
    let old = &before.library;
    let is_same_folder = before.chinese == chinese
        && before.assets == read.assets
        && old.drafts == read.drafts
        && old.sources.len() == read.sources.len();
    let pairs = || old.sources.iter().zip(&read.sources);
    if !is_same_folder || !pairs().all(|(before, now)| Arc::ptr_eq(before, now) || differ_in_prose(before, now)) {
        return None;
    }
    let edited: Vec<usize> =
        (0..old.sources.len()).filter(|index| !Arc::ptr_eq(&old.sources[*index], &read.sources[*index])).collect();
    let find = |index: &usize| Arc::new(before.finder.find(read.sources[*index].markdown(), &before.contexts[*index]));
    let found: Vec<Arc<Found>> = edited.par_iter().map(find).collect();
    let places: BTreeSet<usize> = edited.iter().copied().collect();
    if old
        .named_at
        .iter()
        .any(|(source, line)| places.contains(&source.index()) && is_of_prose(&old.sources[source.index()], *line))
    {
        return None;
    }
    for (index, found) in edited.iter().zip(&found) {
        if !is_named_elsewhere(old, SourceId(*index as u32), found) {
            return None;
        }
    }
    let mut library = Library::clone(old);
    library.sources.clone_from(&read.sources);
    for (index, found) in edited.iter().zip(found) {
        library.found[*index] = found;
    }
    let mut of_prose = before.of_prose.clone();
    for index in edited {
        of_prose[index] = Arc::new(checks::of_prose(&library, SourceId(index as u32)));
    }
    Some(before.with(Arc::new(library), of_prose))
}

/// Whether two versions of a file have the same front matter, letter by letter, so that all its lines stand where
/// they stood.
fn differ_in_prose(before: &Source, now: &Source) -> bool {
    before.file == now.file && before.text[..before.body] == now.text[..now.body]
}

/// Whether a line of a file stands behind its front matter.
fn is_of_prose(source: &Source, line: u32) -> bool {
    line >= source.body_line(0)
}

/// Whether all that a file's prose mentions is an entry already, named by a front matter or by a file before it.
fn is_named_elsewhere(library: &Library, id: SourceId, found: &Found) -> bool {
    targets(&library.registry, found).all(|target| {
        let named_at = library.entry_of_target(target).map(|entry| library.named_at[entry.index()]);
        named_at.is_some_and(|(source, line)| source < id || !is_of_prose(library.source(source), line))
    })
}
