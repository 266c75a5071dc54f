//! HTML: what a reader of the page sees, in order.
//!
//! Only the tokenizer of a browser is used. Its tree costs time that grows with the square of the depth on hostile
//! pages, and text in order does not need it: a stack of the open elements tells what ends where.

mod elements;
mod pieces;

use std::collections::HashMap;
use std::rc::Rc;

use html5gum::{State, Token, Tokenizer, naive_next_state};

use super::clean;
use super::lines::Lines;
use super::runs::{Draft, Look};
use crate::import::document::{Document, Form};
use elements::{Display, Style};

/// Reads a page. Its title becomes a heading if no line of the page says the same.
pub fn read(html: &str) -> Document {
    let mut reader = Reader::new(html);
    reader.read(html);
    let title = reader.title.take().unwrap_or_default();
    let mut document = reader.lines.finish();
    let has_heading = document.lines.iter().any(|line| line.form == Form::Heading(1));
    if !has_heading && !document.lines.iter().take(40).any(|line| is_alike(&line.text, &title)) {
        let mut draft = Draft::plain(&title);
        draft.form = Form::Heading(1);
        document.lines.splice(0..0, draft.finish(1));
    }
    document
}

/// Reads HTML that stands in another text.
pub fn read_fragment(html: &str) -> Document {
    let mut reader = Reader::new(html);
    reader.read(html);
    reader.lines.finish()
}

/// Whether one of two titles is most of the other.
fn is_alike(line: &str, title: &str) -> bool {
    let fold =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (line, title) = (fold(line), fold(title));
    let most = line.len().max(title.len());
    line.len().min(title.len()) * 2 >= most && !line.is_empty() && (line.contains(&title) || title.contains(&line))
}

/// An element that stands open.
struct Open {
    name: Rc<str>,
    is_block: bool,
    effect: Effect,
    /// Whether its end was met before that of an element within it.
    has_ended: bool,
}

/// What an element changes while it is open.
#[derive(Clone, Debug, Default)]
struct Effect {
    is_bold: bool,
    is_italic: bool,
    is_hidden: bool,
    is_preformatted: bool,
    is_raised: bool,
    is_reading: bool,
    is_marker: bool,
    is_drawing: bool,
    is_definition: bool,
    link: Option<Option<Rc<str>>>,
    heading: Option<u8>,
    is_list: bool,
    is_item: bool,
    is_table: bool,
}

/// How many elements of each effect are open.
#[derive(Debug, Default)]
struct Depths {
    bold: usize,
    italic: usize,
    hidden: usize,
    preformatted: usize,
    raised: usize,
    marker: usize,
    drawing: usize,
    definition: usize,
}

struct Reader {
    lines: Lines,
    title: Option<String>,
    is_xml: bool,
    open: Vec<Open>,
    /// Where the open elements of each name stand in `open`.
    places: HashMap<Rc<str>, Vec<usize>>,
    boundaries: Vec<usize>,
    depths: Depths,
    links: Vec<Option<Rc<str>>>,
    headings: Vec<u8>,
    /// The lists that are open, with the number of the next item of those that count.
    lists: Vec<Option<u32>>,
    /// The form of the item whose first line is awaited.
    item: Option<Form>,
    /// The indentation of Word's item that the paragraph is.
    word_item: Option<u32>,
    marker: String,
    draft: Draft,
    ends_with_space: bool,
    parted: bool,
}

type Attributes = HashMap<String, String>;

impl Reader {
    fn new(html: &str) -> Self {
        Reader {
            lines: Lines::default(),
            title: None,
            is_xml: html.trim_start().starts_with("<?xml"),
            open: Vec::new(),
            places: HashMap::new(),
            boundaries: Vec::new(),
            depths: Depths::default(),
            links: Vec::new(),
            headings: Vec::new(),
            lists: Vec::new(),
            item: None,
            word_item: None,
            marker: String::new(),
            draft: Draft::new(Form::Text, 0, false),
            ends_with_space: true,
            parted: false,
        }
    }

    fn read(&mut self, html: &str) {
        let mut tokenizer = Tokenizer::new(html);
        let mut in_title = false;
        while let Some(Ok(token)) = tokenizer.next() {
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    let ends_itself = tag.self_closing && (self.is_xml || self.depths.drawing > 0);
                    if !ends_itself && let Some(state) = naive_next_state(&tag.name) {
                        // `noframe` is what the crate calls it.
                        tokenizer.set_state(state);
                        in_title = state == State::RcData && name == "title" && self.depths.drawing == 0;
                    }
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    let attributes =
                        tag.attributes.iter().map(|(name, value)| (text(name), text(&value.value))).collect();
                    self.start(&name, &attributes);
                    if ends_itself && !elements::is_void(&name) {
                        self.end(&name);
                    }
                }
                Token::EndTag(tag) => {
                    in_title = false;
                    self.end(&String::from_utf8_lossy(&tag.name));
                }
                Token::String(text) if in_title => {
                    self.title.get_or_insert_with(|| clean::text(&String::from_utf8_lossy(&text.value)));
                }
                Token::String(text) => self.text(&String::from_utf8_lossy(&text.value)),
                _ => {}
            }
        }
        while !self.open.is_empty() {
            self.pop();
        }
        self.flush();
    }

    fn start(&mut self, name: &str, attributes: &Attributes) {
        let attribute = |name: &str| attributes.get(name).map(String::as_str).unwrap_or_default();
        let display = elements::display(name);
        let style = Style::read(attribute("style"));
        let is_shown = self.depths.hidden == 0;
        if let Display::Block(_) = display {
            self.end_paragraph(name);
        }
        if let Some((ended, bounds)) = elements::ends_before(name) {
            self.end_siblings(ended, bounds);
        }
        if let (Display::Block(has_space), true) = (display, is_shown) {
            self.flush();
            self.parted |= has_space;
        }
        match name {
            "br" if is_shown => self.flush(),
            "img" if is_shown && !style.is_hidden && self.depths.marker == 0 => self.picture(attributes),
            "input" | "wbr" | "hr" => {}
            "tr" if is_shown => self.lines.open_row(),
            "td" | "th" if is_shown => {
                let span = |name: &str| attribute(name).trim().parse().unwrap_or(1);
                self.lines.open_cell(span("colspan"), span("rowspan"));
            }
            "rt" if is_shown => self.push("("),
            _ => {}
        }
        if elements::is_void(name) || elements::is_transparent(name) {
            return;
        }
        let is_hidden = display == Display::Hidden || style.is_hidden || attributes.contains_key("hidden");
        let shows = is_shown && !is_hidden;
        let is_list = shows && matches!(name, "ul" | "ol" | "menu" | "dir");
        let link = || {
            let href = attribute("href").trim();
            let is_web = ["http://", "https://"]
                .iter()
                .any(|scheme| href.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
            is_web.then(|| Rc::from(href))
        };
        let class = attribute("class");
        let effect = Effect {
            is_bold: style.bold.unwrap_or(matches!(name, "b" | "strong" | "th")) && name != "th",
            is_italic: style.italic.unwrap_or(matches!(name, "i" | "em" | "cite" | "dfn")),
            is_hidden,
            is_preformatted: matches!(name, "pre" | "listing" | "textarea"),
            is_raised: name == "sup",
            is_reading: shows && name == "rt",
            is_marker: style.is_marker,
            is_drawing: name == "svg" || name == "math",
            is_definition: shows && name == "dd",
            link: (name == "a").then(link),
            heading: if shows { elements::heading(name).or((class == "MsoTitle").then_some(1)) } else { None },
            is_list,
            is_item: shows && name == "li",
            is_table: shows && name == "table",
        };
        if is_list {
            let start = attribute("start").trim().parse::<i64>().unwrap_or(1);
            self.lists.push((name == "ol").then(|| u32::try_from(start.max(0)).unwrap_or(u32::MAX)));
        }
        if effect.is_item {
            self.start_item(attribute("value"));
        }
        if effect.is_table {
            self.lines.open_table(std::mem::take(&mut self.parted));
        }
        if name == "p" && shows {
            let is_listed = class.starts_with("MsoList");
            self.word_item = style.list_level.map(|level| level.saturating_sub(1) * 4).or(is_listed.then_some(0));
        }
        self.push_open(name, display != Display::Inline, effect);
    }

    fn start_item(&mut self, value: &str) {
        self.item = Some(match self.lists.last_mut() {
            Some(Some(next)) => {
                let number = value.trim().parse().unwrap_or(*next);
                *next = number.saturating_add(1);
                Form::Numbered(number)
            }
            _ => Form::Bullet,
        });
    }

    fn push_open(&mut self, name: &str, is_block: bool, effect: Effect) {
        let place = self.open.len();
        let name: Rc<str> = Rc::from(name);
        if elements::is_boundary(&name) {
            self.boundaries.push(place);
        }
        self.places.entry(Rc::clone(&name)).or_default().push(place);
        let depths = &mut self.depths;
        depths.bold += usize::from(effect.is_bold);
        depths.italic += usize::from(effect.is_italic);
        depths.hidden += usize::from(effect.is_hidden);
        depths.preformatted += usize::from(effect.is_preformatted);
        depths.raised += usize::from(effect.is_raised);
        depths.marker += usize::from(effect.is_marker);
        depths.drawing += usize::from(effect.is_drawing);
        depths.definition += usize::from(effect.is_definition);
        self.links.extend(effect.link.clone());
        self.headings.extend(effect.heading);
        self.open.push(Open { name, is_block, effect, has_ended: false });
    }

    /// Ends the innermost open element.
    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if self.boundaries.last() == Some(&self.open.len()) {
            self.boundaries.pop();
        }
        if open.has_ended {
            return;
        }
        if let Some(places) = self.places.get_mut(&open.name) {
            places.pop();
        }
        self.undo(&open.name, open.is_block, &open.effect);
    }

    fn undo(&mut self, name: &str, is_block: bool, effect: &Effect) {
        if is_block && self.depths.hidden == 0 {
            self.flush();
            self.parted |= elements::display(name) == Display::Block(true);
        }
        if effect.is_reading {
            self.push(")");
        }
        let depths = &mut self.depths;
        depths.bold -= usize::from(effect.is_bold);
        depths.italic -= usize::from(effect.is_italic);
        depths.hidden -= usize::from(effect.is_hidden);
        depths.preformatted -= usize::from(effect.is_preformatted);
        depths.raised -= usize::from(effect.is_raised);
        depths.marker -= usize::from(effect.is_marker);
        depths.drawing -= usize::from(effect.is_drawing);
        depths.definition -= usize::from(effect.is_definition);
        if effect.link.is_some() {
            self.links.pop();
        }
        if effect.heading.is_some() {
            self.headings.pop();
        }
        if effect.is_list {
            self.lists.pop();
        }
        if effect.is_item {
            self.item = None;
        }
        if effect.is_table {
            self.lines.close_table();
        }
    }

    fn end(&mut self, name: &str) {
        let is_block = elements::display(name) != Display::Inline;
        let place = self.places.get(name).and_then(|places| places.last().copied());
        let Some(place) = place else {
            if is_block && self.depths.hidden == 0 && !elements::is_transparent(name) || name == "br" {
                self.flush();
                self.parted |= name == "p";
            }
            return;
        };
        if is_block {
            let is_of_table = matches!(name, "table" | "tr") || elements::is_boundary(name);
            if is_of_table || self.boundaries.last().is_none_or(|boundary| *boundary < place) {
                while self.open.len() > place {
                    self.pop();
                }
            }
            return;
        }
        if place + 1 == self.open.len() {
            self.pop();
            return;
        }
        // `<b><i>` … `</b></i>`: what stands within goes on.
        if let Some(places) = self.places.get_mut(name) {
            places.pop();
        }
        let effect = self.open.get_mut(place).map(|open| {
            open.has_ended = true;
            std::mem::take(&mut open.effect)
        });
        if let Some(effect) = effect {
            self.undo(name, false, &effect);
        }
    }

    /// Ends a paragraph before a block begins, which no paragraph can hold.
    fn end_paragraph(&mut self, name: &str) {
        let place = self.places.get("p").and_then(|places| places.last().copied());
        if let Some(place) = place
            && !matches!(name, "button" | "select" | "option" | "textarea" | "text")
            && self.boundaries.last().is_none_or(|boundary| *boundary < place)
        {
            while self.open.len() > place {
                self.pop();
            }
        }
    }

    fn end_siblings(&mut self, ended: &[&str], bounds: &[&str]) {
        let place = |name: &&str| self.places.get(*name).and_then(|places| places.last().copied());
        let within = bounds.iter().filter_map(place).max();
        let inner = if bounds == ["table"] { None } else { self.boundaries.last().copied() };
        let ended = ended.iter().filter_map(place).max();
        if let Some(ended) = ended
            && within.max(inner).is_none_or(|bound| bound < ended)
        {
            while self.open.len() > ended {
                self.pop();
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.depths.hidden > 0 {
            return;
        }
        if self.depths.preformatted > 0 {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.flush();
                }
                self.push(&line.replace(' ', "\u{a0}"));
            }
            return;
        }
        if self.depths.raised > 0
            && !self.ends_with_space
            && let Some(raised) = clean::superscript(text)
        {
            self.push(&raised);
            return;
        }
        self.push(text);
    }

    /// Adds text to the line; white space of the source is one space.
    fn push(&mut self, text: &str) {
        let mut out = String::with_capacity(text.len());
        for character in text.chars() {
            if matches!(character, ' ' | '\n' | '\r' | '\t' | '\u{c}') {
                if !self.ends_with_space {
                    out.push(' ');
                }
                self.ends_with_space = true;
                continue;
            }
            if let Some(character) = clean::plain(character) {
                out.push(character);
                self.ends_with_space = false;
            }
        }
        if self.depths.marker > 0 {
            self.marker.push_str(&out);
            return;
        }
        let look = Look {
            bold: self.depths.bold > 0,
            italic: self.depths.italic > 0,
            link: self.links.last().cloned().flatten(),
        };
        self.draft.push(&out, &look);
    }

    fn picture(&mut self, attributes: &Attributes) {
        match pieces::picture(&|name| attributes.get(name).map(|value| value.trim()).unwrap_or_default()) {
            (words, Some(markdown)) => {
                self.draft.push_verbatim(&words, markdown);
                self.ends_with_space = false;
            }
            (words, None) if !words.is_empty() => self.push(&format!(" {words} ")),
            _ => {}
        }
    }

    /// Ends the line.
    fn flush(&mut self) {
        self.ends_with_space = true;
        let mut draft = std::mem::replace(&mut self.draft, Draft::new(Form::Text, 0, false));
        if draft.is_blank() {
            return;
        }
        let word_item = self.word_item.take();
        let marker = std::mem::take(&mut self.marker);
        let depth = self.lists.len() as u32;
        draft.parted = std::mem::take(&mut self.parted);
        let item = self.item.take();
        if let Some(level) = self.headings.last() {
            draft.form = Form::Heading(*level);
            draft.flatten();
        } else if let Some(form) = item {
            draft.form = form;
            draft.indent = depth.saturating_sub(1) * 4;
        } else if let Some(indent) = word_item {
            pieces::make_item(&mut draft, indent, &marker);
        } else {
            draft.indent = (depth + u32::from(self.depths.definition > 0)) * 4;
        }
        self.lines.push(draft);
    }
}

#[cfg(test)]
mod tests;
