//! How well mentions are found, on texts that were judged by hand before any rule was written.
//!
//! Each file of `tests/mentions/` is a library of one article. `⟦kind:key|text⟧` marks a mention, `⟦-|text⟧` what only
//! looks like one, `⟦?|text⟧` what nobody can decide or what does not exist.

use serde_json::Value;

use crate::support::Site;

/// The least share of the mentions that must be found, in percent.
const RECALL: f64 = 98.0;

/// A stretch of a text that was judged, in characters from its beginning.
struct Judged {
    target: String,
    start: usize,
    end: usize,
    text: String,
}

/// Takes the marks out of a text.
fn unmark(marked: &str) -> (String, Vec<Judged>) {
    let mut text = String::new();
    let mut judged = Vec::new();
    let mut rest = marked;
    while let Some((before, inside)) = rest.split_once('⟦') {
        text.push_str(before);
        let (target, inside) = inside.split_once('|').unwrap();
        let (words, behind) = inside.split_once('⟧').unwrap();
        let start = text.chars().count();
        text.push_str(words);
        judged.push(Judged { target: target.to_owned(), start, end: text.chars().count(), text: words.to_owned() });
        rest = behind;
    }
    text.push_str(rest);
    (text, judged)
}

/// The stretch that a line of the audit covers: from its place, as many characters as its text has, spaces and marks
/// of emphasis aside.
fn stretch(text: &[char], lines: &[usize], audited: &Value) -> (usize, usize) {
    let number = |key: &str| audited[key].as_u64().unwrap() as usize;
    let start = lines[number("line") - 1] + number("column") - 1;
    let is_word = |character: &char| !character.is_whitespace() && !matches!(character, '*' | '_');
    let mut left = audited["text"].as_str().unwrap().chars().filter(is_word).count();
    let mut end = start;
    while left > 0 {
        left -= usize::from(is_word(&text[end]));
        end += 1;
    }
    (start, end)
}

#[test]
fn mentions_are_found_and_look_alikes_are_not() {
    let (mut mentions, mut found, mut others, mut wrong) = (0, 0, 0, Vec::new());
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mentions");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10);
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let (text, judged) = unmark(&std::fs::read_to_string(&file).unwrap());
        let site = Site::new().file("acupress.yaml", "mentions: all\n").file("content/articles/judged.md", &text);
        let run = site.run(&["mentions", "--format", "json"]);
        let audit: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let text: Vec<char> = text.chars().collect();
        let ends = text.iter().enumerate().filter(|(_, character)| **character == '\n').map(|(place, _)| place + 1);
        let lines: Vec<usize> = [0].into_iter().chain(ends).collect();
        let audit: Vec<((usize, usize), &Value)> =
            audit.iter().map(|audited| (stretch(&text, &lines, audited), audited)).collect();
        let linked = |one: &&((usize, usize), &Value)| one.1["linked"] == true;
        for mark in &judged {
            let here = |one: &&((usize, usize), &Value)| one.0.0 < mark.end && mark.start < one.0.1;
            let hits: Vec<&Value> = audit.iter().filter(here).filter(linked).map(|one| one.1).collect();
            if matches!(mark.target.as_str(), "-" | "?") {
                others += 1;
                wrong.extend(hits.iter().map(|hit| format!("{name}: `{}` is linked: {hit}", mark.text)));
                continue;
            }
            mentions += 1;
            if hits.iter().any(|hit| hit["target"] == mark.target.as_str()) {
                found += 1;
            } else {
                println!("{name}: `{}` is not found as {}", mark.text, mark.target);
            }
        }
        for (place, hit) in audit.iter().filter(linked) {
            if !judged.iter().any(|mark| place.0 < mark.end && mark.start < place.1) {
                wrong.push(format!("{name}: nobody marked {hit}"));
            }
        }
    }
    let recall = 100.0 * f64::from(found) / f64::from(mentions);
    let precision = 100.0 * f64::from(found) / (f64::from(found) + wrong.len() as f64);
    println!("{found} of {mentions} mentions found ({recall:.2}%), {} of {others} look-alikes linked", wrong.len());
    println!("precision {precision:.2}%, recall {recall:.2}%");
    assert!(mentions >= 300 && others >= 150);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(recall >= RECALL, "recall is {recall:.2}%");
}
