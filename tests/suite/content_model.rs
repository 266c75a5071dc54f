//! The content model: what front matter may say, and where it is shown.

use crate::support::Site;

#[test]
fn every_key_of_an_article_reaches_its_page() {
    let site = Site::new()
        .file(
            "content/articles/back-pain/index.md",
            r#"---
title: "Postpartum Low Back Pain: Rebuilding Kidney Qi"
description: Why the low back aches after a birth.
date: 2025-09-30
updated: 2025-11-02
authors: [Clinic editors, 李梅]
image: {src: cover.jpg, alt: A warm compress on the low back, caption: Warmth helps.}
names: [Lumbago after birth, 產後腰痛]
slug: rebuilding-kidney-qi
aliases: [/blog/back-pain/]
draft: false
weight: 3
tags: [birth, low back]
nolink: [Kidney]
extra: {reviewed: true}
conditions: [Fatigue, Postpartum Low Back Pain]
organs:
  - {name: Kidney, pinyin: Shèn, role: "Governs bones, marrow, reproduction and the low back."}
  - name: Spleen
patterns:
  - name: Kidney Qi Deficiency
    symptoms: [dull low back pain, weak knees]
    tongue: pale
    pulse: deep and weak
    principles: [Tonify Kidney Qi.]
    points: [BL23, KI3]
  - name: Blood Deficiency
    principles: [Nourish Blood., Strengthen the Spleen.]
principles:
  - Tonify Kidney Qi and Essence.
  - Dispel Cold.
points:
  - code: BL23
    name: Shenshu
    pinyin: Shènshū
    hanzi: 腎俞
    location: 1.5 cun lateral to the lower border of L2
    function: Strengthens the lumbar region.
    technique: Press firmly for a minute.
    patterns: [Kidney Qi Deficiency]
  - {name: Taixi}
treatments:
  - {method: moxibustion, points: [GV4, CV4], purpose: Warm the Kidneys., technique: Ten minutes., patterns: [Kidney Qi Deficiency]}
  - {method: cupping}
sources:
  - {title: The Practice of Chinese Medicine, authors: [Giovanni Maciocia], publisher: Elsevier, year: 2008, edition: 2nd edition, isbn: "9780443074905", doi: 10.1000/182, url: "https://example.org/book", pages: 12–15}
---
Rest, and keep warm.
"#,
        )
        .file("content/articles/back-pain/cover.jpg", "(a picture)");
    let run = site.build();
    assert_eq!(run.stderr, "");
    insta::assert_snapshot!(site.words_of("articles/rebuilding-kidney-qi/index.html"), @r"
    Postpartum Low Back Pain: Rebuilding Kidney Qi
    Also called Lumbago after birth, 產後腰痛
    Why the low back aches after a birth.
    Clinic editors, 李梅
    30 September 2025
    Updated 2 November 2025
    1 minute to read
    [Fatigue](../../conditions/fatigue/)
    [Postpartum Low Back Pain](../../conditions/postpartum-low-back-pain/)
    ![A warm compress on the low back](../../articles/rebuilding-kidney-qi/cover.jpg)
    Warmth helps.
    On this page
    [Patterns](#patterns)
    [Points](#points)
    [Organs involved](#organs)
    [Treatment principles](#principles)
    [Treatments](#treatments)
    [Sources](#sources)
    Rest, and keep warm.
    Patterns
    | Pattern | Symptoms | Tongue | Pulse | Principles | Points
    | [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/) | dull low back pain, weak knees | pale | deep and weak | Tonify Kidney Qi. | [BL23](../../points/bl23/), [KI3](../../points/ki3/)
    | [Blood Deficiency](../../patterns/blood-deficiency/) | | | |
    Nourish Blood.
    Strengthen the Spleen.
    |
    Points
    [BL23 Shènshū 腎俞](../../points/bl23/)
    Strengthens the lumbar region.
    Location: 1.5 cun lateral to the lower border of L2
    Technique: Press firmly for a minute.
    Patterns: [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/)
    [KI3 Tàixī 太谿](../../points/ki3/)
    Organs involved
    [Kidney 腎](../../organs/kidney/) Shèn : Governs bones, marrow, reproduction and the low back.
    [Spleen 脾](../../organs/spleen/) :
    Treatment principles
    Tonify Kidney Qi and Essence.
    Dispel Cold.
    Treatments
    | Method | Points | Purpose | Technique | Patterns
    | moxibustion | [GV4](../../points/gv4/), [CV4](../../points/cv4/) | Warm the Kidneys. | Ten minutes. | [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/)
    | cupping | | | |
    Sources
    [The Practice of Chinese Medicine](../../sources/the-practice-of-chinese-medicine/)
    Giovanni Maciocia
    Elsevier, 2008
    2nd edition
    Pages 12–15
    ISBN 9780443074905
    [DOI 10.1000/182](https://doi.org/10.1000/182)
    [Online](https://example.org/book)
    Tags birth, low back
    ");
}

#[test]
fn every_list_takes_its_short_form() {
    let site = Site::new()
        .article(
            "back-pain",
            "title: Back Pain\n\
             authors: Clinic editors\n\
             image: /cover.jpg\n\
             names: Lumbago\n\
             aliases: /blog/back-pain/\n\
             tags: pain\n\
             nolink: Kidney\n\
             conditions: Low Back Pain\n\
             organs: Kidney\n\
             patterns: Kidney Qi Deficiency\n\
             principles: Tonify Kidney Qi.\n\
             points: BL23\n\
             treatments: cupping\n\
             sources: The Practice of Chinese Medicine",
            "Rest.",
        )
        .file("content/cover.jpg", "(a picture)");
    site.build();
    insta::assert_snapshot!(site.words_of("articles/back-pain/index.html"), @r"
    Back Pain
    Also called Lumbago
    Clinic editors
    1 minute to read
    [Low Back Pain](../../conditions/low-back-pain/)
    ![](../../cover.jpg)
    On this page
    [Patterns](#patterns)
    [Points](#points)
    [Organs involved](#organs)
    [Treatment principles](#principles)
    [Treatments](#treatments)
    [Sources](#sources)
    Rest.
    Patterns
    | Pattern | Symptoms | Tongue | Pulse | Principles
    | [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/) | | | |
    Points
    [BL23 Shènshū 腎俞](../../points/bl23/)
    Organs involved
    [Kidney 腎](../../organs/kidney/) :
    Treatment principles
    Tonify Kidney Qi.
    Treatments
    | Method | Points | Purpose
    | cupping | |
    Sources
    [The Practice of Chinese Medicine](../../sources/the-practice-of-chinese-medicine/)
    Tags pain
    ");
    assert_eq!(
        site.words_of("blog/back-pain/index.html"),
        "This page has moved\n[Back Pain](../../articles/back-pain/)"
    );
}

#[test]
fn one_group_may_stand_for_a_list_of_groups() {
    let site = Site::new().article(
        "back-pain",
        "title: Back Pain\n\
         conditions: Low Back Pain\n\
         patterns: {name: Blood Stasis, symptoms: stabbing pain, principles: Move Blood., points: SP10}\n\
         points: {code: BL23, function: Strengthens the back., patterns: Blood Stasis}\n\
         treatments: {method: cupping, points: BL17}\n\
         sources: {title: A Manual of Acupuncture, authors: Peter Deadman}",
        "Rest.",
    );
    site.build();
    insta::assert_snapshot!(site.words_of("articles/back-pain/index.html"), @r"
    Back Pain
    1 minute to read
    [Low Back Pain](../../conditions/low-back-pain/)
    On this page
    [Patterns](#patterns)
    [Points](#points)
    [Treatments](#treatments)
    [Sources](#sources)
    Rest.
    Patterns
    | Pattern | Symptoms | Tongue | Pulse | Principles | Points
    | [Blood Stasis](../../patterns/blood-stasis/) | stabbing pain | | | Move Blood. | [SP10](../../points/sp10/)
    Points
    [BL23 Shènshū 腎俞](../../points/bl23/)
    Strengthens the back.
    Patterns: [Blood Stasis](../../patterns/blood-stasis/)
    Treatments
    | Method | Points | Purpose
    | cupping | [BL17](../../points/bl17/) |
    Sources
    [A Manual of Acupuncture](../../sources/a-manual-of-acupuncture/)
    Peter Deadman
    ");
}

#[test]
fn every_key_of_a_condition_reaches_its_page() {
    let site = Site::new().file(
        "content/conditions/morning-sickness.md",
        "---\n\
         title: Morning Sickness\n\
         names: [Nausea of early pregnancy, 妊娠惡阻]\n\
         description: Nausea in the first weeks.\n\
         pregnancy: true\n\
         icd11: SA00\n\
         organs: [{name: Stomach, role: Its Qi should descend.}]\n\
         patterns: [{name: Stomach Qi Deficiency, symptoms: [vomiting of clear fluid], tongue: pale, pulse: weak}]\n\
         principles: [Harmonise the Stomach.]\n\
         points: [{code: PC6, function: Descends Qi., technique: Press lightly.}]\n\
         treatments: [{method: acupressure, points: [PC6], purpose: Calm the Stomach.}]\n\
         sources: [The Practice of Chinese Medicine]\n\
         ---\nIt passes.\n",
    );
    site.build();
    insta::assert_snapshot!(site.words_of("conditions/morning-sickness/index.html"), @r"
    Morning Sickness
    Also called Nausea of early pregnancy, 妊娠惡阻
    Nausea in the first weeks.
    ICD-11: SA00
    Pregnancy
    This is a condition of pregnancy. Some points are traditionally not needled then; see the cautions of each point.
    It passes.
    Patterns
    | Pattern | Symptoms | Tongue | Pulse | Principles | From
    | [Stomach Qi Deficiency](../../patterns/stomach-qi-deficiency/) | vomiting of clear fluid | pale | weak | |
    Treatment principles
    Harmonise the Stomach.
    Treated with
    [PC6 Nèiguān 內關](../../points/pc6/)
    acupressure
    Descends Qi.
    Technique: Press lightly.
    Methods: acupressure Calm the Stomach.
    Organs involved
    [Stomach 胃](../../organs/stomach/) :
    Its Qi should descend.
    Sources
    [The Practice of Chinese Medicine](../../sources/the-practice-of-chinese-medicine/)
    ");
}

#[test]
fn every_key_of_a_pattern_reaches_its_page() {
    let site = Site::new().file(
        "content/patterns/kidney-qi-deficiency.md",
        "---\n\
         title: Kidney Qi Deficiency\n\
         names: [Shen qi xu, 腎氣虛]\n\
         description: The root is weak.\n\
         icd11: SF90\n\
         symptoms: [sore loins, weak knees]\n\
         tongue: pale\n\
         pulse: deep and weak\n\
         principles: [Tonify Kidney Qi.]\n\
         organs: [{name: Bladder, role: Its gate is loose.}]\n\
         points: [{code: KI3, function: Tonifies Kidney Qi.}]\n\
         sources: [The Practice of Chinese Medicine]\n\
         ---\nOverwork spends it.\n",
    );
    site.build();
    insta::assert_snapshot!(site.words_of("patterns/kidney-qi-deficiency/index.html"), @"
    Kidney Qi Deficiency
    Also called Shen qi xu, 腎氣虛
    The root is weak.
    ICD-11: SF90
    Overwork spends it.
    Signs
    Symptoms:
    sore loins
    weak knees
    Tongue:
    pale
    Pulse:
    deep and weak
    Treatment principles
    Tonify Kidney Qi.
    Treated with
    [KI3 Tàixī 太谿](../../points/ki3/)
    Tonifies Kidney Qi.
    Organs involved
    [Bladder 膀胱](../../organs/bladder/) :
    Its gate is loose.
    [Kidney 腎](../../organs/kidney/) :
    Sources
    [The Practice of Chinese Medicine](../../sources/the-practice-of-chinese-medicine/)
    ");
}

#[test]
fn every_key_of_a_point_reaches_its_page() {
    let site = Site::new()
        .file(
            "content/points/shenshu.md",
            "---\n\
             code: UB-23\n\
             names: [Kidney Shu]\n\
             description: For tired loins.\n\
             image: {src: bl23.jpg, alt: The point on the back}\n\
             location: 1.5 cun lateral to the lower border of L2\n\
             actions: [Tonifies Kidney Qi., Strengthens the loins.]\n\
             indications: [low back pain, tinnitus]\n\
             needling: 1 cun obliquely\n\
             moxibustion: suitable\n\
             cautions: [Not deeply over the kidney.]\n\
             conditions: [Low Back Pain]\n\
             patterns: [Kidney Qi Deficiency]\n\
             sources: [{title: A Manual of Acupuncture, pages: 269}]\n\
             ---\nRub it warm.\n",
        )
        .file("content/points/bl23.jpg", "(a picture)");
    site.build();
    insta::assert_snapshot!(site.words_of("points/bl23/index.html"), @r"
    BL23 Shènshū 腎俞 肾俞
    Kidney Transport
    For tired loins.
    ![The point on the back](../../points/bl23.jpg)
    Pinyin: shèn shū
    Traditional: 腎俞
    Simplified: 肾俞
    Channel: [Bladder Channel 膀胱經](../../channels/bladder/)
    Classes:
    Back-shu point Kidney
    Other notations: UB23, Bladder 23, Urinary Bladder 23
    Location: 1.5 cun lateral to the lower border of L2
    Actions:
    Tonifies Kidney Qi.
    Strengthens the loins.
    Indications: low back pain, tinnitus
    Needling: 1 cun obliquely
    Moxibustion: suitable
    Cautions
    Pregnancy Traditionally contraindicated in pregnancy; the evidence is disputed. The WHO guideline names no single point here: it reports a traditional ban on the whole lumbosacral region in the first trimester, and advice to avoid it again after the third month. Held by a single source. WHO, Guidelines on Basic Training and Safety in Acupuncture, 1999 (the lumbosacral region, as a whole); on the evidence: Carr, Acupuncture in Medicine, 2015
    Depth Deep straight needling can injure the kidney. Held by many sources. Deadman, Al-Khafaji & Baker, A Manual of Acupuncture, 2007; WHO, Guidelines on Basic Training and Safety in Acupuncture, 1999 (kidney)
    Not deeply over the kidney.
    Rub it warm.
    Used for
    [Low Back Pain](../../conditions/low-back-pain/)
    Patterns addressed
    [Kidney Qi Deficiency](../../patterns/kidney-qi-deficiency/) :
    Sources
    [A Manual of Acupuncture](../../sources/a-manual-of-acupuncture/)
    Pages 269
    Previous: BL22 Sānjiāoshū
    Next: BL24 Qìhǎishū
    ");
}

#[test]
fn every_key_of_an_organ_a_channel_and_a_source_reaches_its_page() {
    let site = Site::new()
        .article("back-pain", "title: Back Pain\nconditions: [Low Back Pain]\norgans: [Kidney]\npoints: [HT9]", "Rest.")
        .file(
            "content/organs/kidney.md",
            "---\n\
             names: [Root of life]\n\
             description: It stores Essence.\n\
             functions: [Stores Essence., Governs bones.]\n\
             sources: [The Practice of Chinese Medicine]\n\
             ---\nIt dislikes cold.\n",
        )
        .file(
            "content/channels/heart.md",
            "---\ntitle: Heart Channel\nnames: [Hand Shaoyin]\ndescription: Nine points.\n---\nFrom the heart to the hand.\n",
        )
        .file(
            "content/sources/practice.md",
            "---\n\
             title: The Practice of Chinese Medicine\n\
             authors: [Giovanni Maciocia]\n\
             publisher: Elsevier\n\
             year: 2008\n\
             edition: 2nd edition\n\
             isbn: \"9780443074905\"\n\
             doi: 10.1000/182\n\
             url: https://example.org/book\n\
             ---\nA thick book.\n",
        );
    site.build();
    insta::assert_snapshot!(site.words_of("organs/kidney/index.html"), @"
    Kidney 腎
    Also called Root of life
    It stores Essence.
    Pinyin: shèn
    Traditional: 腎
    Simplified: 肾
    Type: Zang
    Phase: Water
    Paired with: Bladder
    It dislikes cold.
    Functions
    Stores Essence.
    Governs bones.
    Conditions
    [Low Back Pain](../../conditions/low-back-pain/) :
    Articles
    [Back Pain](../../articles/back-pain/)
    Sources
    [The Practice of Chinese Medicine](../../sources/practice/)
    Giovanni Maciocia
    Elsevier, 2008
    2nd edition
    ISBN 9780443074905
    [DOI 10.1000/182](https://doi.org/10.1000/182)
    [Online](https://example.org/book)
    ");
    insta::assert_snapshot!(site.words_of("channels/heart/index.html"), @r"
    Heart Channel 心經
    Also called Hand Shaoyin
    Nine points.
    Code: HT
    Pinyin: xīn jīng
    Traditional: 心經
    Simplified: 心经
    Division: Hand Shaoyin
    Phase: Fire
    Paired with: Small Intestine Channel
    From the heart to the hand.
    Points of the channel
    Points that the library uses are marked and lead to their pages.
    HT1 Jíquán 極泉 Topmost Spring
    HT2 Qīnglíng 青靈 Green Spirit
    HT3 Shàohǎi 少海 Lesser Sea
    HT4 Língdào 靈道 Spirit Path
    HT5 Tōnglǐ 通里 Reaching the Village
    HT6 Yīnxì 陰郄 Yin Cleft
    HT7 Shénmén 神門 Spirit Gate
    HT8 Shàofǔ 少府 Lesser Residence
    [HT9 Shàochōng 少衝](../../points/ht9/) Lesser Surge · 1 condition
    ");
    insta::assert_snapshot!(site.words_of("sources/practice/index.html"), @r"
    The Practice of Chinese Medicine
    Authors: Giovanni Maciocia
    Publisher: Elsevier
    Year: 2008
    Edition: 2nd edition
    ISBN: 9780443074905
    DOI: [10.1000/182](https://doi.org/10.1000/182)
    Address: [https://example.org/book](https://example.org/book)
    A thick book.
    Cited by
    [Kidney 腎](../../organs/kidney/)
    ");
}

#[test]
fn free_data_reaches_the_templates() {
    let site = Site::new()
        .file("acupress.yaml", "base_url: https://example.org/\ntheme: own\nextra: {clinic: 太溪 Clinic}\n")
        .file(
            "themes/own/templates/page.html",
            "<main>{{ site.extra.clinic }}: {{ entry.extra.rooms[0].name }}, {{ entry.extra.open }}, {{ entry.extra.since }}</main>",
        )
        .file("content/about.md", "---\ntitle: About\nextra: {rooms: [{name: North}], open: true, since: 1998}\n---\n");
    site.build();
    assert_eq!(site.words_of("about/index.html"), "太溪 Clinic: North, true, 1998");
}

#[test]
fn weight_orders_entries_of_a_kind() {
    let condition = |title: &str, weight: &str| format!("---\ntitle: {title}\n{weight}---\nText.\n");
    let site = Site::new()
        .article("all", "title: All\nconditions: [Ache, Asthma, Acne, Anxiety]", "Rest.")
        .file("content/conditions/ache.md", condition("Ache", "weight: 2\n"))
        .file("content/conditions/acne.md", condition("Acne", ""))
        .file("content/conditions/anxiety.md", condition("Anxiety", "weight: -1\n"))
        .file("content/conditions/asthma.md", condition("Asthma", "weight: 1\n"));
    site.build();
    insta::assert_snapshot!(site.words_of("conditions/index.html"), @r"
    Conditions
    4 conditions
    A
    [Anxiety](../conditions/anxiety/)
    [Acne](../conditions/acne/)
    [Asthma](../conditions/asthma/)
    [Ache](../conditions/ache/)
    ");
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_known_one() {
    let site = Site::new()
        .article("a", "title: A\nconditons: [X]\nsymptoms: [y]", "Text.")
        .file("content/patterns/b.md", "---\ntitle: B\nkind: pattern\ntounge: pale\nneedling: deep\n---\nText.\n")
        .file("content/articles/_index.md", "---\ntitle: C\nconditions: [X]\n---\nText.\n");
    let found: Vec<String> = site
        .findings()
        .iter()
        .filter(|found| found["rule"] == "unknown-key")
        .map(|found| format!("{} – {}", found["message"].as_str().unwrap(), found["hint"].as_str().unwrap()))
        .collect();
    insta::assert_snapshot!(found.join("\n"), @r"
    unknown key `conditions` – `conditions` belongs to articles and points, and this is a page
    unknown key `conditons` – did you mean `conditions`?
    unknown key `symptoms` – `symptoms` belongs to patterns, and this is an article
    unknown key `tounge` – did you mean `tongue`?
    unknown key `needling` – `needling` belongs to points, and this is a pattern
    ");
    assert_eq!(site.run(&["build"]).code, 1);
}

#[test]
fn plain_values_stay_as_they_are_written() {
    let site = Site::new().article(
        "a",
        "title: 1.10\n\
         description: yes\n\
         authors: [No, 0x1F]\n\
         tags: [on, 1e3, 007, null island]\n\
         conditions: [3.0]\n\
         patterns: [{name: Off, symptoms: [12:30], pulse: 0.50}]\n\
         sources: [{title: 2024, year: 2005, edition: 1.10, isbn: 0951054651, pages: 010}]",
        "Text.",
    );
    assert_eq!(site.build().stderr, "");
    insta::assert_snapshot!(site.words_of("articles/a/index.html"), @r"
    1.10
    yes
    No, 0x1F
    1 minute to read
    [3.0](../../conditions/3-0/)
    Text.
    Patterns
    | Pattern | Symptoms | Tongue | Pulse | Principles
    | [Off](../../patterns/off/) | 12:30 | | 0.50 |
    Sources
    [2024](../../sources/2024/)
    2005
    1.10
    Pages 010
    ISBN 0951054651
    Tags on, 1e3, 007, null island
    ");
    insta::assert_snapshot!(site.words_of("sources/2024/index.html"), @r"
    2024
    Year: 2005
    Edition: 1.10
    ISBN: 0951054651
    Cited by
    [1.10](../../articles/a/) Pages 010
    ");
}
