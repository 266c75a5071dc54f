//! What the readers of documents with structure collect: paragraphs, items and tables, in order.

use super::escape::Place;
use super::marker::{self, Candidate};
use super::runs::{Draft, Look};
use crate::import::document::{Document, Form, Line};

/// Lines and tables in the making.
#[derive(Debug, Default)]
pub struct Lines {
    entries: Vec<Entry>,
    tables: Vec<Table>,
}

#[derive(Debug)]
enum Entry {
    Draft(Draft),
    Row { cells: Vec<Option<Draft>>, parted: bool },
}

/// A table that stands open. Its cells are known by where their lines begin, so that nothing moves if it turns out to
/// be no table of data.
#[derive(Debug)]
struct Table {
    first: usize,
    cells: Vec<Cell>,
    rows: usize,
    column: usize,
    /// For how many more rows a cell above fills each column.
    filled: Vec<usize>,
    holds_table: bool,
    parted: bool,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    row: usize,
    column: usize,
    first: usize,
}

/// The most columns that are told apart, so that hostile spans cost nothing.
const COLUMNS: usize = 64;

/// Lines, and bytes, past which a cell is a part of the page: tables were the way to set pages for long.
const CELL_LINES: usize = 12;
const CELL_SIZE: usize = 1500;

impl Lines {
    /// Adds a line, unless nothing can be seen of it.
    pub fn push(&mut self, draft: Draft) {
        if !draft.is_blank() {
            self.entries.push(Entry::Draft(draft));
        }
    }

    /// Opens a table.
    pub fn open_table(&mut self, parted: bool) {
        if let Some(outer) = self.tables.last_mut() {
            outer.holds_table = true;
        }
        self.tables.push(Table {
            first: self.entries.len(),
            cells: Vec::new(),
            rows: 0,
            column: 0,
            filled: Vec::new(),
            holds_table: false,
            parted,
        });
    }

    /// Opens a row of the innermost table.
    pub fn open_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.rows += 1;
            table.column = 0;
            table.filled.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        }
    }

    /// Opens a cell that takes so many columns and rows.
    pub fn open_cell(&mut self, columns: usize, rows: usize) {
        let first = self.entries.len();
        let Some(table) = self.tables.last_mut() else { return };
        if table.rows == 0 {
            table.rows = 1;
        }
        while table.filled.get(table.column).is_some_and(|rows| *rows > 0) {
            table.column += 1;
        }
        let column = table.column.min(COLUMNS - 1);
        let end = (column + columns.clamp(1, COLUMNS)).min(COLUMNS);
        table.filled.resize(table.filled.len().max(end), 0);
        table.filled[column..end].fill(rows.clamp(1, 65_536));
        table.column = end;
        table.cells.push(Cell { row: table.rows, column, first });
    }

    /// Closes the innermost table: its lines become rows if it is one of data.
    pub fn close_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        if table.holds_table || !self.is_of_data(&table) {
            if let Some(Entry::Draft(first)) = self.entries.get_mut(table.first) {
                first.parted |= table.parted;
            }
            return;
        }
        let Some(first) = table.cells.first().map(|cell| cell.first) else { return };
        let width = table.filled.len();
        let mut drafts = self.entries.split_off(first).into_iter();
        let mut row: Vec<Option<Draft>> = Vec::new();
        let mut parted = table.parted && first == table.first;
        for (at, cell) in table.cells.iter().enumerate() {
            let end = table.cells.get(at + 1).map_or(usize::MAX, |next| next.first);
            row.resize(row.len().max(width), None);
            for entry in drafts.by_ref().take(end - cell.first) {
                let Entry::Draft(draft) = entry else { continue };
                match &mut row[cell.column] {
                    Some(words) => append(words, draft),
                    words => *words = Some(draft),
                }
            }
            if table.cells.get(at + 1).is_none_or(|next| next.row != cell.row) {
                let cells = std::mem::take(&mut row);
                if cells.iter().any(Option::is_some) {
                    self.entries.push(Entry::Row { cells, parted });
                    parted = false;
                }
            }
        }
    }

    fn is_of_data(&self, table: &Table) -> bool {
        let has_columns = table.cells.iter().any(|cell| cell.column > 0);
        has_columns
            && table.cells.iter().enumerate().all(|(at, cell)| {
                let end = table.cells.get(at + 1).map_or(self.entries.len(), |next| next.first);
                let lines = &self.entries[cell.first..end];
                let is_line =
                    |entry: &Entry| matches!(entry, Entry::Draft(draft) if !matches!(draft.form, Form::Heading(_)));
                let size = |entry: &Entry| if let Entry::Draft(draft) = entry { draft.size() } else { 0 };
                lines.len() <= CELL_LINES
                    && lines.iter().all(is_line)
                    && lines.iter().map(size).sum::<usize>() <= CELL_SIZE
            })
    }

    /// The document: markers that were typed become the forms of items.
    pub fn finish(mut self) -> Document {
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.find_items();
        let mut document = Document::default();
        for entry in self.entries {
            let number = document.lines.len() as u32 + 1;
            match entry {
                Entry::Draft(draft) => document.lines.extend(draft.finish(number)),
                Entry::Row { cells, parted } => {
                    let words = |cell: Option<Draft>| {
                        cell.map(|draft| (draft.text(), draft.markdown(Place::Cell))).unwrap_or_default()
                    };
                    document.lines.push(row(cells.into_iter().map(words).collect(), number, parted));
                }
            }
        }
        if let Some(first) = document.lines.first_mut() {
            first.parted = false;
        }
        document
    }

    fn find_items(&mut self) {
        let mut found = Vec::new();
        let mut candidates = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let Entry::Draft(draft) = entry else { continue };
            if draft.form != Form::Text {
                continue;
            }
            let beginning = draft.beginning(16);
            let Some(marker) = marker::parse(&beginning).filter(|marker| marker.length < beginning.len()) else {
                continue;
            };
            let follows = at > 0 && found.last() == Some(&(at - 1));
            candidates.push(Candidate { marker, indent: draft.indent, may_run_on: false, follows });
            found.push(at);
        }
        for ((at, is_item), candidate) in found.into_iter().zip(marker::items(&candidates)).zip(&candidates) {
            if let (Some(Entry::Draft(draft)), true) = (self.entries.get_mut(at), is_item) {
                draft.form = candidate.marker.form();
                draft.strip(candidate.marker.length);
            }
        }
    }
}

/// Joins lines of one cell. The items of a list are told apart still.
fn append(words: &mut Draft, next: Draft) {
    if matches!(next.form, Form::Bullet | Form::Numbered(_)) && words.ends_with_word() {
        words.push(";", &Look::default());
    }
    words.append(next);
}

/// A row of a table, by the words and the Markdown of its cells.
pub fn row(cells: Vec<(String, String)>, number: u32, parted: bool) -> Line {
    let join = |part: fn(&(String, String)) -> &String, between| {
        cells.iter().map(|cell| part(cell).as_str()).collect::<Vec<&str>>().join(between)
    };
    let text = join(|cell| &cell.0, "  ").trim().to_owned();
    let markdown = format!("| {} |", join(|cell| &cell.1, " | "));
    let cells = cells.into_iter().map(|(text, _)| text).collect();
    Line { number, indent: 0, form: Form::Row(cells), text, markdown, parted }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[(&str, usize, usize)]]) -> Document {
        let mut lines = Lines::default();
        lines.push(Draft::plain("before"));
        lines.open_table(true);
        for row in rows {
            lines.open_row();
            for (text, columns, rows) in *row {
                lines.open_cell(*columns, *rows);
                text.split('\n').for_each(|line| lines.push(Draft::plain(line)));
            }
        }
        lines.close_table();
        lines.finish()
    }

    fn cells(document: &Document) -> Vec<Vec<String>> {
        let row = |line: &Line| if let Form::Row(cells) = &line.form { Some(cells.clone()) } else { None };
        document.lines.iter().filter_map(row).collect()
    }

    #[test]
    fn tables_keep_their_columns() {
        let document = table(&[
            &[("Point", 1, 1), ("Where|to", 1, 1), ("Why", 1, 1)],
            &[("LI4", 1, 2), ("hand", 1, 1), ("", 1, 1)],
            &[("on\nthe back", 2, 1)],
            &[("", 1, 1), ("", 2, 1)],
        ]);
        assert_eq!(cells(&document), [["Point", "Where|to", "Why"], ["LI4", "hand", ""], ["", "on the back", ""]]);
        assert_eq!(document.lines[1].markdown, "| Point | Where\\|to | Why |");
        assert!(document.lines[1].parted && !document.lines[2].parted);
    }

    #[test]
    fn tables_that_set_a_page_are_dissolved() {
        let long = "word ".repeat(400);
        let document = table(&[&[("Menu", 1, 1), (&long, 1, 1)]]);
        assert!(cells(&document).is_empty());
        assert_eq!(document.lines[1].text, "Menu");
        assert_eq!(cells(&table(&[&[("one", 1, 1)], &[("column", 1, 1)]])).len(), 0);
    }

    #[test]
    fn typed_markers_make_items() {
        let mut lines = Lines::default();
        for text in ["1. First", "2. Second", "2005. ISBN", "•\u{a0}Bullet", "a) Not one"] {
            lines.push(Draft::plain(text));
        }
        let found: Vec<(Form, String)> = lines.finish().lines.into_iter().map(|line| (line.form, line.text)).collect();
        let text = |text: &str| text.to_owned();
        assert_eq!(
            found,
            [
                (Form::Numbered(1), text("First")),
                (Form::Numbered(2), text("Second")),
                (Form::Text, text("2005. ISBN")),
                (Form::Bullet, text("Bullet")),
                (Form::Text, text("a) Not one")),
            ]
        );
    }
}
