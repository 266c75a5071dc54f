//! Home, the indexes of the kinds, sections and the ways in.

use std::collections::BTreeMap;

use tera::Value;
use unicode_normalization::UnicodeNormalization;

use super::object::Object;
use super::{Renderer, plural_key};
use crate::library::{Entry, EntryId, Facts, Kind, RelationKind, SourceId};
use crate::url;

/// Articles that the home page shows as new.
const LATEST: usize = 8;
/// Conditions that the home page shows.
const CONDITIONS: usize = 24;

/// Entries under one heading of an index.
struct Group {
    title: String,
    id: String,
    entries: Vec<EntryId>,
}

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
            .list("latest", self.latest().into_iter().take(LATEST).map(|id| self.references[id.index()].clone()))
            .list("conditions", conditions.into_iter().map(|id| self.references[id.index()].clone()))
            .list("points_by_channel", by_channel)
    }

    /// Articles, the newest first; those without a date come last.
    pub(super) fn latest(&self) -> Vec<EntryId> {
        let mut articles: Vec<EntryId> = self.library.ids_of(Kind::Article).collect();
        let date = |id: &EntryId| self.library.source_of(*id).and_then(|source| source.front_matter.date);
        articles.sort_by(|a, b| date(b).cmp(&date(a)).then(a.cmp(b)));
        articles
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
        let groups = self.groups(kind);
        let total: usize = groups.iter().map(|group| group.entries.len()).sum();
        self.section_body(source).set("kind", kind.name()).set("total", total as u64).list(
            "groups",
            groups.into_iter().map(|group| {
                let entries = group.entries.into_iter().map(|id| self.references[id.index()].clone());
                Object::new().set("title", group.title).set("id", group.id).list("entries", entries).into()
            }),
        )
    }

    /// Points by channel, channels and organs as they are, articles by year, everything else by letter.
    fn groups(&self, kind: Kind) -> Vec<Group> {
        let library = self.library;
        match kind {
            Kind::Point => {
                let mut groups: Vec<Group> = Vec::new();
                for id in library.ids_of(kind) {
                    let (title, slug) = self.series(library.entry(id));
                    match groups.last_mut() {
                        Some(group) if group.id == slug => group.entries.push(id),
                        _ => groups.push(Group { title, id: slug, entries: vec![id] }),
                    }
                }
                groups
            }
            Kind::Article => {
                let mut groups: Vec<Group> = Vec::new();
                for id in self.latest() {
                    let year = library
                        .source_of(id)
                        .and_then(|source| source.front_matter.date)
                        .map(|date| date.0.year().to_string());
                    let (title, slug) = match year {
                        Some(year) => (year.clone(), format!("year-{year}")),
                        None => (self.theme.words.get("index.other").to_owned(), "other".to_owned()),
                    };
                    match groups.last_mut() {
                        Some(group) if group.id == slug => group.entries.push(id),
                        _ => groups.push(Group { title, id: slug, entries: vec![id] }),
                    }
                }
                groups
            }
            _ => {
                let mut letters: BTreeMap<(bool, char), Vec<EntryId>> = BTreeMap::new();
                for id in library.ids_of(kind) {
                    let letter = initial(&library.entry(id).title);
                    letters.entry((letter.is_none(), letter.unwrap_or('#'))).or_default().push(id);
                }
                letters
                    .into_iter()
                    .map(|((is_other, letter), mut entries)| {
                        entries
                            .sort_by_cached_key(|id| (self.weight(*id), library.entry(*id).title.to_lowercase(), *id));
                        match is_other {
                            false => Group {
                                title: letter.to_string(),
                                id: format!("letter-{}", letter.to_lowercase()),
                                entries,
                            },
                            true => Group {
                                title: self.theme.words.get("index.other").to_owned(),
                                id: "other".to_owned(),
                                entries,
                            },
                        }
                    })
                    .collect()
            }
        }
    }

    fn weight(&self, id: EntryId) -> i64 {
        self.library.source_of(id).and_then(|source| source.front_matter.weight).unwrap_or(0)
    }

    /// The channel or region of a point, as a heading and its anchor.
    fn series(&self, entry: &Entry) -> (String, String) {
        match entry.facts {
            Facts::Point(point) => match self.library.registry.point(point).channel {
                Some(channel) => {
                    let channel = self.library.registry.channel(channel);
                    (channel.title(), channel.slug.to_owned())
                }
                None => (self.theme.words.get("points.extra").to_owned(), "extra".to_owned()),
            },
            _ => (self.theme.words.get("index.other").to_owned(), "other".to_owned()),
        }
    }

    /// A folder with a text of its own: the entries below it.
    pub(super) fn section(&self, source: SourceId, address: &str) -> Object {
        let mut entries: Vec<EntryId> =
            self.library.ids().filter(|id| self.library.entry(*id).url.starts_with(address)).collect();
        entries.sort_by_cached_key(|id| (self.weight(*id), *id));
        self.section_body(Some(source))
            .list("entries", entries.into_iter().map(|id| self.references[id.index()].clone()))
    }

    /// The ways in, kind by kind, with the headings of each index.
    pub(super) fn search(&self) -> Object {
        let ways = Kind::INDEXED.into_iter().filter_map(|kind| {
            let letters = self
                .groups(kind)
                .into_iter()
                .map(|group| Object::new().set("title", group.title).set("id", group.id).into());
            self.way(kind).map(|way| Value::from(way.list("letters", letters)))
        });
        Object::new().list("ways", ways)
    }
}

/// The letter of the Latin alphabet under which a title stands; none for other scripts and digits.
fn initial(title: &str) -> Option<char> {
    title
        .nfd()
        .find(|character| character.is_alphanumeric())
        .map(|character| character.to_ascii_uppercase())
        .filter(char::is_ascii_uppercase)
}
