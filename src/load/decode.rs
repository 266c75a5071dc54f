//! Reading a group of keys: each key once, by its shape, with every mistake reported where it stands.

use std::sync::Arc;

use serde_json::Value as Json;

use super::fields::{Field, Shape};
use super::front_matter::{Date, Spanned, Text};
use crate::diagnostics::{Diagnostic, Place, RuleId, Span, did_you_mean};
use crate::yaml::{Node, Value};

/// Where findings go while one file is decoded.
pub struct Findings<'t> {
    /// The file's path.
    pub file: Arc<str>,
    /// The file's whole text, for the lines that findings show.
    pub text: &'t str,
    /// The rule that a wrong value breaks: front matter's or the configuration's.
    pub invalid: RuleId,
    /// What was found so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl Findings<'_> {
    /// Reports a finding at a span of the file.
    pub fn report(&mut self, rule: RuleId, span: Span, message: impl Into<String>, hint: Option<String>) {
        let place = Place::in_text(Arc::clone(&self.file), self.text, span);
        self.diagnostics.push(Diagnostic::new(rule, place, message).maybe_hint(hint));
    }
}

/// A group of keys that is being read.
pub struct Group<'n, 'f, 't> {
    fields: &'static [Field],
    pairs: Vec<(&'n str, &'n Node<'n>)>,
    /// Keys that were probably meant by unknown ones.
    misspelt: Vec<&'static str>,
    span: Span,
    findings: &'f mut Findings<'t>,
}

impl<'n, 'f, 't> Group<'n, 'f, 't> {
    /// Opens a group: checks that it is one, and that every key is known and given once.
    ///
    /// `misplaced` explains a key that is known elsewhere but not here. A text in place of the group stands for
    /// its first key.
    pub fn open(
        node: &'n Node<'n>,
        fields: &'static [Field],
        findings: &'f mut Findings<'t>,
        misplaced: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Self> {
        let mut pairs: Vec<(&'n str, &'n Node<'n>)> = Vec::new();
        let mut misspelt = Vec::new();
        match &node.value {
            Value::Mapping(all) => {
                for (key, value) in all {
                    let Some(name) = key.as_text() else {
                        let rule = findings.invalid;
                        findings.report(rule, key.span, "a key must be text", None);
                        continue;
                    };
                    if pairs.iter().any(|(seen, _)| *seen == name) {
                        let rule = findings.invalid;
                        findings.report(
                            rule,
                            key.span,
                            format!("`{name}` is given twice"),
                            Some("keep one of the two".to_owned()),
                        );
                    } else if fields.iter().any(|field| field.name == name) && misplaced(name).is_none() {
                        pairs.push((name, value));
                    } else {
                        let known = fields.iter().map(|field| field.name).filter(|known| misplaced(known).is_none());
                        misspelt.extend(did_you_mean(name, known));
                        let hint = misplaced(name).or_else(|| unknown_hint(name, fields, misplaced));
                        findings.report(RuleId::UnknownKey, key.span, format!("unknown key `{name}`"), hint);
                    }
                }
            }
            Value::Scalar { .. } if fields.first()?.shape == Shape::Text => {
                pairs.push((fields.first()?.name, node));
            }
            Value::Null => {
                let rule = findings.invalid;
                findings.report(rule, node.span, "an empty item", Some("take it away or fill it".to_owned()));
                return None;
            }
            Value::Sequence(_) | Value::Scalar { .. } => {
                let rule = findings.invalid;
                findings.report(rule, node.span, format!("expected a group of keys, found {}", node.describe()), None);
                return None;
            }
        }
        Some(Group { fields, pairs, misspelt, span: node.span, findings })
    }

    /// The value of a key; keys that this kind does not know have none.
    fn get(&self, key: &str) -> Option<&'n Node<'n>> {
        self.pairs
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, node)| *node)
            .filter(|node| !matches!(node.value, Value::Null))
    }

    fn wrong(&mut self, key: &str, node: &Node<'_>, expected: &str) {
        let rule = self.findings.invalid;
        let hint = (expected == "text" && matches!(node.value, Value::Mapping(_)))
            .then(|| "put text that holds `: ` between quotes".to_owned());
        self.findings.report(rule, node.span, format!("`{key}` takes {expected}, not {}", node.describe()), hint);
    }

    /// Where the group stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// A place of the file that the group stands in.
    pub fn place(&self, span: Span) -> Place {
        Place::in_text(Arc::clone(&self.findings.file), self.findings.text, span)
    }

    /// The line of a span.
    pub fn line(&self, span: Span) -> &str {
        self.findings.text.lines().nth(span.line.saturating_sub(1) as usize).unwrap_or("")
    }

    /// Reports a value that cannot be.
    pub fn invalid(&mut self, span: Span, message: impl Into<String>, hint: Option<String>) {
        self.findings.report(self.findings.invalid, span, message, hint);
    }

    /// Whether a key was given a value.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Where a key was written and left without a value or with an empty one.
    pub fn empty(&self, key: &str) -> Option<Span> {
        self.pairs.iter().find(|(name, _)| *name == key).and_then(|(_, node)| match &node.value {
            Value::Null => Some(node.span),
            Value::Scalar { text, .. } if text.trim().is_empty() => Some(node.span),
            _ => None,
        })
    }

    /// One text with its place; white space around it does not count, and empty text is none.
    pub fn text(&mut self, key: &str) -> Option<Text> {
        let node = self.get(key)?;
        match node.as_text() {
            Some(text) if text.trim().is_empty() => None,
            Some(text) => Some(Spanned { value: text.trim().to_owned(), span: node.span }),
            None => {
                self.wrong(key, node, "text");
                None
            }
        }
    }

    /// One text that must be there.
    pub fn required(&mut self, key: &str) -> Option<Text> {
        let before = self.get(key);
        let text = self.text(key);
        // A misspelt key was told already; that its right form is missing would only repeat it.
        let is_told = self.misspelt.contains(&key);
        if text.is_none() && !is_told && before.is_none_or(|node| node.as_text().is_some()) {
            let rule = self.findings.invalid;
            let meaning = self.fields.iter().find(|field| field.name == key).map_or("", |field| field.meaning);
            self.findings.report(
                rule,
                before.map_or(self.span, |node| node.span),
                format!("`{key}` is missing"),
                Some(format!("add `{key}:` — {}", lower_first(meaning))),
            );
        }
        text
    }

    /// One text without its place.
    pub fn plain(&mut self, key: &str) -> Option<String> {
        self.text(key).map(|text| text.value)
    }

    /// A list of texts with their places; one text is a list of one.
    pub fn texts(&mut self, key: &str) -> Vec<Text> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item.as_text() {
                Some(text) if !text.trim().is_empty() => {
                    texts.push(Spanned { value: text.trim().to_owned(), span: item.span });
                }
                None if !matches!(item.value, Value::Null) => self.wrong(key, item, "a list of texts"),
                _ => {
                    let rule = self.findings.invalid;
                    let hint = "take it away or fill it".to_owned();
                    self.findings.report(rule, item.span, format!("an item of `{key}` is empty"), Some(hint));
                }
            }
        }
        texts
    }

    /// A list of texts without their places.
    pub fn plains(&mut self, key: &str) -> Vec<String> {
        self.texts(key).into_iter().map(|text| text.value).collect()
    }

    /// A whole number.
    pub fn number(&mut self, key: &str) -> Option<i64> {
        let text = self.text(key)?;
        match text.value.parse() {
            Ok(number) => Some(number),
            Err(_) => {
                let rule = self.findings.invalid;
                self.findings.report(
                    rule,
                    text.span,
                    format!("`{key}` takes a whole number, not `{}`", text.value),
                    None,
                );
                None
            }
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &str) -> Option<bool> {
        let text = self.text(key)?;
        match text.value.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => {
                let rule = self.findings.invalid;
                self.findings.report(
                    rule,
                    text.span,
                    format!("`{key}` takes true or false, not `{}`", text.value),
                    None,
                );
                None
            }
        }
    }

    /// A date.
    pub fn date(&mut self, key: &str) -> Option<Date> {
        let text = self.text(key)?;
        let date = Date::parse(&text.value);
        if date.is_none() {
            let rule = self.findings.invalid;
            self.findings.report(
                rule,
                text.span,
                format!("`{}` is no date", text.value),
                Some("write year, month and day: 2025-09-30".to_owned()),
            );
        }
        date
    }

    /// Texts by keys of the author's own, in their order.
    pub fn words(&mut self, key: &str) -> Vec<(Text, Text)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let Value::Mapping(pairs) = &node.value else {
            self.wrong(key, node, "a group of keys");
            return Vec::new();
        };
        let mut words = Vec::with_capacity(pairs.len());
        for (name, value) in pairs {
            match (name.as_text(), value.as_text()) {
                (None, _) => self.invalid(name.span, "a key must be text", None),
                (Some(name), None) => self.wrong(name, value, "text"),
                (Some(text), Some(words_of)) => words.push((
                    Spanned { value: text.to_owned(), span: name.span },
                    Spanned { value: words_of.to_owned(), span: value.span },
                )),
            }
        }
        words
    }

    /// Free data, as JSON.
    pub fn free(&mut self, key: &str) -> Json {
        self.get(key).map_or(Json::Null, Node::to_json)
    }

    /// A list of groups, each read by `read`; a text stands for the group's first key, one group for a list of one.
    pub fn groups<T>(&mut self, key: &str, mut read: impl FnMut(&mut Group<'n, '_, 't>) -> Option<T>) -> Vec<T> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let fields = match self.fields.iter().find(|field| field.name == key).map(|field| field.shape) {
            Some(Shape::Groups(fields) | Shape::Group(fields)) => fields,
            _ => return Vec::new(),
        };
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            if let Some(mut group) = Group::open(item, fields, &mut *self.findings, &|_| None) {
                values.extend(read(&mut group));
            }
        }
        values
    }

    /// One group, read by `read`.
    pub fn one_group<T>(&mut self, key: &str, read: impl FnMut(&mut Group<'n, '_, 't>) -> Option<T>) -> Option<T> {
        if let Some(node) = self.get(key)
            && let Value::Sequence(_) = node.value
        {
            self.wrong(key, node, "a group of keys");
            return None;
        }
        self.groups(key, read).into_iter().next()
    }
}

fn unknown_hint(name: &str, fields: &[Field], misplaced: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let candidates = fields.iter().map(|field| field.name).filter(|candidate| misplaced(candidate).is_none());
    let known: Vec<&str> = candidates.collect();
    match did_you_mean(name, known.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.contains(&"extra") => Some("free data goes under `extra:`".to_owned()),
        None => Some(format!("known here: {}", known.join(", "))),
    }
}

fn lower_first(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect::<String>().trim_end_matches('.').to_owned()
    })
}
