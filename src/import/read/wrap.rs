//! Where a text is broken into lines by its width, and not by its author.

use std::collections::HashSet;

use super::clean::{is_wide, width};
use super::marker::is_label;

/// What of a line decides whether the next one goes on with its sentence.
#[derive(Clone, Copy, Debug)]
pub struct Edges {
    /// The column where it begins.
    pub indent: u32,
    /// The column where it ends.
    pub right: u32,
    /// How wide the word is that could have stood on the line before.
    first_word: u32,
    /// Whether its end leaves the sentence open.
    is_open: bool,
    begins: Begins,
    is_label: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begins {
    Low,
    Capital,
    Wide,
    Other,
}

impl Edges {
    /// Looks at a line, without its indentation.
    pub fn of(content: &str, indent: u32) -> Self {
        let first = content.chars().next().unwrap_or(' ');
        let word = content.split(char::is_whitespace).next().unwrap_or_default();
        let last = content.chars().rev().find(|c| !matches!(c, ')' | '"' | '”' | '’' | '\'' | '」' | '』' | '）'));
        Edges {
            indent,
            right: indent + width(content),
            first_word: if is_wide(first) { 2 } else { width(word) },
            is_open: !last.is_some_and(|last| {
                matches!(last, '.' | '!' | '?' | ':' | ';' | '…' | '。' | '！' | '？' | '：' | '；')
            }),
            begins: match first {
                _ if is_wide(first) => Begins::Wide,
                _ if first.is_lowercase() => Begins::Low,
                _ if first.is_uppercase() => Begins::Capital,
                _ => Begins::Other,
            },
            is_label: is_label(content),
        }
    }
}

impl Edges {
    /// The same, where the line stands.
    pub fn at(self, indent: u32, right: u32) -> Self {
        Edges { indent, right, ..self }
    }
}

/// Columns under which no text is wrapped, and above which no line is one of a wrapped text.
const NARROWEST: u32 = 45;
const WIDEST: u32 = 120;

/// How a text is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrap {
    /// Its lines are as long as its paragraphs.
    Unwrapped,
    /// No line is longer than so many columns, and none could have taken the next one's first word too.
    At(u32),
    /// Its lines are about so wide: it was copied from a page that is set in a proportional font.
    About(u32),
}

impl Wrap {
    /// Measures a text: `pairs` are lines with the next of their block, `singles` all other lines' right edges.
    pub fn measure(pairs: &[(Edges, Edges)], singles: impl Iterator<Item = u32>) -> Self {
        let wrapped = |line: &Edges| (NARROWEST..=WIDEST).contains(&line.right);
        let long = pairs.iter().filter(|(line, _)| line.right > WIDEST).count()
            + singles.filter(|right| *right > WIDEST).count();
        let candidates: Vec<&(Edges, Edges)> = pairs.iter().filter(|(line, _)| wrapped(line)).collect();
        if candidates.is_empty() || candidates.len() < long {
            return Wrap::Unwrapped;
        }
        // Sentences go on in small letters; the lines of a list all begin alike.
        let run_on = candidates.iter().filter(|(line, next)| line.is_open && next.begins != Begins::Capital).count();
        if candidates.len() < 2 || run_on * 5 < candidates.len() * 2 {
            return Wrap::Unwrapped;
        }
        let total = candidates.len() + long;
        let mut changes = [0_i32; WIDEST as usize + 2];
        for (line, next) in &candidates {
            changes[line.right as usize] += 1;
            changes[(line.right + next.first_word).min(WIDEST) as usize + 1] -= 1;
        }
        let (mut votes, mut best) = (0, (0, 0));
        for (column, change) in changes.iter().enumerate() {
            votes += change;
            if votes > best.0 {
                best = (votes, column as u32);
            }
        }
        if best.0 as usize * 5 >= total * 4 {
            return Wrap::At(best.1);
        }
        let mut rights: Vec<u32> = candidates.iter().map(|(line, _)| line.right).collect();
        rights.sort_unstable();
        let usual = rights[(rights.len() * 17 / 20).min(rights.len() - 1)];
        let near = candidates.iter().filter(|(line, _)| line.right * 4 >= usual * 3 && line.is_open).count();
        if near * 2 >= total { Wrap::About(usual) } else { Wrap::Unwrapped }
    }

    /// Whether a line is as wide as it could be before the next.
    fn is_full(self, line: &Edges, next: &Edges) -> bool {
        let runs_on = line.is_open && next.begins == Begins::Low;
        match self {
            Wrap::Unwrapped => false,
            Wrap::At(column) => {
                let space = if next.begins == Begins::Wide { 0 } else { 1 };
                let is_full = line.right + space + next.first_word > column && line.right * 2 > column;
                is_full || (runs_on && line.right * 2 >= column)
            }
            Wrap::About(column) => line.right * 5 >= column * 4 || (runs_on && line.right * 5 >= column * 3),
        }
    }

    /// Whether a line may run on into the next, whatever the next begins with.
    pub fn may_run_on(self, line: &Edges, next: &Edges) -> bool {
        line.is_open && self.is_full(line, next)
    }

    /// Whether a line goes on with the one before it.
    ///
    /// `item` is the indentation of the item that the line before belongs to, `continuation` that of the lines which
    /// were joined to the first one already.
    pub fn joins(self, line: &Edges, next: &Edges, item: Option<u32>, continuation: Option<u32>) -> bool {
        let runs_on = line.is_open && next.begins == Begins::Low;
        let is_full = self.is_full(line, next);
        if next.is_label && !(is_full && line.is_open) {
            return false;
        }
        if continuation.is_some_and(|indent| indent.abs_diff(next.indent) > 1) {
            return false;
        }
        match item {
            // Under an item stands what belongs to it; but a short one is a heading, and what follows a statement.
            Some(indent) if next.indent > indent => {
                let is_short = match self {
                    Wrap::At(column) | Wrap::About(column) => line.right * 5 < column * 3,
                    Wrap::Unwrapped => line.right < NARROWEST,
                };
                !is_short || (line.is_open && matches!(next.begins, Begins::Low | Begins::Other))
            }
            _ if continuation.is_none() && next.indent > line.indent + 1 => is_full && line.is_open,
            // A sentence that is broken once, in a text that is not wrapped.
            _ if self == Wrap::Unwrapped => runs_on && (NARROWEST..=100).contains(&line.right),
            _ => is_full,
        }
    }
}

/// The words of a text and the words with a hyphen in it, for those that a line's end divides.
#[derive(Debug, Default)]
pub struct Words(HashSet<String>);

impl Words {
    /// Collects the words of lines, if a hyphen stands at the end of any.
    pub fn of<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> Self {
        if !lines.clone().any(|line| line.ends_with('-')) {
            return Words::default();
        }
        let trim = |word: &'a str| word.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
        Words(lines.flat_map(str::split_whitespace).map(trim).collect())
    }

    /// Joins a line to the ones before it.
    pub fn join(&self, before: &mut String, next: &str) {
        let (last, first) = (before.chars().next_back(), next.chars().next());
        let (Some(last), Some(first)) = (last, first) else {
            before.push_str(next);
            return;
        };
        let letter_before_hyphen = before.strip_suffix('-').and_then(|before| before.chars().next_back());
        if letter_before_hyphen.is_some_and(char::is_alphanumeric) && first.is_alphanumeric() {
            let start = before.rfind(char::is_whitespace).map_or(0, |space| space + 1);
            let half = before[start..before.len() - 1].trim_start_matches(|c: char| !c.is_alphanumeric());
            let rest: String = next.chars().take_while(|character| character.is_alphabetic()).collect();
            // `short- and long-term`
            if ["and", "or", "und", "oder", "to", "et", "ou", "y", "o"].contains(&rest.as_str()) {
                before.push(' ');
            } else if first.is_lowercase() && self.0.contains(&format!("{half}{rest}").to_lowercase()) {
                before.pop();
            }
        } else if !(is_wide(last) && is_wide(first)) {
            before.push(' ');
        }
        before.push_str(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(text: &str) -> Wrap {
        let lines: Vec<Edges> = text.lines().map(|line| Edges::of(line, 0)).collect();
        let pairs: Vec<(Edges, Edges)> = lines.windows(2).map(|pair| (pair[0], pair[1])).collect();
        Wrap::measure(&pairs, std::iter::empty())
    }

    #[test]
    fn a_wrapped_text_is_measured() {
        let text = "Tinnitus is a sound that nobody else can hear: a whistle, a hum, the\n\
            sea, a cricket that never stops. The old books distinguish two kinds by\n\
            touch rather than by ear. If pressing on the ear makes the noise louder,\n\
            it is of the full kind; if pressing quietens it, of the empty kind.";
        assert_eq!(measure(text), Wrap::At(72));
        let ragged = "Tinnitus is a sound that nobody else can hear: a whistle, a hum, the sea\n\
            and a cricket that never stops. The old books distinguish two\n\
            kinds by touch rather than by ear. If pressing on the ear makes the noise\n\
            louder, it is of the full kind; if pressing quietens it, of the\n\
            empty kind.";
        assert!(matches!(measure(ragged), Wrap::About(_)), "{:?}", measure(ragged));
        let han = "感冒好了，咳嗽卻拖了兩三個月，夜裡一躺下又開始，這是門診常\n\
            見的情形。中醫認為五臟六腑皆令人咳，非獨肺也：咳嗽雖然表現在\n肺，病根卻往往在脾。";
        assert!(matches!(measure(han), Wrap::At(58..=60)), "{:?}", measure(han));
    }

    #[test]
    fn a_list_of_lines_is_not_wrapped() {
        let text = "Heart (Xin) … seat of the Shen; short of Blood, it flutters\n\
            Pericardium (Xin Bao) … the Heart’s bodyguard, which takes the first blow\n\
            Kidney (Shen) … fear belongs to it; when its Water fails, Fire rises\n\
            Gall Bladder (Dan) … courage and decisions; if timid, one startles easily";
        assert_eq!(measure(text), Wrap::Unwrapped);
    }

    #[test]
    fn a_divided_word_keeps_its_hyphen_unless_the_text_has_it_whole() {
        let lines = ["the acu-", "puncture of acupuncture"];
        let words = Words::of(lines.iter().copied());
        let join = |before: &str, next: &str| {
            let mut text = before.to_owned();
            words.join(&mut text, next);
            text
        };
        assert_eq!(join("the acu-", "puncture is"), "the acupuncture is");
        assert_eq!(join("the well-", "known one"), "the well-known one");
        assert_eq!(join("short-", "and long-term"), "short- and long-term");
        assert_eq!(join("1990-", "2000"), "1990-2000");
        assert_eq!(join("咳嗽", "卻拖"), "咳嗽卻拖");
    }
}
