//! What belongs together in an article or a condition: organs, patterns and points in three columns, with lines between.

use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::super::Renderer;
use super::super::object::Object;
use super::svg::{Number, Svg, phase_class, wrap};
use crate::library::{EntryId, Facts, Kind, Library, Relation, RelationKind};
use crate::tcm::text::fold_name;

/// Nodes of each column that a figure shows, those with the most lines; the page's lists hold all.
const PATTERNS: usize = 8;
const POINTS: usize = 20;
const ORGANS: usize = 8;

/// Where the columns lie, in units of which a phone is about 360 wide.
const ORGAN_RIGHT: f32 = 76.0;
const PATTERN_LEFT: f32 = 108.0;
const PATTERN_RIGHT: f32 = 244.0;
const POINT_LEFT: f32 = 282.0;
const RIGHT: f32 = 366.0;
/// Height of a line of a label, and of a point with its two lines.
const LINE: f32 = 15.0;
const POINT: f32 = 36.0;
/// Space around the lines of a label, and between nodes.
const PADDING: f32 = 6.0;
const GAP: f32 = 8.0;

/// Nodes and the lines between them.
#[derive(Debug, Default)]
struct Web {
    organs: Vec<EntryId>,
    patterns: Vec<EntryId>,
    points: Vec<EntryId>,
    /// Organ and pattern.
    involved: BTreeSet<(EntryId, EntryId)>,
    /// Pattern and point, with the number of files that say so.
    addressed: BTreeMap<(EntryId, EntryId), usize>,
}

impl Renderer {
    /// The figure of an article or condition, with the same in words; nothing where too little belongs together.
    pub(in crate::render) fn web(&self, id: EntryId, root: &str) -> Value {
        let web = self.web_of(id);
        if web.addressed.len() < 2 || web.patterns.is_empty() {
            return Value::none();
        }
        let with_points =
            web.patterns.iter().filter(|pattern| web.addressed.keys().any(|(other, _)| other == *pattern));
        let rows = with_points.map(|pattern| {
            let points = web.points.iter().filter(|point| web.addressed.contains_key(&(*pattern, **point)));
            let organs = web.organs.iter().filter(|organ| web.involved.contains(&(**organ, *pattern)));
            Object::new()
                .set("pattern", self.reference(*pattern))
                .list("points", points.map(|point| self.reference(*point)))
                .list("organs", organs.map(|organ| self.reference(*organ)))
                .into()
        });
        let rows: Vec<Value> = rows.collect();
        Object::new().set("svg", Value::safe_string(&self.draw(&web, root))).set("rows", rows).into()
    }

    fn web_of(&self, id: EntryId) -> Web {
        let library = &self.library;
        let relations: Vec<&Relation> = match (library.entry(id).kind, library.entry(id).source) {
            (Kind::Article, Some(source)) => library.declared_by(source).collect(),
            (Kind::Condition, _) => {
                library.to(id, RelationKind::Serves).chain(library.from(id, RelationKind::PresentsAs)).collect()
            }
            _ => Vec::new(),
        };
        let mut addressed: BTreeMap<(EntryId, EntryId), usize> = BTreeMap::new();
        let mut told: BTreeMap<EntryId, usize> = BTreeMap::new();
        for relation in relations {
            match relation.kind {
                // An article's points address its patterns; a condition's points tell for which pattern they serve it.
                RelationKind::Serves if relation.to == id => {
                    for pattern in library.patterns_of(relation) {
                        *addressed.entry((pattern, relation.from)).or_default() += 1;
                    }
                }
                RelationKind::Addresses => *addressed.entry((relation.to, relation.from)).or_default() += 1,
                RelationKind::PresentsAs => *told.entry(relation.to).or_default() += 1,
                _ => {}
            }
        }
        let mut web = Web::default();
        for ((pattern, _), count) in &addressed {
            *told.entry(*pattern).or_default() += count;
        }
        web.patterns = most(&told, PATTERNS);
        addressed.retain(|(pattern, _), _| web.patterns.contains(pattern));
        let mut points: BTreeMap<EntryId, usize> = BTreeMap::new();
        for ((_, point), count) in &addressed {
            *points.entry(*point).or_default() += count;
        }
        web.points = most(&points, POINTS);
        addressed.retain(|(_, point), _| web.points.contains(point));
        web.addressed = addressed;
        for pattern in &web.patterns {
            let declared = library.from(*pattern, RelationKind::Involves).map(|relation| relation.to);
            web.involved
                .extend(declared.chain(self.organs_named(*pattern).iter().copied()).map(|organ| (organ, *pattern)));
        }
        let mut organs: BTreeMap<EntryId, usize> = BTreeMap::new();
        for (organ, _) in &web.involved {
            *organs.entry(*organ).or_default() += 1;
        }
        web.organs = most(&organs, ORGANS);
        web.involved.retain(|(organ, _)| web.organs.contains(organ));
        // Each column in the order of what it is joined to, so that few lines cross.
        let place = |list: &[EntryId], wanted: EntryId| list.iter().position(|other| *other == wanted).unwrap_or(0);
        let mean = |patterns: &mut dyn Iterator<Item = EntryId>| {
            let (sum, number) =
                patterns.fold((0, 0), |(sum, number), next| (sum + place(&web.patterns, next), number + 1));
            sum * 1_000 / number.max(1)
        };
        let of_point = |point: &EntryId| {
            let joined = web.addressed.keys().filter(|(_, other)| other == point);
            (mean(&mut joined.map(|(pattern, _)| *pattern)), *point)
        };
        web.points.sort_by_cached_key(of_point);
        let of_organ = |organ: &EntryId| {
            let joined = web.involved.iter().filter(|(other, _)| other == organ);
            (mean(&mut joined.map(|(_, pattern)| *pattern)), *organ)
        };
        web.organs.sort_by_cached_key(of_organ);
        web
    }

    fn draw(&self, web: &Web, root: &str) -> String {
        let library = &self.library;
        let label = |id: &EntryId, width: f32| wrap(&library.entry(*id).title, width);
        let organs: Vec<Vec<String>> = web.organs.iter().map(|id| label(id, ORGAN_RIGHT - 2.0 * PADDING)).collect();
        let patterns: Vec<Vec<String>> =
            web.patterns.iter().map(|id| label(id, PATTERN_RIGHT - PATTERN_LEFT - 2.0 * PADDING)).collect();
        let height = |lines: &Vec<String>| LINE * lines.len() as f32 + 2.0 * PADDING + GAP;
        let heights =
            [organs.iter().map(height).sum(), patterns.iter().map(height).sum(), POINT * web.points.len() as f32];
        let tallest = heights.into_iter().fold(0.0, f32::max);
        let organ_middles = middles(&organs.iter().map(height).collect::<Vec<_>>(), tallest);
        let pattern_middles = middles(&patterns.iter().map(height).collect::<Vec<_>>(), tallest);
        let point_middles = middles(&vec![POINT; web.points.len()], tallest);
        let middle = |list: &[EntryId], middles: &[f32], wanted: EntryId| {
            list.iter().position(|other| *other == wanted).map_or(0.0, |place| middles[place])
        };
        let left = if organs.is_empty() { PATTERN_LEFT - 1.0 } else { -1.0 };
        let words = self.theme.words.get("figure.web");
        let mut svg = Svg::new("web", left, RIGHT - left, tallest.ceil(), words);
        let mut line = |from: f32, from_y: f32, to: f32, to_y: f32, strength: usize| {
            let bend = (from + to) / 2.0;
            let class = if strength > 1 { " class=\"strong\"" } else { "" };
            let [from, from_y, bend, to, to_y] = [from, from_y, bend, to, to_y].map(Number);
            writeln!(svg, "<path{class} d=\"M{from} {from_y}C{bend} {from_y} {bend} {to_y} {to} {to_y}\"/>");
        };
        for (organ, pattern) in &web.involved {
            let to = middle(&web.patterns, &pattern_middles, *pattern);
            line(ORGAN_RIGHT, middle(&web.organs, &organ_middles, *organ), PATTERN_LEFT, to, 1);
        }
        for ((pattern, point), count) in &web.addressed {
            let from = middle(&web.patterns, &pattern_middles, *pattern);
            line(PATTERN_RIGHT, from, POINT_LEFT - 9.0, middle(&web.points, &point_middles, *point), *count);
        }
        let boxes = [(&web.organs, &organs, &organ_middles, 0.0, ORGAN_RIGHT, "organ")].into_iter().chain([(
            &web.patterns,
            &patterns,
            &pattern_middles,
            PATTERN_LEFT,
            PATTERN_RIGHT,
            "pattern",
        )]);
        for (ids, labels, middles, left, right, class) in boxes {
            for ((id, lines), middle) in ids.iter().zip(labels).zip(middles) {
                let href = format!("{root}{}", self.href(*id));
                svg.open(class, Some(&href), None);
                let height = LINE * lines.len() as f32 + 2.0 * PADDING;
                let top = middle - height / 2.0;
                let [x, y, width, height] = [left, top, right - left, height].map(Number);
                write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>");
                for (number, words) in lines.iter().enumerate() {
                    svg.words("", (left + right) / 2.0, top + PADDING + LINE * (number as f32 + 0.5), words);
                }
                svg.close(Some(&href));
            }
        }
        for (id, middle) in web.points.iter().zip(&point_middles) {
            let Facts::Point(point) = library.entry(*id).facts else { continue };
            let known = library.registry.point(point);
            let href = format!("{root}{}", self.href(*id));
            let phase = phase_class(&library.registry, known.channel);
            svg.open("point", Some(&href), None);
            svg.phase_mark(phase, POINT_LEFT, *middle);
            svg.words("code", POINT_LEFT + 11.0, middle - 7.0, known.code);
            svg.words("name", POINT_LEFT + 11.0, middle + 8.0, &known.name);
            svg.close(Some(&href));
        }
        svg.finish()
    }
}

/// For each pattern, in order, the organs of the library that its title names: Heart and Kidney Not Communicating.
pub fn organs_of_patterns(library: &Library) -> Vec<Vec<EntryId>> {
    let folded = |name: &str| format!(" {} ", fold_name(name));
    let organs = library.registry.organs().iter();
    let organs: Vec<(String, EntryId)> =
        organs.filter_map(|organ| Some((folded(organ.name), library.names.organ(organ.id)?))).collect();
    let named = |pattern: EntryId| {
        let title = folded(&library.entry(pattern).title);
        organs.iter().filter(|(name, _)| title.contains(name.as_str())).map(|(_, organ)| *organ).collect()
    };
    library.ids_of(Kind::Pattern).map(named).collect()
}

/// The entries of the highest counts, in their own order.
pub(super) fn most(counts: &BTreeMap<EntryId, usize>, number: usize) -> Vec<EntryId> {
    let mut ids: Vec<EntryId> = counts.keys().copied().collect();
    ids.sort_by_key(|id| (std::cmp::Reverse(counts[id]), *id));
    ids.truncate(number);
    ids.sort();
    ids
}

/// The middles of nodes of these heights, spread over the height of the figure.
fn middles(heights: &[f32], tallest: f32) -> Vec<f32> {
    let spare = (tallest - heights.iter().sum::<f32>()) / heights.len().max(1) as f32;
    let mut top = 0.0;
    heights
        .iter()
        .map(|height| {
            let middle = top + (height + spare) / 2.0;
            top += height + spare;
            (middle * 10.0).round() / 10.0
        })
        .collect()
}
