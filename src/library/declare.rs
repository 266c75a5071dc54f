//! What each file declares: the entries that the names in its front matter mean.

use std::sync::Arc;

use super::builder::{Builder, Draft};
use super::checks;
use super::link::Linked;
use super::points::Resolved;
use super::{Entry, Facts, Kind, SourceId};
use crate::diagnostics::{Diagnostic, RuleId};
use crate::load::{Role, Source, SourceItem, Text};
use crate::tcm::{PointId, Registry};

/// What all files declare, and the entries that were made for it.
#[derive(Debug)]
pub(super) struct AllDeclared {
    /// By file.
    pub(super) of_files: Vec<Arc<Declarations>>,
    /// The entries of files, before anything was declared.
    pub(super) files: Vec<Entry>,
    /// The entries when everything was declared, those of files first.
    entries: Vec<Entry>,
    /// Where each was named first, file after file.
    first_named: Vec<(SourceId, u32)>,
}

/// Gives the names of all files their entries, after those that have files.
///
/// Where an edit leaves the entries that each file makes as they were `before`, in the library linked last, names are
/// looked up in the edited files alone. `builder` gives a builder that has the files' entries.
pub(super) fn declare_all<'a>(
    registry: &Registry,
    sources: &'a [Arc<Source>],
    resolved: &[Arc<Resolved>],
    before: Option<&Linked>,
    builder: &dyn Fn() -> Builder<'a>,
) -> (Builder<'a>, AllDeclared) {
    let mut making = builder();
    let files = making.entries.clone();
    let again = before.filter(|before| before.declared.files == files);
    let of_files = match again.and_then(|before| declare_again(registry, &mut making, sources, resolved, before)) {
        Some(of_files) => of_files,
        None => {
            // What the attempt made is in no order that a first look would give.
            if again.is_some() {
                making = builder();
            }
            let all = sources.iter().zip(resolved).zip(0..);
            all.map(|((source, resolved), id)| {
                let cite = &mut |builder: &mut Builder<'a>, item: &SourceItem| builder.work(item);
                Arc::new(declare(registry, &mut making, SourceId(id), source, resolved, cite))
            })
            .collect()
        }
    };
    let (entries, first_named) = (making.entries.clone(), making.first_named.clone());
    (making, AllDeclared { of_files, files, entries, first_named })
}

/// Declares what edited files declare, and takes all else from before; none where a file makes other entries than it
/// made, for later files may mean those.
fn declare_again(
    registry: &Registry,
    builder: &mut Builder<'_>,
    sources: &[Arc<Source>],
    resolved: &[Arc<Resolved>],
    before: &Linked,
) -> Option<Vec<Arc<Declarations>>> {
    let (old, known) = (&before.library.sources, &before.declared);
    let are_places_same = old.len() == sources.len() && old.iter().zip(sources).all(|(old, now)| old.file == now.file);
    if !are_places_same {
        return None;
    }
    let mut all = Vec::with_capacity(sources.len());
    for (index, source) in sources.iter().enumerate() {
        let id = SourceId(index as u32);
        let start = builder.entries.len();
        let made = known.first_named[start..].iter().take_while(|(source, _)| *source == id).count();
        let entries = &known.entries[start..start + made];
        if Arc::ptr_eq(&old[index], source) && Arc::ptr_eq(&before.library.resolved[index], &resolved[index]) {
            for (entry, place) in entries.iter().zip(&known.first_named[start..]) {
                builder.naming = *place;
                builder.push(entry.clone());
            }
            all.push(Arc::clone(&known.of_files[index]));
            continue;
        }
        // Works are told apart by facts that later files complete, so they are only taken over as they were.
        if !cites_alike(&old[index], source) {
            return None;
        }
        let mut works = known.of_files[index].sources.iter();
        let mut cite = |builder: &mut Builder<'_>, _: &SourceItem| {
            let work = (*works.next()?)?;
            if work.0 as usize == builder.entries.len() {
                builder.push(known.entries.get(work.0 as usize)?.clone());
            }
            Some(work)
        };
        let declarations = declare(registry, builder, id, source, &resolved[index], &mut cite);
        if builder.entries[start..] != *entries {
            return None;
        }
        all.push(Arc::new(declarations));
    }
    // Entries of works that have files were completed by what cites them.
    for (entry, known) in builder.entries.iter_mut().zip(&known.entries) {
        if matches!(entry.facts, Facts::Work(_)) {
            entry.facts.clone_from(&known.facts);
        }
    }
    Some(all)
}

/// Whether two versions of a file cite the same works, wherever in the file.
fn cites_alike(before: &Source, now: &Source) -> bool {
    let is_same = |(one, other): (&SourceItem, &SourceItem)| {
        one.title.value == other.title.value && one.facts.said() == other.facts.said()
    };
    let (before, now) = (&before.front_matter, &now.front_matter);
    before.sources.len() == now.sources.len()
        && before.sources.iter().zip(&now.sources).all(is_same)
        && before.bibliography.said() == now.bibliography.said()
}

/// What the names of one file came to, item by item in the order of its front matter.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    pub(super) conditions: Vec<Option<Draft>>,
    pub(super) organs: Vec<Option<Draft>>,
    pub(super) patterns: Vec<Option<Draft>>,
    pub(super) pattern_points: Vec<Vec<Vec<Draft>>>,
    pub(super) points: Vec<Vec<Draft>>,
    pub(super) point_patterns: Vec<Vec<Option<Draft>>>,
    pub(super) treatments: Vec<Vec<Vec<Draft>>>,
    pub(super) treatment_patterns: Vec<Vec<Option<Draft>>>,
    pub(super) sources: Vec<Option<Draft>>,
    pub(super) title_organs: Vec<Draft>,
    /// What is wrong with the names.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Declarations {
    /// The entries that are no points.
    pub(super) fn entries(&self) -> impl Iterator<Item = Draft> + '_ {
        let nested = self.point_patterns.iter().chain(&self.treatment_patterns).flatten();
        let lists = self.conditions.iter().chain(&self.organs).chain(&self.patterns).chain(&self.sources);
        lists.chain(nested).flatten().copied()
    }
}

/// Gives every name of a file its entry, making those that nobody had named before.
///
/// `cite` gives a work that the file cites its entry.
fn declare<'a>(
    registry: &Registry,
    builder: &mut Builder<'a>,
    id: SourceId,
    source: &Source,
    resolved: &Resolved,
    cite: &mut dyn FnMut(&mut Builder<'a>, &SourceItem) -> Option<Draft>,
) -> Declarations {
    let found_before = builder.diagnostics.len();
    let front = &source.front_matter;
    builder.naming = (id, 1);
    let mut declarations = Declarations {
        conditions: front.conditions.iter().map(|name| one(builder, Kind::Condition, source, name)).collect(),
        organs: front.organs.iter().map(|item| one(builder, Kind::Organ, source, &item.name)).collect(),
        patterns: front.patterns.iter().map(|item| one(builder, Kind::Pattern, source, &item.name)).collect(),
        sources: front.sources.iter().map(|item| cite(builder, item)).collect(),
        ..Declarations::default()
    };
    let mut patterns_of = |names: &[Text]| -> Vec<Option<Draft>> {
        names.iter().map(|name| one(builder, Kind::Pattern, source, name)).collect()
    };
    declarations.point_patterns = front.points.iter().map(|item| patterns_of(&item.patterns)).collect();
    declarations.treatment_patterns = front.treatments.iter().map(|item| patterns_of(&item.patterns)).collect();
    let mut list = |points: &[Vec<PointId>], lines: &mut dyn Iterator<Item = u32>| -> Vec<Vec<Draft>> {
        let placed = points.iter().zip(lines);
        placed
            .map(|(points, line)| points.iter().map(|point| point_at(registry, builder, *point, (id, line))).collect())
            .collect()
    };
    let line = |name: &Text| name.span.line;
    declarations.points = list(&resolved.points, &mut front.points.iter().map(|item| line(&item.code)));
    let treated = resolved.treatments.iter().zip(&front.treatments);
    declarations.treatments = treated.map(|(points, item)| list(points, &mut item.points.iter().map(line))).collect();
    let of_patterns = resolved.pattern_points.iter().zip(&front.patterns);
    declarations.pattern_points =
        of_patterns.map(|(points, item)| list(points, &mut item.points.iter().map(line))).collect();
    if let Some(point) = resolved.own {
        point_at(registry, builder, point, (id, 1));
    }
    if matches!(source.kind, Kind::Pattern | Kind::Condition) && source.location.role != Role::Section {
        let title = front.title.as_ref().map_or("", |title| &title.value);
        let organs: Vec<&'static str> = checks::organs_in_title(registry, title).collect();
        declarations.title_organs = organs.into_iter().map(|organ| builder.organ(organ)).collect();
    }
    declarations.diagnostics = builder.diagnostics.split_off(found_before);
    declarations
}

/// The entry of a point that is named at a place, with its channel's.
fn point_at(registry: &Registry, builder: &mut Builder<'_>, point: PointId, place: (SourceId, u32)) -> Draft {
    builder.naming = place;
    if let Some(channel) = registry.point(point).channel {
        builder.channel(channel);
    }
    builder.point(point)
}

/// The one entry a name means; several are reported, and none is chosen.
fn one(builder: &mut Builder<'_>, kind: Kind, source: &Source, name: &Text) -> Option<Draft> {
    builder.naming.1 = name.span.line;
    if let Some(draft) = builder.named_before(kind, &name.value) {
        return Some(draft);
    }
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
