//! Linking a library anew: names become entries, entries get their places, declarations become relations.
//!
//! What an unchanged file came to in the library before, if there is one, is taken from there where it has to be the same.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::builder::{Builder, KnownFiles};
use super::checks;
use super::declare::{AllDeclared, Declarations, declare_all};
use super::link::Linked;
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

/// Links what was read, with the help of the library `before` and of what is `known` of the prose of some files.
pub(super) fn link_anew(
    registry: &Arc<Registry>,
    chinese: Option<Script>,
    read: Sources,
    before: Option<&Linked>,
    known: &KnownProse<'_>,
) -> Linked {
    let Sources { sources, assets, drafts } = read;
    let anew = Anew::new(registry, &sources, before);
    let own_names = Arc::new(OwnNames::new(registry, &sources));
    let resolved = anew.resolve(&own_names);
    let mut diagnostics: Vec<Diagnostic> =
        resolved.iter().flat_map(|resolved| resolved.diagnostics.iter().cloned()).collect();
    let (mut builder, declared) = anew.declare(chinese, &resolved);
    diagnostics.extend(declared.of_files.iter().flat_map(|declarations| declarations.diagnostics.iter().cloned()));
    let Prose { names, finder, contexts, found } = anew.read_prose(&builder, &declared.of_files, &resolved, known);
    mentions::add_entries(registry, &mut builder, &sources, &found, known);
    let Builder { entries, diagnostics: of_names, first_named, .. } = builder;
    diagnostics.extend(of_names);

    let placed = anew.place(entries, first_named);
    let relations = anew.relate(&placed, &declared.of_files);
    let ((outgoing, incoming), (declared_by, articles_on)) = rayon::join(
        || index_ends(placed.entries.len(), &relations),
        || {
            let mut declared_by = vec![Vec::new(); sources.len()];
            for (index, relation) in relations.iter().enumerate() {
                declared_by[relation.provenance.source.index()].push(index as u32);
            }
            (declared_by, lists::articles_on(&placed.entries, &placed.entry_of_source, &relations))
        },
    );
    let extent = Extent { articles_on: &articles_on, has_atlas: lists::has_atlas(&relations) };
    let Outcome { value: routes, diagnostics: of_routes } = anew.lay_out(&assets, &placed.entries, &extent);
    let are_routes_clear = of_routes.is_empty();
    diagnostics.extend(of_routes);

    let Placed { entries, names: names_of_entries, same, entry_of_source, named_at, place_of } = placed;
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
    library.named_patterns = named_patterns(&library, same);
    library.articles_on = Arc::new(lists::newest_first(&library, articles_on));
    let (of_library, of_prose) = check(&library, before);
    diagnostics.extend(of_library);
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

/// The files that are linked, and the library before.
struct Anew<'a, 'b> {
    registry: &'a Arc<Registry>,
    sources: &'a [Arc<Source>],
    before: Option<&'b Linked>,
    /// The place that each unchanged file had before.
    places: Vec<Option<usize>>,
}

/// What the prose of the files names, and what that was found with.
struct Prose {
    names: Arc<Vec<Name>>,
    finder: Arc<Finder>,
    contexts: Vec<Arc<Context>>,
    found: Vec<Arc<Found>>,
}

/// The entries in their order.
struct Placed<'b> {
    entries: Arc<Vec<Entry>>,
    names: Arc<NameIndex>,
    /// The library before, where it has the same entries.
    same: Option<&'b Library>,
    entry_of_source: Vec<Option<EntryId>>,
    /// By entry, where it was named first.
    named_at: Vec<(SourceId, u32)>,
    /// By the number under which it was collected, the place of each entry.
    place_of: Vec<EntryId>,
}

impl<'a, 'b> Anew<'a, 'b> {
    fn new(registry: &'a Arc<Registry>, sources: &'a [Arc<Source>], before: Option<&'b Linked>) -> Self {
        let old = before.map_or(&[][..], |before| &before.library.sources);
        let old: FxHashMap<*const Source, usize> = old.iter().map(Arc::as_ptr).zip(0..).collect();
        let places = sources.iter().map(|source| old.get(&Arc::as_ptr(source)).copied()).collect();
        Anew { registry, sources, before, places }
    }

    /// The library before, with the place of a file in it that is unchanged.
    fn kept(&self, index: usize) -> Option<(&'b Linked, usize)> {
        self.before.zip(self.places[index])
    }

    /// Whether a file is unchanged, and stands where it stood.
    fn is_kept_in_place(&self, index: usize) -> bool {
        self.places[index] == Some(index)
    }

    /// The library before, where it had as many files.
    fn before_of_as_many(&self) -> Option<&'b Linked> {
        self.before.filter(|before| before.library.sources.len() == self.sources.len())
    }

    /// Finds the points that each file names in its front matter.
    fn resolve(&self, own_names: &Arc<OwnNames>) -> Vec<Arc<Resolved>> {
        let is_named_alike = self.before.is_some_and(|before| before.own_names == *own_names);
        let kept = |index: usize| self.kept(index).filter(|_| is_named_alike);
        let resolve = |readings: &mut Readings<'a>, (index, source): (usize, &'a Arc<Source>)| match kept(index) {
            Some((before, place)) => Arc::clone(&before.library.resolved[place]),
            None => Arc::new(points::resolve(readings, own_names, source)),
        };
        self.sources.par_iter().enumerate().map_init(|| Readings::new(self.registry), resolve).collect()
    }

    /// Gives the files, and the names in their front matter, their entries.
    fn declare(&self, chinese: Option<Script>, resolved: &[Arc<Resolved>]) -> (Builder<'a>, AllDeclared) {
        // Files that stand where they stood and point at what they pointed at have the entries that they had.
        let before = self.before_of_as_many().filter(|before| before.chinese == chinese);
        let known = before.map_or_else(KnownFiles::default, |before| {
            KnownFiles::new(&before.declared.files, self.sources.len(), |index| {
                self.is_kept_in_place(index) && Arc::ptr_eq(&before.library.resolved[index], &resolved[index])
            })
        });
        let with_files = || {
            let mut builder = Builder::new(self.registry, chinese, self.sources);
            builder.add_files(resolved, &known);
            builder
        };
        declare_all(self.registry, self.sources, resolved, self.before, &with_files)
    }

    /// Finds what the prose of the files names, but of those of which that is `known`.
    fn read_prose(
        &self,
        builder: &Builder<'_>,
        declarations: &[Arc<Declarations>],
        resolved: &[Arc<Resolved>],
        known: &KnownProse<'_>,
    ) -> Prose {
        let names = Arc::new(mentions::names(builder));
        let named_alike = self.before.filter(|before| before.names == names);
        let organs = mentions::organs_of_patterns(builder);
        let context = |(index, source): (usize, &Arc<Source>)| {
            let declares_alike = |(before, place): &(&Linked, usize)| {
                Arc::ptr_eq(&before.declared.of_files[*place], &declarations[index])
                    && Arc::ptr_eq(&before.library.resolved[*place], &resolved[index])
            };
            match self.kept(index).filter(declares_alike) {
                Some((before, place)) => Arc::clone(&before.contexts[place]),
                None => {
                    let entries = declarations[index].entries();
                    Arc::new(mentions::context(source, &resolved[index], entries, builder, &organs))
                }
            }
        };
        let (finder, contexts): (_, Vec<Arc<Context>>) = rayon::join(
            || match named_alike {
                Some(before) => Arc::clone(&before.finder),
                None => Arc::new(Finder::new(self.registry, &names)),
            },
            || self.sources.par_iter().enumerate().map(context).collect(),
        );
        let find = |(index, (source, context)): (usize, (&Arc<Source>, &Arc<Context>))| {
            let is_judged_alike = |(before, place): &(&Linked, usize)| {
                named_alike.is_some()
                    && (Arc::ptr_eq(&before.contexts[*place], context) || before.contexts[*place] == *context)
            };
            match self.kept(index).filter(is_judged_alike) {
                Some((before, place)) => Arc::clone(&before.library.found[place]),
                None if known.of(index).is_some() => Arc::default(),
                None => Arc::new(finder.find(source.markdown(), context)),
            }
        };
        let found = self.sources.par_iter().zip(&contexts).enumerate().map(find).collect();
        Prose { names, finder, contexts, found }
    }

    /// Puts the entries, collected with the places where each was named first, in order.
    fn place(&self, entries: Vec<Entry>, first_named: Vec<(SourceId, u32)>) -> Placed<'b> {
        let (entries, place_of) = sort(entries);
        let mut named_at = vec![(SourceId(0), 1); entries.len()];
        for (draft, place) in first_named.into_iter().enumerate() {
            named_at[place_of[draft].index()] = place;
        }
        let mut entry_of_source = vec![None; self.sources.len()];
        for (index, entry) in entries.iter().enumerate() {
            if let Some(source) = entry.source {
                entry_of_source[source.index()] = Some(EntryId(index as u32));
            }
        }
        // Equal entries stay the very same, with their names, by which later stages see that they are.
        let same = self.before.map(|before| &*before.library).filter(|library| *library.entries == entries);
        let entries = same.map_or_else(|| Arc::new(entries), |library| Arc::clone(&library.entries));
        let names = same.map_or_else(|| Arc::new(NameIndex::new(&entries)), |library| Arc::clone(&library.names));
        Placed { entries, names, same, entry_of_source, named_at, place_of }
    }

    /// The relations that files and the registry declare, in order.
    fn relate(&self, placed: &Placed<'_>, declarations: &[Arc<Declarations>]) -> Vec<Relation> {
        // Where entries and files have their places still, unchanged files have their relations.
        let before = self.before_of_as_many().filter(|before| {
            *before.library.place_of == placed.place_of && *before.library.entry_of_source == placed.entry_of_source
        });
        let is_related = |index: usize| {
            before.is_some_and(|before| {
                self.is_kept_in_place(index) && Arc::ptr_eq(&before.declared.of_files[index], &declarations[index])
            })
        };
        let of_file = |(index, source): (usize, &Arc<Source>)| {
            let (id, entry) = (SourceId(index as u32), placed.entry_of_source[index]);
            Relating { source, id, entry, place_of: &placed.place_of }.relations(&declarations[index])
        };
        let indexed = self.sources.par_iter().enumerate();
        let of_files: Vec<Vec<Relation>> = indexed.filter(|(index, _)| !is_related(*index)).map(of_file).collect();
        let of_registry = registry_relations(self.registry, &placed.entries, &placed.names, &placed.named_at);
        let number = of_files.iter().map(Vec::len).sum::<usize>() + of_registry.len();
        let mut relations: Vec<Relation> = Vec::with_capacity(number);
        relations.extend(of_files.into_iter().flatten());
        relations.extend(of_registry);
        relations.par_sort_by_key(Relation::sort_key);
        let Some(before) = before else { return relations };
        let is_kept = |relation: &&Relation| {
            relation.provenance.declared != Declared::Registry && is_related(relation.provenance.source.index())
        };
        merged(before.library.relations.iter().filter(is_kept), relations)
    }

    /// The addresses, and what is wrong with them; those of the library before where nothing was, and nothing changed
    /// that decides them.
    fn lay_out(
        &self,
        assets: &Arc<Vec<Asset>>,
        entries: &Arc<Vec<Entry>>,
        extent: &Extent<'_>,
    ) -> Outcome<Arc<Routes>> {
        let is_addressed_alike = |(before, now): (&Arc<Source>, &Arc<Source>)| {
            Arc::ptr_eq(before, now)
                || before.file == now.file && before.front_matter.aliases == now.front_matter.aliases
        };
        let pages = |articles: &Vec<EntryId>| lists::article_pages(articles.len());
        let is_alike = |before: &&Linked| {
            let old = &before.library;
            before.are_routes_clear
                && (Arc::ptr_eq(&before.assets, assets) || before.assets == *assets)
                && old.sources.iter().zip(self.sources).all(is_addressed_alike)
                && Arc::ptr_eq(&old.entries, entries)
                && old.articles_on.iter().map(pages).eq(extent.articles_on.iter().map(pages))
                && old.routes.is_page(ATLAS) == extent.has_atlas
        };
        match self.before_of_as_many().filter(is_alike) {
            Some(before) => Outcome { value: Arc::clone(&before.library.routes), diagnostics: Vec::new() },
            None => {
                let Outcome { value, diagnostics } = Routes::new(self.sources, assets, entries, extent);
                Outcome { value: Arc::new(value), diagnostics }
            }
        }
    }
}

/// Finds what is wrong with a library as a whole, and in the prose of each file.
fn check(library: &Library, before: Option<&Linked>) -> (Vec<Diagnostic>, Vec<Arc<Vec<Diagnostic>>>) {
    // What is said of a file's prose depends on its declarations, and on what is known of entries.
    let linked_alike = before.filter(|before| {
        library.is_linked_alike(&before.library) && library.of_pregnancy == before.library.of_pregnancy
    });
    let of_prose = |index: usize| {
        let id = SourceId(index as u32);
        match linked_alike.filter(|before| library.reads_alike(&before.library, id)) {
            Some(before) => Arc::clone(&before.of_prose[index]),
            None => Arc::new(checks::of_prose(library, id)),
        }
    };
    let (mut of_library, (similar, of_prose)) = rayon::join(
        || checks::of_front_matter(library),
        || {
            rayon::join(
                || super::similar::similar_names(library),
                || (0..library.sources.len()).into_par_iter().map(of_prose).collect(),
            )
        },
    );
    of_library.extend(similar);
    (of_library, of_prose)
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
