//! What follows a title: edition, place, publisher and year of a book, or journal, volume, year and pages.

use std::ops::Range;

use super::draft::{Draft, tidy};
use super::text::{CUT, Text};
use super::words;

/// The most words of a publisher's name.
const LONGEST_PUBLISHER: usize = 10;

/// What a part between two commas is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A year at some token, perhaps with its month.
    Year(usize),
    /// `2nd ed.`
    Edition,
    /// `pp. 12–30`: where the numbers begin.
    Pages(usize),
    /// `vol. 2`, `136`.
    Number,
    /// Anything else.
    Words,
}

/// Classifies a part.
pub(super) fn part(text: &Text<'_>, range: &Range<usize>) -> Part {
    let mut year = None;
    let mut only_date = true;
    for at in range.clone() {
        let Some(word) = text.word(at) else { continue };
        if words::is_year(word) && year.is_none() {
            year = Some(at);
        } else {
            only_date &= words::is_month(word) || word.len() <= 2 && is_digits(word);
        }
    }
    if let Some(year) = year.filter(|_| only_date) {
        return Part::Year(year);
    }
    if is_edition(text, range) {
        return Part::Edition;
    }
    if let Some(numbers) = page_label(text, range.start).filter(|numbers| numbers.end == range.end) {
        return Part::Pages(numbers.start);
    }
    let is_number = |word: &str| word.starts_with(|character: char| character.is_ascii_digit());
    let mut all = text.words(range);
    let labelled = all.next().is_some_and(|first| {
        is_number(first)
            || matches!(
                first.to_lowercase().as_str(),
                "vol"
                    | "volume"
                    | "vols"
                    | "no"
                    | "number"
                    | "issue"
                    | "iss"
                    | "nr"
                    | "bd"
                    | "band"
                    | "part"
                    | "art"
                    | "article"
            )
    });
    if labelled
        && all.all(|word| is_number(word) || words::is_block(word) || matches!(word, "no" | "p" | "pp" | "pages"))
    {
        return Part::Number;
    }
    Part::Words
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a range says which edition: `2nd ed.`, `Revised edition`.
pub(super) fn is_edition(text: &Text<'_>, range: &Range<usize>) -> bool {
    let mut count = 0;
    let mut named = false;
    for word in text.words(range) {
        count += 1;
        let is_name = words::is_edition_word(word);
        if count > 6 || !(is_name || words::counts_editions(word)) {
            return false;
        }
        named |= is_name;
    }
    named && count >= 2
}

/// The numbers behind `p.`, `pp.` or `pages`.
fn page_label(text: &Text<'_>, at: usize) -> Option<Range<usize>> {
    let label = text.word(at)?.to_lowercase();
    if !matches!(label.as_str(), "p" | "pp" | "pages" | "page" | "pg" | "pgs") {
        return None;
    }
    // `675 p. 23 cm` counts pages.
    if at > 0 && text.word(at - 1).is_some_and(is_digits) {
        return None;
    }
    let start = at + 1 + usize::from(text.is_mark(at + 1, &['.']));
    text.word(start).filter(|word| is_page(word))?;
    let mut end = start + 1;
    while text.is_mark(end, &[',']) && text.word(end + 1).is_some_and(|word| is_page(word) && !words::is_year(word)) {
        end += 2;
    }
    Some(start..end)
}

/// `12`, `87–97`, `e12`, `S12–S15`, `xii`.
fn is_page(word: &str) -> bool {
    let digits = word.trim_start_matches(['e', 'E', 'S', 's', 'r', 'A']);
    digits.len() + 1 >= word.len() && digits.starts_with(|character: char| character.is_ascii_digit())
        || word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'-'))
}

fn is_range(word: &str) -> bool {
    is_page(word) && word.contains(['-', '–', '‐', '‑'])
}

/// Reads all that follows the title; `strict` asks for a publisher that is surely one.
pub(super) fn read(draft: &mut Draft<'_, '_>, range: Range<usize>, strict: bool) {
    let is_article = pages(draft, &range);
    let sentence =
        if is_article || draft.citation.publisher.is_some() { None } else { take_publisher(draft, &range, strict) };
    // The year of a book is its publisher's, not that of an older edition.
    if let Some(sentence) = sentence {
        take_year(draft, &draft.text.parts(&sentence));
    }
    let parts = draft.text.parts(&range);
    take_year(draft, &parts);
    for edition in &parts {
        if draft.citation.edition.is_none() && !draft.is_taken(edition) && is_edition(draft.text, edition) {
            // Its abbreviation's full stop belongs to it.
            let end = edition.end + usize::from(draft.text.is_mark(edition.end, &['.']));
            draft.citation.edition = Some(draft.take(&(edition.start..end)));
        }
    }
}

/// Takes the year: a part of its own, or else what a part ends with.
fn take_year(draft: &mut Draft<'_, '_>, parts: &[Range<usize>]) {
    if draft.citation.year.is_some() {
        return;
    }
    let text = draft.text;
    let whole = parts.iter().find_map(|range| match part(text, range) {
        Part::Year(at) if !draft.is_taken(range) => Some(at),
        _ => None,
    });
    let last = || {
        parts
            .iter()
            .map(|range| range.end - 1)
            .find(|at| text.word(*at).is_some_and(words::is_year) && !draft.is_taken(&(*at..at + 1)))
    };
    if let Some(at) = whole.or_else(last) {
        draft.citation.year = Some(draft.take(&(at..at + 1)));
    }
}

/// Takes the pages, and tells whether they and a volume show that the work is an article.
fn pages(draft: &mut Draft<'_, '_>, range: &Range<usize>) -> bool {
    let text = draft.text;
    let mut numbers: Option<Range<usize>> = None;
    let mut found = None;
    let mut is_article = false;
    let (mut volume, mut issue) = (false, false);
    for at in range.clone() {
        if numbers.is_none()
            && let Some(labelled) = page_label(text, at)
        {
            found = Some(at..labelled.end);
            numbers = Some(labelled);
        }
        match text.word(at).map(str::to_lowercase).as_deref() {
            Some("vol" | "volume") => volume = true,
            Some("issue") if text.word(at + 1).is_some_and(is_digits) => is_article = true,
            Some("no" | "issue") => issue = true,
            _ => {}
        }
        if let Some((page, article)) = bare_page(text, at).filter(|(page, _)| *page < range.end) {
            is_article |= article;
            if numbers.is_none() && page > 0 {
                numbers = Some(page..page + 1);
                found = numbers.clone();
            }
        }
    }
    if let (Some(numbers), Some(found)) = (&numbers, found)
        && draft.citation.pages.is_none()
        && !draft.is_taken(&found)
    {
        draft.claim(&found);
        draft.citation.pages = Some(tidy(text.slice(numbers)));
    }
    is_article || volume && (issue || numbers.is_some())
}

/// The page behind a volume that ends at a token, or 0, and whether it shows an article.
fn bare_page(text: &Text<'_>, at: usize) -> Option<(usize, bool)> {
    let mark = text.behind(at);
    let number = text.behind(mark);
    let page = text.word(number).is_some_and(is_page);
    if text.is_mark(at, &[')', '）']) {
        let opening = text.opening(at)?;
        let inside = opening + 1..at;
        let has_year = text.words(&inside).any(words::is_year);
        if has_year && text.is_mark(mark, &[':']) && page {
            return Some((number, true));
        }
        // `(Edinburgh: Elsevier, 1989), 45.`
        let ends = number + 2 >= text.len() || text.is_mark(number + 1, &['.', ';', CUT]);
        if has_year && text.is_mark(mark, &[',']) && page && ends {
            return Some((number, false));
        }
        // `2016;(6)` has an issue without a volume.
        let volume = text
            .before(opening)
            .is_some_and(|before| text.word(before).is_some_and(is_digits) || text.is_mark(before, &[';']));
        let is_issue = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) || word.starts_with("Suppl");
        if !volume || text.spaced(opening) || !text.words(&inside).all(is_issue) || inside.is_empty() {
            return None;
        }
        let is_year = text.is_mark(mark, &[',']) && text.word(number).is_some_and(words::is_year);
        let follows = text.is_mark(mark, &[':', ',', '：', '，']) && page && !is_year;
        return Some((if follows { number } else { 0 }, true));
    }
    let volume = text.word(at).filter(|word| is_digits(word))?;
    if text.is_mark(mark, &[':', '：']) && page {
        return Some((number, true));
    }
    let is_ranged = text.word(number).is_some_and(|word| is_range(word) && !words::is_year(word));
    (text.is_mark(mark, &[',']) && is_ranged).then_some((number, !words::is_year(volume)))
}

/// Whether a sentence begins with a publisher, or with a place and a publisher, rather than with a title.
pub(super) fn is_imprint(text: &Text<'_>, sentence: &Range<usize>) -> bool {
    let place = place_end(text, sentence).is_some_and(|colon| words::is_place(text.words(&(sentence.start..colon))));
    let mut parts = text.parts(sentence).into_iter();
    let first = parts.next().unwrap_or_default();
    let short = text.words(&first).count() <= LONGEST_PUBLISHER;
    let placed = words::is_place(text.words(&first)) && parts.next().is_some();
    place || placed || short && words::is_publisher(text.words(&first))
}

/// Where the colon behind a place stands.
fn place_end(text: &Text<'_>, sentence: &Range<usize>) -> Option<usize> {
    let colon = sentence.clone().take(LONGEST_PUBLISHER).find(|at| text.is_mark(*at, &[':', '：']))?;
    let before = sentence.start..colon;
    let count = text.words(&before).count();
    let high = text.words(&before).all(|word| !word.starts_with(char::is_lowercase) || words::is_small(word));
    let behind =
        text.words(&(colon + 1..sentence.end)).next().is_some_and(|word| word.starts_with(char::is_alphabetic));
    ((1..=5).contains(&count) && high && behind && text.spaced(colon + 1)).then_some(colon)
}

/// Takes the likeliest publisher, if one is likely, and tells in which sentence.
fn take_publisher(draft: &mut Draft<'_, '_>, range: &Range<usize>, strict: bool) -> Option<Range<usize>> {
    let text = draft.text;
    let sentences = text.sentences(range.clone());
    let candidates: Vec<_> = sentences
        .into_iter()
        .filter_map(|sentence| candidate(draft, &sentence).map(|(score, publisher)| (score, publisher, sentence)))
        .collect();
    let alone = candidates.len() == 1;
    let mut best: Option<(u8, Range<usize>, Range<usize>)> = None;
    for (score, publisher, sentence) in candidates {
        let score = if score == 0 && alone { 1 } else { score };
        // The container of an article looks like a publisher too.
        if score >= if strict { 4 } else { 1 } && best.as_ref().is_none_or(|(other, ..)| score > *other) {
            best = Some((score, publisher, sentence));
        }
    }
    let (_, publisher, sentence) = best?;
    let end = publisher.end + usize::from(text.is_mark(publisher.end, &['.']));
    draft.citation.publisher = Some(draft.take(&(publisher.start..end)));
    Some(sentence)
}

/// What may be the publisher in a sentence, and how sure that is.
fn candidate(draft: &Draft<'_, '_>, sentence: &Range<usize>) -> Option<(u8, Range<usize>)> {
    let text = draft.text;
    let first = text.words(sentence).next()?.to_lowercase();
    // What is in square brackets is an editor's note.
    if text.is_mark(sentence.start, &['[']) {
        return None;
    }
    if matches!(
        first.as_str(),
        "in" | "translated"
            | "trans"
            | "edited"
            | "ed"
            | "eds"
            | "with"
            | "illustrated"
            | "reprint"
            | "reprinted"
            | "foreword"
            | "originally"
            | "series"
            | "introduction"
            | "revised"
            | "note"
            | "chapter"
            | "from"
            | "and"
            | "by"
            | "see"
    ) {
        return None;
    }
    let colon = place_end(text, sentence).filter(|colon| !draft.is_taken(&(sentence.start..*colon)));
    let start = colon.map_or(sentence.start, |colon| colon + 1);
    let mut run: Option<Range<usize>> = None;
    let (mut dated, mut ended) = (false, false);
    for range in text.parts(&(start..sentence.end)) {
        let kind = part(text, &range);
        // A year may stand behind the name without a comma.
        let dated_name = kind == Part::Words && text.word(range.end - 1).is_some_and(words::is_year);
        let named = if dated_name { text.trim(range.start..range.end - 1) } else { range.clone() };
        let closed = named.is_empty() || draft.is_taken(&named) || kind != Part::Words;
        dated |= dated_name || matches!(kind, Part::Year(_));
        let place = || words::is_place(text.words(&named));
        match &mut run {
            None if closed || place() => {}
            None => run = Some(named),
            Some(name) => {
                let comma = name.end + 1 == range.start && text.is_mark(name.end, &[',']);
                if closed || !comma || place() {
                    if matches!(kind, Part::Year(_)) {
                        break;
                    }
                    ended = true;
                } else if !ended {
                    name.end = named.end;
                }
            }
        }
    }
    let run = run?;
    let count = text.words(&run).count();
    let high =
        text.word(run.start).is_some_and(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let lettered = text.words(&run).any(|word| !word.contains(|character: char| character.is_numeric()));
    let extent =
        text.word(run.start).is_some_and(|word| word.starts_with(|character: char| character.is_ascii_digit()));
    if count > LONGEST_PUBLISHER || !high || !lettered || extent {
        return None;
    }
    let known = words::is_publisher(text.words(&run));
    let journal =
        matches!(text.word(run.start), Some("Journal" | "J" | "Annals" | "Bulletin" | "Proceedings" | "Archives"));
    let is_small = |word: &str| word.starts_with(char::is_lowercase) && !words::is_small(word);
    if !known && (journal || colon.is_none() && text.words(&run).any(is_small)) {
        return None;
    }
    let score = match (known, colon) {
        (true, _) => 4,
        (false, Some(colon)) if words::is_place(text.words(&(sentence.start..colon))) => 4,
        (false, Some(_)) => 3,
        (false, None) => u8::from(dated) * 2,
    };
    Some((score, run))
}
