//! The fourth stage: every page, feed and export of the site as bytes.
//!
//! [`Renderer::outputs`] lists what the site consists of; [`Renderer::produce`] makes one of them at a time, so
//! that the publisher can write in parallel and never hold the whole site.

mod cards;
mod changes;
mod conditions;
mod entries;
mod exports;
mod figures;
mod filters;
mod indexes;
mod json;
mod library_json;
mod locale;
mod object;
mod over;
mod pages;
mod references;
mod relating;
mod site;
mod structured;
mod summaries;
mod templates;
mod uses;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use camino::Utf8Path;
use tera::{Context, Tera, Value};

use crate::cache::Since;
use crate::config::Config;
use crate::diagnostics::Diagnostic;
use crate::library::{EntryId, Kind, Library, Page, PageOf, SourceId};
use crate::load::{Date, Theme};
use crate::press::Press;
use crate::search::SearchIndex;
use crate::url;
use crate::weave::{HanContext, Weaving};
pub use entries::MENTIONING;
pub use library_json::{Extents, Patch};
use object::Object;
pub use over::Over;
pub use relating::Comparisons;
use relating::Relating;

/// One file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A page, by its place in the routes.
    Page(usize),
    /// A feed or the like, made by the theme's template of the same name.
    Feed(&'static str),
    /// The export of all entries and relations.
    LibraryJson,
    /// A file of the theme, by its path from `assets/`.
    ThemeFile(String),
    /// A file of the search's index, by its place there.
    Search(usize),
    /// The text of a leaf, for the search's results.
    SearchText(usize),
    /// A file of the content folder, by its place in the routes.
    Asset(usize),
}

/// What a file of the site holds.
pub enum Content<'a> {
    /// These bytes.
    Bytes(Cow<'a, [u8]>),
    /// These pieces one after another, made as they are asked for.
    Pieces(Box<dyn Iterator<Item = Vec<u8>> + 'a>),
    /// The bytes of this file.
    CopyOf(&'a Utf8Path),
}

/// Everything that pages are made of. Immutable.
pub struct Renderer {
    library: Arc<Library>,
    weaving: Arc<Weaving>,
    theme: Arc<Theme>,
    config: Arc<Config>,
    search: Arc<SearchIndex>,
    site: Value,
    tera: Arc<Tera>,
    han: HanContext,
    /// Each made when it is first asked for.
    references: Vec<OnceLock<Value>>,
    relating: Arc<Relating>,
    /// The mentions of each entry, by its id: their file, and their place among its mentions.
    mentions_of: OnceLock<Vec<Vec<(SourceId, u32)>>>,
    changes: Vec<Option<Date>>,
    /// What the feed holds.
    feed: OnceLock<Object>,
    since: Option<Arc<Since>>,
    /// Where each line of the export stands, when it is made.
    extents: OnceLock<Extents>,
}

impl Renderer {
    /// Compiles the theme and makes what all pages share. An empty `search` leaves the index out.
    ///
    /// What the renderer of an earlier version made and no edit touched is taken over from it.
    pub fn new(press: &Press, search: Arc<SearchIndex>, before: Option<&Renderer>) -> Result<Self, Vec<Diagnostic>> {
        let Press { library, weaving, theme, config, since } = press.clone();
        let han = HanContext::new(&config.language, config.han_script);
        let site = site::site(&library, &theme, &config);
        let compiled = before.filter(|before| {
            let is_same = Arc::ptr_eq(&before.theme, &theme);
            (is_same || before.theme.templates == theme.templates && before.theme.words == theme.words)
                && before.site == site
                && before.han == han
        });
        let tera = match compiled {
            Some(before) => Arc::clone(&before.tera),
            None => {
                let mut tera = templates::compile(&theme, han)?;
                tera.global_context().insert_value("site", site.clone());
                Arc::new(tera)
            }
        };
        let before = before.filter(|before| Arc::ptr_eq(&before.config, &config));
        let with_same_entries = before.filter(|before| library.has_entries_of(&before.library));
        let declaring_alike = before.filter(|before| library.declares_alike(&before.library));
        let known = with_same_entries.map(|before| (&*before.references, &*before.weaving));
        let references = references::known(&library, &weaving, known);
        Ok(Renderer {
            references,
            relating: declaring_alike.map_or_else(Arc::default, |before| Arc::clone(&before.relating)),
            changes: changes::all(&library, &weaving),
            mentions_of: OnceLock::new(),
            feed: OnceLock::new(),
            library,
            weaving,
            theme,
            config,
            search,
            site,
            tera,
            han,
            since,
            extents: OnceLock::new(),
        })
    }

    /// The mentions of an entry, by file and line: the file, and their place among its mentions.
    fn mentions_of(&self, id: EntryId) -> &[(SourceId, u32)] {
        let all = self.mentions_of.get_or_init(|| {
            let mut all = vec![Vec::new(); self.library.entries.len()];
            for source in (0..self.library.sources.len() as u32).map(SourceId) {
                for (place, entry) in (0..).zip(&self.weaving.brief(source).mentioned) {
                    all[entry.index()].push((source, place));
                }
            }
            all
        });
        &all[id.index()]
    }

    /// Every file of the site, in the order of their paths within each sort.
    pub fn outputs(&self) -> Vec<Output> {
        let pages = (0..self.library.routes.pages.len()).map(Output::Page);
        let feeds = ["feed.xml", "sitemap.xml", "robots.txt", "llms.txt"].into_iter().map(Output::Feed);
        let theme = self.theme.assets.keys().cloned().map(Output::ThemeFile);
        let assets = (0..self.library.routes.assets.len()).map(Output::Asset);
        let search = (0..self.search.files.len()).map(Output::Search);
        let texts = (0..self.search.leaves()).map(Output::SearchText);
        // The largest files come first, so that no core waits for them in the end.
        [Output::LibraryJson]
            .into_iter()
            .chain(feeds)
            .chain(pages)
            .chain(search)
            .chain(texts)
            .chain(theme)
            .chain(assets)
            .collect()
    }

    /// Where each line of the export stands, if it was made.
    pub fn extents(&self) -> Option<&Extents> {
        self.extents.get()
    }

    /// How many pages the site has.
    pub fn pages(&self) -> usize {
        self.library.routes.pages.len()
    }

    /// The path of a file of the site, from its root.
    pub fn path(&self, output: &Output) -> String {
        match output {
            Output::Page(index) => self.library.routes.pages[*index].output(),
            Output::Feed(name) => (*name).to_owned(),
            Output::LibraryJson => "library.json".to_owned(),
            Output::ThemeFile(path) => format!("assets/{path}"),
            Output::Search(index) => self.search.files[*index].path.clone(),
            Output::SearchText(leaf) => self.search.text_path(*leaf),
            Output::Asset(index) => self.library.routes.assets[*index].0.clone(),
        }
    }

    /// Makes one file of the site. Before several are made at once, [`Renderer::prepare`] is called.
    pub fn produce(&self, output: &Output) -> Result<Content<'_>, Vec<Diagnostic>> {
        Ok(match output {
            Output::Page(index) => Content::Bytes(Cow::Owned(self.page(&self.library.routes.pages[*index])?)),
            Output::Feed(name) => Content::Bytes(Cow::Owned(self.feed(name)?)),
            Output::LibraryJson => {
                Content::Pieces(Box::new(library_json::pieces(&self.library, &self.weaving, &self.extents)))
            }
            Output::ThemeFile(path) => {
                Content::Bytes(Cow::Borrowed(self.theme.assets.get(path).map_or(&[][..], |file| &file.bytes)))
            }
            Output::Search(index) => Content::Bytes(Cow::Borrowed(&self.search.files[*index].bytes)),
            Output::SearchText(leaf) => {
                Content::Bytes(Cow::Owned(self.search.text(*leaf, &self.library, &self.weaving, &self.theme.words)))
            }
            Output::Asset(index) => Content::CopyOf(&self.library.routes.assets[*index].1.file),
        })
    }

    fn page(&self, page: &Page) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let (template, object) = match &page.of {
            PageOf::Entry(id) => (format!("{}.html", self.library.entry(*id).kind.name()), self.entry(*id)),
            PageOf::Home(source) => ("home.html".to_owned(), self.home(*source)),
            PageOf::Index(kind, source) => ("index.html".to_owned(), self.index(*kind, *source, 1)),
            PageOf::IndexPage(kind, number) => ("index.html".to_owned(), self.index(*kind, None, *number)),
            PageOf::Articles(id, number) => ("articles.html".to_owned(), self.article_list(*id, *number)),
            PageOf::Atlas => ("atlas.html".to_owned(), self.atlas(&url::root_prefix(&page.url))),
            PageOf::Section(source) => ("section.html".to_owned(), self.section(*source, &page.url)),
            PageOf::Search => ("search.html".to_owned(), self.search()),
            PageOf::NotFound => ("404.html".to_owned(), Object::new()),
            PageOf::Redirect(id) => ("redirect.html".to_owned(), Object::new().set("target", self.reference(*id))),
        };
        let context = self.context(page, object);
        self.render(&template, &context, &page.url)
    }

    fn render(&self, template: &str, context: &Context, page: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut bytes = Vec::with_capacity(16 * 1024);
        match self.tera.render_to(template, context, &mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) => Err(templates::findings(&self.theme, &error, Some(page))),
        }
    }

    /// What every page is given, with what is its own.
    fn context(&self, page: &Page, own: Object) -> Context {
        let mut context = own.into_context();
        let root = match page.of {
            // A host shows this page at any address, so its links begin at the site's root.
            PageOf::NotFound => self.config.base_url.as_deref().and_then(site_path).unwrap_or_else(|| "/".to_owned()),
            _ => url::root_prefix(&page.url),
        };
        context.insert_value("root", Value::normal_string(&root));
        context.insert_value("page", self.page_facts(page).into());
        context
    }

    fn page_facts(&self, page: &Page) -> Object {
        let words = &self.theme.words;
        let crumb = |title: &str, href: &str| {
            Value::from(Object::new().set("title", title).set("href", url::page_href(href, self.config.portable)))
        };
        let home = || crumb(words.get("nav.home"), "");
        let (kind, title, description, breadcrumbs, dates) = match &page.of {
            PageOf::Home(source) => (
                "home",
                self.section_title(*source, &self.config.title),
                self.section_description(*source).or(self.config.description.as_deref()),
                vec![],
                (None, None),
            ),
            PageOf::Index(kind, source) => (
                "index",
                self.section_title(*source, words.get(&plural_key(*kind))),
                self.section_description(*source),
                vec![home()],
                (None, None),
            ),
            PageOf::IndexPage(kind, number) => {
                let crumbs = vec![home(), crumb(words.get(&plural_key(*kind)), &format!("{}/", kind.plural()))];
                ("index", self.index_title(*kind, *number), None, crumbs, (None, None))
            }
            PageOf::Articles(id, number) => {
                let entry = self.library.entry(*id);
                let index = crumb(words.get(&plural_key(entry.kind)), &format!("{}/", entry.kind.plural()));
                let crumbs = vec![home(), index, crumb(&entry.title, &entry.url)];
                ("articles", self.articles_title(*id, *number), None, crumbs, (None, None))
            }
            PageOf::Atlas => {
                let lead = Some(words.get("atlas.lead"));
                ("atlas", words.get("atlas.title").to_owned(), lead, vec![home()], (None, None))
            }
            PageOf::Section(source) => (
                "section",
                self.section_title(Some(*source), &self.config.title),
                self.section_description(Some(*source)),
                vec![home()],
                (None, None),
            ),
            PageOf::Search => ("search", words.get("search.title").to_owned(), None, vec![home()], (None, None)),
            PageOf::NotFound => ("not-found", words.get("not-found.title").to_owned(), None, vec![], (None, None)),
            PageOf::Entry(id) | PageOf::Redirect(id) => {
                let entry = self.library.entry(*id);
                let front = self.library.source_of(*id).map(|source| &source.front_matter);
                let mut crumbs = vec![home()];
                if entry.kind != Kind::Page {
                    crumbs.push(crumb(words.get(&plural_key(entry.kind)), &format!("{}/", entry.kind.plural())));
                }
                let dates = (front.and_then(|front| front.date), front.and_then(|front| front.updated));
                (
                    entry.kind.name(),
                    entry.title.clone(),
                    references::description(&self.library, &self.weaving, *id),
                    crumbs,
                    dates,
                )
            }
        };
        let canonical_of = match &page.of {
            PageOf::Redirect(id) => &self.library.entry(*id).url,
            _ => &page.url,
        };
        let canonical = self
            .config
            .base_url
            .as_ref()
            .filter(|_| page.of != PageOf::NotFound)
            .map(|base| format!("{base}{}", url::encode_path(canonical_of)));
        let summary = self.summary(&page.of, &page.url);
        let card = match page.of {
            PageOf::Entry(id) if self.library.entry(id).kind != Kind::Page => self.card(id),
            _ => Vec::new(),
        };
        let structured = self.structured(page, &title, &summary);
        Object::new()
            .set("kind", kind)
            .set("structured", structured.map(|json| Value::safe_string(&json)))
            .set("title", title)
            .text("description", description)
            .set("summary", summary)
            .set("image", self.page_image(page))
            .set("href", url::page_href(&page.url, self.config.portable))
            .set("canonical", canonical)
            .set("date", dates.0.map(|date| date.to_string()))
            .set("updated", dates.1.or(dates.0).map(|date| date.to_string()))
            .set("noindex", matches!(page.of, PageOf::Search | PageOf::NotFound | PageOf::Redirect(_)))
            .set("breadcrumbs", breadcrumbs)
            .set("card", card)
    }

    /// The title of a page of a kind's index.
    fn index_title(&self, kind: Kind, number: usize) -> String {
        self.numbered(self.theme.words.get(&plural_key(kind)), number)
    }

    /// The title of a page of the list of articles on an entry.
    fn articles_title(&self, id: EntryId, number: usize) -> String {
        let title = [("title", self.library.entry(id).title.as_str())];
        self.numbered(&summaries::fill(self.theme.words.get("articles.title"), &title), number)
    }

    /// The title of a page of a list, the first of which is 1.
    fn numbered(&self, title: &str, number: usize) -> String {
        if number == 1 {
            return title.to_owned();
        }
        summaries::fill(self.theme.words.get("nav.page-title"), &[("title", title), ("n", &number.to_string())])
    }

    /// The picture of a page by its whole address, for other sites to show; none where that is not known.
    fn page_image(&self, page: &Page) -> Value {
        let source = match page.of {
            PageOf::Entry(id) => self.library.entry(id).source,
            PageOf::Home(source) | PageOf::Index(_, source) => source,
            PageOf::Section(source) => Some(source),
            _ => None,
        };
        let image = source.and_then(|source| self.weaving.brief(source).image.as_ref());
        let address = image.and_then(|image| Some((image, self.absolute(&image.address)?)));
        address.map_or_else(Value::none, |(image, address)| {
            Object::new().set("address", address).set("alt", image.alt.as_str()).into()
        })
    }

    fn href(&self, id: EntryId) -> String {
        url::page_href(&self.library.entry(id).url, self.config.portable)
    }
}

/// One finding for a template's mistake that fails on many pages, naming the first of them.
pub fn merge_pages(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let key = |diagnostic: &Diagnostic| {
        let place = diagnostic.place.as_ref().map(|place| (place.file.to_string(), place.line_and_column()));
        (place, diagnostic.message.split(" (page /").next().unwrap_or("").to_owned())
    };
    diagnostics.sort_by_cached_key(|diagnostic| (key(diagnostic), diagnostic.message.clone()));
    let mut merged: Vec<(Diagnostic, usize)> = Vec::new();
    for diagnostic in diagnostics {
        match merged.last_mut() {
            Some((first, count)) if key(first) == key(&diagnostic) => *count += 1,
            _ => merged.push((diagnostic, 0)),
        }
    }
    merged
        .into_iter()
        .map(|(diagnostic, others)| match others {
            0 => diagnostic,
            1 => diagnostic.hint("it fails on one more page"),
            _ => diagnostic.hint(format!("it fails on {others} more pages")),
        })
        .collect()
}

/// Key of a kind's plural among the interface's words.
fn plural_key(kind: Kind) -> String {
    format!("kind.{}.other", kind.name())
}

/// The path of a site's address: `/library/` of `https://example.org/library/`.
pub(crate) fn site_path(base_url: &str) -> Option<String> {
    let (_, rest) = base_url.split_once("://")?;
    Some(rest.find('/').map_or("/", |slash| &rest[slash..]).to_owned())
}
