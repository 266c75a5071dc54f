//! What an entry is, and under which names and addresses it is found.

use crate::support::Site;

#[test]
fn the_folder_or_kind_says_what_an_entry_is() {
    let entry = |front: &str| format!("---\n{front}\n---\nText.\n");
    let site = Site::new()
        .file("content/articles/a.md", entry("title: An Article"))
        .file("content/conditions/b.md", entry("title: A Condition"))
        .file("content/patterns/c.md", entry("title: A Pattern"))
        .file("content/points/ki3.md", entry("location: At the ankle."))
        .file("content/channels/kidney.md", entry("description: Text."))
        .file("content/organs/kidney.md", entry("functions: [Stores Essence.]"))
        .file("content/sources/d.md", entry("title: A Source"))
        .file("content/about.md", entry("title: A Page"))
        .file("content/clinic/team.md", entry("title: Another Page"))
        .file("content/clinic/e.md", entry("title: A Condition by Kind\nkind: condition"))
        .file("content/articles/f.md", entry("title: A Pattern by Kind\nkind: pattern"))
        .file("content/sp6.md", entry("kind: point"));
    site.build();
    insta::assert_snapshot!(site.entries("").join("\n"), @r"
    article:a
    condition:b
    condition:clinic/e
    pattern:articles/f
    pattern:c
    point:SP6
    point:KI3
    channel:spleen
    channel:kidney
    organ:kidney
    source:d
    page:about
    page:clinic/team
    ");
    let library = site.library();
    let urls: Vec<&str> =
        library["entries"].as_array().unwrap().iter().map(|entry| entry["url"].as_str().unwrap()).collect();
    insta::assert_snapshot!(urls.join("\n"), @r"
    articles/a/
    conditions/b/
    conditions/clinic/e/
    patterns/articles/f/
    patterns/c/
    points/sp6/
    points/ki3/
    channels/spleen/
    channels/kidney/
    organs/kidney/
    sources/d/
    about/
    clinic/team/
    ");
}

#[test]
fn a_bundle_owns_the_files_beside_it() {
    let site = Site::new()
        .file(
            "content/articles/back-pain/index.md",
            "---\ntitle: Back Pain\nimage: {src: cover.jpg, alt: A back}\n---\n\
             ![A compress](pictures/compress.jpg) and [a leaflet](leaflet.pdf)\n",
        )
        .file("content/articles/back-pain/cover.jpg", "cover")
        .file("content/articles/back-pain/pictures/compress.jpg", "compress")
        .file("content/articles/back-pain/leaflet.pdf", "leaflet")
        .article("other", "title: Other", "![The same](back-pain/cover.jpg) ![From the root](/shared/logo.png)")
        .file("content/shared/logo.png", "logo");
    site.build();
    assert_eq!(site.published("articles/back-pain/cover.jpg"), "cover");
    assert_eq!(site.published("articles/back-pain/pictures/compress.jpg"), "compress");
    assert_eq!(site.published("articles/back-pain/leaflet.pdf"), "leaflet");
    assert_eq!(site.published("shared/logo.png"), "logo");
    insta::assert_snapshot!(site.words_of("articles/back-pain/index.html"), @r"
    Back Pain
    1 minute to read
    ![A back](../../articles/back-pain/cover.jpg)
    ![A compress](../../articles/back-pain/pictures/compress.jpg) and [a leaflet](../../articles/back-pain/leaflet.pdf)
    ");
    insta::assert_snapshot!(site.words_of("articles/other/index.html"), @r"
    Other
    1 minute to read
    ![The same](../../articles/back-pain/cover.jpg) ![From the root](../../shared/logo.png)
    ");
}

#[test]
fn the_files_of_a_bundle_follow_its_slug() {
    let site = Site::new()
        .file("content/articles/2019-03 back/index.md", "---\ntitle: Back\nslug: back-pain\n---\n![A back](back.jpg)\n")
        .file("content/articles/2019-03 back/back.jpg", "back");
    site.build();
    assert_eq!(site.published("articles/back-pain/back.jpg"), "back");
    assert_eq!(site.pages_below("articles/"), ["articles/back-pain/", "articles/"]);
}

#[test]
fn a_point_may_be_a_bundle() {
    let site = Site::new()
        .article("back-pain", "title: Back Pain\nconditions: [Low Back Pain]\npoints: [BL23]", "Rest.")
        .file("content/points/bl23/index.md", "---\nimage: {src: back.jpg, alt: The back}\n---\nOn the loins.\n")
        .file("content/points/bl23/back.jpg", "back");
    assert_eq!(site.build().stderr, "");
    assert_eq!(site.published("points/bl23/back.jpg"), "back");
    assert_eq!(site.entries("point:"), ["point:BL23"]);
}

#[test]
fn a_point_with_a_file_has_its_channel_however_its_file_is_named() {
    for (path, front) in [
        ("content/points/bl23.md", "location: On the loins."),
        ("content/points/bl23/index.md", "location: On the loins."),
        ("content/points/loins.md", "code: BL23"),
        ("content/points/loins.md", "title: Shenshu"),
    ] {
        let site = Site::new().file(path, format!("---\n{front}\n---\nText.\n"));
        site.build();
        assert_eq!(site.entries("point:"), ["point:BL23"], "{path} {front}");
        assert_eq!(site.relations("lies-on"), ["point:BL23 → channel:bladder"], "{path} {front}");
    }
}

#[test]
fn folders_below_a_kind_are_parts_of_the_address() {
    let site = Site::new()
        .article("back/Low Back Pain", "title: Low Back Pain", "Rest.")
        .article("back/neck/stiff neck", "title: Stiff Neck", "Turn.")
        .file("content/patterns/deficiency/kidney-qi-deficiency.md", "---\ntitle: Kidney Qi Deficiency\n---\nText.\n")
        .article(
            "all",
            "title: All\npatterns: [Kidney Qi Deficiency]\nconditions: [Pain]",
            "[It](back/Low%20Back%20Pain.md)",
        );
    site.build();
    insta::assert_snapshot!(
        [site.pages_below("articles/back"), site.pages_below("patterns/")].concat().join("\n"),
        @r"
        articles/back/low-back-pain/
        articles/back/neck/stiff-neck/
        patterns/deficiency/kidney-qi-deficiency/
        patterns/
        "
    );
    assert_eq!(site.entries("pattern:"), ["pattern:deficiency/kidney-qi-deficiency"]);
}

#[test]
fn index_files_are_the_texts_of_home_kinds_and_folders() {
    let site = Site::new()
        .file("content/_index.md", "---\ntitle: A Small Library\ndescription: Of points.\n---\nWelcome.\n")
        .file("content/articles/_index.md", "---\ntitle: All Articles\n---\nThe newest first.\n")
        .file("content/articles/sleep/_index.md", "---\ntitle: On Sleep\ndescription: Nights.\n---\nAbout nights.\n")
        .article("sleep/insomnia", "title: Lying Awake\nconditions: [Insomnia, Nightmares]", "Rest.")
        .article("other", "title: Another", "Text.")
        .file("content/clinic/_index.md", "---\ntitle: The Clinic\n---\nWho we are.\n")
        .file("content/clinic/team.md", "---\ntitle: Team\n---\nFour people.\n");
    site.build();
    insta::assert_snapshot!(site.words_of("index.html"), @r"
    A Small Library
    Of points.
    Welcome.
    [2 Articles](./articles/)
    [2 Conditions](./conditions/)
    Conditions
    [Insomnia](./conditions/insomnia/)
    [Nightmares](./conditions/nightmares/)
    Latest articles
    [Another](./articles/other/)
    Text.
    [Lying Awake](./articles/sleep/insomnia/)
    Rest.
    ");
    insta::assert_snapshot!(site.words_of("articles/index.html"), @r"
    All Articles
    2 articles
    The newest first.
    Other
    [Another](../articles/other/)
    Text.
    [Lying Awake](../articles/sleep/insomnia/)
    Rest.
    ");
    insta::assert_snapshot!(site.words_of("articles/sleep/index.html"), @r"
    On Sleep
    Nights.
    About nights.
    [Lying Awake](../../articles/sleep/insomnia/)
    Rest.
    ");
    insta::assert_snapshot!(site.words_of("clinic/index.html"), @r"
    The Clinic
    Who we are.
    [Team](../clinic/team/)
    ");
    assert_eq!(site.entries("").len(), 5, "index files are no entries: {:?}", site.entries(""));
}

#[test]
fn an_index_file_of_a_kind_without_entries_has_its_page() {
    let site = Site::new().file("content/points/_index.md", "---\ntitle: Our Points\n---\nTo come.\n");
    site.build();
    insta::assert_snapshot!(site.words_of("points/index.html"), @r"
    Our Points
    0 points
    To come.
    ");
}

#[test]
fn names_lead_to_the_entry_that_bears_them() {
    let site = Site::new()
        .file("content/conditions/insomnia.md", "---\ntitle: Insomnia\nnames: [Sleeplessness, 失眠]\n---\nText.\n")
        .file(
            "content/patterns/heart-blood.md",
            "---\ntitle: Heart Blood Deficiency\nnames: [Xin xue xu]\n---\nText.\n",
        )
        .file("content/organs/heart.md", "---\nnames: [The Emperor]\n---\nText.\n")
        .file("content/points/ht7.md", "---\nnames: [Spirit Gate]\n---\nText.\n")
        .file(
            "content/sources/practice.md",
            "---\ntitle: The Practice of Chinese Medicine\nnames: [Practice]\n---\nText.\n",
        )
        .article(
            "nights",
            "title: Nights\n\
             conditions: [sleeplessness, 失眠, Insomnia]\n\
             organs: [The emperor]\n\
             patterns: [{name: \"Xīn xuè xū\", points: [HT7]}]\n\
             sources: [Practice]",
            "Press [[Spirit Gate]] against [[失眠]].",
        );
    assert_eq!(site.build().stderr, "");
    insta::assert_snapshot!(site.entries("").join("\n"), @r"
    article:nights
    condition:insomnia
    pattern:heart-blood
    point:HT7
    channel:heart
    organ:heart
    source:practice
    ");
    assert_eq!(site.relations("covers"), ["article:nights → condition:insomnia"]);
    assert_eq!(site.relations("mentions"), ["article:nights → point:HT7", "article:nights → condition:insomnia"]);
}

#[test]
fn a_title_goes_before_another_entry_s_second_name() {
    let site = Site::new()
        .file("content/conditions/a.md", "---\ntitle: Waking Tired\nnames: [Fatigue]\n---\nText.\n")
        .file("content/conditions/b.md", "---\ntitle: Fatigue\n---\nText.\n")
        .article("one", "title: One\nconditions: [Fatigue]", "See [[fatigue]].")
        .article("two", "title: Two\nconditions: [Waking Tired]", "Text.");
    site.build();
    assert_eq!(site.relations("covers"), ["article:one → condition:b", "article:two → condition:a"]);
    assert_eq!(site.relations("mentions"), ["article:one → condition:b"]);
}

#[test]
fn aliases_redirect() {
    let site = Site::new()
        .article("back-pain", "title: Back & Pain\naliases: [/blog/2019/back-pain/, old.html, /腰痛]", "Rest.")
        .file("content/points/bl23.md", "---\naliases: [/points/ub23/]\n---\nText.\n");
    site.build();
    for (page, target) in [
        ("blog/2019/back-pain/index.html", "../../../articles/back-pain/"),
        ("old.html", "./articles/back-pain/"),
        ("腰痛/index.html", "../articles/back-pain/"),
        ("points/ub23/index.html", "../../points/bl23/"),
    ] {
        let html = site.published(page);
        assert!(html.contains(&format!("<meta http-equiv=\"refresh\" content=\"0; url={target}\">")), "{html}");
        assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"), "{html}");
        assert!(site.words_of(page).ends_with(&format!("]({target})")), "{}", site.words_of(page));
    }
    let html = site.published("old.html");
    assert!(html.contains("<link rel=\"canonical\" href=\"https://example.org/articles/back-pain/\">"), "{html}");
    assert!(!site.published("sitemap.xml").contains("old.html"));
}

#[test]
fn drafts_are_left_out_until_they_are_asked_for() {
    let site = Site::new().article("done", "title: Done\nconditions: [Insomnia]\npoints: [HT7]", "Text.").article(
        "draft",
        "title: Draft\ndraft: true\nconditions: [Nightmares]\npoints: [PC6]\naliases: [/old/]",
        "Text.",
    );
    site.build();
    let all = ["article:done", "condition:insomnia", "point:HT7", "channel:heart"];
    assert_eq!(site.entries(""), all);
    assert!(site.all_published().into_iter().all(|(path, bytes)| {
        !path.contains("draft") && !path.contains("old") && !String::from_utf8_lossy(&bytes).contains("Nightmares")
    }));
    let run = site.run(&["build", "--drafts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    insta::assert_snapshot!(site.entries("").join("\n"), @r"
    article:done
    article:draft
    condition:insomnia
    condition:nightmares
    point:HT7
    point:PC6
    channel:heart
    channel:pericardium
    ");
    site.build();
    assert_eq!(site.entries(""), all);
}

#[test]
fn a_link_to_a_draft_is_broken_until_it_is_published() {
    let site = Site::new().article("done", "title: Done", "See [it](draft.md).").article(
        "draft",
        "title: Draft\ndraft: yes",
        "Text.",
    );
    assert_eq!(site.findings_of("broken-link"), ["content/articles/done.md:4:5 `articles/draft.md` is a draft"]);
    assert_eq!(site.run(&["check", "--drafts"]).stderr, "");
}

#[test]
fn entries_have_pages_even_where_nobody_wrote_one() {
    let site = Site::new().article(
        "back-pain",
        "title: Back Pain\n\
         conditions: [Low Back Pain]\n\
         organs: [{name: Kidney, role: Governs the loins.}]\n\
         patterns: [{name: Kidney Qi Deficiency, symptoms: [sore loins]}]\n\
         points: [{code: EX-B2, function: Relieves pain.}, BL23]\n\
         sources: [{title: The Practice of Chinese Medicine, year: 2008}]",
        "Rest.",
    );
    site.build();
    insta::assert_snapshot!(site.entries("").join("\n"), @r"
    article:back-pain
    condition:low-back-pain
    pattern:kidney-qi-deficiency
    point:BL23
    point:EX-B2
    channel:bladder
    organ:kidney
    source:the-practice-of-chinese-medicine
    ");
    insta::assert_snapshot!(site.words_of("conditions/low-back-pain/index.html"), @r"
    Low Back Pain
    Patterns
    | Pattern | Symptoms | Tongue | Pulse | Principles | From
    | [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/) | sore loins | | | | [Back Pain](../../articles/back-pain/)
    Treated with
    [BL23 Shènshū 腎俞](../../points/bl23/)
    1 article
    From: [Back Pain](../../articles/back-pain/)
    [EX-B2 Jiájǐ 夾脊](../../points/ex-b2/)
    1 article
    Relieves pain.
    From: [Back Pain](../../articles/back-pain/)
    Organs involved
    [Kidney 腎](../../organs/kidney/) :
    Governs the loins. [Back Pain](../../articles/back-pain/)
    Articles
    [Back Pain](../../articles/back-pain/)
    Rest.
    ");
    insta::assert_snapshot!(site.words_of("patterns/kidney-qi-deficiency/index.html"), @"
    Kidney Qi Deficiency
    As articles describe it
    | From | Symptoms | Tongue | Pulse | Principles | Conditions
    | [Back Pain](../../articles/back-pain/) | sore loins | | | | [Low Back Pain](../../conditions/low-back-pain/)
    Underlies
    [Low Back Pain](../../conditions/low-back-pain/) : [Back Pain](../../articles/back-pain/)
    Articles
    [Back Pain](../../articles/back-pain/)
    ");
    insta::assert_snapshot!(site.words_of("points/ex-b2/index.html"), @"
    EX-B2 Jiájǐ 夾脊 夹脊
    Flanking the Spine
    Pinyin: jiá jǐ
    Traditional: 夾脊
    Simplified: 夹脊
    Other notations: EX-B 2, Ex-B-2, M-BW-35
    Used for
    [Low Back Pain](../../conditions/low-back-pain/)
    Relieves pain.
    From: [Back Pain](../../articles/back-pain/)
    Articles
    [Back Pain](../../articles/back-pain/)
    ");
    insta::assert_snapshot!(site.words_of("organs/kidney/index.html"), @"
    Kidney 腎
    Pinyin: shèn
    Traditional: 腎
    Simplified: 肾
    Type: Zang
    Phase: Water
    Paired with: Bladder
    Conditions
    [Low Back Pain](../../conditions/low-back-pain/) :
    Governs the loins. [Back Pain](../../articles/back-pain/)
    Articles
    [Back Pain](../../articles/back-pain/)
    ");
    insta::assert_snapshot!(site.words_of("sources/the-practice-of-chinese-medicine/index.html"), @r"
    The Practice of Chinese Medicine
    Year: 2008
    Cited by
    [Back Pain](../../articles/back-pain/)
    ");
    assert!(site.words_of("channels/bladder/index.html").contains("[BL23 Shènshū 腎俞](../../points/bl23/)"));
}

#[test]
fn a_file_adds_to_the_page_of_an_entry_that_articles_name() {
    let site = Site::new()
        .article(
            "nights",
            "title: Nights\nconditions: [Insomnia]\npoints: [{code: HT7, function: Calms the Shen.}]",
            "Rest.",
        )
        .file("content/points/ht7.md", "---\nlocation: At the wrist.\n---\nPress it before bed.\n");
    site.build();
    let page = site.words_of("points/ht7/index.html");
    for words in
        ["Shénmén 神門", "At the wrist.", "Press it before bed.", "Calms the Shen.", "[Nights](../../articles/nights/)"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert_eq!(site.entries("point:"), ["point:HT7"]);
}

#[test]
fn every_way_to_write_a_point_is_the_one_entry() {
    let notations =
        ["KI3", "KD3", "KI-3", "Kid 3", "Taixi", "Tai Xi", "Tàixī", "太溪", "太谿", "Kidney 3", "KI-03 (Tai Xi)"];
    let mut site = Site::new();
    for (number, notation) in notations.iter().enumerate() {
        site = site.article(
            &format!("a{number:02}"),
            &format!("title: Article {number}\nconditions: [Low Back Pain]\npoints: [\"{notation}\"]"),
            &format!("Press [[{notation}]]."),
        );
    }
    let run = site.build();
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    assert_eq!(site.entries("point:"), ["point:KI3"]);
    assert_eq!(site.pages_below("points/"), ["points/", "points/ki3/"]);
    assert_eq!(site.relations("serves"), vec!["point:KI3 → condition:low-back-pain"; notations.len()]);
    assert_eq!(site.relations("mentions").len(), notations.len());
    assert!(site.relations("mentions").iter().all(|mention| mention.ends_with(" → point:KI3")));
}

#[test]
fn a_file_of_a_point_may_be_named_in_any_notation() {
    for path in
        ["points/ki3.md", "points/KD-3.md", "points/taixi.md", "points/太溪.md", "points/太谿.md", "points/Kidney 3.md"]
    {
        let site = Site::new()
            .article("a", "title: A\nconditions: [Low Back Pain]\npoints: [KI3]", "Text.")
            .file(&format!("content/{path}"), "---\nlocation: At the ankle.\n---\nText.\n");
        site.build();
        assert_eq!(site.entries("point:"), ["point:KI3"], "{path}");
        assert_eq!(site.pages_below("points/"), ["points/", "points/ki3/"], "{path}");
    }
}

#[test]
fn conditions_patterns_and_organs_are_blind_to_case_and_diacritics() {
    let site = Site::new()
        .article("a", "title: A\nconditions: [Ménière’s Disease]\npatterns: [Shèn qì xū]\norgans: [Kidney]", "Text.")
        .article(
            "b",
            "title: B\nconditions: [\"MENIERE'S DISEASE\"]\npatterns: [shen  QI-xu]\norgans: [the Kidneys]",
            "Text.",
        )
        .article("c", "title: C\nconditions: [menieres disease]\npatterns: [Shen Qi Xu]\norgans: [腎, shèn]", "Text.");
    site.build();
    insta::assert_snapshot!(site.entries("").join("\n"), @r"
    article:a
    article:b
    article:c
    condition:menieres-disease
    pattern:shen-qi-xu
    organ:kidney
    ");
    assert_eq!(site.words_of("conditions/menieres-disease/index.html").lines().next(), Some("Ménière’s Disease"));
}

#[test]
fn conditions_of_other_words_stay_apart() {
    let site = Site::new().article("a", "title: A\nconditions: [Low Back Pain, Lower Back Pain, 腰痛, 腰疼]", "Text.");
    site.build();
    assert_eq!(site.entries("condition:").len(), 4);
}

#[test]
fn sources_are_one_by_isbn_or_by_title_and_year() {
    let site = Site::new()
        .article(
            "a",
            "title: A\nsources:\n\
             \x20 - {title: The Foundations of Chinese Medicine, isbn: \"978-0-443-07489-9\"}\n\
             \x20 - {title: The Web That Has No Weaver, year: 2000}\n\
             \x20 - {title: A Manual of Acupuncture, isbn: 0951054651}",
            "Text.",
        )
        .article(
            "b",
            "title: B\nsources:\n\
             \x20 - {title: Foundations, authors: [Giovanni Maciocia], year: 2005, isbn: \"9780443074899\"}\n\
             \x20 - {title: the web that has no weaver, publisher: Contemporary Books}\n\
             \x20 - {title: Manual of Acupuncture, isbn: \"9780951054659\"}",
            "Text.",
        )
        .article("c", "title: C\nsources: [{title: The Web That Has No Weaver, year: 1983}]", "Text.");
    site.build();
    insta::assert_snapshot!(site.entries("source:").join("\n"), @r"
    source:a-manual-of-acupuncture
    source:the-foundations-of-chinese-medicine
    source:the-web-that-has-no-weaver
    source:the-web-that-has-no-weaver-1983
    ");
    insta::assert_snapshot!(site.words_of("sources/the-web-that-has-no-weaver/index.html"), @r"
    The Web That Has No Weaver
    Publisher: Contemporary Books
    Year: 2000
    Cited by
    [A](../../articles/a/)
    [B](../../articles/b/)
    ");
}

#[test]
fn a_source_tells_what_each_article_knows_of_it() {
    let site = Site::new()
        .article("a", "title: A\nsources: [{title: The Foundations of Chinese Medicine, isbn: \"9780443074899\"}]", "Text.")
        .article(
            "b",
            "title: B\nsources: [{title: Foundations, authors: [Giovanni Maciocia], publisher: Elsevier, year: 2005, isbn: \"9780443074899\"}]",
            "Text.",
        );
    site.build();
    insta::assert_snapshot!(site.words_of("sources/the-foundations-of-chinese-medicine/index.html"), @r"
    The Foundations of Chinese Medicine
    Authors: Giovanni Maciocia
    Publisher: Elsevier
    Year: 2005
    ISBN: 9780443074899
    Cited by
    [A](../../articles/a/)
    [B](../../articles/b/)
    ");
}
