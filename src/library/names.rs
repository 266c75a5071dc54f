//! Finding entries by name.

use rustc_hash::FxHashMap;

use super::{Entry, EntryId, Kind};
use crate::tcm::text::fold_name;
use crate::tcm::{ChannelId, PointReference, Registry, Resolution};

/// What a name comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// One entry.
    Entry(EntryId),
    /// Several entries bear the name.
    Several(Vec<EntryId>),
    /// Several points of the registry share the pinyin.
    SeveralPoints(Vec<crate::tcm::PointId>),
    /// A code whose channel has no such number.
    NoSuchPoint(crate::tcm::Resolution),
    /// Nobody bears it.
    Nobody,
}

/// Every name of every entry, folded.
#[derive(Debug, Default)]
pub struct NameIndex {
    names: FxHashMap<String, Vec<Bearer>>,
    points: FxHashMap<crate::tcm::PointId, EntryId>,
    channels: FxHashMap<ChannelId, EntryId>,
    organs: FxHashMap<&'static str, EntryId>,
}

#[derive(Clone, Copy, Debug)]
struct Bearer {
    entry: EntryId,
    kind: Kind,
    is_title: bool,
}

impl NameIndex {
    /// Indexes all entries, given in the order of their ids.
    pub fn new(entries: &[Entry]) -> Self {
        let mut index = NameIndex::default();
        for (number, entry) in entries.iter().enumerate() {
            let id = EntryId(number as u32);
            match entry.facts {
                super::Facts::Point(point) => {
                    index.points.insert(point, id);
                }
                super::Facts::Channel(channel) => {
                    index.channels.insert(channel, id);
                }
                super::Facts::Organ(organ) => {
                    index.organs.insert(organ, id);
                }
                super::Facts::Work(_) | super::Facts::Named => {}
            }
            index.add(&entry.title, id, entry.kind, true);
            for name in &entry.names {
                index.add(name, id, entry.kind, false);
            }
        }
        index
    }

    fn add(&mut self, name: &str, entry: EntryId, kind: Kind, is_title: bool) {
        let bearers = self.names.entry(fold_name(name)).or_default();
        if !bearers.iter().any(|bearer| bearer.entry == entry) {
            bearers.push(Bearer { entry, kind, is_title });
        }
    }

    /// The entry of a registry point, if it has one.
    pub fn point(&self, point: crate::tcm::PointId) -> Option<EntryId> {
        self.points.get(&point).copied()
    }

    /// The entry of a registry channel, if it has one.
    pub fn channel(&self, channel: ChannelId) -> Option<EntryId> {
        self.channels.get(&channel).copied()
    }

    /// The entry of a registry organ, by its key, if it has one.
    pub fn organ(&self, organ: &str) -> Option<EntryId> {
        self.organs.get(organ).copied()
    }

    /// The entries of one kind that bear a name; a title goes before other entries' further names.
    pub fn of_kind(&self, kind: Kind, name: &str) -> Vec<EntryId> {
        narrow(self.bearers(name).filter(|bearer| bearer.kind == kind).collect())
    }

    fn bearers(&self, name: &str) -> impl Iterator<Item = Bearer> + '_ {
        self.names.get(&fold_name(name)).into_iter().flatten().copied()
    }

    /// The entry that a wikilink means: `Kidney Qi Deficiency`, `KD-3`, `organ:Kidney`.
    ///
    /// What articles are about goes before articles and pages of the same name.
    pub fn find(&self, registry: &Registry, text: &str) -> Meant {
        let (wanted, name) = match text.split_once(':') {
            Some((prefix, rest)) => match Kind::from_name(prefix.trim()) {
                Some(kind) => (Some(kind), rest.trim()),
                None => (None, text.trim()),
            },
            None => (None, text.trim()),
        };
        let bearers: Vec<Bearer> =
            self.bearers(name).filter(|bearer| wanted.is_none_or(|kind| bearer.kind == kind)).collect();
        let entities: Vec<Bearer> = bearers.iter().copied().filter(|bearer| bearer.kind.is_entity()).collect();
        match narrow(entities)[..] {
            [] => {}
            [one] => return Meant::Entry(one),
            ref several => return Meant::Several(several.to_vec()),
        }
        let in_registry = self.find_in_registry(registry, wanted, name);
        match narrow(bearers)[..] {
            _ if in_registry != Meant::Nobody => in_registry,
            [] => Meant::Nobody,
            [one] => Meant::Entry(one),
            ref several => Meant::Several(several.to_vec()),
        }
    }

    fn find_in_registry(&self, registry: &Registry, wanted: Option<Kind>, name: &str) -> Meant {
        let allows = |kind| wanted.is_none_or(|wanted| wanted == kind);
        if allows(Kind::Organ)
            && let Some(id) = registry.organ(name).and_then(|organ| self.organ(organ.id))
        {
            return Meant::Entry(id);
        }
        if allows(Kind::Point) {
            match PointReference::parse(registry, name).resolution {
                Resolution::Point(point) => return self.point(point).map_or(Meant::Nobody, Meant::Entry),
                Resolution::Ambiguous(points) => return Meant::SeveralPoints(points),
                resolution @ Resolution::NoSuchNumber(_) => return Meant::NoSuchPoint(resolution),
                Resolution::Unknown => {}
            }
        }
        if allows(Kind::Channel)
            && let Some(id) = registry.channel_named(name).and_then(|channel| self.channel(channel.id))
        {
            return Meant::Entry(id);
        }
        Meant::Nobody
    }

    /// Every indexed name, for offering the nearest one.
    pub fn all_names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}

/// Leaves the entries whose title it is, where there are any.
fn narrow(bearers: Vec<Bearer>) -> Vec<EntryId> {
    let titled: Vec<EntryId> = bearers.iter().filter(|bearer| bearer.is_title).map(|bearer| bearer.entry).collect();
    if titled.is_empty() { bearers.into_iter().map(|bearer| bearer.entry).collect() } else { titled }
}
