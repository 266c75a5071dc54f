//! What the browser is told while a library is written: that there is a newer page, other styles, or a mistake.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use tokio::sync::watch::Receiver;

use super::site::Site;
use crate::diagnostics::{self, Counts, Diagnostic, Format};

/// The browser's script.
pub const SCRIPT: &str = include_str!("live.js");
/// The address of the script, from the site's root. No page of a library has it: slugs have no such letters.
pub const SCRIPT_ADDRESS: &str = "_acupress/live.js";
/// The address of the events.
pub const EVENTS_ADDRESS: &str = "_acupress/events";
/// Errors that the browser shows.
const SHOWN: usize = 20;

/// What is shown now.
#[derive(Clone)]
pub struct Now {
    /// The number of the version, by which a page knows whether it is the newest. It never comes again, not even after
    /// the server was started anew.
    pub number: u64,
    /// The site; none until there is one that can be shown.
    pub site: Option<Arc<Site>>,
    /// The stylesheets in which it differs from the version before it, if it differs in nothing else.
    styles: Option<Arc<[String]>>,
    /// The last version that differed from the one before it in more than pages.
    remade: u64,
    /// What is wrong, as JSON.
    findings: Arc<str>,
}

/// In what a version differs from the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Differs {
    /// In pages and other files that are made of the content.
    Pages,
    /// In these stylesheets, by their paths from the site's root.
    Styles(Vec<String>),
    /// In pictures, scripts or whatever else a page that is shown has loaded already.
    More,
}

/// One finding, as the browser shows it.
#[derive(Serialize)]
struct Finding {
    place: String,
    text: String,
}

#[derive(Serialize)]
struct Findings {
    title: String,
    /// What stands under them.
    below: &'static str,
    findings: Vec<Finding>,
    more: usize,
}

impl Now {
    /// The first version.
    pub fn new(site: Option<Arc<Site>>, errors: &[Diagnostic]) -> Now {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        // A clock before 1970 gives small numbers, which serve as well.
        let number = since.map_or(0, |since| since.as_millis() as u64);
        let findings = findings(errors, site.is_some());
        Now { number, site, styles: None, remade: number, findings }
    }

    /// Turns to the next version, or keeps the site and tells what is wrong with the newest; returns the site before.
    pub fn turn(&mut self, site: Option<Arc<Site>>, differs: Differs, errors: &[Diagnostic]) -> Option<Arc<Site>> {
        let mut before = None;
        self.findings = findings(errors, site.is_some());
        if site.is_some() {
            self.number += 1;
            before = std::mem::replace(&mut self.site, site);
            if differs == Differs::More {
                self.remade = self.number;
            }
            self.styles = match differs {
                Differs::Styles(styles) => Some(styles.into()),
                Differs::Pages | Differs::More => None,
            };
        }
        before
    }

    /// What a page of a version has to be told: nothing if it is the newest.
    fn since(&self, number: u64) -> Option<Event> {
        let event = Event::default().id(self.number.to_string());
        match &self.styles {
            _ if number == self.number => None,
            Some(styles) if number + 1 == self.number => Some(event.event("styles").data(styles.join("\n"))),
            None if self.remade <= number => Some(event.event("page").data(self.number.to_string())),
            _ => Some(event.event("reload").data(self.number.to_string())),
        }
    }
}

/// What is wrong as JSON; `is_shown` where the site is shown in spite of it.
fn findings(errors: &[Diagnostic], is_shown: bool) -> Arc<str> {
    let finding = |diagnostic: &Diagnostic| Finding {
        place: diagnostic.place.as_ref().map_or_else(String::new, |place| match &place.at {
            Some(_) => {
                let (line, column) = place.line_and_column();
                format!("{}:{line}:{column}", place.file)
            }
            None => place.file.to_string(),
        }),
        text: diagnostics::print(std::slice::from_ref(diagnostic), Format::Human, false).trim_end().to_owned(),
    };
    let title = if errors.is_empty() { String::new() } else { Counts::of(errors).to_string() };
    let shown = errors.iter().take(SHOWN).map(finding).collect();
    let below = if is_shown {
        "The page below is what can be shown."
    } else {
        "The page below is that of the last version without errors."
    };
    let findings = Findings { title, below, findings: shown, more: errors.len().saturating_sub(SHOWN) };
    #[allow(clippy::expect_used)] // A struct of strings and numbers always serialises.
    serde_json::to_string(&findings).expect("plain data").into()
}

/// The events for a page of the version of this number, from now on.
pub fn events(now: Receiver<Now>, number: u64) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let state = (now, number, None::<Arc<str>>, true);
    let stream = stream::unfold(state, |(mut now, number, mut told, is_first)| async move {
        let mut wait = !is_first;
        loop {
            if wait {
                // When the server ends, so do its events.
                now.changed().await.ok()?;
            }
            let newest = now.borrow_and_update().clone();
            if told.as_ref() != Some(&newest.findings) {
                told = Some(Arc::clone(&newest.findings));
                let event = Event::default().event("findings").data(&*newest.findings);
                // A newer version is told next, without waiting.
                return Some((Ok(event), (now, number, told, newest.number != number)));
            }
            if let Some(event) = newest.since(number) {
                return Some((Ok(event), (now, newest.number, told, false)));
            }
            wait = true;
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

/// The line that brings the script into a page of a version.
fn line(number: u64, root: &str) -> String {
    format!("<script defer src=\"{root}{SCRIPT_ADDRESS}\" data-version=\"{number}\"></script>")
}

/// A page with the script, which comes before all others; at the end of a page that has no head.
pub fn with_script(page: &[u8], number: u64, root: &str) -> Vec<u8> {
    const HEAD: &[u8] = b"<head";
    let line = line(number, root);
    let opens = page.windows(HEAD.len()).position(|window| window.eq_ignore_ascii_case(HEAD));
    let is_head = |at: &usize| !page.get(at + HEAD.len()).is_some_and(u8::is_ascii_alphanumeric);
    let ends = opens.filter(is_head).and_then(|at| Some(at + page[at..].iter().position(|byte| *byte == b'>')? + 1));
    let at = ends.unwrap_or(page.len());
    [&page[..at], b"\n", line.as_bytes(), &page[at..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_comes_first_wherever_the_head_is() {
        let with = |page: &str| String::from_utf8(with_script(page.as_bytes(), 7, "../")).unwrap();
        let line = "\n<script defer src=\"../_acupress/live.js\" data-version=\"7\"></script>";
        assert_eq!(with("<html><HEAD lang=a>\n<title>"), format!("<html><HEAD lang=a>{line}\n<title>"));
        assert_eq!(with("<header>a</header>"), format!("<header>a</header>{line}"));
        assert_eq!(with(""), line);
    }
}
