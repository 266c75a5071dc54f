//! Long Chinese texts without sense, with the letters of an old library: for measuring what such a library costs.
//!
//! A text is a walk over two short ones of the tests: what followed two characters there, or one, follows them here;
//! in between stand words of the field, characters that are rare everywhere, and words of the text's own.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::random::Random;
use crate::step::{Error, file_error};

/// How many books have titles of their own.
pub const MOST: usize = TITLES[0].len() * TITLES[1].len();

/// Han characters of the shortest and the longest book.
const LENGTHS: (usize, usize) = (60_000, 150_000);

/// Where the two texts are.
const MODELS: [&str; 2] = ["xuechuang-yiyu", "xingpu-zhenlu"];

/// Simplified characters of the second text, and the traditional ones that it means.
const SIMPLIFIED: [&str; 2] = [
    "㖞与专两临为举书于产仆仓众伙会伤体余侧儿关养内决净减几则剂剧动医卖卧历参发号叹后听启呕哑唇啮喷嘱嚣块壮声处备复头妇妪学实宫寝将尽层属岁师庄床应开异张强归当录态惊惧户扬扰抚担挛挟挤攒数斋断无旧时昼晕暂机条来枣柜树桥毕气汤泪泻泽浅济涌涩渐渔温满灭灯点炽烛热熏状独环现疡皱盏盖盗禀积称穷笔红纱纳纸细终经绕络绝绣继续绳绸缓编缩聋肠肤肾肿胀胜脉脏脓腘腻节苏药葱虑虚虫虽蝉补见视览计议记许论识诊试诗询诫语误诵诸调谈谓谢负败账贴贼赋赠车软轰轻辈辞达过进远连遗邻针钥钩铺锯门闪闭问间闸闻阖阙阳阴际随隐静顶顷项颈颊频额颤风饥饭饮验鱼鲫鸣黄齐齿龂",
    "喎與專兩臨為舉書於產僕倉眾夥會傷體餘側兒關養內決淨減幾則劑劇動醫賣臥歷參發號嘆後聽啟嘔啞唇齧噴囑囂塊壯聲處備復頭婦嫗學實宮寢將盡層屬歲師莊床應開異張強歸當錄態驚懼戶揚擾撫擔攣挾擠攢數齋斷無舊時晝暈暫機條來棗櫃樹橋畢氣湯淚瀉澤淺濟湧澀漸漁溫滿滅燈點熾燭熱熏狀獨環現瘍皺盞蓋盜稟積稱窮筆紅紗納紙細終經繞絡絕繡繼續繩綢緩編縮聾腸膚腎腫脹勝脈臟膿膕膩節蘇藥蔥慮虛蟲雖蟬補見視覽計議記許論識診試詩詢誡語誤誦諸調談謂謝負敗賬貼賊賦贈車軟轟輕輩辭達過進遠連遺鄰針鑰鉤鋪鋸門閃閉問間閘聞闔闕陽陰際隨隱靜頂頃項頸頰頻額顫風飢飯飲驗魚鯽鳴黃齊齒齗",
];

/// Words of the field, the most frequent first.
const WORDS: &str = "
氣 血 陰陽 脾胃 腎 肝 心 肺 脈 病 者 治 傷寒 虛 實 寒 熱 風 濕 痰 主之 不可 發熱 惡寒 頭痛 腹痛 腰痛 經絡 腎氣 陽明
太陽 少陽 太陰 少陰 厥陰 五臟 六腑 營衛 津液 精神 元氣 真陰 真陽 命門 三焦 小便 大便 自汗 盜汗 咳嗽 喘 嘔吐 泄瀉 下利
不寐 心悸 怔忡 眩暈 耳鳴 目赤 口苦 咽乾 胸滿 脅痛 腹脹 便秘 水腫 黃疸 消渴 痹證 痿證 中風 癲癇 瘧疾 痢疾 霍亂 吐血 衄血
崩漏 帶下 月經 不調 胎前 產後 小兒 驚風 疳積 痘疹 癰疽 瘡瘍 瘰癧 疝氣 脫肛 痔漏 浮脈 沉脈 遲脈 數脈 滑脈 澀脈 弦脈 緊脈
洪脈 微脈 細脈 弱脈 緩脈 舌苔 白膩 黃燥 舌紅 少津 面色 萎黃 四肢 厥冷 手足 心煩 不眠 渴飲 桂枝湯 麻黃湯 小柴胡湯 白虎湯
承氣湯 四逆湯 理中丸 真武湯 五苓散 四物湯 四君子湯 六味丸 八味丸 補中益氣 歸脾湯 逍遙散 二陳湯 溫膽湯 獨活寄生 人參 黃耆
白朮 茯苓 甘草 當歸 川芎 芍藥 熟地 生地 麥冬 五味子 枸杞 山藥 山茱萸 澤瀉 丹皮 杜仲 牛膝 續斷 桑寄生 附子 肉桂 桂枝 乾薑
生薑 大棗 陳皮 半夏 柴胡 黃芩 黃連 黃柏 梔子 連翹 薄荷 菊花 桑葉 酸棗仁 遠志 龍骨 牡蠣 桃仁 紅花 丹參 香附 木香 砂仁 厚朴
枳實 大黃 芒硝 石膏 知母 葛根 升麻 防風 荊芥 羌活 獨活 細辛 白芷 蒼朮 藿香 紫蘇 杏仁 桔梗 貝母 瓜蔞 天南星 竹茹 茵陳 木通
車前子 滑石 豬苓 阿膠 艾葉 蒲黃 三七 地榆 槐花 鹿茸 巴戟天 肉蓯蓉 菟絲子 補骨脂 益智仁 龜板 鱉甲 天麻 鉤藤 羚羊角 全蠍
蜈蚣 僵蠶 足三里 三陰交 合谷 太衝 內關 神門 百會 風池 大椎 腎俞 命門 關元 氣海 中脘 天樞 曲池 列缺 太溪 湧泉 委中 環跳
陽陵泉 陰陵泉 血海 豐隆 膻中 期門 章門 公孫 照海 申脈 後溪 外關 支溝 少商 商陽 人中 承漿 迎香 下關 頰車 翳風 聽宮 睛明
膏肓 肺俞 心俞 肝俞 脾俞 胃俞 八髎 長強 崑崙 絕骨 懸鐘 隱白 大敦 灸三壯 針三分 留七呼 先補後瀉 得氣 迎隨 補瀉 開闔
經曰 歧伯曰 黃帝問曰 仲景云 丹溪謂 東垣論 內經 難經 本草 金匱 千金 外臺 景岳 溫病 表裏 內外 升降 出入 標本 緩急 同病異治
治未病 望聞問切 辨證 論治 君臣佐使 加減 水煎服 每服三錢 蜜丸 梧子大 溫酒下 空心服 忌生冷 日三服 一劑而愈 再服而安";

/// Characters that no text does without, from a primer of a thousand of them.
const PRIMER: &str = "
天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏閏餘成歲律呂調陽雲騰致雨露結為霜金生麗水玉出崑岡劍號巨闕珠稱夜光果珍李柰
菜重芥薑海鹹河淡鱗潛羽翔龍師火帝鳥官人皇始制文字乃服衣裳推位讓國有虞陶唐弔民伐罪周發殷湯坐朝問道垂拱平章愛育黎首臣伏戎羌
遐邇一體率賓歸王鳴鳳在竹白駒食場化被草木賴及萬方蓋此身髮四大五常恭惟鞠養豈敢毀傷女慕貞潔男效才良知過必改得能莫忘罔談彼短
靡恃己長信使可覆器欲難量墨悲絲染詩讚羔羊景行維賢克念作聖德建名立形端表正空谷傳聲虛堂習聽禍因惡積福緣善慶尺璧非寶寸陰是競
資父事君曰嚴與敬孝當竭力忠則盡命臨深履薄夙興溫凊似蘭斯馨如松之盛川流不息淵澄取映容止若思言辭安定篤初誠美慎終宜令榮業所基
籍甚無竟學優登仕攝職從政存以甘棠去而益詠樂殊貴賤禮別尊卑上和下睦夫唱婦隨外受傅訓入奉母儀諸姑伯叔猶子比兒孔懷兄弟同氣連枝
交友投分切磨箴規仁慈隱惻造次弗離節義廉退顛沛匪虧性靜情逸心動神疲守真志滿逐物意移堅持雅操好爵自縻";

/// Characters of the diseases, the body, herbs, waters, trees, insects, fish and stones: most of them rare.
const RARE: [std::ops::RangeInclusive<char>; 10] = [
    '疔'..='癲',
    '肋'..='臠',
    '艾'..='虇',
    '汁'..='灩',
    '朽'..='欞',
    '虻'..='蠻',
    '魚'..='鱻',
    '玉'..='瓚',
    '砂'..='礱',
    '竹'..='籲',
];

const TITLES: [[&str; 36]; 2] = [
    [
        "玄圃", "杏林", "橘井", "青囊", "丹臺", "靈蘭", "石室", "松窗", "竹溪", "梅塢", "蘭臺", "雪廬", "雲笈", "月湖",
        "鶴皋", "鹿門", "鏡湖", "西塘", "東籬", "南陽", "北海", "中州", "吳門", "越溪", "錢塘", "新安", "孟河", "龍山",
        "虎丘", "鳳林", "白雲", "紫陽", "清江", "碧梧", "蒼崖", "黃石",
    ],
    [
        "醫鏡",
        "醫案",
        "醫話",
        "醫論",
        "方論",
        "方考",
        "針經",
        "灸法",
        "脈訣",
        "舌鑑",
        "本草",
        "藥性",
        "傷寒注",
        "溫病條",
        "金匱解",
        "內經釋",
        "難經疏",
        "女科",
        "幼科",
        "外科",
        "眼科",
        "喉科",
        "雜病",
        "痘疹",
        "養生錄",
        "導引圖說",
        "食治",
        "證治",
        "臨證",
        "心法",
        "指南",
        "準繩",
        "歌括",
        "問答",
        "集驗",
        "類編",
    ],
];

const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// What books are made of.
#[derive(Debug)]
pub struct Shelf {
    /// The two texts, one after the other.
    model: Vec<char>,
    /// Places in the model behind two characters, and behind one.
    after_two: HashMap<[char; 2], Vec<usize>>,
    after_one: HashMap<char, Vec<usize>>,
    words: Vec<&'static str>,
    rare: Vec<char>,
}

impl Shelf {
    /// Reads the two texts.
    pub fn new(root: &Path) -> Result<Shelf, Error> {
        let mut model = Vec::new();
        for name in MODELS {
            let path = root.join("tests/search/library/articles").join(name).with_extension("md");
            let text = fs::read_to_string(&path).map_err(file_error(&path))?;
            let body = text.splitn(3, "---\n").nth(2).unwrap_or_default();
            let lines = body.lines().filter(|line| !line.starts_with('#'));
            model.extend(lines.flat_map(str::chars).map(traditional).filter(|letter| is_used(*letter)));
        }
        let mut after_two: HashMap<[char; 2], Vec<usize>> = HashMap::new();
        let mut after_one: HashMap<char, Vec<usize>> = HashMap::new();
        for place in 2..model.len() {
            after_two.entry([model[place - 2], model[place - 1]]).or_default().push(place);
            after_one.entry(model[place - 1]).or_default().push(place);
        }
        let rare: Vec<char> = RARE.into_iter().flatten().collect();
        // In no order that their places have.
        let rare = (0..rare.len()).map(|place| rare[place * 1_009 % rare.len()]);
        let rare = PRIMER.chars().filter(|letter| !letter.is_whitespace()).chain(rare).collect();
        Ok(Shelf { model, after_two, after_one, words: WORDS.split_whitespace().collect(), rare })
    }

    /// The file of a book.
    pub fn book(&self, number: usize) -> String {
        let random = &mut Random::of(SORT, number);
        let [first, second] = TITLES.map(|parts| parts.len());
        let title = format!("{}{}", TITLES[0][number % first], TITLES[1][(number / first + number) % second]);
        let length = random.within(LENGTHS.0, LENGTHS.1);
        let mut text = format!("---\ntitle: {title}\nauthors: [{}]\n", self.name(random, 3));
        let _ = writeln!(text, "date: {}-{:02}-{:02}", 1995 + number % 30, 1 + number % 12, 1 + number % 28);
        text.push_str("conditions: [頭痛, 腰痛]\npatterns: [腎氣虛]\n---\n\n");
        // Names and words that this book has again and again, and others hardly.
        let own: Vec<String> = (0..120)
            .map(|_| {
                let length = random.within(2, 3);
                self.name(random, length)
            })
            .collect();
        let mut written = 0;
        for chapter in 1.. {
            let _ = write!(text, "## {}論第{}\n\n", random.frequent(&self.words), numeral(chapter));
            let until = (written + random.within(2_000, 6_000)).min(length);
            while written < until {
                let wanted = random.within(120, 420);
                written += self.paragraph(&mut text, wanted, &own, random);
            }
            if written >= length {
                break;
            }
        }
        text
    }

    /// Some characters that stand together nowhere else.
    fn name(&self, random: &mut Random, length: usize) -> String {
        (0..length).map(|_| *random.frequent(&self.rare)).collect()
    }

    /// Adds a paragraph and tells how many characters it has.
    fn paragraph(&self, text: &mut String, wanted: usize, own: &[String], random: &mut Random) -> usize {
        let mut letters: Vec<char> = Vec::with_capacity(wanted + 8);
        let mut clause = 0;
        while letters.len() < wanted {
            let before = letters.len();
            match random.below(100) {
                0..34 => letters.push(self.next(&letters, random)),
                34..64 => letters.extend(random.frequent(&self.words).chars()),
                64..84 => letters.push(*random.one(&self.model)),
                84..93 => letters.push(*random.frequent(&self.rare)),
                _ => letters.extend(random.frequent(own).chars()),
            }
            clause += letters.len() - before;
            if letters.last().is_some_and(|last| is_stop(*last)) {
                // Stops neither begin a clause nor follow each other.
                if clause < 3 {
                    letters.truncate(before);
                } else {
                    clause = 0;
                }
            } else if clause > 9 {
                letters.push(*random.one(&['，', '，', '，', '。']));
                clause = 0;
            }
        }
        if letters.last().is_some_and(|last| is_stop(*last)) {
            letters.pop();
        }
        text.extend(&letters);
        text.push_str("。\n\n");
        letters.len()
    }

    /// What follows the last characters in the model, the longer way if there is one.
    fn next(&self, letters: &[char], random: &mut Random) -> char {
        let two = letters.last_chunk::<2>().and_then(|two| self.after_two.get(two));
        let one = || letters.last().and_then(|one| self.after_one.get(one));
        let place = two.filter(|_| random.percent(60)).or_else(one).map(|places| *random.one(places));
        self.model[place.unwrap_or(0)]
    }
}

/// Parts the chances of books from others.
const SORT: u64 = 0xB00C;

fn traditional(letter: char) -> char {
    let place = SIMPLIFIED[0].chars().position(|simplified| simplified == letter);
    place.and_then(|place| SIMPLIFIED[1].chars().nth(place)).unwrap_or(match letter {
        ',' => '，',
        ':' => '：',
        '!' => '！',
        _ => letter,
    })
}

fn is_stop(letter: char) -> bool {
    matches!(letter, '，' | '。' | '：' | '；' | '、' | '！' | '？')
}

/// Han characters and stops; no quotes, which would not be closed.
fn is_used(letter: char) -> bool {
    is_stop(letter) || ('\u{4E00}'..='\u{9FFF}').contains(&letter)
}

/// A number below a hundred in characters.
fn numeral(number: usize) -> String {
    let (tens, ones) = (number / 10 % 10, DIGITS[number % 10]);
    match tens {
        0 => ones.to_owned(),
        1 => format!("十{ones}"),
        _ => format!("{}十{ones}", DIGITS[tens]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf() -> Shelf {
        Shelf::new(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))).unwrap()
    }

    #[test]
    fn a_book_is_long_and_the_same_each_time() {
        let shelf = shelf();
        let book = shelf.book(3);
        let han = book.chars().filter(|letter| is_used(*letter) && !is_stop(*letter)).count();
        assert!((LENGTHS.0 * 8 / 10..LENGTHS.1 * 11 / 10).contains(&han), "{han}");
        assert!(book == shelf.book(3) && book != shelf.book(4));
    }

    #[test]
    fn simplified_characters_have_their_traditional_ones() {
        assert_eq!(SIMPLIFIED[0].chars().count(), SIMPLIFIED[1].chars().count());
        assert_eq!("针灸经脉".chars().map(traditional).collect::<String>(), "針灸經脈");
    }

    #[test]
    fn numerals_are_chinese() {
        assert_eq!([1, 10, 16, 40, 73].map(numeral), ["一", "十", "十六", "四十", "七十三"]);
    }
}
