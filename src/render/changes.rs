//! When each entry's page last changed, for sitemaps and structured data.

use crate::library::{Declared, EntryId, Library, SourceId};
use crate::load::Date;
use crate::weave::Weaving;

/// The day of each entry's last change, by its id; none where no file that tells of it has a date.
///
/// An article or plain page changes with its own file. What articles are about changes with every file that tells
/// of it, since its page gathers what they say.
pub fn all(library: &Library, weaving: &Weaving) -> Vec<Option<Date>> {
    let mut changes: Vec<Option<Date>> =
        library.entries.iter().map(|entry| entry.source.and_then(|source| of_file(library, source))).collect();
    let mut told = |id: EntryId, source: SourceId| {
        if library.entry(id).kind.is_entity() {
            let change = &mut changes[id.index()];
            *change = (*change).max(of_file(library, source));
        }
    };
    for relation in library.relations.iter() {
        // The points that a channel shows as used, but not the channel that a point has always lain on.
        if relation.provenance.declared != Declared::Registry {
            told(relation.from, relation.provenance.source);
        }
        told(relation.to, relation.provenance.source);
    }
    for source in (0..library.sources.len() as u32).map(SourceId) {
        weaving.brief(source).mentioned.iter().for_each(|entry| told(*entry, source));
    }
    changes
}

/// The day on which a file was published or last changed.
pub fn of_file(library: &Library, source: SourceId) -> Option<Date> {
    let front = &library.source(source).front_matter;
    front.updated.max(front.date)
}
