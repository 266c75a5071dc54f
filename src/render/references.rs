//! References: the small values by which pages show and link entries. Each is made once and shared.

use std::sync::OnceLock;

use tera::Value;

use super::object::Object;
use crate::library::{EntryId, Facts, Kind, Library};
use crate::url;
use crate::weave::{HanContext, Weaving, WovenImage, han};

/// A place for the reference of every entry, by its id. Those that are `known` of the same entries in an earlier
/// version, with its bodies, are taken over where they still hold.
pub fn known(
    library: &Library,
    weaving: &Weaving,
    known: Option<(&[OnceLock<Value>], &Weaving)>,
) -> Vec<OnceLock<Value>> {
    let is_same = |before: &Weaving, id: EntryId| {
        library.entry(id).source.is_none_or(|source| weaving.shares_body(before, source))
    };
    let one = |id: EntryId| match known {
        Some((references, before)) if is_same(before, id) => references[id.index()].clone(),
        _ => OnceLock::new(),
    };
    library.ids().map(one).collect()
}

/// The way to the site's root from nearly all pages.
pub const USUAL_ROOT: &str = "../../";
/// Under these keys, which no template can name, references hold their links from there: a page shows hundreds.
pub const USUAL_LINK: &str = "@link";
/// The link under its short words.
pub const USUAL_BRIEF: &str = "@brief";

/// Writes a link under words that are HTML; the words alone where there is no address.
pub fn push_anchor(html: &mut String, root: &str, href: Option<&str>, words: &str) {
    if let Some(href) = href {
        html.push_str("<a href=\"");
        han::push_attribute(html, root);
        han::push_attribute(html, href);
        html.push_str("\">");
    }
    html.push_str(words);
    if href.is_some() {
        html.push_str("</a>");
    }
}

/// What a reference holds; an entry's own page adds to it.
pub fn reference(library: &Library, weaving: &Weaving, portable: bool, han: HanContext, id: EntryId) -> Object {
    let entry = library.entry(id);
    let front = library.source_of(id).map(|source| &source.front_matter);
    let (code, name, hanzi) = names(library, id);
    let words = Words { title: &entry.title, code, name: &name, hanzi };
    let (label, short) = (words.label(han), words.short(han));
    let href = url::page_href(&entry.url, portable);
    let link = |words: &str| {
        let mut html = String::with_capacity(words.len() + href.len() + 32);
        push_anchor(&mut html, USUAL_ROOT, Some(&href), words);
        Value::safe_string(&html)
    };
    Object::new()
        .set(USUAL_LINK, link(&label))
        .set(USUAL_BRIEF, link(&short))
        .set("label", Value::safe_string(&label))
        .set("short", Value::safe_string(&short))
        .set("id", entry.id())
        .set("kind", entry.kind.name())
        .set("title", entry.title.as_str())
        .set("href", href)
        .text("description", description(library, weaving, id))
        .text("code", code)
        .set("name", name.as_str())
        .text("hanzi", hanzi)
        .texts("names", &entry.names)
        .set("date", front.and_then(|front| front.date).map(|date| date.to_string()))
        .set("image", image(entry.source.and_then(|source| weaving.brief(source).image.as_ref())))
}

/// The words of an entry as HTML. They stand in so many links that they are written once.
pub struct Words<'a> {
    /// Its title.
    pub title: &'a str,
    /// The code of a point.
    pub code: Option<&'a str>,
    /// Its short name.
    pub name: &'a str,
    /// Its name in characters.
    pub hanzi: Option<&'a str>,
}

impl Words<'_> {
    /// A point by code, name and characters, anything else by its title and characters.
    pub fn label(&self, context: HanContext) -> String {
        let mut html = String::new();
        match self.code {
            Some(code) => {
                push_code(&mut html, code, context);
                html.push(' ');
                han::push_text(&mut html, self.name, context);
            }
            None => han::push_text(&mut html, self.title, context),
        }
        if let Some(hanzi) = self.hanzi.filter(|hanzi| *hanzi != self.title) {
            html.push(' ');
            han::push_text(&mut html, hanzi, context);
        }
        html
    }

    /// A point by its code, anything else by its title.
    pub fn short(&self, context: HanContext) -> String {
        let mut html = String::new();
        match self.code {
            Some(code) => push_code(&mut html, code, context),
            None => han::push_text(&mut html, self.title, context),
        }
        html
    }
}

fn push_code(html: &mut String, code: &str, context: HanContext) {
    html.push_str("<span class=\"point-code\">");
    han::push_text(html, code, context);
    html.push_str("</span>");
}

/// An entry's code, short name and Hanzi; a title of the author's own stands for the name.
fn names(library: &Library, id: EntryId) -> (Option<&'static str>, String, Option<&'static str>) {
    let entry = library.entry(id);
    match entry.facts {
        Facts::Point(point) => {
            let point = library.registry.point(point);
            (Some(point.code), point.name.clone(), Some(point.traditional))
        }
        Facts::Channel(channel) => {
            let channel = library.registry.channel(channel);
            (None, entry.title.clone(), Some(channel.traditional).filter(|_| entry.title != channel.simplified))
        }
        Facts::Organ(key) => {
            let organ = library.registry.organ_with_key(key);
            // A title in simplified characters needs no others beside it.
            let organ = organ.filter(|organ| entry.title != organ.simplified);
            (None, entry.title.clone(), organ.map(|organ| organ.traditional))
        }
        Facts::Work(_) | Facts::Named => (None, entry.title.clone(), None),
    }
}

/// What the author says of the entry in one line, else the first words of an article.
pub fn description<'a>(library: &'a Library, weaving: &'a Weaving, id: EntryId) -> Option<&'a str> {
    let source = library.entry(id).source?;
    let front = &library.source(source).front_matter;
    let summary = || Some(weaving.brief(source).summary.as_str()).filter(|summary| !summary.is_empty());
    front.description.as_deref().or_else(|| if library.entry(id).kind == Kind::Article { summary() } else { None })
}

/// The picture of an entry.
pub fn image(image: Option<&WovenImage>) -> Value {
    match image {
        None => Value::none(),
        Some(image) => Object::new()
            .set("src_href", url::encode_path(&image.address))
            .set("alt", image.alt.as_str())
            .text("caption", image.caption.as_deref())
            .into(),
    }
}

/// A reference to what has no page: its words, without a link.
pub fn unlinked(words: &str, context: HanContext) -> Object {
    let mut label = String::new();
    han::push_text(&mut label, words, context);
    Object::new()
        .set("label", Value::safe_string(&label))
        .set("short", Value::safe_string(&label))
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
