//! Points of a section: each item's code and names, and what is said of it.

use super::Reading;
use super::data::Point;
use super::document::{Form, Line};
use super::items::{Item, plain};
use super::vocabulary::Label;
use crate::diagnostics::RuleId;
use crate::library::{explain_point, name_mismatch};
use crate::mentions::{Context, Spot, Target, Verdict};
use crate::tcm::text::is_han;
use crate::tcm::{PointId, PointReference, Registry, Resolution, notation};

/// Reads an item as a point, with what could not be told of it as lines of prose; `None` if it is no point.
pub fn read(reading: &mut Reading<'_>, item: &Item) -> Option<(Vec<Point>, Vec<Line>)> {
    let text = plain(super::items::unnumbered(&plain(&item.line.text)));
    let (head, said) = head_and_rest(reading.registry, &text)?;
    let mut points = named(reading, &item.line, &head)?;
    let mut left = Vec::new();
    if let [point] = &mut points[..] {
        if !said.is_empty() {
            describe(point, &said);
        }
        for child in &item.children {
            if !field(point, child) {
                left.extend(child.lines());
            }
        }
    } else {
        left.extend(item.children.iter().flat_map(Item::lines));
        if !said.is_empty() {
            left.push(Line { text: said.clone(), markdown: said, ..item.line.clone() });
        }
    }
    Some((points, left))
}

/// Whether an item is a point, or several, as [`read`] reads it.
pub fn is_point(registry: &Registry, item: &Item) -> bool {
    let text = plain(super::items::unnumbered(&plain(&item.line.text)));
    head_and_rest(registry, &text).is_some_and(|(head, _)| {
        let references = PointReference::parse_list(registry, &head);
        !references.is_empty() && references.iter().all(|reference| reference.point().is_some())
    })
}

/// Gives a point what a field under it says; `false` if no key holds it.
fn field(point: &mut Point, child: &Item) -> bool {
    let Some((label, value)) = child.field() else {
        // A sentence under the head, without a label.
        if child.children.is_empty() && child.line.form != Form::Text && point.function.is_none() {
            describe(point, &child.line.text);
            return true;
        }
        return false;
    };
    let slot = match label {
        Label::Location => &mut point.location,
        Label::Function => &mut point.function,
        Label::Technique => &mut point.technique,
        _ => return false,
    };
    match slot {
        Some(known) => {
            known.push(' ');
            known.push_str(&value);
        }
        None => *slot = Some(value),
    }
    true
}

/// Divides sentences without labels into where a point lies and what it does.
fn describe(point: &mut Point, said: &str) {
    let said = said.trim();
    let is_place = |sentence: &str| {
        const WORDS: &str = "cun|below|above|between|behind|crease|midline|lateral|medial|malleolus|finger|depression|hollow|border|inner|outer|side of|web|\
            nipple|navel|umbilicus|spine|wrist|ankle|knee|elbow|寸|橫紋|横纹|凹陷|之間|之间|旁開|旁开|上方|下方";
        let lower = sentence.to_lowercase();
        WORDS.split('|').any(|word| lower.contains(word))
    };
    let (mut location, mut function): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for range in crate::mentions::sentences(said) {
        let sentence = said[range].trim();
        if sentence.is_empty() {
            continue;
        }
        // Once it is told what a point does, what follows belongs to that.
        if is_place(sentence) && function.is_empty() && point.location.is_none() {
            location.push(sentence);
        } else {
            function.push(sentence);
        }
    }
    let add = |slot: &mut Option<String>, sentences: Vec<&str>| {
        if !sentences.is_empty() {
            let text = sentences.join(" ");
            *slot = Some(slot.take().map_or(text.clone(), |known| format!("{known} {text}")));
        }
    };
    add(&mut point.location, location);
    add(&mut point.function, function);
}

/// The part of a text that names a point, and what is said of it behind a colon or dash.
fn head_and_rest(registry: &Registry, text: &str) -> Option<(String, String)> {
    let marks = [": ", "：", " – ", " — ", " - ", ". ", "。", "，", ", ", "; ", " | "];
    let mut cuts: Vec<usize> = text
        .char_indices()
        .map(|(byte, _)| byte)
        .filter(|byte| marks.iter().any(|mark| text[*byte..].starts_with(mark)))
        .filter(|byte| open_brackets(&text[..*byte]) == 0)
        .collect();
    cuts.push(text.len());
    let names_a_point = |head: &str| {
        let reference = PointReference::parse(registry, head);
        let known = reference.code.is_some() || reference.point().is_some();
        (known || matches!(reference.resolution, Resolution::Ambiguous(_)))
            && head.chars().count() <= 80
            && only_names(registry, head)
    };
    let place = cuts.iter().position(|cut| names_a_point(&text[..*cut]))?;
    let mut cut = cuts[place];
    let mut before = cut;
    let is_mark =
        |character: char| matches!(character, ' ' | ':' | '：' | '–' | '—' | '-' | '.' | '。' | ',' | '，' | '|');
    // Further names: `BL23 – Shen Shu – Kidney Shu: 1.5 cun …`
    for next in &cuts[place + 1..] {
        let segment = text[before..*next].trim_start_matches(is_mark).trim();
        let same = PointReference::parse(registry, segment);
        let is_name = same.point().is_some()
            || same.code.is_some()
            || matches!(same.resolution, Resolution::Ambiguous(_))
            || segment.ends_with("()")
            || segment.ends_with("（）");
        let words: Vec<&str> = segment.split_whitespace().collect();
        let english = (1..=4).contains(&words.len())
            && *next < text.len()
            && words.iter().all(|word| {
                word.starts_with(|first: char| first.is_uppercase() || first == '(') || matches!(*word, "of" | "the")
            })
            && super::vocabulary::label(segment).is_none();
        if !(english || is_name && only_names(registry, segment)) {
            break;
        }
        before = *next;
        if is_name || english {
            cut = *next;
        }
    }
    let rest = text[cut..].trim_start_matches(|character| is_mark(character) || character == ';').trim();
    Some((text[..cut].trim().to_owned(), rest.to_owned()))
}

/// Whether a heading names a point and nothing else.
pub fn is_head(registry: &Registry, heading: &str) -> bool {
    head_and_rest(registry, super::items::unnumbered(heading)).is_some_and(|(_, rest)| rest.is_empty())
}

fn open_brackets(text: &str) -> i32 {
    text.chars().fold(0, |depth, character| match character {
        '(' | '（' | '[' => depth + 1,
        ')' | '）' | ']' => depth - 1,
        _ => depth,
    })
}

/// Whether a head holds nothing but codes and names, perhaps with an English name: no sentence.
fn only_names(registry: &Registry, head: &str) -> bool {
    let codes = crate::tcm::reference::codes_in(head);
    if codes.is_empty() && PointReference::parse(registry, head).resolution == Resolution::Unknown {
        return false;
    }
    let mut depth = 0;
    let outside: String = head
        .chars()
        .filter(|character| {
            let was = depth;
            depth +=
                i32::from(matches!(character, '(' | '（' | '[')) - i32::from(matches!(character, ')' | '）' | ']'));
            was == 0 && depth == 0
        })
        .collect();
    let words: Vec<&str> =
        outside.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_small = |word: &&&str| {
        word.chars().all(|letter| letter.is_ascii_lowercase())
            && !matches!(**word, "of" | "and" | "the" | "or" | "point" | "to")
    };
    // Pinyin in small letters is a name too: `ki3 taixi`.
    let small = words
        .iter()
        .filter(is_small)
        .filter(|word| registry.points_with_pinyin(word).is_empty() && crate::tcm::notation::code(word).is_none())
        .count();
    let han = outside.chars().filter(|character| is_han(*character)).count();
    let first_is_name = words
        .first()
        .is_none_or(|first| !is_small(&first) || !registry.points_with_pinyin(first).is_empty() || first.len() <= 3);
    small == 0 && words.len() <= 9 && han <= 12 && first_is_name
}

/// The points that a head names; what is wrong with it is reported at its line.
fn named(reading: &mut Reading<'_>, line: &Line, head: &str) -> Option<Vec<Point>> {
    let registry = reading.registry;
    let references = PointReference::parse_list(registry, head);
    if references.len() > 1 {
        let mut points = Vec::new();
        for reference in references {
            match reference.point() {
                Some(id) => points.push(Point { code: registry.point(id).code.to_owned(), ..Point::default() }),
                // What is no point of the registry stays in the text, where it is no error.
                None => {
                    unresolved(reading, line, &reference);
                    return None;
                }
            }
        }
        return Some(points);
    }
    let reference = references.into_iter().next()?;
    let Some(id) = reference.point() else {
        unresolved(reading, line, &reference);
        return None;
    };
    Some(vec![one(reading, line, head, &reference, id)])
}

/// A point with its names as written, and those that are missing from the registry.
fn one(reading: &mut Reading<'_>, line: &Line, head: &str, reference: &PointReference, id: PointId) -> Point {
    let point = reading.registry.point(id);
    let written = reference.code.clone().unwrap_or_default();
    if !written.is_empty() && written != point.code {
        reading.changed(line, &written, point.code);
    }
    let names = head.replacen(&written, "", 1);
    let names = names
        .trim_matches(|mark: char| mark.is_whitespace() || matches!(mark, '–' | '—' | '-' | ':' | ',' | '：' | '，'));
    let names = unwrap_brackets(names);
    let hanzi: String = written_hanzi(&names);
    let name = without_hanzi(&names, &hanzi);
    if let Some((other, bearer)) = &reference.mismatch {
        let message = name_mismatch(reading.registry, id, other, *bearer);
        reading.report(
            line,
            RuleId::NameMismatch,
            message,
            "nothing was mended; check your source and mend the code or the name",
        );
        return Point {
            code: point.code.to_owned(),
            name: (!name.is_empty()).then_some(name),
            hanzi: (!hanzi.is_empty()).then_some(hanzi),
            ..Point::default()
        };
    }
    if reference.empty_parentheses {
        let message = format!("the Hanzi of {} are missing", point.code);
        let hint = format!(
            "{} was filled in; delete the empty brackets of its `name:` when you have checked it",
            point.traditional
        );
        reading.report(line, RuleId::MissingHanzi, message, &hint);
    }
    if hanzi.is_empty() {
        reading.filled(line, point.code, "Hanzi", point.traditional);
    }
    let has_pinyin = !name.is_empty()
        && reading.registry.points_with_pinyin(name.split(['(', '（']).next().unwrap_or("").trim()).contains(&id);
    if !has_pinyin {
        reading.filled(line, point.code, "pinyin", point.syllables);
    }
    Point {
        code: point.code.to_owned(),
        name: (!name.is_empty()).then_some(name),
        pinyin: Some(point.syllables.to_owned()),
        hanzi: Some(if hanzi.is_empty() { point.traditional.to_owned() } else { hanzi }),
        ..Point::default()
    }
}

/// `(Zhaohai, 照海)` without the brackets, if they close around all of it.
fn unwrap_brackets(text: &str) -> String {
    let inner = text.strip_prefix(['(', '（']).and_then(|text| text.strip_suffix([')', '）']));
    inner.filter(|inner| !inner.contains(['(', '（', ')', '）'])).unwrap_or(text).trim().to_owned()
}

/// The Han name in a text.
fn written_hanzi(text: &str) -> String {
    text.split(|character: char| !is_han(character)).find(|run| !run.is_empty()).unwrap_or("").to_owned()
}

/// A text without its Han name and the brackets around it; empty brackets of the author's stay.
fn without_hanzi(text: &str, hanzi: &str) -> String {
    if hanzi.is_empty() {
        return text.to_owned();
    }
    let mut text = text.replacen(hanzi, "", 1);
    for empty in ["()", "（）", "( )", "[]", ", )", "(, "] {
        text = text.replace(
            empty,
            if empty == ", )" {
                ")"
            } else if empty == "(, " {
                "("
            } else {
                ""
            },
        );
    }
    text.trim_matches(|mark: char| {
        mark.is_whitespace() || matches!(mark, ',' | '，' | '–' | '—' | '-' | '/' | '、' | '穴')
    })
    .to_owned()
}

fn unresolved(reading: &mut Reading<'_>, line: &Line, reference: &PointReference) {
    let (rule, message, hint) = explain_point(reading.registry, &reference.written, &reference.resolution);
    reading.report(line, rule, message, &hint);
}

/// The points that a text names anywhere, in order, each once; impossible ones are reported.
pub fn in_text(reading: &mut Reading<'_>, line: &Line, text: &str) -> Vec<String> {
    let spots = reading.finder.find(text, &Context::default()).spots;
    of_spots(reading, line, &spots)
}

/// The points of what was found in a line, in order, each once; impossible ones are reported.
pub fn of_spots(reading: &mut Reading<'_>, line: &Line, spots: &[Spot]) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for spot in spots {
        // Where points are listed, a letter and a number are a point: `B. 40`.
        let listed = match (&spot.verdict, spot.candidates()) {
            (Verdict::Undecided, [target, ..]) if notation::code(&spot.text).is_some() => Some(*target),
            _ => None,
        };
        let verdict = if listed.is_some() { &Verdict::Mention } else { &spot.verdict };
        match (verdict, spot.target.or(listed)) {
            (Verdict::Mention, Some(Target::Point(id))) => {
                let point = reading.registry.point(id);
                let between = spot.between().iter().map(|id| reading.registry.point(*id).code);
                for code in between.chain([point.code]) {
                    if !codes.iter().any(|known| known == code) {
                        codes.push(code.to_owned());
                    }
                }
                if let Some(written) = notation::code(&spot.text).map(|_| &spot.text)
                    && **written != *point.code
                {
                    reading.changed(line, written, point.code);
                }
            }
            (Verdict::NoSuchPoint(code), _) => {
                let resolution = Resolution::NoSuchNumber(code.clone());
                let (rule, message, hint) = explain_point(reading.registry, &spot.text, &resolution);
                reading.report(line, rule, message, &hint);
            }
            _ => {}
        }
    }
    codes
}
