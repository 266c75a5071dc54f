//! One line on each page for its head: the author's own, else the first words of the text, else what is known.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::{Renderer, plural_key};
use crate::library::{EntryId, Facts, Kind, PageOf, RelationKind, SourceId};
use crate::tcm::ChannelId;
use crate::tcm::text::one_line;
use crate::words::Words;

/// Characters that search engines and hosts show of a line; facts end before.
const LONGEST: usize = 160;
/// Titles of a list that a line may name at most.
const NAMED: usize = 12;
/// Relations whose files are asked for a pattern's signs; hardly a further one gives another.
const LOOKED_AT: usize = 256;
/// Characters that a feed shows of an article without a description.
const FULL: usize = 1000;

/// One thing that a line says: the words around a list, and the list.
struct Fact<'w> {
    words: Cow<'w, str>,
    list: Vec<String>,
}

impl Renderer {
    /// The line on a page.
    pub(super) fn summary(&self, page: &PageOf, address: &str) -> String {
        match page {
            PageOf::Entry(id) | PageOf::Redirect(id) => self.summary_of(*id),
            PageOf::Search => self.theme.words.get("search.lead").to_owned(),
            PageOf::NotFound => self.theme.words.get("not-found.text").to_owned(),
            PageOf::Home(source) => self
                .section_description(*source)
                .or(self.config.description.as_deref())
                .map(one_line)
                .or_else(|| self.first_words(*source))
                .unwrap_or_else(|| {
                    let counts = Kind::INDEXED.into_iter().filter_map(|kind| self.counted(kind));
                    self.line(self.config.title.clone(), vec![self.fact("summary.holds", counts.collect())])
                }),
            PageOf::Index(kind, source) => self.summary_of_section(*source).unwrap_or_else(|| {
                let title = self.section_title(*source, self.theme.words.get(&plural_key(*kind)));
                let ids = self.library.ids_of(*kind).take(2 * NAMED);
                let count = Fact { words: self.counted(*kind).unwrap_or_default().into(), list: Vec::new() };
                self.line(self.on_site(&title), vec![count, self.fact("summary.holds", self.short_titles(ids))])
            }),
            PageOf::IndexPage(kind, number) => {
                let title = self.index_title(*kind, *number);
                let count = Fact { words: self.counted(*kind).unwrap_or_default().into(), list: Vec::new() };
                self.line(self.on_site(&title), vec![count])
            }
            PageOf::Articles(id, number) => {
                let title = self.articles_title(*id, *number);
                let count = counted(&self.theme.words, Kind::Article, self.library.articles_on(*id).len());
                let count = Fact { words: count.into(), list: Vec::new() };
                self.line(self.on_site(&title), vec![count])
            }
            PageOf::Atlas => self.theme.words.get("atlas.lead").to_owned(),
            PageOf::Section(source) => self.summary_of_section(Some(*source)).unwrap_or_else(|| {
                let title = self.section_title(Some(*source), &self.config.title);
                let below = self.library.ids().filter(|id| self.library.entry(*id).url.starts_with(address));
                self.line(self.on_site(&title), vec![self.fact("summary.holds", self.short_titles(below))])
            }),
        }
    }

    /// The line on an entry.
    pub(super) fn summary_of(&self, id: EntryId) -> String {
        let entry = self.library.entry(id);
        let own = self.library.source_of(id).and_then(|source| source.front_matter.description.as_deref());
        own.map(one_line)
            .or_else(|| self.first_words(entry.source))
            .unwrap_or_else(|| self.line(self.head(id), self.facts(id)))
    }

    /// What the feed says of an article: its description, else as many first words as make a paragraph.
    pub(super) fn full_summary(&self, id: EntryId) -> Option<String> {
        let source = self.library.entry(id).source?;
        let own = self.library.source(source).front_matter.description.as_deref();
        let text = own.map_or_else(|| cut(&self.weaving.body(source).plain.text, FULL), one_line);
        Some(text).filter(|text| !text.is_empty())
    }

    fn summary_of_section(&self, source: Option<SourceId>) -> Option<String> {
        self.section_description(source).map(one_line).or_else(|| self.first_words(source))
    }

    fn first_words(&self, source: Option<SourceId>) -> Option<String> {
        let words = cut(&self.weaving.brief(source?).summary, LONGEST);
        Some(words).filter(|words| !words.is_empty())
    }

    fn on_site(&self, title: &str) -> String {
        fill(self.theme.words.get("summary.on-site"), &[("title", title), ("site", &self.config.title)])
    }

    /// How many entries of a kind there are; none if there are none.
    fn counted(&self, kind: Kind) -> Option<String> {
        let count = self.library.ids_of(kind).count();
        (count > 0).then(|| counted(&self.theme.words, kind, count))
    }

    /// A fact by the key of its words.
    fn fact(&self, key: &str, list: Vec<String>) -> Fact<'_> {
        Fact { words: self.theme.words.all().get(key).map_or_else(|| Cow::Owned(key.to_owned()), Cow::from), list }
    }

    /// Titles; points by their codes.
    fn short_titles(&self, ids: impl IntoIterator<Item = EntryId>) -> Vec<String> {
        let title = |id| match self.library.entry(id).facts {
            Facts::Point(point) => self.library.registry.point(point).code.to_owned(),
            _ => self.library.entry(id).title.clone(),
        };
        ids.into_iter().map(title).collect()
    }

    pub(super) fn titles_from(&self, id: EntryId, kind: RelationKind) -> Vec<String> {
        self.short_titles(self.ends_of(id, kind))
    }

    pub(super) fn titles_to(&self, id: EntryId, kind: RelationKind) -> Vec<String> {
        self.short_titles(self.starts_of(id, kind))
    }

    /// The title of a channel: its page's, else the registry's.
    pub(super) fn channel_title(&self, channel: ChannelId) -> String {
        let entry = self.library.names.channel(channel);
        entry.map_or_else(
            || self.library.registry.channel(channel).title_in(self.han.page),
            |id| self.library.entry(id).title.clone(),
        )
    }

    /// What an entry is, in a few words.
    fn head(&self, id: EntryId) -> String {
        let words = &self.theme.words;
        let entry = self.library.entry(id);
        let title = entry.title.as_str();
        match &entry.facts {
            Facts::Point(point) => {
                let point = self.library.registry.point(*point);
                let names = [("code", point.code), ("name", point.name.as_str()), ("hanzi", point.traditional)];
                match point.channel {
                    None => fill(words.get("summary.extra-point"), &names),
                    Some(channel) => {
                        let title = self.channel_title(channel);
                        let all = [&names[..], &[("channel", title.as_str())]].concat();
                        fill(words.get("summary.point"), &all)
                    }
                }
            }
            Facts::Channel(channel) => {
                let channel = self.library.registry.channel(*channel);
                fill(words.get("summary.channel"), &[("title", title), ("hanzi", channel.traditional)])
            }
            Facts::Organ(key) => match self.library.registry.organ_with_key(key) {
                Some(organ) => {
                    let names = [("title", title), ("pinyin", organ.pinyin), ("hanzi", organ.traditional)];
                    fill(words.get("summary.organ"), &names)
                }
                None => title.to_owned(),
            },
            Facts::Work(work) if !work.authors.is_empty() => {
                let authors = listed(words, &work.authors);
                fill(words.get("summary.work"), &[("title", title), ("authors", &authors)])
            }
            Facts::Work(_) => title.to_owned(),
            Facts::Named => match entry.kind {
                Kind::Condition => fill(words.get("summary.condition"), &[("title", title)]),
                Kind::Pattern => fill(words.get("summary.pattern"), &[("title", title)]),
                Kind::Page => self.on_site(title),
                _ => title.to_owned(),
            },
        }
    }

    /// What is known of an entry, the most telling first.
    fn facts(&self, id: EntryId) -> Vec<Fact<'_>> {
        let library = &self.library;
        let words = &self.theme.words;
        let entry = library.entry(id);
        let front = library.source_of(id).map(|source| &source.front_matter);
        match entry.kind {
            Kind::Point => {
                let mut facts = vec![
                    self.fact("summary.serves", self.titles_from(id, RelationKind::Serves)),
                    self.fact("summary.addresses", self.titles_from(id, RelationKind::Addresses)),
                ];
                if let Facts::Point(point) = entry.facts {
                    let point = library.registry.point(point);
                    let mut classes: Vec<String> = point
                        .classes
                        .iter()
                        .map(|class| words.get(&format!("class.{}", class.name)).to_owned())
                        .collect();
                    classes.dedup();
                    facts.push(self.fact("summary.classes", classes));
                    facts.push(self.fact("summary.english", vec![point.english.to_owned()]));
                }
                facts
            }
            Kind::Channel => {
                let mut facts = Vec::new();
                if let Facts::Channel(channel) = entry.facts {
                    let channel = library.registry.channel(channel);
                    let count = counted(words, Kind::Point, usize::from(channel.points));
                    if !channel.six_channel.is_empty() {
                        let division = channel.six_channel.to_lowercase().replace(' ', "-");
                        facts.push(self.fact(&format!("six-channel.{division}"), Vec::new()));
                    }
                    facts.push(Fact { words: count.into(), list: Vec::new() });
                }
                facts.push(self.fact("summary.uses", self.titles_to(id, RelationKind::LiesOn)));
                facts
            }
            Kind::Organ => {
                let involving = self.starts_of(id, RelationKind::Involves);
                let of_kind = |kind| {
                    let wanted = involving.iter().copied().filter(move |id| library.entry(*id).kind == kind);
                    self.short_titles(wanted)
                };
                vec![
                    self.fact("summary.functions", front.map(|front| front.functions.clone()).unwrap_or_default()),
                    self.fact("summary.conditions", of_kind(Kind::Condition)),
                    self.fact("summary.patterns", of_kind(Kind::Pattern)),
                ]
            }
            Kind::Condition => vec![
                self.fact("summary.patterns", self.titles_from(id, RelationKind::PresentsAs)),
                self.fact("summary.points", self.titles_to(id, RelationKind::Serves)),
                self.fact("summary.articles", self.titles_to(id, RelationKind::Covers)),
            ],
            Kind::Pattern => {
                let told = library.to(id, RelationKind::PresentsAs).take(LOOKED_AT);
                let told = told.filter_map(|found| library.pattern_item(found));
                let own = front.into_iter().flat_map(|front| &front.symptoms);
                let mut seen = FxHashSet::default();
                let signs = own.chain(told.flat_map(|item| &item.symptoms)).filter(|sign| seen.insert(sign.as_str()));
                let signs: Vec<String> = signs.take(2 * NAMED).cloned().collect();
                vec![
                    self.fact("summary.signs", signs),
                    self.fact("summary.points", self.titles_to(id, RelationKind::Addresses)),
                    self.fact("summary.conditions", self.titles_to(id, RelationKind::PresentsAs)),
                ]
            }
            Kind::Source => {
                let (publisher, year) = match &entry.facts {
                    Facts::Work(work) => (work.publisher.clone(), work.year.clone()),
                    _ => (None, None),
                };
                let published = publisher.into_iter().chain(year).collect();
                vec![
                    self.fact("summary.published", published),
                    self.fact("summary.cited-by", self.titles_to(id, RelationKind::Cites)),
                ]
            }
            Kind::Article => vec![
                self.fact("summary.conditions", self.titles_from(id, RelationKind::Covers)),
                self.fact(
                    "summary.patterns",
                    front.into_iter().flat_map(|front| &front.patterns).map(|item| item.name.value.clone()).collect(),
                ),
                self.fact("summary.points", self.own_points(id)),
            ],
            Kind::Page => Vec::new(),
        }
    }

    /// The codes of the points that an entry's own file names, each once.
    fn own_points(&self, id: EntryId) -> Vec<String> {
        let Some(source) = self.library.entry(id).source else { return Vec::new() };
        let mut codes: Vec<String> = Vec::new();
        for point in self.library.resolved(source).all() {
            let code = self.library.registry.point(point).code;
            if !codes.iter().any(|other| other == code) {
                codes.push(code.to_owned());
            }
        }
        codes
    }

    /// A head and as many facts behind it as there is room for.
    fn line(&self, head: String, facts: Vec<Fact<'_>>) -> String {
        let words = &self.theme.words;
        let mut line = cut(&head, LONGEST);
        let mut separator = words.get("summary.colon");
        let ending = words.get("summary.end");
        for fact in facts {
            let room = LONGEST.saturating_sub(length(&line) + length(separator) + length(ending));
            let Some(said) = within(words, &fact, room) else { continue };
            line.push_str(separator);
            line.push_str(&said);
            separator = words.get("summary.semicolon");
        }
        if !line.ends_with(['.', '…', '!', '?', '。']) {
            line.push_str(ending);
        }
        line
    }
}

/// The words of a fact with as much of its list as there is room for; none if that is nothing.
fn within(words: &Words, fact: &Fact<'_>, room: usize) -> Option<String> {
    if fact.list.is_empty() {
        // Words around a list say nothing without it.
        let says_it_all = !fact.words.is_empty() && !fact.words.contains("{list}") && length(&fact.words) <= room;
        return says_it_all.then(|| fact.words.clone().into_owned());
    }
    let list: Vec<String> =
        fact.list.iter().map(|item| one_line(item).trim_end_matches(['.', '。']).to_owned()).collect();
    (1..=list.len().min(NAMED)).rev().find_map(|count| {
        let mut named = listed(words, &list[..count]);
        if count < list.len() {
            let more = (list.len() - count).to_string();
            named = fill(words.get("summary.and-more"), &[("list", &named), ("n", &more)]);
        }
        let said = fill(&fact.words, &[("list", &named)]);
        (length(&said) <= room).then_some(said)
    })
}

fn listed(words: &Words, list: &[String]) -> String {
    list.join(words.get("list.separator"))
}

/// A number of entries in words: `12 points`.
pub(super) fn counted(words: &Words, kind: Kind, count: usize) -> String {
    let form = if count == 1 { "one" } else { "other" };
    fill(words.get(&format!("count.{}.{form}", kind.plural())), &[("n", &count.to_string())])
}

/// Words with each `{name}` replaced; what stands in a value is never taken for a name.
pub(super) fn fill(words: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(words.len() + 32);
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, behind)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, behind))
        });
        match value {
            Some((value, behind)) => {
                filled.push_str(value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// The first words of a text: whole sentences where they are most of it, and no half word.
pub(super) fn cut(text: &str, longest: usize) -> String {
    // Of a text that is a whole book, only so much is looked at.
    let end = text.char_indices().nth(longest.saturating_mul(4)).map_or(text.len(), |(byte, _)| byte);
    let line = one_line(&text[..end]);
    if length(&line) <= longest {
        return if end < text.len() { format!("{line}…") } else { line };
    }
    // Room for the mark that more follows.
    let kept: String = line.chars().take(longest - 1).collect();
    let behind = |character: char| line[kept.len()..].starts_with(character);
    let is_end = |(byte, character): &(usize, char)| match character {
        '。' | '！' | '？' => true,
        '.' | '!' | '?' => line[byte + 1..].starts_with(' '),
        _ => false,
    };
    let sentence = kept.char_indices().rev().find(is_end).map(|(byte, character)| &kept[..byte + character.len_utf8()]);
    if let Some(sentence) = sentence.filter(|sentence| length(sentence) * 2 > longest) {
        return sentence.to_owned();
    }
    let at_word = kept.char_indices().rev().find(|(byte, character)| {
        let is_han = crate::tcm::text::is_han;
        let next = kept[byte + character.len_utf8()..].chars().next();
        *character == ' ' || is_han(*character) && (next.is_none_or(is_han))
    });
    let words = match at_word {
        _ if behind(' ') => kept.as_str(),
        Some((byte, character)) => &kept[..byte + character.len_utf8()],
        // One word that is longer than all that may be shown.
        None => kept.as_str(),
    };
    format!("{}…", words.trim_end_matches([' ', ',', ';', ':', '，', '、', '；', '：']))
}

#[cfg(test)]
mod tests {
    use super::{cut, fill, length};

    #[test]
    fn no_word_is_cut() {
        assert_eq!(cut("Press the point gently.", 40), "Press the point gently.");
        assert_eq!(cut("Press the point gently, then rest a while.", 28), "Press the point gently…");
        assert_eq!(cut("Press it. Rest. Then press again and rest.", 18), "Press it. Rest.");
        assert_eq!(cut("Press 1.5 cun below the knee", 14), "Press 1.5 cun…");
        assert_eq!(cut("腎主骨生髓，肝主筋", 6), "腎主骨生髓…");
        assert_eq!(length(&cut(&"word".repeat(100), 20)), 20);
        assert_eq!(cut("", 20), "");
    }

    #[test]
    fn values_are_filled_in_once() {
        assert_eq!(fill("{a} and {b}, {c}", &[("a", "{b}"), ("b", "2")]), "{b} and 2, {c}");
        assert_eq!(fill("{", &[]), "{");
    }
}
