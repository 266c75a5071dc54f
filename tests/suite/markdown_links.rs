//! Links, wikilinks and pictures in Markdown, and where they lead.

use crate::html::{Piece, is_written_as_address, scan};
use crate::support::{Site, assert_woven, bare, body_of, woven_each};

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
