//! Files for programs: the feed, the sitemap and the guide for language models.

use std::collections::BTreeMap;

use tera::Value;

use super::object::Object;
use super::{Renderer, changes, plural_key};
use crate::diagnostics::Diagnostic;
use crate::library::{EntryId, Kind, PageOf, RelationKind, SourceId};
use crate::load::Date;
use crate::tcm::text::one_line;
use crate::url;

/// Articles that the feed holds.
const FEED: usize = 50;
/// Entries of each kind that `llms.txt` names.
const WAYS: usize = 50;

impl Renderer {
    /// A feed or the like, made by the theme's template of its name.
    pub(super) fn feed(&self, template: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let home = self.library.routes.pages.iter().find(|page| matches!(page.of, PageOf::Home(_)));
        let object = Object::new()
            .set("base", self.config.base_url.as_deref().unwrap_or(""))
            .set("title", one_line(&self.config.title))
            .set("summary", home.map(|home| self.summary(&home.of, &home.url)))
            .set("disclaimer", self.theme.settings.disclaimer.as_deref().map(one_line))
            .with(self.feed.get_or_init(|| self.feed_facts()).clone())
            .list("pages", if template == "sitemap.xml" { self.sitemap() } else { Vec::new() })
            .list("sections", if template == "llms.txt" { self.ways_in() } else { Vec::new() });
        self.render(template, &object.into_context(), template)
    }

    /// What the feed holds: the articles that were published or changed last.
    fn feed_facts(&self) -> Object {
        let dates = |id: EntryId| {
            let front = self.library.source_of(id).map(|source| &source.front_matter);
            let date = front.and_then(|front| front.date);
            (date, front.and_then(|front| front.updated).max(date))
        };
        let mut articles: Vec<EntryId> =
            self.library.ids_of(Kind::Article).filter(|id| dates(*id).1.is_some()).collect();
        articles.sort_by(|a, b| dates(*b).1.cmp(&dates(*a).1).then(a.cmp(b)));
        articles.truncate(FEED);
        let updated =
            articles.first().and_then(|id| dates(*id).1).map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), instant);
        let entries = articles.iter().map(|id| {
            let entry = self.library.entry(*id);
            let (date, updated) = dates(*id);
            let front = self.library.source_of(*id).map(|source| &source.front_matter);
            Object::new()
                .set("title", entry.title.as_str())
                .set("href", url::encode_path(&entry.url))
                .set("id", self.identifier(&entry.url, &entry.id()))
                .set("date", date.map(instant))
                .set("updated", updated.map(instant))
                .set("summary", self.full_summary(*id))
                .texts("authors", front.map(|front| front.authors.as_slice()).unwrap_or_default())
                .texts("categories", &self.categories(*id))
                .into()
        });
        Object::new().set("updated", updated).set("id", self.identifier("", "library")).list("entries", entries)
    }

    /// What an article is filed under: the conditions that it covers and its tags, each once.
    fn categories(&self, id: EntryId) -> Vec<String> {
        let conditions = self.library.from(id, RelationKind::Covers).map(|told| &self.library.entry(told.to).title);
        let tags = self.library.source_of(id).into_iter().flat_map(|source| &source.front_matter.tags);
        let mut categories: Vec<String> = Vec::new();
        for category in conditions.chain(tags).map(|category| one_line(category)) {
            if !category.is_empty() && !categories.contains(&category) {
                categories.push(category);
            }
        }
        categories
    }

    /// A lasting identifier of a page (RFC 4287, 4.2.6): its address, or a name of our own where the site has none.
    fn identifier(&self, page: &str, id: &str) -> String {
        match &self.config.base_url {
            Some(base) => format!("{base}{}", url::encode_path(page)),
            None => format!("urn:acupress:{}", url::encode_path(id)),
        }
    }

    fn sitemap(&self) -> Vec<Value> {
        let pages = self
            .library
            .routes
            .pages
            .iter()
            .filter(|page| !matches!(page.of, PageOf::Search | PageOf::NotFound | PageOf::Redirect(_)));
        let newest = |ids: &mut dyn Iterator<Item = EntryId>| ids.filter_map(|id| self.changes[id.index()]).max();
        // A long index has many pages, and each changes with the whole kind.
        let of_kind: BTreeMap<Kind, Option<Date>> =
            Kind::ALL.into_iter().map(|kind| (kind, newest(&mut self.library.ids_of(kind)))).collect();
        let of_file = |source: &Option<SourceId>| source.and_then(|source| changes::of_file(&self.library, source));
        pages
            .map(|page| {
                let changed = match &page.of {
                    PageOf::Entry(id) => self.changes[id.index()],
                    // What lists entries changes with them.
                    PageOf::Articles(id, _) => self.changes[id.index()],
                    PageOf::IndexPage(kind, _) => of_kind[kind],
                    PageOf::Atlas => of_kind[&Kind::Article],
                    PageOf::Index(kind, source) => of_kind[kind].max(of_file(source)),
                    PageOf::Home(source) => of_kind.values().copied().max().flatten().max(of_file(source)),
                    PageOf::Section(source) => {
                        let is_below = |id: &EntryId| self.library.entry(*id).url.starts_with(&page.url);
                        newest(&mut self.library.ids().filter(is_below)).max(of_file(&Some(*source)))
                    }
                    PageOf::Search | PageOf::NotFound | PageOf::Redirect(_) => None,
                };
                let changed = changed.map(|date| date.to_string());
                Object::new().set("href", url::encode_path(&page.url)).set("updated", changed).into()
            })
            .collect()
    }

    /// The kinds with their most told of entries, as Markdown links want them.
    fn ways_in(&self) -> Vec<Value> {
        let mut told = vec![0_usize; self.library.entries.len()];
        for relation in self.library.relations.iter() {
            told[relation.from.index()] += 1;
            told[relation.to.index()] += 1;
        }
        let section = |kind: Kind| {
            let mut ids: Vec<EntryId> = match kind {
                Kind::Article => self.library.latest_articles(),
                _ => self.library.ids_of(kind).collect(),
            };
            let total = ids.len();
            if kind != Kind::Article {
                ids.sort_by_key(|id| std::cmp::Reverse(told[id.index()]));
            }
            ids.truncate(WAYS);
            let entries = ids.into_iter().map(|id| {
                let entry = self.library.entry(id);
                Object::new()
                    .set("title", link_words(&entry.title))
                    .set("href", url::encode_path(&entry.url))
                    .set("summary", self.summary_of(id))
                    .into()
            });
            (total > 0).then(|| {
                Object::new()
                    .set("kind", kind.name())
                    .set("title", self.theme.words.get(&plural_key(kind)))
                    .set("href", format!("{}/", kind.plural()))
                    .set("total", total as u64)
                    .list("entries", entries)
                    .into()
            })
        };
        [Kind::Condition, Kind::Pattern, Kind::Point, Kind::Article].into_iter().filter_map(section).collect()
    }
}

/// Text as the words of a Markdown link.
fn link_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for character in one_line(text).chars() {
        if matches!(character, '[' | ']' | '\\' | '`' | '*' | '_' | '<' | '&') {
            words.push('\\');
        }
        words.push(character);
    }
    words
}

/// Midnight of a day in UTC (RFC 3339).
fn instant(date: Date) -> String {
    format!("{date}T00:00:00Z")
}
