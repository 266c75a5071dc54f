//! The site is swapped in whole or not at all, and nothing but a site is ever replaced.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::html::{assert_well_formed_xml, locations};
use crate::support::{Site, files_below};

/// A library of one article.
fn library() -> Site {
    Site::new().article("a", "title: A\ndate: 2025-01-02\nconditions: [Insomnia]\npoints: [BL23]", "Text with [[KI3]].")
}

/// Everything below the library's folder but the published site and what is kept for the next build.
fn others(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let is_other = |path: &str| !path.starts_with("public/") && !path.starts_with(".acupress-cache/");
    files_below(site.root()).into_iter().filter(|(path, _)| is_other(path)).collect()
}

/// What a build says that must be refused and change nothing.
#[track_caller]
fn refused(site: &Site, arguments: &[&str], code: i32) -> String {
    let before = files_below(site.root());
    let run = site.run(&[&["build"], arguments].concat());
    assert_eq!((run.code, run.stdout.as_str()), (code, ""), "{}", run.stderr);
    assert!(files_below(site.root()) == before, "something was changed");
    run.stderr.replace(&site.root().display().to_string(), "ROOT")
}

#[test]
fn the_site_bears_the_mark_of_its_maker_and_leaves_nothing_beside_it() {
    let site = library();
    let before = others(&site);
    site.build();
    assert_eq!(site.published(".acupress"), "Acupress made this folder and replaces it whole at each build.\n");
    assert_eq!(others(&site), before);
    let mut names: Vec<String> = std::fs::read_dir(site.root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [".acupress-cache", "acupress.yaml", "content", "public"]);
}

#[test]
fn a_build_tells_what_it_published() {
    let site = library();
    let run = site.build();
    let counted = run.stdout.split(" in ").next().unwrap();
    // The mark is no part of the site.
    let files = site.all_published().len() - 1;
    assert!(
        counted.starts_with(&format!("13 pages, {files} files, ")) && counted.ends_with(" into public"),
        "{counted}"
    );
    assert_eq!(run.stderr, "");
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let site = library().file("public/precious.txt", "mine").file("public/index.html", "mine");
    insta::assert_snapshot!(refused(&site, &[], 2), @"acupress: `ROOT/public` was not made by Acupress and is not empty; give --force to replace it, or --output-dir to publish elsewhere");
}

#[test]
fn a_hidden_file_makes_a_folder_not_ours() {
    let site = library().file("public/.git/HEAD", "ref: refs/heads/main\n");
    assert!(refused(&site, &[], 2).contains("was not made by Acupress"));
}

#[test]
fn a_folder_called_like_the_mark_is_no_mark() {
    let site = library().file("public/.acupress/x", "mine");
    assert!(refused(&site, &[], 2).contains("was not made by Acupress"));
}

#[test]
fn force_replaces_a_folder_that_is_not_ours() {
    let site = library().file("public/precious.txt", "mine");
    assert_eq!(site.run(&["build", "--force"]).code, 0);
    assert!(!site.path("public/precious.txt").exists());
    assert!(site.path("public/.acupress").is_file());
    // From then on it is ours.
    site.build();
}

#[test]
fn an_empty_folder_is_filled() {
    let site = library();
    std::fs::create_dir(site.path("public")).unwrap();
    site.build();
    assert!(site.published("index.html").starts_with("<!doctype html>"));
}

#[test]
fn a_file_in_the_place_of_the_site_is_left_alone() {
    let site = library().file("public", "mine");
    assert!(refused(&site, &[], 2).contains("was not made by Acupress"));
    assert_eq!(site.run(&["build", "--force"]).code, 0);
    assert!(site.path("public/index.html").is_file());
}

#[test]
fn the_library_itself_is_never_replaced() {
    for (output, holds) in [
        (".", "the articles"),
        ("..", "the articles"),
        ("content", "the articles"),
        ("content/public", "files of the library"),
        ("content/articles", "files of the library"),
        ("themes", "the themes"),
        ("themes/default/assets", "files of the library"),
        ("other/../content", "the articles"),
        ("link", "the articles"),
    ] {
        let site = library().file("themes/default/assets/x.css", "").file("other/x", "");
        std::os::unix::fs::symlink(site.path("content"), site.path("link")).unwrap();
        for arguments in [&["-o", output][..], &["-o", output, "--force"]] {
            let shown = refused(&site, arguments, 2);
            assert!(
                shown.ends_with(&format!("would destroy {holds}; choose another --output-dir\n")),
                "{output}: {shown}"
            );
        }
    }
}

#[test]
fn the_configured_folder_is_never_the_library_either() {
    for output in ["content", ".", "content/site"] {
        let site = library().file("acupress.yaml", format!("base_url: https://example.org/\noutput: {output}\n"));
        assert!(refused(&site, &["--force"], 2).contains("would destroy"), "{output}");
    }
}

#[test]
fn folders_above_the_site_are_made() {
    let site = library();
    assert_eq!(site.run(&["build", "-o", "a/b/c"]).code, 0);
    assert!(site.path("a/b/c/index.html").is_file());
    assert!(!site.path("public").exists());
    assert_eq!(std::fs::read_dir(site.path("a/b")).unwrap().count(), 1);
}

#[test]
fn content_with_errors_leaves_the_old_site() {
    let site = library();
    site.build();
    site.write("content/articles/b.md", "---\ntitle: B\npoints: [LU12]\n---\n");
    let shown = refused(&site, &[], 1);
    assert!(shown.contains("error[unknown-point]"), "{shown}");
    assert!(shown.ends_with("acupress: nothing was published, because of errors\n"), "{shown}");
}

#[test]
fn warnings_leave_the_old_site_where_they_fail() {
    let site = library();
    site.build();
    site.write("content/articles/b.md", "---\ntitle: B\n---\n<b>B</b>\n");
    assert!(
        refused(&site, &["--strict"], 1)
            .ends_with("acupress: nothing was published, because of warnings, and --strict\n")
    );
    site.build();
    assert!(site.path("public/articles/b/index.html").is_file());
}

#[test]
fn a_template_that_fails_leaves_the_old_site() {
    let site = library();
    site.build();
    for template in ["{{ no_such_thing }}", "{% if %}"] {
        site.write("themes/default/templates/point.html", template);
        let shown = refused(&site, &[], 1);
        assert!(shown.contains("error[template-error]"), "{shown}");
    }
}

#[test]
fn a_disk_that_refuses_leaves_the_old_site() {
    let site = library();
    site.build();
    // A file where the folder for the next site must be made.
    site.write(".acupress-public", "in the way");
    let shown = refused(&site, &[], 3);
    assert!(shown.starts_with("acupress: cannot make `ROOT/.acupress-public`: "), "{shown}");
    std::fs::remove_file(site.path(".acupress-public")).unwrap();
    site.build();
}

#[test]
fn a_file_in_the_place_of_a_folder_above_the_site_is_an_error() {
    let site = library().file("a", "in the way");
    let shown = refused(&site, &["-o", "a/site"], 3);
    assert!(shown.starts_with("acupress: cannot "), "{shown}");
}

#[test]
fn another_build_of_the_same_site_is_not_waited_for_long() {
    let site = library();
    site.build();
    site.write(".acupress-public/lock", "");
    let lock = File::open(site.path(".acupress-public/lock")).unwrap();
    lock.lock().unwrap();
    insta::assert_snapshot!(refused(&site, &[], 3), @"acupress: another build is publishing into `ROOT/public`; try again when it has finished");
    drop(lock);
    site.build();
    assert!(!site.path(".acupress-public").exists());
}

/// A library whose build takes long enough to be met in the middle of it.
fn large_library() -> Site {
    let mut site = library();
    for number in 0..250 {
        let front_matter = format!(
            "title: Article {number}\ndate: 2025-01-02\nconditions: [Condition {number}, Insomnia]\npatterns: [Pattern {number}]\n\
             points: [BL23, KI3]\nsources: [Book {number}]"
        );
        site = site.article(&format!("article-{number}"), &front_matter, &"A word of [[KI3]].\n\n".repeat(40));
    }
    site
}

#[test]
fn a_build_that_is_killed_leaves_a_whole_site() {
    let site = library();
    site.build();
    let old = site.all_published();
    let large = large_library();
    large.build();
    let new = large.all_published();
    std::fs::rename(site.path("public"), large.path("old")).unwrap();
    for _ in 0..3 {
        // The old site again, with the mark that it is ours.
        std::fs::remove_dir_all(large.path("public")).unwrap();
        crate::sample_library::copy(&large.path("old"), &large.path("public"));
        let mut build = Command::new(env!("CARGO_BIN_EXE_acupress"))
            .args(["build", "--quiet"])
            .current_dir(large.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let staging = large.path(".acupress-public/site/index.html");
        while !staging.exists() && build.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        // Too late a kill meets the new site; either way one of the two is there, whole.
        let _ = build.kill();
        build.wait().unwrap();
        let found = large.all_published();
        assert!(found == old || found == new, "neither the old site nor the new one");
        large.build();
        assert!(large.all_published() == new, "the next build does not recover");
        assert!(!large.path(".acupress-public").exists(), "the next build does not clear up");
    }
}

#[test]
fn what_a_killed_build_left_is_cleared_away() {
    let site = library();
    site.build();
    let before = site.all_published();
    site.write(".acupress-public/lock", "");
    site.write(".acupress-public/site/articles/half.html", "<p>ha");
    site.write(".acupress-public/old/index.html", "older");
    site.build();
    assert_eq!(site.all_published(), before);
    assert!(!site.path(".acupress-public").exists());
}

/// Where two names cannot be exchanged at one stroke, a kill between the two renames leaves the old site aside.
#[test]
fn a_site_that_a_killed_build_had_set_aside_comes_back() {
    let site = library();
    site.build();
    let before = site.all_published();
    std::fs::create_dir(site.path(".acupress-public")).unwrap();
    std::fs::rename(site.path("public"), site.path(".acupress-public/old")).unwrap();
    site.write("themes/default/templates/point.html", "{{ no_such_thing }}");
    assert_eq!(site.run(&["build"]).code, 1);
    assert_eq!(site.all_published(), before);
}

#[test]
fn what_is_gone_from_the_library_is_gone_from_the_site() {
    let site = library().article("b", "title: B\npoints: [LR3]", "").file("content/images/b.png", "b");
    site.build();
    assert!(site.path("public/points/lr3/index.html").is_file() && site.path("public/images/b.png").is_file());
    std::fs::remove_file(site.path("content/articles/b.md")).unwrap();
    std::fs::remove_dir_all(site.path("content/images")).unwrap();
    site.build();
    let plain = library();
    plain.build();
    assert_eq!(site.all_published(), plain.all_published());
    assert!(!site.path("public/images").exists());
}

#[test]
fn a_link_to_a_folder_stays_a_link() {
    let site = library();
    std::fs::create_dir_all(site.path("served/htdocs")).unwrap();
    std::os::unix::fs::symlink("served/htdocs", site.path("public")).unwrap();
    for _ in 0..2 {
        site.build();
        assert_eq!(std::fs::read_link(site.path("public")).unwrap(), PathBuf::from("served/htdocs"));
        assert!(site.path("served/htdocs/index.html").is_file());
        assert_eq!(std::fs::read_dir(site.path("served")).unwrap().count(), 1);
    }
    // What it leads to must be ours too.
    let other = library().file("elsewhere/precious.txt", "mine");
    std::os::unix::fs::symlink("elsewhere", other.path("public")).unwrap();
    assert!(refused(&other, &[], 2).contains("was not made by Acupress"));
}

#[test]
fn clean_removes_what_acupress_made_and_nothing_else() {
    let site = library();
    let before = files_below(site.root());
    assert_eq!(site.run(&["clean"]).code, 0, "nothing to remove");
    site.build();
    assert_eq!(site.run(&["clean"]).code, 0);
    assert_eq!(files_below(site.root()), before);
    site.write("public/precious.txt", "mine");
    let run = site.run(&["clean"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("was not made by Acupress"), "{}", run.stderr);
    assert!(site.path("public/precious.txt").is_file());
    assert_eq!(site.run(&["clean", "-o", "content"]).code, 2);
    assert_eq!(site.run(&["clean", "-o", "."]).code, 2);
    assert!(site.path("content/articles/a.md").is_file());
}

#[test]
fn old_addresses_lead_to_the_new_one() {
    let site = Site::new()
        .article("a", "title: A & B\naliases: [/blog/2019/back-pain/, old.html, /deep/page.html, /太溪/]", "")
        .file("content/points/ki3.md", "---\naliases: [/kidney-3/]\n---\n");
    site.build();
    for (path, target) in [
        ("blog/2019/back-pain/index.html", "../../../articles/a/"),
        ("old.html", "./articles/a/"),
        ("deep/page.html", "../articles/a/"),
        ("太溪/index.html", "../articles/a/"),
        ("kidney-3/index.html", "../points/ki3/"),
    ] {
        let page = site.published(path);
        assert!(page.contains(&format!("<meta http-equiv=\"refresh\" content=\"0; url={target}\">")), "{path}: {page}");
        assert!(page.contains(&format!("<a href=\"{target}\">")), "{path}: {page}");
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{path}: {page}");
        let canonical =
            format!("<link rel=\"canonical\" href=\"https://example.org/{}\">", target.trim_start_matches(['.', '/']));
        assert!(page.contains(&canonical), "{path}: {page}");
    }
}

#[test]
fn the_page_for_no_address_works_at_any_depth() {
    for (base_url, root) in [("https://example.org/library/", "/library/"), ("https://example.org", "/")] {
        let site = Site::bare().file("acupress.yaml", format!("base_url: {base_url}\n")).article(
            "a",
            "title: A\nconditions: [Insomnia]",
            "",
        );
        site.build();
        let page = site.published("404.html");
        assert!(page.contains(&format!("href=\"{root}assets/css/acupress.css\"")), "{page}");
        assert!(page.contains(&format!("href=\"{root}conditions/\"")), "{page}");
        assert!(!page.contains("href=\"./") && !page.contains("href=\"../"), "{page}");
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">") && !page.contains("rel=\"canonical\""));
    }
}

#[test]
fn robots_are_told_of_the_sitemap() {
    let site = library();
    site.build();
    insta::assert_snapshot!(site.published("robots.txt"), @r"
    User-agent: *
    Allow: /
    Sitemap: https://example.org/sitemap.xml
    ");
    site.write("acupress.yaml", "");
    site.build();
    insta::assert_snapshot!(site.published("robots.txt"), @r"
    User-agent: *
    Allow: /
    ");
}

#[test]
fn the_sitemap_lists_every_page_that_readers_are_to_find() {
    let site = Site::new()
        .article("a", "title: A\ndate: 2025-01-02\nupdated: 2025-03-04\naliases: [/old/]\npoints: [BL23]", "")
        .article("b", "title: B\ndate: 2025-01-02", "")
        .article("頭痛", "title: 頭痛 & more", "");
    site.build();
    let sitemap = site.published("sitemap.xml");
    assert_well_formed_xml(&sitemap, "urlset");
    insta::assert_snapshot!(sitemap, @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://example.org/</loc><lastmod>2025-03-04</lastmod></url>
    <url><loc>https://example.org/articles/</loc><lastmod>2025-03-04</lastmod></url>
    <url><loc>https://example.org/articles/a/</loc><lastmod>2025-03-04</lastmod></url>
    <url><loc>https://example.org/articles/b/</loc><lastmod>2025-01-02</lastmod></url>
    <url><loc>https://example.org/articles/%E9%A0%AD%E7%97%9B/</loc></url>
    <url><loc>https://example.org/channels/</loc><lastmod>2025-03-04</lastmod></url>
    <url><loc>https://example.org/channels/bladder/</loc><lastmod>2025-03-04</lastmod></url>
    <url><loc>https://example.org/points/</loc><lastmod>2025-03-04</lastmod></url>
    <url><loc>https://example.org/points/bl23/</loc><lastmod>2025-03-04</lastmod></url>
    </urlset>
    "#);
    let pages = site.all_published().keys().filter(|path| path.ends_with("index.html")).count();
    // The search page and the redirect are not listed.
    assert_eq!(locations(&sitemap).len(), pages - 2);
}

#[test]
fn the_feed_holds_the_newest_articles_first() {
    let site = Site::bare()
        .file("acupress.yaml", "title: Qi & Blood\ndescription: On <acupuncture>\nbase_url: https://example.org/library/\nlanguage: en-GB\n")
        .article("old", "title: Old\ndate: 2024-01-02\ndescription: Long ago.\nauthors: [Qi Bo, A & B]", "")
        .article("changed", "title: \"Changed <b>\"\ndate: 2024-01-03\nupdated: 2025-03-04", "First words of *it*. More of it.")
        .article("new", "title: New\ndate: 2025-02-03", "")
        .article("undated", "title: Undated", "");
    site.build();
    let feed = site.published("feed.xml");
    assert_well_formed_xml(&feed, "feed");
    let generator = concat!("Acupress ", env!("CARGO_PKG_VERSION"));
    insta::assert_snapshot!(feed.replace(generator, "Acupress VERSION"), @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">
    <title>Qi &amp; Blood</title>
    <subtitle>On &lt;acupuncture&gt;</subtitle>
    <id>https://example.org/library/</id>
    <updated>2025-03-04T00:00:00Z</updated>
    <link rel="self" type="application/atom+xml" href="https://example.org/library/feed.xml"/>
    <link rel="alternate" type="text/html" href="https://example.org/library/"/>
    <author><name>Qi &amp; Blood</name></author>
    <icon>https://example.org/library/assets/icon.svg</icon>
    <generator>Acupress VERSION</generator>
    <entry>
    <title>Changed &lt;b&gt;</title>
    <id>https://example.org/library/articles/changed/</id>
    <link rel="alternate" type="text/html" href="https://example.org/library/articles/changed/"/>
    <published>2024-01-03T00:00:00Z</published>
    <updated>2025-03-04T00:00:00Z</updated>
    <summary type="text">First words of it. More of it.</summary>
    </entry>
    <entry>
    <title>New</title>
    <id>https://example.org/library/articles/new/</id>
    <link rel="alternate" type="text/html" href="https://example.org/library/articles/new/"/>
    <published>2025-02-03T00:00:00Z</published>
    <updated>2025-02-03T00:00:00Z</updated>
    </entry>
    <entry>
    <title>Old</title>
    <id>https://example.org/library/articles/old/</id>
    <link rel="alternate" type="text/html" href="https://example.org/library/articles/old/"/>
    <published>2024-01-02T00:00:00Z</published>
    <updated>2024-01-02T00:00:00Z</updated>
    <author><name>Qi Bo</name></author>
    <author><name>A &amp; B</name></author>
    <summary type="text">Long ago.</summary>
    </entry>
    </feed>
    "#);
}

#[test]
fn the_feed_ends_after_fifty_articles() {
    let mut site = Site::new();
    for number in 0..60 {
        let front_matter =
            format!("title: Article {number:02}\ndate: 2025-{:02}-{:02}", number / 20 + 1, number % 20 + 1);
        site = site.article(&format!("a{number:02}"), &front_matter, "");
    }
    site.build();
    let feed = site.published("feed.xml");
    assert_eq!(feed.matches("<entry>").count(), 50);
    assert!(feed.contains("Article 59") && feed.contains("Article 10") && !feed.contains("Article 09"));
}

#[test]
fn feeds_without_a_base_url_are_well_formed_too() {
    let site = library();
    site.write("acupress.yaml", "");
    site.build();
    for (file, root) in [("feed.xml", "feed"), ("sitemap.xml", "urlset")] {
        assert_well_formed_xml(&site.published(file), root);
    }
    let feed = site.published("feed.xml");
    assert!(
        feed.contains("<id>urn:acupress:library</id>") && feed.contains("<id>urn:acupress:article%3Aa</id>"),
        "{feed}"
    );
}

#[test]
fn the_base_url_of_the_command_line_wins() {
    let site = library();
    assert_eq!(site.run(&["build", "--base-url", "https://other.example/x"]).code, 0);
    assert!(site.published("sitemap.xml").contains("<loc>https://other.example/x/points/bl23/</loc>"));
    assert!(site.published("index.html").contains("<link rel=\"canonical\" href=\"https://other.example/x/\">"));
}

#[test]
fn portable_links_name_their_files() {
    let site = library();
    assert_eq!(site.run(&["build", "--portable"]).code, 0);
    for (path, bytes) in site.all_published() {
        let page = String::from_utf8_lossy(&bytes);
        if !path.ends_with(".html") || path == "404.html" {
            continue;
        }
        for href in page.split("<a ").skip(1).filter_map(|tag| tag.split("href=\"").nth(1)?.split('"').next()) {
            let file = href.split('#').next().unwrap();
            assert!(file.is_empty() || file.ends_with(".html"), "{path}: {href}");
        }
    }
}

/// The shape that programs rely on.
#[test]
fn the_export_holds_entries_and_relations() {
    let site = Site::new().article(
        "a",
        "title: A\ndescription: About it.\ndate: 2025-01-02\nconditions: [Back Pain]\norgans: [{name: Kidney, role: Governs bones.}]\n\
         patterns: [{name: Kidney Qi Deficiency, symptoms: [weak knees], tongue: pale, pulse: deep, principles: [Tonify.]}]\n\
         points: [{code: BL23, function: Tonifies., patterns: [Kidney Qi Deficiency]}]\n\
         treatments: [{method: moxibustion, points: [BL23], purpose: Warm.}]\nsources: [{title: Book}]",
        "## Where\n\nPress it. See [[KI3]] too.",
    );
    site.build();
    let library = site.library();
    let keys: Vec<&String> = library.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["entries", "relations"]);
    let line = |value: &Value| serde_json::to_string(value).unwrap();
    let entries: Vec<String> = library["entries"].as_array().unwrap().iter().map(line).collect();
    insta::assert_snapshot!(entries.join("\n"), @r#"
    {"date":"2025-01-02","description":"About it.","file":"content/articles/a.md","id":"article:a","kind":"article","title":"A","url":"articles/a/"}
    {"id":"condition:back-pain","kind":"condition","title":"Back Pain","url":"conditions/back-pain/"}
    {"id":"pattern:kidney-qi-deficiency","kind":"pattern","title":"Kidney Qi Deficiency","url":"patterns/kidney-qi-deficiency/"}
    {"id":"point:BL23","kind":"point","title":"BL23 Shènshū","url":"points/bl23/"}
    {"id":"point:KI3","kind":"point","title":"KI3 Tàixī","url":"points/ki3/"}
    {"id":"channel:bladder","kind":"channel","title":"Bladder Channel","url":"channels/bladder/"}
    {"id":"channel:kidney","kind":"channel","title":"Kidney Channel","url":"channels/kidney/"}
    {"id":"organ:kidney","kind":"organ","title":"Kidney","url":"organs/kidney/"}
    {"id":"source:book","kind":"source","title":"Book","url":"sources/book/"}
    "#);
    let relations: Vec<String> = library["relations"].as_array().unwrap().iter().map(line).collect();
    insta::assert_snapshot!(relations.join("\n"), @r#"
    {"article":"article:a","from":"article:a","provenance":{"field":"conditions[0]","file":"content/articles/a.md","line":5},"to":"condition:back-pain","type":"covers"}
    {"article":"article:a","from":"condition:back-pain","principles":["Tonify."],"provenance":{"field":"patterns[0]","file":"content/articles/a.md","line":7},"pulse":"deep","symptoms":["weak knees"],"to":"pattern:kidney-qi-deficiency","tongue":"pale","type":"presents-as"}
    {"article":"article:a","from":"point:BL23","function":"Tonifies.","methods":["moxibustion"],"patterns":["pattern:kidney-qi-deficiency"],"provenance":{"field":"points[0]","file":"content/articles/a.md","line":8},"purposes":["Warm."],"to":"condition:back-pain","type":"serves"}
    {"article":"article:a","from":"point:BL23","function":"Tonifies.","provenance":{"field":"points[0]","file":"content/articles/a.md","line":8},"to":"pattern:kidney-qi-deficiency","type":"addresses"}
    {"from":"point:BL23","provenance":{"field":"registry","file":"content/articles/a.md","line":8},"to":"channel:bladder","type":"lies-on"}
    {"from":"point:KI3","provenance":{"field":"registry","file":"content/articles/a.md","line":14},"to":"channel:kidney","type":"lies-on"}
    {"article":"article:a","from":"condition:back-pain","provenance":{"field":"organs[0]","file":"content/articles/a.md","line":6},"role":"Governs bones.","to":"organ:kidney","type":"involves"}
    {"article":"article:a","from":"article:a","provenance":{"field":"sources[0]","file":"content/articles/a.md","line":10},"to":"source:book","type":"cites"}
    {"from":"article:a","provenance":{"field":"text","file":"content/articles/a.md","line":14,"section":"Where","sentence":"See KI3 too."},"to":"point:KI3","type":"mentions"}
    "#);
}

#[test]
fn the_export_has_one_entry_or_relation_a_line() {
    let site = library();
    site.build();
    let text = site.published("library.json");
    let library = site.library();
    let count = |key: &str| library[key].as_array().unwrap().len();
    assert_eq!(text.lines().count(), count("entries") + count("relations") + 4);
}
