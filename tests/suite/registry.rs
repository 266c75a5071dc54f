//! The built-in reference, against the standard's figures and the textbooks' tables.

use std::collections::{BTreeMap, BTreeSet};

use acupress::tcm::{ChannelId, Phase, Registry};

use crate::support::{CHANNELS, REGIONS};

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
