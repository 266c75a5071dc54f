//! What files say of an entry in its relations: gathered by the entry at the other end, with a limit to each list.
//!
//! A page shows the entries that most is said of with the words of some articles, and further ones as links. What is
//! left out stands in the list of all articles on the entry, so pages stay light in a library of any size.

use rustc_hash::FxHashMap;
use tera::Value;

use super::Renderer;
use super::object::Object;
use crate::library::{EntryId, Kind, Relation, RelationKind, lists};

/// Entries of a list that a page shows with what is said of them.
const IN_FULL: usize = 24;
/// Entries that follow as bare links.
const AS_LINKS: usize = 240;
/// What is said, in all lists of a page's section together.
const SAID: usize = 60;

/// The entries at the other end of relations, with the relations.
pub(super) type Gathered<'r> = Vec<(EntryId, Vec<&'r Relation>)>;

/// How much is shown of what is said of one of so many entries.
fn said_of_each(entries: usize) -> usize {
    (SAID / entries.clamp(1, IN_FULL)).clamp(2, 12)
}

/// Relations by the entry at one of their ends, in the order in which the entries come.
fn gathered_by<'r>(relations: impl Iterator<Item = &'r Relation>, end: impl Fn(&Relation) -> EntryId) -> Gathered<'r> {
    let mut places: FxHashMap<EntryId, usize> = FxHashMap::default();
    let mut gathered: Gathered<'r> = Vec::new();
    for relation in relations {
        let id = end(relation);
        let place = *places.entry(id).or_insert_with(|| {
            gathered.push((id, Vec::new()));
            gathered.len() - 1
        });
        gathered[place].1.push(relation);
    }
    gathered
}

/// Entries by how often they come, each once. Relations of one type and end are kept in the order of their other
/// ends, so equal ones come one after the other.
fn most_told_first(ends: impl Iterator<Item = EntryId>) -> Vec<EntryId> {
    let mut counts: Vec<(EntryId, usize)> = Vec::new();
    for end in ends {
        match counts.last_mut() {
            Some((last, count)) if *last == end => *count += 1,
            _ => counts.push((end, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(id, _)| id).collect()
}

impl Renderer {
    /// What all relations of one kind say, gathered by the entry at their other end, the most told of first.
    pub(super) fn gather<'r>(
        &self,
        relations: impl Iterator<Item = &'r Relation>,
        end: impl Fn(&Relation) -> EntryId,
    ) -> Gathered<'r> {
        let mut gathered = gathered_by(relations, end);
        gathered.sort_by_key(|(_, relations)| std::cmp::Reverse(relations.len()));
        gathered
    }

    /// The entries that an entry's relations lead to, each once, those that most is said of first.
    pub(super) fn ends_of(&self, id: EntryId, kind: RelationKind) -> Vec<EntryId> {
        most_told_first(self.library.from(id, kind).map(|relation| relation.to))
    }

    /// The entries that relations to an entry come from.
    pub(super) fn starts_of(&self, id: EntryId, kind: RelationKind) -> Vec<EntryId> {
        most_told_first(self.library.to(id, kind).map(|relation| relation.from))
    }

    /// A list of entries within its limits: `shown`, made by `show` of the entry, what is said and how much of it
    /// may be shown; `links`, bare references; and `left_out`, the number of those that are neither.
    pub(super) fn limited<'r>(
        &self,
        gathered: Gathered<'r>,
        show: impl Fn(EntryId, &[&'r Relation], usize) -> Object,
    ) -> Value {
        let each = said_of_each(gathered.len());
        self.cut_off(&gathered, IN_FULL, AS_LINKS, |id, relations| show(id, relations, each))
    }

    /// A list of which so many entries are shown, made by `show`, and so many more are bare links.
    pub(super) fn cut_off<T>(
        &self,
        gathered: &[(EntryId, Vec<T>)],
        in_full: usize,
        as_links: usize,
        show: impl Fn(EntryId, &[T]) -> Object,
    ) -> Value {
        let shown = gathered.iter().take(in_full).map(|(id, things)| show(*id, things).into());
        let links = gathered.iter().skip(in_full).take(as_links).map(|(id, _)| self.reference(*id));
        Object::new()
            .list("shown", shown)
            .list("links", links)
            .set("left_out", gathered.len().saturating_sub(in_full + as_links) as u64)
            .into()
    }

    /// What one file says of a point that serves a condition or addresses a pattern.
    fn point_use(&self, relation: &Relation) -> Value {
        let library = &self.library;
        let treatments = library.treatments(relation).map(|treatment| {
            Object::new()
                .set("method", treatment.method.value.as_str())
                .text("purpose", treatment.purpose.as_deref())
                .text("technique", treatment.technique.as_deref())
                .into()
        });
        let techniques: Vec<&str> =
            library.point_items(relation).filter_map(|item| item.technique.as_deref()).collect();
        let functions: Vec<&str> = library.functions(relation).collect();
        let joined = |texts: &[&str]| (!texts.is_empty()).then(|| texts.join(" "));
        Object::new()
            .set("article", self.teller(relation))
            .set("function", joined(&functions))
            .set("technique", joined(&techniques))
            .text("location", library.point_items(relation).find_map(|item| item.location.as_deref()))
            .list("treatments", treatments)
            .set("patterns", self.references(library.patterns_of(relation)))
            .into()
    }

    /// The uses that say most, in their order, and how many there are beside them: `uses`, `more`.
    fn point_uses(&self, relations: &[&Relation], most: usize) -> Object {
        let says = |relation: &&Relation| self.library.functions(relation).next().is_some();
        let (telling, silent): (Vec<&Relation>, Vec<&Relation>) = relations.iter().copied().partition(says);
        let shown = telling.iter().chain(&silent).take(most).map(|relation| self.point_use(relation));
        Object::new().list("uses", shown).set("more", relations.len().saturating_sub(most) as u64)
    }

    /// How many articles, and which methods, use a point; methods in small letters, each once.
    fn agreement(&self, relations: &[&Relation]) -> (usize, Vec<String>) {
        let mut methods: Vec<String> = Vec::new();
        // There are many treatments, and few ways to write their methods.
        let mut written: Vec<&str> = Vec::new();
        for treatment in relations.iter().flat_map(|relation| self.library.treatments(relation)) {
            let method = treatment.method.value.as_str();
            if !written.contains(&method) {
                written.push(method);
                let method = method.to_lowercase();
                if !methods.contains(&method) {
                    methods.push(method);
                }
            }
        }
        (relations.iter().filter(|relation| self.is_told_by_article(relation)).count(), methods)
    }

    fn is_told_by_article(&self, relation: &Relation) -> bool {
        let teller = self.library.entry_of(relation.provenance.source);
        teller.is_some_and(|id| self.library.entry(id).kind == Kind::Article)
    }

    /// Points by how many articles and methods agree on them: `{entry, articles, methods, uses, more}`.
    pub(super) fn used_points<'r>(&self, relations: impl Iterator<Item = &'r Relation>) -> Value {
        let mut gathered = self.gather(relations, |relation| relation.from);
        gathered.sort_by_cached_key(|(_, relations)| {
            let (articles, methods) = self.agreement(relations);
            std::cmp::Reverse((articles, methods.len(), relations.len()))
        });
        self.limited(gathered, |point, relations, most| {
            let (articles, methods) = self.agreement(relations);
            self.point_uses(relations, most)
                .set("entry", self.reference(point))
                .set("articles", articles as u64)
                .texts("methods", &methods)
        })
    }

    /// Entries that a point serves or addresses: `{entry, uses, more}`.
    pub(super) fn served<'r>(&self, relations: impl Iterator<Item = &'r Relation>) -> Value {
        let gathered = self.gather(relations, |relation| relation.to);
        self.limited(gathered, |id, relations, most| self.point_uses(relations, most).set("entry", self.reference(id)))
    }

    /// Entries with the role that an organ plays in them, or organs with their roles: `{entry, roles}`.
    pub(super) fn roles<'r>(
        &self,
        relations: impl Iterator<Item = &'r Relation>,
        end: impl Fn(&Relation) -> EntryId,
    ) -> Value {
        self.limited(self.gather(relations, end), |id, relations, most| {
            let roles = relations.iter().filter_map(|relation| {
                let role = self.library.organ_item(relation)?.role.as_deref()?;
                Some(Object::new().set("article", self.teller(relation)).set("role", role).into())
            });
            Object::new().set("entry", self.reference(id)).list("roles", roles.take(most))
        })
    }

    /// The articles on an entry, the newest first, and where all of them are listed: `{shown, count, href}`.
    pub(super) fn articles_on(&self, id: EntryId) -> Value {
        let articles = self.library.articles_on(id);
        let href = self.library.list_of_articles_on(id).map(|url| crate::url::page_href(&url, self.config.portable));
        // Where the rest stands elsewhere, a page shows no more than it must.
        let shown = articles.iter().take(lists::SHOWN);
        Object::new()
            .list("shown", shown.map(|id| self.reference(*id)))
            .set("count", articles.len() as u64)
            .set("href", href)
            .into()
    }
}
