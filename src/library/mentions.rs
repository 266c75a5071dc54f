//! What the prose of each file mentions: the library gives the finder its names, and the mentions their entries.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::builder::{Builder, Draft};
use super::points::{self, Resolved, titled};
use super::{Entry, EntryId, Facts, Kind, Library, SourceId};
use crate::diagnostics::{Diagnostic, RuleId};
use crate::load::{Role, Source};
use crate::mentions::{Context, Found, Name, Spot, Target, Verdict};
use crate::tcm::{ChannelId, PointId, PointReference, Registry, Resolution};

/// The names under which the entries so far can be mentioned; titles of articles and pages are none.
pub fn names(builder: &Builder<'_>) -> Vec<Name> {
    let mut names = Vec::new();
    for (index, entry) in builder.entries.iter().enumerate() {
        if !entry.kind.is_entity() {
            continue;
        }
        let target = match entry.facts {
            Facts::Point(point) => Target::Point(point),
            Facts::Channel(channel) => Target::Channel(channel),
            Facts::Organ(organ) => Target::Organ(organ),
            Facts::Work(_) | Facts::Named => Target::Entry(index as u32),
        };
        // A point's title is its code with a name, or a sentence of the publisher's: its names are the registry's.
        let title = (!matches!(target, Target::Point(_))).then_some(&entry.title);
        let all = title.into_iter().chain(&entry.names);
        names.extend(all.map(|text| Name { text: text.clone(), kind: entry.kind, target }));
    }
    names
}

/// The organs that the titles of patterns name, by the entries' numbers: `Spleen Qi Deficiency` says that an article
/// means the Spleen of Chinese medicine.
pub fn organs_of_patterns(builder: &Builder<'_>) -> Vec<Vec<Target>> {
    let of_entry = |entry: &Entry| match entry.kind {
        Kind::Pattern => super::checks::organs_in_title(builder.registry(), &entry.title).map(Target::Organ).collect(),
        _ => Vec::new(),
    };
    builder.entries.par_iter().map(of_entry).collect()
}

/// What a file declares, for judging what it mentions.
///
/// `organs` are those of [`organs_of_patterns`].
pub fn context(
    source: &Source,
    resolved: &Resolved,
    entries: impl Iterator<Item = Draft>,
    builder: &Builder<'_>,
    organs: &[Vec<Target>],
) -> Context {
    let mut declared: FxHashSet<Target> = resolved.all().map(Target::Point).collect();
    declared.extend(resolved.own.map(Target::Point));
    for draft in entries {
        declared.insert(match builder.entries[draft.0 as usize].facts {
            Facts::Point(point) => Target::Point(point),
            Facts::Channel(channel) => Target::Channel(channel),
            Facts::Organ(organ) => Target::Organ(organ),
            Facts::Work(_) | Facts::Named => Target::Entry(draft.0),
        });
        declared.extend(&organs[draft.0 as usize]);
    }
    let left_alone = source.front_matter.nolink.iter().map(|name| name.value.clone()).collect();
    Context { declared, left_alone }
}

/// Makes entries for what the files mention and nobody has named yet; of some files it is `known` from before.
pub fn add_entries(
    registry: &Registry,
    builder: &mut Builder<'_>,
    sources: &[Arc<Source>],
    found: &[Arc<Found>],
    known: &KnownProse<'_>,
) {
    for (index, (source, found)) in sources.iter().zip(found).enumerate() {
        let id = SourceId(index as u32);
        let namings = known.of(index).map_or_else(|| Naming::all(registry, source, found).into(), Cow::Borrowed);
        for naming in namings.iter() {
            if let Some(target) = naming.named.target(registry) {
                add(registry, builder, target, (id, naming.line));
            }
        }
    }
}

/// What prose is known to name, by file; prose that is known is not read.
#[derive(Default)]
pub struct KnownProse<'a>(pub Vec<Option<&'a [Naming]>>);

impl<'a> KnownProse<'a> {
    /// What is known of a file.
    pub(super) fn of(&self, source: usize) -> Option<&'a [Naming]> {
        self.0.get(source).copied().flatten()
    }
}

/// What a file's prose names of which an entry is made where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Naming {
    named: Named,
    /// The line of the file that names it first.
    line: u32,
}

/// Something of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Named {
    Point(u16),
    Channel(u8),
    /// By its place among the registry's.
    Organ(u8),
}

impl Named {
    fn of(registry: &Registry, target: Target) -> Option<Named> {
        Some(match target {
            Target::Point(point) => Named::Point(point.0),
            Target::Channel(channel) => Named::Channel(channel as u8),
            Target::Organ(key) => {
                Named::Organ(u8::try_from(registry.organs().iter().position(|organ| organ.id == key)?).ok()?)
            }
            Target::Entry(_) => return None,
        })
    }

    fn target(self, registry: &Registry) -> Option<Target> {
        Some(match self {
            Named::Point(point) if usize::from(point) < registry.points().len() => Target::Point(PointId(point)),
            Named::Point(_) => return None,
            Named::Channel(channel) => Target::Channel(*ChannelId::ALL.get(usize::from(channel))?),
            Named::Organ(organ) => Target::Organ(registry.organs().get(usize::from(organ))?.id),
        })
    }
}

impl Naming {
    /// All of a file, each thing once, in the order in which entries are made of them.
    pub fn all(registry: &Registry, source: &Source, found: &Found) -> Vec<Naming> {
        let mut seen = FxHashSet::default();
        let named =
            placed_targets(registry, found).filter_map(|(target, byte)| Some((Named::of(registry, target)?, byte)));
        named
            .filter(|(named, _)| seen.insert(*named))
            .map(|(named, byte)| Naming { named, line: source.body_line(byte) })
            .collect()
    }
}

/// The entries that a file's prose names, as far as one is made of what it names where there is none, with the line of
/// each, in the order in which they are made; none if one of them has no entry.
pub fn named_entries(library: &Library, source: &Source, found: &Found) -> Option<Vec<(EntryId, u32)>> {
    let mut entries = Vec::new();
    for Naming { named, line } in Naming::all(&library.registry, source, found) {
        let target = named.target(&library.registry)?;
        if let Target::Point(point) = target
            && let Some(channel) = library.registry.point(point).channel
        {
            entries.push((library.names.channel(channel)?, line));
        }
        entries.push((library.entry_of_target(target)?, line));
    }
    Some(entries)
}

/// What entries are made of in a file's prose, with the first byte of each: wikilinks first, then mentions.
fn placed_targets(registry: &Registry, found: &Found) -> impl Iterator<Item = (Target, usize)> {
    let linked = found.wikilinks.iter().filter_map(|(text, byte)| Some((wikilinked(registry, text)?, *byte)));
    let mentioned = found.spots.iter().flat_map(|spot| {
        let own = spot.target.filter(|_| spot.verdict == Verdict::Mention);
        let between = spot.between().iter().map(|point| Target::Point(*point));
        own.into_iter().chain(between).map(|target| (target, spot.range().start))
    });
    linked.chain(mentioned)
}

fn add(registry: &Registry, builder: &mut Builder<'_>, target: Target, place: (SourceId, u32)) {
    builder.naming = place;
    match target {
        Target::Point(point) => {
            if let Some(channel) = registry.point(point).channel {
                builder.channel(channel);
            }
            builder.point(point);
        }
        Target::Channel(channel) => {
            builder.channel(channel);
        }
        Target::Organ(organ) => {
            builder.organ(organ);
        }
        Target::Entry(_) => {}
    }
}

/// What a wikilink means in the registry; a bare `Bladder` is the organ, `Bladder channel` the channel.
fn wikilinked(registry: &Registry, target: &str) -> Option<Target> {
    let target = target.split('#').next().unwrap_or(target).trim_end_matches('\\');
    let (kind, name) = match target.split_once(':') {
        Some((kind, name)) => (kind.trim(), name.trim()),
        None => ("", target.trim()),
    };
    let allows = |one: &str| kind.is_empty() || kind == one;
    let organ = || registry.organ(name).map(|organ| Target::Organ(organ.id));
    let point = || PointReference::parse(registry, name).point().map(Target::Point);
    let channel = || registry.channel_named(name).map(|channel| Target::Channel(channel.id));
    let or_else = |is_allowed: bool, find: &dyn Fn() -> Option<Target>| if is_allowed { find() } else { None };
    or_else(allows("organ"), &organ)
        .or_else(|| or_else(allows("point"), &point))
        .or_else(|| or_else(allows("channel"), &channel))
}

impl Library {
    /// What the prose of a file mentions, and what only looks like it.
    pub fn spots(&self, source: SourceId) -> &[Spot] {
        &self.found[source.index()].spots
    }

    /// The entry that a mention leads to; what is only a candidate may have none.
    pub fn entry_of_target(&self, target: Target) -> Option<EntryId> {
        match target {
            Target::Point(point) => self.names.point(point),
            Target::Channel(channel) => self.names.channel(channel),
            Target::Organ(organ) => self.names.organ(organ),
            Target::Entry(entry) => Some(self.place_of[entry as usize]),
        }
    }

    /// A target as exports name it: `point:KI3`.
    pub fn target_id(&self, target: Target) -> String {
        match target {
            Target::Point(point) => format!("point:{}", self.registry.point(point).code),
            Target::Channel(channel) => format!("channel:{}", self.registry.channel(channel).slug),
            Target::Organ(organ) => format!("organ:{organ}"),
            Target::Entry(entry) => self.entry(self.place_of[entry as usize]).id(),
        }
    }
}

/// What is wrong with the mentions of a file.
pub fn check(library: &Library, id: SourceId) -> Vec<Diagnostic> {
    let source = library.source(id);
    let registry = &library.registry;
    let mut diagnostics = Vec::new();
    let mut undeclared = Vec::new();
    for spot in library.spots(id) {
        let place = || source.body_place(spot.range());
        match &spot.verdict {
            Verdict::NoSuchPoint(code) => {
                let resolution = Resolution::NoSuchNumber(code.clone());
                let (rule, message, hint) = points::explain(registry, &spot.text, &resolution);
                diagnostics.push(Diagnostic::in_prose(rule, place(), message).hint(hint));
            }
            Verdict::Contradiction(other, bearer) => {
                let whose = points::whose(registry, *bearer);
                let own = spot.candidates().first().map_or_else(String::new, |target| match target {
                    Target::Point(point) => format!(" is {}", titled(registry, *point)),
                    _ => String::new(),
                });
                let message = format!("`{}`{own}, and `{other}` beside it {whose}", spot.text);
                let hint = "neither is linked; check your source and mend the code or the name";
                diagnostics.push(Diagnostic::in_prose(RuleId::NameMismatch, place(), message).hint(hint));
            }
            Verdict::Undecided if spot.candidates().len() > 1 => {
                let titles: Vec<String> = spot.candidates().iter().map(|target| title(library, *target)).collect();
                let message = format!("`{}` may be {}", spot.text, titles.join(" or "));
                let hint = "write the code or the Hanzi beside it, or declare it in the front matter";
                diagnostics.push(Diagnostic::in_prose(RuleId::UndecidedMention, place(), message).hint(hint));
            }
            Verdict::Mention => undeclared.extend(undeclared_point(library, id, spot)),
            _ => {}
        }
    }
    undeclared.sort_by_key(|(point, spot)| (*point, spot.range().start));
    undeclared.dedup_by_key(|(point, _)| *point);
    diagnostics.extend(undeclared.into_iter().map(|(point, spot)| {
        let point = registry.point(point);
        let message = format!("{} is recommended here, and the front matter does not list it", point.code);
        let hint = format!("add `- {}` to `points:`, or write `\\{}` to leave it alone", point.code, spot.text);
        Diagnostic::in_prose(RuleId::UndeclaredPoint, source.body_place(spot.range()), message).hint(hint)
    }));
    diagnostics
}

/// A point that an article recommends and does not declare.
fn undeclared_point<'a>(library: &Library, id: SourceId, spot: &'a Spot) -> Option<(crate::tcm::PointId, &'a Spot)> {
    let source = library.source(id);
    let Some(Target::Point(point)) = spot.target else { return None };
    let is_article = source.kind == Kind::Article && source.location.role != Role::Section;
    (is_article && spot.is_recommended).then_some((point, spot))
}

fn title(library: &Library, target: Target) -> String {
    match target {
        Target::Point(point) => titled(&library.registry, point),
        _ => library.target_id(target),
    }
}
