//! The law of citations: no word is lost, and none is invented.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Citation, parse};
use crate::tcm::text::is_han;

/// Words that say what the next is, and vanish into the field of that name.
const LABELS: &[&str] = &[
    "isbn", "doi", "dx", "org", "http", "https", "www", "url", "by", "and", "p", "pp", "pg", "page", "pages", "年",
    "版", "出", "第", "页", "頁", "著", "撰",
];

/// Runs of letters and digits in lower case, and every Han character on its own, with how often each stands.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut run = String::new();
    for character in text.chars().chain(std::iter::once(' ')) {
        if character.is_alphanumeric() && !is_han(character) {
            run.extend(character.to_lowercase());
            continue;
        }
        if !run.is_empty() {
            *counts.entry(std::mem::take(&mut run)).or_default() += 1;
        }
        if is_han(character) {
            *counts.entry(character.to_string()).or_default() += 1;
        }
    }
    counts
}

fn fields(citation: &Citation) -> String {
    let Citation { authors, title, publisher, year, edition, isbn, doi, url, pages, rest } = citation;
    let others = [publisher, year, edition, isbn, doi, url, pages, rest].into_iter().flatten();
    authors.iter().chain([title]).chain(others).map(String::as_str).collect::<Vec<_>>().join(" | ")
}

/// What of a text a citation lost or invented.
pub(super) fn broken(text: &str, citation: &Citation) -> Option<String> {
    let parted = text.replace("ISBN9", "ISBN 9").replace("ISBN0", "ISBN 0");
    let (before, after) = (words(&parted), words(&fields(citation)));
    // A number of up to three digits in front is the list's.
    let first = text.split(|character: char| !character.is_alphanumeric()).find(|word| !word.is_empty());
    let number = first.filter(|word| word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or("");
    let labelled = text.to_lowercase().contains("isbn");
    let lost = before.iter().find(|(word, count)| {
        let label = LABELS.contains(&word.as_str()) || labelled && matches!(word.as_str(), "10" | "13");
        let kept = after.get(*word).copied().unwrap_or(0) + usize::from(*word == number);
        kept < **count && !label
    });
    // What is but an address is called by it.
    let ids = [&citation.url, &citation.doi, &citation.isbn];
    let alone = |word: &str| {
        ids.iter().any(|id| id.as_deref().is_some_and(|id| citation.title.contains(id) && words(id).contains_key(word)))
    };
    let invented = after.iter().find(|(word, count)| before.get(*word).copied().unwrap_or(0) < **count && !alone(word));
    lost.map(|(word, _)| format!("lost {word:?}")).or_else(|| invented.map(|(word, _)| format!("invented {word:?}")))
}

const AUTHORS: &[&str] = &[
    "Maciocia, Giovanni",
    "Deadman, Peter, Al-Khafaji, M., & Baker, K.",
    "Chen, John K., & Chen, Tina T.",
    "Maciocia, G.",
    "Smith, C. A., & Lee, J.-P.",
    "World Health Organization",
    "Deadman, Peter, et al.",
    "Deadman P, Al-Khafaji M, Baker K",
    "Carr DJ",
    "Unschuld, Paul U.",
    "Ted Kaptchuk",
    "NHS",
    "杨继洲",
    "[明]杨继洲著",
    "张三, 李四, 等",
    "King, M. L., Jr.",
    "Peter Deadman, Mazin Al-Khafaji and Kevin Baker",
    "Rochat de la Vallée, Elisabeth",
    "van der Berg J, O’Connor B",
    "by Peter Deadman",
    "– Peter Deadman",
    "A",
    "I",
    "J.",
    "et al.",
];
const TITLES: &[&str] = &[
    "Obstetrics and Gynecology in Chinese Medicine",
    "The foundations of Chinese medicine (3rd ed.)",
    "“The Placebo Effect.”",
    "\"The Placebo Effect\"",
    "*A Manual of Acupuncture*",
    "_A Manual_ of **Acupuncture**",
    "《针灸大成》",
    "针灸大成[M]",
    "What is Qi? A review",
    "Huangdi Neijing",
    "'The Nurses' Guide'",
    "Vitamin C",
    "1001 Points, 2nd edition",
    "Shang Han Lun, translated by Craig Mitchell",
    "[Acupuncture](https://www.nhs.uk/a_(b))",
    "A",
    "",
];
const IMPRINTS: &[&str] = &[
    "Elsevier, 1998",
    "(McGraw-Hill, 2000)",
    "Hove: JCM Publications; 2007. 675 p",
    "Berkeley: University of California Press, 1985",
    "Acupunct Med. 2015;33(5):413-9",
    "Acupuncture in Medicine, 37(2), 87–97",
    "Annals, vol. 136, no. 11, 2002, pp. 817-25",
    "*Annals*, *136*(11), 817–25",
    "2nd ed., Elsevier",
    "北京: 人民卫生出版社, 1963",
    "人民衛生出版社，2006年",
    "第2版",
    "中国针灸, 2015, 33(5): 413-419",
    "In J. Smith (Ed.), Handbook (2nd ed., pp. 12–30)",
    "Annals 136, no. 11 (2002): 817–25",
    "Blue Poppy Press, Boulder, CO, 1997",
    "Paradigm, Inc.",
];
const SCRAPS: &[&str] = &[
    "(2015)",
    "(2008a, May 3)",
    "(n.d.)",
    "(Eds.)",
    "(trans.)",
    "2007",
    "c1998",
    "ISBN: 9780443048623",
    "ISBN-13: 978-0-443-07490-5 (hbk)",
    "0951054651",
    "080442957X",
    "ISBN 978 92 9061 248 7",
    "ISBN-10 97804430749O5",
    "doi:10.1136/acupmed-2015-010936",
    "https://doi.org/10.1016/S0140-6736(05)67728-8",
    "https://www.nhs.uk/x_y",
    "(accessed 3 May 2024)",
    "Retrieved May 3, 2024, from",
    "Available at:",
    "[3]",
    "3.",
    "•",
    "p. 45",
    "and",
    "&",
    "by",
    "ISBN",
    "doi",
    "www.",
    "http://",
    "10.",
    "et",
    "is",
    "(",
    ")",
    "“",
    "”",
    "\"",
    "'",
    "*",
    "_",
    "[",
    "](",
    "《",
    "》",
    "\\*",
    "…",
    "ﬁ",
    "İ",
    "e\u{301}",
    "\u{1}",
    "\u{200b}",
    "第",
    "年",
    "页",
    "12-30页",
];

fn scrap() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(AUTHORS),
        prop::sample::select(TITLES),
        prop::sample::select(IMPRINTS),
        prop::sample::select(SCRAPS),
    ];
    (part, prop::sample::select(&[". ", ", ", " ", "; ", ": ", "", "? ", "。", "，", ".\u{a0}", " – ", "\n"][..]))
        .prop_map(|(part, separator)| format!("{part}{separator}"))
}

fn kept(text: &str) -> Result<(), TestCaseError> {
    if let Some(citation) = parse(text) {
        prop_assert!(!citation.title.is_empty(), "{text:?}");
        let broken = broken(text, &citation);
        prop_assert!(broken.is_none(), "{broken:?} of {text:?}: {citation:#?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_recombined_citations_is_lost(parts in prop::collection::vec(scrap(), 1..9)) {
        kept(&parts.concat())?;
    }

    #[test]
    fn no_word_of_any_style_is_lost(
        author in prop::sample::select(AUTHORS),
        title in prop::sample::select(TITLES),
        imprint in prop::sample::select(IMPRINTS),
        scraps in prop::collection::vec((0..4_usize, prop::sample::select(SCRAPS)), 0..3),
        separator in prop::sample::select(&[". ", ", ", " "][..]),
    ) {
        let mut parts = vec![author, title, imprint];
        for (at, scrap) in scraps {
            parts.insert(at, scrap);
        }
        kept(&parts.join(separator))?;
    }

    #[test]
    fn no_text_panics(text in "\\PC*", ascii in "[A-Za-z0-9 .,;:()\\[\\]*_\"'&–-]{0,60}") {
        kept(&text)?;
        kept(&ascii)?;
    }
}
