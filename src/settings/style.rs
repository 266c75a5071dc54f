//! Colours and fonts: what may be written, what is readable, and the stylesheet that comes of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use csscolorparser::{Color, NAMED_COLORS};

use crate::config::field;
use crate::diagnostics::{Diagnostic, Place, RuleId, did_you_mean};
use crate::load::fields::{Field, Shape};
use crate::load::{Group, Text};

/// Keys of `style:`.
pub const KEYS: &[Field] = &[
    field("light", Shape::Group(COLOURS), "Colours on light screens."),
    field("dark", Shape::Group(COLOURS), "Colours on dark screens."),
    field("fonts", Shape::Group(FONTS), "Fonts, the first that a reader's device has."),
];

/// The colours by their parts, each a variable of the theme's stylesheet: `code_comment` is `--code-comment`.
pub const COLOURS: &[Field] = &[
    colour("ground", "The page."),
    colour("raised", "Cards, fields and buttons."),
    colour("soft", "Code, heads of tables and the like."),
    colour("line", "Lines between things."),
    colour("edge", "Edges of fields and buttons."),
    colour("mark", "Words that were searched for."),
    colour("text", "Text."),
    colour("muted", "Text of less weight: dates, captions, the foot."),
    colour("link", "Links."),
    colour("accent", "What is selected or in focus."),
    colour("note", "Notes in a text."),
    colour("tip", "Tips."),
    colour("important", "What is important."),
    colour("warning", "Warnings."),
    colour("caution", "Cautions."),
    colour("wood", "What belongs to wood in figures: liver and gallbladder."),
    colour("fire", "What belongs to fire: heart, small intestine, pericardium, triple energizer."),
    colour("earth", "What belongs to earth: spleen and stomach."),
    colour("metal", "What belongs to metal: lung and large intestine."),
    colour("water", "What belongs to water: kidney and bladder."),
    colour("code_comment", "Comments in code."),
    colour("code_string", "Texts in code."),
    colour("code_keyword", "Keywords in code."),
    colour("code_constant", "Constants in code."),
    colour("code_name", "Names in code."),
];

/// The fonts by their parts, each a variable of the theme's stylesheet: `han_traditional` is `--han-traditional`.
pub const FONTS: &[Field] = &[
    field("latin", Shape::Texts, "Latin text, and all text before the others."),
    field("mono", Shape::Texts, "Code."),
    field("han_traditional", Shape::Texts, "Traditional Han text."),
    field("han_simplified", Shape::Texts, "Simplified Han text."),
];

const fn colour(name: &'static str, meaning: &'static str) -> Field {
    field(name, Shape::Text, meaning)
}

/// Fonts that every browser knows by these names (CSS Fonts 4), which must not stand in quotes.
const GENERIC: &[&str] = &[
    "serif",
    "sans-serif",
    "monospace",
    "cursive",
    "fantasy",
    "math",
    "emoji",
    "fangsong",
    "system-ui",
    "ui-serif",
    "ui-sans-serif",
    "ui-monospace",
    "ui-rounded",
    "-apple-system",
    "BlinkMacSystemFont",
];

/// What stands on what; each must be readable.
const PAIRS: [(&str, &str); 3] = [("text", "ground"), ("muted", "ground"), ("link", "ground")];
/// The contrast that WCAG 2.2 asks of text (1.4.3, level AA).
const CONTRAST: f32 = 4.5;

/// Colours and fonts.
#[derive(Clone, Debug, Default)]
pub struct Style {
    light: BTreeMap<&'static str, Colour>,
    dark: BTreeMap<&'static str, Colour>,
    fonts: BTreeMap<&'static str, Vec<String>>,
}

/// A colour as it was written.
#[derive(Clone, Debug)]
struct Colour {
    css: String,
    place: Place,
}

impl Style {
    /// Reads `style:`.
    pub fn decode(group: &mut Group<'_, '_, '_>) -> Style {
        Style {
            light: group.one_group("light", |colours| Some(read_colours(colours))).unwrap_or_default(),
            dark: group.one_group("dark", |colours| Some(read_colours(colours))).unwrap_or_default(),
            fonts: group.one_group("fonts", |fonts| Some(read_fonts(fonts))).unwrap_or_default(),
        }
    }

    /// This style, with what it lacks from another.
    #[must_use]
    pub fn over(self, mut other: Style) -> Style {
        other.light.extend(self.light);
        other.dark.extend(self.dark);
        other.fonts.extend(self.fonts);
        other
    }

    /// The stylesheet that changes the theme's variables; none if nothing is changed.
    pub fn css(&self) -> Option<String> {
        let mut css = String::new();
        let variables = |values: &mut dyn Iterator<Item = (&str, String)>| {
            values.map(|(name, value)| format!(" --{}: {value};", name.replace('_', "-"))).collect::<String>()
        };
        let fonts = variables(&mut self.fonts.iter().map(|(name, families)| (*name, font_list(name, families))));
        if !fonts.is_empty() {
            let _ = writeln!(css, ":root {{{fonts} }}");
        }
        for (scheme, colours) in [("light", &self.light), ("dark", &self.dark)] {
            let colours = variables(&mut colours.iter().map(|(name, colour)| (*name, colour.css.clone())));
            if !colours.is_empty() {
                // Paper stays black on white.
                let _ = writeln!(css, "@media screen and (prefers-color-scheme: {scheme}) {{ :root {{{colours} }} }}");
            }
        }
        (!css.is_empty()).then(|| format!("/* Made from the settings of acupress.yaml and theme.yaml. */\n{css}"))
    }

    /// Texts that can hardly be read on the ground they stand on, given the theme's own stylesheet.
    pub fn low_contrasts(&self, stylesheet: &str) -> Vec<Diagnostic> {
        let (light, dark) = colours_of(stylesheet);
        let dark_base = light.iter().chain(&dark).map(|(name, value)| (name.clone(), value.clone())).collect();
        let mut diagnostics = Vec::new();
        for (scheme, own, base) in [("light", &self.light, light), ("dark", &self.dark, dark_base)] {
            let css_of = |name: &str| own.get(name).map(|colour| &colour.css).or_else(|| base.get(name));
            let colour_of = |name: &str| opaque(csscolorparser::parse(css_of(name)?).ok()?);
            for (front, ground) in PAIRS {
                let Some((changed, set)) = [front, ground].into_iter().find_map(|part| Some((part, own.get(part)?)))
                else {
                    continue;
                };
                let (Some(above), Some(below)) = (colour_of(front), colour_of(ground)) else { continue };
                let ratio = contrast(&above, &below);
                if ratio >= CONTRAST {
                    continue;
                }
                let message = format!(
                    "on {scheme} screens `{front}` can hardly be read on `{ground}`: their contrast is {}",
                    shown(ratio)
                );
                let (own, other) = if changed == front { (&above, &below) } else { (&below, &above) };
                let hint = match readable(own, other) {
                    Some((near, ratio)) => format!("WCAG asks for 4.5:1; `{changed}: \"{near}\"` has {}", shown(ratio)),
                    None => "WCAG asks for 4.5:1; make one darker or the other lighter".to_owned(),
                };
                diagnostics.push(Diagnostic::new(RuleId::LowContrast, set.place.clone(), message).hint(hint));
            }
        }
        diagnostics
    }
}

/// A contrast as people write it, never rounded up.
fn shown(ratio: f32) -> String {
    format!("{:.1}:1", (ratio * 10.0).floor() / 10.0)
}

fn opaque(colour: Color) -> Option<Color> {
    (colour.a >= 1.0).then(|| colour.clamp())
}

/// The contrast of two colours, from 1 to 21 (WCAG 2.2).
fn contrast(one: &Color, other: &Color) -> f32 {
    let luminance = |colour: &Color| {
        let [red, green, blue, _] = colour.to_linear_rgba();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The nearest colour of the same hue that is readable with another, and their contrast.
fn readable(colour: &Color, other: &Color) -> Option<(String, f32)> {
    let [lightness, chroma, hue, _] = colour.to_oklcha();
    // Hundredths are finer than the eye.
    let candidates = (1..=100).flat_map(|step| {
        let by = step as f32 / 100.0;
        [lightness - by, lightness + by]
    });
    candidates.filter(|lightness| (0.0..=1.0).contains(lightness)).find_map(|lightness| {
        let [red, green, blue, _] = Color::from_oklcha(lightness, chroma, hue, 1.0).clamp().to_rgba8();
        let candidate = Color::from_rgba8(red, green, blue, 255);
        let ratio = contrast(&candidate, other);
        (ratio >= CONTRAST).then(|| (candidate.to_css_hex().to_string(), ratio))
    })
}

/// The variables of a stylesheet's first `:root`, and those of the first one for dark screens.
fn colours_of(stylesheet: &str) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let first_root = |text: &str| -> BTreeMap<String, String> {
        let block = text.split_once(":root").and_then(|(_, rest)| rest.split_once('{'));
        let block = block.and_then(|(_, rest)| rest.split_once('}')).map_or("", |(block, _)| block);
        let declarations = block.split(';').filter_map(|line| line.split_once("--")?.1.split_once(':'));
        declarations.map(|(name, value)| (name.trim().replace('-', "_"), value.trim().to_owned())).collect()
    };
    let dark = stylesheet.split_once("prefers-color-scheme: dark").map_or("", |(_, rest)| rest);
    (first_root(stylesheet), first_root(dark))
}

fn read_colours(group: &mut Group<'_, '_, '_>) -> BTreeMap<&'static str, Colour> {
    let mut colours = BTreeMap::new();
    for name in COLOURS.iter().map(|field| field.name) {
        let comment = group.empty(name).and_then(|span| Some((span, group.line(span).split_once(" #")?.1)));
        if let Some((span, comment)) = comment {
            let written: String = comment.chars().take_while(char::is_ascii_alphanumeric).collect();
            let hint = format!("a `#` begins a comment; put the colour between quotes: `{name}: \"#{written}\"`");
            group.invalid(span, format!("`{name}` has no colour"), Some(hint));
            continue;
        }
        let Some(text) = group.text(name) else { continue };
        match read_colour(&text.value) {
            Ok(css) => {
                colours.insert(name, Colour { css, place: group.place(text.span) });
            }
            Err(hint) => group.invalid(text.span, format!("`{}` is no colour", text.value), Some(hint)),
        }
    }
    colours
}

/// A colour of CSS as it may stand in a stylesheet, or what would be one.
fn read_colour(text: &str) -> Result<String, String> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "#%.,()/+- ".contains(character);
    let function = text.split_once('(');
    let form = match function {
        Some((name, arguments)) => {
            let known = ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color"];
            known.contains(&name.to_ascii_lowercase().as_str())
                && arguments.strip_suffix(')').is_some_and(|inner| !inner.contains(['(', ')', '#']))
        }
        None => {
            text.starts_with('#')
                || text.eq_ignore_ascii_case("transparent")
                || named().any(|name| name.eq_ignore_ascii_case(text))
        }
    };
    if form && text.chars().all(is_plain) && csscolorparser::parse(text).is_ok() {
        return Ok(text.to_owned());
    }
    let is_bare = matches!(text.len(), 3 | 4 | 6 | 8) && text.chars().all(|digit| digit.is_ascii_hexdigit());
    Err(if is_bare {
        format!("did you mean `\"#{text}\"`, with a `#` and between quotes?")
    } else if let Some(near) = did_you_mean(text, named()).filter(|_| function.is_none()) {
        format!("did you mean `{near}`?")
    } else {
        "write a colour of CSS, such as \"#17614c\", teal, or oklch(0.45 0.09 165)".to_owned()
    })
}

/// The names of CSS's colours.
fn named() -> impl Iterator<Item = &'static str> {
    NAMED_COLORS.keys().map(|name| name.as_str())
}

fn read_fonts(group: &mut Group<'_, '_, '_>) -> BTreeMap<&'static str, Vec<String>> {
    let mut fonts = BTreeMap::new();
    for name in FONTS.iter().map(|field| field.name) {
        let mut families = Vec::new();
        for text in group.texts(name) {
            for family in text.value.split(',') {
                match read_family(family) {
                    Some(family) => families.push(family),
                    None => refuse_family(group, &text, family.trim()),
                }
            }
        }
        if !families.is_empty() {
            fonts.insert(name, families);
        }
    }
    fonts
}

fn refuse_family(group: &mut Group<'_, '_, '_>, text: &Text, family: &str) {
    let hint = "write the font's name as the system shows it, such as Noto Serif, or a list of names".to_owned();
    group.invalid(text.span, format!("`{family}` is no name of a font"), Some(hint));
}

/// The name of a font without quotes, if it can be one.
fn read_family(written: &str) -> Option<String> {
    let name = written.trim();
    let unquoted = ['"', '\''].into_iter().find_map(|quote| name.strip_prefix(quote)?.strip_suffix(quote));
    let name = unquoted.unwrap_or(name);
    let fits = |character: char| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_' | '.' | '&' | '+');
    (!name.is_empty() && name.chars().all(fits)).then(|| name.to_owned())
}

/// Fonts as a list of CSS.
fn font_list(part: &str, families: &[String]) -> String {
    let is_generic = |family: &str| GENERIC.contains(&family);
    let mut list: Vec<String> = families
        .iter()
        .map(|family| if is_generic(family) { family.clone() } else { format!("\"{family}\"") })
        .collect();
    if part == "mono" && !families.last().is_some_and(|family| is_generic(family)) {
        list.push("monospace".to_owned());
    }
    list.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_css_are_taken_and_nothing_else() {
        for colour in [
            "#fff",
            "#17614c",
            "#17614C80",
            "teal",
            "RebeccaPurple",
            "rgb(23, 97, 76)",
            "rgb(23 97 76 / 50%)",
            "hsl(163deg 62% 24%)",
            "oklch(0.45 0.09 165)",
            "transparent",
        ] {
            assert_eq!(read_colour(colour).as_deref(), Ok(colour));
        }
        for text in [
            "17614c",
            "#1",
            "#12345g",
            "tael",
            "red; } body { display: none",
            "url(evil)",
            "var(--link)",
            "rgb(1,2)",
            "hsv(1 2 3)",
            "rgb(0 0 0);",
            "red}",
            "expression(1)",
            "rgb((0 0 0))",
            "inherit",
            "",
            "@import",
            "rgb(0 0 0) red",
        ] {
            assert!(read_colour(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_of_fonts_cannot_leave_their_quotes() {
        assert_eq!(read_family(" \"Segoe UI\" ").as_deref(), Some("Segoe UI"));
        assert_eq!(read_family("蘋方-繁").as_deref(), Some("蘋方-繁"));
        for text in ["", "\"", "a\"b", "x; }", "a{", "url(x)", "@x", "a\\22", "a\nb", "<style>"] {
            assert_eq!(read_family(text), None, "{text}");
        }
        let families = ["Fira Code".to_owned(), "ui-monospace".to_owned()];
        assert_eq!(font_list("mono", &families), "\"Fira Code\", ui-monospace");
        assert_eq!(font_list("mono", &families[..1]), "\"Fira Code\", monospace");
        assert_eq!(font_list("latin", &families[..1]), "\"Fira Code\"");
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let ratio = |one, other| {
            contrast(&csscolorparser::parse(one).unwrap_or_default(), &csscolorparser::parse(other).unwrap_or_default())
        };
        assert!((ratio("black", "white") - 21.0).abs() < 0.01);
        assert!((ratio("#777", "#fff") - 4.48).abs() < 0.01, "the well-known grey that just fails");
        assert!((ratio("#767676", "#fff") - 4.54).abs() < 0.01, "and the one that just passes");
    }

    #[test]
    fn a_readable_colour_is_found_at_either_end() {
        let parse = |text: &str| csscolorparser::parse(text).unwrap_or_default();
        for (front, ground) in [("#86cdb3", "#fcfbf8"), ("#17614c", "#15191a"), ("#808080", "#7f7f7f")] {
            let near = readable(&parse(front), &parse(ground));
            assert!(
                near.is_some_and(|(near, _)| contrast(&parse(&near), &parse(ground)) >= CONTRAST),
                "{front} on {ground}"
            );
        }
    }

    #[test]
    fn the_colours_are_the_variables_of_the_default_theme() {
        let (light, dark) = colours_of(include_str!("../../themes/default/assets/css/acupress.css"));
        let fonts: Vec<&str> = FONTS.iter().map(|field| field.name).collect();
        let mut known: Vec<&str> = COLOURS.iter().map(|field| field.name).collect();
        known.sort_unstable();
        let of_light: Vec<&str> = light.keys().map(String::as_str).filter(|name| !fonts.contains(name)).collect();
        assert_eq!(of_light, known);
        assert_eq!(dark.keys().map(String::as_str).collect::<Vec<_>>(), known);
        assert!(fonts.iter().all(|font| light.contains_key(*font)), "{light:?}");
    }
}
