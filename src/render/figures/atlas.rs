//! The whole library at a glance: which points serve which conditions, and how many articles say so.

use std::collections::BTreeMap;

use tera::Value;

use super::super::Renderer;
use super::super::object::Object;
use super::svg::{Svg, phase_class, wrap};
use super::web::most;
use crate::library::{EntryId, Facts, RelationKind};

/// Conditions and points that the figure shows, those with the most articles.
const CONDITIONS: usize = 30;
const POINTS: usize = 30;
/// Units from row to row and from column to column: room for a finger.
const ROW: f32 = 26.0;
const COLUMN: f32 = 24.0;
/// Width of the conditions' names, and height of the points' codes with their marks.
const NAMES: f32 = 150.0;
const CODES: f32 = 66.0;
/// Radius of the mark where one article says so, and the largest.
const SMALLEST: f32 = 3.5;
const LARGEST: f32 = 10.0;

impl Renderer {
    /// The atlas: a figure, and the same in words.
    pub(in crate::render) fn atlas(&self, root: &str) -> Object {
        let library = &self.library;
        let mut cells: BTreeMap<(EntryId, EntryId), usize> = BTreeMap::new();
        for relation in library.relations.iter().filter(|relation| relation.kind == RelationKind::Serves) {
            *cells.entry((relation.to, relation.from)).or_default() += 1;
        }
        let mut of_condition: BTreeMap<EntryId, usize> = BTreeMap::new();
        for ((condition, _), count) in &cells {
            *of_condition.entry(*condition).or_default() += count;
        }
        let conditions = most(&of_condition, CONDITIONS);
        cells.retain(|(condition, _), _| conditions.contains(condition));
        let mut of_point: BTreeMap<EntryId, usize> = BTreeMap::new();
        for ((_, point), count) in &cells {
            *of_point.entry(*point).or_default() += count;
        }
        let points = most(&of_point, POINTS);
        cells.retain(|(_, point), _| points.contains(point));
        let rows = conditions.iter().map(|condition| {
            let of_row = points.iter().filter_map(|point| Some((*point, *cells.get(&(*condition, *point))?)));
            let named = of_row.map(|(point, count)| {
                Object::new().set("entry", self.reference(point)).set("articles", count as u64).into()
            });
            Object::new().set("condition", self.reference(*condition)).list("points", named).into()
        });
        let rows: Vec<Value> = rows.collect();
        let svg = self.draw_atlas(&conditions, &points, &cells, root);
        self.section_body(None).set("figure", Value::safe_string(&svg)).set("rows", rows)
    }

    fn draw_atlas(
        &self,
        conditions: &[EntryId],
        points: &[EntryId],
        cells: &BTreeMap<(EntryId, EntryId), usize>,
        root: &str,
    ) -> String {
        let library = &self.library;
        let width = NAMES + COLUMN * points.len() as f32;
        let height = CODES + ROW * conditions.len() as f32;
        let mut svg = Svg::of_size("atlas", width, height, self.theme.words.get("atlas.lead"));
        let x = |column: usize| NAMES + COLUMN * (column as f32 + 0.5);
        let y = |row: usize| CODES + ROW * (row as f32 + 0.5);
        for row in 0..conditions.len() {
            writeln!(svg, "<path d=\"M{NAMES} {y}H{width}\"/>", y = y(row));
        }
        for column in 0..points.len() {
            writeln!(svg, "<path d=\"M{x} {CODES}V{height}\"/>", x = x(column));
        }
        for (column, id) in points.iter().enumerate() {
            let Facts::Point(point) = library.entry(*id).facts else { continue };
            let known = library.registry.point(point);
            let href = format!("{root}{}", self.href(*id));
            let phase = phase_class(&library.registry, known.channel);
            let (x, base) = (x(column), CODES - 20.0);
            svg.open("point", Some(&href), Some(&format!("{} {}", known.code, known.name)));
            write!(svg, "<rect x=\"{}\" y=\"0\" width=\"{COLUMN}\" height=\"{CODES}\"/>", x - COLUMN / 2.0);
            svg.phase_mark(phase, x, CODES - 9.0);
            write!(svg, "<g transform=\"rotate(-90 {x} {base})\">");
            svg.words("code", x, base, known.code);
            svg.raw("</g>");
            svg.close(Some(&href));
        }
        for (row, condition) in conditions.iter().enumerate() {
            let entry = library.entry(*condition);
            let href = format!("{root}{}", self.href(*condition));
            let lines = wrap(&entry.title, NAMES - 14.0);
            let words =
                if lines.len() > 1 { format!("{}…", lines[0].trim_end_matches('…')) } else { lines[0].clone() };
            svg.open("condition", Some(&href), Some(&entry.title));
            write!(svg, "<rect x=\"0\" y=\"{}\" width=\"{NAMES}\" height=\"{ROW}\"/>", y(row) - ROW / 2.0);
            svg.words("", NAMES - 8.0, y(row), &words);
            svg.close(Some(&href));
            for (column, point) in points.iter().enumerate() {
                let Some(count) = cells.get(&(*condition, *point)) else { continue };
                let radius = (SMALLEST + (*count as f32).log2() * 1.5).min(LARGEST);
                writeln!(svg, "<circle cx=\"{}\" cy=\"{}\" r=\"{radius:.1}\"/>", x(column), y(row));
            }
        }
        svg.finish()
    }
}
