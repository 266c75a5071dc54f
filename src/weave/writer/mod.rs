//! Writing one body: Markdown events in, HTML out.
//!
//! The HTML is our own rather than pulldown-cmark's, because a strict Content-Security-Policy forbids its inline
//! styles, and because text, links, headings and footnotes each need something of ours.

mod blocks;
mod links;
mod mentions;
mod text;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};

use super::anchors::{AnchorLink, Ids};
use super::footnotes::Footnotes;
use super::han::{self, HanContext};
use super::highlight::Highlighter;
use super::inline::Block;
use super::{Brief, Heading, Part, Placing, Plain, Whole, Woven};
use crate::config::Linking;
use crate::diagnostics::Diagnostic;
use crate::fitted;
use crate::library::{EntryId, Library, Mention, SourceId};
use crate::load::Source;
use crate::markdown::{self, Placed, cjk};
use crate::mentions::Spot;
use crate::url;
use crate::words::Words;

/// What all bodies are woven with.
pub struct Settings<'a> {
    pub library: &'a Library,
    pub words: &'a Words,
    pub highlighter: &'a Highlighter,
    pub han: HanContext,
    pub raw_html: bool,
    pub portable: bool,
    pub linking: Linking,
}

/// Weaves the body of one file, in which the finder found `spots`.
pub fn weave_one(settings: &Settings<'_>, id: SourceId, spots: &[Spot]) -> (Brief, Whole) {
    let source = settings.library.source(id);
    let entry = settings.library.entry_of(id);
    let own_url = match entry {
        Some(entry) => settings.library.entry(entry).url.clone(),
        None => settings.library.routes.page_of_section(id).map(|page| page.url.clone()).unwrap_or_default(),
    };
    let prepared = cjk::prepare(source.markdown());
    let events = markdown::events(&prepared);
    let demote = u8::from(
        events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Heading { level, .. }) if *level as u8 == 1)),
    );
    let mut writer = Writer::new(settings, id, spots, own_url, demote);
    writer.write(&events);
    writer.finish()
}

/// The state of one body being written.
struct Writer<'a> {
    settings: &'a Settings<'a>,
    source: &'a Source,
    id: SourceId,
    entry: Option<EntryId>,
    own_url: String,
    root: String,
    han: HanContext,
    demote: u8,
    /// How many quotations, lists and footnotes stand open.
    depth: usize,
    out: String,
    parts: Vec<Part>,
    set_aside: Vec<String>,
    headings: Vec<Heading>,
    ids: Ids,
    block: Block,
    section: Option<Arc<(String, String)>>,
    mentions: Vec<Mention>,
    linked: Vec<EntryId>,
    /// What the finder found in the body, and the next of it.
    spots: &'a [Spot],
    next_spot: usize,
    placings: Vec<Placing>,
    /// Where the mention ends whose link stands open.
    mention_end: Option<usize>,
    /// Entries that this section or page has linked.
    seen: HashSet<EntryId>,
    links: Vec<OpenLink>,
    image: Option<OpenImage>,
    code: Option<(String, String)>,
    table: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
    footnotes: Footnotes,
    footnote: Option<String>,
    anchor_links: Vec<AnchorLink>,
    html_reported: bool,
    words: usize,
    summary: String,
    plain: Plain,
    diagnostics: Vec<Diagnostic>,
}

/// A link whose text is being written.
struct OpenLink {
    is_written: bool,
    /// The words of a wikilink that has none of its own, in place of its target.
    words: Option<String>,
    /// Where its words begin in the HTML.
    start: usize,
    mention: Option<(EntryId, usize, u32)>,
}

/// A picture whose words are being read.
struct OpenImage {
    src: Option<String>,
    title: String,
    alt: String,
    range: Range<usize>,
    /// Pictures that stand open within its words.
    depth: usize,
}

impl<'a> Writer<'a> {
    fn new(settings: &'a Settings<'a>, id: SourceId, spots: &'a [Spot], own_url: String, demote: u8) -> Self {
        let source = settings.library.source(id);
        Writer {
            settings,
            source,
            id,
            entry: settings.library.entry_of(id),
            root: url::root_prefix(&own_url),
            own_url,
            han: settings.han.for_text(source.markdown()),
            demote,
            depth: 0,
            out: String::with_capacity(source.markdown().len() * 3 / 2),
            parts: Vec::new(),
            set_aside: Vec::new(),
            headings: Vec::new(),
            ids: Ids::default(),
            block: Block::default(),
            section: None,
            mentions: Vec::new(),
            linked: Vec::new(),
            spots,
            next_spot: 0,
            placings: vec![Placing::NotShown; spots.len()],
            mention_end: None,
            seen: HashSet::new(),
            links: Vec::new(),
            image: None,
            code: None,
            table: Vec::new(),
            column: 0,
            in_table_head: false,
            footnotes: Footnotes::default(),
            footnote: None,
            anchor_links: Vec::new(),
            html_reported: false,
            words: 0,
            summary: String::new(),
            plain: Plain::default(),
            diagnostics: Vec::new(),
        }
    }

    fn write(&mut self, events: &[Placed<'_>]) {
        let used = markdown::used_footnotes(events);
        let mut index = 0;
        while index < events.len() {
            if let Some((name, range)) = blocks::mark(&events[index..]) {
                self.mark(&name, range);
                index += 3;
                continue;
            }
            let (event, range) = &events[index];
            match event {
                // A footnote that nothing refers to leaves no trace.
                Event::Start(Tag::FootnoteDefinition(label)) if !used.contains(&**label) => {
                    let is_end = |(event, _): &(Event<'_>, _)| matches!(event, Event::End(TagEnd::FootnoteDefinition));
                    index += events[index..].iter().position(is_end).unwrap_or(events.len() - index);
                }
                event => self.event(event, range),
            }
            index += 1;
        }
    }

    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => self.text(text, range),
            Event::Code(code) => {
                if let Some(image) = &mut self.image {
                    image.alt.push_str(code);
                } else {
                    self.out.push_str("<code>");
                    han::push_text(&mut self.out, code, self.han);
                    self.out.push_str("</code>");
                    self.block.text.push_str(code);
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(html, range),
            Event::FootnoteReference(label) => {
                if self.image.is_none() {
                    self.footnotes.push_reference(&mut self.out, label);
                }
            }
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak if self.image.is_some() => self.soft_break(),
            Event::HardBreak => {
                self.out.push_str("<br>\n");
                self.block.text.push(' ');
            }
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => {
                let key = if *done { "task.done" } else { "task.open" };
                self.out.push_str("<input type=\"checkbox\" disabled");
                self.out.push_str(if *done { " checked aria-label=\"" } else { " aria-label=\"" });
                han::push_attribute(&mut self.out, self.settings.words.get(key));
                self.out.push_str("\"> ");
            }
            // Mathematics is not enabled, so these are never met.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text, range),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        if let Some(image) = &mut self.image {
            // A picture within a picture's words is words too.
            image.depth += usize::from(matches!(tag, Tag::Image { .. }));
            return;
        }
        self.end_mention();
        if is_container(&tag.to_end()) {
            self.depth += 1;
        }
        match tag {
            Tag::Paragraph => {
                self.end_block();
                self.out.push_str("<p>");
            }
            Tag::Heading { .. } => {
                self.end_block();
                self.set_aside.push(std::mem::take(&mut self.out));
            }
            Tag::BlockQuote(kind) => {
                self.end_block();
                self.start_quote(*kind);
            }
            Tag::CodeBlock(kind) => {
                self.end_block();
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or("").to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::HtmlBlock => self.end_block(),
            Tag::List(first) => {
                self.end_block();
                match first {
                    None => self.out.push_str("<ul>\n"),
                    Some(1) => self.out.push_str("<ol>\n"),
                    Some(first) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
                }
            }
            Tag::Item => {
                self.end_block();
                self.out.push_str("<li>");
            }
            Tag::FootnoteDefinition(label) => {
                self.end_block();
                self.footnote = Some(label.to_string());
                self.set_aside.push(std::mem::take(&mut self.out));
            }
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => {
                self.end_block();
                self.out.push_str("<dt>");
            }
            Tag::DefinitionListDefinition => {
                self.end_block();
                self.out.push_str("<dd>");
            }
            Tag::Table(alignments) => {
                self.end_block();
                self.table.clone_from(alignments);
                self.out.push_str("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
                han::push_attribute(&mut self.out, self.settings.words.get("table"));
                self.out.push_str("\">\n<table>\n");
            }
            Tag::TableHead => {
                self.in_table_head = true;
                self.column = 0;
                self.out.push_str("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => {
                self.end_block();
                self.start_cell();
            }
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(*link_type, dest_url, title, range),
            Tag::Image { link_type, dest_url, title, .. } => self.start_image(*link_type, dest_url, title, range),
            Tag::MetadataBlock(_) => {}
        }
        if matches!(tag, Tag::Heading { .. }) {
            self.start_heading(tag);
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if let Some(image) = &mut self.image {
            match tag {
                TagEnd::Image if image.depth > 0 => {
                    image.depth -= 1;
                    return;
                }
                TagEnd::Image => {}
                _ => return,
            }
        }
        self.end_mention();
        if is_container(&tag) {
            self.depth -= 1;
        }
        match tag {
            TagEnd::Paragraph => {
                self.end_block();
                self.out.push_str("</p>\n");
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(kind) => {
                self.end_block();
                self.out.push_str(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => {
                if let Some((language, code)) = self.code.take() {
                    self.settings.highlighter.push_block(&mut self.out, &code, &language);
                    self.plain.push(&code);
                }
            }
            TagEnd::List(ordered) => self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => {
                self.end_block();
                self.out.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.end_block();
                let body = std::mem::replace(&mut self.out, self.set_aside.pop().unwrap_or_default());
                if let Some(label) = self.footnote.take() {
                    self.footnotes.define(&label, body);
                }
            }
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => {
                self.end_block();
                self.out.push_str("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.end_block();
                self.out.push_str("</dd>\n");
            }
            TagEnd::Table => self.out.push_str("</tbody>\n</table>\n</div>\n"),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.out.push_str("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.end_block();
                self.out.push_str(if self.in_table_head { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn finish(mut self) -> (Brief, Whole) {
        self.end_block();
        let image = self.picture();
        if !self.footnotes.ids().is_empty() {
            let heading = self.settings.words.get("footnotes");
            let back = self.settings.words.get("footnote.back");
            let id = self.ids.claim("footnotes");
            self.footnotes.push_all(&mut self.out, heading, back, &id);
        }
        self.parts.push(Part::Html(self.out));
        self.parts.retain(|part| !matches!(part, Part::Html(html) if html.trim().is_empty()));
        // All bodies are kept until their pages are made.
        for part in &mut self.parts {
            if let Part::Html(html) = part {
                *html = fitted::text(html);
            }
        }
        self.plain.text = fitted::text(&self.plain.text);
        let section_ids = self.ids.sections();
        let mut anchors = self.ids.all();
        anchors.extend(self.footnotes.ids());
        anchors.sort();
        let woven =
            Woven { parts: self.parts, headings: self.headings, section_ids, words: self.words, plain: self.plain };
        let brief = Brief {
            image,
            summary: text::shorten(&self.summary),
            mentioned: fitted::list(self.mentions.iter().map(|mention| mention.to).collect()),
            linked: fitted::list(self.linked),
        };
        let whole = Whole {
            woven,
            mentions: fitted::list(self.mentions),
            placings: self.placings,
            anchor_links: self.anchor_links,
            anchors,
            diagnostics: self.diagnostics,
        };
        (brief, whole)
    }
}

/// Whether a tag holds other blocks, so that a page cannot be cut in two inside it.
fn is_container(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition | TagEnd::DefinitionList
    )
}
