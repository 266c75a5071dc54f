//! What is indexed: each entry's page as one leaf or, where it is long, as several.

use std::ops::Range;

use crate::library::{EntryId, Facts, Kind, Library, RelationKind, SourceId};
use crate::load::FrontMatter;
use crate::tcm::PointId;
use crate::weave::{Plain, Weaving};
use crate::words::Words;

use super::memo::LeafNote;

/// Bytes of text from which on a leaf ends at the next section or block; of Han text, which says more in fewer, half.
const LONG: usize = 16 * 1024;
/// Bytes of text that a leaf never exceeds; of Han text half.
const LONGEST: usize = 24 * 1024;
/// Lines that other files' words on an entry give its leaf, at most.
const GATHERED: usize = 40;

/// A stretch of a page that is found as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The entry whose page it is of.
    pub entry: EntryId,
    /// How many leaves of the same entry go before it.
    pub part: u32,
    /// Its bytes of the body's plain text.
    pub body: Range<usize>,
}

/// A section of a leaf's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// Its anchor on the page; empty for what stands at the beginning.
    pub anchor: &'a str,
    /// The words of its heading.
    pub heading: &'a str,
    /// Its text, one block a line.
    pub text: std::borrow::Cow<'a, str>,
}

/// How much relations and mentions touch each entry, by its id, in steps.
pub fn uses(library: &Library, weaving: &Weaving) -> Vec<u32> {
    let mut uses = vec![0_usize; library.entries.len()];
    for relation in library.relations.iter() {
        uses[relation.from.index()] += 1;
        uses[relation.to.index()] += 1;
    }
    for source in (0..library.sources.len() as u32).map(SourceId) {
        weaving.brief(source).mentioned.iter().for_each(|entry| uses[entry.index()] += 1);
    }
    uses.into_iter().map(step).collect()
}

/// How much an entry is used, in steps that grow with it: one mention more hardly ever gives a leaf another number, on
/// which many files depend.
fn step(uses: usize) -> u32 {
    let octave = uses.max(1).ilog2();
    // Up to eight uses each counts; from there on an octave has four steps.
    if octave < 3 { uses as u32 } else { 4 * octave - 4 + (uses >> (octave - 2)) as u32 % 4 }
}

/// All leaves: by kind, in each kind the entries that most refer to first, articles the newest first.
///
/// Of some entries it is `known` where their bodies are cut.
pub fn all<'k>(
    library: &Library,
    weaving: &Weaving,
    uses: &[u32],
    known: impl Fn(EntryId) -> Option<&'k [LeafNote]>,
) -> Vec<Leaf> {
    let mut ids: Vec<EntryId> = library.ids().collect();
    ids.sort_by_cached_key(|id| {
        let entry = library.entry(*id);
        let date =
            library.source_of(*id).and_then(|source| source.front_matter.date).filter(|_| entry.kind == Kind::Article);
        (entry.kind, std::cmp::Reverse(date), std::cmp::Reverse(uses[id.index()]), *id)
    });
    let mut leaves = Vec::with_capacity(ids.len());
    for entry in ids {
        let body = || library.entry(entry).source.map(|source| &weaving.body(source).plain);
        let cuts = match known(entry) {
            Some(known) => known.iter().map(LeafNote::body).collect(),
            None => body().map_or_else(|| vec![Range::default()], cuts),
        };
        leaves.extend((0..).zip(cuts).map(|(part, body)| Leaf { entry, part, body }));
    }
    leaves
}

/// The first leaf of each entry, by its id.
pub fn firsts(library: &Library, leaves: &[Leaf]) -> Vec<u32> {
    let mut firsts = vec![0_u32; library.entries.len()];
    for (number, leaf) in leaves.iter().enumerate().rev() {
        firsts[leaf.entry.index()] = number as u32;
    }
    firsts
}

/// Where a body is cut into leaves: at sections, then at blocks, then between characters.
fn cuts(plain: &Plain) -> Vec<Range<usize>> {
    let text = plain.text.as_str();
    let is_han = text.len() > LONGEST / 2 && text.chars().count() * 2 < text.len();
    let (long, longest) = if is_han { (LONG / 2, LONGEST / 2) } else { (LONG, LONGEST) };
    let mut cuts = Vec::new();
    let mut start = 0;
    while text.len() - start > longest {
        let limit = boundary(text, start + longest);
        let wanted = start + long;
        let sections = || plain.sections.iter().map(|section| section.start);
        let after = sections().find(|at| (wanted..=limit).contains(at));
        let before = || sections().rev().find(|at| (start + long / 2..wanted).contains(at));
        let block = || text[boundary(text, wanted)..limit].find('\n').map(|byte| boundary(text, wanted) + byte + 1);
        let sentence =
            || text[start..limit].rfind(['.', '。', '；', '，', ' ']).map(|byte| start + byte).filter(|at| *at > start);
        let end = after.or_else(before).or_else(block).or_else(sentence).unwrap_or(limit);
        cuts.push(start..end);
        start = end;
    }
    cuts.push(start..text.len());
    cuts
}

/// The nearest place at or before a byte where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|byte| text.is_char_boundary(*byte)).unwrap_or(0)
}

/// Everything that the text of leaves is made of.
#[derive(Clone, Copy)]
pub struct Writer<'a> {
    pub library: &'a Library,
    pub weaving: &'a Weaving,
    pub words: &'a Words,
}

impl<'a> Writer<'a> {
    /// The names of an entry beside its title.
    pub fn names(self, id: EntryId) -> Vec<String> {
        let entry = self.library.entry(id);
        let mut names = entry.names.clone();
        match entry.facts {
            Facts::Point(point) => {
                let point = self.library.registry.point(point);
                names.push(point.name.clone());
                names.extend(point.other_syllables.iter().map(|syllables| (*syllables).to_owned()));
                names.extend(point.hanzi().chain(point.other_hanzi.iter().copied()).map(str::to_owned));
                names.push(point.english.to_owned());
            }
            Facts::Channel(channel) => {
                let channel = self.library.registry.channel(channel);
                let own = [channel.name, channel.traditional, channel.simplified, channel.pinyin, channel.six_channel];
                names.extend(own.into_iter().filter(|name| !name.is_empty()).map(str::to_owned));
            }
            Facts::Organ(key) => {
                if let Some(organ) = self.library.registry.organ_with_key(key) {
                    names.extend([organ.name, organ.traditional, organ.simplified, organ.pinyin].map(str::to_owned));
                    names.extend(organ.names.iter().map(|name| (*name).to_owned()));
                }
            }
            Facts::Work(_) | Facts::Named => {}
        }
        let mut seen = vec![entry.title.clone()];
        names.retain(|name| {
            let is_new = !seen.contains(name);
            seen.push(name.clone());
            is_new
        });
        names
    }

    /// What a result says of an entry beside its title: a point's channel, an article's patterns, a work's authors.
    pub fn note(self, id: EntryId) -> String {
        let entry = self.library.entry(id);
        let titles = |mut ids: Vec<EntryId>| {
            ids.dedup();
            let titles: Vec<&str> = ids.into_iter().take(2).map(|id| self.library.entry(id).title.as_str()).collect();
            titles.join(" · ")
        };
        match &entry.facts {
            Facts::Point(point) => {
                let channel = self.library.registry.point(*point).channel;
                channel.map_or_else(
                    || self.words.get("points.extra").to_owned(),
                    |channel| self.library.registry.channel(channel).title(),
                )
            }
            Facts::Channel(channel) => self.library.registry.channel(*channel).six_channel.to_owned(),
            Facts::Organ(_) => String::new(),
            Facts::Work(facts) => {
                let parts = facts.authors.iter().take(2).map(String::as_str).chain(facts.year.as_deref());
                parts.collect::<Vec<_>>().join(", ")
            }
            Facts::Named => match entry.kind {
                Kind::Article => {
                    let patterns = titles(self.patterns(id));
                    if patterns.is_empty() { titles(self.conditions(id)) } else { patterns }
                }
                Kind::Condition => {
                    titles(self.library.from(id, RelationKind::PresentsAs).map(|found| found.to).collect())
                }
                _ => String::new(),
            },
        }
    }

    /// The patterns that an article's file declares, in its order.
    pub fn patterns(self, id: EntryId) -> Vec<EntryId> {
        let front = self.library.source_of(id).map(|source| &source.front_matter);
        let names = front.into_iter().flat_map(|front| &front.patterns).map(|item| item.name.value.as_str());
        names.filter_map(|name| self.library.pattern_named(name)).collect()
    }

    /// The conditions that an article covers, in its file's order.
    pub fn conditions(self, id: EntryId) -> Vec<EntryId> {
        let front = self.library.source_of(id).map(|source| &source.front_matter);
        let names = front.into_iter().flat_map(|front| &front.conditions).map(|name| name.value.as_str());
        names.filter_map(|name| self.library.names.of_kind(Kind::Condition, name).first().copied()).collect()
    }

    /// The text of a leaf, section by section, as its page shows it.
    pub fn sections(self, leaf: &Leaf) -> Vec<Section<'a>> {
        let entry = self.library.entry(leaf.entry);
        let mut sections = Vec::new();
        if let Some(source) = entry.source {
            sections.extend(body(&self.weaving.body(source).plain, &leaf.body));
        }
        if leaf.part == 0 {
            sections.extend(self.made(leaf.entry));
        }
        sections
    }

    /// The sections that are made of front matter, of the registry, and of what other files say.
    fn made(self, id: EntryId) -> Vec<Section<'a>> {
        let entry = self.library.entry(id);
        let mut made = Made { writer: self, id, sections: Vec::new() };
        if let Some(source) = entry.source {
            made.front_matter(entry.kind, &self.library.source(source).front_matter, self.library.resolved(source));
        }
        match &entry.facts {
            Facts::Point(point) => made.point(*point),
            Facts::Work(facts) => {
                let facts = [
                    facts.authors.join(", "),
                    facts.publisher.clone().unwrap_or_else(String::new),
                    facts.year.clone().unwrap_or_else(String::new),
                ];
                made.add("", facts.join(" "));
            }
            _ => {}
        }
        match entry.kind {
            Kind::Condition => {
                made.titles("patterns", self.library.from(id, RelationKind::PresentsAs).map(|found| found.to));
                made.titles("points", self.library.to(id, RelationKind::Serves).map(|found| found.from));
            }
            Kind::Pattern => {
                made.signs();
                made.titles("points", self.library.to(id, RelationKind::Addresses).map(|found| found.from));
                made.titles("conditions", self.library.to(id, RelationKind::PresentsAs).map(|found| found.from));
            }
            Kind::Channel | Kind::Organ => made.add("", self.names(id).join(" · ")),
            _ => {}
        }
        made.sections
    }
}

/// The sections of a stretch of a body.
fn body<'a>(plain: &'a Plain, range: &Range<usize>) -> Vec<Section<'a>> {
    let first = plain.sections.partition_point(|section| section.start <= range.start).saturating_sub(1);
    let ends = plain.sections.iter().skip(first + 1).map(|next| next.start).chain([plain.text.len()]);
    let within = plain.sections[first.min(plain.sections.len())..].iter().zip(ends);
    within
        .take_while(|(section, _)| section.start < range.end.max(1))
        .map(|(section, end)| Section {
            anchor: &section.anchor,
            heading: &section.heading,
            text: plain.text[section.start.max(range.start).min(range.end)..end.min(range.end)].trim_end().into(),
        })
        .filter(|section| !section.text.is_empty() || !section.heading.is_empty())
        .collect()
}

/// The sections that pages make, with the keys of their headings.
const HEADINGS: &[(&str, &str)] = &[
    ("organs", "section.organs"),
    ("patterns", "section.patterns"),
    ("principles", "section.principles"),
    ("points", "section.points"),
    ("treatments", "section.treatments"),
    ("sources", "section.sources"),
    ("conditions", "section.serves"),
    ("symptoms", "section.symptoms"),
    ("tongue", "field.tongue"),
    ("pulse", "field.pulse"),
    ("location", "field.location"),
    ("actions", "field.actions"),
    ("indications", "field.indications"),
    ("needling", "field.needling"),
    ("moxibustion", "field.moxibustion"),
    ("classes", "field.classes"),
    ("cautions", "section.cautions"),
    ("functions", "section.functions"),
];

/// Sections under construction.
struct Made<'a> {
    writer: Writer<'a>,
    id: EntryId,
    sections: Vec<Section<'a>>,
}

impl<'a> Made<'a> {
    /// Adds a section of a name, as pages have it; one without a name stands at the beginning.
    fn add(&mut self, name: &'static str, text: String) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let key = HEADINGS.iter().find(|(section, _)| *section == name).map(|(_, key)| *key);
        let heading = key.map_or("", |key| self.writer.words.get(key));
        let own = self.writer.library.entry(self.id).source.map(|source| self.writer.weaving.body(source));
        let anchor = own.and_then(|woven| woven.section_ids.get(name)).map_or(name, String::as_str);
        self.sections.push(Section { anchor, heading, text: text.to_owned().into() });
    }

    fn front_matter(&mut self, kind: Kind, front: &FrontMatter, resolved: &crate::library::Resolved) {
        let line = |parts: &[&str]| {
            let parts = parts.iter().map(|part| part.trim_end_matches('.')).filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join(". ")
        };
        let text = |text: &Option<String>| text.as_deref().unwrap_or("").to_owned();
        if kind == Kind::Article {
            self.add("", line(&[&front.authors.join(", "), &front.tags.join(", ")]));
        }
        self.add("symptoms", front.symptoms.join(", "));
        self.add("tongue", text(&front.tongue));
        self.add("pulse", text(&front.pulse));
        self.add("location", text(&front.location));
        self.add("actions", front.actions.join("\n"));
        self.add("indications", front.indications.join(", "));
        self.add("needling", text(&front.needling));
        self.add("moxibustion", text(&front.moxibustion));
        self.add("cautions", front.cautions.join("\n"));
        self.add("functions", front.functions.join("\n"));
        let patterns = front.patterns.iter().map(|item| {
            line(&[
                &item.name.value,
                &item.symptoms.join(", "),
                &text(&item.tongue),
                &text(&item.pulse),
                &item.principles.join("; "),
            ])
        });
        self.add("patterns", patterns.collect::<Vec<_>>().join("\n"));
        let organs = front.organs.iter().map(|item| line(&[&item.name.value, &text(&item.role)]));
        self.add("organs", organs.collect::<Vec<_>>().join("\n"));
        self.add("principles", front.principles.join("\n"));
        let points = front.points.iter().zip(&resolved.points).map(|(item, points)| {
            let names = if points.is_empty() { item.code.value.clone() } else { self.points(points) };
            line(&[&names, &text(&item.function), &text(&item.location), &text(&item.technique)])
        });
        let points = points.collect::<Vec<_>>().join("\n");
        self.add("points", points);
        let treatments = front.treatments.iter().zip(&resolved.treatments).map(|(item, points)| {
            let points: Vec<PointId> = points.iter().flatten().copied().collect();
            line(&[&item.method.value, &self.points(&points), &text(&item.purpose), &text(&item.technique)])
        });
        let treatments = treatments.collect::<Vec<_>>().join("\n");
        self.add("treatments", treatments);
        let sources = front.sources.iter().map(|item| {
            line(&[
                &item.title.value,
                &item.facts.authors.join(", "),
                &text(&item.facts.publisher),
                &text(&item.facts.year),
            ])
        });
        self.add("sources", sources.collect::<Vec<_>>().join("\n"));
    }

    /// Points by code and name.
    fn points(&self, points: &[PointId]) -> String {
        let registry = &self.writer.library.registry;
        let names = points.iter().map(|point| {
            let point = registry.point(*point);
            format!("{} {}", point.code, point.name)
        });
        names.collect::<Vec<_>>().join(", ")
    }

    /// The registry's facts of a point, and the functions that files give it.
    fn point(&mut self, point: PointId) {
        let writer = self.writer;
        let known = writer.library.registry.point(point);
        let mut lines: Vec<String> = Vec::new();
        self.titles("conditions", writer.library.from(self.id, RelationKind::Serves).map(|found| found.to));
        for relation in writer.library.from(self.id, RelationKind::Serves) {
            for function in writer.library.functions(relation) {
                if lines.len() < GATHERED && !lines.iter().any(|line| line == function) {
                    lines.push(function.to_owned());
                }
            }
        }
        self.add("conditions", lines.join("\n"));
        let classes = known.classes.iter().map(|class| writer.words.get(&format!("class.{}", class.name)).to_owned());
        self.add("classes", classes.collect::<Vec<_>>().join(", "));
    }

    /// The titles of entries, each once.
    fn titles(&mut self, section: &'static str, ids: impl Iterator<Item = EntryId>) {
        let mut titles: Vec<&str> = Vec::new();
        for title in ids.map(|id| self.writer.library.entry(id).title.as_str()) {
            if titles.len() < GATHERED && !titles.contains(&title) {
                titles.push(title);
            }
        }
        self.add(section, titles.join(", "));
    }

    /// The signs that files give a pattern.
    fn signs(&mut self) {
        let writer = self.writer;
        let mut signs: Vec<&str> = Vec::new();
        for relation in writer.library.to(self.id, RelationKind::PresentsAs) {
            let found = writer.library.pattern_item(relation).into_iter().flat_map(|item| &item.symptoms);
            for sign in found.map(String::as_str) {
                if signs.len() < GATHERED && !signs.contains(&sign) {
                    signs.push(sign);
                }
            }
        }
        self.add("symptoms", signs.join(", "));
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn steps_never_fall_and_grow_with_what_is_used_more() {
        let steps: Vec<u32> = (0..100_000).map(step).collect();
        assert!(steps.windows(2).all(|two| two[0] == two[1] || two[0] + 1 == two[1]));
        assert_eq!([step(0), step(7), step(8), step(9), step(10), step(16)], [0, 7, 8, 8, 9, 12]);
        assert!(steps.iter().filter(|other| **other == step(90_000)).count() > 10_000);
    }
}
