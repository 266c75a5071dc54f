//! What can be wrong with a library as a whole: ISBNs, cautions in pregnancy, orphans.

use std::cell::LazyCell;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Entry, EntryId, Facts, Kind, Library, RelationKind, SourceId};
use crate::diagnostics::{Diagnostic, RuleId, Span};
use crate::load::{Source, Text};
use crate::tcm::{Registry, isbn, pregnancy};

/// The organs that a title names as words of its own: `Heart and Kidney Not Communicating`.
pub fn organs_in_title<'a>(registry: &'a Registry, title: &'a str) -> impl Iterator<Item = &'static str> + 'a {
    let words: Vec<&str> = title.split(|character: char| !character.is_alphabetic()).collect();
    registry.organs().iter().filter_map(move |organ| {
        let name: Vec<&str> = organ.name.split(' ').collect();
        words.windows(name.len()).any(|window| window == name.as_slice()).then_some(organ.id)
    })
}

/// What can be wrong with the front matter of all files: ISBNs and addresses of works.
pub fn of_front_matter(library: &Library) -> Vec<Diagnostic> {
    let of_source = |source: &Arc<Source>| {
        let mut diagnostics = Vec::new();
        let front = &source.front_matter;
        let numbers =
            front.sources.iter().filter_map(|item| item.facts.isbn.as_ref()).chain(front.bibliography.isbn.as_ref());
        diagnostics.extend(numbers.filter_map(|number| invalid_isbn(source, number)));
        let own = front.title.iter().map(|title| (title, &front.bibliography.url));
        let cited = front.sources.iter().map(|item| (&item.title, &item.facts.url));
        diagnostics
            .extend(own.chain(cited).filter_map(|(title, url)| unpublishable_url(source, title, url.as_deref()?)));
        diagnostics
    };
    library.sources.par_iter().flat_map_iter(of_source).collect()
}

/// What can be wrong with a file by what its prose says: its mentions, and points without a word of caution.
pub fn of_prose(library: &Library, id: SourceId) -> Vec<Diagnostic> {
    let mut diagnostics = super::mentions::check(library, id);
    diagnostics.extend(cautions_in_pregnancy(library, id));
    diagnostics
}

/// The finding that a work's address is none of the web, so that no page links it.
fn unpublishable_url(source: &Source, title: &Text, url: &str) -> Option<Diagnostic> {
    if crate::url::web_address(url).is_some() {
        return None;
    }
    let message = format!("the url `{url}` of `{}` is no address of the web", title.value);
    let hint = "write it whole, beginning with https://";
    Some(Diagnostic::new(RuleId::BrokenLink, source.place(title.span), message).hint(hint))
}

fn invalid_isbn(source: &Source, number: &Text) -> Option<Diagnostic> {
    let (message, hint) = isbn::normalise(&number.value).err()?.explain(&number.value);
    Some(Diagnostic::new(RuleId::InvalidIsbn, source.place(number.span), message).maybe_hint(hint))
}

/// The entries that have a file and that nothing refers to, by declaration or by a link in prose.
///
/// `linked` says of each entry whether any prose links to it.
pub fn orphans(library: &Library, linked: &[bool]) -> Vec<Diagnostic> {
    library.ids().filter(|id| !linked[id.index()]).filter_map(|id| orphan(library, id)).collect()
}

fn orphan(library: &Library, id: EntryId) -> Option<Diagnostic> {
    let entry = library.entry(id);
    let source = library.source_of(id)?;
    // A channel is reached from its points, whoever names them.
    let has_points = library.to(id, RelationKind::LiesOn).next().is_some();
    if !entry.kind.is_entity() || library.is_referred_to(id) || has_points {
        return None;
    }
    let place = source.place(source.front_matter.title.as_ref().map_or(Span::START, |title| title.span));
    let message = format!("nothing refers to the {} `{}`", entry.kind.name(), entry.title);
    Some(
        Diagnostic::new(RuleId::OrphanEntry, place, message)
            .hint(format!("name it in an article, check the spelling of its title, or remove {}", source.file)),
    )
}

/// Of each condition, by the entries' ids, whether it is one of pregnancy; none where its names do not tell.
pub fn of_pregnancy(entries: &[Entry], sources: &[Arc<Source>]) -> Vec<Option<bool>> {
    let of_entry = |entry: &Entry| {
        if entry.kind != Kind::Condition {
            return None;
        }
        let declared = entry.source.and_then(|source| sources[source.index()].front_matter.pregnancy);
        let named = || std::iter::once(&entry.title).chain(&entry.names).any(|name| pregnancy::is_of_pregnancy(name));
        declared.or_else(|| named().then_some(true))
    };
    entries.par_iter().map(of_entry).collect()
}

/// Points with a pregnancy caution that a file recommends for a condition of pregnancy without a word of it.
///
/// A condition is of pregnancy by its name, its names or `pregnancy:`, or because the file's title says so.
fn cautions_in_pregnancy(library: &Library, id: SourceId) -> Vec<Diagnostic> {
    let source = library.source(id);
    let title = source.front_matter.title.as_ref();
    let spoken = LazyCell::new(|| spoken(source));
    let titled = LazyCell::new(|| title.is_some_and(|title| pregnancy::is_of_pregnancy(&title.value)));
    let mut diagnostics = Vec::new();
    for relation in library.declared_by(id).filter(|relation| relation.kind == RelationKind::Serves) {
        // What costs least is asked first: few points have a caution.
        let Facts::Point(point_id) = library.entry(relation.from).facts else { continue };
        let point = library.registry.point(point_id);
        if point.pregnancy_caution().is_none() {
            continue;
        }
        let entry = library.entry(relation.to);
        if !library.of_pregnancy[relation.to.index()].unwrap_or_else(|| *titled)
            || pregnancy::has_caution(&library.registry, &spoken, point_id)
        {
            continue;
        }
        let span = library.span_of(relation, point_id);
        let message = format!("{} is recommended for `{}` without a word of caution", point.code, entry.title);
        let hint = format!(
            "it is traditionally contraindicated in pregnancy, and the evidence is disputed; say so in the article, or leave it out (`acupress points {}` names the sources)",
            point.code
        );
        diagnostics.push(Diagnostic::new(RuleId::CautionInPregnancy, source.place(span), message).hint(hint));
    }
    diagnostics
}

/// Everything a file says in words, as paragraphs: its text, and what it says of its points and treatments.
fn spoken(source: &Source) -> String {
    let front = &source.front_matter;
    let mut text = source.markdown().to_owned();
    let mut say = |words: String| {
        text.push_str("\n\n");
        text.push_str(&words);
    };
    for item in &front.points {
        let names: Vec<&str> = std::iter::once(&item.code).chain(&item.names).map(|name| name.value.as_str()).collect();
        for words in [&item.location, &item.function, &item.technique].into_iter().flatten() {
            say(format!("{} – {words}", names.join(" ")));
        }
    }
    for item in &front.treatments {
        let names: Vec<&str> = item.points.iter().map(|name| name.value.as_str()).collect();
        for words in [&item.purpose, &item.technique].into_iter().flatten() {
            say(format!("{} – {words}", names.join(", ")));
        }
    }
    for caution in &front.cautions {
        say(format!("{} – caution: {caution}", front.code.as_ref().map_or("this point", |code| &code.value)));
    }
    front.description.iter().chain(&front.principles).for_each(|words| say(words.clone()));
    text
}
