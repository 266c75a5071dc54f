//! The card of an entry: the few lines that a link to it shows before it leads there.

use tera::Value;

use super::Renderer;
use super::object::Object;
use super::summaries::cut;
use crate::library::{EntryId, Facts, Kind, RelationKind};
use crate::tcm::text::one_line;

/// Titles that a line names.
const NAMED: usize = 6;
/// Characters of a text.
const LONGEST: usize = 160;

impl Renderer {
    /// The lines of an entry's card, each with the key of its label: names, place, and what it serves.
    pub(super) fn card(&self, id: EntryId) -> Vec<Value> {
        let library = &self.library;
        let entry = library.entry(id);
        let front = library.source_of(id).map(|source| &source.front_matter);
        let words = &self.theme.words;
        let mut lines: Vec<Value> = Vec::new();
        let mut line = |label: Option<&str>, text: String| {
            if !text.is_empty() {
                let label = label.map(|key| words.get(key));
                lines.push(Object::new().text("label", label).set("text", cut(&one_line(&text), LONGEST)).into());
            }
        };
        let listed = |mut titles: Vec<String>| {
            let more = if titles.len() > NAMED { "…" } else { "" };
            titles.truncate(NAMED);
            titles.join(words.get("list.separator")) + more
        };
        match &entry.facts {
            Facts::Point(point) => {
                let point = library.registry.point(*point);
                line(None, format!("{} {}", point.traditional, point.english));
                let location = front.and_then(|front| front.location.clone());
                match (location, point.channel) {
                    (Some(location), _) => line(Some("field.location"), location),
                    (None, Some(channel)) => line(Some("field.channel"), self.channel_title(channel)),
                    (None, None) => line(None, words.get("points.extra").to_owned()),
                }
                let class = |class: &crate::tcm::Class| words.get(&format!("class.{}", class.name)).to_owned();
                let mut classes: Vec<String> = point.classes.iter().map(class).collect();
                classes.dedup();
                line(Some("field.classes"), listed(classes));
            }
            Facts::Work(work) => {
                line(Some("field.authors"), listed(work.authors.clone()));
                line(Some("field.year"), listed(work.year.iter().cloned().collect()));
            }
            Facts::Organ(_) | Facts::Channel(_) | Facts::Named => line(None, listed(entry.names.clone())),
        }
        let told = super::references::description(library, &self.weaving, id);
        line(None, told.map_or_else(String::new, str::to_owned));
        match entry.kind {
            Kind::Point => {
                line(Some("section.serves"), listed(self.titles_from(id, RelationKind::Serves)));
                line(Some("section.addresses"), listed(self.titles_from(id, RelationKind::Addresses)));
            }
            Kind::Condition => {
                line(Some("section.patterns"), listed(self.titles_from(id, RelationKind::PresentsAs)));
                line(Some("section.treated-with"), listed(self.titles_to(id, RelationKind::Serves)));
            }
            Kind::Pattern => {
                let signs = self.signs_of(id).symptoms.iter().map(|sign| sign.text.clone());
                line(Some("section.symptoms"), listed(signs.take(NAMED + 1).collect()));
                line(Some("section.underlies"), listed(self.titles_to(id, RelationKind::PresentsAs)));
                line(Some("section.treated-with"), listed(self.titles_to(id, RelationKind::Addresses)));
            }
            Kind::Article => line(Some("section.conditions"), listed(self.titles_from(id, RelationKind::Covers))),
            Kind::Channel => line(Some("section.points"), listed(self.titles_to(id, RelationKind::LiesOn))),
            Kind::Organ | Kind::Source | Kind::Page => {}
        }
        lines
    }
}
