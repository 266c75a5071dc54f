//! Writing one body: Markdown events in, HTML out.
//!
//! The HTML is our own rather than pulldown-cmark's, because a strict Content-Security-Policy forbids its inline
//! styles, and because text, links, headings and footnotes each need something of ours.

use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
    TextMergeWithOffset,
};

use super::anchors::{AnchorLink, Ids};
use super::footnotes::Footnotes;
use super::han::{self, HanContext};
use super::highlight::Highlighter;
use super::inline::{Block, count_words};
use super::links::{self, Anchors, Broken, Target};
use super::{Heading, One, Part, Section, Woven, WovenImage, cjk};
use crate::diagnostics::{Diagnostic, RuleId, did_you_mean};
use crate::library::{EntryId, Library, Mention, SourceId, missing_hanzi};
use crate::load::Source;
use crate::tcm::{PointReference, Resolution, reference};
use crate::url;
use crate::words::Words;

/// Words of a body that are kept as its summary, in characters.
const SUMMARY: usize = 200;

/// What all bodies are woven with.
pub struct Settings<'a> {
    pub library: &'a Library,
    pub words: &'a Words,
    pub highlighter: &'a Highlighter,
    pub han: HanContext,
    pub raw_html: bool,
    pub portable: bool,
}

/// CommonMark with what authors of articles use beside it.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
}

/// Weaves the body of one file.
pub fn weave_one(settings: &Settings<'_>, id: SourceId) -> One {
    let source = settings.library.source(id);
    let entry = settings.library.entry_of(id);
    let own_url = match entry {
        Some(entry) => settings.library.entry(entry).url.clone(),
        None => settings.library.routes.page_of_section(id).map(|page| page.url.clone()).unwrap_or_default(),
    };
    let prepared = cjk::prepare(source.markdown());
    let parser = Parser::new_ext(&prepared.text, options()).into_offset_iter();
    let events: Vec<(Event<'_>, Range<usize>)> = TextMergeWithOffset::new(parser)
        .map(|(event, range)| (without_filler(event), prepared.original(range.start)..prepared.original(range.end)))
        .collect();
    let demote = u8::from(
        events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Heading { level, .. }) if *level as u8 == 1)),
    );
    let mut writer = Writer::new(settings, id, own_url, demote);
    writer.write(&events);
    writer.finish()
}

fn without_filler(event: Event<'_>) -> Event<'_> {
    let strip = |text: CowStr<'_>| CowStr::from(cjk::strip(&text).into_owned());
    match event {
        Event::Text(text) if text.contains('\u{FDD0}') => Event::Text(strip(text)),
        Event::Code(text) if text.contains('\u{FDD0}') => Event::Code(strip(text)),
        Event::Html(text) if text.contains('\u{FDD0}') => Event::Html(strip(text)),
        Event::InlineHtml(text) if text.contains('\u{FDD0}') => Event::InlineHtml(strip(text)),
        other => other,
    }
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
    section: Option<(String, String)>,
    mentions: Vec<Mention>,
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
    diagnostics: Vec<Diagnostic>,
}

/// A link whose text is being written.
struct OpenLink {
    is_written: bool,
    mention: Option<(EntryId, usize, u32)>,
}

/// A picture whose words are being read.
struct OpenImage {
    src: Option<String>,
    title: String,
    alt: String,
    range: Range<usize>,
}

impl<'a> Writer<'a> {
    fn new(settings: &'a Settings<'a>, id: SourceId, own_url: String, demote: u8) -> Self {
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
            diagnostics: Vec::new(),
        }
    }

    fn write(&mut self, events: &[(Event<'_>, Range<usize>)]) {
        let mut index = 0;
        while index < events.len() {
            if let Some((name, range)) = mark(&events[index..]) {
                self.mark(&name, range);
                index += 3;
                continue;
            }
            let (event, range) = &events[index];
            if matches!(event, Event::SoftBreak) {
                let before = index.checked_sub(1).map(|before| &events[before].0);
                if !cjk::joins_without_space(before, events.get(index + 1).map(|(event, _)| event)) {
                    self.soft_break();
                }
            } else {
                self.event(event, range);
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

    fn soft_break(&mut self) {
        match &mut self.image {
            Some(image) => image.alt.push(' '),
            None => {
                self.out.push('\n');
                self.block.text.push(' ');
            }
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
            return;
        }
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
            return;
        }
        self.lost_hanzi(text, range);
        han::push_text(&mut self.out, text, self.han);
        self.block.text.push_str(text);
    }

    /// Reports empty brackets behind a point's code or name: `BL23 – Shen Shu ()`.
    fn lost_hanzi(&mut self, text: &str, range: &Range<usize>) {
        if !reference::has_empty_parentheses(text) {
            return;
        }
        for (byte, _) in text.match_indices(['(', '（']) {
            let Some(length) = reference::empty_parentheses_at(&text[byte..]) else { continue };
            let before = format!("{}{}", self.block.text, &text[..byte]);
            let words: Vec<&str> = before.split_whitespace().rev().take(6).collect();
            let registry = &self.settings.library.registry;
            let point = (1..=words.len()).rev().find_map(|count| {
                let name: Vec<&str> = words[..count].iter().rev().copied().collect();
                match PointReference::parse(registry, &name.join(" ")).resolution {
                    Resolution::Point(point) => Some(point),
                    _ => None,
                }
            });
            if let Some(point) = point {
                let start = if range.len() == text.len() { range.start + byte } else { range.start };
                let place = self.source.body_place(start..start + length);
                self.diagnostics.push(missing_hanzi(registry, place, point));
            }
        }
    }

    fn html(&mut self, html: &str, range: &Range<usize>) {
        if self.settings.raw_html {
            self.out.push_str(html);
            return;
        }
        let is_comment = html.trim_start().starts_with("<!--") && html.trim_end().ends_with("-->");
        if !self.html_reported && !is_comment && !html.trim().is_empty() {
            let place = self.source.body_place(range.clone());
            let hint = "write it in Markdown, or set `markdown: {raw_html: true}` in acupress.yaml";
            self.diagnostics.push(Diagnostic::new(RuleId::RawHtml, place, "raw HTML is left out").hint(hint));
            self.html_reported = true;
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        if self.image.is_some() {
            return;
        }
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
            Tag::HtmlBlock => {
                self.end_block();
                self.html_reported = false;
            }
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
        if self.image.is_some() && tag != TagEnd::Image {
            return;
        }
        if is_container(&tag) {
            self.depth -= 1;
        }
        match tag {
            TagEnd::Paragraph => {
                self.end_block();
                self.out.push_str("</p>\n");
                self.html_reported = false;
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(kind) => {
                self.end_block();
                self.out.push_str(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => {
                if let Some((language, code)) = self.code.take() {
                    self.settings.highlighter.push_block(&mut self.out, &code, &language);
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

    fn start_heading(&mut self, tag: &Tag<'_>) {
        if let Tag::Heading { level, id, classes, .. } = tag {
            let level = (*level as u8 + self.demote).min(6);
            let id = id.as_ref().filter(|id| !id.is_empty()).map(ToString::to_string).unwrap_or_default();
            let class = classes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            // The heading's words are not known yet: they stand in `out` when it ends.
            self.headings.push(Heading { level, id, text: class });
        }
    }

    fn end_heading(&mut self) {
        let inner = std::mem::replace(&mut self.out, self.set_aside.pop().unwrap_or_default());
        let text = self.block.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(mut heading) = self.headings.pop() else { return };
        let class = std::mem::replace(&mut heading.text, text.clone());
        let wanted = if heading.id.is_empty() { url::slugify(&text) } else { heading.id };
        heading.id = self.ids.claim(&wanted);
        self.out.push_str(&format!("<h{} id=\"", heading.level));
        han::push_attribute(&mut self.out, &heading.id);
        self.out.push('"');
        if !class.is_empty() {
            self.out.push_str(" class=\"");
            han::push_attribute(&mut self.out, &class);
            self.out.push('"');
        }
        self.out.push('>');
        self.out.push_str(inner.trim());
        self.out.push_str(&format!("</h{}>\n", heading.level));
        self.section = Some((heading.id.clone(), text));
        self.headings.push(heading);
        self.end_block();
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            self.out.push_str("<blockquote>\n");
            return;
        };
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        self.out.push_str(&format!("<div class=\"alert alert-{name}\" role=\"note\">\n<p class=\"alert-title\">"));
        let words = self.settings.words;
        han::push_attribute(&mut self.out, words.get(&format!("alert.{name}")));
        self.out.push_str("</p>\n");
    }

    fn start_cell(&mut self) {
        let class = match self.table.get(self.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.column += 1;
        if self.in_table_head {
            self.out.push_str(&format!("<th scope=\"col\"{class}>"));
        } else {
            self.out.push_str(&format!("<td{class}>"));
        }
    }

    fn start_link(&mut self, link_type: LinkType, destination: &str, title: &str, range: &Range<usize>) {
        let resolved = match link_type {
            LinkType::Email => Ok(Target::Outside(format!("mailto:{destination}"))),
            LinkType::WikiLink { .. } => links::resolve_wikilink(self.settings.library, destination),
            _ => links::resolve(self.settings.library, self.source, &self.own_url, destination),
        };
        let mut open = OpenLink { is_written: false, mention: None };
        match resolved {
            Err(broken) => self.report_broken(broken, range),
            Ok(target) => {
                if let Target::Page { anchors: Anchors::Entry(to), .. } = target
                    && Some(to) != self.entry
                {
                    open.mention =
                        Some((to, self.block.text.len(), self.source.body_place(range.clone()).line_and_column().0));
                }
                let href = self.href(&target, range);
                self.out.push_str("<a href=\"");
                han::push_attribute(&mut self.out, &href);
                self.out.push('"');
                if matches!(target, Target::Outside(_)) {
                    self.out.push_str(" rel=\"noopener\"");
                }
                if !title.is_empty() {
                    self.out.push_str(" title=\"");
                    han::push_attribute(&mut self.out, title);
                    self.out.push('"');
                }
                self.out.push('>');
                open.is_written = true;
            }
        }
        self.links.push(open);
    }

    fn end_link(&mut self) {
        let Some(open) = self.links.pop() else { return };
        if open.is_written {
            self.out.push_str("</a>");
        }
        if let Some((to, start, line)) = open.mention {
            let end = self.block.text.len();
            self.block.mention(to, start..end, line);
        }
    }

    fn report_broken(&mut self, broken: Broken, range: &Range<usize>) {
        let place = self.source.body_place(range.clone());
        self.diagnostics.push(Diagnostic::new(broken.rule, place, broken.message).maybe_hint(broken.hint));
    }

    /// The address to write for a target, relative to this page; its anchor is kept for checking.
    fn href(&mut self, target: &Target, range: &Range<usize>) -> String {
        match target {
            Target::Outside(address) => address.clone(),
            Target::File(address) => format!("{}{}", self.root, url::encode_path(address)),
            Target::Page { url, fragment, anchors } => {
                let own = *url == self.own_url && fragment.is_some();
                let mut href = if own {
                    String::new()
                } else {
                    format!("{}{}", self.root, url::page_href(url, self.settings.portable))
                };
                if let Some(fragment) = fragment {
                    href.push('#');
                    href.push_str(&url::encode_path(fragment));
                    self.anchor_links.push(AnchorLink {
                        to: *anchors,
                        fragment: fragment.clone(),
                        place: self.source.body_place(range.clone()),
                    });
                }
                href
            }
        }
    }

    fn start_image(&mut self, link_type: LinkType, destination: &str, title: &str, range: &Range<usize>) {
        let mut image = OpenImage { src: None, title: title.to_owned(), alt: String::new(), range: range.clone() };
        match links::resolve(self.settings.library, self.source, &self.own_url, destination) {
            Ok(Target::Page { .. }) => self.report_broken(
                Broken { rule: RuleId::BrokenLink, message: format!("`{destination}` is no picture"), hint: None },
                range,
            ),
            Ok(target) => image.src = Some(self.href(&target, range)),
            Err(broken) => self.report_broken(broken, range),
        }
        // `![[compress.jpg]]` repeats its file's name as its words.
        if matches!(link_type, LinkType::WikiLink { has_pothole: false }) {
            image.title.clear();
        }
        self.image = Some(image);
    }

    fn end_image(&mut self) {
        let Some(image) = self.image.take() else { return };
        if image.alt.trim().is_empty() {
            let place = self.source.body_place(image.range);
            self.diagnostics.push(
                Diagnostic::new(RuleId::MissingAlt, place, "the picture has no words")
                    .hint("write what it shows between the square brackets"),
            );
        }
        let Some(src) = image.src else { return };
        self.out.push_str("<img src=\"");
        han::push_attribute(&mut self.out, &src);
        self.out.push_str("\" alt=\"");
        han::push_attribute(&mut self.out, image.alt.trim());
        self.out.push('"');
        if !image.title.is_empty() {
            self.out.push_str(" title=\"");
            han::push_attribute(&mut self.out, &image.title);
            self.out.push('"');
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
    }

    /// Places a structured section, or reports a mark that names none.
    fn mark(&mut self, name: &str, range: Range<usize>) {
        let place = || self.source.body_place(range.clone());
        match Section::from_name(name) {
            None => {
                let names = Section::ALL.map(Section::name);
                let hint = match did_you_mean(name, names) {
                    Some(near) => format!("did you mean `{{{{ {near}() }}}}`?"),
                    None => format!("the sections are {}", names.join(", ")),
                };
                self.diagnostics.push(
                    Diagnostic::new(RuleId::UnknownMark, place(), format!("there is no section `{name}`")).hint(hint),
                );
            }
            Some(section) if self.parts.contains(&Part::Section(section)) => {
                self.diagnostics.push(
                    Diagnostic::new(RuleId::UnknownMark, place(), format!("the section `{name}` is placed twice"))
                        .hint("keep one of the marks"),
                );
            }
            // Inside a list or quotation the page could not be cut in two.
            Some(_) if self.depth > 0 => {
                self.diagnostics.push(
                    Diagnostic::new(RuleId::UnknownMark, place(), format!("the section `{name}` cannot stand here"))
                        .hint("put its mark on a line of its own"),
                );
            }
            Some(section) => {
                self.parts.push(Part::Html(std::mem::take(&mut self.out)));
                self.parts.push(Part::Section(section));
            }
        }
    }

    /// Ends the block of text that stands open, keeping its mentions and counting its words.
    fn end_block(&mut self) {
        if self.block.text.is_empty() {
            return;
        }
        self.words += count_words(&self.block.text);
        if self.summary.chars().count() < SUMMARY && self.footnote.is_none() && self.section.is_none() {
            if !self.summary.is_empty() {
                self.summary.push(' ');
            }
            self.summary.extend(self.block.text.split_inclusive(char::is_whitespace));
        }
        match self.entry {
            Some(entry) => self.mentions.extend(self.block.finish(entry, self.id, &self.section)),
            None => self.block.clear(),
        }
    }

    /// The picture that the front matter names, or what is wrong with it.
    fn picture(&mut self) -> Option<WovenImage> {
        let image = self.source.front_matter.image.as_ref()?;
        let place = self.source.place(image.src.span);
        if image.alt.is_none() {
            self.diagnostics.push(
                Diagnostic::new(RuleId::MissingAlt, place.clone(), "the picture has no words")
                    .hint("add `alt:` with what it shows"),
            );
        }
        let broken = match links::resolve(self.settings.library, self.source, &self.own_url, &image.src.value) {
            Ok(Target::File(address)) => {
                return Some(WovenImage {
                    address,
                    alt: image.alt.clone().unwrap_or_default(),
                    caption: image.caption.clone(),
                });
            }
            Ok(_) => Broken {
                rule: RuleId::BrokenLink,
                message: format!("`{}` is no picture of the library", image.src.value),
                hint: Some("put the file beside the article".to_owned()),
            },
            Err(broken) => broken,
        };
        self.diagnostics.push(Diagnostic::new(broken.rule, place, broken.message).maybe_hint(broken.hint));
        None
    }

    fn finish(mut self) -> One {
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
        let section_ids = self.ids.sections();
        let mut anchors = self.ids.all();
        anchors.extend(self.footnotes.ids());
        anchors.sort();
        let summary = shorten(&self.summary);
        let woven =
            Woven { parts: self.parts, headings: self.headings, section_ids, image, words: self.words, summary };
        One { woven, mentions: self.mentions, anchor_links: self.anchor_links, anchors, diagnostics: self.diagnostics }
    }
}

/// The first words of a text, cut at a sentence or word.
fn shorten(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= SUMMARY {
        return text;
    }
    let cut: String = text.chars().take(SUMMARY).collect();
    let sentence = cut
        .rfind(['.', '!', '?', '。', '！', '？'])
        .map(|end| &cut[..end + cut[end..].chars().next().map_or(1, char::len_utf8)]);
    match sentence {
        Some(sentence) if sentence.chars().count() > SUMMARY / 3 => sentence.to_owned(),
        _ => format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words)),
    }
}

/// Whether a tag holds other blocks, so that a page cannot be cut in two inside it.
fn is_container(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition | TagEnd::DefinitionList
    )
}

/// The mark that a paragraph of its own is: `{{ points() }}` gives `points`.
fn mark(events: &[(Event<'_>, Range<usize>)]) -> Option<(String, Range<usize>)> {
    let [(Event::Start(Tag::Paragraph), range), (Event::Text(text), _), (Event::End(TagEnd::Paragraph), _), ..] =
        events
    else {
        return None;
    };
    let inner = text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let name = inner.strip_suffix(')').and_then(|inner| inner.trim_end().strip_suffix('(')).unwrap_or(inner).trim();
    let is_word =
        !name.is_empty() && name.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '-'));
    is_word.then(|| (name.to_owned(), range.clone()))
}
