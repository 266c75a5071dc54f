//! `acupress mentions`: every mention and look-alike, and why it is taken for one.

use serde_json::Value;

use crate::support::Site;

/// A library with mentions of every kind.
fn audited() -> Site {
    Site::new()
        .article(
            "nights",
            "title: Nights\nconditions: [Insomnia]\npoints: [HT7]\nnolink: [GV4]",
            "Insomnia: HT7, again HT7.\n\n按壓太谿（KI3），再按 BL23、Futu。\n\nVitamin B12, LU12, \\SP6 and GV4.",
        )
        .file("content/points/ki3.md", "---\n---\nKI3 lies at the ankle.\n")
        .file("content/about.md", "---\ntitle: About\n---\nNothing.\n")
}

#[test]
fn the_audit_shows_every_mention_and_why() {
    let run = audited().run(&["mentions"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.stdout, @r"
    content/articles/nights.md:7:1: Insomnia → condition:insomnia (a title or name of the entry)
    content/articles/nights.md:7:11: HT7 → point:HT7 (a code)
    content/articles/nights.md:7:22: HT7 = point:HT7 (a code; linked before)
    content/articles/nights.md:9:3: 太谿（KI3） → point:KI3 (a name and its code)
    content/articles/nights.md:9:14: BL23 → point:BL23 (a code)
    content/articles/nights.md:9:19: Futu ? point:LI18 or point:ST32 (several points have this name)
    content/articles/nights.md:11:9: B12 – (a vitamin)
    content/articles/nights.md:11:14: LU12 – (no point has this number)
    content/articles/nights.md:11:21: SP6 = point:SP6 (a backslash stands before it)
    content/articles/nights.md:11:29: GV4 = point:GV4 (`nolink:` names it)
    content/points/ki3.md:3:1: KI3 = point:KI3 (a code; the page itself)
    ");
    assert_eq!(run.stderr, "acupress: 6 mentions, 4 of them linked; 1 left undecided, 2 taken for something else\n");
}

#[test]
fn the_audit_of_one_file_is_json_for_programs() {
    let run = audited().run(&["mentions", "content/articles/nights.md", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(run.stdout, @r#"
    {"file":"content/articles/nights.md","line":7,"column":1,"text":"Insomnia","target":"condition:insomnia","linked":true,"reason":"a title or name of the entry","candidates":[]}
    {"file":"content/articles/nights.md","line":7,"column":11,"text":"HT7","target":"point:HT7","linked":true,"reason":"a code","candidates":[]}
    {"file":"content/articles/nights.md","line":7,"column":22,"text":"HT7","target":"point:HT7","linked":false,"reason":"a code; linked before","candidates":[]}
    {"file":"content/articles/nights.md","line":9,"column":3,"text":"太谿（KI3）","target":"point:KI3","linked":true,"reason":"a name and its code","candidates":[]}
    {"file":"content/articles/nights.md","line":9,"column":14,"text":"BL23","target":"point:BL23","linked":true,"reason":"a code","candidates":[]}
    {"file":"content/articles/nights.md","line":9,"column":19,"text":"Futu","target":null,"linked":false,"reason":"several points have this name","candidates":["point:LI18","point:ST32"]}
    {"file":"content/articles/nights.md","line":11,"column":9,"text":"B12","target":null,"linked":false,"reason":"a vitamin","candidates":["point:BL12"]}
    {"file":"content/articles/nights.md","line":11,"column":14,"text":"LU12","target":null,"linked":false,"reason":"no point has this number","candidates":[]}
    {"file":"content/articles/nights.md","line":11,"column":21,"text":"SP6","target":"point:SP6","linked":false,"reason":"a backslash stands before it","candidates":[]}
    {"file":"content/articles/nights.md","line":11,"column":29,"text":"GV4","target":"point:GV4","linked":false,"reason":"`nolink:` names it","candidates":[]}
    "#);
}

#[test]
fn the_audit_knows_a_file_or_folder_by_every_path() {
    let site = audited();
    let files = |arguments: &[&str]| {
        let run = site.run(&[&["mentions", "--quiet"], arguments].concat());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
        let mut files: Vec<String> =
            run.stdout.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect();
        files.dedup();
        files
    };
    let (nights, ki3) = ("content/articles/nights.md", "content/points/ki3.md");
    assert_eq!(files(&[]), [nights, ki3]);
    assert_eq!(files(&["content"]), [nights, ki3]);
    assert_eq!(files(&[nights]), [nights]);
    assert_eq!(files(&["./content/articles/nights.md"]), [nights]);
    assert_eq!(files(&["articles/nights.md"]), [nights]);
    assert_eq!(files(&["content/points"]), [ki3]);
    assert_eq!(files(&["points/"]), [ki3]);
    assert_eq!(files(&[ki3, nights]), [nights, ki3]);
    assert!(files(&["content/about.md"]).is_empty());
    // From a folder above, as a shell completes it.
    let root = site.root().to_str().unwrap();
    let absolute = format!("{root}/{ki3}");
    let from_elsewhere = site.run_with(&["mentions", "--quiet", "-r", root, &absolute], |command| {
        command.current_dir("/");
    });
    assert_eq!((from_elsewhere.code, from_elsewhere.stdout.lines().count()), (0, 1), "{}", from_elsewhere.stderr);
    assert!(site.path("public").metadata().is_err(), "the audit writes nothing");
}

#[test]
fn a_file_that_is_none_of_the_library_is_told() {
    let site = audited();
    for file in ["content/articles/days.md", "articles/night", "acupress.yaml", "point"] {
        let run = site.run(&["mentions", file]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{file}");
        assert!(
            run.stderr.starts_with(&format!("acupress: `{file}` is no Markdown file of the library\n")),
            "{}",
            run.stderr
        );
    }
    let run = site.run(&["mentions", "nowhere.md", "content/points/ki3.md"]);
    assert_eq!((run.code, run.stdout.lines().count()), (1, 1));
}

#[test]
fn the_audit_knows_two_forms() {
    let site = audited();
    for form in ["github", "sarif"] {
        let run = site.run(&["mentions", "--format", form]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{form}");
    }
}

#[test]
fn columns_count_characters() {
    let site = Site::new().article("text", "title: Text", "按壓腎俞穴，再按𠀀 KI3。\n> 然後 *BL40*。");
    let run = site.run(&["mentions", "--format", "json"]);
    let places: Vec<(u64, u64, String)> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| {
            (
                line["line"].as_u64().unwrap(),
                line["column"].as_u64().unwrap(),
                line["text"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(places, [(4, 3, "腎俞".to_owned()), (4, 11, "KI3".to_owned()), (5, 7, "BL40".to_owned())]);
}

#[test]
fn the_audit_of_a_library_with_a_broken_file_tells_of_it() {
    let site = audited().file("content/articles/broken.md", "---\ntitle: {\n---\nBL23\n");
    let run = site.run(&["mentions"]);
    assert!(run.stderr.contains("error[invalid-front-matter]"), "{}", run.stderr);
    assert!(run.stdout.contains("content/points/ki3.md:3:1: KI3 "), "{}", run.stdout);
}

#[test]
fn drafts_are_audited_where_they_are_asked_for() {
    let site = Site::new().article("text", "title: Text\ndraft: true", "Rest at BL23.");
    assert_eq!(site.run(&["mentions", "--quiet"]).stdout, "");
    assert_eq!(site.run(&["mentions", "--quiet", "--drafts"]).stdout.lines().count(), 1);
}
