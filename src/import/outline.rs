//! The outline of a document: its title, its sections, and what is debris of the page that it came from.

use super::document::{Document, Form, Line};
use super::vocabulary::{Label, Subject, labelled, subject};
use crate::tcm::text::is_han;

/// A heading with what stands under it.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading; none before the first one.
    pub heading: Option<Line>,
    /// Its level in the article, from 2.
    pub level: u8,
    /// What its heading announces.
    pub subject: Subject,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A document divided.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The title's line.
    pub title: Option<Line>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// Lines that belong to no article.
    pub debris: Vec<Line>,
}

/// Divides a document.
/// `is_point` says whether a heading names a point.
pub fn divide(document: &Document, keep_debris: bool, is_point: &dyn Fn(&str) -> bool) -> Outline {
    let mut outline = Outline::default();
    // A single marked heading is the title, and tells nothing of the others.
    let marked = document.lines.iter().filter(|line| matches!(line.form, Form::Heading(_))).count() > 1;
    let first_level = document
        .lines
        .iter()
        .filter_map(|line| match line.form {
            Form::Heading(level) => Some(level),
            _ => None,
        })
        .min()
        .unwrap_or(1);
    let title = title_line(&document.lines, marked, first_level);
    let mut lines = document.lines.iter().enumerate();
    if let Some(title) = title {
        // What stands above a title belongs to the page: its navigation.
        for (_, line) in lines.by_ref().take(title) {
            outline.debris.push(line.clone());
        }
        outline.title = lines.next().map(|(_, line)| Line { number: line.number, ..clean_heading(line) });
    }
    let mut section = Section { heading: None, level: 2, subject: Subject::Prose, lines: Vec::new() };
    for (index, line) in lines {
        if let Some(level) = heading_level(&document.lines, index, marked, first_level, &section) {
            let heading = clean_heading(line);
            let subject = subject(&heading.text);
            outline.sections.push(std::mem::replace(
                &mut section,
                Section { heading: Some(heading), level, subject, lines: Vec::new() },
            ));
        } else {
            section.lines.push(line.clone());
        }
    }
    outline.sections.push(section);
    outline.sections = fold_entries(std::mem::take(&mut outline.sections), is_point);
    if !keep_debris {
        let mut kept = Vec::new();
        let mut gone = false;
        let sections = std::mem::take(&mut outline.sections);
        let is_own = |section: &Section| {
            section.heading.is_some() && !matches!(section.subject, Subject::Debris | Subject::Prose)
        };
        let last_own = sections.iter().rposition(is_own).unwrap_or(0);
        for (index, mut section) in sections.into_iter().enumerate() {
            // Behind the first heading of debris nothing of the article comes any more, unless it is plainly its own.
            let own = !matches!(section.subject, Subject::Debris | Subject::Prose);
            gone = section.subject == Subject::Debris || (gone && !own);
            if gone {
                outline.debris.extend(section.heading.take());
                // Buttons stand in the middle of a page too, and behind them the article goes on.
                let (prose, mut debris): (Vec<Line>, Vec<Line>) =
                    section.lines.into_iter().partition(|line| index < last_own && is_prose(line));
                outline.debris.append(&mut debris);
                if !prose.is_empty() {
                    kept.push(Section { heading: None, level: 2, subject: Subject::Prose, lines: prose });
                    gone = false;
                }
                continue;
            }
            let lines = std::mem::take(&mut section.lines);
            let (mut debris, lines): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| is_debris(&line.text));
            outline.debris.append(&mut debris);
            section.lines = lines;
            kept.push(section);
        }
        outline.sections = kept;
    }
    outline.sections.retain(|section| section.heading.is_some() || !section.lines.is_empty());
    outline
}

/// The place of the title: the first heading of the highest level, or the first short line.
fn title_line(lines: &[Line], marked: bool, first_level: u8) -> Option<usize> {
    if marked {
        let heading = |line: &Line| line.form == Form::Heading(first_level) && subject(&line.text) != Subject::Debris;
        let place = lines.iter().position(heading)?;
        let above: usize = lines[..place].iter().map(|line| line.text.split_whitespace().count()).sum();
        // Prose above the first heading is an introduction, so that the title is elsewhere.
        let is_prose = lines[..place].iter().any(|line| line.form == Form::Text && line.text.chars().count() > 160);
        return (!is_prose || above < 40).then_some(place).or_else(|| first_short(lines));
    }
    lines
        .iter()
        .position(|line| matches!(line.form, Form::Heading(_)))
        .filter(|place| *place < 8)
        .or_else(|| first_short(lines))
}

fn first_short(lines: &[Line]) -> Option<usize> {
    // The way through a site (`Home » Library » Sleep`) and its buttons stand above the title.
    let is_path = |line: &Line| {
        line.text.matches(['»', '›', '>']).count() > 0 && line.text.split_whitespace().count() <= 12
            || is_debris(&line.text)
    };
    let place = lines.iter().take(8).position(|line| !is_path(line))?;
    let first = lines.get(place)?;
    (first.form == Form::Text && first.text.chars().count() <= 160 && lines.len() > 1).then_some(place)
}

/// The level of a line that is a heading.
fn heading_level(lines: &[Line], index: usize, marked: bool, first_level: u8, section: &Section) -> Option<u8> {
    let line = &lines[index];
    match line.form {
        Form::Heading(level) => {
            // The title took the first level; a second one of it is a section.
            Some((level.saturating_sub(first_level) + 1).clamp(2, 6))
        }
        Form::Text if is_bold(line) && labelled(&line.text).is_none() && index + 1 < lines.len() => {
            Some(if subject(&line.text) == Subject::Prose { 3 } else { 2 })
        }
        _ if marked => None,
        Form::Text | Form::Numbered(_) => {
            if !reads_as_heading(lines, index) {
                return None;
            }
            // `Diet Tips` right under `Diet and Lifestyle Tips` is a part of it.
            let shares = |heading: &Line| {
                let words = |text: &str| -> Vec<String> {
                    text.split(|letter: char| !letter.is_alphanumeric())
                        .filter(|word| word.len() > 3)
                        .map(str::to_lowercase)
                        .collect()
                };
                let parent = words(&heading.text);
                words(&line.text).iter().any(|word| parent.contains(word))
            };
            let under = section.heading.as_ref().is_some_and(shares)
                && (section.lines.is_empty() || section.level == 3)
                && section.subject == Subject::Prose
                && subject(&line.text) == Subject::Prose;
            Some(if under || is_subnumbered(&line.text) { 3 } else { 2 })
        }
        Form::Bullet | Form::Row(_) => None,
    }
}

/// Whether a heading has the number of a part: `2.1 Kidney Yin Deficiency`.
fn is_subnumbered(heading: &str) -> bool {
    let number = heading.split(' ').next().unwrap_or(heading);
    let starts_with_digit = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && starts_with_digit(number)
        && number.split('.').nth(1).is_some_and(starts_with_digit)
}

/// Whether a short line is bold from end to end, as headings are in documents without styles.
fn is_bold(line: &Line) -> bool {
    let inner = line.markdown.trim().strip_prefix("**").and_then(|text| text.strip_suffix("**"));
    inner
        .is_some_and(|inner| !inner.contains("**") && inner.chars().count() <= 70 && !inner.ends_with(['.', '。', ',']))
}

/// Whether a line that no format marks reads as a heading: short, by itself, without a full stop.
fn reads_as_heading(lines: &[Line], index: usize) -> bool {
    let line = &lines[index];
    let text = line.text.trim();
    let Some(next) = lines.get(index + 1) else { return false };
    let han = text.chars().filter(|character| is_han(*character)).count();
    let longest = if han > 0 { 24 } else { 90 };
    if text.chars().count() > longest || text.split_whitespace().count() > 12 || line.indent > 3 {
        return false;
    }
    if text.ends_with(['.', '。', ',', '，', ';', '；', '!', '！']) && !text.ends_with("etc.") {
        return false;
    }
    // The name of a pattern or point, with its signs below, is an item.
    if labelled(&next.text).is_some_and(|(_, _, value)| !value.is_empty())
        && !next.parted
        && subject(text) == Subject::Prose
    {
        return false;
    }
    // `Tongue: pale` and `BL23 – Shen Shu` are fields; `Organs:` alone is a heading.
    let content = text.trim_end_matches([':', '：']);
    if labelled(text).is_some_and(|(_, _, value)| !value.is_empty())
        || content.contains([':', '：']) && !is_capitals(text)
    {
        return subject(text) != Subject::Prose && content == text && !content.contains(": ");
    }
    let known = subject(text) != Subject::Prose;
    if matches!(line.form, Form::Numbered(_)) {
        // A numbered heading stands alone among paragraphs, an item among items.
        let is_item =
            |line: Option<&Line>| line.is_some_and(|line| matches!(line.form, Form::Numbered(_) | Form::Bullet));
        let before = index.checked_sub(1).and_then(|index| lines.get(index));
        return line.indent == 0
            && line.parted
            && (known
                || next.form == Form::Text && (!is_item(before) || next.parted && next.text.len() > text.len() * 2))
            && !is_item(Some(next))
            || line.indent == 0 && known && line.parted;
    }
    let is_question = text.ends_with(['?', '？']);
    let title_case = text
        .split_whitespace()
        .filter(|word| word.len() > 3)
        .all(|word| word.starts_with(|first: char| first.is_uppercase() || first.is_numeric() || first == '('));
    (line.parted || index == 0) && (known || is_question || title_case || is_capitals(text) || han > 0 || next.parted)
}

fn is_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|letter| letter.is_alphabetic() && letter.is_ascii()).peekable();
    letters.peek().is_some() && letters.all(|letter| letter.is_ascii_uppercase())
}

/// A heading without marks and colon; its number stays.
fn clean_heading(line: &Line) -> Line {
    let clean = |text: &str| -> String {
        let text = text.trim().trim_start_matches('#');
        let text = text.trim_matches(|mark: char| matches!(mark, '*' | '_' | ' ' | '=' | '■' | '◆' | '【' | '】'));
        let text = ["標題：", "标题：", "Title: ", "TITLE: "]
            .iter()
            .find_map(|label| text.strip_prefix(label))
            .unwrap_or(text);
        let text = text.trim_end_matches([':', '：']).trim();
        match line.form {
            Form::Numbered(number) => format!("{number}. {text}"),
            _ => text.to_owned(),
        }
    };
    Line { text: clean(&line.text), markdown: clean(&line.markdown), ..line.clone() }
}

/// Puts sections that are single patterns or points (`### Kidney Yin Deficiency`, `BL23 – Shen Shu`, with their signs
/// below) into the section that lists them.
fn fold_entries(sections: Vec<Section>, is_point: &dyn Fn(&str) -> bool) -> Vec<Section> {
    let entry = |section: &Section| -> Option<Subject> {
        let heading = section.heading.as_ref()?;
        let fields: Vec<Label> =
            section.lines.iter().take(8).filter_map(|line| labelled(&line.text).map(|(label, ..)| label)).collect();
        let of_pattern = fields.iter().any(|label| matches!(label, Label::Tongue | Label::Pulse | Label::Symptoms));
        let of_point = fields.iter().any(|label| matches!(label, Label::Location | Label::Function | Label::Technique));
        let is_short = section.lines.iter().map(|line| line.text.chars().count()).sum::<usize>() < 700;
        match section.subject {
            _ if is_point(&heading.text) && (of_point || is_short) => Some(Subject::Points),
            Subject::Prose | Subject::Patterns if of_pattern && !is_point(&heading.text) => Some(Subject::Patterns),
            _ => None,
        }
    };
    let kinds: Vec<Option<Subject>> = sections.iter().map(&entry).collect();
    let mut folded: Vec<Section> = Vec::new();
    for (index, (section, kind)) in sections.into_iter().zip(&kinds).enumerate() {
        let Some(kind) = *kind else {
            folded.push(section);
            continue;
        };
        let into = folded.last().is_some_and(|last| last.subject == kind);
        let in_row = kinds.get(index + 1) == Some(&Some(kind)) || (index > 0 && kinds[index - 1] == Some(kind));
        if !into && !in_row {
            folded.push(section);
            continue;
        }
        if !into {
            folded.push(Section { heading: None, level: 2, subject: kind, lines: Vec::new() });
        }
        if let (Some(last), Some(heading)) = (folded.last_mut(), section.heading) {
            last.lines.push(Line { form: Form::Heading(3), indent: 0, ..heading });
            last.lines.extend(section.lines);
        }
    }
    folded
}

/// Whether a line is a paragraph of prose and no teaser that is cut off.
fn is_prose(line: &Line) -> bool {
    let text = line.text.trim();
    let ends = text.ends_with(['.', '!', '?', '。', '”', '"', ')', '！', '？']) && !text.ends_with("...");
    line.form == Form::Text
        && ends
        && (text.split_whitespace().count() >= 20 || text.chars().filter(|character| is_han(*character)).count() >= 40)
}

/// Whether a line is of the page rather than of the article: numbers of pictures, cut teasers, buttons.
fn is_debris(text: &str) -> bool {
    let text = text.trim();
    let words = text.split_whitespace().count();
    let picture = words <= 2
        && text.len() >= 6
        && text.chars().any(|character| character.is_ascii_digit())
        && text.chars().filter(char::is_ascii_digit).count() >= 4
        && text.chars().all(|character| {
            character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '(' | ')' | ' ' | '.')
        })
        && !text.starts_with("ISBN");
    let file =
        words == 1 && [".jpg", ".jpeg", ".png", ".gif", ".webp"].iter().any(|end| text.to_lowercase().ends_with(end));
    const BUTTONS: &str = "share|tweet|pin it|print|email|facebook|twitter|whatsapp|linkedin|read more|click here|subscribe|log in|sign up|back to top|\
        skip to content|home|menu|search|reply|like this|like|save|copy link|share this|share on facebook|previous|next|advertisement|continue reading";
    let button = BUTTONS.split('|').any(|button| button == text.to_lowercase().trim_end_matches(['.', '…', ':']));
    let neighbours = (text.starts_with("Previous: ") || text.starts_with("Next: ")) && words < 24;
    picture || file || button || neighbours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debris_is_known_by_its_form() {
        for text in ["REX00206", "chatyiin-11 (1)", "IMG_20240103.jpg", "Share", "Read more…"] {
            assert_eq!(is_debris(text), text != "chatyiin-11 (1)", "{text}");
        }
        for text in ["BL23", "Tongue: pale.", "ISBN 9780443048623", "2005", "Press for 1–2 minutes"] {
            assert!(!is_debris(text), "{text}");
        }
    }
}
