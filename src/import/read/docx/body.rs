//! The text of a Word document: paragraphs, runs, tables, boxes and notes.

use std::collections::HashMap;
use std::rc::Rc;

use super::fields::{self, Fields};
use super::numbering::Numbering;
use super::styles::{Style, Styles};
use super::xml::{Attributes, Node, walk};
use crate::import::document::Form;
use crate::import::read::clean::{self, Font};
use crate::import::read::lines::Lines;
use crate::import::read::runs::{Draft, Look};

/// A paragraph that stands open.
#[derive(Debug)]
struct Paragraph {
    draft: Draft,
    /// Its lines that have ended.
    lines: Vec<Draft>,
    style: Option<String>,
    /// What it says itself.
    own: Style,
    list: (Option<String>, Option<u32>),
    /// Whether the end of the paragraph was deleted, so that the next one goes on with it.
    runs_on: bool,
    run: Run,
    /// What a phonetic guide stands over, and the guide.
    guided: Option<Draft>,
    guide: String,
}

/// How the open run looks.
#[derive(Clone, Debug, Default)]
struct Run {
    own: Style,
    style: Style,
    raised: bool,
}

/// Reads the text of a document, which may refer to its notes.
#[derive(Debug)]
pub struct Body<'a> {
    styles: &'a Styles,
    numbering: &'a mut Numbering,
    addresses: &'a HashMap<String, String>,
    usual: Style,
    lines: Lines,
    paragraphs: Vec<Paragraph>,
    /// The lines of boxes, which follow the paragraph that holds them.
    boxed: Vec<Draft>,
    boxes: usize,
    /// A paragraph that the next one goes on with.
    open_end: Option<Draft>,
    in_text: bool,
    in_instruction: bool,
    in_paragraph_properties: bool,
    in_run_properties: bool,
    skipped: usize,
    fields: Fields,
    links: Vec<Option<Rc<str>>>,
    /// How many characters had been read when each choice between two forms of a thing began.
    choices: Vec<usize>,
    characters: usize,
    /// How many columns the cell takes whose first paragraph is awaited.
    cell: Option<usize>,
    /// Where each open table has its rows: tables in boxes and notes have none.
    tables: Vec<bool>,
    notes: HashMap<(&'static str, String), Draft>,
    note: Option<((&'static str, String), Draft)>,
    referred: Vec<(&'static str, String)>,
    labels: HashMap<(&'static str, String), usize>,
    space_after: bool,
    was_item: bool,
}

impl<'a> Body<'a> {
    /// Reads nothing yet.
    pub fn new(styles: &'a Styles, numbering: &'a mut Numbering, addresses: &'a HashMap<String, String>) -> Self {
        Body {
            styles,
            numbering,
            addresses,
            usual: styles.resolve(None),
            lines: Lines::default(),
            paragraphs: Vec::new(),
            boxed: Vec::new(),
            boxes: 0,
            open_end: None,
            in_text: false,
            in_instruction: false,
            in_paragraph_properties: false,
            in_run_properties: false,
            skipped: 0,
            fields: Fields::default(),
            links: Vec::new(),
            choices: Vec::new(),
            characters: 0,
            cell: None,
            tables: Vec::new(),
            notes: HashMap::new(),
            note: None,
            referred: Vec::new(),
            labels: HashMap::new(),
            space_after: false,
            was_item: false,
        }
    }

    /// Reads the text.
    pub fn read(&mut self, xml: &str) -> Result<(), String> {
        walk(xml, |node| match node {
            Node::Start(name, attributes) => self.start(name, &attributes),
            Node::End(name) => self.end(name),
            Node::Text(text) => self.text(text),
        })
    }

    /// Reads the footnotes or endnotes.
    pub fn read_notes(&mut self, xml: &str, kind: &'static str) -> Result<(), String> {
        walk(xml, |node| match node {
            Node::Start(name, attributes) if name == kind => {
                // What parts the notes from the text is a note of its own.
                if attributes.get("type").is_none_or(|kind| kind == "normal") {
                    let id = attributes.get("id").unwrap_or_default();
                    self.note = Some(((kind, id), Draft::new(Form::Text, 0, true)));
                }
            }
            Node::End(name) if name == kind => {
                if let Some((id, draft)) = self.note.take()
                    && !draft.is_blank()
                {
                    self.notes.insert(id, draft);
                }
            }
            _ if self.note.is_none() => {}
            Node::Start(name, attributes) => self.start(name, &attributes),
            Node::End(name) => self.end(name),
            Node::Text(text) => self.text(text),
        })
    }

    /// The lines, and the notes with their numbers in the order of the references; a note that nothing refers to has
    /// the number 0.
    pub fn finish(mut self) -> (Lines, Vec<(usize, Draft)>) {
        self.lines_of_open_end();
        let mut notes = Vec::new();
        for (at, id) in self.referred.iter().enumerate() {
            notes.extend(self.notes.remove(id).map(|draft| (at + 1, draft)));
        }
        let mut rest: Vec<((&'static str, String), Draft)> = self.notes.into_iter().collect();
        rest.sort_by(|left, right| left.0.cmp(&right.0));
        notes.extend(rest.into_iter().map(|(_, draft)| (0, draft)));
        (self.lines, notes)
    }

    fn start(&mut self, name: &str, attributes: &Attributes<'_>) {
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        if self.in_paragraph_properties {
            self.paragraph_property(name, attributes);
            return;
        }
        if self.in_run_properties {
            self.run_property(name, attributes);
            return;
        }
        match name {
            "del" | "moveFrom" | "delText" | "sdtPr" | "sectPr" | "tblPr" | "tblPrEx" | "trPr" | "tblGrid"
            | "rubyPr" => {
                self.skipped = 1;
            }
            "p" => self.start_paragraph(),
            "pPr" => self.in_paragraph_properties = true,
            "r" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.run = Run::default();
                }
            }
            "rPr" => self.in_run_properties = true,
            "t" | "m:t" => self.in_text = true,
            "instrText" => self.in_instruction = true,
            "tab" | "ptab" => self.push("\t"),
            "br" | "cr" => self.end_line(),
            "noBreakHyphen" => self.push("-"),
            "sym" => self.symbol(attributes),
            "fldChar" => self.fields.mark(attributes.get("fldCharType").as_deref()),
            "fldSimple" => {
                let instruction = attributes.get("instr").unwrap_or_default();
                self.links.push(fields::address(&instruction).or_else(|| self.links.last().cloned().flatten()));
            }
            "hyperlink" => {
                let address = attributes.get("id").and_then(|id| self.addresses.get(&id)).map(String::as_str);
                self.links.push(address.filter(|address| fields::is_web(address)).map(Rc::from));
            }
            "footnoteReference" => self.refer("footnote", attributes),
            "endnoteReference" => self.refer("endnote", attributes),
            "txbxContent" => self.boxes += 1,
            "rt" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    let draft = std::mem::replace(&mut paragraph.draft, Draft::new(Form::Text, 0, false));
                    paragraph.guided = Some(draft);
                }
            }
            "tbl" => {
                self.open_cell();
                let has_rows = self.boxes == 0 && self.note.is_none();
                if has_rows {
                    self.lines_of_open_end();
                    self.lines.open_table(true);
                }
                self.tables.push(has_rows);
            }
            "tr" if self.is_in_table() => self.lines.open_row(),
            "tc" if self.is_in_table() => self.cell = Some(1),
            "gridSpan" => self.cell = self.cell.map(|_| attributes.number("val").unwrap_or(1)),
            _ if name.ends_with(":AlternateContent") => self.choices.push(self.characters),
            // The same in a form for older programs, unless only they can show it.
            _ if name.ends_with(":Fallback") && self.choices.last().is_some_and(|at| *at < self.characters) => {
                self.skipped = 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "pPr" => self.in_paragraph_properties = false,
            "rPr" if !self.in_paragraph_properties => self.in_run_properties = false,
            _ if self.in_paragraph_properties || self.in_run_properties => {}
            "p" => self.end_paragraph(),
            "t" | "m:t" => self.in_text = false,
            "instrText" => self.in_instruction = false,
            "hyperlink" | "fldSimple" => {
                self.links.pop();
            }
            "txbxContent" => self.boxes = self.boxes.saturating_sub(1),
            "rt" => {
                if let Some(paragraph) = self.paragraphs.last_mut()
                    && let Some(guided) = paragraph.guided.take()
                {
                    paragraph.guide = std::mem::replace(&mut paragraph.draft, guided).text();
                }
            }
            "rubyBase" => {
                let guide = self.paragraphs.last_mut().map(|paragraph| std::mem::take(&mut paragraph.guide));
                if let Some(guide) = guide.filter(|guide| !guide.is_empty()) {
                    self.push(&format!("({guide})"));
                }
            }
            "tc" => self.open_cell(),
            "tbl" => {
                let has_rows = self.tables.pop() == Some(true);
                if has_rows {
                    self.lines_of_open_end();
                    self.lines.close_table();
                    self.space_after = true;
                }
            }
            _ if name.ends_with(":AlternateContent") => {
                self.choices.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped > 0 {
        } else if self.in_text {
            self.push(text);
        } else if self.in_instruction {
            self.fields.instruct(text);
        }
    }

    fn paragraph_property(&mut self, name: &str, attributes: &Attributes<'_>) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name {
            "pStyle" => paragraph.style = attributes.get("val"),
            "numId" => paragraph.list.0 = attributes.get("val"),
            "ilvl" => paragraph.list.1 = attributes.number("val"),
            "del" | "moveFrom" => paragraph.runs_on = true,
            "spacing" | "outlineLvl" => paragraph.own.take(name, attributes),
            // What was, before somebody changed it.
            "pPrChange" | "sectPr" => self.skipped = 1,
            "rPr" => {}
            _ => {}
        }
    }

    fn run_property(&mut self, name: &str, attributes: &Attributes<'_>) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let run = &mut paragraph.run;
        match name {
            "rStyle" => run.style = self.styles.resolve(attributes.get("val").as_deref()),
            "vertAlign" => run.raised = attributes.get("val").as_deref() == Some("superscript"),
            "rPrChange" => self.skipped = 1,
            _ => run.own.take(name, attributes),
        }
    }

    fn start_paragraph(&mut self) {
        self.open_cell();
        self.paragraphs.push(Paragraph {
            draft: Draft::new(Form::Text, 0, false),
            lines: Vec::new(),
            style: None,
            own: Style::default(),
            list: (None, None),
            runs_on: false,
            run: Run::default(),
            guided: None,
            guide: String::new(),
        });
    }

    fn is_in_table(&self) -> bool {
        self.tables.last() == Some(&true)
    }

    fn open_cell(&mut self) {
        if let Some(columns) = self.cell.take() {
            self.lines_of_open_end();
            self.lines.open_cell(columns, 1);
        }
    }

    /// Adds text to the open paragraph, as it looks.
    fn push(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let style = self.styles.resolve(paragraph.style.as_deref());
        let run = &paragraph.run;
        let is_on = |of: fn(&Style) -> Option<bool>| of(&run.own).or(of(&run.style)).or(of(&style)) == Some(true);
        if is_on(|style| style.hidden) {
            return;
        }
        let link = self.links.last().cloned().flatten();
        let look = Look {
            bold: is_on(|style| style.bold),
            italic: is_on(|style| style.italic),
            link: link.or_else(|| self.fields.link()),
        };
        let mut words: String = text.chars().filter_map(clean::plain).collect();
        if run.raised
            && let Some(raised) = clean::superscript(&words)
        {
            words = raised;
        }
        self.characters += words.len();
        paragraph.draft.push(&words, &look);
    }

    fn symbol(&mut self, attributes: &Attributes<'_>) {
        let font = attributes.get("font").unwrap_or_default();
        let code = attributes.get("char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok()).unwrap_or(0);
        let font = match font.as_str() {
            "Symbol" => Font::Symbol,
            font if font.starts_with("Wingdings") => Font::Wingdings,
            _ => Font::Unknown,
        };
        let known = match code {
            0xf000..=0xf0ff => clean::symbol(code & 0xff, font),
            0x20..=0xff if font != Font::Unknown => clean::symbol(code, font),
            _ => char::from_u32(code).filter(|character| !character.is_control()),
        };
        if let Some(character) = known {
            self.push(character.encode_utf8(&mut [0; 4]));
        }
    }

    fn refer(&mut self, kind: &'static str, attributes: &Attributes<'_>) {
        let id = (kind, attributes.get("id").unwrap_or_default());
        if !self.notes.contains_key(&id) || self.note.is_some() {
            return;
        }
        let referred = &mut self.referred;
        let label = *self.labels.entry(id).or_insert_with_key(|id| {
            referred.push(id.clone());
            referred.len()
        });
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.draft.push_verbatim("", format!("[^{label}]"));
        }
    }

    fn end_line(&mut self) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            let line = std::mem::replace(&mut paragraph.draft, Draft::new(Form::Text, 0, false));
            paragraph.lines.push(line);
        }
    }

    fn end_paragraph(&mut self) {
        self.end_line();
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        let mut style = paragraph.own;
        style.fill(&self.styles.resolve(paragraph.style.as_deref()));
        style.fill(&self.usual);
        if let Some(before) = self.open_end.take()
            && let Some(first) = paragraph.lines.first_mut()
        {
            let rest = std::mem::replace(first, before);
            first.run_on(rest);
        }
        if paragraph.runs_on && self.paragraphs.is_empty() && self.note.is_none() {
            self.open_end = paragraph.lines.pop();
        }
        let is_blank = paragraph.lines.iter().all(Draft::is_blank);
        let (form, level) = if is_blank { (Form::Text, 0) } else { self.form(&style, &paragraph.list) };
        let is_item = matches!(form, Form::Bullet | Form::Numbered(_));
        let (usual_before, usual_after) = self.styles.usual_spaces();
        let parted = (self.space_after || style.before.unwrap_or(usual_before) > 0) && !(is_item && self.was_item);
        if self.boxes == 0 && self.note.is_none() {
            self.space_after = is_blank || style.after.unwrap_or(usual_after) > 0 || matches!(form, Form::Heading(_));
            self.was_item = is_item;
        }
        let mut is_first = true;
        for mut draft in paragraph.lines {
            if draft.is_blank() {
                continue;
            }
            draft.indent = level * 4 + if is_item && !is_first { 4 } else { 0 };
            draft.parted = parted && is_first;
            if is_first || matches!(form, Form::Heading(_)) {
                draft.form = form.clone();
            }
            if matches!(form, Form::Heading(_)) {
                draft.flatten();
            }
            is_first = false;
            match &mut self.note {
                Some((_, note)) => note.append(draft),
                None if self.boxes > 0 => self.boxed.push(draft),
                None => self.lines.push(draft),
            }
        }
        if self.boxes == 0 {
            self.boxed.drain(..).for_each(|draft| self.lines.push(draft));
        }
    }

    fn form(&mut self, style: &Style, list: &(Option<String>, Option<u32>)) -> (Form, u32) {
        let styled = style.list.as_ref();
        let number = list.0.as_deref().or(styled.map(|list| list.0.as_str())).filter(|number| *number != "0");
        let level = list.1.or(styled.map(|list| list.1)).unwrap_or(0).min(8);
        let shown = level.max(style.named_list.unwrap_or(0));
        let is_unlisted = list.0.as_deref() == Some("0");
        let item = match (number, style.named_list) {
            (Some(number), _) => Some(self.numbering.next(number, level)),
            (None, Some(_)) if !is_unlisted => Some(Form::Bullet),
            _ => None,
        };
        match (style.heading, item) {
            (Some(heading @ 1..), _) => (Form::Heading(heading.min(6)), 0),
            (_, Some(Form::Text)) | (_, None) => (Form::Text, 0),
            (_, Some(item)) => (item, shown),
        }
    }

    /// Adds the paragraph whose end was deleted, if nothing follows it.
    fn lines_of_open_end(&mut self) {
        if let Some(draft) = self.open_end.take() {
            self.lines.push(draft);
        }
    }
}
