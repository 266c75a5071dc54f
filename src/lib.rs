//! Acupress: a press for acupuncture and Chinese-medicine libraries.
//!
//! A folder of Markdown articles with YAML front matter goes in, a cross-linked static site comes out:
//!
//! ```text
//! load    walk, read, split and decode front matter  → sources, theme
//! link    names → entries, declarations → relations  → library
//! weave   Markdown → HTML, links, headings           → bodies, mentions
//! search  terms, names, text                         → index
//! render  templates, feeds, exports                  → path → bytes
//! publish write what is new, put it in place         → public/
//! ```
//!
//! Each stage is a function from immutable values to immutable values and diagnostics. Only `load` reads, only
//! `publish` writes. `docs/architecture.md` tells the whole story.

mod bytes;
pub mod cache;
pub mod cli;
pub mod config;
pub mod diagnostics;
mod fitted;
pub mod import;
pub mod library;
pub mod load;
pub mod markdown;
pub mod mentions;
pub mod press;
pub mod publish;
pub mod render;
pub mod search;
pub mod serve;
pub mod settings;
pub mod stamp;
pub mod tcm;
pub mod trace;
pub mod url;
pub mod weave;
pub mod words;
mod yaml;

use std::sync::Arc;

use camino::Utf8Path;
use rayon::prelude::*;

use config::Config;
use diagnostics::{Counts, Diagnostic, Outcome, Place, RuleId, Severity};
use press::{Press, press, press_again};
use publish::{Opened, PublishError, Published, Target};
use render::Renderer;
use search::{Known, Memo, SearchIndex};
use trace::Timings;

/// How a build or check ended.
#[derive(Debug)]
pub struct Report {
    /// All findings, at their configured levels and in order.
    pub diagnostics: Vec<Diagnostic>,
    /// What was published, if anything was.
    pub published: Option<Published>,
    /// How long each stage took.
    pub timings: Timings,
}

impl Report {
    /// Whether the content has errors, or warnings where `strict`.
    pub fn failed(&self, strict: bool) -> bool {
        is_failure(&self.diagnostics, strict)
    }
}

fn is_failure(diagnostics: &[Diagnostic], strict: bool) -> bool {
    let counts = Counts::of(diagnostics);
    counts.errors > 0 || (strict && counts.warnings > 0)
}

/// What can be said of the configuration as a whole, with what reading it found.
fn of_configuration(config: &Config, mut before: Vec<Diagnostic>) -> Vec<Diagnostic> {
    // Where the configuration is wrong, what it lacks is no news.
    if config.base_url.is_none() && before.is_empty() {
        let message = "no base_url is configured: sitemap and feed hold addresses without a host";
        before.push(
            Diagnostic::new(RuleId::MissingBaseUrl, Place::file("acupress.yaml"), message)
                .hint("add `base_url: https://…`, or give --base-url"),
        );
    }
    before
}

/// Finds all that is wrong with a library, down to templates that fail on some page, and writes nothing.
///
/// `before` holds what reading the configuration found.
pub fn check(root: &Utf8Path, config: &Config, before: Vec<Diagnostic>) -> Report {
    let mut timings = Timings::default();
    let Outcome { value: press, mut diagnostics } = press(root, config, &mut timings);
    diagnostics.extend(of_configuration(config, before));
    diagnostics.extend(rendering_errors(&press));
    Report { diagnostics: config.levels.apply(diagnostics), published: None, timings }
}

/// Builds the site and publishes it, unless something is wrong with the library.
pub fn build(
    root: &Utf8Path,
    config: &Config,
    target: &Target,
    strict: bool,
    before: Vec<Diagnostic>,
) -> Result<Report, PublishError> {
    publish::check_target(target)?;
    let mut timings = Timings::default();
    // Where an earlier build left something, little may be new, and meanwhile it is asked what stands there still.
    let is_known = cache::Paths::new(root, &target.output).cache.exists();
    let opened = is_known.then(|| Opened::new(target)).transpose()?;
    let (Outcome { value: (press, kept), mut diagnostics }, old) = rayon::join(
        || press_again(root, config, &target.output, &mut timings),
        || opened.as_ref().map_or(Ok(None), Opened::look),
    );
    diagnostics.extend(of_configuration(config, before));
    let diagnostics = config.levels.apply(diagnostics);
    if is_failure(&diagnostics, strict) {
        let all = diagnostics.into_iter().chain(rendering_errors(&press)).collect();
        return Ok(Report { diagnostics: config.levels.apply(all), published: None, timings });
    }
    let (opened, old) = (opened.map_or_else(|| Opened::new(target), Ok)?, old?);
    let keep_going = config.levels.severity(RuleId::TemplateError) != Some(Severity::Error);
    // Bodies that are not woven yet may still be.
    let press = if press.since.is_none() { press.without_prose() } else { press };
    let mut memo = Memo::default();
    let search = timings.measure("search", || {
        let Press { library, weaving, theme, since, .. } = &press;
        let known =
            since.as_ref().map(|since| Known::new(&since.before.search, |entry| since.is_told_anew(library, entry)));
        SearchIndex::with_memo(library, weaving, &theme.words, known.as_ref(), kept.is_some().then_some(&mut memo))
    });
    let renderer = timings.measure("compile theme", || Renderer::new(&press, Arc::new(search), None));
    let published = renderer.map_err(PublishError::Templates).and_then(|renderer| {
        // Pages are rendered as they are written.
        let (published, ready) = timings.measure("render and publish", || {
            rayon::join(
                || publish::publish(&renderer, opened, old, keep_going),
                || kept.map(|kept| kept.ready(&press.library, &press.weaving, &std::mem::take(&mut memo))),
            )
        });
        let published = published.map(|site| {
            let publish::Site { published, failed, spans, rendering, writing, stamps } = site;
            timings.shares = vec![("render", rendering), ("publish", writing)];
            timings.measure("keep", || {
                ready.map(|ready| ready.leave(renderer.extents(), renderer.comparisons(), &stamps))
            });
            (published, failed, spans)
        });
        // Nobody has to wait until the memory of a large library is given back piece by piece.
        rayon::spawn(move || drop((press, renderer)));
        published
    });
    let (published, failed) = match published {
        Ok((published, left_out, files)) => {
            timings.files = files;
            (Some(published), left_out)
        }
        Err(PublishError::Templates(failed)) => (None, failed),
        Err(error) => return Err(error),
    };
    let all = diagnostics.into_iter().chain(render::merge_pages(failed)).collect();
    Ok(Report { diagnostics: config.levels.apply(all), published, timings })
}

/// What fails when every page is rendered.
fn rendering_errors(press: &Press) -> Vec<Diagnostic> {
    match Renderer::new(press, Arc::new(SearchIndex::default()), None) {
        Err(diagnostics) => diagnostics,
        Ok(renderer) => {
            let outputs = renderer.outputs();
            renderer.prepare(&outputs);
            let failed: Vec<Diagnostic> =
                outputs.par_iter().filter_map(|output| renderer.produce(output).err()).flatten().collect();
            render::merge_pages(failed)
        }
    }
}
