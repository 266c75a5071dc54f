//! Where a link leads: to a file of the library, an entry, an address of the site, or out of it.

use camino::{Utf8Component, Utf8Path};

use crate::diagnostics::{RuleId, did_you_mean};
use crate::library::{EntryId, Kind, Library, Meant, PageOf, SourceId, explain_point};
use crate::load::Source;
use crate::tcm::{PointReference, Resolution};
use crate::url;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page of the site, perhaps at an anchor of it.
    Page {
        /// Address from the site's root, not encoded.
        url: String,
        /// The anchor, not encoded.
        fragment: Option<String>,
        /// Whose anchors it must be among.
        anchors: Anchors,
    },
    /// A file of the site, perhaps at a place in it.
    File(String, Option<String>),
    /// Somewhere else.
    Outside(String),
}

/// Whose anchors a fragment refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchors {
    /// An entry's page.
    Entry(EntryId),
    /// A section's page, by its text.
    Section(SourceId),
    /// The index of a kind, with its text.
    Index(Kind, Option<SourceId>),
    /// The home page, with its text.
    Home(Option<SourceId>),
    /// A page without anchors of its own.
    None,
}

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The rule that it breaks.
    pub rule: RuleId,
    /// What is wrong.
    pub message: String,
    /// What would mend it.
    pub hint: Option<String>,
}

fn broken(message: String, hint: Option<String>) -> Broken {
    Broken { rule: RuleId::BrokenLink, message, hint }
}

/// Resolves the destination of a link or picture in a file, as Markdown gives it.
pub fn resolve(library: &Library, source: &Source, own_url: &str, destination: &str) -> Result<Target, Broken> {
    let (path, fragment) = match destination.split_once('#') {
        Some((path, fragment)) => (path, Some(url::decode_path(fragment).unwrap_or_else(|| fragment.to_owned()))),
        None => (destination, None),
    };
    if let Some(lower) = url::scheme(destination) {
        if url::SCHEMES.contains(&lower.as_str()) {
            return Ok(Target::Outside(url::encode_address(destination)));
        }
        return Err(broken(
            format!("links of the scheme `{lower}:` are not published"),
            Some("http, https, mailto and tel are".to_owned()),
        ));
    }
    if destination.starts_with("//") {
        return Ok(Target::Outside(url::encode_address(destination)));
    }
    let fragment = fragment.filter(|fragment| !fragment.is_empty());
    if path.is_empty() {
        return Ok(own_page(library, source, own_url, fragment));
    }
    let path = path.split('?').next().unwrap_or(path);
    let decoded = url::decode_path(path).unwrap_or_else(|| path.to_owned());
    let (base, relative) = match decoded.strip_prefix("@/").or_else(|| decoded.strip_prefix('/')) {
        Some(from_root) => (Utf8Path::new(""), from_root),
        None => (source.location.path.parent().unwrap_or(Utf8Path::new("")), decoded.as_str()),
    };
    let Some(file) = normalise(base, relative) else {
        return Err(broken(
            format!("`{destination}` leads out of the library"),
            Some("link to files inside the content folder".to_owned()),
        ));
    };
    for candidate in [file.clone(), format!("{file}/index.md"), format!("{file}/_index.md"), format!("{file}.md")] {
        if let Some(id) = library.routes.source_at(candidate.trim_start_matches('/')) {
            return page_of(library, id, fragment)
                .ok_or_else(|| broken(format!("`{destination}` has no page of its own"), None));
        }
    }
    if let Some(address) = library.routes.asset_at(&file) {
        return Ok(Target::File(address.to_owned(), fragment));
    }
    let from_page =
        if decoded.starts_with('/') { Some(file.clone()) } else { normalise(Utf8Path::new(own_url), relative) };
    if let Some(address) = from_page.filter(|address| library.routes.has_address(address)) {
        return Ok(at_address(library, &address, decoded.ends_with('/') || address.is_empty(), fragment));
    }
    // An entry that has a page but no file is meant by the file it would have.
    if let Some((folder, slug)) = file.strip_suffix(".md").and_then(|path| path.split_once('/'))
        && let Some(kind) = Kind::from_folder(folder)
        && let Some(id) = library
            .entry_with_key(kind, if kind == Kind::Point { slug.to_uppercase() } else { slug.to_owned() }.as_str())
    {
        return Ok(Target::Page { url: library.entry(id).url.clone(), fragment, anchors: Anchors::Entry(id) });
    }
    if library.drafts.contains(&file) {
        return Err(broken(
            format!("`{file}` is a draft"),
            Some("take `draft: true` away, or build with --drafts".to_owned()),
        ));
    }
    if decoded.starts_with("www.") {
        return Err(broken(
            format!("there is no file `{file}` in the content folder"),
            Some(format!("for a page on the web write `https://{decoded}`")),
        ));
    }
    let name = file.rsplit('/').next().unwrap_or(&file);
    let names: Vec<&str> = library.sources.iter().filter_map(|source| source.location.path.file_name()).collect();
    let near = did_you_mean(name, names)
        .and_then(|near| library.sources.iter().find(|source| source.location.path.file_name() == Some(near)));
    let hint = near.map(|source| format!("did you mean `/{}`?", source.location.path));
    Err(broken(format!("there is no file `{file}` in the content folder"), hint))
}

/// Resolves a wikilink: an entry under any of its names, perhaps with `#anchor` behind it.
pub fn resolve_wikilink(library: &Library, text: &str) -> Result<Target, Broken> {
    // In a table the bar is escaped: `[[BL23\\|the point]]`.
    let text = text.trim_end_matches('\\');
    let (name, fragment) = match text.split_once('#') {
        Some((name, fragment)) if !name.trim().is_empty() => {
            (name.trim(), Some(fragment.trim()).filter(|fragment| !fragment.is_empty()))
        }
        _ => (text.trim(), None),
    };
    match library.names.find(&library.registry, name) {
        Meant::Entry(id) => match PointReference::parse(&library.registry, name).mismatch {
            Some((other, _)) if library.entry(id).kind == Kind::Point => Err(Broken {
                rule: RuleId::NameMismatch,
                message: format!("`{other}` is no name of {}", library.entry(id).title),
                hint: Some("write the code or the name, whichever is right".to_owned()),
            }),
            _ => {
                let fragment = fragment.map(|fragment| heading_anchor(library, id, fragment));
                Ok(Target::Page { url: library.entry(id).url.clone(), fragment, anchors: Anchors::Entry(id) })
            }
        },
        Meant::Several(ids) => {
            let names: Vec<String> = ids
                .iter()
                .map(|id| format!("[[{}:{}]]", library.entry(*id).kind.name(), library.entry(*id).title))
                .collect();
            Err(Broken {
                rule: RuleId::AmbiguousName,
                message: format!("`{name}` is the name of {} entries", ids.len()),
                hint: Some(format!("say which: {}", names.join(" or "))),
            })
        }
        Meant::SeveralPoints(points) => {
            let (rule, message, hint) = explain_point(&library.registry, name, &Resolution::Ambiguous(points));
            Err(Broken { rule, message, hint: Some(hint) })
        }
        Meant::NoSuchPoint(resolution) => {
            let (rule, message, hint) = explain_point(&library.registry, name, &resolution);
            Err(Broken { rule, message, hint: Some(hint) })
        }
        Meant::Nobody => {
            let folded = crate::tcm::text::fold_name(name);
            let near = did_you_mean(&folded, library.names.all_names().collect::<std::collections::BTreeSet<_>>());
            let title = near.and_then(|near| match library.names.find(&library.registry, near) {
                Meant::Entry(id) => Some(library.entry(id).title.clone()),
                _ => None,
            });
            Err(broken(
                format!("nothing is called `{name}`"),
                title.map(|title| format!("did you mean `[[{title}]]`?")),
            ))
        }
    }
}

/// The anchor that a wikilink's fragment means: one that the author gave a heading, else the heading's words.
fn heading_anchor(library: &Library, id: EntryId, fragment: &str) -> String {
    let given = format!("{{#{fragment}}}");
    let is_given = library.source_of(id).is_some_and(|source| source.markdown().contains(&given));
    if is_given { fragment.to_owned() } else { url::slugify(fragment) }
}

fn own_page(library: &Library, source: &Source, own_url: &str, fragment: Option<String>) -> Target {
    let id = library.routes.source_at(source.location.path.as_str());
    let anchors = match id.map(|id| (id, library.entry_of(id))) {
        Some((_, Some(entry))) => Anchors::Entry(entry),
        Some((id, None)) => Anchors::Section(id),
        None => Anchors::None,
    };
    Target::Page { url: own_url.to_owned(), fragment, anchors }
}

fn page_of(library: &Library, id: SourceId, fragment: Option<String>) -> Option<Target> {
    match library.entry_of(id) {
        Some(entry) => {
            Some(Target::Page { url: library.entry(entry).url.clone(), fragment, anchors: Anchors::Entry(entry) })
        }
        None => {
            let page = library.routes.page_of_section(id)?;
            let anchors = match page.of {
                PageOf::Index(kind, source) => Anchors::Index(kind, source),
                PageOf::Home(source) => Anchors::Home(source),
                _ => Anchors::Section(id),
            };
            Some(Target::Page { url: page.url.clone(), fragment, anchors })
        }
    }
}

/// A page or file by its address on the site.
fn at_address(library: &Library, address: &str, slash: bool, fragment: Option<String>) -> Target {
    let url = if address.is_empty() { String::new() } else { format!("{}/", address.trim_end_matches('/')) };
    match library.routes.pages.binary_search_by(|page| page.url.as_str().cmp(&url)) {
        Ok(found) => {
            let anchors = match library.routes.pages[found].of {
                PageOf::Entry(id) => Anchors::Entry(id),
                // An old address: the link leads straight to the new one.
                PageOf::Redirect(id) => {
                    let url = library.entry(id).url.clone();
                    return Target::Page { url, fragment, anchors: Anchors::Entry(id) };
                }
                PageOf::Index(kind, source) => Anchors::Index(kind, source),
                PageOf::Home(source) => Anchors::Home(source),
                PageOf::Section(id) => Anchors::Section(id),
                PageOf::IndexPage(..) | PageOf::Articles(..) | PageOf::Atlas | PageOf::Search | PageOf::NotFound => {
                    Anchors::None
                }
            };
            Target::Page { url, fragment, anchors }
        }
        Err(_) if slash => Target::Page { url, fragment, anchors: Anchors::None },
        Err(_) => Target::File(address.to_owned(), fragment),
    }
}

/// Joins a path to a folder and takes `.` and `..` out; `None` if it leaves the root.
fn normalise(base: &Utf8Path, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for component in base.components().chain(Utf8Path::new(relative).components()) {
        match component {
            Utf8Component::Normal(part) => parts.push(part),
            Utf8Component::ParentDir => {
                parts.pop()?;
            }
            Utf8Component::CurDir | Utf8Component::RootDir | Utf8Component::Prefix(_) => {}
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_root() {
        assert_eq!(normalise(Utf8Path::new("articles"), "../patterns/a.md").as_deref(), Some("patterns/a.md"));
        assert_eq!(normalise(Utf8Path::new("articles"), "./a.md").as_deref(), Some("articles/a.md"));
        assert_eq!(normalise(Utf8Path::new("articles"), "../../etc"), None);
    }

    #[test]
    fn schemes_are_seen_through_white_space() {
        assert_eq!(url::scheme("java\tscript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(url::scheme("https://example.org").as_deref(), Some("https"));
        assert_eq!(url::scheme("../a.md"), None);
        assert_eq!(url::scheme("腎:a"), None);
    }
}
