//! Languages with their countries, as other sites ask for them (Open Graph's `og:locale`).

/// The country that a language without one stands for.
const COUNTRIES: &[(&str, &str)] = &[
    ("zh-hant", "TW"),
    ("zh-hans", "CN"),
    ("zh", "CN"),
    ("cs", "CZ"),
    ("da", "DK"),
    ("de", "DE"),
    ("el", "GR"),
    ("en", "US"),
    ("es", "ES"),
    ("fi", "FI"),
    ("fr", "FR"),
    ("he", "IL"),
    ("hu", "HU"),
    ("it", "IT"),
    ("ja", "JP"),
    ("ko", "KR"),
    ("nb", "NO"),
    ("nl", "NL"),
    ("pl", "PL"),
    ("pt", "PT"),
    ("ro", "RO"),
    ("ru", "RU"),
    ("sv", "SE"),
    ("tr", "TR"),
    ("uk", "UA"),
    ("vi", "VN"),
];

/// A language (BCP 47) as `en_GB`; none where its country is not known.
pub fn of(language: &str) -> Option<String> {
    let lower = language.to_ascii_lowercase();
    let mut parts = lower.split('-');
    let primary = parts.next().filter(|primary| matches!(primary.len(), 2 | 3))?;
    let own = parts.find(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let usual = || {
        let is_known = |(known, _): &&(&str, &str)| {
            lower.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        COUNTRIES.iter().find(is_known).map(|(_, country)| *country)
    };
    let country = own.map(str::to_ascii_uppercase).or_else(|| usual().map(str::to_owned))?;
    Some(format!("{primary}_{country}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn languages_have_countries() {
        for (language, locale) in [
            ("en", Some("en_US")),
            ("en-GB", Some("en_GB")),
            ("de-AT", Some("de_AT")),
            ("zh-Hant", Some("zh_TW")),
            ("zh-Hant-HK", Some("zh_HK")),
            ("zh-Hans", Some("zh_CN")),
            ("tlh", None),
            ("", None),
        ] {
            assert_eq!(super::of(language).as_deref(), locale, "{language}");
        }
    }
}
