//! Citations in Chinese: `杨继洲. 针灸大成. 北京: 人民卫生出版社, 1963.`, `《針灸大成》，楊繼洲，人民衛生出版社，2006年`.

use std::ops::Range;

use crate::tcm::text::is_han;

use super::Citation;
use super::draft::{rest, tidy};
use super::identifiers::Identifiers;
use super::text::{CUT, EMPHASIS_CLOSE, EMPHASIS_OPEN};

/// The longest text that may be a title without anything that says so.
const LONGEST_TITLE: usize = 30;

/// Family names of one character, in both scripts.
const FAMILY_NAMES: &str = "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦俞章鲁魯葛伍韦韋申尤毕畢聂聶焦向柳邢岳齐齊梅莫庄莊辛管祝左涂谷祁时舒耿卜路詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳裴席卫衛查屈鲍鮑位覃霍翁隋甘景单單包柏宁寧滑叔倪佟邝蒲巢窦竇虞褚巫仲池岑匡闫宫屠桑桂肖臧解蔺阮裘冷乐樂";

/// Family names of two characters.
const DOUBLE_NAMES: &[&str] = &[
    "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "皇甫", "上官", "尉迟", "公孙", "公孫", "淳于", "夏侯", "东方",
    "令狐",
];

/// What stands behind authors' names; the first two say no more than `by`.
const ROLES: &[&str] = &[
    "著",
    "撰",
    "编著",
    "編著",
    "主编",
    "主編",
    "编",
    "編",
    "译",
    "譯",
    "校",
    "辑",
    "輯",
    "校注",
    "校释",
    "注",
    "等著",
    "等编",
    "等編",
    "等主编",
    "等主編",
];

const PUBLISHERS: &[&str] =
    &["出版社", "书局", "書局", "印书馆", "印書館", "出版公司", "书店", "書店", "出版集团", "出版集團", "书社", "書社"];

const PLACES: &[&str] = &[
    "北京",
    "上海",
    "南京",
    "天津",
    "台北",
    "臺北",
    "香港",
    "广州",
    "廣州",
    "成都",
    "沈阳",
    "瀋陽",
    "西安",
    "武汉",
    "武漢",
    "长沙",
    "長沙",
    "济南",
    "濟南",
    "杭州",
    "福州",
    "贵阳",
    "太原",
    "郑州",
    "鄭州",
    "合肥",
    "南昌",
    "重庆",
    "重慶",
    "哈尔滨",
    "长春",
];

const DYNASTIES: &[&str] = &[
    "先秦", "战国", "戰國", "秦", "汉", "漢", "西汉", "西漢", "东汉", "東漢", "三国", "三國", "魏", "晋", "晉", "西晋",
    "西晉", "东晋", "東晉", "隋", "唐", "宋", "北宋", "南宋", "金", "元", "明", "清", "民国", "民國",
];

const ORGANISATIONS: &[&str] = &[
    "学院",
    "學院",
    "大学",
    "大學",
    "研究院",
    "研究所",
    "学会",
    "學會",
    "委员会",
    "委員會",
    "医院",
    "醫院",
    "编写组",
    "編寫組",
    "编委会",
    "卫生组织",
    "衛生組織",
    "管理局",
    "卫生部",
    "衛生部",
    "教研室",
    "教研组",
];

/// What stands in sentences, hardly in titles.
const PARTICLES: &[char] =
    &['的', '是', '了', '在', '有', '吗', '嗎', '请', '請', '可', '我', '你', '他', '它', '们', '們', '應', '应'];

/// What a part of the text is; ranges are of bytes.
enum Field {
    /// The four digits, and all that says year.
    Year(Range<usize>, Range<usize>),
    Edition,
    Publisher,
    /// The numbers of the pages.
    Pages(Range<usize>),
    /// The name, without what its bearer did.
    Author(Range<usize>),
    /// `著` alone.
    Label,
    /// A place, a dynasty, a kind of document.
    Known,
    Unknown,
}

/// Whether most of a text's letters are Han.
pub(super) fn is_chinese(source: &str) -> bool {
    let letters = source.chars().filter(|character| character.is_alphabetic()).count();
    let han = source.chars().filter(|character| is_han(*character)).count();
    han > 0 && han * 2 > letters
}

/// Reads a citation; the whole text is the title where its parts are in doubt.
pub(super) fn read(source: &str, found: &Identifiers) -> Option<Citation> {
    let mut reading = Reading { source, citation: Citation::default(), taken: Vec::new(), unknown: Vec::new() };
    let read = match marked_title(source) {
        Some((outer, inner)) => reading.around_title(outer, inner),
        None => reading.in_order(),
    };
    if read {
        let citation = &reading.citation;
        let evident = found.any() || citation.year.is_some() || citation.publisher.is_some();
        let prose = reading.unknown.iter().any(|range| source[range.clone()].contains(PARTICLES));
        if evident || !prose {
            reading.citation.rest = rest(source, reading.taken);
            return Some(reading.citation);
        }
        return None;
    }
    let count = source.chars().filter(|character| is_han(*character)).count();
    let sentence = source.contains('。') || source.ends_with(['：', ':']);
    let evident = found.any() || found.url.is_some() || source.contains("出版");
    let bare = !sentence && count <= LONGEST_TITLE && !(source.contains('，') && source.contains(PARTICLES));
    (evident || bare).then(|| Citation { title: tidy(source), ..Citation::default() })
}

/// A title between marks: with them and without.
fn marked_title(source: &str) -> Option<(Range<usize>, Range<usize>)> {
    [('《', '》'), (EMPHASIS_OPEN, EMPHASIS_CLOSE), ('「', '」'), ('『', '』'), ('“', '”')].into_iter().find_map(
        |(opening, closing)| {
            let start = source.find(opening)?;
            let inner = start + opening.len_utf8();
            let end = inner + source[inner..].find(closing)?;
            (!tidy(&source[inner..end]).is_empty()).then(|| (start..end + closing.len_utf8(), inner..end))
        },
    )
}

struct Reading<'a> {
    source: &'a str,
    citation: Citation,
    taken: Vec<Range<usize>>,
    /// Parts that no field holds and no list knows.
    unknown: Vec<Range<usize>>,
}

impl Reading<'_> {
    /// A title in marks, with authors before or behind it.
    fn around_title(&mut self, outer: Range<usize>, inner: Range<usize>) -> bool {
        self.citation.title = tidy(&self.source[inner]);
        self.taken.push(outer.clone());
        let parts = parts(self.source, &(0..outer.start));
        let mut authors = true;
        for range in parts {
            self.take(range, &mut authors);
        }
        let mut authors = self.citation.authors.is_empty();
        for range in parts_of(self.source, &(outer.end..self.source.len())) {
            self.take(range, &mut authors);
        }
        true
    }

    /// Authors, title, imprint, in this order, or title, authors, imprint; false if the order is in doubt.
    fn in_order(&mut self) -> bool {
        let sentences = sentences(self.source);
        let (first, others) = match sentences.split_first() {
            Some((first, others)) if !others.is_empty() => (first.clone(), others.to_vec()),
            _ => return self.between_commas(),
        };
        let names = parts(self.source, &first);
        let are_names = !names.is_empty()
            && names
                .iter()
                .all(|range| matches!(classify(self.source, range), Field::Author(_) | Field::Label | Field::Known))
            && names.iter().any(|range| matches!(classify(self.source, range), Field::Author(_)));
        let mut behind = others.as_slice();
        if are_names {
            let mut authors = true;
            for range in names {
                self.take(range, &mut authors);
            }
            let Some((title, others)) = behind.split_first() else { return false };
            self.title(title.clone());
            behind = others;
        } else {
            self.title(first);
        }
        let mut authors = !are_names;
        for sentence in behind {
            for range in parts(self.source, sentence) {
                self.take(range, &mut authors);
            }
        }
        // A first sentence that is no name is the title only if the others say nothing unknown.
        let has_title = self.citation.title.contains(char::is_alphanumeric);
        has_title && (are_names || self.unknown.is_empty() && self.is_evident())
    }

    /// One sentence: a title with something known behind it.
    fn between_commas(&mut self) -> bool {
        let parts = parts_of(self.source, &(0..self.source.len()));
        let kinds: Vec<Field> = parts.iter().map(|range| classify(self.source, range)).collect();
        let unknown: Vec<usize> = (0..kinds.len()).filter(|at| matches!(kinds[*at], Field::Unknown)).collect();
        let [title] = unknown.as_slice() else { return false };
        if parts.len() < 2 {
            return false;
        }
        let title = *title;
        let mut authors = true;
        self.title(parts[title].clone());
        for (at, range) in parts.into_iter().enumerate() {
            if at != title {
                self.take(range, &mut authors);
            }
        }
        self.is_evident() || !self.citation.authors.is_empty()
    }

    fn is_evident(&self) -> bool {
        self.citation.year.is_some() || self.citation.publisher.is_some() || self.citation.edition.is_some()
    }

    /// Takes a title, without the kind of document in brackets behind it.
    fn title(&mut self, range: Range<usize>) {
        let title = &self.source[range.clone()];
        let end =
            range.start + title.find(['[', '［', '【', '(', '（', CUT]).filter(|at| *at > 0).unwrap_or(title.len());
        self.citation.title = tidy(&self.source[range.start..end]);
        self.taken.push(range.start..end);
        let mut authors = false;
        for part in parts(self.source, &(end..range.end)) {
            self.take(part, &mut authors);
        }
    }

    /// Takes what a part holds; `authors` tells whether names may still come.
    fn take(&mut self, range: Range<usize>, authors: &mut bool) {
        // A year may stand behind the publisher without a mark.
        let digits = self.source[range.clone()].find(|character: char| character.is_ascii_digit());
        if let Some(at) = digits.filter(|at| *at > 0).map(|at| range.start + at)
            && PUBLISHERS.iter().any(|publisher| self.source[range.start..at].ends_with(publisher))
            && year(&self.source[at..range.end]).is_some()
        {
            self.take(range.start..at, authors);
            return self.take(at..range.end, authors);
        }
        let field = classify(self.source, &range);
        match field {
            Field::Year(digits, all) if self.citation.year.is_none() => {
                self.citation.year = Some(self.source[digits].to_owned());
                self.taken.push(all.clone());
                if all.end < range.end {
                    self.take(all.end..range.end, authors);
                }
            }
            Field::Edition if self.citation.edition.is_none() => {
                self.citation.edition = Some(tidy(&self.source[range.clone()]));
                self.taken.push(range);
            }
            Field::Publisher if self.citation.publisher.is_none() => {
                self.citation.publisher = Some(tidy(&self.source[range.clone()]));
                self.taken.push(range);
            }
            Field::Pages(numbers) if self.citation.pages.is_none() => {
                self.citation.pages = Some(tidy(&self.source[numbers]));
                self.taken.push(range);
            }
            Field::Author(name) if *authors => {
                self.citation.authors.push(tidy(&self.source[name.clone()]));
                let role = &self.source[name.end..range.end];
                // What says no more than `by` need not be kept.
                let is_by = matches!(role, "著" | "撰");
                self.taken.push(if is_by { range } else { name });
            }
            Field::Label if *authors && !self.citation.authors.is_empty() => self.taken.push(range),
            Field::Known | Field::Label => {}
            Field::Unknown => {
                *authors = false;
                self.unknown.push(range);
            }
            _ => {}
        }
    }
}

fn is_division(character: char) -> bool {
    matches!(
        character,
        ',' | '，' | ';' | '；' | ':' | '：' | '、' | '(' | ')' | '（' | '）' | '[' | ']' | '［' | '］' | '〔' | '〕'
    ) || matches!(character, '。' | '．' | '【' | '】' | '《' | '》' | '/' | '—')
        || character.is_control()
}

/// The parts of a range between marks, with a full stop as one.
fn parts_of(source: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for sentence in split(source, range, |character, before, next| {
        character == '.' && !(before.is_ascii_digit() && next.is_ascii_digit())
    }) {
        all.extend(parts(source, &sentence));
    }
    all
}

/// The parts of a range between marks, and between spaces beside Han.
fn parts(source: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    split(source, range, |character, before, next| {
        // The issue belongs to its volume, `33(5)`.
        let issue = matches!(character, '(' | '（') && before.is_ascii_digit() && next.is_ascii_digit();
        let closes_issue = matches!(character, ')' | '）') && before.is_ascii_digit();
        is_division(character) && !issue && !closes_issue || character == ' ' && (is_han(before) || is_han(next))
    })
}

/// The sentences of a text, as their full stops in Latin or Chinese form part them.
fn sentences(source: &str) -> Vec<Range<usize>> {
    split(source, &(0..source.len()), |character, before, next| match character {
        '。' | '．' | CUT => true,
        '.' => !(before.is_ascii_digit() && next.is_ascii_digit()),
        _ => false,
    })
}

/// Splits a range where a test on a character and its neighbours says so; parts without letters or digits go.
fn split(source: &str, range: &Range<usize>, divides: impl Fn(char, char, char) -> bool) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut from = range.start;
    let mut before = ' ';
    let mut characters = source[range.clone()].char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        if divides(character, before, next) {
            all.push(trimmed(source, from..range.start + offset));
            from = range.start + offset + character.len_utf8();
        }
        before = character;
    }
    all.push(trimmed(source, from..range.end));
    all.retain(|part| source[part.clone()].contains(char::is_alphanumeric));
    all
}

fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let start = range.start + text.len() - text.trim_start().len();
    start..(start + text.trim().len())
}

fn classify(source: &str, range: &Range<usize>) -> Field {
    let text = &source[range.clone()];
    if let Some(year) = year(text) {
        return Field::Year(range.start..range.start + 4, range.start..range.start + year);
    }
    if is_edition(text) {
        return Field::Edition;
    }
    if PUBLISHERS.iter().any(|publisher| text.ends_with(publisher)) {
        return Field::Publisher;
    }
    if let Some(numbers) = pages(text) {
        return Field::Pages(range.start + numbers.start..range.start + numbers.end);
    }
    if matches!(text, "著" | "撰") {
        return Field::Label;
    }
    let dynasty = text.strip_suffix(['代', '朝']).unwrap_or(text);
    let kind = text.len() <= 4 && text.chars().all(|character| character.is_ascii_uppercase() || character == '/');
    let number = text.starts_with(|character: char| character.is_ascii_digit());
    if kind || number || PLACES.contains(&text) || DYNASTIES.contains(&dynasty) || ROLES.contains(&text) {
        return Field::Known;
    }
    match name(text) {
        Some(length) => Field::Author(range.start..range.start + length),
        None => Field::Unknown,
    }
}

/// How much of a text is a year with its `年`: `1998`, `2006年`, `1963年版`.
fn year(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_year = digits == 4 && text[..4].parse().is_ok_and(|year: u16| (1000..2100).contains(&year));
    let rest = text.get(digits..).filter(|_| is_year)?;
    if rest.is_empty() {
        return Some(4);
    }
    // The issue behind a year, `2015(3)`, is left.
    if rest.starts_with(['(', '（']) {
        return Some(4);
    }
    let rest = rest.strip_prefix('年')?;
    let behind = rest.strip_prefix("出版").or_else(|| rest.strip_prefix('版')).unwrap_or(rest);
    let label = if behind.is_empty() { text.len() } else { 4 + '年'.len_utf8() };
    Some(label)
}

fn is_edition(text: &str) -> bool {
    let count = text.strip_prefix('第').and_then(|rest| rest.strip_suffix('版'));
    count.is_some_and(|count| {
        !count.is_empty()
            && count.chars().all(|character| character.is_ascii_digit() || "一二三四五六七八九十".contains(character))
    }) || matches!(text, "修订版" | "修訂版" | "增订版" | "增訂版" | "新版" | "再版")
}

/// The numbers of `第12-30页`, or of a bare range.
fn pages(text: &str) -> Option<Range<usize>> {
    let start = if text.starts_with('第') { '第'.len_utf8() } else { 0 };
    let numbers = text[start..].trim_end_matches(['页', '頁']);
    let labelled = start + numbers.len() < text.len();
    let only =
        numbers.chars().all(|character| character.is_ascii_digit() || matches!(character, '-' | '–' | '~' | '～'));
    let digits = numbers.starts_with(|character: char| character.is_ascii_digit());
    let ranged = numbers.contains(['-', '–', '~', '～']);
    (only && digits && (labelled || ranged && start == 0)).then(|| start..start + numbers.len())
}

/// How much of a text is a person's or an organisation's name, before what its bearer did.
fn name(text: &str) -> Option<usize> {
    if text == "等" {
        return Some(text.len());
    }
    let role = ROLES.iter().filter(|role| text.ends_with(**role)).map(|role| role.len()).max().unwrap_or(0);
    let bare = &text[..text.len() - role];
    if ORGANISATIONS.iter().any(|organisation| bare.ends_with(organisation)) {
        return Some(bare.len());
    }
    let person = bare.strip_suffix('等').unwrap_or(bare);
    let count = person.chars().count();
    if !person.chars().all(|character| is_han(character) || character == '·') {
        return None;
    }
    let doubled = DOUBLE_NAMES.iter().any(|double| person.starts_with(double)) && (3..=4).contains(&count);
    let single = person.starts_with(|character| FAMILY_NAMES.contains(character)) && (2..=3).contains(&count);
    let foreign = person.contains('·') && (3..=12).contains(&count);
    let stated = role > 0 && (2..=3).contains(&count);
    (doubled || single || foreign || stated).then_some(bare.len())
}
