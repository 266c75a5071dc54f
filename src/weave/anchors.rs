//! Anchors: those of headings, those of a page's own sections, and the links that lead to them.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::One;
use super::links::Anchors;
use crate::diagnostics::{Diagnostic, Place, RuleId, did_you_mean};
use crate::library::{EntryId, Facts, Kind, Library, RelationKind};

/// A link to an anchor, to be checked when all pages are woven.
#[derive(Debug)]
pub struct AnchorLink {
    /// Whose anchor it is.
    pub to: Anchors,
    /// The anchor.
    pub fragment: String,
    /// Where the link stands.
    pub place: Place,
}

/// Gives out anchors, each once on its page.
#[derive(Default)]
pub struct Ids {
    used: HashSet<String>,
    /// The number to try next behind an anchor that is taken.
    next: HashMap<String, usize>,
}

impl Ids {
    /// The anchor itself, or with a number behind it where the page has it already.
    pub fn claim(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "section" } else { wanted };
        if self.used.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let number = self.next.entry(wanted.to_owned()).or_insert(0);
        loop {
            *number += 1;
            let id = format!("{wanted}-{number}");
            if self.used.insert(id.clone()) {
                return id;
            }
        }
    }

    /// The anchors of the page's own sections that are not their names, for a heading of the author took them.
    pub fn sections(&mut self) -> HashMap<&'static str, String> {
        SECTIONS
            .iter()
            .filter_map(|name| {
                let is_taken = !self.used.insert((*name).to_owned());
                is_taken.then(|| (*name, self.claim(&format!("{name}-section"))))
            })
            .collect()
    }

    /// Every anchor given out.
    pub fn all(self) -> Vec<String> {
        let mut all: Vec<String> = self.used.into_iter().collect();
        all.sort();
        all
    }
}

/// The sections that templates may show, by the names of their anchors.
pub const SECTIONS: &[&str] = &[
    "organs",
    "patterns",
    "principles",
    "points",
    "treatments",
    "sources",
    "conditions",
    "articles",
    "accounts",
    "nearest",
    "related",
    "mentioned",
    "symptoms",
    "tongue",
    "pulse",
    "location",
    "actions",
    "indications",
    "needling",
    "moxibustion",
    "cautions",
    "functions",
    "classes",
    "combinations",
    "cited-by",
    "main",
    "footnotes",
];

/// The sections that an entry's page shows, by name.
pub fn shown(library: &Library, id: EntryId) -> Vec<&'static str> {
    let entry = library.entry(id);
    let mut shown = vec!["main"];
    let mut add = |name: &'static str, is_shown: bool| {
        if is_shown {
            shown.push(name);
        }
    };
    let front = library.source_of(id).map(|source| &source.front_matter);
    let has = |test: fn(&crate::load::FrontMatter) -> bool| front.is_some_and(test);
    let goes = |kind| library.from(id, kind).next().is_some();
    let comes = |kind| library.to(id, kind).next().is_some();
    let is_told = !library.articles_on(id).is_empty();
    add("sources", goes(RelationKind::Cites));
    match entry.kind {
        Kind::Article | Kind::Page => {
            add("organs", has(|front| !front.organs.is_empty()));
            add("patterns", has(|front| !front.patterns.is_empty()));
            add("principles", has(|front| !front.principles.is_empty()));
            add("points", has(|front| !front.points.is_empty()));
            add("treatments", has(|front| !front.treatments.is_empty()));
        }
        Kind::Condition => {
            add("patterns", goes(RelationKind::PresentsAs));
            add("points", comes(RelationKind::Serves));
            add("organs", goes(RelationKind::Involves));
            add("articles", is_told);
            add("principles", has(|front| !front.principles.is_empty()));
        }
        Kind::Pattern => {
            let has_signs = has(crate::load::FrontMatter::has_signs);
            let accounts = library.accounts(id);
            let telling =
                accounts.iter().filter(|account| account.item.is_some_and(crate::load::PatternItem::tells)).count();
            add("symptoms", has_signs || telling > 0);
            // Signs of several texts are gathered above what each of them says.
            let is_gathered = has_signs || telling > 1 && !library.signs(id).is_empty();
            add("accounts", is_gathered && telling > 0);
            add("tongue", has(|front| front.tongue.is_some()));
            add("pulse", has(|front| front.pulse.is_some()));
            add("principles", has(|front| !front.principles.is_empty()));
            add("points", comes(RelationKind::Addresses));
            add("conditions", comes(RelationKind::PresentsAs));
            add("organs", goes(RelationKind::Involves));
            add("articles", is_told);
        }
        Kind::Point => {
            add("location", has(|front| front.location.is_some()));
            add("actions", has(|front| !front.actions.is_empty()));
            add("indications", has(|front| !front.indications.is_empty()));
            add("needling", has(|front| front.needling.is_some()));
            add("moxibustion", has(|front| front.moxibustion.is_some()));
            let known = match entry.facts {
                Facts::Point(point) => Some(library.registry.point(point)),
                _ => None,
            };
            add("classes", known.is_some_and(|point| !point.classes.is_empty()));
            let warned = known.is_some_and(|point| !point.cautions.is_empty());
            add("cautions", warned || has(|front| !front.cautions.is_empty()));
            add("conditions", goes(RelationKind::Serves));
            add("patterns", goes(RelationKind::Addresses));
            add("articles", is_told);
        }
        Kind::Channel => add("points", true),
        Kind::Organ => {
            add("functions", has(|front| !front.functions.is_empty()));
            let involving =
                |kind| library.to(id, RelationKind::Involves).any(|relation| library.entry(relation.from).kind == kind);
            add("conditions", involving(Kind::Condition));
            add("patterns", involving(Kind::Pattern));
            add("articles", is_told);
        }
        Kind::Source => add("cited-by", comes(RelationKind::Cites)),
    }
    shown
}

/// The sections that the home page shows, by name.
fn shown_at_home(library: &Library) -> Vec<&'static str> {
    let has = |kind| library.ids_of(kind).next().is_some();
    let all = [
        ("conditions", Kind::Condition),
        ("patterns", Kind::Pattern),
        ("articles", Kind::Article),
        ("points", Kind::Channel),
    ];
    all.into_iter().filter(|(_, kind)| has(*kind)).map(|(name, _)| name).collect()
}

/// Checks every link to an anchor against the anchors of its page.
pub fn check(library: &Library, all: &[Arc<One>]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    // Few libraries link to what mentions an entry, and all mentions are many.
    let mentioned =
        LazyCell::new(|| -> HashSet<EntryId> { all.iter().flat_map(|one| &one.brief().mentioned).copied().collect() });
    // Indexes are divided once, however many links lead to their groups.
    let mut groups: HashMap<Kind, HashSet<String>> = HashMap::new();
    for link in all.iter().filter_map(|one| one.woven()).flat_map(|one| &one.anchor_links) {
        let (source, entry) = match link.to {
            Anchors::Entry(id) => (library.entry(id).source, Some(id)),
            Anchors::Section(id) => (Some(id), None),
            Anchors::Index(_, source) | Anchors::Home(source) => (source, None),
            Anchors::None => (None, None),
        };
        if let Anchors::Index(kind, _) = link.to
            && groups
                .entry(kind)
                .or_insert_with(|| library.groups(kind).iter().map(|group| group.key.id()).collect())
                .contains(&link.fragment)
        {
            continue;
        }
        if link.fragment == "mentioned" && entry.is_some_and(|id| mentioned.contains(&id)) {
            continue;
        }
        let own: &[String] = source.map_or(&[], |source| &all[source.index()].whole(source).anchors);
        let sections = match (link.to, entry) {
            (_, Some(id)) => shown(library, id),
            (Anchors::Home(_), None) => shown_at_home(library),
            _ => Vec::new(),
        };
        let in_text = own.binary_search(&link.fragment).is_ok() && !SECTIONS.contains(&link.fragment.as_str());
        let as_heading = source.is_some_and(|source| {
            all[source.index()].whole(source).woven.headings.iter().any(|heading| heading.id == link.fragment)
        });
        if in_text || as_heading || sections.contains(&link.fragment.as_str()) {
            continue;
        }
        let headings = source
            .map(|source| {
                all[source.index()]
                    .whole(source)
                    .woven
                    .headings
                    .iter()
                    .map(|heading| heading.id.as_str())
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default();
        let candidates = headings.iter().copied().chain(sections.iter().copied().filter(|section| *section != "main"));
        let hint = match did_you_mean(&link.fragment, candidates.clone()) {
            Some(near) => format!("did you mean `#{near}`?"),
            None => format!(
                "its anchors are {}",
                candidates.take(8).map(|id| format!("#{id}")).collect::<Vec<_>>().join(", ")
            ),
        };
        diagnostics.push(
            Diagnostic::new(
                RuleId::BrokenAnchor,
                link.place.clone(),
                format!("the page has no anchor `#{}`", link.fragment),
            )
            .hint(hint),
        );
    }
    diagnostics
}
