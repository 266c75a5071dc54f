//! A site's own theme, laid over the one that is built in, and what its mistakes look like.

use crate::support::Site;

const ARTICLE: &str = "title: A\nconditions: [Insomnia]\npoints: [BL23]";

/// A library of one article with this file in its theme.
fn with_theme_file(path: &str, text: &str) -> Site {
    Site::new().article("a", ARTICLE, "Text.").file(&format!("themes/default/{path}"), text)
}

/// What a build that must fail says, and that it published nothing.
#[track_caller]
fn failure(site: &Site) -> String {
    let run = site.run(&["build"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(site.all_published().is_empty());
    let check = site.run(&["check"]);
    assert_eq!(check.code, 1);
    assert_eq!(run.stderr, format!("{}acupress: nothing was published, because of errors\n", check.stderr));
    check.stderr
}

#[test]
fn a_library_without_themes_gets_the_one_built_in() {
    let site = Site::new().article("a", ARTICLE, "Text.");
    site.build();
    let css = std::fs::read_to_string(crate::support::repository().join("themes/default/assets/css/acupress.css"));
    assert_eq!(site.published("assets/css/acupress.css"), css.unwrap());
    assert!(site.published("articles/a/index.html").contains("href=\"../../assets/css/acupress.css\""));
}

#[test]
fn one_template_is_replaced_and_the_others_stay() {
    let plain = Site::new().article("a", ARTICLE, "Text.");
    plain.build();
    let site = with_theme_file("templates/point.html", "<p>Own {{ point.code }} {{ root }}</p>\n");
    site.build();
    assert_eq!(site.published("points/bl23/index.html"), "<p>Own BL23 ../../</p>\n");
    for (path, bytes) in plain.all_published() {
        if path != "points/bl23/index.html" {
            assert!(site.all_published()[&path] == bytes, "{path}");
        }
    }
}

#[test]
fn a_template_of_ones_own_may_extend_those_built_in() {
    let site = with_theme_file(
        "templates/article.html",
        "{% extends \"base.html\" %}\n{% block main -%}\n<h1>{{ entry.title }}!</h1>\n{%- endblock main %}\n",
    );
    site.build();
    insta::assert_snapshot!(site.main_of("articles/a/index.html"), @r#"
    <main id="main">
    <h1>A!</h1>
    "#);
    assert!(site.published("articles/a/index.html").contains("<nav class=\"menu\""));
}

#[test]
fn one_asset_is_replaced_and_others_are_added() {
    let site = with_theme_file("assets/css/acupress.css", "body { color: red }\n")
        .file("themes/default/assets/fonts/a.woff2", b"\0\x01\x02\xff");
    site.build();
    assert_eq!(site.published("assets/css/acupress.css"), "body { color: red }\n");
    assert_eq!(site.all_published()["assets/fonts/a.woff2"], b"\0\x01\x02\xff");
}

#[test]
fn one_word_in_another_language_is_laid_over_english() {
    let site = Site::bare()
        .file("acupress.yaml", "base_url: https://example.org/\nlanguage: de-AT\n")
        .file("themes/default/i18n/de.yaml", "nav.home: Anfang\nkind.article.other: Artikel\n")
        .file("themes/default/i18n/de-AT.yaml", "kind.article.other: Beiträge\n")
        .article("a", ARTICLE, "Text.");
    site.build();
    let page = site.published("articles/a/index.html");
    assert!(page.contains("<html lang=\"de-AT\">"));
    assert!(page.contains(">Anfang</a>"), "the language without its region");
    assert!(page.contains(">Beiträge</a>"), "the region");
    assert!(page.contains(">Conditions</a>"), "English where no other has a word");
}

#[test]
fn a_word_of_english_is_replaced() {
    let site = with_theme_file("i18n/en.yaml", "nav.home: Start\n");
    site.build();
    let page = site.published("articles/a/index.html");
    assert!(page.contains(">Start</a>"));
    assert!(page.contains(">Skip to content</a>"), "the words that the file does not give stay: {page}");
}

#[test]
fn a_theme_of_another_name_is_laid_over_the_one_built_in() {
    let site = Site::bare()
        .file("acupress.yaml", "base_url: https://example.org/\ntheme: clinic\n")
        .file("themes/clinic/theme.yaml", "name: clinic\n")
        .file("themes/clinic/templates/page.html", "<p>{{ page.title }} by clinic</p>\n")
        .file("themes/default/templates/page.html", "not used\n")
        .file("content/about.md", "---\ntitle: About\n---\n")
        .article("a", ARTICLE, "Text.");
    site.build();
    assert_eq!(site.published("about/index.html"), "<p>About by clinic</p>\n");
    assert!(site.published("articles/a/index.html").contains("<main id=\"main\">"));
}

#[test]
fn a_theme_that_does_not_exist_is_an_error() {
    let site = Site::bare()
        .file("acupress.yaml", "base_url: https://example.org/\ntheme: clinc\n")
        .file("themes/clinic/theme.yaml", "name: clinic\n")
        .article("a", ARTICLE, "Text.");
    insta::assert_snapshot!(failure(&site), @r"
    error[invalid-configuration]: there is no theme `clinc`
    --> themes/clinc
     = help: did you mean `clinic`?

    1 error (`acupress explain invalid-configuration` tells more)
    ");
}

#[test]
fn a_theme_is_never_looked_for_outside_of_themes() {
    for name in ["../clinic", "/etc", ".", "..", "a/b", "\"\""] {
        let site = Site::bare()
            .file("acupress.yaml", format!("base_url: https://example.org/\ntheme: {name}\n"))
            .file("clinic/templates/page.html", "outside")
            .file("themes/a/b/templates/page.html", "deeper")
            .file("content/about.md", "---\ntitle: About\n---\n");
        if name == "\"\"" {
            // An empty value is no value.
            site.build();
        } else {
            assert_eq!(site.findings_of("invalid-configuration").len(), 1, "{name}");
        }
    }
}

#[test]
fn a_template_that_does_not_parse_names_its_line_and_column() {
    let site = with_theme_file("templates/point.html", "<p>\n{% if point %}\n{{ point.code | }}\n{% endif %}\n</p>\n");
    insta::assert_snapshot!(failure(&site), @r"
    error[template-error]: Found `}}` but expected identifier.
     --> themes/default/templates/point.html:3:17
      |
    3 | {{ point.code | }}
      |                 ^^

    1 error (`acupress explain template-error` tells more)
    ");
}

#[test]
fn a_filter_that_does_not_exist_names_its_line_and_column() {
    let site = with_theme_file("templates/point.html", "<p>太溪 {{ point.code | shout }}</p>\n");
    insta::assert_snapshot!(failure(&site), @r"
    error[template-error]: Unknown filter `shout`
     --> themes/default/templates/point.html:1:23
      |
    1 | <p>太溪 {{ point.code | shout }}</p>
      |                         ^^^^^

    1 error (`acupress explain template-error` tells more)
    ");
}

#[test]
fn a_template_that_fails_on_one_page_names_the_page() {
    let site = Site::new().article("a", ARTICLE, "Text.").article("b", "title: B\nextra: {mood: calm}", "Text.").file(
        "themes/default/templates/article.html",
        "<p>{{ entry.title }}</p>\n<p>太溪 {{ entry.extra.mood }}</p>\n",
    );
    insta::assert_snapshot!(failure(&site), @r"
    error[template-error]: Field `mood` is not defined. (page /articles/a/)
     --> themes/default/templates/article.html:2:22
      |
    2 | <p>太溪 {{ entry.extra.mood }}</p>
      |                        ^^^^

    1 error (`acupress explain template-error` tells more)
    ");
}

#[test]
fn a_template_that_fails_on_all_pages_is_reported_once() {
    let site = Site::new()
        .article("a", ARTICLE, "Text.")
        .article("b", "title: B", "Text.")
        .article("c", "title: C", "Text.")
        .file("themes/default/templates/article.html", "<p>{{ no_such_thing }}</p>\n");
    insta::assert_snapshot!(failure(&site), @"
    error[template-error]: Variable `no_such_thing` is not defined. Available variables: articles, body, conditions, entry, figure, ids, mentioned, organs, page, patterns, points, principles, related, rest, root, site, sources, toc, treatments (page /articles/a/)
     --> themes/default/templates/article.html:1:7
      |
    1 | <p>{{ no_such_thing }}</p>
      |       ^^^^^^^^^^^^^
      |
      = help: it fails on 2 more pages

    1 error (`acupress explain template-error` tells more)
    ");
}

#[test]
fn every_template_that_fails_is_reported() {
    let site =
        with_theme_file("templates/point.html", "{{ one }}\n").file("themes/default/templates/404.html", "{{ two }}\n");
    let shown = failure(&site);
    assert!(shown.contains("themes/default/templates/404.html:1:4") && shown.contains("points/bl23"), "{shown}");
}

#[test]
fn a_parent_that_does_not_exist_is_an_error() {
    let site = with_theme_file("templates/point.html", "{% extends \"bse.html\" %}\n");
    insta::assert_snapshot!(failure(&site), @r"
    error[template-error]: it extends `bse.html`, which the theme has not
    --> themes/default/templates/point.html

    1 error (`acupress explain template-error` tells more)
    ");
}

#[test]
fn a_template_that_is_not_utf_8_is_an_error() {
    let site = Site::new().article("a", ARTICLE, "").file("themes/default/templates/point.html", [b'<', 0xff, b'>']);
    insta::assert_snapshot!(failure(&site), @r"
    error[template-error]: the template is not UTF-8
    --> themes/default/templates/point.html

    1 error (`acupress explain template-error` tells more)
    ");
}

#[test]
fn words_that_are_no_yaml_are_an_error() {
    let site = with_theme_file("i18n/en.yaml", "nav.home: Start\nnav.skip: [a, b]\n");
    let shown = failure(&site);
    assert!(shown.contains("themes/default/i18n/en.yaml:2"), "{shown}");
}

#[test]
fn a_description_with_an_unknown_key_is_an_error() {
    let site = with_theme_file("theme.yaml", "name: default\nauthor: me\n");
    let shown = failure(&site);
    assert!(shown.contains("themes/default/theme.yaml:2:1"), "{shown}");
}

#[test]
fn text_of_authors_is_escaped_in_templates_of_ones_own() {
    let site = Site::new()
        .article("a", "title: \"<b> & 'x'\"", "")
        .file("themes/default/templates/article.html", "<p title=\"{{ entry.title }}\">{{ entry.title }}</p>\n");
    site.build();
    assert_eq!(
        site.published("articles/a/index.html"),
        "<p title=\"&lt;b&gt; &amp; &#39;x&#39;\">&lt;b&gt; &amp; &#39;x&#39;</p>\n"
    );
}

#[test]
fn a_template_of_ones_own_may_extend_the_one_that_it_replaces() {
    let plain = Site::new().article("a", ARTICLE, "Text.");
    plain.build();
    let site = with_theme_file(
        "templates/condition.html",
        "{% extends \"default/condition.html\" %}\n{% block heading %}{{ super() }}\n<p>Own</p>{% endblock heading %}\n",
    )
    .file(
        "themes/default/templates/base.html",
        "{% extends \"default/base.html\" %}\n{% block head %}<meta name=\"own\">\n{% endblock head %}\n",
    );
    site.build();
    for page in ["conditions/insomnia/index.html", "points/bl23/index.html"] {
        let mut wanted = plain.published(page).replace("\n</head>", "\n<meta name=\"own\">\n</head>");
        if page.starts_with("conditions") {
            wanted = wanted.replace("</h1>\n</header>", "</h1>\n<p>Own</p>\n</header>");
            assert!(wanted.contains("<p>Own</p>"));
        }
        assert_eq!(site.published(page), wanted);
    }
}

#[test]
fn every_entry_has_a_heading_to_extend() {
    let kinds = ["article", "channel", "condition", "organ", "page", "pattern", "point", "source"];
    let mut site = Site::new()
        .article(
            "a",
            "title: A\nconditions: [Insomnia]\npatterns: [Damp Heat]\npoints: [BL23]\nsources: [Book]",
            "Text.",
        )
        .file("content/about.md", "---\ntitle: About\n---\n[[Kidney]]\n");
    for kind in kinds {
        let text = format!(
            "{{% extends \"default/{kind}.html\" %}}\n{{% block heading %}}<h1>Own</h1>{{% endblock heading %}}\n"
        );
        site = site.file(&format!("themes/default/templates/{kind}.html"), text);
    }
    site.build();
    let library = site.library();
    let entries = library["entries"].as_array().unwrap();
    for kind in kinds {
        let entry = entries.iter().find(|entry| entry["kind"] == kind).unwrap();
        let page = site.main_of(&format!("{}index.html", entry["url"].as_str().unwrap()));
        assert!(page.contains("<h1>Own</h1>") && page.matches("<h1").count() == 1, "{kind}: {page}");
    }
}

#[test]
fn a_mistake_in_a_template_that_is_extended_names_the_file_of_ones_own() {
    let site = with_theme_file(
        "templates/point.html",
        "{% extends \"default/point.html\" %}\n{% block heading %}{{ nothing }}{% endblock heading %}\n",
    );
    let shown = failure(&site);
    assert!(shown.contains("--> themes/default/templates/point.html:2:23"), "{shown}");
}

#[test]
fn links_and_lists_of_texts_are_written_by_filters() {
    let template = concat!(
        "{% component teaser(entry, @root) -%}<p>{{ entry | link }}</p>{%- endcomponent teaser %}\n",
        "{% for point in points %}{{ <teaser entry={point.entry} /> }} {{ point.entry | brief }}{% endfor %}\n",
        "{{ conditions | links }}; {{ conditions | briefs }}; {{ entry.tags | texts }}; {{ [1, 2] | texts }};",
        "{{ entry.image | link }}\n",
    );
    let article = "title: A\nconditions: [Insomnia, Rib & Side Pain]\npoints: [BL23]\ntags: [<b>, 腎]";
    let site = Site::new().article("a", article, "Text.").file("themes/default/templates/article.html", template);
    site.build();
    insta::assert_snapshot!(site.published("articles/a/index.html").trim(), @r#"
    <p><a href="../../points/bl23/"><span class="point-code">BL23</span> Shènshū <span lang="zh-Hant">腎俞</span></a></p> <a href="../../points/bl23/"><span class="point-code">BL23</span></a>
    <a href="../../conditions/insomnia/">Insomnia</a>, <a href="../../conditions/rib-side-pain/">Rib &amp; Side Pain</a>; <a href="../../conditions/insomnia/">Insomnia</a>, <a href="../../conditions/rib-side-pain/">Rib &amp; Side Pain</a>; &lt;b&gt;, <span lang="zh-Hant">腎</span>; 1, 2;
    "#);
    let nothing = concat!(
        "{% component bare(entry) -%}<p>{{ entry | link }}</p>{%- endcomponent bare %}\n",
        "{{ <bare entry={points[0].entry} /> }}",
    );
    let nothing = with_theme_file("templates/article.html", nothing);
    insta::assert_snapshot!(failure(&nothing), @"
    error[template-error]: a link needs `root`, which a component takes from the page by `@root` (page /articles/a/)
     --> themes/default/templates/article.html:1:43
      |
    1 | {% component bare(entry) -%}<p>{{ entry | link }}</p>{%- endcomponent bare %}
      |                                           ^^^^

    1 error (`acupress explain template-error` tells more)
    ");
}

#[test]
fn only_entries_are_linked_and_only_lists_listed() {
    for (written, message) in [
        ("{{ entry.title | link }}", "only an entry can be linked, not a value of type `string`"),
        ("{{ entry | links }}", "a list is needed here, not a value of type `map/struct`"),
        ("{{ entry.title | texts }}", "a list is needed here, not a value of type `string`"),
    ] {
        let said = failure(&with_theme_file("templates/article.html", written));
        assert!(said.contains(message), "{said}");
    }
}
