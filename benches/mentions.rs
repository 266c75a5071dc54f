//! How fast mentions are found, and how little that depends on how many names there are.
//!
//! `cargo bench --bench mentions` prints megabytes a second for libraries of 500, 5,000 and 50,000 names, on a text
//! like a publisher's: prose, with a point or a title in every other sentence.

use std::sync::Arc;

use acupress::library::Kind;
use acupress::mentions::{Context, Finder, Name, Target};
use acupress::tcm::Registry;
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

const ORGANS: [&str; 8] = ["Kidney", "Liver", "Spleen", "Heart", "Lung", "Stomach", "Bladder", "Gallbladder"];
const STATES: [&str; 6] =
    ["Qi Deficiency", "Yang Deficiency", "Yin Deficiency", "Fire Blazing", "Qi Stagnation", "Damp-Heat"];
const SIGNS: [&str; 10] = [
    "Insomnia",
    "Low Back Pain",
    "Night Sweats",
    "Tinnitus",
    "Poor Appetite",
    "Cough",
    "Palpitations",
    "Dizziness",
    "Cold Knees",
    "Fatigue",
];

/// A title unlike all others: `Kidney Yang Deficiency with Cough in Stage 12`.
fn title(number: usize) -> String {
    let (organ, state, sign) = (ORGANS[number % 8], STATES[number / 8 % 6], SIGNS[number / 48 % 10]);
    match number {
        0..480 => format!("{organ} {state} with {sign}"),
        _ => format!("{organ} {state} with {sign} in Stage {}", number / 480),
    }
}

/// About 1,000 words that mention points in several notations and some of the titles.
fn text(names: usize) -> String {
    let mut text = String::new();
    for paragraph in 0..24 {
        let name = title(paragraph * 7919 % names);
        text.push_str(&format!(
            "The old books call the low back the mansion of the Kidneys, and most people who come to us with {} want \
             two things of a winter evening: less of it by tonight, and not to have it again. Press Shenshu (BL 23) and \
             KD-3 for five slow breaths, then BL 15, {} with the thumb. A scan may speak of L4 and L5; vitamin B12 is \
             another matter, and so is the street at Mill St 36.\n\n",
            name.to_lowercase(),
            16 + paragraph,
        ));
    }
    text
}

#[divan::bench(args = [500, 5_000, 50_000])]
fn find(bencher: Bencher<'_, '_>, names: usize) {
    let registry = Arc::new(Registry::new());
    let library: Vec<Name> = (0..names)
        .map(|number| Name { text: title(number), kind: Kind::Pattern, target: Target::Entry(number as u32) })
        .collect();
    let finder = Finder::new(&registry, &library);
    let text = text(names);
    let context = Context::default();
    bencher.counter(BytesCount::of_str(&text)).bench(|| finder.find(&text, &context).spots.len());
}

#[divan::bench(args = [500, 5_000, 50_000])]
fn build_automaton(bencher: Bencher<'_, '_>, names: usize) {
    let registry = Arc::new(Registry::new());
    let library: Vec<Name> = (0..names)
        .map(|number| Name { text: title(number), kind: Kind::Pattern, target: Target::Entry(number as u32) })
        .collect();
    bencher.bench(|| Finder::new(&registry, &library));
}
