//! The built-in reference, against the standard's figures, the textbooks' tables and other people's data.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use acupress::tcm::{ChannelId, Phase, PointReference, Registry, Resolution};
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use pinyin::ToPinyinMulti;
use serde_json::Value;

use crate::support::Site;

/// How many points each channel has (WHO Standard Acupuncture Point Locations, 2008), in the standard's order.
const CHANNELS: [(&str, u16); 14] = [
    ("LU", 11),
    ("LI", 20),
    ("ST", 45),
    ("SP", 21),
    ("HT", 9),
    ("SI", 19),
    ("BL", 67),
    ("KI", 27),
    ("PC", 9),
    ("TE", 23),
    ("GB", 44),
    ("LR", 14),
    ("GV", 28),
    ("CV", 24),
];

/// How many extra points each region has (Standard Acupuncture Nomenclature, 1991).
const REGIONS: [(&str, u16); 5] = [("EX-HN", 15), ("EX-CA", 1), ("EX-B", 9), ("EX-UE", 11), ("EX-LE", 12)];

#[test]
fn the_points_are_those_of_the_standard_in_its_order() {
    let mut expected = Vec::new();
    for (prefix, count) in CHANNELS.into_iter().chain(REGIONS) {
        expected.extend((1..=count).map(|number| format!("{prefix}{number}")));
    }
    let registry = Registry::new();
    let codes: Vec<&str> = registry.points().iter().map(|point| point.code).collect();
    assert_eq!(codes, expected);
    assert_eq!(codes.len(), 361 + 48);
    assert_eq!(registry.points().iter().filter(|point| point.channel.is_some()).count(), 361);
}

#[test]
fn each_point_lies_on_the_channel_of_its_code() {
    for point in Registry::new().points() {
        let channel = point.channel.map_or("EX-", ChannelId::code);
        assert!(point.code.starts_with(channel), "{}", point.code);
        assert!(point.code.ends_with(&point.number.to_string()), "{}", point.code);
    }
}

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

/// The points of one class with their details, in the registry's order.
fn class(name: &str) -> Vec<(&'static str, &'static str)> {
    let registry = Registry::new();
    let mut members = Vec::new();
    for point in registry.points() {
        members.extend(point.classes.iter().filter(|class| class.name == name).map(|class| (point.code, class.detail)));
    }
    members
}

/// The same points in the registry's order.
fn in_order(members: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let registry = Registry::new();
    let mut members = members.to_vec();
    members.sort_by_key(|(code, _)| registry.point_with_code(code));
    members
}

#[test]
fn the_sixty_five_shu_points_are_those_of_the_textbooks() {
    // Well, spring, stream, river and sea of each channel, from the tip of the limb to elbow or knee.
    let numbers: [(&str, bool, [u16; 5]); 12] = [
        ("LU", true, [11, 10, 9, 8, 5]),
        ("LI", false, [1, 2, 3, 5, 11]),
        ("ST", false, [45, 44, 43, 41, 36]),
        ("SP", true, [1, 2, 3, 5, 9]),
        ("HT", true, [9, 8, 7, 4, 3]),
        ("SI", false, [1, 2, 3, 5, 8]),
        ("BL", false, [67, 66, 65, 60, 40]),
        ("KI", true, [1, 2, 3, 7, 10]),
        ("PC", true, [9, 8, 7, 5, 3]),
        ("TE", false, [1, 2, 3, 6, 10]),
        ("GB", false, [44, 43, 41, 38, 34]),
        ("LR", true, [1, 2, 3, 4, 8]),
    ];
    // Yin channels begin with wood, yang channels with metal, and both follow the generating cycle.
    let yin = ["wood", "fire", "earth", "metal", "water"];
    let yang = ["metal", "water", "wood", "fire", "earth"];
    let registry = Registry::new();
    let names = ["jing-well", "ying-spring", "shu-stream", "jing-river", "he-sea"];
    for (place, name) in names.into_iter().enumerate() {
        let mut expected = Vec::new();
        for (channel, is_yin, of_channel) in numbers {
            let code = format!("{channel}{}", of_channel[place]);
            let point = registry.point(registry.point_with_code(&code).unwrap());
            expected.push((point.code, if is_yin { yin[place] } else { yang[place] }));
        }
        assert_eq!(class(name), in_order(&expected), "{name}");
    }
    assert_eq!(names.map(|name| class(name).len()).iter().sum::<usize>(), 60);
}

#[test]
fn the_twelve_yuan_source_points_are_those_of_the_textbooks() {
    let expected = [
        ("LU9", "LU"),
        ("LI4", "LI"),
        ("ST42", "ST"),
        ("SP3", "SP"),
        ("HT7", "HT"),
        ("SI4", "SI"),
        ("BL64", "BL"),
        ("KI3", "KI"),
        ("PC7", "PC"),
        ("TE4", "TE"),
        ("GB40", "GB"),
        ("LR3", "LR"),
    ];
    assert_eq!(class("yuan-source"), expected);
}

#[test]
fn on_yin_channels_the_stream_point_is_the_source_point() {
    let sources: Vec<&str> = class("yuan-source").into_iter().map(|(code, _)| code).collect();
    let streams: Vec<&str> = class("shu-stream").into_iter().map(|(code, _)| code).collect();
    for yin in ["LU", "SP", "HT", "KI", "PC", "LR"] {
        let of = |codes: &[&str]| codes.iter().filter(|code| code.starts_with(yin)).map(|code| code.to_string()).next();
        assert_eq!(of(&sources), of(&streams), "{yin}");
    }
}

#[test]
fn the_fifteen_luo_connecting_points_are_those_of_the_textbooks() {
    let expected = [
        ("LU7", "LU"),
        ("LI6", "LI"),
        ("ST40", "ST"),
        ("SP4", "SP"),
        ("SP21", "spleen-great-luo"),
        ("HT5", "HT"),
        ("SI7", "SI"),
        ("BL58", "BL"),
        ("KI4", "KI"),
        ("PC6", "PC"),
        ("TE5", "TE"),
        ("GB37", "GB"),
        ("LR5", "LR"),
        ("GV1", "GV"),
        ("CV15", "CV"),
    ];
    assert_eq!(class("luo-connecting"), expected);
}

#[test]
fn the_sixteen_xi_cleft_points_are_those_of_the_textbooks() {
    let expected = [
        ("LU6", "LU"),
        ("LI7", "LI"),
        ("ST34", "ST"),
        ("SP8", "SP"),
        ("HT6", "HT"),
        ("SI6", "SI"),
        ("BL59", "yang-heel-vessel"),
        ("BL63", "BL"),
        ("KI5", "KI"),
        ("KI8", "yin-heel-vessel"),
        ("KI9", "yin-link-vessel"),
        ("PC4", "PC"),
        ("TE7", "TE"),
        ("GB35", "yang-link-vessel"),
        ("GB36", "GB"),
        ("LR6", "LR"),
    ];
    assert_eq!(class("xi-cleft"), expected);
}

#[test]
fn the_twelve_back_shu_points_are_those_of_the_textbooks() {
    let expected = [
        ("BL13", "lung"),
        ("BL14", "pericardium"),
        ("BL15", "heart"),
        ("BL18", "liver"),
        ("BL19", "gallbladder"),
        ("BL20", "spleen"),
        ("BL21", "stomach"),
        ("BL22", "triple-energizer"),
        ("BL23", "kidney"),
        ("BL25", "large-intestine"),
        ("BL27", "small-intestine"),
        ("BL28", "bladder"),
    ];
    assert_eq!(class("back-shu"), expected);
}

#[test]
fn the_twelve_front_mu_points_are_those_of_the_textbooks() {
    let expected = in_order(&[
        ("LU1", "lung"),
        ("CV17", "pericardium"),
        ("CV14", "heart"),
        ("LR14", "liver"),
        ("GB24", "gallbladder"),
        ("LR13", "spleen"),
        ("CV12", "stomach"),
        ("CV5", "triple-energizer"),
        ("GB25", "kidney"),
        ("ST25", "large-intestine"),
        ("CV4", "small-intestine"),
        ("CV3", "bladder"),
    ]);
    assert_eq!(class("front-mu"), expected);
}

#[test]
fn every_organ_has_its_back_shu_and_front_mu_points() {
    let organs: BTreeSet<&str> = Registry::new().organs().iter().map(|organ| organ.id).collect();
    for name in ["back-shu", "front-mu"] {
        assert_eq!(class(name).into_iter().map(|(_, organ)| organ).collect::<BTreeSet<_>>(), organs, "{name}");
    }
}

#[test]
fn the_eight_hui_meeting_points_are_those_of_the_textbooks() {
    let expected = in_order(&[
        ("LR13", "zang"),
        ("CV12", "fu"),
        ("CV17", "qi"),
        ("BL17", "blood"),
        ("GB34", "sinews"),
        ("LU9", "vessels"),
        ("BL11", "bone"),
        ("GB39", "marrow"),
    ]);
    assert_eq!(class("hui-meeting"), expected);
}

#[test]
fn the_six_lower_he_sea_points_are_those_of_the_textbooks() {
    let expected = [
        ("ST36", "stomach"),
        ("ST37", "large-intestine"),
        ("ST39", "small-intestine"),
        ("BL39", "triple-energizer"),
        ("BL40", "bladder"),
        ("GB34", "gallbladder"),
    ];
    assert_eq!(class("lower-he-sea"), expected);
}

#[test]
fn the_eight_confluent_points_are_those_of_the_textbooks() {
    let expected = in_order(&[
        ("SP4", "thoroughfare-vessel"),
        ("PC6", "yin-link-vessel"),
        ("SI3", "governor-vessel"),
        ("BL62", "yang-heel-vessel"),
        ("GB41", "girdling-vessel"),
        ("TE5", "yang-link-vessel"),
        ("LU7", "conception-vessel"),
        ("KI6", "yin-heel-vessel"),
    ]);
    assert_eq!(class("confluent"), expected);
}

#[test]
fn the_six_command_points_are_those_of_the_textbooks() {
    // The Four General Points (四總穴) with PC6 and GV26.
    let expected = in_order(&[
        ("ST36", "abdomen"),
        ("BL40", "back"),
        ("LU7", "head-and-neck"),
        ("LI4", "face-and-mouth"),
        ("PC6", "chest"),
        ("GV26", "resuscitation"),
    ]);
    assert_eq!(class("command"), expected);
}

#[test]
fn there_are_no_other_classes() {
    let mut count = BTreeMap::new();
    for point in Registry::new().points() {
        for class in &point.classes {
            *count.entry(class.name).or_insert(0) += 1;
        }
    }
    let expected = [
        ("back-shu", 12),
        ("command", 6),
        ("confluent", 8),
        ("front-mu", 12),
        ("he-sea", 12),
        ("hui-meeting", 8),
        ("jing-river", 12),
        ("jing-well", 12),
        ("lower-he-sea", 6),
        ("luo-connecting", 15),
        ("shu-stream", 12),
        ("xi-cleft", 16),
        ("ying-spring", 12),
        ("yuan-source", 12),
    ];
    assert_eq!(count.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn every_caution_has_its_strength_source_and_words() {
    let topics = ["pregnancy", "needling", "moxa", "depth", "infants", "vessel", "eye", "lung", "bladder"];
    let strengths = ["most-sources", "many-sources", "disputed", "single-source"];
    for point in Registry::new().points() {
        let mut seen = BTreeSet::new();
        for caution in &point.cautions {
            assert!(seen.insert(caution.topic), "{} warns of {} twice", point.code, caution.topic);
            assert!(topics.contains(&caution.topic), "{} {}", point.code, caution.topic);
            assert!(strengths.contains(&caution.strength), "{} {}", point.code, caution.strength);
            assert!(caution.source.len() > 10, "{} {}", point.code, caution.source);
            assert!(caution.text.len() > 20 && caution.text.ends_with('.'), "{} {}", point.code, caution.text);
        }
    }
}

#[test]
fn cautions_in_pregnancy_call_the_evidence_disputed() {
    for point in Registry::new().points() {
        if let Some(caution) = point.pregnancy_caution() {
            let opening = "Traditionally contraindicated in pregnancy; the evidence is disputed.";
            assert!(caution.text.starts_with(opening), "{} {}", point.code, caution.text);
            assert!(caution.source.contains("Carr"), "{} {}", point.code, caution.source);
        }
    }
}

#[test]
fn the_cautions_that_professionals_expect_are_there() {
    let expected: &[(&str, &str, &[&str])] = &[
        ("pregnancy", "most-sources", &["LI4", "SP6"]),
        (
            "pregnancy",
            "many-sources",
            &["BL31", "BL32", "BL33", "BL34", "BL60", "BL67", "GB21", "CV2", "CV3", "CV4", "CV5", "CV6", "CV7"],
        ),
        ("pregnancy", "disputed", &["ST12", "SP1", "SP2", "SP5", "CV1", "CV8", "CV9", "CV10", "CV11", "CV12", "CV13"]),
        ("needling", "most-sources", &["ST17", "CV8"]),
        ("moxa", "most-sources", &["ST17"]),
        ("eye", "most-sources", &["BL1", "ST1"]),
        ("depth", "most-sources", &["GV15", "GV16"]),
        ("infants", "most-sources", &["GV22"]),
        ("bladder", "many-sources", &["KI11", "KI12", "KI13", "CV2", "CV3", "CV4"]),
    ];
    let registry = Registry::new();
    for (topic, strength, codes) in expected {
        for code in *codes {
            let point = registry.point(registry.point_with_code(code).unwrap());
            let caution = point.cautions.iter().find(|caution| caution.topic == *topic);
            assert_eq!(caution.map(|caution| caution.strength), Some(*strength), "{code} {topic}");
        }
    }
    // All sources agree on the organ or vessel; how many of them name each single point differs.
    let present: &[(&str, &[&str])] = &[
        ("vessel", &["ST9", "LU9", "ST42", "LR12"]),
        (
            "lung",
            &[
                "LU1", "LU2", "ST11", "ST12", "ST13", "ST14", "ST15", "ST16", "ST18", "SP17", "SP18", "SP19", "SP20",
                "SP21", "GB21", "BL11", "BL12", "BL13", "BL14", "BL15", "BL16", "BL17", "BL18", "BL19", "BL20", "BL21",
                "BL41", "BL42", "BL43", "BL44", "BL45", "BL46", "BL47", "BL48", "BL49", "BL50",
            ],
        ),
    ];
    for (topic, codes) in present {
        for code in *codes {
            let point = registry.point(registry.point_with_code(code).unwrap());
            assert!(point.cautions.iter().any(|caution| caution.topic == *topic), "{code} {topic}");
        }
    }
}

#[test]
fn only_two_points_are_contraindicated_in_pregnancy_by_most_sources() {
    let registry = Registry::new();
    let most = registry
        .points()
        .iter()
        .filter(|point| point.pregnancy_caution().is_some_and(|caution| caution.strength == "most-sources"));
    assert_eq!(most.map(|point| point.code).collect::<Vec<_>>(), ["LI4", "SP6"]);
}

#[test]
fn points_that_are_safe_in_pregnancy_have_no_such_caution() {
    let registry = Registry::new();
    for code in ["PC6", "ST36", "KI3", "GV20", "HT7", "LU7", "EX-HN3"] {
        assert!(registry.point(registry.point_with_code(code).unwrap()).pregnancy_caution().is_none(), "{code}");
    }
}

#[test]
fn channels_have_the_standards_counts_and_mutual_pairs() {
    let registry = Registry::new();
    let channels: Vec<(&str, u16)> =
        registry.channels().iter().map(|channel| (channel.id.code(), channel.points)).collect();
    assert_eq!(channels, CHANNELS);
    assert_eq!(registry.channels().iter().map(|channel| channel.points).sum::<u16>(), 361);
    for channel in registry.channels() {
        let pair = registry.channel(channel.pair);
        assert_eq!(pair.pair, channel.id, "{}", channel.name);
        assert_ne!(pair.id, channel.id, "{}", channel.name);
        assert_eq!(pair.phase, channel.phase, "{}", channel.name);
    }
}

#[test]
fn the_twelve_channels_belong_to_the_twelve_organs_and_the_vessels_to_none() {
    let registry = Registry::new();
    for channel in registry.channels() {
        match channel.organ {
            None => {
                assert!(matches!(channel.id, ChannelId::Gv | ChannelId::Cv), "{}", channel.name);
                assert_eq!((channel.phase, channel.six_channel), (None, ""), "{}", channel.name);
            }
            Some(organ) => {
                let organ = registry.organs().iter().find(|known| known.id == organ).unwrap();
                assert_eq!(organ.channel, channel.id, "{}", organ.name);
                assert_eq!(Some(organ.phase), channel.phase, "{}", organ.name);
            }
        }
    }
}

#[test]
fn each_of_the_six_channels_runs_on_hand_and_foot() {
    let registry = Registry::new();
    let named = |code: &str| registry.channels().iter().find(|channel| channel.id.code() == code).unwrap().six_channel;
    for (six, hand, foot) in [
        ("Taiyin", "LU", "SP"),
        ("Yangming", "LI", "ST"),
        ("Shaoyin", "HT", "KI"),
        ("Taiyang", "SI", "BL"),
        ("Jueyin", "PC", "LR"),
        ("Shaoyang", "TE", "GB"),
    ] {
        assert_eq!(named(hand), format!("Hand {six}"));
        assert_eq!(named(foot), format!("Foot {six}"));
    }
}

#[test]
fn organs_pair_a_zang_with_a_fu_of_the_same_phase() {
    let registry = Registry::new();
    assert_eq!(registry.organs().len(), 12);
    for organ in registry.organs() {
        let pair = registry.organs().iter().find(|other| other.id == organ.pair).unwrap();
        assert_eq!(pair.pair, organ.id, "{}", organ.name);
        assert_eq!(pair.phase, organ.phase, "{}", organ.name);
        assert_eq!([organ.kind, pair.kind].iter().filter(|kind| **kind == "zang").count(), 1, "{}", organ.name);
        let channel = registry.channel(organ.channel);
        assert_eq!(channel.pair, pair.channel, "{}", organ.name);
    }
    let phase = |id: &str| registry.organs().iter().find(|organ| organ.id == id).unwrap().phase;
    assert_eq!(phase("liver"), Phase::Wood);
    assert_eq!(phase("heart"), Phase::Fire);
    assert_eq!(phase("pericardium"), Phase::Fire);
    assert_eq!(phase("spleen"), Phase::Earth);
    assert_eq!(phase("lung"), Phase::Metal);
    assert_eq!(phase("kidney"), Phase::Water);
}

#[test]
fn every_notation_of_every_point_finds_the_point_again() {
    let registry = Registry::new();
    for point in registry.points() {
        let id = registry.point_with_code(point.code).unwrap();
        let notations = point.notations();
        assert_eq!(notations[0], point.code);
        assert_eq!(notations.iter().collect::<BTreeSet<_>>().len(), notations.len(), "{notations:?}");
        for notation in notations {
            for written in [notation.clone(), notation.to_lowercase(), notation.to_uppercase()] {
                assert_eq!(registry.search(&written), [id], "{written}");
                let reference = PointReference::parse(&registry, &written);
                assert_eq!(reference.resolution, Resolution::Point(id), "{written}");
            }
        }
    }
}

#[test]
fn every_hanzi_variant_of_every_point_finds_the_point_again() {
    let registry = Registry::new();
    for point in registry.points() {
        let id = registry.point_with_code(point.code).unwrap();
        for name in point.hanzi() {
            for written in [name.to_owned(), format!("{name}穴"), format!("{} {name}", point.code)] {
                assert_eq!(registry.search(&written), [id], "{written}");
                let reference = PointReference::parse(&registry, &written);
                assert_eq!((reference.resolution, reference.mismatch), (Resolution::Point(id), None), "{written}");
            }
        }
    }
}

#[test]
fn every_spelling_of_every_pinyin_name_finds_the_point_or_its_namesake() {
    let registry = Registry::new();
    for point in registry.points() {
        let id = registry.point_with_code(point.code).unwrap();
        let spaced: String = point.syllables.to_owned();
        for written in [
            point.pinyin.clone(),
            point.name.clone(),
            point.name.to_uppercase(),
            spaced.clone(),
            spaced.replace(' ', "-"),
            spaced.replace('ǚ', "v").replace('ā', "a"),
        ] {
            let found = registry.search(&written);
            assert!(found.contains(&id), "{written}");
            assert!(found.len() <= 2, "{written}");
        }
    }
}

#[test]
fn code_and_name_together_are_one_reference_in_any_order() {
    let registry = Registry::new();
    for point in registry.points() {
        let id = registry.point_with_code(point.code).unwrap();
        let (code, name, syllables, hanzi) = (point.code, &point.name, point.syllables, point.simplified);
        for written in [
            format!("{code} {name}"),
            format!("{name} ({code})"),
            format!("{syllables} {hanzi} ({code})"),
            format!("{code} – {name} ({hanzi})"),
            format!("{hanzi} {code}"),
            format!("{name} {hanzi}"),
            format!("{name}（{hanzi}）"),
        ] {
            let reference = PointReference::parse(&registry, &written);
            assert_eq!((reference.resolution, reference.mismatch), (Resolution::Point(id), None), "{written}");
        }
    }
}

#[test]
fn every_separator_and_zero_padding_is_understood_on_every_channel() {
    let registry = Registry::new();
    for point in registry.points().iter().filter(|point| point.channel.is_some()) {
        let id = registry.point_with_code(point.code).unwrap();
        let channel = point.channel.map(ChannelId::code).unwrap();
        for separator in ["", " ", "-", ".", "\u{a0}", "\u{2011}", ". "] {
            for number in [point.number.to_string(), format!("{:02}", point.number)] {
                let written = format!("{channel}{separator}{number}");
                assert_eq!(registry.search(&written), [id], "{written:?}");
            }
        }
    }
}

#[test]
fn notations_that_mean_another_channel_elsewhere_are_not_guessed() {
    let registry = Registry::new();
    for letters in ["R", "V", "TA", "TR", "F", "VG", "Go", "VC", "C", "BP", "MP", "IG", "GI", "IC", "L", "ID", "VB"] {
        let written = format!("{letters}3");
        assert_eq!(PointReference::parse(&registry, &written).resolution, Resolution::Unknown, "{written}");
    }
}

#[test]
fn the_number_past_a_channels_last_and_zero_are_no_points() {
    let registry = Registry::new();
    for (prefix, count) in CHANNELS.into_iter().chain(REGIONS) {
        for number in [0, count + 1] {
            // The Governor Vessel's 29th is what apps call Yintang.
            if (prefix, number) == ("GV", 29) {
                continue;
            }
            let written = format!("{prefix}{number}");
            let resolution = PointReference::parse(&registry, &written).resolution;
            assert!(matches!(resolution, Resolution::NoSuchNumber(_)), "{written}");
        }
    }
}

#[test]
fn yintang_is_one_point_under_all_its_codes() {
    let registry = Registry::new();
    for written in ["EX-HN3", "EX-HN 3", "Ex-HN-3", "M-HN-3", "GV24+", "GV29", "Du 29", "Yintang", "印堂"] {
        let found: Vec<&str> = registry.search(written).into_iter().map(|id| registry.point(id).code).collect();
        assert_eq!(found, ["EX-HN3"], "{written}");
    }
}

#[test]
fn points_prints_a_card_under_any_name_or_notation() {
    let site = Site::bare();
    let card = site.run(&["points", "太溪"]);
    assert_eq!((card.code, card.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(card.stdout, @r"
    KI3 Tàixī 太谿 / 太溪
      English    Supreme Stream
      channel    Kidney Channel
      also       KD3, Kid3, Kidney 3, 太渓
      classes    shu-stream (earth), yuan-source (KI)
    ");
    for query in [&["taixi"][..], &["Tai Xi"], &["Tai", "Xi"], &["KD-3"], &["Kidney 3"], &["Kidney", "3"], &["太谿"]]
    {
        let found = site.run(&[&["points"], query].concat());
        assert_eq!((found.code, found.stdout.as_str()), (0, card.stdout.as_str()), "{query:?}");
    }
}

#[test]
fn points_prints_classes_and_cautions_with_their_sources() {
    let run = Site::bare().run(&["points", "ST17"]);
    insta::assert_snapshot!(run.stdout, @r"
    ST17 Rǔzhōng 乳中
      English    Breast Centre
      channel    Stomach Channel
      also       Stomach 17
      caution    needling: The point is the centre of the nipple and serves only as a landmark: it is not needled. [most-sources: Deadman, Al-Khafaji & Baker, A Manual of Acupuncture, 2007; WHO, Guidelines on Basic Training and Safety in Acupuncture, 1999 (nipples); Huangfu, Systematic Classic (Zhenjiu Jiayi Jing), 3rd century]
      caution    moxa: The point is the centre of the nipple and serves only as a landmark: moxa is not used on it. [most-sources: Deadman, Al-Khafaji & Baker, A Manual of Acupuncture, 2007; Huangfu, Systematic Classic (Zhenjiu Jiayi Jing), 3rd century]
    ");
}

#[test]
fn points_lists_both_points_of_an_ambiguous_name() {
    let run = Site::bare().run(&["points", "futu"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(run.stdout, @r"
    LI18     Fútū                 扶突  Beside the Prominence
    ST32     Fútù                 伏兔  Crouching Rabbit
    ");
}

#[test]
fn points_without_a_query_lists_all_409() {
    let run = Site::bare().run(&["points"]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 409));
}

#[test]
fn points_that_nobody_knows_are_told_with_the_nearest_name() {
    let run = Site::bare().run(&["points", "Taixy"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    insta::assert_snapshot!(run.stderr, @"acupress: no point is called `Taixy`; did you mean KI3 Tàixī 太谿?");
}

#[test]
fn points_as_json_holds_all_409_with_the_promised_fields() {
    let run = Site::bare().run(&["points", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let points: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(points.len(), 409);
    let registry = Registry::new();
    for (point, known) in points.iter().zip(registry.points()) {
        assert_eq!(point["code"], known.code);
        assert_eq!(point["name"], known.name.as_str());
        assert_eq!(point["pinyin"], known.pinyin.as_str());
        assert_eq!(point["hanzi_traditional"], known.traditional);
        assert_eq!(point["hanzi_simplified"], known.simplified);
        match known.channel {
            Some(channel) => assert_eq!(point["channel"], channel.code()),
            None => assert!(point["channel"].is_null()),
        }
        let notations: Vec<&str> =
            point["notations"].as_array().unwrap().iter().map(|notation| notation.as_str().unwrap()).collect();
        assert_eq!(notations, known.notations());
    }
}

#[test]
fn a_query_narrows_the_json_down_to_what_it_means() {
    let site = Site::bare();
    let codes = |query: &str| -> Vec<String> {
        let run = site.run(&["points", query, "--format", "json"]);
        let points: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
        points.iter().map(|point| point["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes("Kid 3"), ["KI3"]);
    assert_eq!(codes("zigong"), ["CV19", "EX-CA1"]);
    assert_eq!(codes("Sea of Qi"), ["BL24", "CV6"]);
    assert_eq!(codes("關元"), ["CV4"], "not 關元俞 too");
    assert_eq!(codes("no such point"), [""; 0]);
}
