//! Understanding sections: each by its subject, or by what it plainly holds; what is not understood stays prose.

use super::Reading;
use super::Understood;
use super::citation;
use super::data::{Data, Organ, Source};
use super::document::{Form, Line};
use super::items::{Item, cuts, plain, tree};
use super::outline::{Outline, Section};
use super::patterns;
use super::points;
use super::title;
use super::treatments;
use super::vocabulary::{Label, Subject, method};
use crate::diagnostics::RuleId;
use crate::tcm::text::is_han;
use crate::tcm::{Registry, isbn};

/// A part of the body.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading with its level.
    Heading(u8, Line),
    /// Lines of prose.
    Lines(Vec<Line>),
    /// The place of a structured section.
    Mark(&'static str),
}

/// An article understood.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// What goes into the front matter.
    pub data: Data,
    /// The body, in the author's order.
    pub body: Vec<Block>,
    /// How much was understood.
    pub understood: Understood,
}

/// Understands a document.
pub fn understand(reading: &mut Reading<'_>, outline: &Outline, name: &str) -> Article {
    let mut article = Article::default();
    let written = outline.title.as_ref().map(|line| line.text.clone()).filter(|title| !title.is_empty());
    article.data.title = written.unwrap_or_else(|| {
        let stem = name.rsplit('/').next().unwrap_or(name);
        stem.rsplit_once('.').map_or(stem, |(stem, _)| stem).replace(['-', '_'], " ")
    });
    let introduction = outline.sections.iter().find_map(|section| {
        let is_prose = matches!(section.subject, Subject::Prose);
        let paragraph = section.lines.iter().find(|line| line.form == Form::Text && line.text.chars().count() > 60);
        paragraph.filter(|_| is_prose).map(|line| line.text.clone())
    });
    article.data.description = introduction.as_deref().and_then(title::description);
    article.data.conditions = title::conditions(&article.data.title, outline);
    for section in &outline.sections {
        add(reading, &mut article, section);
    }
    let data = &article.data;
    article.understood = Understood {
        conditions: data.conditions.len(),
        organs: data.organs.len(),
        patterns: data.patterns.len(),
        principles: data.principles.len(),
        points: data.points.len(),
        treatments: data.treatments.len(),
        sources: data.sources.len(),
        prose: article
            .body
            .iter()
            .map(|block| match block {
                Block::Lines(lines) => lines.len(),
                _ => 0,
            })
            .sum(),
    };
    article
}

/// What reading a section for a subject gave: how many things, and the lines around and between them.
pub(super) struct Gained {
    pub count: usize,
    pub before: Vec<Line>,
    pub after: Vec<Line>,
}

fn add(reading: &mut Reading<'_>, article: &mut Article, section: &Section) {
    if let Some(heading) = &section.heading {
        article.body.push(Block::Heading(section.level, heading.clone()));
    }
    let items = tree(&section.lines);
    let subject = guess(reading.registry, section, &items);
    type Understand = fn(&mut Reading<'_>, &mut Data, &[Item]) -> Gained;
    let (mark, understand): (&str, Understand) = match subject {
        Subject::Organs => ("organs", organs),
        Subject::Patterns => ("patterns", patterns::patterns),
        Subject::Principles => ("principles", |_, data, items| principles(data, items)),
        Subject::Points => ("points", point_items),
        Subject::Treatments => ("treatments", treatments::treatments),
        Subject::Sources => ("sources", sources),
        Subject::Debris | Subject::Prose => {
            article.body.push(Block::Lines(section.lines.clone()));
            return;
        }
    };
    let placed = article.body.iter().any(|block| matches!(block, Block::Mark(placed) if *placed == mark));
    let gained = understand(reading, &mut article.data, &items);
    if gained.count == 0 || placed {
        // Each mark stands once: what a second section adds is data, and its text stays where it stands.
        article.body.push(Block::Lines(section.lines.clone()));
        return;
    }
    article.body.push(Block::Lines(gained.before));
    article.body.push(Block::Mark(mark));
    article.body.push(Block::Lines(gained.after));
}

/// The subject of a section by its heading, or by what it plainly holds.
fn guess(registry: &Registry, section: &Section, items: &[Item]) -> Subject {
    let mut are_listed: Vec<&Item> = items.iter().filter(|item| item.line.form != Form::Text).collect();
    if are_listed.is_empty() && items.iter().all(|item| item.line.text.chars().count() < 120) {
        // Short lines without bullets are a list too.
        are_listed = items.iter().collect();
    }
    let verbs = are_listed.iter().filter(|item| is_principle(item) && item.children.is_empty()).count();
    let methods = items.iter().filter(|item| method(&item.line.text).is_some()).count();
    if matches!(section.subject, Subject::Treatments | Subject::Prose)
        && verbs >= 2
        && verbs * 3 > are_listed.len() * 2
        && methods == 0
    {
        let is_short = are_listed.iter().all(|item| item.line.text.chars().count() < 140);
        let told = section.subject == Subject::Treatments || are_listed.len() == verbs;
        if is_short && told {
            return Subject::Principles;
        }
    }
    if section.subject != Subject::Prose {
        return section.subject;
    }
    if methods >= 2 && methods * 3 >= are_listed.len() * 2 {
        return Subject::Treatments;
    }
    let listed = items.iter().filter(|item| item.line.form != Form::Text).count();
    let described = |label: &dyn Fn(Label) -> bool| {
        items.iter().filter(|item| item.children.iter().filter_map(Item::field).any(|(found, _)| label(found))).count()
    };
    if described(&|label| matches!(label, Label::Tongue | Label::Pulse)) >= 2 {
        return Subject::Patterns;
    }
    if described(&|label| matches!(label, Label::Location | Label::Function)) >= 2 {
        return Subject::Points;
    }
    let are_points = items.iter().filter(|item| item.line.form != Form::Text && points::is_point(registry, item));
    if listed >= 2 && are_points.count() * 3 > listed * 2 {
        return Subject::Points;
    }
    let has_isbn = |item: &&Item| item.line.text.contains("ISBN") || item.line.text.contains("doi.org");
    if listed >= 2 && items.iter().filter(has_isbn).count() * 2 > listed {
        return Subject::Sources;
    }
    Subject::Prose
}

/// Divides items into those that were read and the prose around them.
pub(super) fn gather(items: &[Item], mut read: impl FnMut(&Item) -> Option<Vec<Line>>) -> Gained {
    let mut gained = Gained { count: 0, before: Vec::new(), after: Vec::new() };
    for item in items {
        match read(item) {
            Some(left) => {
                gained.count += 1;
                gained.after.extend(left);
            }
            None if gained.count == 0 => gained.before.extend(item.lines()),
            None => gained.after.extend(item.lines()),
        }
    }
    gained
}

fn organs(reading: &mut Reading<'_>, data: &mut Data, items: &[Item]) -> Gained {
    gather(items, |item| {
        let text = plain(&item.line.text);
        let cut = cuts(&text, &[" – ", " — ", ": ", "：", " - ", " = ", "，", " … ", " ... ", ". "]).min();
        let (head, role) = match cut {
            Some((at, length)) => (text[..at].trim(), text[at + length..].trim()),
            None => (text.as_str(), ""),
        };
        let head = plain(head);
        let (name, names) = match head.split_once(['(', '（']) {
            Some((name, names)) => (name.trim(), names.trim_end_matches([')', '）']).trim()),
            None => (head.as_str(), ""),
        };
        const OTHERS: &str = "uterus|brain|bao gong|womb|marrow|胞宮|胞宫|女子胞|腦|脑";
        let is_organ =
            reading.registry.organ(name).is_some() || OTHERS.split('|').any(|other| other == name.to_lowercase());
        if !is_organ || name.split_whitespace().count() > 3 {
            return None;
        }
        let mut role = role.to_owned();
        let mut left = Vec::new();
        for child in &item.children {
            if child.children.is_empty() {
                role = format!("{role} {}", child.line.text).trim().to_owned();
            } else {
                left.extend(child.lines());
            }
        }
        let pinyin = (!names.is_empty()).then(|| names.to_owned());
        data.organs.push(Organ { name: name.to_owned(), pinyin, role: (!role.is_empty()).then_some(role) });
        Some(left)
    })
}

fn principles(data: &mut Data, items: &[Item]) -> Gained {
    let has_items = items.iter().any(|item| item.line.form != Form::Text);
    gather(items, |item| {
        let is_row = matches!(item.line.form, Form::Row(_));
        if is_row || (has_items && item.line.form == Form::Text) || (!has_items && item.line.text.chars().count() > 400)
        {
            return None;
        }
        let text = plain(&item.line.text);
        if text.is_empty() {
            return None;
        }
        if has_items {
            data.principles.push(text);
        } else {
            // A paragraph of principles: each sentence is one.
            let sentences = crate::mentions::sentences(&text).into_iter().map(|range| text[range].trim().to_owned());
            data.principles.extend(sentences.filter(|sentence| !sentence.is_empty()));
        }
        Some(item.children.iter().flat_map(Item::lines).collect())
    })
}

/// Whether an item begins with a verb of treatment: `Tonify Kidney Qi`.
fn is_principle(item: &Item) -> bool {
    const VERBS: &str = "tonify|nourish|strengthen|calm|clear|drain|dispel|expel|regulate|move|warm|cool|transform|resolve|soothe|invigorate|moisten|\
        subdue|anchor|harmonize|harmonise|supplement|disperse|course|secure|settle|restore|raise|lift|descend|release|open|unblock|promote|extinguish|quiet|\
        boost|support|eliminate|benefit|free|generate|consolidate";
    let first =
        item.line.text.split(|letter: char| !letter.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or("");
    let first = first.to_lowercase();
    const HAN: [char; 24] = [
        '補', '补', '健', '疏', '清', '瀉', '泻', '滋', '養', '养', '溫', '温', '化', '祛', '活', '益', '宣', '和',
        '理', '安', '潤', '润', '平', '固',
    ];
    VERBS.split('|').any(|verb| verb == first)
        || (item.line.text.starts_with(HAN) && item.line.text.chars().count() < 24)
}

fn point_items(reading: &mut Reading<'_>, data: &mut Data, items: &[Item]) -> Gained {
    if let Some(gained) = point_table(reading, data, items) {
        return gained;
    }
    let gained = gather(items, |item| {
        let (points, left) = points::read(reading, item)?;
        for point in points {
            // A bare code of a list above gives way to what is told of the point below.
            let is_bare = |known: &&mut super::data::Point| {
                known.code == point.code && known.name.is_none() && known.location.is_none() && known.function.is_none()
            };
            match data.points.iter_mut().find(is_bare).filter(|known| known.technique.is_none()) {
                Some(known) => *known = point,
                None => data.points.push(point),
            }
        }
        Some(left)
    });
    let lines: Vec<Line> = if gained.count > 0 {
        // `temporal - GB 8, TE 5`: further lists, whose lines stay as they are.
        gained.before.iter().chain(&gained.after).filter(|line| is_list_of_points(&line.text)).cloned().collect()
    } else {
        // Points in running prose are listed, and the prose stays.
        items.iter().flat_map(Item::lines).collect()
    };
    for line in &lines {
        for code in points::in_text(reading, line, &line.text) {
            if !data.points.iter().any(|point| point.code == code) {
                data.points.push(super::data::Point { code, ..Default::default() });
            }
        }
    }
    gained
}

/// Whether a line holds codes and hardly a word else, and forbids nothing.
fn is_list_of_points(text: &str) -> bool {
    const NOT: &str = "not|no|avoid|omit|never|without|except|instead|leave|contraindicated";
    let words = text.split(|letter: char| !letter.is_alphabetic()).filter(|word| word.len() > 2);
    let (mut count, mut forbids) = (0, false);
    for word in words {
        count += 1;
        forbids |= NOT.split('|').any(|not| not == word.to_lowercase());
    }
    let forbids = forbids || ["勿", "禁", "忌", "不"].iter().any(|not| text.contains(not));
    !forbids && count <= 4 && crate::tcm::reference::codes_in(text).len() >= 2
}

fn point_table(reading: &mut Reading<'_>, data: &mut Data, items: &[Item]) -> Option<Gained> {
    let head = items.iter().find_map(|item| match &item.line.form {
        Form::Row(cells) => Some(cells.clone()),
        _ => None,
    })?;
    let label_of = |cell: &str| super::vocabulary::label(cell);
    table(items, |_, cells| {
        // What names the point stands in the cells that no label claims.
        let names: Vec<String> = cells
            .iter()
            .zip(&head)
            .filter(|(cell, head)| label_of(head).is_none_or(|label| label == Label::Points) && !cell.trim().is_empty())
            .map(|(cell, _)| plain(cell))
            .collect();
        let text = match names.split_first() {
            Some((first, [])) => first.clone(),
            Some((first, rest)) => format!("{first} – {}", rest.join(" ")),
            None => return None,
        };
        let line = Line { number: 0, indent: 0, form: Form::Bullet, text: text.clone(), markdown: text, parted: false };
        let number = items
            .iter()
            .find(|item| matches!(&item.line.form, Form::Row(row) if row.as_slice() == cells))
            .map_or(0, |item| item.line.number);
        let item = Item { line: Line { number, ..line }, children: Vec::new() };
        let (mut points, _) = points::read(reading, &item)?;
        if let [point] = &mut points[..] {
            for (cell, head) in cells.iter().zip(&head) {
                let value = Some(plain(cell)).filter(|cell| !cell.is_empty());
                match label_of(head) {
                    Some(Label::Location) => point.location = value,
                    Some(Label::Function) => point.function = value,
                    Some(Label::Technique) => point.technique = value,
                    _ => {}
                }
            }
        }
        data.points.extend(points);
        Some(())
    })
}

/// Reads the rows of a table; `None` unless each row below the head is read.
pub(super) fn table(items: &[Item], mut read: impl FnMut(&[String], &[String]) -> Option<()>) -> Option<Gained> {
    let rows: Vec<&Vec<String>> = items
        .iter()
        .filter_map(|item| match &item.line.form {
            Form::Row(cells) => Some(cells),
            _ => None,
        })
        .collect();
    let (head, rows) = rows.split_first()?;
    if rows.is_empty() {
        return None;
    }
    let labels = head.iter().filter(|cell| super::vocabulary::label(cell).is_some()).count();
    if labels == 0 {
        return None;
    }
    for row in rows {
        read(head, row)?;
    }
    let mut gained = Gained { count: rows.len(), before: Vec::new(), after: Vec::new() };
    let mut seen = false;
    for item in items {
        let is_row = matches!(item.line.form, Form::Row(_));
        seen |= is_row;
        if !is_row {
            if seen { &mut gained.after } else { &mut gained.before }.extend(item.lines());
        }
    }
    // The cells that no key holds stay: words of the head are those of the keys.
    let lost = |cell: &&String| super::vocabulary::label(cell).is_none_or(|label| matches!(label, Label::Points));
    if head.iter().skip(1).filter(lost).count() > 2 {
        gained
            .after
            .extend(items.iter().filter(|item| matches!(item.line.form, Form::Row(_))).map(|item| item.line.clone()));
    }
    Some(gained)
}

/// Whether a text holds a year of print.
fn has_year(text: &str) -> bool {
    let numbers = text.split(|character: char| !character.is_ascii_digit());
    numbers.filter(|number| number.len() == 4).any(|number| ("1500".."2100").contains(&number))
}

fn sources(reading: &mut Reading<'_>, data: &mut Data, items: &[Item]) -> Gained {
    gather(items, |item| {
        let text = item.lines().iter().map(|line| line.text.clone()).collect::<Vec<_>>().join(" ");
        let citation = citation::parse(&text)?;
        // A line without a bullet that tells neither author, year nor number is a word on the sources.
        let tells = !citation.authors.is_empty()
            || citation.year.is_some()
            || citation.isbn.is_some()
            || citation.url.is_some()
            || has_year(&text);
        if item.line.form == Form::Text && !tells && !text.starts_with('《') {
            return None;
        }
        if let Some(number) = &citation.isbn
            && let Err(error) = isbn::normalise(number)
        {
            let (message, hint) = error.explain(number);
            reading.report(&item.line, RuleId::InvalidIsbn, message, hint.as_deref().unwrap_or("compare the book"));
        }
        if citation.title.trim().is_empty()
            || citation.title.chars().all(|character| !character.is_alphanumeric() && !is_han(character))
        {
            return None;
        }
        data.sources.push(Source::from(citation));
        Some(Vec::new())
    })
}
