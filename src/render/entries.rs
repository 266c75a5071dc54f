//! What every entry's page is given, whatever its kind.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tera::Value;

use super::Renderer;
use super::object::Object;
use super::references;
use crate::library::{EntryId, Facts, Kind, SourceId};
use crate::url;
use crate::weave::{Part, Section, Woven};

/// Words that people read in a minute, for the reading time.
const WORDS_A_MINUTE: usize = 220;
/// Places that a page shows of one entry that mentions it.
const PLACES: usize = 3;
/// Pages that mention an entry: those shown with the sentence, and those that follow as bare links.
pub const MENTIONING: usize = 16;
const MENTIONING_LINKS: usize = 100;

impl Renderer {
    /// The values of an entry's page.
    pub(super) fn entry(&self, id: EntryId) -> Object {
        let entry = self.library.entry(id);
        let front = self.library.source_of(id).map(|source| &source.front_matter);
        let empty = Woven::default();
        let woven = entry.source.map_or(&empty, |source| self.weaving.body(source));
        let own = match entry.kind {
            Kind::Article => self.article(id, front.unwrap_or(&Default::default())),
            Kind::Condition => self.condition(id, front),
            Kind::Pattern => self.pattern(id, front),
            Kind::Point => match entry.facts {
                Facts::Point(point) => self.point(id, point, front),
                _ => Object::new(),
            },
            Kind::Channel => self.channel(match entry.facts {
                Facts::Channel(channel) => Some(channel),
                _ => None,
            }),
            Kind::Organ => {
                let key = match entry.facts {
                    Facts::Organ(key) => Some(key),
                    _ => None,
                };
                self.organ(id, key, front)
            }
            Kind::Source => self.source(id),
            Kind::Page => Object::new(),
        };
        let facts = references::reference(&self.library, &self.weaving, self.config.portable, self.han, id)
            // The first words of the body stand in for it elsewhere, but here the body follows.
            .text("description", front.and_then(|front| front.description.as_deref()))
            .set("updated", front.and_then(|front| front.updated).map(|date| date.to_string()))
            .texts("authors", front.map(|front| front.authors.as_slice()).unwrap_or_default())
            .texts("tags", front.map(|front| front.tags.as_slice()).unwrap_or_default())
            .set("extra", front.map_or_else(Value::none, |front| Value::from_serializable(&front.extra)))
            .set("words", woven.words as u64)
            .set("minutes", woven.words.div_ceil(WORDS_A_MINUTE).max(1) as u64);
        let rest: Vec<Value> = match (entry.kind, front) {
            (Kind::Article, Some(front)) => {
                let is_placed = |section: &Section| {
                    woven.parts.iter().any(|part| matches!(part, Part::Section(placed, _) if placed == section))
                };
                Self::filled_sections(front)
                    .filter(|section| !is_placed(section))
                    .map(|section| Value::from(section.name()))
                    .collect()
            }
            _ => Vec::new(),
        };
        own.with(body(woven))
            .set("entry", facts)
            .set("figure", self.web(id, &url::root_prefix(&entry.url)))
            .set("rest", rest)
            .set("articles", if entry.kind.is_entity() { self.articles_on(id) } else { Value::none() })
            .set("mentioned", self.mentioned(id))
            .set("sources", self.cited(id))
    }

    /// The pages that mention an entry, with the sentences, beside what they declare: `shown`, `links`, `left_out`.
    fn mentioned(&self, id: EntryId) -> Value {
        let mut pages: Vec<(EntryId, Vec<&(SourceId, u32)>)> = Vec::new();
        for places in self.mentions_of(id).chunk_by(|a, b| a.0 == b.0) {
            let page = places.first().and_then(|(source, _)| self.library.entry_of(*source));
            if let Some(page) = page.filter(|page| *page != id) {
                pages.push((page, places.iter().collect()));
            }
        }
        if pages.is_empty() {
            return Value::none();
        }
        let place = |(source, place): &&(SourceId, u32)| {
            let mention = &self.weaving.mentions_of(*source)[*place as usize];
            let section = mention.section.as_deref();
            let anchor = section.map_or_else(String::new, |(anchor, _)| format!("#{}", url::encode_path(anchor)));
            Object::new()
                .set("href", format!("{}{anchor}", self.href(mention.from)))
                .text("section", section.map(|(_, heading)| heading.as_str()))
                .set("sentence", &*mention.sentence)
                .into()
        };
        self.cut_off(&pages, MENTIONING, MENTIONING_LINKS, |page, mentions| {
            let places = mentions.iter().take(PLACES).map(place);
            Object::new().set("entry", self.reference(page)).list("places", places)
        })
    }

    /// The text of a section's `_index.md`.
    pub(super) fn section_body(&self, source: Option<SourceId>) -> Object {
        match source {
            Some(source) => body(self.weaving.body(source)),
            None => body(&Woven::default()),
        }
    }
}

/// The anchor of each section by its name. Few pages have others than the names, and those share one value.
fn ids(woven: &Woven) -> Value {
    static NAMES: LazyLock<Value> = LazyLock::new(|| anchors_of(&Woven::default()));
    if woven.section_ids.is_empty() { NAMES.clone() } else { anchors_of(woven) }
}

fn anchors_of(woven: &Woven) -> Value {
    let anchor = |name: &'static str| Value::from(woven.section_ids.get(name).map_or(name, String::as_str));
    let ids: BTreeMap<&'static str, Value> =
        crate::weave::SECTION_NAMES.iter().map(|name| (*name, anchor(name))).collect();
    Value::from(ids)
}

/// A body with its headings and the anchors of the page's sections.
fn body(woven: &Woven) -> Object {
    let parts = woven.parts.iter().map(|part| match part {
        Part::Html(html) => {
            Object::new().set("html", Value::safe_string(html)).text("section", None).set("level", 2u64).into()
        }
        Part::Section(section, level) => {
            Object::new().text("html", None).set("section", section.name()).set("level", u64::from(*level)).into()
        }
    });
    let headings = woven.headings.iter().map(|heading| {
        Object::new()
            .set("level", u64::from(heading.level))
            .set("id", heading.id.as_str())
            .set("href", format!("#{}", url::encode_path(&heading.id)))
            .set("text", heading.text.as_str())
            .into()
    });
    Object::new().list("body", parts).list("toc", headings).set("ids", ids(woven))
}
