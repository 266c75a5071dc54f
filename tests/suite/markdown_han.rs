//! Han text in Markdown: lost characters, emphasis, line ends, and the script that is marked.

use crate::support::{assert_woven, bare, woven_in};

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
    assert_woven(bare("language: zh-Hant\nmentions: none"), &cases);
}

/// Authors in Han text type half-width marks as often, and Latin words as often as Han.
#[test]
fn emphasis_holds_beside_half_width_marks_and_latin_words_too() {
    assert_woven(
        bare("language: zh-Hant\nmentions: none"),
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
        bare("language: zh-Hant\nmentions: none"),
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
        bare("language: zh-Hant\nmentions: none"),
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
        bare("mentions: none"),
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
    assert_woven(bare("han_script: zh-Hans\nmentions: none"), &[("太溪", "<p><span lang=\"zh-Hans\">太溪</span></p>")]);
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
            woven_in(bare(&format!("language: {language}\nmentions: none")), &format!("{own} {own} and {other} 太溪")),
            format!("<p>{own} {own} and <span lang=\"{tag}\">{other}</span> 太溪</p>"),
            "{language}"
        );
    }
}
