//! A channel as a strip: its points in order, those in use as links, one of them marked.

use super::super::Renderer;
use super::svg::{Svg, phase_class};
use crate::library::EntryId;
use crate::tcm::PointId;

/// Points in a row.
const ROW: usize = 12;
/// Units from point to point, enough for a finger where the figure is as wide as a phone.
const STEP: f32 = 30.0;
/// Radius of a point.
const RADIUS: f32 = 12.0;

impl Renderer {
    /// The channel of a point with the point marked; none for the extra points, which lie on no channel.
    pub(in crate::render) fn strip(&self, id: EntryId, point: PointId, root: &str) -> Option<String> {
        let registry = &self.library.registry;
        let channel = registry.point(point).channel?;
        let points: Vec<PointId> = registry.points_on(channel).collect();
        let rows = points.len().div_ceil(ROW);
        let columns = points.len().min(ROW);
        // The channel runs to and fro, so that neighbours stay neighbours.
        let place = |index: usize| {
            let (row, column) = (index / ROW, index % ROW);
            let column = if row.is_multiple_of(2) { column } else { ROW - 1 - column };
            (STEP * (column as f32 + 0.5), STEP * (row as f32 + 0.5))
        };
        let label =
            [&self.channel_title(channel), self.theme.words.get("summary.colon"), &self.library.entry(id).title]
                .concat();
        let class = format!("strip phase-{}", phase_class(registry, Some(channel)));
        let mut svg = Svg::new(&class, 0.0, STEP * columns as f32, STEP * rows as f32, &label);
        let course: Vec<String> = (0..points.len()).map(place).map(|(x, y)| format!("{x},{y}")).collect();
        writeln!(svg, "<polyline points=\"{}\"/>", course.join(" "));
        for (index, other) in points.into_iter().enumerate() {
            let known = registry.point(other);
            let entry = self.library.names.point(other);
            let is_this = entry == Some(id);
            let href = entry.filter(|_| !is_this).map(|entry| format!("{root}{}", self.href(entry)));
            let class = if is_this {
                "current"
            } else if entry.is_some() {
                "used"
            } else {
                "unused"
            };
            let (x, y) = place(index);
            svg.open(class, href.as_deref(), Some(&format!("{} {} {}", channel.code(), known.number, known.name)));
            write!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{RADIUS}\"/>");
            svg.words("", x, y, &known.number.to_string());
            svg.close(href.as_deref());
        }
        Some(svg.finish())
    }
}
