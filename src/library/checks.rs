//! What can be wrong with declarations: points that do not exist, contradictions, cautions, orphans.

use std::collections::HashSet;

use super::builder::{nearest_code, point_title};
use super::{EntryId, Facts, Kind, Library, Mention, RelationKind};
use crate::diagnostics::{Diagnostic, RuleId, Span};
use crate::load::{PointItem, Source, Text};
use crate::tcm::isbn::IsbnError;
use crate::tcm::notation;
use crate::tcm::{PointId, PointReference, Registry, Resolution, isbn, pregnancy};

/// The points that a file names, item by item in the order of its front matter.
#[derive(Default)]
pub struct Resolved {
    /// `points:`.
    pub points: Vec<Option<PointId>>,
    /// `treatments[].points`.
    pub treatments: Vec<Vec<Option<PointId>>>,
    /// `patterns[].points`.
    pub pattern_points: Vec<Vec<Option<PointId>>>,
    /// Points that wikilinks in the body name.
    pub wikilinks: Vec<PointId>,
    /// The point that the file is about, if it is a point's.
    pub own: Option<PointId>,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves every point that a file names, reporting what is wrong with each.
pub fn resolve_points(registry: &Registry, source: &Source) -> Resolved {
    let mut resolved = Resolved::default();
    let front = &source.front_matter;
    resolved.points =
        front.points.iter().map(|item| item_point(registry, source, item, &mut resolved.diagnostics)).collect();
    let mut list = |texts: &[Text]| -> Vec<Option<PointId>> {
        texts.iter().map(|text| point(registry, source, text, &[], &mut resolved.diagnostics)).collect()
    };
    resolved.treatments = front.treatments.iter().map(|item| list(&item.points)).collect();
    resolved.pattern_points = front.patterns.iter().map(|item| list(&item.points)).collect();
    resolved.wikilinks = wikilinks(registry, source.markdown());
    if source.kind == Kind::Point {
        let stem = source.location.path.file_stem().unwrap_or("");
        let written = front.code.as_ref().map_or(stem, |code| &code.value);
        if let Resolution::Point(point) = PointReference::parse(registry, written).resolution {
            resolved.own = Some(point);
        }
    }
    resolved
}

fn item_point(
    registry: &Registry,
    source: &Source,
    item: &PointItem,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<PointId> {
    let point = point(registry, source, &item.code, &item.names, diagnostics);
    if let (Some(point), Some(span)) = (point, item.empty_hanzi) {
        diagnostics.push(missing_hanzi(registry, source.place(span), point));
    }
    point
}

/// Resolves one reference with the names beside it.
fn point(
    registry: &Registry,
    source: &Source,
    text: &Text,
    names: &[Text],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<PointId> {
    // The usual case, a bare code of the WHO, needs no taking apart.
    if names.is_empty()
        && let Some(point) =
            registry.point_with_code(&text.value).filter(|point| registry.point(*point).code == text.value)
    {
        return Some(point);
    }
    let place = || source.place(text.span);
    let own = PointReference::parse(registry, &text.value);
    let together = if names.is_empty() {
        own.clone()
    } else {
        let all: Vec<&str> =
            std::iter::once(&text.value).chain(names.iter().map(|name| &name.value)).map(String::as_str).collect();
        PointReference::parse(registry, &all.join(" / "))
    };
    let found = match (&own.resolution, &together.resolution) {
        (Resolution::Point(point), _) | (_, Resolution::Point(point)) => *point,
        (Resolution::NoSuchNumber(code), _) => {
            diagnostics.push(no_such_number(registry, place(), &text.value, code));
            return None;
        }
        (Resolution::Ambiguous(points), _) | (_, Resolution::Ambiguous(points)) => {
            let titles: Vec<String> = points.iter().map(|point| titled(registry, *point)).collect();
            let message = format!("`{}` is the name of {} points", text.value, points.len());
            diagnostics.push(
                Diagnostic::new(RuleId::AmbiguousName, place(), message)
                    .hint(format!("write the code of the one you mean: {}", titles.join(" or "))),
            );
            return None;
        }
        _ => {
            let hint = match nearest_code(registry, &text.value) {
                Some(near) => format!("did you mean {near}?"),
                None => "`acupress points NAME` looks a point up under any name or notation".to_owned(),
            };
            diagnostics.push(
                Diagnostic::new(RuleId::UnknownPoint, place(), format!("`{}` is no point of the registry", text.value))
                    .hint(hint),
            );
            return None;
        }
    };
    let known = registry.point(found);
    if let Some(code) = own.code.as_ref().filter(|code| *code != known.code) {
        let message = format!("`{code}` is {} in the WHO's notation", known.code);
        diagnostics
            .push(Diagnostic::new(RuleId::NoncanonicalCode, place(), message).hint(format!("write {}", known.code)));
    }
    for (text, reference) in std::iter::once((text, own))
        .chain(names.iter().map(|name| (name, PointReference::parse(registry, &name.value))))
    {
        let other = match (&reference.mismatch, &reference.resolution) {
            (Some((name, _)), _) => Some((name.clone(), None)),
            (None, Resolution::Point(other)) if *other != found => Some((text.value.clone(), Some(*other))),
            (None, Resolution::Ambiguous(points)) if !points.contains(&found) => {
                Some((text.value.clone(), points.first().copied()))
            }
            _ => None,
        };
        if let Some((name, point)) = other {
            let bearer = point.or(reference.mismatch.as_ref().map(|(_, point)| *point));
            let bearer =
                bearer.map_or_else(String::new, |point| format!(", and `{name}` is {}", titled(registry, point)));
            let message = format!("{} is {}{bearer}", known.code, named(registry, found));
            diagnostics.push(
                Diagnostic::new(RuleId::NameMismatch, source.place(text.span), message)
                    .hint(format!("{} is taken; check your source and mend the code or the name", known.code)),
            );
        }
        if reference.empty_parentheses {
            diagnostics.push(missing_hanzi(registry, source.place(text.span), found));
        }
    }
    Some(found)
}

/// The finding that a point's Hanzi were lost.
pub fn missing_hanzi(registry: &Registry, place: crate::diagnostics::Place, point: PointId) -> Diagnostic {
    let point = registry.point(point);
    Diagnostic::new(RuleId::MissingHanzi, place, format!("the Hanzi of {} are missing", point.code))
        .hint(format!("write {} ({})", point.name, point.traditional))
}

/// The finding that a channel has no such number.
pub fn no_such_number(
    registry: &Registry,
    place: crate::diagnostics::Place,
    written: &str,
    code: &notation::Code,
) -> Diagnostic {
    let extent = registry.extent(code.series);
    let series = match code.series {
        notation::Series::Channel(channel) => {
            let channel = registry.channel(channel);
            if channel.name.ends_with("Vessel") {
                format!("the {}", channel.name)
            } else {
                format!("the {} channel", channel.name)
            }
        }
        notation::Series::Extra(region) => format!("the WHO's EX-{region}"),
    };
    let prefix =
        code.canonical().trim_end_matches(|character: char| character.is_ascii_digit() || character == '+').to_owned();
    let points = if extent == 1 { "point" } else { "points" };
    Diagnostic::new(
        RuleId::UnknownPoint,
        place,
        format!("there is no point `{written}`: {series} has {extent} {points}"),
    )
    .hint(format!("{prefix}1 to {prefix}{extent} exist; check the channel and the number"))
}

/// A point as `KI3 Tàixī 太谿`.
fn titled(registry: &Registry, point: PointId) -> String {
    format!("{} {}", point_title(registry, point), registry.point(point).traditional)
}

fn named(registry: &Registry, point: PointId) -> String {
    format!("{} {}", registry.point(point).name, registry.point(point).traditional)
}

/// The points that wikilinks of a text name, so that they have a page to lead to.
fn wikilinks(registry: &Registry, markdown: &str) -> Vec<PointId> {
    let mut points = Vec::new();
    for part in markdown.split("[[").skip(1) {
        let Some(target) = part.split(['|', ']', '\n', '#']).next() else { continue };
        let target = target.trim().strip_prefix("point:").unwrap_or(target).trim();
        if let Resolution::Point(point) = PointReference::parse(registry, target).resolution {
            points.push(point);
        }
    }
    points
}

/// The organs that a title names as words of its own: `Heart and Kidney Not Communicating`.
pub fn organs_in_title<'a>(registry: &'a Registry, title: &'a str) -> impl Iterator<Item = &'static str> + 'a {
    let words: Vec<&str> = title.split(|character: char| !character.is_alphabetic()).collect();
    registry.organs().iter().filter_map(move |organ| {
        let name: Vec<&str> = organ.name.split(' ').collect();
        words.windows(name.len()).any(|window| window == name.as_slice()).then_some(organ.id)
    })
}

/// Checks a whole library: ISBNs, and cautions in pregnancy.
pub fn check(library: &Library) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for source in &library.sources {
        let front = &source.front_matter;
        let numbers =
            front.sources.iter().filter_map(|item| item.facts.isbn.as_ref()).chain(front.bibliography.isbn.as_ref());
        diagnostics.extend(numbers.filter_map(|number| invalid_isbn(source, number)));
    }
    diagnostics.extend(cautions_in_pregnancy(library));
    diagnostics
}

fn invalid_isbn(source: &Source, number: &Text) -> Option<Diagnostic> {
    let (message, hint) = match isbn::normalise(&number.value).err()? {
        IsbnError::Length(length) => {
            (format!("an ISBN has 10 or 13 digits, and `{}` has {length}", number.value), None)
        }
        IsbnError::Character(character) => (format!("`{character}` cannot stand in an ISBN"), None),
        IsbnError::CheckDigit(expected) => (
            format!("the check digit of ISBN {} is wrong", number.value),
            Some(format!("it would be {expected} if all other digits are right; compare the book")),
        ),
    };
    Some(Diagnostic::new(RuleId::InvalidIsbn, source.place(number.span), message).maybe_hint(hint))
}

/// The entries that have a file and that nothing refers to, by declaration or in prose.
pub fn orphans(library: &Library, mentions: &[Mention]) -> Vec<Diagnostic> {
    let mentioned: HashSet<EntryId> =
        mentions.iter().filter(|mention| mention.from != mention.to).map(|mention| mention.to).collect();
    library.ids().filter(|id| !mentioned.contains(id)).filter_map(|id| orphan(library, id)).collect()
}

fn orphan(library: &Library, id: EntryId) -> Option<Diagnostic> {
    let entry = library.entry(id);
    let source = library.source_of(id)?;
    // A channel is reached from its points, whoever names them.
    let has_points = library.to(id, RelationKind::LiesOn).next().is_some();
    if !entry.kind.is_entity() || library.is_referred_to(id) || has_points {
        return None;
    }
    let place = source.place(source.front_matter.title.as_ref().map_or(Span::START, |title| title.span));
    let message = format!("nothing refers to the {} `{}`", entry.kind.name(), entry.title);
    Some(
        Diagnostic::new(RuleId::OrphanEntry, place, message)
            .hint(format!("name it in an article, check the spelling of its title, or remove {}", source.file)),
    )
}

fn cautions_in_pregnancy(library: &Library) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for condition in library.ids_of(Kind::Condition) {
        let entry = library.entry(condition);
        let declared = library.source_of(condition).and_then(|source| source.front_matter.pregnancy);
        let named = || {
            pregnancy::is_of_pregnancy(&entry.title) || entry.names.iter().any(|name| pregnancy::is_of_pregnancy(name))
        };
        if !declared.unwrap_or_else(named) {
            continue;
        }
        for relation in library.to(condition, RelationKind::Serves) {
            let Facts::Point(point) = library.entry(relation.from).facts else { continue };
            let point = library.registry.point(point);
            let Some(caution) = point.pregnancy_caution() else { continue };
            let source = library.source(relation.provenance.source);
            let names: Vec<String> = [
                point.code.to_owned(),
                point.name.clone(),
                point.traditional.to_owned(),
                point.simplified.to_owned(),
                point.syllables.to_owned(),
            ]
            .into();
            if pregnancy::has_caution(&spoken(source), &names) {
                continue;
            }
            let item = library.point_item(relation).map(|item| item.code.span);
            let treated = || {
                let texts = source.front_matter.treatments.iter().flat_map(|item| &item.points);
                let is_it = |text: &&Text| {
                    PointReference::parse(&library.registry, &text.value).resolution
                        == Resolution::Point(PointId(library.registry.point_with_code(point.code).map_or(0, |id| id.0)))
                };
                texts.into_iter().find(is_it).map(|text| text.span)
            };
            let span = item.or_else(treated).unwrap_or(Span { line: relation.provenance.line, column: 1, length: 0 });
            let message = format!("{} is recommended for `{}` without a word of caution", point.code, entry.title);
            let hint = format!(
                "{} ({}). Leave it out, or say so in the article",
                caution.text.trim_end_matches('.'),
                caution.source
            );
            diagnostics.push(Diagnostic::new(RuleId::CautionInPregnancy, source.place(span), message).hint(hint));
        }
    }
    diagnostics
}

/// Everything a file says in words: its text, and the functions, techniques and purposes of its points.
fn spoken(source: &Source) -> String {
    let front = &source.front_matter;
    let mut text = source.markdown().to_owned();
    let of_points = front.points.iter().flat_map(|item| {
        let said = [&item.function, &item.technique].into_iter().flatten();
        said.map(|words| {
            format!(
                "{} {}: {words}",
                item.code.value,
                item.names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(" ")
            )
        })
    });
    let of_treatments =
        front.treatments.iter().flat_map(|item| [&item.purpose, &item.technique].into_iter().flatten().cloned());
    for words in
        of_points.chain(of_treatments).chain(front.principles.iter().cloned()).chain(front.cautions.iter().cloned())
    {
        text.push('\n');
        text.push_str(&words);
    }
    text
}
