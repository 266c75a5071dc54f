//! Figures: which nodes they hold, where these lead, and what they leave out.

use crate::support::Site;

const ARTICLE: &str = "title: Sleepless\nconditions: [Insomnia]\norgans: [Heart, Liver]\npatterns:\n  - {name: Heart Blood Deficiency}\n  \
                       - {name: Liver Fire Blazing}\npoints:\n  - {code: HT7, patterns: [Heart Blood Deficiency]}\n  \
                       - {code: LR2, patterns: [Liver Fire Blazing]}\n  - {code: EX-HN3, patterns: [Heart Blood Deficiency, Liver Fire Blazing]}";

/// The first drawing of a page.
#[track_caller]
fn drawing(site: &Site, path: &str) -> String {
    let page = site.main_of(path);
    let start = page.find("<svg").unwrap_or_else(|| panic!("no figure in {path}"));
    page[start..start + page[start..].find("</svg>").unwrap()].to_owned()
}

/// Where the nodes of a drawing lead, in order.
fn nodes(drawing: &str) -> Vec<&str> {
    drawing.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn an_article_shows_what_belongs_together_in_it() {
    let site = Site::new().article("sleepless", ARTICLE, "Rest.");
    site.build();
    let drawing = drawing(&site, "articles/sleepless/index.html");
    assert_eq!(
        nodes(&drawing),
        [
            "../../organs/heart/",
            "../../organs/liver/",
            "../../patterns/heart-blood-deficiency/",
            "../../patterns/liver-fire-blazing/",
            "../../points/ht7/",
            "../../points/ex-hn3/",
            "../../points/lr2/",
        ]
    );
    // A phase has a shape of its own, beside its colour: fire, wood, and a point on no channel.
    assert_eq!(drawing.matches("<polygon class=\"phase-fire\"").count(), 1);
    assert_eq!(drawing.matches("<polygon class=\"phase-wood\"").count(), 1);
    assert_eq!(drawing.matches("<circle class=\"phase-none\"").count(), 1);
    assert_eq!(drawing.matches("<path").count(), 6, "two organs and four uses of points\n{drawing}");
    // The same in words.
    let page = site.main_of("articles/sleepless/index.html");
    let words = page.split("<details>").nth(1).unwrap();
    assert!(words.contains("<a href=\"../../patterns/heart-blood-deficiency/\">Heart Blood Deficiency</a>"), "{words}");
}

#[test]
fn a_condition_shows_what_all_its_articles_agree_on() {
    let again = ARTICLE.replace("title: Sleepless", "title: Awake").replace("code: LR2", "code: LR3");
    let site = Site::new().article("sleepless", ARTICLE, "Rest.").article("awake", &again, "Rest.");
    site.build();
    let drawing = drawing(&site, "conditions/insomnia/index.html");
    let wanted = ["../../points/ht7/", "../../points/ex-hn3/", "../../points/lr2/", "../../points/lr3/"];
    assert_eq!(nodes(&drawing)[4..], wanted);
    assert_eq!(drawing.matches("<path class=\"strong\"").count(), 3, "both articles say so\n{drawing}");
}

#[test]
fn where_little_belongs_together_there_is_no_figure() {
    let site = Site::new().article("plain", "title: Plain\nconditions: [Insomnia]\npoints: [HT7]", "Rest.");
    site.build();
    for path in ["articles/plain/index.html", "conditions/insomnia/index.html"] {
        assert!(!site.main_of(path).contains("<svg"), "{path}");
    }
}

#[test]
fn a_point_stands_on_its_channel() {
    let site = Site::new().article("sleepless", ARTICLE, "Rest. HT6 helps.");
    site.build();
    let drawing = drawing(&site, "points/ht7/index.html");
    assert_eq!(nodes(&drawing), ["../../points/ht6/"]);
    assert_eq!(drawing.matches("<circle").count(), 9, "all points of the Heart channel\n{drawing}");
    assert!(drawing.contains("<g class=\"current\" role=\"img\" aria-label=\"HT 7 Shénmén\">"), "{drawing}");
    assert!(!site.main_of("points/ex-hn3/index.html").contains("<svg"), "extra points lie on no channel");
}

#[test]
fn names_of_authors_stay_words_in_figures() {
    let hostile = ARTICLE.replace("Liver Fire Blazing", "\"Fire </text></svg><script>x</script> & \\\"more\\\"\"");
    let site = Site::new().article("sleepless", &hostile, "Rest.");
    site.build();
    let page = site.main_of("articles/sleepless/index.html");
    assert!(!page.contains("<script") && page.matches("</svg>").count() == 1, "{page}");
}
