//! Linking the mentions that the finder found.

use super::super::Placing;
use super::super::han;
use super::Writer;
use crate::config::Linking;
use crate::library::EntryId;
use crate::mentions::{Spot, Verdict};
use crate::url;

impl Writer<'_> {
    /// Notes the mention of a number, before which `before` bytes of text are not written yet; returns whether it
    /// is linked.
    pub(super) fn place_mention(&mut self, number: usize, before: usize) -> Placing {
        let spot = &self.spots[number];
        let target = spot.target.filter(|_| spot.verdict == Verdict::Mention);
        let Some(to) = target.and_then(|target| self.settings.library.entry_of_target(target)) else {
            return Placing::NotShown;
        };
        let placing = self.placing(to);
        self.placings[number] = placing;
        let line = self.source.body_line(spot.range().start);
        let start = self.block.text.len() + before;
        let own = self.entry;
        let between = spot.between().iter().filter_map(|point| self.settings.library.names.point(*point));
        for entry in [to].into_iter().chain(between).filter(|entry| Some(*entry) != own) {
            self.block.mention(entry, start..start, line);
            self.linked.push(entry);
        }
        if placing == Placing::Linked {
            self.seen.insert(to);
        }
        placing
    }

    /// Begins the link of a mention.
    pub(super) fn start_mention(&mut self, spot: &Spot) {
        let Some(to) = spot.target.and_then(|target| self.settings.library.entry_of_target(target)) else { return };
        let address = url::page_href(&self.settings.library.entry(to).url, self.settings.portable);
        self.out.push_str("<a class=\"mention\" href=\"");
        han::push_attribute(&mut self.out, &format!("{}{address}", self.root));
        self.out.push_str("\">");
        self.mention_end = Some(spot.link().end);
    }

    /// Ends the link of a mention, if one is open.
    pub(super) fn end_mention(&mut self) {
        if self.mention_end.take().is_some() {
            self.out.push_str("</a>");
        }
    }

    /// Whether a mention of an entry is linked here.
    fn placing(&self, to: EntryId) -> Placing {
        if Some(to) == self.entry {
            return Placing::OwnPage;
        }
        match self.settings.linking {
            Linking::None => Placing::Off,
            Linking::All => Placing::Linked,
            Linking::FirstInSection | Linking::FirstInPage if self.seen.contains(&to) => Placing::Repeated,
            Linking::FirstInSection | Linking::FirstInPage => Placing::Linked,
        }
    }

    /// Begins a section, in which first mentions are linked anew.
    pub(super) fn start_section(&mut self) {
        if self.settings.linking == Linking::FirstInSection {
            self.seen.clear();
        }
    }
}
