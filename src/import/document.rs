//! What every format becomes before it is understood: lines of text with what is known of their form.

/// A document, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The lines, in order. A paragraph, item or heading is one line, however the file wraps it.
    pub lines: Vec<Line>,
}

/// One paragraph, item, heading or row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line of the input where it begins, from 1; for formats without lines, its number among the paragraphs.
    pub number: u32,
    /// How deep it is indented, in columns; a tab is four.
    pub indent: u32,
    /// What it is, as far as the format tells.
    pub form: Form,
    /// Its words, without marker or markup.
    pub text: String,
    /// The same as Markdown: emphasis and links kept, what Markdown would read as markup escaped.
    pub markdown: String,
    /// Whether a blank line, or the space between paragraphs of a format, stands before it.
    pub parted: bool,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A paragraph, or a heading that the format does not mark.
    Text,
    /// A heading of a level, from 1, where the format marks them.
    Heading(u8),
    /// An item of a list with a bullet.
    Bullet,
    /// An item of a numbered list, with its number.
    Numbered(u32),
    /// A row of a table, by its cells; the first row of a table is its head.
    Row(Vec<String>),
}
