//! Emphasis and links over the characters of a line, and where Markdown can hold them.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::{self, cjk};

/// One character of a line.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// The character.
    pub character: char,
    /// What stands for the character, by the number of the run.
    pub verbatim: Option<usize>,
    /// Its emphasis and link.
    pub marks: Marks,
}

/// The emphasis and link of a character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// The run whose link it is: parts of a link that stand side by side share the first one's.
    pub link: Option<usize>,
}

/// One mark, as it is opened and closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A link, by its run.
    Link(usize),
    /// Bold.
    Bold,
    /// Italic.
    Italic,
}

impl Marks {
    /// Whether a mark is among them.
    pub fn has(self, mark: Mark) -> bool {
        match mark {
            Mark::Bold => self.bold,
            Mark::Italic => self.italic,
            Mark::Link(run) => self.link == Some(run),
        }
    }

    /// Each of them.
    pub fn all(self) -> impl Iterator<Item = Mark> {
        let link = self.link.map(Mark::Link);
        link.into_iter().chain(self.bold.then_some(Mark::Bold)).chain(self.italic.then_some(Mark::Italic))
    }
}

/// Where the marks end that stand at each place.
#[derive(Debug)]
pub struct Ends {
    bold: Vec<u32>,
    italic: Vec<u32>,
    link: Vec<u32>,
}

impl Ends {
    /// Looks at a line.
    pub fn of(glyphs: &[Glyph]) -> Self {
        let ends = |same: &dyn Fn(Marks, Marks) -> bool| {
            let mut ends = vec![0; glyphs.len()];
            for at in (0..glyphs.len()).rev() {
                let goes_on = at + 1 < glyphs.len() && same(glyphs[at].marks, glyphs[at + 1].marks);
                ends[at] = if goes_on { ends[at + 1] } else { at as u32 + 1 };
            }
            ends
        };
        if glyphs.iter().all(|glyph| glyph.marks == Marks::default()) {
            return Ends { bold: Vec::new(), italic: Vec::new(), link: Vec::new() };
        }
        Ends {
            bold: ends(&|a, b| a.bold == b.bold),
            italic: ends(&|a, b| a.italic == b.italic),
            link: ends(&|a, b| a.link == b.link),
        }
    }

    /// The end of a mark that stands at a place.
    pub fn of_mark(&self, mark: Mark, at: usize) -> u32 {
        let ends = match mark {
            Mark::Bold => &self.bold,
            Mark::Italic => &self.italic,
            Mark::Link(_) => &self.link,
        };
        ends.get(at).copied().unwrap_or(0)
    }
}

/// Takes emphasis from stretches that hold nothing to emphasise.
pub fn trim_emphasis(glyphs: &mut [Glyph]) {
    for (get, set) in EMPHASES {
        for_each_stretch(glyphs, get, |stretch, _, _| {
            if !stretch.iter().any(|glyph| glyph.verbatim.is_some() || glyph.character.is_alphanumeric()) {
                stretch.iter_mut().for_each(|glyph| set(glyph, false));
            }
        });
    }
}

/// Moves marks that stand between a letter and punctuation behind the punctuation: only there do they work
/// (CommonMark, 6.2).
pub fn part_from_punctuation(glyphs: &mut [Glyph]) {
    let is_punctuation = |character: char| !character.is_alphanumeric() && !character.is_whitespace();
    for (get, set) in EMPHASES {
        for_each_stretch(glyphs, get, |stretch, before, after| {
            if before.is_some_and(char::is_alphanumeric) {
                let marks = stretch.iter_mut().take_while(|glyph| is_punctuation(glyph.character));
                marks.for_each(|glyph| set(glyph, false));
            }
            if after.is_some_and(char::is_alphanumeric) {
                let marks = stretch.iter_mut().rev().take_while(|glyph| is_punctuation(glyph.character));
                marks.for_each(|glyph| set(glyph, false));
            }
        });
    }
}

/// Takes all emphasis away.
pub fn without_emphasis(glyphs: &mut [Glyph]) {
    for glyph in glyphs {
        (glyph.marks.bold, glyph.marks.italic) = (false, false);
    }
}

/// Takes all links away.
pub fn without_links(glyphs: &mut [Glyph]) {
    for glyph in glyphs {
        glyph.marks.link = None;
    }
}

type Emphasis = (fn(&Glyph) -> bool, fn(&mut Glyph, bool));

const EMPHASES: [Emphasis; 2] = [
    (|glyph| glyph.marks.bold, |glyph, is| glyph.marks.bold = is),
    (|glyph| glyph.marks.italic, |glyph, is| glyph.marks.italic = is),
];

/// Calls a function with every stretch of emphasis, and the characters around it.
fn for_each_stretch(
    glyphs: &mut [Glyph],
    is_within: fn(&Glyph) -> bool,
    mut act: impl FnMut(&mut [Glyph], Option<char>, Option<char>),
) {
    let mut start = 0;
    while start < glyphs.len() {
        let within = is_within(&glyphs[start]);
        let length = glyphs[start..].iter().take_while(|glyph| is_within(glyph) == within).count();
        let end = start + length;
        if within {
            let before = start.checked_sub(1).map(|at| glyphs[at].character);
            let after = glyphs.get(end).map(|glyph| glyph.character);
            act(&mut glyphs[start..end], before, after);
        }
        start = end;
    }
}

/// Whether a parser reads Markdown as one paragraph of a text, with no mark left over.
pub fn reads_as(markdown: &str, expected: &str) -> bool {
    let prepared = cjk::prepare(markdown);
    let mut expected = expected.chars().filter(|character| !character.is_whitespace());
    let mut expects = |text: &str| {
        text.chars().filter(|character| !character.is_whitespace()).all(|found| expected.next() == Some(found))
    };
    for (event, _) in markdown::events(&prepared) {
        match event {
            Event::Text(text) if !expects(&text) => return false,
            Event::End(TagEnd::Paragraph) => return expected.next().is_none(),
            Event::Text(_) | Event::SoftBreak | Event::FootnoteReference(_) => {}
            Event::Start(Tag::Paragraph | Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image) => {}
            _ => return false,
        }
    }
    false
}
