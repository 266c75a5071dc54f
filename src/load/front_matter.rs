//! What an author declares about an entry, decoded from its front matter.

use std::hash::Hash;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::decode::Group;
use crate::diagnostics::Span;
use crate::library::Kind;

/// A value together with the place in the file where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// Text with its place.
pub type Text = Spanned<String>;

/// A calendar date (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date(#[serde(with = "as_day")] pub time::Date);

impl std::fmt::Display for Date {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl Date {
    /// Reads `2025-09-30`, with or without a time behind it; `None` if there is no such day.
    pub fn parse(text: &str) -> Option<Date> {
        let (date, time) = text.split_at_checked(10)?;
        // A time may follow (RFC 3339); only its form is looked at.
        let is_time = |rest: &str| {
            rest.as_bytes().first().is_some_and(u8::is_ascii_digit)
                && rest.chars().all(|character| character.is_ascii_digit() || ":.+-Zz ".contains(character))
        };
        if !time.is_empty() && !time.strip_prefix(['T', 't', ' ']).is_some_and(is_time) {
            return None;
        }
        let mut parts = date.split('-');
        let year = parts.next().filter(|part| part.len() == 4)?.parse().ok()?;
        let month: u8 = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
        let day = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
        if parts.next().is_some() {
            return None;
        }
        time::Date::from_calendar_date(year, time::Month::try_from(month).ok()?, day).ok().map(Date)
    }
}

/// A picture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Image {
    /// The file.
    pub src: Text,
    /// What it shows.
    pub alt: Option<String>,
    /// Words under it.
    pub caption: Option<String>,
}

/// An organ with its role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrganItem {
    /// The organ's name.
    pub name: Text,
    /// Its name in pinyin, as the author gives it.
    pub pinyin: Option<String>,
    /// What part it plays.
    pub role: Option<String>,
}

/// A pattern with its signs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PatternItem {
    /// The pattern's name.
    pub name: Text,
    /// Its signs.
    pub symptoms: Vec<String>,
    /// The tongue.
    pub tongue: Option<String>,
    /// The pulse.
    pub pulse: Option<String>,
    /// Principles of treatment.
    pub principles: Vec<String>,
    /// Points for this pattern.
    pub points: Vec<Text>,
}

impl PatternItem {
    /// Whether it says more of the pattern than its name and points.
    pub fn tells(&self) -> bool {
        !self.symptoms.is_empty() || self.tongue.is_some() || self.pulse.is_some() || !self.principles.is_empty()
    }
}

/// A point with what is said of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PointItem {
    /// The code or name by which the author means the point.
    pub code: Text,
    /// Names that the author writes beside it: `name`, `pinyin`, `hanzi`.
    pub names: Vec<Text>,
    /// Whether `hanzi:` was written and left empty.
    pub empty_hanzi: Option<Span>,
    /// Where it lies.
    pub location: Option<String>,
    /// What it does.
    pub function: Option<String>,
    /// How it is treated.
    pub technique: Option<String>,
    /// The patterns it addresses.
    pub patterns: Vec<Text>,
}

/// A treatment by one method.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TreatmentItem {
    /// The method.
    pub method: Text,
    /// Its points.
    pub points: Vec<Text>,
    /// What it is for.
    pub purpose: Option<String>,
    /// How it is done.
    pub technique: Option<String>,
    /// The patterns it is for.
    pub patterns: Vec<Text>,
}

/// A work that is cited.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceItem {
    /// Title of the work.
    pub title: Text,
    /// Its bibliographic facts.
    pub facts: Bibliography,
    /// Pages cited.
    pub pages: Option<String>,
}

/// Bibliographic facts of a work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bibliography {
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Year of publication.
    pub year: Option<String>,
    /// Edition.
    pub edition: Option<String>,
    /// ISBN as written.
    pub isbn: Option<Text>,
    /// Digital object identifier.
    pub doi: Option<String>,
    /// Address on the web.
    pub url: Option<String>,
}

impl Bibliography {
    /// What it says, wherever that is written: two say the same where these are equal.
    pub fn said(&self) -> impl Eq + Hash {
        let Bibliography { authors, publisher, year, edition, isbn, doi, url } = self;
        (authors, publisher, year, edition, isbn.as_ref().map(|isbn| &isbn.value), doi, url)
    }
}

/// All that a front matter can say; what it does not say is empty.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[allow(missing_docs)] // Each field is the key of the same name in [`super::fields::FRONT_MATTER`].
pub struct FrontMatter {
    pub title: Option<Text>,
    pub description: Option<String>,
    pub date: Option<Date>,
    pub updated: Option<Date>,
    pub authors: Vec<String>,
    pub image: Option<Image>,
    pub names: Vec<Text>,
    pub slug: Option<Text>,
    pub aliases: Vec<Text>,
    pub draft: bool,
    pub weight: Option<i64>,
    pub tags: Vec<String>,
    pub nolink: Vec<Text>,
    #[serde(with = "as_text")]
    pub extra: Json,
    pub conditions: Vec<Text>,
    pub organs: Vec<OrganItem>,
    pub patterns: Vec<PatternItem>,
    pub principles: Vec<String>,
    pub points: Vec<PointItem>,
    pub treatments: Vec<TreatmentItem>,
    pub sources: Vec<SourceItem>,
    pub pregnancy: Option<bool>,
    pub icd11: Option<String>,
    pub symptoms: Vec<String>,
    pub tongue: Option<String>,
    pub pulse: Option<String>,
    pub code: Option<Text>,
    pub location: Option<String>,
    pub actions: Vec<String>,
    pub indications: Vec<String>,
    pub needling: Option<String>,
    pub moxibustion: Option<String>,
    pub cautions: Vec<String>,
    pub functions: Vec<String>,
    pub bibliography: Bibliography,
}

impl FrontMatter {
    /// Whether it tells the signs of the pattern that its file is about.
    pub fn has_signs(&self) -> bool {
        !self.symptoms.is_empty() || self.tongue.is_some() || self.pulse.is_some()
    }
}

/// Decodes the fields of a front matter of one kind; whatever is wrong is told to the group's findings.
pub(super) fn decode(group: &mut Group<'_, '_, '_>, kind: Kind) -> FrontMatter {
    let needs_title = !matches!(kind, Kind::Point | Kind::Channel | Kind::Organ);
    FrontMatter {
        title: if needs_title { group.required("title") } else { group.text("title") },
        description: group.plain("description"),
        date: group.date("date"),
        updated: group.date("updated"),
        authors: group.plains("authors"),
        image: group.one_group("image", |image| {
            Some(Image { src: image.required("src")?, alt: image.plain("alt"), caption: image.plain("caption") })
        }),
        names: group.texts("names"),
        slug: group.text("slug"),
        aliases: group.texts("aliases"),
        draft: group.flag("draft").unwrap_or(false),
        weight: group.number("weight"),
        tags: group.plains("tags"),
        nolink: group.texts("nolink"),
        extra: group.free("extra"),
        conditions: group.texts("conditions"),
        organs: group.groups("organs", |organ| {
            Some(OrganItem { name: organ.required("name")?, pinyin: organ.plain("pinyin"), role: organ.plain("role") })
        }),
        patterns: group.groups("patterns", |pattern| {
            Some(PatternItem {
                name: pattern.required("name")?,
                symptoms: pattern.plains("symptoms"),
                tongue: pattern.plain("tongue"),
                pulse: pattern.plain("pulse"),
                principles: pattern.plains("principles"),
                points: pattern.texts("points"),
            })
        }),
        principles: group.plains("principles"),
        points: group.groups("points", point),
        treatments: group.groups("treatments", |treatment| {
            Some(TreatmentItem {
                method: treatment.required("method")?,
                points: treatment.texts("points"),
                purpose: treatment.plain("purpose"),
                technique: treatment.plain("technique"),
                patterns: treatment.texts("patterns"),
            })
        }),
        sources: group.groups("sources", |source| {
            Some(SourceItem {
                title: source.required("title")?,
                facts: bibliography(source),
                pages: source.plain("pages"),
            })
        }),
        pregnancy: group.flag("pregnancy"),
        icd11: group.plain("icd11"),
        symptoms: group.plains("symptoms"),
        tongue: group.plain("tongue"),
        pulse: group.plain("pulse"),
        code: group.text("code"),
        location: group.plain("location"),
        actions: group.plains("actions"),
        indications: group.plains("indications"),
        needling: group.plain("needling"),
        moxibustion: group.plain("moxibustion"),
        cautions: group.plains("cautions"),
        functions: group.plains("functions"),
        bibliography: if kind == Kind::Source {
            Bibliography { authors: group.plains("authors"), ..bibliography(group) }
        } else {
            Bibliography::default()
        },
    }
}

/// A point may be given by any of its names; the first that is written stands for the code.
fn point(point: &mut Group<'_, '_, '_>) -> Option<PointItem> {
    let empty_hanzi = point.empty("hanzi");
    let mut names: Vec<Text> = ["name", "pinyin", "hanzi"].iter().filter_map(|key| point.text(key)).collect();
    let code = match point.text("code") {
        Some(code) => code,
        None if names.is_empty() => point.required("code")?,
        None => names.remove(0),
    };
    Some(PointItem {
        code,
        names,
        empty_hanzi,
        location: point.plain("location"),
        function: point.plain("function"),
        technique: point.plain("technique"),
        patterns: point.texts("patterns"),
    })
}

fn bibliography(group: &mut Group<'_, '_, '_>) -> Bibliography {
    Bibliography {
        authors: group.plains("authors"),
        publisher: group.plain("publisher"),
        year: group.plain("year"),
        edition: group.plain("edition"),
        isbn: group.text("isbn"),
        doi: group.plain("doi"),
        url: group.plain("url"),
    }
}

/// A day as the number that it bears in the Julian count.
mod as_day {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(date: &time::Date, serializer: S) -> Result<S::Ok, S::Error> {
        date.to_julian_day().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<time::Date, D::Error> {
        time::Date::from_julian_day(i32::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Free data as its text, for what is written without names cannot tell what it holds.
mod as_text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value as Json;

    pub fn serialize<S: Serializer>(value: &Json, serializer: S) -> Result<S::Ok, S::Error> {
        let text = if value.is_null() { String::new() } else { value.to_string() };
        text.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        match <&str>::deserialize(deserializer)? {
            "" => Ok(Json::Null),
            text => serde_json::from_str(text).map_err(D::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, FrontMatter, Json};

    #[test]
    fn a_front_matter_is_written_and_read() {
        let front = FrontMatter {
            date: Date::parse("2024-02-29"),
            authors: vec!["A".to_owned(), String::new()],
            extra: serde_json::json!({"a": [1, 2.5, null, "文"]}),
            pregnancy: Some(false),
            ..FrontMatter::default()
        };
        for front in [front, FrontMatter { extra: Json::Null, ..FrontMatter::default() }] {
            let bytes = postcard::to_stdvec(&front).unwrap();
            let read: FrontMatter = postcard::from_bytes(&bytes).unwrap();
            assert_eq!(format!("{read:?}"), format!("{front:?}"));
        }
    }

    #[test]
    fn only_real_days_are_dates() {
        assert_eq!(Date::parse("2025-09-30").map(|date| date.to_string()).as_deref(), Some("2025-09-30"));
        assert!(Date::parse("2025-09-30T10:00:00Z").is_some());
        for text in ["2025-02-30", "30.9.2025", "2025-9-3", "2025-09-301", "2025-09-03 foo", "", "二〇二五年九月三十日"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
