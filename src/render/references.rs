//! References: the small values by which pages show and link entries. Each is made once and shared.

use tera::Value;

use super::object::Object;
use crate::library::{EntryId, Facts, Kind, Library};
use crate::url;
use crate::weave::{Weaving, Woven};

/// The reference of every entry, by its id.
pub fn all(library: &Library, weaving: &Weaving, portable: bool) -> Vec<Value> {
    library.ids().map(|id| reference(library, weaving, portable, id).into()).collect()
}

/// What a reference holds; an entry's own page adds to it.
pub fn reference(library: &Library, weaving: &Weaving, portable: bool, id: EntryId) -> Object {
    let entry = library.entry(id);
    let front = library.source_of(id).map(|source| &source.front_matter);
    let (code, name, hanzi) = names(library, id);
    Object::new()
        .set("id", entry.id())
        .set("kind", entry.kind.name())
        .set("title", entry.title.as_str())
        .set("href", url::page_href(&entry.url, portable))
        .text("description", description(library, weaving, id))
        .text("code", code)
        .set("name", name)
        .text("hanzi", hanzi)
        .texts("names", &entry.names)
        .set("date", front.and_then(|front| front.date).map(|date| date.to_string()))
        .set("image", image(entry.source.map(|source| &weaving.bodies[source.index()])))
}

/// An entry's code, short name and Hanzi; a title of the author's own stands for the name.
fn names(library: &Library, id: EntryId) -> (Option<&'static str>, String, Option<&'static str>) {
    let entry = library.entry(id);
    match entry.facts {
        Facts::Point(point) => {
            let point = library.registry.point(point);
            (Some(point.code), point.name.clone(), Some(point.traditional))
        }
        Facts::Channel(channel) => (None, entry.title.clone(), Some(library.registry.channel(channel).traditional)),
        Facts::Organ(key) => (
            None,
            entry.title.clone(),
            library.registry.organs().iter().find(|organ| organ.id == key).map(|organ| organ.traditional),
        ),
        Facts::Work(_) | Facts::Named => (None, entry.title.clone(), None),
    }
}

/// What the author says of the entry in one line, else the first words of an article.
pub fn description<'a>(library: &'a Library, weaving: &'a Weaving, id: EntryId) -> Option<&'a str> {
    let source = library.entry(id).source?;
    let front = &library.source(source).front_matter;
    let summary = || Some(weaving.bodies[source.index()].summary.as_str()).filter(|summary| !summary.is_empty());
    front.description.as_deref().or_else(|| if library.entry(id).kind == Kind::Article { summary() } else { None })
}

/// The picture of an entry.
pub fn image(woven: Option<&Woven>) -> Value {
    match woven.and_then(|woven| woven.image.as_ref()) {
        None => Value::none(),
        Some(image) => Object::new()
            .set("src_href", url::encode_path(&image.address))
            .set("alt", image.alt.as_str())
            .text("caption", image.caption.as_deref())
            .into(),
    }
}

/// A reference to what has no page: its words, without a link.
pub fn unlinked(words: &str) -> Object {
    Object::new()
        .text("id", None)
        .text("kind", None)
        .set("title", words)
        .text("href", None)
        .text("description", None)
        .text("code", None)
        .set("name", words)
        .text("hanzi", None)
        .list("names", [])
        .text("date", None)
        .set("image", Value::none())
}
