//! What each kind of page is given beside what all pages are given.

use tera::Value;

use super::Renderer;
use super::object::Object;
use super::references;
use crate::library::{EntryId, Facts, Kind, Relation, RelationKind, Resolved};
use crate::load::{Bibliography, FrontMatter, OrganItem, Text};
use crate::tcm::{ChannelId, PointId};
use crate::url;
use crate::weave::Section;

/// Texts of a list, as values.
pub(super) fn texts(list: &[String]) -> Vec<Value> {
    list.iter().map(|text| Value::normal_string(text)).collect()
}

impl Renderer {
    pub(super) fn reference(&self, id: EntryId) -> Value {
        let make = || references::reference(&self.library, &self.weaving, self.config.portable, self.han, id).into();
        self.references[id.index()].get_or_init(make).clone()
    }

    pub(super) fn references(&self, ids: impl IntoIterator<Item = EntryId>) -> Vec<Value> {
        ids.into_iter().map(|id| self.reference(id)).collect()
    }

    /// The article, or other text, that declared a relation.
    pub(super) fn teller(&self, relation: &Relation) -> Value {
        self.library.entry_of(relation.provenance.source).map_or_else(Value::none, |id| self.reference(id))
    }

    fn named_patterns(&self, names: &[Text]) -> Vec<Value> {
        names.iter().filter_map(|name| self.library.pattern_named(&name.value)).map(|id| self.reference(id)).collect()
    }

    /// The points that each of some names came to; a name that is no point's stands as it is, without a link.
    fn named_points(&self, names: &[Text], points: &[Vec<PointId>]) -> Vec<Value> {
        names.iter().zip(points).flat_map(|(name, points)| self.points_or_name(name, points)).collect()
    }

    fn points_or_name(&self, name: &Text, points: &[PointId]) -> Vec<Value> {
        if points.is_empty() {
            let words = name.value.as_str();
            return vec![references::unlinked(words, self.han).into()];
        }
        points.iter().filter_map(|point| self.library.names.point(*point)).map(|id| self.reference(id)).collect()
    }

    fn organ_entry(&self, item: &OrganItem) -> Value {
        let registered =
            self.library.registry.organ(&item.name.value).and_then(|organ| self.library.names.organ(organ.id));
        let id = registered.or_else(|| self.library.names.of_kind(Kind::Organ, &item.name.value).first().copied());
        id.map_or_else(Value::none, |id| self.reference(id))
    }

    /// The structured sections of an article, as its author declared them.
    pub(super) fn article(&self, id: EntryId, front: &FrontMatter) -> Object {
        let library = &self.library;
        let conditions = library.from(id, RelationKind::Covers).map(|relation| self.reference(relation.to));
        let is_article = library.entry(id).kind == Kind::Article;
        let nearest = if is_article { self.related(id) } else { &[] };
        let related = nearest.iter().map(|related| {
            Object::new()
                .set("entry", self.reference(related.article))
                .set("shared", self.references(related.shared.iter().copied()))
                .into()
        });
        let empty = Resolved::default();
        let resolved = library.entry(id).source.map_or(&empty, |source| library.resolved(source));
        let points = front.points.iter().zip(&resolved.points).flat_map(|(item, points)| {
            self.points_or_name(&item.code, points).into_iter().map(|point| {
                Object::new()
                    .set("entry", point)
                    .text("location", item.location.as_deref())
                    .text("function", item.function.as_deref())
                    .text("technique", item.technique.as_deref())
                    .set("patterns", self.named_patterns(&item.patterns))
                    .into()
            })
        });
        let patterns = front.patterns.iter().zip(&resolved.pattern_points).filter_map(|(item, points)| {
            let pattern = library.pattern_named(&item.name.value)?;
            let points = self.named_points(&item.points, points);
            Some(Self::signs(item).set("entry", self.reference(pattern)).set("points", points).into())
        });
        let treatments = front.treatments.iter().zip(&resolved.treatments).map(|(item, points)| {
            Object::new()
                .set("method", item.method.value.as_str())
                .set("points", self.named_points(&item.points, points))
                .text("purpose", item.purpose.as_deref())
                .text("technique", item.technique.as_deref())
                .set("patterns", self.named_patterns(&item.patterns))
                .into()
        });
        let organs = front.organs.iter().map(|item| {
            Object::new()
                .set("entry", self.organ_entry(item))
                .set("name", item.name.value.as_str())
                .text("pinyin", item.pinyin.as_deref())
                .text("role", item.role.as_deref())
                .into()
        });
        Object::new()
            .list("conditions", conditions)
            .list("organs", organs)
            .list("patterns", patterns)
            .set("principles", texts(&front.principles))
            .list("points", points)
            .list("treatments", treatments)
            .list("related", related)
    }

    /// A point: the registry's facts, the publisher's, and what it serves.
    pub(super) fn point(&self, id: EntryId, point: PointId, front: Option<&FrontMatter>) -> Object {
        let library = &self.library;
        let known = library.registry.point(point);
        let channel = known.channel.and_then(|channel| library.names.channel(channel)).map(|id| self.reference(id));
        let neighbour = |offset: i32| -> Value {
            let other = u16::try_from(i32::from(point.0) + offset)
                .ok()
                .filter(|index| usize::from(*index) < library.registry.points().len())
                .map(PointId);
            match other
                .filter(|other| known.channel.is_some() && library.registry.point(*other).channel == known.channel)
            {
                None => Value::none(),
                Some(other) => self.point_or_name(other),
            }
        };
        let facts = Object::new()
            .set("code", known.code)
            .set("name", known.name.as_str())
            .set("syllables", known.syllables)
            .set("pinyin", known.pinyin.as_str())
            .set("traditional", known.traditional)
            .set("simplified", known.simplified)
            .set("english", known.english)
            .set("notations", known.notations())
            .set("number", u64::from(known.number))
            .set("channel", channel)
            .set(
                "strip",
                self.strip(id, point, &url::root_prefix(&library.entry(id).url)).map(|svg| Value::safe_string(&svg)),
            )
            .set("previous", neighbour(-1))
            .set("next", neighbour(1))
            .list(
                "classes",
                known
                    .classes
                    .iter()
                    .map(|class| Object::new().set("key", class.name).set("detail", class.detail).into()),
            )
            .list(
                "cautions",
                known.cautions.iter().map(|caution| {
                    Object::new()
                        .set("topic", caution.topic)
                        .set("strength", caution.strength)
                        .set("source", caution.source)
                        .set("text", caution.text)
                        .into()
                }),
            );
        let empty = FrontMatter::default();
        let own = front.unwrap_or(&empty);
        Object::new()
            .set("point", facts)
            .text("location", own.location.as_deref())
            .set("actions", texts(&own.actions))
            .set("indications", texts(&own.indications))
            .text("needling", own.needling.as_deref())
            .text("moxibustion", own.moxibustion.as_deref())
            .set("cautions", texts(&own.cautions))
            .set("conditions", self.served(library.from(id, RelationKind::Serves)))
            .set("patterns", self.served(library.from(id, RelationKind::Addresses)))
    }

    /// A point's reference, or its bare names where it has no page.
    fn point_or_name(&self, point: PointId) -> Value {
        if let Some(id) = self.library.names.point(point) {
            return self.reference(id);
        }
        let known = self.library.registry.point(point);
        Object::new()
            .set("code", known.code)
            .set("name", known.name.as_str())
            .set("hanzi", known.traditional)
            .text("href", None)
            .into()
    }

    /// A channel: its facts, and its points in order with those in use.
    pub(super) fn channel(&self, channel: Option<ChannelId>) -> Object {
        let library = &self.library;
        let Some(channel) = channel else { return Object::new().set("channel", Value::none()).list("points", []) };
        let known = library.registry.channel(channel);
        let pair = library.registry.channel(known.pair);
        let pair_href = library.names.channel(pair.id).map(|id| self.href(id));
        let organ = known.organ.and_then(|organ| library.names.organ(organ)).map(|id| self.reference(id));
        let points = library.registry.points_on(channel).map(|point| {
            let known = library.registry.point(point);
            let entry = library.names.point(point);
            let conditions =
                entry.map_or(0, |id| self.gather(library.from(id, RelationKind::Serves), |relation| relation.to).len());
            Object::new()
                .set("code", known.code)
                .set("name", known.name.as_str())
                .set("hanzi", known.traditional)
                .set("english", known.english)
                .set("used", entry.is_some())
                .set("href", entry.map(|id| self.href(id)))
                .set("conditions", conditions as u64)
                .into()
        });
        Object::new()
            .set(
                "channel",
                Object::new()
                    .set("code", channel.code())
                    .set("name", known.name)
                    .set("pinyin", known.pinyin)
                    .set("traditional", known.traditional)
                    .set("simplified", known.simplified)
                    .set("six_channel", known.six_channel)
                    .text("phase", known.phase.map(crate::tcm::Phase::key))
                    .set("organ", organ)
                    .set("pair", Object::new().set("name", self.channel_title(pair.id)).set("href", pair_href)),
            )
            .list("points", points)
    }

    /// An organ: its facts, and the conditions and patterns that involve it.
    pub(super) fn organ(&self, id: EntryId, key: Option<&str>, front: Option<&FrontMatter>) -> Object {
        let library = &self.library;
        let known = key.and_then(|key| library.registry.organ_with_key(key));
        let facts = known.map(|organ| {
            let pair = library.registry.organ_with_key(organ.pair);
            let pair_href = library.names.organ(organ.pair).map(|id| self.href(id));
            let channel = library.names.channel(organ.channel).map(|id| self.reference(id));
            Value::from(
                Object::new()
                    .set("name", organ.name)
                    .set("pinyin", organ.pinyin)
                    .set("traditional", organ.traditional)
                    .set("simplified", organ.simplified)
                    .set("type", organ.kind)
                    .set("phase", organ.phase.key())
                    .set(
                        "pair",
                        Object::new()
                            .set("name", pair.map_or("", |pair| pair.title_in(self.han.page)))
                            .set("href", pair_href),
                    )
                    .set("channel", channel),
            )
        });
        let of_kind = |kind: Kind| {
            library.to(id, RelationKind::Involves).filter(move |relation| library.entry(relation.from).kind == kind)
        };
        let patterns = self.gather(of_kind(Kind::Pattern), |relation| relation.from);
        let patterns = self.limited(patterns, |id, _, _| Object::new().set("entry", self.reference(id)));
        Object::new()
            .set("organ", facts)
            .set("functions", front.map(|front| texts(&front.functions)).unwrap_or_default())
            .set("conditions", self.roles(of_kind(Kind::Condition), |relation| relation.from))
            .set("patterns", patterns)
    }

    /// A source: its facts, and what cites it.
    pub(super) fn source(&self, id: EntryId) -> Object {
        let cited_by = self.gather(self.library.to(id, RelationKind::Cites), |relation| relation.from);
        let cited_by = self.limited(cited_by, |citing, relations, _| {
            Object::new()
                .set("entry", self.reference(citing))
                .text("pages", relations.iter().find_map(|relation| self.library.cited_pages(relation)))
        });
        Object::new().set("work", self.work(id)).set("cited_by", cited_by)
    }

    /// The works that an entry cites, in the order of its file.
    pub(super) fn cited(&self, id: EntryId) -> Vec<Value> {
        let mut cites: Vec<&Relation> = self.library.from(id, RelationKind::Cites).collect();
        cites.sort_by_key(|relation| relation.provenance.declared);
        let cited = |relation: &Relation| {
            let pages = self.library.cited_pages(relation);
            self.work(relation.to).set("entry", self.reference(relation.to)).text("pages", pages).into()
        };
        cites.into_iter().map(cited).collect()
    }

    /// The bibliographic facts of a work.
    fn work(&self, id: EntryId) -> Object {
        match &self.library.entry(id).facts {
            Facts::Work(facts) => Self::bibliography(facts),
            _ => Self::bibliography(&Bibliography::default()),
        }
    }

    fn bibliography(facts: &Bibliography) -> Object {
        Object::new()
            .texts("authors", &facts.authors)
            .text("publisher", facts.publisher.as_deref())
            .text("year", facts.year.as_deref())
            .text("edition", facts.edition.as_deref())
            .text("isbn", facts.isbn.as_ref().map(|isbn| isbn.value.as_str()))
            .set("doi", facts.doi.as_deref().map(doi))
            .set("url", facts.url.as_deref().and_then(url::web_address))
    }

    /// Which structured sections an article has anything for.
    pub(super) fn filled_sections(front: &FrontMatter) -> impl Iterator<Item = Section> + '_ {
        Section::ALL.into_iter().filter(|section| match section {
            Section::Organs => !front.organs.is_empty(),
            Section::Patterns => !front.patterns.is_empty(),
            Section::Principles => !front.principles.is_empty(),
            Section::Points => !front.points.is_empty(),
            Section::Treatments => !front.treatments.is_empty(),
            Section::Sources => !front.sources.is_empty(),
        })
    }
}

/// A digital object identifier without the address of its resolver, ready to stand in an address.
pub(super) fn doi(written: &str) -> String {
    let bare = written.trim();
    let resolvers = ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"];
    let bare = resolvers.iter().find_map(|resolver| bare.strip_prefix(resolver)).unwrap_or(bare);
    url::encode_address(bare.trim())
}
