use proptest::prelude::*;

use super::*;
use crate::import::document::{Form, Line};
use crate::markdown::{self as reading, cjk};

fn texts(name: &str, bytes: &[u8]) -> Vec<String> {
    read(name, bytes).unwrap().document.lines.into_iter().map(|line| line.text).collect()
}

#[test]
fn the_format_is_told_by_name_and_content() {
    assert_eq!(texts("a.txt", b"<!-- saved --> <!DOCTYPE html><p>Hello"), ["Hello"]);
    assert_eq!(texts("a.html", b"Hello <b>you</b>"), ["Hello you"]);
    assert_eq!(texts("a.md", b"# Hello"), ["Hello"]);
    assert_eq!(texts("a.txt", b"*Hello*"), ["*Hello*"]);
    assert_eq!(texts("", b"Hello"), ["Hello"]);
    assert_eq!(texts("Dr. Lin on sleep", b"Hello"), ["Hello"]);
    assert_eq!(texts("old.doc", b"<html><body>Hello</body></html>"), ["Hello"]);
    let utf16: Vec<u8> = "\u{feff}<html><p>腎俞".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(texts("page.txt", &utf16), ["腎俞"]);
    let input = read("a.md", b"---\ntitle: x\n---\ntext").unwrap();
    assert_eq!(input.front_matter.as_deref(), Some("title: x\n"));
    assert_eq!(read("a.txt", b"caf\xe9").unwrap().encoding, Some("windows-1252"));
}

#[test]
fn pages_declare_their_encoding() {
    let (big5, _, _) =
        encoding_rs::BIG5.encode("<meta http-equiv=Content-Type content=\"text/html; charset=big5\"><p>謝");
    assert_eq!(texts("a.html", &big5), ["謝"]);
    assert_eq!(texts("a.html", b"<meta charset='windows-1252'><p>it\x92s"), ["it’s"]);
    assert_eq!(texts("a.html", "<meta charset=iso-8859-1><p>腎".as_bytes()), ["腎"]);
}

#[test]
fn what_cannot_be_read_is_refused_in_words() {
    let refused = |name: &str, bytes: &[u8]| read(name, bytes).unwrap_err();
    let other = |ending: &str| Refusal::UnknownFormat(ending.to_owned());
    assert_eq!(refused("a.txt", b" \r\n"), Refusal::Empty);
    assert_eq!(refused("a.pdf", b"%PDF-1.7\n%\xe2\xe3"), other("pdf"));
    assert_eq!(refused("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"), other("doc"));
    assert_eq!(refused("a.rtf", b"{\\rtf1\\ansi"), other("rtf"));
    assert_eq!(refused("a.mht", b"MIME-Version: 1.0\n"), other("mht"));
    assert_eq!(refused("a.csv", b"a,b"), other("csv"));
    assert_eq!(refused("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Refusal::Binary);
    assert_eq!(refused("a.html", b"<p></p>"), Refusal::NoText);
    for (refusal, word) in [
        (other("doc"), ".docx"),
        (other("pdf"), ".docx"),
        (other("odt"), ".docx"),
        (other("csv"), ".csv"),
        (Refusal::Damaged("x".to_owned()), "(x)"),
    ] {
        assert!(refusal.to_string().contains(word), "{refusal}");
    }
}

/// Words, with all that may stand between and before them.
fn plain_text() -> impl Strategy<Value = (String, Vec<String>)> {
    let word = "[a-z]{2,9}|[A-Z][a-z]{2,7}|[一-龥]{1,4}|BL[1-9]|[1-9][0-9]{2,3}";
    let between =
        prop::sample::select(vec![" ", " ", " ", ", ", ". ", "  ", " – ", "\t", " *", "_ ", " <", "> ", "\u{a0}"]);
    let line_end =
        prop::sample::select(vec!["\n", "\r\n", "\n\n", "\n   ", "\n\t", "\u{2028}", "\n- ", "\n• ", "\n> ", "\n### "]);
    let piece = (word, prop_oneof![9 => between, 1 => line_end]);
    prop::collection::vec(piece, 1..120).prop_map(|pieces| {
        let text = pieces.iter().map(|(word, between)| format!("{word}{between}")).collect();
        (text, pieces.into_iter().map(|(word, _)| word).collect())
    })
}

/// The words of a text.
fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What a parser shows of a line's Markdown.
fn shown(line: &Line) -> String {
    let mark = match line.form {
        Form::Heading(_) => "# ",
        Form::Bullet => "- ",
        Form::Numbered(_) => "1. ",
        _ => "",
    };
    let markdown = format!("{mark}{}", line.markdown);
    let prepared = cjk::prepare(&markdown);
    let events = reading::events(&prepared).into_iter();
    let text = events.filter_map(|(event, _)| match event {
        pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) => Some(text.to_string()),
        _ => None,
    });
    text.collect()
}

fn without_space(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_makes_it_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        ending in prop::sample::select(vec!["txt", "md", "html", "docx", "", "pdf"]),
        start in prop::sample::select(vec!["", "PK\u{3}\u{4}", "<!doctype html>", "---\n", "\u{feff}"]),
    ) {
        let _ = read(&format!("a.{ending}"), &[start.as_bytes(), &bytes].concat());
    }

    #[test]
    fn no_markup_makes_it_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td colspan=9>", "</table>", "<ul>", "<li>", "</ul>", "<a href=http://a>",
            "</a>", "word", " ", "\n", "&nbsp;", "<br>", "**", "*", "_", "`", "[", "](x)", "> ", "- ", "1. ", "|", "|---|\n", "    ",
            "腎", "：", "<!--", "-->", "<title>", "</title>", "<svg>", "<sup>", "1", "<rt>", "\n\n", "```\n", "[^1]", "[^1]: ", "\t", "=====\n",
            "<p class=MsoListParagraph>", "•", "o ", "a) ", "\\", "~~", "# ", "\u{f0b7}",
        ]), 0..60),
        ending in prop::sample::select(vec!["txt", "md", "html"]),
    ) {
        let _ = read(&format!("a.{ending}"), pieces.concat().as_bytes());
    }

    #[test]
    fn no_word_of_plain_text_is_lost((text, expected) in plain_text()) {
        let input = read("a.txt", text.as_bytes()).unwrap();
        let found: Vec<String> = input.document.lines.iter().flat_map(|line| words(&line.text)).collect();
        prop_assert_eq!(without_space(&found.concat()), expected.concat());
        // Words of Latin letters are not glued either.
        let latin = |words: &[String]| words.iter().filter(|word| word.is_ascii()).cloned().collect::<Vec<_>>();
        prop_assert_eq!(latin(&found), latin(&expected));
    }

    #[test]
    fn markdown_shows_the_words_of_its_line(text in "[ab1*_`<>\\[\\]()#+.!~&;:|\\\\{} \t=-]{1,40}|[ -~]{1,60}|[*_ a腎，「」]{1,20}") {
        for line in text::read(&text).lines {
            prop_assert_eq!(without_space(&shown(&line)), without_space(&line.text), "{:?}", line.markdown);
        }
    }

    #[test]
    fn formatted_text_shows_its_words(pieces in prop::collection::vec(
        ("[a-c *_(.：「腎\\[\\]!]{1,5}", prop::sample::select(vec!["", "b", "i", "a href='https://a.example'"])), 1..9,
    )) {
        let html: String = pieces.iter().map(|(text, tag)| match tag.split(' ').next().unwrap_or_default() {
            "" => text.clone(),
            name => format!("<{tag}>{text}</{name}>"),
        }).collect();
        for line in html::read(&html).lines {
            prop_assert_eq!(without_space(&shown(&line)), without_space(&line.text), "{:?}", line.markdown);
        }
    }
}
