//! Judging points: which codes and names are mentions, by what stands around them.

use std::collections::{HashMap, HashSet};

use super::codes::{Origin, Written, between};
use super::han::{self, Contexts, Joint};
use super::look_alikes::{self, Form};
use super::points::{self, Group, What, is_weak};
use super::prose::Setting;
use super::reading::Reading;
use super::surroundings::{follows_a_first_name, is_address, is_term, measured, names_a_formula, names_a_person};
use super::words::{self, WordList};
use super::{Context, Draft, Target, Verdict};
use crate::tcm::notation::Series;
use crate::tcm::text::fold_pinyin;
use crate::tcm::{PointId, Registry};

/// Judges the points of one body.
pub struct Judge<'a> {
    pub(super) registry: &'a Registry,
    han: &'a Contexts,
    context: &'a Context,
    /// For names that several points share: the one that stands beside its code somewhere in the body.
    pub(super) named: HashMap<String, Option<PointId>>,
    /// The points that stand in each row of a table.
    pub(super) rows: HashMap<u32, Vec<PointId>>,
}

/// How far a group has been judged.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// A mention of a point, whatever else is found.
    Sure(PointId, &'static str),
    /// No mention.
    Out(Verdict, std::borrow::Cow<'static, str>),
    /// A mention if something beside it supports it.
    Needs(Support, std::borrow::Cow<'static, str>),
    /// A name of several points.
    Several,
}

/// What a doubtful code or name needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Support {
    /// A code in letters that mean much else: a list of points, its name in the sentence, or its declaration.
    Code,
    /// A Han word: a list of points, a word of treatment, 穴.
    Word,
    /// A Han word by itself among Latin ones: those, or points in the sentence.
    Term,
    /// A pinyin word: those, its declaration, or points in the sentence.
    PinyinWord,
    /// A name of a person or street with a number: a list of points.
    List,
}

impl<'a> Judge<'a> {
    /// Reads what the body as a whole tells about doubtful names.
    pub fn new(
        registry: &'a Registry,
        han: &'a Contexts,
        context: &'a Context,
        readings: &[Reading<'_>],
        groups: &[Vec<Group>],
    ) -> Judge<'a> {
        let mut named: HashMap<String, Option<PointId>> = HashMap::new();
        let mut rows: HashMap<u32, Vec<PointId>> = HashMap::new();
        let mut present: HashSet<PointId> = HashSet::new();
        for (reading, groups) in readings.iter().zip(groups) {
            for group in groups {
                let ([point], true) = (&group.points[..], group.contradicts.is_none()) else { continue };
                present.insert(*point);
                for member in group.members.iter().filter(|_| group.members.len() > 1) {
                    if let What::Pinyin { .. } = member.what {
                        let name = fold_pinyin(&reading.text[member.range.clone()]);
                        let known = named.entry(name).or_insert(Some(*point));
                        if *known != Some(*point) {
                            *known = None;
                        }
                    }
                }
                if let Setting::Cell(row) = reading.passage.setting {
                    rows.entry(row).or_default().push(*point);
                }
            }
        }
        // Where the body speaks of several bearers of a name, the name alone is none of them.
        for (name, known) in &mut named {
            let bearers = registry.points_with_pinyin(name);
            if bearers.iter().filter(|point| present.contains(point)).count() > 1 {
                *known = None;
            }
        }
        Judge { registry, han, context, named, rows }
    }

    /// Judges the points of one passage.
    pub fn passage(&self, reading: &Reading<'_>, groups: &[Group]) -> Vec<Draft> {
        let mut states: Vec<State> = groups.iter().map(|group| self.alone(reading, group)).collect();
        self.by_measures(reading, groups, &mut states);
        self.by_company(reading, groups, &mut states);
        // A number that leaves its letters out goes with the code that has them.
        let codes = |group: &Group| group.members.iter().filter_map(|member| member.what.code()).collect::<Vec<_>>();
        let group_of: HashMap<usize, usize> = groups
            .iter()
            .enumerate()
            .flat_map(|(index, group)| codes(group).into_iter().map(move |code| (code, index)))
            .collect();
        for index in 0..groups.len() {
            if let Some(written) = first_code(&groups[index], reading)
                && let Origin::Elided(base) | Origin::RangeEnd(base) = written.origin
                && written.range.start == groups[index].range.start
                && !reading.text[written.range.clone()].starts_with(|first: char| first.is_ascii_alphabetic())
            {
                let accepted = group_of.get(&base).is_some_and(|base| matches!(states[*base], State::Sure(..)));
                states[index] = match groups[index].points[..] {
                    [point] if accepted => State::Sure(point, "a number in a list of codes"),
                    _ => State::Out(Verdict::LookAlike, "a number".into()),
                };
            }
        }
        groups.iter().zip(states).filter_map(|(group, state)| self.draft(reading, group, state)).collect()
    }

    /// What a group is by itself and by the words around it.
    fn alone(&self, reading: &Reading<'_>, group: &Group) -> State {
        if let Some((written, points)) = &group.contradicts
            && group.members.len() == 1
        {
            let reason = format!("`{written}` beside it is another point's");
            return State::Out(Verdict::Contradiction(written.as_str().into(), points.first().copied()), reason.into());
        }
        if group.is_contradiction {
            return State::Out(Verdict::Undecided, "what stands before it is another point's".into());
        }
        if let [point] = group.points[..]
            && group.members.len() > 1
            && (group.has_code() || self.concept(reading, group).is_none())
        {
            return State::Sure(point, if group.has_code() { "a name and its code" } else { "two names of one point" });
        }
        if let Some(written) = group.only_code(&reading.codes.written) {
            return self.code(reading, written);
        }
        if group.has_code() {
            // Several codes of one impossible point, or a name that several points share beside a doubtful code.
            return match group.points[..] {
                [point] => State::Sure(point, "a name and its code"),
                _ => State::Several,
            };
        }
        self.name(reading, group)
    }

    fn code(&self, reading: &Reading<'_>, written: &Written) -> State {
        let (range, letters) = (&written.range, written.letters.as_str());
        let (before, behind) = (reading.before(range), reading.behind(range));
        if let Some(reason) = measured(written, behind) {
            return State::Out(Verdict::LookAlike, reason.into());
        }
        let lower = letters.to_ascii_lowercase();
        let name_like = written.spaced
            && letters.len() <= 3
            && letters.starts_with(|first: char| first.is_ascii_uppercase())
            && letters[1..].bytes().all(|letter| letter.is_ascii_lowercase())
            && letters.len() > 1;
        let mut forms = vec![Form::Any];
        if written.spaced {
            forms.push(Form::Spaced);
        }
        if name_like {
            forms.push(Form::NameLike);
        }
        let sentence = reading.near(range);
        let clause = super::sentences::clause(reading.text, &reading.sentence(range.start), range);
        let clause = &reading.text[clause];
        if let Some(row) = look_alikes::find(&lower, &forms, before, behind, clause) {
            return State::Out(Verdict::LookAlike, row.reason.into());
        }
        if name_like && names_a_person(sentence, letters) {
            return State::Needs(Support::List, "a person of that name stands in the sentence".into());
        }
        if lower == "st" && written.spaced && letters != "ST" && is_address(before, reading, range) {
            return State::Needs(Support::List, "a street".into());
        }
        if name_like && follows_a_first_name(before, reading, range) {
            return State::Needs(Support::List, "a person's name may stand here".into());
        }
        if words::is_of_the_laboratory(&lower, written.code.number, sentence) {
            return State::Needs(Support::List, "cells, receptors or molecules have this name too".into());
        }
        let Some(point) = written.point else { return self.no_such_point(written, sentence) };
        if is_weak(written) {
            return State::Needs(Support::Code, "a letter and a number that nothing proves a point".into());
        }
        State::Sure(point, "a code")
    }

    /// What a code is whose channel has no such number: a slip of the pen, or something else.
    fn no_such_point(&self, written: &Written, sentence: &str) -> State {
        let number = written.code.number;
        let letters = written.letters.to_ascii_lowercase();
        let extent = self.registry.extent(written.code.series);
        let laboratory = matches!(
            (letters.as_str(), number),
            ("ki", 67) | ("ht", 22 | 29) | ("pc", 12) | ("lu", 177) | ("st", 1571)
        );
        let is_slip = number > 0
            && number <= 99
            && !is_weak(written)
            && !laboratory
            && (number <= extent.saturating_mul(2).max(extent + 12) || matches!(written.code.series, Series::Extra(_)))
            && !sentence.contains("cells");
        if is_slip {
            return State::Out(Verdict::NoSuchPoint(written.code.clone()), "no point has this number".into());
        }
        State::Out(Verdict::LookAlike, "no point has this number".into())
    }

    /// Why a name stands for something else than its point.
    fn concept(&self, reading: &Reading<'_>, group: &Group) -> Option<&'static str> {
        let (before, behind) = (reading.before(&group.range), reading.behind(&group.range));
        let latin = group.members.iter().find(|member| matches!(member.what, What::Pinyin { .. }))?;
        let folded = fold_pinyin(&reading.text[latin.range.clone()]);
        // Only a clause's own words make a point one of the ear.
        let clause = before.rsplit([';', ',', '，', '；']).next().unwrap_or(before);
        let near_ear = {
            let words: Vec<String> = clause.split_whitespace().map(|word| word.to_lowercase()).collect();
            let ear = |word: &String| {
                matches!(
                    word.trim_matches(|mark: char| !mark.is_alphanumeric()),
                    "ear" | "ears" | "auricular" | "auricle"
                )
            };
            let plain = |word: &&String| {
                !matches!(
                    word.trim_end_matches([':', '.', '(']),
                    "the" | "point" | "points" | "on" | "zone" | "seeds" | "seed"
                )
            };
            words.iter().rev().filter(plain).take(1).any(ear)
        };
        if near_ear {
            return Some("a point of the ear");
        }
        if names_a_formula(before, &reading.text[latin.range.clone()], behind) {
            return Some("part of a formula's name");
        }
        look_alikes::find(&folded, &[Form::Name], before, behind, "").map(|row| row.reason)
    }

    fn name(&self, reading: &Reading<'_>, group: &Group) -> State {
        let Some(member) = group.members.first() else { return State::Several };
        if let Some(reason) = self.concept(reading, group) {
            return State::Out(Verdict::LookAlike, reason.into());
        }
        match (member.what, &group.points[..]) {
            (What::Own, [point]) => State::Sure(*point, "a name that the library gives"),
            (What::Hanzi, [point]) => match self.han.joint(reading.text, &member.range) {
                Joint::Point => State::Sure(*point, "a name in Hanzi"),
                Joint::Word(reason) if is_term(reading, &member.range) && !self.is_everyday(*point) => {
                    State::Needs(Support::Term, reason.into())
                }
                Joint::Word(reason) => State::Needs(Support::Word, reason.into()),
                Joint::Other(reason) => State::Out(Verdict::LookAlike, reason.into()),
            },
            (What::Pinyin { toned }, [point]) => {
                let folded = fold_pinyin(&reading.text[member.range.clone()]);
                match han::pinyin_word(&folded) {
                    Some(reason) if !toned => State::Needs(Support::PinyinWord, reason.into()),
                    _ => State::Sure(*point, if toned { "a name with its tones" } else { "a name" }),
                }
            }
            _ => State::Several,
        }
    }

    /// Whether a point's Han name is so usual a word, or so usual a concept, that even a term may mean those.
    fn is_everyday(&self, point: PointId) -> bool {
        static CODES: WordList = WordList::new(
            "GV4|EX-HN5|GB26|ST9|SP10|CV6|CV9|GB37|SP2|ST19|GB24|EX-CA1|EX-LE6|EX-LE7|ST22|TE10|SI16|LI3",
        );
        CODES.contains(self.registry.point(point).code)
    }

    pub(super) fn declares(&self, point: PointId) -> bool {
        self.context.declared.contains(&Target::Point(point))
    }

    fn draft(&self, reading: &Reading<'_>, group: &Group, state: State) -> Option<Draft> {
        let names = group.members.iter().map(|member| reading.text[member.range.clone()].to_owned()).collect();
        let mut candidates: Vec<Target> = group.points.iter().copied().map(Target::Point).collect();
        if let (State::Out(Verdict::Undecided, _), Some(written)) = (&state, group.only_code(&reading.codes.written)) {
            let old = points::old_bladder_point(self.registry, written).filter(|_| is_weak(written));
            candidates.extend(old.map(Target::Point));
        }
        let range = group.range.clone();
        match state {
            State::Sure(point, reason) => Some(Draft {
                link: points::link_range(reading.text, group),
                between: self.between(reading, group),
                names,
                ..Draft::mention(reading.text, range, Target::Point(point), reason)
            }),
            // Numbers and Han words that are nothing in particular are no news.
            State::Out(Verdict::LookAlike, reason) if reason == "a number" => None,
            State::Out(verdict, reason) => {
                Some(Draft { candidates, names, ..Draft::new(reading.text, range, verdict, reason) })
            }
            State::Needs(Support::Word | Support::Term | Support::PinyinWord, reason) => {
                Some(Draft { candidates, names, ..Draft::new(reading.text, range, Verdict::LookAlike, reason) })
            }
            State::Needs(_, reason) => {
                Some(Draft { candidates, names, ..Draft::new(reading.text, range, Verdict::Undecided, reason) })
            }
            State::Several => Some(Draft {
                candidates,
                names,
                ..Draft::new(reading.text, range, Verdict::Undecided, "several points have this name")
            }),
        }
    }

    /// The points between the ends of a range, for its end.
    fn between(&self, reading: &Reading<'_>, group: &Group) -> Vec<PointId> {
        let Some(written) = first_code(group, reading) else { return Vec::new() };
        let Origin::RangeEnd(base) = written.origin else { return Vec::new() };
        between(self.registry, &reading.codes.written[base].code, &written.code)
    }
}

fn first_code<'a>(group: &Group, reading: &'a Reading<'_>) -> Option<&'a Written> {
    group.members.iter().find_map(|member| match member.what {
        What::Code(place) => Some(&reading.codes.written[place]),
        _ => None,
    })
}
