//! Edits of a small library at random, for whatever has to come out the same however a library came to be.

use crate::support::Site;

/// Numbers that look random and are the same each time (Marsaglia's xorshift).
pub struct Random(pub u64);

impl Random {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    /// One of some texts.
    pub fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// Articles that others link to come and go.
pub const CONFIGURATION: &str = "base_url: https://example.org/\nrules: {broken-link: allow, broken-anchor: allow}\n";
const CONDITIONS: [&str; 5] = ["Insomnia", "Low Back Pain", "Anxiety", "失眠", "Headache"];
const PATTERNS: [&str; 4] = ["Kidney Qi Deficiency", "Heart Blood Deficiency", "Liver Fire", "Damp-Heat"];
/// Points that only prose names, so that it decides whether they have a page and where they are named first.
const POINTS_OF_PROSE: [&str; 3] = ["GB30", "LU9", "SI3"];
const POINTS: [&str; 7] = ["BL23", "KI3", "UB-40", "Shenmen", "SP6", "腎俞", "EX-HN3"];

/// A made article.
pub fn article(random: &mut Random, number: usize) -> String {
    let (condition, pattern) = (random.one_of(&CONDITIONS), random.one_of(&PATTERNS));
    let points = [random.one_of(&POINTS), random.one_of(&POINTS)];
    let day = random.below(28) + 1;
    let body = match random.below(4) {
        0 => format!("Press {} gently, and read [[{condition}]].\n\n## Why\n\nIt is {pattern}.", points[0]),
        1 => format!("{{{{ points() }}}}\n\n失眠者取{}。", points[1]),
        2 => "Rest.[^1]\n\n[^1]: And wait.".to_owned(),
        _ => format!("See [another](a{}.md).", random.below(12)),
    };
    format!(
        "---\ntitle: Article {number} on {condition}\ndate: 2026-01-{day:02}\nconditions: [{condition}]\n\
         patterns: [{{name: {pattern}, symptoms: [sign {}]}}]\n\
         points: [{{code: {}, function: Does {}.}}, {}]\n---\n{body}\n",
        random.below(5),
        points[0],
        random.below(9),
        points[1],
    )
}

/// What an edit did.
pub struct Edit {
    /// In words.
    pub said: String,
    /// The files whose bytes are others, where no file came or went.
    pub rewritten: Option<String>,
}

impl Edit {
    fn rewrote(site_had_it: bool, path: &str) -> Edit {
        Edit { said: format!("write {path}"), rewritten: site_had_it.then(|| path.to_owned()) }
    }

    fn moved(said: String) -> Edit {
        Edit { said, rewritten: None }
    }
}

/// Edits the library somehow.
pub fn edit(site: &Site, random: &mut Random) -> Edit {
    let number = random.below(12);
    let path = format!("content/articles/a{number}.md");
    let is_there = site.path(&path).exists();
    match random.below(16) {
        0..=4 => {
            site.write(&path, article(random, number));
            Edit::rewrote(is_there, &path)
        }
        5 if is_there => {
            std::fs::remove_file(site.path(&path)).unwrap();
            Edit::moved(format!("remove {path}"))
        }
        6 if is_there => {
            let other = format!("content/articles/b{}.md", random.below(5));
            std::fs::rename(site.path(&path), site.path(&other)).unwrap();
            Edit::moved(format!("rename {path} {other}"))
        }
        7 => {
            let settings = ["", "mentions: all\n", "language: zh-Hant\n", "footer: Riverside\n", "menu: [points]\n"];
            let settings = random.one_of(&settings);
            site.write("acupress.yaml", format!("{CONFIGURATION}{settings}"));
            Edit::moved(format!("configure {settings:?}"))
        }
        8 => {
            let style = "themes/default/assets/css/own.css";
            site.write(style, format!(".own {{ order: {}; }}", random.below(3)));
            let template = site.path("themes/default/templates/organ.html");
            if template.exists() {
                std::fs::remove_file(template).unwrap();
            } else {
                site.write(
                    "themes/default/templates/organ.html",
                    "{% extends \"base.html\" %}{% block main %}<h1>{{ entry.title }}</h1>{% endblock %}",
                );
            }
            Edit::moved("theme".to_owned())
        }
        9..=11 if is_there => {
            let (condition, point) = (random.one_of(&CONDITIONS), random.one_of(&POINTS));
            let rare = random.one_of(&POINTS_OF_PROSE);
            let lines = "\n".repeat(random.below(3));
            let sentences = [
                format!("Press {point} for {condition}."),
                format!("## On {condition}\n\nRead [[{condition}]] and [[{condition}#why]]."),
                format!("取{point}，治失眠。"),
                "Nothing is named here.".to_owned(),
                format!("{lines}Press {rare} for {condition}."),
                format!("{lines}Needle [[{rare}]], then {point}."),
            ];
            let sentence = &sentences[random.below(6)];
            let text = std::fs::read_to_string(site.path(&path)).unwrap();
            // Every third time the prose is written anew, so that mentions go as well.
            let kept = if random.below(3) == 0 {
                text.find("---\n").and_then(|at| Some(at + 4 + text[at + 4..].find("---\n")? + 4))
            } else {
                None
            };
            site.write(&path, format!("{}\n\n{sentence}\n", &text[..kept.unwrap_or(text.len())]));
            Edit::rewrote(true, &path)
        }
        12..=14 if is_there => {
            let (number, point) = (random.below(3), random.one_of(&POINTS));
            let lines = [
                format!("description: Tells {number}."),
                format!("title: Another {number}"),
                format!("date: 2026-02-0{}", number + 1),
                format!("tags: [tag {number}]\nauthors: [Author {number}]"),
                format!("treatments: [{{method: Method {number}, points: [{point}]}}]"),
                format!("organs: [{{name: Kidney, role: Role {number}.}}]"),
                format!("points: [{{code: {point}, function: Does {number}.}}]"),
            ];
            let line = &lines[random.below(7)];
            let text = std::fs::read_to_string(site.path(&path)).unwrap();
            let key = line.split_inclusive(':').next().unwrap();
            let others = text.split_inclusive('\n').filter(|other| !other.starts_with(key));
            let text: String = others.flat_map(|other| [other, if other == "---\n" { "@" } else { "" }]).collect();
            site.write(&path, text.replacen('@', &format!("{line}\n"), 1).replace('@', ""));
            Edit::rewrote(true, &path)
        }
        _ => {
            let page = ["content/points/bl23.md", "content/conditions/insomnia.md", "content/about.md"];
            let page = random.one_of(&page);
            let number = random.below(3);
            let is_there = site.path(page).exists();
            let title = match page {
                "content/points/bl23.md" => "BL23 Shènshū",
                "content/conditions/insomnia.md" => "Insomnia",
                _ => "About",
            };
            site.write(page, format!("---\ntitle: {title}\ndescription: Text {number}.\n---\nWords {number}.\n"));
            Edit::rewrote(is_there, page)
        }
    }
}

/// A small library to be edited.
pub fn library(random: &mut Random) -> Site {
    let site = Site::bare().file("acupress.yaml", CONFIGURATION);
    for number in 0..8 {
        site.write(&format!("content/articles/a{number}.md"), article(random, number));
    }
    site
}
