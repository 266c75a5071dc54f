//! The points that files name: each reference resolved, and what is wrong with it.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::builder::point_title;
use crate::diagnostics::{Diagnostic, Place, RuleId, Span};
use crate::load::{PointItem, Role, Source, Spanned, Text};
use crate::tcm::notation::{self, Code};
use crate::tcm::text::{fold_name, fold_pinyin};
use crate::tcm::{PointId, PointReference, Registry, Resolution};

/// The points and other registry entries that a file names, item by item in the order of its front matter.
#[derive(Debug, Default)]
pub struct Resolved {
    /// `points:`; one item may list several.
    pub points: Vec<Vec<PointId>>,
    /// `treatments[].points`, name by name.
    pub treatments: Vec<Vec<Vec<PointId>>>,
    /// `patterns[].points`, name by name.
    pub pattern_points: Vec<Vec<Vec<PointId>>>,
    /// The point that the file is about, if it is a point's.
    pub own: Option<PointId>,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

impl Resolved {
    /// Every point that the front matter names.
    pub fn all(&self) -> impl Iterator<Item = PointId> + '_ {
        let nested = self.treatments.iter().chain(&self.pattern_points).flatten();
        self.points.iter().chain(nested).flatten().copied()
    }
}

/// Names of points that a library gives itself, beside the registry's.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct OwnNames(FxHashMap<String, PointId>);

impl OwnNames {
    /// Collects the `names:` of all point files.
    pub fn new(registry: &Registry, sources: &[Arc<Source>]) -> Self {
        let mut names = FxHashMap::default();
        for source in sources.iter().filter(|source| source.kind == super::Kind::Point) {
            if let Some(point) = PointReference::parse(registry, &identifying(source).value).point() {
                names.extend(source.front_matter.names.iter().map(|name| (fold_name(&name.value), point)));
            }
        }
        OwnNames(names)
    }
}

/// Texts of front matter with what they name, each taken apart once: thousands of files name a point in the same words.
pub struct Readings<'t> {
    registry: &'t Registry,
    references: FxHashMap<&'t str, Rc<PointReference>>,
    lists: FxHashMap<&'t str, Rc<[PointReference]>>,
}

impl<'t> Readings<'t> {
    /// Nothing was read yet.
    pub fn new(registry: &'t Registry) -> Self {
        Readings { registry, references: FxHashMap::default(), lists: FxHashMap::default() }
    }

    /// [`PointReference::parse`].
    fn reference(&mut self, text: &'t str) -> Rc<PointReference> {
        let parse = || Rc::new(PointReference::parse(self.registry, text));
        Rc::clone(self.references.entry(text).or_insert_with(parse))
    }

    /// [`PointReference::parse_list`].
    fn list(&mut self, text: &'t str) -> Rc<[PointReference]> {
        let parse = || PointReference::parse_list(self.registry, text).into();
        Rc::clone(self.lists.entry(text).or_insert_with(parse))
    }
}

/// One file whose points are being resolved.
struct Resolver<'r, 't> {
    registry: &'t Registry,
    readings: &'r mut Readings<'t>,
    names: &'r OwnNames,
    source: &'t Source,
    diagnostics: Vec<Diagnostic>,
}

/// Resolves every point that a file names, reporting what is wrong with each.
pub fn resolve<'t>(readings: &mut Readings<'t>, names: &OwnNames, source: &'t Source) -> Resolved {
    let mut resolver = Resolver { registry: readings.registry, readings, names, source, diagnostics: Vec::new() };
    let front = &source.front_matter;
    let mut resolved = Resolved {
        points: front.points.iter().map(|item| resolver.item(item)).collect(),
        treatments: front.treatments.iter().map(|item| resolver.list(&item.points)).collect(),
        pattern_points: front.patterns.iter().map(|item| resolver.list(&item.points)).collect(),
        ..Resolved::default()
    };
    if source.kind == super::Kind::Point && source.location.role != Role::Section {
        resolved.own = resolver.own();
    }
    resolved.diagnostics = resolver.diagnostics;
    resolved
}

/// The text by which a point's file says which point it is: `code:`, else its name.
fn identifying(source: &Source) -> Text {
    if let Some(code) = &source.front_matter.code {
        return code.clone();
    }
    let path = &source.location.path;
    let stem = match source.location.role {
        Role::Bundle => path.parent().and_then(|folder| folder.file_name()),
        _ => path.file_stem(),
    };
    Spanned { value: stem.unwrap_or("").to_owned(), span: Span::START }
}

impl<'t> Resolver<'_, 't> {
    fn list(&mut self, texts: &'t [Text]) -> Vec<Vec<PointId>> {
        texts.iter().map(|text| self.texts(text)).collect()
    }

    /// The points of an item of `points:`, with the names beside its code.
    fn item(&mut self, item: &'t PointItem) -> Vec<PointId> {
        if item.names.is_empty() || self.readings.list(&item.code.value).len() > 1 {
            let points = self.texts(&item.code);
            if let ([point], Some(span)) = (&points[..], item.empty_hanzi) {
                self.diagnostics.push(missing_hanzi(self.registry, self.source.place(span), *point));
            }
            return points;
        }
        let together =
            || item.names.iter().fold(item.code.value.clone(), |all, name| format!("{all} / {}", name.value));
        let own = self.readings.reference(&item.code.value);
        // The names decide where the code's field holds an ambiguous name.
        let found = own.point().or_else(|| PointReference::parse(self.registry, &together()).point());
        let Some(found) = found else {
            self.unresolved(&item.code, &own);
            return Vec::new();
        };
        self.found(&item.code, &own, found);
        for name in &item.names {
            let reference = self.readings.reference(&name.value);
            self.found(name, &reference, found);
        }
        if let Some(span) = item.empty_hanzi {
            self.diagnostics.push(missing_hanzi(self.registry, self.source.place(span), found));
        }
        vec![found]
    }

    /// The points that one text names.
    fn texts(&mut self, text: &'t Text) -> Vec<PointId> {
        // The usual case, a bare code of the WHO, needs no taking apart.
        if let Some(point) = self.registry.point_with_code(&text.value)
            && self.registry.point(point).code == text.value
        {
            return vec![point];
        }
        if !self.names.0.is_empty()
            && let Some(point) = self.names.0.get(&fold_name(&text.value))
        {
            return vec![*point];
        }
        if text.span.length == 0 && text.value.contains(" - ") {
            let message = "this item runs over several lines";
            let hint = "indent every `-` of the list alike";
            self.diagnostics
                .push(Diagnostic::new(RuleId::InvalidFrontMatter, self.source.place(text.span), message).hint(hint));
        }
        let mut points = Vec::new();
        for reference in &*self.readings.list(&text.value) {
            match reference.point() {
                Some(point) => {
                    self.found(text, reference, point);
                    points.push(point);
                }
                None => self.unresolved(text, reference),
            }
        }
        points
    }

    /// Reports a reference that comes to no point.
    fn unresolved(&mut self, text: &Text, reference: &PointReference) {
        if is_unfixed(&reference.written) && self.source.kind != super::Kind::Point {
            return;
        }
        let (rule, message, hint) = explain(self.registry, &reference.written, &reference.resolution);
        self.diagnostics.push(Diagnostic::new(rule, self.source.place(text.span), message).hint(hint));
    }

    /// Reports what is doubtful about a text that stands for the point `found`.
    fn found(&mut self, text: &Text, reference: &PointReference, found: PointId) {
        let known = self.registry.point(found);
        let place = || self.source.place(text.span);
        if let Some(code) = &reference.code
            && reference.point() == Some(found)
            && code != known.code
        {
            let message = format!("`{code}` is {} in the WHO's notation", known.code);
            self.diagnostics.push(
                Diagnostic::new(RuleId::NoncanonicalCode, place(), message).hint(format!("write {}", known.code)),
            );
        }
        let stranger = match (&reference.mismatch, &reference.resolution) {
            (Some(mismatch), _) => Some(mismatch.clone()),
            (None, Resolution::Point(other)) if *other != found => Some((text.value.clone(), Some(*other))),
            (None, Resolution::Ambiguous(points)) if !points.contains(&found) => {
                Some((text.value.clone(), points.first().copied()))
            }
            (None, Resolution::Unknown) if is_wholly_han(&text.value) => Some((text.value.clone(), None)),
            _ => None,
        };
        if let Some((name, bearer)) = stranger {
            let message = name_mismatch(self.registry, found, &name, bearer);
            let hint = format!("{} is taken; check your source and mend the code or the name", known.code);
            self.diagnostics.push(Diagnostic::new(RuleId::NameMismatch, place(), message).hint(hint));
        }
        if reference.empty_parentheses {
            self.diagnostics.push(missing_hanzi(self.registry, place(), found));
        }
    }

    /// The point that a point's own file is about; its code, its file's name and its title must agree.
    fn own(&mut self) -> Option<PointId> {
        let front = &self.source.front_matter;
        let text = identifying(self.source);
        let reference = PointReference::parse(self.registry, &text.value);
        let by_title = || front.title.clone().map(|title| (PointReference::parse(self.registry, &title.value), title));
        let (found, told_by) = match reference.point() {
            Some(point) => (point, text),
            None if front.code.is_none() && matches!(reference.resolution, Resolution::Unknown) => match by_title() {
                Some((title, text)) if title.point().is_some() => (title.point()?, text),
                _ => {
                    self.unresolved(&text, &reference);
                    return None;
                }
            },
            None => {
                self.unresolved(&text, &reference);
                return None;
            }
        };
        if front.code.is_some() {
            self.found(&told_by, &reference, found);
            let stem =
                Spanned { value: self.source.location.path.file_stem().unwrap_or("").to_owned(), span: told_by.span };
            let by_name = PointReference::parse(self.registry, &stem.value);
            if by_name.point().is_some_and(|other| other != found) {
                self.found(&stem, &by_name, found);
            }
        }
        for text in front.title.iter().chain(&front.names) {
            let reference = PointReference::parse(self.registry, &text.value);
            if reference.code.is_none() || reference.point() != Some(found) || reference.mismatch.is_some() {
                self.found(text, &reference, found);
            } else if reference.empty_parentheses {
                self.diagnostics.push(missing_hanzi(self.registry, self.source.place(text.span), found));
            }
        }
        Some(found)
    }
}

/// Whether a text names a kind of point that has no fixed place, so that no registry can hold it.
fn is_unfixed(text: &str) -> bool {
    let folded = fold_name(text);
    let bare = folded.trim_end_matches(" points").trim_end_matches(" point").trim_end_matches('穴');
    matches!(bare, "ashi" | "a shi" | "阿是" | "local" | "tender" | "trigger")
}

fn is_wholly_han(text: &str) -> bool {
    let mut letters = text.chars().filter(|character| character.is_alphanumeric()).peekable();
    letters.peek().is_some() && letters.all(crate::tcm::text::is_han)
}

/// Why a text comes to no point: the rule that it breaks, what is wrong, and a hint.
pub fn explain(registry: &Registry, text: &str, resolution: &Resolution) -> (RuleId, String, String) {
    match resolution {
        Resolution::NoSuchNumber(code) => {
            let (message, hint) = no_such_number(registry, text, code);
            (RuleId::UnknownPoint, message, hint)
        }
        Resolution::Ambiguous(points) => {
            let titles: Vec<String> = points.iter().map(|point| titled(registry, *point)).collect();
            let message = format!("`{text}` is the name of {} points", points.len());
            (RuleId::AmbiguousName, message, format!("write the code of the one you mean: {}", titles.join(" or ")))
        }
        Resolution::Unknown | Resolution::Point(_) => {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let hint = match nearest_point(registry, text) {
                None if is_number => {
                    format!("write the channel's letters too, as BL{text}, or quote the list: \"BL15, {text}\"")
                }
                Some(near) => format!("did you mean {}?", titled(registry, near)),
                None => {
                    "`acupress points NAME` looks a point up; what is no point of the WHO's standard stands in the text"
                        .to_owned()
                }
            };
            (RuleId::UnknownPoint, format!("`{text}` is no point of the registry"), hint)
        }
    }
}

/// The one point whose pinyin is very near to a misspelt name; a wrong offer is worse than none.
pub fn nearest_point(registry: &Registry, written: &str) -> Option<PointId> {
    let folded = fold_pinyin(written);
    let limit = if folded.len() >= 8 { 2 } else { 1 };
    if folded.len() < 4 {
        return None;
    }
    let distance = |index: usize| strsim::damerau_levenshtein(&folded, &registry.points()[index].pinyin);
    let all = 0..registry.points().len();
    let least = all.clone().map(distance).min().filter(|least| *least <= limit)?;
    let nearest: Vec<usize> = all.filter(|index| distance(*index) == least).collect();
    match nearest[..] {
        [index] => Some(PointId(index as u16)),
        _ => None,
    }
}

/// What is wrong where a point and a name that is none of its own stand together; `bearer` is whose it is, if anyone's.
pub fn name_mismatch(registry: &Registry, found: PointId, name: &str, bearer: Option<PointId>) -> String {
    let known = registry.point(found);
    format!("{} is {} {}, and `{name}` {}", known.code, known.name, known.traditional, whose(registry, bearer))
}

/// Whose name one is that does not fit: `is KI3 Tàixī 太谿`.
pub fn whose(registry: &Registry, bearer: Option<PointId>) -> String {
    bearer.map_or_else(|| "is no name of it".to_owned(), |point| format!("is {}", titled(registry, point)))
}

/// The finding that a point's Hanzi were lost.
pub fn missing_hanzi(registry: &Registry, place: Place, point: PointId) -> Diagnostic {
    let point = registry.point(point);
    Diagnostic::new(RuleId::MissingHanzi, place, format!("the Hanzi of {} are missing", point.code))
        .hint(format!("write {} ({})", point.name, point.traditional))
}

/// What is wrong with a number past the channel's last, and a hint.
fn no_such_number(registry: &Registry, written: &str, code: &Code) -> (String, String) {
    let extent = registry.extent(code.series);
    let series = match code.series {
        notation::Series::Channel(channel) => {
            let name = registry.channel(channel).name;
            if name.ends_with("Vessel") { format!("the {name}") } else { format!("the {name} channel") }
        }
        notation::Series::Extra(region) => format!("the WHO's EX-{region}"),
    };
    let digits = |character: char| character.is_ascii_digit() || character == '+';
    let prefix = code.canonical().trim_end_matches(digits).to_owned();
    let points = if extent == 1 { "point" } else { "points" };
    let message = format!("there is no point `{written}`: {series} has {extent} {points}");
    let hint = match extent {
        1 => format!("only {prefix}1 exists; check the region and the number"),
        _ => format!("{prefix}1 to {prefix}{extent} exist; check the channel and the number"),
    };
    (message, hint)
}

/// A point as `KI3 Tàixī 太谿`.
pub fn titled(registry: &Registry, point: PointId) -> String {
    format!("{} {}", point_title(registry, point), registry.point(point).traditional)
}
