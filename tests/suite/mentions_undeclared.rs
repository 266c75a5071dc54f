//! Points that an article recommends and does not declare.

use crate::support::Site;

/// The points of `undeclared-point` in an article.
fn undeclared(front_matter: &str, body: &str) -> Vec<String> {
    let site = Site::new().article("text", &format!("title: Text\n{front_matter}"), body);
    let found = site.findings_of("undeclared-point");
    found.iter().map(|found| found.split(' ').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn recommended_points_are_to_be_declared() {
    for (body, wanted) in [
        ("Press HT7.", &["HT7"][..]),
        ("Then gently press HT7 and SP6 for a minute.", &["HT7", "SP6"]),
        ("You can also needle BL 15, 20.", &["BL15", "BL20"]),
        ("- Massage KI3\n- Warm CV4", &["KI3", "CV4"]),
        ("Press KI3. Press KI3 again.", &["KI3"]),
        ("先按揉太谿，再取足三里。", &["KI3", "ST36"]),
        ("Press Shenshu (BL23) and Taixi (KI3).", &["BL23", "KI3"]),
        ("Press BL23 (both sides) and KI3.", &["BL23", "KI3"]),
    ] {
        assert_eq!(undeclared("conditions: [Insomnia]", body), wanted, "{body}");
    }
}

#[test]
fn points_that_are_not_recommended_need_no_declaration() {
    for body in [
        "HT7 calms the Shen.",
        "Avoid LI4 and SP6 in pregnancy.",
        "Never press LI4; do not needle SP6.",
        "In one study, they were told to press BL57.",
        "Participants were randomised; nurses then press PC6.",
        "Rats: needle ST36 daily.",
        "Gentle press on the wrist near HT7 hurts less than a needle.",
        "孕婦禁針合谷。",
        "研究中針刺足三里。",
        r"Press \HT7.",
        "Press `HT7`.",
        "Press the hollow.",
    ] {
        assert!(undeclared("conditions: [Insomnia]", body).is_empty(), "{body}");
    }
}

#[test]
fn declared_points_are_not_told_again() {
    let body = "Press HT7, SP6, CV4 and KI3.";
    for (declared, wanted) in [
        ("points: [HT7, SP6, CV4, KD3]", &[][..]),
        ("points: [Shenmen]\ntreatments: [{method: moxibustion, points: [Guanyuan]}]", &["SP6", "KI3"]),
        ("points: [HT7, CV4]\npatterns: [{name: Blood Deficiency, points: [SP6, KI3]}]", &[]),
        ("nolink: [HT7, SP6, CV4, KI3]", &[]),
    ] {
        assert_eq!(undeclared(declared, body), wanted, "{declared}");
    }
}

#[test]
fn only_articles_are_to_declare_what_they_recommend() {
    let site = Site::new()
        .file("content/about.md", "---\ntitle: About\n---\nPress HT7.\n")
        .file("content/articles/_index.md", "---\ntitle: Articles\n---\nPress HT7.\n")
        .file("content/points/ki3.md", "---\n---\nPress KI3 and HT7.\n");
    assert!(site.findings_of("undeclared-point").is_empty());
}
