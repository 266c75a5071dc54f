//! The keys of front matter: one table that reading, `acupress schema` and the messages all follow.

use crate::library::Kind;

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One piece of text.
    Text,
    /// A list of texts; a single text is a list of one.
    Texts,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A date, `2025-09-30`, with or without a time behind it.
    Date,
    /// Anything at all, passed to the templates.
    Free,
    /// Texts by keys that no table knows.
    Words,
    /// One group of keys, or a text for the first of them.
    Group(&'static [Field]),
    /// A list of such groups.
    Groups(&'static [Field]),
}

/// One key of a group: its name, what it takes, and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key as written.
    pub name: &'static str,
    /// What it takes.
    pub shape: Shape,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// The kinds that know it; empty for all of them, and for keys inside groups.
    pub kinds: &'static [Kind],
}

impl Field {
    /// Whether entries of a kind may hold the key.
    pub fn belongs_to(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

const fn field(name: &'static str, shape: Shape, kinds: &'static [Kind], meaning: &'static str) -> Field {
    Field { name, shape, meaning, kinds }
}

use Kind::{Article, Condition, Organ, Pattern, Point, Source};
use Shape::{Date, Flag, Free, Group, Groups, Number, Text, Texts};

const ANY: &[Kind] = &[];
const CLINICAL: &[Kind] = &[Article, Condition];

/// Every key of front matter.
pub const FRONT_MATTER: &[Field] = &[
    field("title", Text, ANY, "Title of the entry; points, channels and organs have theirs from the registry."),
    field("kind", Text, ANY, "What the entry is, where its folder does not tell."),
    field("description", Text, ANY, "One line for cards, search results and feeds."),
    field("date", Date, ANY, "Day of first publication."),
    field("updated", Date, ANY, "Day of the last change of substance."),
    field("authors", Texts, ANY, "Who wrote it."),
    field("image", Group(IMAGE), ANY, "Picture for the entry's head and cards."),
    field("names", Texts, ANY, "Other names by which the entry is known, in any script."),
    field("slug", Text, ANY, "Last part of the address, instead of the file's name."),
    field("aliases", Texts, ANY, "Old addresses that redirect here."),
    field("draft", Flag, ANY, "Left out unless --drafts is given."),
    field("weight", Number, ANY, "Order among its kind; lighter entries come first."),
    field("tags", Texts, ANY, "Free keywords."),
    field("nolink", Texts, ANY, "Names that are not to be linked on this page."),
    field("extra", Free, ANY, "Free data for templates."),
    field("conditions", Texts, &[Article, Point], "Conditions that the article covers, or that the point serves."),
    field("organs", Groups(ORGAN), &[Article, Condition, Pattern], "Zang-fu that are involved."),
    field(
        "patterns",
        Groups(PATTERN),
        &[Article, Condition, Point],
        "Patterns that present, or that the point addresses.",
    ),
    field("principles", Texts, &[Article, Condition, Pattern], "Principles of treatment."),
    field("points", Groups(POINT), &[Article, Condition, Pattern], "Points that are used."),
    field("treatments", Groups(TREATMENT), CLINICAL, "Treatments by method, with their points."),
    field("sources", Groups(SOURCE), ANY, "Works that the entry rests on."),
    field("pregnancy", Flag, &[Condition], "Whether the condition is one of pregnancy; its name tells otherwise."),
    field("icd11", Text, &[Condition, Pattern], "Code of ICD-11 (chapter 26 for patterns)."),
    field("symptoms", Texts, &[Pattern], "Signs and symptoms."),
    field("tongue", Text, &[Pattern], "The tongue."),
    field("pulse", Text, &[Pattern], "The pulse."),
    field("code", Text, &[Point], "The point's code, where the file's name does not tell."),
    field("location", Text, &[Point], "Where the point lies."),
    field("actions", Texts, &[Point], "What the point does."),
    field("indications", Texts, &[Point], "What the point is used for."),
    field("needling", Text, &[Point], "Depth and direction of needling."),
    field("moxibustion", Text, &[Point], "Moxibustion."),
    field("cautions", Texts, &[Point], "What to be careful of."),
    field("functions", Texts, &[Organ], "What the organ governs."),
    field("publisher", Text, &[Source], "Publisher."),
    field("year", Text, &[Source], "Year of publication."),
    field("edition", Text, &[Source], "Edition."),
    field("isbn", Text, &[Source], "ISBN-10 or ISBN-13."),
    field("doi", Text, &[Source], "Digital object identifier."),
    field("url", Text, &[Source], "Address on the web."),
];

/// Keys of `image:`.
pub const IMAGE: &[Field] = &[
    field("src", Text, ANY, "File beside the article, or address from the content folder when it begins with a slash."),
    field("alt", Text, ANY, "What the picture shows, for those who cannot see it."),
    field("caption", Text, ANY, "Words under the picture."),
];

/// Keys of an item of `organs:`.
pub const ORGAN: &[Field] = &[
    field("name", Text, ANY, "The organ, in English, pinyin or Hanzi."),
    field("pinyin", Text, ANY, "Its name in pinyin, as the author gives it."),
    field("role", Text, ANY, "What part it plays here."),
];

/// Keys of an item of `patterns:`.
pub const PATTERN: &[Field] = &[
    field("name", Text, ANY, "The pattern."),
    field("symptoms", Texts, ANY, "Its signs here."),
    field("tongue", Text, ANY, "The tongue."),
    field("pulse", Text, ANY, "The pulse."),
    field("principles", Texts, ANY, "Principles of treatment."),
    field("points", Texts, ANY, "Points for this pattern."),
];

/// Keys of an item of `points:`.
pub const POINT: &[Field] = &[
    field("code", Text, ANY, "The point, by code or name."),
    field("name", Text, ANY, "Its name as the author writes it."),
    field("pinyin", Text, ANY, "Its name in pinyin, as the author writes it."),
    field("hanzi", Text, ANY, "Its name in Hanzi, as the author writes it."),
    field("location", Text, ANY, "Where it lies."),
    field("function", Text, ANY, "What it does here."),
    field("technique", Text, ANY, "How it is pressed, needled or warmed."),
    field("patterns", Texts, ANY, "The patterns it addresses here."),
];

/// Keys of an item of `treatments:`.
pub const TREATMENT: &[Field] = &[
    field("method", Text, ANY, "Acupuncture, acupressure, moxibustion, cupping…"),
    field("points", Texts, ANY, "The points that are treated."),
    field("purpose", Text, ANY, "What it is for."),
    field("technique", Text, ANY, "How it is done."),
    field("patterns", Texts, ANY, "The patterns it is for."),
];

/// Keys of an item of `sources:`.
pub const SOURCE: &[Field] = &[
    field("title", Text, ANY, "Title of the work."),
    field("authors", Texts, ANY, "Who wrote it."),
    field("publisher", Text, ANY, "Publisher."),
    field("year", Text, ANY, "Year of publication."),
    field("edition", Text, ANY, "Edition."),
    field("isbn", Text, ANY, "ISBN-10 or ISBN-13."),
    field("doi", Text, ANY, "Digital object identifier."),
    field("url", Text, ANY, "Address on the web."),
    field("pages", Text, ANY, "Pages cited."),
];
