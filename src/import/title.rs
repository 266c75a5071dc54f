//! What an article is called, what it is about, and its one line of description.

use super::outline::Outline;
use crate::mentions::sentences;
use crate::tcm::text::{fold_name, is_han, one_line};
use crate::url;

/// The longest description, in characters.
const DESCRIPTION: usize = 240;

/// The name of an article's file: that of the input, unless it says nothing.
pub fn slug(name: &str, title: &str) -> String {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let by_name = url::slugify(stem);
    const NOTHING: &str = "untitled|document|article|index|new|text|copy|draft|scan|file|page|download|output";
    let letters = by_name.trim_end_matches(|last: char| last.is_ascii_digit() || last == '-');
    let by_title = url::slugify(title);
    let says_nothing = letters.is_empty() || NOTHING.split('|').any(|word| word == letters);
    if says_nothing && !by_title.is_empty() { by_title } else { by_name }
}

/// One or two whole sentences of the introduction.
pub fn description(introduction: &str) -> Option<String> {
    let text: String = one_line(introduction);
    let mut description = String::new();
    for range in sentences(&text).into_iter().take(2) {
        let sentence = text[range].trim();
        let length = description.chars().count() + sentence.chars().count() + 1;
        if !description.is_empty() && length > DESCRIPTION {
            break;
        }
        if !description.is_empty() {
            description.push(if sentence.starts_with(is_han) { '\u{200b}' } else { ' ' });
        }
        description.push_str(sentence);
        if description.chars().count() >= 110 {
            break;
        }
    }
    let description = description.replace('\u{200b}', "");
    (!description.is_empty()).then_some(description)
}

/// The conditions that an article is about: what its title names, preferably what its headings repeat.
pub fn conditions(title: &str, outline: &Outline) -> Vec<String> {
    let headings: Vec<&str> =
        outline.sections.iter().filter_map(|section| section.heading.as_ref()).map(|line| line.text.as_str()).collect();
    // What a heading is about stands behind its last preposition: `Common TCM Patterns for Night Sweats`.
    let mut candidates: Vec<(usize, String)> = Vec::new();
    let mut add = |written: &str, weight: usize| {
        let Some(name) = topic(written) else { return };
        match candidates.iter_mut().find(|(_, known)| fold_name(known) == fold_name(&name)) {
            Some((count, _)) => *count += weight,
            None => candidates.push((weight, name)),
        }
    };
    for (index, part) in title.replace(" - ", ":").split([':', '：', '|', '–', '—', '?', '？', '(', '（']).enumerate()
    {
        add(part, if index == 0 { 3 } else { 2 });
        add(behind_preposition(part).unwrap_or(""), 2);
    }
    for heading in &headings {
        add(behind_preposition(heading).unwrap_or(""), 3);
    }
    let title_folded = fold_name(title);
    candidates.retain(|(_, name)| {
        title_folded.contains(&fold_name(name))
            || headings.iter().filter(|heading| fold_name(heading).contains(&fold_name(name))).count() > 1
    });
    // `Knee` in `Organs behind the Knee` speaks for `Knee Pain`.
    for index in 0..candidates.len() {
        let (weight, name) = candidates[index].clone();
        let inner = format!(" {} ", fold_name(&name));
        let longer = candidates.iter().position(|(_, other)| {
            let outer = format!(" {} ", fold_name(other));
            outer != inner
                && outer.contains(&inner)
                && title_folded.contains(outer.trim())
                && other.split(' ').count() <= 4
        });
        if let Some(longer) = longer {
            candidates[longer].0 += weight;
            candidates[index].0 = 0;
        }
    }
    candidates.sort_by_key(|(weight, name)| (usize::MAX - weight, name.len()));
    let Some((_, best)) = candidates.into_iter().next() else { return Vec::new() };
    // `Anxiety and Palpitations` are two.
    let parts: Vec<String> = best.split(" and ").map(str::to_owned).collect();
    let short = |part: &String| part.split(' ').count() <= 3;
    if parts.len() == 2 && parts.iter().all(short) && !best.contains(" Pain") { parts } else { vec![best] }
}

/// What stands behind the last preposition of a heading.
fn behind_preposition(heading: &str) -> Option<&str> {
    let heading = without_medicine(heading);
    [
        " for ",
        " behind ",
        " of ",
        " in ",
        " with ",
        " to treat ",
        " treating ",
        " help ",
        " relieve ",
        " helps ",
        " against ",
    ]
    .into_iter()
    .filter_map(|word| heading.rfind(word).map(|at| &heading[at + word.len()..]))
    .min_by_key(|rest| rest.len())
    .or_else(|| {
        let lower = heading.to_lowercase();
        ["treating ", "relieving ", "easing ", "understanding ", "acupuncture for ", "living with "]
            .into_iter()
            .find_map(|word| lower.strip_prefix(word).map(|rest| &heading[heading.len() - rest.len()..]))
    })
}

/// A heading without the words that say whose medicine it is.
fn without_medicine(heading: &str) -> &str {
    const ENDS: [&str; 10] = [
        " in TCM",
        " in Chinese Medicine",
        " in Traditional Chinese Medicine",
        " with TCM",
        " with Chinese Medicine",
        " with Acupuncture",
        " and TCM",
        " Naturally",
        " in Chinese medicine",
        " and Chinese Medicine",
    ];
    let heading = heading.trim();
    let lower = heading.to_lowercase();
    let end = ENDS.iter().find(|end| lower.ends_with(&end.to_lowercase()) && lower.len() == heading.len());
    end.map_or(heading, |end| &heading[..heading.len() - end.len()])
}

/// A heading's words as the name of a condition; `None` if they cannot be one.
fn topic(written: &str) -> Option<String> {
    let trimmed =
        written.trim().trim_matches(|mark: char| matches!(mark, '"' | '“' | '”' | '\'' | '.' | '!' | ')' | '('));
    let mut name = trimmed;
    for article in ["the ", "The ", "a ", "A ", "your ", "Your ", "my ", "better ", "Better "] {
        name = name.strip_prefix(article).unwrap_or(name);
    }
    name = without_medicine(name);
    const NOTHING: &str = "tcm|chinese medicine|traditional chinese medicine|acupuncture|treatment|points|home|health|the clinic|patterns|diagnosis|practice|life|daily life|\
        tcm based|balance|wellness|women|men|children|an overview|overview|introduction|a guide|guide|conclusion|closing|relief|care|self care|spring|summer|autumn|winter|\
        sleep|poor sleep|restful sleep|pain|pain relief|stress|energy|digestion|better digestion|questions answered|your questions answered|the body|mind|eating";
    let folded = fold_name(name);
    let is_nothing = NOTHING.split('|').any(|word| word == folded);
    let words = name.split_whitespace().count();
    let han = name.chars().filter(|character| is_han(*character)).count();
    let fits =
        if han > 0 { (2..=10).contains(&name.chars().count()) } else { (1..=5).contains(&words) && name.len() >= 4 };
    if is_nothing || !fits || name.ends_with(['，', ',']) {
        return None;
    }
    // Headings in capitals or small letters become a title.
    let is_capitals = name.chars().filter(|letter| letter.is_alphabetic()).all(|letter| !letter.is_lowercase());
    let title_case = |name: &str| -> String {
        let words = name.split(' ').map(|word| {
            let mut letters = word.chars();
            match letters.next() {
                Some(first) if word.len() > 3 || word.starts_with(char::is_uppercase) => {
                    first.to_uppercase().collect::<String>() + &letters.as_str().to_lowercase()
                }
                _ => word.to_lowercase(),
            }
        });
        words.collect::<Vec<_>>().join(" ")
    };
    Some(if han > 0 {
        name.to_owned()
    } else if is_capitals || name.chars().all(|letter| !letter.is_uppercase()) {
        title_case(name)
    } else {
        name.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_as_their_inputs_unless_these_say_nothing() {
        assert_eq!(slug("in/Night Sweats.docx", "x"), "night-sweats");
        assert_eq!(slug("document1.txt", "Night Sweats"), "night-sweats");
        assert_eq!(slug("003.txt", "Tinnitus"), "tinnitus");
    }

    #[test]
    fn descriptions_are_whole_sentences() {
        let text = "One is a sentence that says little. Two is another, which goes on for quite a while so that both are long enough for a card. Three.";
        assert_eq!(description(text).unwrap(), &text[..text.len() - 7]);
    }
}
