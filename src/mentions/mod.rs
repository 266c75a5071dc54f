//! Mentions: every place of a text where an entry stands under any of its names, and why it is taken for one.
//!
//! A body is read into passages ([`prose`]). One tree finds every name in them ([`names`]), and a scan of the
//! digits every code ([`codes`]); [`reading`] keeps the longest of what overlaps. [`points`] puts code and name of
//! one point together. Then each is judged by what stands around it: points in [`judge`], with the look-alikes of
//! [`look_alikes`] and [`han`], organs, channels and titles in [`titles`].
//!
//! Nothing here knows the library: it gives its names when the [`Finder`] is made, and a file its [`Context`].

mod codes;
mod company;
mod fold;
pub mod han;
mod judge;
pub mod look_alikes;
mod names;
mod points;
mod prose;
mod reading;
mod recommend;
mod sentences;
mod surroundings;
mod titles;
mod trie;
mod words;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::fitted;
use crate::library::Kind;
use crate::markdown;
use crate::tcm::text::one_line;
use crate::tcm::{ChannelId, PointId, Registry, notation};

pub use sentences::sentences;

/// What a mention means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A point of the registry.
    Point(PointId),
    /// A channel of the registry.
    Channel(ChannelId),
    /// An organ of the registry, by its key.
    Organ(&'static str),
    /// Another entry, by the number that the library gave it.
    Entry(u32),
}

/// A name that a library gives an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// The entry's kind.
    pub kind: Kind,
    /// The entry.
    pub target: Target,
}

/// What a file declares, by which doubtful mentions in it are judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Points, organs and entries that it declares.
    pub declared: FxHashSet<Target>,
    /// Names that are left alone in it, as written.
    pub left_alone: Vec<String>,
}

/// How a look at a code or name ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is a mention.
    Mention,
    /// It may be one, and nothing decides.
    Undecided,
    /// It is something else.
    LookAlike,
    /// It is a code whose channel has no such number.
    NoSuchPoint(notation::Code),
    /// A code and the name beside it belong to two points: the name or code at fault, and whose it is.
    Contradiction(Box<str>, Option<PointId>),
    /// The author left it alone, by a backslash or `nolink:`.
    LeftAlone,
}

/// A place where something that looks like a mention stands. A library has millions, so they are kept small.
#[derive(Clone, Debug)]
pub struct Spot {
    /// What a reader sees there.
    pub text: Box<str>,
    /// What it means, if that is decided.
    pub target: Option<Target>,
    /// How it was judged.
    pub verdict: Verdict,
    /// Why.
    pub reason: Cow<'static, str>,
    /// Whether it is a point that the file does not declare, and the sentence recommends it for treatment.
    pub is_recommended: bool,
    range: Range<u32>,
    link: Range<u32>,
    rare: Option<Box<Rare>>,
}

/// What few places have.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rare {
    candidates: Vec<Target>,
    between: Vec<PointId>,
    backslash: Option<usize>,
}

impl Spot {
    /// Its bytes in the body.
    pub fn range(&self) -> Range<usize> {
        wide(&self.range)
    }

    /// The part of them that a link covers.
    pub fn link(&self) -> Range<usize> {
        wide(&self.link)
    }

    /// What it may mean, where that is not decided.
    pub fn candidates(&self) -> &[Target] {
        self.rare.as_ref().map_or(&[], |rare| &rare.candidates)
    }

    /// Points between the ends of a range that this is the end of.
    pub fn between(&self) -> &[PointId] {
        self.rare.as_ref().map_or(&[], |rare| &rare.between)
    }

    /// The backslash before it, which is not shown.
    pub fn backslash(&self) -> Option<usize> {
        self.rare.as_ref().and_then(|rare| rare.backslash)
    }
}

/// Files are far smaller than what 32 bits can count (`load::source`).
fn narrow(range: Range<usize>) -> Range<u32> {
    range.start as u32..range.end as u32
}

fn wide(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// What was found in a body.
#[derive(Debug, Default)]
pub struct Found {
    /// The places, in order.
    pub spots: Vec<Spot>,
    /// Targets of wikilinks, with their first bytes.
    pub wikilinks: Vec<(String, usize)>,
}

/// Finds the mentions of all bodies of a library. Immutable, made once.
pub struct Finder {
    registry: Arc<Registry>,
    names: names::Names,
    han: han::Contexts,
}

impl std::fmt::Debug for Finder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Finder").finish_non_exhaustive()
    }
}

impl Finder {
    /// Plants the tree of all names.
    pub fn new(registry: &Arc<Registry>, library: &[Name]) -> Finder {
        let names = names::Names::new(registry, library);
        Finder { registry: Arc::clone(registry), names, han: han::Contexts::new() }
    }

    /// Finds what is mentioned in a body.
    pub fn find(&self, markdown: &str, context: &Context) -> Found {
        let prepared = markdown::cjk::prepare(markdown);
        let prose = prose::read(markdown, &markdown::events(&prepared));
        let readings: Vec<reading::Reading<'_>> = prose
            .passages
            .iter()
            .map(|passage| {
                reading::Reading::new(&self.registry, &self.names, passage, &|text, meaning| {
                    titles::may_mean(text, meaning, &self.names)
                })
            })
            .collect();
        let groups: Vec<Vec<points::Group>> =
            readings.iter().map(|reading| points::group(&self.registry, reading)).collect();
        let judge = judge::Judge::new(&self.registry, &self.han, context, &readings, &groups);
        let titles = titles::Titles { registry: &self.registry, names: &self.names, han: &self.han, context };
        let settled = titles.settled(&readings);
        let mut spots = Vec::new();
        for (reading, groups) in readings.iter().zip(&groups) {
            if reading.pieces.is_empty() || reading.passage.setting == prose::Setting::Heading {
                continue;
            }
            let mut found = judge.passage(reading, groups);
            found.extend(titles.passage(reading, &settled));
            found.sort_by_key(|draft| draft.range.start);
            spots.extend(found.into_iter().filter_map(|draft| self.spot(markdown, reading, draft, context)));
        }
        Found { spots: fitted::list(spots), wikilinks: prose.wikilinks }
    }

    /// Gives a draft its places in the body; `None` where it stands in code or in a link.
    fn spot(&self, markdown: &str, reading: &reading::Reading<'_>, draft: Draft, context: &Context) -> Option<Spot> {
        let Draft { range, link, mut verdict, target, candidates, mut reason, between, names } = draft;
        if reading.passage.is_covered(&range) {
            return None;
        }
        let text = &reading.text[range.clone()];
        let backslash =
            reading.is_escaped(&range).then(|| reading.passage.source(&(range.start - 1..range.start)).start);
        // A backslash before a backslash shows it, as everywhere in Markdown.
        let is_shown = |at: &usize| markdown[..*at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        let backslash = backslash.filter(|at| !is_shown(at));
        if backslash.is_some() {
            (verdict, reason) = (Verdict::LeftAlone, "a backslash stands before it".into());
        } else if self.is_left_alone(context, target, &names) {
            (verdict, reason) = (Verdict::LeftAlone, "`nolink:` names it".into());
        }
        let is_undeclared_point = verdict == Verdict::Mention
            && target.is_some_and(|target| matches!(target, Target::Point(_)) && !context.declared.contains(&target));
        let is_recommended = is_undeclared_point && recommend::is_recommended(reading, &range);
        let is_rare = !candidates.is_empty() || !between.is_empty() || backslash.is_some();
        Some(Spot {
            text: one_line(text).into(),
            target,
            verdict,
            reason,
            is_recommended,
            range: narrow(reading.passage.source(&range)),
            link: narrow(reading.passage.source(&reading.passage.linkable(&link))),
            rare: is_rare.then(|| Box::new(Rare { candidates, between, backslash })),
        })
    }

    /// Whether `nolink:` names a mention: one of the names it is written by, or its point by a code.
    fn is_left_alone(&self, context: &Context, target: Option<Target>, names: &[String]) -> bool {
        use crate::tcm::text::{fold_name, fold_pinyin};
        context.left_alone.iter().any(|left| {
            let by_code = notation::code(left).and_then(|code| self.registry.point_of(&code)).map(Target::Point);
            (by_code.is_some() && by_code == target)
                || names.iter().any(|name| fold_name(name) == fold_name(left) || fold_pinyin(name) == fold_pinyin(left))
        })
    }
}

/// A mention or look-alike within a passage, before it has a place in the body.
struct Draft {
    range: Range<usize>,
    link: Range<usize>,
    verdict: Verdict,
    target: Option<Target>,
    candidates: Vec<Target>,
    reason: Cow<'static, str>,
    between: Vec<PointId>,
    /// The names and codes by which it is written.
    names: Vec<String>,
}

impl Draft {
    fn new(text: &str, range: Range<usize>, verdict: Verdict, reason: impl Into<Cow<'static, str>>) -> Draft {
        let names = vec![text[range.clone()].to_owned()];
        Draft {
            link: range.clone(),
            range,
            verdict,
            target: None,
            candidates: Vec::new(),
            reason: reason.into(),
            between: Vec::new(),
            names,
        }
    }

    fn mention(text: &str, range: Range<usize>, target: Target, reason: impl Into<Cow<'static, str>>) -> Draft {
        Draft { target: Some(target), ..Draft::new(text, range, Verdict::Mention, reason) }
    }
}
