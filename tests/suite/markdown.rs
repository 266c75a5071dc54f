//! What authors write in Markdown, and the HTML that comes of it.

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};

use crate::html::{Piece, imbalance, scan};
use crate::support::{Site, assert_woven, bare, body_of, woven, woven_each, woven_in};

#[test]
fn tables_align_by_class() {
    let table = "| Point | Depth | Use | \n|:--|--:|:-:|\n| KI3 | `1` | *lumbar* |\n| BL23 |\n";
    insta::assert_snapshot!(woven_in(bare("mentions: none"), table), @r#"
    <div class="table" role="region" tabindex="0" aria-label="Table">
    <table>
    <thead>
    <tr><th scope="col">Point</th><th scope="col" class="right">Depth</th><th scope="col" class="center">Use</th></tr>
    </thead>
    <tbody>
    <tr><td>KI3</td><td class="right"><code>1</code></td><td class="center"><em>lumbar</em></td></tr>
    <tr><td>BL23</td><td class="right"></td><td class="center"></td></tr>
    </tbody>
    </table>
    </div>
    "#);
}

#[test]
fn footnotes_are_numbered_in_the_order_of_their_references() {
    insta::assert_snapshot!(woven("Last[^z], first[^a].\n\n[^a]: Of *a*.\n[^z]: Of z.\n\n    More of z.\n[^never]: Not referred to."), @r##"
    <p>Last<sup class="footnote-reference"><a id="fnref:1" href="#fn:1" role="doc-noteref">1</a></sup>, first<sup class="footnote-reference"><a id="fnref:2" href="#fn:2" role="doc-noteref">2</a></sup>.</p>
    <section class="footnotes" role="doc-endnotes" aria-labelledby="footnotes"><h2 id="footnotes">Footnotes</h2>
    <ol>
    <li id="fn:1"><p>Of z.</p>
    <p>More of z.</p><p class="footnote-back"><a href="#fnref:1" role="doc-backlink" aria-label="Back to the text, footnote 1">↩</a> </p></li>
    <li id="fn:2"><p>Of <em>a</em>.</p><p class="footnote-back"><a href="#fnref:2" role="doc-backlink" aria-label="Back to the text, footnote 2">↩</a> </p></li>
    </ol></section>
    "##);
}

#[test]
fn a_footnote_leads_back_to_each_of_its_references() {
    insta::assert_snapshot!(woven("Once[^a], twice[^a].\n\n[^a]: A."), @r##"
    <p>Once<sup class="footnote-reference"><a id="fnref:1" href="#fn:1" role="doc-noteref">1</a></sup>, twice<sup class="footnote-reference"><a id="fnref:1.2" href="#fn:1" role="doc-noteref">1</a></sup>.</p>
    <section class="footnotes" role="doc-endnotes" aria-labelledby="footnotes"><h2 id="footnotes">Footnotes</h2>
    <ol>
    <li id="fn:1"><p>A.</p><p class="footnote-back"><a href="#fnref:1" role="doc-backlink" aria-label="Back to the text, footnote 1">↩</a> <a href="#fnref:1.2" role="doc-backlink" aria-label="Back to the text, footnote 1">↩</a> </p></li>
    </ol></section>
    "##);
}

#[test]
fn a_reference_to_no_footnote_stays_as_written() {
    assert_eq!(woven("See[^nothing]."), "<p>See[^nothing].</p>");
}

#[test]
fn a_footnote_that_only_an_unused_one_refers_to_is_left_out() {
    assert_eq!(woven("Text.\n\n[^unused]: See[^other].\n\n[^other]: Other."), "<p>Text.</p>");
}

#[test]
fn terms_are_defined() {
    insta::assert_snapshot!(woven("Cun\n: A *measure*.\n: Another.\n\nFen\n: A tenth."), @r"
    <dl>
    <dt>Cun</dt>
    <dd>A <em>measure</em>.</dd>
    <dd>Another.</dd>
    <dt>Fen</dt>
    <dd>A tenth.</dd>
    </dl>
    ");
    insta::assert_snapshot!(woven("Fen\n\n: A tenth.\n\n  More of it."), @r"
    <dl>
    <dt>Fen</dt>
    <dd><p>A tenth.</p>
    <p>More of it.</p>
    </dd>
    </dl>
    ");
}

#[test]
fn tasks_are_boxes_with_names() {
    insta::assert_snapshot!(woven("- [ ] Press\n- [x] Breathe"), @r#"
    <ul>
    <li><input type="checkbox" disabled aria-label="Open"> Press</li>
    <li><input type="checkbox" disabled checked aria-label="Done"> Breathe</li>
    </ul>
    "#);
}

#[test]
fn lists_keep_their_first_number() {
    insta::assert_snapshot!(woven("7. seven\n8. eight\n\n- a\n  - b\n\n1. one\n\n   two"), @r#"
    <ol start="7">
    <li>seven</li>
    <li>eight</li>
    </ol>
    <ul>
    <li>a<ul>
    <li>b</li>
    </ul>
    </li>
    </ul>
    <ol>
    <li><p>one</p>
    <p>two</p>
    </li>
    </ol>
    "#);
}

#[test]
fn alerts_have_titles() {
    let kinds = ["note", "tip", "important", "warning", "caution"];
    let texts: Vec<String> = kinds.iter().map(|kind| format!("> [!{}]\n> Text.", kind.to_uppercase())).collect();
    let found = woven_each(bare(""), &texts.iter().map(String::as_str).collect::<Vec<_>>());
    for (kind, html) in kinds.iter().zip(found) {
        let title = format!("{}{}", kind[..1].to_uppercase(), &kind[1..]);
        assert_eq!(
            html,
            format!(
                "<div class=\"alert alert-{kind}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n<p>Text.</p>\n</div>"
            )
        );
    }
}

#[test]
fn quotations_are_no_alerts() {
    assert_eq!(
        woven("> Text.\n\n> [!OTHER]\n> x"),
        "<blockquote>\n<p>Text.</p>\n</blockquote>\n<blockquote>\n<p>[!OTHER]\nx</p>\n</blockquote>"
    );
}

#[test]
fn headings_take_the_anchor_and_classes_given() {
    insta::assert_snapshot!(woven("## Where it *lies* {#place .wide .dark}\n\n### `BL23` & 腎俞\n\n## Tài Xī’s use!"), @r#"
    <h2 id="place" class="wide dark">Where it <em>lies</em></h2>
    <h3 id="bl23-腎俞"><code>BL23</code> &amp; <span lang="zh-Hant">腎俞</span></h3>
    <h2 id="tai-xis-use">Tài Xī’s use!</h2>
    "#);
}

#[test]
fn anchors_of_headings_are_unique() {
    insta::assert_snapshot!(woven("## Use\n\n## Use\n\n## Use 1\n\n## Use {#use}\n\n## ?\n\n## !"), @r#"
    <h2 id="use">Use</h2>
    <h2 id="use-1">Use</h2>
    <h2 id="use-1-1">Use 1</h2>
    <h2 id="use-2">Use</h2>
    <h2 id="section">?</h2>
    <h2 id="section-1">!</h2>
    "#);
}

#[test]
fn a_heading_may_take_the_anchor_of_a_section_of_the_page() {
    let site = Site::new().article(
        "a",
        "title: A\npoints: [BL23]\nconditions: [Insomnia]",
        "## Points\n\n## Main\n\n## Footnotes\n\n[to it](#points), [main](#main).[^1]\n\n[^1]: Note.",
    );
    site.build();
    let page = site.published("articles/a/index.html");
    for id in ["points", "points-section", "main", "main-section", "footnotes", "footnotes-1"] {
        assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}: {page}");
    }
    assert!(
        page.contains("<h2 id=\"points\">Points</h2>") && page.contains("<section id=\"points-section\">"),
        "{page}"
    );
    assert!(page.contains("<a class=\"skip\" href=\"#main-section\">") && page.contains("<main id=\"main-section\">"));
}

#[test]
fn the_title_is_the_only_heading_of_the_first_level() {
    assert_eq!(
        woven("# One\n\n## Two\n\n###### Six"),
        "<h2 id=\"one\">One</h2>\n<h3 id=\"two\">Two</h3>\n<h4 id=\"six\">Six</h4>"
    );
    assert_eq!(woven("## Two\n\n### Three"), "<h2 id=\"two\">Two</h2>\n<h3 id=\"three\">Three</h3>");
}

#[test]
fn code_is_highlighted_by_classes() {
    insta::assert_snapshot!(woven("```yaml\ncode: <BL23>\n```"), @r#"
    <pre class="code" tabindex="0"><code class="language-yaml"><span class="code-source code-yaml"><span class="code-string code-unquoted code-plain code-out code-yaml"><span class="code-entity code-name code-tag code-yaml">code</span></span><span class="code-punctuation code-separator code-key-value code-mapping code-yaml">:</span> <span class="code-string code-unquoted code-plain code-out code-yaml">&lt;BL23&gt;</span>
    </span></code></pre>
    "#);
}

#[test]
fn code_in_an_unknown_language_stays_plain() {
    assert_woven(
        bare(""),
        &[
            (
                "```nosuch\na < b && \"c\"\n```",
                "<pre class=\"code\" tabindex=\"0\"><code class=\"language-nosuch\">a &lt; b &amp;&amp; \"c\"\n</code></pre>",
            ),
            ("```\n**a** 太溪\n```", "<pre class=\"code\" tabindex=\"0\"><code>**a** 太溪\n</code></pre>"),
            ("    indented\n", "<pre class=\"code\" tabindex=\"0\"><code>indented\n</code></pre>"),
            (
                "```\"><script>\nx\n```",
                "<pre class=\"code\" tabindex=\"0\"><code class=\"language-&quot;&gt;&lt;script&gt;\">x\n</code></pre>",
            ),
            ("```", "<pre class=\"code\" tabindex=\"0\"><code></code></pre>"),
        ],
    );
}

/// The classes of a highlighted block end before the next block begins, and its text is the author's.
#[test]
fn highlighted_code_keeps_its_text() {
    let code = "fn main() {\n    // <太溪> & \"腎俞\"\n    let x = 'a';\n";
    let html = woven(&format!("```rust\n{code}```\n\nAfter."));
    assert_eq!(imbalance(&html), None);
    let block = html.split("</pre>").next().unwrap();
    let text: String = scan(block)
        .unwrap()
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(text),
            _ => None,
        })
        .collect();
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    assert_eq!(text.replace("&amp;", "&"), code);
    assert!(html.contains("<span class=\"code-") && !html.contains("style="), "{html}");
}

/// An article whose sections are all there to be placed.
fn article(body: &str) -> Site {
    bare("rules: {unknown-mark: warning}").article(
        "a",
        "title: A\nconditions: [Insomnia]\norgans: [Kidney]\npatterns: [Blood Deficiency]\nprinciples: [Warm.]\npoints: [BL23]\n\
         treatments: [{method: moxibustion, points: [CV4]}]\nsources: [Book]",
        body,
    )
}

#[test]
fn marks_place_the_sections() {
    let site = article("Before.\n\n{{ points() }}\n\nBetween.\n\n{{organs}}\n{{ nothing here }}\n\n{{ sources( ) }}");
    site.build();
    insta::assert_snapshot!(body_of(&site, "articles/a/index.html"), @r"
    <p>Before.</p>
    [points]
    <p>Between.</p>
    <p>{{organs}}
    {{ nothing here }}</p>
    [sources]
    ");
}

#[test]
fn sections_not_placed_follow_in_their_order() {
    let order = |body: &str| {
        let site = article(body).file(
            "themes/default/templates/article.html",
            "<main>{% for name in rest %}{{ name }} {% endfor %}</main>",
        );
        site.build();
        body_of(&site, "articles/a/index.html")
    };
    assert_eq!(order("Text."), "patterns points organs principles treatments sources");
    assert_eq!(order("{{ points() }}\n\nText.\n\n{{ organs() }}"), "patterns principles treatments sources");
}

#[test]
fn marks_that_name_no_section_are_reported() {
    let site = article("{{ pattern() }}\n\n{{ points() }}\n\nText.\n\n{{ points() }}\n\n{{ frobnicate() }}");
    assert_eq!(
        site.findings_of("unknown-mark"),
        [
            "content/articles/a.md:11:1 there is no section `pattern`",
            "content/articles/a.md:17:1 the section `points` is placed twice",
            "content/articles/a.md:19:1 there is no section `frobnicate`",
        ]
    );
    site.build();
    assert_eq!(body_of(&site, "articles/a/index.html"), "[points]\n<p>Text.</p>");
}

#[test]
fn marks_inside_other_blocks_are_reported() {
    for body in [
        "- {{ points() }}\n\n  more",
        "> {{ points() }}",
        "> [!NOTE]\n> {{ points() }}",
        "- {{ points() }}\n- more",
        "Term\n: {{ points() }}",
    ] {
        let site = article(body);
        let found = site.findings_of("unknown-mark");
        assert_eq!(found.len(), 1, "{body}: {found:?}");
        assert!(found[0].ends_with("the section `points` cannot stand here"), "{found:?}");
        site.build();
        assert!(!site.published("articles/a/index.html").contains("{{"), "{body}");
    }
}

#[test]
fn marks_in_code_are_code() {
    let site = article("`{{ points() }}`\n\n```\n{{ points() }}\n```");
    assert_eq!(site.findings_of("unknown-mark"), Vec::<String>::new());
    site.build();
    insta::assert_snapshot!(body_of(&site, "articles/a/index.html"), @r#"
    <p><code>{{ points() }}</code></p>
    <pre class="code" tabindex="0"><code>{{ points() }}
    </code></pre>
    "#);
}

const RAW: &str =
    "A <b>bold</b> word.\n\n<div onclick=\"x()\">\n\n*in*\n\n</div>\n\n<!-- a comment -->\n\nB <!-- another --> b.";

#[test]
fn raw_html_is_left_out_with_a_warning() {
    assert_eq!(woven(RAW), "<p>A bold word.</p>\n<p><em>in</em></p>\n<p>B  b.</p>");
    let site = bare("").file("content/text.md", format!("---\ntitle: Text\n---\n{RAW}\n"));
    assert_eq!(
        site.findings_of("raw-html"),
        [
            "content/text.md:4:3 raw HTML is left out",
            "content/text.md:6:1 raw HTML is left out",
            "content/text.md:10:1 raw HTML is left out",
        ]
    );
}

#[test]
fn raw_html_behind_a_block_of_it_is_reported_too() {
    let site = bare("")
        .file("content/text.md", "---\ntitle: Text\n---\n<hr>\n\nA <b>word</b>.\n\n- <i>tight</i>\n- <u>list</u>\n");
    let lines: Vec<String> =
        site.findings_of("raw-html").iter().map(|found| found.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(lines, ["content/text.md:4:1", "content/text.md:6:3", "content/text.md:8:3", "content/text.md:9:3"]);
}

#[test]
fn raw_html_between_comments_is_reported() {
    let site = bare("").file("content/text.md", "---\ntitle: Text\n---\n<!-- a --> <b>x</b> <!-- b -->\n");
    assert_eq!(site.findings_of("raw-html").len(), 1);
}

#[test]
fn raw_html_is_kept_where_authors_are_trusted() {
    let html = woven_in(bare("markdown: {raw_html: true}"), RAW);
    assert_eq!(
        html,
        "<p>A <b>bold</b> word.</p>\n<div onclick=\"x()\">\n<p><em>in</em></p>\n</div>\n<!-- a comment -->\n<p>B <!-- another --> b.</p>"
    );
}

#[test]
fn nothing_that_runs_code_is_published() {
    let texts = [
        "<script>alert(1)</script>",
        "a <script>alert(1)</script> b",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<style>body{}</style>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](<\u{200b}javascript:alert(1)>)",
        "[x](vbscript:x)",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x][r]\n\n[r]: javascript:alert(1)",
        "[[javascript:alert(1)]]",
        "[[x|<script>alert(1)</script>]]",
        "## A {#\"onclick=alert(1)}",
        "## A {.\"onclick=alert(1)}",
        "```\"onclick=alert(1)\nx\n```",
        "[x](https://example.org/\"onclick=\"alert(1))",
        "![\"onerror=\"alert(1)](https://example.org/a.png)",
        "[x](https://example.org '\"onclick=\"alert(1)')",
        "[^\"onclick=]\n\n[^\"onclick=]: <script>x</script>",
    ];
    let site = bare("rules: {broken-link: note, raw-html: allow}");
    for (text, html) in texts.iter().zip(woven_each(site, &texts)) {
        for piece in scan(&html).unwrap_or_else(|error| panic!("{text}: {error}\n{html}")) {
            let Piece::Open { name, attributes, .. } = piece else { continue };
            assert!(!matches!(name, "script" | "style" | "svg" | "iframe"), "{text}: {html}");
            for (attribute, value) in attributes {
                assert!(!attribute.starts_with("on") && attribute != "style", "{text}: {html}");
                let address = value.to_ascii_lowercase();
                let is_link = matches!(attribute, "href" | "src");
                let runs = ["javascript:", "data:", "vbscript:"].iter().any(|scheme| address.contains(scheme));
                assert!(!(is_link && runs), "{text}: {html}");
            }
        }
    }
}

#[test]
fn markup_is_balanced_whatever_is_nested() {
    let texts = [
        "![*a ![b](c) d* e](f)",
        "![[x ![b](c) y](d) z](e)",
        "[![a](b) *c ![d](e) f*](g)",
        "> - a\n>   > b\n> [^1]: c\n> - d",
        "[^1]: > [^1]",
        "a[^1]\n\n[^1]: b[^1]\n\n    [^2]: c",
        "| a | b |\n|---|\n| c",
        "Term\n: > a\n  - b\n: | a |\n  |---|",
        "- [ ] \n- [x] > a\n\n\n1) b",
        "**a *b** c*",
        "# a *b\n# c* d",
        "[[a|b *c]] d*",
        "~~a **b~~ c**",
        "> [!NOTE]\n> > [!TIP]\n> a",
        "[a[^1] b](https://example.org/)\n\n[^1]: Note.",
        "[[BL23|a [[KI3]] b]] [a [[KI3]] b](https://example.org/) [<https://a.b>](https://example.org/)",
    ];
    for (text, html) in texts.iter().zip(woven_each(bare("rules: {broken-link: note, missing-alt: allow}"), &texts)) {
        assert_eq!(imbalance(&html), None, "{text}\n{html}");
    }
}

/// Pieces that mean something to Markdown or to Acupress, to be thrown together.
const PIECES: &[&str] = &[
    "*",
    "**",
    "_",
    "__",
    "~~",
    "`",
    "```",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "[[",
    "]]",
    "|",
    "\n",
    "\n\n",
    "\n> ",
    "\n- ",
    "\n1. ",
    "\n# ",
    "\n\n    ",
    "\n: ",
    "[^1]",
    "\n[^1]: ",
    "[^2]",
    "\n[^2]: ",
    "{{ points() }}",
    "\n\n{{ points() }}\n\n",
    "{#a}",
    "{.b}",
    "<",
    ">",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "&",
    "&amp;",
    "&#0;",
    "\\",
    "\"",
    "'",
    "---",
    "===",
    "\n|-|-|\n",
    "| a | b |",
    "> [!NOTE]\n",
    "[ ]",
    "[x]",
    "a",
    "b c",
    "KI3",
    "BL23 Shen Shu ()",
    "腎俞",
    "太溪",
    "：",
    "「",
    "」",
    "，",
    "（",
    "）",
    "é",
    "\u{301}",
    "\u{200b}",
    "\t",
    "  \n",
    "#",
    "x.md",
    "https://example.org/",
    "javascript:",
    "![a](b.png)",
    "[a](https://example.org/)",
    "[[KI3]]",
    "[^1] ",
    "*a*",
    "**腎**",
    "<https://a.b>",
    "\u{1F33F}",
];

/// Under this configuration nothing that Markdown may hold keeps a site from being built.
const LENIENT: &str = "base_url: https://example.org/\n\
    rules: {broken-link: note, broken-anchor: note, ambiguous-name: note, unknown-point: note, unknown-mark: note}\n";

/// What is wrong with the first of these texts that makes a bad page, with the text; each becomes an article.
fn wrong_with(texts: &[String]) -> Option<(String, String)> {
    let mut site = Site::bare().file("acupress.yaml", LENIENT);
    for (index, text) in texts.iter().enumerate() {
        site = site.article(&format!("a{index}"), &format!("title: A {index}\npoints: [BL23]"), text);
    }
    let run = site.run(&["build", "--quiet"]);
    if run.code != 0 {
        let told = || (texts[0].clone(), run.stderr.clone());
        return if texts.len() == 1 {
            Some(told())
        } else {
            texts.iter().find_map(|text| wrong_with(std::slice::from_ref(text)))
        };
    }
    texts.iter().enumerate().find_map(|(index, text)| {
        let page = site.published(&format!("articles/a{index}/index.html"));
        let filler = page.contains('\u{FDD0}').then(|| "the parser's filler".to_owned());
        Some((text.clone(), imbalance(&page).or(filler)?))
    })
}

/// Takes pieces away from a text for as long as something is wrong with it.
fn smallest(mut pieces: Vec<&str>) -> String {
    let mut index = 0;
    while index < pieces.len() {
        let mut fewer = pieces.clone();
        fewer.remove(index);
        match wrong_with(&[fewer.concat()]) {
            Some(_) => (pieces, index) = (fewer, 0),
            None => index += 1,
        }
    }
    pieces.concat()
}

/// Whatever is thrown together, the build ends without a panic and the markup of every page is balanced.
///
/// The random numbers are always the same ones. One build takes many texts, so the library's own search for a
/// smaller text that fails would be slow; ours takes one text by itself.
#[test]
fn whatever_is_thrown_together_gives_balanced_pages() {
    let config =
        ProptestConfig { cases: 6, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let text = prop::collection::vec(prop::sample::select(PIECES), 0..40);
    let run = TestRunner::new_with_rng(config, random).run(&prop::collection::vec(text, 100), |texts| {
        let joined: Vec<String> = texts.iter().map(|pieces| pieces.concat()).collect();
        let Some((text, wrong)) = wrong_with(&joined) else { return Ok(()) };
        let place = joined.iter().position(|joined| *joined == text).unwrap();
        let smallest = smallest(texts[place].clone());
        Err(TestCaseError::fail(format!("{smallest:?}\n{wrong}")))
    });
    if let Err(TestError::Fail(reason, _)) = run {
        panic!("{}", reason.message());
    }
}
