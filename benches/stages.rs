//! How fast each stage is, by itself: `cargo bench --bench stages` on a library of 200 articles that it makes of the
//! sample library, each article ten to twenty times under other names.

// A benchmark without its library has nothing to measure, and says so by ending.
#![allow(clippy::expect_used)]

use std::fs;
use std::sync::Arc;

use acupress::config::Config;
use acupress::library;
use acupress::load::{self, Sources};
use acupress::press::{self, Press};
use acupress::publish::{self, Target};
use acupress::render::{Content, Output, Renderer};
use acupress::search::SearchIndex;
use acupress::tcm::Registry;
use acupress::trace::Timings;
use acupress::weave;
use camino::{Utf8Path, Utf8PathBuf};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

/// Articles of the library.
const ARTICLES: usize = 200;

/// A library on the disk, which is gone with the value.
struct Made {
    _folder: tempfile::TempDir,
    root: Utf8PathBuf,
    config: Config,
}

impl Made {
    fn new() -> Made {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8PathBuf::from_path_buf(folder.path().to_owned()).expect("a path in UTF-8");
        let sample = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("content/articles");
        let mut texts: Vec<String> = fs::read_dir(&sample)
            .expect("the sample library")
            .flatten()
            .map(|entry| fs::read_to_string(entry.path()).expect("an article"))
            .filter(|text| text.contains("\nconditions:"))
            .collect();
        texts.sort();
        fs::create_dir_all(root.join("content/articles")).expect("a folder");
        for number in 0..ARTICLES {
            let text = &texts[number % texts.len()];
            // Inside the quotes, where there are any.
            let title = if text.contains("\ntitle: \"") { "\ntitle: \"" } else { "\ntitle: " };
            let text = text.replacen(title, &format!("{title}{number} "), 1);
            fs::write(root.join(format!("content/articles/a{number}.md")), text).expect("room for an article");
        }
        Made { _folder: folder, root, config: Config::default() }
    }

    fn sources(&self) -> Sources {
        let sources = load::load(&self.root, &self.config).value;
        assert_eq!(sources.sources.len(), ARTICLES, "every article is read");
        sources
    }

    fn press(&self) -> Press {
        press::press(&self.root, &self.config, &mut Timings::default()).value
    }
}

/// Reading and decoding files with their front matter.
#[divan::bench]
fn front_matter(bencher: Bencher<'_, '_>) {
    let made = Made::new();
    bencher.counter(ItemsCount::new(ARTICLES)).bench(|| made.sources());
}

/// Resolving names, finding mentions, relating.
#[divan::bench]
fn link(bencher: Bencher<'_, '_>) {
    let made = Made::new();
    bencher
        .counter(ItemsCount::new(ARTICLES))
        .with_inputs(|| made.sources())
        .bench_values(|sources| library::link(Registry::new(), None, sources));
}

/// Markdown to HTML with links.
#[divan::bench]
fn markdown(bencher: Bencher<'_, '_>) {
    let made = Made::new();
    let Press { library, theme, config, .. } = made.press();
    let bytes: usize = library.sources.iter().map(|source| source.text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| weave::weave(&library, &config, &theme.words, None, None));
}

#[divan::bench]
fn search_index(bencher: Bencher<'_, '_>) {
    let made = Made::new();
    let Press { library, weaving, theme, .. } = made.press();
    bencher.counter(ItemsCount::new(ARTICLES)).bench(|| SearchIndex::new(&library, &weaving, &theme.words));
}

/// Every page, one after another, without writing it.
#[divan::bench]
fn templates(bencher: Bencher<'_, '_>) {
    let made = Made::new();
    let Ok(renderer) = Renderer::new(&made.press(), Arc::new(SearchIndex::default()), None) else { return };
    let pages: Vec<Output> =
        renderer.outputs().into_iter().filter(|output| matches!(output, Output::Page(_))).collect();
    bencher.counter(ItemsCount::new(pages.len())).bench(|| {
        let bytes = pages.iter().map(|page| match renderer.produce(page) {
            Ok(Content::Bytes(bytes)) => bytes.len(),
            _ => 0,
        });
        bytes.sum::<usize>()
    });
}

/// Everything rendered and written over the site before.
#[divan::bench]
fn publish(bencher: Bencher<'_, '_>) {
    let made = Made::new();
    let press = made.press();
    let search = SearchIndex::new(&press.library, &press.weaving, &press.theme.words);
    let Ok(renderer) = Renderer::new(&press, Arc::new(search), None) else { return };
    let root = made.root.clone();
    let target =
        Target { output: root.join("public"), content: root.join("content"), root, force: false, trace: false };
    bencher.bench(|| {
        publish::Opened::new(&target).and_then(|opened| publish::publish(&renderer, opened, None, false)).is_ok()
    });
}
