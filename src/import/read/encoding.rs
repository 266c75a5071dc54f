//! Bytes to text: which encoding a file has, without being told.
//!
//! UTF-8 is known by itself. Every other encoding decodes almost anything, so each is judged by whether what it makes
//! of the bytes is likely: frequent Han characters, names of points, letters with accents within words, quotation
//! marks where they belong. That holds for a single name of a point, where statistics of the language have nothing
//! to count yet; for all encodings beyond those of Chinese and of the West, `chardetng` has the last word.

use std::collections::HashSet;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::clean::is_wide;

/// A text, and the encoding that it had if it was not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte-order mark.
    pub text: String,
    /// The encoding's name.
    pub encoding: Option<&'static str>,
}

/// UTF-8 that somebody pasted text of another encoding into.
const MIXED: &str = "UTF-8 mixed with windows-1252";

/// How many bytes are looked at to tell an encoding.
const SAMPLE: usize = 256 * 1024;

/// Decodes a file; `declared` is the name of the encoding that it gives itself, if any.
///
/// `None` if it is no text in any encoding.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Option<Decoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return checked(text.into_owned(), encoding);
    }
    let utf8 = std::str::from_utf8(bytes);
    if bytes.contains(&0) {
        return utf16(bytes, true);
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Some(encoding) = declared
        && encoding.is_ascii_compatible()
        && !(utf8.is_ok() && overrides(bytes, encoding))
    {
        let (text, _, has_errors) = encoding.decode(bytes);
        if !has_errors {
            return checked(text.into_owned(), encoding);
        }
    }
    if let Ok(text) = utf8 {
        let encoding = if may_be_chinese(text) { guess(bytes) } else { UTF_8 };
        let is_chinese = [GB18030, BIG5].contains(&encoding);
        let encoding = if is_chinese { encoding } else { UTF_8 };
        return checked(encoding.decode_without_bom_handling(bytes).0.into_owned(), encoding);
    }
    if let Some(text) = mixed(bytes) {
        return checked(text, UTF_8).map(|decoded| Decoded { encoding: Some(MIXED), ..decoded });
    }
    if !is_mostly_ascii(bytes)
        && let Some(decoded) = utf16(bytes, false)
    {
        return Some(decoded);
    }
    let encoding = guess(bytes);
    checked(encoding.decode_without_bom_handling(bytes).0.into_owned(), encoding)
}

/// A decoded text, unless it holds what only a binary file holds.
fn checked(text: String, encoding: &'static Encoding) -> Option<Decoded> {
    let control = |character: char| {
        // The last two are what Word leaves for hyphens, the one before them what DOS put at the end of a file.
        character.is_control()
            && !matches!(character, '\t' | '\n' | '\r' | '\u{7}' | '\u{b}' | '\u{c}' | '\u{1a}' | '\u{1e}' | '\u{1f}')
            && character != '\u{85}'
    };
    let controls = text.chars().filter(|character| control(*character)).count();
    let replaced = text.chars().filter(|character| *character == char::REPLACEMENT_CHARACTER).count();
    let length = text.chars().count();
    // A stray control character happens in texts that have been through old programs.
    if controls * 200 > length.max(200) || replaced * 10 > length {
        return None;
    }
    Some(Decoded { text, encoding: (encoding != UTF_8).then(|| encoding.name()) })
}

/// Whether valid UTF-8 is better evidence than another encoding that the file declares, which happens to files that
/// were converted without their heads. Han text in UTF-8 has sequences of three bytes; a short text in another
/// encoding of several bytes may look like sequences of two.
fn overrides(bytes: &[u8], declared: &'static Encoding) -> bool {
    declared != UTF_8
        && (declared.is_single_byte() || bytes.is_ascii() || bytes.iter().any(|byte| (0xE0..0xF8).contains(byte)))
}

/// Whether a text is so short, and its few letters so far from all that articles are written in, that it may be the
/// name of a point in an encoding of Chinese: `太溪` is two Greek letters and an accent too.
fn may_be_chinese(text: &str) -> bool {
    let strange = text.chars().filter(|character| !character.is_ascii()).take(9).count();
    (1..9).contains(&strange)
        && !text
            .chars()
            .any(|character| matches!(character, '\u{80}'..='\u{17f}' | '\u{1cd}'..='\u{1dc}' | '\u{800}'..))
}

fn is_mostly_ascii(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let plain = sample.iter().filter(|byte| matches!(byte, 0x20..=0x7e | b'\n' | b'\r' | b'\t')).count();
    plain * 5 > sample.len() * 4
}

/// Decodes UTF-16 without a byte-order mark, where one of its two orders of bytes makes a likely text. Without a
/// byte of zero, which all Latin text has, the text must be Chinese beyond doubt.
fn utf16(bytes: &[u8], has_zeros: bool) -> Option<Decoded> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let likely = Likely::new();
    let share = |encoding: &'static Encoding| {
        let (text, has_errors) = encoding.decode_without_bom_handling(sample);
        // A surrogate pair may be cut at the end of the sample.
        if (has_errors && text.matches(char::REPLACEMENT_CHARACTER).count() > 1) || text.contains('\0') {
            return 0.0;
        }
        let length = text.chars().count().max(1) as f64;
        let usual = text.chars().filter(|character| likely.is_usual(*character)).count() as f64 / length;
        let common = text.chars().filter(|character| likely.common.contains(character)).count() as f64 / length;
        if has_zeros || (length >= 4.0 && common > 0.25 && usual > 0.9) { usual } else { 0.0 }
    };
    let (little, big) = (share(UTF_16LE), share(UTF_16BE));
    let (encoding, best) = if little >= big { (UTF_16LE, little) } else { (UTF_16BE, big) };
    if best < 0.7 {
        return None;
    }
    checked(encoding.decode_without_bom_handling(bytes).0.into_owned(), encoding)
}

/// Decodes text that is UTF-8 but for a few bytes, which somebody pasted from a Windows program.
fn mixed(bytes: &[u8]) -> Option<String> {
    let (mut sequences, mut strays) = (0, 0);
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        sequences += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        strays += chunk.invalid().len();
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    (sequences >= 3 && strays * 4 <= sequences).then_some(text)
}

/// Guesses the encoding of bytes that are not UTF-8.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let bytes = &bytes[..bytes.len().min(SAMPLE)];
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count() as i64;
    let likely = Likely::new();
    let western = likely.western(&WINDOWS_1252.decode_without_bom_handling(bytes).0);
    let mut best = (WINDOWS_1252, western, true);
    for encoding in [GB18030, BIG5] {
        let text = encoding.decode_without_bom_handling(bytes).0;
        let score = likely.chinese(&text);
        if score > best.1 {
            best = (encoding, score, likely.is_surely_chinese(&text));
        }
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let other = detector.guess(None, chardetng::Utf8Detection::Deny);
    let is_sure = best.2 && best.1 * 4 >= high * 3;
    // Languages of other scripts look unlikely in all three. The Latin letters of the East look like those of the
    // West, and a few of them are no evidence.
    // Bullets, quotes and dashes of Windows-1252 are letters in many others; where hardly anything else is there, they
    // are what they are.
    let is_mark =
        |byte: &&u8| matches!(byte, 0x82 | 0x84 | 0x85 | 0x8B | 0x91..=0x97 | 0x9B | 0xA0 | 0xAB | 0xB0 | 0xB7 | 0xBB);
    let marks = bytes.iter().filter(is_mark).count() as i64;
    let are_letters = marks * 2 < high;
    let may_be_other = are_letters && (!is_sure || (best.0 == WINDOWS_1252 && high >= 24));
    let is_other = ![WINDOWS_1252, GB18030, encoding_rs::GBK, BIG5].contains(&other);
    let decodes = || !other.decode_without_bom_handling(bytes).1;
    if may_be_other && is_other && decodes() { other } else { best.0 }
}

/// What is likely to stand in an article.
struct Likely {
    /// Characters of the names of points, and the most frequent ones of all texts.
    common: HashSet<char>,
}

/// Frequent characters of modern Chinese and of medicine, in both scripts.
const FREQUENT: &str = "\
的一是不了在人有我他这個个们來来到时時大地为為子中你说說生国國年着就那和要她出也得里裡後后自以会會家可下而过過天\
去能对對小多然于於心学學么麼之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開美总總从從无無情己面最女但\
现現前些所同日手又行意动動方期它头頭经經长長儿兒回位分爱愛老因很给給名法间間斯知世什两兩次使身者被高已亲親其进進\
此话話常与與活正感见見明问問力理尔點点文几幾定本公特做外孩相西果走将將月十实實向声聲车車全信重三机機工物气氣每并\
別别真打太新比才便夫再书書部水像眼等体體却加电電主界门門利海受听聽表德少克代员員许許先口由死安写寫性马馬光白或住\
病症证證痛疼虚虛热熱寒湿濕痰瘀血阴陰阳陽脾胃肝肾腎肺膽胆肠腸膀胱穴针針灸药藥汤湯舌苔脉脈治疗療功效患则則辨补補泻\
瀉失眠腰膝配伍取临床臨医醫参考献獻篇章节節摘目录錄归黄芪甘草术茯苓熟川芎芍柴胡半夏陈皮姜枣桂枝麻杏仁石膏母附干细\
辛五味麦冬钩藤杜仲牛丹桃红花枸杞菊薄荷金银连翘芩柏栀龙泽猪苍厚朴砂木香延索鬱秘腹眩晕耳鸣咳嗽哮喘调孕肿渴瘫煎散丸\
胶囊服歸黃耆參朮陳薑棗乾細麥鉤紅銀連翹梔龍澤豬蒼暈鳴調腫癱膠";

impl Likely {
    fn new() -> Self {
        let names = include_str!("../../tcm/data/points.tsv");
        let common = names.chars().chain(FREQUENT.chars()).filter(|character| is_han(*character)).collect();
        Likely { common }
    }

    /// Whether a character is nothing unusual in an article, in whatever language.
    fn is_usual(&self, character: char) -> bool {
        matches!(character, ' '..='~' | '\n' | '\r' | '\t' | '\u{a0}'..='\u{17f}' | '\u{2010}'..='\u{2026}')
            || is_chinese_punctuation(character)
            || self.common.contains(&character)
            || is_of_daily_use(character)
    }

    /// Whether a text has the share of frequent characters that Chinese has: Korean syllables look like rarer ones.
    fn is_surely_chinese(&self, text: &str) -> bool {
        let han = text.chars().filter(|character| is_han(*character)).count();
        let common = text.chars().filter(|character| self.common.contains(character)).count();
        common * 6 >= han
    }

    /// How likely a text is Chinese, or has Chinese words in it: about three for every byte of likely characters.
    fn chinese(&self, text: &str) -> i64 {
        let mut score = 0;
        let mut characters = text.chars().peekable();
        let mut before = ' ';
        while let Some(character) = characters.next() {
            let after = characters.peek().copied().unwrap_or(' ');
            let within_word = before.is_ascii_alphabetic() || after.is_ascii_lowercase();
            score += match character {
                '\0'..='\x7f' => 0,
                _ if self.common.contains(&character) => 6,
                // What is left of `it's` and of French words when the quotation mark or accent takes a letter along.
                _ if is_han(character) && within_word && !is_wide(before) && !is_wide(after) => -3,
                _ if is_of_daily_use(character) => 3,
                _ if is_han(character) => -2,
                _ if is_chinese_punctuation(character) => 4,
                'ā' | 'á' | 'ǎ' | 'à' | 'ē' | 'é' | 'ě' | 'è' | 'ī' | 'í' | 'ǐ' | 'ì' | 'ō' | 'ó' | 'ǒ' | 'ò' | 'ū'
                | 'ú' | 'ǔ' | 'ù' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' | 'ü'
                    if before.is_ascii_alphabetic() || after.is_ascii_alphabetic() =>
                {
                    5
                }
                char::REPLACEMENT_CHARACTER => -20,
                '\u{e000}'..='\u{f8ff}' => -12,
                _ => -2,
            };
            before = character;
        }
        score
    }

    /// How likely a text is of a Western language: about three for every likely character.
    fn western(&self, text: &str) -> i64 {
        let mut score = 0;
        let mut characters = text.chars().peekable();
        let mut before = ' ';
        let mut run = 0;
        while let Some(character) = characters.next() {
            let after = characters.peek().copied().unwrap_or(' ');
            run = if character.is_ascii() { 0 } else { run + 1 };
            let in_word = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
            let begins = !before.is_alphanumeric();
            let ends = !after.is_alphanumeric();
            score += match character {
                '\0'..='\x7f' => 0,
                '\u{80}'..='\u{9f}' => -10,
                // Western words have two letters with accents side by side at most, as in `créée`.
                _ if run > 2 => -4,
                _ if character.is_alphabetic() && !matches!(character, 'ª' | 'º' | 'µ' | 'ƒ') => match in_word {
                    true if character.is_uppercase() && before.is_ascii_lowercase() => -3,
                    true => 3,
                    false if begins && ends && matches!(character, 'à' | 'À' | 'É' | 'é' | 'è' | 'ó' | 'á') => 2,
                    false => -1,
                },
                '‘' | '“' | '«' | '„' | '‚' | '‹' => {
                    if begins {
                        3
                    } else {
                        0
                    }
                }
                '’' | '”' | '»' | '›' => {
                    if !before.is_whitespace() {
                        3
                    } else {
                        0
                    }
                }
                '–' | '—' | '•' | '…' | '·' | '\u{a0}' => 3,
                '°' | '²' | '³' | '½' | '¼' | '¾' | '±' | '×' | 'º' | 'ª' | '‰' => {
                    if before.is_ascii_alphabetic() && after.is_ascii_alphabetic() { -3 } else { 2 }
                }
                '®' | '™' | '©' | '§' | '†' | '‡' | '€' | '£' | '¿' | '¡' | '¶' | 'µ' => {
                    if before.is_ascii_lowercase() && after.is_ascii_lowercase() { -3 } else { 2 }
                }
                _ => -2,
            };
            before = character;
        }
        score
    }
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3fffd}')
}

fn is_chinese_punctuation(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{3017}'
        | '\u{ff01}'..='\u{ff5e}' | '‘' | '’' | '“' | '”' | '…' | '—' | '·' | '•' | '①'..='⑳')
}

/// Whether a Han character is on the first levels of GB 2312 or Big5, which hold the characters of daily use.
fn is_of_daily_use(character: char) -> bool {
    if !is_han(character) {
        return false;
    }
    let mut buffer = [0; 4];
    let text: &str = character.encode_utf8(&mut buffer);
    let (simplified, _, is_missing) = encoding_rs::GBK.encode(text);
    if !is_missing && matches!(simplified[..], [0xB0..=0xD7, 0xA1..=0xFE]) {
        return true;
    }
    let (traditional, _, is_missing) = BIG5.encode(text);
    !is_missing && matches!(traditional[..], [0xA4..=0xC6, _])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> (String, Option<&'static str>) {
        let decoded = decode(bytes, None).unwrap();
        (decoded.text, decoded.encoding)
    }

    const SHORT: [&str; 14] = [
        "BL23 肾俞",
        "Points: BL23 (肾俞), KI3 (太溪) and more English text around it.",
        "合谷",
        "足三里 ST36",
        "失眠",
        "取穴：肾俞、太溪。",
        "脾胃虚弱，治宜健脾益气。",
        "Tongue 舌红 pulse 脉细数",
        "腰痛",
        "The name of the point is 太冲.",
        "百会、神庭、四神聪",
        "Insomnia (失眠) is common. It\u{2019}s treated with Shen Men.",
        "当归四逆汤",
        "艾灸关元",
    ];

    const TRADITIONAL: [&str; 12] = [
        "BL23 腎俞",
        "Points: BL23 (腎俞), KI3 (太谿) and more English text around it.",
        "合谷",
        "足三里 ST36",
        "失眠",
        "取穴：腎俞、太谿。",
        "脾胃虛弱，治宜健脾益氣。",
        "Tongue 舌紅 pulse 脈細數",
        "腰痛",
        "The name of the point is 太衝.",
        "當歸四逆湯",
        "艾灸關元",
    ];

    #[test]
    fn little_chinese_is_enough() {
        for text in SHORT {
            let (bytes, _, missing) = GB18030.encode(text);
            assert!(!missing, "{text}");
            assert_eq!(told(&bytes), (text.to_owned(), Some("gb18030")));
        }
        for text in TRADITIONAL {
            let (bytes, _, missing) = BIG5.encode(text);
            assert!(!missing, "{text}");
            assert_eq!(told(&bytes), (text.to_owned(), Some("Big5")));
        }
        // Traditional characters are in GB 18030 too, and so is pinyin.
        for text in ["取穴：腎俞、太谿。", "Shèn Shū, Tài Xī", "BL23 Shèn Shù 腎俞"] {
            let (bytes, _, _) = GB18030.encode(text);
            assert_eq!(told(&bytes), (text.to_owned(), Some("gb18030")));
        }
    }

    #[test]
    fn western_text_is_told() {
        for text in [
            "It’s a “needle” – not more.",
            "café",
            "Für Elise",
            "naïve façade, señor, übermäßig",
            "• Heart • Kidney",
            "45° and ½ cun",
            "© 2021 Quiet Hands",
            "L’énergie du rein est créée à l’été.",
            "Müdigkeit, Schlafstörungen, Rückenschmerzen: „Nieren-Yang-Leere“",
            "It’s",
            "Price: £5…",
            "Name…",
            "Dolor de cabeza, ¿qué hacer? Español.",
        ] {
            let (bytes, _, missing) = WINDOWS_1252.encode(text);
            assert!(!missing, "{text}");
            assert_eq!(told(&bytes), (text.to_owned(), Some("windows-1252")));
        }
    }

    #[test]
    fn languages_of_others_are_told() {
        let polish = "Bezsenność może być skutkiem niedoboru krwi serca. Źle śpiący pacjent skarży się na kołatanie serca, \
            lęk, zawroty głowy. Żołądek i śledziona są osłabione, język jest blady.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(polish);
        assert_eq!(told(&bytes).0, polish);
        let russian = "Бессонница часто возникает при недостатке крови сердца.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        assert_eq!(told(&bytes).0, russian);
        let japanese = "不眠症は心血虚によって起こることが多い。ツボは神門です。";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
        assert_eq!(told(&bytes).0, japanese);
        let korean = "불면증은 심혈 부족으로 인해 자주 발생합니다.";
        let (bytes, _, _) = encoding_rs::EUC_KR.encode(korean);
        assert_eq!(told(&bytes).0, korean);
    }

    fn utf16(text: &str, is_big: bool, has_mark: bool) -> Vec<u8> {
        let mark = if has_mark { "\u{feff}" } else { "" };
        let units = format!("{mark}{text}").encode_utf16().collect::<Vec<u16>>();
        units.into_iter().flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn utf16_is_told_with_and_without_a_mark() {
        for text in [
            "Points: BL23\nShen Shu",
            "取穴：腎俞、太谿。",
            "BL23 肾俞",
            "失眠多梦，心悸健忘，面色无华，舌淡苔白，脉细弱。",
        ] {
            for has_mark in [true, false] {
                assert_eq!(told(&utf16(text, false, has_mark)), (text.to_owned(), Some("UTF-16LE")), "{text}");
                assert_eq!(told(&utf16(text, true, has_mark)), (text.to_owned(), Some("UTF-16BE")), "{text}");
            }
        }
    }

    #[test]
    fn utf8_is_preferred() {
        assert_eq!(told("\u{feff}腎俞".as_bytes()), ("腎俞".to_owned(), None));
        assert_eq!(told("腎俞 é".as_bytes()), ("腎俞 é".to_owned(), None));
        let mut mixed = "取穴：腎俞、太谿 “quoted”, and it".as_bytes().to_vec();
        mixed.extend(b"\x92s pasted");
        assert_eq!(told(&mixed), ("取穴：腎俞、太谿 “quoted”, and it’s pasted".to_owned(), Some(MIXED)));
    }

    #[test]
    fn a_declared_encoding_is_honoured_where_it_decodes() {
        let decode = |bytes: &[u8], label| decode(bytes, Some(label)).unwrap();
        assert_eq!(decode(b"caf\xe9", "iso-8859-1").text, "café");
        assert_eq!(decode("café 腎".as_bytes(), "iso-8859-1").text, "café 腎");
        assert_eq!(decode(&BIG5.encode("謝").0, "big5").text, "謝");
        // Not Big5 at all.
        assert_eq!(decode(b"it\x92s \x93so\x94", "big5").text, "it’s “so”");
        assert_eq!(decode(b"\xef\xf0\xe8", "windows-1251").text, "при");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None), None);
        let noise: Vec<u8> = (0..4000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(&noise, None), None);
        let noise: Vec<u8> = noise.into_iter().filter(|byte| *byte != 0).collect();
        assert_eq!(decode(&noise, None), None);
    }
}
