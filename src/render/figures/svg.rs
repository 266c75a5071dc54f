//! Writing SVG.

use std::fmt::Write as _;

use crate::tcm::text::is_han;
use crate::tcm::{ChannelId, Phase, Registry};
use crate::weave::han::push_attribute;

/// SVG under construction.
#[derive(Default)]
pub struct Svg(String);

impl Svg {
    /// Begins a drawing of a size, in its own units, from `left` on; `label` says what it shows.
    pub fn new(class: &str, left: f32, width: f32, height: f32, label: &str) -> Self {
        Svg::begin(class, "", &format!("{left} 0 {width} {height}"), label)
    }

    /// Begins a drawing that keeps its size, and is moved where it is wider than the page.
    pub fn of_size(class: &str, width: f32, height: f32, label: &str) -> Self {
        let size = format!(" width=\"{width}\" height=\"{height}\"");
        Svg::begin(class, &size, &format!("0 0 {width} {height}"), label)
    }

    fn begin(class: &str, size: &str, view: &str, label: &str) -> Self {
        let mut svg = Svg::default();
        write!(svg, "<svg class=\"{class}\"{size} viewBox=\"{view}\" role=\"group\" aria-label=\"");
        svg.text(label);
        svg.raw("\">\n");
        svg
    }

    /// Writes markup.
    pub fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Writes markup, as `write!` asks for it; memory takes all.
    pub fn write_fmt(&mut self, markup: std::fmt::Arguments<'_>) {
        let _ = self.0.write_fmt(markup);
    }

    /// Writes text, also for attributes.
    pub fn text(&mut self, text: &str) {
        push_attribute(&mut self.0, text);
    }

    /// Writes a word or line at a place.
    pub fn words(&mut self, class: &str, x: f32, y: f32, words: &str) {
        self.raw("<text");
        if !class.is_empty() {
            write!(self, " class=\"{class}\"");
        }
        write!(self, " x=\"{}\" y=\"{}\">", Number(x), Number(y));
        self.text(words);
        // A space between words that stand apart: they are read as the name of a link.
        self.raw("</text> ");
    }

    /// Begins a link, or a group where there is no page; `label` names it where its words do not.
    pub fn open(&mut self, class: &str, href: Option<&str>, label: Option<&str>) {
        match href {
            Some(href) => {
                write!(self, "<a class=\"{class}\" href=\"");
                self.text(href);
            }
            None => {
                write!(self, "<g class=\"{class}\" role=\"img");
            }
        }
        if let Some(label) = label {
            self.raw("\" aria-label=\"");
            self.text(label);
        }
        self.raw("\">");
    }

    /// Ends what [`Svg::open`] began with the same address.
    pub fn close(&mut self, href: Option<&str>) {
        self.raw(if href.is_some() { "</a>\n" } else { "</g>\n" });
    }

    /// Writes the mark of a phase around a place: each has a shape of its own, for those who do not tell its colour.
    pub fn phase_mark(&mut self, phase: &str, x: f32, y: f32) {
        let corners: &[(f32, f32)] = match phase {
            "wood" => &[(0.0, -6.0), (6.0, 5.0), (-6.0, 5.0)],
            "fire" => &[(0.0, -7.0), (6.0, 0.0), (0.0, 7.0), (-6.0, 0.0)],
            "earth" => &[(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)],
            "water" => &[(-6.0, -5.0), (6.0, -5.0), (0.0, 6.0)],
            _ => {
                write!(self, "<circle class=\"phase-{phase}\" cx=\"{}\" cy=\"{}\" r=\"5.5\"/>", Number(x), Number(y));
                return;
            }
        };
        write!(self, "<polygon class=\"phase-{phase}\" points=\"");
        for (place, (dx, dy)) in corners.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(self, "{space}{},{}", Number(x + dx), Number(y + dy));
        }
        self.raw("\"/>");
    }

    /// The finished drawing.
    pub fn finish(mut self) -> String {
        self.raw("</svg>");
        self.0
    }
}

/// A coordinate, to a tenth: the shortest digits of a float take long to find, and a figure has hundreds.
pub struct Number(pub f32);

impl std::fmt::Display for Number {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = (self.0 * 10.0).round() as i32;
        let sign = if tenths < 0 { "-" } else { "" };
        match (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10) {
            (whole, 0) => write!(formatter, "{sign}{whole}"),
            (whole, tenth) => write!(formatter, "{sign}{whole}.{tenth}"),
        }
    }
}

/// Width of a letter at the size of a figure's labels (12 units), about: system fonts differ.
fn width(character: char) -> f32 {
    match character {
        character if is_han(character) => 12.0,
        'i' | 'l' | 'j' | 't' | 'f' | 'r' | ' ' | '.' | ',' | '-' | '\'' | 'I' => 4.7,
        'm' | 'w' | 'M' | 'W' => 11.0,
        character if character.is_uppercase() => 8.8,
        _ => 7.4,
    }
}

/// Cuts a label into at most three lines of a width; a longer one ends in an ellipsis.
pub fn wrap(label: &str, most: f32) -> Vec<String> {
    const LINES: usize = 3;
    let measure = |text: &str| text.chars().map(width).sum::<f32>();
    let mut lines = vec![String::new()];
    // Han text may break between any two characters, other text at spaces and hyphens.
    let mut rest = label;
    while let Some(first) = rest.chars().next() {
        let end = if is_han(first) {
            first.len_utf8()
        } else {
            let stop = rest
                .char_indices()
                .skip(1)
                .find(|(byte, next)| is_han(*next) || rest[..*byte].ends_with([' ', '-', '/']));
            stop.map_or(rest.len(), |(byte, _)| byte)
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        let last = lines.len() - 1;
        if !lines[last].is_empty() && measure(lines[last].trim_end()) + measure(piece.trim_end()) > most {
            if lines.len() == LINES {
                lines[last] = format!("{}…", lines[last].trim_end());
                break;
            }
            lines.push(String::new());
        }
        let last = lines.len() - 1;
        lines[last].push_str(piece);
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The phase of a channel as a class; the two vessels and the extra points have none.
pub fn phase_class(registry: &Registry, channel: Option<ChannelId>) -> &'static str {
    channel.and_then(|channel| registry.channel(channel).phase).map_or("none", Phase::key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_break_at_spaces_and_between_han_characters() {
        assert_eq!(wrap("Heart and Kidney Not Communicating", 126.0), ["Heart and Kidney", "Not Communicating"]);
        assert_eq!(wrap("心腎不交證", 40.0), ["心腎不", "交證"]);
        assert_eq!(wrap("Kidney", 10.0), ["Kidney"]);
        assert_eq!(wrap("a b c d e f g h i j", 14.0).last().map(String::as_str), Some("c…"));
    }

    #[test]
    fn coordinates_are_short() {
        let written: Vec<String> = [0.0, -0.04, -0.5, 12.0, 12.34, 99.96].map(|x| Number(x).to_string()).into();
        assert_eq!(written, ["0", "0", "-0.5", "12", "12.3", "100"]);
    }

    #[test]
    fn text_never_ends_its_attribute() {
        let mut svg = Svg::new("x", 0.0, 1.0, 1.0, "a\"b<c>&");
        svg.words("", 0.0, 0.0, "</text><script>");
        let drawn = svg.finish();
        assert!(drawn.contains("aria-label=\"a&quot;b&lt;c&gt;&amp;\"") && !drawn.contains("<script"), "{drawn}");
    }
}
