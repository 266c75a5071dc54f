//! What is true of the mentions of any text: its visible characters stay, and what is linked is linked once.

use std::sync::Arc;

use acupress::config::{Config, Linking};
use acupress::library::SourceId;
use acupress::mentions::{Context, Finder, Verdict};
use acupress::tcm::Registry;
use acupress::trace::Timings;
use acupress::weave::{Part, Placing};
use camino::Utf8Path;
use proptest::prelude::*;

use crate::support::Site;

/// What texts are made of: codes, names, look-alikes, separators and markup.
const PARTS: &[&str] = &[
    "KI3",
    "KD-3",
    "BL 15, 20",
    "UB23",
    "P6",
    "H7",
    "ST 36",
    "st36",
    "St 36",
    "LU12",
    "B12",
    "C7",
    "TE 30 ms",
    "EX-HN3",
    "GV24+",
    "BL31-BL34",
    "Tai Xi",
    "Tàixī",
    "taixi",
    "Shenshu",
    "Futu",
    "Ming Men",
    "Dai Mai",
    "太谿",
    "腎俞",
    "肾俞",
    "太陽",
    "三陰交",
    "命門",
    "肝腎",
    "心",
    "足太陽膀胱經",
    "穴",
    "Kidney",
    "kidney",
    "Kidneys",
    "Liver",
    "Bladder channel",
    "Spleen and Liver channels",
    "Insomnia",
    "insomnia",
    "Kidney Qi Deficiency",
    "Cold",
    "a cold",
    "fire",
    "stones",
    "Dr Li",
    "Press",
    "add",
    "and",
    "of",
    "ear",
    "vitamin",
    "point",
    "the",
    "在",
    "是",
    "補",
    "心情",
    "(",
    ")",
    "（",
    "）",
    "[",
    "]",
    ", ",
    "、",
    "，",
    "。",
    ". ",
    "; ",
    ": ",
    " – ",
    "-",
    "/",
    "\\",
    "\"",
    "“",
    "”",
    "…",
    " ",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "\n- ",
    "\n\n## Head\n\n",
    "**",
    "*",
    "`",
    "&amp;",
    "&nbsp;",
    "&#65;",
    "<b>",
    "| a | b |\n|---|---|\n| KI3 | 太溪 |\n\n",
    "[^1]",
    "\n\n[^1]: note KI3\n\n",
    "![BL23](x.png)",
    "[[BL23]]",
    "[KI3](https://example.org)",
    "\\*",
    "e\u{301}",
    "𠮷",
    "🙂",
    "\u{200b}",
    "\u{2011}",
];

fn texts(parts: usize) -> impl Strategy<Value = String> {
    let part = (0..PARTS.len()).prop_map(|part| PARTS[part].to_owned());
    prop::collection::vec(prop_oneof![9 => part, 1 => "\\PC{0,4}"], 1..parts).prop_map(|parts| parts.concat())
}

const FRONT: &str = "title: A\nconditions: [Insomnia]\npatterns: [Kidney Qi Deficiency, Cold]\npoints: [PC6]";

/// A site with an article for each text.
fn site(texts: &[String]) -> Site {
    texts.iter().enumerate().fold(Site::new(), |site, (number, text)| {
        site.file(&format!("content/articles/{number:03}.md"), format!("---\n{FRONT}\n---\n{text}\n"))
    })
}

fn press(site: &Site, linking: Linking) -> acupress::press::Press {
    let config = Config { linking, ..Config::default() };
    acupress::press::press(Utf8Path::from_path(site.root()).unwrap(), &config, &mut Timings::default()).value
}

/// The characters of the articles' bodies, without any markup.
fn visible(press: &acupress::press::Press) -> Vec<String> {
    let html = |part: &Part| match part {
        Part::Html(html) => html.clone(),
        Part::Section(..) => String::new(),
    };
    let bodies = (0..press.library.sources.len() as u32).map(|index| press.weaving.body(SourceId(index)));
    bodies.map(|body| without_tags(&body.parts.iter().map(html).collect::<String>())).collect()
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, rest)| rest);
    }
    text + rest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn linking_never_changes_what_a_reader_sees(texts in prop::collection::vec(texts(40), 20)) {
        let site = site(&texts);
        let plain = visible(&press(&site, Linking::None));
        for linking in [Linking::All, Linking::FirstInSection, Linking::FirstInPage] {
            let linked = visible(&press(&site, linking));
            for (plain, linked) in plain.iter().zip(&linked) {
                prop_assert_eq!(plain, linked);
            }
        }
    }

    #[test]
    fn linking_what_is_linked_changes_nothing(texts in prop::collection::vec(texts(30), 20)) {
        // In the text of a wikilink no bracket, bar or line end can stand.
        let plain: Vec<String> = texts.iter().map(|text| text.replace(['[', ']', '|', '`', '<', '\\', '*', '!'], "")).collect();
        let first_site = site(&plain);
        let first = press(&first_site, Linking::All);
        let mut again = Vec::new();
        for index in 0..first.library.sources.len() {
            let id = SourceId(index as u32);
            let mut markdown = first.library.source(id).markdown().to_owned();
            let placed = first.library.spots(id).iter().zip(first.weaving.placings(id));
            let linked: Vec<_> = placed.filter(|(_, placing)| **placing == Placing::Linked).map(|(spot, _)| spot).collect();
            for spot in linked.into_iter().rev() {
                let words = &markdown[spot.link()];
                prop_assume!(!words.contains('\n') && !words.contains("&"));
                let link = format!("[[{}|{words}]]", first.library.target_id(spot.target.unwrap()));
                markdown.replace_range(spot.link(), &link);
            }
            again.push(markdown);
        }
        let second_site = site(&again);
        let second = press(&second_site, Linking::All);
        prop_assert_eq!(visible(&first), visible(&second));
        for (index, text) in again.iter().enumerate() {
            let id = SourceId(index as u32);
            let (spots, placings) = (second.library.spots(id), second.weaving.placings(id));
            let new: Vec<&str> = spots.iter().zip(placings).filter(|(_, placing)| **placing == Placing::Linked).map(|(spot, _)| &*spot.text).collect();
            prop_assert!(new.is_empty(), "{:?} in {:?}", new, text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_are_whole_and_in_order(text in texts(60)) {
        let registry = Arc::new(Registry::new());
        let finder = Finder::new(&registry, &[]);
        let spots = finder.find(&text, &Context::default()).spots;
        let mut last = 0;
        for spot in &spots {
            prop_assert!(last <= spot.range().start, "{spot:?} after {last} in {text:?}");
            last = spot.range().end;
            prop_assert!(text.get(spot.range()).is_some() && text.get(spot.link()).is_some());
            prop_assert!(spot.range().start <= spot.link().start && spot.link().end <= spot.range().end && !spot.link().is_empty());
            prop_assert_eq!(spot.verdict == Verdict::Mention, spot.target.is_some() && spot.verdict != Verdict::LeftAlone);
        }
    }
}
