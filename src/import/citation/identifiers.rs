//! Addresses, DOIs, ISBNs, and when a page was seen: what is certain wherever it stands, cut out first.

use crate::tcm::isbn;

use super::text::CUT;
use super::words;

/// What was cut out of a text.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    pub(super) isbn: Option<String>,
    pub(super) doi: Option<String>,
    pub(super) url: Option<String>,
    /// What is no further use in reading, such as a second address or the day a page was seen.
    pub(super) notes: Vec<String>,
    /// The text with [`CUT`] where they stood.
    pub(super) text: String,
}

impl Identifiers {
    /// Whether a work can be found by what is known.
    pub(super) fn any(&self) -> bool {
        self.isbn.is_some() || self.doi.is_some()
    }
}

/// Cuts out all that identifies a work.
pub(super) fn cut(text: &str) -> Identifiers {
    let mut found = Identifiers::default();
    // The digits of an ISBN, and how it stood with its label.
    let mut isbns: Vec<(String, String)> = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut previous = ' ';
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if previous.is_alphanumeric() || !character.is_ascii_alphanumeric() {
            None
        } else if let Some((length, doi)) = doi(rest) {
            keep(&mut found.doi, doi, &rest[..length], &mut found.url, &mut found.notes);
            Some(length)
        } else if let Some((length, url)) = url(rest) {
            if found.url.is_none() {
                found.url = Some(url.to_owned())
            } else {
                found.notes.push(url.to_owned())
            }
            Some(length)
        } else {
            number(rest, is_hyphen(previous)).map(|(length, isbn)| {
                isbns.push((isbn.to_owned(), rest[..length].to_owned()));
                length
            })
        };
        if let Some(length) = length {
            out.extend([' ', CUT, ' ']);
            at += length;
            previous = ' ';
        } else {
            out.push(character);
            at += character.len_utf8();
            previous = character;
        }
    }
    // Where a book gives both numbers, the newer tells it from more others.
    let best = isbns.iter().position(|(number, _)| isbn::digits(number).len() == 13).unwrap_or(0);
    for (index, (number, written)) in isbns.into_iter().enumerate() {
        if index == best { found.isbn = Some(number) } else { found.notes.push(written) }
    }
    found.text = without_hulls(&without_visits(&out, &mut found.notes));
    found
}

/// A second DOI goes where the first address would stand, if it is one, or becomes a note.
fn keep(slot: &mut Option<String>, doi: &str, written: &str, url: &mut Option<String>, notes: &mut Vec<String>) {
    if slot.is_none() {
        *slot = Some(doi.to_owned());
    } else if url.is_none() && starts(written, "http") {
        *url = Some(written.to_owned());
    } else {
        notes.push(written.to_owned());
    }
}

fn starts(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// `text` without a beginning, in any case.
fn after<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    starts(text, beginning).then(|| &text[beginning.len()..])
}

/// A DOI with its label or resolver: how long it is, and the DOI alone.
fn doi(text: &str) -> Option<(usize, &str)> {
    let mut rest = text;
    if let Some(behind) =
        after(rest, "doi").filter(|behind| behind.starts_with([':', ' ', '.']) && !starts(behind, ".org"))
    {
        rest = behind.trim_start_matches([':', ' ', '.']);
    }
    rest = after(rest, "https://").or_else(|| after(rest, "http://")).unwrap_or(rest);
    rest = after(rest, "www.").or_else(|| after(rest, "dx.")).unwrap_or(rest);
    rest = after(rest, "doi.org/").unwrap_or(rest);
    let registrant = rest.strip_prefix("10.")?;
    let digits = registrant.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = registrant[digits..].strip_prefix('/').filter(|_| (4..=9).contains(&digits))?;
    // Asked first, so that no address is measured in vain.
    suffix.starts_with(|character: char| character.is_alphanumeric() || character == '(').then_some(())?;
    let doi = &rest[..rest.len() - suffix.len() + address_length(suffix)];
    Some((text.len() - rest.len() + doi.len(), doi))
}

/// A web address, perhaps with its label: how long it is, and the address alone.
fn url(text: &str) -> Option<(usize, &str)> {
    let label = after(text, "url").map(|behind| behind.trim_start_matches([':', ' '])).unwrap_or(text);
    let host = after(label, "https://").or_else(|| after(label, "http://")).or_else(|| after(label, "www."))?;
    host.starts_with(char::is_alphanumeric).then_some(())?;
    let length = label.len() - host.len() + address_length(host);
    Some((text.len() - label.len() + length, &label[..length]))
}

/// How much of a text is address: without the marks of the sentence around it.
fn address_length(text: &str) -> usize {
    let end = text
        .find(|character: char| {
            character.is_whitespace() || character.is_control() || "\"<>“”«»，。；：、（）《》「」".contains(character)
        })
        .unwrap_or(text.len());
    let mut address = &text[..end];
    // Brackets that open inside close inside.
    let count = |bracket| address.matches(bracket).count();
    let mut surplus = [(')', count(')').saturating_sub(count('('))), (']', count(']').saturating_sub(count('[')))];
    while let Some(last) = address.chars().next_back() {
        let may_go = match surplus.iter_mut().find(|(bracket, _)| *bracket == last) {
            Some((_, surplus)) => {
                let more = *surplus > 0;
                *surplus = surplus.saturating_sub(1);
                more
            }
            None => matches!(last, '.' | ',' | ';' | ':' | '\'' | '’' | '}' | '*' | '_' | '!' | '?'),
        };
        if !may_go {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

/// An ISBN: how long it is with its label, and the number as written.
fn number(text: &str, within_word: bool) -> Option<(usize, &str)> {
    let Some(behind) = after(text, "ISBN") else {
        // Without a label only what cannot be anything else.
        if within_word || !text.starts_with(|character: char| character.is_ascii_digit()) {
            return None;
        }
        let word = word(text);
        let digits = isbn::digits(word);
        let plain =
            word.chars().all(|character| character.is_ascii_digit() || is_hyphen(character) || character == 'X');
        let is_isbn = match digits.len() {
            13 => digits.starts_with("978") || digits.starts_with("979"),
            10 => isbn::normalise(word).is_ok(),
            _ => false,
        };
        return (plain && is_isbn).then_some((word.len(), word));
    };
    let marks = |character: char| matches!(character, ' ' | ':' | '.' | '#' | '：') || is_hyphen(character);
    let trimmed = behind.trim_start_matches(marks);
    let kind = |kind: &str| {
        after(trimmed.strip_prefix('(').unwrap_or(trimmed), kind)
            .filter(|behind| behind.starts_with([':', ' ', ')', '：']))
            .map(|behind| behind.trim_start_matches(|character| marks(character) || character == ')'))
    };
    let number = kind("13").or_else(|| kind("10")).unwrap_or(trimmed);
    if !number.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let length = groups(number);
    // A wrong number is kept, but what has hardly a digit is another thing.
    let digits = isbn::digits(&number[..length]).len();
    let glued = behind.starts_with(|character: char| character.is_ascii_digit());
    if digits < 5 || glued && !matches!(digits, 10 | 13) {
        return None;
    }
    Some((text.len() - number.len() + length, &number[..length]))
}

/// The groups of digits of one number, with spaces between them.
fn groups(text: &str) -> usize {
    let mut length = word(text).len();
    let mut digits = isbn::digits(&text[..length]).len();
    let whole = if starts(text, "978") || starts(text, "979") { 13 } else { 10 };
    while let Some(next) = text[length..].strip_prefix(' ').map(word) {
        let more = isbn::digits(next).len();
        let is_group =
            !next.is_empty() && next.chars().all(|c| c.is_ascii_digit() || is_hyphen(c) || matches!(c, 'X' | 'x'));
        if !is_group || digits + more > whole {
            break;
        }
        length += 1 + next.len();
        digits += more;
    }
    length
}

/// Letters, digits and hyphens between them.
fn word(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_alphanumeric() && !is_hyphen(character)).unwrap_or(text.len());
    text[..end].trim_end_matches(is_hyphen)
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '‐' | '‑' | '–')
}

/// Moves `accessed 3 May 2024` and `Retrieved from`, whose year is not the work's, to the notes.
fn without_visits(text: &str, notes: &mut Vec<String>) -> String {
    let pieces: Vec<&str> = text.split_inclusive(' ').collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let taken = visit(&pieces[at..]);
        if taken == 0 {
            out.push_str(piece);
            at += 1;
            continue;
        }
        let note = pieces[at..at + taken].concat();
        // The bracket around it stays with the text, where it is left empty.
        let bare = note.trim_matches(|character: char| !character.is_alphanumeric());
        let start = note.len() - note.trim_start_matches(|character: char| !character.is_alphanumeric()).len();
        notes.push(bare.to_owned());
        out.push_str(&note[..start]);
        out.extend([' ', CUT, ' ']);
        out.push_str(&note[start + bare.len()..]);
        at += taken;
    }
    out
}

/// Takes off the brackets that are left around what was cut out.
fn without_hulls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let opening = match character {
            ')' => '(',
            ']' => '[',
            '>' => '<',
            '）' => '（',
            _ => {
                out.push(character);
                continue;
            }
        };
        let inside = out.trim_end_matches([' ', CUT]);
        if inside.len() < out.trim_end().len() && inside.ends_with(opening) {
            out.truncate(inside.len() - opening.len_utf8());
            out.extend([' ', CUT, ' ']);
        } else {
            out.push(character);
        }
    }
    out
}

/// How many of the pieces tell when or where a page was seen.
fn visit(pieces: &[&str]) -> usize {
    let bare = |piece: &str| piece.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let Some(first) = pieces.first().map(|piece| bare(piece)) else { return 0 };
    let starts = matches!(first.as_str(), "accessed" | "retrieved" | "cited" | "viewed" | "available" | "consulted")
        || matches!(first.as_str(), "last" | "date")
            && pieces
                .get(1)
                .is_some_and(|next| matches!(bare(next).as_str(), "accessed" | "viewed" | "updated" | "reviewed"));
    if !starts {
        return 0;
    }
    let mut has_year = false;
    let mut taken = 0;
    for piece in pieces {
        let word = bare(piece);
        if piece.trim() == CUT.to_string() {
            // Only an address behind it makes `Available at` one of these.
            return taken;
        }
        if word.is_empty() && taken > 0 {
            taken += 1;
            continue;
        }
        let is_date = words::is_month(&word)
            || matches!(
                &word[..],
                "on" | "from" | "at" | "in" | "online" | "of" | "the" | "accessed" | "viewed" | "updated" | "reviewed"
            )
            || word.chars().next().is_some_and(|character| character.is_ascii_digit()) && word.len() <= 10;
        if taken > 0 && !is_date {
            break;
        }
        taken += 1;
        has_year |= word.split(|character: char| !character.is_ascii_digit()).any(words::is_year);
        if has_year && piece.trim_end().ends_with([')', ']', '.', ';']) || taken > 9 {
            break;
        }
    }
    if has_year && first != "available" { taken } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isbns_are_kept_as_written() {
        for (text, number) in [
            ("ISBN: 9780974063504", "9780974063504"),
            ("ISBN-13: 978-0-443-07490-5 (hbk)", "978-0-443-07490-5"),
            ("ISBN 978 92 9061 248 7, 2008", "978 92 9061 248 7"),
            ("isbn-10 0951054651 2007", "0951054651"),
            ("ISBN 080442957X.", "080442957X"),
            ("ISBN 97804430749O5", "97804430749O5"),
            ("Manila, 9789290612487.", "9789290612487"),
            ("ISBN (13): 9789290612487", "9789290612487"),
            ("0951054651", "0951054651"),
            ("0951054652 and ISBN and 20071122", ""),
            ("ISBN-10: 0951054651; ISBN-13: 9780951054659", "9780951054659"),
        ] {
            assert_eq!(cut(text).isbn.unwrap_or_default(), number, "{text}");
        }
    }

    #[test]
    fn dois_and_addresses_end_before_the_sentence_does() {
        for (text, doi, url) in [
            ("doi:10.1136/acupmed-2015-010936.", "10.1136/acupmed-2015-010936", ""),
            ("(https://doi.org/10.1016/S0140-6736(05)67728-8)", "10.1016/S0140-6736(05)67728-8", ""),
            ("DOI 10.1000/182, https://www.nhs.uk/a_(b).", "10.1000/182", "https://www.nhs.uk/a_(b)"),
            ("www.nhs.uk.", "", "www.nhs.uk"),
            ("http://dx.doi.org/10.1000/1; doi 10.1000/1", "10.1000/1", ""),
            ("10.5 mm, doi, https://", "", ""),
        ] {
            let found = cut(text);
            assert_eq!(
                (found.doi.unwrap_or_default(), found.url.unwrap_or_default()),
                (doi.to_owned(), url.to_owned())
            );
        }
    }

    #[test]
    fn a_visit_is_a_note() {
        let found = cut("NHS. Acupuncture. https://nhs.uk (accessed 3 May 2024). End");
        assert_eq!(found.notes, ["accessed 3 May 2024"]);
        assert_eq!(cut("Retrieved May 3, 2024, from https://nhs.uk").notes, ["Retrieved May 3, 2024, from"]);
        assert!(cut("Retrieved memories of the body").notes.is_empty());
    }
}
