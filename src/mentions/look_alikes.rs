//! What looks like a mention and is none: one table, each row with its reason and an example that is a test.
//!
//! The rows are judged on what stands around a code or name. A name beside its code overrules them all.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::sentences::words as words_of;
use super::words::listed;

/// Where a row looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// At the words right before.
    Before,
    /// At the words right behind.
    Behind,
    /// Anywhere in the clause.
    Around,
}

/// Which ways of writing a row concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// All.
    Any,
    /// Letters and number apart: `LV 12`.
    Spaced,
    /// The same with a capital and small letters, as a name is written: `Ren 4`.
    NameLike,
    /// A pinyin name without a code.
    Name,
}

/// A row of the table.
#[derive(Debug)]
pub struct LookAlike {
    /// What it is instead.
    pub reason: &'static str,
    /// The letters or folded names concerned, lower case, parted by `|`; empty for all.
    pub of: &'static str,
    /// Which ways of writing them.
    pub form: Form,
    /// Where the words are looked for.
    pub looks: Looks,
    /// Any of these, lower case, parted by `|`.
    pub words: &'static str,
    /// A sentence with the look-alike in `⟦ ⟧`.
    pub example: &'static str,
}

const PEOPLE: &str = "li|lu|ren|liv|du|he|kid|si|te|st";
const LABORATORY: &str = "ki|ht|pc|st|sp|bl|gb|th|lu|te|li|sj|cv|h|s|p|k|b|g";

/// The table.
pub const LOOK_ALIKES: &[LookAlike] = &[
    LookAlike {
        reason: "a title before it makes it a person",
        of: PEOPLE,
        form: Form::NameLike,
        looks: Looks::Before,
        words: "dr|mr|mrs|ms|miss|prof|professor|sir|nurse|doctor|teacher|cousin|aunt|uncle",
        example: "Thanks to Dr ⟦Lu 2⟧ who came along.",
    },
    LookAlike {
        reason: "a person in a list of references",
        of: PEOPLE,
        form: Form::NameLike,
        looks: Looks::Around,
        words: "et al|reference list|references|bibliography|poster|posters|co-author|co-authors|footnote|\
            citation|citations",
        example: "⟦Ren 4⟧ in the reference list is a poster.",
    },
    LookAlike {
        reason: "a title before it makes it a person",
        of: "",
        form: Form::Name,
        looks: Looks::Before,
        words: "dr|mr|mrs|ms|miss|prof|professor|sir|nurse|master|doctor|emperor|poet",
        example: "Professor ⟦Gongsun⟧ taught her.",
    },
    LookAlike {
        reason: "a vitamin",
        of: "",
        form: Form::Any,
        looks: Looks::Before,
        words: "vitamin|vitamins|vit|coenzyme",
        example: "She lacks vitamin ⟦B12⟧ and sleeps badly; press LI4.",
    },
    LookAlike {
        reason: "a page",
        of: "",
        form: Form::Any,
        looks: Looks::Before,
        words: "page|pages|pp|p|vol|volume|chapter|line|figure|fig|table|appendix|section|supplement",
        example: "See table ⟦SI 3⟧ of the supplement.",
    },
    LookAlike {
        reason: "a page",
        of: "",
        form: Form::Spaced,
        looks: Looks::Behind,
        words: "p.|pp.|pages",
        example: "His ⟦CV 4⟧ pages are on file.",
    },
    LookAlike {
        reason: "a number of a room, shelf, batch or the like",
        of: "",
        form: Form::Any,
        looks: Looks::Before,
        words: "room|ward|group|groups|grade|stage|box|flight|bus|lot|batch|catalogue|catalog|no.|nr.|nr|\
            labelled|labeled|disk|drive|folder|model|version|type|size|shelf|gate|seat|platform|route|highway|\
            bay|unit|part|lead|leads|vertebra|vertebrae|nerve root|root|roots|disc|discs|segment|segments|\
            foramen|dermatome|dermatomes|level|strain|plasmid|anti|icd|code g|rue",
        example: "Meet at gate ⟦LU 5⟧ at noon.",
    },
    LookAlike {
        reason: "a number of a catalogue or shelf",
        of: "",
        form: Form::Spaced,
        looks: Looks::Around,
        words: "catalogue number|catalogue numbers|catalog number|catalog numbers|serial number|part number|\
            shelf mark|shelf|barcode|licence plate|license plate|postcode|invoice",
        example: "The book has ⟦LU 5⟧ on the spine, the library's shelf.",
    },
    LookAlike {
        reason: "a street",
        of: "st",
        form: Form::Spaced,
        looks: Looks::Behind,
        words: "street|avenue|floor|apt|suite|apartment|nw|sw|ne|se",
        example: "The clinic at ⟦St 36⟧ Suite 2 is open.",
    },
    LookAlike {
        reason: "an electrocardiogram",
        of: "st",
        form: Form::Any,
        looks: Looks::Behind,
        words: "segment|depression|elevation|deviation",
        example: "An ⟦ST 2⟧ depression in one lead.",
    },
    LookAlike {
        reason: "a component of an analysis",
        of: "pc",
        form: Form::Any,
        looks: Looks::Around,
        words: "variance|principal component|principal components|eigenvalue|eigenvalues|loadings|scree",
        example: "⟦PC 1⟧ explained 41% of the variance.",
    },
    LookAlike {
        reason: "a ratio",
        of: "lr|lv",
        form: Form::Spaced,
        looks: Looks::Behind,
        words: "or better|or higher|or more|or above|or less|: 1|:1|to 1|positive|negative",
        example: "She wants an ⟦LR 3⟧ or better.",
    },
    LookAlike {
        reason: "a ratio",
        of: "lr",
        form: Form::Spaced,
        looks: Looks::Around,
        words: "likelihood ratio|likelihood ratios|likelihood|diagnostic|odds|pre-test|post-test",
        example: "A likelihood ratio of ⟦LR 3⟧ was found.",
    },
    LookAlike {
        reason: "a part of a computer",
        of: "pc|gb|tb|te",
        form: Form::Any,
        looks: Looks::Behind,
        words: "of storage|of memory|of ram|of data|of disk|ram|ssd|memory|hard disk|laptop|workstation|terminal|desktop|computer|computers|\
            download",
        example: "The new phone with ⟦GB 32⟧ of memory.",
    },
    LookAlike {
        reason: "cells, receptors or molecules",
        of: LABORATORY,
        form: Form::Any,
        looks: Looks::Behind,
        words: "cell|cells|receptor|receptors|antagonist|antagonists|agonist|agonists|promoter|polymerase|strain|\
            strains|antigen|blocker|blockers|inhibitor|inhibitors|plasmid|gene|genes|protein|proteins|\
            lymphocytes|antibody|antibodies|rna|mrna|isoform|subtype|competent|, the receptor|, a receptor|\
            staining|labelling|labeling|index|cytokines|helper|tumour|tumor|coli|lysate|bacteria",
        example: "The ⟦SP6⟧ promoter drives it.",
    },
    LookAlike {
        reason: "cells, receptors or molecules",
        of: LABORATORY,
        form: Form::Any,
        looks: Looks::Before,
        words: "serum|plasma|soluble|recombinant|anti|human|murine|receptor|marker|cytokine|protein|e. coli|coli|\
            cell line|mutant",
        example: "Serum ⟦ST2⟧ fell in both groups.",
    },
    LookAlike {
        reason: "an article and a measure",
        of: "",
        form: Form::Spaced,
        looks: Looks::Behind,
        words: "explained|at baseline|on average",
        example: "A mean of ⟦SP 12⟧ at baseline.",
    },
    LookAlike {
        reason: "a fire, vessel or other concept of the name",
        of: "mingmen",
        form: Form::Name,
        looks: Looks::Behind,
        words: "fire|huo|theory|doctrine|school|yang|qi|is also a name|is also the name|is a name|is the name|\
            concept|was loose|as a concept|means the gate|in the classics",
        example: "Warm the ⟦Ming Men⟧ fire.",
    },
    LookAlike {
        reason: "a fire, vessel or other concept of the name",
        of: "mingmen",
        form: Form::Name,
        looks: Looks::Before,
        words: "fire of|fire of the|doctrine of|theory of|gate of vitality|fire at the",
        example: "The fire of ⟦Mingmen⟧ is low.",
    },
    LookAlike {
        reason: "one of the six channels or stages",
        of: "taiyang",
        form: Form::Name,
        looks: Looks::Behind,
        words: "channel|channels|meridian|meridians|is a stage|is the stage|stage|stages|syndrome|disease|pattern|\
            patterns|division|chapter|level|cold|wind|layer|conformation|headache|headaches|type|region|sinew|\
            organ",
        example: "The ⟦Tai Yang⟧ stage of the fever.",
    },
    LookAlike {
        reason: "one of the six channels or stages",
        of: "taiyang",
        form: Form::Name,
        looks: Looks::Before,
        words: "hand|foot|shaoyang|yangming|shao yang|yang ming|stage of|leg|arm",
        example: "Between Shaoyang and Yangming, then shaoyang ⟦Taiyang⟧ again.",
    },
    LookAlike {
        reason: "a point of the ear",
        of: "",
        form: Form::Name,
        looks: Looks::Before,
        words: "ear|ears|ear point|ear points|auricular|auricular point|auricular points|in the ear|on the ear|\
            ear seeds on|ear:|otic|nada|scalp|the ear",
        example: "Seeds on ear ⟦Shen Men⟧ for a week.",
    },
    LookAlike {
        reason: "a point of the ear",
        of: "",
        form: Form::Name,
        looks: Looks::Behind,
        words: "of the ear|in the ear|on the ear|ear point|(ear)|ear seed|ear seeds|zone of the ear|auricular|\
            in the triangular fossa|(auricular)",
        example: "A seed on ⟦Shenmen⟧ in the ear.",
    },
    LookAlike {
        reason: "a place on the map",
        of: "",
        form: Form::Name,
        looks: Looks::Behind,
        words: "mountain|mountains|mount|range|river|lake|city|county|province|district|road|street|temple|\
            hospital|university|college|school|station|airport|daily|hotel|restaurant|village|prefecture|\
            dynasty|park|bridge|tower|company|pharmaceutical|ltd|group|et al|glacier|festival|team|clinic",
        example: "Herbs from the ⟦Kunlun⟧ Mountains.",
    },
    LookAlike {
        reason: "a place on the map",
        of: "",
        form: Form::Name,
        looks: Looks::Before,
        words: "mount|mt|lake|city of|province of|temple of|team called|town called|village called|\
            newspaper called|town of|county of|born in|comes from|village of",
        example: "A pilgrim on Mount ⟦Kunlun⟧.",
    },
    LookAlike {
        reason: "a vessel that is none of the fourteen channels",
        of: "daimai",
        form: Form::Name,
        looks: Looks::Behind,
        words: "vessel|vessels|channel|channels|meridian|extraordinary|goes|encircles|binds|runs|is the belt|\
            is a vessel|was loose|loose",
        example: "The ⟦Dai Mai⟧ vessel encircles the waist.",
    },
];

/// The rows of the table by a word of theirs, so that a text is looked at once for all rows.
struct Index {
    /// By the first word of a phrase that stands behind.
    behind: HashMap<&'static str, Vec<(usize, &'static str)>>,
    /// By the last word of a phrase that stands before.
    before: HashMap<&'static str, Vec<(usize, &'static str)>>,
    /// By the first word of a phrase that stands around.
    around: HashMap<&'static str, Vec<(usize, &'static str)>>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { behind: HashMap::new(), before: HashMap::new(), around: HashMap::new() };
    for (row, look_alike) in LOOK_ALIKES.iter().enumerate() {
        for phrase in look_alike.words.split('|') {
            let first = words_of(phrase).next().map_or("", |(_, word)| word);
            let last = words_of(phrase).last().map_or("", |(_, word)| word);
            let (side, key) = match look_alike.looks {
                Looks::Behind => (&mut index.behind, first),
                Looks::Before => (&mut index.before, last),
                Looks::Around => (&mut index.around, first),
            };
            side.entry(key).or_default().push((row, phrase));
        }
    }
    index
});

/// What a code or name is instead, judged on the text before and behind it and on its clause.
pub fn find(of: &str, forms: &[Form], before: &str, behind: &str, clause: &str) -> Option<&'static LookAlike> {
    let fits = |row: usize| {
        let row = &LOOK_ALIKES[row];
        forms.contains(&row.form) && (row.of.is_empty() || listed(row.of, of))
    };
    let mut found: Option<usize> = None;
    let mut note = |row: usize| found = Some(found.map_or(row, |found| found.min(row)));
    let near: String = behind.chars().take(40).flat_map(char::to_lowercase).collect();
    let first = words_of(&near).next().map_or("", |(_, word)| word);
    for (row, phrase) in INDEX.behind.get(first).into_iter().flatten() {
        if fits(*row) && begins_with(&near, phrase) {
            note(*row);
        }
    }
    let start = before.char_indices().rev().take(40).last().map_or(before.len(), |(byte, _)| byte);
    let near = before[start..].to_lowercase();
    let last = words_of(&near).last().map_or("", |(_, word)| word);
    for (row, phrase) in INDEX.before.get(last).into_iter().flatten() {
        if fits(*row) && ends_with(&near, phrase) {
            note(*row);
        }
    }
    if !clause.is_empty() {
        let clause = clause.to_lowercase();
        for (_, word) in words_of(&clause) {
            for (row, phrase) in INDEX.around.get(word).into_iter().flatten() {
                if fits(*row) && holds_one(&clause, phrase) {
                    note(*row);
                }
            }
        }
    }
    found.map(|row| &LOOK_ALIKES[row])
}

/// Whether a lower-case text begins with a phrase, after spaces and quotes.
fn begins_with(near: &str, phrase: &str) -> bool {
    let bare = near.trim_start_matches([' ', '\u{a0}', '"', '”', '’', '\'', '-']);
    let rest = bare.strip_prefix(phrase).or_else(|| near.trim_start().strip_prefix(phrase));
    let ends_word = phrase.ends_with([')', '1', '.']);
    rest.is_some_and(|rest| ends_word || !rest.starts_with(char::is_alphanumeric))
}

/// Whether a lower-case text ends with a phrase, before spaces, quotes, a colon, a full stop or brackets.
fn ends_with(near: &str, phrase: &str) -> bool {
    let dotted = near.trim_end_matches([' ', '\u{a0}', '"', '“', '‘', '\'', ':', '(', '-', '#', '*']);
    let bare = dotted.trim_end_matches('.');
    let start = if phrase.ends_with('.') {
        dotted.strip_suffix(phrase)
    } else {
        bare.strip_suffix(phrase.trim_end_matches(':'))
    };
    start.is_some_and(|start| !start.ends_with(char::is_alphanumeric))
}

/// Whether a lower-case text holds one of several phrases, parted by `|`, as words.
pub fn holds(text: &str, phrases: &str) -> bool {
    phrases.split('|').any(|phrase| holds_one(text, phrase))
}

fn holds_one(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(start, found)| {
        !text[..start].ends_with(char::is_alphanumeric)
            && !text[start + found.len()..].starts_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_of_the_table_is_recognised_by_its_row() {
        let registry = std::sync::Arc::new(crate::tcm::Registry::new());
        let finder = super::super::Finder::new(&registry, &[]);
        let wrong: Vec<_> = LOOK_ALIKES
            .iter()
            .filter_map(|row| {
                let (before, rest) = row.example.split_once('⟦').unwrap();
                let (inside, behind) = rest.split_once('⟧').unwrap();
                let spots = finder.find(&format!("{before}{inside}{behind}"), &super::super::Context::default()).spots;
                let spot = spots.iter().find(|spot| *spot.text == *inside);
                let judged = spot.map(|spot| (spot.target, spot.reason.to_string()));
                (judged != Some((None, row.reason.to_owned()))).then_some((row.example, judged))
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
