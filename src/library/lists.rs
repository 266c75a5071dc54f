//! Long lists: what stands on the page itself, and what stands on pages of their own.

use rayon::prelude::*;

use super::relation::{Declared, Relation, RelationKind};
use super::{Entry, EntryId, Kind, Library};

/// Entries that a page of a list holds.
pub const ON_PAGE: usize = 100;
/// Entries up to which an index is one page. Points are few, and all of them are looked for in one place.
const ON_ONE_PAGE: usize = 150;
const POINTS_ON_ONE_PAGE: usize = 600;
/// Articles that the page of an entry shows at its end; where there are more, they have pages of their own.
pub const SHOWN: usize = 24;

/// How many pages the index of a kind has, for so many entries.
pub fn index_pages(kind: Kind, entries: usize) -> usize {
    let whole = if kind == Kind::Point { POINTS_ON_ONE_PAGE } else { ON_ONE_PAGE };
    if entries <= whole { 1 } else { entries.div_ceil(ON_PAGE) }
}

/// How many pages the list of the articles on an entry has; none where its own page shows them all.
pub fn article_pages(articles: usize) -> usize {
    if articles <= SHOWN { 0 } else { articles.div_ceil(ON_PAGE) }
}

/// For each entry the articles that declare something of it, in the order of their ids.
pub fn articles_on(
    entries: &[Entry],
    entry_of_source: &[Option<EntryId>],
    relations: &[Relation],
) -> Vec<Vec<EntryId>> {
    let mut articles: Vec<Vec<EntryId>> = vec![Vec::new(); entries.len()];
    for relation in relations.iter().filter(|relation| relation.provenance.declared != Declared::Registry) {
        let Some(teller) = entry_of_source[relation.provenance.source.index()] else { continue };
        if entries[teller.index()].kind != Kind::Article {
            continue;
        }
        for end in [relation.from, relation.to].into_iter().filter(|end| *end != teller) {
            articles[end.index()].push(teller);
        }
    }
    for articles in &mut articles {
        articles.sort_unstable();
        articles.dedup();
    }
    articles
}

/// The articles on each entry, the newest first: sorted once, for all pages that list them.
pub(super) fn newest_first(library: &Library, mut articles_on: Vec<Vec<EntryId>>) -> Vec<Vec<EntryId>> {
    let mut places = vec![u32::MAX; library.entries.len()];
    for (place, article) in (0..).zip(library.latest_articles()) {
        places[article.index()] = place;
    }
    articles_on.par_iter_mut().for_each(|articles| {
        articles.sort_unstable_by_key(|article| places[article.index()]);
    });
    articles_on
}

/// Whether there are points and conditions enough to draw which serve which.
pub fn has_atlas(relations: &[Relation]) -> bool {
    let serves = || relations.iter().filter(|relation| relation.kind == RelationKind::Serves);
    let Some(first) = serves().next() else { return false };
    serves().any(|relation| relation.from != first.from) && serves().any(|relation| relation.to != first.to)
}

impl Library {
    /// The articles that declare something of an entry, the newest first.
    pub fn articles_on(&self, id: EntryId) -> &[EntryId] {
        &self.articles_on[id.index()]
    }

    /// The address of the list of all articles on an entry; none where its own page shows them all.
    pub fn list_of_articles_on(&self, id: EntryId) -> Option<String> {
        let url = articles_url(&self.entry(id).url, 1);
        (article_pages(self.articles_on(id).len()) > 0 && self.routes.is_page(&url)).then_some(url)
    }
}

/// The address of a page of the list of articles on an entry, the first of which is 1.
pub fn articles_url(entry: &str, number: usize) -> String {
    if number == 1 { format!("{entry}articles/") } else { format!("{entry}articles/{number}/") }
}

/// The address of a page of a kind's index, the first of which is 1.
pub fn index_url(kind: Kind, number: usize) -> String {
    if number == 1 { format!("{}/", kind.plural()) } else { format!("{}/page/{number}/", kind.plural()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_as_many_pages_as_it_needs() {
        assert_eq!([0, 1, 150, 151, 200, 201].map(|count| index_pages(Kind::Article, count)), [1, 1, 1, 2, 2, 3]);
        assert_eq!(index_pages(Kind::Point, 409), 1);
        assert_eq!([24, 25, 100, 101].map(article_pages), [0, 1, 1, 2]);
        assert_eq!(articles_url("points/bl23/", 1), "points/bl23/articles/");
        assert_eq!(index_url(Kind::Article, 3), "articles/page/3/");
    }
}
