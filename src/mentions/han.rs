//! Han text, which has no word boundaries: which names of points are other words, and when a character is an organ.

use std::collections::HashMap;
use std::ops::Range;

use super::reading::Reading;
use crate::tcm::text::is_han;

/// What a point's Han name is where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joint {
    /// The point.
    Point,
    /// Perhaps another word: only company makes it the point.
    Word(&'static str),
    /// Another word, or parts of two.
    Other(&'static str),
}

/// The tables of Han contexts.
pub struct Contexts {
    points: HashMap<&'static str, PointWord>,
    organs: HashMap<&'static str, OrganWord>,
}

struct PointWord {
    is_word: bool,
    before: Vec<&'static str>,
    after: Vec<&'static str>,
    reason: &'static str,
}

struct OrganWord {
    before: Vec<&'static str>,
    after: Vec<&'static str>,
    not_before: Vec<&'static str>,
    not_after: Vec<&'static str>,
}

impl Contexts {
    /// Reads the tables that are built into the program.
    pub fn new() -> Contexts {
        let rows = |table: &'static str| table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
        let list = |field: Option<&&'static str>| -> Vec<&'static str> {
            field.map_or(Vec::new(), |field| field.split('|').filter(|item| !item.is_empty()).collect())
        };
        let points = rows(include_str!("data/point_words.tsv"))
            .filter_map(|row| {
                let word = PointWord {
                    is_word: *row.get(1)? == "word",
                    before: list(row.get(2)),
                    after: list(row.get(3)),
                    reason: row.get(4).copied().unwrap_or("another word"),
                };
                Some((*row.first()?, word))
            })
            .collect();
        let organs = rows(include_str!("data/organ_contexts.tsv"))
            .filter_map(|row| {
                let word = OrganWord {
                    before: list(row.get(2)),
                    after: list(row.get(3)),
                    not_before: list(row.get(4)),
                    not_after: list(row.get(5)),
                };
                Some((*row.get(1)?, word))
            })
            .collect();
        Contexts { points, organs }
    }

    /// What a point's Han name is, by the characters right before and behind it.
    pub fn joint(&self, text: &str, range: &Range<usize>) -> Joint {
        let (before, behind) = around(text, range);
        if names_a_place_or_person(behind) {
            return Joint::Other("a place or a person");
        }
        let Some(word) = self.points.get(&text[range.clone()]) else { return Joint::Point };
        if !behind.starts_with('穴')
            && (word.before.iter().any(|context| before.ends_with(context))
                || word.after.iter().any(|context| behind.starts_with(context)))
        {
            return Joint::Other(word.reason);
        }
        if word.is_word { Joint::Word(word.reason) } else { Joint::Point }
    }

    /// Whether the Han name of an organ stands for the organ of Chinese medicine.
    pub fn is_organ(&self, reading: &Reading<'_>, index: usize) -> bool {
        let range = &reading.pieces[index].range;
        let (before, behind) = around(reading.text, range);
        let Some(word) = self.organs.get(&reading.text[range.clone()]) else { return false };
        let refuses = |word: &OrganWord| {
            word.not_before.iter().any(|context| before.ends_with(context))
                || word.not_after.iter().any(|context| behind.starts_with(context))
        };
        if refuses(word) {
            return false;
        }
        if word.before.iter().any(|context| before.ends_with(context))
            || word.after.iter().any(|context| behind.starts_with(context))
        {
            return true;
        }
        // A needle that goes too deep meets the organ of anatomy, and the ear has zones of these names.
        const ANATOMY: &str = "深刺|刺傷|刺伤|誤傷|误伤|傷及|伤及|耳針|耳针|耳鍼|耳穴|解剖|X光|超音波|B超|CT";
        if ANATOMY.split('|').any(|word| reading.near(range).contains(word)) {
            return false;
        }
        // 脾是生痰之源
        if let Some(rest) = behind.strip_prefix(['是', '乃']) {
            let near: String = rest.chars().take(7).collect();
            if ["之源", "之本", "之官", "之府", "之器", "之海", "之根", "之主"].iter().any(|end| near.contains(end))
            {
                return true;
            }
        }
        // 肝腎, 脾胃, 肝、脾: two organs side by side, unless the other is a part of another word.
        let is_pair = |other: usize, edge: bool| {
            let other = &reading.pieces[other];
            let gap = if edge {
                reading.text.get(other.range.end..range.start)
            } else {
                reading.text.get(range.end..other.range.start)
            };
            let touches = gap.is_some_and(|gap| matches!(gap, "" | "、" | "與" | "与" | "和" | "及"));
            touches
                && self.organs.get(&reading.text[other.range.clone()]).is_some_and(|word| {
                    let (before, behind) = around(reading.text, &other.range);
                    if edge {
                        !word.not_before.iter().any(|context| before.ends_with(context))
                    } else {
                        !word.not_after.iter().any(|context| behind.starts_with(context))
                    }
                })
        };
        if index > 0 && is_pair(index - 1, true) || index + 1 < reading.pieces.len() && is_pair(index + 1, false) {
            return true;
        }
        // By itself between marks or particles: 這個地方就是心。 肝與心就沒有失調。
        let left = before.chars().next_back();
        let right = behind.chars().next();
        let is_mark = |character: Option<char>| character.is_none_or(|character| !is_han(character));
        let left_particle =
            left.is_some_and(|character| "與与和及於于是在為为屬属為从從由入歸归傷伤犯乘侮、".contains(character));
        let right_particle =
            right.is_some_and(|character| "與与和及不為为之者則则也屬属在為受失就沒没".contains(character));
        (is_mark(left) && is_mark(right))
            || (left_particle && (is_mark(right) || right_particle))
            || (is_mark(left) && right_particle)
    }
}

impl Default for Contexts {
    fn default() -> Self {
        Contexts::new()
    }
}

/// Whether what follows a Han name makes it one of a place or person: 承山村, 小海說.
fn names_a_place_or_person(behind: &str) -> bool {
    const PLACES: &str = "村|鎮|镇|縣|县|鄉|乡|大學|大学|醫院|医院|公園|公园|山脈|山脉|機場|机场|小學|小学|中學|中学|先生|女士|老師|老师|同學|同学|小姐|\
        的小村|的村|的地方|的小鎮|的小镇|火車站|火车站|地鐵|地铁|街道|大橋|大桥";
    const SAYS: [char; 4] = ['說', '说', '笑', '答'];
    let says = behind.starts_with(SAYS) && !behind[3..].starts_with(['明', '法', '：']);
    says || PLACES.split('|').any(|place| behind.starts_with(place))
}

/// The text before and behind a stretch, without quotation marks.
fn around<'t>(text: &'t str, range: &Range<usize>) -> (&'t str, &'t str) {
    let is_quote = |character: char| matches!(character, '「' | '」' | '『' | '』' | '“' | '”' | '"' | '‘' | '’' | '*');
    (text[..range.start].trim_end_matches(is_quote), text[range.end..].trim_start_matches(is_quote))
}

/// Whether a Han text ends in a verb of treatment or in a word for points, so that a name follows.
pub fn treats(before: &str) -> bool {
    const WORDS: &str = "壓住|压住|按住|掐住|捏住|按壓|按压|穴|穴位|主穴|配穴|取穴|穴如|穴有|刺激|按摩|針灸|针灸|揉按|按揉|點按|点按|艾灸|指壓|指压|\
        針刺|针刺|溫灸|温灸|點刺|点刺|雙側|双侧|加用|配以|選用|选用|選取|选取|重灸|輕揉|轻揉|點揉|点揉";
    const VERBS: &[char] = &[
        '針', '针', '刺', '灸', '取', '按', '揉', '掐', '配', '加', '選', '选', '貼', '贴', '敷', '透', '搓', '拍',
        '雙', '双', '瀉', '泻',
    ];
    let marked = before.trim_end().ends_with(['：', ':', '、', '，']);
    let before = before.trim_end_matches([' ', '：', ':', '「', '“', '（', '、', '，']).trim_end();
    if WORDS.split('|').any(|word| before.ends_with(word)) {
        return true;
    }
    // 按： begins a note.
    if marked {
        return false;
    }
    // A verb of one character is one only at the beginning of its clause: 增加水分 is no 加.
    let mut characters = before.chars().rev();
    let verb = characters.next().is_some_and(|character| VERBS.contains(&character));
    verb && characters
        .next()
        .is_none_or(|left| !is_han(left) || "再並并先後后兼另可宜常則则即者時时的又".contains(left))
}

/// Why a folded pinyin name is a word, place or person as well, so that alone it proves nothing.
pub fn pinyin_word(folded: &str) -> Option<&'static str> {
    const WORDS: &[(&str, &str)] = &[
        ("mingmen", "the fire and gate of life"),
        ("kunlun", "mountains of that name"),
        ("guangming", "a newspaper, a name"),
        ("jinmen", "an island"),
        ("shangqiu", "a city"),
        ("tianchi", "a lake"),
        ("gongsun", "a surname"),
        ("taibai", "a poet, a mountain"),
        ("yamen", "an office of old China"),
        ("tianfu", "a name of Sichuan"),
        ("shimen", "a town"),
        ("taiyang", "the six channels and stages"),
        ("daimai", "a vessel that is none of the fourteen channels"),
        ("shendao", "a religion"),
        ("shenting", "a court"),
        ("daling", "a river"),
        ("yangxi", "a county"),
        ("yangjiang", "a city"),
        ("huagai", "a canopy"),
        ("lingtai", "a county"),
        ("riyue", "the sun and moon"),
        ("dadu", "a city"),
        ("tianrong", "a name"),
        ("yutang", "a name"),
        ("taiyi", "a mountain"),
        ("huiyang", "a district"),
        ("heyang", "a county"),
        ("yangfu", "a name"),
        ("yunmen", "a temple"),
        ("renying", "a place of the pulse"),
    ];
    WORDS.iter().find(|(word, _)| *word == folded).map(|(_, reason)| *reason)
}
