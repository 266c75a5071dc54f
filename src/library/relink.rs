//! Linking again after an edit of prose: whatever the front matter of all files decides is as it was.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::checks;
use super::link::Linked;
use super::mentions::named_entries;
use super::{Declared, EntryId, Facts, Library, Relation, SourceId};
use crate::load::{Source, Sources};
use crate::mentions::Found;
use crate::tcm::script::Script;

/// The library after an edit behind the front matter of some files; none where more than that changed.
///
/// What such an edit leaves as it was: entries, relations and addresses, unless it decides whether there is an entry
/// that nothing but prose names. Then the library has to be linked anew.
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
    let mut named_at = Arc::clone(&old.named_at);
    for (index, found) in edited.iter().zip(&found) {
        name_again(old, SourceId(*index as u32), &read.sources[*index], found, &mut named_at)?;
    }
    let mut library = Library::clone(old);
    library.sources.clone_from(&read.sources);
    for (index, found) in edited.iter().zip(found) {
        library.found[*index] = found;
    }
    if !Arc::ptr_eq(&named_at, &old.named_at) {
        library.relations = Arc::new(placed_anew(old, &named_at));
        library.named_at = named_at;
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

/// Puts down where an edited file names entries first; none if the edit decides whether there is an entry, or which
/// file is the first to name it.
fn name_again(
    library: &Library,
    id: SourceId,
    source: &Source,
    found: &Found,
    named_at: &mut Arc<Vec<(SourceId, u32)>>,
) -> Option<()> {
    let mut lines: HashMap<EntryId, u32> = HashMap::new();
    for (entry, line) in named_entries(library, source, found)? {
        let (first, at) = library.first_named(entry);
        if first > id && is_of_prose(library.source(first), at) {
            return None;
        }
        lines.entry(entry).or_insert(line);
    }
    for entry in library.ids() {
        let (first, at) = library.first_named(entry);
        if first != id || !is_of_prose(library.source(id), at) {
            continue;
        }
        let line = *lines.get(&entry)?;
        if line != at {
            // Where an organ is named first is told where its name is near another's.
            if !matches!(library.entry(entry).facts, Facts::Point(_) | Facts::Channel(_)) {
                return None;
            }
            Arc::make_mut(named_at)[entry.index()] = (id, line);
        }
    }
    Some(())
}

/// The relations with the places of the registry's facts, which are those where points are named first.
fn placed_anew(library: &Library, named_at: &[(SourceId, u32)]) -> Vec<Relation> {
    let mut relations = Vec::clone(&library.relations);
    // One point has one channel, so the order of the relations does not depend on their places.
    for relation in relations.iter_mut().filter(|relation| relation.provenance.declared == Declared::Registry) {
        (relation.provenance.source, relation.provenance.line) = named_at[relation.from.index()];
    }
    relations
}
