//! Pregnancy: which conditions are of it, and whether a text speaks of caution.

use super::text::fold_name;

/// Words (folded) by which a condition is one of pregnancy.
const OF_PREGNANCY: &[&str] = &[
    "pregnant",
    "pregnancy",
    "gestation",
    "gestational",
    "gravidarum",
    "antenatal",
    "prenatal",
    "morning sickness",
    "miscarriage",
    "breech",
    "fetus",
    "foetus",
    "fetal",
    "foetal",
    "first trimester",
    "second trimester",
    "third trimester",
    "pre eclampsia",
    "preeclampsia",
    "expectant",
    "妊娠",
    "孕",
    "胎",
    "懷孕",
    "怀孕",
];

/// Words (folded) by which it is before or after, not during: after birth is not pregnancy.
const NOT_OF_PREGNANCY: &[&str] = &[
    "postpartum",
    "post partum",
    "postnatal",
    "post natal",
    "after birth",
    "after childbirth",
    "after delivery",
    "after pregnancy",
    "after miscarriage",
    "following miscarriage",
    "before pregnancy",
    "preparing for pregnancy",
    "preparation for pregnancy",
    "planning pregnancy",
    "preconception",
    "trying for pregnancy",
    "infertility",
    "subfertility",
    "fertility",
    "unable to conceive",
    "產後",
    "产后",
    "不孕",
    "備孕",
    "备孕",
    "孕前",
];

/// Words (folded) that make a sentence one of caution.
const CAUTION: &[&str] = &[
    "contraindicat",
    "caution",
    "avoid",
    "do not",
    "don t",
    "dont",
    "not be needled",
    "not be used",
    "not needled",
    "not recommended",
    "not advised",
    "not suitable",
    "not to be",
    "not used",
    "should not",
    "must not",
    "never",
    "forbidden",
    "prohibited",
    "left out",
    "leave out",
    "omit",
    "unsafe",
    "except in pregnan",
    "unless",
    "refrain",
    "stay away",
    "禁",
    "慎",
    "不宜",
    "避免",
    "勿",
];

/// Words (folded) by which a sentence about pregnancy speaks of points or treatment at all.
const ABOUT_POINTS: &[&str] = &[
    "point", "acupunct", "acupress", "needl", "moxa", "moxibust", "press", "stimulat", "massage", "穴", "針", "针",
    "灸",
];

/// Whether a condition of this name is one of pregnancy.
pub fn is_of_pregnancy(name: &str) -> bool {
    let folded = fold_name(name);
    contains_any(&folded, OF_PREGNANCY) && !contains_any(&folded, NOT_OF_PREGNANCY)
}

/// Whether a text holds a word of caution for a point in pregnancy.
///
/// That is a sentence with a word of caution that names the point (any of `names`), or that speaks of
/// pregnancy and of points or treatment in general.
pub fn has_caution(text: &str, names: &[String]) -> bool {
    text.split_inclusive(['.', '!', '?', ';', '\n', '。', '！', '？', '；']).any(|sentence| {
        let folded = fold_name(sentence);
        contains_any(&folded, CAUTION)
            && (names.iter().any(|name| contains_name(&folded, name))
                || (contains_any(&folded, &["pregnan", "trimester", "妊娠", "孕"])
                    && contains_any(&folded, ABOUT_POINTS)))
    })
}

fn contains_any(folded: &str, words: &[&str]) -> bool {
    words.iter().any(|word| folded.contains(word))
}

/// Whether a folded text holds a folded name between word boundaries.
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
            "Hyperemesis gravidarum",
            "Breech presentation",
            "妊娠惡阻",
            "Low back pain in pregnant women",
        ] {
            assert!(is_of_pregnancy(name), "{name}");
        }
        for name in [
            "Postpartum Low Back Pain",
            "Infertility",
            "Preparing for Pregnancy",
            "Low Back Pain",
            "產後腰痛",
            "Fatigue after miscarriage",
            "不孕",
        ] {
            assert!(!is_of_pregnancy(name), "{name}");
        }
    }

    #[test]
    fn caution_must_be_about_the_point_or_points() {
        let names = ["LI4".to_owned(), "Hegu".to_owned()];
        assert!(has_caution("In pregnancy LI4 is traditionally contraindicated.", &names));
        assert!(has_caution("Avoid Hegu until the birth.", &names));
        assert!(has_caution("These points are not used in pregnancy.", &names));
        assert!(!has_caution("Avoid cold drinks in pregnancy. Press LI4 for a minute.", &names));
        assert!(!has_caution("Press LI4 firmly.", &names));
        assert!(!has_caution("Avoid LI40.", &names));
    }
}
