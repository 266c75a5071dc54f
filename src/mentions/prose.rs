//! The prose of a body: what a reader reads as one stretch of text, with the way back to the author's bytes.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::markdown::{Placed, is_verbatim, used_footnotes};

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// A paragraph, an item of a list, a term.
    Text,
    /// A heading, where nothing is linked.
    Heading,
    /// A cell in a row of a table, rows counted through the body.
    Cell(u32),
}

/// One stretch of text without markup.
#[derive(Debug)]
pub struct Passage {
    /// What it says. A soft break is a space, a hard one a line feed.
    pub text: String,
    /// What it is.
    pub setting: Setting,
    pieces: Vec<Piece>,
    covered: Vec<Range<usize>>,
}

/// A run of a passage that comes from one place of the body.
#[derive(Debug)]
struct Piece {
    start: usize,
    source: Range<usize>,
    verbatim: bool,
    /// Pieces of one number have no markup between them.
    run: u32,
}

/// All passages of a body, and what its wikilinks name.
#[derive(Debug, Default)]
pub struct Prose {
    /// The passages, in order.
    pub passages: Vec<Passage>,
    /// Targets of wikilinks, with their first bytes.
    pub wikilinks: Vec<(String, usize)>,
}

impl Passage {
    /// Whether any byte of a stretch stands in code or in a link that the author wrote.
    pub fn is_covered(&self, range: &Range<usize>) -> bool {
        let first = self.covered.partition_point(|covered| covered.end <= range.start);
        self.covered.get(first).is_some_and(|covered| covered.start < range.end)
    }

    fn piece_at(&self, byte: usize) -> &Piece {
        // The first piece starts at 0, so there is one at or before every byte.
        &self.pieces[self.pieces.partition_point(|piece| piece.start <= byte).max(1) - 1]
    }

    /// The author's bytes of a stretch that is not empty.
    pub fn source(&self, range: &Range<usize>) -> Range<usize> {
        let at = |byte: usize| {
            let piece = self.piece_at(byte);
            if piece.verbatim { piece.source.start + (byte - piece.start) } else { piece.source.start }
        };
        let last = self.text[range.clone()].chars().next_back().map_or(1, char::len_utf8);
        let piece = self.piece_at(range.end - last);
        let end = if piece.verbatim { piece.source.start + (range.end - piece.start) } else { piece.source.end };
        at(range.start)..end.max(at(range.start))
    }

    /// The part of a stretch that one link can cover: up to the next markup.
    pub fn linkable(&self, range: &Range<usize>) -> Range<usize> {
        let run = self.piece_at(range.start).run;
        let first = self.pieces.partition_point(|piece| piece.start <= range.start);
        let inside = self.pieces[first..].iter().take_while(|piece| piece.start < range.end);
        let end = inside.into_iter().find(|piece| piece.run != run).map_or(range.end, |piece| piece.start);
        range.start..end
    }
}

/// Reads the passages of a body.
pub fn read(author: &str, events: &[Placed<'_>]) -> Prose {
    let mut reader = Reader {
        author,
        prose: Prose::default(),
        open: None,
        setting: Setting::Text,
        run: 0,
        row: 0,
        links: 0,
        images: 0,
        code: false,
        link_start: 0,
    };
    let used = used_footnotes(events);
    let mut skipping = false;
    for (event, range) in events {
        match event {
            // A note that nothing refers to is on no page.
            Event::Start(Tag::FootnoteDefinition(label)) => skipping = !used.contains(&**label),
            Event::End(TagEnd::FootnoteDefinition) if std::mem::take(&mut skipping) => continue,
            _ => {}
        }
        if !skipping {
            reader.event(event, range);
        }
    }
    reader.flush();
    reader.prose
}

struct Reader<'a> {
    author: &'a str,
    prose: Prose,
    open: Option<Passage>,
    setting: Setting,
    run: u32,
    row: u32,
    links: u32,
    images: u32,
    code: bool,
    link_start: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) if !self.code => self.push(text, range, is_verbatim(self.author, text, range)),
            Event::Code(text) if self.images == 0 => {
                let start = self.length();
                self.run += 1;
                self.push(text, range, false);
                self.run += 1;
                self.cover(start);
            }
            Event::SoftBreak => self.push(" ", range, false),
            Event::HardBreak => self.push("\n", range, false),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => self.run += 1,
            Tag::Link { link_type, dest_url, .. } => {
                self.run += 1;
                if let LinkType::WikiLink { .. } = link_type {
                    self.prose.wikilinks.push((dest_url.to_string(), range.start));
                }
                if self.links == 0 {
                    self.link_start = self.length();
                }
                self.links += 1;
            }
            Tag::Image { .. } => self.images += 1,
            _ => {
                self.flush();
                match tag {
                    Tag::Heading { .. } => self.setting = Setting::Heading,
                    Tag::TableHead | Tag::TableRow => self.row += 1,
                    Tag::TableCell => self.setting = Setting::Cell(self.row),
                    Tag::CodeBlock(_) => self.code = true,
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {
                self.run += 1;
            }
            TagEnd::Link => {
                self.run += 1;
                self.links -= 1;
                if self.links == 0 {
                    self.cover(self.link_start);
                }
            }
            TagEnd::Image => self.images -= 1,
            _ => {
                self.flush();
                self.code = false;
                self.setting = Setting::Text;
            }
        }
    }

    fn length(&self) -> usize {
        self.open.as_ref().map_or(0, |open| open.text.len())
    }

    fn push(&mut self, text: &str, range: &Range<usize>, verbatim: bool) {
        if self.images > 0 || text.is_empty() {
            return;
        }
        let setting = self.setting;
        let open = self.open.get_or_insert_with(|| Passage {
            text: String::new(),
            setting,
            pieces: Vec::new(),
            covered: Vec::new(),
        });
        open.pieces.push(Piece { start: open.text.len(), source: range.clone(), verbatim, run: self.run });
        open.text.push_str(text);
    }

    fn cover(&mut self, start: usize) {
        if let Some(open) = &mut self.open
            && start < open.text.len()
        {
            open.covered.push(start..open.text.len());
        }
    }

    fn flush(&mut self) {
        if let Some(open) = self.open.take() {
            self.prose.passages.push(open);
        }
        self.link_start = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    fn prose(markdown: &str) -> Prose {
        let prepared = markdown::cjk::prepare(markdown);
        read(markdown, &markdown::events(&prepared))
    }

    #[test]
    fn passages_know_the_authors_bytes() {
        let markdown = "# Head\n\nPress **KD-3** (Tai\nXi) &amp; `LI4`, [SP6](x).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| c | d |\n";
        let prose = prose(markdown);
        let texts: Vec<&str> = prose.passages.iter().map(|passage| passage.text.as_str()).collect();
        assert_eq!(texts, ["Head", "Press KD-3 (Tai Xi) & LI4, SP6.", "one", "two", "a", "b", "c", "d"]);
        let passage = &prose.passages[1];
        let of = |words: &str| passage.text.find(words).map(|start| start..start + words.len()).unwrap();
        assert_eq!(&markdown[passage.source(&of("KD-3 (Tai Xi)"))], "KD-3** (Tai\nXi)");
        assert_eq!(&markdown[passage.source(&of("& LI4"))], "&amp; `LI4`");
        assert_eq!(passage.linkable(&of("KD-3 (Tai Xi)")), of("KD-3"));
        assert_eq!(passage.linkable(&of("Tai Xi")), of("Tai Xi"));
        assert!(passage.is_covered(&of("LI4")) && passage.is_covered(&of("SP6")) && !passage.is_covered(&of("Tai Xi")));
        assert_eq!(prose.passages[4].setting, Setting::Cell(1));
        assert_eq!(prose.passages[7].setting, Setting::Cell(2));
    }

    #[test]
    fn what_nobody_reads_is_no_prose() {
        let prose = prose("![BL23](a.png) x\n\n```\nKI3\n```\n\n[[BL23|here]]");
        let texts: Vec<&str> = prose.passages.iter().map(|passage| passage.text.as_str()).collect();
        assert_eq!(texts, [" x", "here"]);
        assert_eq!(prose.wikilinks, [("BL23".to_owned(), 31)]);
    }
}
