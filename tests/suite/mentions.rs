//! Mentions in prose: which of them become links, how an author steers them, and what is told of them.

use serde_json::Value;

use crate::support::{Site, bare, text_of, woven_each, woven_in};

/// What a reader finds in some HTML of a page one folder deep: links as `[words](address)`, from the site's root.
fn read(html: &str) -> String {
    text_of(html).replace("](../", "](")
}

/// A library under the bare theme that links every mention.
fn all() -> Site {
    bare("mentions: all")
}

/// Asserts what a reader finds of each text, each on a plain page of its own.
#[track_caller]
fn assert_read(site: Site, cases: &[(&str, &str)]) {
    let texts: Vec<&str> = cases.iter().map(|(text, _)| *text).collect();
    let found: Vec<String> = woven_each(site, &texts).iter().map(|html| read(html)).collect();
    let wrong: Vec<String> = cases
        .iter()
        .zip(&found)
        .filter(|((_, wanted), found)| wanted != &found.as_str())
        .map(|((text, wanted), found)| format!("{text}\n   wanted {wanted}\n   found  {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Asserts that a reader finds each text without any link.
#[track_caller]
fn assert_unlinked(site: Site, texts: &[&str]) {
    let cases: Vec<(&str, &str)> = texts.iter().map(|text| (*text, *text)).collect();
    assert_read(site, &cases);
}

impl Site {
    /// What a reader finds in an article of the bare theme; its address is `articles/text/`.
    #[track_caller]
    fn read_article(&self, front_matter: &str, body: &str) -> String {
        self.write("content/articles/text.md", format!("---\n{}\n---\n{body}\n", front_matter.trim_end()));
        self.build();
        read(self.main_of("articles/text/index.html").trim_start_matches("<main>")).replace("](../", "](")
    }

    /// The lines of the audit without their file.
    #[track_caller]
    fn audit(&self) -> String {
        let run = self.run(&["mentions", "--quiet"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        run.stdout.lines().map(|line| line.split_once(':').unwrap().1).collect::<Vec<_>>().join("\n")
    }

    /// The exported mentions, each as `from → to, section: sentence`.
    #[track_caller]
    fn mentions(&self) -> Vec<String> {
        let library = self.library();
        let relations = library["relations"].as_array().unwrap().iter();
        relations
            .filter(|relation| relation["type"] == "mentions")
            .map(|relation| {
                let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
                let provenance = &relation["provenance"];
                format!(
                    "{} → {}, {}: {}",
                    text(&relation["from"]),
                    text(&relation["to"]),
                    text(&provenance["section"]),
                    text(&provenance["sentence"])
                )
            })
            .collect()
    }

    /// The section “Mentioned in” of a page.
    #[track_caller]
    fn mentioned_in(&self, page: &str) -> String {
        let main = self.main_of(page);
        let start = main.find("<section id=\"mentioned\">").unwrap_or_else(|| panic!("not mentioned: {main}"));
        let end = start + main[start..].find("</section>").unwrap();
        text_of(&main[start..end])
    }
}

const SECTIONS: &str = "BL23, KI3, BL23.

## One

BL23, then BL23.

### Within

BL23.

## Two

KI3 and KI3.";

// Which mentions are linked.

#[test]
fn a_mention_is_a_link_of_its_own_class() {
    assert_eq!(
        woven_in(bare(""), "Press BL23, 腎俞."),
        "<p>Press <a class=\"mention\" href=\"../points/bl23/\">BL23, <span lang=\"zh-Hant\">腎俞</span></a>.</p>"
    );
}

#[test]
fn the_first_mention_of_each_section_is_linked_unless_told() {
    let wanted = "[BL23](points/bl23/), [KI3](points/ki3/), BL23.\nOne\n[BL23](points/bl23/), then BL23.\nWithin\n\
                  [BL23](points/bl23/).\nTwo\n[KI3](points/ki3/) and KI3.";
    for configuration in ["", "mentions: first-in-section"] {
        assert_eq!(read(&woven_in(bare(configuration), SECTIONS)), wanted, "{configuration}");
    }
}

#[test]
fn the_first_mention_of_the_page_is_linked_where_it_is_told() {
    assert_eq!(
        read(&woven_in(bare("mentions: first-in-page"), SECTIONS)),
        "[BL23](points/bl23/), [KI3](points/ki3/), BL23.\nOne\nBL23, then BL23.\nWithin\nBL23.\nTwo\nKI3 and KI3."
    );
}

#[test]
fn every_mention_is_linked_where_it_is_told() {
    let found = read(&woven_in(all(), SECTIONS));
    assert_eq!((found.matches("[BL23](points/bl23/)").count(), found.matches("[KI3](points/ki3/)").count()), (5, 3));
}

#[test]
fn nothing_is_linked_where_it_is_told_and_the_mentions_still_count() {
    let site = Site::new().file("acupress.yaml", "base_url: https://example.org/\nmentions: none\n").article(
        "text",
        "title: Text",
        "Rest and BL23.",
    );
    site.build();
    assert!(!site.main_of("articles/text/index.html").contains("class=\"mention\""));
    assert_eq!(site.mentions(), ["article:text → point:BL23, -: Rest and BL23."]);
    insta::assert_snapshot!(site.mentioned_in("points/bl23/index.html"), @r"
    Mentioned in
    [Text](../../articles/text/)
    Rest and BL23. [In the text](../../articles/text/)
    ");
}

/// Where nothing is linked, the page is what it would be if nobody looked for mentions.
#[test]
fn without_links_the_html_is_that_of_plain_text() {
    for (text, html) in [
        ("（腎俞、太溪）。", "<p>（<span lang=\"zh-Hant\">腎俞、太溪</span>）。</p>"),
        ("取腎俞，補腎。", "<p><span lang=\"zh-Hant\">取腎俞，補腎</span>。</p>"),
    ] {
        assert_eq!(woven_in(bare("mentions: none"), text), html, "{text}");
    }
}

/// A name that nothing decides and a look-alike leave no trace in the page.
#[test]
fn what_is_not_linked_is_plain_text() {
    assert_eq!(woven_in(all(), "在太陽下山時"), "<p><span lang=\"zh-Hant\">在太陽下山時</span></p>");
}

#[test]
fn another_choice_is_refused() {
    let site = Site::new()
        .file("acupress.yaml", "base_url: https://example.org/\nmentions: first-in-sections\n")
        .article("text", "title: Text", "Rest.");
    insta::assert_snapshot!(site.shown(), @r"
    error[invalid-configuration]: `first-in-sections` is no choice of mentions to link
     --> acupress.yaml:2:11
      |
    2 | mentions: first-in-sections
      |           ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `first-in-section`?

    1 error (`acupress explain invalid-configuration` tells more)
    ");
}

#[test]
fn a_link_of_the_author_is_the_first_mention_of_its_section() {
    assert_eq!(
        read(&woven_in(bare(""), "[[BL23]] and BL23.\n\n## One\n\n[Shenshu](/points/bl23.md) and BL23.")),
        "[BL23](points/bl23/) and BL23.\nOne\n[Shenshu](points/bl23/) and BL23."
    );
}

#[test]
fn addresses_fit_the_page_and_the_way_of_publishing() {
    let site = Site::new()
        .file("content/_index.md", "---\ntitle: Home\n---\nPress BL23.\n")
        .file("content/recipes/_index.md", "---\ntitle: Recipes\n---\nPress BL23.\n")
        .file("content/recipes/deep/soup.md", "---\ntitle: Soup\n---\nPress BL23.\n");
    site.build();
    for (page, address) in [
        ("index.html", "./points/bl23/"),
        ("recipes/index.html", "../points/bl23/"),
        ("recipes/deep/soup/index.html", "../../../points/bl23/"),
    ] {
        let link = format!("<a class=\"mention\" href=\"{address}\">BL23</a>");
        assert!(site.main_of(page).contains(&link), "{}", site.main_of(page));
    }
    assert_eq!(site.run(&["build", "--portable"]).code, 0);
    assert!(site.main_of("index.html").contains("<a class=\"mention\" href=\"./points/bl23/index.html\">BL23</a>"));
}

#[test]
fn all_blocks_of_prose_have_mentions() {
    assert_read(
        all(),
        &[
            ("> [!TIP]\n> BL23", "Tip\n[BL23](points/bl23/)"),
            ("- BL23\n- *BL23*", "[BL23](points/bl23/)\n[BL23](points/bl23/)"),
            ("BL23\n: At BL23.", "[BL23](points/bl23/) : At [BL23](points/bl23/)."),
            ("| BL23 |\n|---|\n| BL23 |", "| [BL23](points/bl23/)\n| [BL23](points/bl23/)"),
            ("*BL23*; ***BL23***", "[BL23](points/bl23/); [BL23](points/bl23/)"),
        ],
    );
    let footnote = read(&woven_in(all(), "A[^1]\n\n[^1]: At BL23."));
    assert!(footnote.contains("At [BL23](points/bl23/)."), "{footnote}");
}

// What is never touched.

#[test]
fn code_headings_links_and_pictures_are_left_alone() {
    let site = all().file("content/bl23.png", "a picture");
    let text = "## At BL23 {#at}

`BL23` and `press BL23`

```
BL23
```

    BL23

[BL23](#at) [the *point BL23* here](#at) [[BL23]] [[KI3|BL23]] <https://example.org/BL23> ![BL23](bl23.png \"BL23\")

https://example.org/BL23";
    insta::assert_snapshot!(read(&woven_in(site, text)), @r"
    At BL23
    BL23 and press BL23
    BL23
    BL23
    [BL23](#at) [the point BL23 here](#at) [BL23](points/bl23/) [BL23](points/ki3/) [https://example.org/BL23](https://example.org/BL23) ![BL23](bl23.png)
    https://example.org/BL23
    ");
}

/// A footnote that nothing refers to is on no page, and raw HTML is left out: nobody reads of these points.
#[test]
fn what_nobody_reads_makes_no_page() {
    let text = "## BL40\n\nText.\n\n<div>BL41</div>\n\n<!-- BL42 -->\n\n[^x]: At BL43.";
    let site = Site::new().article("text", "title: Text", text);
    site.build();
    assert_eq!((site.mentions(), site.pages_below("points/")), (Vec::<String>::new(), Vec::new()));
}

#[test]
fn a_page_is_not_linked_to_itself() {
    let site = Site::new()
        .file("acupress.yaml", "base_url: https://example.org/\nmentions: all\n")
        .file("content/points/bl23.md", "---\n---\nBL23, Shenshu or 腎俞 lies beside GV4.\n")
        .file(
            "content/conditions/insomnia.md",
            "---\ntitle: Insomnia\nnames: [Sleeplessness]\n---\nInsomnia is sleeplessness.\n",
        )
        .file("content/organs/kidney.md", "---\n---\nThe Kidney stores Essence. See BL23.\n");
    site.build();
    let links = |page: &str| {
        let main = site.main_of(page);
        main.matches("class=\"mention\" href=\"").count()
    };
    assert_eq!(links("points/bl23/index.html"), 1);
    assert_eq!(links("conditions/insomnia/index.html"), 0);
    assert_eq!(links("organs/kidney/index.html"), 1);
    assert_eq!(
        site.mentions(),
        [
            "organ:kidney → point:BL23, -: See BL23.",
            "point:BL23 → point:GV4, -: BL23, Shenshu or 腎俞 lies beside GV4."
        ]
    );
}

#[test]
fn what_the_front_matter_says_is_not_linked() {
    let site = Site::new().article(
        "text",
        "title: On BL23\ndescription: BL23 at once.\npoints: [{code: KI3, function: Helps BL23.}]",
        "Rest.",
    );
    site.build();
    assert!(!site.main_of("articles/text/index.html").contains("class=\"mention\""));
    assert_eq!(site.pages_below("points/"), ["points/", "points/ki3/"]);
}

#[test]
fn the_words_of_a_page_are_the_same_with_and_without_links() {
    let text = "Press **KD-3** (Tai\nXi), BL 15, 20, \\BL23 and \\\\ or C:\\BL23, \\*KI3\\*; 太谿（KI&nbsp;3）、*腎俞*。\n\n\
                | BL31-BL34 | &lt;KI3&gt; |\n|---|---|\n| Insomnia | *Ming* Men |\n";
    let words = |mode: &str| {
        let html = woven_in(bare(&format!("mentions: {mode}")), text);
        let mut words = String::new();
        for piece in html.split('<') {
            words.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
        }
        words
    };
    let plain = words("none");
    for mode in ["all", "first-in-section", "first-in-page"] {
        assert_eq!(words(mode), plain, "{mode}");
    }
}

// How points are written.

#[test]
fn a_point_is_known_by_its_codes_and_names() {
    assert_read(
        all(),
        &[
            ("KI3 KI-3, KD 3", "[KI3 KI-3](points/ki3/), [KD 3](points/ki3/)"),
            ("UB23; U.B. 23; Bladder 23", "[UB23](points/bl23/); [U.B. 23](points/bl23/); [Bladder 23](points/bl23/)"),
            ("Taixi, Tàixī; Tai Xi", "[Taixi](points/ki3/), [Tàixī](points/ki3/); [Tai Xi](points/ki3/)"),
            ("先按太谿再按太溪。", "先按[太谿](points/ki3/)再按[太溪](points/ki3/)。"),
            ("取足三里穴", "取[足三里](points/st36/)穴"),
            ("Tai Xi's place", "[Tai Xi](points/ki3/)'s place"),
        ],
    );
}

#[test]
fn a_name_and_its_code_are_one_link() {
    assert_read(
        all(),
        &[
            ("At Shenshu (BL 23).", "At [Shenshu (BL 23)](points/bl23/)."),
            ("At BL23 (Shenshu).", "At [BL23 (Shenshu)](points/bl23/)."),
            ("At Tai Xi 太谿 (KI 3).", "At [Tai Xi 太谿 (KI 3)](points/ki3/)."),
            ("At KI3 – Tai Xi (太溪).", "At [KI3 – Tai Xi (太溪)](points/ki3/)."),
            ("太谿（KI3）", "[太谿（KI3）](points/ki3/)"),
            ("太谿穴（KI3）", "[太谿穴（KI3）](points/ki3/)"),
            ("(KI3, Tai Xi)", "([KI3, Tai Xi](points/ki3/))"),
            // A link ends where the author's markup ends.
            ("At **KD-3** (Tai Xi).", "At [KD-3](points/ki3/) (Tai Xi)."),
            ("At **KD-3 (Tai Xi)**.", "At [KD-3 (Tai Xi)](points/ki3/)."),
            ("At Tai\nXi (KI3).", "At [Tai Xi (KI3)](points/ki3/)."),
            // Two points stay two.
            ("Taixi (KI3) and Shenshu (BL23)", "[Taixi (KI3)](points/ki3/) and [Shenshu (BL23)](points/bl23/)"),
            ("KI3, BL23", "[KI3](points/ki3/), [BL23](points/bl23/)"),
        ],
    );
}

#[test]
fn a_name_and_its_code_are_one_mention_across_markup() {
    let site = all().article("text", "title: Text", "At **KD-3** (Tai Xi).");
    assert_eq!(site.audit(), "4:6: KD-3 (Tai Xi) → point:KI3 (a name and its code)");
}

#[test]
fn numbers_of_a_list_take_the_letters_before_them() {
    assert_read(
        all(),
        &[
            ("At BL 15, 20 and 23.", "At [BL 15](points/bl15/), [20](points/bl20/) and [23](points/bl23/)."),
            ("At ST 9 & 10.", "At [ST 9](points/st9/) & [10](points/st10/)."),
            ("At SP 6/9.", "At [SP 6](points/sp6/)/[9](points/sp9/)."),
            ("At BL31-BL34.", "At [BL31](points/bl31/)-[BL34](points/bl34/)."),
            ("At KI 3–10.", "At [KI 3](points/ki3/)–[10](points/ki10/)."),
            ("BL 25, 20 minutes each", "[BL 25](points/bl25/), 20 minutes each"),
            ("KI 3, 3 times", "[KI 3](points/ki3/), 3 times"),
            ("PC 6, 0.5 cun", "[PC 6](points/pc6/), 0.5 cun"),
            ("LI 4, 5 and 6 weeks", "[LI 4](points/li4/), 5 and 6 weeks"),
        ],
    );
}

#[test]
fn points_within_a_range_are_mentioned_too() {
    let site = Site::new().article("text", "title: Text", "## Sacrum\n\nThe holes at BL31-BL34 are warm.");
    site.build();
    assert_eq!(site.entries("point:"), ["point:BL31", "point:BL32", "point:BL33", "point:BL34"]);
    insta::assert_snapshot!(site.mentioned_in("points/bl32/index.html"), @r"
    Mentioned in
    [Text](../../articles/text/)
    The holes at BL31-BL34 are warm. [Sacrum](../../articles/text/#sacrum)
    ");
}

#[test]
fn yintang_has_one_page_under_all_its_codes() {
    let cases = ["Yintang", "Yìntáng", "印堂", "EX-HN3", "EX-HN 3", "GV24+", "GV29", "DU 29", "M-HN-3"];
    let texts: Vec<String> = cases.iter().map(|name| format!("At {name} the brow is wide.")).collect();
    let wanted: Vec<String> =
        cases.iter().map(|name| format!("At [{name}](points/ex-hn3/) the brow is wide.")).collect();
    let pairs: Vec<(&str, &str)> =
        texts.iter().zip(&wanted).map(|(text, wanted)| (text.as_str(), wanted.as_str())).collect();
    assert_read(all(), &pairs);
}

// What only looks like a mention.

#[test]
fn look_alikes_of_codes_are_left_alone() {
    assert_unlinked(
        all(),
        &[
            "The neck hurts at C7, the back at L2, L4 and T12.",
            "She took vitamin B12 and D3.",
            "It acts on 5-HT1A and 5-HT3 receptors.",
            "The Ki-67 index fell, and so did CA 125.",
            "We chose a TE of 10 ms and a TR of 2000 ms.",
            "Come to 12 Elm St 36, or East St 36.",
            "A score of LV 12.5 and a CV of 4 %.",
            "Dr Li 4 times told Mr Du 20 stories.",
            "See page ST 12, figure GB 3 and room LU 5.",
            "Rats had a dose of BL 18.2 units.",
            "HT29 cells, PC12 cells and BL21 bacteria grew.",
        ],
    );
}

/// The end of a code is as much a boundary as its beginning.
#[test]
fn addresses_and_names_of_files_are_left_alone() {
    assert_unlinked(
        all(),
        &[
            "Write to bl23@example.org or info@bl23.org.",
            "The picture is bl23.png, the text BL23.md.",
            "It lies at www.example.org/bl23.",
            "The field is BL23_left or left_BL23.",
        ],
    );
}

#[test]
fn look_alikes_of_names_are_left_alone() {
    assert_unlinked(
        all(),
        &[
            "They climbed the Kunlun Mountains.",
            "Warm the Ming Men fire.",
            "Seeds on ear Shen Men help.",
            "The Tai Yang stage comes first.",
            "Kidney stones, Heart attacks and Liver enzymes.",
            "Her kidneys and his heart are well.",
            "今天太陽很大。",
        ],
    );
}

#[test]
fn a_point_within_the_name_of_a_formula_is_none() {
    let unlinked = [
        "Give Shao Fu Zhu Yu Tang for ten days.",
        "Ban Xia Bai Zhu Tian Ma Tang clears the head.",
        "Shào Fǔ Zhú Yū Tāng (warm) is an old decoction.",
    ];
    assert_unlinked(all(), &unlinked);
    let linked = [
        (
            "Press Tai Xi, San Yin Jiao and Yin Tang.",
            "Press [Tai Xi](points/ki3/), [San Yin Jiao](points/sp6/) and [Yin Tang](points/ex-hn3/).",
        ),
        ("Needle Shen Men Yin Tang", "Needle [Shen Men](points/ht7/) [Yin Tang](points/ex-hn3/)"),
    ];
    assert_read(all(), &linked);
}

#[test]
fn letters_that_mean_much_else_need_company() {
    assert_read(
        all(),
        &[
            ("She takes B12 and P6.", "She takes B12 and P6."),
            ("Press LI4 and P6.", "Press [LI4](points/li4/) and [P6](points/pc6/)."),
            ("Neiguan (P6)", "[Neiguan (P6)](points/pc6/)"),
        ],
    );
    let declared = all().read_article("title: Text\npoints: [PC6]", "The band sits on P6.");
    assert_eq!(declared, "The band sits on [P6](points/pc6/).");
}

/// Before 1990 many books counted the outer line of the Bladder channel otherwise.
#[test]
fn a_name_decides_between_the_old_count_and_the_new() {
    assert_read(
        all(),
        &[("At Weizhong (B54).", "At [Weizhong (B54)](points/bl40/)."), ("The pain at B54.", "The pain at B54.")],
    );
}

// Names that nothing decides.

#[test]
fn a_name_of_two_points_is_linked_only_where_something_decides() {
    assert_read(
        all(),
        &[
            ("Futu hurts.", "Futu hurts."),
            ("Futu (LI18) hurts.", "[Futu (LI18)](points/li18/) hurts."),
            ("Futu (ST 32) hurts.", "[Futu (ST 32)](points/st32/) hurts."),
            ("Futu 扶突 hurts.", "[Futu 扶突](points/li18/) hurts."),
            ("Fútù hurts, not Fútū.", "[Fútù](points/st32/) hurts, not [Fútū](points/li18/)."),
            ("Futu (LI18) hurts.\n\nFutu again.", "[Futu (LI18)](points/li18/) hurts.\n[Futu](points/li18/) again."),
            (
                "Futu (LI18) and Futu (ST32).\n\nFutu.",
                "[Futu (LI18)](points/li18/) and [Futu (ST32)](points/st32/).\nFutu.",
            ),
        ],
    );
    for (points, wanted) in [
        ("[LI18]", "[Futu](points/li18/) hurts."),
        ("[ST32]", "[Futu](points/st32/) hurts."),
        ("[LI18, ST32]", "Futu hurts."),
        ("[KI3]", "Futu hurts."),
    ] {
        let found = all().read_article(&format!("title: Text\npoints: {points}"), "Futu hurts.");
        assert_eq!(found, wanted, "{points}");
    }
}

/// The audit names both points that an old number may mean.
#[test]
fn a_number_of_the_old_count_has_two_candidates() {
    let site = Site::new().article("text", "title: Text", "The pain at B54.");
    let run = site.run(&["mentions", "--format", "json"]);
    let audited: Value = serde_json::from_str(&run.stdout).unwrap();
    let mut candidates: Vec<&str> = audited["candidates"].as_array().unwrap().iter().flat_map(Value::as_str).collect();
    candidates.sort_unstable();
    assert_eq!((candidates, &audited["target"]), (vec!["point:BL40", "point:BL54"], &Value::Null));
}

#[test]
fn an_undecided_name_is_told_with_its_candidates() {
    let site = Site::new().article("text", "title: Text", "The muscle at Futu hurts.");
    assert_eq!(
        site.findings_of("undecided-mention"),
        ["content/articles/text.md:4:15 `Futu` may be LI18 Fútū 扶突 or ST32 Fútù 伏兔"]
    );
    assert_eq!(site.audit(), "4:15: Futu ? point:LI18 or point:ST32 (several points have this name)");
    site.build();
    assert!(site.pages_below("points/").is_empty());
}

#[test]
fn an_exact_title_goes_before_the_plural_of_another() {
    let site = all()
        .file("content/conditions/burn.md", "---\ntitle: Burn\n---\n")
        .file("content/conditions/burns.md", "---\ntitle: Burns\n---\n");
    assert_read(site, &[("A burn or burns.", "A [burn](conditions/burn/) or [burns](conditions/burns/).")]);
}

// What cannot be.

#[test]
fn impossible_numbers_are_told_and_stop_nothing() {
    let site = Site::new().article("text", "title: Text", "Rest.\n\nThen LU12 and 腎俞, HT10.");
    assert_eq!(
        site.findings_of("unknown-point"),
        [
            "content/articles/text.md:6:6 there is no point `LU12`: the Lung channel has 11 points",
            "content/articles/text.md:6:19 there is no point `HT10`: the Heart channel has 9 points",
        ]
    );
    assert!(site.findings().iter().all(|finding| finding["severity"] == "warning"));
    site.build();
    assert_eq!(site.pages_below("points/"), ["points/bl23/", "points/"]);
    insta::assert_snapshot!(site.shown(), @r"
    warning[unknown-point]: there is no point `LU12`: the Lung channel has 11 points
     --> content/articles/text.md:6:6
      |
    6 | Then LU12 and 腎俞, HT10.
      |      ^^^^
      |
      = help: LU1 to LU11 exist; check the channel and the number

    warning[unknown-point]: there is no point `HT10`: the Heart channel has 9 points
     --> content/articles/text.md:6:19
      |
    6 | Then LU12 and 腎俞, HT10.
      |                     ^^^^
      |
      = help: HT1 to HT9 exist; check the channel and the number

    2 warnings (`acupress explain unknown-point` tells more)
    ");
}

#[test]
fn the_level_of_a_rule_holds_in_prose_too() {
    let site = |level: &str| {
        Site::new()
            .file("acupress.yaml", format!("base_url: https://example.org/\nrules: {{unknown-point: {level}}}\n"))
            .article("text", "title: Text", "Then LU12.")
    };
    assert_eq!(site("allow").shown(), "");
    assert_eq!(site("error").run(&["build"]).code, 1);
    assert!(site("note").shown().starts_with("note[unknown-point]"));
}

#[test]
fn a_code_beside_the_name_of_another_point_is_told_and_neither_is_linked() {
    for (text, wanted) in [
        ("At BL23 (Tai Xi).", "4:4 `BL23` is BL23 Shènshū 腎俞, and `Tai Xi` beside it is KI3 Tàixī 太谿"),
        ("At Shenshu (KI3).", "4:4 `Shenshu` is BL23 Shènshū 腎俞, and `KI3` beside it is KI3 Tàixī 太谿"),
        ("在腎俞（KI3）。", "4:2 `腎俞` is BL23 Shènshū 腎俞, and `KI3` beside it is KI3 Tàixī 太谿"),
    ] {
        let site = all().article("text", "title: Text", text);
        assert_eq!(site.findings_of("name-mismatch"), [format!("content/articles/text.md:{wanted}")]);
        assert!(site.findings().iter().all(|finding| finding["severity"] == "warning"));
        assert_eq!(site.read_article("title: Text", text), text);
    }
}

// Leaving alone.

#[test]
fn a_backslash_leaves_a_mention_alone_and_is_not_shown() {
    assert_read(
        all(),
        &[
            (r"At \BL23.", "At BL23."),
            (r"At \BL23 and BL23.", "At BL23 and [BL23](points/bl23/)."),
            (r"At \Shenshu (BL 23).", "At Shenshu (BL 23)."),
            (r"取\腎俞。", "取腎俞。"),
            (r"**\BL23**", "BL23"),
            (r"The \Kidney.", "The Kidney."),
            (r"\BL23", "BL23"),
            ("- \\太谿", "太谿"),
        ],
    );
    // The backslash is the author's own wherever nothing is left alone.
    assert_read(all(), &[(r"a \ b \Qi C:\x `\BL23`", r"a \ b \Qi C:\x \BL23")]);
    assert_eq!(woven_in(bare("mentions: none"), r"At \BL23."), "<p>At BL23.</p>");
}

/// As everywhere in Markdown, a backslash before a backslash shows one.
#[test]
fn a_backslash_before_a_backslash_shows_it() {
    let found = read(&woven_in(all(), r"At \\BL23."));
    assert!(found.starts_with(r"At \"), "{found}");
}

#[test]
fn nolink_leaves_its_names_alone_on_the_page() {
    let site = all().article("other", "title: Other", "Shen Shu is warm.");
    let front = |names: &str| format!("title: Text\nconditions: [Insomnia]\nnolink: {names}");
    let linked = [
        "[Shen Shu](points/bl23/)",
        "[腎俞](points/bl23/)",
        "[BL23](points/bl23/)",
        "[insomnia](conditions/insomnia/)",
    ];
    let plain = ["Shen Shu", "腎俞", "BL23", "insomnia"];
    for (names, alone) in [
        ("[]", [false, false, false, false]),
        ("[Shen Shu]", [true, false, false, false]),
        ("shenshu", [true, false, false, false]),
        ("Shèn-shū", [true, false, false, false]),
        ("[腎俞]", [false, true, false, false]),
        ("[BL23]", [true, true, true, false]),
        ("[UB-23, Insomnia]", [true, true, true, true]),
    ] {
        let found = site.read_article(&front(names), "Shen Shu, then 腎俞, then BL23, then insomnia");
        let wanted: Vec<&str> = (0..4).map(|index| if alone[index] { plain[index] } else { linked[index] }).collect();
        assert_eq!(found, wanted.join(", then "), "{names}");
    }
    assert!(site.main_of("articles/other/index.html").contains("class=\"mention\""));
}

#[test]
fn what_is_left_alone_is_no_mention() {
    let site = Site::new().article("text", "title: Text\nnolink: [Ming Men]", r"At \BL23 and Ming Men.");
    site.build();
    assert_eq!((site.mentions(), site.pages_below("points/")), (Vec::<String>::new(), Vec::new()));
    insta::assert_snapshot!(site.audit(), @r"
    5:5: BL23 = point:BL23 (a backslash stands before it)
    5:14: Ming Men = point:GV4 (`nolink:` names it)
    ");
}

// Other entries.

#[test]
fn conditions_and_patterns_are_known_in_either_number_and_any_case() {
    let site = all()
        .file("content/conditions/insomnia.md", "---\ntitle: Insomnia\nnames: [Sleeplessness, 不寐]\n---\n")
        .file("content/conditions/flush.md", "---\ntitle: Hot Flushes\nslug: flushes\n---\n")
        .file("content/conditions/injury.md", "---\ntitle: Knee Injury\n---\n")
        .file("content/patterns/kyd.md", "---\ntitle: Kidney Yin Deficiency\n---\n");
    assert_read(
        site,
        &[
            ("INSOMNIA, insomnia", "[INSOMNIA](conditions/insomnia/), [insomnia](conditions/insomnia/)"),
            ("Her sleeplessness, 不寐.", "Her [sleeplessness](conditions/insomnia/), [不寐](conditions/insomnia/)."),
            ("a hot flush, hot flushes", "a [hot flush](conditions/flushes/), [hot flushes](conditions/flushes/)"),
            ("knee injuries", "[knee injuries](conditions/injury/)"),
            ("kidney-yin deficiency", "[kidney-yin deficiency](patterns/kyd/)"),
            ("Kidney Yin Deficiencies", "[Kidney Yin Deficiencies](patterns/kyd/)"),
            ("insomniac, Insomnia Severity Index", "insomniac, Insomnia Severity Index"),
        ],
    );
}

#[test]
fn a_pattern_with_an_everyday_name_needs_its_capital() {
    let site = all().file("content/patterns/cold.md", "---\ntitle: Cold\n---\n");
    assert_read(
        site,
        &[
            ("Then Cold enters.", "Then [Cold](patterns/cold/) enters."),
            ("He has a cold. It is cold.", "He has a cold. It is cold."),
            ("Cold showers wake you.", "Cold showers wake you."),
            ("COLD", "[COLD](patterns/cold/)"),
        ],
    );
}

#[test]
fn organs_have_capitals_and_channels_their_word() {
    assert_read(
        all(),
        &[
            ("The Kidney stores Essence.", "The [Kidney](organs/kidney/) stores Essence."),
            ("Kidneys rest.", "Kidneys rest."),
            ("The Spleen and Liver channels.", "The [Spleen](channels/spleen/) and [Liver channels](channels/liver/)."),
            ("On the Foot Taiyang channel.", "On the [Foot Taiyang channel](channels/bladder/)."),
            ("the du mai", "the [du mai](channels/governor-vessel/)"),
            ("循足太陽膀胱經。", "循[足太陽膀胱經](channels/bladder/)。"),
            ("補肝腎。", "補[肝](organs/liver/)[腎](organs/kidney/)。"),
        ],
    );
}

#[test]
fn works_are_known_by_their_titles() {
    let site = all().file(
        "content/sources/foundations.md",
        "---\ntitle: \"The Foundations of Chinese Medicine: A Text\"\n---\nA book.\n",
    );
    assert_read(
        site,
        &[
            (
                "See *The Foundations of Chinese Medicine*.",
                "See [The Foundations of Chinese Medicine](sources/foundations/).",
            ),
            ("the foundations of chinese medicine", "the foundations of chinese medicine"),
        ],
    );
}

#[test]
fn names_that_the_library_gives_are_mentions() {
    let site = all()
        .file("content/points/ki3.md", "---\nnames: [Great Ravine]\n---\n")
        .file("content/organs/heart.md", "---\nnames: [Monarch]\n---\n")
        .file("content/channels/bladder.md", "---\nnames: [Back River]\n---\n");
    assert_read(
        site,
        &[
            ("The Great Ravine lies low.", "The [Great Ravine](points/ki3/) lies low."),
            ("Great Ravine (KI3)", "[Great Ravine (KI3)](points/ki3/)"),
            ("The Monarch is calm.", "The [Monarch](organs/heart/) is calm."),
            ("Along the Back River.", "Along the [Back River](channels/bladder/)."),
        ],
    );
}

#[test]
fn titles_of_articles_and_pages_and_drafts_are_no_names() {
    let site = all()
        .article("evenings", "title: Quiet Evenings", "Rest.")
        .file("content/about.md", "---\ntitle: Our Clinic\n---\n")
        .file("content/conditions/migraine.md", "---\ntitle: Migraine\ndraft: true\n---\n");
    assert_unlinked(site, &["Quiet Evenings at Our Clinic help against migraine."]);
}

// What comes of a mention.

#[test]
fn a_point_that_is_only_mentioned_has_a_page() {
    let site = Site::new().article("text", "title: Text", "Rest and Tai Xi, on the Kidney channel, feed the Heart.");
    site.build();
    assert_eq!(site.run(&["check"]).stderr, "");
    assert_eq!(site.pages_below("points/"), ["points/", "points/ki3/"]);
    assert_eq!(site.pages_below("channels/"), ["channels/", "channels/kidney/"]);
    assert_eq!(site.pages_below("organs/"), ["organs/heart/", "organs/"]);
    let page = site.words_of("points/ki3/index.html");
    assert!(page.contains("\nMentioned in\n[Text](../../articles/text/)\nRest and Tai Xi,"), "{page}");
}

#[test]
fn an_entry_that_is_only_mentioned_is_no_orphan() {
    for mode in ["first-in-section", "none"] {
        let site = Site::new()
            .file("acupress.yaml", format!("base_url: https://example.org/\nmentions: {mode}\n"))
            .article("text", "title: Text", "Nights of insomnia.")
            .file("content/conditions/insomnia.md", "---\ntitle: Insomnia\n---\nLying awake.\n");
        assert_eq!(site.shown(), "", "{mode}");
    }
}

#[test]
fn each_mention_is_a_relation_with_its_section_and_sentence() {
    let site = Site::new()
        .article(
            "text",
            "title: Text\nconditions: [Insomnia]",
            "Insomnia is not rare. First \\GV4, then **KD-3** (Tai Xi).\n\n## The back {#back}\n\nRest at BL23. Then KI3,\nagain KI3!\n\n- 再按腎俞。然後休息。",
        )
        .file("content/about.md", "---\ntitle: About\n---\nWe like KI3.\n");
    site.build();
    insta::assert_snapshot!(site.mentions().join("\n"), @r"
    page:about → point:KI3, -: We like KI3.
    article:text → condition:insomnia, -: Insomnia is not rare.
    article:text → point:KI3, -: First GV4, then KD-3 (Tai Xi).
    article:text → point:BL23, The back: Rest at BL23.
    article:text → point:KI3, The back: Then KI3, again KI3!
    article:text → point:BL23, The back: 再按腎俞。
    ");
    insta::assert_snapshot!(site.mentioned_in("points/ki3/index.html"), @r"
    Mentioned in
    [About](../../about/)
    We like KI3. [In the text](../../about/)
    [Text](../../articles/text/)
    First GV4, then KD-3 (Tai Xi). [In the text](../../articles/text/)
    Then KI3, again KI3! [The back](../../articles/text/#back)
    ");
    let text = site.published("library.json");
    let line = text.lines().find(|line| line.contains("\"sentence\":\"First GV4")).unwrap();
    insta::assert_snapshot!(line.trim_end_matches(','), @r#"{"type":"mentions","from":"article:text","to":"point:KI3","provenance":{"file":"content/articles/text.md","line":5,"field":"text","sentence":"First GV4, then KD-3 (Tai Xi)."}}"#);
}
