//! Lists of words that decide what stands beside them: units, counted things, anatomy, titles, cells.
//!
//! They are constants; a [`WordList`] is divided once.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::look_alikes::holds;
use super::sentences::words as words_of;

/// A list of words in one string, parted by `|`.
pub struct WordList {
    text: &'static str,
    words: OnceLock<HashSet<&'static str>>,
}

impl WordList {
    /// The list of a string.
    pub const fn new(text: &'static str) -> WordList {
        WordList { text, words: OnceLock::new() }
    }

    /// Whether a word stands in the list.
    pub fn contains(&self, word: &str) -> bool {
        self.words.get_or_init(|| self.text.split('|').collect()).contains(word)
    }
}

/// Whether a word stands in a short list.
pub fn listed(list: &str, word: &str) -> bool {
    list.split('|').any(|listed| listed == word)
}

/// Codes that name cells, strains and promoters in every laboratory: letters and number.
const LABORATORY_NAMES: &[(&str, u16)] =
    &[("pc", 3), ("bl", 21), ("sp", 6), ("st", 2), ("th", 1), ("th", 2), ("th", 17), ("gb", 1), ("li", 7)];

/// Whether a code is known from the laboratory and its sentence speaks of one.
pub fn is_of_the_laboratory(letters: &str, number: u16, sentence: &str) -> bool {
    const WORDS: &str = "cells|cell line|cell lines|promoter|plasmid|strain|e. coli|coli|polymerase|antigen|antibody|\
        transfected|lysate|interleukin|cytokine|cytokines|xenograft|expression vector|recombinant";
    LABORATORY_NAMES.contains(&(letters, number)) && holds(&sentence.to_lowercase(), WORDS)
}

/// Whether a word is a unit of measurement behind a number.
pub fn is_unit(word: &str) -> bool {
    static UNITS: WordList = WordList::new(
        "mm|cm|km|ms|sec|secs|second|seconds|Hz|hz|kHz|MHz|mg|kg|g|µg|μg|mcg|ng|pg|ml|mL|dl|IU|iu|mmHg|mmhg|\
        bpm|nm|nM|µm|µM|mM|nmol|pmol|mmol|mol|mA|mV|kV|kb|kB|MB|TB|GHz|percent|kDa|bp|rpm|kcal|cal|kJ|lb|lbs|\
        oz|degrees|units|tesla|T|s|m|cun|fen|mmol/L|U|ppm|dB|W|micrograms|milligrams|grams|millimetres|\
        millimeters|metres|meters|kilometres",
    );
    UNITS.contains(word)
}

/// Whether a word is something that is counted or timed, so that a number before it is no point's.
pub fn is_counted(word: &str) -> bool {
    static COUNTED: WordList = WordList::new(
        "year|years|yr|yrs|month|months|mo|week|weeks|wk|wks|day|days|night|nights|hour|hours|hr|hrs|h|minute|\
        minutes|min|mins|time|times|foot|feet|inch|inches|mile|miles|people|patients|women|men|children|\
        participants|sessions|session|treatments|visits|needles|cones|percent|per|terms|copies|staff|adults|\
        cases|breaths|fingers|steps|points|stars|flat|doses|tablets|cups|rounds|x|reps|sets|cycles|of|out|\
        trials|studies|rats|mice|groups|degrees|versus|siblings|daughters|sons|o'clock|pm|am|kinds",
    );
    COUNTED.contains(&word.to_lowercase())
}

/// Nouns of Western medicine, and of what is named after organs, behind the name of an organ.
static ANATOMICAL: WordList = WordList::new(
    "stone|stones|disease|diseases|failure|function|functions|enzyme|enzymes|rate|rates|attack|attacks|\
    transplant|transplants|transplantation|infection|infections|cancer|cancers|tumour|tumours|tumor|tumors|\
    biopsy|biopsies|histology|weight|bean|beans|bypass|murmur|murmurs|beat|beats|burn|muscle|valve|valves|\
    surgery|donor|donors|cyst|cysts|cirrhosis|scan|scans|ultrasound|ulcer|ulcers|acid|lining|contents|upset|\
    ache|capacity|volume|size|weights|cells|tissue|tissues|specimens|specimen|damage|injury|health|unit|\
    clinic|foundation|hospital|society|association|sounds|sound|rhythm|monitor|shadow|fibrosis|hypertrophy|\
    nodule|nodules|parenchyma|abscess|lobe|lobes|test|tests|panel|profile|values|failures|medication|\
    medicines|drugs|cramps|bug|flu|pump|strain|wall|content|sections|section|samples|slices|homogenate|\
    extract|perfusion|dose|ct|mri|x-ray|x-rays|screening|specialist|surgeon|rupture|involvement|metastases|\
    metastasis|impairment|toxicity|spots|day|week|month|trust|research|problems|trouble|complaints|patients|\
    allograft|sac|duct|duct.|polyp|polyps|sludge|removal|wash|catheter|control|training|neck|outlet|\
    variability|catheterisation|catheterization|resection|stones.|pie|pâté|salts|dialysis|artery|vein|veins|\
    arteries|vessels|block|defect",
);

/// Whether the words behind an organ's name make it the organ of anatomy: `Liver enzymes`, `Liver and kidney histology`.
pub fn is_anatomical(behind: &str) -> bool {
    let near: String = behind.chars().take(60).collect();
    if !near.starts_with([' ', '-', '\u{a0}', ',']) {
        return false;
    }
    let clause = near.split(['.', ';', ':', '(', ')', '—', '!', '?', '。']).next().unwrap_or("");
    for (index, (_, word)) in words_of(clause).enumerate() {
        let word = word.to_lowercase();
        if ANATOMICAL.contains(&word) {
            return true;
        }
        let links = matches!(word.as_str(), "and" | "or" | "function" | "blood" | "needle");
        let organ = matches!(
            word.as_str(),
            "kidney"
                | "kidneys"
                | "liver"
                | "spleen"
                | "lung"
                | "lungs"
                | "heart"
                | "stomach"
                | "bladder"
                | "gallbladder"
                | "pancreas"
                | "brain"
                | "thyroid"
        );
        if index > 4 || !(links || organ) {
            return false;
        }
    }
    false
}

/// Words that make a title with an organ's or condition's name in it: `Heart Foundation`, `Insomnia Severity Index`.
pub fn is_title(behind: &str) -> bool {
    static LAST: WordList = WordList::new(
        "Index|Scale|Inventory|Questionnaire|Score|Assessment|Society|Association|Foundation|Trust|Journal|\
        Clinic|Centre|Center|Diary|Test|Survey|Unit|Institute|Hospital|Network|Alliance|Charity|Registry|\
        Study|Trial|Day|Week|Checklist|Schedule|Record|Measure|Instrument|Federation|Council|Guideline|\
        Guidelines|UK|Awareness|Academy",
    );
    let near: String = behind.chars().take(60).collect();
    for word in near.split([' ', '-']).skip_while(|word| word.is_empty()).take(4) {
        let bare = word.trim_end_matches([',', '.', ';', ':', ')', '(', '”', '"', '*']);
        if LAST.contains(bare) {
            return true;
        }
        let goes_on =
            bare == word && (word.starts_with(char::is_uppercase) || matches!(word, "of" | "and" | "for" | "&"));
        if !goes_on {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organs_of_anatomy_are_told_by_their_nouns() {
        for text in [" stones", " and kidney histology were", "-function test", " biopsies", " rate 68"] {
            assert!(is_anatomical(text), "{text}");
        }
        for text in [" stores Essence", " and Kidney Yang", ", Kidney and Heart.", " so-so: tests", "; tests"] {
            assert!(!is_anatomical(text), "{text}");
        }
        assert!(is_title(" Severity Index of 15") && is_title(" Foundation.") && !is_title(" and Migraine are common"));
    }
}
