//! The commands: what they print where, what they write, and the codes they exit with.

use acupress::config::{CONFIGURATION, MARKDOWN};
use acupress::diagnostics::RULES;
use acupress::load::fields::{FRONT_MATTER, IMAGE, ORGAN, PATTERN, POINT, SOURCE, TREATMENT};
use serde_json::Value;

use crate::support::{Site, files_below};

const ARTICLE: &str =
    "title: Low Back Pain in the Evening\ndate: 2025-09-30\nconditions: [Low Back Pain]\npoints: [BL23]";
/// An error: there is no such point.
const WRONG: &str = "title: Low Back Pain in the Morning\nconditions: [Low Back Pain]\npoints: [LU12]";
/// A warning: nothing refers to it.
const ORPHAN: &str = "---\ntitle: Insomnia\n---\n";

#[test]
fn a_clean_build_exits_with_0_and_says_on_stdout_what_it_published() {
    let run = Site::new().article("evening", ARTICLE, "").run(&["build"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains(" pages, ") && run.stdout.contains(" into public in "), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 1);
}

#[test]
fn warnings_exit_with_0_and_stand_on_stderr() {
    let site = Site::new().article("evening", ARTICLE, "").file("content/conditions/insomnia.md", ORPHAN);
    let run = site.run(&["build"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.stderr, @r"
    warning[orphan-entry]: nothing refers to the condition `Insomnia`
     --> content/conditions/insomnia.md:2:8
      |
    2 | title: Insomnia
      |        ^^^^^^^^
      |
      = help: name it in an article, check the spelling of its title, or remove content/conditions/insomnia.md

    1 warning (`acupress explain orphan-entry` tells more)
    ");
    assert!(run.stdout.contains(" into public in "), "{}", run.stdout);
}

#[test]
fn strict_makes_warnings_exit_with_1_and_publishes_nothing() {
    let site = Site::new().article("evening", ARTICLE, "").file("content/conditions/insomnia.md", ORPHAN);
    for strict in ["--strict", "-s"] {
        let build = site.run(&["build", strict]);
        assert_eq!((build.code, build.stdout.as_str()), (1, ""));
        assert!(build.stderr.contains("nothing was published, because of warnings, and --strict"), "{}", build.stderr);
        assert!(!site.path("public").exists());
        assert_eq!(site.run(&["check", strict]).code, 1);
    }
    assert_eq!(site.run(&["check"]).code, 0);
}

#[test]
fn strict_lets_notes_pass() {
    let site = Site::new().article("evening", "title: Evening\nconditions: [Low Back Pain]\npoints: [UB23]", "");
    let run = site.run(&["check", "--strict"]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("note[noncanonical-code]"), "{}", run.stderr);
}

#[test]
fn errors_exit_with_1_and_nothing_is_published() {
    let site = Site::new().article("morning", WRONG, "");
    let run = site.run(&["build"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    insta::assert_snapshot!(run.stderr, @r"
    error[unknown-point]: there is no point `LU12`: the Lung channel has 11 points
     --> content/articles/morning.md:4:10
      |
    4 | points: [LU12]
      |          ^^^^
      |
      = help: LU1 to LU11 exist; check the channel and the number

    1 error (`acupress explain unknown-point` tells more)
    acupress: nothing was published, because of errors
    ");
    assert!(!site.path("public").exists());
}

#[test]
fn check_writes_nothing_and_says_when_nothing_is_wrong() {
    let site = Site::new().article("evening", ARTICLE, "");
    let before = files_below(site.root());
    let run = site.run(&["check"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "nothing is wrong\n", ""));
    assert!(files_below(site.root()) == before);
}

#[test]
fn a_wrong_call_exits_with_2_and_explains_itself_on_stderr() {
    let site = Site::new().article("evening", ARTICLE, "");
    for arguments in [
        &[][..],
        &["biuld"],
        &["build", "--no-such-option"],
        &["build", "--format", "xml"],
        &["build", "--quiet", "--verbose"],
        &["build", "--jobs", "many"],
        &["build", "-r", "nowhere"],
        &["check", "-r", "nowhere"],
        &["build", "-u", "example.org"],
        &["build", "-o", "content"],
        &["build", "-o", ".", "--force"],
        &["build", "-o", "content/site", "--force"],
        &["new", "article"],
        &["new", "articel", "Insomnia"],
        &["new", "point", "LU12"],
        &["new", "article", "%%#"],
        &["explain", "no-such-rule"],
        &["completions", "tcsh"],
        &["points", "KI3", "--format", "sarif"],
    ] {
        let run = site.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.stderr.is_empty() && !run.stderr.contains("panicked"), "{arguments:?} {}", run.stderr);
    }
    assert_eq!(files_below(site.root()).len(), 2, "the configuration and the article");
}

#[test]
fn a_disk_that_refuses_exits_with_3() {
    let site = Site::new().article("evening", ARTICLE, "").file("taken", "a file, no folder");
    let run = site.run(&["build", "-o", "taken/site"]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    assert!(run.stderr.starts_with("acupress: cannot ") && run.stderr.contains("taken"), "{}", run.stderr);
    assert_eq!(site.run(&["-r", "taken/library", "init"]).code, 3);
}

#[test]
fn a_reader_who_closes_the_pipe_early_is_no_error() {
    let site = Site::new();
    let run = site.run_with(&["points"], |command| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        command.stdout(writer);
    });
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn help_and_version_stand_on_stdout() {
    let site = Site::bare();
    let version = site.run(&["--version"]);
    assert_eq!((version.code, version.stdout), (0, format!("acupress {}\n", env!("CARGO_PKG_VERSION"))));
    let help = site.run(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for command in COMMANDS {
        assert!(help.stdout.contains(&format!("\n  {command} ")), "{command}");
        assert_eq!(site.run(&[command, "--help"]).code, 0, "{command}");
    }
}

#[test]
fn quiet_says_nothing_but_what_is_found() {
    let site = Site::new().article("evening", ARTICLE, "");
    for arguments in [["build", "--quiet"], ["check", "-q"]] {
        let run = site.run(&arguments);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""), "{arguments:?}");
    }
    site.write("content/conditions/insomnia.md", ORPHAN);
    insta::assert_snapshot!(site.run(&["build", "-q", "--strict"]).stderr, @r"
    warning[orphan-entry]: nothing refers to the condition `Insomnia`
     --> content/conditions/insomnia.md:2:8
      |
    2 | title: Insomnia
      |        ^^^^^^^^
      |
      = help: name it in an article, check the spelling of its title, or remove content/conditions/insomnia.md
    ");
    let init = Site::bare().run(&["init", "-q"]);
    assert_eq!((init.code, init.stdout.as_str(), init.stderr.as_str()), (0, "", ""));
}

#[test]
fn the_forms_for_programs_stay_pure_when_a_build_fails() {
    let site = Site::new().article("morning", WRONG, "");
    for command in ["build", "check"] {
        let json = site.run(&[command, "--format", "json"]).stderr;
        for line in json.lines() {
            assert!(serde_json::from_str::<Value>(line).is_ok(), "{command}: {line}");
        }
        let sarif = site.run(&[command, "--format", "sarif"]).stderr;
        assert!(serde_json::from_str::<Value>(&sarif).is_ok(), "{command}: {sarif}");
        let github = site.run(&[command, "--format", "github"]).stderr;
        assert!(github.lines().all(|line| line.starts_with("::")), "{command}: {github}");
    }
}

#[test]
fn colour_is_for_terminals_unless_forced_and_never_against_no_color() {
    let site = Site::new().article("morning", WRONG, "");
    let coloured = |variables: &[(&str, &str)]| {
        let run = site.run_with(&["check"], |command| {
            command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("CLICOLOR");
            command.envs(variables.iter().copied());
        });
        assert_eq!(run.code, 1);
        run.stderr.contains('\u{1b}')
    };
    assert!(!coloured(&[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("NO_COLOR", "1")]));
    assert!(!coloured(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
}

#[test]
fn a_new_library_builds_and_has_nothing_wrong() {
    let site = Site::bare();
    let run = site.run(&["init"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(run.stdout, @r#"
    A new library with one article.

      acupress build
      acupress new article "The title"
    "#);
    let files: Vec<String> = files_below(site.root()).into_keys().collect();
    assert_eq!(files, [".gitignore", "acupress.yaml", "content/_index.md", "content/articles/low-back-pain.md"]);
    let build = site.build();
    assert_eq!(build.stderr, "");
    let check = site.run(&["check", "--strict"]);
    assert_eq!((check.code, check.stdout.as_str(), check.stderr.as_str()), (0, "nothing is wrong\n", ""));
    assert!(site.main_of("points/bl23/index.html").contains("Low Back Pain"));
}

#[test]
fn a_new_library_is_made_in_a_folder_of_its_own_if_one_is_named() {
    let site = Site::bare();
    let run = site.run(&["init", "clinic/library"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.stdout, @r#"
    A new library with one article.

      cd clinic/library
      acupress build
      acupress new article "The title"
    "#);
    assert_eq!(site.run(&["-r", "clinic/library", "check", "--strict"]).code, 0);
}

#[test]
fn init_refuses_a_folder_that_holds_a_library_and_changes_nothing() {
    let site = Site::new().file("notes.txt", "mine");
    let before = files_below(site.root());
    let run = site.run(&["init"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(
        run.stderr,
        @"acupress: `acupress.yaml` is there already, so there is a library in this folder"
    );
    assert!(files_below(site.root()) == before);

    let site = Site::bare().file("content/mine.md", "mine");
    assert_eq!(site.run(&["init"]).code, 2);
    assert_eq!(files_below(site.root()).len(), 1);
}

#[test]
fn init_leaves_other_files_of_the_folder_alone() {
    let site = Site::bare().file(".gitignore", "/mine/\n").file("notes.txt", "mine");
    assert_eq!(site.run(&["init"]).code, 0);
    let files = files_below(site.root());
    assert_eq!(files[".gitignore"], b"/mine/\n");
    assert_eq!(files["notes.txt"], b"mine");
}

#[test]
fn new_makes_a_file_of_each_kind_that_has_no_errors() {
    let site = Site::bare();
    site.run(&["init"]);
    for (kind, title, path) in [
        ("article", "Insomnia with Palpitations", "content/articles/insomnia-with-palpitations.md"),
        ("condition", "Insomnia", "content/conditions/insomnia.md"),
        ("pattern", "Heart Blood Deficiency", "content/patterns/heart-blood-deficiency.md"),
        ("point", "KD-3", "content/points/ki3.md"),
        ("channel", "Bladder", "content/channels/bladder.md"),
        ("organ", "Kidney", "content/organs/kidney.md"),
        ("source", "The Practice of Chinese Medicine", "content/sources/the-practice-of-chinese-medicine.md"),
        ("page", "About Us", "content/about-us.md"),
    ] {
        let run = site.run(&["new", kind, title]);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, format!("{path}\n").as_str(), ""));
        assert!(site.path(path).is_file(), "{path}");
        assert_eq!(site.run(&["check"]).code, 0, "{kind}");
    }
    // What nothing names yet is said to be so; nothing else is wrong.
    for finding in site.findings() {
        assert_eq!(finding["rule"], "orphan-entry", "{finding}");
    }
    site.build();
    for page in ["conditions/insomnia", "points/ki3", "channels/bladder", "organs/kidney", "about-us"] {
        site.published(&format!("{page}/index.html"));
    }
}

#[test]
fn new_names_a_point_by_its_code_under_any_name() {
    for name in ["太溪", "太谿", "Tai Xi", "Kidney 3", "ki3"] {
        let run = Site::new().run(&["new", "point", name]);
        assert_eq!((run.code, run.stdout.as_str()), (0, "content/points/ki3.md\n"), "{name}");
    }
    let run = Site::new().run(&["new", "point", "Futu"]);
    assert_eq!(run.code, 2, "LI18 or ST32");
}

#[test]
fn new_takes_a_title_of_several_words_without_quotes_and_kinds_in_the_plural() {
    let site = Site::new();
    let run = site.run(&["new", "articles", "Waking", "at", "Three"]);
    assert_eq!(run.stdout, "content/articles/waking-at-three.md\n");
    assert!(
        std::fs::read_to_string(site.path("content/articles/waking-at-three.md")).unwrap().contains("Waking at Three")
    );
}

#[test]
fn new_keeps_titles_that_yaml_would_read_otherwise() {
    let titles = [
        r#"The "wind" of the liver"#,
        "It's cold: warm it # now",
        "腎虛：腰痛",
        "Tàixī, 100% of the time",
        "[Draft] {one}",
        "*Bold* & <b>",
        "yes",
        "null",
        "1.10",
        "2026-01-01",
        "'quoted'",
        "trailing:",
    ];
    let site = Site::new();
    for title in titles {
        let run = site.run(&["new", "article", title]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{title}");
    }
    let build = site.build();
    assert_eq!(build.stderr, "");
    let library = site.library();
    let entries = library["entries"].as_array().unwrap();
    for title in titles {
        assert!(entries.iter().any(|entry| entry["title"] == title), "{title}");
    }
}

#[test]
fn new_never_overwrites_a_file() {
    let site = Site::new().file("content/articles/insomnia.md", "mine");
    let run = site.run(&["new", "article", "Insomnia"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(run.stderr, @"acupress: `content/articles/insomnia.md` is there already");
    assert_eq!(std::fs::read(site.path("content/articles/insomnia.md")).unwrap(), b"mine");
}

#[test]
fn new_follows_the_root_and_the_configured_content_folder() {
    let site = Site::bare().file("clinic/acupress.yaml", "content: texts\n");
    let run = site.run(&["-r", "clinic", "new", "article", "Insomnia"]);
    assert_eq!(run.stdout, "texts/articles/insomnia.md\n");
    assert!(site.path("clinic/texts/articles/insomnia.md").is_file());
}

#[test]
fn a_misspelt_kind_is_told_with_the_one_that_was_meant() {
    let site = Site::new();
    insta::assert_snapshot!(
        site.run(&["new", "artcle", "Insomnia"]).stderr,
        @"acupress: there is no kind `artcle`; did you mean `article`?"
    );
    insta::assert_snapshot!(
        site.run(&["new", "herb", "Ginseng"]).stderr,
        @"acupress: there is no kind `herb`; the kinds are article, condition, pattern, point, channel, organ, source, page"
    );
}

#[test]
fn explain_has_a_page_for_every_rule() {
    let site = Site::bare();
    for rule in RULES {
        let name = rule.id.name();
        let run = site.run(&["explain", name]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}");
        assert!(run.stdout.starts_with(&format!("{name} (")), "{}", run.stdout);
        assert!(run.stdout.contains(rule.help) && run.stdout.contains("For example:"), "{}", run.stdout);
        assert!(run.stdout.contains(if rule.fixed { "cannot be changed" } else { "acupress.yaml" }), "{}", run.stdout);
    }
}

#[test]
fn explain_tells_what_a_rule_means_and_how_to_mend_it() {
    insta::assert_snapshot!(Site::bare().run(&["explain", "unknown-key"]).stdout, @r"
    unknown-key (error)

    A key is not known, or not for this kind of entry.

    A misspelt key would be lost silently, so it is refused. Data of your own goes under `extra:`.

    For example:

        ---
        title: Insomnia
        conditons: [Insomnia]
        ---

    Its level is set in acupress.yaml: `rules: {unknown-key: allow}`, or note, warning, error.
    ");
}

#[test]
fn explain_without_a_rule_lists_them_all() {
    let run = Site::bare().run(&["explain"]);
    let names: Vec<&str> = run.stdout.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(names, RULES.iter().map(|rule| rule.id.name()).collect::<Vec<_>>());
}

#[test]
fn a_misspelt_rule_is_told_with_the_one_that_was_meant() {
    let site = Site::bare();
    insta::assert_snapshot!(
        site.run(&["explain", "unknwon-key"]).stderr,
        @"acupress: there is no rule `unknwon-key`; did you mean `unknown-key`?"
    );
    insta::assert_snapshot!(
        site.run(&["explain", "spelling"]).stderr,
        @"acupress: there is no rule `spelling`; `acupress explain` lists them"
    );
}

#[test]
fn the_schema_names_every_key_and_no_other() {
    let run = Site::bare().run(&["schema"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let schema: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let front_matter = &schema["$defs"]["front-matter"];
    let configuration = &schema["$defs"]["configuration"];
    // A list of groups offers one text, a list, or one group; a group offers one text or itself.
    let item = |key: &str| front_matter["properties"][key]["anyOf"].as_array().unwrap().last().unwrap();
    for (group, fields) in [
        (front_matter, FRONT_MATTER),
        (item("image"), IMAGE),
        (item("organs"), ORGAN),
        (item("patterns"), PATTERN),
        (item("points"), POINT),
        (item("treatments"), TREATMENT),
        (item("sources"), SOURCE),
        (configuration, CONFIGURATION),
        (configuration["properties"]["markdown"]["anyOf"].as_array().unwrap().last().unwrap(), MARKDOWN),
    ] {
        let mut expected: Vec<&str> = fields.iter().map(|field| field.name).collect();
        expected.sort_unstable();
        let mut named: Vec<&str> = group["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        named.sort_unstable();
        assert_eq!(named, expected);
        assert_eq!(group["additionalProperties"], false);
    }
    let rules = configuration["properties"]["rules"]["properties"].as_object().unwrap();
    for rule in RULES {
        assert_eq!(rules.contains_key(rule.id.name()), !rule.fixed, "{}", rule.id.name());
    }
}

#[test]
fn the_schema_knows_the_keys_of_the_content_model() {
    let run = Site::bare().run(&["schema"]);
    let schema: Value = serde_json::from_str(&run.stdout).unwrap();
    for key in [
        "title",
        "kind",
        "description",
        "date",
        "updated",
        "authors",
        "image",
        "names",
        "conditions",
        "organs",
        "patterns",
        "principles",
        "points",
        "treatments",
        "sources",
        "slug",
        "aliases",
        "draft",
        "weight",
        "tags",
        "extra",
    ] {
        assert!(schema["$defs"]["front-matter"]["properties"][key]["description"].is_string(), "{key}");
    }
}

#[test]
fn clean_removes_the_site_that_acupress_made_and_nothing_else() {
    let site = Site::new().article("evening", ARTICLE, "");
    let before = files_below(site.root());
    site.build();
    let run = site.run(&["clean"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    assert!(!site.path("public").exists());
    assert!(files_below(site.root()) == before);
    assert_eq!(site.run(&["clean"]).code, 0, "nothing is left to remove");
}

#[test]
fn clean_removes_the_folder_that_is_named() {
    let site = Site::new().article("evening", ARTICLE, "");
    site.build();
    site.run(&["build", "-o", "copy"]);
    assert_eq!(site.run(&["clean", "-o", "copy"]).code, 0);
    assert!(!site.path("copy").exists());
    assert!(site.path("public/index.html").exists());
}

#[test]
fn clean_refuses_a_folder_that_acupress_did_not_make() {
    let site = Site::new().article("evening", ARTICLE, "").file("public/mine.txt", "mine");
    let before = files_below(site.root());
    let run = site.run(&["clean"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("was not made by Acupress"), "{}", run.stderr);
    for folder in [".", "content", "..", "acupress.yaml"] {
        assert_eq!(site.run(&["clean", "-o", folder]).code, 2, "{folder}");
    }
    assert!(files_below(site.root()) == before);
}

const COMMANDS: [&str; 9] = ["init", "new", "build", "check", "points", "explain", "schema", "clean", "completions"];

#[test]
fn completions_know_every_command_in_every_shell() {
    let site = Site::bare();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = site.run(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        for command in COMMANDS {
            assert!(run.stdout.contains(command), "{shell} {command}");
        }
    }
    assert!(site.run(&["completions", "bash"]).stdout.contains("complete -F _acupress"));
    assert!(site.run(&["completions", "zsh"]).stdout.starts_with("#compdef acupress"));
    assert!(site.run(&["completions", "fish"]).stdout.contains("complete -c acupress"));
}

#[test]
fn root_names_the_library_from_anywhere() {
    let site = Site::bare();
    site.run(&["init", "library"]);
    for root in ["-r", "--root"] {
        assert_eq!(site.run(&[root, "library", "build"]).code, 0);
        assert!(site.path("library/public/index.html").exists());
        assert!(!site.path("public").exists());
        assert_eq!(site.run(&["clean", root, "library"]).code, 0, "an option of every command, before or after it");
        assert!(!site.path("library/public").exists());
    }
}

#[test]
fn findings_name_files_from_the_librarys_folder() {
    let site = Site::bare()
        .file("library/acupress.yaml", "base_url: https://example.org/\n")
        .file("library/content/articles/morning.md", format!("---\n{WRONG}\n---\n"));
    let run = site.run(&["-r", "library", "check"]);
    assert!(run.stderr.contains(" --> content/articles/morning.md:4:10"), "{}", run.stderr);
}

#[test]
fn config_names_another_configuration() {
    let site = Site::new()
        .article("evening", ARTICLE, "")
        .file("print.yaml", "title: For the Press\nbase_url: https://example.org/\noutput: print\n");
    for config in ["-c", "--config"] {
        assert_eq!(site.run(&["build", config, "print.yaml"]).code, 0);
        let home = std::fs::read_to_string(site.path("print/index.html")).unwrap();
        assert!(home.contains("For the Press"));
        assert!(!site.path("public").exists());
        assert_eq!(site.run(&["clean", config, "print.yaml"]).code, 0);
        assert!(!site.path("print").exists());
    }
}

#[test]
fn a_configuration_that_is_named_must_be_there() {
    let site = Site::new().article("evening", ARTICLE, "");
    let run = site.run(&["build", "-c", "prnit.yaml"]);
    assert_ne!(run.code, 0);
    assert!(run.stderr.contains("prnit.yaml") && run.stderr.contains("cannot be read"), "{}", run.stderr);
    assert!(!site.path("public").exists());
}

#[test]
fn a_library_without_configuration_has_every_default() {
    let site = Site::bare().file("content/articles/evening.md", format!("---\n{ARTICLE}\n---\n"));
    let run = site.build();
    assert!(run.stderr.contains("note[missing-base-url]"), "{}", run.stderr);
    site.published("articles/evening/index.html");
}

#[test]
fn output_dir_is_named_from_where_the_command_runs() {
    let site = Site::bare();
    site.run(&["init", "library"]);
    for output in ["-o", "--output-dir"] {
        let run = site.run(&["-r", "library", "build", output, "web/site"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.contains(" into web/site in "), "{}", run.stdout);
        assert!(site.path("web/site/index.html").exists());
        assert!(!site.path("library/public").exists());
        std::fs::remove_dir_all(site.path("web")).unwrap();
    }
}

#[test]
fn base_url_is_that_of_the_command_line_before_that_of_the_configuration() {
    let site = Site::new().article("evening", ARTICLE, "");
    for option in ["-u", "--base-url"] {
        // With or without the slash at its end.
        for url in ["https://clinic.example/library", "https://clinic.example/library/"] {
            assert_eq!(site.run(&["build", option, url]).code, 0);
            let page = site.published("articles/evening/index.html");
            let canonical = r#"<link rel="canonical" href="https://clinic.example/library/articles/evening/">"#;
            assert!(page.contains(canonical), "{page}");
            for file in ["sitemap.xml", "feed.xml"] {
                let text = site.published(file);
                assert!(text.contains("https://clinic.example/library/articles/evening/"), "{file}");
                assert!(!text.contains("https://example.org/"), "{file}");
            }
        }
    }
}

#[test]
fn drafts_are_published_only_when_asked_for() {
    let site = Site::new().article("evening", ARTICLE, "").article("draft", "title: Unfinished\ndraft: true", "");
    site.build();
    assert!(!site.path("public/articles/draft").exists());
    assert_eq!(site.run(&["build", "--drafts"]).code, 0);
    site.published("articles/draft/index.html");
}

#[test]
fn portable_links_all_name_a_file() {
    let site = Site::bare();
    site.run(&["init"]);
    for (portable, arguments) in [(true, &["build", "--portable"][..]), (false, &["build"])] {
        assert_eq!(site.run(arguments).code, 0);
        let published = site.all_published();
        let mut links = 0;
        let mut folders = 0;
        for (path, bytes) in published.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html") {
            let html = String::from_utf8(bytes.clone()).unwrap();
            for part in [" href=\"", " src=\""].into_iter().flat_map(|attribute| html.split(attribute).skip(1)) {
                let link = part.split('"').next().unwrap().split(['#', '?']).next().unwrap();
                if link.is_empty() || link.starts_with("https://") {
                    continue;
                }
                let mut target: Vec<&str> = path.split('/').collect();
                target.pop();
                for step in link.split('/') {
                    match step {
                        "." => {}
                        ".." => assert!(target.pop().is_some(), "{link} in {path} leads out of the site"),
                        step => target.push(step),
                    }
                }
                let target = acupress::url::decode_path(&target.join("/")).unwrap();
                links += 1;
                if portable {
                    assert!(published.contains_key(&target), "{link} in {path} names no file");
                } else if target.is_empty() || target.ends_with('/') {
                    folders += 1;
                    assert!(published.contains_key(&format!("{target}index.html")), "{link} in {path}");
                }
            }
        }
        assert!(links > 100);
        assert_eq!(folders > 0, !portable);
    }
}

#[test]
fn the_number_of_threads_can_be_told() {
    let site = Site::new().article("evening", ARTICLE, "");
    for jobs in ["1", "2", "0"] {
        assert_eq!(site.run(&["build", "--jobs", jobs]).code, 0, "{jobs}");
    }
}

#[test]
fn a_build_tells_how_long_its_stages_took_and_writes_a_trace() {
    let site = Site::new().article("a", "title: A\nconditions: [Insomnia]", "Text.");
    let run = site.run(&["build", "-v", "--trace", "trace.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let stages = ["load", "compare", "link", "weave", "search", "compile theme", "render and publish", "keep"];
    for stage in stages {
        assert!(
            run.stderr.lines().any(|line| line.starts_with(&format!("acupress: {stage} ")) && line.ends_with(" ms"))
        );
    }
    for share in ["render", "publish"] {
        let is_told = |line: &str| line.starts_with(&format!("acupress: {share} ")) && line.ends_with(" together");
        assert!(run.stderr.lines().any(is_told), "{}", run.stderr);
    }
    let trace: Vec<Value> = serde_json::from_slice(&std::fs::read(site.path("trace.json")).unwrap()).unwrap();
    let names: Vec<&str> = trace.iter().map(|event| event["name"].as_str().unwrap()).collect();
    assert_eq!(names[..stages.len()], stages);
    assert!(names.contains(&"articles/a/index.html") && names.contains(&"library.json"), "{names:?}");
    assert!(trace.iter().all(|event| event["ph"] == "X" && event["dur"].as_f64().is_some_and(|took| took >= 0.0)));
}
