use super::*;

fn lines(html: &str) -> Vec<String> {
    let show = |line: crate::import::document::Line| {
        let form = match line.form {
            Form::Text => String::new(),
            Form::Heading(level) => format!("h{level} "),
            Form::Bullet => "* ".to_owned(),
            Form::Numbered(number) => format!("{number}. "),
            Form::Row(cells) => return cells.join(" | "),
        };
        format!("{}{form}{}", " ".repeat(line.indent as usize), line.markdown)
    };
    read(html).lines.into_iter().map(show).collect()
}

#[test]
fn a_page_becomes_lines() {
    let html = "<!doctype html><html><head><title>Knee Pain</title><style>p{}</style><script>if(a<b){}</script></head>
        <body><!-- no --><h2>The <b>knee</b></h2><p>Up is\n  an <strong>effort</strong>,&nbsp;down is <i>worse</i>.
        <a href='https://a.example/x'>See</a> <a href='/y'>there</a>.<br>New line<p>Next<ul><li>One<ol start=3>
        <li>three<li value=7><p>seven</p><p>more</p></ol><li>Two</ul><dl><dt>term<dd>meaning</dl>
        <noscript>none</noscript><div hidden>hid<p>den</div><span style='display: none'>x</span>
        <img src=a.jpg alt='A [knee]'><img src='data:x' alt=filler></body></html>";
    assert_eq!(
        lines(html),
        [
            "h1 Knee Pain",
            "h2 The knee",
            "Up is an **effort**, down is *worse*. [See](https://a.example/x) there.",
            "New line",
            "Next",
            "* One",
            "    3. three",
            "    7. seven",
            "        more",
            "* Two",
            "term",
            "    meaning",
            "![A \\[knee\\]](a.jpg) filler",
        ]
    );
}

#[test]
fn no_words_are_glued_or_lost() {
    let html = "<table><tr><td>a</td><td>b</td></tr><tr><td>c<td>d</table><p>e</p><p>f</p>g<div>h</div>i\
        <select><option>j<option>k</select><button>l</button><button>m</button>BL23<sup>1</sup> x<sup>2</sup>\
        <ruby>足<rp>(</rp><rt>zú</rt><rp>)</rp></ruby><b><i>n</b>o</i></table></div>p";
    assert_eq!(
        lines(html),
        ["a | b", "c | d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "BL23¹ x²足(zú)***n**o*", "p"]
    );
}

#[test]
fn tables_of_pages_are_dissolved() {
    let html = "<table><tr><td><ul><li>Home</ul></td><td><h1>Title</h1><p>text</p>\
        <table><tr><th>Point<th>Why<tr><td>LI4<td>Wind</table></td></tr></table>";
    assert_eq!(lines(html), ["* Home", "h1 Title", "text", "Point | Why", "LI4 | Wind"]);
}

#[test]
fn word_pages_are_read() {
    let html = "<html xmlns:o='urn'><body lang=EN-US><p class=MsoTitle>Knee<o:p></o:p></p>
        <p class=MsoNormal><o:p>&nbsp;</o:p></p>
        <p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
        style='font-family:Symbol'><span style='mso-list:Ignore'>&#183;<span style='font:7.0pt \"Times\"'>&nbsp;&nbsp;
        </span></span></span><![endif]><b>Kidney</b>: governs<o:p></o:p></p>
        <p class=MsoListParagraphCxSpLast style='mso-list:l1 level2 lfo2'><span style='mso-list:Ignore'>2.<span>&nbsp;&nbsp;
        </span></span>Second<o:p></o:p></p>
        <p class=MsoListParagraph style='text-indent:-18.0pt'><span style='font-family:Symbol'>·<span
        style='font:7.0pt \"Times\"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span>Filtered</p>
        <p class=MsoNormal>1. First</p><p class=MsoNormal>2. Second</p>";
    assert_eq!(
        lines(html),
        ["h1 Knee", "* **Kidney**: governs", "    2. Second", "* Filtered", "1. First", "2. Second"]
    );
}

#[test]
fn the_title_is_used_where_nothing_says_the_same() {
    assert_eq!(
        lines("<title>Knee Pain – My Clinic</title><p><b>Hello</b><p>x"),
        ["h1 Knee Pain – My Clinic", "**Hello**", "x"]
    );
    assert_eq!(
        lines("<title>Knee Pain and Care – Clinic</title><p>Knee Pain and Care<p>x"),
        ["Knee Pain and Care", "x"]
    );
    assert_eq!(lines("<svg><title>Icon</title></svg><title>Page</title>x"), ["h1 Page", "x"]);
}

#[test]
fn xhtml_may_end_elements_at_once() {
    let html =
        "<?xml version='1.0'?><html><head><script src='x'/><title>T</title></head><body><p>a<br/>b</p></body></html>";
    assert_eq!(lines(html), ["h1 T", "a", "b"]);
}

#[test]
fn depth_and_disorder_cost_little() {
    for unit in [
        "<div>",
        "<b>",
        "<p><b>",
        "<ul><li>",
        "<table><tr><td>",
        "<a href=https://a.example>",
        "</b>",
        "<dl><dd>",
        "<svg>",
        "<font><p>",
    ] {
        let html = format!("{}word", unit.repeat(20_000));
        let started = std::time::Instant::now();
        assert_eq!(read(&html).lines.len(), 1, "{unit}");
        assert!(started.elapsed().as_secs() < 5, "{unit}");
    }
}
