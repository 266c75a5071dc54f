//! What edits since an earlier build make of a file that it published.

use super::{Output, Patch, Renderer, library_json};
use crate::cache::{Reach, Since};
use crate::library::{EntryId, Kind, PageOf, SourceId};

/// What edits made of a file that an earlier build published and nobody touched since.
pub enum Over {
    /// Nothing: it is the file that it was.
    Same,
    /// These stretches of it changed.
    Patched(Vec<Patch>),
    /// Perhaps another: it has to be made.
    Unknown,
}

impl Renderer {
    /// The site that an earlier build made, whose library has the same entries at the same addresses.
    pub fn since(&self) -> Option<&Since> {
        self.since.as_deref()
    }

    /// Works out what [`Renderer::over`] needs, for all files at once.
    pub fn prepare_over(&self) {
        if self.since().is_some_and(|since| since.reach() == Reach::Articles && since.lists_alike()) {
            self.indexes();
        }
        let declaring = self.since().filter(|since| since.reach() == Reach::Articles && !since.declares_alike());
        if let Some(before) = declaring.and_then(|since| since.before.comparisons.as_ref()) {
            self.prepare_to_compare(before);
        }
    }

    /// What the edits since an earlier build make of a file that it published. Before several files are asked for at
    /// once, [`Renderer::prepare_over`] is called.
    pub fn over(&self, output: &Output) -> Over {
        let Some(since) = self.since() else { return Over::Unknown };
        let is_same = match output {
            Output::Page(page) => self.is_page_same(since, &self.library.routes.pages[*page].of),
            Output::SearchText(leaf) => !since.is_told_anew(&self.library, self.search.entry(*leaf)),
            Output::LibraryJson => {
                let extents = since.before.extents.as_ref();
                let patched =
                    extents.and_then(|extents| library_json::patches(&self.library, &self.weaving, extents, since));
                return patched.map_or(Over::Unknown, |(patches, now)| {
                    self.extents.get_or_init(|| now);
                    Over::Patched(patches)
                });
            }
            _ => false,
        };
        if is_same { Over::Same } else { Over::Unknown }
    }

    fn is_page_same(&self, since: &Since, of: &PageOf) -> bool {
        let is_file_same = |source: Option<SourceId>| source.is_none_or(|source| !since.is_edited(source));
        match (since.reach(), of) {
            (Reach::All, _) => false,
            (_, PageOf::Articles(id, number)) => {
                let articles = || self.listed_on(*id, *number).iter();
                !since.touches(*id) || since.lists_alike() && !articles().any(|article| since.reshows(*article))
            }
            (_, PageOf::Redirect(id)) => !since.touches(*id),
            (_, PageOf::Entry(id)) => !since.touches(*id) && self.compares_alike(since, *id),
            (_, PageOf::NotFound) => true,
            (Reach::Prose, PageOf::Home(source) | PageOf::Index(_, source)) => is_file_same(*source),
            (Reach::Prose, PageOf::Section(source)) => is_file_same(Some(*source)),
            (Reach::Prose, PageOf::IndexPage(..) | PageOf::Atlas | PageOf::Search) => true,
            (Reach::Articles, PageOf::Index(kind, source)) => {
                is_file_same(*source) && self.is_index_same(since, *kind, 1)
            }
            (Reach::Articles, PageOf::IndexPage(kind, number)) => self.is_index_same(since, *kind, *number),
            (Reach::Articles, PageOf::Atlas) => since.declares_alike(),
            (Reach::Articles, PageOf::Home(_) | PageOf::Section(_) | PageOf::Search) => false,
        }
    }

    /// Whether a page of the index of a kind lists what it listed, and shows the same of it.
    fn is_index_same(&self, since: &Since, kind: Kind, number: usize) -> bool {
        let is_reshown = || self.listed_in_index(kind, number).any(|entry| since.reshows(entry));
        kind != Kind::Article || since.lists_alike() && !is_reshown()
    }

    /// Whether an article has the related articles that it had, none of which shows another title or the like, and a
    /// pattern stands beside the patterns beside which it stood.
    fn compares_alike(&self, since: &Since, id: EntryId) -> bool {
        if since.reach() == Reach::Prose {
            return true;
        }
        let kind = self.library.entry(id).kind;
        if !matches!(kind, Kind::Article | Kind::Pattern) {
            return true;
        }
        let Some(before) = &since.before.comparisons else { return false };
        let place = self.place_among(kind, id);
        if kind == Kind::Pattern {
            return since.declares_alike() || before.patterns.get(place) == Some(&self.hash_of_pattern(id));
        }
        let Some(related) = before.related.get(place) else { return false };
        related.iter().all(|related| !since.reshows(related.article))
            && (since.declares_alike() || self.is_related_alike(id, before))
    }
}
