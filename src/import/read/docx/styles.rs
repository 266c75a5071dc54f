//! The styles of a Word document: which are headings, which make lists, and what is bold by them.

use std::collections::HashMap;

use super::xml::{Attributes, Node, walk};

/// What a style, or a paragraph with its styles, is like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// The level of a heading, from 1; 0 says that it is none.
    pub heading: Option<u8>,
    /// The list and the level in it.
    pub list: Option<(String, u32)>,
    /// The level of a list, if its name is that of one.
    pub named_list: Option<u32>,
    /// Bold.
    pub bold: Option<bool>,
    /// Italic.
    pub italic: Option<bool>,
    /// Not shown.
    pub hidden: Option<bool>,
    /// The space before it.
    pub before: Option<u32>,
    /// The space after it.
    pub after: Option<u32>,
    based_on: Option<String>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    styles: HashMap<String, Style>,
    usual: Option<String>,
    defaults: Style,
}

/// How many styles may be based on each other.
const DEPTH: usize = 16;

impl Styles {
    /// Reads `styles.xml`.
    pub fn read(xml: &str) -> Result<Self, String> {
        let mut styles = Styles::default();
        let mut open: Option<(String, Style)> = None;
        let mut in_defaults = false;
        let mut list: (Option<String>, u32) = (None, 0);
        walk(xml, |node| match node {
            Node::Start("docDefaults", _) => in_defaults = true,
            Node::End("docDefaults") => in_defaults = false,
            Node::Start("style", attributes) => {
                let id = attributes.get("styleId").unwrap_or_default();
                let is_usual = attributes.get("default").is_some_and(|value| value == "1" || value == "true");
                if is_usual && attributes.get("type").as_deref() == Some("paragraph") {
                    styles.usual = Some(id.clone());
                }
                let style = Style { heading: heading_of_name(&id), ..Style::default() };
                (open, list) = (Some((id, style)), (None, 0));
            }
            Node::End("style") => {
                if let Some((id, mut style)) = open.take() {
                    style.list = list.0.take().map(|number| (number, list.1));
                    styles.styles.insert(id, style);
                }
            }
            Node::Start("numId", attributes) => list.0 = attributes.get("val"),
            Node::Start("ilvl", attributes) => list.1 = attributes.number("val").unwrap_or(0),
            Node::Start(name, attributes) => {
                if let Some((_, style)) = &mut open {
                    style.take(name, &attributes);
                } else if in_defaults {
                    styles.defaults.take(name, &attributes);
                }
            }
            _ => {}
        })?;
        Ok(styles)
    }

    /// What a style is like, with all that it is based on; `None` is the style of usual paragraphs.
    pub fn resolve(&self, id: Option<&str>) -> Style {
        let mut resolved = Style::default();
        // Documents without a list of styles name them well.
        if let Some(id) = id
            && !self.styles.contains_key(id)
        {
            resolved.heading = heading_of_name(id);
            resolved.named_list = list_of_name(id);
        }
        let mut next = id.or(self.usual.as_deref());
        for _ in 0..DEPTH {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else { break };
            resolved.fill(style);
            next = style.based_on.as_deref();
        }
        resolved
    }

    /// The space that stands before and after paragraphs that say nothing of it.
    pub fn usual_spaces(&self) -> (u32, u32) {
        (self.defaults.before.unwrap_or(0), self.defaults.after.unwrap_or(0))
    }
}

impl Style {
    /// Takes over what an element says.
    pub fn take(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "name" => {
                let name = attributes.get("val").unwrap_or_default();
                self.heading = heading_of_name(&name).or(self.heading);
                self.named_list = list_of_name(&name);
            }
            "basedOn" => self.based_on = attributes.get("val"),
            "outlineLvl" if self.heading.is_none() => {
                self.heading = attributes.number("val").map(|level: u8| if level > 8 { 0 } else { level + 1 });
            }
            "b" => self.bold = Some(attributes.is_on()),
            "i" => self.italic = Some(attributes.is_on()),
            "vanish" => self.hidden = Some(attributes.is_on()),
            "spacing" => {
                self.before = attributes.number("before").or(self.before);
                self.after = attributes.number("after").or(self.after);
            }
            _ => {}
        }
    }

    /// Takes over what is not said yet.
    pub fn fill(&mut self, base: &Style) {
        self.heading = self.heading.or(base.heading);
        self.named_list = self.named_list.or(base.named_list);
        self.list = self.list.take().or_else(|| base.list.clone());
        self.bold = self.bold.or(base.bold);
        self.italic = self.italic.or(base.italic);
        self.hidden = self.hidden.or(base.hidden);
        self.before = self.before.or(base.before);
        self.after = self.after.or(base.after);
    }
}

/// The level of a heading by the name of its style. Word writes the name in English and the id in the language of
/// the program; others write either in any way.
fn heading_of_name(name: &str) -> Option<u8> {
    const NAMES: [&str; 18] = [
        "heading",
        "überschrift",
        "berschrift",
        "titre",
        "título",
        "ttulo",
        "titulo",
        "titolo",
        "kop",
        "rubrik",
        "nagłówek",
        "nagwek",
        "заголовок",
        "标题",
        "標題",
        "見出し",
        "제목",
        "nadpis",
    ];
    let name: String = name.to_lowercase().chars().filter(|character| !matches!(character, ' ' | '_' | '-')).collect();
    if matches!(name.as_str(), "title" | "titel") {
        return Some(1);
    }
    let digit = name.chars().next_back()?.to_digit(10)?;
    let base = &name[..name.len() - 1];
    ((1..=9).contains(&digit) && NAMES.contains(&base)).then_some(digit as u8)
}

/// The level of a list by the name of its style: Word makes a list of its own for each level.
fn list_of_name(name: &str) -> Option<u32> {
    let name = name.to_lowercase().replace(' ', "");
    let level = name.strip_prefix("listbullet").or(name.strip_prefix("listnumber"))?;
    if level.is_empty() {
        Some(0)
    } else {
        level.parse().ok().filter(|level| (2..=5).contains(level)).map(|level: u32| level - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_many_ways() {
        let styles = Styles::read(
            "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>
             <w:docDefaults><w:pPrDefault><w:pPr><w:spacing w:after='160'/></w:pPr></w:pPrDefault></w:docDefaults>
             <w:style w:type='paragraph' w:default='1' w:styleId='Standard'><w:name w:val='Normal'/></w:style>
             <w:style w:styleId='berschrift2'><w:name w:val='heading 2'/><w:pPr><w:outlineLvl w:val='1'/></w:pPr></w:style>
             <w:style w:styleId='Mine'><w:name w:val='Mine'/><w:basedOn w:val='berschrift2'/><w:rPr><w:b/></w:rPr></w:style>
             <w:style w:styleId='Toc'><w:name w:val='TOC Heading'/><w:basedOn w:val='berschrift2'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>
             <w:style w:styleId='Loop'><w:name w:val='Loop'/><w:basedOn w:val='Loop'/></w:style>
             <w:style w:styleId='L'><w:name w:val='L'/><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='3'/></w:numPr></w:pPr></w:style>
             </w:styles>",
        )
        .unwrap();
        assert_eq!(styles.resolve(Some("berschrift2")).heading, Some(2));
        assert_eq!((styles.resolve(Some("Mine")).heading, styles.resolve(Some("Mine")).bold), (Some(2), Some(true)));
        assert_eq!(styles.resolve(Some("Toc")).heading, Some(0));
        assert_eq!(styles.resolve(Some("Loop")).heading, None);
        assert_eq!(styles.resolve(Some("L")).list, Some(("3".to_owned(), 1)));
        assert_eq!(styles.resolve(Some("Titre3")).heading, Some(3));
        assert_eq!(styles.resolve(Some("Title")).heading, Some(1));
        assert_eq!(styles.usual_spaces(), (0, 160));
    }
}
