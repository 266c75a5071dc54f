//! A second import of a corrected file: what changed in the text is taken over, what was edited by hand stays.

use serde_yaml::{Mapping, Value};

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The file with both the author's corrections and the edits by hand.
    pub markdown: String,
    /// What the corrections changed, in words.
    pub changes: Vec<String>,
    /// Corrections that were not taken over, because the same lines were edited by hand.
    pub collisions: Vec<String>,
}

/// Merges a new import into an edited file; `base` is what the import before this one had written.
pub fn merge(base: &str, edited: &str, new: &str) -> Update {
    let (markdown, collisions) = match diffy::merge(base, edited, new) {
        Ok(merged) => (merged, Vec::new()),
        Err(conflicted) => resolve(&conflicted),
    };
    Update { markdown, changes: changes(base, new), collisions }
}

/// Takes the side of the hand in every conflict, and tells what the other side would have been.
fn resolve(conflicted: &str) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut collisions = Vec::new();
    let (mut side, mut theirs) = (' ', String::new());
    for line in conflicted.split_inclusive('\n') {
        match (line.get(..7), side) {
            (Some("<<<<<<<"), ' ') => side = '<',
            (Some("|||||||"), '<') => side = '|',
            (Some("======="), '<' | '|') => side = '=',
            (Some(">>>>>>>"), '=') => {
                side = ' ';
                let lines: Vec<&str> = theirs.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
                collisions.push(lines.join(" / "));
                theirs.clear();
            }
            (_, ' ' | '<') => out.push_str(line),
            (_, '=') => theirs.push_str(line),
            _ => {}
        }
    }
    (out, collisions)
}

/// What differs between two files, in words: by the keys of the front matter, and the lines of the body.
fn changes(before: &str, after: &str) -> Vec<String> {
    let (front_before, body_before) = split(before);
    let (front_after, body_after) = split(after);
    let mut changes = Vec::new();
    let keys = front_before.keys().chain(front_after.keys().filter(|key| !front_before.contains_key(*key)));
    for key in keys {
        let name = key.as_str().unwrap_or("?");
        match (front_before.get(key), front_after.get(key)) {
            (before, after) if before == after => {}
            (Some(Value::Sequence(before)), Some(Value::Sequence(after))) => list(name, before, after, &mut changes),
            (None, Some(Value::Sequence(after))) => list(name, &[], after, &mut changes),
            (Some(Value::Sequence(before)), None) => list(name, before, &[], &mut changes),
            (Some(before), Some(after)) => changes.push(format!("{name}: {} → {}", shown(before), shown(after))),
            (None, Some(after)) => changes.push(format!("{name}: {} is new", shown(after))),
            (Some(before), None) => changes.push(format!("{name}: {} is gone", shown(before))),
            (None, None) => {}
        }
    }
    let lines = |body: &str| -> Vec<String> {
        body.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let (before, after) = (lines(body_before), lines(body_after));
    let new = after.iter().filter(|line| !before.contains(line)).count();
    let gone = before.iter().filter(|line| !after.contains(line)).count();
    if new + gone > 0 {
        changes.push(format!("text: {new} lines are new, {gone} gone"));
    }
    changes
}

/// The front matter and the body of a file.
fn split(file: &str) -> (Mapping, &str) {
    let parts = file.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let Some((front, body)) = parts else { return (Mapping::new(), file) };
    match serde_yaml::from_str(front) {
        Ok(Value::Mapping(front)) => (front, body),
        _ => (Mapping::new(), body),
    }
}

/// What differs between two lists, whose items are told apart by their names.
fn list(name: &str, before: &[Value], after: &[Value], changes: &mut Vec<String>) {
    let find = |items: &[Value], wanted: &str| items.iter().find(|item| identity(item) == wanted).cloned();
    for item in after {
        let id = identity(item);
        match find(before, &id) {
            None => changes.push(format!("{name}: {id} is new")),
            Some(known) if known != *item => {
                changes.push(format!("{name}: {id} is changed ({})", fields(&known, item)))
            }
            Some(_) => {}
        }
    }
    for item in before {
        let id = identity(item);
        if find(after, &id).is_none() {
            changes.push(format!("{name}: {id} is gone"));
        }
    }
}

/// What an item is called.
fn identity(item: &Value) -> String {
    let key = ["code", "name", "method", "title"].into_iter().find_map(|key| item.get(key).and_then(Value::as_str));
    key.map_or_else(|| shown(item), str::to_owned)
}

/// The keys in which two items differ.
fn fields(before: &Value, after: &Value) -> String {
    let (Value::Mapping(before), Value::Mapping(after)) = (before, after) else { return String::new() };
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    let differing = keys.filter(|key| before.get(*key) != after.get(*key)).filter_map(Value::as_str);
    differing.collect::<Vec<_>>().join(", ")
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => {
            serde_yaml::to_string(other).map(|text| text.trim().to_owned()).unwrap_or_else(|error| error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str =
        "---\ntitle: A\npoints:\n- code: BL23\n  function: One.\n- code: KI3\n---\n\nFirst.\n\nSecond.\n";

    #[test]
    fn corrections_are_taken_over_and_edits_stay() {
        let edited = BASE.replace("First.", "First, by hand.");
        let new = BASE.replace("One.", "Two.").replace("- code: KI3\n", "- code: KI3\n- code: SP6\n");
        let update = merge(BASE, &edited, &new);
        assert!(
            update.markdown.contains("by hand") && update.markdown.contains("Two.") && update.markdown.contains("SP6")
        );
        assert_eq!(update.changes, ["points: BL23 is changed (function)", "points: SP6 is new"]);
        assert!(update.collisions.is_empty());
    }

    #[test]
    fn the_hand_wins_where_both_changed_a_line() {
        let edited = BASE.replace("Second.", "Second, by hand.");
        let new = BASE.replace("Second.", "Second, corrected.");
        let update = merge(BASE, &edited, &new);
        assert_eq!(update.markdown, edited);
        assert_eq!(update.collisions, ["Second, corrected."]);
    }
}
