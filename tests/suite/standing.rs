//! Pressing a library again after an edit: what is kept of before never shows, the site is that of a first pressing.

use std::collections::BTreeMap;
use std::sync::Arc;

use acupress::config;
use acupress::diagnostics::{Diagnostic, Outcome};
use acupress::load::Changed;
use acupress::press::{Press, Standing};
use acupress::render::{Content, Renderer};
use acupress::search::SearchIndex;
use acupress::trace::Timings;
use camino::Utf8Path;

use crate::edits::{Random, edit, library};
use crate::support::Site;

fn root(site: &Site) -> &Utf8Path {
    Utf8Path::from_path(site.root()).unwrap()
}

fn standing(site: &Site) -> Standing {
    Standing::new(config::read(root(site), Utf8Path::new("acupress.yaml"), false).value)
}

fn renderer(press: &Press, before: Option<&Renderer>) -> Renderer {
    let search = SearchIndex::new(&press.library, &press.weaving, &press.theme.words);
    Renderer::new(press, Arc::new(search), before).unwrap()
}

/// Every file of a site by its path; a page whose template fails holds what is wrong.
fn files(renderer: &Renderer) -> BTreeMap<String, Vec<u8>> {
    let outputs = renderer.outputs();
    let made = outputs.iter().map(|output| match renderer.produce(output) {
        Ok(Content::Bytes(bytes)) => bytes.into_owned(),
        Ok(Content::Pieces(pieces)) => pieces.flatten().collect(),
        Ok(Content::CopyOf(file)) => std::fs::read(file).unwrap(),
        Err(findings) => format!("{findings:?}").into_bytes(),
    });
    outputs.iter().map(|output| renderer.path(output)).zip(made).collect()
}

fn sorted(diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut all: Vec<String> = diagnostics.iter().map(|diagnostic| format!("{diagnostic:?}")).collect();
    all.sort();
    all
}

fn assert_same_files(again: &Renderer, fresh: &Renderer, done: &[String]) {
    let (again, fresh) = (files(again), files(fresh));
    assert_eq!(again.keys().collect::<Vec<_>>(), fresh.keys().collect::<Vec<_>>(), "{done:?}");
    for (path, bytes) in &again {
        assert!(*bytes == fresh[path], "{path} differs after {done:?}");
    }
}

/// Presses a library, writes a file of it, presses it again, and compares that with a first pressing.
fn assert_pressed_alike(site: &Site, path: &str, text: &str) {
    let mut kept = standing(site);
    let first = kept.press(root(site), &Changed::anything(), &mut Timings::default());
    let before = renderer(&first.value, None);
    site.write(path, text);
    let changed = Changed { files: [path.into()].into(), any: false };
    let again = kept.press(root(site), &changed, &mut Timings::default());
    let fresh = standing(site).press(root(site), &Changed::anything(), &mut Timings::default());
    assert_eq!(sorted(&again.diagnostics), sorted(&fresh.diagnostics));
    assert_same_files(&renderer(&again.value, Some(&before)), &renderer(&fresh.value, None), &[]);
}

#[test]
fn where_prose_names_a_point_first_moves_with_the_prose() {
    let front = "---\ntitle: A\nconditions: [Insomnia]\n---\n";
    let site = Site::new()
        .file("content/articles/a.md", format!("{front}Press GB30.\n"))
        .file("content/articles/b.md", format!("{front}Press GB30 and LU9.\n").replace("title: A", "title: B"));
    assert_pressed_alike(&site, "content/articles/a.md", &format!("{front}Rest.\n\nPress GB30.\n"));
    assert_pressed_alike(&site, "content/articles/a.md", &format!("{front}Rest, then press LU9 and GB30.\n"));
    assert_pressed_alike(&site, "content/articles/a.md", &format!("{front}Rest.\n"));
    assert_pressed_alike(&site, "content/articles/a.md", &format!("{front}Press SI3.\n"));
    assert_pressed_alike(&site, "content/articles/a.md", &format!("{front}Rest.\n"));
}

#[test]
fn front_matter_may_change_without_a_new_entry() {
    let file = |title: &str, front: &str| format!("---\ntitle: {title}\n{front}---\nText.\n");
    let both = "conditions: [Insomnia]\npoints: [HT7, KI3]\nsources: [{title: A Book, isbn: 9780974063508}]\n";
    let site = Site::new()
        .file("content/articles/a.md", file("A", both))
        .file("content/articles/b.md", file("B", &format!("description: B.\n{both}patterns: [Liver Fire]\n")))
        .file("content/articles/c.md", file("C", "conditions: [Low Back Pain]\npoints: [BL23]\nsources: [A Book]\n"));
    for front in [
        format!("description: What it is.\n{both}"),
        format!("date: 2026-01-02\n{both}"),
        both.replace("KI3", "KI3, BL23"),
        both.replace("HT7, ", ""),
        both.replace("HT7", "HT8"),
        both.replace("Insomnia", "INSOMNIA"),
        both.replace("Insomnia", "Insomnia, Low back pain"),
        format!("{both}patterns: [Liver Fire]\n"),
        format!("{both}patterns: [Liver Fire, Stomach Fire]\n"),
        both.replace("9780974063508", "9780443104220"),
        both.replace("A Book", "Another Book"),
        format!("nolink: [HT7]\n{both}"),
        "conditions: [Insomnia]\n".to_owned(),
        both.to_owned(),
    ] {
        assert_pressed_alike(&site, "content/articles/a.md", &file("A", &front));
    }
    assert_pressed_alike(&site, "content/articles/a.md", &file("Z", both));
    assert_pressed_alike(&site, "content/articles/c.md", &file("C", "conditions: [low back pain]\n"));
}

fn rounds(seed: u64, rounds: usize) {
    let mut random = Random(seed);
    let site = library(&mut random);
    let mut kept = standing(&site);
    let mut changed = Changed::anything();
    let mut before: Option<Renderer> = None;
    let mut done = Vec::new();
    let mut shared = 0;
    for _ in 0..rounds {
        let Outcome { value: press, diagnostics } = kept.press(root(&site), &changed, &mut Timings::default());
        let fresh = standing(&site).press(root(&site), &Changed::anything(), &mut Timings::default());
        assert_eq!(sorted(&diagnostics), sorted(&fresh.diagnostics), "{done:?}");
        let again = renderer(&press, before.as_ref());
        assert_same_files(&again, &renderer(&fresh.value, None), &done);
        before = Some(again);
        let edit = edit(&site, &mut random);
        if edit.said.starts_with("configure") {
            (kept, before) = (standing(&site), None);
        } else if edit.said == "theme" {
            kept.theme_changed();
        }
        shared += usize::from(edit.rewritten.is_some());
        changed = match edit.rewritten {
            Some(path) => Changed { files: [path.into()].into(), any: false },
            None => Changed::anything(),
        };
        done.push(edit.said);
    }
    assert!(shared * 2 > rounds, "only {shared} of {rounds} edits rewrote a file and left the others");
}

#[test]
fn a_library_pressed_again_is_that_of_a_first_pressing() {
    rounds(0x9E37_79B9_7F4A_7C15, 150);
}

#[test]
fn a_library_pressed_again_is_that_of_a_first_pressing_whatever_the_edits() {
    rounds(0xA076_1D64_78BD_642F, 150);
}
