//! Collecting entries: those that have a file, and those that somebody names.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::points::Resolved;
use super::{Entry, Facts, Kind, SourceId};
use crate::diagnostics::{Diagnostic, RuleId};
use crate::load::{Bibliography, Role, Source, SourceItem};
use crate::tcm::script::Script;
use crate::tcm::text::fold_name;
use crate::tcm::{ChannelId, PointId, Registry, isbn};
use crate::url;

/// An entry's place while entries are still being collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Draft(pub u32);

/// The entries collected so far, with the indexes by which the next one is recognised.
pub struct Builder<'a> {
    registry: &'a Registry,
    /// The script of a library in Chinese, whose channels and organs have Chinese titles.
    chinese: Option<Script>,
    sources: &'a [Arc<Source>],
    pub entries: Vec<Entry>,
    pub diagnostics: Vec<Diagnostic>,
    /// By kind.
    by_key: [FxHashMap<String, Draft>; Kind::ALL.len()],
    /// By kind, under folded names.
    by_name: [FxHashMap<String, Vec<Draft>>; Kind::ALL.len()],
    /// What names came to as they were written, until there is an entry more.
    as_written: [FxHashMap<String, Draft>; Kind::ALL.len()],
    by_isbn: FxHashMap<String, Draft>,
    /// The entries of the registry's points and channels, by their places there.
    of_points: Vec<Option<Draft>>,
    of_channels: [Option<Draft>; ChannelId::ALL.len()],
    /// The file that is being read and its line, which an entry made now is first named by.
    pub naming: (SourceId, u32),
    /// Where each entry was first named.
    pub first_named: Vec<(SourceId, u32)>,
}

/// The entries that files had in an earlier version of the library.
#[derive(Default)]
pub struct KnownFiles<'a> {
    /// By file, its entry.
    entries: Vec<Option<&'a Entry>>,
    /// By file, whether it is unchanged.
    unchanged: Vec<bool>,
}

impl<'a> KnownFiles<'a> {
    /// The entries `before`, for so many files, of which `is_unchanged` says whether they are as they were.
    pub fn new(before: &'a [Entry], files: usize, is_unchanged: impl Fn(usize) -> bool) -> Self {
        let mut entries = vec![None; files];
        for entry in before {
            if let Some(place) = entry.source.and_then(|source| entries.get_mut(source.index())) {
                *place = Some(entry);
            }
        }
        KnownFiles { entries, unchanged: (0..files).map(is_unchanged).collect() }
    }

    fn entry(&self, id: SourceId) -> Option<&'a Entry> {
        self.entries.get(id.index()).copied().flatten()
    }

    fn is_unchanged(&self, id: SourceId) -> bool {
        self.unchanged.get(id.index()).copied().unwrap_or(false)
    }
}

impl<'a> Builder<'a> {
    pub fn new(registry: &'a Registry, chinese: Option<Script>, sources: &'a [Arc<Source>]) -> Self {
        Builder {
            registry,
            chinese,
            sources,
            entries: Vec::new(),
            diagnostics: Vec::new(),
            by_key: Default::default(),
            by_name: Default::default(),
            as_written: Default::default(),
            by_isbn: FxHashMap::default(),
            of_points: vec![None; registry.points().len()],
            of_channels: Default::default(),
            naming: (SourceId(0), 1),
            first_named: Vec::new(),
        }
    }

    /// The reference data.
    pub fn registry(&self) -> &'a Registry {
        self.registry
    }

    /// Adds an entry for every file that is one. `known` says which entries unchanged files had before.
    pub fn add_files(&mut self, resolved: &[Arc<Resolved>], known: &KnownFiles<'_>) {
        let is_same = |builder: &mut Self, (index, source): (usize, &Arc<Source>)| {
            let id = SourceId(index as u32);
            known.is_unchanged(id) || builder.file_entry(id, source, resolved[index].own).as_ref() == known.entry(id)
        };
        // A title that is another may be that of a file behind it, which then has no entry any more.
        let are_same = self.sources.iter().enumerate().all(|file| is_same(self, file));
        self.diagnostics.clear();
        for (index, (source, resolved)) in self.sources.iter().zip(resolved).enumerate() {
            let id = SourceId(index as u32);
            match known.entry(id).filter(|_| are_same && known.is_unchanged(id)) {
                Some(entry) => {
                    self.naming = (id, 1);
                    self.push(entry.clone());
                }
                None if source.location.role != Role::Section => self.add_file(id, source, resolved.own),
                None => {}
            }
        }
        // Further names come after all titles: a title is never taken by another entry's second name.
        for index in 0..self.entries.len() {
            let kind = self.entries[index].kind;
            for name in self.entries[index].names.clone() {
                self.bear(kind, &name, Draft(index as u32));
            }
        }
    }

    /// The entry of a file, whether or not another has its title or key.
    fn file_entry(&mut self, id: SourceId, source: &Source, own: Option<PointId>) -> Option<Entry> {
        let Identity { key, title, facts } = self.identify(source, own)?;
        let url = self.address(source, &key)?;
        let key = match facts {
            Facts::Point(_) | Facts::Channel(_) | Facts::Organ(_) => key,
            Facts::Work(_) | Facts::Named => {
                url.trim_end_matches('/').trim_start_matches(&format!("{}/", source.kind.plural())).to_owned()
            }
        };
        let names = source.front_matter.names.iter().map(|name| name.value.clone()).collect();
        Some(Entry { kind: source.kind, key, title, names, url, source: Some(id), facts })
    }

    fn add_file(&mut self, id: SourceId, source: &Source, own: Option<PointId>) {
        self.naming = (id, 1);
        let Some(entry) = self.file_entry(id, source, own) else { return };
        let Entry { key, title, .. } = &entry;
        let same_title = if source.kind.is_entity() { self.named(source.kind, title).first().copied() } else { None };
        // Two articles of one address are two entries; their addresses clash, and are told apart as such.
        let same_key = |builder: &Self, key: &str| {
            if source.kind.is_entity() { builder.by_key[source.kind as usize].get(key).copied() } else { None }
        };
        if let Some(first) = same_title.or_else(|| same_key(self, key)) {
            let first = &self.entries[first.0 as usize];
            let place = source
                .front_matter
                .title
                .as_ref()
                .map_or_else(|| source.place(crate::diagnostics::Span::START), |title| source.place(title.span));
            let mut diagnostic = Diagnostic::new(
                RuleId::DuplicateEntry,
                place,
                format!("{} `{}` has a file already", source.kind.name(), first.title),
            )
            .hint("merge the two files, or give one of them another title");
            if let Some(other) = first.source.map(|source| &self.sources[source.0 as usize]) {
                diagnostic = diagnostic.related(
                    other.place(
                        other.front_matter.title.as_ref().map_or(crate::diagnostics::Span::START, |title| title.span),
                    ),
                    "the first one",
                );
            }
            self.diagnostics.push(diagnostic);
            return;
        }
        self.push(entry);
    }

    /// What a file is: its key, its title and what the registry knows of it.
    fn identify(&self, source: &Source, own: Option<PointId>) -> Option<Identity> {
        let written = source.front_matter.title.as_ref().map(|title| title.value.clone());
        let stem = match source.location.role {
            Role::Bundle => source.location.path.parent().and_then(|folder| folder.file_name()).unwrap_or(""),
            _ => source.location.path.file_stem().unwrap_or(""),
        };
        match source.kind {
            // What is wrong with a point's file was told when its points were resolved.
            Kind::Point => own.map(|id| Identity {
                key: self.registry.point(id).code.to_owned(),
                title: written.unwrap_or_else(|| point_title(self.registry, id)),
                facts: Facts::Point(id),
            }),
            Kind::Channel => {
                let channel =
                    self.registry.channel_named(stem).or_else(|| self.registry.channel_named(written.as_deref()?));
                Some(match channel {
                    Some(channel) => Identity {
                        key: channel.slug.to_owned(),
                        title: written.unwrap_or_else(|| channel.title_in(self.chinese)),
                        facts: Facts::Channel(channel.id),
                    },
                    None => Identity {
                        key: url::slugify(stem),
                        title: written.unwrap_or_else(|| stem.to_owned()),
                        facts: Facts::Named,
                    },
                })
            }
            Kind::Organ => {
                let organ = self.registry.organ(stem).or_else(|| self.registry.organ(written.as_deref()?));
                Some(match organ {
                    Some(organ) => Identity {
                        key: organ.id.to_owned(),
                        title: written.unwrap_or_else(|| organ.title_in(self.chinese).to_owned()),
                        facts: Facts::Organ(organ.id),
                    },
                    None => Identity {
                        key: url::slugify(stem),
                        title: written.unwrap_or_else(|| stem.to_owned()),
                        facts: Facts::Named,
                    },
                })
            }
            Kind::Source => Some(Identity {
                key: url::slugify(stem),
                title: written?,
                facts: Facts::Work(Box::new(source.front_matter.bibliography.clone())),
            }),
            Kind::Article | Kind::Condition | Kind::Pattern | Kind::Page => {
                Some(Identity { key: url::slugify(stem), title: written?, facts: Facts::Named })
            }
        }
    }

    /// The address of a file's page: its folder, then its slug.
    fn address(&mut self, source: &Source, key: &str) -> Option<String> {
        let kind = source.kind;
        let mut parts: Vec<&str> = source
            .location
            .path
            .parent()
            .map(|folder| folder.components().map(|part| part.as_str()).collect())
            .unwrap_or_default();
        if source.location.role == Role::Bundle {
            parts.pop();
        }
        if kind != Kind::Page && parts.first() == Some(&kind.plural()) {
            parts.remove(0);
        }
        let mut address = String::new();
        if kind != Kind::Page {
            address.push_str(kind.plural());
            address.push('/');
        }
        for part in parts {
            address.push_str(&url::slugify(part));
            address.push('/');
        }
        let slug = match &source.front_matter.slug {
            Some(slug) if url::is_safe_path(&slug.value) && !slug.value.contains('/') => slug.value.clone(),
            Some(slug) => {
                let hint = format!("write letters, digits and hyphens: `slug: {}`", url::slugify(&slug.value));
                self.diagnostics.push(
                    Diagnostic::new(
                        RuleId::InvalidSlug,
                        source.place(slug.span),
                        format!("`{}` is no safe address", slug.value),
                    )
                    .hint(hint),
                );
                return None;
            }
            None if kind == Kind::Point => key.to_ascii_lowercase(),
            None => key.to_owned(),
        };
        address.push_str(&slug);
        address.push('/');
        if !url::is_safe_path(address.strip_suffix('/').unwrap_or(&address)) {
            let hint = "add `slug:` with letters or digits to the front matter";
            let message = "the file's name makes no address, for it holds no letter or digit";
            self.diagnostics.push(
                Diagnostic::new(RuleId::InvalidSlug, source.place(crate::diagnostics::Span::START), message).hint(hint),
            );
            return None;
        }
        Some(address)
    }

    /// Adds an entry that nobody has named before.
    pub fn push(&mut self, entry: Entry) -> Draft {
        let draft = Draft(self.entries.len() as u32);
        self.by_key[entry.kind as usize].insert(entry.key.clone(), draft);
        self.as_written[entry.kind as usize].clear();
        match entry.facts {
            Facts::Point(point) => self.of_points[usize::from(point.0)] = Some(draft),
            Facts::Channel(channel) => self.of_channels[channel as usize] = Some(draft),
            Facts::Organ(_) | Facts::Work(_) | Facts::Named => {}
        }
        if let Facts::Work(facts) = &entry.facts
            && let Some(Ok(number)) = facts.isbn.as_ref().map(|isbn| isbn::normalise(&isbn.value))
        {
            self.by_isbn.entry(number).or_insert(draft);
        }
        self.bear(entry.kind, &entry.title.clone(), draft);
        self.entries.push(entry);
        self.first_named.push(self.naming);
        draft
    }

    fn bear(&mut self, kind: Kind, name: &str, draft: Draft) {
        let name = fold_name(name);
        let bearers = self.by_name[kind as usize].entry(name.clone()).or_default();
        let titled = bearers.iter().any(|bearer| fold_name(&self.entries[bearer.0 as usize].title) == name);
        if !bearers.contains(&draft) && !titled {
            bearers.push(draft);
        }
    }

    fn named(&self, kind: Kind, name: &str) -> &[Draft] {
        self.by_name[kind as usize].get(&fold_name(name)).map_or(&[], Vec::as_slice)
    }

    /// The one entry of a kind that a name means, if it was written so before: thousands of files name one condition in
    /// the same letters.
    pub fn named_before(&self, kind: Kind, name: &str) -> Option<Draft> {
        self.as_written[kind as usize].get(name).copied()
    }

    /// The entries of a kind that a name means; a new entry where nobody bears it yet.
    pub fn name(&mut self, kind: Kind, name: &str) -> Vec<Draft> {
        if let Some(draft) = self.named_before(kind, name) {
            return vec![draft];
        }
        let bearers = self.named(kind, name);
        if !bearers.is_empty() {
            let bearers = bearers.to_vec();
            if let [draft] = bearers[..] {
                self.as_written[kind as usize].insert(name.to_owned(), draft);
            }
            return bearers;
        }
        match kind {
            Kind::Organ => {
                if let Some(organ) = self.registry.organ(name) {
                    return vec![self.organ(organ.id)];
                }
            }
            Kind::Channel => {
                if let Some(channel) = self.registry.channel_named(name) {
                    return vec![self.channel(channel.id)];
                }
            }
            _ => {}
        }
        let slug = url::slugify(name);
        if slug.is_empty() {
            return Vec::new();
        }
        let key = self.free_key(kind, slug);
        vec![self.push(Entry {
            kind,
            url: format!("{}/{key}/", kind.plural()),
            key,
            title: name.to_owned(),
            names: Vec::new(),
            source: None,
            facts: Facts::Named,
        })]
    }

    /// The slug itself, or with a number behind it where another entry of the kind holds it.
    fn free_key(&self, kind: Kind, slug: String) -> String {
        let mut key = slug.clone();
        let mut number = 2;
        while self.by_key[kind as usize].contains_key(&key) {
            key = format!("{slug}-{number}");
            number += 1;
        }
        key
    }

    /// The entry of a registry point.
    pub fn point(&mut self, id: PointId) -> Draft {
        let point = self.registry.point(id);
        match self.of_points[usize::from(id.0)] {
            Some(draft) => draft,
            None => self.push(Entry {
                kind: Kind::Point,
                key: point.code.to_owned(),
                title: point_title(self.registry, id),
                names: Vec::new(),
                url: format!("points/{}/", point.slug()),
                source: None,
                facts: Facts::Point(id),
            }),
        }
    }

    /// The entry of a registry channel.
    pub fn channel(&mut self, id: ChannelId) -> Draft {
        let channel = self.registry.channel(id);
        match self.of_channels[id as usize] {
            Some(draft) => draft,
            None => self.push(Entry {
                kind: Kind::Channel,
                key: channel.slug.to_owned(),
                title: channel.title_in(self.chinese),
                names: self.chinese.map(|_| channel.title()).into_iter().collect(),
                url: format!("channels/{}/", channel.slug),
                source: None,
                facts: Facts::Channel(id),
            }),
        }
    }

    /// The entry of a registry organ, by its key.
    pub fn organ(&mut self, key: &'static str) -> Draft {
        match self.by_key[Kind::Organ as usize].get(key) {
            Some(draft) => *draft,
            None => {
                let organ = self.registry.organ_with_key(key);
                let title = organ.map_or(key, |organ| organ.title_in(self.chinese));
                let english = organ.filter(|_| self.chinese.is_some()).map(|organ| organ.name.to_owned());
                self.push(Entry {
                    kind: Kind::Organ,
                    key: key.to_owned(),
                    title: title.to_owned(),
                    names: english.into_iter().collect(),
                    url: format!("organs/{key}/"),
                    source: None,
                    facts: Facts::Organ(key),
                })
            }
        }
    }

    /// The entry of a cited work: the same ISBN, or the same title where neither year nor ISBN contradicts.
    pub fn work(&mut self, item: &SourceItem) -> Option<Draft> {
        let number = item.facts.isbn.as_ref().and_then(|isbn| isbn::normalise(&isbn.value).ok());
        if let Some(draft) = number.as_ref().and_then(|number| self.by_isbn.get(number)).copied() {
            self.complete(draft, &item.facts);
            return Some(draft);
        }
        let bearers = self.named(Kind::Source, &item.title.value).to_vec();
        let same = bearers.iter().copied().find(|draft| match &self.entries[draft.0 as usize].facts {
            Facts::Work(facts) => agrees(facts, &item.facts),
            _ => false,
        });
        if let Some(draft) = same {
            self.complete(draft, &item.facts);
            if let Some(number) = number {
                self.by_isbn.entry(number).or_insert(draft);
            }
            return Some(draft);
        }
        let mut slug = url::slugify(&item.title.value);
        if slug.is_empty() {
            return None;
        }
        if !bearers.is_empty()
            && let Some(year) = &item.facts.year
        {
            slug = format!("{slug}-{}", url::slugify(year));
        }
        let key = self.free_key(Kind::Source, slug);
        Some(self.push(Entry {
            kind: Kind::Source,
            url: format!("sources/{key}/"),
            key,
            title: item.title.value.clone(),
            names: Vec::new(),
            source: None,
            facts: Facts::Work(Box::new(item.facts.clone())),
        }))
    }

    /// Fills what a work's first mention left out.
    fn complete(&mut self, draft: Draft, facts: &Bibliography) {
        if let Facts::Work(known) = &mut self.entries[draft.0 as usize].facts {
            if known.authors.is_empty() {
                known.authors.clone_from(&facts.authors);
            }
            let fill = |known: &mut Option<String>, new: &Option<String>| {
                if known.is_none() {
                    known.clone_from(new);
                }
            };
            fill(&mut known.publisher, &facts.publisher);
            fill(&mut known.year, &facts.year);
            fill(&mut known.edition, &facts.edition);
            fill(&mut known.doi, &facts.doi);
            fill(&mut known.url, &facts.url);
            if known.isbn.is_none() {
                known.isbn.clone_from(&facts.isbn);
            }
        }
    }
}

struct Identity {
    key: String,
    title: String,
    facts: Facts,
}

/// Whether two descriptions of a work of one title can be the same edition.
fn agrees(one: &Bibliography, other: &Bibliography) -> bool {
    let same = |a: Option<&str>, b: Option<&str>| a.is_none() || b.is_none() || a == b;
    let number = |facts: &Bibliography| {
        facts.isbn.as_ref().map(|isbn| isbn::normalise(&isbn.value).unwrap_or_else(|_| isbn::digits(&isbn.value)))
    };
    same(one.year.as_deref(), other.year.as_deref()) && same(number(one).as_deref(), number(other).as_deref())
}

/// A point's title where nobody wrote one: `BL23 Shènshū`.
pub fn point_title(registry: &Registry, id: PointId) -> String {
    let point = registry.point(id);
    format!("{} {}", point.code, point.name)
}
