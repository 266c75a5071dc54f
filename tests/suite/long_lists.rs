//! Libraries so large that no page can show everything: limits on pages, lists on pages of their own.

use crate::support::Site;

/// A library of so many articles that all use BL23 for one condition.
fn library(articles: usize) -> Site {
    let mut site = Site::new();
    for number in 1..=articles {
        let day = format!("{:04}-{:02}-{:02}", 2000 + number / 300, number / 28 % 12 + 1, number % 28 + 1);
        let front = format!(
            "title: Article {number}\ndate: {day}\nconditions: [Low Back Pain]\npatterns: [{{name: Kidney Qi Deficiency, symptoms: [sore loins]}}]\n\
             points: [{{code: BL23, function: Warms the loins in case {number}.}}]"
        );
        site = site.article(&format!("a{number}"), &front, "Text on [[KI3]].");
    }
    site
}

#[test]
fn a_small_library_has_everything_on_its_pages() {
    let site = library(10);
    site.build();
    for page in
        ["points/bl23/index.html", "conditions/low-back-pain/index.html", "patterns/kidney-qi-deficiency/index.html"]
    {
        let page = site.published(page);
        assert!(page.contains("href=\"../../articles/a10/\""), "{page}");
        assert!(!page.contains("articles/\">All"), "{page}");
    }
    assert!(!site.path("public/points/bl23/articles").exists());
    assert!(!site.path("public/articles/page").exists());
}

#[test]
fn of_many_articles_a_page_shows_some_and_leads_to_all() {
    let site = library(240);
    site.build();
    let point = site.words_of("points/bl23/index.html");
    assert!(point.contains("[All 240 articles](../../points/bl23/articles/)"), "{point}");
    assert!(point.contains("[228 more articles](../../points/bl23/articles/)"), "{point}");
    assert_eq!(point.matches("Warms the loins in case").count(), 12, "{point}");
    let first = site.words_of("points/bl23/articles/index.html");
    insta::assert_snapshot!(first.lines().take(4).collect::<Vec<_>>().join("\n"), @"
    Articles on BL23 Shènshū
    240 articles · [BL23 Shènshū 腎俞](../../../points/bl23/)
    [Article 240](../../../articles/a240/) 17 September 2000
    [Article 239](../../../articles/a239/) 16 September 2000
    ");
    insta::assert_snapshot!(first.lines().rev().take(5).collect::<Vec<_>>().join("\n"), @"
    [Next](../../../points/bl23/articles/2/)
    [3](../../../points/bl23/articles/3/)
    [2](../../../points/bl23/articles/2/)
    [1](../../../points/bl23/articles/)
    [Article 141](../../../articles/a141/) 2 June 2000
    ");
    // Every article stands in the list exactly once, the newest first.
    let mut listed = Vec::new();
    for page in ["", "2/", "3/"] {
        let page = site.published(&format!("points/bl23/articles/{page}index.html"));
        let list = page.split_once("<ul class=\"plain\">").unwrap().1.split_once("</ul>").unwrap().0.to_owned();
        listed.extend(list.split(">Article ").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()));
    }
    assert_eq!((listed.len(), listed[0].as_str(), listed[239].as_str()), (240, "240", "1"));
    assert!(!site.path("public/points/bl23/articles/4").exists());
}

#[test]
fn a_long_index_has_pages_and_each_group_is_found_on_one() {
    let site = library(240);
    site.build();
    let second = site.words_of("articles/page/2/index.html");
    assert!(second.starts_with("Articles, page 2"), "{second}");
    let mut titles = Vec::new();
    for page in ["articles/index.html", "articles/page/2/index.html", "articles/page/3/index.html"] {
        let page = site.published(page);
        titles.extend(
            page.split("class=\"entry-title\"").skip(1).map(|rest| rest.split("</p>").next().unwrap().to_owned()),
        );
    }
    assert_eq!(titles.len(), 240);
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), 240);
}

#[test]
fn pages_of_entries_do_not_grow_with_the_library() {
    let weight = |articles: usize| {
        let site = library(articles);
        site.build();
        let of = |page: &str| site.published(page).len();
        [
            of("points/bl23/index.html"),
            of("points/ki3/index.html"),
            of("conditions/low-back-pain/index.html"),
            of("patterns/kidney-qi-deficiency/index.html"),
            of("articles/index.html"),
        ]
    };
    let (some, many) = (weight(200), weight(400));
    for (some, many) in some.into_iter().zip(many) {
        assert!(many < some + some / 3, "{some} and {many} bytes");
    }
}
