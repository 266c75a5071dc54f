//! Judging a doubtful code or name by its company: its list, its sentence, its row of a table, the rest of the body.

use super::words::WordList;
use std::collections::HashSet;
use std::ops::Range;

use super::Verdict;
use super::codes::Written;
use super::judge::{Judge, State, Support};
use super::points::{self, Group, is_listed, is_weak};
use super::prose::Setting;
use super::reading::Reading;
use super::surroundings::{COUNTED, is_called_a_point, mentions_vitamins};
use crate::tcm::PointId;
use crate::tcm::text::fold_pinyin;

/// How many neighbours on each side are looked at: a list is never so long that those further off decide.
const NEIGHBOURS: usize = 40;

/// The groups of a passage with what is known of each so far, and the list that each stands in.
struct Company<'r, 'a> {
    reading: &'r Reading<'a>,
    groups: &'r [Group],
    states: Vec<State>,
    runs: Vec<usize>,
}

impl<'r> Company<'r, '_> {
    /// The places near a group, without its own.
    fn near(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        let last = self.groups.len().min(index + NEIGHBOURS + 1);
        (index.saturating_sub(NEIGHBOURS)..last).filter(move |other| *other != index)
    }

    /// The others of its list.
    fn run(&self, index: usize) -> Vec<usize> {
        self.near(index).filter(|other| self.runs[*other] == self.runs[index]).collect()
    }

    /// The others that begin within a stretch of the text.
    fn within(&self, index: usize, stretch: Range<usize>) -> impl Iterator<Item = usize> + use<'r> {
        let groups = self.groups;
        self.near(index).filter(move |other| stretch.contains(&groups[*other].range.start))
    }

    fn is_sure(&self, index: usize) -> bool {
        matches!(self.states[index], State::Sure(..))
    }

    fn only_code(&self, index: usize) -> Option<&'r Written> {
        self.groups[index].only_code(&self.reading.codes.written)
    }
}

impl Judge<'_> {
    /// What stands beside measures in the letters of a code is no code: `BL 18.2` makes `BL 18` one.
    pub fn by_measures(&self, reading: &Reading<'_>, groups: &[Group], states: &mut [State]) {
        let sentence = |byte: usize| reading.sentence(byte).start;
        let mut measures: HashSet<(usize, &str)> =
            reading.codes.measures.iter().map(|(byte, letters)| (sentence(*byte), letters.as_str())).collect();
        let harmless = ["cells, receptors or molecules", COUNTED];
        for (group, state) in groups.iter().zip(states.iter()) {
            let told = match state {
                State::Out(Verdict::LookAlike, reason) => !harmless.iter().any(|harmless| reason == harmless),
                State::Needs(Support::List, _) => true,
                _ => false,
            };
            if let Some(written) = group.only_code(&reading.codes.written).filter(|_| told)
                && written.letters.len() <= 3
                && written.spaced
            {
                measures.insert((sentence(written.range.start), &written.letters));
            }
        }
        if measures.is_empty() {
            return;
        }
        for (group, state) in groups.iter().zip(states.iter_mut()) {
            if let (Some(written), State::Sure(..)) = (group.only_code(&reading.codes.written), &state)
                && written.spaced
                && measures.contains(&(sentence(written.range.start), written.letters.as_str()))
            {
                let reason = "the same letters stand for something else in the sentence";
                *state = State::Needs(Support::List, reason.into());
            }
        }
    }

    /// Judges what needs support by its list, its sentence and the front matter.
    pub fn by_company(&self, reading: &Reading<'_>, groups: &[Group], states: &mut [State]) {
        let is_doubtful = |state: &State| matches!(state, State::Needs(..) | State::Several);
        if !states.iter().any(is_doubtful) {
            return;
        }
        let company = Company { reading, groups, states: states.to_vec(), runs: runs(reading, groups, states) };
        for (index, state) in states.iter_mut().enumerate() {
            let group = &groups[index];
            match &company.states[index] {
                State::Needs(Support::Code, _) => {
                    if let Some(written) = company.only_code(index)
                        && let Some(point) = written.point
                    {
                        *state = self.weak(&company, index, written, point);
                    }
                }
                State::Needs(Support::List, _) => {
                    // Another kind of code in the list proves it, unless that is doubtful as well.
                    let letters = |index: usize| company.only_code(index).map(|written| written.letters.as_str());
                    let proves = |other: &usize| company.is_sure(*other) && letters(*other) != letters(index);
                    let proven = company.run(index).iter().any(proves) || is_called_a_point(reading, &group.range);
                    if let (true, [point]) = (proven, &group.points[..]) {
                        *state = State::Sure(*point, "the points beside it prove it");
                    }
                }
                State::Needs(support @ (Support::Word | Support::Term | Support::PinyinWord), _) => {
                    if let Some(point) =
                        group.points.first().filter(|point| self.word(&company, index, *support, **point))
                    {
                        *state = State::Sure(*point, "what stands beside it makes it the point");
                    }
                }
                State::Several => *state = self.several(reading, group),
                _ => {}
            }
        }
    }

    /// Whether something makes a name that is a word as well the point.
    fn word(&self, company: &Company<'_, '_>, index: usize, support: Support, point: PointId) -> bool {
        let (reading, range) = (company.reading, &company.groups[index].range);
        if company.run(index).iter().any(|other| company.is_sure(*other)) || is_called_a_point(reading, range) {
            return true;
        }
        if let Setting::Cell(row) = reading.passage.setting
            && reading.text.trim() == &reading.text[range.clone()]
            && self.rows.get(&row).is_some_and(|points| points.len() > 1 || points.iter().any(|other| *other != point))
        {
            return true;
        }
        let in_sentence = || company.within(index, reading.sentence(range.start)).any(|other| company.is_sure(other));
        match support {
            Support::Term => in_sentence(),
            Support::PinyinWord => {
                let folded = fold_pinyin(&reading.text[range.clone()]);
                // The belt vessel is spoken of wherever its point is.
                folded != "daimai"
                    && (self.declares(point)
                        || self.named.get(&folded).copied().flatten() == Some(point)
                        || in_sentence())
            }
            _ => false,
        }
    }

    /// A code in letters that mean much else: `P6`, `B 23`, `TH5`.
    fn weak(&self, company: &Company<'_, '_>, index: usize, written: &Written, point: PointId) -> State {
        let reading = company.reading;
        let sentence = reading.sentence(written.range.start);
        let names_it = |other: usize| company.is_sure(other) && company.groups[other].points == [point];
        let is_named = company.within(index, sentence.clone()).any(names_it);
        if let Some(old) = points::old_bladder_point(self.registry, written).filter(|_| written.letters == "B")
            && !is_named
        {
            let codes = [point, old].map(|point| self.registry.point(point).code).join(" or ");
            let reason = format!("the old numbering and the new one differ: {codes}");
            return State::Out(Verdict::Undecided, reason.into());
        }
        let foreign = has_foreign_company(reading, written, &sentence);
        let run = company.run(index);
        if run.iter().any(|other| company.is_sure(*other)) && !foreign {
            return State::Sure(point, "the points in its list prove it");
        }
        let near = reading.near(&written.range);
        let lower = written.letters.bytes().all(|letter| letter.is_ascii_lowercase());
        let weak: Vec<&Written> =
            run.iter().filter_map(|other| company.only_code(*other)).filter(|other| is_weak(other)).collect();
        let kinds: HashSet<&str> =
            weak.iter().map(|other| other.letters.as_str()).chain([written.letters.as_str()]).collect();
        let is_list = kinds.len() >= 3 || (kinds.len() == 2 && weak.len() >= 4);
        if is_list && !foreign && !lower && !mentions_vitamins(near) {
            return State::Sure(point, "a list of codes");
        }
        if is_named {
            return State::Sure(point, "the sentence names its point");
        }
        let clause = super::sentences::clause(reading.text, &sentence, &written.range);
        // `Th17` is a helper cell wherever points are spoken of.
        let helper_cell = written.letters == "Th" && !written.spaced;
        let mut in_clause = company.within(index, clause);
        if written.letters.len() > 1
            && !lower
            && !foreign
            && !helper_cell
            && in_clause.any(|other| company.is_sure(other))
        {
            return State::Sure(point, "the points beside it prove it");
        }
        let is_stranger = |other: &&Written| other.point.is_none_or(|point| !self.declares(point));
        // `S. 36` is a page in German.
        let dotted = reading.text[written.range.clone()].contains(". ");
        if !lower
            && !foreign
            && !dotted
            && !weak.iter().any(is_stranger)
            && self.declares(point)
            && !mentions_vitamins(near)
        {
            return State::Sure(point, "the article declares it");
        }
        State::Out(Verdict::Undecided, "a letter and a number that nothing proves a point".into())
    }

    /// A name that several points share: the front matter, the row of its table or the rest of the body decides.
    fn several(&self, reading: &Reading<'_>, group: &Group) -> State {
        let one = |points: Vec<PointId>| match points[..] {
            [point] => Some(point),
            _ => None,
        };
        let declared = one(group.points.iter().copied().filter(|point| self.declares(*point)).collect());
        if let Some(point) = declared {
            return State::Sure(point, "the article declares it");
        }
        if let Setting::Cell(row) = reading.passage.setting
            && let Some(points) = self.rows.get(&row)
            && let Some(point) = one(group.points.iter().copied().filter(|point| points.contains(point)).collect())
        {
            return State::Sure(point, "its row of the table decides");
        }
        let name = group.members.first().map(|member| fold_pinyin(&reading.text[member.range.clone()]));
        if let Some(Some(point)) = name.and_then(|name| self.named.get(&name)) {
            return State::Sure(*point, "it stands beside its code elsewhere in the text");
        }
        State::Out(Verdict::Undecided, "several points have this name".into())
    }
}

/// Whether capitals with numbers that no notation reads stand in the same list (`C7`, `D3`), or French letters in
/// the sentence, among which P is no pericardium.
fn has_foreign_company(reading: &Reading<'_>, written: &Written, sentence: &Range<usize>) -> bool {
    static FRENCH: WordList = WordList::new("V|VB|F|R|RP|IG|GI|TR|VG|VC|ID|TA");
    let foreign = &reading.codes.foreign;
    let place = foreign.partition_point(|foreign| foreign.start < written.range.start);
    let near = place.saturating_sub(NEIGHBOURS)..foreign.len().min(place + NEIGHBOURS);
    foreign[near].iter().filter(|foreign| sentence.contains(&foreign.start)).any(|foreign| {
        let letters = reading.text[foreign.clone()].trim_end_matches(|last: char| !last.is_ascii_alphabetic());
        let between = if foreign.start < written.range.start {
            reading.text.get(foreign.end..written.range.start)
        } else {
            reading.text.get(written.range.end..foreign.start)
        };
        FRENCH.contains(letters) || between.is_some_and(is_listed)
    })
}

/// The number of the list that each group stands in; what is no mention ends a list.
fn runs(reading: &Reading<'_>, groups: &[Group], states: &[State]) -> Vec<usize> {
    let mut run = 0;
    let mut runs = Vec::with_capacity(groups.len());
    for (index, group) in groups.iter().enumerate() {
        if index > 0 {
            let gap = &reading.text[groups[index - 1].range.end.min(group.range.start)..group.range.start];
            let broken = matches!(states[index], State::Out(..)) || matches!(states[index - 1], State::Out(..));
            if broken || !is_listed(gap) {
                run += 1;
            }
        }
        runs.push(run);
    }
    runs
}
