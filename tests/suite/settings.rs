//! What is changed of a theme by `acupress.yaml` and `theme.yaml`: menu, logo, words, colours and fonts.

use crate::support::Site;

const ARTICLE: &str = "title: A\nconditions: [Insomnia]\npoints: [BL23]";

/// A library of one article and one page with these settings.
fn with(settings: &str) -> Site {
    Site::bare()
        .file("acupress.yaml", format!("title: Riverside\nbase_url: https://example.org/\n{settings}\n"))
        .file("content/about.md", "---\ntitle: About\naliases: [/old/]\n---\n## Hours\n")
        .article("a", ARTICLE, "Text.")
}

/// The part of a published page between two texts, both with it.
#[track_caller]
fn part(site: &Site, path: &str, from: &str, to: &str) -> String {
    let page = site.published(path);
    let start = page.find(from).unwrap_or_else(|| panic!("no {from} in {path}"));
    let end = page[start..].find(to).unwrap();
    page[start..start + end + to.len()].to_owned()
}

/// The links of the menu.
fn menu(site: &Site, path: &str) -> String {
    let list = part(site, path, "<nav class=\"menu\"", "</nav>");
    list.lines().filter(|line| line.starts_with("<li><a")).collect::<Vec<_>>().join("\n")
}

#[test]
fn without_settings_nothing_is_added() {
    let site = with("");
    site.build();
    assert!(!site.all_published().contains_key("assets/css/settings.css"));
    let page = site.published("about/index.html");
    assert!(!page.contains("settings.css") && !page.contains("class=\"logo\""), "{page}");
    insta::assert_snapshot!(menu(&site, "about/index.html"), @r#"
    <li><a href="../articles/">Articles</a></li>
    <li><a href="../conditions/">Conditions</a></li>
    <li><a href="../points/">Points</a></li>
    <li><a href="../channels/">Channels</a></li>
    "#);
}

#[test]
fn a_menu_of_ones_own_takes_the_place_of_the_automatic_one() {
    let site = with(
        "menu:\n  - home\n  - {kind: points, title: Find a point}\n  - conditions\n  - organs\n  - {title: About, url: /about/}\n\
         \x20 - {title: Hours, url: /about#hours}\n  - {title: Book, url: \"https://example.com/a b\"}\n  - {title: Write, url: \"mailto:a@example.com\"}",
    );
    site.build();
    insta::assert_snapshot!(menu(&site, "about/index.html"), @r#"
    <li><a href="../">Home</a></li>
    <li><a href="../points/">Find a point</a></li>
    <li><a href="../conditions/">Conditions</a></li>
    <li><a href="../about/" aria-current="page">About</a></li>
    <li><a href="../about/#hours">Hours</a></li>
    <li><a href="https://example.com/a%20b">Book</a></li>
    <li><a href="mailto:a@example.com">Write</a></li>
    "#);
    assert!(menu(&site, "points/bl23/index.html").contains("\"../../points/\" aria-current=\"true\">Find a point"));
    assert!(menu(&site, "index.html").contains("<a href=\"./\" aria-current=\"page\">Home"));
    let lost = site.main_of("404.html");
    assert!(
        lost.contains("<a href=\"https://example.com/a%20b\">Book</a>") && lost.matches(">Home<").count() == 1,
        "{lost}"
    );
}

#[test]
fn a_portable_menu_names_the_files() {
    let site = with("menu: [home, articles, {title: Hours, url: \"/about/#hours\"}]");
    assert_eq!(site.run(&["build", "--portable"]).code, 0);
    insta::assert_snapshot!(menu(&site, "about/index.html"), @r#"
    <li><a href="../index.html">Home</a></li>
    <li><a href="../articles/index.html">Articles</a></li>
    <li><a href="../about/index.html#hours">Hours</a></li>
    "#);
}

#[test]
fn a_menu_may_be_empty() {
    let site = with("menu: []");
    site.build();
    assert_eq!(menu(&site, "about/index.html"), "");
}

#[test]
fn what_a_menu_cannot_hold_is_told() {
    let site = with(
        "menu:\n  - artcles\n  - {title: Nowhere, url: /nowhere/}\n  - {url: /about/}\n  - {title: Nothing}\n  - {title: X, url: \"javascript:alert(1)\"}\n\
         \x20 - {title: Y, url: //example.com}\n  - {kind: points, url: /about/}\n  - {titel: Z, kind: points}\n  - pages",
    );
    insta::assert_snapshot!(site.shown(), @r#"
    error[invalid-configuration]: `artcles` is no kind of entries with a list
     --> acupress.yaml:4:5
      |
    4 |   - artcles
      |     ^^^^^^^
      |
      = help: did you mean `articles`?

    error[broken-link]: there is no page `/nowhere/`
     --> acupress.yaml:5:27
      |
    5 |   - {title: Nowhere, url: /nowhere/}
      |                           ^^^^^^^^^
      |
      = help: an address of the menu is that of a finished page, from the site's root

    error[invalid-configuration]: a link of the menu needs a `title`
     --> acupress.yaml:6:11
      |
    6 |   - {url: /about/}
      |           ^^^^^^^
      |
      = help: add `title:` — the words of the link

    error[invalid-configuration]: an item of the menu takes either a `kind` or a `url`
     --> acupress.yaml:7:5
      |
    7 |   - {title: Nothing}
      |     ^
      |
      = help: write `articles`, or `{title: About us, url: /about/}`

    error[invalid-configuration]: `javascript:alert(1)` is no address for a menu
     --> acupress.yaml:8:21
      |
    8 |   - {title: X, url: "javascript:alert(1)"}
      |                     ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: an address of this site begins with `/`, one of another with `https://`

    error[invalid-configuration]: `//example.com` is no address for a menu
     --> acupress.yaml:9:21
      |
    9 |   - {title: Y, url: //example.com}
      |                     ^^^^^^^^^^^^^
      |
      = help: an address of this site begins with `/`, one of another with `https://`

    error[invalid-configuration]: an item of the menu takes either a `kind` or a `url`
      --> acupress.yaml:10:12
       |
    10 |   - {kind: points, url: /about/}
       |            ^^^^^^
       |
       = help: write `articles`, or `{title: About us, url: /about/}`

    error[unknown-key]: unknown key `titel`
      --> acupress.yaml:11:6
       |
    11 |   - {titel: Z, kind: points}
       |      ^^^^^
       |
       = help: did you mean `title`?

    error[invalid-configuration]: `pages` is no kind of entries with a list
      --> acupress.yaml:12:5
       |
    12 |   - pages
       |     ^^^^^
       |
       = help: one of home, articles, conditions, patterns, points, channels, organs, sources

    9 errors (`acupress explain RULE` tells more of each)
    "#);
}

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>";

#[test]
fn a_logo_stands_beside_the_title_or_alone() {
    for (settings, shown) in [
        ("logo: /images/logo.svg", "<img class=\"logo\" src=\"../images/logo.svg\" alt=\"\">Riverside"),
        (
            "logo: {src: images/logo.svg, alt: A river}",
            "<img class=\"logo\" src=\"../images/logo.svg\" alt=\"A river\">Riverside",
        ),
        (
            "logo: {src: /images/logo.svg, alone: true, width: 80, height: 40}",
            "<img class=\"logo\" src=\"../images/logo.svg\" alt=\"Riverside\" width=\"80\" height=\"40\">",
        ),
        (
            "logo: {src: /assets/logo.svg, alt: \"\\\"Clinic\\\"\", alone: true}",
            "<img class=\"logo\" src=\"../assets/logo.svg\" alt=\"&quot;Clinic&quot;\">",
        ),
    ] {
        let site = with(settings).file("content/images/logo.svg", LOGO).file("themes/default/assets/logo.svg", LOGO);
        site.build();
        let title = part(&site, "about/index.html", "<p class=\"site-title\">", "</p>");
        assert_eq!(title, format!("<p class=\"site-title\"><a href=\"../\">{shown}</a></p>"), "{settings}");
    }
}

#[test]
fn a_logo_that_is_not_there_is_told() {
    for src in ["/images/lgo.svg", "/assets/lgo.svg", "../logo.svg", "https://example.com/logo.svg"] {
        let site = with(&format!("logo: {{src: {src}}}")).file("content/images/logo.svg", LOGO);
        assert_eq!(site.findings_of("broken-link"), [format!("acupress.yaml:3:13 there is no picture `{src}`")]);
    }
    let site = with("logo: {alt: River, width: 0}");
    insta::assert_snapshot!(site.shown(), @"
    error[invalid-configuration]: `src` is missing
     --> acupress.yaml:3:7
      |
    3 | logo: {alt: River, width: 0}
      |       ^
      |
      = help: add `src:` — a file of the content folder, `/images/logo.svg`, or of the theme, `/assets/logo.svg`

    error[invalid-configuration]: `width` takes a number of pixels, not `0`
     --> acupress.yaml:3:27
      |
    3 | logo: {alt: River, width: 0}
      |                           ^

    2 errors (`acupress explain invalid-configuration` tells more)
    ");
    let site = with("logo: /none.svg\nmenu: [{title: None, url: /none/}]\nrules: {broken-link: allow}");
    site.build();
    assert!(!site.published("about/index.html").contains("class=\"logo\""), "it is left out");
    assert_eq!(menu(&site, "about/index.html"), "");
}

#[test]
fn labels_are_laid_over_the_words_of_every_language() {
    for (language, home) in [("en", "Start"), ("zh-Hant", "Start"), ("de", "Start")] {
        let site = with(&format!(
            "language: {language}\nlabels:\n  nav.home: Start\n  kind.article.other: Essays & notes\n  count.points.one: \"{{n}} place\""
        ));
        site.build();
        let page = site.published("about/index.html");
        assert!(page.contains(&format!(">{home}</a>")) && page.contains(">Essays &amp; notes</a>"), "{page}");
        assert!(site.main_of("points/index.html").contains("1 place"));
        assert!(site.published("search/catalogue.js").contains("Essays & notes"));
    }
}

#[test]
fn labels_that_replace_nothing_are_told() {
    let site = with(
        "labels:\n  nav.hme: Start\n  wholly.unknown: X\n  nav.skip: [a]\n  count.points.one: \"{m} points\"\n  nav.home: \"{n}\"",
    );
    insta::assert_snapshot!(site.shown(), @r#"
    error[unknown-key]: the theme has no words `nav.hme`
     --> acupress.yaml:4:3
      |
    4 |   nav.hme: Start
      |   ^^^^^^^
      |
      = help: did you mean `nav.home`?

    error[unknown-key]: the theme has no words `wholly.unknown`
     --> acupress.yaml:5:3
      |
    5 |   wholly.unknown: X
      |   ^^^^^^^^^^^^^^
      |
      = help: the keys are those of themes/default/i18n/en.yaml

    error[invalid-configuration]: `nav.skip` takes text, not a list
     --> acupress.yaml:6:13
      |
    6 |   nav.skip: [a]
      |             ^

    error[invalid-configuration]: nothing is put in place of `{m}` in `count.points.one`
     --> acupress.yaml:7:3
      |
    7 |   count.points.one: "{m} points"
      |   ^^^^^^^^^^^^^^^^
      |
      = help: known here: `{n}`

    error[invalid-configuration]: nothing is put in place of `{n}` in `nav.home`
     --> acupress.yaml:8:3
      |
    8 |   nav.home: "{n}"
      |   ^^^^^^^^
      |
      = help: its words stand as they are

    5 errors (`acupress explain RULE` tells more of each)
    "#);
    let site = with("labels: [Start]");
    insta::assert_snapshot!(site.shown(), @"
    error[invalid-configuration]: `labels` takes a group of keys, not a list
     --> acupress.yaml:3:9
      |
    3 | labels: [Start]
      |         ^

    1 error (`acupress explain invalid-configuration` tells more)
    ");
}

#[test]
fn a_label_may_be_for_a_word_of_ones_own_theme() {
    let site = with("labels: {press: Push}")
        .file("themes/default/i18n/en.yaml", "press: Press\n")
        .file("themes/default/templates/page.html", "<p>{{ \"press\" | t }}</p>\n");
    site.build();
    assert_eq!(site.published("about/index.html"), "<p>Push</p>\n");
}

#[test]
fn colours_and_fonts_become_a_stylesheet() {
    let site = with(
        "style:\n  light: {link: \"#8a2f1f\", code_string: teal}\n  dark: {link: \"oklch(0.8 0.1 30)\"}\n\
         \x20 fonts:\n    latin: [Charter, 'Segoe UI', serif]\n    mono: \"'Fira Code', Consolas\"\n    han_traditional: 蘋方-繁\n    han_simplified: [Noto Serif CJK SC]",
    );
    let run = site.build();
    assert_eq!(run.stderr, "");
    insta::assert_snapshot!(site.published("assets/css/settings.css"), @r#"
    /* Made from the settings of acupress.yaml and theme.yaml. */
    :root { --han-simplified: "Noto Serif CJK SC"; --han-traditional: "蘋方-繁"; --latin: "Charter", "Segoe UI", serif; --mono: "Fira Code", "Consolas", monospace; }
    @media screen and (prefers-color-scheme: light) { :root { --code-string: teal; --link: #8a2f1f; } }
    @media screen and (prefers-color-scheme: dark) { :root { --link: oklch(0.8 0.1 30); } }
    "#);
    for (path, root) in [
        ("about/index.html", "../"),
        ("index.html", "./"),
        ("points/bl23/index.html", "../../"),
        ("old/index.html", "../"),
        ("404.html", "/"),
    ] {
        let page = site.published(path);
        let theme = page.find(&format!("<link rel=\"stylesheet\" href=\"{root}assets/css/acupress.css\">"));
        let own = page.find(&format!("<link rel=\"stylesheet\" href=\"{root}assets/css/settings.css\">"));
        assert!(theme.is_some() && theme < own, "{path}");
        assert!(!page.contains("<style") && !page.contains(" style="), "{path}");
    }
}

#[test]
fn what_is_no_colour_or_font_is_told_and_never_published() {
    let site = with(
        "style:\n  light:\n    link: tael\n    text: 222222\n    ground: #fff\n    muted: \"red; } body { display: none\"\n    lnik: red\n    note: \"url(https://example.com/x)\"\n    tip: \"</style>\"\n\
         \x20 drak: {link: red}\n  fonts: {latin: 'a\"b', mono: \"x; }\", lation: Arial}",
    );
    insta::assert_snapshot!(site.shown(), @r##"
    error[invalid-configuration]: `tael` is no colour
     --> acupress.yaml:5:11
      |
    5 |     link: tael
      |           ^^^^
      |
      = help: did you mean `teal`?

    error[invalid-configuration]: `222222` is no colour
     --> acupress.yaml:6:11
      |
    6 |     text: 222222
      |           ^^^^^^
      |
      = help: did you mean `"#222222"`, with a `#` and between quotes?

    error[invalid-configuration]: `ground` has no colour
     --> acupress.yaml:7:11
      |
    7 |     ground: #fff
      |           ^
      |
      = help: a `#` begins a comment; put the colour between quotes: `ground: "#fff"`

    error[invalid-configuration]: `red; } body { display: none` is no colour
     --> acupress.yaml:8:12
      |
    8 |     muted: "red; } body { display: none"
      |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write a colour of CSS, such as "#17614c", teal, or oklch(0.45 0.09 165)

    error[unknown-key]: unknown key `lnik`
     --> acupress.yaml:9:5
      |
    9 |     lnik: red
      |     ^^^^
      |
      = help: did you mean `link`?

    error[invalid-configuration]: `url(https://example.com/x)` is no colour
      --> acupress.yaml:10:11
       |
    10 |     note: "url(https://example.com/x)"
       |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write a colour of CSS, such as "#17614c", teal, or oklch(0.45 0.09 165)

    error[invalid-configuration]: `</style>` is no colour
      --> acupress.yaml:11:10
       |
    11 |     tip: "</style>"
       |          ^^^^^^^^^^
       |
       = help: write a colour of CSS, such as "#17614c", teal, or oklch(0.45 0.09 165)

    error[unknown-key]: unknown key `drak`
      --> acupress.yaml:12:3
       |
    12 |   drak: {link: red}
       |   ^^^^
       |
       = help: did you mean `dark`?

    error[invalid-configuration]: `a"b` is no name of a font
      --> acupress.yaml:13:18
       |
    13 |   fonts: {latin: 'a"b', mono: "x; }", lation: Arial}
       |                  ^^^^^
       |
       = help: write the font's name as the system shows it, such as Noto Serif, or a list of names

    error[invalid-configuration]: `x; }` is no name of a font
      --> acupress.yaml:13:31
       |
    13 |   fonts: {latin: 'a"b', mono: "x; }", lation: Arial}
       |                               ^^^^^^
       |
       = help: write the font's name as the system shows it, such as Noto Serif, or a list of names

    error[unknown-key]: unknown key `lation`
      --> acupress.yaml:13:39
       |
    13 |   fonts: {latin: 'a"b', mono: "x; }", lation: Arial}
       |                                       ^^^^^^
       |
       = help: did you mean `latin`?

    11 errors (`acupress explain RULE` tells more of each)
    "##);
    assert_eq!(site.run(&["build"]).code, 1);
    assert!(site.all_published().is_empty());
}

#[test]
fn a_theme_gives_settings_to_begin_with() {
    let theme = "name: clinic\nsettings:\n  footer: Of the theme\n  disclaimer: Be careful\n  menu: [home, articles]\n  logo: /assets/logo.svg\n  labels: {nav.home: Start, nav.skip: Jump}\n  style:\n    light: {link: \"#8a2f1f\", accent: \"#8a2f1f\"}\n    fonts: {latin: Charter}\n";
    let site = with("theme: clinic\nfooter: Of the library\nlabels: {nav.skip: Over}\nstyle: {light: {link: \"#17614c\"}, dark: {}}")
        .file("themes/clinic/theme.yaml", theme)
        .file("themes/clinic/assets/logo.svg", LOGO);
    site.build();
    let page = site.published("about/index.html");
    for words in [
        "<p>Of the library</p>",
        "<p class=\"disclaimer\">Be careful</p>",
        ">Start</a>",
        ">Over</a>",
        "src=\"../assets/logo.svg\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("Of the theme"));
    insta::assert_snapshot!(menu(&site, "about/index.html"), @r#"
    <li><a href="../">Start</a></li>
    <li><a href="../articles/">Articles</a></li>
    "#);
    insta::assert_snapshot!(site.published("assets/css/settings.css"), @r#"
    /* Made from the settings of acupress.yaml and theme.yaml. */
    :root { --latin: "Charter"; }
    @media screen and (prefers-color-scheme: light) { :root { --accent: #8a2f1f; --link: #17614c; } }
    "#);
}

#[test]
fn what_is_wrong_with_a_themes_settings_is_told_at_its_own_file() {
    let site = with("theme: clinic").file(
        "themes/clinic/theme.yaml",
        "name: clinic\nsettings:\n  title: Not here\n  style: {light: {link: tael}}\n  labels: {nav.hme: X}\n",
    );
    insta::assert_snapshot!(site.shown(), @"
    error[unknown-key]: unknown key `title`
     --> themes/clinic/theme.yaml:3:3
      |
    3 |   title: Not here
      |   ^^^^^
      |
      = help: known here: disclaimer, footer, menu, logo, style, labels

    error[invalid-configuration]: `tael` is no colour
     --> themes/clinic/theme.yaml:4:25
      |
    4 |   style: {light: {link: tael}}
      |                         ^^^^
      |
      = help: did you mean `teal`?

    error[unknown-key]: the theme has no words `nav.hme`
     --> themes/clinic/theme.yaml:5:12
      |
    5 |   labels: {nav.hme: X}
      |            ^^^^^^^
      |
      = help: did you mean `nav.home`?

    3 errors (`acupress explain RULE` tells more of each)
    ");
    let site = with("theme: clinic").file("themes/clinic/theme.yaml", "name: clinic\nsettings: bright\n");
    insta::assert_snapshot!(site.shown(), @"");
}

#[test]
fn a_themes_own_stylesheet_of_this_name_comes_first() {
    let site = with("style: {light: {link: \"#8a2f1f\"}}")
        .file("themes/default/assets/css/settings.css", "p { color: red }\n");
    site.build();
    let css = site.published("assets/css/settings.css");
    assert!(css.starts_with("p { color: red }\n/*") && css.contains("--link: #8a2f1f"), "{css}");
}

#[test]
fn contrast_is_measured_with_the_themes_own_stylesheet() {
    let css =
        ":root { --ground: #000; --text: #fff }\n@media (prefers-color-scheme: dark) { :root { --ground: white; } }\n";
    let site = with("style: {light: {link: \"#86cdb3\"}, dark: {link: \"#86cdb3\"}}")
        .file("themes/default/assets/css/acupress.css", css);
    assert_eq!(
        site.findings_of("low-contrast"),
        ["acupress.yaml:3:48 on dark screens `link` can hardly be read on `ground`: their contrast is 1.8:1"]
    );
    let site =
        with("style: {light: {link: \"#86cdb3\"}}").file("themes/default/assets/css/acupress.css", "p { color: red }");
    assert_eq!(site.findings_of("low-contrast"), Vec::<String>::new(), "nothing is known of the ground");
}

#[test]
fn the_schema_knows_every_setting() {
    let schema: serde_json::Value = serde_json::from_str(&Site::new().run(&["schema"]).stdout).unwrap();
    let keys = &schema["$defs"]["configuration"]["properties"];
    for path in [
        "/menu/anyOf/1/items/anyOf/1/properties/url",
        "/logo/anyOf/1/properties/alone",
        "/style/anyOf/1/properties/light/anyOf/1/properties/code_comment",
        "/style/anyOf/1/properties/fonts/anyOf/1/properties/han_traditional/anyOf",
        "/labels/additionalProperties",
        "/footer/type",
    ] {
        assert!(keys.pointer(path).is_some(), "{path}: {keys:#}");
    }
    assert!(schema["$defs"]["configuration"]["properties"]["rules"]["properties"]["low-contrast"].is_object());
}
