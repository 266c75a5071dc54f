//! What is true of every import: no word of an article is lost, and nothing in a file makes it fall over.

use std::sync::Arc;

use acupress::import::{Options, import};
use acupress::mentions::Finder;
use acupress::tcm::Registry;
use proptest::prelude::*;

/// A line of an article, with a place for a word of its own.
const LINES: &[&str] = &[
    "Common Patterns for {}\n",
    "\nTreatment Principles\n\n",
    "\nKey Organ Systems\n\n",
    "\nDaily Acupressure\n\n",
    "\nReferences\n\n",
    "\nWhat to Eat\n\n",
    "\nPATTERNS {}\n\n",
    "\nTCM Treatment Recommendations\n\n",
    "  1. Kidney {} Deficiency\n",
    "    • Symptoms: dull {}, fatigue ({}), weak knees.\n",
    "    • Tongue: pale {}.\n",
    "    • Pulse: deep {}\n",
    "  2. Kidney (Shen) – Governs {} and bones; {}.\n",
    "  • Tonify Kidney Qi and {}.\n",
    "  1. BL23 – Shen Shu ()\n",
    "  2. KD3 – Tai Xi (太溪), {}\n",
    "UB 40 (Weizhong): behind the {} knee. Moves {} downwards.\n",
    "    • Location: 1.5 cun lateral to {}.\n",
    "    - Function: Strengthens the {}.\n",
    "      * Tip: wear {} socks\n",
    "Technique: press for {} minutes.\n",
    "  • Acupuncture: BL23, GV4 to warm {}.\n",
    "  • Cupping: along the {} channel.\n",
    "Moxibustion – GV4, BL 15, 20 for {}\n",
    "  1. Maciocia, {}. The {} of Medicine. Elsevier, 2005. ISBN: 9780443074905\n",
    "{}, G. (2015). {} (3rd ed.). Elsevier.\n",
    "In Chinese medicine the {} rests in the Kidney and {} moves.\n",
    "- {}: {}; {}\n",
    "* {}\n",
    "A line of {} without an end\n",
    "LU12 ({}) does not exist.\n",
    "腎俞（{}）：腰部。{}\n",
    "\n",
    "\n",
];

/// An article whose words are all its own: `wa`, `wb`… each once.
fn article() -> impl Strategy<Value = (String, Vec<String>)> {
    prop::collection::vec(0..LINES.len(), 4..60).prop_map(|lines| {
        let mut words = Vec::new();
        let mut text = String::from(
            "Night Sweats: A Test\n\nIn Chinese medicine the Kidney stores Essence and BL23 strengthens it.\n\n",
        );
        for line in lines {
            let mut rest = LINES[line];
            while let Some((before, behind)) = rest.split_once("{}") {
                let word = format!("zq{}", letters(words.len()));
                text.push_str(before);
                text.push_str(&word);
                words.push(word);
                rest = behind;
            }
            text.push_str(rest);
        }
        (text, words)
    })
}

fn letters(number: usize) -> String {
    let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
    format!("{}{}{}", letter(number / 676), letter(number / 26), letter(number))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_an_article_is_lost((text, words) in article()) {
        let registry = Arc::new(Registry::new());
        let finder = Finder::new(&registry, &[]);
        for name in ["article.txt", "article.md"] {
            // Too little of an article is refused, and refusing loses nothing.
            let Ok(imported) = import(&finder, &registry, name, text.as_bytes(), Options::default()) else { continue };
            for word in &words {
                let kept = imported.markdown.contains(word.as_str()) || imported.debris.iter().any(|line| line.contains(word.as_str()));
                prop_assert!(kept, "{word} is lost from {name}:\n{text}\n{}", imported.markdown);
            }
        }
    }

    #[test]
    fn nothing_in_a_file_makes_an_import_fall_over(bytes in prop::collection::vec(any::<u8>(), 0..600), text in "\\PC{0,300}", ending in 0..5usize) {
        let registry = Arc::new(Registry::new());
        let finder = Finder::new(&registry, &[]);
        let name = ["a.txt", "a.md", "a.html", "a.docx", "a"][ending];
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            // Either answer is right, as long as there is one.
            let _ = import(&finder, &registry, name, bytes, Options::default());
        }
    }
}
