//! The names of the points in the built-in reference, against the orthography and other people's data.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use acupress::tcm::Registry;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use pinyin::ToPinyinMulti;

#[test]
fn codes_and_hanzi_are_unique_in_every_form() {
    let registry = Registry::new();
    let mut bearers: HashMap<&str, &str> = HashMap::new();
    for point in registry.points() {
        for name in point.hanzi().chain([point.code]).chain(point.other_codes.iter().copied()) {
            assert_eq!(bearers.insert(name, point.code), None, "{name} of {}", point.code);
        }
    }
}

#[test]
fn every_character_of_a_name_has_its_syllable() {
    for point in Registry::new().points() {
        let syllables = point.syllables.split(' ').count();
        assert_eq!(point.traditional.chars().count(), syllables, "{}", point.code);
        assert_eq!(point.simplified.chars().count(), syllables, "{}", point.code);
    }
}

#[test]
fn names_are_joined_as_the_orthography_of_pinyin_has_it() {
    let registry = Registry::new();
    let name = |code| registry.point(registry.point_with_code(code).unwrap()).name.as_str();
    assert_eq!(name("KI3"), "Tàixī");
    assert_eq!(name("ST36"), "Zúsānlǐ");
    assert_eq!(name("SP16"), "Fù'āi");
    assert_eq!(name("BL29"), "Zhōnglǚshū");
    assert_eq!(name("EX-UE2"), "Èrbái");
    let plain = |code| registry.point(registry.point_with_code(code).unwrap()).pinyin.as_str();
    assert_eq!(plain("KI3"), "taixi");
    assert_eq!(plain("SP16"), "fuai");
    assert_eq!(plain("BL29"), "zhonglushu");
    for point in registry.points() {
        assert!(point.pinyin.bytes().all(|byte| byte.is_ascii_lowercase()), "{}", point.pinyin);
    }
}

#[test]
fn english_labels_are_there_and_differ() {
    let mut labels = BTreeSet::new();
    for point in Registry::new().points() {
        assert!(!point.english.trim().is_empty(), "{}", point.code);
        assert!(labels.insert(point.english), "{} {}", point.code, point.english);
    }
}

/// The points whose plain pinyin is another's too; all others are known by theirs alone.
const SHARED_PINYIN: [(&str, [&str; 2]); 8] = [
    ("erjian", ["LI2", "EX-HN6"]),
    ("futu", ["LI18", "ST32"]),
    ("juliao", ["ST3", "GB29"]),
    ("wangu", ["SI4", "GB12"]),
    ("yinjiao", ["GV28", "CV7"]),
    ("zhongdu", ["GB32", "LR6"]),
    ("zhongzhu", ["KI15", "TE3"]),
    ("zigong", ["CV19", "EX-CA1"]),
];

#[test]
fn plain_pinyin_is_shared_by_the_known_pairs_only() {
    let registry = Registry::new();
    let mut bearers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for point in registry.points() {
        bearers.entry(&point.pinyin).or_default().push(point.code);
    }
    bearers.retain(|_, codes| codes.len() > 1);
    let shared: Vec<(&str, Vec<&str>)> = bearers.into_iter().collect();
    assert_eq!(shared, SHARED_PINYIN.map(|(pinyin, codes)| (pinyin, codes.to_vec())));
}

#[test]
fn tones_decide_between_all_pairs_but_zigong() {
    let registry = Registry::new();
    for (pinyin, codes) in SHARED_PINYIN {
        for code in codes {
            let id = registry.point_with_code(code).unwrap();
            let point = registry.point(id);
            for toned in [point.syllables, &point.name] {
                let found = registry.points_with_pinyin(toned);
                if pinyin == "zigong" {
                    assert_eq!(found.len(), 2, "紫宮 and 子宮 sound the same");
                } else {
                    assert_eq!(found, [id], "{toned}");
                }
            }
        }
    }
}

/// Readings that the `pinyin` crate does not know of their character, by code point.
const PINYIN_EXCEPTIONS: &[(char, &str)] = &[
    // In names of points 俞 stands for 腧, which reads shù alone and shū in all of them; the crate has yú and shù.
    ('俞', "shū"),
    // TE11: Chinese books write 泠 since GB/T 12346-2006, while textbooks and the WHO keep the reading of 冷.
    ('泠', "lěng"),
    // BL45: the standards read yìxǐ, dictionaries yīxī; it is the cry of a patient who is pressed there.
    ('譆', "xǐ"),
    ('譩', "yì"),
];

#[test]
fn pinyin_agrees_with_the_pinyin_crate() {
    let mut exceptions = BTreeSet::new();
    for point in Registry::new().points() {
        for form in [point.traditional, point.simplified] {
            for (character, syllable) in form.chars().zip(point.syllables.split(' ')) {
                let readings = character.to_pinyin_multi().into_iter().flatten();
                if !readings.map(|reading| reading.with_tone()).any(|reading| reading == syllable) {
                    exceptions.insert((character, syllable));
                }
            }
        }
    }
    assert_eq!(exceptions.into_iter().collect::<Vec<_>>(), PINYIN_EXCEPTIONS);
}

/// Points whose traditional name OpenCC simplifies otherwise: point, what OpenCC makes of it.
const SIMPLIFICATION_EXCEPTIONS: &[(&str, &str)] = &[
    // 谿 is the WHO's; OpenCC keeps it, since it is a character of its own in surnames, and Chinese books write 溪.
    ("LI5", "阳谿"),
    ("ST41", "解谿"),
    ("SP18", "天谿"),
    ("SI3", "后谿"),
    // 𫍻 is in no font that readers have; the Chinese standard prints 譆.
    ("BL45", "譩𫍻"),
    ("KI3", "太谿"),
    // Chinese books write 泠 since GB/T 12346-2006, the WHO 冷.
    ("TE11", "清冷渊"),
    ("GB43", "侠谿"),
    // 瘂 is the WHO's for 啞.
    ("GV15", "痖门"),
    // 顖 is the WHO's for 囟, which the Chinese standard prints.
    ("GV22", "顖会"),
];

#[test]
fn traditional_names_simplify_to_the_simplified_ones() {
    let converter = OpenCC::from_config(BuiltinConfig::T2s).unwrap();
    let registry = Registry::new();
    let mut exceptions = Vec::new();
    for point in registry.points() {
        let converted = converter.convert(point.traditional);
        if converted != point.simplified {
            exceptions.push((point.code, converted));
        }
    }
    let exceptions: Vec<(&str, &str)> = exceptions.iter().map(|(code, name)| (*code, name.as_str())).collect();
    assert_eq!(exceptions, SIMPLIFICATION_EXCEPTIONS);
}

/// Points whose simplified name OpenCC makes traditional otherwise: point, what OpenCC makes of it.
const TRADITIONAL_EXCEPTIONS: &[(&str, &str)] = &[
    // The WHO writes 谿 where articles write 溪, which is a variant of each.
    ("LI5", "陽溪"),
    ("ST41", "解溪"),
    ("SP18", "天溪"),
    // 里 is a village or a mile here, not the inside of something.
    ("HT5", "通裏"),
    ("SI3", "後溪"),
    // 谷 is a valley here, not grain.
    ("SI5", "陽穀"),
    ("KI3", "太溪"),
    // The WHO writes 鍾 for the bell.
    ("KI4", "大鐘"),
    // 泠 is no simplified character of 冷, but another one (see above).
    ("TE11", "清泠淵"),
    ("GB39", "懸鐘"),
    ("GB43", "俠溪"),
    // 沖 and 衝 are one character when simplified; Great Surge has the second, as the other surging points.
    ("LR3", "太沖"),
    ("GV15", "啞門"),
    ("GV22", "囟會"),
    ("CV11", "建裏"),
    // 後 is behind, 后 an empress.
    ("EX-HN7", "球后"),
];

#[test]
fn simplified_names_convert_back_to_the_traditional_ones() {
    let converter = OpenCC::from_config(BuiltinConfig::S2t).unwrap();
    let registry = Registry::new();
    let mut exceptions = Vec::new();
    for point in registry.points() {
        let converted = converter.convert(point.simplified);
        if converted != point.traditional {
            exceptions.push((point.code, converted));
        }
    }
    let exceptions: Vec<(&str, &str)> = exceptions.iter().map(|(code, name)| (*code, name.as_str())).collect();
    assert_eq!(exceptions, TRADITIONAL_EXCEPTIONS);
}
