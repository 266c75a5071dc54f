//! Writing the Markdown file: the front matter, then the body in the author's order.

use serde_yaml::{Mapping, Value};

use super::Refusal;
use super::document::{Form, Line};
use super::sections::{Article, Block};
use crate::load::fields::FRONT_MATTER;
use crate::tcm::text;

/// The whole file; `before` is the front matter that the input had.
pub fn file(article: &Article, before: Option<&str>) -> Result<String, Refusal> {
    let broken = |error: serde_yaml::Error| Refusal::Unwritable(error.to_string());
    let mut front = match serde_yaml::to_value(&article.data).map_err(broken)? {
        Value::Mapping(front) => front,
        _ => Mapping::new(),
    };
    if let Some(before) = before {
        merge(&mut front, before);
    }
    let front = serde_yaml::to_string(&front).map_err(broken)?;
    Ok(format!("---\n{front}---\n\n{}", body(&article.body)))
}

/// Keeps what the author had declared: known keys as they are, others under `extra:`.
fn merge(front: &mut Mapping, before: &str) {
    let Ok(Value::Mapping(known)) = serde_yaml::from_str::<Value>(before) else {
        front.insert("extra".into(), Value::Mapping(Mapping::from_iter([("imported".into(), before.trim().into())])));
        return;
    };
    let mut extra = Mapping::new();
    for (key, value) in known {
        let name = key.as_str().unwrap_or("").to_lowercase();
        let name = match name.as_str() {
            "author" => "authors",
            "categories" | "category" | "keywords" => "tags",
            "summary" | "excerpt" => "description",
            "lastmod" | "modified" => "updated",
            other => other,
        }
        .to_owned();
        let is_known = !value.is_null()
            && FRONT_MATTER.iter().any(|field| field.name == name && field.belongs_to(crate::library::Kind::Article));
        let value = match (name.as_str(), value) {
            ("authors" | "tags" | "aliases", Value::String(one)) => Value::Sequence(vec![Value::String(one)]),
            (_, value) => value,
        };
        match front.get_mut(Value::from(name.clone())) {
            // The author's own title and description go before those that were found.
            Some(found) if is_known => match (found, value) {
                (Value::Sequence(found), Value::Sequence(more)) => {
                    for item in more {
                        if !found.contains(&item) {
                            found.push(item);
                        }
                    }
                }
                (found, value) => *found = value,
            },
            None if is_known => {
                front.insert(name.into(), value);
            }
            _ => {
                extra.insert(key, value);
            }
        }
    }
    if !extra.is_empty() {
        front.insert("extra".into(), Value::Mapping(extra));
    }
}

/// The body: blocks parted by blank lines.
fn body(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Heading(level, line) => {
                part(&mut out);
                out.push_str(&"#".repeat(usize::from(*level)));
                out.push(' ');
                out.push_str(&one_line(&line.markdown));
                out.push('\n');
            }
            Block::Mark(name) => {
                part(&mut out);
                out.push_str(&format!("{{{{ {name}() }}}}\n"));
            }
            Block::Lines(lines) => push_lines(&mut out, lines),
        }
    }
    out
}

fn part(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

fn one_line(text: &str) -> String {
    without_lost_links(&text::one_line(text))
}

/// Links and pictures of the old site lead nowhere here: their words stay, links to the web stay links.
fn without_lost_links(markdown: &str) -> String {
    let mut out = String::new();
    let mut rest = markdown;
    while let Some(at) = rest.find("](") {
        let (before, behind) = (&rest[..at], &rest[at + 2..]);
        let Some(end) = behind.find(')') else { break };
        let address = behind[..end].split_whitespace().next().unwrap_or("");
        let leads =
            ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| address.to_lowercase().starts_with(scheme));
        match before.rfind('[').filter(|_| !leads) {
            Some(open) => {
                let is_picture = before[..open].ends_with('!');
                out.push_str(&before[..open - usize::from(is_picture)]);
                out.push_str(&before[open + 1..]);
            }
            None => {
                out.push_str(before);
                out.push_str(&rest[at..at + 2 + end + 1]);
            }
        }
        rest = &behind[end + 1..];
    }
    out + rest
}

fn push_lines(out: &mut String, lines: &[Line]) {
    let mut before: Option<&Line> = None;
    // The indents of the lists that stand open.
    let mut open: Vec<u32> = Vec::new();
    for line in lines {
        let is_item = matches!(line.form, Form::Bullet | Form::Numbered(_));
        if is_item {
            while open.last().is_some_and(|indent| *indent > line.indent) {
                open.pop();
            }
            if open.last() != Some(&line.indent) {
                open.push(line.indent);
            }
        } else {
            open.clear();
        }
        let same_list = before.is_some_and(|before| {
            let kind = |line: &Line| match line.form {
                Form::Bullet => 1,
                Form::Numbered(_) => 2,
                Form::Row(_) => 3,
                _ => 0,
            };
            kind(before) != 0 && (kind(before) == kind(line) || (is_item && kind(before) < 3 && open.len() > 1))
        });
        if !same_list {
            part(out);
        }
        let pad = " ".repeat(open.len().saturating_sub(1) * 4);
        match &line.form {
            Form::Text => out.push_str(&one_line(&line.markdown)),
            Form::Heading(level) => {
                out.push_str(&"#".repeat(usize::from((*level).clamp(2, 6))));
                out.push(' ');
                out.push_str(&one_line(&line.markdown));
            }
            Form::Bullet => out.push_str(&format!("{pad}- {}", one_line(&line.markdown))),
            Form::Numbered(number) => out.push_str(&format!("{pad}{number}. {}", one_line(&line.markdown))),
            Form::Row(cells) => {
                let cells: Vec<String> = cells.iter().map(|cell| one_line(cell).replace('|', "\\|")).collect();
                out.push_str(&format!("| {} |", cells.join(" | ")));
                if !same_list {
                    out.push_str(&format!("\n|{}", " --- |".repeat(cells.len())));
                }
            }
        }
        out.push('\n');
        before = Some(line);
    }
}
