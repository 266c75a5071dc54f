//! Characters: what is invisible goes, and what has a plainer twin becomes it.

/// The end of a line that is none in an editor: a page break, Word's soft break, U+2028.
pub const SOFT_END: char = '\u{2028}';

/// A text with `\n` and [`SOFT_END`] as its only line ends, and without invisible characters.
pub fn text(input: &str) -> String {
    let mut out = String::with_capacity(input.len());
    let mut characters = input.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{b}' | '\u{c}' | '\u{85}' | SOFT_END => out.push(SOFT_END),
            // The end of a paragraph leaves a blank line behind it.
            '\u{2029}' => out.extend([SOFT_END, SOFT_END]),
            other => out.extend(plain(other)),
        }
    }
    out
}

/// The text of a language of markup: line ends become `\n`, and invisible characters go; spaces stay what they are,
/// since the language may tell them apart.
pub fn source(input: &str) -> String {
    let mut out = String::with_capacity(input.len());
    let mut characters = input.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\t' => out.push(character),
            '\u{b}' | '\u{c}' | '\u{85}' | SOFT_END | '\u{2029}' => out.push('\n'),
            '\u{f020}'..='\u{f0ff}' => out.extend(plain(character)),
            _ if is_invisible(character) => out.extend(plain(character)),
            _ => out.push(character),
        }
    }
    out
}

/// The plainest form of a character, or `None` where it shows nothing.
pub fn plain(character: char) -> Option<char> {
    match character {
        '\t' | '\n' => Some(character),
        // The mark between the cells of a table that was copied from Word.
        '\u{7}' => Some('\t'),
        // Word's hyphen that does not break, in old files and in new ones.
        '\u{1e}' | '\u{2011}' => Some('-'),
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => Some(' '),
        '\u{f020}'..='\u{f0ff}' => symbol(u32::from(character) & 0xff, Font::Unknown),
        _ if is_invisible(character) => None,
        _ => Some(character),
    }
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffc}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{fffe}'
                | '\u{ffff}'
        )
}

/// The fonts whose characters are pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    /// Adobe's and Microsoft's Symbol: Greek and mathematics.
    Symbol,
    /// Wingdings: bullets, arrows and ticks.
    Wingdings,
    /// One of them, as far as one can tell.
    Unknown,
}

/// What a character of a picture font shows, by its code in the font.
pub fn symbol(code: u32, font: Font) -> Option<char> {
    let of_wingdings = match code {
        0x6c | 0x9f => '•',
        0x6e | 0xa7 => '▪',
        0x6f | 0x71 | 0x72 | 0xa8 => '□',
        0x75..=0x77 => '❖',
        0x9e => '·',
        0xd8 | 0xe8 | 0xf0 => '➢',
        0xe0 => '→',
        0xfb => '✗',
        0xfc | 0xfe => '✓',
        _ => '\0',
    };
    let of_symbol = match code {
        0x61..=0x7a => char::from_u32(u32::from(GREEK[(code - 0x61) as usize])).unwrap_or('\0'),
        0xa3 => '≤',
        0xac => '←',
        0xad => '↑',
        0xae => '→',
        0xaf => '↓',
        0xb0 => '°',
        0xb1 => '±',
        0xb3 => '≥',
        0xb4 => '×',
        0xb7 => '•',
        0xb9 => '≠',
        0xbb => '≈',
        0xd2 => '®',
        0xd3 => '©',
        0xd4 => '™',
        _ => '\0',
    };
    let found = match font {
        Font::Symbol => of_symbol,
        Font::Wingdings => of_wingdings,
        Font::Unknown if of_wingdings == '\0' => of_symbol,
        Font::Unknown => of_wingdings,
    };
    (found != '\0').then_some(found)
}

/// The Greek letters of Symbol in the order of the Latin ones, from `a`.
const GREEK: [u16; 26] = [
    0x3b1, 0x3b2, 0x3c7, 0x3b4, 0x3b5, 0x3c6, 0x3b3, 0x3b7, 0x3b9, 0x3d5, 0x3ba, 0x3bb, 0x3bc, 0x3bd, 0x3bf, 0x3c0,
    0x3b8, 0x3c1, 0x3c3, 0x3c4, 0x3c5, 0x3d6, 0x3c9, 0x3be, 0x3c8, 0x3b6,
];

/// A digit or sign as it looks above the line, so that the number of a note does not join the word or code before it.
pub fn superscript(text: &str) -> Option<String> {
    let raise = |character: char| match character {
        '0' => Some('⁰'),
        '1' => Some('¹'),
        '2' => Some('²'),
        '3' => Some('³'),
        '4'..='9' => char::from_u32(u32::from('⁴') + u32::from(character) - u32::from('4')),
        '+' => Some('⁺'),
        '-' | '–' | '−' => Some('⁻'),
        ',' | ' ' | '\u{a0}' => Some(character),
        _ => None,
    };
    text.chars().any(|character| character.is_ascii_digit()).then(|| text.chars().map(raise).collect()).flatten()
}

/// Whether a character is Han, or punctuation that is written among it without spaces.
pub fn is_wide(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
}

/// How many columns a text is wide: a Han character takes two.
pub fn width(text: &str) -> u32 {
    text.chars().map(|character| if is_wide(character) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_two_kinds() {
        assert_eq!(text("a\r\nb\rc\nd\u{2028}e\u{c}f\u{2029}g"), "a\nb\nc\nd\u{2028}e\u{2028}f\u{2028}\u{2028}g");
    }

    #[test]
    fn what_is_invisible_goes() {
        assert_eq!(text("acu\u{ad}punc\u{200b}ture\u{feff} BL\u{a0}23\u{0}"), "acupuncture BL 23");
        assert_eq!(text("\u{f0b7}\ta \u{f0d8} \u{f0e0} \u{f0b0}"), "•\ta ➢ → °");
        assert_eq!(symbol(0x62, Font::Symbol), Some('β'));
        assert_eq!(symbol(0x62, Font::Wingdings), None);
    }

    #[test]
    fn han_takes_two_columns() {
        assert_eq!(width("BL23 腎俞，"), 11);
    }
}
