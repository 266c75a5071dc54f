//! Plain text: lines to paragraphs, items and headings.

use super::clean::{self, SOFT_END};
use super::marker::{self, Candidate, Marker};
use super::runs::Draft;
use super::wrap::{Edges, Words, Wrap};
use crate::import::document::{Document, Form};

/// A line as it stands in the file.
#[derive(Clone, Debug)]
struct Raw<'a> {
    number: u32,
    indent: u32,
    content: &'a str,
    parted: bool,
    level: Option<u8>,
    marker: Option<Marker>,
}

/// Reads plain text.
pub fn read(text: &str) -> Document {
    let cleaned = clean::text(text);
    let mut lines = headings(raw_lines(&cleaned));
    let edges: Vec<Edges> = lines.iter().map(|line| Edges::of(line.content, line.indent)).collect();
    let wrap = find_items(&mut lines, &edges);
    let words = Words::of(lines.iter().map(|line| line.content));
    join(&lines, &edges, wrap, &words)
}

/// The lines that are not blank, with their indentation.
fn raw_lines(text: &str) -> Vec<Raw<'_>> {
    let mut lines = Vec::new();
    let mut parted = false;
    for (number, line) in text.split('\n').enumerate() {
        for part in line.split(SOFT_END) {
            let content = part.trim();
            if content.is_empty() {
                // A page break within a paragraph leaves nothing before it.
                parted = parted || part.len() == line.len() || !lines.is_empty();
                continue;
            }
            let before = &part[..part.len() - part.trim_start().len()];
            let indent = before.chars().map(columns).sum();
            let parted = std::mem::take(&mut parted) && !lines.is_empty();
            lines.push(Raw { number: number as u32 + 1, indent, content, parted, level: None, marker: None });
        }
    }
    lines
}

/// How far a character of white space moves a line to the right.
fn columns(space: char) -> u32 {
    match space {
        '\t' => 4,
        // The space of Han text, two of which begin a paragraph.
        '\u{3000}' => 2,
        _ => 1,
    }
}

/// Takes out what is drawn with characters, and finds the headings that are underlined or stand behind `##`.
fn headings(raw: Vec<Raw<'_>>) -> Vec<Raw<'_>> {
    let mut lines: Vec<Raw<'_>> = Vec::with_capacity(raw.len());
    let mut parted = false;
    for mut line in raw {
        if let Some(drawn) = drawn_with(line.content) {
            let level = match drawn {
                '=' | '═' => Some(1),
                '-' | '─' => Some(2),
                _ => None,
            };
            let alone = lines.len() < 2 || lines[lines.len() - 1].parted;
            if let (Some(level), Some(above)) = (level, lines.last_mut())
                && !line.parted
                && !parted
                && (alone || is_as_wide(line.content, above.content))
                && above.level.is_none()
                && clean::width(above.content) <= 120
            {
                above.level = Some(level);
            }
            parted = true;
            continue;
        }
        line.parted |= std::mem::take(&mut parted) && !lines.is_empty();
        if let Some((level, content)) = behind_hashes(line.content) {
            (line.level, line.content) = (Some(level), content);
        }
        lines.push(line);
    }
    lines
}

/// The character that a line is drawn with, if it holds no words.
fn drawn_with(content: &str) -> Option<char> {
    let first = content.chars().next()?;
    let is_drawn =
        matches!(first, '-' | '=' | '_' | '*' | '~' | '—' | '–' | '─' | '━' | '═' | '#' | '+' | '.' | '·' | '•')
            && content.chars().all(|character| character == first || character == ' ')
            && content.chars().filter(|character| *character == first).count() >= 3;
    is_drawn.then_some(first)
}

fn is_as_wide(drawn: &str, heading: &str) -> bool {
    let (drawn, heading) = (clean::width(drawn), clean::width(heading));
    drawn.abs_diff(heading) * 5 <= heading.max(5)
}

/// A heading as Markdown writes it: its level and its words.
fn behind_hashes(content: &str) -> Option<(u8, &str)> {
    let words = content.trim_start_matches('#');
    let level = content.len() - words.len();
    if !(1..=6).contains(&level) || !words.starts_with([' ', '\t']) {
        return None;
    }
    let words = words.trim();
    let open = words.trim_end_matches('#');
    Some((level as u8, if open.ends_with([' ', '\t']) { open.trim_end() } else { words }))
}

/// Finds the items, and measures how the text is wrapped, which each needs of the other.
fn find_items(lines: &mut [Raw<'_>], edges: &[Edges]) -> Wrap {
    let markers: Vec<Option<Marker>> =
        lines.iter().map(|line| if line.level.is_none() { marker::parse(line.content) } else { None }).collect();
    let runs_on = |at: usize| at > 0 && !lines[at].parted && lines[at - 1].level.is_none() && lines[at].level.is_none();
    let may_pair = |at: usize| runs_on(at) && markers[at].is_none();
    let pairs: Vec<(Edges, Edges)> =
        (1..lines.len()).filter(|at| may_pair(*at)).map(|at| (edges[at - 1], edges[at])).collect();
    let singles = (0..lines.len()).filter(|at| at + 1 == lines.len() || !may_pair(at + 1)).map(|at| edges[at].right);
    let wrap = if lines.is_empty() { Wrap::Unwrapped } else { Wrap::measure(&pairs, singles) };
    let mut last = None;
    let mut candidates = Vec::new();
    for (at, marker) in markers.iter().enumerate() {
        let Some(marker) = *marker else { continue };
        let follows = at > 0 && last == Some(at - 1);
        let may_run_on = runs_on(at) && wrap.may_run_on(&edges[at - 1], &edges[at]);
        candidates.push(Candidate { marker, indent: lines[at].indent, may_run_on, follows });
        last = Some(at);
    }
    let mut accepted = marker::items(&candidates).into_iter();
    for (line, marker) in lines.iter_mut().zip(&markers) {
        line.marker = marker.filter(|_| accepted.next() == Some(true));
    }
    wrap
}

/// Joins the lines of each paragraph.
fn join(lines: &[Raw<'_>], edges: &[Edges], wrap: Wrap, words: &Words) -> Document {
    let mut document = Document::default();
    let mut at = 0;
    while at < lines.len() {
        let first = &lines[at];
        let marker_length = first.marker.map_or(0, |marker| marker.length);
        let mut text = first.content[marker_length..].to_owned();
        let item = first.marker.map(|_| first.indent);
        let mut continuation = None;
        let mut next = at + 1;
        while next < lines.len() {
            let line = &lines[next];
            let is_its_own = line.parted || line.level.is_some() || line.marker.is_some();
            // A marker may stand on a line of its own, as in text that was copied from a page.
            let joins = first.level.is_none()
                && !is_its_own
                && (text.is_empty() || wrap.joins(&edges[next - 1], &edges[next], item, continuation));
            if !joins {
                break;
            }
            words.join(&mut text, line.content);
            continuation = Some(line.indent);
            next += 1;
        }
        let form = match (first.level, first.marker) {
            (Some(level), _) => Form::Heading(level),
            // A number without words is all that the line says.
            (None, Some(marker)) if text.is_empty() => {
                if marker.form() != Form::Bullet {
                    text = first.content.to_owned();
                }
                Form::Text
            }
            (None, Some(marker)) => marker.form(),
            (None, None) => Form::Text,
        };
        let mut draft = Draft::new(form, first.indent, first.parted);
        draft.push(&text, &Default::default());
        document.lines.extend(draft.finish(first.number));
        at = next;
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines as form and text; indentation and parting where they are told.
    fn lines(text: &str) -> Vec<(Form, String)> {
        read(text).lines.into_iter().map(|line| (line.form, line.text)).collect()
    }

    fn texts(text: &str) -> Vec<String> {
        read(text).lines.into_iter().map(|line| line.text).collect()
    }

    const WRAPPED: &str = "\
TINNITUS IN CHINESE MEDICINE
============================

1. Overview

Tinnitus is a sound that nobody else can hear: a whistle, a hum, the
sea, a cricket that never stops. The old books distinguish two kinds by
touch rather than by ear. If pressing on the ear makes the noise louder,
it is of the full kind; if pressing quietens it, of the empty kind.
Tongue: red.
Pulse: thin and rapid.

  * Symptoms
      - buzzing like cicadas, with a feeling of
        blocked ears
      - stuffy chest
  * TB-21 Ermen. In front of the notch above the tragus, with the
    mouth open. Opens the ear.

2. Works

Deadman, Peter, et al. A Manual of Acupuncture. Journal of Chinese
    Medicine Publications, 2007.
Flaws, Bob, and Philippe Sionneau. The Treatment of Modern Western
    Medical Diseases with Chinese Medicine. Blue Poppy Press, 2001.
Maciocia, Giovanni. The Practice of Chinese Medicine: The Treatment of
    Diseases with Acupuncture and Chinese Herbs.
";

    #[test]
    fn wrapped_paragraphs_are_joined_and_short_lines_are_not() {
        let found = lines(WRAPPED);
        let at = |number: usize| (found[number].0.clone(), found[number].1.as_str());
        assert_eq!(at(0), (Form::Heading(1), "TINNITUS IN CHINESE MEDICINE"));
        assert_eq!(at(1), (Form::Numbered(1), "Overview"));
        assert!(found[2].1.starts_with("Tinnitus is") && found[2].1.ends_with("the empty kind."), "{:?}", found[2]);
        assert_eq!(at(3), (Form::Text, "Tongue: red."));
        assert_eq!(at(4), (Form::Text, "Pulse: thin and rapid."));
        assert_eq!(at(5), (Form::Bullet, "Symptoms"));
        assert_eq!(at(6), (Form::Bullet, "buzzing like cicadas, with a feeling of blocked ears"));
        assert_eq!(at(7), (Form::Bullet, "stuffy chest"));
        assert!(found[8].1.ends_with("with the mouth open. Opens the ear."));
        assert_eq!(at(9), (Form::Numbered(2), "Works"));
        assert!(found[10].1.ends_with("Journal of Chinese Medicine Publications, 2007."));
        assert!(found[11].1.starts_with("Flaws") && found[11].1.ends_with("2001."));
        assert!(found[12].1.starts_with("Maciocia"));
        assert_eq!(found.len(), 13);
        let document = read(WRAPPED);
        assert_eq!((document.lines[2].number, document.lines[2].parted), (6, true));
        assert_eq!((document.lines[3].number, document.lines[3].parted), (10, false));
        assert_eq!((document.lines[5].indent, document.lines[6].indent), (2, 6));
    }

    #[test]
    fn lines_of_a_text_that_is_not_wrapped_stand_alone() {
        let text = "Headache\n\nHT7 – Shen Men – on the wrist crease, little-finger side, in the hollow beside the \
            tendon. Calms the spirit and steadies the heartbeat.\nPC6 – Nei Guan – two cun above the wrist crease, \
            between the two tendons on the inner side. Opens the chest, settles a nervous stomach.\nTongue: pale\n\
            Pulse: thin, and more often than not a little rapid in the evening hours";
        assert_eq!(texts(text).len(), 5);
    }

    #[test]
    fn a_sentence_that_is_broken_once_is_joined() {
        let text = "Red flags first: thunderclap onset, fever + stiff neck, new after 50,\nafter a fall.\n\nDx";
        assert_eq!(
            texts(text),
            ["Red flags first: thunderclap onset, fever + stiff neck, new after 50, after a fall.", "Dx"]
        );
    }

    #[test]
    fn items_of_all_kinds_are_found() {
        let text = "一、痰濕蘊肺\n症狀：咳聲重濁\n二、肺陰虧虛\n（一）宣肺\n（二）健脾\n・肺：主氣\n１、肺俞\n２、列缺\n①甲\n\
            o\tring\no\tring\n✓ done\n\ta) x\n\tb) y\n1. 邱茂良。1985年。\n2. 楊繼洲。\n2005. ISBN 9780702052163";
        let forms: Vec<Form> = read(text).lines.into_iter().map(|line| line.form).collect();
        use Form::{Bullet, Numbered, Text};
        assert_eq!(
            forms,
            [
                Numbered(1),
                Text,
                Numbered(2),
                Numbered(1),
                Numbered(2),
                Bullet,
                Numbered(1),
                Numbered(2),
                Numbered(1),
                Bullet,
                Bullet,
                Bullet,
                Numbered(1),
                Numbered(2),
                Numbered(1),
                Numbered(2),
                Text
            ]
        );
        let text = read("BL23 – Shen Shu\n-5 °C\n—Hello, she said\n- 5 °C\n\tA tab").lines;
        let forms: Vec<&Form> = text.iter().map(|line| &line.form).collect();
        assert_eq!(forms, [&Text, &Text, &Text, &Bullet, &Text]);
        assert_eq!(text[4].indent, 4);
    }

    #[test]
    fn a_dash_within_a_wrapped_paragraph_is_no_bullet() {
        let text = "Tinnitus is a sound that nobody else can hear: a whistle, a hum, the\n\
            sea, a cricket that never stops. The old books distinguish two kinds\n\
            – those that come from the Kidney and those that come from the Liver\n\
            – by touch rather than by ear, and by how the sleep has been of late\n\
            1. e. not at all by the pulse.";
        let text = text.replace("\n– by", "\nand by");
        assert_eq!(texts(&text).len(), 1, "{:#?}", texts(&text));
    }

    #[test]
    fn headings_are_found() {
        let text = "Title\n===\n\nPoints\n------\n### Tongue ###\ntext\n\n-----\nmore\n*****\nend";
        assert_eq!(
            lines(text),
            [
                (Form::Heading(1), "Title".to_owned()),
                (Form::Heading(2), "Points".to_owned()),
                (Form::Heading(3), "Tongue".to_owned()),
                (Form::Text, "text".to_owned()),
                (Form::Text, "more".to_owned()),
                (Form::Text, "end".to_owned()),
            ]
        );
    }

    #[test]
    fn line_ends_and_page_breaks_part_lines() {
        let document = read("a\r\n\r\nb\rc\u{2028}d\n\u{c}e\n•\nBullet alone\n•\n");
        let found: Vec<(u32, &str, bool)> =
            document.lines.iter().map(|line| (line.number, line.text.as_str(), line.parted)).collect();
        assert_eq!(
            found,
            [
                (1, "a", false),
                (3, "b", true),
                (4, "c", false),
                (4, "d", false),
                (5, "e", true),
                (6, "Bullet alone", false)
            ]
        );
    }

    #[test]
    fn columns_stay_apart_and_markdown_is_escaped() {
        let lines = read("Sx\t throbbing  temples *\n1. * a_b [x](y)\n\u{3000}\u{3000}甲\u{3000}乙").lines;
        assert_eq!(lines[0].text, "Sx  throbbing  temples *");
        assert_eq!(lines[1].text, "* a_b [x](y)");
        assert_eq!(lines[1].markdown, "\\* a_b [x\\](y)");
        assert_eq!((lines[2].indent, lines[2].text.as_str()), (4, "甲  乙"));
    }
}
