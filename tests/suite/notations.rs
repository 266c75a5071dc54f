//! Points found again under every notation and name, by the library and by `acupress points`.

use std::collections::BTreeSet;

use acupress::tcm::{ChannelId, PointReference, Registry, Resolution};
use serde_json::Value;

use crate::support::{CHANNELS, REGIONS, Site};

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
