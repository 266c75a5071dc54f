//! The library that Acupress comes with, as an example and a proof.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::support::{Site, repository};

/// A copy of the sample library.
pub fn sample_library() -> Site {
    let site = Site::bare();
    for name in ["acupress.yaml", "content", "themes"] {
        copy(&repository().join(name), &site.path(name));
    }
    site
}

/// Copies a file or folder, whole.
pub fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        std::fs::copy(from, to).unwrap();
    }
}

const CONDITION: &str = "condition:postpartum-low-back-pain";

fn entries<'l>(library: &'l Value, kind: &str) -> Vec<&'l Value> {
    library["entries"].as_array().unwrap().iter().filter(|entry| entry["kind"] == kind).collect()
}

/// The page of an entry, by its address in the export.
fn page(site: &Site, entry: &Value) -> String {
    site.main_of(&format!("{}index.html", entry["url"].as_str().unwrap()))
}

#[test]
fn nothing_is_wrong_with_it() {
    let run = sample_library().run(&["check", "--strict"]);
    assert_eq!((run.code, run.stderr.as_str(), run.stdout.as_str()), (0, "", "nothing is wrong\n"));
}

#[test]
fn the_postpartum_article_gives_its_points_to_the_condition() {
    let site = sample_library();
    site.build();
    let served = site.relations("serves");
    let condition = site.main_of("conditions/postpartum-low-back-pain/index.html");
    for point in ["BL23", "GV4", "KI3", "SP6", "BL32", "CV4"] {
        assert!(served.contains(&format!("point:{point} → {CONDITION}")), "{point}");
        let address = format!("points/{}/", point.to_lowercase());
        assert!(condition.contains(&format!("href=\"../../{address}\"")), "{point} on the condition's page");
        let page = site.main_of(&format!("{address}index.html"));
        assert!(
            page.contains("href=\"../../conditions/postpartum-low-back-pain/\""),
            "the condition on {point}'s page"
        );
    }
}

#[test]
fn a_point_that_is_only_warmed_serves_by_moxibustion() {
    let site = sample_library();
    site.build();
    let library = site.library();
    let relations = library["relations"].as_array().unwrap();
    let relation = relations
        .iter()
        .find(|relation| {
            relation["type"] == "serves"
                && relation["from"] == "point:CV4"
                && relation["to"] == CONDITION
                && relation["article"].as_str().is_some_and(|article| article.contains("postpartum-low-back-pain"))
        })
        .unwrap();
    assert_eq!(relation["methods"], serde_json::json!(["moxibustion"]));
    assert_eq!(relation["purposes"], serde_json::json!(["Warm the Kidneys and dispel Cold."]));
}

#[test]
fn every_relation_names_the_line_that_tells_it() {
    let site = sample_library();
    site.build();
    let library = site.library();
    let ids: BTreeSet<&str> =
        library["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    for relation in library["relations"].as_array().unwrap() {
        for end in ["from", "to"] {
            assert!(ids.contains(relation[end].as_str().unwrap()), "{relation}");
        }
        let provenance = &relation["provenance"];
        let file = provenance["file"].as_str().unwrap();
        let line = provenance["line"].as_u64().unwrap();
        let lines = std::fs::read_to_string(site.path(file)).unwrap_or_else(|_| panic!("{relation}")).lines().count();
        assert!(line >= 1 && line <= lines as u64, "{relation}");
    }
}

#[test]
fn it_has_a_dozen_articles_that_share_points_and_patterns() {
    let site = sample_library();
    site.build();
    let library = site.library();
    let articles = entries(&library, "article");
    assert!(articles.len() >= 12, "{} articles", articles.len());
    for article in articles {
        let main = page(&site, article);
        assert!(main.contains("<section id=\"related\">"), "{} has no related articles", article["id"]);
        assert!(article["description"].is_string() && article["date"].is_string(), "{}", article["id"]);
    }
}

#[test]
fn every_pattern_page_has_signs() {
    let site = sample_library();
    site.build();
    let library = site.library();
    let patterns = entries(&library, "pattern");
    assert!(patterns.len() >= 12);
    for pattern in patterns {
        assert!(page(&site, pattern).contains("id=\"symptoms\""), "{}", pattern["id"]);
    }
}

#[test]
fn every_isbn_is_right() {
    let site = sample_library();
    site.build();
    let library = site.library();
    let mut isbns = BTreeSet::new();
    for source in entries(&library, "source") {
        let main = page(&site, source);
        if let Some((_, rest)) = main.split_once("<dt>ISBN</dt><dd>") {
            let isbn = rest.split("</dd>").next().unwrap();
            assert!(is_isbn_13(isbn), "{}: {isbn}", source["id"]);
            assert!(isbns.insert(isbn.to_owned()), "{isbn} is the number of two works");
        }
    }
    assert!(isbns.len() >= 4, "{isbns:?}");
}

#[test]
fn every_source_says_who_wrote_or_published_it() {
    let site = sample_library();
    site.build();
    let library = site.library();
    for source in entries(&library, "source") {
        let main = page(&site, source);
        assert!(main.contains("<dt>Authors</dt>") || main.contains("<dt>Publisher</dt>"), "{}", source["id"]);
        assert!(main.contains("<dt>Year</dt>"), "{}", source["id"]);
    }
}

/// Whether thirteen digits carry the check digit of ISO 2108, reckoned here apart from the program.
fn is_isbn_13(isbn: &str) -> bool {
    let digits: Vec<u32> =
        isbn.chars().filter(|character| *character != '-').filter_map(|digit| digit.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    digits.len() == 13
        && sum.is_multiple_of(10)
        && isbn.chars().all(|character| character.is_ascii_digit() || character == '-')
}

#[test]
fn the_disclaimer_stands_on_every_page() {
    let site = sample_library();
    site.build();
    for (path, bytes) in site.all_published() {
        let page = String::from_utf8_lossy(&bytes);
        // A page that only leads on to another has no words of its own.
        if path.ends_with(".html") && !page.contains("http-equiv=\"refresh\"") {
            assert_eq!(page.matches("<p class=\"disclaimer\">").count(), 1, "{path}");
        }
    }
}

#[test]
fn every_written_point_says_where_it_lies_and_what_it_does() {
    let site = sample_library();
    site.build();
    let library = site.library();
    let written: Vec<&Value> =
        entries(&library, "point").into_iter().filter(|point| point["file"].is_string()).collect();
    assert!(written.len() >= 12, "{} points with a file of their own", written.len());
    for point in written {
        let main = page(&site, point);
        for part in ["id=\"location\"", "id=\"actions\"", "<div class=\"prose\">"] {
            assert!(main.contains(part), "{} has no {part}", point["id"]);
        }
    }
}
