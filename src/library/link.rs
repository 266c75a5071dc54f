//! The second stage: names become entries, declarations become relations.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::builder::{Builder, KnownFiles};
use super::checks;
use super::declare::{AllDeclared, declare_all};
use super::lists;
use super::mentions::{self, KnownProse};
use super::names::NameIndex;
use super::points::{self, OwnNames, Readings, Resolved};
use super::relate::{Relating, index_ends, merged, registry_relations};
use super::relation::{Declared, Relation};
use super::routes::{ATLAS, Extent, Routes};
use super::{Entry, EntryId, Facts, Kind, Library, SourceId};
use crate::diagnostics::{Diagnostic, Outcome};
use crate::load::{Asset, Source, Sources, Text};
use crate::mentions::{Context, Finder, Found, Name};
use crate::tcm::Registry;
use crate::tcm::script::Script;

/// A library, and what it takes to link it again after an edit.
#[derive(Debug)]
pub struct Linked {
    /// The library.
    pub library: Arc<Library>,
    pub(super) chinese: Option<Script>,
    pub(super) assets: Arc<Vec<Asset>>,
    own_names: Arc<OwnNames>,
    names: Arc<Vec<Name>>,
    pub(super) finder: Arc<Finder>,
    pub(super) declared: Arc<AllDeclared>,
    pub(super) contexts: Arc<Vec<Arc<Context>>>,
    /// Whether nothing was wrong with the addresses.
    are_routes_clear: bool,
    /// Findings that what stands behind a front matter cannot change.
    pub(super) of_front_matter: Arc<Vec<Diagnostic>>,
    /// Findings of each file that its prose can change.
    pub(super) of_prose: Vec<Arc<Vec<Diagnostic>>>,
}

impl Linked {
    /// All that was found.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let of_prose = self.of_prose.iter().flat_map(|found| found.iter());
        self.of_front_matter.iter().chain(of_prose).cloned().collect()
    }

    /// All but the library.
    pub fn without_library(self) -> impl Send {
        let Linked { own_names, names, finder, declared, contexts, of_front_matter, of_prose, assets, .. } = self;
        (own_names, names, finder, declared, contexts, of_front_matter, of_prose, assets)
    }

    /// What finds mentions in the prose of a file, by what each file declares.
    pub(crate) fn finding(&self) -> (Arc<Finder>, Arc<Vec<Arc<Context>>>) {
        (Arc::clone(&self.finder), Arc::clone(&self.contexts))
    }

    /// Whether nothing is wrong in the prose of a file, as far as linking tells.
    pub(crate) fn is_settled(&self, source: SourceId) -> bool {
        self.of_prose[source.index()].is_empty() && self.library.asks_nothing(source)
    }

    /// The same library with other prose, and what is found in that.
    pub(super) fn with(&self, library: Arc<Library>, of_prose: Vec<Arc<Vec<Diagnostic>>>) -> Linked {
        Linked {
            library,
            chinese: self.chinese,
            assets: Arc::clone(&self.assets),
            own_names: Arc::clone(&self.own_names),
            names: Arc::clone(&self.names),
            finder: Arc::clone(&self.finder),
            declared: Arc::clone(&self.declared),
            contexts: Arc::clone(&self.contexts),
            are_routes_clear: self.are_routes_clear,
            of_front_matter: Arc::clone(&self.of_front_matter),
            of_prose,
        }
    }

    /// Whether the addresses of a library are those of this one, and nothing is wrong with them.
    fn lays_out_alike(&self, layout: &Layout<'_>) -> bool {
        let Layout { sources, assets, entries, extent } = layout;
        let old = &self.library;
        let is_alike = |(before, now): (&Arc<Source>, &Arc<Source>)| {
            Arc::ptr_eq(before, now)
                || before.file == now.file && before.front_matter.aliases == now.front_matter.aliases
        };
        let pages = |articles: &Vec<EntryId>| lists::article_pages(articles.len());
        self.are_routes_clear
            && (Arc::ptr_eq(&self.assets, assets) || self.assets == **assets)
            && old.sources.len() == sources.len()
            && old.sources.iter().zip(*sources).all(is_alike)
            && Arc::ptr_eq(&old.entries, entries)
            && old.articles_on.iter().map(pages).eq(extent.articles_on.iter().map(pages))
            && old.routes.is_page(ATLAS) == extent.has_atlas
    }

    /// The place that an unchanged file had before, by the place it has now.
    fn places_before(&self, sources: &[Arc<Source>]) -> Vec<Option<usize>> {
        let before = self.library.sources.iter().enumerate();
        let before: FxHashMap<*const Source, usize> =
            before.map(|(place, source)| (Arc::as_ptr(source), place)).collect();
        sources.iter().map(|source| before.get(&Arc::as_ptr(source)).copied()).collect()
    }
}

/// What decides the addresses of a library.
struct Layout<'a> {
    sources: &'a [Arc<Source>],
    assets: &'a Arc<Vec<Asset>>,
    entries: &'a Arc<Vec<Entry>>,
    extent: &'a Extent<'a>,
}

/// Links everything that was read into a library, which is in Chinese of a script or in another language.
pub fn link(registry: Registry, chinese: Option<Script>, read: Sources) -> Outcome<Library> {
    let Linked { library, of_front_matter, of_prose, .. } = link_with(&Arc::new(registry), chinese, read, None);
    let mut diagnostics = Arc::unwrap_or_clone(of_front_matter);
    diagnostics.extend(of_prose.into_iter().flat_map(Arc::unwrap_or_clone));
    Outcome { value: Arc::unwrap_or_clone(library), diagnostics }
}

/// Links a library with the help of how it was linked `before`: what is known of unchanged files is not worked out
/// again. The library is the one that [`link`] makes.
pub fn link_with(registry: &Arc<Registry>, chinese: Option<Script>, read: Sources, before: Option<&Linked>) -> Linked {
    match before.and_then(|before| super::relink::relink(before, chinese, &read)) {
        Some(linked) => linked,
        None => link_anew(registry, chinese, read, before, &KnownProse::default()),
    }
}

/// Links a library of which it is known what the prose of some files names. What else stands there is not found: the
/// library has no spots of those files.
pub fn link_known(registry: &Arc<Registry>, chinese: Option<Script>, read: Sources, known: &KnownProse<'_>) -> Linked {
    link_anew(registry, chinese, read, None, known)
}

fn link_anew(
    registry: &Arc<Registry>,
    chinese: Option<Script>,
    read: Sources,
    before: Option<&Linked>,
    known: &KnownProse<'_>,
) -> Linked {
    let Sources { sources, assets, drafts } = read;
    let mut are_routes_clear = true;
    let places_before = before.map(|before| before.places_before(&sources));
    let place_before = |index: usize| places_before.as_ref().and_then(|places| places[index]);
    let own_names = Arc::new(OwnNames::new(registry, &sources));
    let resolved: Vec<Arc<Resolved>> = {
        let before = before.filter(|before| before.own_names == own_names);
        let indexed = sources.par_iter().enumerate();
        let resolved = indexed.map_init(
            || Readings::new(registry),
            |readings, (index, source)| match (before, place_before(index)) {
                (Some(before), Some(place)) => Arc::clone(&before.library.resolved[place]),
                _ => Arc::new(points::resolve(readings, &own_names, source)),
            },
        );
        resolved.collect()
    };
    let mut diagnostics: Vec<Diagnostic> =
        resolved.iter().flat_map(|resolved| resolved.diagnostics.iter().cloned()).collect();

    // Files that stand where they stood and point at what they pointed at have the entries that they had.
    let same_files = before.filter(|before| before.chinese == chinese && before.library.sources.len() == sources.len());
    let known_files = same_files.map_or_else(KnownFiles::default, |before| {
        KnownFiles::new(&before.declared.files, sources.len(), |index| {
            Arc::ptr_eq(&before.library.sources[index], &sources[index])
                && Arc::ptr_eq(&before.library.resolved[index], &resolved[index])
        })
    });
    let with_files = || {
        let mut builder = Builder::new(registry, chinese, &sources);
        builder.add_files(&resolved, &known_files);
        builder
    };
    let (mut builder, declared) = declare_all(registry, &sources, &resolved, before, &with_files);
    let declarations = &declared.of_files;
    diagnostics.extend(declarations.iter().flat_map(|declarations| declarations.diagnostics.iter().cloned()));
    let names = Arc::new(mentions::names(&builder));
    let named_alike = before.filter(|before| before.names == names);
    let make_finder =
        || named_alike.map_or_else(|| Arc::new(Finder::new(registry, &names)), |before| Arc::clone(&before.finder));
    let organs = mentions::organs_of_patterns(&builder);
    let context = |(index, source): (usize, &Arc<Source>)| {
        let declares_alike = |(before, place): &(&Linked, usize)| {
            Arc::ptr_eq(&before.declared.of_files[*place], &declarations[index])
                && Arc::ptr_eq(&before.library.resolved[*place], &resolved[index])
        };
        match before.zip(place_before(index)).filter(declares_alike) {
            Some((before, place)) => Arc::clone(&before.contexts[place]),
            None => {
                let entries = declarations[index].entries();
                Arc::new(mentions::context(source, &resolved[index], entries, &builder, &organs))
            }
        }
    };
    let (finder, contexts): (_, Vec<Arc<Context>>) =
        rayon::join(make_finder, || sources.par_iter().enumerate().map(context).collect());
    let find = |(index, (source, context)): (usize, (&Arc<Source>, &Arc<Context>))| {
        let is_same = |(before, place): &(&Linked, usize)| {
            Arc::ptr_eq(&before.contexts[*place], context) || before.contexts[*place] == *context
        };
        let before = named_alike.zip(place_before(index)).filter(is_same);
        match before {
            Some((before, place)) => Arc::clone(&before.library.found[place]),
            None if known.of(index).is_some() => Arc::default(),
            None => Arc::new(finder.find(source.markdown(), context)),
        }
    };
    let found: Vec<Arc<Found>> = sources.par_iter().zip(&contexts).enumerate().map(find).collect();
    mentions::add_entries(registry, &mut builder, &sources, &found, known);
    let Builder { entries, diagnostics: of_names, first_named, .. } = builder;
    diagnostics.extend(of_names);

    let (entries, place_of) = sort(entries);
    let mut named_at = vec![(SourceId(0), 1); entries.len()];
    for (draft, place) in first_named.into_iter().enumerate() {
        named_at[place_of[draft].index()] = place;
    }
    // Equal entries stay the very same, with their names, by which later stages see that they are.
    let same = before.map(|before| &before.library).filter(|library| *library.entries == entries);
    let entries = same.map_or_else(|| Arc::new(entries), |library| Arc::clone(&library.entries));
    let names_of_entries =
        same.map_or_else(|| Arc::new(NameIndex::new(&entries)), |library| Arc::clone(&library.names));
    let mut entry_of_source = vec![None; sources.len()];
    for (index, entry) in entries.iter().enumerate() {
        if let Some(source) = entry.source {
            entry_of_source[source.index()] = Some(EntryId(index as u32));
        }
    }
    // Where entries and files have their places still, unchanged files have their relations.
    let related_before = before.filter(|before| {
        *before.library.place_of == place_of
            && before.library.sources.len() == sources.len()
            && *before.library.entry_of_source == entry_of_source
    });
    let is_related = |index: usize| {
        related_before.is_some_and(|before| {
            Arc::ptr_eq(&before.library.sources[index], &sources[index])
                && Arc::ptr_eq(&before.declared.of_files[index], &declarations[index])
        })
    };
    let of_files: Vec<Vec<Relation>> = sources
        .par_iter()
        .enumerate()
        .filter(|(index, _)| !is_related(*index))
        .map(|(index, source)| {
            let relating =
                Relating { source, id: SourceId(index as u32), entry: entry_of_source[index], place_of: &place_of };
            relating.relations(&declarations[index])
        })
        .collect();
    let of_registry = registry_relations(registry, &entries, &names_of_entries, &named_at);
    let mut relations: Vec<Relation> =
        Vec::with_capacity(of_files.iter().map(Vec::len).sum::<usize>() + of_registry.len());
    relations.extend(of_files.into_iter().flatten());
    relations.extend(of_registry);
    relations.par_sort_by_key(Relation::sort_key);
    if let Some(before) = related_before {
        let is_kept = |relation: &&Relation| {
            relation.provenance.declared != Declared::Registry && is_related(relation.provenance.source.index())
        };
        relations = merged(before.library.relations.iter().filter(is_kept), relations);
    }

    let ((outgoing, incoming), (declared_by, articles_on)) = rayon::join(
        || index_ends(entries.len(), &relations),
        || {
            let mut declared_by = vec![Vec::new(); sources.len()];
            for (index, relation) in relations.iter().enumerate() {
                declared_by[relation.provenance.source.index()].push(index as u32);
            }
            (declared_by, lists::articles_on(&entries, &entry_of_source, &relations))
        },
    );
    let extent = Extent { articles_on: &articles_on, has_atlas: lists::has_atlas(&relations) };
    let laid_out = Layout { sources: &sources, assets: &assets, entries: &entries, extent: &extent };
    let routes = match before.filter(|before| before.lays_out_alike(&laid_out)) {
        Some(before) => Arc::clone(&before.library.routes),
        None => {
            let Outcome { value, diagnostics: found } = Routes::new(&sources, &assets, &entries, &extent);
            diagnostics.extend(found.iter().cloned());
            are_routes_clear = found.is_empty();
            Arc::new(value)
        }
    };
    let of_pregnancy = checks::of_pregnancy(&entries, &sources);
    let mut library = Library {
        registry: Arc::clone(registry),
        sources,
        entries,
        relations: Arc::new(relations),
        names: names_of_entries,
        routes,
        drafts,
        entry_of_source: Arc::new(entry_of_source),
        outgoing: Arc::new(outgoing),
        incoming: Arc::new(incoming),
        declared_by: Arc::new(declared_by),
        resolved: Arc::new(resolved),
        named_at: Arc::new(named_at),
        of_pregnancy: Arc::new(of_pregnancy),
        found,
        place_of: Arc::new(place_of),
        articles_on: Arc::new(Vec::new()),
        named_patterns: Arc::default(),
    };
    library.named_patterns = named_patterns(&library, same.map(|library| &**library));
    library.articles_on = Arc::new(lists::newest_first(&library, articles_on));
    // What is said of a file's prose depends on its declarations, and on what is known of entries.
    let linked_alike = before.filter(|before| {
        library.is_linked_alike(&before.library) && library.of_pregnancy == before.library.of_pregnancy
    });
    let of_prose = |index: usize| {
        let id = SourceId(index as u32);
        match linked_alike.filter(|before| library.reads_alike(&before.library, id)) {
            Some(before) => Arc::clone(&before.of_prose[index]),
            None => Arc::new(checks::of_prose(&library, id)),
        }
    };
    let (of_front_matter, (similar, of_prose)) = rayon::join(
        || checks::of_front_matter(&library),
        || {
            rayon::join(
                || super::similar::similar_names(&library),
                || (0..library.sources.len()).into_par_iter().map(of_prose).collect(),
            )
        },
    );
    diagnostics.extend(of_front_matter);
    diagnostics.extend(similar);
    Linked {
        library: Arc::new(library),
        chinese,
        assets,
        own_names,
        names,
        finder,
        declared: Arc::new(declared),
        contexts: Arc::new(contexts),
        are_routes_clear,
        of_front_matter: Arc::new(diagnostics),
        of_prose,
    }
}

/// The patterns that front matter names for points, for treatments and in lists, by the names as they are written:
/// what a relation is for is asked very often. In a library with the `same` entries they meant the same, and files that
/// are unchanged name no others.
fn named_patterns(library: &Library, same: Option<&Library>) -> Arc<FxHashMap<String, EntryId>> {
    let mut named = same.map_or_else(Arc::default, |same| Arc::clone(&same.named_patterns));
    for (index, source) in library.sources.iter().enumerate() {
        let before = same.and_then(|same| same.sources.get(index));
        if before.is_some_and(|before| Arc::ptr_eq(before, source)) {
            continue;
        }
        let front = &source.front_matter;
        let of_points = front.points.iter().flat_map(|item| &item.patterns);
        let of_treatments = front.treatments.iter().flat_map(|item| &item.patterns);
        let listed = front.patterns.iter().map(|item| &item.name);
        for Text { value: name, .. } in of_points.chain(of_treatments).chain(listed) {
            if !named.contains_key(name)
                && let Some(pattern) = library.names.of_kind(Kind::Pattern, name).first()
            {
                Arc::make_mut(&mut named).insert(name.clone(), *pattern);
            }
        }
    }
    named
}

/// Sorts entries by kind and key; returns where each draft came to stand.
fn sort(entries: Vec<Entry>) -> (Vec<Entry>, Vec<EntryId>) {
    let mut order: Vec<(usize, Entry)> = entries.into_iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| (a.kind, sort_key(a)).cmp(&(b.kind, sort_key(b))));
    let mut place_of = vec![EntryId(0); order.len()];
    for (place, (draft, _)) in order.iter().enumerate() {
        place_of[*draft] = EntryId(place as u32);
    }
    (order.into_iter().map(|(_, entry)| entry).collect(), place_of)
}

/// Points and channels stand in the WHO's order, all others by key.
fn sort_key(entry: &Entry) -> (u16, &str) {
    match entry.facts {
        Facts::Point(point) => (point.0, &entry.key),
        Facts::Channel(channel) => (channel as u16, &entry.key),
        Facts::Organ(_) | Facts::Work(_) | Facts::Named => (0, &entry.key),
    }
}
