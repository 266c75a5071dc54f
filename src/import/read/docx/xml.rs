//! XML of Word: elements by their short names, whatever prefix a program gave them.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What stands in a part.
#[derive(Debug)]
pub enum Node<'a> {
    /// The start of an element of Word's by its local name, of another one with its prefix.
    Start(&'a str, Attributes<'a>),
    /// The end of an element.
    End(&'a str),
    /// Text.
    Text(&'a str),
}

/// The attributes of an element.
#[derive(Debug)]
pub struct Attributes<'a>(&'a BytesStart<'a>);

impl Attributes<'_> {
    /// The value of an attribute, by its local name.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let attribute =
            attributes.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        Some(value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned()))
    }

    /// The number that an attribute holds.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether a switch is on: it is unless it says otherwise.
    pub fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// Walks through a part. The error tells what is wrong with the XML.
pub fn walk(xml: &str, mut visit: impl FnMut(Node<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    let mut prefix: Option<String> = None;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                depth += 1;
                let prefix = prefix.get_or_insert_with(|| word_prefix(&start));
                visit(Node::Start(short_name(start.name().into_inner(), prefix), Attributes(&start)));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Node::End(short_name(end.name().into_inner(), prefix.as_deref().unwrap_or("w:"))));
            }
            Event::Text(text) => visit(Node::Text(&text.xml10_content())),
            Event::CData(text) => visit(Node::Text(&text.xml10_content())),
            // Entities that a document declares itself are never written by programs, only by pranksters.
            Event::GeneralRef(reference) => {
                let character = match &*reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                if let Some(character) = character {
                    visit(Node::Text(character.encode_utf8(&mut [0; 4])));
                }
            }
            Event::Eof if depth > 0 => return Err("it ends in the middle".to_owned()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The prefix of Word's elements with its colon, as the first element declares it.
fn word_prefix(root: &BytesStart<'_>) -> String {
    for attribute in root.attributes().with_checks(false).flatten() {
        let key = attribute.key.into_inner();
        if attribute.value.ends_with("/wordprocessingml/main")
            || attribute.value.ends_with("/wordprocessingml/2006/main")
        {
            return match key.strip_prefix("xmlns:") {
                Some(prefix) => format!("{prefix}:"),
                None => String::new(),
            };
        }
    }
    "w:".to_owned()
}

fn short_name<'a>(name: &'a str, prefix: &str) -> &'a str {
    name.strip_prefix(prefix).unwrap_or(name)
}
