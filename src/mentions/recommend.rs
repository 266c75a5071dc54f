//! Whether a sentence recommends a point for treatment.

use std::ops::Range;

use super::reading::Reading;
use super::words::WordList;

/// Verbs of treatment in the form in which a reader is told to do something.
static VERBS: WordList = WordList::new(
    "press|needle|massage|stimulate|use|add|apply|try|hold|rub|warm|treat|choose|select|tonify|insert|\
    bleed|cup|knead|tap|puncture|combine|recommend",
);

/// Words that may stand before such a verb; another one makes it a noun or a report.
static BEFORE: WordList = WordList::new(
    "then|and|also|please|to|we|can|may|should|must|i|or|always|usually|often|first|next|you|gently|\
    firmly|now|finally|simply|just|might|could|would|daily|instead|additionally|therapists|practitioners",
);

static NOT: WordList = WordList::new(
    "not|never|avoid|avoided|don't|don’t|no|without|contraindicated|forbidden|unsafe|omit|omitted|except|nor|\
    cannot|can't|can’t|shouldn't|prohibited|refrain|trial|study|studies|participants|randomised|randomized|rats|mice|\
    unless|sham|controls|instead|neither|leave",
);

const HAN_VERBS: &str = "取|針|针|刺|灸|按|揉|加|配|選|选|敷|按壓|按压|按揉|主穴|用";

const HAN_NOT: &str =
    "勿|禁|不宜|不可|不要|避免|忌|慎|不按|不針|不针|不灸|沒有|没有|無|无|非|試驗|试验|研究|大鼠|小鼠|不取|不用";

/// Whether the sentence around a point tells to treat it: a verb of treatment leads up to it, and nothing forbids.
pub fn is_recommended(reading: &Reading<'_>, range: &Range<usize>) -> bool {
    let sentence = reading.near(range);
    let lead = reading.before(range);
    if lead.chars().count() > 120 {
        return false;
    }
    by_words(lead, sentence) || by_characters(lead, sentence)
}

fn by_words(lead: &str, sentence: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let is_inside = |character: char| character.is_alphanumeric() || matches!(character, '\'' | '’');
        text.split(|character| !is_inside(character)).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let mut bare = lead.to_owned();
    while let Some((start, end)) = bare.find('(').and_then(|start| Some((start, start + bare[start..].find(')')? + 1)))
    {
        bare.replace_range(start..end, "");
    }
    let lead = words(bare.rsplit([';', ':', '(']).next().unwrap_or(&bare));
    let led = lead.iter().enumerate().any(|(index, word)| {
        // `Use of GB34` is a noun.
        let is_noun = lead.get(index + 1).is_some_and(|next| next == "of");
        !is_noun
            && VERBS.contains(word)
            && (index == 0 || lead.get(index - 1).is_some_and(|before| BEFORE.contains(before)))
    });
    led && !words(sentence).iter().any(|word| NOT.contains(word))
}

fn by_characters(lead: &str, sentence: &str) -> bool {
    if sentence.is_ascii() || HAN_NOT.split('|').any(|word| sentence.contains(word)) {
        return false;
    }
    let clause = lead.rsplit(['，', '；', '（']).next().unwrap_or(lead);
    clause.chars().count() <= 24 && HAN_VERBS.split('|').any(|verb| clause.contains(verb))
}
