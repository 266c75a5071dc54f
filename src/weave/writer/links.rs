//! Writing links and pictures.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::super::anchors::AnchorLink;
use super::super::links::{self, Anchors, Broken, Target};
use super::super::{WovenImage, han};
use super::{OpenImage, OpenLink, Writer};
use crate::diagnostics::{Diagnostic, RuleId};
use crate::library::Kind;
use crate::url;

impl Writer<'_> {
    pub(super) fn start_link(&mut self, link_type: LinkType, destination: &str, title: &str, range: &Range<usize>) {
        let resolved = match link_type {
            LinkType::Email => Ok(Target::Outside(format!("mailto:{destination}"))),
            LinkType::WikiLink { .. } => links::resolve_wikilink(self.settings.library, destination),
            _ => links::resolve(self.settings.library, self.source, &self.own_url, destination),
        };
        let words = matches!(link_type, LinkType::WikiLink { has_pothole: false }).then(|| shown_words(destination));
        let mut open = OpenLink { is_written: false, words, start: 0, mention: None };
        // CommonMark has no links in links, but an address in angle brackets slips through.
        let is_inside = self.links.iter().any(|outer| outer.is_written);
        match resolved {
            Err(broken) => self.report_broken(broken, range),
            Ok(_) if is_inside => {}
            Ok(target) => {
                if let Target::Page { anchors: Anchors::Entry(to), .. } = target
                    && Some(to) != self.entry
                {
                    self.linked.push(to);
                    self.seen.insert(to);
                    open.mention = Some((to, self.block.text.len(), self.source.body_line(range.start)));
                }
                let href = self.href(&target, range);
                self.out.push_str("<a href=\"");
                han::push_attribute(&mut self.out, &href);
                self.out.push('"');
                if matches!(target, Target::Outside(_)) {
                    self.out.push_str(" rel=\"noopener\"");
                }
                if !title.is_empty() {
                    self.out.push_str(" title=\"");
                    han::push_attribute(&mut self.out, title);
                    self.out.push('"');
                }
                self.out.push('>');
                open.is_written = true;
                open.start = self.out.len();
            }
        }
        self.links.push(open);
    }

    pub(super) fn end_link(&mut self) {
        let Some(open) = self.links.pop() else { return };
        // `[[BL23|]]` has no words at all: the entry's title stands for them.
        if let (Some((to, ..)), true) = (&open.mention, open.start == self.out.len()) {
            let title = self.settings.library.entry(*to).title.clone();
            han::push_text(&mut self.out, &title, self.han);
            self.block.text.push_str(&title);
        }
        if open.is_written {
            self.out.push_str("</a>");
        }
        if let Some((to, start, line)) = open.mention {
            let end = self.block.text.len();
            self.block.mention(to, start..end, line);
        }
    }

    pub(super) fn report_broken(&mut self, broken: Broken, range: &Range<usize>) {
        let place = self.source.body_place(range.clone());
        self.diagnostics.push(Diagnostic::new(broken.rule, place, broken.message).maybe_hint(broken.hint));
    }

    /// The address to write for a target, relative to this page; its anchor is kept for checking.
    pub(super) fn href(&mut self, target: &Target, range: &Range<usize>) -> String {
        match target {
            Target::Outside(address) => address.clone(),
            Target::File(address, fragment) => {
                let fragment = fragment.as_ref().map_or_else(String::new, |at| format!("#{}", url::encode_address(at)));
                format!("{}{}{fragment}", self.root, url::encode_path(address))
            }
            Target::Page { url, fragment, anchors } => {
                let own = *url == self.own_url && fragment.is_some();
                let mut href = if own {
                    String::new()
                } else {
                    format!("{}{}", self.root, url::page_href(url, self.settings.portable))
                };
                if let Some(fragment) = fragment {
                    href.push('#');
                    href.push_str(&url::encode_path(fragment));
                    self.anchor_links.push(AnchorLink {
                        to: *anchors,
                        fragment: fragment.clone(),
                        place: self.source.body_place(range.clone()),
                    });
                }
                href
            }
        }
    }

    pub(super) fn start_image(&mut self, link_type: LinkType, destination: &str, title: &str, range: &Range<usize>) {
        let mut image =
            OpenImage { src: None, title: title.to_owned(), alt: String::new(), range: range.clone(), depth: 0 };
        match links::resolve(self.settings.library, self.source, &self.own_url, destination) {
            Ok(Target::Page { .. }) => self.report_broken(
                Broken { rule: RuleId::BrokenLink, message: format!("`{destination}` is no picture"), hint: None },
                range,
            ),
            Ok(target) => image.src = Some(self.href(&target, range)),
            Err(broken) => self.report_broken(broken, range),
        }
        // `![[compress.jpg]]` repeats its file's name as its words.
        if matches!(link_type, LinkType::WikiLink { has_pothole: false }) {
            image.title.clear();
        }
        self.image = Some(image);
    }

    pub(super) fn end_image(&mut self) {
        let Some(image) = self.image.take() else { return };
        if image.alt.trim().is_empty() {
            let place = self.source.body_place(image.range);
            self.diagnostics.push(
                Diagnostic::new(RuleId::MissingAlt, place, "the picture has no words")
                    .hint("write what it shows between the square brackets"),
            );
        }
        let Some(src) = image.src else { return };
        self.out.push_str("<img src=\"");
        han::push_attribute(&mut self.out, &src);
        self.out.push_str("\" alt=\"");
        han::push_attribute(&mut self.out, image.alt.trim());
        self.out.push('"');
        if !image.title.is_empty() {
            self.out.push_str(" title=\"");
            han::push_attribute(&mut self.out, &image.title);
            self.out.push('"');
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
    }

    /// The picture that the front matter names, or what is wrong with it.
    pub(super) fn picture(&mut self) -> Option<WovenImage> {
        let image = self.source.front_matter.image.as_ref()?;
        let place = self.source.place(image.src.span);
        if image.alt.is_none() {
            self.diagnostics.push(
                Diagnostic::new(RuleId::MissingAlt, place.clone(), "the picture has no words")
                    .hint("add `alt:` with what it shows"),
            );
        }
        let broken = match links::resolve(self.settings.library, self.source, &self.own_url, &image.src.value) {
            Ok(Target::File(address, _)) => {
                return Some(WovenImage {
                    address,
                    alt: image.alt.clone().unwrap_or_default(),
                    caption: image.caption.clone(),
                });
            }
            Ok(_) => Broken {
                rule: RuleId::BrokenLink,
                message: format!("`{}` is no picture of the library", image.src.value),
                hint: Some("put the file beside the article".to_owned()),
            },
            Err(broken) => broken,
        };
        self.diagnostics.push(Diagnostic::new(broken.rule, place, broken.message).maybe_hint(broken.hint));
        None
    }
}

/// The words of a wikilink that has none of its own: its target without the kind and the anchor.
fn shown_words(target: &str) -> String {
    let name = target.split('#').next().filter(|name| !name.trim().is_empty()).unwrap_or(target);
    let bare =
        name.split_once(':').filter(|(kind, _)| Kind::from_name(kind.trim()).is_some()).map_or(name, |(_, rest)| rest);
    bare.trim().to_owned()
}
