use super::*;

fn lines(markdown: &str) -> Vec<String> {
    let show = |line: Line| {
        let form = match line.form {
            Form::Text => String::new(),
            Form::Heading(level) => format!("h{level} "),
            Form::Bullet => "* ".to_owned(),
            Form::Numbered(number) => format!("{number}. "),
            Form::Row(cells) => return cells.join(" | "),
        };
        format!("{}{form}{}", " ".repeat(line.indent as usize), line.markdown)
    };
    read(markdown).1.lines.into_iter().map(show).collect()
}

#[test]
fn blocks_become_lines() {
    let markdown = "# Title {#id}\n\nSetext *two*\n---\n\nA **bold** [link](u \"t\") ![pic](p.jpg) `code` \\*\n\n- one\n\
        - two\n    1. three\n    2. four\n\n       more\n\n> quoted\n> text\n\n```sh\nls\n```\n\n| a | b\\|c |\n|---|---|\n| *d* | e |\n\n\
        <div>html <b>x</b></div>\n\nTerm\n: Meaning\n\nNote[^1]\n\n[^1]: The note.\n";
    assert_eq!(
        lines(markdown),
        [
            "h1 Title",
            "h2 Setext *two*",
            "A **bold** [link](u \"t\") ![pic](p.jpg) `code` \\*",
            "* one",
            "* two",
            "    1. three",
            "    2. four",
            "        more",
            "> quoted",
            "> text",
            "```sh\nls\n```",
            "a | b|c",
            "d | e",
            "html **x**",
            "Term",
            "    Meaning",
            "Note[^1]",
            "[^1]: The note.",
        ]
    );
    let document = read(markdown).1;
    assert_eq!(document.lines[2].text, "A bold link pic code *");
    assert_eq!((document.lines[2].number, document.lines[2].parted), (6, true));
    assert!(!document.lines[4].parted);
    assert_eq!(document.lines[12].markdown, "| *d* | e |");
}

#[test]
fn lines_of_a_paragraph_stand_alone_unless_they_are_wrapped() {
    let markdown = "**Damp-Heat**\nRed, weeping skin.\nTongue: red. **Pulse:\nslippery**\n1986. A year\n14. May\\\nhard  \nbreaks<br>too";
    assert_eq!(
        lines(markdown),
        [
            "**Damp-Heat**",
            "Red, weeping skin.",
            "Tongue: red. **Pulse:**",
            "**slippery**",
            "1986\\. A year",
            "14\\. May",
            "hard",
            "breaks",
            "too"
        ]
    );
    let wrapped = "Tinnitus is a sound that nobody else can hear: a whistle, a hum, *the\n\
        sea*, a cricket that never stops. The old books distinguish two kinds by\n\
        touch rather than by ear. If pressing on the ear makes the noise louder,\n\
        it is of the full kind; if pressing quietens it, of the empty kind.";
    assert_eq!(lines(wrapped), [wrapped.replace('\n', " ")]);
    assert_eq!(lines("一個[很長\n的](https://a.example)連結"), ["一個[很長的](https://a.example)連結"]);
}

#[test]
fn bullets_that_markdown_does_not_know_are_items() {
    assert_eq!(
        lines("Points:\n• HT7\n• PC6\n\n（一）宣肺\n（二）健脾"),
        ["Points:", "* HT7", "* PC6", "1. 宣肺", "2. 健脾"]
    );
}

#[test]
fn front_matter_is_kept_apart() {
    let (header, document) = read("---\r\ntitle: X\r\ntags: [a]\r\n---\r\n\r\n# X\r\n");
    assert_eq!(header.as_deref(), Some("title: X\ntags: [a]\n"));
    assert_eq!(document.lines[0].number, 6);
    assert_eq!(read("---\nno header\n").0, None);
    assert_eq!(read("---\n\nText.\n\n---\n\nMore.").0, None);
    assert_eq!(read("---\n---\nText").0.as_deref(), Some(""));
}
