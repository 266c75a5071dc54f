//! The text of a citation as words and marks, with brackets and quotes paired and sentences told apart.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::words;

/// Stands where an address or number was cut out; it ends every sentence.
pub(super) const CUT: char = '\u{1}';
/// Where emphasis begins.
pub(super) const EMPHASIS_OPEN: char = '\u{2}';
/// Where emphasis ends.
pub(super) const EMPHASIS_CLOSE: char = '\u{3}';

/// A word or a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token {
    start: usize,
    end: usize,
    /// The mark; none if it is a word.
    mark: Option<char>,
    /// Whether a space stands before it.
    spaced: bool,
}

/// A text taken apart. All indices and ranges are of tokens.
pub(super) struct Text<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    /// The partner of every bracket and quote that has one.
    mates: Vec<Option<usize>>,
}

impl<'a> Text<'a> {
    /// Takes a text apart.
    pub(super) fn new(source: &'a str) -> Self {
        let tokens = tokens(source);
        let mates = mates(&tokens);
        Text { source, tokens, mates }
    }

    /// How many tokens it has.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The word at an index, if a word stands there.
    pub(super) fn word(&self, at: usize) -> Option<&'a str> {
        self.tokens.get(at).filter(|token| token.mark.is_none()).map(|token| &self.source[token.start..token.end])
    }

    /// The mark at an index, if a mark stands there.
    pub(super) fn mark(&self, at: usize) -> Option<char> {
        self.tokens.get(at).and_then(|token| token.mark)
    }

    /// Whether one of the marks stands there.
    pub(super) fn is_mark(&self, at: usize, marks: &[char]) -> bool {
        self.mark(at).is_some_and(|mark| marks.contains(&mark))
    }

    /// Whether a space stands before a token.
    pub(super) fn spaced(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.spaced)
    }

    /// Where what begins at a token ends, if it is a bracket or quote with a partner behind it.
    pub(super) fn closing(&self, at: usize) -> Option<usize> {
        self.mates.get(at).copied().flatten().filter(|mate| *mate > at)
    }

    /// Where what ends at a token begins, if it is a bracket or quote with a partner before it.
    pub(super) fn opening(&self, at: usize) -> Option<usize> {
        self.mates.get(at).copied().flatten().filter(|mate| *mate < at)
    }

    /// The bytes that a range of tokens covers.
    pub(super) fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.tokens.get(range.start).map_or(self.source.len(), |token| token.start);
        let end = range.end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |token| token.end);
        start..end.max(start)
    }

    /// A range of tokens as written.
    pub(super) fn slice(&self, range: &Range<usize>) -> &'a str {
        &self.source[self.bytes(range)]
    }

    /// The words of a range.
    pub(super) fn words(&self, range: &Range<usize>) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        range.clone().filter_map(|at| self.word(at))
    }

    /// Whether emphasis, a quotation or a title in Chinese marks begins at a token.
    pub(super) fn opens_title(&self, at: usize) -> bool {
        self.closing(at).is_some() && !self.is_mark(at, &['(', '[', '（', '［', '【'])
    }

    /// The token before a token, beyond the marks of emphasis.
    pub(super) fn before(&self, at: usize) -> Option<usize> {
        (0..at).rev().take(3).find(|before| !self.is_mark(*before, &[EMPHASIS_OPEN, EMPHASIS_CLOSE]))
    }

    /// The token behind a token, beyond the marks of emphasis.
    pub(super) fn behind(&self, at: usize) -> usize {
        (at + 1..at + 3).find(|behind| !self.is_mark(*behind, &[EMPHASIS_OPEN, EMPHASIS_CLOSE])).unwrap_or(at + 3)
    }

    /// A range without the marks at its ends, but for brackets and quotes that have their partner inside.
    pub(super) fn trim(&self, range: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = range;
        while start < end && self.word(start).is_none() && self.closing(start).is_none_or(|mate| mate >= end) {
            start += 1;
        }
        while start < end && self.word(end - 1).is_none() && self.opening(end - 1).is_none_or(|mate| mate < start) {
            end -= 1;
        }
        start..end
    }

    /// The sentence that begins at a token: where it ends, and where the next one begins.
    pub(super) fn sentence(&self, from: usize) -> (usize, usize) {
        let mut at = from;
        while at < self.len() {
            if self.is_mark(at, &[EMPHASIS_OPEN, EMPHASIS_CLOSE]) {
                at += 1;
            } else if let Some(close) = self.closing(at) {
                let ends_inside = !self.is_mark(close, &[')', ']']) && self.is_mark(close - 1, &['.', '?', '!']);
                at = close + 1;
                if ends_inside && self.starts_high(at) {
                    return (at, at);
                }
            } else if self.ends_sentence(at) {
                // Emphasis may close behind the full stop.
                let behind = at + 1 + usize::from(self.is_mark(at + 1, &[EMPHASIS_CLOSE]));
                let end = if self.is_mark(at, &['?', '!']) { at + 1 } else { at };
                return (end, behind);
            } else {
                at += 1;
            }
        }
        (self.len(), self.len())
    }

    /// The sentences of a range that have words.
    pub(super) fn sentences(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        let mut from = range.start;
        while from < range.end {
            let (end, next) = self.sentence(from);
            let sentence = self.trim(from..end.min(range.end));
            if !sentence.is_empty() {
                all.push(sentence);
            }
            from = next.max(from + 1);
        }
        all
    }

    /// The parts of a range between commas, semicolons, full stops and brackets.
    pub(super) fn parts(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        let mut from = range.start;
        for at in range.clone() {
            let divides = self.is_mark(at, &[',', ';', '(', ')', '[', ']', CUT, '，', '；', '（', '）'])
                || self.is_mark(at, &['.']) && self.ends_sentence(at);
            if divides {
                all.push(self.trim(from..at));
                from = at + 1;
            }
        }
        all.push(self.trim(from..range.end));
        all.retain(|part| !part.is_empty());
        all
    }

    fn ends_sentence(&self, at: usize) -> bool {
        match self.mark(at) {
            Some(CUT | '。') => true,
            Some('?' | '!') => self.starts_high(at + 1),
            Some('.') => self.is_full_stop(at),
            _ => false,
        }
    }

    /// Whether something that may begin a sentence follows, or nothing.
    fn starts_high(&self, at: usize) -> bool {
        let at = (at..self.len()).find(|at| !self.is_mark(*at, &[EMPHASIS_OPEN, EMPHASIS_CLOSE])).unwrap_or(self.len());
        match self.word(at) {
            Some(word) => !word.starts_with(char::is_lowercase) && (self.spaced(at) || self.spaced(at - 1)),
            None => at >= self.len() || self.is_mark(at, &[CUT]) || self.closing(at).is_some() && self.spaced(at),
        }
    }

    fn is_full_stop(&self, at: usize) -> bool {
        let mut next = at + 1;
        let mut spaced = self.spaced(next);
        while self.is_mark(next, &[EMPHASIS_OPEN, EMPHASIS_CLOSE]) {
            next += 1;
            spaced |= self.spaced(next);
        }
        if next >= self.len() || self.is_mark(next, &[CUT]) {
            return true;
        }
        if !spaced {
            return false;
        }
        let follower = self.word(next);
        let before = at.checked_sub(1).filter(|_| !self.spaced(at)).and_then(|before| self.word(before));
        let number = before.is_some_and(|word| word.len() == 4 && words::is_year(word));
        if follower.is_some_and(|word| word.starts_with(char::is_lowercase)) && !number {
            return false;
        }
        let (Some(before), Some(follower)) = (before, follower) else { return true };
        let number_follows = follower.starts_with(|character: char| character.is_ascii_digit());
        if words::is_initial(before) {
            return number_follows;
        }
        let lower = before.to_lowercase();
        if before.chars().all(|character| character.is_ascii_digit()) && words::is_edition_word(follower) {
            return false;
        }
        match lower.as_str() {
            "st" | "dr" | "mr" | "mrs" | "ms" | "prof" | "mt" => false,
            "vol" | "no" | "p" | "pp" | "ch" | "fig" | "nr" | "bd" => !number_follows,
            _ => true,
        }
    }
}

fn tokens(source: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut spaced = false;
    let mut characters = source.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        if character.is_whitespace() {
            spaced = true;
            continue;
        }
        let mut end = start + character.len_utf8();
        let is_word = is_word_character(character);
        let mut last = character;
        while let Some(&(at, next)) = characters.peek().filter(|_| is_word) {
            let after = source[at + next.len_utf8()..].chars().next().unwrap_or(' ');
            if !(is_word_character(next) || is_word_character(after) && joins(last, next)) {
                break;
            }
            end = at + next.len_utf8();
            last = next;
            characters.next();
        }
        tokens.push(Token { start, end, mark: (!is_word).then_some(character), spaced });
        spaced = false;
    }
    tokens
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

/// Whether a mark between two letters makes them one word: `Al-Khafaji`, `O’Connor`, `87–97`.
fn joins(before: char, mark: char) -> bool {
    matches!(mark, '\'' | '’' | '-' | '‐' | '‑' | '·') || mark == '–' && before.is_ascii_digit()
}

/// Every kind has its own stack, so that what is never closed hides nothing.
fn mates(tokens: &[Token]) -> Vec<Option<usize>> {
    const PAIRS: &[(char, char)] = &[
        ('(', ')'),
        ('[', ']'),
        ('（', '）'),
        ('［', '］'),
        ('【', '】'),
        ('《', '》'),
        ('「', '」'),
        ('『', '』'),
        ('„', '“'),
        ('“', '”'),
        ('«', '»'),
        (EMPHASIS_OPEN, EMPHASIS_CLOSE),
    ];
    let mut mates = vec![None; tokens.len()];
    let mut stacks = vec![Vec::new(); PAIRS.len()];
    let mut straight: Option<usize> = None;
    let mut single: Option<usize> = None;
    for (at, token) in tokens.iter().enumerate() {
        let Some(mark) = token.mark else { continue };
        let next = tokens.get(at + 1);
        let opens = (token.spaced || at == 0 || tokens[at - 1].mark.is_some()) && next.is_some_and(|next| !next.spaced);
        let pair = match mark {
            '"' => pair(&mut straight, at, opens, true),
            // An apostrophe behind a plural closes nothing: more of the title follows it.
            '\'' | '‘' | '’' => {
                let ends = next.is_none_or(|next| next.mark.is_some_and(|mark| ",.;:)?!\u{1}\u{3}".contains(mark)));
                let punctuated = at > 0 && tokens[at - 1].mark.is_some_and(|mark| ".,?!".contains(mark));
                pair(&mut single, at, opens && mark != '’', !token.spaced && (ends || punctuated))
            }
            _ => {
                let closed = PAIRS
                    .iter()
                    .enumerate()
                    .find_map(|(kind, (_, closing))| if *closing == mark { stacks[kind].pop() } else { None });
                if closed.is_none()
                    && let Some(kind) = PAIRS.iter().position(|(opening, _)| *opening == mark)
                {
                    stacks[kind].push(at);
                }
                closed
            }
        };
        if let Some(opening) = pair {
            mates[opening] = Some(at);
            mates[at] = Some(opening);
        }
    }
    mates
}

/// One quotation at a time: quotes that look the same on both sides do not nest.
fn pair(open: &mut Option<usize>, at: usize, opens: bool, closes: bool) -> Option<usize> {
    if closes && let Some(opening) = open.take() {
        return Some(opening);
    }
    if opens {
        *open = Some(at);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(source: &str) -> Vec<&str> {
        let text = Text::new(source);
        text.sentences(0..text.len()).iter().map(|sentence| text.slice(sentence)).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(sentences("A manual. 2nd ed. Hove: St. Ann, 2007."), ["A manual", "2nd ed", "Hove: St. Ann, 2007"]);
        assert_eq!(sentences("By Ted J. Kaptchuk. Vol. 3 (a. B). End"), ["By Ted J. Kaptchuk", "Vol. 3 (a. B)", "End"]);
        assert_eq!(sentences("Ted. \"The Effect.\" Annals"), ["Ted", "\"The Effect.\"", "Annals"]);
        assert_eq!(sentences("A (b. C \u{1} D"), ["A (b", "C", "D"]);
    }

    #[test]
    fn quotes_pair() {
        for (source, inner) in [
            ("A “b c” d", "b c"),
            ("A \"b c\" d", "b c"),
            ("A ‘the nurses’ b’, d", "the nurses’ b"),
            ("'b c', d", "b c"),
        ] {
            let text = Text::new(source);
            let open = (0..text.len()).find(|at| text.closing(*at).is_some()).unwrap();
            assert_eq!(text.slice(&(open + 1..text.closing(open).unwrap())), inner);
        }
    }
}
