//! `acupress import` on inputs in a dozen house styles, through the real binary.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Run, Site, repository};

/// The inputs, with the truth about each beside it.
fn inputs() -> Vec<PathBuf> {
    let folder = repository().join("tests/import");
    let mut inputs: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    inputs.retain(|path| {
        path.with_extension("expected.json").exists()
            && path.extension().is_some_and(|end| end != "json" && end != "yaml")
    });
    inputs.sort();
    inputs
}

fn import(site: &Site, input: &Path, more: &[&str]) -> Run {
    let mut arguments = vec!["import", input.to_str().unwrap()];
    arguments.extend(more);
    site.run(&arguments)
}

/// The file that an import wrote, divided at its front matter.
fn written(site: &Site, run: &Run) -> (String, String) {
    let path = run.stdout.trim();
    let text = std::fs::read_to_string(site.path(path)).unwrap();
    let (front, body) = text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
    (format!("{front}\n"), body.to_owned())
}

/// Facts of an article as `key: value`, so that sets of them can be compared.
fn facts(front: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.trim().to_lowercase().replace(['-', '‐'], ""),
        other => other.to_string().to_lowercase(),
    };
    let mut facts = Vec::new();
    let list = |key: &str| front[key].as_array().cloned().unwrap_or_default();
    facts.push(format!("title: {}", text(&front["title"])));
    facts.extend(list("conditions").iter().map(|condition| format!("condition: {}", text(condition))));
    facts.extend(list("organs").iter().map(|organ| format!("organ: {}", text(&organ["name"]))));
    facts.extend(list("principles").iter().map(|principle| format!("principle: {}", text(principle))));
    for pattern in list("patterns") {
        let name = text(&pattern["name"]);
        facts.push(format!("pattern: {name}"));
        let signs = pattern["symptoms"].as_array().cloned().unwrap_or_default();
        facts.extend(signs.iter().map(|sign| format!("{name}: {}", text(sign))));
        for key in ["tongue", "pulse"].into_iter().filter(|key| !pattern[*key].is_null()) {
            facts.push(format!("{name}, {key}: {}", text(&pattern[key])));
        }
    }
    facts.extend(
        list("points")
            .iter()
            .map(|point| format!("point: {}", text(if point.is_string() { point } else { &point["code"] }))),
    );
    for treatment in list("treatments") {
        let method = text(&treatment["method"]);
        facts.push(format!("method: {method}"));
        let points = treatment["points"].as_array().cloned().unwrap_or_default();
        facts.extend(points.iter().map(|point| format!("{method}: {}", text(point))));
    }
    for source in list("sources") {
        let title = text(&source["title"]);
        facts.push(format!("source: {title}"));
        let authors = source["authors"].as_array().cloned().unwrap_or_default();
        facts.extend(authors.iter().map(|author| format!("{title}: {}", text(author))));
        for key in ["year", "isbn"].into_iter().filter(|key| !source[*key].is_null()) {
            facts.push(format!("{title}, {key}: {}", text(&source[key])));
        }
    }
    facts
}

/// The least share of the facts of all inputs that must be found, in percent.
const FOUND: f64 = 94.0;

#[test]
fn the_facts_of_articles_in_many_styles_become_data() {
    let (mut wanted, mut found) = (0, 0);
    for input in inputs() {
        let truth: Value =
            serde_json::from_str(&std::fs::read_to_string(input.with_extension("expected.json")).unwrap()).unwrap();
        let site = Site::new();
        let run = import(&site, &input, &[]);
        assert_eq!(run.code, 0, "{}: {}", input.display(), run.stderr);
        let (front, _) = written(&site, &run);
        let front: Value = serde_yaml::from_str(&front).unwrap();
        let mut have: BTreeMap<String, usize> = BTreeMap::new();
        facts(&front).into_iter().for_each(|fact| *have.entry(fact).or_default() += 1);
        let missed: Vec<String> = facts(&truth)
            .into_iter()
            .filter(|fact| {
                wanted += 1;
                let is_there = have.get_mut(fact).filter(|count| **count > 0).map(|count| *count -= 1).is_some();
                found += usize::from(is_there);
                !is_there
            })
            .collect();
        println!("{}: not found: {missed:#?}", input.file_name().unwrap().display());
        // What was imported is ready to build.
        let check = site.run(&["check"]);
        assert_eq!(check.code, 0, "{}: {}", input.display(), check.stderr);
    }
    let share = 100.0 * found as f64 / wanted as f64;
    println!("{found} of {wanted} facts found ({share:.1}%)");
    assert!(share >= FOUND, "only {share:.1}% of the facts were found");
}

/// The front matter of each input, as written into `tests/import/NAME.yaml`; `ACUPRESS_BLESS=1` writes it anew.
#[test]
fn front_matter_is_that_of_its_snapshot() {
    for input in inputs() {
        let site = Site::new();
        let run = import(&site, &input, &[]);
        let (front, _) = written(&site, &run);
        let snapshot = input.with_extension("yaml");
        if std::env::var_os("ACUPRESS_BLESS").is_some() {
            std::fs::write(&snapshot, &front).unwrap();
        }
        let known = std::fs::read_to_string(&snapshot).unwrap_or_default();
        assert_eq!(front, known, "{}", snapshot.display());
    }
}

const ARTICLE: &str = "\
Night Sweats: Cooling the Night

In Chinese medicine sweat that comes with sleep tells that Yin is short. The Heat that it cannot hold rises at night. It goes by morning.

Common Patterns for Night Sweats

  1. Kidney Yin Deficiency
    • Signs: night sweats, hot palms (worse at night), thirst.
    • Tongue: red with little coating.
    • Pulse: thin and rapid.

What to Eat

  • Pears and black beans.

Daily Acupressure for Night Sweats

  1. KD6 – Zhao Hai ()
    • Location: Below the medial malleolus.
    • Function: Nourishes Yin.
  2. BL23 – Tai Xi
    • Function: Strengthens the low back.
  3. LU12 – No Such Point

Technique: Press for one minute.

TCM Treatment Recommendations

  • Acupuncture: KD6, HT6 to nourish Yin.

Sources

  1. Maciocia, Giovanni. The Practice of Chinese Medicine. Elsevier, 2005. ISBN: 9780443074906

Another Article

REX00206
In Traditional Chinese Medicine (TCM), waking up tired...
";

fn site() -> Site {
    Site::new().file("in/night-sweats.txt", ARTICLE)
}

#[test]
fn an_article_becomes_front_matter_and_body_in_the_authors_order() {
    let site = site();
    let run = site.run(&["import", "in/night-sweats.txt", "--quiet"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "content/articles/night-sweats.md\n"));
    insta::assert_snapshot!(std::fs::read_to_string(site.path("content/articles/night-sweats.md")).unwrap(), @r###"
    ---
    title: 'Night Sweats: Cooling the Night'
    description: In Chinese medicine sweat that comes with sleep tells that Yin is short. The Heat that it cannot hold rises at night.
    conditions:
    - Night Sweats
    patterns:
    - name: Kidney Yin Deficiency
      symptoms:
      - night sweats
      - hot palms (worse at night)
      - thirst
      tongue: red with little coating
      pulse: thin and rapid
    points:
    - code: KI6
      name: Zhao Hai ()
      pinyin: zhào hǎi
      hanzi: 照海
      location: Below the medial malleolus.
      function: Nourishes Yin.
    - code: BL23
      name: Tai Xi
      function: Strengthens the low back.
    treatments:
    - method: Acupuncture
      points:
      - KI6
      - HT6
      purpose: Nourish Yin.
    sources:
    - title: The Practice of Chinese Medicine
      authors:
      - Giovanni Maciocia
      publisher: Elsevier
      year: '2005'
      isbn: '9780443074906'
    ---

    In Chinese medicine sweat that comes with sleep tells that Yin is short. The Heat that it cannot hold rises at night. It goes by morning.

    ## Common Patterns for Night Sweats

    {{ patterns() }}

    ## What to Eat

    - Pears and black beans.

    ## Daily Acupressure for Night Sweats

    {{ points() }}

    3. LU12 – No Such Point

    Technique: Press for one minute.

    ## TCM Treatment Recommendations

    {{ treatments() }}

    ## Sources

    {{ sources() }}
    "###);
}

#[test]
fn what_is_wrong_is_told_at_its_line_and_never_mended() {
    let site = site();
    let run = site.run(&["import", "in/night-sweats.txt", "--format", "json", "--quiet"]);
    let found: Vec<(String, u64, String)> = run
        .stderr
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|found| {
            (
                found["rule"].as_str().unwrap().to_owned(),
                found["line"].as_u64().unwrap(),
                found["file"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let at = |rule: &str, line: u64| (rule.to_owned(), line, "in/night-sweats.txt".to_owned());
    assert_eq!(
        found,
        [at("missing-hanzi", 18), at("name-mismatch", 21), at("unknown-point", 23), at("invalid-isbn", 33)]
    );
    let text = std::fs::read_to_string(site.path("content/articles/night-sweats.md")).unwrap();
    assert!(
        text.contains("name: Tai Xi")
            && text.contains("code: BL23")
            && text.contains("LU12")
            && text.contains("9780443074906")
    );
}

#[test]
fn what_was_understood_and_what_was_left_out_is_told() {
    let run = site().run(&["import", "in/night-sweats.txt"]);
    let told = &run.stderr[run.stderr.find("in/night-sweats.txt: conditions").unwrap()..];
    insta::assert_snapshot!(told, @r###"
    in/night-sweats.txt: conditions 1, organs 0, patterns 1, principles 0, points 2, treatments 1, sources 1, left as prose 4 lines
      line 18: KD6 is written KI6
      line 18: the Hanzi of KI6 filled in, 照海
      line 29: KD6 is written KI6
      line 8: became keys: signs
      taken for debris of a page, and left out (--keep-debris keeps it):
        Another Article
        REX00206
        In Traditional Chinese Medicine (TCM), waking up tired...
    "###);
}

#[test]
fn a_dry_run_writes_nothing() {
    let site = site();
    let run = site.run(&["import", "in/night-sweats.txt", "--dry-run"]);
    assert!(run.stdout.starts_with("---\ntitle: "), "{}", run.stdout);
    assert!(!site.path("content").exists() && !site.path(".imports").exists());
}

#[test]
fn debris_is_kept_where_it_is_asked_for() {
    let site = site();
    site.run(&["import", "in/night-sweats.txt", "--quiet", "--keep-debris"]);
    assert!(std::fs::read_to_string(site.path("content/articles/night-sweats.md")).unwrap().contains("REX00206"));
}

#[test]
fn files_that_are_there_are_replaced_only_by_force() {
    let site = site().file("content/articles/night-sweats.md", "---\ntitle: Mine\n---\n");
    let run = site.run(&["import", "in/night-sweats.txt"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("is there already"), "{}", run.stderr);
    assert!(std::fs::read_to_string(site.path("content/articles/night-sweats.md")).unwrap().contains("Mine"));
    // Nobody knows what an import had written here.
    assert_eq!(site.run(&["import", "in/night-sweats.txt", "--update"]).code, 1);
    assert_eq!(site.run(&["import", "in/night-sweats.txt", "--force"]).code, 0);
    assert!(!std::fs::read_to_string(site.path("content/articles/night-sweats.md")).unwrap().contains("Mine"));
}

#[test]
fn a_second_import_takes_corrections_over_and_keeps_edits() {
    let site = site();
    site.run(&["import", "in/night-sweats.txt", "--quiet"]);
    let file = "content/articles/night-sweats.md";
    let text = std::fs::read_to_string(site.path(file)).unwrap();
    site.write(
        file,
        text.replace("Pears and black beans.", "Pears, black beans, and patience.")
            .replace("pulse: thin and rapid", "pulse: thin, by hand"),
    );
    let corrected = ARTICLE
        .replace("9780443074906", "9780443074905")
        .replace("thin and rapid", "thin and fast")
        .replace("Nourishes Yin.", "Nourishes Kidney Yin.");
    site.write("in/night-sweats.txt", corrected);
    let run = site.run(&["import", "in/night-sweats.txt", "--update"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = std::fs::read_to_string(site.path(file)).unwrap();
    assert!(
        text.contains("patience") && text.contains("9780443074905") && text.contains("Nourishes Kidney Yin."),
        "{text}"
    );
    assert!(text.contains("thin, by hand") && !text.contains("<<<"), "{text}");
    for told in [
        "changed: points: KI6 is changed (function)",
        "is changed (isbn)",
        "edited by hand, so not taken over: pulse: thin and fast",
    ] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    let again = site.run(&["import", "in/night-sweats.txt", "--update"]);
    assert!(again.stderr.contains("nothing has changed"), "{}", again.stderr);
}

#[test]
fn many_files_end_in_a_summary() {
    let site = site()
        .file("in/more/two.txt", ARTICLE.replace("Night Sweats", "Tinnitus"))
        .file("in/prices.txt", "Price list\n\nFirst visit 60\nEach further visit 45\n")
        .file("in/empty.txt", "")
        .file("in/picture.png", [0x89, 0x50]);
    let run = site.run(&["import", "in"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout, "content/articles/two.md\ncontent/articles/night-sweats.md\n");
    assert!(run.stderr.contains("2 imported, 2 refused: conditions 2"), "{}", run.stderr);
    assert!(run.stderr.contains("in/prices.txt: ") && run.stderr.contains("in/empty.txt: "), "{}", run.stderr);
}

#[test]
fn two_inputs_of_one_name_are_not_one_file() {
    let site = site().file("in/b/night-sweats.txt", ARTICLE);
    let run = site.run(&["import", "in/night-sweats.txt", "in/b/night-sweats.txt", "--quiet"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("has become `night-sweats.md` already"), "{}", run.stderr);
}

#[test]
fn files_that_are_no_articles_are_refused() {
    let folder = repository().join("tests/import/not-articles");
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|end| end == "json") {
            continue;
        }
        let site = Site::new();
        let run = import(&site, &file, &[]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", file.display());
    }
}
