//! Citations of every style that lists of sources hold, with what they say.

use super::law::broken;
use super::{Citation, parse};

/// Blocks of a text and, indented, its fields.
const EXAMPLES: &str = include_str!("examples.txt");

/// Every example's text, and its fields as the file has them.
fn examples() -> impl Iterator<Item = (&'static str, String)> {
    EXAMPLES.trim().split("\n\n").map(|block| {
        let (text, fields) = block.split_once('\n').expect("a text and its fields");
        (text, fields.lines().map(str::trim).collect::<Vec<_>>().join("\n"))
    })
}

fn shown(citation: Option<&Citation>) -> String {
    let Some(citation) = citation else { return "no citation".to_owned() };
    let others = [
        ("publisher", &citation.publisher),
        ("year", &citation.year),
        ("edition", &citation.edition),
        ("isbn", &citation.isbn),
        ("doi", &citation.doi),
        ("url", &citation.url),
        ("pages", &citation.pages),
        ("rest", &citation.rest),
    ];
    let authors = citation.authors.iter().map(|author| format!("author {author}"));
    let title = std::iter::once(format!("title {}", citation.title));
    let others = others.iter().filter_map(|(key, value)| value.as_ref().map(|value| format!("{key} {value}")));
    authors.chain(title).chain(others).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_style_is_taken_apart() {
    assert!(examples().count() >= 60);
    for (text, expected) in examples() {
        let citation = parse(text);
        assert_eq!(shown(citation.as_ref()), expected, "{text}");
        assert_eq!(citation.and_then(|citation| broken(text, &citation)), None, "{text}");
    }
}

#[test]
fn numbers_and_bullets_change_nothing() {
    for (text, expected) in examples().filter(|(text, _)| !text.starts_with('[')) {
        for front in ["[3] ", "3. ", "12) ", "• ", "  "] {
            assert_eq!(shown(parse(&format!("{front}{text}")).as_ref()), expected, "{front}{text}");
        }
    }
}

#[test]
fn a_full_stop_at_the_end_changes_nothing() {
    for (text, expected) in examples().filter(|(_, expected)| expected != "no citation") {
        let bare = text.trim_end_matches('.');
        // The stop of an abbreviation at the end is one of its letters.
        if ["et al", "p", "ed"].iter().any(|abbreviation| bare.ends_with(abbreviation)) {
            continue;
        }
        assert_eq!(shown(parse(bare).as_ref()), expected, "{bare}");
        assert_eq!(shown(parse(&format!("{bare}.")).as_ref()), expected, "{bare}.");
    }
}

#[test]
fn titles_may_be_quoted_or_emphasised() {
    let plain = "Maciocia, Giovanni. Obstetrics and Gynecology in Chinese Medicine. Elsevier, 1998.";
    let title = "Obstetrics and Gynecology in Chinese Medicine";
    let expected = shown(parse(plain).as_ref());
    for (open, close) in
        [("*", "*"), ("_", "_"), ("**", "**"), ("\"", "\""), ("“", "”"), ("'", "'"), ("‘", "’"), ("*“", "”*")]
    {
        for text in [
            plain.replace(title, &format!("{open}{title}{close}")),
            plain.replace(&format!("{title}."), &format!("{open}{title}.{close}")),
        ] {
            assert_eq!(shown(parse(&text).as_ref()), expected, "{text}");
        }
    }
}

#[test]
fn long_texts_take_linear_time() {
    let units = [
        "Smith, J., ",
        "A by B C ",
        "((a) ",
        "[a](",
        "\"a ",
        "'a ",
        "*a ",
        "_",
        "《",
        "doi:10.1000/( ",
        "ISBN 1 ",
        "1-",
        "accessed 1 ",
        ". ",
        "? ",
        "Aa Bb, ",
        "(2nd ed.) ",
        ", 2007",
        ", Elsevier",
        "杨, ",
        "杨继洲。",
        "Jr., ",
        "J. ",
        "a) doi:10.1000/a( ) ",
        "Title – Peter Deadman ",
        "]( ",
        "et al., ",
        "p. 1, ",
        "1(1):1 ",
    ];
    for unit in units {
        let started = std::time::Instant::now();
        for start in ["", "Maciocia, G. (2015). "] {
            parse(&format!("{start}{}", unit.repeat(40_000 / unit.len())));
        }
        // Ten times what it takes, and a tenth of what the square of the length would.
        assert!(started.elapsed().as_secs() < 3, "{unit:?} took {:?}", started.elapsed());
    }
}
