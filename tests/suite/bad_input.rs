//! Input that no library should hold: a clear error, no panic, and the old site left as it was.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::{GOOD, Site, published, refused};

#[test]
fn gb18030_is_refused_where_its_first_character_stands() {
    let (site, before) = published();
    let (bytes, ..) = encoding_rs::GB18030.encode("---\ntitle: A\nnames: [肾气虚]\n---\n");
    site.write("content/articles/bad.md", bytes);
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[invalid-encoding]: this is not UTF-8
     --> content/articles/bad.md:3:9
      |
    3 | names: [������]
      |         ^
      |
      = help: save it as UTF-8 in your editor

    1 error (`acupress explain invalid-encoding` tells more)
    acupress: nothing was published, because of errors
    ");
}

#[test]
fn windows_1252_is_refused_where_its_first_accent_stands() {
    let (site, before) = published();
    site.write("content/articles/bad.md", b"---\ntitle: A\n---\n\xe5\xa4\xaa Caf\xe9\n");
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[invalid-encoding]: this is not UTF-8
     --> content/articles/bad.md:4:6
      |
    4 | 太 Caf�
      |       ^
      |
      = help: save it as UTF-8 in your editor

    1 error (`acupress explain invalid-encoding` tells more)
    acupress: nothing was published, because of errors
    ");
}

#[test]
fn utf_16_is_refused_and_named() {
    let (site, before) = published();
    let little: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [[&b"\xff\xfe"[..], &little].concat(), [&b"\xfe\xff"[..], &big].concat()] {
        site.write("content/articles/bad.md", bytes);
        let stderr = refused(&site, &before).stderr;
        assert!(stderr.contains("error[invalid-encoding]: this is not UTF-8"), "{stderr}");
        assert!(stderr.contains("content/articles/bad.md:1:1"), "{stderr}");
        assert!(stderr.contains("it looks like UTF-16: save it as UTF-8 in your editor"), "{stderr}");
    }
    // Without a byte-order mark it is made of NUL bytes, half of it.
    for bytes in [little, big] {
        site.write("content/articles/bad.md", bytes);
        let stderr = refused(&site, &before).stderr;
        assert!(stderr.contains("error[invalid-encoding]: it holds NUL bytes and is no text file"), "{stderr}");
    }
}

#[test]
fn a_configuration_that_is_not_utf_8_is_refused() {
    let (site, before) = published();
    let (bytes, ..) = encoding_rs::GB18030.encode("title: 肾气虚\n");
    site.write("acupress.yaml", bytes);
    let stderr = refused(&site, &before).stderr;
    assert!(stderr.contains("--> acupress.yaml"), "{stderr}");
    assert!(stderr.contains("UTF-8"), "{stderr}");
}

#[test]
fn a_byte_order_mark_is_accepted_and_published_nowhere() {
    let plain = Site::new().file("content/articles/good.md", GOOD);
    let marked = Site::new()
        .file("acupress.yaml", "\u{feff}base_url: https://example.org/\n")
        .file("content/articles/good.md", format!("\u{feff}{GOOD}"));
    plain.build();
    assert_eq!(marked.build().stderr, "");
    assert!(plain.all_published() == marked.all_published());
}

/// Blocks of every sort, so that a stray carriage return would show somewhere.
const RICH: &str = "---
title: Low Back Pain in the Evening
description: >-
  Folded over
  two lines.
conditions: [Low Back Pain]
patterns:
  - name: Kidney Qi Deficiency
    symptoms:
      - dull ache
    tongue: |
      pale
      with teeth marks
points:
  - code: BL23
    function: \"Warms
      and strengthens.\"
---
First line
second line  
after a hard break\\
and another. 補腎
氣。[^1]

[^1]: A note.

| a | b |
| - | - |
| 1 | 2 |

```text
code

more
```

    indented
    code

Term
: Definition

> [!NOTE]
> Alert

- [ ] task

{{ points() }}

## Heading {#here}

[[BL23]] and [link](#here).
";

#[test]
fn crlf_gives_the_same_site_as_lf() {
    let lf = Site::new().file("content/articles/good.md", RICH);
    let crlf = Site::new()
        .file("acupress.yaml", "base_url: https://example.org/\r\n")
        .file("content/articles/good.md", RICH.replace('\n', "\r\n"));
    lf.build();
    assert_eq!(crlf.build().stderr, "");
    let (lf, crlf) = (lf.all_published(), crlf.all_published());
    assert_eq!(lf.keys().collect::<Vec<_>>(), crlf.keys().collect::<Vec<_>>());
    for (path, bytes) in &lf {
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&crlf[path]), "{path}");
    }
}

#[test]
fn crlf_leaves_lines_and_columns_as_they_are() {
    let text = "---\ntitle: A\ntilte: B\npoints:\n  - LU12\n  - {code: KI3, name: Shen Shu}\n---\n太溪 [x](no.md)\n\n[[No Such Thing]]\n";
    let places = |text: &str| -> Vec<String> {
        let site = Site::new().file("content/articles/bad.md", text);
        let places =
            site.findings().into_iter().map(|found| format!("{}:{} {}", found["line"], found["column"], found["rule"]));
        places.collect()
    };
    let expected = [
        "3:1 \"unknown-key\"",
        "5:5 \"unknown-point\"",
        "6:23 \"name-mismatch\"",
        "8:4 \"broken-link\"",
        "10:1 \"broken-link\"",
    ];
    assert_eq!(places(text), expected);
    assert_eq!(places(&text.replace('\n', "\r\n")), expected);
    assert_eq!(places(&format!("\u{feff}{text}")), expected);
}

#[test]
fn an_empty_file_is_refused() {
    let (site, before) = published();
    site.write("content/articles/bad.md", "");
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[invalid-front-matter]: the file is empty
     --> content/articles/bad.md:1:1
      |
    1 |
      | ^
      |
      = help: begin the file with:
              ---
              title: The title
              ---

    1 error (`acupress explain invalid-front-matter` tells more)
    acupress: nothing was published, because of errors
    ");
    for blank in ["\n", " \r\n\t\n", "\u{feff}"] {
        site.write("content/articles/bad.md", blank);
        let stderr = refused(&site, &before).stderr;
        assert!(stderr.contains("error[invalid-front-matter]: the file is empty"), "{blank:?} {stderr}");
    }
}

#[test]
fn a_file_without_front_matter_is_refused() {
    let (site, before) = published();
    site.write("content/articles/bad.md", "# Low back pain\n\nText.\n");
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[invalid-front-matter]: the file has no front matter
     --> content/articles/bad.md:1:1
      |
    1 | # Low back pain
      | ^^^^^^^^^^^^^^^
      |
      = help: begin the file with:
              ---
              title: The title
              ---

    1 error (`acupress explain invalid-front-matter` tells more)
    acupress: nothing was published, because of errors
    ");
    for text in ["\n---\ntitle: A\n---\n", "----\ntitle: A\n----\n", "{\"title\": \"A\"}\n", "---\rtitle: A\r---\r"] {
        site.write("content/articles/bad.md", text);
        let stderr = refused(&site, &before).stderr;
        assert!(stderr.contains("error[invalid-front-matter]: the file has no front matter"), "{text:?} {stderr}");
    }
}

#[test]
fn front_matter_that_is_not_closed_is_refused() {
    let (site, before) = published();
    site.write("content/articles/bad.md", "---\ntitle: Low back pain\n\nText --- and more.\n\n  ---\n");
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[invalid-front-matter]: the front matter is not closed
     --> content/articles/bad.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: put a line of `---` behind its last key

    1 error (`acupress explain invalid-front-matter` tells more)
    acupress: nothing was published, because of errors
    ");
}

#[test]
fn toml_front_matter_is_refused_with_a_word_on_yaml() {
    let (site, before) = published();
    site.write("content/articles/bad.md", "+++\ntitle = \"Low back pain\"\n+++\nText.\n");
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[invalid-front-matter]: the front matter is TOML, and Acupress reads YAML
     --> content/articles/bad.md:1:1
      |
    1 | +++
      | ^^^
      |
      = help: write it between `---` lines as `key: value`

    1 error (`acupress explain invalid-front-matter` tells more)
    acupress: nothing was published, because of errors
    ");
}

#[test]
fn tabs_in_yaml_are_refused_where_they_stand() {
    let (site, before) = published();
    site.write("content/articles/bad.md", "---\ntitle: A\npoints:\n\t- KI3\n---\n");
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[invalid-front-matter]: a tab indents this line, and YAML takes only spaces
     --> content/articles/bad.md:4:1
      |
    4 |     - KI3
      | ^^^^
      |
      = help: replace the tab by two spaces

    1 error (`acupress explain invalid-front-matter` tells more)
    acupress: nothing was published, because of errors
    ");
    site.write("content/articles/bad.md", "---\ntitle: A\npoints:\n  - code: KI3\n  \tfunction: warms\n---\n");
    let stderr = refused(&site, &before).stderr;
    assert!(stderr.contains("content/articles/bad.md:5:3") && stderr.contains("a tab indents this line"), "{stderr}");
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut bomb = "extra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let repeated = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("  a{level}: &a{level} [{repeated}]\n"));
    }
    let (site, before) = published();
    site.write("content/articles/bad.md", format!("---\ntitle: A\n{bomb}---\n"));
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[invalid-front-matter]: aliases multiply this document past 100000 values
     --> content/articles/bad.md:7:7
      |
    7 |   a3: &a3 [*a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2]
      |       ^
      |
      = help: write the values out instead of repeating them with `*`

    1 error (`acupress explain invalid-front-matter` tells more)
    acupress: nothing was published, because of errors
    ");
    fs::remove_file(site.path("content/articles/bad.md")).unwrap();
    site.write("acupress.yaml", &bomb);
    let stderr = refused(&site, &before).stderr;
    assert!(stderr.contains("error[invalid-configuration]: aliases multiply this document"), "{stderr}");
}

#[test]
fn an_alias_of_itself_is_refused() {
    let (site, before) = published();
    site.write("content/articles/bad.md", "---\ntitle: A\nextra: &a\n  b: *a\n---\n");
    let stderr = refused(&site, &before).stderr;
    assert!(stderr.contains("content/articles/bad.md:4:6"), "{stderr}");
    assert!(stderr.contains("error[invalid-front-matter]: this alias stands inside the value it repeats"), "{stderr}");
}

#[test]
fn twenty_thousand_nested_brackets_in_yaml_are_refused() {
    let (site, before) = published();
    for (nesting, line) in
        [("extra: ".to_owned() + &"[".repeat(20_000), 3), ("extra:\n  ".to_owned() + &"- ".repeat(20_000), 4)]
    {
        site.write("content/articles/bad.md", format!("---\ntitle: A\n{nesting}\n---\n"));
        let stderr = refused(&site, &before).stderr;
        assert!(stderr.contains("error[invalid-front-matter]: "), "{stderr}");
        assert!(stderr.contains(&format!("content/articles/bad.md:{line}:")), "{stderr}");
        assert!(stderr.contains("nested more than 64 deep") || stderr.contains("recursion limit"), "{stderr}");
        assert!(stderr.len() < 2_000, "the line is cut to what a terminal shows");
    }
    let closed = format!("extra: {}{}", "{a: ".repeat(20_000), "}".repeat(20_000));
    site.write("content/articles/bad.md", format!("---\ntitle: A\n{closed}\n---\n"));
    assert!(refused(&site, &before).stderr.contains("error[invalid-front-matter]: "));
    fs::remove_file(site.path("content/articles/bad.md")).unwrap();
    site.write("acupress.yaml", format!("extra: {}", "[".repeat(20_000)));
    assert!(refused(&site, &before).stderr.contains("error[invalid-configuration]: "));
}

#[test]
fn twenty_thousand_nested_marks_in_markdown_are_text_or_quotes_but_no_crash() {
    let site = Site::new();
    for marks in [
        "[".repeat(20_000),
        "[a ".repeat(20_000) + &"]".repeat(20_000),
        "![".repeat(20_000),
        "[[".repeat(20_000),
        "[^".repeat(20_000),
        "(".repeat(20_000),
        "*".repeat(20_000),
        "*".repeat(20_000) + "a" + &"*".repeat(20_000),
        "*a ".repeat(20_000),
        "**a _b ".repeat(20_000),
        "*a **a ".repeat(10_000) + &"b* c** ".repeat(10_000),
        ">".repeat(20_000),
        "> ".repeat(20_000) + "a",
        "- ".repeat(20_000) + "a",
        "1. ".repeat(20_000) + "a",
        "<".repeat(20_000),
        "`".repeat(20_000),
        "{{ ".repeat(20_000),
    ] {
        site.write("content/articles/deep.md", format!("---\ntitle: Deep\n---\n{marks}\n\nThe end.\n"));
        let run = site.run(&["build"]);
        let shown: String = marks.chars().take(12).collect();
        assert_eq!(run.code, 0, "{shown} {}", run.stderr.chars().take(500).collect::<String>());
        assert!(site.main_of("articles/deep/index.html").contains("The end."), "{shown}");
    }
}

#[test]
fn raw_html_nested_twenty_thousand_deep_is_dropped() {
    let site =
        Site::new().file("content/articles/deep.md", format!("---\ntitle: Deep\n---\n{}\n", "<div>".repeat(20_000)));
    let run = site.run(&["build"]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("warning[raw-html]"), "{}", run.stderr.chars().take(500).collect::<String>());
    assert!(!site.main_of("articles/deep/index.html").contains("<div><div>"));
}

#[test]
fn a_file_of_50_mb_is_refused_unread() {
    let (site, before) = published();
    // A sparse file: it has the size and takes no room.
    fs::File::create(site.path("content/articles/bad.md")).unwrap().set_len(50 * 1024 * 1024).unwrap();
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[unreadable-file]: 50 MB are too much for one article
    --> content/articles/bad.md
     = help: split it, or move it out of the content folder; 32 MB are the most

    1 error (`acupress explain unreadable-file` tells more)
    acupress: nothing was published, because of errors
    ");
}

#[test]
fn a_symlink_loop_is_refused() {
    let (site, before) = published();
    symlink("..", site.path("content/articles/loop")).unwrap();
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[unreadable-file]: this link leads back to `content`, which holds it
    --> content/articles/loop
     = help: remove the link; a folder cannot contain itself

    1 error (`acupress explain unreadable-file` tells more)
    acupress: nothing was published, because of errors
    ");
}

#[test]
fn a_symlink_to_itself_is_refused() {
    let (site, before) = published();
    symlink("self.md", site.path("content/articles/self.md")).unwrap();
    let stderr = refused(&site, &before).stderr;
    assert!(stderr.contains("error[unreadable-file]: "), "{stderr}");
    assert!(stderr.contains("--> content/articles/self.md"), "{stderr}");
}

#[test]
fn a_symlink_that_leads_nowhere_is_refused() {
    let (site, before) = published();
    for name in ["nowhere.md", "nowhere.jpg"] {
        let link = site.path("content/articles").join(name);
        symlink("no-such-file", &link).unwrap();
        let stderr = refused(&site, &before).stderr;
        assert!(stderr.contains("error[unreadable-file]: "), "{stderr}");
        assert!(stderr.contains(&format!("--> content/articles/{name}")), "{stderr}");
        fs::remove_file(link).unwrap();
    }
}

#[test]
fn a_symlink_to_a_file_or_folder_elsewhere_is_followed() {
    let site = Site::new().file("shared/evening.md", GOOD).file("elsewhere/knee.md", "---\ntitle: Knee Pain\n---\n");
    fs::create_dir_all(site.path("content/articles")).unwrap();
    symlink("../../shared/evening.md", site.path("content/articles/evening.md")).unwrap();
    symlink("../../elsewhere", site.path("content/articles/knees")).unwrap();
    site.build();
    site.published("articles/evening/index.html");
    site.published("articles/knees/knee/index.html");
}

#[test]
fn a_file_whose_bytes_cannot_be_read_is_refused() {
    // Permissions do not stop the superuser, under whom tests may run; this file's beginning stops everybody.
    let (site, before) = published();
    for name in ["bad.md", "acupress.yaml"] {
        let link = if name == "bad.md" { site.path("content/articles/bad.md") } else { site.path(name) };
        let _ = fs::remove_file(&link);
        symlink("/proc/self/mem", &link).unwrap();
        let stderr = refused(&site, &before).stderr;
        assert!(stderr.contains("error[unreadable-file]: it cannot be read: "), "{stderr}");
        assert!(stderr.contains(name), "{stderr}");
    }
}

#[test]
fn a_folder_named_like_an_article_is_a_folder() {
    let site = Site::new().file("content/articles/knees.md/knee-pain.md", "---\ntitle: Knee Pain\n---\n");
    fs::create_dir_all(site.path("content/articles/empty.md")).unwrap();
    assert_eq!(site.build().stderr, "");
    let articles: Vec<String> = site
        .all_published()
        .into_keys()
        .filter(|path| path.starts_with("articles/") && path != "articles/index.html")
        .collect();
    assert_eq!(articles, ["articles/knees-md/knee-pain/index.html"]);
}

#[test]
fn a_folder_in_the_configurations_place_is_refused() {
    let (site, before) = published();
    fs::remove_file(site.path("acupress.yaml")).unwrap();
    fs::create_dir(site.path("acupress.yaml")).unwrap();
    let stderr = refused(&site, &before).stderr;
    assert!(stderr.contains("error[unreadable-file]: it cannot be read: "), "{stderr}");
    assert!(stderr.contains("--> acupress.yaml"), "{stderr}");
}

#[test]
fn a_library_without_a_content_folder_is_refused() {
    let (site, before) = published();
    fs::remove_dir_all(site.path("content")).unwrap();
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[unreadable-file]: there is no content folder `content` here
    --> content
     = help: make the folder, or start a new library with `acupress init`

    1 error (`acupress explain unreadable-file` tells more)
    acupress: nothing was published, because of errors
    ");
    site.write("content", "a file, no folder");
    assert!(refused(&site, &before).stderr.contains("there is no content folder `content` here"));
}

#[test]
fn a_theme_that_does_not_exist_is_refused() {
    let (site, before) = published();
    site.write("themes/paper/theme.yaml", "name: paper\n");
    site.write("acupress.yaml", "base_url: https://example.org/\ntheme: papre\n");
    insta::assert_snapshot!(refused(&site, &before).stderr, @r"
    error[invalid-configuration]: there is no theme `papre`
    --> themes/papre
     = help: did you mean `paper`?

    1 error (`acupress explain invalid-configuration` tells more)
    acupress: nothing was published, because of errors
    ");
    for theme in ["../../etc", "/etc", ".", "..", "paper/../paper"] {
        site.write("acupress.yaml", format!("base_url: https://example.org/\ntheme: {theme}\n"));
        let stderr = refused(&site, &before).stderr;
        assert!(stderr.contains(&format!("error[invalid-configuration]: there is no theme `{theme}`")), "{stderr}");
    }
}

#[test]
fn a_theme_of_nested_brackets_or_aliases_is_refused() {
    let (site, before) = published();
    site.write("acupress.yaml", "base_url: https://example.org/\ntheme: paper\n");
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", ")));
    }
    for (path, text) in [
        ("themes/paper/theme.yaml", "[".repeat(20_000)),
        ("themes/paper/theme.yaml", format!("name: {}", "[".repeat(20_000))),
        ("themes/paper/i18n/en.yaml", bomb),
    ] {
        site.write(path, text);
        let stderr = refused(&site, &before).stderr;
        assert!(stderr.contains("error[invalid-configuration]: ") && stderr.contains(path), "{stderr}");
        fs::remove_file(site.path(path)).unwrap();
    }
}

#[test]
fn every_bad_file_is_told_in_one_run() {
    let (site, before) = published();
    site.write("content/articles/a.md", "");
    site.write("content/articles/b.md", b"\xff\xfe");
    site.write("content/articles/c.md", "---\ntitle: [\n---\n");
    site.write("content/articles/d.md", "---\ntilte: D\n---\n");
    symlink("nowhere", site.path("content/articles/e.md")).unwrap();
    refused(&site, &before);
    let findings = site.findings();
    let files: Vec<&str> = findings.iter().map(|found| found["file"].as_str().unwrap()).collect();
    for file in ["a.md", "b.md", "c.md", "d.md", "e.md"] {
        assert!(files.contains(&format!("content/articles/{file}").as_str()), "{file} {files:?}");
    }
    assert!(files.is_sorted(), "{files:?}");
}
