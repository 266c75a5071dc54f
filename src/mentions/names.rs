//! Every name that can be mentioned, in one tree.

use std::collections::HashMap;
use std::ops::Range;

use super::fold::{Folded, fold};
use super::trie::Trie;
use super::{Name, Target};
use crate::library::Kind;
use crate::tcm::text::is_han;
use crate::tcm::{Channel, Organ, PointId, Registry};

/// What a name in the text may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A point under its pinyin.
    Pinyin(PointId),
    /// A point under its Hanzi.
    Hanzi(PointId),
    /// A point under a name that the library gives it.
    OwnPoint(PointId),
    /// A channel, with the word channel or another that makes it one.
    Channel(crate::tcm::ChannelId),
    /// An organ of the registry, or a name that the library gives it.
    Organ(&'static str),
    /// Another entry: its place in [`Names::entries`].
    Entry(u32),
}

/// An entry that can be mentioned by its title or names.
#[derive(Clone, Debug)]
pub struct NamedEntry {
    /// What a mention of it leads to.
    pub target: Target,
    /// What it is.
    pub kind: Kind,
}

/// A name found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The name's place in the table.
    pub name: usize,
}

/// The table of names and the tree of them.
pub struct Names {
    trie: Trie,
    meanings: Vec<Vec<Meaning>>,
    /// The entries that names stand for.
    pub entries: Vec<NamedEntry>,
}

impl Names {
    /// Builds the table: the registry's names and those of the library's entries.
    pub fn new(registry: &Registry, library: &[Name]) -> Names {
        let mut table = Table::default();
        for (index, point) in registry.points().iter().enumerate() {
            let id = PointId(index as u16);
            for syllables in std::iter::once(&point.syllables).chain(&point.other_syllables) {
                for spelling in spellings(syllables) {
                    table.add(&spelling, Meaning::Pinyin(id));
                }
            }
            for hanzi in point.hanzi().chain(point.other_hanzi.iter().copied()) {
                table.add(hanzi.strip_suffix('穴').unwrap_or(hanzi), Meaning::Hanzi(id));
            }
        }
        for organ in registry.organs() {
            for name in organ_names(organ) {
                table.add(&name, Meaning::Organ(organ.id));
            }
        }
        for channel in registry.channels() {
            for name in channel_names(registry, channel) {
                table.add(&name, Meaning::Channel(channel.id));
            }
        }
        let mut entries = Vec::new();
        for name in library {
            match name.target {
                Target::Point(point) => table.add(&name.text, Meaning::OwnPoint(point)),
                Target::Channel(channel) if !is_bare(registry, &name.text) => {
                    table.add(&name.text, Meaning::Channel(channel));
                }
                Target::Channel(_) => {}
                Target::Organ(organ) => table.add(&name.text, Meaning::Organ(organ)),
                Target::Entry(_) => {
                    let entry = Meaning::Entry(entries.len() as u32);
                    entries.push(NamedEntry { target: name.target, kind: name.kind });
                    table.add(&name.text, entry);
                }
            }
        }
        // The other number of a title is a name only where no entry has it for a title.
        table.titles = table.names.len();
        let named = library.iter().filter(|name| matches!(name.target, Target::Entry(_)));
        for (index, name) in named.enumerate() {
            for form in forms(name) {
                table.add_form(&form, Meaning::Entry(index as u32));
            }
        }
        table.build(entries)
    }

    /// What a name may stand for.
    pub fn meanings(&self, name: usize) -> &[Meaning] {
        &self.meanings[name]
    }

    /// Every name in a text that stands between word boundaries, names within names too, in order of their beginnings.
    ///
    /// Names are only looked for where words begin, so most of a text is passed by.
    pub fn find(&self, text: &str, folded: &Folded) -> Vec<Match> {
        let bytes = text.as_bytes();
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric();
        // Nothing that begins amid letters stands alone; what begins elsewhere is looked at more closely.
        let is_amid = |at: usize| at > 0 && is_letter(&bytes[at - 1]) && bytes.get(at).is_some_and(is_letter);
        let mut found = Vec::new();
        for (start, _) in folded.text.char_indices().filter(|(start, _)| !is_amid(folded.origin(*start))) {
            self.trie.names_of(&folded.text.as_bytes()[start..], |name, length| {
                let range = folded.origin(start)..folded.origin(start + length);
                if stands_alone(text, &range) {
                    found.push(Match { range, name });
                }
            });
        }
        found
    }
}

#[derive(Default)]
struct Table {
    places: HashMap<String, usize>,
    names: Vec<String>,
    meanings: Vec<Vec<Meaning>>,
    /// How many names there were when all titles were in.
    titles: usize,
}

impl Table {
    fn add(&mut self, name: &str, meaning: Meaning) {
        let folded = fold(name.trim()).text;
        let single = folded.chars().count() < 2 && !matches!(meaning, Meaning::Organ(_));
        if folded.is_empty() || single {
            return;
        }
        let place = *self.places.entry(folded).or_insert_with_key(|folded| {
            self.names.push(folded.clone());
            self.meanings.push(Vec::new());
            self.names.len() - 1
        });
        if !self.meanings[place].contains(&meaning) {
            self.meanings[place].push(meaning);
        }
    }

    fn add_form(&mut self, form: &str, meaning: Meaning) {
        let folded = fold(form.trim()).text;
        let is_title = |place: &usize| {
            *place < self.titles && self.meanings[*place].iter().any(|meaning| matches!(meaning, Meaning::Entry(_)))
        };
        if !self.places.get(&folded).is_some_and(is_title) {
            self.add(form, meaning);
        }
    }

    fn build(self, entries: Vec<NamedEntry>) -> Names {
        Names { trie: Trie::new(&self.names), meanings: self.meanings, entries }
    }
}

/// Whether a stretch of a text is no part of a longer word; Han text has no boundaries.
pub fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let is_letter = |character: char| character.is_alphanumeric() && !is_han(character);
    let edge = |inside: Option<char>, outside: Option<char>| {
        inside.is_none_or(|inside| !is_letter(inside))
            || outside.is_none_or(|outside| !is_letter(outside) && outside != '_')
    };
    let inside = &text[range.clone()];
    edge(inside.chars().next(), text[..range.start].chars().next_back())
        && edge(inside.chars().next_back(), text[range.end..].chars().next())
}

/// The ways to space a pinyin name: `san yin jiao`, `sanyin jiao`, `san yinjiao`, `sanyinjiao`, with apostrophes.
fn spellings(syllables: &str) -> Vec<String> {
    let parts: Vec<String> = syllables.split(' ').map(|syllable| fold(syllable).text).collect();
    let mut all = vec![parts[0].clone()];
    for part in &parts[1..] {
        let with_apostrophe = part.starts_with(['a', 'e', 'o']);
        let separators: &[&str] = if with_apostrophe { &["", " ", "'"] } else { &["", " "] };
        all = all.iter().flat_map(|start| separators.iter().map(move |gap| format!("{start}{gap}{part}"))).collect();
    }
    if syllables.contains(['ü', 'ǖ', 'ǘ', 'ǚ', 'ǜ']) {
        let with_v: Vec<String> = all.iter().map(|name| name.replacen("lu", "lv", 1).replacen("nu", "nv", 1)).collect();
        all.extend(with_v);
    }
    all
}

/// The names of an organ that are mentioned in prose; its bare pinyin syllable is no name (`shen` is the spirit too).
fn organ_names(organ: &Organ) -> Vec<String> {
    let mut names: Vec<String> = vec![organ.name.to_owned(), organ.traditional.to_owned(), organ.simplified.to_owned()];
    names.extend(organ.names.iter().map(|name| (*name).to_owned()));
    let plurals: Vec<String> = names.iter().filter(|name| name.is_ascii()).flat_map(|name| inflections(name)).collect();
    names.extend(plurals);
    names
}

/// The names of a channel in prose.
fn channel_names(registry: &Registry, channel: &Channel) -> Vec<String> {
    let mut names = vec![channel.traditional.to_owned(), channel.simplified.to_owned()];
    let mut bare: Vec<String> = vec![channel.id.code().to_owned()];
    for (notation, id, usage) in crate::tcm::notation::CHANNEL_NOTATIONS {
        if *id == channel.id && *usage == crate::tcm::notation::Use::Anywhere && !notation.contains('.') {
            bare.push((*notation).to_owned());
        }
    }
    if let Some(organ) = channel.organ.and_then(|id| registry.organ_with_key(id)) {
        bare.extend(organ.names.iter().map(|name| (*name).to_owned()));
        bare.push(organ.name.to_owned());
    } else {
        // The vessels have their own word in the name.
        let own =
            bare.iter().filter(|name| name.ends_with(" vessel") || name.ends_with("mai") || name.ends_with(" mai"));
        names.extend(own.cloned().collect::<Vec<_>>());
        names.push(channel.name.to_owned());
        names.push(channel.traditional.replace('脈', "脉"));
    }
    let words = ["channel", "channels", "meridian", "meridians"];
    let six = six_channel_forms(channel.six_channel);
    for word in words {
        names.extend(bare.iter().map(|name| format!("{name} {word}")));
        for six in &six {
            names.push(format!("{six} {word}"));
            names.extend(bare.iter().map(|name| format!("{six} {name} {word}")));
            names.extend(bare.iter().map(|name| format!("{name} {word} of {six}")));
            names.extend(bare.iter().map(|name| format!("{six} ({name}) {word}")));
            names.extend(bare.iter().map(|name| format!("{name} ({six}) {word}")));
        }
    }
    names.extend(six);
    if let Some((traditional, simplified)) = han_six_channel(channel.six_channel) {
        names.extend([traditional.to_owned(), simplified.to_owned()]);
        names.extend([format!("{traditional}經"), format!("{simplified}经")]);
        names.extend([format!("{traditional}{}", channel.traditional), format!("{simplified}{}", channel.simplified)]);
    }
    names
}

/// `Foot Taiyang`, `Foot Tai Yang`, `leg taiyang`, and the words turned round.
fn six_channel_forms(six: &str) -> Vec<String> {
    let Some((limb, name)) = six.split_once(' ') else { return Vec::new() };
    // Each of the six ends in a second syllable of three to five letters: yin or yang, yang or ming, yin.
    let second = ["yang", "ming", "yin"].into_iter().find(|second| name.ends_with(second)).unwrap_or("");
    let spaced = format!("{} {second}", &name[..name.len() - second.len()]);
    let limbs: &[&str] = if limb == "Hand" { &["Hand", "Arm"] } else { &["Foot", "Leg"] };
    let forms = limbs.iter().flat_map(|limb| [format!("{limb} {name}"), format!("{limb} {spaced}")]);
    forms.collect()
}

/// The limb and one of the six in Hanzi, in both scripts.
fn han_six_channel(six: &str) -> Option<(&'static str, &'static str)> {
    Some(match six {
        "Hand Taiyin" => ("手太陰", "手太阴"),
        "Hand Yangming" => ("手陽明", "手阳明"),
        "Foot Yangming" => ("足陽明", "足阳明"),
        "Foot Taiyin" => ("足太陰", "足太阴"),
        "Hand Shaoyin" => ("手少陰", "手少阴"),
        "Hand Taiyang" => ("手太陽", "手太阳"),
        "Foot Taiyang" => ("足太陽", "足太阳"),
        "Foot Shaoyin" => ("足少陰", "足少阴"),
        "Hand Jueyin" => ("手厥陰", "手厥阴"),
        "Hand Shaoyang" => ("手少陽", "手少阳"),
        "Foot Shaoyang" => ("足少陽", "足少阳"),
        "Foot Jueyin" => ("足厥陰", "足厥阴"),
        _ => return None,
    })
}

/// Whether a library's name for a channel is a bare organ or code, which means the organ or nothing by itself.
fn is_bare(registry: &Registry, name: &str) -> bool {
    registry.organ(name).is_some() || name.chars().count() < 3
}

/// The forms under which a title is mentioned: as it is, in the other number, a work without its subtitle.
fn forms(name: &Name) -> Vec<String> {
    let mut forms = Vec::new();
    if name.kind == Kind::Source {
        let without_article = |title: &str| {
            let article = ["The ", "A ", "An "].into_iter().find_map(|article| title.strip_prefix(article));
            article.filter(|rest| rest.split(' ').count() > 2).map(str::to_owned)
        };
        forms.extend(without_article(&name.text));
        if let Some((main, _)) = name.text.split_once(": ")
            && main.split(' ').count() > 2
        {
            forms.push(main.to_owned());
            forms.extend(without_article(main));
        }
    } else if !super::titles::is_capital_only(&name.text) {
        forms.extend(inflections(&name.text));
    }
    forms
}

/// The other grammatical number of an English name: `hot flush` and `hot flushes`, `injury` and `injuries`.
fn inflections(name: &str) -> Vec<String> {
    if !name.ends_with(|last: char| last.is_ascii_alphabetic()) {
        return Vec::new();
    }
    let lower = name.to_ascii_lowercase();
    let mut forms = Vec::new();
    let ends_hissing = ["s", "x", "z", "ch", "sh"].iter().any(|end| lower.ends_with(end));
    let consonant_y = lower.ends_with('y') && !lower.ends_with(['a', 'e', 'i', 'o', 'u']) && {
        let before = lower.as_bytes().iter().rev().nth(1);
        before.is_some_and(|letter| !b"aeiou".contains(letter))
    };
    if consonant_y {
        forms.push(format!("{}ies", &name[..name.len() - 1]));
    } else if ends_hissing {
        forms.push(format!("{name}es"));
    } else {
        forms.push(format!("{name}s"));
    }
    // Titles in the plural: `Hot Flushes`, `Injuries`, `Headaches`; not `Sinusitis`, `Tinnitus`, `Weakness`.
    if let Some(stem) = lower.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        forms.push(format!("{}y", &name[..stem.len()]));
    } else if ["ches", "shes", "sses", "xes"].iter().any(|end| lower.ends_with(end)) {
        forms.push(name[..name.len() - 2].to_owned());
        forms.push(name[..name.len() - 1].to_owned());
    } else if lower.ends_with('s') && !["ss", "us", "is", "as", "os"].iter().any(|end| lower.ends_with(end)) {
        forms.push(name[..name.len() - 1].to_owned());
    }
    forms
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static NAMES: LazyLock<Names> = LazyLock::new(|| Names::new(&Registry::new(), &[]));

    proptest! {
        #[test]
        fn no_name_that_stands_alone_is_passed_by(text in "(Kidney|Taixi|Tài Xī|qi hai|太溪|腎|[a é\u{301}ﬁ①'’_1.-]){0,8}") {
            let folded = fold(&text);
            let mut everywhere = Vec::new();
            for (start, _) in folded.text.char_indices() {
                NAMES.trie.names_of(&folded.text.as_bytes()[start..], |name, length| {
                    let range = folded.origin(start)..folded.origin(start + length);
                    everywhere.extend(stands_alone(&text, &range).then_some(Match { range, name }));
                });
            }
            prop_assert_eq!(NAMES.find(&text, &folded), everywhere);
        }
    }

    #[test]
    fn names_take_the_other_number() {
        assert!(inflections("Hot Flush").contains(&"Hot Flushes".to_owned()));
        assert!(inflections("Hot Flushes").contains(&"Hot Flush".to_owned()));
        assert!(inflections("Headaches").contains(&"Headache".to_owned()));
        assert!(inflections("Injury").contains(&"Injuries".to_owned()));
        assert!(!inflections("Tinnitus").contains(&"Tinnitu".to_owned()));
        assert!(inflections("失眠").is_empty());
    }

    #[test]
    fn pinyin_is_spaced_in_every_way() {
        assert_eq!(spellings("sān yīn jiāo"), ["sanyinjiao", "sanyin jiao", "san yinjiao", "san yin jiao"]);
        assert!(spellings("fù āi").contains(&"fu'ai".to_owned()));
        assert!(spellings("zhōng lǚ shū").contains(&"zhonglvshu".to_owned()));
    }

    #[test]
    fn words_are_whole_and_han_names_are_not_bounded() {
        assert!(stands_alone("Taixi's", &(0..5)));
        assert!(!stands_alone("Taixis", &(0..5)));
        assert!(stands_alone("取太溪穴", &(3..9)));
        assert!(stands_alone("KI3太溪", &(0..3)));
    }
}
