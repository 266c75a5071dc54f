//! `acupress build`, `check` and `clean`.

use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};

use super::{
    CLEAN, CONTENT, Form, INTERNAL, Printing, Shared, SiteOptions, USAGE, complain, print_findings, print_result,
    read_config,
};
use crate::config::{Config, normalise_base_url};
use crate::diagnostics::{Counts, Diagnostic};
use crate::publish::{self, PublishError, Target};
use crate::trace::Timings;

/// What a build is asked for beside the options that shape a site.
pub struct Call<'a> {
    /// Folder to publish into.
    pub output: Option<&'a Utf8Path>,
    /// Whether a folder that Acupress did not make may be replaced.
    pub force: bool,
    /// Whether links end in file names.
    pub portable: bool,
    /// Where to write a trace.
    pub trace: Option<&'a Utf8Path>,
}

/// Builds the site and says what was published.
pub fn build(shared: &Shared, options: &SiteOptions, call: &Call<'_>) -> u8 {
    let started = Instant::now();
    let (mut config, found) = match configure(shared, options) {
        Ok(configured) => configured,
        Err(code) => return code,
    };
    config.portable = call.portable;
    let target = match target(shared, &config, call.output, call.force) {
        Ok(target) => Target { trace: call.trace.is_some(), ..target },
        Err(error) => {
            complain(error);
            return INTERNAL;
        }
    };
    match crate::build(&shared.root, &config, &target, options.strict, found) {
        Err(error) => {
            complain(&error);
            match error {
                PublishError::NotOurs(_) | PublishError::Unsafe(..) => USAGE,
                _ => INTERNAL,
            }
        }
        Ok(report) => {
            print_findings(Printing::of(shared), &report.diagnostics);
            print_timings(shared, &report.timings);
            if let Some(file) = call.trace
                && let Err(error) = std::fs::write(file, report.timings.to_trace())
            {
                complain(format_args!("cannot write `{file}`: {error}"));
                return INTERNAL;
            }
            match report.published {
                None => {
                    if !shared.quiet && shared.format == Form::Human {
                        let why = if Counts::of(&report.diagnostics).errors > 0 {
                            "errors"
                        } else {
                            "warnings, and --strict"
                        };
                        complain(format_args!("nothing was published, because of {why}"));
                    }
                    CONTENT
                }
                Some(_) if shared.quiet => CLEAN,
                Some(published) => {
                    let output = call.output.unwrap_or(&config.output);
                    let seconds = started.elapsed().as_secs_f64();
                    // What a site of the same place held already was kept.
                    let changed = match published.files - published.changed {
                        0 => String::new(),
                        _ => format!(" ({} changed)", published.changed),
                    };
                    print_result(&format!(
                        "{} pages, {} files{changed}, {} into {output} in {seconds:.2} s\n",
                        published.pages,
                        published.files,
                        megabytes(published.bytes)
                    ))
                }
            }
        }
    }
}

/// Finds all that is wrong.
pub fn check(shared: &Shared, options: &SiteOptions) -> u8 {
    let (config, found) = match configure(shared, options) {
        Ok(configured) => configured,
        Err(code) => return code,
    };
    let report = crate::check(&shared.root, &config, found);
    print_findings(Printing::of(shared), &report.diagnostics);
    print_timings(shared, &report.timings);
    if report.failed(options.strict) {
        return CONTENT;
    }
    if report.diagnostics.is_empty() && !shared.quiet { print_result("nothing is wrong\n") } else { CLEAN }
}

/// Removes the published site, if Acupress made it.
pub fn clean(shared: &Shared, output: Option<&Utf8Path>) -> u8 {
    let (config, _) = read_config(shared);
    let target = match target(shared, &config, output, false) {
        Ok(target) => target,
        Err(error) => {
            complain(error);
            return INTERNAL;
        }
    };
    if !target.output.exists() {
        return forget(&target);
    }
    match publish::check_target(&target) {
        Err(PublishError::NotOurs(path)) => {
            complain(format_args!("`{path}` was not made by Acupress; remove it yourself if you mean to"));
            USAGE
        }
        Err(error) => {
            complain(error);
            USAGE
        }
        Ok(()) => match std::fs::remove_dir_all(&target.output) {
            Ok(()) => forget(&target),
            Err(error) => {
                complain(format_args!("cannot remove `{}`: {error}", target.output));
                INTERNAL
            }
        },
    }
}

/// Removes what the last build left for the next one.
fn forget(target: &Target) -> u8 {
    match crate::cache::remove(&target.root, &target.output) {
        Ok(()) => CLEAN,
        Err(error) => {
            complain(format_args!(
                "cannot remove what stands in `{}`: {error}",
                target.root.join(crate::cache::FOLDER)
            ));
            INTERNAL
        }
    }
}

/// The configuration with the command line's options over it, or the exit code of what is wrong with them.
fn configure(shared: &Shared, options: &SiteOptions) -> Result<(Config, Vec<Diagnostic>), u8> {
    if !shared.root.is_dir() {
        complain(format_args!("there is no folder `{}`", shared.root));
        return Err(USAGE);
    }
    let (mut config, found) = read_config(shared);
    config.drafts = options.drafts;
    if let Some(url) = &options.base_url {
        config.base_url = Some(normalise_base_url(url).ok_or_else(|| {
            complain(format_args!("`{url}` is no address of a site; write it whole: https://example.org/library/"));
            USAGE
        })?);
    }
    Ok((config, found))
}

/// Where to publish: the folder given, from where the command runs, else the configured one, from the root.
fn target(shared: &Shared, config: &Config, output: Option<&Utf8Path>, force: bool) -> Result<Target, String> {
    let absolute =
        |path: &Utf8Path| camino::absolute_utf8(path).map_err(|error| format!("cannot find `{path}`: {error}"));
    let root = absolute(&shared.root)?;
    let output: Utf8PathBuf = match output {
        Some(output) => absolute(output)?,
        None => root.join(&config.output),
    };
    Ok(Target { output, content: root.join(&config.content), root, force, trace: false })
}

/// Prints how long each stage took, where `--verbose` asks for it.
fn print_timings(shared: &Shared, timings: &Timings) {
    if shared.verbose && shared.format == Form::Human {
        for stage in &timings.stages {
            complain(format_args!("{:<20} {:>8.1} ms", stage.name, stage.took.as_secs_f64() * 1000.0));
        }
        for (name, took) in &timings.shares {
            complain(format_args!("{name:<20} {:>8.1} ms, all threads together", took.as_secs_f64() * 1000.0));
        }
    }
}

fn megabytes(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{} kB", bytes.div_ceil(1000)) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}
