//! The same library gives the same bytes, whatever the machine does.

use std::collections::BTreeMap;

use crate::html::nasty_library;
use crate::sample_library::{copy, sample_library};
use crate::support::{Site, files_below};

/// Builds with these arguments and this number of threads, and returns every published file.
#[track_caller]
fn published(site: &Site, arguments: &[&str], threads: Option<&str>) -> BTreeMap<String, Vec<u8>> {
    let arguments = [&["build"], arguments].concat();
    let run = site.run_with(&arguments, |command| {
        if let Some(threads) = threads {
            command.env("RAYON_NUM_THREADS", threads);
        }
    });
    assert_eq!(run.code, 0, "{}", run.stderr);
    site.all_published()
}

/// Asserts that two sites are the same, naming the first file that is not.
#[track_caller]
fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    let paths = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(one), paths(other));
    for (path, bytes) in one {
        assert!(bytes == &other[path], "{path} differs");
    }
}

#[test]
fn two_builds_are_the_same() {
    for site in [sample_library(), nasty_library()] {
        assert_same(&published(&site, &[], None), &published(&site, &[], None));
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for site in [sample_library(), nasty_library()] {
        let one = published(&site, &[], Some("1"));
        assert_same(&one, &published(&site, &[], Some("2")));
        assert_same(&one, &published(&site, &["--jobs", "1"], None));
        assert_same(&one, &published(&site, &["--jobs", "2"], None));
        assert_same(&one, &published(&site, &["--jobs", "7"], Some("3")));
    }
}

#[test]
fn the_findings_come_in_the_same_order() {
    let site = nasty_library();
    let one = site.run(&["check", "--jobs", "1"]);
    assert!(one.stderr.contains("broken-link"), "{}", one.stderr);
    for jobs in ["2", "5"] {
        assert_eq!(site.run(&["check", "--jobs", jobs]).stderr, one.stderr);
    }
}

#[test]
fn the_place_of_the_library_changes_nothing() {
    let site = sample_library();
    let here = published(&site, &[], None);
    let moved = Site::bare();
    let place = moved.path("a folder/ with 空格 & #");
    std::fs::create_dir_all(&place).unwrap();
    for name in ["acupress.yaml", "content", "themes"] {
        copy(&site.path(name), &place.join(name));
    }
    let run = moved.run_with(&["build"], |command| {
        command.current_dir(&place);
    });
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_same(&here, &files_below(&place.join("public")));
    // From elsewhere, into elsewhere.
    let root = place.to_str().unwrap();
    let run = moved.run(&["build", "--root", root, "--output-dir", "elsewhere/site"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_same(&here, &files_below(&moved.path("elsewhere/site")));
}

#[test]
fn the_order_in_which_files_were_made_changes_nothing() {
    let names = ["b", "a", "C", "ö", "腎", "10", "9", "a-b", "a_c", "z"];
    let library = |names: &mut dyn Iterator<Item = &&str>| {
        let mut site = Site::new();
        for name in names {
            let front_matter = format!(
                "title: {name}\nconditions: [Insomnia, Back Pain]\npoints: [BL23, KI3]\npatterns: [Blood Deficiency]"
            );
            site = site.article(name, &front_matter, "See [[KI3]].");
        }
        site
    };
    let one = library(&mut names.iter());
    let other = library(&mut names.iter().rev());
    assert_same(&published(&one, &[], None), &published(&other, &[], None));
}

#[test]
fn the_locale_and_the_time_zone_change_nothing() {
    let site = sample_library();
    let one = published(&site, &[], None);
    let run = site.run_with(&["build"], |command| {
        command.env("TZ", "Asia/Shanghai").env("LC_ALL", "zh_TW.UTF-8").env("LANG", "tr_TR.UTF-8");
    });
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_same(&one, &site.all_published());
}
