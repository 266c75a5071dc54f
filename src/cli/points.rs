//! `acupress points`: the registry, under any name or notation.

use std::fmt::Write;

use serde::Serialize;

use super::{CONTENT, Form, Shared, USAGE, complain, print_result};
use crate::diagnostics::did_you_mean;
use crate::tcm::text::fold_pinyin;
use crate::tcm::{Point, PointId, Registry};

/// Prints the points that a query means, or all of them; exits with 1 where there is none.
pub fn run(shared: &Shared, query: &str) -> u8 {
    let registry = Registry::new();
    let everything = query.trim().is_empty();
    let found: Vec<PointId> =
        if everything { (0..registry.points().len() as u16).map(PointId).collect() } else { registry.search(query) };
    let points: Vec<&Point> = found.iter().map(|id| registry.point(*id)).collect();
    let text = match shared.format {
        Form::Json => json(&registry, &points),
        Form::Human if points.len() == 1 => card(&registry, points[0]),
        Form::Human => table(&points),
        Form::Github | Form::Sarif => {
            complain("points are printed as human or json");
            return USAGE;
        }
    };
    if points.is_empty() {
        let near = did_you_mean(&fold_pinyin(query), registry.points().iter().map(|point| point.pinyin.as_str()));
        let hint = near.and_then(|near| registry.points().iter().find(|point| point.pinyin == near));
        match hint {
            Some(point) => complain(format_args!(
                "no point is called `{query}`; did you mean {} {} {}?",
                point.code, point.name, point.traditional
            )),
            None => complain(format_args!("no point is called `{query}`")),
        }
        if shared.format == Form::Json {
            print_result(&text);
        }
        return CONTENT;
    }
    print_result(&text)
}

fn table(points: &[&Point]) -> String {
    points.iter().fold(String::new(), |mut out, point| {
        let _ = writeln!(out, "{:<8} {:<20} {}  {}", point.code, point.name, han(point), point.english);
        out
    })
}

fn han(point: &Point) -> String {
    if point.traditional == point.simplified {
        point.traditional.to_owned()
    } else {
        format!("{} / {}", point.traditional, point.simplified)
    }
}

/// Everything that is known of one point.
fn card(registry: &Registry, point: &Point) -> String {
    let mut out = format!("{} {} {}\n", point.code, point.name, han(point));
    let mut line = |label: &str, text: String| {
        if !text.is_empty() {
            let _ = writeln!(out, "  {label:<10} {text}");
        }
    };
    line("English", point.english.to_owned());
    line(
        "channel",
        point.channel.map_or_else(|| "extra point".to_owned(), |channel| registry.channel(channel).title()),
    );
    line(
        "also",
        point
            .notations()
            .into_iter()
            .skip(1)
            .chain(point.variants.iter().map(|name| (*name).to_owned()))
            .collect::<Vec<_>>()
            .join(", "),
    );
    line(
        "classes",
        point.classes.iter().map(|class| format!("{} ({})", class.name, class.detail)).collect::<Vec<_>>().join(", "),
    );
    for caution in &point.cautions {
        line("caution", format!("{}: {} [{}: {}]", caution.topic, caution.text, caution.strength, caution.source));
    }
    out
}

#[derive(Serialize)]
struct PointLine<'a> {
    code: &'a str,
    name: &'a str,
    syllables: &'a str,
    pinyin: &'a str,
    hanzi_traditional: &'a str,
    hanzi_simplified: &'a str,
    hanzi_variants: &'a [&'a str],
    english: &'a str,
    channel: Option<&'a str>,
    notations: Vec<String>,
    classes: Vec<ClassLine<'a>>,
    cautions: Vec<CautionLine<'a>>,
}

#[derive(Serialize)]
struct ClassLine<'a> {
    class: &'a str,
    detail: &'a str,
}

#[derive(Serialize)]
struct CautionLine<'a> {
    topic: &'a str,
    strength: &'a str,
    source: &'a str,
    text: &'a str,
}

fn json(registry: &Registry, points: &[&Point]) -> String {
    let lines: Vec<PointLine<'_>> = points
        .iter()
        .map(|point| PointLine {
            code: point.code,
            name: &point.name,
            syllables: point.syllables,
            pinyin: &point.pinyin,
            hanzi_traditional: point.traditional,
            hanzi_simplified: point.simplified,
            hanzi_variants: &point.variants,
            english: point.english,
            channel: point.channel.map(|channel| registry.channel(channel).id.code()),
            notations: point.notations(),
            classes: point.classes.iter().map(|class| ClassLine { class: class.name, detail: class.detail }).collect(),
            cautions: point
                .cautions
                .iter()
                .map(|caution| CautionLine {
                    topic: caution.topic,
                    strength: caution.strength,
                    source: caution.source,
                    text: caution.text,
                })
                .collect(),
        })
        .collect();
    #[allow(clippy::expect_used)] // Structs of strings always serialise.
    let mut text = serde_json::to_string_pretty(&lines).expect("plain data");
    text.push('\n');
    text
}
