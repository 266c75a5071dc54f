//! Patterns of a section: their names, and the signs, tongue and pulse that are told of each.

use super::Reading;
use super::data::{Data, Pattern};
use super::document::Form;
use super::items::{Item, bold_head, cuts, divide, plain, unnumbered};
use super::points;
use super::sections::{Gained, gather, table};
use super::vocabulary::{Label, labelled};
use crate::tcm::text::is_han;

/// Reads the patterns of a section: items, headings or rows of a table, with their signs.
pub fn patterns(reading: &mut Reading<'_>, data: &mut Data, items: &[Item]) -> Gained {
    if let Some(gained) = table(items, |head, cells| {
        let column = |wanted: &[Label]| {
            head.iter().position(|cell| super::vocabulary::label(cell).is_some_and(|label| wanted.contains(&label)))
        };
        let value = |label: Label| {
            column(&[label]).and_then(|at| cells.get(at)).map(|cell| plain(cell)).filter(|cell| !cell.is_empty())
        };
        let name = plain(cells.first()?);
        if name.is_empty() || column(&[Label::Symptoms, Label::Tongue, Label::Pulse]).is_none() {
            return None;
        }
        data.patterns.push(Pattern {
            name,
            symptoms: value(Label::Symptoms).map_or_else(Vec::new, |signs| divide(&signs)),
            tongue: value(Label::Tongue),
            pulse: value(Label::Pulse),
            principles: value(Label::Principle).into_iter().collect(),
            points: Vec::new(),
        });
        Some(())
    }) {
        return gained;
    }
    gather(items, |item| {
        let text = plain(unnumbered(&plain(&item.line.text)));
        if labelled(&text).is_some() {
            return None;
        }
        let has_fields = item.children.iter().any(|child| child.field().is_some());
        let cut = cuts(&text, &[": ", "：", " – ", " — ", " - ", ". ", "。", " … ", "... "]).min();
        let bold = bold_head(&item.line);
        let (name, said) = match (&bold, cut) {
            (Some((head, rest)), _) => (head.as_str(), rest.as_str()),
            (None, Some((at, length))) => (text[..at].trim(), text[at + length..].trim()),
            (None, None) => (text.trim_end_matches([':', '：']), ""),
        };
        let name = plain(unnumbered(&plain(name)));
        let is_name = name.chars().count() <= 70 && name.split_whitespace().count() <= 9 && !name.ends_with('.');
        let is_item = item.line.form != Form::Text;
        // A paragraph is a pattern if it begins with a pattern's name and tells the tongue or pulse.
        let lower = said.to_lowercase();
        let tells = ["tongue", "pulse", "舌", "脈", "脉"].iter().any(|word| lower.contains(word));
        let told = is_pattern_name(&name) && (is_item || tells);
        if !is_name || !(has_fields || told || (is_item && !said.is_empty() && !said.contains(". "))) {
            return None;
        }
        let tells_symptoms =
            item.children.iter().any(|child| child.field().is_some_and(|(label, _)| label == Label::Symptoms));
        let mut pattern = Pattern { name, ..Pattern::default() };
        let mut left = Vec::new();
        signs(&mut pattern, said);
        for child in &item.children {
            match child.field() {
                Some((Label::Symptoms, _)) => pattern.symptoms.extend(child.values()),
                // `Tongue: red. Pulse: rapid.` in one line
                Some((Label::Tongue, value))
                    if value.to_lowercase().contains("pulse") || value.contains(['脈', '脉']) =>
                {
                    signs(&mut pattern, &child.line.text);
                }
                Some((Label::Tongue, value)) if pattern.tongue.is_none() => pattern.tongue = Some(without_stop(&value)),
                Some((Label::Pulse, value)) if pattern.pulse.is_none() => pattern.pulse = Some(without_stop(&value)),
                Some((Label::Principle, value)) if !value.is_empty() => pattern.principles.push(value),
                Some((Label::Points, value)) => {
                    let found = points::in_text(reading, &child.line, &value);
                    if found.is_empty() {
                        left.extend(child.lines());
                    }
                    pattern.points.extend(found);
                }
                None if child.children.is_empty()
                    && child.line.form == Form::Text
                    && pattern.symptoms.is_empty()
                    && !tells_symptoms
                    && child.line.text.chars().count() < 240 =>
                {
                    signs(&mut pattern, &child.line.text);
                }
                _ if child.children.is_empty()
                    && child.line.form != Form::Text
                    && child.field().is_none()
                    && !has_own_label(&child.line.text) =>
                {
                    signs(&mut pattern, &child.line.text);
                }
                _ => left.extend(child.lines()),
            }
        }
        // What stayed prose tells whose it is.
        for line in &mut left {
            if !line.text.contains(&pattern.name) {
                line.text = format!("{} – {}", pattern.name, line.text);
                line.markdown = format!("**{}** – {}", pattern.name, line.markdown);
            }
        }
        data.patterns.push(pattern);
        Some(left)
    })
}

/// Whether a line begins with a label of its own that no key stands for: `Formula: Er Chen Tang`.
fn has_own_label(text: &str) -> bool {
    text.split_once([':', '：']).is_some_and(|(label, value)| {
        !value.trim().is_empty()
            && label.split_whitespace().count() <= 3
            && label.starts_with(|first: char| first.is_uppercase() || is_han(first))
    })
}

/// Whether a short item is the name of a pattern by itself.
fn is_pattern_name(name: &str) -> bool {
    const STATES: &str = "deficiency|stagnation|stasis|excess|heat|cold|damp|dampness|fire|wind|phlegm|rising|vacuity|retention|obstruction|invasion|\
        insufficiency|disharmony|collapse|dryness|communicating|虛|虚|實|实|瘀|鬱|郁|濕|湿|熱|热|寒|痰|火|不交|不和|亢";
    let lower = name.to_lowercase();
    STATES.split('|').any(|state| lower.contains(state))
}

/// Reads signs in running text: `dull pain, fatigue. Tongue pale; pulse weak`.
fn signs(pattern: &mut Pattern, said: &str) {
    let said = said.trim();
    // `Tongue pale`, `the pulse weak`: the value without its word.
    let of = |part: &str, words: &[&str]| -> Option<String> {
        let bare = part.strip_prefix("the ").or_else(|| part.strip_prefix("The ")).unwrap_or(part);
        let lower = bare.to_lowercase();
        let word = words.iter().find(|word| lower.starts_with(**word))?;
        let value = bare.get(word.len()..)?.trim_start_matches([' ', ':', '：', '–', '-']);
        let value = value.strip_prefix("is ").unwrap_or(value);
        (!value.is_empty()).then(|| without_stop(value))
    };
    for range in crate::mentions::sentences(said) {
        for part in said[range].split([';', '；']).map(str::trim).filter(|part| !part.is_empty()) {
            let (label, value) = match labelled(part) {
                Some((label, _, value)) => (Some(label), value),
                None => (None, part),
            };
            let tongue = match label {
                Some(Label::Tongue) => Some(without_stop(value)),
                _ => of(part, &["tongue", "舌質", "舌质", "舌苔", "舌象", "舌"]),
            };
            let pulse = match label {
                Some(Label::Pulse) => Some(without_stop(value)),
                _ => of(part, &["pulse", "脈象", "脉象", "脈", "脉"]),
            };
            match (tongue, pulse) {
                (Some(tongue), _) if pattern.tongue.is_none() => pattern.tongue = Some(tongue),
                (_, Some(pulse)) if pattern.pulse.is_none() => pattern.pulse = Some(pulse),
                _ => pattern.symptoms.extend(divide(if label == Some(Label::Symptoms) { value } else { part })),
            }
        }
    }
}

fn without_stop(text: &str) -> String {
    text.trim().trim_end_matches(['.', '。', ';', '；']).trim().to_owned()
}
