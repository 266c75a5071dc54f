//! YAML 1.2 with places: a tree in which every node knows its line and column.
//!
//! Scalars keep the text the author wrote, so `1.10` stays `1.10` and an ISBN keeps its leading zero. What a
//! scalar means is decided by the field it stands in.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use crate::diagnostics::Span;

/// Nesting past which a document is refused; no front matter comes near it.
const MAXIMUM_DEPTH: usize = 64;
/// Nodes past which a document is refused, so that aliases cannot multiply without bound.
const MAXIMUM_NODES: usize = 100_000;

/// One value and where it stands.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// What it is.
    pub value: Value<'a>,
    /// Where it starts; for a scalar on one line, its whole extent.
    pub span: Span,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// Nothing, `~` or `null`.
    Null,
    /// Text; `plain` tells that it was written without quotes.
    Scalar {
        /// The text as written, unescaped.
        text: Cow<'a, str>,
        /// Whether it stood without quotes, so that `true` or `12` are not text for certain.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node<'a>>),
    /// Keys and values in their order.
    Mapping(Vec<(Node<'a>, Node<'a>)>),
}

impl Node<'_> {
    /// What the node is called in a message.
    pub fn describe(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Scalar { .. } => "text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a group of keys",
        }
    }

    /// The text of a scalar.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The node as JSON by YAML's core schema (YAML 1.2.2, 10.3), for data that only templates read.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Scalar { text, plain: false } => Json::String(text.to_string()),
            Value::Scalar { text, plain: true } => match &**text {
                "true" | "True" | "TRUE" => Json::Bool(true),
                "false" | "False" | "FALSE" => Json::Bool(false),
                text => match (text.parse::<i64>(), text.parse::<f64>()) {
                    (Ok(number), _) => Json::from(number),
                    (_, Ok(number))
                        if text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) =>
                    {
                        serde_json::Number::from_f64(number).map_or_else(|| Json::String(text.to_owned()), Json::Number)
                    }
                    _ => Json::String(text.to_owned()),
                },
            },
            Value::Sequence(items) => items.iter().map(Node::to_json).collect(),
            Value::Mapping(pairs) => Json::Object(
                pairs.iter().map(|(key, value)| (key.as_text().unwrap_or("").to_owned(), value.to_json())).collect(),
            ),
        }
    }
}

/// Why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// Where the reader stopped.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What would mend it.
    pub hint: Option<String>,
}

/// Reads one YAML document.
///
/// `first_line` is the line of the file, counted from 1, on which `text` begins, so that places count from
/// the top of the file. Returns a null node for an empty document.
pub fn parse(text: &str, first_line: u32) -> Result<Node<'_>, YamlError> {
    if let Some(error) = tab_in_indentation(text, first_line) {
        return Err(error);
    }
    let mut builder = Builder { first_line, open: Vec::new(), anchors: HashMap::new(), nodes: 0, root: None };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| builder.scan_error(&error))?;
        builder.event(event, span.start, span.end)?;
    }
    Ok(builder.root.unwrap_or(Node { value: Value::Null, span: Span { line: first_line, column: 1, length: 0 } }))
}

/// YAML forbids tabs in indentation (YAML 1.2.2, 6.1); its readers say so in many confusing ways.
fn tab_in_indentation(text: &str, first_line: u32) -> Option<YamlError> {
    text.lines().zip(first_line..).find_map(|(line, number)| {
        let column = line.chars().take_while(|character| *character == ' ').count();
        let rest = line.get(column..)?;
        (rest.starts_with('\t') && !rest.trim().is_empty()).then(|| YamlError {
            span: Span { line: number, column: column as u32 + 1, length: 1 },
            message: "a tab indents this line, and YAML takes only spaces".to_owned(),
            hint: Some("replace the tab by two spaces".to_owned()),
        })
    })
}

/// A list or mapping whose end has not come yet.
struct Open<'a> {
    start: Marker,
    anchor: usize,
    value: Value<'a>,
    key: Option<Node<'a>>,
}

struct Builder<'a> {
    first_line: u32,
    open: Vec<Open<'a>>,
    anchors: HashMap<usize, Node<'a>>,
    nodes: usize,
    root: Option<Node<'a>>,
}

impl<'a> Builder<'a> {
    fn event(&mut self, event: Event<'a>, start: Marker, end: Marker) -> Result<(), YamlError> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                if text.contains(crate::load::is_forbidden) {
                    return Err(self.error(start, "a control character stands in this text, which no page can hold"));
                }
                let value = match (plain, &*text) {
                    (true, "" | "~" | "null" | "Null" | "NULL") => Value::Null,
                    _ => Value::Scalar { text, plain },
                };
                let node = Node { value, span: self.span(start, end) };
                self.place(node, anchor)
            }
            Event::SequenceStart(anchor, _) => self.open(start, anchor, Value::Sequence(Vec::new())),
            Event::MappingStart(anchor, _) => self.open(start, anchor, Value::Mapping(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(open) => {
                    let node = Node { value: open.value, span: self.span(open.start, open.start) };
                    self.place(node, open.anchor)
                }
                None => Ok(()),
            },
            Event::Alias(anchor) => {
                let Some(target) = self.anchors.get(&anchor).cloned() else {
                    return Err(self.error(start, "this alias stands inside the value it repeats"));
                };
                self.nodes += count(&target);
                self.place(target, 0)
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn open(&mut self, start: Marker, anchor: usize, value: Value<'a>) -> Result<(), YamlError> {
        if self.open.len() >= MAXIMUM_DEPTH {
            return Err(self.error(start, &format!("lists and groups are nested more than {MAXIMUM_DEPTH} deep")));
        }
        self.open.push(Open { start, anchor, value, key: None });
        Ok(())
    }

    /// Puts a finished node where it belongs: into the open list or mapping, or at the root.
    fn place(&mut self, node: Node<'a>, anchor: usize) -> Result<(), YamlError> {
        self.nodes += 1;
        if self.nodes > MAXIMUM_NODES {
            return Err(YamlError {
                span: node.span,
                message: format!("aliases multiply this document past {MAXIMUM_NODES} values"),
                hint: Some("write the values out instead of repeating them with `*`".to_owned()),
            });
        }
        if anchor != 0 {
            self.nodes += count(&node);
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            if self.root.is_some() {
                return Err(YamlError {
                    span: node.span,
                    message: "a second document begins here".to_owned(),
                    hint: None,
                });
            }
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.value {
            Value::Sequence(items) => items.push(node),
            Value::Mapping(pairs) => match open.key.take() {
                None => open.key = Some(node),
                Some(key) => pairs.push((key, node)),
            },
            Value::Null | Value::Scalar { .. } => {}
        }
        Ok(())
    }

    /// Where a scalar stands; one that runs over several lines counts to the end of nothing but its start.
    fn span(&self, start: Marker, end: Marker) -> Span {
        let length = if start.line() == end.line() { end.col().saturating_sub(start.col()) } else { 0 };
        Span { line: self.line(start), column: start.col() as u32 + 1, length: length as u32 }
    }

    fn line(&self, marker: Marker) -> u32 {
        self.first_line + (marker.line() as u32).saturating_sub(1)
    }

    fn error(&self, at: Marker, message: &str) -> YamlError {
        YamlError { span: self.span(at, at), message: message.to_owned(), hint: None }
    }

    fn scan_error(&self, error: &ScanError) -> YamlError {
        const QUOTE: &str =
            "put text between double quotes that holds `: ` or begins with one of @ ` * & ! % [ { # ' \"";
        let hint = match error.info() {
            info if info.contains("mapping values are not allowed") => "put text that holds `: ` between double quotes",
            info if info.contains("block sequence entries") => {
                "start each `-` of a list on its own line, all at one indentation"
            }
            info if info.contains("quoted") || info.contains("quote") => {
                "close the quotes; an apostrophe within single quotes is written twice, or use double quotes"
            }
            info if info.contains("','") || info.contains("']'") || info.contains("'}'") || info.contains("flow") => {
                "close the bracket, and put a comma between two items"
            }
            info if info.contains("recursion limit") => "take the brackets away",
            _ => QUOTE,
        };
        YamlError {
            span: self.span(*error.marker(), *error.marker()),
            message: format!("this is not valid YAML: {}", error.info()),
            hint: Some(hint.to_owned()),
        }
    }
}

/// How many nodes a tree holds; its depth is bounded by [`MAXIMUM_DEPTH`].
fn count(node: &Node<'_>) -> usize {
    1 + match &node.value {
        Value::Null | Value::Scalar { .. } => 0,
        Value::Sequence(items) => items.iter().map(count).sum(),
        Value::Mapping(pairs) => pairs.iter().map(|(key, value)| count(key) + count(value)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, Node<'_>)> {
        match parse(text, 2).unwrap().value {
            Value::Mapping(pairs) => {
                pairs.into_iter().map(|(key, value)| (key.as_text().unwrap().to_owned(), value)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn scalars_keep_their_text_and_place() {
        let pairs = pairs("title: 1.10\nisbn: 0951054651\nhan: 太溪 # x\n");
        assert_eq!(pairs[0].1.as_text(), Some("1.10"));
        assert_eq!(pairs[1].1.as_text(), Some("0951054651"));
        assert_eq!(pairs[2].1.span, Span { line: 4, column: 6, length: 2 });
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = level - 1;
            text.push_str(&format!("a{level}: &a{level} [{}]\n", vec![format!("*a{before}"); 10].join(", ")));
        }
        assert!(parse(&text, 1).unwrap_err().message.contains("aliases multiply"));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(parse(&"[".repeat(20_000), 1).is_err());
        assert!(parse(&format!("a: {}", "- ".repeat(20_000)), 1).is_err());
        assert!(parse(&"- ".repeat(20_000), 1).unwrap_err().message.contains("nested"));
    }

    #[test]
    fn a_tab_is_named() {
        let error = parse("title: x\n\tpoints: y\n", 2).unwrap_err();
        assert_eq!(error.span, Span { line: 3, column: 1, length: 1 });
    }

    #[test]
    fn core_schema_decides_for_free_data() {
        let node = parse("[yes, true, 12, 1.5, '12', ~, 1.2.3, .5, nan]", 1).unwrap();
        assert_eq!(node.to_json().to_string(), r#"["yes",true,12,1.5,"12",null,"1.2.3",0.5,"nan"]"#);
    }
}
