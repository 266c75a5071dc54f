//! What a passage holds before anything is decided: names and codes, the longest first, none over another.

use std::ops::Range;

use super::codes::{self, Codes};
use super::fold::fold;
use super::names::{Meaning, Names};
use super::prose::Passage;
use super::sentences;
use crate::tcm::Registry;
use crate::tcm::text::is_han;

/// A code or name in a passage.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its bytes.
    pub range: Range<usize>,
    /// The code's place among the passage's, if it is one.
    pub code: Option<usize>,
    /// The name's place in the table, if it is one.
    name: usize,
}

/// A passage with what it holds.
pub struct Reading<'a> {
    /// The passage.
    pub passage: &'a Passage,
    /// Its text.
    pub text: &'a str,
    /// Its codes.
    pub codes: Codes,
    /// Its names and codes, in order.
    pub pieces: Vec<Piece>,
    /// Its sentences, in order.
    pub sentences: Vec<Range<usize>>,
    names: &'a Names,
}

impl<'a> Reading<'a> {
    /// Reads a passage; `accepts` says which meanings a name written like this can have at all.
    pub fn new(
        registry: &Registry,
        names: &'a Names,
        passage: &'a Passage,
        accepts: &dyn Fn(&str, Meaning) -> bool,
    ) -> Reading<'a> {
        let text = passage.text.as_str();
        let folded = fold(text);
        let codes = codes::read(registry, text);
        let mut found: Vec<Piece> = codes
            .written
            .iter()
            .enumerate()
            .map(|(place, written)| Piece { range: written.range.clone(), code: Some(place), name: 0 })
            .collect();
        found.extend(
            names
                .find(text, &folded)
                .into_iter()
                .filter(|found| {
                    names.meanings(found.name).iter().any(|meaning| accepts(&text[found.range.clone()], *meaning))
                })
                .map(|found| Piece { range: found.range, code: None, name: found.name }),
        );
        // The leftmost, and of those the longest; a code goes before a name of its length.
        found.sort_by_key(|piece| (piece.range.start, usize::MAX - piece.range.end, piece.code.is_none()));
        let mut pieces: Vec<Piece> = Vec::with_capacity(found.len());
        for piece in found {
            // `Tsu-san-li` is one word, `Hegu-Taichong` are two.
            let before = &text[..piece.range.start];
            let is_part = piece.code.is_none()
                && before
                    .strip_suffix('-')
                    .is_some_and(|rest| rest.ends_with(|last: char| last.is_alphabetic() && !is_han(last)))
                && pieces.last().is_none_or(|last| last.range.end + 1 != piece.range.start);
            if is_part {
                continue;
            }
            if pieces.last().is_none_or(|last| last.range.end <= piece.range.start) {
                pieces.push(piece);
            }
        }
        let sentences = if pieces.is_empty() { Vec::new() } else { sentences::sentences(text) };
        Reading { passage, text, codes, pieces, sentences, names }
    }

    /// What a piece that is a name may stand for.
    pub fn meanings(&self, piece: &Piece) -> &'a [Meaning] {
        if piece.code.is_some() { &[] } else { self.names.meanings(piece.name) }
    }

    /// The sentence that holds a byte.
    pub fn sentence(&self, byte: usize) -> Range<usize> {
        let place = self.sentences.partition_point(|sentence| sentence.end <= byte);
        self.sentences.get(place).cloned().unwrap_or(0..self.text.len())
    }

    /// The text of a sentence near a stretch of it.
    pub fn near(&self, range: &Range<usize>) -> &'a str {
        &self.text[sentences::near(self.text, &self.sentence(range.start), range)]
    }

    /// The text of its sentence before a stretch.
    pub fn before(&self, range: &Range<usize>) -> &'a str {
        &self.text[sentences::near(self.text, &self.sentence(range.start), range).start..range.start]
    }

    /// The text of its sentence behind a stretch.
    pub fn behind(&self, range: &Range<usize>) -> &'a str {
        &self.text[range.end..sentences::near(self.text, &self.sentence(range.start), range).end]
    }

    /// Whether a stretch begins a phrase, where every word has a capital: a passage, a sentence, or what follows a
    /// colon.
    pub fn begins_phrase(&self, start: usize) -> bool {
        let before = self.text[..start].trim_end_matches(|character: char| {
            character.is_whitespace() || matches!(character, '"' | '“' | '‘' | '\'' | '*' | '(' | '[' | '（' | '「')
        });
        let starts_sentence = self.sentence(start).start >= before.len();
        starts_sentence || before.is_empty() || before.ends_with([':', '：', '–', '—', '•', '|', '。'])
    }

    /// Whether a backslash before a stretch tells to leave it alone.
    pub fn is_escaped(&self, range: &Range<usize>) -> bool {
        let before = &self.text[..range.start];
        before.strip_suffix('\\').is_some_and(|rest| {
            !rest.ends_with(|last: char| last == '\\' || last == ':' || (last.is_alphanumeric() && !is_han(last)))
        })
    }
}
