//! The text of an article: seven sections or so of sentences that nobody has to believe.

use super::article::{self, Article};
use super::random::Random;
use super::subjects::Subjects;
use super::words::Vocabulary;

/// Words that a body has, about.
const WORDS: usize = 1_010;

/// Sentences. Each `{slot}` is filled; one with a capital begins with a capital.
const SENTENCES: &[&str] = &[
    "The {noun} {does} the {noun}, and the {adjective} {noun} {does} what is left.",
    "{Adverb} the {noun} is {adjective}, and then the {plural} {do} the {noun}.",
    "In {plural} of this kind we look for {sign}, {sign} and a {adjective} {noun}.",
    "A {adjective} {noun} and {sign} belong to {pattern}.",
    "{Pattern} comes with {sign}, while {pattern} comes with {sign}.",
    "What {term} means in this {noun} is not the {noun} but the {adjective} {noun} behind it.",
    "The old {plural} call it {term}; a {adjective} {noun} would be a modern name for it.",
    "When the {noun} cannot {do} the {noun}, {condition} {adverb} follows.",
    "{Family} and {family} found {number} {adjective} {plural} among {number} with {condition}.",
    "The {noun} of {rare} is {adjective} here, and so is that of the {noun}.",
    "A finding such as {rare} or {rare} needs a {noun} of its own.",
    "The {organ} {does} the {noun}, the {organ} {does} the {noun}, and between the two lies the {noun}.",
    "If the {organ} is {adjective}, the {plural} are {adjective} as well.",
    "{Point} lies in a {adjective} {noun} beside the {noun}, and {point} a hand's width below it.",
    "What {point} does for the {noun}, {point} does for the {plural}.",
    "Press {own} for {number} breaths, {adverb}, and feel how the {noun} {does} the {noun}.",
    "Needle {own} and {own} {adverb}, with a {adjective} {noun}.",
    "The effect of {own} on the {noun} is {adjective} and {adverb} outlasts the {noun}.",
    "{Herb} {does} the {noun}; {herb} {does} the {plural} and is {adjective} in nature.",
    "Of {food}, {food} and {food} the last one is the most {adjective}.",
    "She {adverb} came on {adjective} {plural}, with {sign} and a {noun} that nothing could {do}.",
    "He was in his {number}th year, {adjective}, and told of {sign} since the {noun}.",
    "After {number} {plural} the {noun} was {adjective}, the {noun} {adjective} and the {sign} gone.",
    "Nobody has shown that the {noun} {does} the {noun}, although {family} is sure of it.",
    "The {plural} of the {adjective} {noun} {do} each other, as {plural} do.",
    "It is a {noun}, not a {noun}: {adjective}, {adjective} and {adverb} {adjective}.",
    "See a doctor if there is {sign} together with {sign}, or if the {noun} is suddenly {adjective}.",
    "Our article on [{other}]({address}) tells more of the {noun}.",
    "Why should a {adjective} {noun} {do} the {plural}?",
    "Because {term} and {term} {do} each other, the {noun} is never {adverb} {adjective}.",
    "*{Book}* has a {adjective} chapter on the {noun} and its {plural}.",
    "There are {plural}, **{adjective} ones** too, in which {sign} stands for {condition}.",
    "Take the {noun} in both hands, turn the {noun} and let the {plural} {do} the {noun} for a {noun}.",
    "{Family} {adverb} wrote that the {noun} should {do} before it can {do}.",
    "One {noun} a {noun} is enough; {number} would be too many for a {adjective} {noun}.",
    "The same holds for {condition} and, with a {adjective} {noun}, for {condition}.",
    "Some {plural} are {adjective} by birth, others {adverb} become so through {plural} and {plural}.",
    "With {rare} the {noun} looks {adjective}, but the {noun} tells the truth.",
    "People who {do} their {plural} {adverb} seldom need a {adjective} {noun}.",
    "Between {noun} and {noun} there is a {noun} that no {noun} {does}.",
];

const HEADINGS: &[&str] = &[
    "What the {noun} tells",
    "{Condition} and the {organ}",
    "Where the {noun} comes from",
    "The {adjective} {noun}",
    "In the {noun} of the {plural}",
    "A {noun} from the clinic",
    "{Pattern}, or something else?",
    "When to see a doctor",
    "How the {organ} is involved",
    "The {plural} and their {noun}",
    "What to do every {noun}",
];

/// The text of an article whose front matter is there.
pub fn body(
    vocabulary: &Vocabulary,
    subjects: &Subjects,
    article: &Article<'_>,
    number: usize,
    random: &mut Random,
) -> String {
    let mut writer = Body { vocabulary, subjects, article, number, text: String::new(), words: 0 };
    let sections = 6 + number % 3;
    writer.paragraphs(WORDS / (sections + 1), random);
    let (table, points, foods) = (random.within(1, 2), random.within(3, 4), random.within(5, sections));
    for section in 1..=sections {
        let until = WORDS * (section + 1) / (sections + 1);
        if section == table {
            writer.heading("Patterns side by side", random);
            writer.table(random);
        } else if section == points {
            writer.heading("Points for {condition}", random);
            writer.points(random);
        } else if section == foods {
            writer.heading("At the table", random);
            writer.foods(random);
        } else {
            let heading = *random.one(HEADINGS);
            writer.heading(heading, random);
        }
        writer.paragraphs(until, random);
    }
    writer.text
}

/// A text under construction.
struct Body<'a> {
    vocabulary: &'a Vocabulary,
    subjects: &'a Subjects,
    article: &'a Article<'a>,
    number: usize,
    text: String,
    words: usize,
}

impl Body<'_> {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.words += text.split_whitespace().count();
    }

    fn sentence(&self, form: &str, random: &mut Random) -> String {
        // The address stands behind the title that it belongs to.
        let mut other = String::new();
        filled(form, random, &mut |slot, random| {
            let Body { vocabulary, subjects, article, number, .. } = self;
            match slot {
                "condition" if random.percent(50) => random.one(&article.conditions).to_lowercase(),
                "condition" => random.frequent(&subjects.conditions).to_lowercase(),
                "pattern" if random.percent(60) => random.one(&article.patterns).pattern.name.to_owned(),
                "pattern" => {
                    let pattern = random.frequent(&subjects.patterns);
                    if random.percent(70) {
                        pattern.name.to_owned()
                    } else {
                        format!("{} {}", pattern.name, pattern.hanzi)
                    }
                }
                "organ" if random.percent(70) => random.one(&article.organs).0.to_owned(),
                "organ" => random.one(subjects.organs).0.to_owned(),
                "own" => subjects.points[random.one(&article.points).point].mention(random),
                "point" => random.frequent(&subjects.points).mention(random),
                "book" => subjects.books[*random.one(&article.sources)].title.clone(),
                "other" => {
                    // Only earlier articles are there whatever the library's size.
                    let title = article::title(subjects, random.below(*number));
                    other = format!("article:{}", article::slug(&title));
                    title.split(':').next().unwrap_or_default().to_lowercase()
                }
                "address" => other.clone(),
                word => vocabulary.word(word, random),
            }
        })
    }

    fn heading(&mut self, form: &str, random: &mut Random) {
        let heading = self.sentence(form, random);
        self.push(&format!("## {heading}\n\n"));
    }

    /// Paragraphs until the text has so many words.
    fn paragraphs(&mut self, until: usize, random: &mut Random) {
        while self.words < until {
            let sentences = random.within(3, 6);
            for place in 0..sentences {
                let form = *random.one(SENTENCES);
                if self.number == 0 && form.contains("{other}") {
                    continue;
                }
                let sentence = self.sentence(form, random);
                self.push(&sentence);
                self.text.push(if place + 1 < sentences { ' ' } else { '\n' });
            }
            self.text.push('\n');
        }
    }

    fn table(&mut self, random: &mut Random) {
        self.push("| Pattern | Signs | Tongue | Points |\n| --- | --- | --- | --- |\n");
        let Body { subjects, article, .. } = *self;
        for item in &article.patterns {
            let (pattern, signs) = (item.pattern, item.signs[..2].join(", "));
            let points: Vec<String> =
                pattern.points[..3].iter().map(|point| subjects.points[*point].notation(random)).collect();
            self.push(&format!("| {} | {signs} | {} | {} |\n", pattern.name, pattern.tongue, points.join(", ")));
        }
        self.text.push('\n');
    }

    fn points(&mut self, random: &mut Random) {
        let Body { subjects, article, .. } = *self;
        for (place, item) in article.points.iter().take(5).enumerate() {
            let point = &subjects.points[item.point];
            let line = format!("{}. {}, “{}”: ", place + 1, point.mention(random), point.english);
            let form = "a {adjective} {noun} that {does} the {noun} and {does} {adjective} {plural}.\n";
            let rest = self.sentence(form, random);
            self.push(&(line + &rest));
        }
        self.text.push('\n');
    }

    fn foods(&mut self, random: &mut Random) {
        for _ in 0..random.within(4, 6) {
            let line = self.sentence("- {Food}: {adverb} {adjective}, for a {noun} with {sign}\n", random);
            self.push(&line);
        }
        self.text.push('\n');
    }
}

/// Fills the slots of a form.
pub fn filled(form: &str, random: &mut Random, word: &mut dyn FnMut(&str, &mut Random) -> String) -> String {
    let mut text = String::with_capacity(form.len() * 2);
    let mut rest = form;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((slot, after)) = behind.split_once('}') else { break };
        text.push_str(before);
        let filler = word(&slot.to_lowercase(), random);
        if text.ends_with(" a ") && filler.starts_with(['a', 'e', 'i', 'o']) {
            text.insert(text.len() - 1, 'n');
        }
        if slot.starts_with(char::is_uppercase) {
            let mut letters = filler.chars();
            text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            text.push_str(letters.as_str());
        } else {
            text.push_str(&filler);
        }
        rest = after;
    }
    text.push_str(rest);
    text
}
