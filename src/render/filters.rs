//! The filters that templates have beside Tera's own. They write what stands on a page hundreds of times, for which a
//! component would take several times as long.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tera::value::Key;
use tera::{Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::references::{USUAL_BRIEF, USUAL_LINK, USUAL_ROOT, push_anchor};
use crate::load::Date;
use crate::weave::HanContext;
use crate::weave::han;
use crate::words::Words;

/// Registers the filters for the words of a theme and the language of a site.
pub fn register(tera: &mut Tera, words: Arc<Words>, han_context: HanContext) {
    let values: FxHashMap<String, Value> =
        words.all().iter().map(|(key, text)| (key.clone(), Value::normal_string(text))).collect();
    let of_date = Arc::clone(&words);
    let separator = words.get("list.separator").to_owned();
    tera.register_filter("t", move |key: &str, arguments: Kwargs, _: &State| -> TeraResult<Value> {
        match values.get(key).filter(|_| arguments.iter().next().is_none()) {
            Some(text) => Ok(text.clone()),
            None => translate(&words, key, &arguments).map(Value::from),
        }
    });
    tera.register_filter("han", move |text: StringInput, _: Kwargs, _: &State| -> Value {
        if is_plain(text.as_str()) {
            return text.into_value();
        }
        let mut html = String::with_capacity(text.as_str().len() + 32);
        han::push_text(&mut html, text.as_str(), han_context);
        Value::safe_string(&html)
    });
    tera.register_filter("date", move |date: &str, _: Kwargs, _: &State| -> String {
        Date::parse(date).map_or_else(|| date.to_owned(), |date| spell(&of_date, date))
    });
    let between = separator.clone();
    tera.register_filter("texts", move |texts: &Value, _: Kwargs, _: &State| -> TeraResult<Value> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let texts: Vec<String> = list(texts)?.iter().map(text).collect();
        let mut html = String::with_capacity(64);
        han::push_text(&mut html, &texts.join(&between), han_context);
        Ok(Value::safe_string(&html))
    });
    for (one, many, words, usual) in [("link", "links", "label", USUAL_LINK), ("brief", "briefs", "short", USUAL_BRIEF)]
    {
        tera.register_filter(one, move |entry: &Value, _: Kwargs, state: &State| -> TeraResult<Value> {
            let root = root(state)?;
            if let Some(link) = usual_link(entry, usual, &root) {
                return Ok(link.clone());
            }
            let mut html = String::with_capacity(160);
            push_link(&mut html, entry, words, &root)?;
            Ok(Value::safe_string(&html))
        });
        let separator = separator.clone();
        tera.register_filter(many, move |entries: &Value, _: Kwargs, state: &State| -> TeraResult<Value> {
            let root = root(state)?;
            let mut html = String::with_capacity(512);
            for (index, entry) in list(entries)?.iter().enumerate() {
                if index > 0 {
                    han::push_attribute(&mut html, &separator);
                }
                match usual_link(entry, usual, &root).and_then(Value::as_str) {
                    Some(link) => html.push_str(link),
                    None => push_link(&mut html, entry, words, &root)?,
                }
            }
            Ok(Value::safe_string(&html))
        });
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    han::push_attribute(&mut html, text);
    html
}

/// Whether a text is the same in HTML: letters, figures and common signs of ASCII.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii() && !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\''))
}

/// The way to the site's root. A component that shows links takes it from the page by `@root`.
fn root(state: &State) -> TeraResult<Value> {
    let root = state.get::<Value>("root")?.filter(Value::is_string);
    root.ok_or_else(|| Error::message("a link needs `root`, which a component takes from the page by `@root`"))
}

fn list(value: &Value) -> TeraResult<&[Value]> {
    value
        .as_array()
        .ok_or_else(|| Error::message(format!("a list is needed here, not a value of type `{}`", value.name())))
}

/// The link that an entry's reference holds ready, on pages that it leads from.
fn usual_link<'v>(entry: &'v Value, key: &'static str, root: &Value) -> Option<&'v Value> {
    entry.as_map().filter(|_| root.as_str() == Some(USUAL_ROOT))?.get(&Key::Str(key))
}

/// Writes a link to an entry under some words of it; the words alone where it has no page, nothing for no entry.
fn push_link(html: &mut String, entry: &Value, words: &str, root: &Value) -> TeraResult<()> {
    if entry.is_none() {
        return Ok(());
    }
    let words = entry.get_from_path(words).and_then(|words| Some((words.as_str()?, words.is_safe())));
    let Some((words, is_html)) = words else {
        return Err(Error::message(format!("only an entry can be linked, not a value of type `{}`", entry.name())));
    };
    let href = entry.get_from_path("href").and_then(Value::as_str).filter(|href| !href.is_empty());
    let words = if is_html { Cow::Borrowed(words) } else { Cow::Owned(escaped(words)) };
    push_anchor(html, root.as_str().unwrap_or(""), href, &words);
    Ok(())
}

/// Words of a key, with `{name}` replaced by the argument of that name; `n` chooses between one and several.
fn translate(words: &Words, key: &str, arguments: &Kwargs) -> TeraResult<String> {
    let count: Option<i64> = arguments.get("n")?;
    let counted = count.map(|count| format!("{key}.{}", if count == 1 { "one" } else { "other" }));
    let mut text = words.get(counted.as_deref().unwrap_or(key)).to_owned();
    for (name, value) in arguments.iter() {
        text = text.replace(&format!("{{{name}}}"), &value.to_string());
    }
    Ok(text)
}

/// A date in words: `30 September 2025` by the pattern `date.format`.
fn spell(words: &Words, date: Date) -> String {
    let month_key = format!("month.{}", u8::from(date.0.month()));
    words
        .get("date.format")
        .replace("{day}", &date.0.day().to_string())
        .replace("{month}", words.get(&month_key))
        .replace("{year}", &date.0.year().to_string())
}
