//! What is understood of an article: the front matter that it becomes.

use serde::Serialize;

use super::citation::Citation;

fn is_empty<T>(list: &[T]) -> bool {
    list.is_empty()
}

/// The structure of an article, in the order of the front matter's keys.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(missing_docs)] // Each field is the key of the same name in the front matter.
pub struct Data {
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "is_empty")]
    pub conditions: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    pub organs: Vec<Organ>,
    #[serde(skip_serializing_if = "is_empty")]
    pub patterns: Vec<Pattern>,
    #[serde(skip_serializing_if = "is_empty")]
    pub principles: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    pub points: Vec<Point>,
    #[serde(skip_serializing_if = "is_empty")]
    pub treatments: Vec<Treatment>,
    #[serde(skip_serializing_if = "is_empty")]
    pub sources: Vec<Source>,
}

/// An organ with its role.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(missing_docs)]
pub struct Organ {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinyin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// A pattern with its signs.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(missing_docs)]
pub struct Pattern {
    pub name: String,
    #[serde(skip_serializing_if = "is_empty")]
    pub symptoms: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tongue: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pulse: Option<String>,
    #[serde(skip_serializing_if = "is_empty")]
    pub principles: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    pub points: Vec<String>,
}

/// A point with what is said of it.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(missing_docs)]
pub struct Point {
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinyin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hanzi: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technique: Option<String>,
}

/// A treatment by one method.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(missing_docs)]
pub struct Treatment {
    pub method: String,
    #[serde(skip_serializing_if = "is_empty")]
    pub points: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// A cited work.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(missing_docs)]
pub struct Source {
    pub title: String,
    #[serde(skip_serializing_if = "is_empty")]
    pub authors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isbn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<String>,
}

impl From<Citation> for Source {
    fn from(citation: Citation) -> Source {
        // A journal with its volume stands where a book has its publisher.
        let publisher = match (citation.publisher, citation.rest) {
            (Some(publisher), Some(rest)) => Some(format!("{publisher}, {rest}")),
            (publisher, rest) => publisher.or(rest),
        };
        Source {
            title: citation.title,
            authors: citation.authors,
            publisher,
            year: citation.year,
            edition: citation.edition,
            isbn: citation.isbn,
            doi: citation.doi,
            url: citation.url,
            pages: citation.pages,
        }
    }
}
