//! `acupress schema`: the JSON Schema of what publishers write, made of the tables that read it.

use serde_json::{Map, Value, json};

use super::print_result;
use crate::config::CONFIGURATION;
use crate::diagnostics::{Level, RULES};
use crate::library::Kind;
use crate::load::fields::{FRONT_MATTER, Field, Shape};

/// Prints one schema (JSON Schema 2020-12) with the front matter and the configuration as its definitions.
pub fn run() -> u8 {
    let mut configuration = group(CONFIGURATION);
    let levels: Map<String, Value> = RULES
        .iter()
        .filter(|rule| !rule.fixed)
        .map(|rule| (rule.id.name().to_owned(), json!({"description": rule.summary, "enum": Level::NAMES})))
        .collect();
    configuration["properties"]["rules"] =
        json!({"type": "object", "properties": levels, "additionalProperties": false});
    let mut front_matter = group(FRONT_MATTER);
    front_matter["properties"]["kind"]["enum"] = Kind::ALL.map(Kind::name).into_iter().collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Acupress",
        "$ref": "#/$defs/front-matter",
        "$defs": {"front-matter": front_matter, "configuration": configuration},
    });
    print_result(&format!("{schema:#}\n"))
}

fn group(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn property(field: &Field) -> Value {
    let item_text = json!({"type": ["string", "number", "boolean"]});
    // `acupress new` writes keys without values; they are as good as missing.
    let text = json!({"type": ["string", "number", "boolean", "null"]});
    let empty = json!({"type": "null"});
    let mut schema = match field.shape {
        Shape::Text => text,
        Shape::Texts => json!({"anyOf": [text, {"type": "array", "items": item_text}]}),
        Shape::Number => json!({"type": ["integer", "null"]}),
        Shape::Flag => json!({"type": ["boolean", "null"]}),
        Shape::Date => json!({"type": ["string", "null"], "format": "date"}),
        Shape::Free => json!({}),
        Shape::Words => json!({"type": ["object", "null"], "additionalProperties": item_text}),
        Shape::Group(fields) if fields.first().is_some_and(|first| first.shape == Shape::Text) => {
            json!({"anyOf": [text, group(fields)]})
        }
        Shape::Group(fields) => json!({"anyOf": [empty, group(fields)]}),
        Shape::Groups(fields) => {
            let item = json!({"anyOf": [item_text, group(fields)]});
            json!({"anyOf": [text, {"type": "array", "items": item}, group(fields)]})
        }
    };
    let kinds = if field.kinds.is_empty() {
        String::new()
    } else {
        format!(" ({})", field.kinds.iter().map(|kind| kind.plural()).collect::<Vec<_>>().join(", "))
    };
    schema["description"] = Value::String(format!("{}{kinds}", field.meaning));
    schema
}
