//! The items of a section as a tree: what is indented, or labelled, belongs to the item above.

use super::document::{Form, Line};
use super::vocabulary::{Label, labelled};

/// A line with what belongs to it.
#[derive(Clone, Debug)]
pub struct Item {
    /// The line.
    pub line: Line,
    /// What stands under it.
    pub children: Vec<Item>,
}

impl Item {
    /// The lines of the item, its own first.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = vec![self.line.clone()];
        lines.extend(self.children.iter().flat_map(Item::lines));
        lines
    }

    /// The values of its field one by one: those of a list below it, or its own divided at commas.
    pub fn values(&self) -> Vec<String> {
        let Some((_, _, value)) = labelled(&self.line.text) else { return Vec::new() };
        let below = self.children.iter().flat_map(Item::lines).map(|line| line.text);
        let below =
            below.map(|text| text.trim_end_matches(['.', '。', ';', '；']).to_owned()).filter(|text| !text.is_empty());
        divide(value).into_iter().chain(below).collect()
    }

    /// Its label and value, if it is a field.
    pub fn field(&self) -> Option<(Label, String)> {
        let (label, _, value) = labelled(&self.line.text)?;
        // `Symptoms:` with its values as a list below.
        let mut parts: Vec<String> = Vec::new();
        if !value.is_empty() {
            parts.push(value.to_owned());
        }
        parts.extend(self.children.iter().flat_map(Item::lines).map(|line| line.text));
        Some((label, parts.join("; ")))
    }
}

/// Makes the tree of some lines.
pub fn tree(lines: &[Line]) -> Vec<Item> {
    let mut roots: Vec<Item> = Vec::new();
    // The path of open items: how deep each stands in `roots`.
    let mut path: Vec<Line> = Vec::new();
    for line in lines {
        while path.last().is_some_and(|above| !belongs(line, above)) {
            path.pop();
        }
        place(&mut roots, path.len()).push(Item { line: line.clone(), children: Vec::new() });
        // Nobody nests deeper by hand.
        if path.len() < 8 {
            path.push(line.clone());
        }
    }
    roots
}

/// The children of the last item at a depth.
fn place(items: &mut Vec<Item>, depth: usize) -> &mut Vec<Item> {
    if depth == 0 || items.is_empty() {
        return items;
    }
    let last = items.len() - 1;
    place(&mut items[last].children, depth - 1)
}

/// Whether a line belongs to one above it.
fn belongs(line: &Line, above: &Line) -> bool {
    let is_item = |line: &Line| matches!(line.form, Form::Bullet | Form::Numbered(_));
    if matches!(line.form, Form::Row(_)) || matches!(above.form, Form::Row(_)) {
        return false;
    }
    // Under a heading stands all that follows, to the next one.
    if heads(line) {
        return false;
    }
    if heads(above) {
        return true;
    }
    let is_field = |line: &Line| labelled(&line.text).is_some();
    if line.indent > above.indent && (is_item(above) || is_field(line) || is_short(above)) {
        return true;
    }
    // Fields at the margin, under the item or the short line that they describe.
    let is_head = is_item(above) || is_short(above);
    if line.indent >= above.indent {
        if is_field(line) && !is_field(above) && is_head {
            let same_kind = std::mem::discriminant(&line.form) == std::mem::discriminant(&above.form);
            return !same_kind || !is_item(line) || matches!(above.form, Form::Text);
        }
        // `Symptoms:` alone, then its values as a list.
        let alone = above.text.trim_end().ends_with([':', '：']) && is_field(above);
        return alone && is_item(line) && !is_field(line) && !is_item(above);
    }
    // `• Symptoms` may stand further left than `  1. Pattern` in a copied text.
    is_field(line) && !is_field(above) && matches!(above.form, Form::Numbered(_)) && line.form == Form::Bullet
}

/// Whether a line heads what follows: a heading, or a short line that is all bold.
fn heads(line: &Line) -> bool {
    let markdown = line.markdown.trim();
    let bold = markdown.len() > 4
        && markdown.starts_with("**")
        && markdown.ends_with("**")
        && !markdown[2..markdown.len() - 2].contains("**");
    matches!(line.form, Form::Heading(_)) || (line.form == Form::Text && bold && line.text.chars().count() <= 70)
}

fn is_short(line: &Line) -> bool {
    line.form == Form::Text && line.text.chars().count() <= 90 && !line.text.ends_with(['.', '。'])
        || matches!(line.form, Form::Heading(_))
}

/// The bold words that a line begins with, and the rest: `**Damp-Heat** Red, weeping skin`.
pub fn bold_head(line: &Line) -> Option<(String, String)> {
    let (head, _) = line.markdown.strip_prefix("**")?.split_once("**")?;
    let head = plain(head.trim_end_matches(['.', ':', '：', '。']));
    let rest = line.text.get(line.text.find(&head)? + head.len()..)?;
    let rest = rest.trim_start_matches(['.', ':', '：', '。', ' ', '–', '—', '-']).trim();
    (!head.is_empty() && head.chars().count() <= 70).then(|| (head, rest.to_owned()))
}

/// Divides a list in one line at commas and semicolons, none of them in brackets.
pub fn divide(text: &str) -> Vec<String> {
    let text = text.trim().trim_end_matches(['.', '。', ';', '；']).trim();
    let marks = [';', '；', ',', '，', '、'];
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0i32, 0);
    for (byte, character) in text.char_indices() {
        match character {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth -= 1,
            _ if depth <= 0 && marks.contains(&character) => {
                parts.push(text[start..byte].trim().to_owned());
                start = byte + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim().to_owned());
    parts.retain(|part| !part.is_empty());
    join_adjectives(parts)
}

/// `heavy, aching low back pain` is one sign.
fn join_adjectives(parts: Vec<String>) -> Vec<String> {
    const ADJECTIVES: &str = "heavy|dull|sharp|stabbing|aching|burning|fixed|severe|mild|chronic|constant|intense|distending|cramping|throbbing|\
        deep|sudden|scanty|profuse|thick|thin|sticky|yellow|white|red|dry|loud|weak|low|high-pitched|soft|short|slow|rapid|weeping|hot|itchy|flaking|swollen|tense|cold|pale";
    let is_adjective = |word: &str| ADJECTIVES.split('|').any(|known| known == word.to_lowercase());
    let mut joined: Vec<String> = Vec::with_capacity(parts.len());
    let mut waiting: Vec<String> = Vec::new();
    for part in parts {
        if is_adjective(&part) {
            waiting.push(part);
        } else if part.split_once(' ').is_some_and(|(first, _)| is_adjective(first)) {
            waiting.push(part);
            joined.push(std::mem::take(&mut waiting).join(", "));
        } else {
            joined.append(&mut waiting);
            joined.push(part);
        }
    }
    joined.append(&mut waiting);
    joined
}

/// A name without the number of its heading or the letter of its row: `2.1 Kidney Yin Deficiency`, `A  Wind-Cold`.
pub fn unnumbered(name: &str) -> &str {
    let name = name.trim();
    if let Some((letter, rest)) = name.split_once("  ")
        && letter.len() == 1
    {
        return rest.trim();
    }
    let rest = name.trim_start_matches(|first: char| first.is_ascii_digit() || first == '.' || first == ')');
    if rest.starts_with(' ') && name.starts_with(|first: char| first.is_ascii_digit()) { rest.trim() } else { name }
}

/// Where each mark first stands in a text, with its bytes.
pub fn cuts(text: &str, marks: &[&str]) -> impl Iterator<Item = (usize, usize)> {
    marks.iter().filter_map(|mark| text.find(mark).map(|at| (at, mark.len())))
}

/// A text without the marks of emphasis that some formats leave around it.
pub fn plain(text: &str) -> String {
    text.trim().trim_matches(|mark: char| matches!(mark, '*' | '_')).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(form: Form, indent: u32, text: &str) -> Line {
        Line { number: 1, indent, form, text: text.to_owned(), markdown: text.to_owned(), parted: false }
    }

    #[test]
    fn fields_belong_to_the_item_above() {
        let lines = [
            line(Form::Numbered(1), 2, "Kidney Qi Deficiency"),
            line(Form::Bullet, 4, "Symptoms: dull pain, fatigue."),
            line(Form::Bullet, 4, "Tongue: pale."),
            line(Form::Numbered(2), 2, "Blood Deficiency"),
            line(Form::Bullet, 2, "Pulse: thin."),
            line(Form::Text, 0, "Technique: press gently."),
        ];
        let tree = tree(&lines);
        let shape: Vec<(&str, usize)> =
            tree.iter().map(|item| (item.line.text.as_str(), item.children.len())).collect();
        assert_eq!(shape, [("Kidney Qi Deficiency", 2), ("Blood Deficiency", 1), ("Technique: press gently.", 0)]);
    }

    #[test]
    fn lists_divide_outside_brackets() {
        assert_eq!(
            divide("dull pain, fatigue (worse at night, better by day), weak knees."),
            ["dull pain", "fatigue (worse at night, better by day)", "weak knees"]
        );
        assert_eq!(divide("a, b; c"), ["a", "b", "c"]);
        assert_eq!(divide("heavy, aching low back pain, fatigue"), ["heavy, aching low back pain", "fatigue"]);
        assert_eq!(divide("潮熱、盜汗"), ["潮熱", "盜汗"]);
    }
}
