//! One article: what its front matter declares, before any program's notation.

use super::body;
use super::random::Random;
use super::subjects::{Pattern, Subjects};
use super::words::Vocabulary;

/// How many articles have titles of their own.
pub const MOST: usize = 300 * DOINGS.len() * THINGS.len();

const DOINGS: [&str; 36] = [
    "Calming",
    "Rebuilding",
    "Rooting",
    "Moving",
    "Easing",
    "Settling",
    "Guarding",
    "Feeding",
    "Listening to",
    "Befriending",
    "Understanding",
    "Opening",
    "Softening",
    "Draining",
    "Lifting",
    "Holding",
    "Sheltering",
    "Tending",
    "Refilling",
    "Untangling",
    "Steadying",
    "Reading",
    "Following",
    "Clearing",
    "Balancing",
    "Restoring",
    "Loosening",
    "Brightening",
    "Deepening",
    "Slowing",
    "Kindling",
    "Cooling",
    "Gathering",
    "Mending",
    "Protecting",
    "Sparing",
];
const THINGS: [&str; 40] = [
    "the Root",
    "the Middle",
    "What Is Below",
    "the Waters",
    "the Fire Within",
    "a Tired Spirit",
    "the Long Night",
    "the Sinews",
    "Blood and Breath",
    "an Overworked Liver",
    "the Gate of Life",
    "the Quiet Hours",
    "the Sea of Marrow",
    "a Cold House",
    "the First Weeks",
    "What Others Miss",
    "the Seasons",
    "the Old Injury",
    "an Uneasy Heart",
    "the Kitchen Pharmacy",
    "the Two Kidneys",
    "the Upper Burner",
    "a Weak Defence",
    "the Mansion of the Back",
    "the Mother and the Child",
    "the Five Tastes",
    "a Stubborn Knot",
    "the Bridge of the Nose",
    "the Ancestors' Gift",
    "the Morning Stiffness",
    "a Wandering Pain",
    "the Great Vessel",
    "the Source and the Stream",
    "an Empty Lamp",
    "the Evening Tide",
    "the Body's Own Weather",
    "the Branch before the Root",
    "the Lake and the Cloud",
    "a House without Doors",
    "the Turning of the Year",
];

const METHODS: [&str; 6] = ["acupuncture", "acupressure", "moxibustion", "cupping", "gua sha", "herbal medicine"];

/// An article. Names and places are those of [`Subjects`].
#[derive(Debug)]
pub struct Article<'a> {
    pub slug: String,
    pub title: String,
    pub description: String,
    pub date: String,
    pub conditions: Vec<&'a str>,
    pub organs: Vec<&'static (&'static str, &'static str)>,
    pub patterns: Vec<Item<'a>>,
    pub principles: Vec<String>,
    pub points: Vec<PointItem>,
    pub treatments: Vec<Treatment>,
    /// Places in [`Subjects::books`].
    pub sources: Vec<usize>,
    /// Markdown, whose links to other articles have the address `article:` and a slug.
    pub body: String,
}

/// A pattern, as an article has it.
#[derive(Debug)]
pub struct Item<'a> {
    pub pattern: &'a Pattern,
    pub signs: Vec<&'a str>,
    pub principle: String,
}

/// A point, as an article has it.
#[derive(Debug)]
pub struct PointItem {
    /// Its place in [`Subjects::points`].
    pub point: usize,
    /// The code as the front matter has it.
    pub written: String,
    pub function: String,
    pub technique: Option<String>,
    /// Places of the patterns that it addresses, in the article's list.
    pub patterns: Vec<usize>,
}

/// A treatment, with places of points in the article's list.
#[derive(Debug)]
pub struct Treatment {
    pub method: &'static str,
    pub points: Vec<usize>,
    pub purpose: String,
}

/// The title of an article: all conditions by turns, each time with another subtitle.
pub fn title(subjects: &Subjects, number: usize) -> String {
    let (turn, condition) = (number / subjects.conditions.len(), number % subjects.conditions.len());
    // Steps that share no divisor with the numbers of subtitles lead through all of them.
    let subtitle = (turn * 7 + condition * 11) % (DOINGS.len() * THINGS.len());
    let (doing, thing) = (subtitle % DOINGS.len(), (subtitle / DOINGS.len() + subtitle * 3) % THINGS.len());
    format!("{}: {} {}", subjects.conditions[condition], DOINGS[doing], THINGS[thing])
}

/// The last part of an article's address.
pub fn slug(title: &str) -> String {
    let words = title.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

impl<'a> Article<'a> {
    /// The article of a number, which is the same in a library of any size.
    pub fn new(vocabulary: &Vocabulary, subjects: &'a Subjects, number: usize) -> Article<'a> {
        let random = &mut Random::of(SORT, number);
        let title = title(subjects, number);
        let mut conditions = vec![subjects.conditions[number % subjects.conditions.len()].as_str()];
        if random.percent(35) {
            let other = random.frequent(&subjects.conditions).as_str();
            conditions.extend((other != conditions[0]).then_some(other));
        }
        let count = random.within(3, 5);
        let patterns: Vec<Item> = random
            .several(count, &subjects.patterns)
            .into_iter()
            .map(|pattern| {
                let skipped = random.below(3);
                let signs = pattern.signs.iter().skip(skipped).map(String::as_str).collect();
                Item { pattern, signs, principle: sentence(vocabulary, random) }
            })
            .collect();
        let mut chosen: Vec<usize> = Vec::new();
        for item in &patterns {
            for _ in 0..2 {
                chosen.push(*random.one(&item.pattern.points));
            }
        }
        chosen.extend((0..2).map(|_| random.rank(subjects.points.len())));
        let mut seen: Vec<usize> = Vec::new();
        chosen.retain(|point| {
            !seen.contains(point) && {
                seen.push(*point);
                true
            }
        });
        let points: Vec<PointItem> = chosen
            .into_iter()
            .map(|point| PointItem {
                point,
                written: if random.percent(80) {
                    subjects.points[point].code.to_owned()
                } else {
                    subjects.points[point].notation(random)
                },
                function: sentence(vocabulary, random),
                technique: random.percent(30).then(|| sentence(vocabulary, random)),
                patterns: (0..patterns.len()).filter(|_| random.percent(40)).collect(),
            })
            .collect();
        let count = random.within(2, 4);
        let treatments = (0..count)
            .map(|_| {
                let first = random.below(points.len());
                Treatment {
                    method: random.frequent::<&str>(&METHODS),
                    points: (first..points.len()).take(4).collect(),
                    purpose: sentence(vocabulary, random),
                }
            })
            .collect();
        let count = random.within(3, 5);
        let organs = random.several(count, subjects.organs);
        let count = random.within(2, 4);
        let principles = (0..count).map(|_| sentence(vocabulary, random)).collect();
        let mut sources: Vec<usize> = Vec::new();
        for _ in 0..random.within(2, 5) {
            let book = random.rank(subjects.books.len());
            if !sources.contains(&book) {
                sources.push(book);
            }
        }
        let mut article = Article {
            slug: slug(&title),
            title,
            description: format!("{} {}", sentence(vocabulary, random), sentence(vocabulary, random)),
            date: format!("{}-{:02}-{:02}", 2010 + number * 13 % 16, 1 + number * 7 % 12, 1 + number * 11 % 28),
            conditions,
            organs,
            patterns,
            principles,
            points,
            treatments,
            sources,
            body: String::new(),
        };
        article.body = body::body(vocabulary, subjects, &article, number, random);
        article
    }
}

/// Parts the chances of articles from others.
const SORT: u64 = 0xA271;

/// A short sentence, as items of front matter have them.
fn sentence(vocabulary: &Vocabulary, random: &mut Random) -> String {
    const FORMS: [&str; 6] = [
        "{Do} the {noun} and {do} the {noun}.",
        "{Does} the {adjective} {noun}.",
        "{Do} what is {adjective}, {do} the {plural}.",
        "{Does} the {noun} and {does} {adjective} {plural}.",
        "For {adjective} {plural} with {sign}.",
        "{Do} the {noun} {adverb} until the {noun} is {adjective}.",
    ];
    let form = *random.one(&FORMS);
    body::filled(form, random, &mut |slot, random| vocabulary.word(slot, random))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn titles_are_many() {
        let subjects = Subjects::new(&Vocabulary::new());
        // All of one condition.
        let numbers = (5..MOST).step_by(subjects.conditions.len());
        let slugs: HashSet<String> = numbers.map(|number| slug(&title(&subjects, number))).collect();
        assert_eq!(slugs.len() * subjects.conditions.len(), MOST);
    }

    #[test]
    fn an_article_is_the_same_each_time() {
        let vocabulary = Vocabulary::new();
        let subjects = Subjects::new(&vocabulary);
        let one = format!("{:?}", Article::new(&vocabulary, &subjects, 23));
        assert_eq!(one, format!("{:?}", Article::new(&vocabulary, &subjects, 23)));
        assert_ne!(one, format!("{:?}", Article::new(&vocabulary, &subjects, 24)));
    }
}
