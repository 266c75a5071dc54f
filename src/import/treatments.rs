//! Treatments of a section: the method, its points, and what it is for.

use super::Reading;
use super::data::{Data, Treatment};
use super::document::Line;
use super::items::{Item, cuts, plain};
use super::points;
use super::sections::{Gained, gather};
use super::vocabulary::method;
use crate::mentions::{Context, Target};

/// Reads the treatments of a section, each by its method.
pub fn treatments(reading: &mut Reading<'_>, data: &mut Data, items: &[Item]) -> Gained {
    gather(items, |item| {
        let text = plain(&item.line.text);
        // `Acupuncture at HT7 and PC6; ear seeds; moxa on KI1`
        let parts: Vec<&str> = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let parts = if parts.len() > 1 && parts.iter().all(|part| method(part).is_some()) {
            parts
        } else {
            vec![text.as_str()]
        };
        let mut found = Vec::new();
        for part in parts {
            found.push(treatment(reading, &item.line, part)?);
        }
        data.treatments.extend(found);
        Some(item.children.iter().flat_map(Item::lines).collect())
    })
}

fn treatment(reading: &mut Reading<'_>, line: &Line, text: &str) -> Option<Treatment> {
    let begun = method(text)?;
    let cut = cuts(text, &[":", "：", " – ", " — ", " - "])
        .filter(|(at, _)| *at >= begun.len() && text[..*at].chars().count() <= 60)
        .min();
    let (name, rest) = match cut {
        Some((at, length)) => (text[..at].trim(), text[at + length..].trim()),
        None => (begun, text[begun.len()..].trim()),
    };
    let verb = text[begun.len()..].split_whitespace().next().unwrap_or("");
    let is_sentence = matches!(
        verb,
        "is" | "are"
            | "was"
            | "were"
            | "can"
            | "may"
            | "has"
            | "have"
            | "should"
            | "will"
            | "does"
            | "treats"
            | "works"
            | "helps"
            | "offers"
    );
    if is_sentence || (cut.is_none() && rest.chars().count() > 160) {
        return None;
    }
    let of_ear = begun.to_lowercase().starts_with("ear")
        || begun.to_lowercase().starts_with("auricular")
        || begun.starts_with('耳');
    let spots = reading.finder.find(rest, &Context::default()).spots;
    let points = if of_ear { Vec::new() } else { points::of_spots(reading, line, &spots) };
    // What stands behind the list of points is what it is for.
    let mentions: Vec<_> =
        spots.iter().filter(|spot| matches!(spot.target, Some(Target::Point(_)))).map(|spot| spot.range()).collect();
    let begins = mentions.first().is_some_and(|first| rest[..first.start].split_whitespace().count() <= 1);
    let mut end = 0;
    for range in &mentions {
        let gap = rest.get(end..range.start).unwrap_or("");
        let listed = end == 0
            || gap
                .split(|letter: char| !letter.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .all(|word| matches!(word, "and" | "or" | "with" | "plus"));
        if !listed {
            break;
        }
        end = range.end;
    }
    let purpose = if begins { rest.get(end..).unwrap_or("") } else { rest };
    let purpose = purpose.trim().trim_start_matches([',', '，', '、', ':', '：', '–', '—', '-']).trim();
    let purpose = purpose.trim_matches(|mark: char| matches!(mark, '.' | '。') && purpose.len() == 1).trim();
    let purpose = match purpose.strip_prefix("to ") {
        Some(verb) if begins => capital(verb),
        _ => purpose.to_owned(),
    };
    Some(Treatment { method: plain(name), points, purpose: (!purpose.is_empty()).then_some(purpose) })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
