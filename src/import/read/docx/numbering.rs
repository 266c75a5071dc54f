//! The lists of a Word document: their bullets, and the numbers that Word shows and does not write.

use std::collections::{HashMap, HashSet};

use super::xml::{Node, walk};
use crate::import::document::Form;

/// The levels that a list can have.
const LEVELS: usize = 9;

/// One level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    format: String,
    start: Option<u32>,
}

#[derive(Clone, Debug, Default)]
struct List {
    definition: String,
    /// The levels that the list has for itself.
    levels: HashMap<usize, Level>,
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub struct Numbering {
    definitions: HashMap<String, HashMap<usize, Level>>,
    lists: HashMap<String, List>,
    counts: HashMap<String, [Option<u32>; LEVELS]>,
    begun: HashSet<String>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub fn read(xml: &str) -> Result<Self, String> {
        let mut numbering = Numbering::default();
        let mut definition = String::new();
        let mut list: Option<(String, List)> = None;
        let mut level = 0;
        walk(xml, |node| {
            let Node::Start(name, attributes) = node else {
                if matches!(node, Node::End("num"))
                    && let Some((id, list)) = list.take()
                {
                    numbering.lists.insert(id, list);
                }
                return;
            };
            match name {
                "abstractNum" => definition = attributes.get("abstractNumId").unwrap_or_default(),
                "num" => list = Some((attributes.get("numId").unwrap_or_default(), List::default())),
                "abstractNumId" => {
                    if let Some((_, list)) = &mut list {
                        list.definition = attributes.get("val").unwrap_or_default();
                    }
                }
                "lvl" | "lvlOverride" => level = attributes.number("ilvl").unwrap_or(0).min(LEVELS - 1),
                "numFmt" | "start" | "startOverride" => {
                    let levels = match &mut list {
                        Some((_, list)) => &mut list.levels,
                        None => numbering.definitions.entry(definition.clone()).or_default(),
                    };
                    let level = levels.entry(level).or_default();
                    if name == "numFmt" {
                        level.format = attributes.get("val").unwrap_or_default();
                    } else {
                        level.start = attributes.number("val");
                    }
                }
                _ => {}
            }
        })?;
        Ok(numbering)
    }

    /// Counts the next item of a list, and tells its form.
    pub fn next(&mut self, list: &str, level: u32) -> Form {
        let level = (level as usize).min(LEVELS - 1);
        let Some(found) = self.lists.get(list) else { return Form::Bullet };
        let defined = self.definitions.get(&found.definition).and_then(|levels| levels.get(&level));
        let own = found.levels.get(&level);
        let format = own.filter(|own| !own.format.is_empty()).or(defined).map_or("", |level| level.format.as_str());
        let own_start = own.and_then(|own| own.start);
        let start = own_start.or(defined.and_then(|level| level.start)).unwrap_or(1);
        match format {
            "bullet" => return Form::Bullet,
            "none" => return Form::Text,
            _ => {}
        }
        // A list that begins anew shares the count of its kind up to there.
        let begins = own_start.is_some() && self.begun.insert(format!("{list} {level}"));
        let counts = self.counts.entry(found.definition.clone()).or_default();
        let count = match counts[level] {
            Some(count) if !begins => count.saturating_add(1),
            _ => start,
        };
        counts[level] = Some(count);
        counts[level + 1..].fill(None);
        Form::Numbered(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_count_by_themselves() {
        let mut numbering = Numbering::read(
            "<w:numbering xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>
             <w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/></w:lvl>
             <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/></w:lvl></w:abstractNum>
             <w:abstractNum w:abstractNumId='8'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum>
             <w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='8'/></w:num>
             <w:num w:numId='3'><w:abstractNumId w:val='7'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>
             </w:numbering>",
        )
        .unwrap();
        let found: Vec<Form> =
            [("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1), ("2", 0), ("3", 0), ("3", 0), ("9", 0)]
                .into_iter()
                .map(|(list, level)| numbering.next(list, level))
                .collect();
        use Form::{Bullet, Numbered};
        assert_eq!(
            found,
            [Numbered(1), Numbered(1), Numbered(2), Numbered(2), Numbered(1), Bullet, Numbered(5), Numbered(6), Bullet]
        );
    }
}
