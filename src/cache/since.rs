//! What edits since an earlier build can have changed on the pages of the site.

use std::collections::HashSet;

use rustc_hash::FxHashMap;

use super::{Cache, FileNote};
use crate::library::{EntryId, Kind, Library, RelationKind, SourceId};
use crate::render::MENTIONING;
use crate::weave::{Brief, Weaving};

/// How far edits reach, beyond the pages of what the edited files tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Prose changed, and nothing that pages show of other files than their own.
    Prose,
    /// What pages show of articles may be other: their titles, dates and first words, what they declare.
    Articles,
    /// Any page may show something else.
    All,
}

/// A site that was published before, whose library has the same entries at the same addresses.
#[derive(Debug)]
pub struct Since {
    /// What that build left.
    pub before: Cache,
    /// By file, whether its text is another, or may say something else.
    edited: Vec<bool>,
    /// By file, whether its front matter is another.
    declaring: Vec<bool>,
    effects: Effects,
}

/// What edits may have changed.
#[derive(Debug)]
struct Effects {
    reach: Reach,
    touched: HashSet<EntryId>,
    reshown: HashSet<EntryId>,
    /// Entries of which a file with other front matter tells or told.
    told: HashSet<EntryId>,
    declares_alike: bool,
    lists_alike: bool,
}

impl Since {
    /// What became of a site since a build left `before`: of the library's files some were `edited`, in some of them the
    /// front matter (`declaring`).
    pub(super) fn new(
        before: Cache,
        mut edited: Vec<bool>,
        declaring: Vec<bool>,
        library: &Library,
        weaving: &Weaving,
    ) -> Since {
        let sources = || (0..library.sources.len() as u32).map(SourceId);
        for (id, note) in sources().zip(&before.notes.files) {
            // What a file says that asks other files changes with theirs.
            edited[id.index()] |= !library.asks_nothing(id) || !note.is_settled && *note.brief != *weaving.brief(id);
        }
        let mut effects = Effects {
            reach: Reach::Prose,
            touched: HashSet::new(),
            reshown: HashSet::new(),
            told: HashSet::new(),
            declares_alike: true,
            lists_alike: true,
        };
        for (id, note) in sources().zip(&before.notes.files).filter(|(id, _)| edited[id.index()]) {
            effects.add(library, weaving, id, note, declaring[id.index()]);
        }
        let channels = effects.touched.iter().flat_map(|id| library.from(*id, RelationKind::LiesOn));
        let channels: Vec<EntryId> = channels.map(|relation| relation.to).collect();
        effects.touched.extend(channels);
        Since { before, edited, declaring, effects }
    }

    /// Whether the text of a file is another, or may say something else.
    pub fn is_edited(&self, source: SourceId) -> bool {
        self.edited[source.index()]
    }

    /// Whether the front matter of a file is another.
    pub fn is_declaring(&self, source: SourceId) -> bool {
        self.declaring[source.index()]
    }

    /// How far the edits reach.
    pub fn reach(&self) -> Reach {
        self.effects.reach
    }

    /// Whether the page of an entry may be another: that of an edited file, of what one declares or mentions or did, or
    /// of a channel whose points are among them.
    pub fn touches(&self, entry: EntryId) -> bool {
        self.effects.touched.contains(&entry)
    }

    /// Whether other pages may show something else of an article.
    pub fn reshows(&self, article: EntryId) -> bool {
        self.effects.reshown.contains(&article)
    }

    /// Whether the text of an entry's page may be another: that of its own file, or what is gathered there of others.
    pub fn is_told_anew(&self, library: &Library, entry: EntryId) -> bool {
        self.effects.told.contains(&entry) || library.entry(entry).source.is_some_and(|source| self.is_edited(source))
    }

    /// Whether no edit changed what articles have in common, or the signs of a pattern.
    pub fn declares_alike(&self) -> bool {
        self.effects.declares_alike
    }

    /// Whether every list of articles holds the articles that it held, in the same order.
    pub fn lists_alike(&self) -> bool {
        self.effects.lists_alike
    }
}

impl Effects {
    /// Takes in an edited file, of which it is noted what it was.
    fn add(&mut self, library: &Library, weaving: &Weaving, id: SourceId, note: &FileNote<'_>, is_declaring: bool) {
        let (before, now) = (&*note.brief, weaving.brief(id));
        let entry = library.entry_of(id);
        self.touched.extend(entry);
        let article = entry.filter(|entry| library.entry(*entry).kind == Kind::Article);
        // First words stand for articles alone.
        let is_shown_alike =
            !is_declaring && before.image == now.image && (article.is_none() || before.summary == now.summary);
        let declared = super::declared(library, id);
        // When a channel's page changed is told by the files that name its points first.
        let (first_before, first) = (&note.declared.named_first, &declared.named_first);
        if is_declaring || first_before != first {
            self.touched.extend(first_before.iter().chain(first));
        }
        let mentioned = |brief: &Brief| brief.mentioned.iter().copied().collect::<HashSet<EntryId>>();
        let (mentioned_before, mentioned) = (mentioned(before), mentioned(now));
        if is_shown_alike {
            self.touched.extend(mentioned_before.symmetric_difference(&mentioned));
            let still = mentioned.intersection(&mentioned_before).copied();
            self.touched.extend(shown_among_the_first(library, weaving, id, still));
            return;
        }
        self.reach = match article {
            Some(_) if self.reach != Reach::All => Reach::Articles,
            _ => Reach::All,
        };
        self.reshown.extend(article);
        self.touched.extend(mentioned_before.union(&mentioned));
        let ends = note.declared.ends.iter().chain(&declared.ends).copied();
        self.touched.extend(ends.clone());
        if is_declaring {
            self.told.extend(ends);
            let is_alike = declared.digest == note.declared.digest;
            self.declares_alike &= is_alike;
            self.lists_alike &= is_alike && super::order(library.source(id)) == note.order;
        }
    }
}

/// The entries on whose pages the words of a file that mentions them may stand. A page shows the words of the first files
/// that mention its entry, and of all others no more than that they do.
fn shown_among_the_first(
    library: &Library,
    weaving: &Weaving,
    source: SourceId,
    mentioned: impl Iterator<Item = EntryId>,
) -> Vec<EntryId> {
    // How many files before this one mention each, and the last of them.
    let mut counts: FxHashMap<EntryId, (usize, Option<SourceId>)> = mentioned.map(|entry| (entry, (0, None))).collect();
    for other in (0..source.0).map(SourceId) {
        if counts.is_empty() {
            break;
        }
        let own = library.entry_of(other);
        for entry in weaving.brief(other).mentioned.iter().filter(|entry| own != Some(**entry)) {
            if let Some((count, last)) = counts.get_mut(entry)
                && last.replace(other) != Some(other)
            {
                *count += 1;
                if *count == MENTIONING {
                    counts.remove(entry);
                }
            }
        }
    }
    counts.into_keys().collect()
}
