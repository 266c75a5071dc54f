//! What holds in a real browser, which the files of `tests/browser/` say, and the types of the theme's scripts.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

use crate::support::{files_below, repository};

/// Held while a Chromium runs: some tests measure times, and two at once would disturb each other.
static CHROMIUM: Mutex<()> = Mutex::new(());

/// The folder of the npm packages.
pub fn tools() -> PathBuf {
    env::var_os("ACUPRESS_TEST_TOOLS").expect("`cargo xtask test` sets ACUPRESS_TEST_TOOLS").into()
}

/// All that a program printed.
pub fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs one file of tests.
#[track_caller]
fn passes(file: &str) {
    let _alone = CHROMIUM.lock().unwrap_or_else(PoisonError::into_inner);
    let output = Command::new("node")
        .args(["--test", "--test-reporter=spec"])
        .arg(repository().join("tests/browser").join(file))
        .env("ACUPRESS_TEST_TOOLS", tools())
        .env("ACUPRESS_BINARY", env!("CARGO_BIN_EXE_acupress"))
        .env("ACUPRESS_BROWSER_SITES", concat!(env!("CARGO_TARGET_TMPDIR"), "/browser-sites"))
        .env("NO_COLOR", "1")
        .output()
        .expect("`node` is on PATH");
    assert!(output.status.success(), "{}", printed(&output));
}

#[test]
#[ignore = "needs Chromium and npm packages, which cargo xtask test sets up"]
fn the_harness_notices_what_it_is_to_notice() {
    passes("harness.test.mjs");
}

#[test]
#[ignore = "needs Chromium and npm packages, which cargo xtask test sets up"]
fn every_kind_of_page_fits_and_is_accessible() {
    passes("pages.test.mjs");
}

#[test]
#[ignore = "needs Chromium and npm packages, which cargo xtask test sets up"]
fn a_writer_sees_every_edit_where_it_stands() {
    passes("serve.test.mjs");
}

#[test]
#[ignore = "needs Node, which cargo xtask test sets up"]
fn the_search_finds_what_it_should_at_little_cost() {
    passes("engine.test.mjs");
}

#[test]
#[ignore = "needs Chromium and npm packages, which cargo xtask test sets up"]
fn the_search_serves_readers_wherever_they_are() {
    passes("search.test.mjs");
}

#[test]
#[ignore = "needs Chromium and npm packages, which cargo xtask test sets up"]
fn links_show_what_they_lead_to() {
    passes("previews.test.mjs");
}

#[test]
#[ignore = "needs Chromium and npm packages, which cargo xtask test sets up"]
fn pages_are_light_and_calm() {
    passes("budgets.test.mjs");
}

#[test]
fn every_file_of_browser_tests_is_run() {
    let files = files_below(&repository().join("tests/browser"));
    let tests = files.keys().filter(|path| path.ends_with(".test.mjs"));
    let forgotten: Vec<&String> =
        tests.filter(|path| !include_str!("browser.rs").contains(&format!("passes(\"{path}\");"))).collect();
    assert_eq!(forgotten, Vec::<&String>::new());
}

#[test]
#[ignore = "needs npm packages, which cargo xtask test sets up"]
fn the_scripts_of_the_theme_have_sound_types() {
    let output = Command::new(tools().join("node_modules/.bin/tsc"))
        .arg("--listFiles")
        .arg("--project")
        .arg(repository().join("tests/tools/tsconfig.json"))
        .output()
        .expect("the npm package typescript is installed");
    let printed = printed(&output);
    // The files that were checked are listed by their whole paths, mistakes are told by relative ones.
    let (checked, mistakes): (Vec<&str>, Vec<&str>) = printed.lines().partition(|line| Path::new(line).is_absolute());
    assert!(output.status.success(), "{}", mistakes.join("\n"));

    let files = files_below(&repository().join("themes/default/assets/js"));
    let scripts = files.keys().filter(|path| path.ends_with(".js"));
    let unchecked: Vec<&String> =
        scripts.filter(|path| !checked.iter().any(|file| file.ends_with(&format!("/js/{path}")))).collect();
    assert_eq!(unchecked, Vec::<&String>::new());
}
