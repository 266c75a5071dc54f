//! Where a title ends: at its quotes, its emphasis or its sentence, without edition, year and publisher.

use std::ops::Range;

use super::authors::{self, Ended};
use super::draft::{Draft, tidy};
use super::imprint::{self, Part, part};
use super::text::{EMPHASIS_OPEN, Text};
use super::words;

/// The fewest words of a quotation that is a title though no mark follows it.
const QUOTED_TITLE: usize = 3;

/// Takes the title that begins at a token: its tokens, where to read on, and whether quotes show an article's.
pub(super) fn take(draft: &mut Draft<'_, '_>, at: usize) -> (Range<usize>, usize, bool) {
    let text = draft.text;
    if let Some((inside, close)) = marked(text, at) {
        let quoted = !text.is_mark(at, &[EMPHASIS_OPEN, '《']);
        draft.claim(&(at..at + 1));
        draft.claim(&(close..close + 1));
        let title = asked(text, peel(draft, inside), close);
        draft.citation.title = draft.take(&title);
        return (title, close + 1, quoted);
    }
    let (end, next) = sentence(text, at);
    let outer = imprint_bracket(text, at..end).unwrap_or(end);
    let title = asked(text, peel(draft, text.trim(at..outer)), outer);
    draft.citation.title = draft.take(&title);
    // What is peeled off and not taken is read with the rest.
    let next = if title.end < end { title.end } else { next };
    (title, next, false)
}

/// A title with the question mark or exclamation mark behind it.
fn asked(text: &Text<'_>, title: Range<usize>, end: usize) -> Range<usize> {
    let more = title.end < end && text.is_mark(title.end, &['?', '!']);
    title.start..title.end + usize::from(more)
}

/// Where a bracket with the year opens, as in `Title (Edinburgh: Elsevier, 1989), 45`.
fn imprint_bracket(text: &Text<'_>, range: Range<usize>) -> Option<usize> {
    let mut at = range.start;
    while at < range.end {
        let Some(close) = text.closing(at) else {
            at += 1;
            continue;
        };
        let inside = at + 1..close;
        let dated = || text.parts(&inside).iter().any(|range| matches!(part(text, range), Part::Year(_)));
        if at > range.start && text.is_mark(at, &['(']) && text.word(close + 1).is_none() && dated() {
            return Some(at);
        }
        at = close + 1;
    }
    None
}

/// A title in quotes or emphasis, if the marks are around all of it.
fn marked(text: &Text<'_>, at: usize) -> Option<(Range<usize>, usize)> {
    let close = text.closing(at).filter(|_| text.opens_title(at))?;
    let inside = text.trim(at + 1..close);
    let next = close + 1;
    let ends_inside = text.is_mark(close - 1, &['.', ',', '?', '!']);
    let ends = next >= text.len() || text.word(next).is_none();
    let high = text.word(next).is_some_and(|word| !word.starts_with(char::is_lowercase));
    let long = text.words(&inside).count() >= QUOTED_TITLE;
    // A subtitle outside the marks belongs to the title all the same.
    let goes_on = text.is_mark(next, &[':', '-', '–', '—', '/']);
    let whole = (ends && !goes_on || ends_inside || high && long) && !inside.is_empty();
    whole.then_some((inside, close))
}

/// A title's sentence: a question goes on where something follows that is a subtitle.
fn sentence(text: &Text<'_>, at: usize) -> (usize, usize) {
    let (end, next) = text.sentence(at);
    if end == 0 || !text.is_mark(end - 1, &['?', '!']) || next >= text.len() || text.opens_title(next) {
        return (end, next);
    }
    let (second_end, second_next) = text.sentence(next);
    let second = text.trim(next..second_end);
    let behind_is_number = text.word(second_next).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let is_last = !(second_next..text.len()).any(|at| text.word(at).is_some());
    let ends_with_year = text.parts(&second).iter().any(|range| part(text, range) != Part::Words);
    if is_last || behind_is_number || ends_with_year || imprint::is_imprint(text, &second) {
        (end, next)
    } else {
        (second_end, second_next)
    }
}

/// Whether words look like a title rather than a name.
pub(super) fn looks_like_title(text: &Text<'_>, range: &Range<usize>) -> bool {
    let is_small = |word: &str| word.starts_with(char::is_lowercase) && !words::is_particle(word);
    text.opens_title(range.start)
        || text.words(range).any(|word| is_small(word) || words::is_title_word(word))
        || text.words(range).count() > 4
}

/// Takes from the end of a title what is not title: `(3rd ed.)`, `, 2007`, `(Elsevier, 2007)`.
pub(super) fn peel(draft: &mut Draft<'_, '_>, title: Range<usize>) -> Range<usize> {
    let text = draft.text;
    let mut title = without_contributors(text, title);
    let mut peeled = draft.citation.year.is_some();
    loop {
        let last = title.end.saturating_sub(1);
        let start = if let Some(opening) =
            text.opening(last).filter(|open| *open > title.start && text.is_mark(*open, &['(', '[']))
        {
            if !bracket(draft, opening, last) {
                break;
            }
            opening
        } else if let Some(comma) = last_comma(text, &title) {
            let range = text.trim(comma + 1..title.end);
            if range.is_empty() || !behind_comma(draft, &range, title.start..comma, peeled) {
                break;
            }
            comma
        } else {
            break;
        };
        peeled = true;
        title = text.trim(title.start..start);
    }
    if draft.citation.edition.is_none() {
        title = without_edition(draft, title);
    }
    title
}

/// A title without `translated by …` behind it.
fn without_contributors(text: &Text<'_>, title: Range<usize>) -> Range<usize> {
    let is_by = |at: usize| text.word(at).is_some_and(|word| word.eq_ignore_ascii_case("by"));
    let contribution = (title.start + 1..title.end).find(|at| {
        text.word(*at).is_some_and(words::is_contribution)
            && (is_by(at + 1) || text.is_mark(at + 1, &['.']) && is_by(at + 2))
    });
    contribution.map_or(title.clone(), |at| text.trim(title.start..at))
}

/// Whether a bracket behind a title is no part of it; takes what its fields hold.
fn bracket(draft: &mut Draft<'_, '_>, opening: usize, closing: usize) -> bool {
    let text = draft.text;
    let inside = opening + 1..closing;
    if text.is_mark(opening, &['[']) {
        return true;
    }
    let parts = text.parts(&inside);
    let kinds: Vec<Part> = parts.iter().map(|range| part(text, range)).collect();
    let known = kinds.iter().any(|kind| *kind != Part::Words)
        && (kinds.iter().all(|kind| *kind != Part::Words) || kinds.iter().any(|kind| matches!(kind, Part::Year(_))));
    let publisher = words::is_publisher(text.words(&inside));
    let role = text.words(&inside).any(words::is_role);
    if !known && !publisher && !role {
        return false;
    }
    for (range, kind) in parts.iter().zip(kinds) {
        field(draft, range, kind);
    }
    // In `(Smith, 2007)` an author may stand: only a publisher's word tells.
    let named = text.trim(inside);
    if publisher && draft.citation.publisher.is_none() {
        imprint::read(draft, named, true);
    }
    true
}

/// Takes a part whose kind is known.
fn field(draft: &mut Draft<'_, '_>, range: &Range<usize>, kind: Part) -> bool {
    match kind {
        Part::Year(at) if draft.citation.year.is_none() => {
            draft.citation.year = Some(draft.take(&(at..at + 1)));
        }
        Part::Edition if draft.citation.edition.is_none() => {
            let end = range.end + usize::from(draft.text.is_mark(range.end, &['.']));
            draft.citation.edition = Some(draft.take(&(range.start..end)));
        }
        Part::Pages(numbers) if draft.citation.pages.is_none() => {
            draft.claim(range);
            draft.citation.pages = Some(tidy(draft.text.slice(&(numbers..range.end))));
        }
        _ => return false,
    }
    true
}

/// Whether what stands behind the last comma of a title is no part of it; takes what its fields hold.
fn behind_comma(draft: &mut Draft<'_, '_>, range: &Range<usize>, before: Range<usize>, peeled: bool) -> bool {
    let text = draft.text;
    let kind = part(text, range);
    if field(draft, range, kind) {
        return true;
    }
    let labelled =
        kind == Part::Number && text.word(range.start).is_some_and(|word| word.starts_with(char::is_alphabetic));
    if labelled || peeled && words::is_place(text.words(range)) {
        return true;
    }
    if kind != Part::Words || !peeled {
        return false;
    }
    // In front of it there must be something that is a title.
    let titled = looks_like_title(text, &before) || text.words(&before).count() > 2;
    if draft.citation.publisher.is_none() && titled && words::is_publisher(text.words(range)) {
        imprint::read(draft, range.clone(), true);
        return true;
    }
    if draft.citation.authors.is_empty()
        && let Some(authors) = authors::list(text, range.start).filter(|authors| authors.certain && !authors.bare)
        && (range.end..=range.end + 1).contains(&authors.next)
        && authors.ended != Ended::Other
        && authors.names.len() == 1
    {
        draft.claim(range);
        draft.citation.authors = authors.names;
        return true;
    }
    false
}

/// The last comma of a range that stands in no bracket.
fn last_comma(text: &Text<'_>, range: &Range<usize>) -> Option<usize> {
    let mut at = range.end;
    while at > range.start {
        at -= 1;
        if text.is_mark(at, &[',']) {
            return (at > range.start).then_some(at);
        }
        at = text.opening(at).unwrap_or(at);
    }
    None
}

/// Takes an edition that no comma parts from the title: `The Foundations of Chinese Medicine 3rd edition`.
fn without_edition(draft: &mut Draft<'_, '_>, title: Range<usize>) -> Range<usize> {
    let text = draft.text;
    let mut first = title.end;
    for at in (title.start + 1..title.end).rev().take(4) {
        if imprint::is_edition(text, &(at..title.end)) {
            first = at;
        }
    }
    if first == title.end || text.words(&(title.start..first)).count() < 2 {
        return title;
    }
    let end = title.end + usize::from(text.is_mark(title.end, &['.']));
    draft.citation.edition = Some(draft.take(&(first..end)));
    text.trim(title.start..first)
}
