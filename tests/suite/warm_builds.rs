//! Builds over an older site: whatever was edited in between, the site is that of a build from nothing, and files that
//! did not change are the same files with the same times.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::SystemTime;

use crate::edits::{CONFIGURATION, Random, edit, library};
use crate::support::{Site, files_below};

/// What builds leave for the next.
const CACHE: &str = ".acupress-cache";

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

/// What is published, and which files it is.
#[derive(Default)]
struct Published {
    files: Files<Vec<u8>>,
    identities: Files<Identity>,
}

impl Published {
    fn of(site: &Site) -> Published {
        let folder = site.path("public");
        Published { files: files_below(&folder), identities: identities(&folder) }
    }

    /// Asserts that its files are those of a build from nothing, and, where they are as before, the same files.
    fn assert_follows(&self, before: &Published, clean: &Files<Vec<u8>>, edit: &str) {
        assert_eq!(self.files.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>(), "{edit}");
        for (path, bytes) in &self.files {
            assert!(bytes == &clean[path], "{path} differs after {edit}");
            let is_same = before.files.get(path) == Some(bytes);
            let is_kept = before.identities.get(path) == Some(&self.identities[path]);
            assert_eq!(is_same, is_kept, "{path} after {edit}");
        }
    }
}

/// Rounds of edits and builds.
fn rounds(seed: u64, rounds: usize) {
    let mut random = Random(seed);
    let site = library(&mut random);
    let mut done = Vec::new();
    let (mut published, mut refused) = (0, String::new());
    let mut before = Published::default();
    for _ in 0..rounds {
        done.push(edit(&site, &mut random).said);
        let warm = site.run(&["build", "--quiet"]);
        // A build from nothing knows of no other.
        let is_kept = std::fs::rename(site.path(CACHE), site.path("kept")).is_ok();
        let clean = site.run(&["build", "--quiet", "--output-dir", "clean"]);
        std::fs::remove_dir_all(site.path(CACHE)).ok();
        if is_kept {
            std::fs::rename(site.path("kept"), site.path(CACHE)).unwrap();
        }
        assert_eq!(warm.code, clean.code, "{done:?}\n{}", warm.stderr);
        if warm.code != 0 {
            refused = warm.stderr;
            // Nothing is published of a library with errors; the next edit may mend it.
            std::fs::remove_dir_all(site.path("clean")).ok();
            continue;
        }
        published += 1;
        let now = Published::of(&site);
        now.assert_follows(&before, &files_below(&site.path("clean")), &format!("{done:?}"));
        before = now;
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

/// A library of so many articles that one is a small part of it.
fn many() -> Site {
    (0..60).fold(Site::new().file("acupress.yaml", CONFIGURATION), |site, number| {
        let front = format!(
            "title: Article {number}\ndate: 2026-01-{:02}\nconditions: [Condition {}]\npoints: [BL23, KI3]",
            number % 28 + 1,
            number % 7
        );
        site.article(
            &format!("a{number}"),
            &front,
            &format!("ST36 lies below the knee.\n\n## Part\n\nAnd LU{} lies above it.", number % 9 + 1),
        )
    })
}

/// What the published site would be if nothing were kept of the builds before.
fn from_nothing(site: &Site) -> Files<Vec<u8>> {
    std::fs::rename(site.path(CACHE), site.path("kept")).unwrap();
    assert_eq!(site.run(&["build", "--quiet", "--output-dir", "clean"]).code, 0);
    std::fs::remove_dir_all(site.path(CACHE)).unwrap();
    std::fs::rename(site.path("kept"), site.path(CACHE)).unwrap();
    let clean = files_below(&site.path("clean"));
    std::fs::remove_dir_all(site.path("clean")).unwrap();
    clean
}

#[track_caller]
fn assert_from_nothing(site: &Site) {
    let (warm, clean) = (files_below(&site.path("public")), from_nothing(site));
    assert_eq!(warm.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>());
    for (path, bytes) in &warm {
        assert!(bytes == &clean[path], "{path} differs");
    }
}

fn append(site: &Site, article: &str, text: &str) {
    let path = format!("content/articles/{article}.md");
    let before = std::fs::read_to_string(site.path(&path)).unwrap();
    site.write(&path, format!("{before}{text}"));
}

/// The files that a build leaves for the next.
fn left(site: &Site) -> Vec<std::path::PathBuf> {
    let all: Vec<_> = std::fs::read_dir(site.path(CACHE)).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(all.len(), 2, "{all:?}");
    all
}

#[test]
fn an_edit_of_prose_makes_the_pages_anew_that_tell_of_it_and_leaves_the_others() {
    let site = many();
    site.build();
    let edits = [
        ("a5", "\nA word on SP6, which nobody named."),
        ("a5", "\nAnd on BL23, KI3 and ST36."),
        ("a0", "\n## Another\n\nPress SP6."),
        ("a59", "\nSee [the part](a5.md#part) and [nothing](a5.md#nothing)."),
        ("a59", "\nAnd [[a5]], [[Condition 3]]."),
        ("a7", "\nThe words of an article without a mention."),
    ];
    for (article, text) in edits {
        let before = identities(&site.path("public"));
        append(&site, article, text);
        site.build();
        assert_from_nothing(&site);
        let now = identities(&site.path("public"));
        let kept = now.iter().filter(|(path, identity)| before.get(*path) == Some(identity)).count();
        assert!(kept * 3 > now.len() * 2, "{kept} of {} files are kept after {text:?}", now.len());
    }
    // The first words of an article stand on other pages.
    site.write(
        "content/articles/a5.md",
        "---\ntitle: Article 5\ndate: 2026-01-06\nconditions: [Condition 5]\npoints: [BL23, KI3]\n---\nOther words.\n",
    );
    site.build();
    assert_from_nothing(&site);
    assert!(site.published("conditions/condition-5/index.html").contains("Other words."));
}

#[test]
fn an_edit_of_front_matter_makes_the_pages_anew_that_tell_of_it_and_leaves_the_others() {
    let site = many();
    append(&site, "a9", "\nSee [[Article 8]], and [[Article 17|this one]].");
    append(&site, "a8", "\nLI4 and LU7 lie on the arm.");
    site.build();
    let edits = [
        ("a5", "points:", "description: What nobody said.\npoints:"),
        ("a5", "What nobody said.", "What somebody said."),
        ("a5", "title: Article 5", "title: Another Article"),
        ("a0", "date: 2026-01-01", "date: 2026-09-01"),
        // The first to name a point, and a channel's points.
        ("a8", "date: 2026-01-09", "date: 2026-10-01"),
        ("a0", "points: [BL23, KI3]", "points: [KI3, {code: BL23, function: Warms.}]"),
        ("a1", "points: [BL23, KI3]", "points: [BL23]"),
        ("a2", "conditions: [Condition 2]", "conditions: [Condition 2, Condition 3]"),
        ("a2", "conditions: [Condition 2, Condition 3]", "conditions: [Condition 3]"),
        ("a3", "points:", "treatments: [{method: Moxibustion, points: [KI3]}]\npoints:"),
        ("a4", "points:", "organs: [{name: Kidney, role: Stores.}]\npoints:"),
        ("a4", "role: Stores.", "role: Keeps."),
        ("a4", "points:", "patterns: [{name: Kidney Qi Deficiency, symptoms: [Cold knees]}]\npoints:"),
        ("a6", "points:", "patterns: [{name: Kidney Qi Deficiency, symptoms: [cold knees, Thirst]}]\npoints:"),
        ("a6", "Thirst", "Tinnitus"),
        ("a7", "title: Article 7", "title: Article 7\ntags: [one]\nauthors: [Somebody]"),
        ("a7", "date: 2026-01-08\n", ""),
        // A name by which others may link the article, and one by which another does.
        ("a17", "title: Article 17", "title: Another 17"),
        ("a18", "title: Article 18", "title: Article 17"),
        ("a18", "title: Article 17", "title: Article 18"),
        ("a17", "title: Another 17", "title: Article 17"),
        // Old addresses, points that nobody named, an article that nobody may link.
        ("a10", "title: Article 10", "title: Article 10\naliases: [/old/]"),
        ("a10", "aliases: [/old/]", "aliases: [/older/]"),
        ("a11", "points: [BL23, KI3]", "points: [BL23, GV20]"),
        ("a11", "points: [BL23, GV20]", "points: [BL23, KI3]"),
        ("a12", "points:", "nolink: [ST36]\npoints:"),
        ("a13", "points:", "sources: [{title: A Work, isbn: 978-0-306-40615-7}]\npoints:"),
        ("a14", "points:", "sources: [{title: A Work, authors: [Li]}]\npoints:"),
        ("a13", "points:", "tags: [one]\npoints:"),
    ];
    for (article, before, after) in edits {
        let path = format!("content/articles/{article}.md");
        let text = std::fs::read_to_string(site.path(&path)).unwrap();
        assert!(text.contains(before), "{text}");
        let old = Published::of(&site);
        site.write(&path, text.replacen(before, after, 1));
        let run = site.run(&["build", "--quiet"]);
        assert_eq!(run.code, 0, "{article}: {after}\n{}", run.stderr);
        Published::of(&site).assert_follows(&old, &from_nothing(&site), &format!("{article}: {after}"));
    }
}

#[test]
fn an_article_more_leaves_the_texts_of_the_others_under_their_names() {
    let site = many();
    site.build();
    let texts = || -> Vec<String> {
        files_below(&site.path("public")).into_keys().filter(|path| path.starts_with("search/text/")).collect()
    };
    let before = texts();
    // It is the newest, and comes first wherever articles are numbered.
    site.write("content/articles/new.md", "---\ntitle: New\ndate: 2026-12-01\n---\nNothing is named here.\n");
    site.build();
    let now = texts();
    assert_eq!(now.len(), before.len() + 1);
    assert!(before.iter().all(|path| now.contains(path)), "{before:?} {now:?}");
}

#[test]
fn what_a_build_left_is_not_believed_when_it_is_damaged() {
    let site = many();
    site.build();
    for file in left(&site) {
        let whole = std::fs::read(&file).unwrap();
        let middle = whole.len() / 2;
        let mut flipped = whole.clone();
        flipped[middle] ^= 1;
        let mut shortened = whole.clone();
        shortened.truncate(middle);
        for damaged in [flipped, shortened, Vec::new(), whole[..20].to_vec(), b"not one of ours".to_vec()] {
            append(&site, "a3", "\nMore on SP6.");
            std::fs::write(&file, damaged).unwrap();
            site.build();
            assert_from_nothing(&site);
        }
    }
    for file in left(&site) {
        append(&site, "a3", "\nMore on SP6.");
        std::fs::remove_file(&file).unwrap();
        std::fs::create_dir(&file).unwrap();
        site.build();
    }
    let run = site.run(&["clean"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
}

#[test]
fn a_file_that_somebody_changed_and_gave_its_old_time_is_put_right() {
    let site = many();
    site.build();
    let before = site.all_published();
    for path in ["public/articles/a5/index.html", "public/library.json", "public/points/bl23/index.html"] {
        let file = site.path(path);
        let modified = std::fs::metadata(&file).unwrap().modified().unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        let last = bytes.len() - 3;
        bytes[last] = b'x';
        std::fs::write(&file, bytes).unwrap();
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(modified).unwrap();
    }
    let run = site.build();
    assert_eq!(site.all_published(), before);
    assert!(run.stdout.contains("(3 changed)"), "{}", run.stdout);
}

#[test]
fn findings_are_told_again_though_their_file_is_as_it_was() {
    let site = many();
    append(&site, "a3", "\nSee [nothing](nowhere.md), and needle GV4 for this.");
    site.write("acupress.yaml", "base_url: https://example.org/\nrules: {broken-link: warn}\n");
    let first = site.build();
    assert!(first.stderr.contains("nowhere.md"), "{}", first.stderr);
    append(&site, "a4", "\nA word.");
    assert_eq!(site.build().stderr, first.stderr);
    assert_from_nothing(&site);
}

#[test]
fn a_page_is_made_anew_where_it_shows_the_sentence_of_an_edited_file() {
    let site = many();
    site.build();
    // Files come by their paths: the first stands on the page of the point with its words, the last as a link.
    for (article, is_shown) in [("a0", true), ("a9", false)] {
        let path = format!("content/articles/{article}.md");
        let before = std::fs::read_to_string(site.path(&path)).unwrap();
        let page = site.published("points/st36/index.html");
        site.write(&path, before.replace("below the knee", &format!("below the knee of {article}")));
        site.build();
        assert_from_nothing(&site);
        let now = site.published("points/st36/index.html");
        assert_eq!((now != page, now.contains(&format!("the knee of {article}"))), (is_shown, is_shown));
    }
}

#[test]
fn a_link_to_a_heading_is_made_anew_when_its_file_gives_another_anchor() {
    let site = many();
    append(&site, "a8", "\nRead [[Article 5#Part]].");
    site.build();
    let page = || site.published("articles/a8/index.html");
    assert!(page().contains("a5/#part\""), "{}", page());
    let path = "content/articles/a5.md";
    let before = std::fs::read_to_string(site.path(path)).unwrap();
    site.write(path, before.replace("## Part", "## Part {#Part}"));
    site.build();
    assert!(page().contains("a5/#Part\""), "{}", page());
    assert_from_nothing(&site);
    site.write(path, before);
    site.build();
    assert_from_nothing(&site);
}

#[test]
fn home_indexes_and_folders_are_made_anew_when_their_own_text_is_edited() {
    let site = many();
    let texts =
        ["content/_index.md", "content/articles/_index.md", "content/points/_index.md", "content/notes/_index.md"];
    for path in texts {
        site.write(path, "---\ntitle: Welcome\n---\nThe first words of [[BL23]].\n\n## More\n\nAnd further ones.\n");
    }
    site.build();
    for (path, page) in texts.iter().zip(["index", "articles/index", "points/index", "notes/index"]) {
        let before = std::fs::read_to_string(site.path(path)).unwrap();
        site.write(path, before.replace("The first words", "Now other words").replace("And", "[[Article 5]] and"));
        site.build();
        assert_from_nothing(&site);
        assert!(site.published(&format!("{page}.html")).contains("Now other words"), "{page}");
    }
}
