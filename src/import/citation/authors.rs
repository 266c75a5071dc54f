//! Lists of authors: `Maciocia, Giovanni`, `Deadman P, Baker K`, `Peter Deadman and Kevin Baker`, `et al.`

use std::ops::Range;

use crate::tcm::text::is_han;

use super::text::{CUT, EMPHASIS_OPEN, Text};
use super::words::{
    begins_name, is_block, is_classic, is_initial, is_name, is_organisation_word, is_particle, is_publisher, is_role,
    is_title_word, is_year,
};

/// The most words of a given or family name.
const LONGEST_NAME: usize = 4;

/// What follows a list of authors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// A full stop.
    Stop,
    /// A comma, and no further name.
    Comma,
    /// A colon.
    Colon,
    /// A dash between spaces.
    Dash,
    /// A bracket.
    Bracket,
    /// A year.
    Year,
    /// A quoted or emphasised title.
    Title,
    /// A word like `editors`.
    Role,
    /// Nothing.
    End,
    /// Something that follows no list of authors.
    Other,
}

/// A list of authors at some place of a text.
#[derive(Debug)]
pub(super) struct Authors {
    /// Their names in the order of speech.
    pub(super) names: Vec<String>,
    /// The first token behind the list and what ended it; brackets, years, titles and roles are not behind but at it.
    pub(super) next: usize,
    pub(super) ended: Ended,
    /// Whether the form proves that these are names; without proof they are words with capitals.
    pub(super) certain: bool,
    /// Whether it is but one family name, `Maciocia (2015)`.
    pub(super) bare: bool,
    /// Whether initials stand behind a family name, `Maciocia G`.
    pub(super) initials: bool,
    /// Whether one is a name that a given name or initials prove.
    pub(super) proven: bool,
    /// Whether one is inverted and has a known given name, `Maciocia, Giovanni`.
    pub(super) inverted: bool,
    /// Whether the first is an organisation.
    pub(super) organisation: bool,
}

/// How a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `Maciocia, Giovanni`.
    Inverted,
    /// `Deadman P`.
    Vancouver,
    /// `Peter Deadman`.
    Natural { proven: bool },
    /// `World Health Organization`.
    Organisation,
    /// `Maciocia`.
    Bare,
}

struct Name {
    written: String,
    form: Form,
    next: usize,
    /// The full stop of an initial ends it, and perhaps the list.
    dotted: bool,
}

/// Reads the list of authors that begins at a token.
pub(super) fn list(text: &Text<'_>, start: usize) -> Option<Authors> {
    let mut authors = Authors {
        names: Vec::new(),
        next: start,
        ended: Ended::Other,
        certain: false,
        bare: false,
        initials: false,
        proven: false,
        inverted: false,
        organisation: false,
    };
    let mut first: Option<Form> = None;
    let mut at = start;
    loop {
        let Some(name) = name(text, at, first).map(|name| with_han(text, name)) else {
            authors.next = at;
            break;
        };
        authors.certain |=
            first.is_some() || matches!(name.form, Form::Inverted | Form::Vancouver | Form::Natural { proven: true });
        authors.bare = first.is_none() && name.form == Form::Bare;
        authors.initials |= name.form == Form::Vancouver || name.form == Form::Inverted && name.dotted;
        authors.proven |= name.form == Form::Natural { proven: true };
        authors.inverted |= name.form == Form::Inverted && name.written.split(' ').next().is_some_and(begins_name);
        authors.organisation |= first.is_none() && name.form == Form::Organisation;
        if name.form == Form::Bare && !text.is_mark(name.next, &['(']) && !is_et_al(text, name.next) {
            authors.next = at;
            break;
        }
        first = first.or(Some(name.form));
        authors.names.push(name.written);
        let (at_behind, dotted) = match suffix(text, name.next + 1).filter(|_| text.is_mark(name.next, &[','])) {
            Some(suffix) => {
                if let Some(last) = authors.names.last_mut() {
                    last.push(' ');
                    last.push_str(text.slice(&suffix));
                }
                (suffix.end, text.is_mark(suffix.end - 1, &['.']))
            }
            None => (name.next, name.dotted),
        };
        let (next, ended) = behind(text, at_behind, dotted, &mut authors);
        authors.next = next;
        authors.ended = ended.unwrap_or(Ended::Other);
        if ended.is_some() {
            break;
        }
        // What comes behind a separator and is no name ends the list before it.
        authors.ended = if text.is_mark(next - 1, &[',']) { Ended::Comma } else { Ended::Other };
        at = next;
    }
    (!authors.names.is_empty()).then_some(authors)
}

/// What stands behind a name: where the next name begins, or how the list ends. `et al.` joins the names.
fn behind(text: &Text<'_>, at: usize, dotted: bool, authors: &mut Authors) -> (usize, Option<Ended>) {
    let mut at = at;
    let mut separated = false;
    if text.is_mark(at, &[',', ';']) {
        at += 1;
        separated = true;
    }
    if is_et_al(text, at) {
        authors.names.push("et al.".to_owned());
        authors.bare = false;
        authors.certain = true;
        let mut behind = at + 2;
        let mut dot = text.is_mark(behind, &['.']);
        behind += usize::from(dot);
        // The group for which they write.
        if let Some(group) = organisation(text, behind + 1).filter(|_| text.is_mark(behind, &[';'])) {
            authors.names.insert(authors.names.len() - 1, group.written);
            behind = group.next;
            dot = false;
        }
        if text.is_mark(behind, &[',']) {
            let year = text.word(behind + 1).is_some_and(is_year);
            return (behind + 1, Some(if year { Ended::Year } else { Ended::Comma }));
        }
        let (next, ended) = end(text, behind);
        return (next, Some(if ended == Ended::Other && dot { Ended::Stop } else { ended }));
    }
    let ampersand = text.is_mark(at, &['&']) || text.word(at).is_some_and(|word| word.eq_ignore_ascii_case("and"));
    if ampersand {
        return (at + 1, None);
    }
    if separated {
        let ended = match text.word(at) {
            Some(word) if is_year(word) => Some(Ended::Year),
            Some(word) if is_role(word) => Some(Ended::Role),
            _ if text.opens_title(at) => Some(Ended::Title),
            _ if text.is_mark(at, &['(', '[']) => Some(Ended::Bracket),
            _ => None,
        };
        return (at, ended);
    }
    let (next, ended) = end(text, at);
    (next, Some(if ended == Ended::Other && dotted { Ended::Stop } else { ended }))
}

/// How a list ends at a token that is no separator.
fn end(text: &Text<'_>, at: usize) -> (usize, Ended) {
    match text.mark(at) {
        Some('.' | CUT) => (at + 1, Ended::Stop),
        Some(':') => (at + 1, Ended::Colon),
        Some('–' | '—' | '-') if text.spaced(at) && text.spaced(at + 1) => (at + 1, Ended::Dash),
        Some('(' | '[') => (at, Ended::Bracket),
        Some(_) if text.opens_title(at) => (at, Ended::Title),
        Some(_) => (at, Ended::Other),
        None => match text.word(at) {
            None => (at, Ended::End),
            Some(word) if is_year(word) => (at, Ended::Year),
            Some(word) if is_role(word) => (at, Ended::Role),
            Some(_) => (at, Ended::Other),
        },
    }
}

fn is_et_al(text: &Text<'_>, at: usize) -> bool {
    text.word(at).is_some_and(|word| word.eq_ignore_ascii_case("et"))
        && text.word(at + 1).is_some_and(|word| word.eq_ignore_ascii_case("al"))
}

/// `Jr.`, `III`.
fn suffix(text: &Text<'_>, at: usize) -> Option<Range<usize>> {
    let word = text.word(at)?;
    matches!(word, "Jr" | "Sr" | "II" | "III" | "IV")
        .then(|| at..at + 1 + usize::from(matches!(word, "Jr" | "Sr") && text.is_mark(at + 1, &['.'])))
}

/// Reads one name; `first` is the form of the list's first.
fn name(text: &Text<'_>, at: usize, first: Option<Form>) -> Option<Name> {
    if let Some(initials) = initials(text, at).filter(|initials| !is_article(text, at, initials)) {
        return natural(text, at, initials.end, true);
    }
    let family = family(text, at);
    if family.is_empty() {
        return organisation(text, at);
    }
    let count = family.clone().filter(|at| text.word(*at).is_some_and(|word| !is_particle(word))).count();
    let behind = family.end;
    if let Some(initials) = initials(text, behind) {
        return Some(with_initials(text, &family, initials, first));
    }
    if let Some(block) = text.word(behind).filter(|word| is_block(word) && !is_article_word(word))
        && is_separator(text, behind + 1)
    {
        let written = format!("{} {}", pointed(block), text.slice(&family));
        return Some(Name { written, form: Form::Vancouver, next: behind + 1, dotted: false });
    }
    if text.is_mark(behind, &[','])
        && let Some(given) = given(text, behind + 1)
    {
        // `García Márquez, Gabriel` is one person, `Lu Shaojie, Zhang Wei` are two.
        let full = given.clone().filter(|at| text.word(*at).is_some_and(|word| !is_block(word))).count();
        let first_two = count == 2 && first.is_none_or(|form| form == Form::Inverted) && full == 1;
        let inverts = match first {
            Some(Form::Natural { .. }) => count == 1 && full == 0,
            _ => count == 1 || full == 0 || first_two && !begins_name(text.word(at).unwrap_or_default()),
        };
        if inverts && !is_classic(text.slice(&(family.start..given.end))) {
            let dotted = text.is_mark(given.end - 1, &['.']);
            let written = format!("{} {}", pointed(text.slice(&given)), text.slice(&family));
            return Some(Name { written, form: Form::Inverted, next: given.end, dotted });
        }
    }
    if let Some(name) = organisation(text, at) {
        return Some(name);
    }
    if count == 1 {
        let written = text.slice(&family).to_owned();
        return is_separator(text, behind).then_some(Name { written, form: Form::Bare, next: behind, dotted: false });
    }
    natural(text, at, behind, false)
}

/// A name with its characters behind it, `Yang Jizhou (杨继洲)`.
fn with_han(text: &Text<'_>, mut name: Name) -> Name {
    if text.is_mark(name.next, &['(', '（'])
        && text.closing(name.next) == Some(name.next + 2)
        && text.word(name.next + 1).is_some_and(|word| word.chars().all(is_han))
    {
        name.written = format!("{} {}", name.written, text.slice(&(name.next..name.next + 3)));
        name.next += 3;
        name.dotted = false;
    }
    name
}

/// A family name and initials behind it: `Smith C.A.`, `Ted J. Kaptchuk`, `Deadman P. A manual`.
fn with_initials(text: &Text<'_>, family: &Range<usize>, initials: Range<usize>, first: Option<Form>) -> Name {
    let dotted = text.is_mark(initials.end - 1, &['.']);
    let goes_on =
        dotted && text.word(initials.end).is_some_and(is_name) || !dotted && !is_separator(text, initials.end);
    let person = text.word(family.start).is_some_and(begins_name);
    // A full name goes on to something that follows names; a title goes on.
    if goes_on
        && first != Some(Form::Vancouver)
        && let Some(name) = natural(text, family.start, initials.end, true)
        && (person || first.is_some() || text.is_mark(name.next, &[',', '&', '(']))
    {
        return name;
    }
    // Behind `J-C` the full stop is the list's.
    let alone = initials.len() == 2 && text.word(initials.start).is_some_and(|word| word.len() > 1);
    let letters = initials.start..initials.end - usize::from(alone);
    let written = format!("{} {}", pointed(text.slice(&letters)), text.slice(family));
    Name { written, form: Form::Vancouver, next: initials.end, dotted }
}

/// A name in the order of speech, of which the tokens up to `from` are read.
fn natural(text: &Text<'_>, start: usize, from: usize, has_initials: bool) -> Option<Name> {
    let rest = family(text, from);
    let end = rest.end;
    let last = text.word(end.checked_sub(1)?)?;
    if is_block(last) || !is_name(last) || !is_separator(text, end) || end - start < 2 {
        return None;
    }
    let range = start..end;
    if is_publisher(text.words(&range)) || is_classic(text.slice(&range)) {
        return None;
    }
    let particle = text.words(&range).any(is_particle);
    let proven = has_initials || particle || text.word(start).is_some_and(begins_name);
    let written = text.slice(&range).to_owned();
    Some(Name { written, form: Form::Natural { proven }, next: end, dotted: false })
}

/// The name of an organisation as it is.
fn organisation(text: &Text<'_>, at: usize) -> Option<Name> {
    let mut end = at;
    let mut is_one = false;
    while let Some(word) = text.word(end).filter(|_| end - at < 12) {
        let small = matches!(word, "of" | "for" | "the" | "and" | "in" | "on");
        if !small && !word.starts_with(char::is_uppercase) {
            break;
        }
        is_one |= is_organisation_word(word);
        end += 1;
    }
    let range = at..end;
    let high = text.word(at).is_some_and(|word| word.starts_with(char::is_uppercase));
    if !is_one || !high || end - at < 2 || is_publisher(text.words(&range)) {
        return None;
    }
    let mut next = end;
    // Its abbreviation belongs to it.
    if text.is_mark(end, &['(', '['])
        && text.word(end + 1).is_some_and(|word| !is_year(word) && word.chars().all(char::is_uppercase))
        && text.closing(end) == Some(end + 2)
    {
        next = end + 3;
    }
    let written = text.slice(&(at..next)).to_owned();
    is_separator(text, next).then_some(Name { written, form: Form::Organisation, next, dotted: false })
}

/// The words of a family name: those with capitals, and particles between.
fn family(text: &Text<'_>, at: usize) -> Range<usize> {
    let mut end = at;
    while let Some(word) = text.word(end).filter(|_| end - at < LONGEST_NAME + 1) {
        let next_is_name = || text.word(end + 1).is_some_and(|next| is_name(next) || is_particle(next));
        if !(is_name(word) && !(is_block(word) && end > at) || is_particle(word) && next_is_name()) {
            break;
        }
        end += 1;
    }
    at..end
}

/// The given names behind a comma, in front of something that may follow a name.
fn given(text: &Text<'_>, at: usize) -> Option<Range<usize>> {
    let mut end = at;
    let mut full = 0;
    let mut count = 0;
    loop {
        if let Some(initials) = initials(text, end) {
            count += initials.len();
            end = initials.end;
            if !text.is_mark(end - 1, &['.']) {
                if is_separator(text, end) {
                    break;
                }
                continue;
            }
            // `J. Robert.` goes on; after `Paul U.` and `J. R.` the title begins.
            let goes_on = full == 0
                && count <= 2
                && text.word(end).is_some_and(|word| is_name(word) && !is_title_word(word))
                && (text.is_mark(end + 1, &['.', ',', '&', '(']) || is_and(text, end + 1));
            if goes_on {
                full += 1;
                end += 1;
            }
            break;
        }
        match text.word(end) {
            Some(word) if is_block(word) && is_separator(text, end + 1) => {
                end += 1;
                break;
            }
            Some(word) if full < LONGEST_NAME && (is_name(word) || is_particle(word) && full > 0) => {
                full += 1;
                end += 1;
            }
            _ => break,
        }
    }
    let range = at..end;
    let last_dotted = end > at && text.is_mark(end - 1, &['.']);
    let fits = !range.is_empty() && full <= LONGEST_NAME && (last_dotted || is_separator(text, end));
    (fits && !is_publisher(text.words(&range)) && suffix(text, at).is_none()).then_some(range)
}

/// Initials with their full stops: `C. A.`, `C.A.`, `J.-P.`; a last one may be without.
fn initials(text: &Text<'_>, at: usize) -> Option<Range<usize>> {
    let mut end = at;
    let mut dots = 0;
    while text.word(end).is_some_and(is_initial) && end - at < 12 {
        if text.is_mark(end + 1, &['.']) && !text.spaced(end + 1) {
            end += 2;
            dots += 1;
            let hyphen = text.is_mark(end, &['-', '‐', '‑']) && text.word(end + 1).is_some_and(is_initial);
            end += usize::from(hyphen);
        } else if is_separator(text, end + 1)
            || text.word(end + 1).is_some_and(|next| is_name(next) || is_initial(next))
        {
            // An article in front of a title is no initial.
            if end > at && is_article_word(text.word(end).unwrap_or_default()) {
                break;
            }
            end += 1;
        } else {
            break;
        }
    }
    (end > at && (dots > 0 || !is_article(text, at, &(at..end)))).then_some(at..end)
}

/// Whether what looks like an initial is the `A` or `I` of a title.
fn is_article(text: &Text<'_>, at: usize, initials: &Range<usize>) -> bool {
    initials.len() == 1 && text.word(at).is_some_and(is_article_word) && text.word(at + 1).is_some()
}

fn is_article_word(word: &str) -> bool {
    matches!(word, "A" | "I")
}

fn is_and(text: &Text<'_>, at: usize) -> bool {
    text.word(at).is_some_and(|word| word.eq_ignore_ascii_case("and"))
}

/// Whether what stands at a token may follow a name.
fn is_separator(text: &Text<'_>, at: usize) -> bool {
    at >= text.len()
        || text.is_mark(at, &[',', ';', '.', '&', ':', '(', '[', EMPHASIS_OPEN, CUT, '–', '—', '/'])
        || text.opens_title(at)
        || is_and(text, at)
        || is_et_al(text, at)
        || text.word(at).is_some_and(|word| is_year(word) || is_role(word) || word == "with")
}

/// A single initial with the full stop that some styles leave out.
fn pointed(given: &str) -> String {
    let last = given.rsplit([' ', '.']).next().unwrap_or(given);
    let one = last.chars().count() == 1 && is_initial(last);
    if one { format!("{given}.") } else { given.to_owned() }
}
