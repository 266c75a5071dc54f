//! What is known of the elements of HTML by their names.

/// How the start of an element shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Display {
    /// It stands on lines of its own; the flag tells whether space stands around it.
    Block(bool),
    /// It stands within a line.
    Inline,
    /// Nothing of it is shown.
    Hidden,
}

/// How an element is shown.
pub fn display(name: &str) -> Display {
    match name {
        "script" | "style" | "noscript" | "template" | "iframe" | "noembed" | "noframes" | "xml" | "rp" | "desc"
        | "defs" | "metadata" | "annotation" | "annotation-xml" | "datalist" | "audio" | "video" | "canvas"
        | "title" => Display::Hidden,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "menu" | "dir" | "table"
        | "blockquote" | "pre" | "hr" | "section" | "article" | "header" | "footer" | "nav" | "aside" | "main"
        | "fieldset" | "form" | "details" | "figure" => Display::Block(true),
        "address" | "body" | "button" | "caption" | "center" | "dd" | "dialog" | "div" | "dt" | "figcaption"
        | "head" | "hgroup" | "html" | "legend" | "li" | "listing" | "optgroup" | "option" | "search" | "select"
        | "summary" | "tbody" | "td" | "text" | "textarea" | "tfoot" | "th" | "thead" | "tr" => Display::Block(false),
        _ => Display::Inline,
    }
}

/// Whether an element has no end.
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Whether an element's ends are of no consequence, since whatever follows ends it.
pub fn is_transparent(name: &str) -> bool {
    matches!(name, "html" | "body" | "head" | "tbody" | "thead" | "tfoot" | "option" | "optgroup")
}

/// Whether ends of elements within do not reach beyond this one.
pub fn is_boundary(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "caption" | "button" | "select")
}

/// What the start of an element ends, and the elements beyond which it ends nothing.
pub fn ends_before(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    match name {
        "li" => Some((&["li"], &["ul", "ol", "menu", "dir"])),
        "dt" | "dd" => Some((&["dt", "dd"], &["dl"])),
        "td" | "th" | "caption" => Some((&["td", "th", "caption"], &["table"])),
        "tr" | "tbody" | "thead" | "tfoot" => Some((&["tr", "caption"], &["table"])),
        _ => None,
    }
}

/// The level of a heading, by its name.
pub fn heading(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// What the `style` of an element says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// It is not shown.
    pub is_hidden: bool,
    /// It is bold, or is not though its name says so.
    pub bold: Option<bool>,
    /// It is italic, or is not though its name says so.
    pub italic: Option<bool>,
    /// The level of Word's list that it is an item of.
    pub list_level: Option<u32>,
    /// It is the marker of Word's item.
    pub is_marker: bool,
}

impl Style {
    /// Reads a `style` attribute.
    pub fn read(style: &str) -> Self {
        let mut read = Style::default();
        for declaration in style.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let (property, value) = (property.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
            match (property.as_str(), value.as_str()) {
                ("display", "none") | ("visibility", "hidden") | ("mso-hide", "all") => read.is_hidden = true,
                ("font-weight", weight) => {
                    let number = weight.parse::<u32>().ok();
                    read.bold = Some(matches!(weight, "bold" | "bolder") || number.is_some_and(|number| number >= 600));
                }
                ("font-style", style) => read.italic = Some(matches!(style, "italic" | "oblique")),
                ("mso-list", "ignore") => read.is_marker = true,
                ("mso-list", list) => {
                    let level = list.split_whitespace().find_map(|word| word.strip_prefix("level"));
                    read.list_level = level.and_then(|level| level.parse().ok());
                }
                _ => {}
            }
        }
        read
    }
}
