//! The words of the interface in Chinese: that all are there, agree with each other, and are used.

use std::collections::{BTreeMap, BTreeSet};

use acupress::tcm::Registry;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

use crate::support::{Site, repository};

const CHINESE: [&str; 2] = ["zh-Hant", "zh-Hans"];

/// The words of a language of the default theme.
fn words_in(language: &str) -> BTreeMap<String, String> {
    let file = repository().join(format!("themes/default/i18n/{language}.yaml"));
    serde_yaml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// What stands in braces.
fn placeholders(words: &str) -> BTreeSet<&str> {
    words.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0).collect()
}

#[test]
fn every_language_has_every_word() {
    let english = words_in("en");
    for entry in std::fs::read_dir(repository().join("themes/default/i18n")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let words = words_in(name.strip_suffix(".yaml").unwrap());
        let (own, wanted): (Vec<_>, Vec<_>) = (words.keys().collect(), english.keys().collect());
        assert_eq!(own, wanted, "{name}");
        for (key, words) in &words {
            assert!(!words.trim().is_empty(), "{name}: {key} is empty");
            assert_eq!(placeholders(words), placeholders(&english[key]), "{name}: {key}");
        }
        let singular = words.keys().filter_map(|key| key.strip_suffix(".one"));
        let single: Vec<&str> = singular.filter(|key| !words.contains_key(&format!("{key}.other"))).collect();
        assert_eq!(single, Vec::<&str>::new(), "{name}: a number of one and none of several");
    }
}

#[test]
fn chinese_words_are_english_ones_only_where_everybody_says_so() {
    let english = words_in("en");
    for language in CHINESE {
        let words = words_in(language);
        // Of what stands in braces and marks alone there is nothing to translate.
        let has_words =
            |words: &str| words.split(['{', '}']).step_by(2).any(|outside| outside.chars().any(char::is_alphabetic));
        let same = words.iter().filter(|(key, words)| english[*key] == **words && has_words(words));
        let same: Vec<&str> = same.map(|(key, _)| &**key).collect();
        assert_eq!(same, ["field.doi", "field.icd11", "field.isbn"], "{language}");
    }
}

#[test]
fn words_stand_in_the_same_order_in_every_file() {
    let keys_of = |language: &str| -> Vec<String> {
        let file = repository().join(format!("themes/default/i18n/{language}.yaml"));
        let text = std::fs::read_to_string(file).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| Some(line.split_once(": ")?.0.to_owned())).collect()
    };
    for language in CHINESE {
        assert_eq!(keys_of(language), keys_of("en"), "{language}");
    }
}

/// Where simplified Chinese is more than other characters.
const OTHER_WORDS: &[(&str, &str, &str)] = &[
    ("搜寻", "搜索", "the usual word on the mainland"),
    ("载入", "加载", "the usual word on the mainland"),
    ("选单", "菜单", "the usual word on the mainland"),
    ("线上", "在线", "the usual word on the mainland"),
    ("「", "“", "quotation marks by GB/T 15834"),
    ("」", "”", "quotation marks by GB/T 15834"),
    ("𫏋脉", "跷脉", "the national standard of terms (GB/T 12346) writes 阴跷脉"),
];

#[test]
fn simplified_words_are_the_traditional_ones_in_other_characters() {
    let converter = OpenCC::from_config(BuiltinConfig::T2s).unwrap();
    let (traditional, simplified) = (words_in("zh-Hant"), words_in("zh-Hans"));
    let mut used = BTreeSet::new();
    for (key, words) in &traditional {
        if key == "search.kind-words" {
            assert_eq!(words, &simplified[key], "readers of either site type both scripts");
            continue;
        }
        let mut converted = converter.convert(words);
        for (plain, other, _) in OTHER_WORDS {
            if converted.contains(plain) {
                used.insert(*plain);
                converted = converted.replace(plain, other);
            }
        }
        assert_eq!(converted, simplified[key], "{key}");
    }
    let unused: Vec<_> = OTHER_WORDS.iter().filter(|(plain, ..)| !used.contains(plain)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn no_word_of_the_interface_is_in_the_other_script() {
    use acupress::tcm::script::{Script, ScriptCount};
    for (language, script) in [("zh-Hant", Script::Traditional), ("zh-Hans", Script::Simplified)] {
        for (key, words) in words_in(language).iter().filter(|(key, _)| *key != "search.kind-words") {
            // The name of the cleft points has the same character in both.
            for character in words.chars().filter(|character| *character != '郄') {
                let of = ScriptCount::of(&character.to_string()).script();
                assert!(of.is_none_or(|of| of == script), "{language}: {key}: {character}");
            }
        }
    }
}

#[test]
fn the_names_of_channels_and_organs_are_those_of_the_registry() {
    let registry = Registry::new();
    for (language, is_simplified) in [("zh-Hant", false), ("zh-Hans", true)] {
        let words = words_in(language);
        for channel in registry.channels() {
            let name = if is_simplified { channel.simplified } else { channel.traditional };
            assert_eq!(words[&format!("detail.{}", channel.id.code())], name, "{language}");
        }
        for organ in registry.organs() {
            let name = if is_simplified { organ.simplified } else { organ.traditional };
            assert_eq!(words[&format!("detail.{}", organ.id)], name, "{language}");
        }
    }
}

#[test]
fn the_language_of_the_site_chooses_the_words() {
    for (configured, shown, home) in [
        ("language: zh-Hant", "zh-Hant", "首頁"),
        ("language: zh-Hans", "zh-Hans", "首页"),
        ("language: zh-TW", "zh-TW", "首頁"),
        ("language: zh-HK", "zh-HK", "首頁"),
        ("language: zh-MO", "zh-MO", "首頁"),
        ("language: zh-Hant-HK", "zh-Hant-HK", "首頁"),
        ("language: zh-CN", "zh-CN", "首页"),
        ("language: zh-SG", "zh-SG", "首页"),
        ("language: zh-Hans-TW", "zh-Hans-TW", "首页"),
        ("language: zh-hant", "zh-hant", "首頁"),
        ("language: zh", "zh-Hant", "首頁"),
        ("language: zh\nhan_script: zh-Hans", "zh-Hans", "首页"),
        ("language: zh-TW\nhan_script: zh-Hans", "zh-TW", "首頁"),
        ("language: en-GB\nhan_script: zh-Hans", "en-GB", "Home"),
        ("language: fr", "fr", "Home"),
    ] {
        let site = Site::bare()
            .file("acupress.yaml", format!("base_url: https://example.org/\n{configured}\n"))
            .file("content/about.md", "---\ntitle: About\n---\n");
        site.build();
        let page = site.published("about/index.html");
        assert!(page.contains(&format!("<html lang=\"{shown}\">")), "{configured}");
        assert!(page.contains(&format!("<li><a href=\"../\">{home}</a></li>")), "{configured}: {page}");
        assert!(site.published("feed.xml").contains(&format!("xml:lang=\"{shown}\"")), "{configured}");
    }
}

#[test]
fn a_sites_own_words_go_before_those_of_the_default_theme() {
    let site = Site::bare()
        .file("acupress.yaml", "base_url: https://example.org/\nlanguage: zh-TW\n")
        .file("themes/default/i18n/en.yaml", "nav.home: Start\nnav.skip: Skip\n")
        .file("themes/default/i18n/zh-Hant.yaml", "nav.home: 起點\nnav.skip: 略過\n")
        .file("themes/default/i18n/zh-TW.yaml", "nav.skip: 跳過\n")
        .file("content/about.md", "---\ntitle: About\n---\n");
    site.build();
    let page = site.published("about/index.html");
    for words in [">起點</a>", ">跳過</a>", "aria-label=\"主選單\""] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

/// A library in Chinese that has every kind of page, each with all that the default theme can show.
fn chinese(language: &str) -> Site {
    let traditional = [
        (
            "acupress.yaml",
            "title: 河畔文庫\nbase_url: https://example.org/\nlanguage: zh-Hant\ndisclaimer: 僅供學習。\nfooter: 河畔診所\n",
        ),
        ("content/_index.md", "---\ntitle: 河畔文庫\n---\n歡迎。\n"),
        (
            "content/about.md",
            "---\ntitle: 關於我們\naliases: [/guanyu/]\nimage: {src: /deng.png, alt: 燈, caption: 燈}\n---\n參見[[失眠]]。\n",
        ),
        ("content/deng.png", "png"),
        ("content/biji/_index.md", "---\ntitle: 筆記\n---\n"),
        ("content/biji/yi.md", "---\ntitle: 第一篇\n---\n"),
        (
            "content/articles/ye.md",
            "---\ntitle: 夜不能寐\ndescription: 如何安睡。\ndate: 2025-11-04\nupdated: 2025-12-24\nauthors: [林梅, 陳安]\nconditions: [失眠, 妊娠惡阻]\ntags: [睡眠]\n\
             organs: [{name: 心, role: 藏神}]\npatterns: [{name: 心血虛證, symptoms: [多夢, 健忘], tongue: 淡, pulse: 細, principles: [養血, 安神], points: [HT7]}]\nprinciples: [安神]\n\
             points: [{code: HT7, location: 腕橫紋, function: 安神, technique: 按壓, patterns: [心血虛證]}, {code: SP6, function: 養血}, 四神聰, BL15]\n\
             treatments: [{method: 按摩, points: [HT7], purpose: 助眠, technique: 輕按, patterns: [心血虛證]}]\n\
             sources: [{title: 針灸大成, authors: [楊繼洲], publisher: 人民衛生, year: 1963, edition: 一, isbn: 9787117079518, doi: 10.1000/1, url: https://example.com/a, pages: 一二}]\n---\n\
             ## 甲\n\n取神門[^1]。又提及太溪。\n\n> [!NOTE]\n> 一。\n\n> [!TIP]\n> 一。\n\n> [!IMPORTANT]\n> 一。\n\n> [!WARNING]\n> 一。\n\n> [!CAUTION]\n> 一。\n\n\
             - [x] 做\n- [ ] 未\n\n| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n\n## 乙\n\n文。\n\n## 丙\n\n文。\n\n[^1]: 註。\n",
        ),
        (
            "content/articles/xin.md",
            "---\ntitle: 心悸之夜\ndate: 2024-01-02\nconditions: [失眠, 心悸]\npoints: [HT7]\n---\n夜不能寐者，取神門。\n",
        ),
        (
            "content/conditions/zu.md",
            "---\ntitle: 妊娠惡阻\nnames: [孕吐]\npregnancy: true\nicd11: JA60\nprinciples: [和胃]\norgans: [胃]\n---\n妊娠者慎用。夜不能寐亦見。\n",
        ),
        (
            "content/patterns/xin.md",
            "---\ntitle: 心血虛證\nnames: [心血不足]\nicd11: SF5\nsymptoms: [多夢, 心悸]\ntongue: 淡\npulse: 細\nprinciples: [養血]\norgans: [{name: 心, role: 主血}]\npoints: [HT7]\n---\n",
        ),
        (
            "content/points/ht7.md",
            "---\nlocation: 腕橫紋\nactions: [安神]\nindications: [失眠]\nneedling: 直刺\nmoxibustion: 可灸\ncautions: [避開動脈]\nconditions: [健忘]\npatterns: [心血虛證]\n---\n",
        ),
        ("content/organs/heart.md", "---\ntitle: 心\nfunctions: [藏神, 主血脈]\n---\n"),
        ("content/channels/heart.md", "---\ntitle: 手少陰心經\n---\n"),
    ];
    let converter = OpenCC::from_config(BuiltinConfig::T2s).unwrap();
    let mut site = Site::bare();
    for (path, text) in traditional {
        site = match language {
            "zh-Hant" => site.file(path, text),
            _ => site.file(path, converter.convert(text).replace("zh-Hant", "zh-Hans")),
        };
    }
    site
}

/// The texts of a page that readers see or hear, without those between `skipped`.
fn said(page: &str) -> Vec<String> {
    let mut said = Vec::new();
    for piece in page.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        for name in
            ["aria-label", "placeholder", "title", "alt", "data-label", "data-slow", "data-failed", "data-retry"]
        {
            let value = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap());
            said.extend(value.map(str::to_owned));
        }
        // Structured data is for machines; its English words are schema.org's.
        if tag.starts_with("script") {
            continue;
        }
        said.push(text.trim().replace("&amp;", "&").replace("&#39;", "'"));
    }
    said.retain(|text| !text.is_empty());
    said
}

/// Whether a text holds words as whole words.
fn holds(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(start, found)| {
        let is_letter = |character: char| character.is_ascii_alphanumeric();
        let (before, after) = (&text[..start], &text[start + found.len()..]);
        !before.ends_with(is_letter) && !after.starts_with(is_letter)
    })
}

#[test]
fn a_chinese_site_has_no_english_word_of_the_interface() {
    let registry = Registry::new();
    // What the registry says stands in English everywhere.
    let mut data: BTreeSet<&str> = registry.points().iter().map(|point| point.english).collect();
    data.extend(
        registry.points().iter().flat_map(|point| point.cautions.iter().flat_map(|said| [said.text, said.source])),
    );
    let titles: Vec<String> = registry.channels().iter().map(|channel| channel.title()).collect();
    data.extend(titles.iter().map(String::as_str));
    let notations: Vec<String> = registry.points().iter().flat_map(|point| point.notations()).collect();
    data.extend(notations.iter().map(String::as_str));
    data.extend(registry.organs().iter().map(|organ| organ.name));
    let english = words_in("en");
    for language in CHINESE {
        let own = words_in(language);
        let wanted = english.iter().filter(|(key, words)| own[*key] != **words && !key.starts_with("month."));
        let foreign: Vec<(&String, Vec<&str>)> = wanted
            .filter(|(key, _)| !["search.kind-words", "date.format", "list.separator"].contains(&key.as_str()))
            .map(|(key, words)| {
                let parts = words.split(['{', '}', '“', '”']);
                let plain = parts.map(str::trim).filter(|part| part.len() > 1);
                (key, plain.collect())
            })
            .collect();
        let site = chinese(language);
        let run = site.run(&["build"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let mut kinds = BTreeSet::new();
        for (path, bytes) in site.all_published() {
            let Some(page) = path.ends_with(".html").then(|| String::from_utf8(bytes).unwrap()) else { continue };
            assert!(page.contains(&format!("<html lang=\"{language}\">")), "{path}");
            kinds.insert(page.split_once("<body class=\"kind-").unwrap().1.split('"').next().unwrap().to_owned());
            for text in said(&page) {
                // A page's title is the entry's and the site's; a point's name may stand behind its code, and before
                // a number, whose words other pages show by themselves. Hanzi stand beside a name.
                let name = text.split(" – ").next().unwrap().split(" · ").next().unwrap();
                let name = name.trim_end_matches(|character: char| !character.is_ascii()).trim_end();
                let behind_code = name.split_once(' ').map_or(name, |(_, rest)| rest);
                if [&text, name, behind_code].iter().any(|text| data.contains(text))
                    || text.split('、').all(|part| data.contains(part))
                    || text.split_once('：').is_some_and(|(channel, _)| data.contains(channel))
                {
                    continue;
                }
                for (key, parts) in &foreign {
                    assert!(!parts.iter().all(|part| holds(&text, part)) || parts.is_empty(), "{path}: {text} ({key})");
                }
                // Numbers are put in, and no key stands for its words.
                assert!(!text.contains(['{', '}']) && !english.contains_key(&text), "{path}: {text}");
            }
        }
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(kinds.join(" "), @"article atlas channel condition home index not-found organ page pattern point redirect search section source");
        }
    }
}

#[test]
fn dates_and_lists_are_written_the_chinese_way() {
    let site = chinese("zh-Hant");
    site.build();
    insta::assert_snapshot!(site.words_of("articles/ye/index.html").lines().take(5).collect::<Vec<_>>().join("\n"), @"
    夜不能寐
    如何安睡。
    林梅、陳安
    2025年11月4日
    更新於 2025年12月24日
    ");
    let point = site.words_of("points/ht7/index.html");
    for words in ["特定穴", "輸穴 土", "原穴", "定位: 腕橫紋", "注意與禁忌", "主治病症"] {
        assert!(point.contains(words), "{words}: {point}");
    }
    let channel = site.words_of("channels/heart/index.html");
    assert!(channel.contains("六經: 手少陰") && channel.contains("五行: 火"), "{channel}");
}

#[test]
fn the_search_of_a_chinese_site_speaks_chinese() {
    for (language, words) in [("zh-Hant", "更多結果"), ("zh-Hans", "找不到“{q}”。")] {
        let site = chinese(language);
        site.build();
        let catalogue = site.published("search/catalogue.js");
        let own = words_in(language);
        assert_eq!(own.values().filter(|own| own.contains(words)).count(), 1);
        assert!(catalogue.contains(words), "{catalogue}");
        for english in ["More results", "Nothing found", "Conditions"] {
            assert!(!catalogue.contains(english), "{english}");
        }
    }
}

#[test]
fn channels_and_organs_have_chinese_titles_in_a_chinese_library() {
    for (language, channel, organ) in
        [("zh-Hant", "腎經", "腎"), ("zh-Hans", "肾经", "肾"), ("en", "Kidney Channel", "Kidney")]
    {
        let site = Site::bare()
            .file("acupress.yaml", format!("base_url: https://example.org/\nlanguage: {language}\n"))
            .article(
                "a",
                "title: A\nconditions: [B]\npoints: [KI3]\norgans: [Kidney]",
                "The Kidney Channel. [[Kidney Channel]]",
            );
        site.build();
        let title = |page: &str| {
            let page = site.words_of(page);
            page.lines().next().unwrap().to_owned()
        };
        let with_characters = |title: &str, characters: &str| match language {
            "en" => format!("{title} {characters}"),
            _ => title.to_owned(),
        };
        assert_eq!(title("channels/kidney/index.html"), with_characters(channel, "腎經"), "{language}");
        assert_eq!(title("organs/kidney/index.html"), with_characters(organ, "腎"), "{language}");
        // English names go on meaning them.
        let article = site.published("articles/a/index.html");
        assert!(
            article.contains("href=\"../../channels/kidney/\"") && article.contains("href=\"../../organs/kidney/\"")
        );
        assert!(article.contains(&format!(">{organ}")), "{article}");
    }
}
