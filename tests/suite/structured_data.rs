//! What search engines read of pages: JSON-LD in the words of schema.org, of which nothing breaks out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::Command;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::browser::{printed, tools};
use crate::html::{Piece, nasty_library, scan};
use crate::sample_library::sample_library;
use crate::support::Site;

/// The structured data of a page: what stands in its one block of data, parsed.
#[track_caller]
fn data_on(path: &str, page: &str) -> Option<Value> {
    let pieces = scan(page).unwrap_or_else(|error| panic!("{path}: {error}"));
    let is_block = |piece: &Piece<'_>| match piece {
        Piece::Open { name: "script", attributes, .. } => {
            attributes.iter().any(|(name, value)| *name == "type" && value == "application/ld+json")
        }
        _ => false,
    };
    let blocks: Vec<usize> = (0..pieces.len()).filter(|index| is_block(&pieces[*index])).collect();
    assert!(blocks.len() < 2, "{path} has {} blocks of data", blocks.len());
    let start = *blocks.first()?;
    let (Some(Piece::Text(text)), Some(Piece::Close("script"))) = (pieces.get(start + 1), pieces.get(start + 2)) else {
        panic!("{path}: the block of data holds more than text");
    };
    Some(serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}: {text}")))
}

/// The structured data of a page of a site.
#[track_caller]
fn data_of(site: &Site, path: &str) -> Value {
    data_on(path, &site.published(path)).unwrap_or_else(|| panic!("{path} has no structured data"))
}

/// Every page of a site by its path, with its structured data.
fn all_data(site: &Site) -> BTreeMap<String, Option<Value>> {
    let pages = site.all_published().into_iter().filter(|(path, _)| path.ends_with(".html"));
    pages
        .map(|(path, bytes)| {
            let data = data_on(&path, &String::from_utf8(bytes).unwrap());
            (path, data)
        })
        .collect()
}

/// Calls `see` for each thing in some data, with the property that holds it.
fn each_thing<'v>(data: &'v Value, property: &'v str, see: &mut impl FnMut(&'v str, &'v Map<String, Value>)) {
    match data {
        Value::Object(thing) => {
            see(property, thing);
            for (property, value) in thing {
                each_thing(value, property, see);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| each_thing(value, property, see)),
        _ => {}
    }
}

/// A library of which every fact comes up in the data of some page.
fn library() -> Site {
    Site::bare()
        .file("acupress.yaml", "title: Riverside\nbase_url: https://example.org/library/\nlanguage: en-GB\n")
        .file(
            "content/articles/sleep/index.md",
            "---\ntitle: Sleepless Nights\ndescription: Why sleep stays away.\ndate: 2025-09-30\nupdated: 2025-11-02\n\
             authors: [Mei Lin, Riverside Clinic]\nimage: {src: lamp.gif, alt: A lamp}\ntags: [home care]\n\
             conditions: [Insomnia]\n\
             patterns: [{name: Heart Blood Deficiency, symptoms: [light sleep, poor memory], tongue: pale, pulse: thin}]\n\
             points: [HT7, KI3]\ntreatments: [{method: acupressure, points: [HT7, SP6]}, {method: Acupressure, points: [PC6]}, cupping]\n\
             sources:\n  - {title: Foundations, authors: [Giovanni Maciocia], publisher: Elsevier, year: 2015, isbn: 978-0-7020-5216-3}\n  \
             - {title: A Trial, doi: 'doi:10.1000/x', year: c. 200}\n---\nText.\n",
        )
        .file("content/articles/sleep/lamp.gif", b"GIF89a\x01\0\x01\0\0\0\0;")
        .file("content/conditions/insomnia.md", "---\ntitle: Insomnia\nnames: [不寐]\nicd11: 7A00\n---\n")
        .file("content/patterns/heart-blood-deficiency.md", "---\ntitle: Heart Blood Deficiency\nicd11: SF57\n---\n")
}

#[test]
fn an_article_says_who_wrote_it_when_and_of_what() {
    let site = library();
    site.build();
    let data = data_of(&site, "articles/sleep/index.html");
    assert_eq!(data["@type"], "MedicalWebPage");
    insta::assert_json_snapshot!(data["mainEntity"], @r#"
    {
      "@id": "https://example.org/library/articles/sleep/#entity",
      "@type": "Article",
      "about": {
        "@id": "https://example.org/library/conditions/insomnia/#entity",
        "@type": "MedicalCondition",
        "name": "Insomnia"
      },
      "author": [
        {
          "@type": "Person",
          "name": "Mei Lin"
        },
        {
          "@type": "Organization",
          "name": "Riverside Clinic"
        }
      ],
      "citation": [
        {
          "@id": "https://example.org/library/sources/foundations/#entity",
          "@type": "Book",
          "author": {
            "@type": "Person",
            "name": "Giovanni Maciocia"
          },
          "datePublished": "2015",
          "isbn": "9780702052163",
          "name": "Foundations"
        },
        {
          "@id": "https://example.org/library/sources/a-trial/#entity",
          "@type": "ScholarlyArticle",
          "name": "A Trial",
          "sameAs": "https://doi.org/10.1000/x"
        }
      ],
      "dateModified": "2025-11-02",
      "datePublished": "2025-09-30",
      "headline": "Sleepless Nights",
      "image": {
        "@type": "ImageObject",
        "caption": "A lamp",
        "url": "https://example.org/library/articles/sleep/lamp.gif"
      },
      "keywords": "home care"
    }
    "#);
}

#[test]
fn a_condition_has_signs_treatments_and_its_code() {
    let site = library();
    site.build();
    let data = data_of(&site, "conditions/insomnia/index.html");
    assert_eq!((&data["@type"], &data["dateModified"]), (&json!("MedicalWebPage"), &json!("2025-11-02")));
    insta::assert_json_snapshot!(data["mainEntity"], @r#"
    {
      "@id": "https://example.org/library/conditions/insomnia/#entity",
      "@type": "MedicalCondition",
      "alternateName": "不寐",
      "code": {
        "@type": "MedicalCode",
        "codeValue": "7A00",
        "codingSystem": "ICD-11"
      },
      "description": "Insomnia in Chinese medicine: patterns Heart Blood Deficiency; points SP6, HT7, KI3, PC6; articles Sleepless Nights.",
      "medicineSystem": "https://schema.org/TraditionalChinese",
      "name": "Insomnia",
      "possibleTreatment": [
        {
          "@type": "MedicalTherapy",
          "description": "HT7 Shénmén, SP6 Sānyīnjiāo, PC6 Nèiguān",
          "medicineSystem": "https://schema.org/TraditionalChinese",
          "name": "acupressure"
        },
        {
          "@type": "MedicalTherapy",
          "medicineSystem": "https://schema.org/TraditionalChinese",
          "name": "cupping"
        },
        {
          "@type": "MedicalTherapy",
          "description": "KI3 Tàixī",
          "medicineSystem": "https://schema.org/TraditionalChinese",
          "name": "Acupoint stimulation"
        }
      ],
      "signOrSymptom": [
        {
          "@type": "MedicalSymptom",
          "name": "light sleep"
        },
        {
          "@type": "MedicalSymptom",
          "name": "poor memory"
        },
        {
          "@type": "MedicalSign",
          "name": "Tongue: pale"
        },
        {
          "@type": "MedicalSign",
          "name": "Pulse: thin"
        }
      ],
      "url": "https://example.org/library/conditions/insomnia/"
    }
    "#);
}

#[test]
fn a_point_is_a_term_with_its_code_and_names() {
    let site = library();
    site.build();
    let data = data_of(&site, "points/ki3/index.html");
    insta::assert_json_snapshot!(data["mainEntity"], @r#"
    {
      "@id": "https://example.org/library/points/ki3/#entity",
      "@type": "DefinedTerm",
      "alternateName": [
        "Tàixī",
        "太谿",
        "太溪",
        "taixi",
        "Supreme Stream",
        "KI3",
        "KD3",
        "Kid3",
        "Kidney 3"
      ],
      "description": "KI3 Tàixī 太谿 on the Kidney Channel: used for Insomnia; Shu-stream point, Yuan-source point; “Supreme Stream”.",
      "inDefinedTermSet": {
        "@id": "https://example.org/library/points/#list",
        "@type": "DefinedTermSet",
        "name": "Points",
        "url": "https://example.org/library/points/"
      },
      "name": "KI3 Tàixī",
      "termCode": "KI3",
      "url": "https://example.org/library/points/ki3/"
    }
    "#);
    assert_eq!(data["mentions"]["name"], "Insomnia");
}

#[test]
fn a_pattern_is_a_term_about_its_code_in_icd_11() {
    let site = library();
    site.build();
    let term = &data_of(&site, "patterns/heart-blood-deficiency/index.html")["mainEntity"];
    assert_eq!((&term["@type"], &term["termCode"]), (&json!("DefinedTerm"), &json!("heart-blood-deficiency")));
    assert_eq!(term["about"], json!({"@type": "MedicalCode", "codeValue": "SF57", "codingSystem": "ICD-11"}));
    assert_eq!(term["inDefinedTermSet"]["name"], "Patterns");
}

#[test]
fn a_source_is_the_work_it_is() {
    let site = library();
    site.build();
    let book = &data_of(&site, "sources/foundations/index.html")["mainEntity"];
    assert_eq!((&book["@type"], &book["isbn"]), (&json!("Book"), &json!("9780702052163")));
    assert_eq!(book["publisher"], json!({"@type": "Organization", "name": "Elsevier"}));
    let article = &data_of(&site, "sources/a-trial/index.html")["mainEntity"];
    assert_eq!(article["@type"], "ScholarlyArticle");
    // "c. 200" is no date.
    assert_eq!(article.get("datePublished"), None);
}

#[test]
fn the_home_page_tells_how_to_search() {
    let site = library();
    site.build();
    let data = data_of(&site, "index.html");
    assert_eq!(data["@type"], "WebSite");
    assert_eq!(
        data["potentialAction"],
        json!({
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": "https://example.org/library/search/?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        })
    );
}

#[test]
fn the_way_to_a_page_is_told() {
    let site = library();
    site.build();
    let steps = |path: &str| {
        let data = data_of(&site, path);
        let items = data["breadcrumb"]["itemListElement"].as_array().unwrap().iter().zip(1..);
        let step = |(item, position): (&Value, i32)| {
            assert_eq!(item["position"], position);
            format!("{} {}", item["name"].as_str().unwrap(), item["item"].as_str().unwrap())
        };
        items.map(step).collect::<Vec<_>>()
    };
    let (home, points) = ("Home https://example.org/library/", "Points https://example.org/library/points/");
    assert_eq!(steps("points/ki3/index.html"), [home, points, "KI3 Tàixī https://example.org/library/points/ki3/"]);
    assert_eq!(steps("points/index.html"), [home, points]);
}

/// Pages that nobody is to find tell nothing, all others something of themselves.
#[test]
fn every_page_that_is_to_be_found_has_structured_data() {
    for site in [sample_library(), nasty_library()] {
        site.build();
        for (path, data) in all_data(&site) {
            let page = site.published(&path);
            assert_eq!(data.is_none(), page.contains("<meta name=\"robots\" content=\"noindex\">"), "{path}");
            let Some(data) = data else { continue };
            assert_eq!(data["@context"], "https://schema.org", "{path}");
            each_thing(&data, "", &mut |property, thing| {
                assert!(thing.get("@type").is_some_and(Value::is_string), "{path}: {property}");
                for (name, value) in thing {
                    let is_empty = value.as_str().is_some_and(|text| text.trim().is_empty())
                        || value.as_array().is_some_and(Vec::is_empty)
                        || value.is_null();
                    assert!(!is_empty, "{path}: {name} says nothing");
                }
                // The site is named on its home page, and referred to by its id elsewhere.
                if property == "isPartOf"
                    && thing.get("@id").and_then(Value::as_str).is_some_and(|id| id.ends_with("/#website"))
                {
                    return;
                }
                let is_named = ["name", "headline", "url", "urlTemplate", "codeValue", "itemListElement", "target"];
                assert!(is_named.iter().any(|name| thing.contains_key(*name)), "{path}: {property} names nothing");
            });
        }
    }
}

#[test]
fn addresses_in_structured_data_are_those_of_pages_and_files() {
    for (site, base) in
        [(sample_library(), "https://acupress.example/"), (nasty_library(), "https://example.org/library/")]
    {
        site.build();
        let files = site.all_published();
        let decoded = |path: &str| acupress::url::decode_path(path).unwrap();
        for (path, data) in all_data(&site) {
            let Some(data) = data else { continue };
            each_thing(&data, "", &mut |_, thing| {
                for property in ["@id", "url", "item"] {
                    let Some(address) = thing.get(property).map(|address| address.as_str().unwrap()) else { continue };
                    let rest = address.strip_prefix(base).unwrap_or_else(|| panic!("{path}: {property} {address}"));
                    let file = decoded(rest.split('#').next().unwrap());
                    let file = if file.is_empty() || file.ends_with('/') { format!("{file}index.html") } else { file };
                    assert!(files.contains_key(&file), "{path}: {property} {address}");
                }
            });
            if path != "index.html" {
                assert_eq!(data["@id"], data["url"], "{path}");
                assert_eq!(decoded(&data["url"].as_str().unwrap()[base.len()..]), path.replace("index.html", ""));
            }
        }
    }
}

/// Addresses that begin nowhere would be taken for addresses of the page that they stand on.
#[test]
fn without_a_base_url_there_are_no_addresses() {
    let site = library();
    site.write("acupress.yaml", "title: Riverside\n");
    site.build();
    for (path, data) in all_data(&site) {
        let Some(data) = data else { continue };
        each_thing(&data, "", &mut |_, thing| {
            for property in ["@id", "url", "item", "image", "potentialAction"] {
                assert_eq!(thing.get(property), None, "{path}");
            }
        });
        assert!(!data.to_string().contains("example.org"), "{path}");
    }
    let entity = &data_of(&site, "points/ki3/index.html")["mainEntity"];
    assert_eq!((&entity["termCode"], &entity["inDefinedTermSet"]["name"]), (&json!("KI3"), &json!("Points")));
}

#[test]
fn a_page_names_no_more_than_it_can_carry() {
    let mut site = Site::new();
    for number in 0..60 {
        let front = format!(
            "title: Article {number}\nconditions: [Insomnia]\npatterns: [Pattern {number} of many]\ntreatments: [method {number}]\npoints: [KI3]"
        );
        site = site.article(&format!("a{number}"), &front, "");
    }
    site.build();
    let data = data_of(&site, "conditions/insomnia/index.html");
    assert_eq!(data["mentions"].as_array().unwrap().len(), 32);
    assert_eq!(data["mainEntity"]["possibleTreatment"].as_array().unwrap().len(), 32);
}

/// What breaks out of scripts, attributes and JSON, if anything does.
const HOSTILE: &[&str] = &[
    "</script>",
    "</SCRIPT >",
    "<script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&lt;",
    "&#60;/script&#62;",
    "\"",
    "'",
    "\\",
    "\\u003c",
    "\u{2028}",
    "\u{2029}",
    "{{ x }}",
    "{% if %}",
    "{list}",
    "腎",
    " ",
    "a",
    "://",
    "#",
    "[[",
    "`",
    "\u{feff}",
    "\u{202e}",
];

fn hostile() -> impl Strategy<Value = String> {
    let parts = prop::collection::vec(prop::sample::select(HOSTILE), 1..8);
    parts.prop_map(|parts| format!("T{}", parts.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_out_of_its_script(texts in prop::collection::vec(hostile(), 20)) {
        let quoted = |text: &str| -> String {
            // YAML reads JSON, but takes some characters beyond ASCII for ends of lines.
            let escape = |unit: u16| format!("\\u{unit:04x}");
            let text = serde_json::to_string(text).unwrap();
            text.chars().flat_map(|character| {
                if character.is_ascii() {
                    vec![character.to_string()]
                } else {
                    character.encode_utf16(&mut [0; 2]).iter().map(|unit| escape(*unit)).collect()
                }
            }).collect()
        };
        let mut site = Site::bare().file(
            "acupress.yaml",
            format!("title: {}\nbase_url: https://example.org/\nrules: {{similar-name: allow, ambiguous-name: allow}}\n", quoted(&texts[0])),
        );
        for (index, text) in texts.iter().enumerate() {
            let text = quoted(text);
            site = site.article(
                &format!("a{index}"),
                &format!("title: {text}\ndescription: {text}\nauthors: [{text}]\ntags: [{text}]\nconditions: [{text}]\nsources: [{text}]"),
                "",
            );
        }
        let run = site.run(&["build"]);
        prop_assert_eq!(run.code, 0, "{}", run.stderr);
        for (path, _) in site.all_published().into_iter().filter(|(path, _)| path.ends_with(".html")) {
            let page = site.published(&path);
            // The theme's own two scripts and the block of data, and neither a script nor an end of one beside them.
            let starts = page.to_lowercase().matches("<script").count();
            prop_assert_eq!(page.to_lowercase().matches("</script").count(), starts, "{}", path);
            let data = data_on(&path, &page);
            prop_assert_eq!(starts, 2 + usize::from(data.is_some()), "{}", path);
        }
        for (index, text) in texts.iter().enumerate() {
            let data = data_of(&site, &format!("articles/a{index}/index.html"));
            prop_assert_eq!(data["mainEntity"]["headline"].as_str(), Some(text.trim()));
        }
    }
}

/// What is said of each type of thing: its properties, with the sorts of values that they have.
type Sayings = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// Notes what some data says. Of a value that is a thing only the type matters here, since the rest is noted as said of
/// that type; of a text nothing, unless it is a term of the vocabulary.
fn note(data: &Value, sayings: &mut Sayings) {
    each_thing(data, "", &mut |_, thing| {
        let known = sayings.entry(thing["@type"].as_str().unwrap().to_owned()).or_default();
        for (property, value) in thing {
            // How an action's input is written down is no property of the vocabulary.
            if ["@type", "@context", "query-input"].contains(&property.as_str()) {
                continue;
            }
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            let sort = |value: &Value| match value {
                Value::Object(thing) => json!({"@type": thing["@type"]}).to_string(),
                Value::String(text) if !text.starts_with("https://schema.org/") => "\"text\"".to_owned(),
                other => other.to_string(),
            };
            known.entry(property.clone()).or_default().extend(values.iter().map(sort));
        }
    });
}

/// A thing of each type, of which all is said that is said of any.
fn things(sayings: &Sayings) -> Vec<String> {
    let thing = |(kind, properties): (&String, &BTreeMap<String, BTreeSet<String>>)| {
        let mut thing = format!("{{\"@type\": \"{kind}\"");
        for (property, sorts) in properties {
            let sorts: Vec<&str> = sorts.iter().map(String::as_str).collect();
            match sorts[..] {
                [one] => write!(thing, ", \"{property}\": {one}").unwrap(),
                _ => write!(thing, ", \"{property}\": [{}]", sorts.join(", ")).unwrap(),
            }
        }
        thing + "}"
    };
    sayings.iter().map(thing).collect()
}

/// What the compiler says of things that are to be of schema.org's vocabulary, one line a mistake.
fn mistakes(things: &[String]) -> Vec<String> {
    let folder = tempfile::TempDir::new().unwrap();
    let mut program = "import type { Thing } from \"schema-dts\";\n".to_owned();
    for (index, thing) in things.iter().enumerate() {
        writeln!(program, "export const thing{index}: Thing = {thing};").unwrap();
    }
    std::fs::write(folder.path().join("things.ts"), program).unwrap();
    let types = tools().join("node_modules/schema-dts/dist/schema.d.ts");
    let configuration = json!({
        "compilerOptions": {
            "noEmit": true, "strict": true, "types": [], "module": "esnext", "moduleResolution": "bundler",
            "paths": {"schema-dts": [types]},
        },
        "files": ["things.ts"],
    });
    std::fs::write(folder.path().join("tsconfig.json"), configuration.to_string()).unwrap();
    let output = Command::new(tools().join("node_modules/.bin/tsc"))
        .arg("--project")
        .arg(folder.path())
        .current_dir(folder.path())
        .output()
        .expect("the npm package typescript is installed");
    let printed = printed(&output);
    let lines: Vec<String> = printed.lines().filter(|line| line.contains("error TS")).map(str::to_owned).collect();
    assert_eq!(lines.is_empty(), output.status.success(), "{printed}");
    lines
}

/// The package schema-dts holds the vocabulary as types, which the compiler compares with what pages say.
#[test]
#[ignore = "needs npm packages, which cargo xtask test sets up"]
fn all_structured_data_is_of_the_vocabulary_of_schema_org() {
    let mut sayings = Sayings::new();
    for site in [sample_library(), nasty_library(), library()] {
        for configuration in [None, Some("rules: {broken-link: note, broken-anchor: note, unknown-mark: note}\n")] {
            if let Some(configuration) = configuration {
                site.write("acupress.yaml", configuration);
            }
            site.build();
            all_data(&site).values().flatten().for_each(|data| note(data, &mut sayings));
        }
    }
    for kind in ["Article", "Book", "DefinedTerm", "MedicalCode", "MedicalCondition", "MedicalTherapy", "SearchAction"]
    {
        assert!(sayings.contains_key(kind), "{kind}");
    }
    let things = things(&sayings);
    assert_eq!(mistakes(&things), Vec::<String>::new(), "{}", things.join("\n"));
}

#[test]
#[ignore = "needs npm packages, which cargo xtask test sets up"]
fn data_that_is_not_of_the_vocabulary_is_noticed() {
    let wrong = [
        json!({"@type": "MedicalKondition", "name": "a"}),
        json!({"@type": "MedicalCondition", "headline": "a"}),
        json!({"@type": "MedicalCondition", "medicineSystem": "https://schema.org/Chinese"}),
        json!({"@type": "MedicalCondition", "signOrSymptom": {"@type": "Book", "name": "a"}}),
        json!({"@type": "MedicalWebPage", "mainEntity": {"@type": "DefinedTerm", "isbn": "a"}}),
        json!({"@type": "MedicalWebPage", "mentions": [{"@type": "DefinedTerm", "name": "a"}, {"@type": "Book", "termCode": "a"}]}),
    ];
    let things: Vec<String> = wrong.iter().map(Value::to_string).collect();
    let mistakes = mistakes(&things);
    for (index, thing) in things.iter().enumerate() {
        let line = format!("things.ts({},", index + 2);
        assert!(mistakes.iter().any(|mistake| mistake.starts_with(&line)), "{thing}");
    }
}
