//! Builds over an older site: whatever was edited in between, the site is that of a build from nothing, and files that
//! did not change are the same files with the same times.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::SystemTime;

use crate::edits::{Random, edit, library};
use crate::support::{Site, files_below};

/// Files by their paths: what they hold, or what they are.
type Files<T> = BTreeMap<String, T>;
/// A file's time of modification and its inode.
type Identity = (SystemTime, u64);

/// The times and inodes of all files.
fn identities(folder: &Path) -> Files<Identity> {
    let of = |path: &String| {
        let metadata = std::fs::metadata(folder.join(path)).unwrap();
        (metadata.modified().unwrap(), metadata.ino())
    };
    files_below(folder).keys().map(|path| (path.clone(), of(path))).collect()
}

/// Rounds of edits and builds.
fn rounds(seed: u64, rounds: usize) {
    let mut random = Random(seed);
    let site = library(&mut random);
    let mut done = Vec::new();
    let (mut published, mut refused) = (0, String::new());
    let mut before: (Files<Vec<u8>>, Files<Identity>) = Default::default();
    for _ in 0..rounds {
        done.push(edit(&site, &mut random).said);
        let warm = site.run(&["build", "--quiet"]);
        let clean = site.run(&["build", "--quiet", "--output-dir", "clean"]);
        assert_eq!(warm.code, clean.code, "{done:?}\n{}", warm.stderr);
        if warm.code != 0 {
            refused = warm.stderr;
            // Nothing is published of a library with errors; the next edit may mend it.
            std::fs::remove_dir_all(site.path("clean")).ok();
            continue;
        }
        published += 1;
        let (warm, clean) = (files_below(&site.path("public")), files_below(&site.path("clean")));
        assert_eq!(warm.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>(), "{done:?}");
        for (path, bytes) in &warm {
            assert!(bytes == &clean[path], "{path} differs after {done:?}");
        }
        let now = identities(&site.path("public"));
        for (path, bytes) in &warm {
            let is_same = before.0.get(path) == Some(bytes);
            let is_kept = before.1.get(path) == Some(&now[path]);
            assert_eq!(is_same, is_kept, "{path} after {done:?}");
        }
        before = (warm, now);
        std::fs::remove_dir_all(site.path("clean")).unwrap();
    }
    assert!(published * 3 > rounds * 2, "only {published} of {rounds} rounds published anything: {refused}");
}

#[test]
fn a_build_over_an_older_site_equals_one_from_nothing() {
    rounds(0x9E37_79B9_7F4A_7C15, 75);
}

#[test]
fn a_build_over_an_older_site_equals_one_from_nothing_again() {
    rounds(0xD1B5_4A32_D192_ED03, 75);
}

#[test]
fn a_build_over_an_older_site_equals_one_from_nothing_still() {
    rounds(0x2545_F491_4F6C_DD1D, 75);
}

#[test]
fn a_file_that_somebody_changed_or_took_away_is_put_right() {
    let site = Site::new().article("a", "title: A\nconditions: [Insomnia]", "Text.");
    site.build();
    let before = site.all_published();
    site.write("public/index.html", "defaced");
    std::fs::remove_file(site.path("public/feed.xml")).unwrap();
    site.write("public/extra.html", "stray");
    std::fs::remove_file(site.path("public/sitemap.xml")).unwrap();
    std::fs::create_dir(site.path("public/sitemap.xml")).unwrap();
    let run = site.build();
    assert_eq!(site.all_published(), before);
    assert!(run.stdout.contains("(3 changed)"), "{}", run.stdout);
}

#[test]
fn a_link_in_the_place_of_a_file_is_not_followed() {
    let site = Site::new().article("a", "title: A\nconditions: [Insomnia]", "Text.").file("mine.txt", "mine");
    site.build();
    let robots = site.path("public/robots.txt");
    let text = std::fs::read(&robots).unwrap();
    std::fs::write(site.path("mine.txt"), &text).unwrap();
    std::fs::remove_file(&robots).unwrap();
    std::os::unix::fs::symlink(site.path("mine.txt"), &robots).unwrap();
    site.build();
    assert!(std::fs::symlink_metadata(&robots).unwrap().is_file());
    assert_ne!(std::fs::metadata(&robots).unwrap().ino(), std::fs::metadata(site.path("mine.txt")).unwrap().ino());
}
