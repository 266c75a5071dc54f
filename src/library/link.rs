//! The second stage: names become entries, declarations become relations.

use std::collections::HashMap;

use rayon::prelude::*;

use super::builder::{Builder, Draft};
use super::checks;
use super::names::NameIndex;
use super::relation::{Declared, Provenance, Relation, RelationKind};
use super::routes::Routes;
use super::{Entry, EntryId, Facts, Kind, Library, SourceId};
use crate::diagnostics::{Diagnostic, Outcome, RuleId};
use crate::load::{Role, Source, Sources, Text};
use crate::tcm::{PointId, Registry};

/// Links everything that was read into a library.
pub fn link(registry: Registry, read: Sources) -> Outcome<Library> {
    let Sources { sources, assets } = read;
    let mut diagnostics = Vec::new();
    let resolved: Vec<checks::Resolved> =
        sources.par_iter().map(|source| checks::resolve_points(&registry, source)).collect();

    let mut builder = Builder::new(&registry, &sources);
    builder.add_files();
    let declarations: Vec<Declarations> = sources
        .iter()
        .zip(&resolved)
        .map(|(source, points)| declare(&registry, &mut builder, source, points))
        .collect();
    let Builder { entries, diagnostics: found, .. } = builder;
    diagnostics.extend(found);
    diagnostics.extend(resolved.into_iter().flat_map(|resolved| resolved.diagnostics));

    let (entries, place_of) = sort(entries);
    let names = NameIndex::new(&entries);
    let mut entry_of_source = vec![None; sources.len()];
    for (index, entry) in entries.iter().enumerate() {
        if let Some(source) = entry.source {
            entry_of_source[source.index()] = Some(EntryId(index as u32));
        }
    }
    let mut relations: Vec<Relation> = sources
        .par_iter()
        .enumerate()
        .flat_map_iter(|(index, source)| {
            let relating =
                Relating { source, id: SourceId(index as u32), entry: entry_of_source[index], place_of: &place_of };
            relating.relations(&declarations[index])
        })
        .collect();
    relations.extend(registry_relations(&registry, &entries, &names, &relations, &sources));
    relations.par_sort_by_key(Relation::sort_key);

    let (outgoing, incoming) = index_ends(entries.len(), &relations);
    let mut declared_by = vec![Vec::new(); sources.len()];
    for (index, relation) in relations.iter().enumerate() {
        declared_by[relation.provenance.source.index()].push(index as u32);
    }
    let Outcome { value: routes, diagnostics: found } = Routes::new(&sources, &assets, &entries);
    diagnostics.extend(found);
    let by_id: HashMap<(Kind, String), EntryId> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| ((entry.kind, entry.key.clone()), EntryId(index as u32)))
        .collect();
    let library = Library {
        registry,
        sources,
        entries,
        relations,
        names,
        routes,
        entry_of_source,
        outgoing,
        incoming,
        declared_by,
        by_id,
    };
    diagnostics.extend(checks::check(&library));
    Outcome { value: library, diagnostics }
}

/// What the names of one file came to, item by item in the order of its front matter.
#[derive(Default)]
struct Declarations {
    conditions: Vec<Option<Draft>>,
    organs: Vec<Option<Draft>>,
    patterns: Vec<Option<Draft>>,
    pattern_points: Vec<Vec<Option<Draft>>>,
    points: Vec<Option<Draft>>,
    point_patterns: Vec<Vec<Option<Draft>>>,
    treatments: Vec<Vec<Option<Draft>>>,
    treatment_patterns: Vec<Vec<Option<Draft>>>,
    sources: Vec<Option<Draft>>,
    title_organs: Vec<Draft>,
}

/// Gives every name of a file its entry, making those that nobody had named before.
fn declare(registry: &Registry, builder: &mut Builder<'_>, source: &Source, points: &checks::Resolved) -> Declarations {
    let front = &source.front_matter;
    let mut declarations = Declarations {
        conditions: front.conditions.iter().map(|name| one(builder, Kind::Condition, source, name)).collect(),
        organs: front.organs.iter().map(|item| one(builder, Kind::Organ, source, &item.name)).collect(),
        patterns: front.patterns.iter().map(|item| one(builder, Kind::Pattern, source, &item.name)).collect(),
        sources: front.sources.iter().map(|item| builder.work(item)).collect(),
        ..Declarations::default()
    };
    let mut patterns_of = |names: &[Text]| -> Vec<Option<Draft>> {
        names.iter().map(|name| one(builder, Kind::Pattern, source, name)).collect()
    };
    declarations.point_patterns = front.points.iter().map(|item| patterns_of(&item.patterns)).collect();
    declarations.treatment_patterns = front.treatments.iter().map(|item| patterns_of(&item.patterns)).collect();
    let mut entry_of = |point: &Option<PointId>| {
        point.map(|point| {
            if let Some(channel) = registry.point(point).channel {
                builder.channel(channel);
            }
            builder.point(point)
        })
    };
    declarations.points = points.points.iter().map(&mut entry_of).collect();
    declarations.treatments = points.treatments.iter().map(|list| list.iter().map(&mut entry_of).collect()).collect();
    declarations.pattern_points =
        points.pattern_points.iter().map(|list| list.iter().map(&mut entry_of).collect()).collect();
    for point in &points.wikilinks {
        entry_of(&Some(*point));
    }
    if source.kind == Kind::Point
        && let Some(point) = points.own
    {
        entry_of(&Some(point));
    }
    if matches!(source.kind, Kind::Pattern | Kind::Condition) && source.location.role != Role::Section {
        let title = front.title.as_ref().map_or("", |title| &title.value);
        declarations.title_organs =
            checks::organs_in_title(registry, title).map(|organ| builder.organ(organ)).collect();
    }
    declarations
}

/// The one entry a name means; several are reported, and none is chosen.
fn one(builder: &mut Builder<'_>, kind: Kind, source: &Source, name: &Text) -> Option<Draft> {
    let drafts = builder.name(kind, &name.value);
    match drafts[..] {
        [draft] => Some(draft),
        [] => {
            let message = format!("`{}` makes no address, for it holds no letter or digit", name.value);
            builder.diagnostics.push(Diagnostic::new(RuleId::InvalidSlug, source.place(name.span), message));
            None
        }
        ref several => {
            let titles: Vec<&str> =
                several.iter().map(|draft| builder.entries[draft.0 as usize].title.as_str()).collect();
            let hint = format!("write the title of the one you mean: {}", titles.join(", "));
            let message = format!("`{}` is a name of {} {}", name.value, several.len(), kind.plural());
            builder
                .diagnostics
                .push(Diagnostic::new(RuleId::AmbiguousName, source.place(name.span), message).hint(hint));
            None
        }
    }
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

/// One file whose relations are being made.
struct Relating<'a> {
    source: &'a Source,
    id: SourceId,
    entry: Option<EntryId>,
    place_of: &'a [EntryId],
}

impl Relating<'_> {
    fn relations(&self, declarations: &Declarations) -> Vec<Relation> {
        let mut relations = Vec::new();
        let Some(own) = self.entry else { return relations };
        let front = &self.source.front_matter;
        let kind = self.source.kind;
        let id = |draft: &Option<Draft>| draft.map(|draft| self.place_of[draft.0 as usize]);
        let mut add = |kind, from, to, line, declared| self.add(&mut relations, kind, from, to, line, declared);

        // The conditions, patterns and points that this file speaks for: its own entry, or those it names.
        let conditions: Vec<EntryId> = match kind {
            Kind::Condition => vec![own],
            _ => declarations.conditions.iter().filter_map(id).collect(),
        };
        if kind == Kind::Article {
            for (item, (condition, name)) in declarations.conditions.iter().zip(&front.conditions).enumerate() {
                if let Some(condition) = id(condition) {
                    add(RelationKind::Covers, own, condition, name.span.line, Declared::Condition(item as u16));
                }
            }
        }
        for (item, (pattern, written)) in declarations.patterns.iter().zip(&front.patterns).enumerate() {
            let (Some(pattern), declared, line) = (id(pattern), Declared::Pattern(item as u16), written.name.span.line)
            else {
                continue;
            };
            if kind == Kind::Point {
                add(RelationKind::Addresses, own, pattern, line, declared);
                continue;
            }
            for condition in &conditions {
                add(RelationKind::PresentsAs, *condition, pattern, line, declared);
            }
            for (point, name) in declarations.pattern_points[item].iter().zip(&written.points) {
                if let Some(point) = id(point) {
                    add(RelationKind::Addresses, point, pattern, name.span.line, declared);
                    for condition in &conditions {
                        add(RelationKind::Serves, point, *condition, name.span.line, declared);
                    }
                }
            }
        }
        for (item, (organ, written)) in declarations.organs.iter().zip(&front.organs).enumerate() {
            let Some(organ) = id(organ) else { continue };
            let subjects = if kind == Kind::Pattern { std::slice::from_ref(&own) } else { &conditions };
            for subject in subjects {
                add(RelationKind::Involves, *subject, organ, written.name.span.line, Declared::Organ(item as u16));
            }
        }
        for organ in &declarations.title_organs {
            let line = front.title.as_ref().map_or(1, |title| title.span.line);
            add(RelationKind::Involves, own, self.place_of[organ.0 as usize], line, Declared::Title);
        }
        for (item, (point, written)) in declarations.points.iter().zip(&front.points).enumerate() {
            let (Some(point), declared) = (id(point), Declared::Point(item as u16)) else { continue };
            for condition in &conditions {
                add(RelationKind::Serves, point, *condition, written.code.span.line, declared);
            }
            if kind == Kind::Pattern {
                add(RelationKind::Addresses, point, own, written.code.span.line, declared);
            }
            for pattern in declarations.point_patterns[item].iter().filter_map(id) {
                add(RelationKind::Addresses, point, pattern, written.code.span.line, declared);
            }
        }
        for (item, (points, written)) in declarations.treatments.iter().zip(&front.treatments).enumerate() {
            let declared = Declared::Treatment(item as u16);
            for (point, name) in points.iter().zip(&written.points) {
                let Some(point) = id(point) else { continue };
                for condition in &conditions {
                    add(RelationKind::Serves, point, *condition, name.span.line, declared);
                }
                for pattern in declarations.treatment_patterns[item].iter().filter_map(id) {
                    add(RelationKind::Addresses, point, pattern, name.span.line, declared);
                }
            }
        }
        if kind == Kind::Point {
            for (item, (condition, name)) in declarations.conditions.iter().zip(&front.conditions).enumerate() {
                if let Some(condition) = id(condition) {
                    add(RelationKind::Serves, own, condition, name.span.line, Declared::Condition(item as u16));
                }
            }
        }
        for (item, (work, written)) in declarations.sources.iter().zip(&front.sources).enumerate() {
            if let Some(work) = id(work) {
                add(RelationKind::Cites, own, work, written.title.span.line, Declared::Source(item as u16));
            }
        }
        relations
    }

    /// Adds an edge, or one more declaration to the edge that the file has already.
    fn add(
        &self,
        relations: &mut Vec<Relation>,
        kind: RelationKind,
        from: EntryId,
        to: EntryId,
        line: u32,
        declared: Declared,
    ) {
        if from == to {
            return;
        }
        match relations.iter_mut().find(|relation| relation.kind == kind && relation.from == from && relation.to == to)
        {
            Some(relation) => {
                if relation.declarations().all(|known| known != declared) {
                    relation.also.push(declared);
                }
            }
            None => relations.push(Relation {
                kind,
                from,
                to,
                provenance: Provenance { source: self.id, line, declared },
                also: Vec::new(),
            }),
        }
    }
}

/// Facts of the registry as relations: each point lies on its channel. Their place is where the point is first named.
fn registry_relations(
    registry: &Registry,
    entries: &[Entry],
    names: &NameIndex,
    declared: &[Relation],
    sources: &[Source],
) -> Vec<Relation> {
    let mut first: HashMap<EntryId, Provenance> = HashMap::new();
    for relation in declared {
        let place = first.entry(relation.from).or_insert(relation.provenance);
        if (relation.provenance.source, relation.provenance.line) < (place.source, place.line) {
            *place = relation.provenance;
        }
    }
    let fallback = Provenance { source: SourceId(0), line: 1, declared: Declared::Registry };
    entries
        .iter()
        .enumerate()
        .filter(|_| !sources.is_empty())
        .filter_map(|(index, entry)| {
            let Facts::Point(point) = entry.facts else { return None };
            let from = EntryId(index as u32);
            let to = names.channel(registry.point(point).channel?)?;
            let place = match entry.source {
                Some(source) => Provenance { source, line: 1, declared: Declared::Registry },
                None => first.get(&from).copied().unwrap_or(fallback),
            };
            Some(Relation {
                kind: RelationKind::LiesOn,
                from,
                to,
                provenance: Provenance { declared: Declared::Registry, ..place },
                also: Vec::new(),
            })
        })
        .collect()
}

/// The relations that leave and reach each entry, by their places in the sorted list.
fn index_ends(entries: usize, relations: &[Relation]) -> (Vec<Vec<u32>>, Vec<Vec<u32>>) {
    let mut outgoing = vec![Vec::new(); entries];
    let mut incoming = vec![Vec::new(); entries];
    for (index, relation) in relations.iter().enumerate() {
        outgoing[relation.from.index()].push(index as u32);
        incoming[relation.to.index()].push(index as u32);
    }
    (outgoing, incoming)
}
