//! Reading Markdown: CommonMark with what authors of articles use beside it, as events with their places.

pub mod cjk;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

pub use cjk::Prepared;

/// CommonMark with what authors of articles use beside it.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
}

/// An event with the bytes of the author's text that it covers.
pub type Placed<'a> = (Event<'a>, Range<usize>);

/// The events of a text.
///
/// Text that stands as the author wrote it comes in runs as long as they can be, each byte of the event being the
/// byte of its range; what the parser changed (an entity, an escape) is an event of its own. Soft breaks that must
/// not become a space are left out.
pub fn events<'a>(prepared: &'a Prepared<'a>) -> Vec<Placed<'a>> {
    let author = prepared.author;
    let mut events: Vec<Placed<'a>> = Vec::with_capacity(author.len() / 24);
    for (event, range) in Parser::new_ext(&prepared.text, options()).into_offset_iter() {
        let range = prepared.original(range.start)..prepared.original(range.end);
        let event = without_filler(event);
        if let Event::Text(text) = &event {
            if text.is_empty() {
                continue;
            }
            if is_verbatim(author, text, &range) {
                if let Some((Event::Text(last), before)) = events.last_mut()
                    && before.end == range.start
                    && is_verbatim(author, last, before)
                {
                    before.end = range.end;
                    *last = CowStr::Borrowed(&author[before.clone()]);
                } else {
                    events.push((Event::Text(CowStr::Borrowed(&author[range.clone()])), range));
                }
                continue;
            }
        }
        events.push((event, range));
    }
    if events.iter().any(|(event, _)| matches!(event, Event::SoftBreak)) && !author.is_ascii() {
        let joined = |index: &usize| {
            matches!(events[*index].0, Event::SoftBreak)
                && cjk::joins_without_space(&events[..*index], &events[index + 1..])
        };
        let joined: Vec<usize> = (0..events.len()).filter(joined).collect();
        let mut index = 0;
        events.retain(|_| {
            index += 1;
            joined.binary_search(&(index - 1)).is_err()
        });
    }
    events
}

/// The labels of the footnotes that the text refers to, itself or by another footnote that it refers to.
pub fn used_footnotes(events: &[Placed<'_>]) -> HashSet<String> {
    let mut used = HashSet::new();
    let mut referred: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open: Option<&str> = None;
    let mut found: Vec<&str> = Vec::new();
    for (event, _) in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => open = Some(label),
            Event::End(TagEnd::FootnoteDefinition) => open = None,
            Event::FootnoteReference(label) => match open {
                Some(definition) => referred.entry(definition).or_default().push(label),
                None => found.push(label),
            },
            _ => {}
        }
    }
    while let Some(label) = found.pop() {
        if used.insert(label.to_owned()) {
            found.extend(referred.get(label).into_iter().flatten());
        }
    }
    used
}

/// Whether a text stands in the author's as it is.
pub fn is_verbatim(author: &str, text: &str, range: &Range<usize>) -> bool {
    text.len() == range.len() && author.get(range.clone()) == Some(text)
}

/// Takes the fillers out of an event again, wherever it holds text.
fn without_filler(event: Event<'_>) -> Event<'_> {
    let strip = |text: CowStr<'_>| CowStr::from(cjk::strip(&text).into_owned());
    match event {
        Event::Text(text) if cjk::is_filled(&text) => Event::Text(strip(text)),
        Event::Code(text) => Event::Code(strip(text)),
        Event::Html(text) => Event::Html(strip(text)),
        Event::InlineHtml(text) => Event::InlineHtml(strip(text)),
        Event::FootnoteReference(label) => Event::FootnoteReference(strip(label)),
        Event::Start(Tag::FootnoteDefinition(label)) => Event::Start(Tag::FootnoteDefinition(strip(label))),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(strip(info))))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: strip(dest_url), title: strip(title), id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: strip(dest_url), title: strip(title), id })
        }
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            let classes = classes.into_iter().map(strip).collect();
            Event::Start(Tag::Heading { level, id: id.map(strip), classes, attrs })
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(markdown: &str) -> Vec<(String, Range<usize>)> {
        let prepared = cjk::prepare(markdown);
        let text = |(event, range): Placed<'_>| match event {
            Event::Text(text) => Some((text.to_string(), range)),
            _ => None,
        };
        events(&prepared).into_iter().filter_map(text).collect()
    }

    #[test]
    fn text_comes_in_runs_of_the_authors_own_bytes() {
        assert_eq!(texts("a [b] c_d (e)"), [("a [b] c_d (e)".to_owned(), 0..13)]);
        let found = texts("BL&nbsp;23 \\* 太*谿*");
        let words: Vec<&str> = found.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(words, ["BL", "\u{a0}", "23 ", "* 太", "谿"]);
        assert_eq!(found[1].1, 2..8);
    }

    #[test]
    fn lines_of_han_text_are_joined() {
        assert_eq!(texts("太\n谿").len(), 2);
        let markdown = "太\n谿 and\nmore";
        let prepared = cjk::prepare(markdown);
        let breaks = events(&prepared).iter().filter(|(event, _)| matches!(event, Event::SoftBreak)).count();
        assert_eq!(breaks, 1);
    }
}
