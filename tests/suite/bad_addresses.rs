//! Names and addresses that no page can have, ways out of the site, and a publishing folder that is not ours.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::{GOOD, Site, files_below, published, refused};

#[test]
fn a_name_that_is_not_utf_8_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let (site, before) = published();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    fs::write(site.path("content/articles").join(name), GOOD).unwrap();
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[unreadable-file]: the file's name is not UTF-8
    --> content/articles/caf�.md
     = help: rename it; addresses and links can only hold UTF-8

    1 error (`acupress explain unreadable-file` tells more)
    acupress: nothing was published, because of errors
    ");
}

#[test]
fn names_with_spaces_hanzi_percent_and_hash_are_linked_and_reachable() {
    let site = Site::new()
        .file("content/articles/warm compress.md", "---\ntitle: Warm Compress\n---\n")
        .file("content/articles/腎虛.md", "---\ntitle: Kidneys at Rest\n---\n")
        .file("content/articles/100% rest.md", "---\ntitle: Full Rest\n---\n")
        .file("content/articles/#1 point.md", "---\ntitle: The First Point\n---\n")
        .file("content/articles/steam 熱 #1 100%.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .article(
            "all",
            "title: All",
            "[a](warm%20compress.md) [b](<warm compress.md>) [c](腎虛.md) [d](%E8%85%8E%E8%99%9B.md)\n\
             [e](100%25%20rest.md) [f](%231%20point.md) [[Warm Compress]] [[Kidneys at Rest]]\n\
             ![steam](steam%20%E7%86%B1%20%231%20100%25.svg)",
        );
    assert_eq!(site.build().stderr, "");
    let page = site.main_of("articles/all/index.html");
    let paragraph = page.split("<p>").nth(1).unwrap().split("</p>").next().unwrap();
    insta::assert_snapshot!(paragraph, @r#"
    <a href="../../articles/warm-compress/">a</a> <a href="../../articles/warm-compress/">b</a> <a href="../../articles/%E8%85%8E%E8%99%9B/">c</a> <a href="../../articles/%E8%85%8E%E8%99%9B/">d</a>
    <a href="../../articles/100-rest/">e</a> <a href="../../articles/1-point/">f</a> <a href="../../articles/warm-compress/">Warm Compress</a> <a href="../../articles/%E8%85%8E%E8%99%9B/">Kidneys at Rest</a>
    <img src="../../articles/steam%20%E7%86%B1%20%231%20100%25.svg" alt="steam" loading="lazy" decoding="async">
    "#);
    let files: Vec<String> = site.all_published().into_keys().filter(|path| path.starts_with("articles/")).collect();
    assert_eq!(
        files,
        [
            "articles/1-point/index.html",
            "articles/100-rest/index.html",
            "articles/all/index.html",
            "articles/index.html",
            "articles/steam 熱 #1 100%.svg",
            "articles/warm-compress/index.html",
            "articles/腎虛/index.html",
        ]
    );
    let index = site.main_of("articles/index.html");
    for link in ["1-point/", "100-rest/", "warm-compress/", "%E8%85%8E%E8%99%9B/"] {
        assert!(index.contains(&format!("articles/{link}\"")), "{link} {index}");
    }
    let sitemap = site.published("sitemap.xml");
    assert!(sitemap.contains("<loc>https://example.org/articles/%E8%85%8E%E8%99%9B/</loc>"), "{sitemap}");
    let library = site.library();
    let urls: Vec<&str> =
        library["entries"].as_array().unwrap().iter().map(|entry| entry["url"].as_str().unwrap()).collect();
    assert!(urls.contains(&"articles/%E8%85%8E%E8%99%9B/"), "{urls:?}");
}

#[test]
fn two_files_with_one_url_are_refused() {
    let (site, before) = published();
    site.write("content/articles/one.md", "---\ntitle: Insomnia after Birth\nslug: insomnia\n---\n");
    site.write("content/articles/two.md", "---\ntitle: Insomnia in Summer\nslug: insomnia\n---\n");
    refused(&site, &before);
    assert_eq!(
        site.findings_of("duplicate-url"),
        [
            "content/articles/two.md:3:7 /articles/insomnia/ would be the address of article `Insomnia in Summer` and of article `Insomnia after Birth`"
        ]
    );
}

#[test]
fn urls_are_one_whatever_their_case_and_wherever_they_come_from() {
    for (first, second) in [
        ("articles/Knee Pain.md", "articles/knee-pain.md"),
        ("articles/knee-pain.md", "articles/knee-pain/index.md"),
        ("articles/knee pain/winter.md", "articles/Knee-Pain/Winter.md"),
        ("Knee.md", "knee.md"),
    ] {
        let (site, before) = published();
        site.write(&format!("content/{first}"), "---\ntitle: One\n---\n");
        site.write(&format!("content/{second}"), "---\ntitle: Another\n---\n");
        refused(&site, &before);
        assert_eq!(site.findings_of("duplicate-url").len(), 1, "{first} {second} {:?}", site.findings());
    }
}

#[test]
fn a_page_cannot_claim_an_address_of_acupress_itself() {
    let (site, before) = published();
    for (path, text) in [
        ("content/search.md", "---\ntitle: Search\n---\n"),
        ("content/404.html", "<p>mine</p>"),
        ("content/library.json", "{}"),
        ("content/feed.xml", "<feed/>"),
        ("content/llms.txt", "# Mine"),
        ("content/assets/css/acupress.css", "body {}"),
        ("content/articles/good/index.html", "<p>mine</p>"),
    ] {
        site.write(path, text);
        refused(&site, &before);
        assert_eq!(site.findings_of("duplicate-url").len(), 1, "{path} {:?}", site.findings());
        fs::remove_file(site.path(path)).unwrap();
    }
}

#[test]
fn a_slug_cannot_lead_out_of_the_site() {
    let (site, before) = published();
    site.write("content/articles/bad.md", "---\ntitle: A\nslug: ../../etc\n---\n");
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[invalid-slug]: `../../etc` is no safe address
     --> content/articles/bad.md:3:7
      |
    3 | slug: ../../etc
      |       ^^^^^^^^^
      |
      = help: write letters, digits and hyphens: `slug: etc`

    1 error (`acupress explain invalid-slug` tells more)
    acupress: nothing was published, because of errors
    ");
    for slug in ["/etc/passwd", "..", ".", "a/../../b", "'a\\..\\b'", "'%2e%2e/etc'", "'a?b'", "'a#b'", ".hidden"] {
        site.write("content/articles/bad.md", format!("---\ntitle: A\nslug: {slug}\n---\n"));
        refused(&site, &before);
        let found = site.findings_of("invalid-slug");
        assert!(found.len() == 1 && found[0].starts_with("content/articles/bad.md:3:7 "), "{slug} {found:?}");
    }
}

#[test]
fn an_alias_cannot_lead_out_of_the_site() {
    let (site, before) = published();
    for alias in ["../../etc", "/../etc", "%2e%2e/%2e%2e/etc", "/a/../../b", "https://old.example/a", "a\\b"] {
        site.write("content/articles/bad.md", format!("---\ntitle: A\naliases: ['{alias}']\n---\n"));
        refused(&site, &before);
        let found = site.findings_of("invalid-slug");
        assert!(found.len() == 1 && found[0].starts_with("content/articles/bad.md:3:11 "), "{alias} {found:?}");
    }
}

#[test]
fn links_and_pictures_cannot_lead_out_of_the_library() {
    let (site, before) = published();
    site.write("secret.txt", "mine");
    site.write(
        "content/articles/bad.md",
        "---\ntitle: A\nimage: {src: ../../secret.txt, alt: x}\n---\n[a](../../secret.txt) ![b](../../../../etc/passwd)\n",
    );
    refused(&site, &before);
    assert_eq!(
        site.findings_of("broken-link"),
        [
            "content/articles/bad.md:3:14 `../../secret.txt` leads out of the library",
            "content/articles/bad.md:5:1 `../../secret.txt` leads out of the library",
            "content/articles/bad.md:5:23 `../../../../etc/passwd` leads out of the library",
        ]
    );
}

#[test]
fn a_name_that_makes_no_address_asks_for_a_slug() {
    // `articles//` would be the index of articles.
    for path in ["articles/%%.md", "articles/%%/index.md", "articles/%%/knee.md", "%%.md", "%%/index.md", "%%/knee.md"]
    {
        let (site, before) = published();
        site.write(&format!("content/{path}"), "---\ntitle: ///\n---\n");
        refused(&site, &before);
        assert_eq!(site.findings_of("invalid-slug").len(), 1, "{path} {:?}", site.findings());
    }
}

#[test]
fn a_section_whose_folder_makes_no_address_cannot_lead_out_of_the_site() {
    // `/etc/index.html` would be a file of the machine. Nothing is built here, lest it be.
    for path in ["%%/_index.md", "%%/etc/_index.md", "etc/%%/_index.md", "articles/%%/_index.md"] {
        let site = Site::new().file(&format!("content/{path}"), "---\ntitle: Section\n---\n");
        assert_eq!(site.run(&["check"]).code, 1, "{path}");
        assert_eq!(site.findings_of("invalid-slug").len(), 1, "{path} {:?}", site.findings());
    }
}

#[test]
fn public_that_is_not_ours_is_refused_and_left_as_it_is() {
    let site = Site::new()
        .file("content/articles/good.md", GOOD)
        .file("public/index.html", "mine")
        .file("public/photos/clinic.jpg", "mine too");
    let before = files_below(site.root());
    let run = site.run(&["build"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    let expected = format!(
        "acupress: `{}` was not made by Acupress and is not empty; \
         give --force to replace it, or --output-dir to publish elsewhere\n",
        site.path("public").display()
    );
    assert_eq!(run.stderr, expected);
    assert!(files_below(site.root()) == before);
}

#[test]
fn public_that_is_not_ours_is_replaced_when_forced() {
    let site = Site::new().file("content/articles/good.md", GOOD).file("public/photos/clinic.jpg", "mine");
    let run = site.run(&["build", "--force"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(!site.path("public/photos").exists());
    site.published("articles/good/index.html");
    // From now on it is ours.
    site.build();
}

#[test]
fn public_that_is_not_ours_survives_a_forced_build_that_fails() {
    let site = Site::new().file("content/articles/bad.md", "").file("public/mine.txt", "mine");
    let before = files_below(site.root());
    assert_eq!(site.run(&["build", "--force"]).code, 1);
    assert!(files_below(site.root()) == before);
}

#[test]
fn a_file_in_publics_place_is_not_ours_either() {
    let site = Site::new().file("content/articles/good.md", GOOD).file("public", "mine");
    assert_eq!(site.run(&["build"]).code, 2);
    assert_eq!(fs::read(site.path("public")).unwrap(), b"mine");
}

#[test]
fn publishing_over_the_library_is_refused_even_when_forced() {
    let site = Site::new().file("content/articles/good.md", GOOD).file("themes/default/theme.yaml", "name: mine\n");
    let before = files_below(site.root());
    for output in [".", "content", "content/articles", "content/site", "themes", "themes/default", ".."] {
        let run = site.run(&["build", "--force", "-o", output]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{output}");
        assert!(run.stderr.contains("would destroy"), "{output} {}", run.stderr);
        assert!(files_below(site.root()) == before, "{output}");
    }
    // Nor by the configuration, nor under another name.
    site.write("acupress.yaml", "base_url: https://example.org/\noutput: content\n");
    assert_eq!(site.run(&["build", "--force"]).code, 2);
    symlink("content", site.path("alias")).unwrap();
    assert_eq!(site.run(&["build", "--force", "-o", "alias"]).code, 2);
    assert_eq!(fs::read_to_string(site.path("content/articles/good.md")).unwrap(), GOOD);
}
