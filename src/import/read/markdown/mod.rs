//! Markdown: its blocks become lines, and the words of its author stay as they are.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::clean;
use super::escape;
use super::html;
use super::lines::row;
use super::marker::{self, Candidate, Marker};
use super::runs::Draft;
use super::wrap::{Edges, Words, Wrap};
use crate::import::document::{Document, Form, Line};
use crate::markdown::{self, Placed, cjk};
use crate::tcm::text::one_line;

/// Reads Markdown: the front matter, as it stands between its `---` lines, and the body.
pub fn read(text: &str) -> (Option<String>, Document) {
    let text = clean::source(text);
    let (header, body) = split(&text);
    let first_line = text[..text.len() - body.len()].matches('\n').count() as u32;
    let prepared = cjk::prepare(body);
    let mut reader = Reader::new(body, first_line);
    for (event, range) in markdown::events(&prepared) {
        reader.read((event, range));
    }
    reader.flush();
    (header.map(str::to_owned), finish(reader))
}

/// Parts front matter from what follows it.
fn split(text: &str) -> (Option<&str>, &str) {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else { return (None, text) };
    let mut end = first.len();
    // A text may begin with a line that parts sections, and have another one farther down.
    let is_yaml = text[end..].lines().find(|line| !line.trim().is_empty()).is_some_and(|line| {
        line.trim() == "---" || line.starts_with('#') || (line.contains(':') && !line.trim_start().starts_with("- "))
    });
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") && !line.starts_with([' ', '\t']) {
            return if is_yaml { (Some(&text[first.len()..end]), &text[end + line.len()..]) } else { (None, text) };
        }
        end += line.len();
    }
    (None, text)
}

/// What stands between two ends of lines within a block.
#[derive(Debug, Default)]
struct Segment {
    text: String,
    /// The author's own Markdown.
    raw: String,
    /// Marks of emphasis that were opened before it, and those that are closed after it.
    before: String,
    after: String,
    number: u32,
    right: u32,
    /// Whether it must, or must not, be joined to the one before it.
    joins: Option<bool>,
}

/// A block with its inline text.
#[derive(Debug)]
struct Block {
    form: Form,
    indent: u32,
    /// What its Markdown begins with: the mark of a quotation, the label of a footnote.
    lead: String,
    parted: bool,
    segments: Vec<Segment>,
}

/// A finished line, or what must still be measured.
#[derive(Debug)]
enum Piece {
    Block(Block),
    Line(Line),
}

struct Reader<'a> {
    body: &'a str,
    lines: Vec<Range<usize>>,
    first_line: u32,
    pieces: Vec<Piece>,
    /// The numbers that the open lists are at.
    lists: Vec<Option<u64>>,
    /// The form of the item whose first line is awaited.
    item: Option<Form>,
    quotes: usize,
    indented: u32,
    footnote: Option<String>,
    heading: Option<u8>,
    code: Option<(Option<String>, String, usize)>,
    html: Option<(String, usize)>,
    cells: Option<Vec<(String, String)>>,
    segments: Vec<Segment>,
    segment: Option<(usize, String)>,
    open: Vec<&'static str>,
    reopened: String,
    links: usize,
    joins: Option<bool>,
    /// Where the text ends that has been read of the open segment.
    end: usize,
}

impl<'a> Reader<'a> {
    fn new(body: &'a str, first_line: u32) -> Self {
        let mut start = 0;
        let line = |text: &str| {
            let line = start..start + text.len();
            start = line.end;
            line
        };
        Reader {
            body,
            lines: body.split_inclusive('\n').map(line).collect(),
            first_line,
            pieces: Vec::new(),
            lists: Vec::new(),
            item: None,
            quotes: 0,
            indented: 0,
            footnote: None,
            heading: None,
            code: None,
            html: None,
            cells: None,
            segments: Vec::new(),
            segment: None,
            open: Vec::new(),
            reopened: String::new(),
            links: 0,
            joins: None,
            end: 0,
        }
    }

    fn line_at(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.start <= byte).saturating_sub(1)
    }

    fn number(&self, byte: usize) -> u32 {
        self.first_line + self.line_at(byte) as u32 + 1
    }

    /// Whether a blank line stands before the line of a byte.
    fn is_parted(&self, byte: usize) -> bool {
        let before = self.line_at(byte).checked_sub(1).and_then(|line| self.lines.get(line));
        before.is_some_and(|line| self.body[line.clone()].trim_matches([' ', '\t', '\n', '>']).is_empty())
    }

    fn read(&mut self, (event, range): Placed<'_>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.finish(tag, range),
            Event::Text(text) => match (&mut self.code, &mut self.html) {
                (Some((_, code, _)), _) => code.push_str(&text),
                (_, Some((html, _))) => html.push_str(&text),
                _ => self.inline(&text, range),
            },
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.inline(&text, range),
            Event::Html(text) => match &mut self.html {
                Some((html, _)) => html.push_str(&text),
                None => self.html = Some((text.to_string(), range.start)),
            },
            Event::InlineHtml(tag) if is_break(&tag) => self.end_segment(Some(false)),
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => self.inline("", range),
            Event::SoftBreak => self.end_segment(None),
            Event::HardBreak => self.end_segment(Some(false)),
            Event::Rule => self.flush(),
        }
    }

    fn inline(&mut self, text: &str, range: Range<usize>) {
        // A soft break within Han text is no event.
        if self.segment.is_some() && self.body.get(self.end..range.start).is_some_and(|gap| gap.contains('\n')) {
            self.end_segment(None);
        }
        let (_, words) = self.segment.get_or_insert_with(|| (range.start, String::new()));
        words.push_str(text);
        self.end = self.end.max(range.end);
    }

    /// Ends what stands on one line; `joins` tells of the next.
    fn end_segment(&mut self, joins: Option<bool>) {
        let within_link = self.links > 0;
        if let Some((start, text)) = self.segment.take() {
            let raw = self.body.get(start..self.end).unwrap_or_default();
            let line = self.lines.get(self.line_at(start)).map_or("", |line| &self.body[line.clone()]);
            self.segments.push(Segment {
                text: one_line(&text),
                raw: raw.trim().replace('\n', " "),
                before: std::mem::take(&mut self.reopened),
                after: self.open.iter().rev().copied().collect(),
                number: self.number(start),
                right: clean::width(line.trim_end()),
                joins: self.joins,
            });
            self.reopened = self.open.concat();
        }
        self.joins = if within_link { Some(true) } else { joins };
    }

    /// Ends the block whose inline text has been read.
    fn flush(&mut self) {
        self.end_segment(None);
        self.joins = None;
        self.reopened.clear();
        self.open.clear();
        self.links = 0;
        let segments = std::mem::take(&mut self.segments);
        let Some(first) = segments.first() else { return };
        let line = (first.number - self.first_line - 1) as usize;
        let parted = self.lines.get(line).is_some_and(|line| self.is_parted(line.start));
        let depth = self.lists.len() as u32;
        let form = match (self.heading, self.item.take()) {
            (Some(level), _) => Form::Heading(level),
            (None, Some(form)) => form,
            (None, None) => Form::Text,
        };
        let indent = match form {
            Form::Bullet | Form::Numbered(_) => depth.saturating_sub(1) * 4,
            _ => depth * 4 + self.indented,
        };
        let mut lead = if form == Form::Text { "> ".repeat(self.quotes.min(8)) } else { String::new() };
        if let Some(label) = self.footnote.take() {
            lead.push_str(&label);
        }
        self.pieces.push(Piece::Block(Block { form, indent, lead, parted, segments }));
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let mark = match &tag {
            Tag::Emphasis => Some("*"),
            Tag::Strong => Some("**"),
            Tag::Strikethrough => Some("~~"),
            _ => None,
        };
        if let Some(mark) = mark {
            self.inline("", range.start..range.start);
            self.open.push(mark);
            return;
        }
        match tag {
            Tag::Link { .. } => {
                self.inline("", range.start..range.start);
                self.links += 1;
                return;
            }
            Tag::Image { .. } => {
                self.inline(" ", range.start..range.start);
                self.links += 1;
                return;
            }
            _ => self.flush(),
        }
        match tag {
            Tag::Heading { level, .. } => self.heading = Some(level as u8),
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(first) => self.lists.push(first),
            Tag::Item => {
                self.item = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let form = Form::Numbered(u32::try_from(*number).unwrap_or(u32::MAX));
                        *number = number.saturating_add(1);
                        form
                    }
                    _ => Form::Bullet,
                });
            }
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => Some(info.to_string()),
                    CodeBlockKind::Indented => None,
                };
                self.code = Some((info, String::new(), range.start));
            }
            Tag::HtmlBlock => self.html = Some((String::new(), range.start)),
            Tag::FootnoteDefinition(label) => self.footnote = Some(format!("[^{label}]: ")),
            Tag::DefinitionListDefinition => self.indented = 4,
            Tag::TableHead | Tag::TableRow => self.cells = Some(Vec::new()),
            _ => {}
        }
    }

    fn finish(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.inline("", range.end..range.end);
                self.open.pop();
                return;
            }
            TagEnd::Link | TagEnd::Image => {
                self.inline(if tag == TagEnd::Image { " " } else { "" }, range.end..range.end);
                self.links = self.links.saturating_sub(1);
                return;
            }
            TagEnd::TableCell => {
                self.end_segment(None);
                let segments = std::mem::take(&mut self.segments);
                let join = |part: fn(&Segment) -> &String| {
                    segments.iter().map(|segment| part(segment).as_str()).collect::<Vec<_>>().join(" ")
                };
                if let Some(cells) = &mut self.cells {
                    cells.push((join(|segment| &segment.text), join(|segment| &segment.raw)));
                }
                return;
            }
            _ => self.flush(),
        }
        match tag {
            TagEnd::Heading(_) => self.heading = None,
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item => self.item = None,
            TagEnd::FootnoteDefinition => self.footnote = None,
            TagEnd::DefinitionListDefinition => self.indented = 0,
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::TableHead | TagEnd::TableRow => {
                let cells = self.cells.take().unwrap_or_default();
                if cells.iter().any(|(text, _)| !text.is_empty()) {
                    let (number, parted) = (self.number(range.start), self.is_parted(range.start));
                    self.pieces.push(Piece::Line(row(cells, number, parted)));
                }
            }
            _ => {}
        }
    }

    fn end_code(&mut self) {
        let Some((info, code, start)) = self.code.take() else { return };
        let (number, parted, indent) = (self.number(start), self.is_parted(start), self.lists.len() as u32 * 4);
        let Some(info) = info else {
            // Indented lines are prose that somebody moved to the right more often than a program.
            for (at, line) in code.lines().enumerate() {
                let mut draft = Draft::plain(line);
                (draft.indent, draft.parted) = (indent + 4, parted && at == 0);
                self.pieces.extend(draft.finish(number + at as u32).map(Piece::Line));
            }
            return;
        };
        let text = one_line(&code);
        if text.is_empty() {
            return;
        }
        let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let end = if code.ends_with('\n') { "" } else { "\n" };
        let markdown = format!("{fence}{info}\n{code}{end}{fence}");
        self.pieces.push(Piece::Line(Line { number, indent, form: Form::Text, text, markdown, parted }));
    }

    fn end_html(&mut self) {
        let Some((html, start)) = self.html.take() else { return };
        let number = self.number(start);
        let lines = html::read_fragment(&html).lines;
        self.pieces.extend(lines.into_iter().map(|line| Piece::Line(Line { number, ..line })));
    }
}

fn is_break(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
    name.eq_ignore_ascii_case("br")
}

/// Joins the segments of each block, as far as the text was wrapped.
fn finish(reader: Reader<'_>) -> Document {
    let edges = |segment: &Segment| {
        let indent = segment.right.saturating_sub(clean::width(&segment.raw));
        Edges::of(&segment.text, 0).at(indent, segment.right)
    };
    let blocks =
        || reader.pieces.iter().filter_map(|piece| if let Piece::Block(block) = piece { Some(block) } else { None });
    let (mut pairs, mut singles, mut candidates) = (Vec::new(), Vec::new(), Vec::new());
    for block in blocks() {
        for pair in block.segments.windows(2).filter(|pair| pair[1].joins != Some(false)) {
            pairs.push((edges(&pair[0]), edges(&pair[1])));
        }
        singles.extend(block.segments.last().map(|last| last.right));
    }
    let wrap = Wrap::measure(&pairs, singles.into_iter());
    for block in blocks().filter(|block| block.form == Form::Text) {
        for (at, segment) in block.segments.iter().enumerate() {
            let Some(marker) = bullet(segment) else { continue };
            let before = at.checked_sub(1).map(|before| &block.segments[before]);
            let may_run_on = segment.joins != Some(false)
                && before.is_some_and(|before| wrap.may_run_on(&edges(before), &edges(segment)));
            let follows = before.is_some_and(|before| bullet(before).is_some());
            candidates.push(Candidate { marker, indent: block.indent, may_run_on, follows });
        }
    }
    let mut accepted = marker::items(&candidates).into_iter();
    let words = Words::default();
    let mut document = Document::default();
    for piece in reader.pieces {
        match piece {
            Piece::Line(line) => document.lines.push(line),
            Piece::Block(block) => {
                let is_text = block.form == Form::Text;
                let markers: Vec<Option<Marker>> = (block.segments.iter())
                    .map(|segment| bullet(segment).filter(|_| is_text && accepted.next() == Some(true)))
                    .collect();
                write_block(block, &markers, wrap, &words, &edges, &mut document);
            }
        }
    }
    if let Some(first) = document.lines.first_mut() {
        first.parted = false;
    }
    document
}

/// The marker that a line begins with, where Markdown sees none.
fn bullet(segment: &Segment) -> Option<Marker> {
    let marker = marker::parse(&segment.text)?;
    let is_plain = segment.before.is_empty() && segment.raw.starts_with(segment.text[..marker.length].trim_end());
    (is_plain && marker.length < segment.text.len()).then_some(marker)
}

fn write_block(
    block: Block,
    markers: &[Option<Marker>],
    wrap: Wrap,
    words: &Words,
    edges: &dyn Fn(&Segment) -> Edges,
    document: &mut Document,
) {
    let is_heading = matches!(block.form, Form::Heading(_));
    let mut lines: Vec<(Line, &Segment)> = Vec::new();
    for (at, segment) in block.segments.iter().enumerate() {
        if let (Some((line, before)), None) = (lines.last_mut(), markers[at]) {
            let joins =
                is_heading || segment.joins.unwrap_or_else(|| wrap.joins(&edges(before), &edges(segment), None, None));
            if joins {
                words.join(&mut line.text, &segment.text);
                words.join(&mut line.markdown, &segment.raw);
                *before = segment;
                continue;
            }
        }
        if let Some((line, before)) = lines.last_mut() {
            line.markdown.push_str(&before.after);
        }
        let marker_length = markers[at].map_or(0, |marker| marker.length);
        let raw_length = segment.text[..marker_length].trim_end().len();
        let mut markdown = format!("{}{}", segment.before, segment.raw[raw_length..].trim_start());
        if at > 0 {
            escape::escape_beginning(&mut markdown);
        }
        let form = match (markers[at], at) {
            (Some(marker), _) => marker.form(),
            (None, 0) => block.form.clone(),
            (None, _) => Form::Text,
        };
        let is_under_item = at > 0 && matches!(block.form, Form::Bullet | Form::Numbered(_));
        let line = Line {
            number: segment.number,
            indent: block.indent + if is_under_item { 4 } else { 0 },
            form,
            text: segment.text[marker_length..].to_owned(),
            markdown,
            parted: block.parted && at == 0,
        };
        lines.push((line, segment));
    }
    for (mut line, _) in lines {
        if line.form == Form::Text && !block.lead.is_empty() {
            line.markdown.insert_str(0, &block.lead);
        }
        if !line.text.is_empty() || line.markdown.contains("](") {
            document.lines.push(line);
        }
    }
}

#[cfg(test)]
mod tests;
