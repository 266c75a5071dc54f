//! Relations: typed edges with their provenance, shown from both ends.

use crate::support::{Site, text_of};

impl Site {
    /// The exported relations of one type, as they stand in the file, one a line.
    #[track_caller]
    fn exported(&self, kind: &str) -> String {
        let start = format!("{{\"type\":\"{kind}\",");
        let text = self.published("library.json");
        let lines: Vec<&str> =
            text.lines().filter(|line| line.starts_with(&start)).map(|line| line.trim_end_matches(',')).collect();
        lines.join("\n")
    }

    /// The words of one section of a page.
    #[track_caller]
    fn section_of(&self, page: &str, id: &str) -> String {
        let main = self.main_of(page);
        let start = main.find(&format!("<section id=\"{id}\">")).unwrap_or_else(|| panic!("no section {id}: {main}"));
        let end = start + main[start..].find("</section>").unwrap();
        text_of(&main[start..end])
    }

    /// The headings of a page's sections.
    #[track_caller]
    fn sections_of(&self, page: &str) -> Vec<String> {
        let main = self.main_of(page);
        let headings = main.split("<h2").skip(1).map(|rest| rest.split('>').nth(1).unwrap().split('<').next().unwrap());
        headings.map(str::to_owned).collect()
    }
}

/// Two articles on one condition, which share a point and a pattern.
fn library() -> Site {
    Site::new()
        .article(
            "after-birth",
            r#"title: After Birth
conditions: [Postpartum Low Back Pain]
organs:
  - {name: Kidney, role: Governs the low back.}
patterns:
  - name: Kidney Qi Deficiency
    symptoms: [dull ache, weak knees]
    tongue: pale
    pulse: deep and weak
    principles: [Tonify Kidney Qi.]
  - name: Blood Deficiency
    symptoms: [soreness]
    points: [SP6]
points:
  - code: BL23
    location: beside L2
    function: Strengthens the lumbar region.
    technique: Press for a minute.
    patterns: [Kidney Qi Deficiency]
  - KI3
treatments:
  - {method: acupressure, points: [BL23, KI3], purpose: Relieve pain.}
  - {method: moxibustion, points: [BL23, CV4], purpose: Warm the Kidneys., patterns: [Kidney Qi Deficiency]}
sources:
  - {title: The Practice of Chinese Medicine, year: 2008, pages: 512–520}"#,
            "Rest in the first weeks.",
        )
        .article(
            "long-after",
            r#"title: Long After
conditions: [postpartum low back pain]
organs: [Kidney]
patterns:
  - {name: Kidney Qi Deficiency, symptoms: [tired loins], pulse: thin}
points:
  - {code: UB23, function: Warms the loins.}
sources: [The Practice of Chinese Medicine]"#,
            "Months later.",
        )
}

#[test]
fn an_article_covers_its_conditions() {
    let site = library();
    site.build();
    insta::assert_snapshot!(site.exported("covers"), @r#"
    {"type":"covers","from":"article:after-birth","to":"condition:postpartum-low-back-pain","provenance":{"file":"content/articles/after-birth.md","line":3,"field":"conditions[0]"},"article":"article:after-birth"}
    {"type":"covers","from":"article:long-after","to":"condition:postpartum-low-back-pain","provenance":{"file":"content/articles/long-after.md","line":3,"field":"conditions[0]"},"article":"article:long-after"}
    "#);
    insta::assert_snapshot!(site.section_of("conditions/postpartum-low-back-pain/index.html", "articles"), @r"
    Articles
    [After Birth](../../articles/after-birth/)
    Rest in the first weeks.
    [Long After](../../articles/long-after/)
    Months later.
    ");
    let article = site.words_of("articles/after-birth/index.html");
    assert!(
        article.contains("\n[Postpartum Low Back Pain](../../conditions/postpartum-low-back-pain/)\n"),
        "{article}"
    );
}

#[test]
fn a_condition_presents_as_patterns() {
    let site = library();
    site.build();
    insta::assert_snapshot!(site.exported("presents-as"), @r#"
    {"type":"presents-as","from":"condition:postpartum-low-back-pain","to":"pattern:blood-deficiency","provenance":{"file":"content/articles/after-birth.md","line":12,"field":"patterns[1]"},"article":"article:after-birth","symptoms":["soreness"]}
    {"type":"presents-as","from":"condition:postpartum-low-back-pain","to":"pattern:kidney-qi-deficiency","provenance":{"file":"content/articles/after-birth.md","line":7,"field":"patterns[0]"},"article":"article:after-birth","symptoms":["dull ache","weak knees"],"tongue":"pale","pulse":"deep and weak","principles":["Tonify Kidney Qi."]}
    {"type":"presents-as","from":"condition:postpartum-low-back-pain","to":"pattern:kidney-qi-deficiency","provenance":{"file":"content/articles/long-after.md","line":6,"field":"patterns[0]"},"article":"article:long-after","symptoms":["tired loins"],"pulse":"thin"}
    "#);
    insta::assert_snapshot!(site.section_of("conditions/postpartum-low-back-pain/index.html", "patterns"), @r"
    Patterns
    | Pattern | Symptoms | Tongue | Pulse | Principles | From
    | [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/) | dull ache, weak knees | pale | deep and weak | Tonify Kidney Qi. | [After Birth](../../articles/after-birth/)
    | tired loins | | thin | | [Long After](../../articles/long-after/)
    | [Blood Deficiency](../../patterns/blood-deficiency/) | soreness | | | | [After Birth](../../articles/after-birth/)
    ");
    insta::assert_snapshot!(site.section_of("patterns/kidney-qi-deficiency/index.html", "conditions"), @r"
    Underlies
    [Postpartum Low Back Pain](../../conditions/postpartum-low-back-pain/) : [After Birth](../../articles/after-birth/), [Long After](../../articles/long-after/)
    ");
    insta::assert_snapshot!(site.section_of("patterns/kidney-qi-deficiency/index.html", "symptoms"), @"
    Signs
    Symptoms:
    dull ache
    weak knees
    tired loins
    Tongue:
    pale
    Pulse:
    deep and weak
    thin
    ");
}

#[test]
fn a_point_serves_conditions_with_function_methods_patterns_and_article() {
    let site = library();
    site.build();
    insta::assert_snapshot!(site.exported("serves"), @r#"
    {"type":"serves","from":"point:SP6","to":"condition:postpartum-low-back-pain","provenance":{"file":"content/articles/after-birth.md","line":14,"field":"patterns[1]"},"article":"article:after-birth","patterns":["pattern:blood-deficiency"]}
    {"type":"serves","from":"point:BL23","to":"condition:postpartum-low-back-pain","provenance":{"file":"content/articles/after-birth.md","line":16,"field":"points[0]"},"article":"article:after-birth","function":"Strengthens the lumbar region.","methods":["acupressure","moxibustion"],"purposes":["Relieve pain.","Warm the Kidneys."],"patterns":["pattern:kidney-qi-deficiency"]}
    {"type":"serves","from":"point:BL23","to":"condition:postpartum-low-back-pain","provenance":{"file":"content/articles/long-after.md","line":8,"field":"points[0]"},"article":"article:long-after","function":"Warms the loins."}
    {"type":"serves","from":"point:KI3","to":"condition:postpartum-low-back-pain","provenance":{"file":"content/articles/after-birth.md","line":21,"field":"points[1]"},"article":"article:after-birth","methods":["acupressure"],"purposes":["Relieve pain."]}
    {"type":"serves","from":"point:CV4","to":"condition:postpartum-low-back-pain","provenance":{"file":"content/articles/after-birth.md","line":24,"field":"treatments[1]"},"article":"article:after-birth","methods":["moxibustion"],"purposes":["Warm the Kidneys."],"patterns":["pattern:kidney-qi-deficiency"]}
    "#);
    insta::assert_snapshot!(site.section_of("conditions/postpartum-low-back-pain/index.html", "points"), @"
    Treated with
    [BL23 Shènshū 腎俞](../../points/bl23/)
    2 articles
    acupressure, moxibustion
    Strengthens the lumbar region.
    Technique: Press for a minute.
    Methods: acupressure Relieve pain.
    moxibustion Warm the Kidneys.
    Patterns: [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/)
    From: [After Birth](../../articles/after-birth/)
    Warms the loins.
    From: [Long After](../../articles/long-after/)
    [KI3 Tàixī 太谿](../../points/ki3/)
    1 article
    acupressure
    Methods: acupressure Relieve pain.
    From: [After Birth](../../articles/after-birth/)
    [CV4 Guānyuán 關元](../../points/cv4/)
    1 article
    moxibustion
    Methods: moxibustion Warm the Kidneys.
    Patterns: [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/)
    From: [After Birth](../../articles/after-birth/)
    [SP6 Sānyīnjiāo 三陰交](../../points/sp6/)
    1 article
    Patterns: [Blood Deficiency](../../patterns/blood-deficiency/)
    From: [After Birth](../../articles/after-birth/)
    ");
    insta::assert_snapshot!(site.section_of("points/bl23/index.html", "conditions"), @r"
    Used for
    [Postpartum Low Back Pain](../../conditions/postpartum-low-back-pain/)
    Strengthens the lumbar region.
    Location: beside L2
    Technique: Press for a minute.
    Methods: acupressure Relieve pain.
    moxibustion Warm the Kidneys.
    Patterns: [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/)
    From: [After Birth](../../articles/after-birth/)
    Warms the loins.
    From: [Long After](../../articles/long-after/)
    ");
    insta::assert_snapshot!(site.section_of("points/cv4/index.html", "conditions"), @r"
    Used for
    [Postpartum Low Back Pain](../../conditions/postpartum-low-back-pain/)
    Methods: moxibustion Warm the Kidneys.
    Patterns: [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/)
    From: [After Birth](../../articles/after-birth/)
    ");
    insta::assert_snapshot!(site.section_of("points/sp6/index.html", "conditions"), @r"
    Used for
    [Postpartum Low Back Pain](../../conditions/postpartum-low-back-pain/)
    Patterns: [Blood Deficiency](../../patterns/blood-deficiency/)
    From: [After Birth](../../articles/after-birth/)
    ");
}

#[test]
fn a_point_addresses_patterns() {
    let site = library();
    site.build();
    insta::assert_snapshot!(site.exported("addresses"), @r#"
    {"type":"addresses","from":"point:SP6","to":"pattern:blood-deficiency","provenance":{"file":"content/articles/after-birth.md","line":14,"field":"patterns[1]"},"article":"article:after-birth"}
    {"type":"addresses","from":"point:BL23","to":"pattern:kidney-qi-deficiency","provenance":{"file":"content/articles/after-birth.md","line":16,"field":"points[0]"},"article":"article:after-birth","function":"Strengthens the lumbar region.","methods":["moxibustion"],"purposes":["Warm the Kidneys."]}
    {"type":"addresses","from":"point:CV4","to":"pattern:kidney-qi-deficiency","provenance":{"file":"content/articles/after-birth.md","line":24,"field":"treatments[1]"},"article":"article:after-birth","methods":["moxibustion"],"purposes":["Warm the Kidneys."]}
    "#);
    insta::assert_snapshot!(site.section_of("patterns/kidney-qi-deficiency/index.html", "points"), @r"
    Treated with
    [BL23 Shènshū 腎俞](../../points/bl23/)
    1 article
    moxibustion
    Strengthens the lumbar region.
    Technique: Press for a minute.
    Methods: moxibustion Warm the Kidneys.
    From: [After Birth](../../articles/after-birth/)
    [CV4 Guānyuán 關元](../../points/cv4/)
    1 article
    moxibustion
    Methods: moxibustion Warm the Kidneys.
    From: [After Birth](../../articles/after-birth/)
    ");
    insta::assert_snapshot!(site.section_of("points/bl23/index.html", "patterns"), @r"
    Patterns addressed
    [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/) :
    Strengthens the lumbar region. [After Birth](../../articles/after-birth/)
    ");
    insta::assert_snapshot!(site.section_of("points/sp6/index.html", "patterns"), @r"
    Patterns addressed
    [Blood Deficiency](../../patterns/blood-deficiency/) :
    [After Birth](../../articles/after-birth/)
    ");
}

#[test]
fn a_point_lies_on_its_channel() {
    let site = library();
    site.build();
    insta::assert_snapshot!(site.exported("lies-on"), @r#"
    {"type":"lies-on","from":"point:SP6","to":"channel:spleen","provenance":{"file":"content/articles/after-birth.md","line":14,"field":"registry"}}
    {"type":"lies-on","from":"point:BL23","to":"channel:bladder","provenance":{"file":"content/articles/after-birth.md","line":16,"field":"registry"}}
    {"type":"lies-on","from":"point:KI3","to":"channel:kidney","provenance":{"file":"content/articles/after-birth.md","line":21,"field":"registry"}}
    {"type":"lies-on","from":"point:CV4","to":"channel:conception-vessel","provenance":{"file":"content/articles/after-birth.md","line":24,"field":"registry"}}
    "#);
    let point = site.words_of("points/ki3/index.html");
    assert!(point.contains("\nChannel: [Kidney Channel 腎經](../../channels/kidney/)\n"), "{point}");
    insta::assert_snapshot!(site.section_of("channels/spleen/index.html", "points"), @r"
    Points of the channel
    Points that the library uses are marked and lead to their pages.
    SP1 Yǐnbái 隱白 Hidden White
    SP2 Dàdū 大都 Great Metropolis
    SP3 Tàibái 太白 Supreme White
    SP4 Gōngsūn 公孫 Grandfather and Grandson
    SP5 Shāngqiū 商丘 Shang Hill
    [SP6 Sānyīnjiāo 三陰交](../../points/sp6/) Three Yin Crossing · 1 condition
    SP7 Lòugǔ 漏谷 Leaking Valley
    SP8 Dìjī 地機 Earth's Mechanism
    SP9 Yīnlíngquán 陰陵泉 Yin Mound Spring
    SP10 Xuèhǎi 血海 Sea of Blood
    SP11 Jīmén 箕門 Winnower Gate
    SP12 Chōngmén 衝門 Surging Gate
    SP13 Fǔshè 府舍 Bowel Lodge
    SP14 Fùjié 腹結 Abdominal Knot
    SP15 Dàhéng 大橫 Great Horizontal
    SP16 Fù'āi 腹哀 Abdominal Lament
    SP17 Shídòu 食竇 Food Cavity
    SP18 Tiānxī 天谿 Heavenly Stream
    SP19 Xiōngxiāng 胸鄉 Chest Village
    SP20 Zhōuróng 周榮 All-Round Flourishing
    SP21 Dàbāo 大包 Great Embrace
    ");
}

#[test]
fn a_channel_marks_the_points_in_use_and_keeps_the_order_of_the_who() {
    let site = library();
    site.build();
    for (channel, letters, count, used) in [
        ("bladder", "BL", 67, vec!["BL23"]),
        ("kidney", "KI", 27, vec!["KI3"]),
        ("conception-vessel", "CV", 24, vec!["CV4"]),
    ] {
        let main = site.main_of(&format!("channels/{channel}/index.html"));
        let items: Vec<(&str, &str)> = main
            .split("<li")
            .skip(1)
            .filter_map(|item| item.split_once("<span class=\"point-code\">"))
            .map(|(before, rest)| (before, rest.split('<').next().unwrap()))
            .collect();
        let codes: Vec<&str> = items.iter().map(|(_, code)| *code).collect();
        assert_eq!(codes, (1..=count).map(|number| format!("{letters}{number}")).collect::<Vec<_>>());
        let marked: Vec<&str> =
            items.iter().filter(|(before, _)| before.contains("class=\"used\"")).map(|(_, code)| *code).collect();
        let linked: Vec<&str> =
            items.iter().filter(|(before, _)| before.contains("<a ")).map(|(_, code)| *code).collect();
        assert_eq!(marked, used);
        assert_eq!(linked, used);
    }
}

#[test]
fn extra_points_lie_on_no_channel() {
    let site = Site::new().article("nights", "title: Nights\nconditions: [Insomnia]\npoints: [EX-HN3]", "Rest.");
    site.build();
    assert_eq!(site.exported("lies-on"), "");
    assert_eq!(site.entries("channel:"), Vec::<String>::new());
    assert!(!site.words_of("points/ex-hn3/index.html").contains("Channel"));
}

#[test]
fn a_condition_and_a_pattern_involve_organs() {
    let site = library().file(
        "content/patterns/kidney-qi-deficiency.md",
        "---\ntitle: Kidney Qi Deficiency\norgans: [{name: Bladder, role: Its gate is loose.}]\n---\nText.\n",
    );
    site.build();
    insta::assert_snapshot!(site.exported("involves"), @r#"
    {"type":"involves","from":"condition:postpartum-low-back-pain","to":"organ:kidney","provenance":{"file":"content/articles/after-birth.md","line":5,"field":"organs[0]"},"article":"article:after-birth","role":"Governs the low back."}
    {"type":"involves","from":"condition:postpartum-low-back-pain","to":"organ:kidney","provenance":{"file":"content/articles/long-after.md","line":4,"field":"organs[0]"},"article":"article:long-after"}
    {"type":"involves","from":"pattern:kidney-qi-deficiency","to":"organ:bladder","provenance":{"file":"content/patterns/kidney-qi-deficiency.md","line":3,"field":"organs[0]"},"role":"Its gate is loose."}
    {"type":"involves","from":"pattern:kidney-qi-deficiency","to":"organ:kidney","provenance":{"file":"content/patterns/kidney-qi-deficiency.md","line":2,"field":"title"}}
    "#);
    insta::assert_snapshot!(site.section_of("conditions/postpartum-low-back-pain/index.html", "organs"), @r"
    Organs involved
    [Kidney 腎](../../organs/kidney/) :
    Governs the low back. [After Birth](../../articles/after-birth/)
    ");
    insta::assert_snapshot!(site.section_of("patterns/kidney-qi-deficiency/index.html", "organs"), @r"
    Organs involved
    [Bladder 膀胱](../../organs/bladder/) :
    Its gate is loose.
    [Kidney 腎](../../organs/kidney/) :
    ");
    insta::assert_snapshot!(site.section_of("organs/kidney/index.html", "conditions"), @r"
    Conditions
    [Postpartum Low Back Pain](../../conditions/postpartum-low-back-pain/) :
    Governs the low back. [After Birth](../../articles/after-birth/)
    ");
    insta::assert_snapshot!(site.section_of("organs/kidney/index.html", "patterns"), @r"
    Patterns
    [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/)
    ");
    insta::assert_snapshot!(site.section_of("organs/bladder/index.html", "patterns"), @r"
    Patterns
    [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/)
    ");
}

#[test]
fn an_entry_cites_sources() {
    let site =
        library().file("content/points/ki3.md", "---\nsources: [The Practice of Chinese Medicine]\n---\nText.\n");
    site.build();
    insta::assert_snapshot!(site.exported("cites"), @r#"
    {"type":"cites","from":"article:after-birth","to":"source:the-practice-of-chinese-medicine","provenance":{"file":"content/articles/after-birth.md","line":26,"field":"sources[0]"},"article":"article:after-birth"}
    {"type":"cites","from":"article:long-after","to":"source:the-practice-of-chinese-medicine","provenance":{"file":"content/articles/long-after.md","line":9,"field":"sources[0]"},"article":"article:long-after"}
    {"type":"cites","from":"point:KI3","to":"source:the-practice-of-chinese-medicine","provenance":{"file":"content/points/ki3.md","line":2,"field":"sources[0]"}}
    "#);
    insta::assert_snapshot!(site.section_of("sources/the-practice-of-chinese-medicine/index.html", "cited-by"), @r"
    Cited by
    [After Birth](../../articles/after-birth/) Pages 512–520
    [Long After](../../articles/long-after/)
    [KI3 Tàixī 太谿](../../points/ki3/)
    ");
    insta::assert_snapshot!(site.section_of("articles/after-birth/index.html", "sources"), @r"
    Sources
    [The Practice of Chinese Medicine](../../sources/the-practice-of-chinese-medicine/)
    2008
    Pages 512–520
    ");
    insta::assert_snapshot!(site.section_of("points/ki3/index.html", "sources"), @r"
    Sources
    [The Practice of Chinese Medicine](../../sources/the-practice-of-chinese-medicine/)
    2008
    ");
}

/// An article that mentions a point and a pattern, and an article that uses the point.
fn mentions() -> Site {
    Site::new()
        .article(
            "nights",
            "title: Nights\nconditions: [Insomnia]\npoints: [{code: HT7, function: Calms the Shen.}]",
            "Rest.",
        )
        .article(
            "walking",
            "title: Walking",
            "Walk a little. Then press [[HT7]] twice, as [Nights](nights.md) says! Rest.\n\n\
             ## In *cold* weather {#cold}\n\n\
             - Warm the wrist first.\n\
             - Press [the gate](../points/ht7.md) or [[Shenmen|the spirit's gate]]; see [[Insomnia#articles|more]].\n\n\
             先按[[神門]]。再走路。",
        )
        .file("content/points/ht7.md", "---\nlocation: At the wrist.\n---\n[[HT7]] lies at the end of the crease.\n")
}

#[test]
fn wikilinks_and_links_to_files_are_mentions_with_sentence_and_section() {
    let site = mentions();
    site.build();
    insta::assert_snapshot!(site.exported("mentions"), @r#"
    {"type":"mentions","from":"article:walking","to":"point:HT7","provenance":{"file":"content/articles/walking.md","line":4,"field":"text","sentence":"Then press HT7 twice, as Nights says!"}}
    {"type":"mentions","from":"article:walking","to":"article:nights","provenance":{"file":"content/articles/walking.md","line":4,"field":"text","sentence":"Then press HT7 twice, as Nights says!"}}
    {"type":"mentions","from":"article:walking","to":"point:HT7","provenance":{"file":"content/articles/walking.md","line":9,"field":"text","section":"In cold weather","sentence":"Press the gate or the spirit's gate; see more."}}
    {"type":"mentions","from":"article:walking","to":"condition:insomnia","provenance":{"file":"content/articles/walking.md","line":9,"field":"text","section":"In cold weather","sentence":"Press the gate or the spirit's gate; see more."}}
    {"type":"mentions","from":"article:walking","to":"point:HT7","provenance":{"file":"content/articles/walking.md","line":11,"field":"text","section":"In cold weather","sentence":"先按神門。"}}
    "#);
}

#[test]
fn mentions_are_shown_apart_from_what_is_declared() {
    let site = mentions();
    site.build();
    insta::assert_snapshot!(site.section_of("points/ht7/index.html", "mentioned"), @r"
    Mentioned in
    [Walking](../../articles/walking/)
    Then press HT7 twice, as Nights says! [In the text](../../articles/walking/)
    Press the gate or the spirit's gate; see more. [In cold weather](../../articles/walking/#cold)
    先按神門。 [In cold weather](../../articles/walking/#cold)
    ");
    insta::assert_snapshot!(site.section_of("points/ht7/index.html", "conditions"), @r"
    Used for
    [Insomnia](../../conditions/insomnia/)
    Calms the Shen.
    From: [Nights](../../articles/nights/)
    ");
    insta::assert_snapshot!(site.section_of("articles/nights/index.html", "mentioned"), @r"
    Mentioned in
    [Walking](../../articles/walking/)
    Then press HT7 twice, as Nights says! [In the text](../../articles/walking/)
    ");
    insta::assert_snapshot!(site.section_of("conditions/insomnia/index.html", "mentioned"), @r"
    Mentioned in
    [Walking](../../articles/walking/)
    Press the gate or the spirit's gate; see more. [In cold weather](../../articles/walking/#cold)
    ");
    assert_eq!(site.relations("serves"), ["point:HT7 → condition:insomnia"]);
    assert_eq!(site.sections_of("conditions/insomnia/index.html"), ["Treated with", "Articles", "Mentioned in"]);
}

#[test]
fn a_link_to_the_page_itself_is_no_mention() {
    let site = mentions();
    site.build();
    assert!(site.relations("mentions").iter().all(|mention| !mention.starts_with("point:HT7")));
}

#[test]
fn a_wikilink_means_the_point_rather_than_an_article_of_its_name() {
    let site = Site::new()
        .article("taixi", "title: Taixi\nconditions: [Low Back Pain]\npoints: [KI3]", "All about one point.")
        .article("insomnia", "title: Insomnia\nconditions: [Insomnia]", "All about one condition.")
        .article("other", "title: Other", "[[Taixi]], [[Insomnia]], [[article:Taixi]].");
    site.build();
    assert_eq!(
        site.relations("mentions"),
        ["article:other → point:KI3", "article:other → condition:insomnia", "article:other → article:taixi"]
    );
}

#[test]
fn a_broken_or_outside_link_is_no_mention() {
    let site = Site::new()
        .file("acupress.yaml", "base_url: https://example.org/\nrules: {broken-link: note}\n")
        .article("a", "title: A", "[[Nothing]] [b](b.md) [out](https://example.org/points/ht7/) `[[HT7]]`");
    site.build();
    assert_eq!(site.exported("mentions"), "");
}

#[test]
fn a_treatment_makes_a_point_serve_by_its_method() {
    let site = library();
    site.build();
    assert!(site.relations("serves").contains(&"point:CV4 → condition:postpartum-low-back-pain".to_owned()));
    let point = site.section_of("points/cv4/index.html", "conditions");
    assert!(point.contains("\nMethods: moxibustion Warm the Kidneys.\n"), "{point}");
}

#[test]
fn a_use_tells_every_pattern_that_the_article_names_with_it() {
    let site = Site::new().article(
        "nights",
        "title: Nights\n\
         conditions: [Insomnia]\n\
         patterns: [{name: Blood Deficiency, points: [SP6]}, {name: Yin Deficiency, points: [SP6, KI6]}]\n\
         points: [{code: SP6, function: Nourishes., patterns: [Damp]}]\n\
         treatments: [{method: moxibustion, points: [SP6], patterns: [Cold]}]",
        "Rest.",
    );
    site.build();
    let library = site.library();
    let relations = library["relations"].as_array().unwrap();
    let serves = relations.iter().find(|edge| edge["type"] == "serves" && edge["from"] == "point:SP6").unwrap();
    let mut patterns: Vec<&str> =
        serves["patterns"].as_array().unwrap().iter().map(|pattern| pattern.as_str().unwrap()).collect();
    patterns.sort_unstable();
    assert_eq!(patterns, ["pattern:blood-deficiency", "pattern:cold", "pattern:damp", "pattern:yin-deficiency"]);
    for (page, id) in [("points/sp6/index.html", "conditions"), ("conditions/insomnia/index.html", "points")] {
        let told = site.section_of(page, id);
        for pattern in ["blood-deficiency", "cold", "damp", "yin-deficiency"] {
            assert!(told.contains(&format!("(../../patterns/{pattern}/)")), "{pattern}: {told}");
        }
    }
}

#[test]
fn files_of_conditions_patterns_and_points_declare_relations_of_their_own() {
    let site = Site::new()
        .file(
            "content/conditions/insomnia.md",
            "---\ntitle: Insomnia\npatterns: [{name: Heart Fire, points: [HT8]}]\npoints: [HT7]\norgans: [Heart]\n---\nText.\n",
        )
        .file("content/patterns/heart-fire.md", "---\ntitle: Heart Fire\npoints: [PC8]\n---\nText.\n")
        .file("content/points/sp6.md", "---\nconditions: [Insomnia]\npatterns: [Heart Fire]\n---\nText.\n");
    site.build();
    insta::assert_snapshot!(["presents-as", "serves", "addresses", "involves"].map(|kind| site.exported(kind)).join("\n"), @r#"
    {"type":"presents-as","from":"condition:insomnia","to":"pattern:heart-fire","provenance":{"file":"content/conditions/insomnia.md","line":3,"field":"patterns[0]"}}
    {"type":"serves","from":"point:SP6","to":"condition:insomnia","provenance":{"file":"content/points/sp6.md","line":2,"field":"conditions[0]"}}
    {"type":"serves","from":"point:HT7","to":"condition:insomnia","provenance":{"file":"content/conditions/insomnia.md","line":4,"field":"points[0]"}}
    {"type":"serves","from":"point:HT8","to":"condition:insomnia","provenance":{"file":"content/conditions/insomnia.md","line":3,"field":"patterns[0]"},"patterns":["pattern:heart-fire"]}
    {"type":"addresses","from":"point:SP6","to":"pattern:heart-fire","provenance":{"file":"content/points/sp6.md","line":3,"field":"patterns[0]"}}
    {"type":"addresses","from":"point:HT8","to":"pattern:heart-fire","provenance":{"file":"content/conditions/insomnia.md","line":3,"field":"patterns[0]"}}
    {"type":"addresses","from":"point:PC8","to":"pattern:heart-fire","provenance":{"file":"content/patterns/heart-fire.md","line":3,"field":"points[0]"}}
    {"type":"involves","from":"condition:insomnia","to":"organ:heart","provenance":{"file":"content/conditions/insomnia.md","line":5,"field":"organs[0]"}}
    {"type":"involves","from":"pattern:heart-fire","to":"organ:heart","provenance":{"file":"content/patterns/heart-fire.md","line":2,"field":"title"}}
    "#);
}

#[test]
fn an_article_on_two_conditions_speaks_for_both() {
    let site = Site::new().article(
        "nights",
        "title: Nights\n\
         conditions: [Insomnia, Nightmares]\n\
         organs: [Heart]\n\
         patterns: [Heart Fire]\n\
         points: [HT7]",
        "Rest.",
    );
    site.build();
    for (kind, expected) in [
        ("covers", ["article:nights → condition:insomnia", "article:nights → condition:nightmares"]),
        ("presents-as", ["condition:insomnia → pattern:heart-fire", "condition:nightmares → pattern:heart-fire"]),
        ("serves", ["point:HT7 → condition:insomnia", "point:HT7 → condition:nightmares"]),
        ("involves", ["condition:insomnia → organ:heart", "condition:nightmares → organ:heart"]),
    ] {
        assert_eq!(site.relations(kind), expected);
    }
    insta::assert_snapshot!(site.section_of("points/ht7/index.html", "conditions"), @r"
    Used for
    [Insomnia](../../conditions/insomnia/)
    From: [Nights](../../articles/nights/)
    [Nightmares](../../conditions/nightmares/)
    From: [Nights](../../articles/nights/)
    ");
}

#[test]
fn provenance_tells_the_line_of_the_item_itself() {
    let site = Site::new().file(
        "content/articles/nights.md",
        "\u{feff}---\r\ntitle: Nights\r\n\r\n# A comment\r\nconditions:\r\n  - Insomnia\r\n  -\r\n    Nightmares\r\npoints:\r\n  - function: Calms.\r\n    code: HT7\r\n---\r\n\r\nSee\r\n[[HT7]].\r\n",
    );
    site.build();
    let library = site.library();
    let lines: Vec<String> = library["relations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|relation| {
            let provenance = &relation["provenance"];
            format!(
                "{} {} {}",
                relation["type"].as_str().unwrap(),
                relation["to"].as_str().unwrap(),
                provenance["line"]
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    covers condition:insomnia 6
    covers condition:nightmares 8
    serves condition:insomnia 11
    serves condition:nightmares 11
    lies-on channel:heart 11
    mentions point:HT7 15
    ");
}

#[test]
fn a_point_that_is_only_linked_lies_on_its_channel_by_the_text_that_links_it() {
    let site = Site::new().article("a", "title: A", "Text.").article("b", "title: B", "\nPress [[KI3]].");
    site.build();
    insta::assert_snapshot!(site.exported("lies-on"), @r#"
    {"type":"lies-on","from":"point:KI3","to":"channel:kidney","provenance":{"file":"content/articles/b.md","line":5,"field":"registry"}}
    "#);
}

#[test]
fn relations_are_the_same_from_both_ends_of_every_edge() {
    let site = library().article("walking", "title: Walking", "Press [[KI3]].");
    site.build();
    let library = site.library();
    let url = |id: &serde_json::Value| {
        let entries = library["entries"].as_array().unwrap();
        entries.iter().find(|entry| entry["id"] == *id).unwrap()["url"].as_str().unwrap().to_owned()
    };
    for relation in library["relations"].as_array().unwrap() {
        let (from, to) = (url(&relation["from"]), url(&relation["to"]));
        for (page, other) in [(&from, &to), (&to, &from)] {
            let main = site.main_of(&format!("{page}index.html"));
            assert!(main.contains(&format!("href=\"../../{other}\"")), "{relation}: {page} has no link to {other}");
        }
    }
}

#[test]
fn related_articles_are_ranked_by_what_they_share_and_say_what_it_is() {
    let site = Site::new()
        .article("one", "title: One\nconditions: [Insomnia]\npatterns: [Heart Fire]\npoints: [HT7, SP6]", "Text.")
        .article("same", "title: The same condition\nconditions: [Insomnia]", "Text.")
        .article("rare", "title: A rare point\nconditions: [Palpitations]\npoints: [HT7]", "Text.")
        .article("common-a", "title: A common point\nconditions: [Cramps]\npoints: [SP6]", "Text.")
        .article("common-b", "title: The common point again\nconditions: [Oedema]\npoints: [SP6]", "Text.")
        .article("pattern", "title: A pattern\nconditions: [Mouth Sores]\npatterns: [Heart Fire]", "Text.")
        .article("nothing", "title: Nothing\nconditions: [Hiccups]\npoints: [BL17]", "Text.");
    site.build();
    insta::assert_snapshot!(site.section_of("articles/one/index.html", "related"), @"
    Related articles
    [The same condition](../../articles/same/)
    Shares [Insomnia](../../conditions/insomnia/)
    [A pattern](../../articles/pattern/)
    Shares [Heart Fire](../../patterns/heart-fire/)
    [A rare point](../../articles/rare/)
    Shares [HT7](../../points/ht7/)
    [A common point](../../articles/common-a/)
    Shares [SP6](../../points/sp6/)
    [The common point again](../../articles/common-b/)
    Shares [SP6](../../points/sp6/)
    ");
    assert!(!site.main_of("articles/nothing/index.html").contains("id=\"related\""));
}

#[test]
fn the_more_two_articles_share_the_nearer_they_are() {
    let site = Site::new()
        .article("one", "title: One\nconditions: [Insomnia]\npoints: [HT7, SP6, PC6]\nsources: [A Book]", "Text.")
        .article("book", "title: One book\nsources: [A Book]", "Text.")
        .article("two", "title: Two points\nconditions: [Nausea]\npoints: [SP6, PC6]", "Text.")
        .article("single", "title: One point\nconditions: [Cramps]\npoints: [HT7]", "Text.")
        .article(
            "all",
            "title: Everything\nconditions: [Insomnia]\npoints: [HT7, SP6, PC6]\nsources: [A Book]",
            "Text.",
        );
    site.build();
    insta::assert_snapshot!(site.section_of("articles/one/index.html", "related"), @"
    Related articles
    [Everything](../../articles/all/)
    Shares [Insomnia](../../conditions/insomnia/), [SP6](../../points/sp6/), [HT7](../../points/ht7/)
    [Two points](../../articles/two/)
    Shares [SP6](../../points/sp6/), [PC6](../../points/pc6/)
    [One point](../../articles/single/)
    Shares [HT7](../../points/ht7/)
    [One book](../../articles/book/)
    Shares [A Book](../../sources/a-book/)
    ");
}

#[test]
fn at_most_five_articles_are_related() {
    let mut site = Site::new();
    for number in 0..8 {
        site =
            site.article(&format!("a{number}"), &format!("title: Article {number}\nconditions: [Insomnia]"), "Text.");
    }
    site.build();
    let related = site.section_of("articles/a0/index.html", "related");
    assert_eq!(related.matches("(../../articles/").count(), 5, "{related}");
}
