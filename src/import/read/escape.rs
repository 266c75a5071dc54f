//! Which characters of a text Markdown would read as markup, and where.

/// Where a text will stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A paragraph or an item of a list.
    Block,
    /// A heading.
    Heading,
    /// A cell of a table.
    Cell,
}

/// What of a whole line decides about its single characters.
#[derive(Debug)]
pub struct Escaper {
    place: Place,
    /// The characters at the beginning that would make a block, by their number; `usize::MAX` for none.
    opening: usize,
    /// Where the run of `#` begins that would be taken for the end of a heading.
    closing: usize,
    /// One `~` strikes nothing out.
    has_tildes: bool,
    /// `<5@a>` is an address.
    has_at: bool,
}

impl Escaper {
    /// Looks at a line, which begins and ends without white space; `begins_plain` unless a mark stands before it.
    pub fn new(line: &[char], place: Place, begins_plain: bool) -> Self {
        let opening = if place == Place::Block && begins_plain { opening(line) } else { None };
        let hashes = line.iter().rev().take_while(|character| **character == '#').count();
        let closes = place == Place::Heading && hashes > 0 && {
            let before = line.len() - hashes;
            before == 0 || line[before - 1] == ' '
        };
        Escaper {
            place,
            opening: opening.unwrap_or(usize::MAX),
            closing: if closes { line.len() - hashes } else { usize::MAX },
            has_tildes: line.iter().filter(|character| **character == '~').count() > 1,
            has_at: line.contains(&'@'),
        }
    }

    /// Whether a character needs a backslash. `before` and `after` are what will stand beside it in the Markdown,
    /// marks of emphasis and links included.
    pub fn needs_backslash(&self, line: &[char], at: usize, before: Option<char>, after: Option<char>) -> bool {
        if at == self.opening || at == self.closing {
            return true;
        }
        let is_space = |side: Option<char>| side.is_none_or(char::is_whitespace);
        let is_letter = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
        match line[at] {
            '\\' | '`' => true,
            '*' => !(is_space(before) && is_space(after)),
            '_' => !(is_space(before) && is_space(after) || is_letter(before) && is_letter(after)),
            '~' => self.has_tildes && !(is_space(before) && is_space(after)),
            '<' => {
                after.is_some_and(|next| self.has_at || next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
            }
            '[' => matches!(after, Some('[' | '^')),
            ']' => matches!(after, Some('(' | '[')),
            '&' => is_entity(&line[at + 1..]),
            '|' => self.place == Place::Cell,
            _ => false,
        }
    }
}

/// The character at the beginning of a line that would make it a heading, quotation, item or definition.
fn opening(line: &[char]) -> Option<usize> {
    let ends = |at: usize| line.get(at).is_none_or(|next| *next == ' ');
    match *line.first()? {
        '#' => {
            let hashes = line.iter().take_while(|character| **character == '#').count();
            (hashes <= 6 && ends(hashes)).then_some(0)
        }
        '>' => Some(0),
        '+' | '*' | ':' => ends(1).then_some(0),
        '-' => (ends(1) || is_rule(line)).then_some(0),
        '=' => line.iter().all(|character| *character == '=').then_some(0),
        '[' => {
            let close = line.iter().position(|character| *character == ']')?;
            let is_task = close == 2 && matches!(line[1], ' ' | 'x' | 'X');
            (is_task || line.get(close + 1) == Some(&':')).then_some(0)
        }
        '0'..='9' => {
            let digits = line.iter().take_while(|character| character.is_ascii_digit()).count();
            let is_marker = digits <= 9 && matches!(line.get(digits), Some('.' | ')')) && ends(digits + 1);
            is_marker.then_some(digits)
        }
        _ => None,
    }
}

/// Escapes what would begin a block in Markdown that stood within one.
pub fn escape_beginning(markdown: &mut String) {
    let line: Vec<char> = markdown.chars().collect();
    if matches!(line.first(), Some('#' | '>' | '+' | '-' | ':' | '=' | '0'..='9'))
        && let Some(at) = opening(&line)
    {
        // What stands before it is ASCII.
        markdown.insert(at, '\\');
    }
}

fn is_rule(line: &[char]) -> bool {
    line.iter().all(|character| matches!(character, '-' | ' ')) && line.iter().filter(|c| **c == '-').count() > 2
}

/// Whether an ampersand is followed by what makes it a character reference.
fn is_entity(rest: &[char]) -> bool {
    let name = if rest.first() == Some(&'#') { &rest[1..] } else { rest };
    let length = name.iter().take(33).take_while(|character| character.is_ascii_alphanumeric()).count();
    length > 0 && length < 33 && name.get(length) == Some(&';')
}

#[cfg(test)]
mod tests {
    use super::super::runs::Draft;
    use super::Place;

    fn escaped(text: &str) -> String {
        Draft::plain(text).markdown(Place::Block)
    }

    #[test]
    fn markup_is_escaped() {
        for (text, expected) in [
            ("*BL23* and _KI3_", "\\*BL23\\* and \\_KI3\\_"),
            ("`code` \\BL23 C:\\dir", "\\`code\\` \\\\BL23 C:\\\\dir"),
            ("<b>bold</b>", "\\<b>bold\\</b>"),
            ("[text](url) [[BL23]] [^1]", "[text\\](url) \\[[BL23]] \\[^1]"),
            ("# x", "\\# x"),
            ("> x", "\\> x"),
            ("+ x", "\\+ x"),
            ("- x", "\\- x"),
            ("1. x", "1\\. x"),
            ("12) x", "12\\) x"),
            ("---", "\\---"),
            ("[ ] task", "\\[ ] task"),
            ("[a]: url", "\\[a]: url"),
            ("AT&T; R&amp;D", "AT&T; R\\&amp;D".replace("AT&T;", "AT\\&T;").as_str()),
            ("5~10 and 6~9", "5\\~10 and 6\\~9"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn the_rest_is_left_alone() {
        for text in [
            "snake_case",
            "2 * 3",
            "p < 0.05",
            "p<0.05",
            "[1] Smith",
            "see [3].",
            "#1",
            "BL23 – Shen Shu",
            "-5 °C",
            "1.5 cun",
            "3~5 寸",
            "a | b",
            "R&D",
            "no. 1. x",
            "C#",
            "+5",
            "“quoted” (x)!",
            "a > b",
            ":x",
        ] {
            assert_eq!(escaped(text), text);
        }
    }
}
