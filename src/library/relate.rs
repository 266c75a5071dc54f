//! Declarations become relations.

use super::builder::Draft;
use super::declare::Declarations;
use super::names::NameIndex;
use super::relation::{Declared, Provenance, Relation, RelationKind};
use super::{Entry, EntryId, Facts, Kind, SourceId};
use crate::load::Source;
use crate::tcm::Registry;

/// Relations that are kept, in their order, with new ones in theirs.
pub(super) fn merged<'a>(kept: impl Iterator<Item = &'a Relation>, new: Vec<Relation>) -> Vec<Relation> {
    let mut merged = Vec::with_capacity(kept.size_hint().1.unwrap_or(0) + new.len());
    let mut new = new.into_iter().peekable();
    for relation in kept {
        while let Some(earlier) = new.next_if(|other| other.sort_key() < relation.sort_key()) {
            merged.push(earlier);
        }
        merged.push(relation.clone());
    }
    merged.extend(new);
    merged
}

/// One file whose relations are being made.
pub(super) struct Relating<'a> {
    pub(super) source: &'a Source,
    pub(super) id: SourceId,
    pub(super) entry: Option<EntryId>,
    pub(super) place_of: &'a [EntryId],
}

impl Relating<'_> {
    pub(super) fn relations(&self, declarations: &Declarations) -> Vec<Relation> {
        let mut relations = Vec::new();
        let Some(own) = self.entry else { return relations };
        let front = &self.source.front_matter;
        let kind = self.source.kind;
        let place = |draft: &Draft| self.place_of[draft.0 as usize];
        let id = |draft: &Option<Draft>| draft.as_ref().map(place);
        let mut add = |kind, from, to, line, declared| self.add(&mut relations, kind, from, to, line, declared);

        // The conditions, patterns and points that this file speaks for: its own entry, or those it names.
        let conditions: Vec<EntryId> = match kind {
            Kind::Condition => vec![own],
            _ => declarations.conditions.iter().filter_map(id).collect(),
        };
        // An article on no condition mentions what it declares, so that its patterns and points lead to it.
        let subjectless = kind == Kind::Article && conditions.is_empty();
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
            for (points, name) in declarations.pattern_points[item].iter().zip(&written.points) {
                for point in points.iter().map(place) {
                    add(RelationKind::Addresses, point, pattern, name.span.line, declared);
                    for condition in &conditions {
                        add(RelationKind::Serves, point, *condition, name.span.line, declared);
                    }
                }
            }
            if subjectless {
                add(RelationKind::Mentions, own, pattern, line, declared);
            }
        }
        for (item, (organ, written)) in declarations.organs.iter().zip(&front.organs).enumerate() {
            let Some(organ) = id(organ) else { continue };
            let subjects = if kind == Kind::Pattern { std::slice::from_ref(&own) } else { &conditions };
            if subjectless {
                add(RelationKind::Mentions, own, organ, written.name.span.line, Declared::Organ(item as u16));
            }
            for subject in subjects {
                add(RelationKind::Involves, *subject, organ, written.name.span.line, Declared::Organ(item as u16));
            }
        }
        for organ in &declarations.title_organs {
            let line = front.title.as_ref().map_or(1, |title| title.span.line);
            add(RelationKind::Involves, own, self.place_of[organ.0 as usize], line, Declared::Title);
        }
        for (item, (points, written)) in declarations.points.iter().zip(&front.points).enumerate() {
            let (declared, line) = (Declared::Point(item as u16), written.code.span.line);
            for point in points.iter().map(place) {
                for condition in &conditions {
                    add(RelationKind::Serves, point, *condition, line, declared);
                }
                if kind == Kind::Pattern {
                    add(RelationKind::Addresses, point, own, line, declared);
                }
                for pattern in declarations.point_patterns[item].iter().filter_map(id) {
                    add(RelationKind::Addresses, point, pattern, line, declared);
                }
                if subjectless {
                    add(RelationKind::Mentions, own, point, line, declared);
                }
            }
        }
        for (item, (lists, written)) in declarations.treatments.iter().zip(&front.treatments).enumerate() {
            let declared = Declared::Treatment(item as u16);
            for (points, name) in lists.iter().zip(&written.points) {
                for point in points.iter().map(place) {
                    for condition in &conditions {
                        add(RelationKind::Serves, point, *condition, name.span.line, declared);
                    }
                    for pattern in declarations.treatment_patterns[item].iter().filter_map(id) {
                        add(RelationKind::Addresses, point, pattern, name.span.line, declared);
                    }
                    if subjectless {
                        add(RelationKind::Mentions, own, point, name.span.line, declared);
                    }
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
pub(super) fn registry_relations(
    registry: &Registry,
    entries: &[Entry],
    names: &NameIndex,
    named_at: &[(SourceId, u32)],
) -> Vec<Relation> {
    let on_channel = |(index, entry): (usize, &Entry)| {
        let Facts::Point(point) = entry.facts else { return None };
        let to = names.channel(registry.point(point).channel?)?;
        let (source, line) = named_at[index];
        Some(Relation {
            kind: RelationKind::LiesOn,
            from: EntryId(index as u32),
            to,
            provenance: Provenance { source, line, declared: Declared::Registry },
            also: Vec::new(),
        })
    };
    entries.iter().enumerate().filter_map(on_channel).collect()
}

/// The relations that leave and reach each entry, by their places in the sorted list.
pub(super) fn index_ends(entries: usize, relations: &[Relation]) -> (Vec<Vec<u32>>, Vec<Vec<u32>>) {
    let mut outgoing = vec![Vec::new(); entries];
    let mut incoming = vec![Vec::new(); entries];
    for (index, relation) in relations.iter().enumerate() {
        outgoing[relation.from.index()].push(index as u32);
        incoming[relation.to.index()].push(index as u32);
    }
    (outgoing, incoming)
}
