//! The groups of an index: points by channel, articles by year, everything else by letter.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::{EntryId, Facts, Kind, Library};
use crate::tcm::ChannelId;

/// What the entries of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKey {
    /// Points of a channel.
    Channel(ChannelId),
    /// Points of no channel.
    Extra,
    /// Articles of a year.
    Year(i32),
    /// Titles that begin with a letter of the Latin alphabet.
    Letter(char),
    /// Everything else.
    Other,
}

impl GroupKey {
    /// The anchor of the group on the index page.
    pub fn id(self) -> String {
        match self {
            GroupKey::Channel(channel) => channel.code().to_ascii_lowercase(),
            GroupKey::Extra => "extra".to_owned(),
            GroupKey::Year(year) => format!("year-{year}"),
            GroupKey::Letter(letter) => format!("letter-{}", letter.to_ascii_lowercase()),
            GroupKey::Other => "other".to_owned(),
        }
    }
}

/// Entries under one heading of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub key: GroupKey,
    /// The entries, in the order in which the index lists them.
    pub entries: Vec<EntryId>,
}

impl Library {
    /// The groups of a kind's index, in order.
    pub fn groups(&self, kind: Kind) -> Vec<Group> {
        match kind {
            Kind::Point => self.in_runs(self.ids_of(kind), |id| match self.entry(id).facts {
                Facts::Point(point) => self.registry.point(point).channel.map_or(GroupKey::Extra, GroupKey::Channel),
                _ => GroupKey::Other,
            }),
            Kind::Article => self.in_runs(self.latest_articles().into_iter(), |id| {
                let date = self.source_of(id).and_then(|source| source.front_matter.date);
                date.map_or(GroupKey::Other, |date| GroupKey::Year(date.0.year()))
            }),
            _ => {
                let mut letters: BTreeMap<GroupKey, Vec<EntryId>> = BTreeMap::new();
                for id in self.ids_of(kind) {
                    let key = initial(&self.entry(id).title).map_or(GroupKey::Other, GroupKey::Letter);
                    letters.entry(key).or_default().push(id);
                }
                letters
                    .into_iter()
                    .map(|(key, mut entries)| {
                        entries.sort_by_cached_key(|id| (self.weight(*id), self.entry(*id).title.to_lowercase(), *id));
                        Group { key, entries }
                    })
                    .collect()
            }
        }
    }

    /// Articles, the newest first, lighter ones first within a day; those without a date come last.
    pub fn latest_articles(&self) -> Vec<EntryId> {
        let mut articles: Vec<EntryId> = self.ids_of(Kind::Article).collect();
        let date = |id: &EntryId| self.source_of(*id).and_then(|source| source.front_matter.date);
        articles.sort_by(|a, b| date(b).cmp(&date(a)).then(self.weight(*a).cmp(&self.weight(*b))).then(a.cmp(b)));
        articles
    }

    /// The weight that an author gave an entry, 0 unless told.
    pub fn weight(&self, id: EntryId) -> i64 {
        self.source_of(id).and_then(|source| source.front_matter.weight).unwrap_or(0)
    }

    /// Entries that stand in the order of their keys already, in groups of one key.
    fn in_runs(&self, ids: impl Iterator<Item = EntryId>, key: impl Fn(EntryId) -> GroupKey) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for id in ids {
            let key = key(id);
            match groups.last_mut() {
                Some(group) if group.key == key => group.entries.push(id),
                _ => groups.push(Group { key, entries: vec![id] }),
            }
        }
        groups
    }
}

/// The letter of the Latin alphabet under which a title stands; none for other scripts and digits.
fn initial(title: &str) -> Option<char> {
    let first = title.nfd().find(|character| character.is_alphanumeric())?;
    Some(first.to_ascii_uppercase()).filter(char::is_ascii_uppercase)
}
