//! Home, the indexes of the kinds, the lists of articles, sections and the ways in.

use std::collections::HashMap;

use tera::Value;

use super::object::Object;
use super::{Renderer, plural_key};
use crate::library::{EntryId, Group, GroupKey, Kind, Library, RelationKind, SourceId, lists};
use crate::url;

/// Articles that the home page shows as new.
const LATEST: usize = 8;
/// Conditions, and patterns, that the home page shows.
const CHIPS: usize = 24;
/// Pages on either side of this one that a pager names.
const NEIGHBOURS: usize = 2;

/// The index of a kind, cut into pages.
#[derive(Debug, Default)]
pub struct Index {
    /// The groups of each page; a group may go on from page to page.
    pages: Vec<Vec<Group>>,
    /// Each group with the number of the page on which it begins.
    begins: Vec<(GroupKey, usize)>,
    total: usize,
}

/// The index of every kind that has entries.
pub fn all(library: &Library) -> HashMap<Kind, Index> {
    Kind::INDEXED.into_iter().map(|kind| (kind, index_of(library, kind))).collect()
}

fn index_of(library: &Library, kind: Kind) -> Index {
    let groups = library.groups(kind);
    let total = groups.iter().map(|group| group.entries.len()).sum();
    let on_page = if lists::index_pages(kind, total) == 1 { usize::MAX } else { lists::ON_PAGE };
    let mut index = Index { pages: vec![Vec::new()], begins: Vec::new(), total };
    let mut room = on_page;
    for group in groups {
        let mut rest = group.entries.as_slice();
        let mut is_begun = false;
        while !rest.is_empty() {
            if room == 0 {
                index.pages.push(Vec::new());
                room = on_page;
            }
            let (here, after) = rest.split_at(rest.len().min(room));
            room -= here.len();
            rest = after;
            if !is_begun {
                index.begins.push((group.key, index.pages.len()));
                is_begun = true;
            }
            if let Some(page) = index.pages.last_mut() {
                page.push(Group { key: group.key, entries: here.to_vec() });
            }
        }
    }
    index
}

impl Renderer {
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
        let library = &self.library;
        let most_told_of = |kind: Kind| {
            let mut ids: Vec<EntryId> = library.ids_of(kind).collect();
            ids.sort_by_key(|id| std::cmp::Reverse(library.articles_on(*id).len()));
            ids.truncate(CHIPS);
            self.references(ids)
        };
        let by_channel = library.ids_of(Kind::Channel).filter_map(|id| {
            let count = library.to(id, RelationKind::LiesOn).count();
            (count > 0).then(|| Object::new().set("channel", self.reference(id)).set("count", count as u64).into())
        });
        let latest = library.latest_articles().into_iter().take(LATEST);
        self.section_body(source)
            .list("counts", Kind::INDEXED.into_iter().filter_map(|kind| self.way(kind).map(Value::from)))
            .list("latest", latest.map(|id| self.reference(id)))
            .set("conditions", most_told_of(Kind::Condition))
            .set("patterns", most_told_of(Kind::Pattern))
            .list("points_by_channel", by_channel)
            .set("atlas", self.atlas_href())
    }

    /// The address of the atlas, where there is one.
    fn atlas_href(&self) -> Option<String> {
        let url = crate::library::ATLAS;
        self.library.routes.is_page(url).then(|| url::page_href(url, self.config.portable))
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

    /// A page of the index of a kind, in groups.
    pub(super) fn index(&self, kind: Kind, source: Option<SourceId>, number: usize) -> Object {
        let empty = Index::default();
        let index = self.indexes().get(&kind).unwrap_or(&empty);
        let headings = source.map(|source| &self.weaving.body(source).headings);
        let is_taken = |id: &str| headings.is_some_and(|headings| headings.iter().any(|heading| heading.id == id));
        let anchor = |key: GroupKey| {
            let id = key.id();
            if is_taken(&id) { format!("{id}-group") } else { id }
        };
        let groups = index.pages.get(number - 1).into_iter().flatten().map(|group| {
            Object::new()
                .set("title", self.group_title(group.key))
                .set("id", anchor(group.key))
                .list("entries", group.entries.iter().map(|id| self.reference(*id)))
                .into()
        });
        let letters = index.begins.iter().map(|(key, page)| {
            let address = if *page == number {
                format!("#{}", anchor(*key))
            } else {
                format!(
                    "{}{}#{}",
                    url::root_prefix(&lists::index_url(kind, number)),
                    self.group_href(kind, *page),
                    key.id()
                )
            };
            Object::new().set("title", self.group_title(*key)).set("href", address).into()
        });
        self.section_body(source)
            .set("kind", kind.name())
            .set("total", index.total as u64)
            .list("groups", groups)
            .list("letters", letters)
            .set("pager", self.pager(number, index.pages.len(), |number| lists::index_url(kind, number)))
    }

    /// The address of a page of an index, from the site's root.
    fn group_href(&self, kind: Kind, page: usize) -> String {
        url::page_href(&lists::index_url(kind, page), self.config.portable)
    }

    /// The articles on a page of the list of all articles on an entry.
    pub(super) fn listed_on(&self, id: EntryId, number: usize) -> &[EntryId] {
        self.library.articles_on(id).chunks(lists::ON_PAGE).nth(number - 1).unwrap_or(&[])
    }

    /// The entries on a page of the index of a kind.
    pub(super) fn listed_in_index(&self, kind: Kind, number: usize) -> impl Iterator<Item = EntryId> {
        let page = self.indexes().get(&kind).and_then(|index| index.pages.get(number - 1));
        page.into_iter().flatten().flat_map(|group| group.entries.iter().copied())
    }

    /// A page of the list of all articles on an entry.
    pub(super) fn article_list(&self, id: EntryId, number: usize) -> Object {
        let articles = self.library.articles_on(id);
        let pages = lists::article_pages(articles.len());
        let url = self.library.entry(id).url.as_str();
        self.section_body(None)
            .set("subject", self.reference(id))
            .set("total", articles.len() as u64)
            .list("articles", self.listed_on(id, number).iter().map(|article| self.reference(*article)))
            .set("pager", self.pager(number, pages, |number| lists::articles_url(url, number)))
    }

    /// The pages of a list around one of them: `{previous, next, pages: [{number, href, is_here}]}`, addresses from
    /// the site's root; none where there is but one. A gap is an entry without an address.
    fn pager(&self, here: usize, pages: usize, address: impl Fn(usize) -> String) -> Value {
        if pages < 2 {
            return Value::none();
        }
        let href = |number: usize| url::page_href(&address(number), self.config.portable);
        let near = here.saturating_sub(NEIGHBOURS)..=here + NEIGHBOURS;
        let named = (1..=pages).filter(|number| *number == 1 || *number == pages || near.contains(number));
        let mut last = 0;
        let mut links: Vec<Value> = Vec::new();
        for number in named {
            if number > last + 1 {
                links.push(Object::new().text("href", None).set("number", 0_u64).set("is_here", false).into());
            }
            last = number;
            let link = Object::new().set("href", href(number)).set("number", number as u64);
            links.push(link.set("is_here", number == here).into());
        }
        Object::new()
            .set("previous", (here > 1).then(|| href(here - 1)))
            .set("next", (here < pages).then(|| href(here + 1)))
            .set("pages", links)
            .into()
    }

    fn group_title(&self, key: GroupKey) -> String {
        match key {
            GroupKey::Channel(channel) => self.channel_title(channel),
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
        self.section_body(Some(source)).set("entries", self.references(entries))
    }

    /// The ways in, kind by kind, with the groups of each index.
    pub(super) fn search(&self) -> Object {
        let ways = Kind::INDEXED.into_iter().filter_map(|kind| {
            let begins = self.indexes().get(&kind).into_iter().flat_map(|index| &index.begins);
            let letters = begins.map(|(key, page)| {
                let href = format!("{}#{}", self.group_href(kind, *page), key.id());
                Object::new().set("title", self.group_title(*key)).set("href", href).into()
            });
            self.way(kind).map(|way| Value::from(way.list("letters", letters)))
        });
        Object::new().list("ways", ways).set("atlas", self.atlas_href())
    }
}
