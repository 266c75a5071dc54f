//! The words by which sections and fields are recognised, in English and Chinese.

use crate::tcm::text::fold_name;

/// What a section of an article is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Organ systems.
    Organs,
    /// Patterns, syndromes, types.
    Patterns,
    /// Principles of treatment.
    Principles,
    /// Points to press or needle.
    Points,
    /// Treatments by method.
    Treatments,
    /// Cited works.
    Sources,
    /// What belongs to the web page and not to the article.
    Debris,
    /// Anything else.
    Prose,
}

/// What a label before a colon or dash announces: `Tongue: pale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// Signs of a pattern.
    Symptoms,
    /// The tongue.
    Tongue,
    /// The pulse.
    Pulse,
    /// A principle of treatment.
    Principle,
    /// Points, as a list.
    Points,
    /// Where a point lies.
    Location,
    /// What a point does.
    Function,
    /// How a point is treated.
    Technique,
}

/// Words in headings with their subject; the first that stands in a heading decides.
const HEADINGS: &[(Subject, &str)] = &[
    (
        Subject::Debris,
        "another article|other articles|related posts|related articles|related post|you may also like|you might also like|\
         more articles|more from|read next|leave a comment|leave a reply|comments|share this|share|subscribe|newsletter|\
         recommended reading for you|recent posts|popular posts|keep reading|cookie|cookies|navigation|menu|tags|\
         filed under|previous article|next article|advertisement|follow us|相關文章|相关文章|推薦閱讀|推荐阅读|熱門文章|热门文章|留言|分享",
    ),
    (
        Subject::Sources,
        "sources|source|references|books|books we used|book list|our sources|reference|bibliography|works cited|literature|further reading|citations|reading list|\
         參考文獻|参考文献|參考資料|参考资料|參考書目|参考书目|資料來源|资料来源|文獻|文献",
    ),
    (
        Subject::Principles,
        "principle|principles|treatment strategy|treatment goals|what we aim for|what we try to do|goals of treatment|aim of treatment|the aim of treatment|aims|aims of treatment|treatment aims|\
         therapeutic principles|strategies|治則|治则|治法|治療原則|治疗原则|治療大法",
    ),
    (
        Subject::Patterns,
        "pattern|patterns|pattern differentiation|differentiation|syndrome|syndromes|differential diagnosis|\
         diagnosis and patterns|dx|common types|tcm types|辨證|辨证|證型|证型|辨證分型|分型|主要證型|常見證型|常见证型|證候|证候",
    ),
    (
        Subject::Points,
        "acupressure|acupoint|acupoints|acupuncture points|pressure points|points|point prescription|point selection|\
         self massage points|rx|取穴|穴位|選穴|选穴|配穴|主穴|常用穴位|按摩穴位|穴位按摩|針灸處方|针灸处方",
    ),
    (
        Subject::Organs,
        "organ|organs|organ systems|zang fu|zangfu|key systems|systems involved|meridians and organs|organs and channels|\
         臟腑|脏腑|相關臟腑|相关脏腑|涉及臟腑",
    ),
    (
        Subject::Treatments,
        "treatment recommendations|treatment recommendation|treatments|treatment plan|treatment methods|treatment options|\
         how tcm treats|how chinese medicine treats|therapies|therapy|clinical treatment|recommended treatments|in the clinic|in our clinic|in the treatment room|in practice|\
         treatment|tx|treat|treated|治療方法|治疗方法|治療建議|治疗建议|療法|疗法|治療|治疗",
    ),
];

/// What a heading announces.
pub fn subject(heading: &str) -> Subject {
    let folded = format!(" {} ", fold_name(heading));
    let holds = |phrase: &str| {
        if phrase.is_ascii() { folded.contains(&format!(" {phrase} ")) } else { heading.contains(phrase) }
    };
    let words = folded.split_whitespace().count();
    HEADINGS
        .iter()
        .find(|(subject, phrases)| {
            phrases.split('|').any(|phrase| {
                // One common word makes a short heading debris or sources, never a long one.
                let whole = matches!(subject, Subject::Debris | Subject::Sources) && !phrase.contains(' ');
                holds(phrase) && (!whole || words <= 3 || !phrase.is_ascii())
            })
        })
        .map_or(Subject::Prose, |(subject, _)| *subject)
}

const LABELS: &[(Label, &str)] = &[
    (
        Label::Symptoms,
        "symptoms|symptom|signs|sign|signs and symptoms|symptoms and signs|signs symptoms|key signs|key symptoms|main signs|main symptoms|\
         manifestations|clinical manifestations|clinical signs|presentation|features|key features|you may notice|what you notice|you notice|what you may notice|typical signs|common signs|\
         症狀|症状|主症|主要症狀|主要症状|表現|表现|臨床表現|临床表现|證見|证见|症見|症见|見證",
    ),
    (Label::Tongue, "tongue|tongue body|tongue and coating|舌|舌象|舌苔|舌診|舌诊|舌質|舌质"),
    (Label::Pulse, "pulse|pulses|脈|脉|脈象|脉象|脈診|脉诊"),
    (
        Label::Principle,
        "treatment principle|treatment principles|principle|principles|principle of treatment|treatment strategy|strategy|治則|治则|治法",
    ),
    (
        Label::Points,
        "points|point|acupoints|acupuncture points|key points|main points|suggested points|helpful points|point prescription|取穴|配穴|主穴|穴位|選穴|选穴",
    ),
    (Label::Location, "location|where|where to find it|how to find it|find it|position|loc|定位|位置|部位|取法"),
    (
        Label::Function,
        "function|functions|action|actions|benefit|benefits|use|uses|effect|effects|indication|indications|what it does|why|helps with|good for|\
         purpose|功效|作用|主治|功能|功用",
    ),
    (
        Label::Technique,
        "technique|method|how|how to press|how to|instructions|needling|application|手法|操作|按摩方法|方法|刺法|按法",
    ),
];

/// The field that a label announces.
pub fn label(written: &str) -> Option<Label> {
    let folded = fold_name(written);
    LABELS.iter().find(|(_, words)| words.split('|').any(|word| word == folded)).map(|(label, _)| *label)
}

/// Splits `Tongue: pale` into its label, the label as written, and the value; a dash parts them too.
pub fn labelled(text: &str) -> Option<(Label, &str, &str)> {
    let text = text.trim();
    // `Symptoms`, with its values as a list below.
    if let Some(label) = label(text.trim_end_matches([':', '：'])) {
        return Some((label, text, ""));
    }
    for separator in [":", "：", " – ", " — ", " - ", "–", "—"] {
        if let Some((written, value)) = text.split_once(separator)
            && written.chars().count() <= 32
            && let Some(label) = label(written)
        {
            return Some((label, written.trim(), value.trim()));
        }
    }
    // `Sx  throbbing temples`, in columns: only here abbreviations are safe.
    let (written, value) = text.split_once("  ").or_else(|| text.split_once('\t'))?;
    let label = match written {
        "Sx" | "S/S" | "SX" => Label::Symptoms,
        "T" => Label::Tongue,
        "P" => Label::Pulse,
        "TP" | "Tx principle" => Label::Principle,
        "Loc" => Label::Location,
        _ => label(written)?,
    };
    Some((label, written, value.trim()))
}

/// Methods of treatment, by the words that begin their names.
const METHODS: &str = "acupuncture|acupressure|tens|bleeding cups|sliding cups|plum-blossom needle|moxibustion|moxa|cupping|gua sha|guasha|tui na|tuina|electroacupuncture|electro acupuncture|ear acupuncture|\
    auricular|ear seeds|ear points|ear seed|massage|qigong|qi gong|herbal|herbs|chinese herbs|bleeding|plum blossom|plum-blossom|warm needle|warm needling|\
    needling|press needles|intradermal|foot bath|foot soak|compress|dry needling|laser|tai chi|針刺|针刺|針灸|针灸|艾灸|灸法|拔罐|刮痧|推拿|按摩|耳穴|穴位按摩|電針|电针|中藥|中药";

/// The method that a text begins with, as written.
pub fn method(text: &str) -> Option<&str> {
    let trimmed = text.trim_start();
    let lower = trimmed.to_lowercase();
    let begins = |method: &&str| {
        lower
            .strip_prefix(*method)
            .is_some_and(|rest| !method.is_ascii() || !rest.starts_with(|next: char| next.is_alphanumeric()))
    };
    let method = METHODS.split('|').filter(begins).max_by_key(|method| method.len())?;
    trimmed.get(..method.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_other_words_are_understood() {
        for (heading, wanted) in [
            ("Key Organ Systems Involved", Subject::Organs),
            ("Common TCM Patterns for Postpartum Low Back Pain", Subject::Patterns),
            ("Patterns Behind Night Sweats", Subject::Patterns),
            ("Treatment Principles in TCM", Subject::Principles),
            ("Daily Acupressure for Better Sleep", Subject::Points),
            ("TCM Treatment Recommendations", Subject::Treatments),
            ("References", Subject::Sources),
            ("Another Article", Subject::Debris),
            ("What to Eat", Subject::Prose),
            ("Conclusion", Subject::Prose),
            ("取穴與按摩", Subject::Points),
            ("How reliable are the sources of our food today?", Subject::Prose),
        ] {
            assert_eq!(subject(heading), wanted, "{heading}");
        }
    }

    #[test]
    fn labels_part_from_their_values() {
        assert_eq!(labelled("Tongue: pale."), Some((Label::Tongue, "Tongue", "pale.")));
        assert_eq!(
            labelled("Signs and Symptoms – dull pain"),
            Some((Label::Symptoms, "Signs and Symptoms", "dull pain"))
        );
        assert_eq!(labelled("脈象：細數"), Some((Label::Pulse, "脈象", "細數")));
        assert_eq!(labelled("Rest: as much as you can"), None);
        assert_eq!(method("Moxibustion: GV4"), Some("Moxibustion"));
        assert_eq!(method("Cupping or Gua Sha: along"), Some("Cupping"));
        assert_eq!(method("Eat well"), None);
    }
}
