//! What authors write in Markdown, and the HTML that comes of it.

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};

use crate::html::{Piece, imbalance, is_written_as_address, scan};
use crate::support::Site;

/// A theme that shows nothing but the woven body, each placed section as its name in brackets.
const BARE_TEMPLATE: &str = "<main>{% for part in body %}{% if part.html %}{{ part.html | safe }}\
                             {% else %}[{{ part.section }}]\n{% endif %}{% endfor %}</main>";

/// An empty library under the bare theme, with more in its configuration.
fn bare(configuration: &str) -> Site {
    Site::bare()
        .file("acupress.yaml", format!("base_url: https://example.org/\n{configuration}\n"))
        .file("themes/default/templates/page.html", BARE_TEMPLATE)
        .file("themes/default/templates/article.html", BARE_TEMPLATE)
}

/// What a published page of the bare theme holds.
fn body_of(site: &Site, path: &str) -> String {
    site.main_of(path).trim_start_matches("<main>").trim_end().to_owned()
}

/// The HTML of a body on a page of its own.
#[track_caller]
fn woven(markdown: &str) -> String {
    woven_in(bare(""), markdown)
}

/// The HTML of a body on a page of its own in this library.
#[track_caller]
fn woven_in(site: Site, markdown: &str) -> String {
    let site = site.file("content/text.md", format!("---\ntitle: Text\n---\n{markdown}\n"));
    site.build();
    body_of(&site, "text/index.html")
}

/// The HTML of many bodies, each on a page of its own in one library.
#[track_caller]
fn woven_each(mut site: Site, texts: &[&str]) -> Vec<String> {
    for (index, text) in texts.iter().enumerate() {
        site = site.file(&format!("content/text-{index}.md"), format!("---\ntitle: Text {index}\n---\n{text}\n"));
    }
    site.build();
    (0..texts.len()).map(|index| body_of(&site, &format!("text-{index}/index.html"))).collect()
}

/// Asserts what each text becomes.
#[track_caller]
fn assert_woven(site: Site, cases: &[(&str, &str)]) {
    let texts: Vec<&str> = cases.iter().map(|(text, _)| *text).collect();
    let found = woven_each(site, &texts);
    let wrong: Vec<String> = cases
        .iter()
        .zip(&found)
        .filter(|((_, wanted), found)| wanted != &found.as_str())
        .map(|((text, wanted), found)| format!("{text}\n   wanted {wanted}\n   found  {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tables_align_by_class() {
    insta::assert_snapshot!(woven("| Point | Depth | Use | \n|:--|--:|:-:|\n| KI3 | `1` | *lumbar* |\n| BL23 |\n"), @r#"
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

/// A library to link into, in which broken links are only noted.
fn linked() -> Site {
    bare("rules: {broken-link: note, broken-anchor: note, ambiguous-name: note, unknown-point: note, missing-alt: allow}")
        .article("all", "title: All\npoints: [KI3]\nconditions: [Back Pain]", "## On the *way* {#Own_Way}\n\n## 腎俞")
        .file("content/articles/back/index.md", "---\ntitle: Back\naliases: [/old/back/]\n---\n")
        .file("content/articles/back/moxa stick.png", "png")
        .file("content/articles/_index.md", "---\ntitle: Articles\n---\n## Years\n")
        .file(
            "content/patterns/kidney-qi-deficiency.md",
            "---\ntitle: Kidney Qi Deficiency\nnames: [腎氣虛]\ntongue: pale\n---\n## Course\n",
        )
        .file("content/seasons/late summer/_index.md", "---\ntitle: Late Summer\n---\n")
        .file("content/sheets/points 1.pdf", "pdf")
        .file("content/conditions/futu.md", "---\ntitle: Same\n---\n")
        .file("content/patterns/same.md", "---\ntitle: Same\n---\n")
}

#[test]
fn wikilinks_lead_to_entries_under_any_name() {
    assert_woven(
        linked(),
        &[
            ("[[KI3]]", r#"<p><a href="../points/ki3/">KI3</a></p>"#),
            ("[[KD-3]]", r#"<p><a href="../points/ki3/">KD-3</a></p>"#),
            ("[[Tài Xī]]", r#"<p><a href="../points/ki3/">Tài Xī</a></p>"#),
            ("[[太谿]]", r#"<p><a href="../points/ki3/"><span lang="zh-Hant">太谿</span></a></p>"#),
            (
                "[[kidney-qi deficiency]]",
                r#"<p><a href="../patterns/kidney-qi-deficiency/">kidney-qi deficiency</a></p>"#,
            ),
            (
                "[[Kidney Qi Deficiency|a weak *kidney*]]",
                r#"<p><a href="../patterns/kidney-qi-deficiency/">a weak <em>kidney</em></a></p>"#,
            ),
            (
                "[[腎氣虛#Tongue|its tongue]]",
                r##"<p><a href="../patterns/kidney-qi-deficiency/#tongue">its tongue</a></p>"##,
            ),
            ("[[All#腎俞|there]]", r##"<p><a href="../articles/all/#%E8%85%8E%E4%BF%9E">there</a></p>"##),
            ("[[pattern:Same|x]]", r#"<p><a href="../patterns/same/">x</a></p>"#),
            ("[[Back Pain]]s", r#"<p><a href="../conditions/back-pain/">Back Pain</a>s</p>"#),
        ],
    );
}

#[test]
fn wikilinks_that_lead_nowhere_become_plain_text() {
    assert_woven(
        linked(),
        &[
            ("[[No Such Thing]]", "<p>No Such Thing</p>"),
            ("[[LU12|a *point*]]", "<p>a <em>point</em></p>"),
            ("[[Same]]", "<p>Same</p>"),
            ("a [[]] b", "<p>a [[]] b</p>"),
        ],
    );
    let site = linked()
        .file("content/text.md", "---\ntitle: Text\n---\n[[Kidny Qi Deficiency]] and\n[[Same]] and [[All#wey]]\n");
    assert_eq!(site.findings_of("broken-link"), ["content/text.md:4:1 nothing is called `Kidny Qi Deficiency`"]);
    assert_eq!(site.findings_of("ambiguous-name"), ["content/text.md:5:1 `Same` is the name of 2 entries"]);
    assert_eq!(site.findings_of("broken-anchor"), ["content/text.md:5:14 the page has no anchor `#wey`"]);
}

/// Obsidian's authors write the heading's own words, or the anchor that they gave it.
#[test]
fn wikilinks_find_anchors_as_written() {
    assert_woven(
        linked(),
        &[
            (
                "[[Kidney Qi Deficiency#Course|x]]",
                r##"<p><a href="../patterns/kidney-qi-deficiency/#course">x</a></p>"##,
            ),
            ("[[All#Own_Way|x]]", r##"<p><a href="../articles/all/#Own_Way">x</a></p>"##),
        ],
    );
}

#[test]
fn links_to_files_lead_to_their_pages() {
    let kidney = "../patterns/kidney-qi-deficiency/";
    let site = linked()
        .file("content/articles/deep/er/text.md", "---\ntitle: Deep\nslug: deep\n---\n[up](../../../patterns/kidney-qi-deficiency.md) [beside](../../all.md#Own_Way)\n");
    assert_woven(
        site,
        &[
            ("[x](patterns/kidney-qi-deficiency.md)", &format!(r#"<p><a href="{kidney}">x</a></p>"#)),
            ("[x](./patterns/kidney-qi-deficiency.md#course)", &format!(r##"<p><a href="{kidney}#course">x</a></p>"##)),
            ("[x](/patterns/kidney-qi-deficiency.md#tongue)", &format!(r##"<p><a href="{kidney}#tongue">x</a></p>"##)),
            ("[x](@/patterns/kidney-qi-deficiency.md)", &format!(r#"<p><a href="{kidney}">x</a></p>"#)),
            ("[x](patterns/kidney-qi-deficiency)", &format!(r#"<p><a href="{kidney}">x</a></p>"#)),
            ("[x](/patterns/kidney-qi-deficiency/)", &format!(r#"<p><a href="{kidney}">x</a></p>"#)),
            (
                "[x](articles/back/index.md \"Title & <b>\")",
                r#"<p><a href="../articles/back/" title="Title &amp; &lt;b&gt;">x</a></p>"#,
            ),
            ("[x](articles/back/)", r#"<p><a href="../articles/back/">x</a></p>"#),
            ("[x](articles/back)", r#"<p><a href="../articles/back/">x</a></p>"#),
            ("[x](articles/_index.md#years)", r##"<p><a href="../articles/#years">x</a></p>"##),
            ("[x](articles/)", r#"<p><a href="../articles/">x</a></p>"#),
            ("[x](<seasons/late summer/_index.md>)", r#"<p><a href="../seasons/late-summer/">x</a></p>"#),
            ("[x](seasons/late%20summer/)", r#"<p><a href="../seasons/late-summer/">x</a></p>"#),
            ("[x](/points/ki3/)", r#"<p><a href="../points/ki3/">x</a></p>"#),
            ("[x](/points/)", r#"<p><a href="../points/">x</a></p>"#),
            ("[x](/)", r#"<p><a href="../">x</a></p>"#),
            ("[x](/feed.xml)", r#"<p><a href="../feed.xml">x</a></p>"#),
            ("[x](<sheets/points 1.pdf>)", r#"<p><a href="../sheets/points%201.pdf">x</a></p>"#),
            ("[x](<articles/back/moxa stick.png>)", r#"<p><a href="../articles/back/moxa%20stick.png">x</a></p>"#),
            ("[x](#here)\n\n## Here", "<p><a href=\"#here\">x</a></p>\n<h2 id=\"here\">Here</h2>"),
            (
                "[x](articles/all.md#%E8%85%8E%E4%BF%9E)",
                r##"<p><a href="../articles/all/#%E8%85%8E%E4%BF%9E">x</a></p>"##,
            ),
            ("[x][ref]\n\n[ref]: articles/all.md", r#"<p><a href="../articles/all/">x</a></p>"#),
            (
                "[x](https://example.org/?a=1&b=2)",
                r#"<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener">x</a></p>"#,
            ),
            ("<a@example.org>", r#"<p><a href="mailto:a@example.org" rel="noopener">a@example.org</a></p>"#),
            ("[x](tel:+41123)", r#"<p><a href="tel:+41123" rel="noopener">x</a></p>"#),
        ],
    );
}

#[test]
fn links_out_of_the_site_are_written_as_addresses() {
    let texts = [
        "[x](<https://example.org/a b>)",
        r"[x](https://example.org/a\\b)",
        "[x](https://example.org/a|b)",
        "[x](https://example.org/100%)",
        "[x](<https://example.org/?q={a}&b=`c`>)",
        "![x](<https://example.org/a b.png>)",
        "[x](<mailto:a b@example.org>)",
    ];
    for (text, html) in texts.iter().zip(woven_each(bare(""), &texts)) {
        for piece in scan(&html).unwrap() {
            let Piece::Open { attributes, .. } = piece else { continue };
            for (name, value) in attributes {
                assert!(!matches!(name, "href" | "src") || is_written_as_address(&value), "{text}: {html}");
            }
        }
    }
}

#[test]
fn links_are_relative_to_the_page_they_stand_on() {
    let site = linked().file(
        "content/articles/deep/er/text.md",
        "---\ntitle: Deep\n---\n[up](../../../patterns/kidney-qi-deficiency.md) [beside](../../all.md#Own_Way) [home](/)\n",
    );
    site.build();
    let library = site.library();
    let deep = library["entries"].as_array().unwrap().iter().find(|entry| entry["title"] == "Deep").unwrap();
    let url = deep["url"].as_str().unwrap();
    let up = "../".repeat(url.matches('/').count());
    assert_eq!(
        body_of(&site, &format!("{url}index.html")),
        format!(
            "<p><a href=\"{up}patterns/kidney-qi-deficiency/\">up</a> <a href=\"{up}articles/all/#Own_Way\">beside</a> <a href=\"{up}\">home</a></p>"
        )
    );
}

#[test]
fn links_that_lead_nowhere_become_plain_text() {
    assert_woven(
        linked(),
        &[
            ("a [*no* such](patterns/none.md) b", "<p>a <em>no</em> such b</p>"),
            ("[x](../../etc/passwd)", "<p>x</p>"),
            ("[x](/../../etc/passwd)", "<p>x</p>"),
            ("[x](/points/lu12/)", "<p>x</p>"),
            ("[x](file:///etc/passwd)", "<p>x</p>"),
            ("[![moxa](articles/back/none.png)](none.md)", "<p></p>"),
        ],
    );
    let site = linked().file("content/text.md", "---\ntitle: Text\n---\nA [x](patterns/kidney-qi-deficency.md)\n");
    assert_eq!(
        site.findings_of("broken-link"),
        ["content/text.md:4:3 there is no file `patterns/kidney-qi-deficency.md` in the content folder"]
    );
}

#[test]
fn pictures_have_addresses_words_and_titles() {
    assert_woven(
        linked(),
        &[
            (
                "![A *warm* `stick` & 艾](<articles/back/moxa stick.png> \"A \\\"title\\\"\")",
                r#"<p><img src="../articles/back/moxa%20stick.png" alt="A warm stick &amp; 艾" title="A &quot;title&quot;" loading="lazy" decoding="async"></p>"#,
            ),
            (
                "![a\nb](/articles/back/moxa%20stick.png)",
                r#"<p><img src="../articles/back/moxa%20stick.png" alt="a b" loading="lazy" decoding="async"></p>"#,
            ),
            (
                "[![a](</articles/back/moxa stick.png>)](articles/all.md)",
                r#"<p><a href="../articles/all/"><img src="../articles/back/moxa%20stick.png" alt="a" loading="lazy" decoding="async"></a></p>"#,
            ),
            ("a ![b](none.png) c", "<p>a  c</p>"),
            ("![b](articles/all.md)", "<p></p>"),
            ("![b](javascript:x)", "<p></p>"),
        ],
    );
}

#[test]
fn a_picture_in_the_words_of_a_picture_is_words_too() {
    assert_woven(
        linked(),
        &[(
            "![*moxa ![stick](/sheets/x.png) on* the back](</articles/back/moxa stick.png>) ends",
            r#"<p><img src="../articles/back/moxa%20stick.png" alt="moxa stick on the back" loading="lazy" decoding="async"> ends</p>"#,
        )],
    );
}

#[test]
fn pictures_without_words_are_reported() {
    let site = bare("")
        .file("content/a.png", "")
        .file("content/text.md", "---\ntitle: Text\n---\nA ![](a.png)\n\n![ ](a.png)\n");
    assert_eq!(
        site.findings_of("missing-alt"),
        ["content/text.md:4:3 the picture has no words", "content/text.md:6:1 the picture has no words"]
    );
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

/// Text with escapes is shorter or longer than what the author wrote; the finding still has a place in it.
#[test]
fn lost_hanzi_are_reported_beside_escapes() {
    for text in [r"腎俞 BL23 Shen Shu () \* x", "腎俞 BL23 Shen Shu () &amp; x", "&#33136; BL23 Shen Shu ()"] {
        let site = bare("").file("content/text.md", format!("---\ntitle: Text\n---\n{text}\n"));
        let found = site.run(&["check", "--format", "json"]).stderr;
        let lines: Vec<&str> = found.lines().filter(|line| line.contains("missing-hanzi")).collect();
        assert_eq!(lines.len(), 1, "{text}: {found}");
        assert!(lines[0].contains("\"line\":4"), "{found}");
    }
}

/// A span that marks traditional characters.
fn hant(text: &str) -> String {
    format!("<span lang=\"zh-Hant\">{text}</span>")
}

#[test]
fn emphasis_holds_beside_cjk_punctuation() {
    let cases = [
        ("**注意：**孕婦", "<strong>注意：</strong>孕婦"),
        ("孕婦**「禁用」**此穴", "孕婦<strong>「禁用」</strong>此穴"),
        ("*太溪。*補腎", "<em>太溪。</em>補腎"),
        ("***注意！***孕婦", "<em><strong>注意！</strong></em>孕婦"),
        ("**甲**：**乙**", "<strong>甲</strong>：<strong>乙</strong>"),
        ("**注意：**孕婦**（禁用）**此穴", "<strong>注意：</strong>孕婦<strong>（禁用）</strong>此穴"),
        ("他說**「好」**。", "他說<strong>「好」</strong>。"),
        ("用**腎俞（BL23）**補腎", "用<strong>腎俞（BL23）</strong>補腎"),
        ("**灸**BL23**穴**", "<strong>灸</strong>BL23<strong>穴</strong>"),
        ("**太溪**補*腎*", "<strong>太溪</strong>補<em>腎</em>"),
        ("**“補腎”**的穴", "<strong>“補腎”</strong>的穴"),
        ("**補腎……**的穴", "<strong>補腎……</strong>的穴"),
        ("**補腎——**的穴", "<strong>補腎——</strong>的穴"),
        ("甲 * 乙：* 丙", "甲 * 乙：* 丙"),
        (r"\*注意：\*孕婦", "*注意：*孕婦"),
        ("`**注意：**孕婦`", "<code>**注意：**孕婦</code>"),
        ("2*3*4", "2<em>3</em>4"),
        ("**bold**ness", "<strong>bold</strong>ness"),
    ];
    let cases: Vec<(&str, String)> = cases.into_iter().map(|(text, html)| (text, format!("<p>{html}</p>"))).collect();
    let cases: Vec<(&str, &str)> = cases.iter().map(|(text, html)| (*text, html.as_str())).collect();
    // On a page in traditional characters no text is marked, so that the table stays readable.
    assert_woven(bare("language: zh-Hant"), &cases);
}

/// Authors in Han text type half-width marks as often, and Latin words as often as Han.
#[test]
fn emphasis_holds_beside_half_width_marks_and_latin_words_too() {
    assert_woven(
        bare("language: zh-Hant"),
        &[
            ("**注意:**孕婦", "<p><strong>注意:</strong>孕婦</p>"),
            ("用**腎俞(BL23)**補腎", "<p>用<strong>腎俞(BL23)</strong>補腎</p>"),
            ("**太溪（KI3）**and", "<p><strong>太溪（KI3）</strong>and</p>"),
            ("**注意：**BL23", "<p><strong>注意：</strong>BL23</p>"),
            ("~~注意：~~孕婦", "<p><del>注意：</del>孕婦</p>"),
        ],
    );
}

/// The character that helps the parser with emphasis is in no page.
#[test]
fn no_help_for_the_parser_is_published() {
    let text = "[x](https://example.org/甲*：乙) [y](#z \"：*甲\") [[：*甲]] ![：*甲](：*甲) `：*甲` <b title=\"：*甲\">\n\n\
                ```：*甲\n：*甲\n```\n\n## A {#：*甲}\n\n[^：*甲]\n\n[^：*甲]: ：*甲\n";
    let site = bare("rules: {broken-link: note, broken-anchor: note}\nmarkdown: {raw_html: true}")
        .file("content/text.md", format!("---\ntitle: Text\n---\n{text}"));
    site.build();
    for (path, bytes) in site.all_published() {
        assert!(!String::from_utf8_lossy(&bytes).contains('\u{FDD0}'), "{path}");
    }
    let findings = site.run(&["check", "--format", "json"]).stderr;
    assert!(!findings.contains('\u{FDD0}'), "{findings}");
}

#[test]
fn line_ends_between_han_characters_are_no_spaces() {
    assert_woven(
        bare("language: zh-Hant"),
        &[
            ("太溪\n補腎", "<p>太溪補腎</p>"),
            ("太溪，\n補腎", "<p>太溪，補腎</p>"),
            ("太溪\n「補腎」", "<p>太溪「補腎」</p>"),
            ("太溪\nKI3", "<p>太溪\nKI3</p>"),
            ("KI3\n太溪", "<p>KI3\n太溪</p>"),
            ("one\ntwo", "<p>one\ntwo</p>"),
            ("太溪  \n補腎", "<p>太溪<br>\n補腎</p>"),
            ("> 太溪\n> 補腎", "<blockquote>\n<p>太溪補腎</p>\n</blockquote>"),
            ("- 太溪\n  補腎", "<ul>\n<li>太溪補腎</li>\n</ul>"),
        ],
    );
}

#[test]
fn line_ends_between_han_characters_are_no_spaces_beside_markup() {
    assert_woven(
        bare("language: zh-Hant"),
        &[
            ("**太溪**\n補腎", "<p><strong>太溪</strong>補腎</p>"),
            ("太溪\n**補腎**", "<p>太溪<strong>補腎</strong></p>"),
            ("*太溪*\n**補腎**", "<p><em>太溪</em><strong>補腎</strong></p>"),
            (
                "[太溪](https://example.org/)\n補腎",
                "<p><a href=\"https://example.org/\" rel=\"noopener\">太溪</a>補腎</p>",
            ),
            ("[[太溪]]\n補腎", "<p><a href=\"../points/ki3/\">太溪</a>補腎</p>"),
            ("**KI3**\n補腎", "<p><strong>KI3</strong>\n補腎</p>"),
        ],
    );
}

#[test]
fn han_text_is_marked_with_its_script() {
    let hant = hant("腎俞");
    assert_woven(
        bare(""),
        &[
            ("KI3 太溪 is 肾俞", "<p>KI3 <span lang=\"zh-Hans\">太溪</span> is <span lang=\"zh-Hans\">肾俞</span></p>"),
            ("KI3 太溪 is 腎俞", &format!("<p>KI3 <span lang=\"zh-Hant\">太溪</span> is {hant}</p>")),
            ("太溪", "<p><span lang=\"zh-Hant\">太溪</span></p>"),
            ("腎俞 and 肾俞", &format!("<p>{hant} and <span lang=\"zh-Hans\">肾俞</span></p>")),
            ("（腎俞、太溪）。", "<p>（<span lang=\"zh-Hant\">腎俞、太溪</span>）。</p>"),
            ("`腎俞` **腎俞**", &format!("<p><code>{hant}</code> <strong>{hant}</strong></p>")),
            (
                "| 腎俞 |\n|---|\n",
                &format!(
                    "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table\">\n<table>\n<thead>\n<tr><th scope=\"col\">{hant}</th></tr>\n</thead>\n<tbody>\n</tbody>\n</table>\n</div>"
                ),
            ),
        ],
    );
    assert_woven(bare("han_script: zh-Hans"), &[("太溪", "<p><span lang=\"zh-Hans\">太溪</span></p>")]);
}

#[test]
fn a_chinese_site_marks_only_the_other_script() {
    for (language, own, other, tag) in [
        ("zh-Hant", "腎俞", "肾俞", "zh-Hans"),
        ("zh-TW", "腎俞", "肾俞", "zh-Hans"),
        ("zh-Hans", "肾俞", "腎俞", "zh-Hant"),
        ("zh-CN", "肾俞", "腎俞", "zh-Hant"),
    ] {
        assert_eq!(
            woven_in(bare(&format!("language: {language}")), &format!("{own} {own} and {other} 太溪")),
            format!("<p>{own} {own} and <span lang=\"{tag}\">{other}</span> 太溪</p>"),
            "{language}"
        );
    }
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
