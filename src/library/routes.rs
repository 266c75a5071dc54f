//! Addresses: every page and file of the site, each claimed once.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

use super::{Entry, EntryId, Kind, SourceId, lists};
use crate::diagnostics::{Diagnostic, Outcome, Place, RuleId, Span};
use crate::load::{Asset, Role, Source};
use crate::url;

/// What a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageOf {
    /// The home page, with the text of `content/_index.md`.
    Home(Option<SourceId>),
    /// The index of a kind, with the text of its `_index.md`.
    Index(Kind, Option<SourceId>),
    /// A further page of the index of a kind, from 2 on.
    IndexPage(Kind, usize),
    /// A folder with an `_index.md` of its own.
    Section(SourceId),
    /// An entry.
    Entry(EntryId),
    /// A page of the list of all articles on an entry, from 1 on.
    Articles(EntryId, usize),
    /// The whole library's conditions and points in one figure.
    Atlas,
    /// The ways into the library, for readers who look for something.
    Search,
    /// What a host shows for an address that is none.
    NotFound,
    /// An old address, which leads on to a new one.
    Redirect(EntryId),
}

/// A page and its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Address from the root, not encoded, with a slash at its end; empty for the home page.
    pub url: String,
    /// What it shows.
    pub of: PageOf,
}

impl Page {
    /// The file that the page is published as.
    pub fn output(&self) -> String {
        if self.of == PageOf::NotFound || self.url.ends_with(".html") {
            self.url.clone()
        } else {
            format!("{}index.html", self.url)
        }
    }
}

/// Files that Acupress itself makes, which no page may claim.
const OWN_FILES: &[&str] =
    &["feed.xml", "sitemap.xml", "robots.txt", "llms.txt", "library.json", "search/catalogue.js", ".acupress"];
/// The folder of the theme's files.
pub const THEME_FOLDER: &str = "assets";
/// The address of the atlas.
pub const ATLAS: &str = "atlas/";

/// What decides which pages a site has beside those of its entries.
pub struct Extent<'a> {
    /// By entry, the articles on it.
    pub articles_on: &'a [Vec<EntryId>],
    /// Whether there is anything to show in an atlas.
    pub has_atlas: bool,
}

/// All addresses of a site.
#[derive(Debug, Default)]
pub struct Routes {
    /// The pages, by address.
    pub pages: Vec<Page>,
    /// Files published as they are: where to, and what.
    pub assets: Vec<(String, Asset)>,
    outputs: FxHashSet<String>,
    page_of_section: FxHashMap<SourceId, usize>,
    source_of_path: FxHashMap<String, SourceId>,
    asset_of_path: FxHashMap<String, usize>,
}

impl Routes {
    /// Lays out the addresses of all entries, sections and files.
    ///
    /// Two that claim one address are reported; the later one gets no page, should the rule be allowed.
    pub fn new(sources: &[Arc<Source>], assets: &[Asset], entries: &[Entry], extent: &Extent<'_>) -> Outcome<Routes> {
        let mut claims = Claims::new(sources, entries);
        for file in OWN_FILES {
            claims.claim(file, Claimant::Acupress);
        }
        let mut pages = Self::sections(&mut claims, sources, entries);
        pages.push(Page { url: "search/".to_owned(), of: PageOf::Search });
        pages.push(Page { url: "404.html".to_owned(), of: PageOf::NotFound });
        pages.extend(
            (0..entries.len())
                .map(|index| Page { url: entries[index].url.clone(), of: PageOf::Entry(EntryId(index as u32)) }),
        );
        for (index, articles) in extent.articles_on.iter().enumerate() {
            let list = (1..=lists::article_pages(articles.len())).map(|number| Page {
                url: lists::articles_url(&entries[index].url, number),
                of: PageOf::Articles(EntryId(index as u32), number),
            });
            pages.extend(list);
        }
        if extent.has_atlas {
            pages.push(Page { url: ATLAS.to_owned(), of: PageOf::Atlas });
        }
        pages.retain(|page| claims.claim(&page.output(), Claimant::Page(page.of)));
        for (index, entry) in entries.iter().enumerate() {
            let Some(source) = entry.source.map(|source| &sources[source.index()]) else { continue };
            pages.extend(Self::redirects(&mut claims, EntryId(index as u32), source));
        }
        pages.sort_by(|a, b| a.url.cmp(&b.url));
        let section = |(index, page): (usize, &Page)| match page.of {
            PageOf::Home(source) | PageOf::Index(_, source) => Some((source?, index)),
            PageOf::Section(source) => Some((source, index)),
            _ => None,
        };
        let page_of_section = pages.iter().enumerate().filter_map(section).collect();
        let mut routes = Routes { pages, page_of_section, ..Routes::default() };
        for (index, source) in sources.iter().enumerate() {
            routes.source_of_path.insert(source.location.path.to_string(), SourceId(index as u32));
        }
        let bundles = bundles(sources, entries);
        for asset in assets {
            let output = asset_output(asset, &bundles);
            if claims.claim(&output, Claimant::File(asset)) {
                routes.asset_of_path.insert(asset.path.to_string(), routes.assets.len());
                routes.outputs.insert(output.clone());
                routes.assets.push((output, asset.clone()));
            }
        }
        Outcome { value: routes, diagnostics: claims.diagnostics }
    }

    /// The old addresses of an entry.
    fn redirects<'a>(claims: &mut Claims<'a>, id: EntryId, source: &'a Source) -> Vec<Page> {
        let mut pages = Vec::new();
        for alias in &source.front_matter.aliases {
            let address = url::decode_path(alias.value.trim_matches('/')).unwrap_or_else(|| alias.value.clone());
            if !url::is_safe_path(&address) {
                let message = format!("`{}` is no safe address", alias.value);
                let hint = "an alias is an old address on this site, such as /blog/2019/back-pain/";
                let place = source.place(alias.span);
                claims.diagnostics.push(Diagnostic::new(RuleId::InvalidSlug, place, message).hint(hint));
                continue;
            }
            let url = if address.ends_with(".html") { address } else { format!("{address}/") };
            let page = Page { url, of: PageOf::Redirect(id) };
            if claims.claim(&page.output(), Claimant::Alias(source, alias.span)) {
                pages.push(page);
            }
        }
        pages
    }

    /// The home page, the index of each kind that has entries, and folders with a text of their own.
    fn sections(claims: &mut Claims<'_>, sources: &[Arc<Source>], entries: &[Entry]) -> Vec<Page> {
        let mut pages = Vec::new();
        let mut home = None;
        let mut indexes: FxHashMap<Kind, SourceId> = FxHashMap::default();
        for (index, source) in sources.iter().enumerate().filter(|(_, source)| source.location.role == Role::Section) {
            let id = SourceId(index as u32);
            let folder = source.location.path.parent().map(|folder| folder.as_str()).unwrap_or("");
            match Kind::from_folder(folder) {
                _ if folder.is_empty() => home = Some(id),
                Some(kind) => {
                    indexes.insert(kind, id);
                }
                None => {
                    let address = folder.split('/').map(url::slugify).collect::<Vec<_>>().join("/");
                    if url::is_safe_path(&address) {
                        pages.push(Page { url: format!("{address}/"), of: PageOf::Section(id) });
                    } else {
                        let message = format!(
                            "the folder `{folder}` makes no address, for a name in it holds no letter or digit"
                        );
                        let diagnostic = Diagnostic::new(RuleId::InvalidSlug, source.place(Span::START), message);
                        claims.diagnostics.push(diagnostic.hint("rename the folder"));
                    }
                }
            }
        }
        pages.push(Page { url: String::new(), of: PageOf::Home(home) });
        for kind in Kind::INDEXED {
            if indexes.contains_key(&kind) || entries.iter().any(|entry| entry.kind == kind) {
                pages.push(Page {
                    url: format!("{}/", kind.plural()),
                    of: PageOf::Index(kind, indexes.get(&kind).copied()),
                });
                let count = entries.iter().filter(|entry| entry.kind == kind).count();
                let further = (2..=lists::index_pages(kind, count))
                    .map(|number| Page { url: lists::index_url(kind, number), of: PageOf::IndexPage(kind, number) });
                pages.extend(further);
            }
        }
        pages
    }

    /// Whether all addresses lead to the same pages and files as others.
    pub fn lead_alike(&self, other: &Routes) -> bool {
        self.pages == other.pages && self.assets == other.assets && self.source_of_path == other.source_of_path
    }

    /// The file at a path from the content folder.
    pub fn source_at(&self, path: &str) -> Option<SourceId> {
        self.source_of_path.get(path).copied()
    }

    /// The address of the file that is published as it is, at a path from the content folder.
    pub fn asset_at(&self, path: &str) -> Option<&str> {
        self.asset_of_path.get(path).map(|index| self.assets[*index].0.as_str())
    }

    /// The page that shows a section's text.
    pub fn page_of_section(&self, id: SourceId) -> Option<&Page> {
        self.page_of_section.get(&id).map(|index| &self.pages[*index])
    }

    /// Whether the site has a page at an address, given as pages bear it.
    pub fn is_page(&self, url: &str) -> bool {
        self.pages.binary_search_by(|page| page.url.as_str().cmp(url)).is_ok()
    }

    /// Whether the site has a page or file at an address, given without its encoding.
    pub fn has_address(&self, address: &str) -> bool {
        let with_slash = format!("{}/", address.trim_end_matches('/'));
        address.is_empty()
            || self.is_page(address)
            || self.is_page(&with_slash)
            || OWN_FILES.contains(&address)
            || self.outputs.contains(address)
    }
}

/// Folders that belong to one entry, with that entry's address.
fn bundles(sources: &[Arc<Source>], entries: &[Entry]) -> Vec<(String, String)> {
    let mut bundles: Vec<(String, String)> = entries
        .iter()
        .filter_map(|entry| {
            let source = &sources[entry.source?.index()];
            let folder = source.location.path.parent().filter(|_| source.location.role == Role::Bundle)?;
            Some((format!("{folder}/"), entry.url.clone()))
        })
        .filter(|(folder, _)| folder != "/")
        .collect();
    bundles.sort();
    bundles
}

/// Where a file is published: beside its bundle's page, else at its own path.
fn asset_output(asset: &Asset, bundles: &[(String, String)]) -> String {
    let path = asset.path.as_str();
    // A bundle's folder sorts right before the files in it, so the nearest one at or before the path decides.
    let end = bundles.partition_point(|(folder, _)| folder.as_str() <= path);
    match bundles[..end].iter().rev().find(|(folder, _)| path.starts_with(folder.as_str())) {
        Some((folder, address)) => format!("{address}{}", &path[folder.len()..]),
        None => path.to_owned(),
    }
}

/// Who claims a file of the site.
#[derive(Clone, Copy)]
enum Claimant<'a> {
    /// Acupress itself, for a file of its own.
    Acupress,
    /// A page.
    Page(PageOf),
    /// An old address of an entry, with its place in the entry's file.
    Alias(&'a Source, Span),
    /// A file that is published as it is.
    File(&'a Asset),
}

/// Who has claimed which file so far, without regard to case, since many hosts have none.
struct Claims<'a> {
    sources: &'a [Arc<Source>],
    entries: &'a [Entry],
    claimed: FxHashMap<String, Claimant<'a>>,
    /// Folders that files stand in, with the first that asked for each.
    folders: FxHashMap<String, Claimant<'a>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Claims<'a> {
    fn new(sources: &'a [Arc<Source>], entries: &'a [Entry]) -> Self {
        let (claimed, folders) = (FxHashMap::default(), FxHashMap::default());
        Claims { sources, entries, claimed, folders, diagnostics: Vec::new() }
    }

    /// Claims a file; false, and a finding, if somebody has it already, or has a folder or file in its way.
    fn claim(&mut self, output: &str, claimant: Claimant<'a>) -> bool {
        if output.strip_prefix(THEME_FOLDER).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            self.clash(output, claimant, None);
            return false;
        }
        let key = output.to_lowercase();
        let parents = || key.match_indices('/').map(|(slash, _)| &key[..slash]);
        let in_the_way = self.claimed.get(&key).or_else(|| parents().find_map(|parent| self.claimed.get(parent)));
        if let Some(first) = in_the_way.or_else(|| self.folders.get(&key)).copied() {
            self.clash(output, claimant, Some(first));
            return false;
        }
        for parent in parents() {
            if !self.folders.contains_key(parent) {
                self.folders.insert(parent.to_owned(), claimant);
            }
        }
        self.claimed.insert(key, claimant);
        true
    }

    /// Reports a clash with the first claimant, or with the theme's files, at whichever of the two has a place.
    fn clash(&mut self, output: &str, claimant: Claimant<'a>, first: Option<Claimant<'a>>) {
        let address = output.trim_end_matches("index.html");
        let (place, other) = match (self.place(claimant), first.and_then(|first| self.place(first))) {
            (Some(place), other) => (place, other),
            (None, Some(place)) => (place, None),
            (None, None) => (Place::file(format!("/{address}")), None),
        };
        let first = first.map_or_else(|| "the theme's files".to_owned(), |first| self.name(first));
        let message = format!("/{address} would be the address of {} and of {first}", self.name(claimant));
        let mut diagnostic = Diagnostic::new(RuleId::DuplicateUrl, place, message).hint(match claimant {
            Claimant::Alias(..) => "take the alias away",
            Claimant::File(_) => "rename the file",
            Claimant::Acupress | Claimant::Page(_) => "give one of the two a `slug:` of its own",
        });
        if let Some(other) = other {
            diagnostic = diagnostic.related(other, "the other one");
        }
        self.diagnostics.push(diagnostic);
    }

    /// What a claimant is called in a finding.
    fn name(&self, claimant: Claimant<'_>) -> String {
        let page = match claimant {
            Claimant::Acupress => return "Acupress itself".to_owned(),
            Claimant::Alias(..) => return "an alias".to_owned(),
            Claimant::File(_) => return "a file".to_owned(),
            Claimant::Page(page) => page,
        };
        let entry = |id: EntryId| &self.entries[id.index()];
        match page {
            PageOf::Home(_) => "the home page".to_owned(),
            PageOf::Index(kind, _) | PageOf::IndexPage(kind, _) => format!("the index of {}", kind.plural()),
            PageOf::Articles(id, _) => format!("the articles on `{}`", entry(id).title),
            PageOf::Atlas => "the atlas".to_owned(),
            PageOf::Section(_) => "a section".to_owned(),
            PageOf::Entry(id) => format!("{} `{}`", entry(id).kind.name(), entry(id).title),
            PageOf::Search => "the search page".to_owned(),
            PageOf::NotFound => "the page for addresses that are none".to_owned(),
            PageOf::Redirect(_) => "an alias".to_owned(),
        }
    }

    /// Where a claim is made, if a file makes it.
    fn place(&self, claimant: Claimant<'_>) -> Option<Place> {
        let page = match claimant {
            Claimant::Acupress => return None,
            Claimant::Alias(source, span) => return Some(source.place(span)),
            Claimant::File(asset) => return Some(Place::file(asset.shown.as_str())),
            Claimant::Page(page) => page,
        };
        let source = match page {
            PageOf::Entry(id) => self.entries[id.index()].source,
            PageOf::Section(id) => Some(id),
            PageOf::Home(id) | PageOf::Index(_, id) => id,
            _ => None,
        };
        let source = &self.sources[source?.index()];
        let front = &source.front_matter;
        let span = front.slug.as_ref().or(front.title.as_ref()).map_or(Span::START, |text| text.span);
        Some(source.place(span))
    }
}
