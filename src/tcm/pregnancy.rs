//! Pregnancy: which conditions are of it, and whether a text speaks of caution.

use super::reference::codes_in;
use super::registry::{PointId, Registry};
use super::text::fold_name;

/// Words (folded) by which a condition is one of pregnancy.
const OF_PREGNANCY: &[&str] = &[
    "pregnant",
    "pregnancy",
    "gestation",
    "gravidarum",
    "hyperemesis",
    "antenatal",
    "antepartum",
    "prenatal",
    "perinatal",
    "morning sickness",
    "miscarriage",
    "breech",
    "malposition of the baby",
    "malpresentation",
    "fetus",
    "foetus",
    "fetal",
    "foetal",
    "first trimester",
    "second trimester",
    "third trimester",
    "eclampsia",
    "expectant",
    "when expecting",
    "while expecting",
    "labour preparation",
    "labor preparation",
    "induction of labour",
    "induction of labor",
    "labour induction",
    "labor induction",
    "preterm labour",
    "preterm labor",
    "premature labour",
    "premature labor",
    "overdue baby",
    "braxton hicks",
    "placenta",
    "妊娠",
    "孕",
    "懷孕",
    "怀孕",
    "惡阻",
    "恶阻",
    "流產",
    "流产",
    "胎位",
    "胎動",
    "胎动",
    "胎漏",
    "子腫",
    "子肿",
    "安胎",
];

/// Phrases (folded) that are taken out first: they speak of before, after, or something else. After birth is not
/// pregnancy.
const NOT_OF_PREGNANCY: &[&str] = &[
    "after pregnancy",
    "after a pregnancy",
    "following pregnancy",
    "from pregnancy",
    "before pregnancy",
    "fear of pregnancy",
    "prevention of pregnancy",
    "pregnancy prevention",
    "pregnancy loss",
    "recovery after a miscarriage",
    "after a miscarriage",
    "after miscarriage",
    "following miscarriage",
    "following a miscarriage",
    "recurrent miscarriage",
    "getting pregnant",
    "get pregnant",
    "become pregnant",
    "becoming pregnant",
    "planning pregnancy",
    "pregnancy planning",
    "planning a pregnancy",
    "trying for pregnancy",
    "unable to conceive",
    "fetal alcohol",
    "foetal alcohol",
    "不孕",
    "避孕",
    "備孕",
    "备孕",
    "孕前",
    "流產後",
    "流产后",
];

/// Words (folded) that make a clause one of caution wherever they stand in it.
const CAUTION: &[&str] = &[
    "contraindicat",
    "caution",
    "avoid",
    "forbidden",
    "prohibit",
    "banned",
    "unsafe",
    "not safe",
    "dangerous",
    "risky",
    "left out",
    "leave out",
    "leave alone",
    "left alone",
    "omit",
    "skip",
    "refrain",
    "stay away",
    "keep off",
    "not recommended",
    "isn t recommended",
    "isnt recommended",
    "not advised",
    "not suitable",
    "not for pregnan",
    "not in pregnan",
    "not be needled",
    "not be used",
    "not be pressed",
    "not be stimulated",
    "not used",
    "not needled",
    "not pressed",
    "never used",
    "never needled",
    "never press",
    "never needle",
    "never be",
    "not for use",
    "cannot be used",
    "can t be used",
    "cant be used",
    "shouldn t be",
    "shouldnt be",
    "do not use",
    "don t use",
    "dont use",
    "do not press",
    "don t press",
    "dont press",
    "do not needle",
    "don t needle",
    "dont needle",
    "do not stimulate",
    "must not",
    "ask your midwife",
    "ask your doctor",
    "bring on labour",
    "bring on labor",
    "induce labour",
    "induce labor",
    "only after week",
    "until after the birth",
    "until the birth",
    "禁",
    "慎",
    "不宜",
    "避免",
    "勿",
    "忌",
    "不可",
];

/// Phrases (folded) that look like caution and are none; they are taken out first.
const NO_CAUTION: &[&str] = &[
    "not contraindicated",
    "no contraindication",
    "no need for caution",
    "without caution",
    "do not omit",
    "don t omit",
    "dont omit",
    "do not skip",
    "don t skip",
    "dont skip",
    "do not avoid",
    "no need to avoid",
    "never mind",
    "avoid cold",
    "avoid raw",
    "avoid alcohol",
    "avoid coffee",
    "avoid caffeine",
    "avoid stress",
    "avoid greasy",
    "avoid spicy",
    "too hard",
];

/// Words by which a sentence goes on to recommend; what follows them is a clause of its own.
const GOES_ON: &[&str] = &[
    " and press ",
    " and use ",
    " and needle ",
    " and rub ",
    " and massage ",
    " and add ",
    " and choose ",
    " but press ",
    " but use ",
    " then press ",
    " press ",
    " instead use ",
    " instead press ",
];

/// Words (folded) by which a clause about pregnancy speaks of points or treatment at all.
const ABOUT_POINTS: &[&str] =
    &["point", "acupunct", "acupress", "needl", "moxa", "moxibust", "stimulat", "穴", "針", "针", "灸"];

/// Words (folded) of pregnancy and birth in a text that advises.
const PREGNANCY_WORDS: &[&str] = &["pregnan", "trimester", "birth", "labour", "labor ", "midwife", "妊娠", "孕"];

/// Whether a condition of this name is one of pregnancy.
pub fn is_of_pregnancy(name: &str) -> bool {
    let folded = fold_name(name);
    // Most names have none of the words, and need no second look.
    if !contains_any(&folded, OF_PREGNANCY) {
        return false;
    }
    let mut folded = without(&folded, NOT_OF_PREGNANCY);
    // `Preparing your body for pregnancy`: whatever stands between the two words.
    for (start, end) in
        [("preparing", "pregnancy"), ("preparation", "pregnancy"), ("ready", "pregnancy"), ("trying", "pregnan")]
    {
        if let Some(from) = folded.find(start)
            && let Some(to) = folded[from..].find(end)
        {
            folded.replace_range(from..from + to + end.len(), " ");
        }
    }
    contains_any(&folded, OF_PREGNANCY)
}

/// Whether a Markdown text holds a word of caution for a point in pregnancy.
///
/// That is a clause with a word of caution (its own or its heading's) that names the point, in any notation, or
/// that speaks of pregnancy and of points in general.
pub fn has_caution(registry: &Registry, text: &str, point: PointId) -> bool {
    sentences(text).iter().any(|(heading, sentence)| {
        clauses(sentence).iter().any(|clause| {
            let folded = without(&fold_name(clause), NO_CAUTION);
            let context = without(&fold_name(heading), NO_CAUTION);
            let is_caution = contains_any(&folded, CAUTION) || contains_any(&context, CAUTION);
            let is_short = folded.split(' ').count() <= 6;
            let is_general =
                contains_any(&folded, PREGNANCY_WORDS) && (is_short || contains_any(&folded, ABOUT_POINTS));
            is_caution && (is_general || names_point(registry, clause, &folded, point))
        })
    })
}

/// The sentences of a Markdown text, each with the heading it stands under; lines of one paragraph are joined.
fn sentences(text: &str) -> Vec<(String, String)> {
    let mut sentences = Vec::new();
    let mut heading = String::new();
    let mut paragraph = String::new();
    let mut flush = |heading: &str, paragraph: &mut String| {
        let ends = |character: char| matches!(character, '.' | '!' | '?' | ';' | '。' | '！' | '？' | '；');
        sentences.extend(paragraph.split_inclusive(ends).map(|sentence| (heading.to_owned(), sentence.to_owned())));
        paragraph.clear();
    };
    for line in text.lines() {
        let trimmed = line.trim();
        let starts_block = trimmed.is_empty() || trimmed.starts_with(['-', '*', '+', '|', '>', '#']);
        if starts_block {
            flush(&heading, &mut paragraph);
        }
        if let Some(kind) = trimmed.trim_start_matches(['>', ' ']).strip_prefix("[!") {
            heading = kind.trim_end_matches(']').to_owned();
        } else if let Some(title) = trimmed.strip_prefix('#') {
            heading = title.trim_start_matches('#').trim().to_owned();
        } else {
            paragraph.push_str(trimmed);
            paragraph.push(' ');
        }
    }
    flush(&heading, &mut paragraph);
    sentences
}

/// The clauses of a sentence: what comes before it goes on to recommend, and what comes after.
fn clauses(sentence: &str) -> Vec<String> {
    let lower = sentence.to_lowercase();
    // Lower case may change the length of a text; then the sentence is taken whole.
    let cut =
        if lower.len() == sentence.len() { GOES_ON.iter().filter_map(|words| lower.find(words)).min() } else { None };
    match cut {
        Some(cut)
            if sentence.is_char_boundary(cut) && !lower[..cut].ends_with("not") && !lower[..cut].ends_with("never") =>
        {
            vec![sentence[..cut].to_owned(), sentence[cut..].to_owned()]
        }
        _ => vec![sentence.to_owned()],
    }
}

/// Whether a clause names a point, by a code in any notation or by one of its names.
fn names_point(registry: &Registry, clause: &str, folded: &str, point: PointId) -> bool {
    let known = registry.point(point);
    let by_code = codes_in(clause).iter().any(|(_, code)| registry.point_of(code) == Some(point));
    let elided = known.channel.is_some_and(|_| in_elided_list(registry, clause, point));
    let is_named = |name: &str| contains_name(folded, name);
    by_code
        || elided
        || [known.name.as_str(), known.syllables, known.english].into_iter().any(is_named)
        || known.hanzi().any(is_named)
}

/// Whether a point is one of a list with elided letters or of a range: `BL31–BL34`, `BL 60, 67`.
fn in_elided_list(registry: &Registry, clause: &str, point: PointId) -> bool {
    codes_in(clause).iter().any(|(start, _)| {
        let end = clause[*start..]
            .find(|character: char| !(character.is_alphanumeric() || " ,-–—&.\u{a0}".contains(character)))
            .map_or(clause.len(), |length| start + length);
        super::PointReference::parse_list(registry, &clause[*start..end]).iter().any(|one| one.point() == Some(point))
    })
}

fn without(folded: &str, phrases: &[&str]) -> String {
    phrases.iter().fold(folded.to_owned(), |text, phrase| text.replace(phrase, " "))
}

fn contains_any(folded: &str, words: &[&str]) -> bool {
    words.iter().any(|word| folded.contains(word))
}

/// Whether a folded text holds a name between word boundaries.
fn contains_name(folded: &str, name: &str) -> bool {
    let name = fold_name(name);
    !name.is_empty()
        && folded.match_indices(&name).any(|(start, _)| {
            let before = folded[..start].chars().next_back();
            let after = folded[start + name.len()..].chars().next();
            let free = |beside: Option<char>| beside.is_none_or(|character| !character.is_ascii_alphanumeric());
            free(before) && free(after)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_birth_is_not_pregnancy() {
        for name in [
            "Nausea in Pregnancy",
            "Morning sickness",
            "Hyperemesis",
            "Breech presentation",
            "妊娠惡阻",
            "Back pain in pregnant women",
            "Pelvic girdle pain in pregnancy and postpartum",
            "Threatened miscarriage",
            "Labour preparation",
            "Fertility and early pregnancy",
        ] {
            assert!(is_of_pregnancy(name), "{name}");
        }
        for name in [
            "Postpartum Low Back Pain",
            "Infertility",
            "Preparing for Pregnancy",
            "Preparing your body for pregnancy",
            "Low Back Pain",
            "產後腰痛",
            "Fatigue after a miscarriage",
            "不孕",
            "避孕",
            "Back pain after a pregnancy",
            "Difficulty getting pregnant",
        ] {
            assert!(!is_of_pregnancy(name), "{name}");
        }
    }

    #[test]
    fn caution_must_be_about_the_point_or_points() {
        let registry = Registry::new();
        let hegu = registry.point_with_code("LI4").unwrap();
        for text in [
            "In pregnancy LI4 is traditionally\ncontraindicated.",
            "Avoid Hegu until the birth.",
            "Avoid LI-4 and SP 6.",
            "Points on the belly are not used in pregnancy.",
            "## Cautions\n\n- LI4\n- SP6\n",
            "孕婦不可用合谷。",
            "Large Intestine 4 is not safe now.",
            "Skip LI4 while pregnant",
            "LI4 should never be needled in pregnancy.",
            "Not for use in pregnancy.",
            "LI4 may bring on labour.",
            "Do not press LI4.",
        ] {
            assert!(has_caution(&registry, text, hegu), "{text}");
        }
        for text in [
            "Avoid cold drinks in pregnancy. Press LI4 for a minute.",
            "Press LI4 firmly.",
            "Avoid LI40.",
            "Avoid SP6 and press LI4 instead.",
            "LI4 is not contraindicated in pregnancy.",
            "LI4 never fails.",
            "Acupuncture in pregnancy should not hurt.",
            "Never mind the pain: LI4 is great.",
        ] {
            assert!(!has_caution(&registry, text, hegu), "{text}");
        }
    }
}
