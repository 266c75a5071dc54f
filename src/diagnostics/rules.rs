//! The rules: one table that levels, messages and `acupress explain` all follow.

use super::{Level, Severity};

/// A rule of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Which rule.
    pub id: RuleId,
    /// What it does unless `acupress.yaml` says otherwise.
    pub level: Level,
    /// Whether its level cannot be changed, because the levels themselves could not be trusted then.
    pub fixed: bool,
    /// What it finds, in one sentence.
    pub summary: &'static str,
    /// Why it matters and how to mend it.
    pub help: &'static str,
    /// A short input that breaks it.
    pub example: &'static str,
}

macro_rules! rules {
    ($($id:ident $name:literal $level:ident $fixed:literal: $summary:literal, $help:literal, $example:literal;)*) => {
        /// The name of a rule, in its order in the table.
        #[allow(missing_docs)] // Each is documented by its row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RuleId { $($id),* }

        /// All rules.
        pub const RULES: &[Rule] = &[$(Rule {
            id: RuleId::$id,
            level: Level::Report(Severity::$level),
            fixed: $fixed,
            summary: $summary,
            help: $help,
            example: $example,
        }),*];

        impl RuleId {
            /// The rule's name as written in `acupress.yaml` and printed.
            pub fn name(self) -> &'static str {
                match self { $(RuleId::$id => $name),* }
            }
        }
    };
}

rules! {
    UnreadableFile "unreadable-file" Error false:
        "a file or folder cannot be read, is too large, or is a link that leads back to itself",
        "Nothing is published while a part of the library is unread. Check the permissions, remove the link, or move the file out of the content folder. At a lower level the file is left out.",
        "content/articles/loop -> content";
    InvalidEncoding "invalid-encoding" Error false:
        "a Markdown file is not UTF-8 text",
        "Open it in your editor and save it with the encoding UTF-8. Files made on older systems are often Windows-1252, GB18030, Big5 or UTF-16.",
        "(bytes that are no UTF-8)";
    InvalidConfiguration "invalid-configuration" Error true:
        "acupress.yaml holds something it cannot hold",
        "`acupress schema` prints every key that the configuration knows and what it takes.",
        "base_url: example.org";
    InvalidFrontMatter "invalid-front-matter" Error false:
        "the front matter is missing, is no valid YAML, or a key holds the wrong thing",
        "Every Markdown file begins with a line `---`, then `key: value` lines, then another `---`. Text that holds `: ` or begins with a bracket, quote or `#` stands between quotes. `acupress schema` prints what each key takes.",
        "---\ntitle: [unclosed\n---";
    UnknownKey "unknown-key" Error false:
        "a key is not known, or not for this kind of entry",
        "A misspelt key would be lost silently, so it is refused. Data of your own goes under `extra:`.",
        "---\ntitle: Insomnia\nconditons: [Insomnia]\n---";
    InvalidSlug "invalid-slug" Error false:
        "an address would be empty, unsafe or lead out of the site",
        "A slug holds letters, digits, `-`, `_`, `.` and `~`. Give the entry one with `slug:` where its file's name makes none.",
        "---\ntitle: A\nslug: ../../etc\n---";
    UnknownPoint "unknown-point" Error false:
        "a point does not exist: its number is past the channel's last, or its name is nobody's",
        "The WHO's standard has 361 channel points and 48 extra points. `acupress points NAME` looks one up under any name or notation.",
        "points: [LU12]";
    NoncanonicalCode "noncanonical-code" Note false:
        "a point is written with a code that is not the WHO's",
        "It is understood and linked all the same. The WHO writes LU LI ST SP HT SI BL KI PC TE GB LR GV CV, without a separator.",
        "points: [KD3]";
    NameMismatch "name-mismatch" Warning false:
        "a point's code and the name beside it belong to two points",
        "One of the two is wrong, and a reader would press the wrong place. Acupress follows the code; check it against your source.",
        "points:\n  - {code: BL23, name: Tai Xi}";
    MissingHanzi "missing-hanzi" Warning false:
        "empty brackets stand where a point's Hanzi should be",
        "The characters were lost, often on the way out of a word processor. The hint tells them.",
        "points: [\"BL23 – Shen Shu ()\"]";
    AmbiguousName "ambiguous-name" Error false:
        "a name belongs to several entries",
        "Several points share their plain pinyin (Futu is LI18 and ST32), and two entries may bear one name. Write a code, Hanzi, tones, or the kind: `[[organ:Kidney]]`.",
        "points: [Futu]";
    DuplicateEntry "duplicate-entry" Error false:
        "two files are the same entry",
        "One thing has one page. Merge the two files, or give one of them another title. At a lower level the second file is left out.",
        "points/bl23.md and points/ub23.md";
    DuplicateUrl "duplicate-url" Error false:
        "two pages would have one address",
        "Give one of them a `slug:` of its own. Addresses are compared without case, since many hosts do. At a lower level the second page is left out.",
        "slug: insomnia in two articles";
    BrokenLink "broken-link" Error false:
        "a link leads to a file, entry or picture that is not there",
        "Links to files are relative to the file they stand in. A wikilink takes a title, another name, or a point under any code or name.",
        "See [this](../patterns/no-such-pattern.md) and [[No Such Thing]].";
    BrokenAnchor "broken-anchor" Error false:
        "a link leads to a heading that the page has not",
        "The part behind `#` is the heading in lower case with hyphens, or the one given as `## Heading {#anchor}`.",
        "[tongue](kidney-qi-deficiency.md#tong)";
    UnknownMark "unknown-mark" Error false:
        "a mark `{{ … }}` names no section, or places one twice",
        "The marks are `{{ organs() }}`, `{{ patterns() }}`, `{{ principles() }}`, `{{ points() }}`, `{{ treatments() }}` and `{{ sources() }}`, each on a line of its own.",
        "{{ pattern() }}";
    InvalidIsbn "invalid-isbn" Warning false:
        "an ISBN's check digit or length is wrong",
        "A digit was mistyped, or the book was printed with a wrong number. The source is kept, and nothing is looked up with it.",
        "isbn: \"9780974063504\"";
    UndeclaredPoint "undeclared-point" Warning false:
        "an article recommends a point in its text that its front matter lacks",
        "Only what stands in `points:` or `treatments:` is shown on the point's page as a treatment of the condition, and in the article's list of points. Add it there, or leave the mention alone with a backslash or `nolink:`. Points of studies, and points that the text warns of, are not counted.",
        "conditions: [Insomnia]\npoints: [HT7]\n---\nPress HT7, then SP6.";
    UndecidedMention "undecided-mention" Note false:
        "a name in the text belongs to several points or entries, and nothing beside it decides",
        "It is not linked. Write the code or the Hanzi beside the name, its tones, or declare the point in the front matter. `acupress mentions` lists every mention with its candidates.",
        "Then needle Futu on both sides.";
    MissingAlt "missing-alt" Warning false:
        "a picture has no words for those who cannot see it",
        "Write what it shows: `![A warm compress on the low back](compress.jpg)`, or `alt:` in `image:`.",
        "![](compress.jpg)";
    RawHtml "raw-html" Warning false:
        "raw HTML in Markdown was left out",
        "HTML in an article can break the page or carry scripts. Write it in Markdown, or set `markdown: {raw_html: true}` in acupress.yaml if you trust every author.",
        "<b>Warm</b> the low back.";
    CautionInPregnancy "caution-in-pregnancy" Warning false:
        "a point with a pregnancy caution is recommended for a condition of pregnancy, and the article has no word of caution",
        "Most sources count the point among those traditionally contraindicated in pregnancy; the evidence is disputed (Carr 2015). Leave the point out, or say so in the article. After birth is not pregnancy.",
        "conditions: [Nausea in Pregnancy]\npoints: [LI4]";
    LowContrast "low-contrast" Warning false:
        "a colour of `style:` can hardly be read on the ground it stands on",
        "WCAG 2.2 asks for a contrast of 4.5:1 between text and its ground (1.4.3, level AA). `text`, `muted` and `link` are measured on `ground`, on light and on dark screens, where the settings change one of the two. Choose a darker or a lighter colour; the hint tells the nearest one.",
        "style:\n  light: {link: \"#86cdb3\"}";
    OrphanEntry "orphan-entry" Warning false:
        "an entry has a file, but nothing refers to it",
        "Readers reach an entry by the articles that name it. Name it in one, check the spelling of its title, or take the file away.",
        "conditions/insomia.md, which no article covers";
    SimilarName "similar-name" Note false:
        "a name without a file of its own is one letter away from another entry's",
        "A misspelt name makes a page of its own, and readers of one page miss the other. If both names are right, allow the rule.",
        "patterns: [Kidney Qi Deficency]";
    TemplateError "template-error" Error false:
        "a template of the theme cannot be read, or fails on a page",
        "The message names the template with line and column, and the page. Templates are Tera 2; the theme's guide lists what each one is given. At a lower level the page is left out, unless no template can be read.",
        "{{ entry.titel }}";
    MissingBaseUrl "missing-base-url" Note false:
        "no base_url is configured, so the sitemap and the feed hold addresses without a host",
        "Set `base_url: https://…` in acupress.yaml, or give `--base-url` when you build. The pages themselves do not need it.",
        "acupress.yaml without base_url";
}

impl RuleId {
    /// The rule's row in the table.
    pub fn rule(self) -> &'static Rule {
        &RULES[self as usize]
    }

    /// The rule of a name.
    pub fn from_name(name: &str) -> Option<RuleId> {
        RULES.iter().map(|rule| rule.id).find(|id| id.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_its_names() {
        for (index, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.id as usize, index);
            assert_eq!(RuleId::from_name(rule.id.name()), Some(rule.id));
        }
    }
}
