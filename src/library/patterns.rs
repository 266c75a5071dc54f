//! What all files together say of a pattern, and the patterns from which it has to be told apart.

use std::collections::{BTreeMap, HashMap, HashSet};

use rustc_hash::FxHashMap;

use super::related::Scores;
use super::{Declared, EntryId, Kind, Library, Relation, RelationKind, SourceId};
use crate::load::PatternItem;
use crate::tcm::text::fold_name;

/// Patterns that a pattern is compared with.
const NEAREST: usize = 4;
/// Patterns per feature that are looked at; a feature of more tells little.
const WINDOW: usize = 64;

/// A sign, and how many files give it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sign {
    /// The words of the first file that gives it.
    pub text: String,
    /// The files.
    pub files: usize,
}

/// The signs of a pattern, those that most files give first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Signs {
    /// Symptoms.
    pub symptoms: Vec<Sign>,
    /// Wordings of the tongue.
    pub tongue: Vec<Sign>,
    /// Wordings of the pulse.
    pub pulse: Vec<Sign>,
}

impl Signs {
    /// Whether no file gives any.
    pub fn is_empty(&self) -> bool {
        self.symptoms.is_empty() && self.tongue.is_empty() && self.pulse.is_empty()
    }
}

/// What one file says of a pattern.
pub struct Account<'a> {
    /// The relations by which it says so, one for each condition.
    pub relations: Vec<&'a Relation>,
    /// Its words.
    pub item: Option<&'a PatternItem>,
}

/// A pattern near to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Near {
    /// The other pattern.
    pub pattern: EntryId,
    /// The conditions that present as either.
    pub conditions: Vec<EntryId>,
}

impl Library {
    /// What each file says of a pattern, whatever the number of conditions that the file covers.
    pub fn accounts(&self, pattern: EntryId) -> Vec<Account<'_>> {
        let mut accounts: BTreeMap<(SourceId, Declared), Vec<&Relation>> = BTreeMap::new();
        for relation in self.to(pattern, RelationKind::PresentsAs) {
            accounts.entry((relation.provenance.source, relation.provenance.declared)).or_default().push(relation);
        }
        let accounts = accounts.into_values();
        accounts.map(|relations| Account { item: self.pattern_item(relations[0]), relations }).collect()
    }

    /// The signs that a pattern's own file and all others give it, counted.
    pub fn signs(&self, pattern: EntryId) -> Signs {
        let own = self.source_of(pattern).map(|source| &source.front_matter);
        let accounts = self.accounts(pattern);
        let items = || accounts.iter().filter_map(|account| account.item);
        let own = || own.into_iter();
        Signs {
            symptoms: counted(own().map(|own| &*own.symptoms).chain(items().map(|item| &*item.symptoms))),
            tongue: counted(own().map(|own| own.tongue.as_slice()).chain(items().map(|item| item.tongue.as_slice()))),
            pulse: counted(own().map(|own| own.pulse.as_slice()).chain(items().map(|item| item.pulse.as_slice()))),
        }
    }
}

/// Signs of several files; those that differ in case and marks alone are one.
fn counted<'a>(files: impl Iterator<Item = &'a [String]>) -> Vec<Sign> {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    // Many files write a sign alike, and each way to write it is folded once.
    let mut as_written: FxHashMap<&str, Option<usize>> = FxHashMap::default();
    let mut signs: Vec<Sign> = Vec::new();
    let mut of_file: Vec<usize> = Vec::new();
    for file in files {
        of_file.clear();
        for text in file {
            let place = *as_written.entry(text).or_insert_with(|| {
                let folded = Some(fold_name(text)).filter(|folded| !folded.is_empty())?;
                Some(*places.entry(folded).or_insert_with(|| {
                    signs.push(Sign { text: text.clone(), files: 0 });
                    signs.len() - 1
                }))
            });
            if let Some(place) = place.filter(|place| !of_file.contains(place)) {
                of_file.push(place);
                signs[place].files += 1;
            }
        }
    }
    signs.sort_by_key(|sign| std::cmp::Reverse(sign.files));
    signs
}

/// The signs of every pattern, in the order of [`Library::ids_of`].
pub fn signs_of_patterns(library: &Library) -> Vec<Signs> {
    use rayon::prelude::*;
    let patterns: Vec<EntryId> = library.ids_of(Kind::Pattern).collect();
    patterns.par_iter().map(|pattern| library.signs(*pattern)).collect()
}

/// For each pattern, with the signs of all, those nearest to it: they share conditions, signs, points and organs, rare ones counting more.
///
/// The weight of what they share is that of [`super::Neighbours::of`], with conditions and signs above points and
/// organs: patterns of one condition are those that practitioners tell apart.
pub fn nearest_patterns(library: &Library, signs: &[Signs]) -> HashMap<EntryId, Vec<Near>> {
    use rayon::prelude::*;
    /// A sign by its folded words, or an entry.
    #[derive(PartialEq, Eq, Hash, Clone)]
    enum Feature {
        Entry(EntryId),
        Sign(String),
    }
    let patterns: Vec<EntryId> = library.ids_of(Kind::Pattern).collect();
    let features: Vec<Vec<Feature>> = patterns
        .par_iter()
        .zip(signs)
        .map(|(pattern, signs)| {
            let from = |kind| library.to(*pattern, kind).map(|relation| Feature::Entry(relation.from));
            let organs = library.from(*pattern, RelationKind::Involves).map(|relation| Feature::Entry(relation.to));
            let signs = signs.symptoms.iter().map(|sign| Feature::Sign(fold_name(&sign.text)));
            let all = from(RelationKind::PresentsAs).chain(from(RelationKind::Addresses)).chain(organs).chain(signs);
            let mut seen = HashSet::new();
            all.filter(|feature| seen.insert(feature.clone())).collect()
        })
        .collect();
    let mut having: HashMap<&Feature, Vec<u32>> = HashMap::new();
    for (pattern, features) in (0..).zip(&features) {
        for feature in features {
            having.entry(feature).or_default().push(pattern);
        }
    }
    let total = patterns.len() as f64;
    let weight = |feature: &Feature| {
        let of_kind = match feature {
            Feature::Sign(_) => 1.5,
            Feature::Entry(id) if library.entry(*id).kind == Kind::Condition => 2.0,
            Feature::Entry(_) => 0.5,
        };
        of_kind * (1.0 + total / having[feature].len() as f64).ln()
    };
    let near = |scores: &mut Scores, place: usize| {
        for feature in &features[place] {
            let weight = weight(feature) as f32;
            for other in super::related::window(&having[feature], place as u32, WINDOW) {
                scores.add(*other, weight);
            }
        }
        let ranked = scores.take_best(NEAREST);
        let conditions_of = |pattern: EntryId| -> Vec<EntryId> {
            let mut conditions: Vec<EntryId> =
                library.to(pattern, RelationKind::PresentsAs).map(|relation| relation.from).collect();
            conditions.sort_unstable();
            conditions.dedup();
            conditions
        };
        let own = conditions_of(patterns[place]);
        let near = ranked.into_iter().map(|other| {
            let pattern = patterns[other as usize];
            let mut conditions = conditions_of(pattern);
            conditions.retain(|condition| own.binary_search(condition).is_ok());
            Near { pattern, conditions }
        });
        // What shares no more than a point or an organ is no pattern to be told apart from.
        let near = near.filter(|near| {
            !near.conditions.is_empty() || shares_a_sign(&features[place], near.pattern, &patterns, &features)
        });
        (patterns[place], near.collect::<Vec<_>>())
    };
    fn shares_a_sign(own: &[Feature], other: EntryId, patterns: &[EntryId], features: &[Vec<Feature>]) -> bool {
        let place = patterns.binary_search(&other).map_or(&[][..], |place| &features[place]);
        own.iter().any(|feature| matches!(feature, Feature::Sign(_)) && place.contains(feature))
    }
    (0..patterns.len()).into_par_iter().map_init(Scores::default, near).filter(|(_, near)| !near.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn a_sign_counts_once_a_file() {
        let files: [&[&str]; 3] = [&["Tinnitus", "tinnitus", "Cold limbs"], &["cold limbs"], &["Thirst"]];
        let files = files.map(|signs| signs.iter().map(|sign| (*sign).to_owned()).collect::<Vec<String>>());
        let signs = counted(files.iter().map(Vec::as_slice)).into_iter();
        let signs: Vec<_> = signs.map(|sign| (sign.text, sign.files)).collect();
        assert_eq!(signs, [("Cold limbs".to_owned(), 2), ("Tinnitus".to_owned(), 1), ("Thirst".to_owned(), 1)]);
    }
}
