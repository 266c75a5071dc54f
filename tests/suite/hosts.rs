//! What hosts, search engines, readers of feeds and language models are given beside the pages.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use crate::html::{Piece, locations, nasty_library, scan};
use crate::sample_library::sample_library;
use crate::support::Site;

/// What stands in the head of a page, by name or property: `title`, `description`, `og:title` … A thing that stands
/// there twice is a mistake.
#[track_caller]
fn head(path: &str, page: &str) -> BTreeMap<String, String> {
    let mut head = BTreeMap::new();
    let mut add = |name: String, value: String| {
        let before = head.insert(name.clone(), value);
        assert!(before.is_none(), "{path}: {name} twice");
    };
    let pieces = scan(&page[..page.find("</head>").unwrap()]).unwrap();
    for (index, piece) in pieces.iter().enumerate() {
        let Piece::Open { name, attributes, .. } = piece else { continue };
        let value = |wanted: &str| attributes.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone());
        match *name {
            "title" => match pieces.get(index + 1) {
                Some(Piece::Text(title)) => add("title".to_owned(), (*title).to_owned()),
                _ => panic!("{path}: no title"),
            },
            "meta" => {
                if let Some(name) = value("name").or_else(|| value("property")) {
                    add(name, value("content").unwrap());
                }
            }
            "link" => add(format!("link {}", value("rel").unwrap()), value("href").unwrap()),
            _ => {}
        }
    }
    head
}

#[track_caller]
fn head_of(site: &Site, path: &str) -> BTreeMap<String, String> {
    head(path, &site.published(path))
}

/// The head of every page but those that only lead on.
fn heads(site: &Site) -> BTreeMap<String, BTreeMap<String, String>> {
    let pages = site.all_published().into_iter().filter(|(path, _)| path.ends_with(".html"));
    pages
        .map(|(path, bytes)| {
            let head = head(&path, &String::from_utf8(bytes).unwrap());
            (path, head)
        })
        .collect()
}

/// A library with nothing in it but a page that says nothing.
fn empty() -> Site {
    Site::bare().file("content/about.md", "---\ntitle: About\n---\n")
}

#[test]
fn every_page_has_a_title_a_description_and_an_icon() {
    for site in [sample_library(), nasty_library(), empty()] {
        site.build();
        for (path, head) in heads(&site) {
            for wanted in ["title", "description", "viewport", "link icon"] {
                assert!(head.get(wanted).is_some_and(|value| !value.trim().is_empty()), "{path}: {wanted}");
            }
        }
    }
}

/// Pages whose facts are too many for a line.
fn crowded() -> Site {
    let mut site = Site::new().file(
        "content/points/ki3.md",
        "---\nconditions: [Supercalifragilisticexpialidocious Disorder Of The Very Long Name, Insomnia]\n---\n",
    );
    for number in 0..30 {
        let front = format!(
            "title: Article {number}\nconditions: [Insomnia, Trouble {number}]\npoints: [KI3, HT7]\n\
             patterns: [{{name: Deficiency {number}, symptoms: [sign {number}]}}]\nsources: [A Book]"
        );
        site = site.article(&format!("a{number}"), &front, "");
    }
    site
}

#[test]
fn lines_that_nobody_wrote_are_short_and_cut_no_word() {
    let site = crowded();
    site.build();
    for (path, head) in heads(&site) {
        let line = &head["description"];
        assert!(line.chars().count() <= 160, "{path}: {line}");
        assert!(line.ends_with(['.', '…']) && !line.contains("  ") && !line.contains(['{', '}']), "{path}: {line}");
    }
    let line = |path: &str| head_of(&site, path)["description"].clone();
    insta::assert_snapshot!(line("points/ki3/index.html"), @r"
    KI3 Tàixī 太谿 on the Kidney Channel: used for Insomnia, Supercalifragilisticexpialidocious Disorder Of The Very Long Name, Trouble 0, Trouble 1 and 28 more.
    ");
    insta::assert_snapshot!(line("conditions/insomnia/index.html"), @r"
    Insomnia in Chinese medicine: patterns Deficiency 0, Deficiency 1, Deficiency 10, Deficiency 11, Deficiency 12, Deficiency 13, Deficiency 14 and 23 more.
    ");
    insta::assert_snapshot!(line("patterns/deficiency-3/index.html"), @r"
    Deficiency 3, a pattern of Chinese medicine: signs sign 3; conditions Insomnia, Trouble 3.
    ");
    insta::assert_snapshot!(line("channels/kidney/index.html"), @r"
    Kidney Channel 腎經: Foot Shaoyin; 27 points; points used KI3.
    ");
    insta::assert_snapshot!(line("sources/a-book/index.html"), @r"
    A Book: cited by Article 0, Article 1, Article 10, Article 11, Article 12, Article 13, Article 14, Article 15, Article 16, Article 17, Article 18 and 19 more.
    ");
    insta::assert_snapshot!(line("points/index.html"), @"Points – Acupress library: 2 points; HT7, KI3.");
    insta::assert_snapshot!(line("index.html"), @r"
    Acupress library: 30 articles, 32 conditions, 30 patterns, 2 points, 2 channels, 1 source.
    ");
}

#[test]
fn what_an_author_wrote_goes_before_facts() {
    let site = Site::new()
        .article("own", "title: Own\ndescription: |\n  In my\n  words.\nconditions: [Insomnia]", "Other words.")
        .article("text", "title: Text\nconditions: [Insomnia]", "The first words. Then more of them, and more.")
        .article("long", "title: Long\nconditions: [Insomnia]", &"Some words that go on. ".repeat(30))
        .file("content/conditions/insomnia.md", "---\ntitle: Insomnia\n---\nSleep stays away.\n")
        .file("content/points/_index.md", "---\ntitle: Points\ndescription: Where to press.\n---\n");
    site.build();
    let line = |path: &str| head_of(&site, path)["description"].clone();
    assert_eq!(line("articles/own/index.html"), "In my words.");
    assert_eq!(line("articles/text/index.html"), "The first words. Then more of them, and more.");
    assert_eq!(line("conditions/insomnia/index.html"), "Sleep stays away.");
    assert_eq!(line("points/index.html"), "Where to press.");
    let long = line("articles/long/index.html");
    assert!(long.ends_with("go on.") && (100..=160).contains(&long.len()), "{long}");
}

#[test]
fn a_page_that_is_shared_shows_what_it_is() {
    let site = Site::bare()
        .file("acupress.yaml", "title: Riverside\nbase_url: https://example.org/library/\nlanguage: en-GB\n")
        .article("plain", "title: Plain\nconditions: [Insomnia]", "")
        .file(
            "content/articles/sleep/index.md",
            "---\ntitle: Sleepless\ndescription: Why sleep stays away.\ndate: 2025-09-30\nupdated: 2025-11-02\n\
             image: {src: a lamp.gif, alt: A lamp}\n---\n",
        )
        .file("content/articles/sleep/a lamp.gif", b"GIF89a\x01\0\x01\0\0\0\0;");
    site.build();
    let shared = |path: &str| {
        let head = head_of(&site, path);
        let lines = head.iter().filter(|(name, _)| name.starts_with("og:") || name.contains(":"));
        lines.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(shared("articles/sleep/index.html"), @r"
    article:modified_time 2025-11-02
    article:published_time 2025-09-30
    og:description Why sleep stays away.
    og:image https://example.org/library/articles/sleep/a%20lamp.gif
    og:image:alt A lamp
    og:locale en_GB
    og:site_name Riverside
    og:title Sleepless
    og:type article
    og:url https://example.org/library/articles/sleep/
    twitter:card summary_large_image
    ");
    insta::assert_snapshot!(shared("conditions/insomnia/index.html"), @r"
    og:description Insomnia in Chinese medicine: articles Plain.
    og:locale en_GB
    og:site_name Riverside
    og:title Insomnia
    og:type website
    og:url https://example.org/library/conditions/insomnia/
    twitter:card summary
    ");
    assert_eq!(shared("404.html"), "");

    site.write("acupress.yaml", "language: tlh\n");
    site.build();
    let head = head_of(&site, "articles/sleep/index.html");
    for absent in ["og:url", "og:image", "og:image:alt", "og:locale", "link canonical"] {
        assert_eq!(head.get(absent), None);
    }
    assert_eq!((head["og:type"].as_str(), head["twitter:card"].as_str()), ("article", "summary"));
}

#[test]
fn titles_and_addresses_of_the_head_agree() {
    let site = sample_library();
    site.build();
    for (path, head) in heads(&site) {
        if let Some(address) = head.get("og:url") {
            assert_eq!(head.get("link canonical"), Some(address), "{path}");
            assert_eq!(head["og:description"], head["description"], "{path}");
            assert!(head["title"].starts_with(&head["og:title"].replace('\'', "&#39;")), "{path}");
        }
    }
}

/// An element of a feed, with its children.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    #[track_caller]
    fn one<'e>(&'e self, name: &'e str) -> &'e Element {
        let found: Vec<&Element> = self.all(name).collect();
        assert_eq!(found.len(), 1, "{name} in {}", self.name);
        found[0]
    }
}

fn parsed(xml: &str) -> Element {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut open = vec![Element::default()];
    let close = |open: &mut Vec<Element>| {
        let element = open.pop().unwrap();
        open.last_mut().unwrap().children.push(element);
    };
    loop {
        let event = reader.read_event().unwrap();
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let attribute = |attribute: quick_xml::events::attributes::Attribute<'_>| {
                    (attribute.key.as_ref().to_owned(), attribute.value.into_owned())
                };
                open.push(Element {
                    name: tag.name().as_ref().to_owned(),
                    attributes: tag.attributes().map(|found| attribute(found.unwrap())).collect(),
                    ..Element::default()
                });
                if is_empty {
                    close(&mut open);
                }
            }
            Event::End(_) => close(&mut open),
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::GeneralRef(reference) => {
                open.last_mut().unwrap().text.push_str(&format!("&{};", &*reference));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    open.remove(0).children.remove(0)
}

/// Whether a text is a date and time of RFC 3339, as Acupress writes them.
fn is_instant(text: &str) -> bool {
    text.strip_suffix("T00:00:00Z").is_some_and(|date| date.len() == 10 && date.split('-').count() == 3)
}

/// What RFC 4287 asks of a feed and its entries (4.1.1, 4.1.2, 4.2).
fn assert_atom(feed: &Element) {
    const IN_FEED: &[&str] =
        &["title", "subtitle", "id", "updated", "link", "author", "icon", "generator", "entry", "category"];
    const IN_ENTRY: &[&str] = &["title", "id", "link", "published", "updated", "author", "category", "summary"];
    assert_eq!((feed.name.as_str(), feed.attributes["xmlns"].as_str()), ("feed", "http://www.w3.org/2005/Atom"));
    let mut ids = Vec::new();
    for (element, known) in [(feed, IN_FEED)].into_iter().chain(feed.all("entry").map(|entry| (entry, IN_ENTRY))) {
        for child in &element.children {
            assert!(known.contains(&child.name.as_str()), "{} in {}", child.name, element.name);
        }
        for once in ["title", "id", "updated"] {
            assert!(!element.one(once).text.trim().is_empty(), "{once}");
        }
        for at_most_once in ["subtitle", "icon", "generator", "published", "summary"] {
            assert!(element.all(at_most_once).count() < 2, "{at_most_once}");
        }
        assert!(is_instant(&element.one("updated").text));
        assert!(element.all("published").all(|published| is_instant(&published.text)));
        let id = &element.one("id").text;
        assert!(id.starts_with("https://") || id.starts_with("urn:"), "{id}");
        ids.push(id.clone());
        assert!(element.all("author").all(|author| !author.one("name").text.trim().is_empty()));
        // An entry without content has an alternate link; none has two of one type.
        assert_eq!(element.all("link").filter(|link| link.attributes["rel"] == "alternate").count(), 1);
        assert!(element.all("link").all(|link| !link.attributes["href"].is_empty()));
        assert!(element.all("category").all(|category| !category.attributes["term"].is_empty()));
        assert!(element.all("summary").all(|summary| summary.attributes["type"] == "text"));
    }
    // Entries without an author take the feed's.
    assert!(feed.all("author").count() > 0);
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id twice");
}

#[test]
fn the_feed_keeps_the_rules_of_atom() {
    for site in [sample_library(), nasty_library(), empty()] {
        site.build();
        assert_atom(&parsed(&site.published("feed.xml")));
        site.write("acupress.yaml", "rules: {broken-link: note, broken-anchor: note, unknown-mark: note}\n");
        site.build();
        assert_atom(&parsed(&site.published("feed.xml")));
    }
}

#[test]
fn the_feed_says_what_an_article_is_about() {
    let words = "Sleep stays away when the Shen has no home. ".repeat(60);
    let site = Site::new()
        .article("a", "title: A\ndate: 2025-01-02\nconditions: [Insomnia]\ntags: [sleep, Insomnia, 'a & b']", &words)
        .article("b", "title: B\ndate: 2025-01-01\ndescription: Of rest.", &words);
    site.build();
    let feed = parsed(&site.published("feed.xml"));
    let entries: Vec<&Element> = feed.all("entry").collect();
    let terms: Vec<&str> = entries[0].all("category").map(|category| category.attributes["term"].as_str()).collect();
    assert_eq!(terms, ["Insomnia", "sleep", "a &amp; b"]);
    let summary = &entries[0].one("summary").text;
    assert!((800..=1000).contains(&summary.len()) && summary.ends_with("no home."), "{summary}");
    assert_eq!(entries[1].one("summary").text, "Of rest.");
}

#[test]
fn the_sitemap_tells_when_what_articles_are_about_last_changed() {
    let site = Site::new()
        .article("old", "title: Old\ndate: 2024-01-02\nconditions: [Insomnia]\npoints: [BL23]", "")
        .article(
            "new",
            "title: New\ndate: 2024-01-03\nupdated: 2025-03-04\nconditions: [Insomnia]\norgans: [Heart]",
            "Not [[BL24]].",
        )
        .article("undated", "title: Undated\nconditions: [Headache]", "")
        .file("content/texts/_index.md", "---\ntitle: Texts\n---\n")
        .file("content/texts/one.md", "---\ntitle: One\ndate: 2023-05-06\n---\nOf insomnia.\n");
    site.build();
    let sitemap = site.published("sitemap.xml");
    let lines = sitemap.lines().filter_map(|line| line.strip_prefix("<url><loc>https://example.org/"));
    let changed: Vec<String> = lines
        .map(|line| {
            line.replace("</loc><lastmod>", " ").replace("</loc>", "").replace("</lastmod>", "").replace("</url>", "")
        })
        .collect();
    insta::assert_snapshot!(changed.join("\n"), @r"
     2025-03-04
    articles/ 2025-03-04
    articles/new/ 2025-03-04
    articles/old/ 2024-01-02
    articles/undated/
    channels/ 2025-03-04
    channels/bladder/ 2025-03-04
    conditions/ 2025-03-04
    conditions/headache/
    conditions/insomnia/ 2025-03-04
    organs/ 2025-03-04
    organs/heart/ 2025-03-04
    points/ 2025-03-04
    points/bl23/ 2024-01-02
    points/bl24/ 2025-03-04
    texts/ 2023-05-06
    texts/one/ 2023-05-06
    ");
}

#[test]
fn the_guide_for_language_models_names_the_library_and_its_ways_in() {
    let site = Site::bare()
        .file(
            "acupress.yaml",
            "title: The [Riverside]\ndescription: What we know.\ndisclaimer: |\n  No\n  advice.\nbase_url: https://example.org/l/\n",
        )
        .article("a", "title: \"A [b] *c*\"\ndate: 2025-01-02\nconditions: [Insomnia]\npoints: [KI3]", "First words.");
    site.build();
    insta::assert_snapshot!(site.published("llms.txt"), @r"
    # The [Riverside]

    > What we know.

    No advice.

    ## Conditions

    - [Insomnia](https://example.org/l/conditions/insomnia/): Insomnia in Chinese medicine: points KI3; articles A [b] *c*.

    ## Points

    - [KI3 Tàixī](https://example.org/l/points/ki3/): KI3 Tàixī 太谿 on the Kidney Channel: used for Insomnia; Shu-stream point, Yuan-source point; “Supreme Stream”.

    ## Articles

    - [A \[b\] \*c\*](https://example.org/l/articles/a/): First words.

    ## Data

    - [library.json](https://example.org/l/library.json): Every entry and every relation between them, as JSON
    - [sitemap.xml](https://example.org/l/sitemap.xml): Every page with the day of its last change
    - [feed.xml](https://example.org/l/feed.xml): The newest articles
    ");
}

#[test]
fn the_guide_for_language_models_stays_light() {
    let mut site = Site::bare();
    for number in 0..70 {
        let front = format!("title: Article {number}\nconditions: [Trouble {number} of many]\ndate: 2025-01-02");
        site = site.article(&format!("a{number}"), &front, "");
    }
    site.build();
    let guide = site.published("llms.txt");
    assert!(guide.lines().filter(|line| line.starts_with("- [")).count() < 200);
    assert!(guide.contains("- [All of them](conditions/): 70 conditions\n"), "{guide}");
    // Without an address of its own, the site's files are told from where the guide stands.
    for line in guide.lines().filter(|line| line.starts_with("- [")) {
        let address = line.split("](").nth(1).unwrap().split(')').next().unwrap();
        let file = if address.ends_with('/') { format!("{address}index.html") } else { address.to_owned() };
        assert!(site.path("public").join(&file).is_file(), "{line}");
        assert!(line.split("): ").nth(1).is_some_and(|words| !words.is_empty()), "{line}");
    }
}

#[test]
fn every_entry_that_the_guide_names_is_in_the_sitemap() {
    let site = sample_library();
    site.build();
    let pages = locations(&site.published("sitemap.xml"));
    let guide = site.published("llms.txt");
    let links: Vec<&str> = guide.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!((50..=210).contains(&links.len()), "{}", links.len());
    for link in links.iter().filter(|link| link.ends_with('/')) {
        assert!(pages.iter().any(|page| page == link), "{link}");
    }
}

/// An icon of the site's own, whose style is in its attributes: a strict policy forbids any other.
#[test]
fn the_icon_is_a_picture_that_runs_and_loads_nothing() {
    let site = empty();
    site.build();
    let icon = site.published("assets/icon.svg");
    assert!(icon.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{icon}");
    assert_eq!(crate::html::imbalance(&icon), None);
    for forbidden in ["style", "script", "href", "url(", "onload"] {
        assert!(!icon.contains(forbidden), "{forbidden}");
    }
}
