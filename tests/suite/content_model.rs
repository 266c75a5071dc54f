//! The content model: what front matter may say, what an entry is, and under which names and addresses it is found.

use crate::support::Site;

/// The words of some HTML, one block a line: links as `[words](address)`, pictures as `![alt](address)`.
pub fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut open: Vec<String> = Vec::new();
    for piece in html.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        match tag.split([' ', '/']).next().unwrap() {
            "a" => {
                open.push(attribute(tag, "href"));
                text.push('[');
            }
            "img" => text.push_str(&format!("![{}]({})", attribute(tag, "alt"), attribute(tag, "src"))),
            "dd" => text.push_str(": "),
            "td" | "th" => text.push_str(" | "),
            "span" | "strong" | "em" | "cite" | "q" | "time" | "code" | "sup" => {}
            "" if tag == "/a" => text.push_str(&format!("]({})", open.pop().unwrap())),
            "" if matches!(tag, "/span" | "/strong" | "/em" | "/cite" | "/q" | "/time" | "/code" | "/sup") => {}
            "" if matches!(tag, "" | "/dt" | "/td" | "/th") => {}
            _ => text.push('\n'),
        }
        text.push_str(&words.replace('\n', " "));
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let kept: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    unescape(&kept.join("\n"))
}

fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split_once(&format!(" {name}=\"")).map_or("", |(_, rest)| rest);
    value.split('"').next().unwrap().to_owned()
}

fn unescape(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

impl Site {
    /// What a reader finds in the `<main>` of a published page.
    #[track_caller]
    pub fn words_of(&self, path: &str) -> String {
        text_of(&self.main_of(path))
    }

    /// The ids of the exported entries, of one kind or of all.
    #[track_caller]
    pub fn entries(&self, kind: &str) -> Vec<String> {
        let library = self.library();
        let ids = library["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned());
        ids.filter(|id| id.starts_with(kind)).collect()
    }

    /// The addresses of the published pages below a folder.
    pub fn pages_below(&self, folder: &str) -> Vec<String> {
        let pages = self.all_published().into_keys().filter(|path| path.starts_with(folder));
        pages.filter_map(|path| path.strip_suffix("index.html").map(str::to_owned)).collect()
    }
}

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
    insta::assert_snapshot!(site.words_of("patterns/kidney-qi-deficiency/index.html"), @r"
    Kidney Qi Deficiency
    Also called Shen qi xu, 腎氣虛
    The root is weak.
    ICD-11: SF90
    Overwork spends it.
    Signs
    Symptoms:
    sore loins
    weak knees
    Tongue: pale
    Pulse: deep and weak
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
    insta::assert_snapshot!(site.words_of("organs/kidney/index.html"), @r"
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
    insta::assert_snapshot!(site.words_of("patterns/kidney-qi-deficiency/index.html"), @r"
    Kidney Qi Deficiency
    As articles describe it
    | From | Symptoms | Tongue | Pulse | Principles | Conditions
    | [Back Pain](../../articles/back-pain/) | sore loins | | | | [Low Back Pain](../../conditions/low-back-pain/)
    Underlies
    [Low Back Pain](../../conditions/low-back-pain/) : [Back Pain](../../articles/back-pain/)
    ");
    insta::assert_snapshot!(site.words_of("points/ex-b2/index.html"), @r"
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
    ");
    insta::assert_snapshot!(site.words_of("organs/kidney/index.html"), @r"
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
