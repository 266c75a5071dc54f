//! Home, the indexes of the kinds, sections and the ways in.

use tera::Value;

use super::object::Object;
use super::{Renderer, plural_key};
use crate::library::{EntryId, GroupKey, Kind, RelationKind, SourceId};
use crate::url;

/// Articles that the home page shows as new.
const LATEST: usize = 8;
/// Conditions that the home page shows.
const CONDITIONS: usize = 24;

impl Renderer<'_> {
    /// The title of a section's text, or the words that stand for it.
    pub(super) fn section_title(&self, source: Option<SourceId>, fallback: &str) -> String {
        source
            .and_then(|source| self.library.source(source).front_matter.title.as_ref())
            .map_or_else(|| fallback.to_owned(), |title| title.value.clone())
    }

    /// The description of a section's text.
    pub(super) fn section_description(&self, source: Option<SourceId>) -> Option<&str> {
        self.library.source(source?).front_matter.description.as_deref()
    }

    /// The home page: its text, the ways in, and what is new.
    pub(super) fn home(&self, source: Option<SourceId>) -> Object {
        let library = self.library;
        let mut conditions: Vec<EntryId> = library.ids_of(Kind::Condition).collect();
        conditions.sort_by_key(|id| std::cmp::Reverse(library.to(*id, RelationKind::Covers).count()));
        conditions.truncate(CONDITIONS);
        let by_channel = library.ids_of(Kind::Channel).filter_map(|id| {
            let count = library.to(id, RelationKind::LiesOn).count();
            (count > 0).then(|| {
                Object::new().set("channel", self.references[id.index()].clone()).set("count", count as u64).into()
            })
        });
        self.section_body(source)
            .list("counts", Kind::INDEXED.into_iter().filter_map(|kind| self.way(kind).map(Value::from)))
            .list(
                "latest",
                library.latest_articles().into_iter().take(LATEST).map(|id| self.references[id.index()].clone()),
            )
            .list("conditions", conditions.into_iter().map(|id| self.references[id.index()].clone()))
            .list("points_by_channel", by_channel)
    }

    /// A kind as a way into the library; none if it has no entries.
    fn way(&self, kind: Kind) -> Option<Object> {
        let count = self.library.ids_of(kind).count();
        (count > 0).then(|| {
            Object::new()
                .set("kind", kind.name())
                .set("title", self.theme.words.get(&plural_key(kind)))
                .set("href", url::page_href(&format!("{}/", kind.plural()), self.config.portable))
                .set("count", count as u64)
        })
    }

    /// The index of a kind, in groups.
    pub(super) fn index(&self, kind: Kind, source: Option<SourceId>) -> Object {
        let groups = self.library.groups(kind);
        let total: usize = groups.iter().map(|group| group.entries.len()).sum();
        let headings = source.map(|source| &self.weaving.bodies[source.index()].headings);
        let is_taken = |id: &str| headings.is_some_and(|headings| headings.iter().any(|heading| heading.id == id));
        let groups = groups.into_iter().map(|group| {
            let entries = group.entries.into_iter().map(|id| self.references[id.index()].clone());
            let id = group.key.id();
            let id = if is_taken(&id) { format!("{id}-group") } else { id };
            Object::new().set("title", self.group_title(group.key)).set("id", id).list("entries", entries).into()
        });
        self.section_body(source).set("kind", kind.name()).set("total", total as u64).list("groups", groups)
    }

    fn group_title(&self, key: GroupKey) -> String {
        match key {
            GroupKey::Channel(channel) => self.library.registry.channel(channel).title(),
            GroupKey::Extra => self.theme.words.get("points.extra").to_owned(),
            GroupKey::Year(year) => year.to_string(),
            GroupKey::Letter(letter) => letter.to_string(),
            GroupKey::Other => self.theme.words.get("index.other").to_owned(),
        }
    }

    /// A folder with a text of its own: the entries below it.
    pub(super) fn section(&self, source: SourceId, address: &str) -> Object {
        let mut entries: Vec<EntryId> =
            self.library.ids().filter(|id| self.library.entry(*id).url.starts_with(address)).collect();
        entries.sort_by_cached_key(|id| (self.library.weight(*id), *id));
        self.section_body(Some(source))
            .list("entries", entries.into_iter().map(|id| self.references[id.index()].clone()))
    }

    /// The ways in, kind by kind, with the headings of each index.
    pub(super) fn search(&self) -> Object {
        let ways = Kind::INDEXED.into_iter().filter_map(|kind| {
            let letters =
                self.library.groups(kind).into_iter().map(|group| {
                    Object::new().set("title", self.group_title(group.key)).set("id", group.key.id()).into()
                });
            self.way(kind).map(|way| Value::from(way.list("letters", letters)))
        });
        Object::new().list("ways", ways)
    }
}
