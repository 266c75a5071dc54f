//! The built-in reference: points, channels and organs, read from the tables in `data/`.

use std::collections::HashMap;

use super::notation::{self, CHANNEL_NOTATIONS, Code, Series, Use};
use super::script::Script;
use super::text::{fold_name, fold_pinyin, is_han};

/// A point's place in [`Registry::points`], in WHO order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PointId(pub u16);

/// One of the fourteen channels, in the WHO's order.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChannelId {
    Lu,
    Li,
    St,
    Sp,
    Ht,
    Si,
    Bl,
    Ki,
    Pc,
    Te,
    Gb,
    Lr,
    Gv,
    Cv,
}

impl ChannelId {
    /// All channels in the WHO's order.
    pub const ALL: [ChannelId; 14] = {
        use ChannelId::*;
        [Lu, Li, St, Sp, Ht, Si, Bl, Ki, Pc, Te, Gb, Lr, Gv, Cv]
    };

    /// The WHO's code: `KI`.
    pub fn code(self) -> &'static str {
        ["LU", "LI", "ST", "SP", "HT", "SI", "BL", "KI", "PC", "TE", "GB", "LR", "GV", "CV"][self as usize]
    }

    fn from_code(code: &str) -> Option<ChannelId> {
        ChannelId::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// One of the five phases (wu xing).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Phase {
    Wood,
    Fire,
    Earth,
    Metal,
    Water,
}

impl Phase {
    /// The phase as a key: `water`.
    pub fn key(self) -> &'static str {
        ["wood", "fire", "earth", "metal", "water"][self as usize]
    }

    fn from_key(key: &str) -> Option<Phase> {
        use Phase::*;
        [Wood, Fire, Earth, Metal, Water].into_iter().find(|phase| phase.key() == key)
    }
}

/// A special class that a point belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// Key of the class: `shu-stream`, `yuan-source`, `back-shu`…
    pub name: &'static str,
    /// What it is for that point: the phase, organ, channel or vessel.
    pub detail: &'static str,
}

/// A caution with its strength and source; never a bare yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caution {
    /// What it concerns: `pregnancy`, `needling`, `moxa`, `depth`, `infants`, `vessel`, `eye`, `lung`, `bladder`.
    pub topic: &'static str,
    /// How widely it is held: `most-sources`, `many-sources`, `disputed`, `single-source`.
    pub strength: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// The caution in plain words.
    pub text: &'static str,
}

/// A point of the WHO's standard.
#[derive(Clone, Debug)]
pub struct Point {
    /// The WHO's code: `KI3`, `EX-HN3`.
    pub code: &'static str,
    /// Its channel; extra points have none.
    pub channel: Option<ChannelId>,
    /// Its number on the channel or in the region.
    pub number: u16,
    /// Name in pinyin with tones, syllables apart: `tài xī`.
    pub syllables: &'static str,
    /// Name in pinyin with tones, as the WHO writes names: `Tàixī`.
    pub name: String,
    /// Plain pinyin, lower case, without spaces or tones: `taixi`.
    pub pinyin: String,
    /// Name in traditional characters.
    pub traditional: &'static str,
    /// Name in simplified characters.
    pub simplified: &'static str,
    /// A short English translation: a label, never a key, for books differ.
    pub english: &'static str,
    /// Other forms of the same characters, met in books.
    pub variants: Vec<&'static str>,
    /// Other names of the same point, in pinyin with tones, syllables apart; some are shared, as `hé liáo` by LI19
    /// and TE22.
    pub other_syllables: Vec<&'static str>,
    /// Other names of the same point, in Hanzi.
    pub other_hanzi: Vec<&'static str>,
    /// Codes of other systems for the same point: `GV29` for EX-HN3.
    pub other_codes: Vec<&'static str>,
    /// Its special classes.
    pub classes: Vec<Class>,
    /// What to be careful of.
    pub cautions: Vec<Caution>,
}

impl Point {
    /// The slug of the point's page: `ki3`, `ex-hn3`.
    pub fn slug(&self) -> String {
        self.code.to_ascii_lowercase()
    }

    /// Every Han form of its name, the printed ones first.
    pub fn hanzi(&self) -> impl Iterator<Item = &'static str> + '_ {
        let simplified = (self.simplified != self.traditional).then_some(self.simplified);
        [self.traditional].into_iter().chain(simplified).chain(self.variants.iter().copied())
    }

    /// The codes that books and clinics write for it, the WHO's first: `KI3`, `KD3`, `Kid3`, `Kidney 3`.
    pub fn notations(&self) -> Vec<String> {
        let mut notations = vec![self.code.to_owned()];
        if let Some(channel) = self.channel {
            let mut others: Vec<String> = CHANNEL_NOTATIONS
                .iter()
                .filter(|(_, of, usage)| *of == channel && *usage == Use::Anywhere)
                .map(|(letters, ..)| written(letters, self.number))
                .filter(|notation| notation != self.code)
                .collect();
            others.sort_by_key(|notation| (notation.contains(' '), notation.len()));
            notations.append(&mut others);
        } else if let Some((region, number)) =
            self.code.strip_prefix("EX-").map(|rest| rest.split_at(rest.len() - self.number.to_string().len()))
        {
            notations.push(format!("EX-{region} {number}"));
            notations.push(format!("Ex-{region}-{number}"));
        }
        notations.extend(self.other_codes.iter().map(|code| (*code).to_owned()));
        notations
    }

    /// The pregnancy caution, if the point has one.
    pub fn pregnancy_caution(&self) -> Option<&Caution> {
        self.cautions.iter().find(|caution| caution.topic == "pregnancy")
    }
}

/// A channel's notation with its number: two letters in capitals, words capitalised and spaced.
fn written(letters: &str, number: u16) -> String {
    if letters.len() == 2 {
        return format!("{}{number}", letters.to_ascii_uppercase());
    }
    if letters.contains('.') {
        return format!("{} {number}", letters.to_ascii_uppercase());
    }
    let words: Vec<String> = letters
        .split(' ')
        .map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{}{rest}", first.to_ascii_uppercase())
        })
        .collect();
    let separator = if letters.len() == 3 { "" } else { " " };
    format!("{}{separator}{number}", words.join(" "))
}

/// A channel with its names, organ and pair.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Which channel.
    pub id: ChannelId,
    /// The slug of its page: `bladder`.
    pub slug: &'static str,
    /// English name without the word channel: `Bladder`, `Governor Vessel`.
    pub name: &'static str,
    /// Short name in pinyin.
    pub pinyin: &'static str,
    /// Short name in traditional characters: `膀胱經`.
    pub traditional: &'static str,
    /// Short name in simplified characters.
    pub simplified: &'static str,
    /// Limb and one of the six: `Foot Taiyang`; empty for the two vessels.
    pub six_channel: &'static str,
    /// The organ it belongs to; the two vessels have none.
    pub organ: Option<&'static str>,
    /// Its phase; the two vessels have none.
    pub phase: Option<Phase>,
    /// The channel it is paired with.
    pub pair: ChannelId,
    /// How many points it has.
    pub points: u16,
}

impl Channel {
    /// The title of its page: `Bladder Channel`, `Governor Vessel`.
    pub fn title(&self) -> String {
        if self.name.ends_with("Vessel") { self.name.to_owned() } else { format!("{} Channel", self.name) }
    }

    /// Its title in a library: in Chinese where the library is, by its script.
    pub fn title_in(&self, chinese: Option<Script>) -> String {
        match chinese {
            None => self.title(),
            Some(Script::Traditional) => self.traditional.to_owned(),
            Some(Script::Simplified) => self.simplified.to_owned(),
        }
    }
}

impl Organ {
    /// Its title in a library: in Chinese where the library is, by its script.
    pub fn title_in(&self, chinese: Option<Script>) -> &'static str {
        match chinese {
            None => self.name,
            Some(Script::Traditional) => self.traditional,
            Some(Script::Simplified) => self.simplified,
        }
    }
}

/// One of the zang-fu.
#[derive(Clone, Debug)]
pub struct Organ {
    /// Key and slug: `kidney`.
    pub id: &'static str,
    /// English name: `Kidney`.
    pub name: &'static str,
    /// `zang` or `fu`.
    pub kind: &'static str,
    /// Name in pinyin.
    pub pinyin: &'static str,
    /// Name in traditional characters.
    pub traditional: &'static str,
    /// Name in simplified characters.
    pub simplified: &'static str,
    /// Its phase.
    pub phase: Phase,
    /// The organ it is paired with.
    pub pair: &'static str,
    /// Its channel.
    pub channel: ChannelId,
    /// Other English names.
    pub names: Vec<&'static str>,
}

/// The reference data with its indexes. Immutable; one is made per run and passed to whoever asks.
#[derive(Debug)]
pub struct Registry {
    points: Vec<Point>,
    channels: Vec<Channel>,
    organs: Vec<Organ>,
    by_code: HashMap<String, PointId>,
    by_pinyin: HashMap<String, Vec<PointId>>,
    by_hanzi: HashMap<&'static str, PointId>,
    by_organ_name: HashMap<String, usize>,
    by_channel_name: HashMap<String, ChannelId>,
}

impl Registry {
    /// Reads the tables that are built into the program.
    #[allow(clippy::expect_used)] // The tables are part of the program; a test reads them whole.
    pub fn new() -> Self {
        let channels = read_channels().expect("channels.tsv is well formed");
        let organs = read_organs().expect("organs.tsv is well formed");
        let points = read_points().expect("the points' tables are well formed");
        let mut registry = Registry {
            by_code: HashMap::new(),
            by_pinyin: HashMap::new(),
            by_hanzi: HashMap::new(),
            by_organ_name: HashMap::new(),
            by_channel_name: HashMap::new(),
            points,
            channels,
            organs,
        };
        for (index, point) in registry.points.iter().enumerate() {
            let id = PointId(index as u16);
            registry.by_code.insert(point.code.to_owned(), id);
            for code in &point.other_codes {
                registry.by_code.insert((*code).to_owned(), id);
            }
            let others = point.other_syllables.iter().map(|syllables| fold_pinyin(syllables));
            for pinyin in std::iter::once(point.pinyin.clone()).chain(others) {
                registry.by_pinyin.entry(pinyin).or_default().push(id);
            }
            for hanzi in point.hanzi().chain(point.other_hanzi.iter().copied()) {
                registry.by_hanzi.insert(hanzi, id);
            }
        }
        for (index, organ) in registry.organs.iter().enumerate() {
            let names = [organ.name, organ.traditional, organ.simplified, organ.id]
                .into_iter()
                .chain(organ.names.iter().copied());
            for name in names {
                registry.by_organ_name.insert(fold_name(name), index);
            }
            registry.by_organ_name.insert(fold_name(organ.pinyin), index);
        }
        for channel in &registry.channels {
            for name in [
                channel.id.code(),
                channel.name,
                channel.traditional,
                channel.simplified,
                channel.pinyin,
                channel.slug,
                channel.six_channel,
            ] {
                if !name.is_empty() {
                    registry.by_channel_name.insert(fold_name(name), channel.id);
                }
            }
            for (notation, id, usage) in CHANNEL_NOTATIONS {
                if *id == channel.id && *usage == Use::Anywhere {
                    registry.by_channel_name.insert(fold_name(notation), channel.id);
                }
            }
        }
        registry
    }

    /// All points in WHO order: the channels', then the extra ones.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// All channels in WHO order.
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// The organ of a key: `large-intestine`.
    pub fn organ_with_key(&self, key: &str) -> Option<&Organ> {
        self.organs().iter().find(|organ| organ.id == key)
    }

    /// All zang-fu in the order of their channels.
    pub fn organs(&self) -> &[Organ] {
        &self.organs
    }

    /// One point.
    pub fn point(&self, id: PointId) -> &Point {
        &self.points[usize::from(id.0)]
    }

    /// One channel.
    pub fn channel(&self, id: ChannelId) -> &Channel {
        &self.channels[id as usize]
    }

    /// The points of a channel, in order.
    pub fn points_on(&self, channel: ChannelId) -> impl Iterator<Item = PointId> + '_ {
        let ids = 0..self.points.len() as u16;
        ids.map(PointId).filter(move |id| self.point(*id).channel == Some(channel))
    }

    /// The organ of a name, in English, pinyin or Hanzi, with or without `the` and a plural `s`.
    pub fn organ(&self, name: &str) -> Option<&Organ> {
        let folded = fold_name(name);
        let folded = folded.strip_prefix("the ").unwrap_or(&folded);
        let folded = folded.strip_suffix(" organ").unwrap_or(folded);
        let index = self.by_organ_name.get(folded).or_else(|| self.by_organ_name.get(folded.strip_suffix('s')?))?;
        self.organs.get(*index)
    }

    /// The channel of a name, code or notation: `Bladder`, `the Bladder channel`, `BL`, `足太陽` aside, `膀胱經`.
    pub fn channel_named(&self, name: &str) -> Option<&Channel> {
        let folded = fold_name(name);
        let mut folded = folded.strip_prefix("the ").unwrap_or(&folded);
        for suffix in [" channel", " meridian", " vessel"] {
            if let Some(bare) = folded.strip_suffix(suffix)
                && self.by_channel_name.contains_key(bare)
            {
                folded = bare;
            }
        }
        self.by_channel_name.get(folded).map(|id| self.channel(*id))
    }

    /// The point of a code in the WHO's form or of another system (`GV29`).
    pub fn point_with_code(&self, canonical: &str) -> Option<PointId> {
        self.by_code.get(canonical).copied()
    }

    /// The point that a code written in any notation means, if there is one.
    pub fn point_of(&self, code: &Code) -> Option<PointId> {
        self.point_with_code(&code.canonical())
    }

    /// How many points a channel or region has.
    pub fn extent(&self, series: Series) -> u16 {
        match series {
            Series::Channel(channel) => self.channel(channel).points,
            Series::Extra(region) => {
                notation::EXTRA_REGIONS.iter().find(|(name, _)| *name == region).map_or(0, |(_, count)| *count)
            }
        }
    }

    /// The point of a Han name, in any of its written forms.
    pub fn point_with_hanzi(&self, name: &str) -> Option<PointId> {
        self.by_hanzi.get(name).copied()
    }

    /// The points of a pinyin name, with or without tones, joined or spaced; tones decide between homonyms
    /// where they are written.
    pub fn points_with_pinyin(&self, name: &str) -> Vec<PointId> {
        let Some(ids) = self.by_pinyin.get(&fold_pinyin(name)) else { return Vec::new() };
        let toned = toned_letters(name);
        if ids.len() > 1 && !toned.is_ascii() {
            let exact: Vec<PointId> =
                ids.iter().copied().filter(|id| toned_letters(self.point(*id).syllables) == toned).collect();
            if !exact.is_empty() {
                return exact;
            }
        }
        ids.clone()
    }

    /// Every point that a free query may mean: a code in any notation, pinyin, Hanzi, an English label, or
    /// several of these together.
    pub fn search(&self, query: &str) -> Vec<PointId> {
        if let Some(id) = super::PointReference::parse(self, query).point() {
            return vec![id];
        }
        let pinyin = self.points_with_pinyin(query);
        if !pinyin.is_empty() {
            return pinyin;
        }
        let han: String = query.chars().filter(|character| is_han(*character)).collect();
        let folded = fold_name(query);
        let plain = fold_pinyin(query);
        (0..self.points.len() as u16)
            .map(PointId)
            .filter(|id| {
                let point = self.point(*id);
                let by_han = !han.is_empty() && point.hanzi().any(|name| name.contains(&han));
                let by_label = !folded.is_empty() && fold_name(point.english).contains(&folded);
                let by_pinyin = plain.len() >= 2 && point.pinyin.starts_with(&plain);
                by_han || by_label || by_pinyin
            })
            .collect()
    }
}

impl Default for Registry {
    fn default() -> Self {
        Registry::new()
    }
}

/// The letters of a name with their tone marks, lower case, nothing between.
fn toned_letters(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfc().flat_map(char::to_lowercase).filter(|character| character.is_alphabetic()).collect()
}

/// Rows of an embedded table without its header line.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('\t').collect())
}

fn list(field: &'static str) -> Vec<&'static str> {
    field.split('|').filter(|item| !item.is_empty()).collect()
}

fn read_channels() -> Option<Vec<Channel>> {
    rows(include_str!("data/channels.tsv"))
        .map(|row| match row[..] {
            [code, slug, name, pinyin, traditional, simplified, six_channel, organ, phase, pair, points] => {
                Some(Channel {
                    id: ChannelId::from_code(code)?,
                    slug,
                    name,
                    pinyin,
                    traditional,
                    simplified,
                    six_channel,
                    organ: (!organ.is_empty()).then_some(organ),
                    phase: Phase::from_key(phase),
                    pair: ChannelId::from_code(pair)?,
                    points: points.parse().ok()?,
                })
            }
            _ => None,
        })
        .collect()
}

fn read_organs() -> Option<Vec<Organ>> {
    rows(include_str!("data/organs.tsv"))
        .map(|row| match row[..] {
            [id, name, kind, pinyin, traditional, simplified, phase, pair, channel, names] => Some(Organ {
                id,
                name,
                kind,
                pinyin,
                traditional,
                simplified,
                phase: Phase::from_key(phase)?,
                pair,
                channel: ChannelId::from_code(channel)?,
                names: list(names),
            }),
            _ => None,
        })
        .collect()
}

fn read_points() -> Option<Vec<Point>> {
    let mut points: Vec<Point> = rows(include_str!("data/points.tsv"))
        .map(|row| match row[..] {
            [code, syllables, traditional, simplified, english, variants] => {
                let parsed = notation::code(code)?;
                let joined: String = join_syllables(syllables);
                Some(Point {
                    code,
                    channel: match parsed.series {
                        Series::Channel(channel) => Some(channel),
                        Series::Extra(_) => None,
                    },
                    number: parsed.number,
                    syllables,
                    pinyin: fold_pinyin(&joined),
                    name: joined,
                    traditional,
                    simplified,
                    english,
                    variants: list(variants),
                    other_syllables: Vec::new(),
                    other_hanzi: Vec::new(),
                    other_codes: Vec::new(),
                    classes: Vec::new(),
                    cautions: Vec::new(),
                })
            }
            _ => None,
        })
        .collect::<Option<_>>()?;
    let places: HashMap<&str, usize> = points.iter().enumerate().map(|(index, point)| (point.code, index)).collect();
    for row in rows(include_str!("data/other_codes.tsv")) {
        let [code, notations] = row[..] else { return None };
        points[*places.get(code)?].other_codes = list(notations);
    }
    for row in rows(include_str!("data/other_names.tsv")) {
        let [code, syllables, hanzi] = row[..] else { return None };
        let point = &mut points[*places.get(code)?];
        point.other_syllables.push(syllables);
        point.other_hanzi.extend(list(hanzi));
    }
    for row in rows(include_str!("data/classes.tsv")) {
        let [code, name, detail] = row[..] else { return None };
        points[*places.get(code)?].classes.push(Class { name, detail });
    }
    for row in rows(include_str!("data/cautions.tsv")) {
        let [code, topic, strength, source, text] = row[..] else { return None };
        points[*places.get(code)?].cautions.push(Caution { topic, strength, source, text });
    }
    Some(points)
}

/// Joins the syllables of a name as Hanyu Pinyin's orthography does (GB/T 16159-2012): one word, capitalised,
/// an apostrophe before a syllable that begins with a, e or o.
fn join_syllables(syllables: &str) -> String {
    let mut joined = String::new();
    for syllable in syllables.split(' ') {
        let plain = fold_pinyin(syllable);
        if joined.is_empty() {
            let mut characters = syllable.chars();
            joined.extend(characters.next().into_iter().flat_map(char::to_uppercase));
            joined.push_str(characters.as_str());
        } else {
            if plain.starts_with(['a', 'e', 'o']) {
                joined.push('\'');
            }
            joined.push_str(syllable);
        }
    }
    joined
}
