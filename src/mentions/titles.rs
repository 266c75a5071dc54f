//! Judging organs, channels and the titles of entries: capitals, words of anatomy behind them, and longer titles
//! that only hold their words.

use std::collections::HashSet;
use std::ops::Range;

use super::han::Contexts;
use super::names::{Meaning, Names};
use super::points::is_latin;
use super::prose::Setting;
use super::reading::{Piece, Reading};
use super::words::{WordList, is_anatomical, is_title};
use super::{Context, Draft, Target, Verdict};
use crate::library::Kind;
use crate::tcm::Registry;
use crate::tcm::text::is_han;

/// Words of the field that are ordinary words too: with a capital they are a pathogen or a substance, without one
/// the weather.
static CAPITAL_ONLY: WordList = WordList::new(
    "cold|heat|wind|damp|dampness|fire|dryness|summer heat|phlegm|blood|qi|essence|shen|spirit|fluids|water|\
    wood|earth|metal|yin|yang|deficiency|excess|stagnation|stasis|food",
);

/// Nouns behind such a word at the beginning of a phrase that make it an ordinary one: `Cold showers`.
static EVERYDAY: WordList = WordList::new(
    "shower|showers|water|drink|drinks|weather|feet|hands|pack|packs|compress|compresses|sore|sores|season|\
    remedy|remedies|air|food|foods|tea|symptoms|virus|viruses|medicine|snap|front|wave|stroke|rash|lamp|pad|\
    pads|bath|baths|therapy|calls|call|comfort|brew|storage|chain|tests|test|pressure|sugar|count|cells|clots|\
    donors|group|type|flow|vessels|alarm|brigade|exit|turbine|farm|instruments|chill|limbs|meals|days|nights|\
    mornings",
);

/// Judges what is no point in one body.
pub struct Titles<'a> {
    pub registry: &'a Registry,
    pub names: &'a Names,
    pub han: &'a Contexts,
    pub context: &'a Context,
}

/// Whether a name, written like this, can stand for a meaning at all.
pub fn may_mean(written: &str, meaning: Meaning, names: &Names) -> bool {
    let first_is_capital = written.starts_with(char::is_uppercase);
    match meaning {
        Meaning::Organ(organ) if written.starts_with(is_latin) => {
            // Only our books speak of three burners; every other organ has a namesake in anatomy.
            let special = organ == "triple-energizer" && !written.starts_with('t') || written.starts_with("triple");
            special || capitals(written) == written.split([' ', '-']).count()
        }
        Meaning::Entry(entry) => {
            let named = &names.entries[entry as usize];
            if !written.starts_with(is_latin) {
                return true;
            }
            let words = written.split([' ', '-']).count();
            match named.kind {
                // A work's title is a title only with its capitals.
                Kind::Source => words > 1 && first_is_capital && capitals(written) * 2 >= words,
                _ => first_is_capital || !is_capital_only(written),
            }
        }
        _ => true,
    }
}

/// How many words of a name begin with a capital.
fn capitals(written: &str) -> usize {
    written.split([' ', '-']).filter(|word| word.starts_with(char::is_uppercase)).count()
}

/// Whether a name is a word of the field that is an ordinary word too.
pub fn is_capital_only(written: &str) -> bool {
    CAPITAL_ONLY.contains(&written.to_lowercase().replace('-', " "))
}

impl Titles<'_> {
    /// The organs that the body writes with a capital in the middle of a phrase: there the capital means something.
    pub fn settled(&self, readings: &[Reading<'_>]) -> HashSet<&'static str> {
        let mut settled: HashSet<&'static str> = HashSet::new();
        for declared in &self.context.declared {
            if let Target::Organ(organ) = declared {
                settled.insert(organ);
            }
        }
        for reading in readings.iter().filter(|reading| reading.passage.setting != Setting::Heading) {
            for piece in &reading.pieces {
                let written = &reading.text[piece.range.clone()];
                if !written.starts_with(is_latin) {
                    continue;
                }
                for meaning in reading.meanings(piece) {
                    if let Meaning::Organ(organ) = meaning
                        && !reading.begins_phrase(piece.range.start)
                        && self.anatomy(reading, &piece.range).is_none()
                    {
                        settled.insert(organ);
                    }
                }
            }
        }
        settled
    }

    /// Judges the organs, channels and titles of a passage.
    pub fn passage(&self, reading: &Reading<'_>, settled: &HashSet<&'static str>) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        for (index, piece) in reading.pieces.iter().enumerate() {
            let written = &reading.text[piece.range.clone()];
            let meanings: Vec<Meaning> = reading
                .meanings(piece)
                .iter()
                .copied()
                .filter(|meaning| may_mean(written, *meaning, self.names))
                .collect();
            // A name that is a point's as well is judged as one.
            if meanings
                .iter()
                .any(|meaning| matches!(meaning, Meaning::Pinyin(_) | Meaning::Hanzi(_) | Meaning::OwnPoint(_)))
            {
                continue;
            }
            let entries: Vec<u32> = meanings
                .iter()
                .filter_map(|meaning| match meaning {
                    Meaning::Entry(entry) => Some(*entry),
                    _ => None,
                })
                .collect();
            let draft = if !entries.is_empty() {
                self.entry(reading, piece, &entries)
            } else {
                meanings.iter().find_map(|meaning| match *meaning {
                    Meaning::Channel(channel) => self.channel(reading, piece, channel),
                    Meaning::Organ(organ) => self.organ(reading, index, organ, settled),
                    _ => None,
                })
            };
            drafts.extend(draft);
        }
        drafts
    }

    fn channel(&self, reading: &Reading<'_>, piece: &Piece, channel: crate::tcm::ChannelId) -> Option<Draft> {
        let range = piece.range.clone();
        let written = &reading.text[range.clone()];
        // 《心經》 is a sutra.
        if written.starts_with(is_han) && reading.text[..range.start].ends_with(['《', '〈']) {
            return None;
        }
        if written.starts_with(is_han) && han_word_goes_on(written, &reading.text[range.end..]) {
            return None;
        }
        // `CV` and `channel`, `calcium channel`: letters in small type are no code.
        let code = written.split([' ', '-']).next().unwrap_or("");
        if code.len() <= 2
            && !code.is_empty()
            && code.is_ascii()
            && code.bytes().any(|letter| letter.is_ascii_lowercase())
            && !matches!(code, "Du")
            && !written.ends_with("mai")
        {
            return None;
        }
        if behind_is_receptor(&reading.text[range.end..]) {
            return None;
        }
        Some(Draft::mention(reading.text, range, Target::Channel(channel), "a channel by its name"))
    }

    fn organ(
        &self,
        reading: &Reading<'_>,
        index: usize,
        organ: &'static str,
        settled: &HashSet<&'static str>,
    ) -> Option<Draft> {
        let range = reading.pieces[index].range.clone();
        let written = &reading.text[range.clone()];
        if written.starts_with(is_han) {
            return self.han.is_organ(reading, index).then(|| {
                Draft::mention(reading.text, range, Target::Organ(organ), "an organ in Chinese medicine's sense")
            });
        }
        // `Spleen and Liver channels`: the first is a channel too.
        if let Some(channel) = self.shared_channel(reading, index, organ) {
            return Some(Draft::mention(reading.text, range, Target::Channel(channel), "one of several channels"));
        }
        if let Some(reason) = self.anatomy(reading, &range) {
            return Some(Draft::new(reading.text, range, Verdict::LookAlike, reason));
        }
        if organ != "triple-energizer"
            && reading.begins_phrase(range.start)
            && !settled.contains(organ)
            && !is_of_the_field(&reading.text[range.end..])
        {
            let candidates = vec![Target::Organ(organ)];
            let draft = Draft::new(
                reading.text,
                range,
                Verdict::Undecided,
                "a capital at the beginning of a phrase tells nothing",
            );
            return Some(Draft { candidates, ..draft });
        }
        Some(Draft::mention(reading.text, range, Target::Organ(organ), "an organ with a capital"))
    }

    /// Why an organ's name with a capital is anatomy, or a part of another name.
    fn anatomy(&self, reading: &Reading<'_>, range: &Range<usize>) -> Option<&'static str> {
        let (before, behind) = (reading.before(range), &reading.text[range.end..]);
        if is_anatomical(behind) {
            return Some("an organ of anatomy");
        }
        if is_title(behind) || capital_follows(behind) {
            return Some("a part of a longer name");
        }
        let last = before.trim_end_matches([' ', '"', '“', '‘', '*', '\'']).rsplit([' ', '(']).next().unwrap_or("");
        if matches!(
            last,
            "called"
                | "titled"
                | "entitled"
                | "named"
                | "Royal"
                | "British"
                | "American"
                | "World"
                | "National"
                | "European"
                | "International"
                | "Mr"
                | "Mrs"
                | "Dr"
        ) {
            return Some("a part of a longer name");
        }
        None
    }

    /// The channel of an organ's name that shares the word `channels` with those behind it.
    fn shared_channel(&self, reading: &Reading<'_>, index: usize, organ: &str) -> Option<crate::tcm::ChannelId> {
        let mut end = reading.pieces[index].range.end;
        // More than a dozen channels there are not.
        for piece in reading.pieces[index + 1..].iter().take(12) {
            let gap = reading.text[end..piece.range.start].trim();
            if !matches!(gap, "and" | "or" | "," | "&" | "/" | ", and" | ", or" | "and the" | "or the") {
                return None;
            }
            let meanings = reading.meanings(piece);
            if meanings.iter().any(|meaning| matches!(meaning, Meaning::Channel(_))) {
                let written = reading.text[piece.range.clone()].to_lowercase();
                let is_plural = written.contains("channels") || written.contains("meridians");
                return is_plural.then(|| self.registry.organ_with_key(organ).map(|known| known.channel)).flatten();
            }
            if !meanings.iter().any(|meaning| matches!(meaning, Meaning::Organ(_))) {
                return None;
            }
            end = piece.range.end;
        }
        None
    }

    fn entry(&self, reading: &Reading<'_>, piece: &Piece, entries: &[u32]) -> Option<Draft> {
        let range = piece.range.clone();
        let written = &reading.text[range.clone()];
        let (before, behind) = (reading.before(&range), &reading.text[range.end..]);
        let kind_of = |entry: &u32| self.names.entries[*entry as usize].kind;
        let target_of = |entry: &u32| self.names.entries[*entry as usize].target;
        if written.starts_with(is_han) {
            let short = written.chars().count() < 6;
            let quoted = before.ends_with(['《', '〈', '『', '「', '“', '"']);
            if entries.iter().all(|entry| kind_of(entry) == Kind::Source) && short && !quoted {
                let draft = Draft::new(reading.text, range, Verdict::LookAlike, "a work's title stands in 《 》");
                return Some(Draft { candidates: entries.iter().map(target_of).collect(), ..draft });
            }
        } else {
            if is_title(behind) {
                return Some(Draft::new(reading.text, range, Verdict::LookAlike, "a part of a longer name"));
            }
            let next = behind
                .trim_start_matches([' ', '-'])
                .split(|letter: char| !letter.is_alphabetic())
                .next()
                .unwrap_or("");
            let measured = matches!(
                next,
                "subscale" | "scale" | "score" | "scores" | "index" | "questionnaire" | "inventory" | "items" | "item"
            );
            if measured && behind.starts_with(' ') && capitals(written) > 0 && !reading.begins_phrase(range.start) {
                return Some(Draft::new(reading.text, range, Verdict::LookAlike, "a part of a longer name"));
            }
            if is_capital_only(written) {
                let article = before.trim_end().rsplit(' ').next().unwrap_or("").to_lowercase();
                let everyday = behind.starts_with([' ', '-']) && EVERYDAY.contains(&next.to_lowercase());
                if (article == "a" && before.ends_with(' ')) || everyday {
                    return Some(Draft::new(reading.text, range, Verdict::LookAlike, "an ordinary word"));
                }
            }
        }
        let declared: Vec<&u32> =
            entries.iter().filter(|entry| self.context.declared.contains(&target_of(entry))).collect();
        let by_rank = |entry: &&u32| match kind_of(entry) {
            Kind::Condition => 0,
            Kind::Pattern => 1,
            _ => 2,
        };
        let chosen = match (declared.as_slice(), entries) {
            ([one], _) => **one,
            (_, [one]) => *one,
            _ => {
                let mut ranked: Vec<&u32> = entries.iter().collect();
                ranked.sort_by_key(by_rank);
                if by_rank(&ranked[0]) == by_rank(&ranked[1]) {
                    let draft = Draft::new(reading.text, range, Verdict::Undecided, "several entries have this name");
                    return Some(Draft { candidates: entries.iter().map(target_of).collect(), ..draft });
                }
                *ranked[0]
            }
        };
        Some(Draft::mention(reading.text, range, target_of(&chosen), "a title or name of the entry"))
    }
}

/// Whether a capitalised word of no meaning in the field follows, so that both are a name: `Heart Foundation`.
fn capital_follows(behind: &str) -> bool {
    let Some(rest) = behind.strip_prefix([' ', '\u{a0}', '-']) else { return false };
    let rest = rest.strip_prefix("and ").filter(|rest| rest.starts_with("Let ")).unwrap_or(rest);
    let word: String = rest.chars().take_while(|letter| letter.is_alphabetic()).collect();
    word.chars().count() > 1
        && word.starts_with(char::is_uppercase)
        && word.chars().all(is_latin)
        && !FIELD.contains(&word.to_lowercase())
}

/// Words that stand behind an organ in Chinese medicine.
static FIELD: WordList = WordList::new(
    "qi|yin|yang|blood|fire|essence|jing|deficiency|deficient|stagnation|heat|cold|damp|dampness|wind|excess|\
    empty|vacuity|rising|channel|channels|meridian|meridians|shen|water|wood|earth|metal|not|and|or|the|in|\
    depression|dryness|fluids|phlegm|stasis|full|invading|overacting|attacking|disharmony|repletion|\
    hyperactivity|counterflow|rebellious|deficiencies|stagnant|pulse|shu|mu|network|source|luo|system|\
    patterns|pattern|zang|kidney|liver|spleen|heart|lung|lungs|kidneys|stomach|bladder|gallbladder|gall|large|\
    small|intestine|pericardium|triple|san|sanjiao|yu|xu|is|are|of|for|with|to|on|by|from|stores|governs|\
    controls|opens|rules|houses|houses,|collapse|ascending|sinking|exhaustion|insufficiency|weakness|spirit|\
    mind|hun|po|yi|zhi|ming|points|point|back|front|foot|hand|toxin|emptiness|fullness|ke",
);

/// Whether what follows an organ is said of it in Chinese medicine: `Kidney Yang`, `Kidney stores Essence`.
fn is_of_the_field(behind: &str) -> bool {
    static SAID: WordList = WordList::new(
        "qi|yin|yang|blood|fire|essence|jing|deficiency|stagnation|heat|cold|damp|dampness|wind|excess|vacuity|\
        xu|stores|governs|controls|opens|rules|houses|transforms|transports|descends|receives|dominates|\
        commands|likes|loves|fails|channel|meridian|pulse|depression|repletion|dryness|fluids|phlegm|stasis|\
        insufficiency|disharmony|not|overacting|invading|attacking|rising|empty|hyperactivity|shu|mu|overacts|\
        invades|generates|nourishes|ascends|grasps|circulates",
    );
    let rest = behind.trim_start_matches([' ', '-', '\u{a0}']);
    let parted = rest.len() < behind.len();
    let word: String = rest.chars().take_while(|letter| letter.is_alphabetic()).collect();
    if parted && SAID.contains(&word.to_lowercase()) {
        return true;
    }
    // `Kidney and Liver Yin`: what is said of the last is said of all.
    let rest = rest.strip_prefix("and ").or_else(|| rest.strip_prefix("or ")).or_else(|| rest.strip_prefix("& "));
    rest.is_some_and(|rest| {
        let (organ, behind) = rest.split_at(rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len()));
        organ.starts_with(char::is_uppercase) && is_of_the_field(behind)
    })
}

fn behind_is_receptor(behind: &str) -> bool {
    let next = behind.trim_start().split(|letter: char| !letter.is_alphabetic()).next().unwrap_or("");
    matches!(
        next.to_lowercase().as_str(),
        "blocker" | "blockers" | "receptor" | "surfing" | "tunnel" | "islands" | "partner" | "number"
    )
}

/// Whether a Han word goes on behind a channel's name, so that it is another word: 督脈 never, 肝經 rarely, 心經常.
fn han_word_goes_on(written: &str, behind: &str) -> bool {
    let last = written.chars().next_back();
    matches!(last, Some('經' | '经'))
        && behind.starts_with([
            '常', '過', '过', '濟', '济', '歷', '历', '驗', '验', '由', '理', '營', '营', '費', '费', '久', '期',
        ])
        && written.chars().count() <= 3
}
