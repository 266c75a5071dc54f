//! What is found in the input: each rule by its literate test in `tests/rules/`, the levels and the printers.
//!
//! A literate test tells what the rule finds and why. Each `## ` heading begins a case: `` File `path`: `` before a
//! fenced block is a file of the library, where a block of `bytes` may hold `\xNN`; `` Link `path` to `target`. `` is a
//! symbolic link; a block `expected` is what `acupress check` shows, without its closing line that counts.

use std::collections::BTreeSet;
use std::path::Path;

use acupress::diagnostics::{Level, RULES, RuleId, Severity};
use serde_json::Value;

use crate::support::{Site, repository};

/// One case of a rule's literate test.
struct Case {
    name: String,
    files: Vec<(String, Vec<u8>)>,
    links: Vec<(String, String)>,
    expected: Option<String>,
}

impl Case {
    /// The library of the case, with `rules:` added to its configuration where some are given.
    fn site(&self, rules: &str) -> Site {
        let mut site = Site::new();
        for (path, bytes) in &self.files {
            site = site.file(path, bytes);
        }
        for (path, target) in &self.links {
            link(target, &site.path(path));
        }
        if !rules.is_empty() {
            let configured = std::fs::read_to_string(site.path("acupress.yaml")).unwrap();
            site.write("acupress.yaml", format!("{configured}rules: {{{rules}}}\n"));
        }
        site
    }
}

#[cfg(unix)]
fn link(target: &str, path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(target, path).unwrap();
}

#[cfg(not(unix))]
fn link(_: &str, path: &Path) {
    panic!("{}: links are tested on Unix only", path.display());
}

/// The literate test of a rule, case by case.
fn cases_of(rule: &str) -> Vec<Case> {
    let file = repository().join("tests/rules").join(format!("{rule}.md"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    assert!(text.starts_with(&format!("# {rule}\n\n")), "{rule}.md begins with the rule's name as its heading");
    let mut cases: Vec<Case> = Vec::new();
    let mut path: Option<String> = None;
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case { name: name.to_owned(), files: Vec::new(), links: Vec::new(), expected: None });
        } else if let Some(name) = line.strip_prefix("File `").and_then(|rest| rest.strip_suffix("`:")) {
            path = Some(name.to_owned());
        } else if let Some(words) = line.strip_prefix("Link `").and_then(|rest| rest.strip_suffix("`.")) {
            let (link, target) = words.split_once("` to `").unwrap();
            cases.last_mut().unwrap().links.push((link.to_owned(), target.to_owned()));
        } else if line.starts_with("```") {
            let info = line.trim_start_matches('`');
            let fence = &line[..line.len() - info.len()];
            let mut block = String::new();
            for (_, line) in lines.by_ref().take_while(|(_, line)| *line != fence) {
                block.push_str(line);
                block.push('\n');
            }
            let case = cases.last_mut().unwrap_or_else(|| panic!("{rule}.md:{}: no case is open", number + 1));
            match (info, path.take()) {
                ("expected", None) => case.expected = Some(block.trim_end().to_owned()),
                ("bytes", Some(path)) => case.files.push((path, unescape(&block))),
                (_, Some(path)) => case.files.push((path, block.into_bytes())),
                (_, None) => panic!("{rule}.md:{}: the block has no file", number + 1),
            }
        }
    }
    cases
}

/// A block with its `\xNN` as bytes.
fn unescape(block: &str) -> Vec<u8> {
    let mut parts = block.split("\\x");
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    bytes
}

/// What `check` shows, without the line that counts.
fn shown_without_count(site: &Site) -> String {
    let shown = site.shown();
    if shown.is_empty() {
        return shown;
    }
    let (findings, count) = shown.trim_end().rsplit_once("\n\n").unwrap();
    assert!(count.ends_with(" tells more)") || count.ends_with(" tells more of each)"), "{count}");
    findings.to_owned()
}

#[test]
fn every_rule_has_a_literate_test_and_every_literate_test_a_rule() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.id.name().to_owned()).collect();
    let files: BTreeSet<String> = std::fs::read_dir(repository().join("tests/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.strip_suffix(".md").map(str::to_owned).unwrap_or(name))
        .collect();
    assert_eq!(files, rules);
}

#[test]
fn every_literate_test_shows_exactly_what_it_says() {
    let mut differing = String::new();
    for rule in RULES {
        let name = rule.id.name();
        let cases = cases_of(name);
        let own = format!("[{name}]: ");
        assert!(
            cases.iter().any(|case| case.expected.as_ref().is_some_and(|expected| expected.contains(&own))),
            "{name}.md shows no finding of its rule"
        );
        for case in cases {
            let expected =
                case.expected.as_deref().unwrap_or_else(|| panic!("{name}.md, {}: no `expected`", case.name));
            let shown = shown_without_count(&case.site(""));
            if shown != expected {
                differing.push_str(&format!(
                    "\n#### {name}.md, {}\n\n-- expected\n{expected}\n\n-- shown\n{shown}\n",
                    case.name
                ));
            }
        }
    }
    assert!(differing.is_empty(), "{differing}");
}

/// The first case of a rule's literate test in which the rule finds something.
fn finding_case(rule: RuleId) -> Case {
    let own = format!("[{}]: ", rule.name());
    cases_of(rule.name()).into_iter().find(|case| case.expected.as_ref().unwrap().contains(&own)).unwrap()
}

fn severities_of(site: &Site, rule: RuleId) -> BTreeSet<String> {
    let findings = site.findings();
    let own = findings.iter().filter(|finding| finding["rule"] == rule.name());
    own.map(|finding| finding["severity"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_rule_speaks_with_its_own_level_unless_told() {
    for rule in RULES {
        let Level::Report(severity) = rule.level else { panic!("{} is silent", rule.id.name()) };
        let found = severities_of(&finding_case(rule.id).site(""), rule.id);
        assert_eq!(found, BTreeSet::from([severity.to_string()]), "{}", rule.id.name());
    }
}

#[test]
fn every_rule_but_the_fixed_ones_can_be_silenced() {
    for rule in RULES.iter().filter(|rule| !rule.fixed) {
        let name = rule.id.name();
        let found = severities_of(&finding_case(rule.id).site(&format!("{name}: allow")), rule.id);
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn every_rule_but_the_fixed_ones_takes_another_severity() {
    for rule in RULES.iter().filter(|rule| !rule.fixed) {
        let name = rule.id.name();
        let other = if rule.level == Level::Report(Severity::Error) { "note" } else { "error" };
        let found = severities_of(&finding_case(rule.id).site(&format!("{name}: {other}")), rule.id);
        assert_eq!(found, BTreeSet::from([other.to_owned()]), "{name}");
    }
}

#[test]
fn a_fixed_rule_refuses_every_level() {
    let fixed: Vec<&str> = RULES.iter().filter(|rule| rule.fixed).map(|rule| rule.id.name()).collect();
    assert_eq!(fixed, ["invalid-configuration"]);
    for level in Level::NAMES {
        let site = Site::new()
            .file(
                "acupress.yaml",
                format!("base_url: https://example.org/\nrules: {{invalid-configuration: {level}}}\n"),
            )
            .file("content/_index.md", "---\ntitle: Home\n---\n");
        assert_eq!(
            site.findings_of("invalid-configuration"),
            ["acupress.yaml:2:32 the level of `invalid-configuration` cannot be changed"],
            "{level}"
        );
        assert_eq!(site.run(&["build"]).code, 1);
    }
}

/// A library with one warning and one note.
fn with_a_warning_and_a_note(rules: &str) -> Site {
    Site::new()
        .file("acupress.yaml", format!("base_url: https://example.org/\nrules: {{{rules}}}\n"))
        .article("nights", "title: Nights\nconditions: [Insomnia]\npoints: [H7]", "Long ones.")
        .file("content/conditions/insomia.md", "---\ntitle: Insomia\n---\nMisspelt.\n")
}

#[test]
fn a_level_decides_whether_the_site_is_published() {
    for (rules, options, code) in [
        ("", ["build"].as_slice(), 0),
        ("", &["build", "--strict"], 1),
        ("orphan-entry: error", &["build"], 1),
        ("orphan-entry: note", &["build", "--strict"], 0),
        ("orphan-entry: allow", &["build", "--strict"], 0),
        ("noncanonical-code: warning, orphan-entry: allow", &["build", "--strict"], 1),
        ("noncanonical-code: error", &["build"], 1),
    ] {
        let site = with_a_warning_and_a_note(rules);
        let run = site.run(options);
        assert_eq!((run.code, site.path("public").exists()), (code, code == 0), "{rules} {options:?}\n{}", run.stderr);
    }
}

/// The findings of `check` in their order, each by its place, severity and rule.
fn places_of(site: &Site) -> String {
    let places = site.findings().into_iter().map(|found| {
        let text = |key: &str| found[key].as_str().unwrap();
        format!("{}:{}:{} {} {}", text("file"), found["line"], found["column"], text("severity"), text("rule"))
    });
    places.collect::<Vec<_>>().join("\n")
}

#[test]
fn at_a_lower_level_what_is_at_fault_is_left_out() {
    let site = Site::new()
        .file(
            "acupress.yaml",
            "base_url: https://example.org/\n\
             rules: {invalid-front-matter: warning, duplicate-url: note, duplicate-entry: allow, unknown-point: warning}\n",
        )
        .article("broken", "title: [unclosed", "Not to be read.")
        .article("first", "title: First\nconditions: [Insomnia]\npoints: [HT7, HT10]\nslug: nights", "The first.")
        .article("second", "title: Second\nconditions: [Insomnia]\nslug: nights", "The second.")
        .file("content/conditions/a.md", "---\ntitle: Insomnia\n---\nThe first file.\n")
        .file("content/conditions/b.md", "---\ntitle: insomnia\n---\nThe second file.\n");
    site.build();
    insta::assert_snapshot!(places_of(&site), @r"
    content/articles/broken.md:3:1 warning invalid-front-matter
    content/articles/first.md:4:15 warning unknown-point
    content/articles/second.md:4:7 note duplicate-url
    ");
    let pages: Vec<String> = site
        .all_published()
        .into_keys()
        .filter(|path| path.starts_with("articles/") || path.starts_with("conditions/") || path.starts_with("points/"))
        .collect();
    insta::assert_snapshot!(pages.join("\n"), @r"
    articles/index.html
    articles/nights/index.html
    conditions/a/index.html
    conditions/index.html
    points/ht7/index.html
    points/index.html
    ");
}

/// A library with mistakes in many files, several in some of them.
fn with_many_mistakes() -> Site {
    Site::new()
        .file("acupress.yaml", "title: Library\nrules: {no-such-rule: allow}\n")
        .article(
            "aching",
            "title: Aching\nconditons: [Low Back Pain]\nconditions: [Low Back Pain]\npoints: [LU12, KD3, BL23 (太溪)]",
            "![](compress.jpg) [[Nothing]] and <b>bold</b>.",
        )
        .article("broken", "title: {", "Unread.")
        .article("books", "title: Books\nsources: [{title: A Book, isbn: 12345}]\nimage: cover.jpg", "{{ point() }}")
        .article("pregnant", "title: Pregnant\nconditions: [Nausea in Pregnancy]\npoints: [LI4]", "[up](#nowhere)")
        .file("content/articles/latin1.md", b"---\ntitle: M\xfcde\n---\n")
        .file("content/conditions/insomia.md", "---\ntitle: Insomia\n---\nNobody's.\n")
        .file("content/points/bl99.md", "---\n---\nNo point.\n")
}

#[test]
fn every_mistake_of_every_file_is_told_in_one_run() {
    insta::assert_snapshot!(places_of(&with_many_mistakes()), @r"
    acupress.yaml:2:9 error unknown-key
    content/articles/aching.md:3:1 error unknown-key
    content/articles/aching.md:5:10 error unknown-point
    content/articles/aching.md:5:16 note noncanonical-code
    content/articles/aching.md:5:21 warning name-mismatch
    content/articles/aching.md:7:1 error broken-link
    content/articles/aching.md:7:1 warning missing-alt
    content/articles/aching.md:7:19 error broken-link
    content/articles/aching.md:7:35 warning raw-html
    content/articles/books.md:3:33 warning invalid-isbn
    content/articles/books.md:4:8 error broken-link
    content/articles/books.md:4:8 warning missing-alt
    content/articles/books.md:6:1 error unknown-mark
    content/articles/broken.md:3:1 error invalid-front-matter
    content/articles/latin1.md:2:9 error invalid-encoding
    content/articles/pregnant.md:4:10 warning caution-in-pregnancy
    content/articles/pregnant.md:6:1 error broken-anchor
    content/conditions/insomia.md:2:8 warning orphan-entry
    content/points/bl99.md:1:1 error unknown-point
    ");
}

#[test]
fn findings_are_sorted_by_file_line_column_and_rule() {
    let findings = with_many_mistakes().findings();
    let keys: Vec<(String, u64, u64, String)> = findings
        .iter()
        .map(|found| {
            let text = |key: &str| found[key].as_str().unwrap().to_owned();
            (text("file"), found["line"].as_u64().unwrap(), found["column"].as_u64().unwrap(), text("rule"))
        })
        .collect();
    assert!(keys.is_sorted(), "{keys:#?}");
}

#[test]
fn build_tells_what_check_tells_and_publishes_nothing() {
    let site = with_many_mistakes();
    let check = site.run(&["check"]);
    let build = site.run(&["build"]);
    assert_eq!((check.code, build.code), (1, 1));
    assert_eq!(build.stderr, format!("{}acupress: nothing was published, because of errors\n", check.stderr));
    assert!(!site.path("public").exists());
}

#[test]
fn the_closing_line_counts_by_severity() {
    let closing = |site: Site| site.shown().lines().last().unwrap_or("").to_owned();
    assert_eq!(
        closing(with_a_warning_and_a_note("")),
        "1 warning, 1 note (`acupress explain RULE` tells more of each)"
    );
    assert_eq!(
        closing(with_a_warning_and_a_note("noncanonical-code: allow")),
        "1 warning (`acupress explain orphan-entry` tells more)"
    );
    assert_eq!(closing(with_a_warning_and_a_note("noncanonical-code: allow, orphan-entry: allow")), "");
}

/// A library whose mistakes stand behind Han text.
fn with_mistakes_behind_han_text() -> Site {
    Site::new().article(
        "yaotong",
        "title: 腰痛\nconditions: [腰痛]\npoints: [腎俞, 太谿（）, \"太溪　BL23\", LU12]",
        "按壓腎俞穴，再看[委中](no-such-file.md)，並按 [[𠀀𠀁𠀂]]。",
    )
}

#[test]
fn columns_count_characters_under_han_text() {
    let lines: Vec<String> = with_mistakes_behind_han_text()
        .findings()
        .iter()
        .map(|found| format!("{}:{} {}", found["line"], found["column"], found["message"].as_str().unwrap()))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    4:14 the Hanzi of KI3 are missing
    4:20 BL23 is Shènshū 腎俞, and `太溪` is KI3 Tàixī 太谿
    4:31 there is no point `LU12`: the Lung channel has 11 points
    6:9 there is no file `articles/no-such-file.md` in the content folder
    6:34 nothing is called `𠀀𠀁𠀂`
    ");
}

#[test]
fn carets_stand_under_the_words_they_mean_behind_han_text() {
    insta::assert_snapshot!(shown_without_count(&with_mistakes_behind_han_text()), @r#"
    warning[missing-hanzi]: the Hanzi of KI3 are missing
     --> content/articles/yaotong.md:4:14
      |
    4 | points: [腎俞, 太谿（）, "太溪　BL23", LU12]
      |                ^^^^^^^^
      |
      = help: write Tàixī (太谿)

    warning[name-mismatch]: BL23 is Shènshū 腎俞, and `太溪` is KI3 Tàixī 太谿
     --> content/articles/yaotong.md:4:20
      |
    4 | points: [腎俞, 太谿（）, "太溪　BL23", LU12]
      |                          ^^^^^^^^^^^^
      |
      = help: BL23 is taken; check your source and mend the code or the name

    error[unknown-point]: there is no point `LU12`: the Lung channel has 11 points
     --> content/articles/yaotong.md:4:31
      |
    4 | points: [腎俞, 太谿（）, "太溪　BL23", LU12]
      |                                        ^^^^
      |
      = help: LU1 to LU11 exist; check the channel and the number

    error[broken-link]: there is no file `articles/no-such-file.md` in the content folder
     --> content/articles/yaotong.md:6:9
      |
    6 | 按壓腎俞穴，再看[委中](no-such-file.md)，並按 [[𠀀𠀁𠀂]]。
      |                 ^^^^^^^^^^^^^^^^^^^^^^^

    error[broken-link]: nothing is called `𠀀𠀁𠀂`
     --> content/articles/yaotong.md:6:34
      |
    6 | 按壓腎俞穴，再看[委中](no-such-file.md)，並按 [[𠀀𠀁𠀂]]。
      |                                               ^^^^^^^^^^
    "#);
}

#[test]
fn a_byte_order_mark_and_line_ends_of_windows_shift_no_column() {
    let text = "title: A\r\npoints: [HT7, LU12]\r\n---\r\n[[Nothing]]\r\n";
    for (before, name) in [("---\r\n", "plain"), ("\u{feff}---\r\n", "marked")] {
        let site = Site::new().file(&format!("content/articles/{name}.md"), format!("{before}{text}"));
        let places: Vec<(u64, u64)> = site
            .findings()
            .iter()
            .map(|found| (found["line"].as_u64().unwrap(), found["column"].as_u64().unwrap()))
            .collect();
        assert_eq!(places, [(3, 15), (5, 1)], "{name}");
    }
}

/// A library with one finding of each severity; the error has no hint.
fn with_one_of_each_severity() -> Site {
    Site::new()
        .article("100%, all: nights", "title: Nights\nconditions: [Insomnia]\npoints: [H7]", "![A bed](bed.jpg)")
        .file("content/conditions/insomia.md", "---\ntitle: Insomia\n---\nMisspelt.\n")
}

#[test]
fn json_is_one_object_a_line() {
    let run = with_one_of_each_severity().run(&["check", "--format", "json"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    insta::assert_snapshot!(run.stderr, @r#"
    {"rule":"noncanonical-code","severity":"note","file":"content/articles/100%, all: nights.md","line":4,"column":10,"message":"`H7` is HT7 in the WHO's notation","hint":"write HT7"}
    {"rule":"broken-link","severity":"error","file":"content/articles/100%, all: nights.md","line":6,"column":1,"message":"there is no file `articles/bed.jpg` in the content folder","hint":null}
    {"rule":"orphan-entry","severity":"warning","file":"content/conditions/insomia.md","line":2,"column":8,"message":"nothing refers to the condition `Insomia`","hint":"name it in an article, check the spelling of its title, or remove content/conditions/insomia.md"}
    "#);
}

#[test]
fn github_gets_one_workflow_command_a_line() {
    let run = with_one_of_each_severity().run(&["check", "--format", "github"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    insta::assert_snapshot!(run.stderr, @r"
    ::notice file=content/articles/100%25%2C all%3A nights.md,line=4,col=10,title=noncanonical-code::`H7` is HT7 in the WHO's notation%0Ahelp: write HT7
    ::error file=content/articles/100%25%2C all%3A nights.md,line=6,col=1,title=broken-link::there is no file `articles/bed.jpg` in the content folder
    ::warning file=content/conditions/insomia.md,line=2,col=8,title=orphan-entry::nothing refers to the condition `Insomia`%0Ahelp: name it in an article, check the spelling of its title, or remove content/conditions/insomia.md
    ");
}

#[test]
fn sarif_is_one_log_that_names_every_rule() {
    let run = with_one_of_each_severity().run(&["check", "--format", "sarif"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    let log: Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let [ref only] = log["runs"].as_array().unwrap()[..] else { panic!("{log:#}") };
    assert_eq!(only["columnKind"], "unicodeCodePoints");
    let rules = only["tool"]["driver"]["rules"].as_array().unwrap();
    let told: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let known: Vec<&str> = RULES.iter().map(|rule| rule.id.name()).collect();
    assert_eq!(told, known);
    assert!(rules.iter().all(|rule| rule["shortDescription"]["text"].is_string() && rule["help"]["text"].is_string()));
    insta::assert_snapshot!(format!("{:#}", only["results"]), @r#"
    [
      {
        "level": "note",
        "locations": [
          {
            "physicalLocation": {
              "artifactLocation": {
                "uri": "content/articles/100%25%2C%20all%3A%20nights.md"
              },
              "region": {
                "startColumn": 10,
                "startLine": 4
              }
            }
          }
        ],
        "message": {
          "text": "`H7` is HT7 in the WHO's notation. write HT7"
        },
        "ruleId": "noncanonical-code"
      },
      {
        "level": "error",
        "locations": [
          {
            "physicalLocation": {
              "artifactLocation": {
                "uri": "content/articles/100%25%2C%20all%3A%20nights.md"
              },
              "region": {
                "startColumn": 1,
                "startLine": 6
              }
            }
          }
        ],
        "message": {
          "text": "there is no file `articles/bed.jpg` in the content folder"
        },
        "ruleId": "broken-link"
      },
      {
        "level": "warning",
        "locations": [
          {
            "physicalLocation": {
              "artifactLocation": {
                "uri": "content/conditions/insomia.md"
              },
              "region": {
                "startColumn": 8,
                "startLine": 2
              }
            }
          }
        ],
        "message": {
          "text": "nothing refers to the condition `Insomia`. name it in an article, check the spelling of its title, or remove content/conditions/insomia.md"
        },
        "ruleId": "orphan-entry"
      }
    ]
    "#);
}

#[test]
fn sarif_of_a_library_without_findings_is_a_log_too() {
    let site = Site::new().article("nights", "title: Nights", "Long ones.");
    let run = site.run(&["check", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!((run.code, log["runs"][0]["results"].as_array().unwrap().len()), (0, 0));
    for format in ["json", "github"] {
        assert_eq!(site.run(&["check", "--format", format]).stderr, "", "{format}");
    }
}

#[test]
fn all_printers_tell_the_same_findings() {
    let site = with_many_mistakes();
    let json: Vec<(String, u64, u64)> = site
        .findings()
        .iter()
        .map(|found| {
            let number = |key: &str| found[key].as_u64().unwrap();
            (
                format!("{} {}", found["rule"].as_str().unwrap(), found["file"].as_str().unwrap()),
                number("line"),
                number("column"),
            )
        })
        .collect();
    let log: Value = serde_json::from_str(&site.run(&["check", "--format", "sarif"]).stderr).unwrap();
    let sarif: Vec<(String, u64, u64)> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            let file = place["artifactLocation"]["uri"].as_str().unwrap();
            let number = |key: &str| place["region"][key].as_u64().unwrap();
            (format!("{} {file}", result["ruleId"].as_str().unwrap()), number("startLine"), number("startColumn"))
        })
        .collect();
    assert_eq!(sarif, json);
    let github = site.run(&["check", "--format", "github"]).stderr;
    let commands: Vec<String> = json
        .iter()
        .map(|(found, line, column)| {
            let (rule, file) = found.split_once(' ').unwrap();
            format!("file={file},line={line},col={column},title={rule}::")
        })
        .collect();
    assert_eq!(github.lines().count(), commands.len());
    for (line, command) in github.lines().zip(&commands) {
        assert!(line.contains(command), "{line}\n{command}");
    }
    let human = site.shown();
    let titles =
        human.lines().filter(|line| ["error[", "warning[", "note["].iter().any(|start| line.starts_with(start)));
    assert_eq!(titles.count(), json.len());
}

#[test]
fn colour_comes_only_where_it_is_asked_for() {
    let site = with_one_of_each_severity();
    let plain = site.run_with(&["check"], |command| {
        command.env_remove("NO_COLOR");
    });
    assert!(!plain.stderr.contains('\u{1b}'), "{}", plain.stderr);
    let forced = site.run_with(&["check"], |command| {
        command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1");
    });
    assert!(forced.stderr.contains("\u{1b}["), "{}", forced.stderr);
}
