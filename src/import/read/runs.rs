//! Runs of text with their emphasis and links, and the line that becomes of them: its words, and its Markdown.

use std::rc::Rc;

use super::escape::{Escaper, Place};
use super::marks::{
    Ends, Glyph, Mark, Marks, part_from_punctuation, reads_as, trim_emphasis, without_emphasis, without_links,
};
use crate::import::document::{Form, Line};

/// How a run looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Where it leads to.
    pub link: Option<Rc<str>>,
}

/// A stretch of text of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    text: String,
    look: Look,
    /// Markdown that stands for the text: a picture, a reference to a footnote.
    verbatim: Option<String>,
}

/// A line in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is.
    pub form: Form,
    /// How deep it is indented.
    pub indent: u32,
    /// Whether space stands before it.
    pub parted: bool,
    runs: Vec<Run>,
}

impl Draft {
    /// An empty line.
    pub fn new(form: Form, indent: u32, parted: bool) -> Self {
        Draft { form, indent, parted, runs: Vec::new() }
    }

    /// A paragraph of plain text.
    pub fn plain(text: &str) -> Self {
        let mut draft = Draft::new(Form::Text, 0, false);
        draft.push(text, &Look::default());
        draft
    }

    /// Adds text.
    pub fn push(&mut self, text: &str, look: &Look) {
        match self.runs.last_mut() {
            Some(last) if last.verbatim.is_none() && last.look == *look => last.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), look: look.clone(), verbatim: None }),
        }
    }

    /// Adds text that stands as something else in Markdown.
    pub fn push_verbatim(&mut self, text: &str, verbatim: String) {
        self.runs.push(Run { text: text.to_owned(), look: Look::default(), verbatim: Some(verbatim) });
    }

    /// Adds what another line holds.
    pub fn run_on(&mut self, other: Draft) {
        self.runs.extend(other.runs);
    }

    /// Adds what another line holds, behind a space.
    pub fn append(&mut self, other: Draft) {
        if !self.runs.is_empty() {
            self.push(" ", &Look::default());
        }
        self.runs.extend(other.runs);
    }

    /// Takes the emphasis away.
    pub fn flatten(&mut self) {
        for run in &mut self.runs {
            (run.look.bold, run.look.italic) = (false, false);
        }
    }

    /// Whether nothing can be seen.
    pub fn is_blank(&self) -> bool {
        self.runs.iter().all(|run| run.verbatim.is_none() && run.text.chars().all(char::is_whitespace))
    }

    /// Whether its last character belongs to a word.
    pub fn ends_with_word(&self) -> bool {
        let mut characters = self.runs.iter().rev().flat_map(|run| run.text.chars().rev());
        characters.find(|character| !character.is_whitespace()).is_some_and(char::is_alphanumeric)
    }

    /// How many bytes its text takes.
    pub fn size(&self) -> usize {
        self.runs.iter().map(|run| run.text.len()).sum()
    }

    /// Its first characters as they are, white space before them left out.
    pub fn beginning(&self, length: usize) -> String {
        let runs = self.runs.iter().take_while(|run| run.verbatim.is_none());
        runs.flat_map(|run| run.text.chars()).skip_while(|character| character.is_whitespace()).take(length).collect()
    }

    /// Takes away some bytes of the beginning, and white space before them.
    pub fn strip(&mut self, mut bytes: usize) {
        let mut is_leading = true;
        for run in &mut self.runs {
            if run.verbatim.is_some() {
                break;
            }
            if is_leading {
                let spaces = run.text.len() - run.text.trim_start().len();
                run.text.drain(..spaces);
                is_leading = run.text.is_empty();
            }
            let mut taken = bytes.min(run.text.len());
            while !run.text.is_char_boundary(taken) {
                taken += 1;
            }
            run.text.drain(..taken);
            bytes = bytes.saturating_sub(taken);
            if bytes == 0 && !is_leading {
                break;
            }
        }
    }

    /// Its words.
    pub fn text(&self) -> String {
        self.text_of(&self.glyphs())
    }

    /// Its Markdown.
    pub fn markdown(&self, place: Place) -> String {
        self.markdown_of(self.glyphs(), place)
    }

    /// The finished line, if anything can be seen of it.
    pub fn finish(self, number: u32) -> Option<Line> {
        if self.is_blank() {
            return None;
        }
        let glyphs = self.glyphs();
        let place = if matches!(self.form, Form::Heading(_)) { Place::Heading } else { Place::Block };
        let text = self.text_of(&glyphs);
        let markdown = self.markdown_of(glyphs, place);
        Some(Line { number, indent: self.indent, form: self.form, text, markdown, parted: self.parted })
    }

    /// The characters, with one space for every stretch of white space, or two where it is wide: what stands in
    /// columns is told by that.
    fn glyphs(&self) -> Vec<Glyph> {
        let mut glyphs: Vec<Glyph> = Vec::with_capacity(self.size());
        let mut space = 0;
        let mut link: Option<usize> = None;
        for (number, run) in self.runs.iter().enumerate() {
            link = match (&run.look.link, link) {
                (None, _) => None,
                (Some(_), Some(open)) if self.runs[open].look.link == run.look.link => Some(open),
                (Some(_), _) => Some(number),
            };
            let marks = Marks { bold: run.look.bold, italic: run.look.italic, link };
            let verbatim = run.verbatim.as_ref().map(|_| number);
            let characters = if verbatim.is_some() { "\u{fffc}" } else { run.text.as_str() };
            for character in characters.chars() {
                if character.is_whitespace() {
                    space += usize::from(matches!(character, '\t' | '\u{3000}')) + 1;
                    continue;
                }
                if let Some(last) = glyphs.last().filter(|_| space > 0) {
                    // A space has what both its neighbours have: marks work beside words only.
                    let before = last.marks;
                    let marks = Marks {
                        bold: before.bold && marks.bold,
                        italic: before.italic && marks.italic,
                        link: before.link.filter(|link| marks.link == Some(*link)),
                    };
                    glyphs.extend(std::iter::repeat_n(Glyph { character: ' ', verbatim: None, marks }, space.min(2)));
                }
                space = 0;
                glyphs.push(Glyph { character, verbatim, marks });
            }
        }
        trim_emphasis(&mut glyphs);
        glyphs
    }

    fn text_of(&self, glyphs: &[Glyph]) -> String {
        let mut text = String::with_capacity(glyphs.len());
        let mut was_verbatim = false;
        for glyph in glyphs {
            match glyph.verbatim {
                None => {
                    if was_verbatim && glyph.character.is_alphanumeric() && !text.ends_with(' ') {
                        text.push(' ');
                    }
                    text.push(glyph.character);
                }
                Some(run) => {
                    let words = self.runs[run].text.trim();
                    if !words.is_empty() && !text.is_empty() && !text.ends_with(' ') {
                        text.push(' ');
                    }
                    text.extend(words.split_whitespace().flat_map(|word| [" ", word]).skip(1));
                }
            }
            was_verbatim = glyph.verbatim.is_some_and(|run| !self.runs[run].text.is_empty());
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// The Markdown with all marks, or with fewer where a parser would not read them as they are meant.
    fn markdown_of(&self, mut glyphs: Vec<Glyph>, place: Place) -> String {
        if glyphs.iter().all(|glyph| glyph.marks == Marks::default()) {
            return self.render(&glyphs, place);
        }
        let expected: String = glyphs
            .iter()
            .map(|glyph| glyph.verbatim.map_or(glyph.character.to_string(), |run| self.runs[run].text.clone()))
            .collect();
        let footnotes: String = (self.runs.iter().filter_map(|run| run.verbatim.as_ref()))
            .filter(|verbatim| verbatim.starts_with("[^"))
            .map(|label| format!("\n\n{label}: x"))
            .collect();
        let steps: [fn(&mut [Glyph]); 4] = [|_| (), part_from_punctuation, without_emphasis, without_links];
        for step in steps {
            step(&mut glyphs);
            let markdown = self.render(&glyphs, place);
            if reads_as(&format!("{markdown}{footnotes}"), &expected) {
                return markdown;
            }
        }
        self.render(&glyphs, place)
    }

    fn render(&self, glyphs: &[Glyph], place: Place) -> String {
        let line: Vec<char> = glyphs.iter().map(|glyph| glyph.character).collect();
        // What stands behind a mark does not begin the line.
        let begins_plain = glyphs.first().is_none_or(|glyph| glyph.marks == Marks::default());
        let escaper = Escaper::new(&line, place, begins_plain);
        let ends = Ends::of(glyphs);
        let mut out = String::with_capacity(glyphs.len() + 16);
        let mut open: Vec<Mark> = Vec::new();
        let none = Marks::default();
        for at in 0..=glyphs.len() {
            let marks = glyphs.get(at).map_or(none, |glyph| glyph.marks);
            if let Some(lowest) = open.iter().position(|mark| !marks.has(*mark)) {
                for mark in open.drain(lowest..).rev() {
                    self.close(mark, &mut out);
                }
            }
            let mut opened: Vec<Mark> = marks.all().filter(|mark| !open.contains(mark)).collect();
            // What ends last is opened first, so that it need not be closed in between.
            opened.sort_by_key(|mark| std::cmp::Reverse(ends.of_mark(*mark, at)));
            for mark in opened {
                out.push_str(match mark {
                    Mark::Link(_) => "[",
                    Mark::Bold => "**",
                    Mark::Italic => "*",
                });
                open.push(mark);
            }
            let Some(glyph) = glyphs.get(at) else { break };
            if let Some(run) = glyph.verbatim {
                out.push_str(self.runs[run].verbatim.as_deref().unwrap_or_default());
                continue;
            }
            // The parser takes braces at the end of a heading for its attributes, even behind a backslash.
            if place == Place::Heading && glyph.character == '}' && at + 1 == glyphs.len() {
                out.push_str("&#125;");
                continue;
            }
            let next = glyphs.get(at + 1);
            let next_marks = next.map_or(none, |glyph| glyph.marks);
            let after = match next {
                _ if next_marks.link != marks.link => Some(if marks.link.is_some() { ']' } else { '[' }),
                _ if next_marks != marks => Some('*'),
                Some(next) if next.verbatim.is_some() => Some('['),
                next => next.map(|glyph| glyph.character),
            };
            let is_bracket_in_link = marks.link.is_some() && matches!(glyph.character, '[' | ']');
            let is_mark_of_picture = glyph.character == '!' && after == Some('[');
            let before = out.chars().next_back();
            if is_bracket_in_link || is_mark_of_picture || escaper.needs_backslash(&line, at, before, after) {
                out.push('\\');
            }
            out.push(glyph.character);
        }
        out
    }

    fn close(&self, mark: Mark, out: &mut String) {
        match mark {
            Mark::Bold => out.push_str("**"),
            Mark::Italic => out.push('*'),
            Mark::Link(run) => {
                out.push_str("](");
                out.push_str(&destination(self.runs[run].look.link.as_deref().unwrap_or_default()));
                out.push(')');
            }
        }
    }
}

/// An address as it may stand in the parentheses of a link.
pub fn destination(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for character in address.trim().chars() {
        match character {
            ' ' | '(' | ')' | '<' | '>' | '"' | '\\' | '`' | '|' => {
                out.push_str(&format!("%{:02X}", u32::from(character)));
            }
            _ if character.is_control() => {}
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(bold: bool, italic: bool) -> Look {
        Look { bold, italic, link: None }
    }

    fn draft(runs: &[(&str, Look)]) -> Draft {
        let mut draft = Draft::new(Form::Text, 0, false);
        for (text, look) in runs {
            draft.push(text, look);
        }
        draft
    }

    #[test]
    fn emphasis_stands_where_a_parser_reads_it() {
        let (plain, bold, italic, both) = (look(false, false), look(true, false), look(false, true), look(true, true));
        let markdown = |runs: &[(&str, Look)]| draft(runs).markdown(Place::Block);
        assert_eq!(markdown(&[("Where: ", bold.clone()), ("three cun", plain.clone())]), "**Where:** three cun");
        assert_eq!(markdown(&[("a", both.clone()), ("b", italic.clone())]), "***a**b*");
        assert_eq!(markdown(&[("a ", bold.clone()), (" ", plain.clone()), (" b", bold.clone())]), "**a  b**");
        assert_eq!(markdown(&[("x", plain.clone()), ("(a)", bold.clone()), ("y", plain.clone())]), "x(**a**)y");
        assert_eq!(markdown(&[("注意：", bold.clone()), ("孕婦", plain.clone())]), "**注意：**孕婦");
        assert_eq!(markdown(&[("–", bold.clone()), (" a", plain.clone())]), "– a");
        assert_eq!(markdown(&[("2*", bold.clone()), ("3", plain.clone())]), "**2**\\*3");
        assert_eq!(markdown(&[("a", bold.clone()), ("b", italic), ("c", bold)]), "**a***b***c**");
    }

    #[test]
    fn links_keep_their_words() {
        let to = |link: &str| Look { link: Some(link.into()), ..Look::default() };
        let plain = Look::default();
        let runs = [("See! ", plain.clone()), ("the [clinic]", to("https://a.example/x(1)")), ("!", plain.clone())];
        assert_eq!(draft(&runs).markdown(Place::Block), "See! [the \\[clinic\\]](https://a.example/x%281%29)!");
        let runs = [("[", plain.clone()), ("1", to("https://a.example")), ("]", plain.clone())];
        let draft = draft(&runs);
        assert_eq!(draft.markdown(Place::Block), "\\[[1](https://a.example)]");
        assert_eq!(draft.text(), "[1]");
    }

    #[test]
    fn pictures_part_words() {
        let mut draft = Draft::plain("before");
        draft.push_verbatim("a warm hand", "![a warm hand](hand.jpg)".to_owned());
        draft.push("after", &Look::default());
        assert_eq!(draft.text(), "before a warm hand after");
        assert_eq!(draft.markdown(Place::Block), "before![a warm hand](hand.jpg)after");
    }

    #[test]
    fn a_marker_is_stripped_from_several_runs() {
        let mut draft = draft(&[("  ", look(false, false)), ("1", look(true, false)), (". A", look(false, false))]);
        assert_eq!(draft.beginning(4), "1. A");
        draft.strip(3);
        assert_eq!(draft.text(), "A");
    }
}
