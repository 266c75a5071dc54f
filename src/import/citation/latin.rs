//! The layouts of citations in Latin script: authors first, title first, or a title alone.

use std::ops::Range;

use super::Citation;
use super::authors::{self, Authors, Ended};
use super::draft::{Draft, tidy};
use super::identifiers::Identifiers;
use super::imprint::{self, Part, part};
use super::prose;
use super::text::{CUT, Text};
use super::title;
use super::words;

/// The longest name of an author that only a year in brackets shows to be one.
const LONGEST_ORGANISATION: usize = 8;

/// The fewest words behind a name and a comma that are a title without a year.
const FEWEST_WORDS: usize = 3;

/// What an attempt at a layout came to.
enum Attempt {
    /// The text has this layout.
    Read(Box<Citation>),
    /// It has another.
    Other,
    /// It has this one, but not all of it can be told; true if it is a citation all the same.
    Doubtful(bool),
}

/// Reads a citation; the whole text is the title where its parts are in doubt.
pub(super) fn read(source: &str, found: &Identifiers) -> Option<Citation> {
    let text = Text::new(source);
    for layout in [by_authors, by_organisation, by_title] {
        match layout(source, &text, found) {
            Attempt::Read(citation) => return Some(*citation),
            Attempt::Doubtful(true) => return Some(whole(source)),
            Attempt::Doubtful(false) => break,
            Attempt::Other => {}
        }
    }
    if !found.any() && prose::is_prose(&text, found.url.is_some()) {
        return None;
    }
    Some(whole(source))
}

fn whole(source: &str) -> Citation {
    Citation { title: tidy(source), ..Citation::default() }
}

/// `Maciocia, Giovanni. …`, `Maciocia, G. (2015). …`, `Deadman P, Baker K. …`, `Ted Kaptchuk, *The Web …`
fn by_authors(source: &str, text: &Text<'_>, found: &Identifiers) -> Attempt {
    let Some(authors) = authors::list(text, 0) else { return Attempt::Other };
    // A list in doubt may be a title; one that is certain cannot.
    let otherwise = if authors.certain { Attempt::Doubtful(authors.initials) } else { Attempt::Other };
    let mut draft = Draft::new(text);
    let mut at = roles(text, authors.next);
    let with_role = at > authors.next;
    let dated = date(&mut draft, at, authors.ended);
    at = roles(text, dated.unwrap_or(at));
    let title_at = at;
    let proper = match authors.ended {
        _ if dated.is_some() => true,
        Ended::Stop | Ended::Title | Ended::Role => !authors.bare,
        Ended::Bracket => with_role,
        Ended::Colon => authors.initials || authors.inverted || authors.proven && authors.names.len() > 1,
        Ended::Dash => {
            let end = text.sentence(title_at).0;
            authors.proven && title::looks_like_title(text, &(title_at..end))
        }
        Ended::Comma => {
            let end = text.sentence(title_at).0;
            let first = text.parts(&(title_at..end)).into_iter().next().unwrap_or(title_at..title_at);
            let has_year = (first.end..text.len()).any(|at| text.word(at).is_some_and(words::is_year));
            let long = text.words(&first).count() >= FEWEST_WORDS;
            authors.certain && (has_year || found.any() || long) && title::looks_like_title(text, &first)
        }
        Ended::Year | Ended::End | Ended::Other => false,
    };
    if !proper {
        return otherwise;
    }
    let high = text.opens_title(at) || text.word(at).is_some_and(|word| !word.starts_with(char::is_lowercase));
    if !high && (dated.is_some() || !authors.certain || text.word(at).is_none()) {
        return otherwise;
    }
    let (end, next) = text.sentence(at);
    let first = text.trim(at..end);
    // The names are followed by nothing that is a title.
    let titled = text.opens_title(at) || !imprint::is_imprint(text, &first) || has_words(text, next);
    if !titled || text.words(&first).next().is_none() {
        return otherwise;
    }
    let shown = authors.certain || dated.is_some() || authors.ended == Ended::Title;
    let organised = authors.organisation && (has_year(text, next.max(at)) || has_year(text, at) || known(found));
    if !shown && !organised {
        return Attempt::Other;
    }
    draft.claim(&(0..authors.next));
    draft.citation.authors = authors.names;
    finish(draft, source, at)
}

fn has_words(text: &Text<'_>, from: usize) -> bool {
    (from..text.len()).any(|at| text.word(at).is_some_and(|word| word.chars().any(char::is_alphabetic)))
}

fn has_year(text: &Text<'_>, from: usize) -> bool {
    (from..text.len()).any(|at| text.word(at).is_some_and(words::is_year))
}

fn known(found: &Identifiers) -> bool {
    found.any() || found.url.is_some()
}

/// Behind words that tell what the persons did, which stay in the rest: `(Eds.)`, `editors.`
fn roles(text: &Text<'_>, from: usize) -> usize {
    let mut at = from;
    let is_role = |word: &str| words::is_role(word) || word.eq_ignore_ascii_case("and");
    loop {
        if let Some(close) = text.closing(at).filter(|_| text.is_mark(at, &['(', '[']))
            && close > at + 1
            && text.words(&(at + 1..close)).all(is_role)
        {
            at = close + 1;
        } else if text.word(at).is_some_and(words::is_role) || at > from && text.is_mark(at, &['.', ',', ':']) {
            at += 1;
        } else {
            return at;
        }
    }
}

/// Takes the year behind the authors, and tells where the title begins.
fn date(draft: &mut Draft<'_, '_>, from: usize, ended: Ended) -> Option<usize> {
    let text = draft.text;
    let at = from + usize::from(text.is_mark(from, &[',', '.']));
    let behind = |at: usize| at + usize::from(text.is_mark(at, &['.', ',', ':', ';']));
    if let Some(close) = text.closing(at).filter(|_| text.is_mark(at, &['(', '['])) {
        let inside = at + 1..close;
        let words: Vec<String> = text.words(&inside).take(12).map(str::to_lowercase).collect();
        let year = text.parts(&inside).first().and_then(|first| match part(text, first) {
            Part::Year(at) => Some(at),
            _ => None,
        });
        if let Some(year) = year.or_else(|| {
            inside.clone().find(|at| text.word(*at).is_some_and(words::is_year)).filter(|_| words.len() <= 4)
        }) {
            draft.citation.year = Some(draft.take(&(year..year + 1)));
            return Some(behind(close + 1));
        }
        let undated = matches!(words.join(" ").as_str(), "n d" | "nd" | "in press" | "forthcoming" | "no date");
        return undated.then(|| behind(close + 1));
    }
    // Without brackets the year must be shut in, or follow the names at once.
    let closed = text.is_mark(at + 1, &['.', ',', ':', ';']) || ended == Ended::Year;
    if text.word(at).is_some_and(words::is_year) && closed {
        draft.citation.year = Some(draft.take(&(at..at + 1)));
        return Some(behind(at + 1));
    }
    None
}

/// `World Health Organization. (2008). …`, `NHS. …`
fn by_organisation(source: &str, text: &Text<'_>, found: &Identifiers) -> Attempt {
    let (end, next) = text.sentence(0);
    let name = text.trim(0..end);
    let count = text.words(&name).count();
    if count == 0 || count > LONGEST_ORGANISATION || !text.is_mark(end, &['.']) {
        return Attempt::Other;
    }
    let abbreviation = count == 1
        && text.words(&name).all(|word| {
            word.chars().filter(|character| character.is_uppercase()).count() >= 2
                && word.chars().count() <= 8
                && !words::is_publisher(std::iter::once(word))
        });
    let mut draft = Draft::new(text);
    let dated = if text.is_mark(next, &['(']) { date(&mut draft, next, Ended::Bracket) } else { None };
    let at = dated.unwrap_or(next);
    let (title_end, behind) = text.sentence(at);
    let first = text.trim(at..title_end);
    let titled = !first.is_empty() && (!imprint::is_imprint(text, &first) || has_words(text, behind));
    let shown = match dated {
        Some(_) => abbreviation || !title::looks_like_title(text, &name) && has_words(text, behind),
        None => abbreviation && (known(found) || has_year(text, at)),
    };
    if !titled || !shown {
        return Attempt::Other;
    }
    draft.citation.authors = vec![draft.take(&name)];
    finish(draft, source, at)
}

/// `The Web That Has No Weaver by Ted Kaptchuk (McGraw-Hill, 2000)`, `Title. Publisher, 2007.`
fn by_title(source: &str, text: &Text<'_>, found: &Identifiers) -> Attempt {
    let mut draft = Draft::new(text);
    let (end, _) = text.sentence(0);
    let mut named = None;
    if let Some((title, dash, authors)) = title_and_authors(text, end) {
        draft.claim(&dash);
        draft.claim(&(dash.end..authors.next));
        draft.citation.authors = authors.names;
        let title = title::peel(&mut draft, title);
        draft.citation.title = draft.take(&title);
        imprint::read(&mut draft, authors.next..text.len(), false);
        named = Some(title);
    }
    let title = match named {
        Some(title) => title,
        None => {
            let (title, next, quoted) = title::take(&mut draft, 0);
            let next = authors_behind(&mut draft, next);
            // In `Title (Smith, 2007)` an author may stand.
            let strict = quoted || draft.citation.authors.is_empty() && text.is_mark(next, &['(']);
            imprint::read(&mut draft, next..text.len(), strict);
            title
        }
    };
    let citation = &draft.citation;
    // A capitalised sentence behind another is a publisher only where something else tells.
    let house = citation.publisher.as_deref().is_some_and(|publisher| {
        let mut words = publisher.split_whitespace();
        words::is_publisher(words.clone()) || words.any(words::is_organisation_word)
    });
    let strong = !citation.authors.is_empty() || citation.publisher.is_some() && citation.year.is_some() || found.any();
    let weak = citation.year.is_some() || house || citation.edition.is_some() || citation.pages.is_some();
    let weak = weak || text.opens_title(0) && known(found);
    if citation.title.is_empty() || !strong && !weak {
        return Attempt::Other;
    }
    if is_doubtful(&draft, &title, house) {
        return Attempt::Doubtful(false);
    }
    if !strong && prose::is_prose(text, true) {
        return Attempt::Other;
    }
    Attempt::Read(Box::new(draft.finish(source)))
}

/// Whether the first sentence may be an author, and the title what stands behind it.
fn is_doubtful(draft: &Draft<'_, '_>, title: &Range<usize>, house: bool) -> bool {
    let text = draft.text;
    if text.opens_title(0) || !draft.citation.authors.is_empty() {
        return false;
    }
    let mut next = text.sentence(title.end).1;
    // The year may stand alone between them.
    let (end, behind) = text.sentence(next);
    if matches!(part(text, &text.trim(next..end)), Part::Year(_))
        || text.is_mark(next, &['(']) && draft.is_taken(&(next..end))
    {
        next = behind;
    }
    let second = text.trim(next..text.sentence(next).0);
    let number = text.word(second.start).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let contribution = text.word(second.start).is_some_and(|word| words::is_contribution(word) || word == "In");
    let untold = !second.is_empty() && !draft.is_taken(&second) && !number && !contribution;
    // A journal stands behind the title of its article.
    let between = untold && draft.citation.pages.is_none();
    // Without a word of publishers it may be a title.
    let publisher = !house && draft.citation.publisher.is_some() && title::looks_like_title(text, &second);
    let one_word = text.words(title).count() == 1 && !text.words(title).any(words::is_title_word);
    one_word || between || publisher && !imprint::is_imprint(text, &second)
}

/// A title with `by` or a dash and its authors behind it.
fn title_and_authors(text: &Text<'_>, end: usize) -> Option<(Range<usize>, Range<usize>, Authors)> {
    let is_by = |at: usize| text.word(at).is_some_and(|word| word.eq_ignore_ascii_case("by"));
    let is_dash = |at: usize| text.is_mark(at, &['–', '—', '-', '/']) && text.spaced(at) && text.spaced(at + 1);
    let at = (1..end).rev().find(|at| is_by(*at) || is_dash(*at))?;
    // A translator or editor is no author.
    if is_by(at) && (text.word(at - 1).is_some_and(words::is_contribution) || text.is_mark(at - 1, &['.'])) {
        return None;
    }
    let authors = authors::list(text, at + 1)?;
    let proper = match authors.ended {
        Ended::End | Ended::Stop | Ended::Comma | Ended::Bracket | Ended::Year => !authors.bare,
        // The third of three is often named so, and stays in the rest.
        Ended::Other => text.word(authors.next) == Some("with"),
        _ => false,
    };
    let high = text.opens_title(0) || text.word(0).is_none_or(|word| !word.starts_with(char::is_lowercase));
    let shown = authors.certain || is_by(at) && !authors.organisation;
    let start = if text.is_mark(at - 1, &[',']) { at - 1 } else { at };
    (proper && shown && high).then_some((0..start, at..at + 1, authors))
}

/// Takes the authors that stand behind a title as a sentence or part of their own; tells where to read on.
fn authors_behind(draft: &mut Draft<'_, '_>, from: usize) -> usize {
    let text = draft.text;
    let from = (from..text.len()).find(|at| !text.is_mark(*at, &[',', '.'])).unwrap_or(from);
    let by = text.word(from).is_some_and(|word| word.eq_ignore_ascii_case("by"));
    if !draft.citation.authors.is_empty() {
        return from;
    }
    let start = from + usize::from(by);
    let Some(authors) = authors::list(text, start) else { return from };
    let proper = match authors.ended {
        Ended::End | Ended::Stop => authors.certain || by,
        Ended::Comma | Ended::Bracket | Ended::Year => authors.certain,
        _ => false,
    };
    // The title may have been peeled of a publisher that looks like a name.
    if !proper || authors.bare || authors.organisation || draft.is_taken(&(from..authors.next)) {
        return from;
    }
    draft.claim(&(from..authors.next));
    draft.citation.authors = authors.names;
    authors.next
}

/// Reads the title at a token and all behind it.
fn finish(mut draft: Draft<'_, '_>, source: &str, at: usize) -> Attempt {
    let (_, next, quoted) = title::take(&mut draft, at);
    let end = draft.text.len();
    imprint::read(&mut draft, next..end, quoted);
    if draft.citation.title.is_empty() || draft.text.is_mark(at, &[CUT]) {
        return Attempt::Doubtful(false);
    }
    Attempt::Read(Box::new(draft.finish(source)))
}
