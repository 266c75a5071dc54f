//! What holds of every published page: its links lead somewhere, it runs under a strict policy, and it is valid.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::sample_library::sample_library;
use crate::support::Site;

/// A piece of markup, as [`scan`] finds it.
#[derive(Debug)]
pub enum Piece<'a> {
    /// The start of an element, with its attributes as written there.
    Open {
        /// The element's name.
        name: &'a str,
        /// Names and values, the values with their character references resolved.
        attributes: Vec<(&'a str, String)>,
        /// Whether it ends in `/>`.
        closed: bool,
    },
    /// The end of an element.
    Close(&'a str),
    /// Text between tags, its character references not resolved.
    Text(&'a str),
}

/// Cuts markup into tags and text. It takes only what Acupress writes: every `<` begins a tag, every attribute's
/// value stands between double quotes or is left out.
pub fn scan(markup: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        let tag = &rest[start..];
        let excerpt = || tag.chars().take(80).collect::<String>();
        if let Some(comment) = tag.strip_prefix("<!--") {
            let end = comment.find("-->").ok_or_else(|| format!("a comment without end: {}", excerpt()))?;
            rest = &comment[end + 3..];
            continue;
        }
        let end = end_of_tag(tag).ok_or_else(|| format!("a tag without end: {}", excerpt()))?;
        let inner = &tag[1..end];
        rest = &tag[end + 1..];
        if inner.starts_with(['!', '?']) {
            continue;
        }
        if let Some(name) = inner.strip_prefix('/') {
            pieces.push(Piece::Close(name));
            continue;
        }
        let (inner, closed) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
        let name = inner.split_ascii_whitespace().next().unwrap_or("");
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return Err(format!("no name of an element: {}", excerpt()));
        }
        let attributes =
            attributes(&inner[name.len()..]).ok_or_else(|| format!("strange attributes: {}", excerpt()))?;
        pieces.push(Piece::Open { name, attributes, closed });
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

/// The byte of the `>` that ends a tag, outside its quotes.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut is_quoted = false;
    tag.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b'>' && !is_quoted
    })
}

fn attributes(text: &str) -> Option<Vec<(&str, String)>> {
    let mut found: Vec<(&str, String)> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(|character: char| character == '=' || character.is_ascii_whitespace());
        let name = &rest[..end.unwrap_or(rest.len())];
        rest = &rest[name.len()..];
        let value = match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let end = quoted.find('"')?;
                rest = &quoted[end + 1..];
                resolve_references(&quoted[..end])?
            }
            None => String::new(),
        };
        if name.is_empty() || name.contains(['"', '\'', '<']) || found.iter().any(|(other, _)| *other == name) {
            return None;
        }
        found.push((name, value));
        if !rest.is_empty() && !rest.starts_with(|character: char| character.is_ascii_whitespace()) {
            return None;
        }
        rest = rest.trim_start();
    }
    Some(found)
}

/// Text with its character references resolved; `None` for one that XML does not know.
fn resolve_references(text: &str) -> Option<String> {
    let mut resolved = String::new();
    let mut parts = text.split('&');
    resolved.push_str(parts.next()?);
    for part in parts {
        let (reference, after) = part.split_once(';')?;
        resolved.push(match reference {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = reference.strip_prefix('#')?;
                let code = match number.strip_prefix('x') {
                    Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)?
            }
        });
        resolved.push_str(after);
    }
    Some(resolved)
}

/// Elements that have no end tag.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// What is wrong with the nesting of a page's or fragment's elements, if anything is.
pub fn imbalance(html: &str) -> Option<String> {
    nesting(html, VOID).err()
}

/// The names of the outermost elements, or what is wrong with the nesting.
fn nesting<'a>(markup: &'a str, void: &[&str]) -> Result<Vec<&'a str>, String> {
    let mut open: Vec<&str> = Vec::new();
    let mut outermost = Vec::new();
    for piece in scan(markup)? {
        match piece {
            Piece::Open { name, closed, .. } => {
                if open.is_empty() {
                    outermost.push(name);
                }
                if name == "a" && open.contains(&"a") {
                    return Err("a link in a link".to_owned());
                }
                if !closed && !void.contains(&name) {
                    open.push(name);
                }
            }
            Piece::Close(name) => match open.pop() {
                Some(last) if last == name => {}
                other => return Err(format!("</{name}> ends {other:?}")),
            },
            Piece::Text(text) => {
                resolve_references(text).ok_or_else(|| format!("a strange character reference: {text}"))?;
            }
        }
    }
    if open.is_empty() { Ok(outermost) } else { Err(format!("{open:?} never end")) }
}

/// Asserts that a text is well-formed XML (XML 1.0, 2.1) of one root element.
#[track_caller]
pub fn assert_well_formed_xml(text: &str, root: &str) {
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"), "{text}");
    assert_eq!(nesting(text, &[]).as_deref(), Ok(&[root][..]), "{text}");
    let forbidden = text.chars().find(|&character| is_forbidden(character));
    assert_eq!(forbidden, None, "XML forbids this character: {text}");
}

/// Whether neither XML (2.2) nor HTML may hold a character.
fn is_forbidden(character: char) -> bool {
    (character < ' ' && !matches!(character, '\t' | '\n' | '\r')) || matches!(character, '\u{FFFE}' | '\u{FFFF}')
}

/// Text as it stands in an address undone: `%20` is a space.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut index = 0;
    while index < bytes.len() {
        let pair = text.get(index + 1..index + 3).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match pair.filter(|_| bytes[index] == b'%') {
            Some(byte) => {
                decoded.push(byte);
                index += 3;
            }
            None => {
                decoded.push(bytes[index]);
                index += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap()
}

/// The pages and files of a published site.
struct Walk {
    files: BTreeMap<String, Vec<u8>>,
    ids: BTreeMap<String, BTreeSet<String>>,
    base_url: String,
    problems: Vec<String>,
}

impl Walk {
    fn new(site: &Site, base_url: &str) -> Walk {
        let files = site.all_published();
        let mut walk = Walk { files, ids: BTreeMap::new(), base_url: base_url.to_owned(), problems: Vec::new() };
        for (path, page) in walk.pages() {
            let mut ids = BTreeSet::new();
            for piece in scan(&page).unwrap_or_else(|error| panic!("{path}: {error}")) {
                let Piece::Open { attributes, .. } = piece else { continue };
                if let Some((_, id)) = attributes.into_iter().find(|(name, _)| *name == "id")
                    && !ids.insert(id.clone())
                {
                    walk.problems.push(format!("{path}: the id `{id}` twice"));
                }
            }
            walk.ids.insert(path, ids);
        }
        walk
    }

    fn pages(&self) -> Vec<(String, String)> {
        let pages = self.files.iter().filter(|(path, _)| path.ends_with(".html"));
        pages.map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.clone()).unwrap())).collect()
    }

    /// Notes an address in `from` that leads to no file or anchor of the site.
    fn follow(&mut self, from: &str, address: &str) {
        // The site lies below the path of its base URL.
        let base_path = &self.base_url[self.base_url.find("//").map_or(0, |slashes| slashes + 2)..];
        let base_path = &base_path[base_path.find('/').unwrap()..];
        let here = match address.strip_prefix(&self.base_url).or_else(|| address.strip_prefix(base_path)) {
            Some(rest) => format!("/{rest}"),
            None => address.to_owned(),
        };
        if ["http:", "https:", "mailto:", "tel:"].iter().any(|scheme| here.starts_with(scheme)) {
            return;
        }
        let (path, fragment) = here.split_once('#').map_or((here.as_str(), None), |(path, id)| (path, Some(id)));
        let target = match path {
            "" => Some(from.to_owned()),
            _ => joined(from, &percent_decoded(path)),
        };
        let Some(target) = target else {
            self.problems.push(format!("{from}: `{address}` leads out of the site"));
            return;
        };
        if !self.files.contains_key(&target) {
            self.problems.push(format!("{from}: `{address}` leads to no file"));
        } else if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
            let id = percent_decoded(fragment);
            if !self.ids.get(&target).is_some_and(|ids| ids.contains(&id)) {
                self.problems.push(format!("{from}: `{address}` leads to no anchor"));
            }
        }
    }
}

/// The file that a path in the page `from` leads to.
fn joined(from: &str, path: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let start = if path.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let file = parts.join("/");
    let is_folder = path.ends_with(['/', '.']) || file.is_empty();
    Some(match (is_folder, file.is_empty()) {
        (true, true) => "index.html".to_owned(),
        (true, false) => format!("{file}/index.html"),
        _ => file,
    })
}

/// Every link, anchor, picture, sitemap and feed address of a site that leads nowhere, and every id given twice.
fn dead_ends(site: &Site, base_url: &str) -> Vec<String> {
    let mut walk = Walk::new(site, base_url);
    for (path, page) in walk.pages() {
        for piece in scan(&page).unwrap() {
            let Piece::Open { name, attributes, .. } = piece else { continue };
            for (attribute, value) in attributes {
                match attribute {
                    "href" | "src" => walk.follow(&path, &value),
                    "content" if name == "meta" && value.starts_with("0; url=") => walk.follow(&path, &value[7..]),
                    "aria-labelledby" | "aria-describedby" | "for" if !walk.ids[&path].contains(&value) => {
                        walk.problems.push(format!("{path}: no id `{value}`"));
                    }
                    _ => {}
                }
            }
        }
    }
    for location in locations(&site.published("sitemap.xml")) {
        walk.follow("sitemap.xml", &location);
    }
    for piece in scan(&site.published("feed.xml")).unwrap() {
        if let Piece::Open { name: "link", attributes, .. } = piece {
            let href = attributes.into_iter().find(|(name, _)| *name == "href").unwrap().1;
            walk.follow("feed.xml", &href);
        }
    }
    for entry in site.library()["entries"].as_array().unwrap() {
        walk.follow("library.json", entry["url"].as_str().unwrap());
    }
    walk.problems
}

/// The addresses of a sitemap.
pub fn locations(sitemap: &str) -> Vec<String> {
    let parts = sitemap.split("<loc>").skip(1);
    parts.map(|part| resolve_references(part.split("</loc>").next().unwrap()).unwrap()).collect()
}

/// What breaks `Content-Security-Policy: default-src 'self'`, or a rule of every page.
fn faults(site: &Site) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, bytes) in site.all_published() {
        let Some(page) = path.ends_with(".html").then(|| String::from_utf8(bytes).unwrap()) else { continue };
        let mut fault = |what: String| faults.push(format!("{path}: {what}"));
        if !page.starts_with("<!doctype html>\n") {
            fault("no doctype".to_owned());
        }
        if let Some(wrong) = imbalance(&page) {
            fault(wrong);
        }
        if let Some(character) = page.chars().find(|&character| is_forbidden(character)) {
            fault(format!("holds {character:?}"));
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut level = 0;
        let pieces = scan(&page).unwrap_or_default();
        for (index, piece) in pieces.iter().enumerate() {
            let Piece::Open { name, attributes, .. } = piece else { continue };
            let name = *name;
            *counts.entry(name).or_default() += 1;
            if let Some(number @ 1..=6) = name.strip_prefix('h').and_then(|number| number.parse().ok()) {
                if number > level + 1 {
                    fault(format!("<{name}> behind <h{level}>"));
                }
                level = number;
            }
            let has = |wanted: &str| attributes.iter().any(|(name, value)| *name == wanted && !value.is_empty());
            if name == "html" && !has("lang") {
                fault("no language".to_owned());
            }
            if name == "img" && !attributes.iter().any(|(name, _)| *name == "alt") {
                fault("a picture without words".to_owned());
            }
            // A script is a file of the site itself, and holds nothing on the page; of a block of data nothing runs.
            let is_data = attributes.iter().any(|(name, value)| *name == "type" && value == "application/ld+json");
            if name == "script" && !is_data {
                let own = attributes
                    .iter()
                    .any(|(name, value)| *name == "src" && value.contains("assets/js/") && !value.contains("//"));
                if !own || !matches!(pieces.get(index + 1), Some(Piece::Close("script"))) {
                    fault("a script of the page".to_owned());
                }
            }
            for (attribute, value) in attributes {
                if matches!(*attribute, "href" | "src") && !is_written_as_address(value) {
                    fault(format!("{attribute}=\"{value}\""));
                }
                let is_code = matches!(*attribute, "style" | "srcdoc") || attribute.starts_with("on");
                let address = value.trim_start().to_ascii_lowercase();
                if is_code || ["javascript:", "data:", "vbscript:"].iter().any(|scheme| address.starts_with(scheme)) {
                    fault(format!("{attribute}=\"{value}\""));
                }
            }
        }
        for (element, wanted) in [("h1", 1), ("main", 1), ("title", 1), ("style", 0)] {
            let count = counts.get(element).copied().unwrap_or(0);
            if count != wanted {
                fault(format!("{count} times <{element}>"));
            }
        }
    }
    faults
}

/// Whether an address holds only what the URL Standard lets stand there.
pub fn is_written_as_address(address: &str) -> bool {
    let hexadecimal = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    !address.contains(|character: char| character.is_whitespace() || "<>\"{}|\\^`".contains(character))
        && address.split('%').skip(1).all(|rest| rest.get(..2).is_some_and(hexadecimal))
}

/// A library in which all that authors may write goes to the edge of what is allowed.
pub fn nasty_library() -> Site {
    const PICTURE: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";
    Site::bare()
        .file(
            "acupress.yaml",
            "title: 'Qi & \"Blood\" <for all>'\nbase_url: https://example.org/library/\ndescription: '<b>&amp;</b>'\n\
             disclaimer: No <advice> & no \"promise\".\nfooter: © 針灸 & co\n\
             rules: {broken-link: note, broken-anchor: note, unknown-mark: note}\n",
        )
        .file("content/_index.md", "---\ntitle: Home & <all>\n---\nThe way [in](articles/) and [[BL23|out]].\n")
        .file("content/articles/_index.md", "---\ntitle: 文章\n---\n## Years\n\n[back](../)\n")
        .file("content/seasons/late summer/_index.md", "---\ntitle: \"Late Summer: <Earth>\"\n---\n## 長夏\n[up](/)\n")
        .file("content/seasons/late summer/rest.md", "---\ntitle: Rest\n---\n[section](./_index.md#長夏)\n")
        .file("content/images/a b#c%d&e.gif", PICTURE)
        .file("content/about us.md", "---\ntitle: About & \"us\"\nimage: {src: images/a b#c%d&e.gif, alt: <a>}\n---\n")
        .file("content/articles/頭痛 100%.md", "---\ntitle: 頭痛\ndate: 2025-01-02\nconditions: [頭痛]\n---\n足三里，頭痛。\n")
        .article(
            "all",
            "title: \"Every <thing> & 'all' \\\"of\\\" it\"\ndescription: '<script>alert(1)</script> & \"more\"'\n\
             date: 2025-02-03\nupdated: 2025-03-04\nauthors: ['A & B', '<C>']\ntags: ['<t>', '標籤']\n\
             aliases: [/old/page/, /old/page.html, '/old/針/']\nconditions: ['Cold <hands>', 頭痛, 'Qi & Blood']\n\
             organs: [{name: Kidney, role: 'Governs <bones> & marrow'}, 'Heart']\n\
             patterns:\n  - {name: 'Yin <or> Yang', symptoms: ['a < b', 'c & d'], tongue: '\"red\"', pulse: 細, points: [BL23]}\n  - 血虛\n\
             principles: ['Warm & move <Qi>', 補血]\n\
             points:\n  - {code: KI3, function: 'a < b', location: 'x & y', technique: '<i>', patterns: ['Yin <or> Yang']}\n  - EX-HN3\n  - 足三里\n\
             treatments:\n  - {method: 'moxa <&>', points: [BL23, CV4], purpose: '\"warm\"', technique: 灸, patterns: [血虛]}\n  - cupping\n\
             sources:\n  - {title: 'The <Yellow> Emperor & co', authors: ['Qi Bo'], publisher: '<P>', year: 1999, pages: '1–2 & 3', url: 'https://example.org/?a=1&b=2'}\n  - 黃帝內經",
            NASTY_BODY,
        )
        .file(
            "content/articles/bundle/index.md",
            "---\ntitle: Bundle\nimage: {src: moxa stick.gif, alt: 'A \"stick\"', caption: '<caption> & 艾'}\nconditions: [頭痛]\n---\n\
             ![moxa](<moxa stick.gif> \"a \\\"title\\\"\") [all](../all.md#main) [file](/images/a%20b%23c%25d&e.gif)\n",
        )
        .file("content/articles/bundle/moxa stick.gif", PICTURE)
        .file("content/articles/plain.md", "---\ntitle: Plain\nconditions: ['Qi & Blood']\n---\n")
        .file("content/patterns/yin.md", "---\ntitle: 'Yin <or> Yang'\nnames: ['陰 & 陽']\nsymptoms: ['<s>']\n---\n## Symptoms\n\n## Tongue {#tongue}\n\n[[血虛#conditions]]\n")
        .file("content/points/ki3.md", "---\nlocation: 'a < b'\nactions: [x, y]\nindications: [頭痛]\ncautions: ['<c>']\n---\n## Location\n\n## Points\n")
        .file("content/points/bl67.md", "---\nneedling: '<n>'\n---\nText.\n")
        .file("content/organs/kidney.md", "---\nfunctions: ['Stores <Essence>']\n---\n## Functions\n")
        .file("content/channels/bladder.md", "---\ntitle: Bladder Channel\n---\n## Points\n")
        .file("content/sources/book.md", "---\ntitle: Book\nurl: https://example.org/a?b=c&d\nisbn: \"9780443074905\"\n---\nOf [[KI3]].\n")
}

const NASTY_BODY: &str = r##"
# All of it {#main .wide}

Intro with KI3 太溪, [[KI3]], [[Yin <or> Yang]], [[血虛|blood & void]], [own](#points), [up](#main), [index](/points/),
[none](nowhere.md), [[Nobody]], [mail](mailto:a@example.org?subject=x&body=y), <https://example.org/?q="x"&y=<z>>.

## Points

## Points

## 腎俞 & <太溪>

## `code` & *em* [link](https://example.org/) ![](bundle/moxa%20stick.gif)

##

## 100%

Twice[^two] and once[^one] and twice[^two], in a [^three] heading.

### Note[^one]

[^one]: One, with `code`.
[^two]: Two.

    - a list
    - [[BL23]]

[^three]:
    > quoted

{{ patterns() }}

- [x] done
- [ ] open
  1. one
  2. two

7. seven

Term & <b>
: Definition *one*

  Second paragraph
: Two

| left | middle | right |
|:-----|:------:|------:|
| `a|b` | 太溪 | <x> |
| only one |

> [!NOTE]
> Note
>
> > [!CAUTION]
> > Inner

```rust
fn main() { println!("<&>"); }
```

```no"such <lang>
a < b && c
```

    indented <code>

***both*** ~~gone~~ hard\
break

---

{{ points() }}

<!-- a comment -->

![太溪 & "alt"](bundle/moxa%20stick.gif "t & <u>") [![](/images/a%20b%23c%25d&e.gif)](bundle/index.md)
"##;

#[test]
fn no_link_or_anchor_of_the_sample_library_dangles() {
    let site = sample_library();
    site.build();
    assert_eq!(dead_ends(&site, "https://acupress.example/"), Vec::<String>::new());
}

#[test]
fn no_link_or_anchor_of_a_portable_sample_library_dangles() {
    let site = sample_library();
    assert_eq!(site.run(&["build", "--portable"]).code, 0);
    assert_eq!(dead_ends(&site, "https://acupress.example/"), Vec::<String>::new());
}

#[test]
fn no_link_or_anchor_of_a_nasty_library_dangles() {
    let site = nasty_library();
    site.build();
    assert_eq!(dead_ends(&site, "https://example.org/library/"), Vec::<String>::new());
}

#[test]
fn no_link_or_anchor_of_a_portable_nasty_library_dangles() {
    let site = nasty_library();
    assert_eq!(site.run(&["build", "--portable"]).code, 0);
    assert_eq!(dead_ends(&site, "https://example.org/library/"), Vec::<String>::new());
}

#[test]
fn every_page_of_the_sample_library_runs_under_a_strict_policy() {
    let site = sample_library();
    site.build();
    assert_eq!(faults(&site), Vec::<String>::new());
}

#[test]
fn every_page_of_a_nasty_library_runs_under_a_strict_policy() {
    let site = nasty_library();
    site.build();
    assert_eq!(faults(&site), Vec::<String>::new());
}

#[test]
fn stylesheets_load_nothing_from_elsewhere() {
    let site = Site::new().article("a", "title: A", "");
    site.build();
    let sheets: Vec<(String, Vec<u8>)> =
        site.all_published().into_iter().filter(|(path, _)| path.ends_with(".css")).collect();
    assert!(!sheets.is_empty());
    for (path, sheet) in sheets {
        let sheet = String::from_utf8(sheet).unwrap();
        for outside in ["http:", "https:", "data:", "@import"] {
            assert!(!sheet.contains(outside), "{path} holds {outside}");
        }
    }
}

/// An index lists groups under anchors of its own, which the headings of its `_index.md` must not take.
#[test]
fn headings_of_an_index_do_not_take_the_anchors_of_its_groups() {
    let site = Site::new()
        .article("a", "title: A\ndate: 2025-01-01\nconditions: [Insomnia]\npoints: [BL23, KI3, EX-HN3]", "")
        .file("content/points/_index.md", "---\ntitle: Points\n---\n## Bladder\n\n## Kidney\n\n## Extra\n\n## Main\n")
        .file("content/conditions/_index.md", "---\ntitle: Conditions\n---\n## Letter I\n\n## Letter J\n")
        .file("content/articles/_index.md", "---\ntitle: Articles\n---\n## Year 2025\n")
        .file("content/_index.md", "---\ntitle: Home\n---\n## Conditions\n\n## Articles\n\n## Points\n");
    site.build();
    assert_eq!(dead_ends(&site, "https://example.org/"), Vec::<String>::new());
}

/// The anchors `fn:1` and `fnref:1` belong to footnotes, whatever an author calls his headings.
#[test]
fn anchors_of_headings_do_not_take_those_of_footnotes() {
    let site = Site::new().article("a", "title: A", "## A {#fn:1}\n\n## B {#fnref:1}\n\nText[^n].\n\n[^n]: Note.");
    site.build();
    assert_eq!(dead_ends(&site, "https://example.org/"), Vec::<String>::new());
}

/// A footnote that nothing refers to is left out, with its headings and its own references.
#[test]
fn footnotes_left_out_leave_no_trace() {
    let site = Site::new().article(
        "a",
        "title: A\nconditions: [Insomnia]",
        "## A\n\n## B\n\n## C\n\nText.\n\n[^unused]: Gone[^other].\n\n    ## Inner\n\n[^other]: Gone too.",
    );
    site.build();
    assert_eq!(dead_ends(&site, "https://example.org/"), Vec::<String>::new());
}

/// `#anchor` behind any address that a link may hold is there, or reported.
#[test]
fn every_link_to_an_anchor_is_right_or_reported() {
    let links = [
        "[[Blood Deficiency#symptoms]]",
        "[[BL23#classes]]",
        "[[BL23#cautions]]",
        "[[Insomnia#articles]]",
        "[[Insomnia#principles]]",
        "[[Kidney#patterns]]",
        "[[organ:Kidney#conditions]]",
        "[[organ:Kidney#functions]]",
        "[[channel:Bladder Channel#points]]",
        "[alias](/old/page/#a-heading)",
        "[search](/search/#points)",
        "[home](/#conditions)",
        "[home](/#no-such)",
        "[index](/points/#bladder)",
        "[index](/points/#no-such)",
        "[index](/conditions/#letter-i)",
        "[index](/conditions/#no-such)",
        "[own](#points)",
        "[own](#no-such)",
        "[section](/text/#no-such)",
        "[section](/text/#heading)",
    ];
    let mut site = Site::bare()
        .file("acupress.yaml", "base_url: https://example.org/\nrules: {broken-anchor: note, broken-link: note}\n")
        .article("other", "title: Other\naliases: [/old/page/]\nconditions: [Insomnia]\npoints: [BL23]\npatterns: [Blood Deficiency]\norgans: [Kidney]", "## A heading")
        .file("content/conditions/_index.md", "---\ntitle: Conditions\n---\n")
        .file("content/text/_index.md", "---\ntitle: Text\n---\n## Heading\n");
    for (index, link) in links.iter().enumerate() {
        site = site.article(&format!("link-{index:02}"), &format!("title: Link {index}\nconditions: [Insomnia]"), link);
    }
    site.build();
    let reported: BTreeSet<String> = site
        .findings()
        .iter()
        .filter(|found| matches!(found["rule"].as_str(), Some("broken-anchor" | "broken-link")))
        .map(|found| found["file"].as_str().unwrap().to_owned())
        .collect();
    let dead: BTreeSet<String> = dead_ends(&site, "https://example.org/")
        .iter()
        .filter_map(|dead| dead.split('/').nth(1).map(str::to_owned))
        .collect();
    let unjust: Vec<String> = links
        .iter()
        .enumerate()
        .filter_map(|(index, link)| {
            let page = format!("link-{index:02}");
            match (reported.contains(&format!("content/articles/{page}.md")), dead.contains(&page)) {
                (true, false) => Some(format!("{link} is right, but reported")),
                (false, true) => Some(format!("{link} leads nowhere, and is not reported")),
                _ => None,
            }
        })
        .collect();
    assert_eq!(unjust, Vec::<String>::new());
}

/// Text from front matter may hold any character that YAML can escape.
#[test]
fn control_characters_reach_no_page_and_no_feed() {
    let site =
        Site::new().article("a", r#"{title: "A\x01B", description: "C\x02\x1b", date: 2025-01-01}"#, "D \u{3} E");
    if site.run(&["build"]).code == 0 {
        assert_eq!(faults(&site), Vec::<String>::new());
        assert_well_formed_xml(&site.published("feed.xml"), "feed");
    }
}

/// Addresses that run code are published from front matter as little as from the text.
#[test]
fn addresses_in_front_matter_that_run_code_are_not_published() {
    for url in ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x"] {
        let article = format!("title: A\nsources: [{{title: Book, url: \"{url}\", doi: \"10.1000/x\"}}]");
        let site = Site::new()
            .article("a", &article, "")
            .file("content/sources/other.md", format!("---\ntitle: Other\nurl: \"{url}\"\n---\n"));
        if site.run(&["build"]).code == 0 {
            assert_eq!(faults(&site), Vec::<String>::new());
        }
    }
}

/// Who reads by headings, as with a screen reader, takes a level that is skipped for a part that is missing.
#[test]
fn headings_skip_no_level() {
    let site = Site::new()
        .article("mark", "title: A placed section\npoints: [BL23]", "Text.\n\n{{ points() }}")
        .article("third", "title: Third\npoints: [BL23]", "### Third\n\n##### Fifth\n\n## Second")
        .article("first", "title: First", "# First\n\n### Third")
        .article("plain", "title: Plain\npoints: [BL23]\nconditions: [Insomnia]\norgans: [Kidney]", "Text.");
    site.build();
    assert_eq!(faults(&site), Vec::<String>::new());
}

#[test]
fn addresses_in_front_matter_are_written_as_addresses() {
    let site = Site::new()
        .article(
            "a",
            "title: A\nsources: [{title: Book, url: 'https://example.org/a b<c>', doi: '10.1000/a b<c>'}]",
            "",
        )
        .file(
            "content/sources/other.md",
            "---\ntitle: Other\nurl: 'https://example.org/100%'\ndoi: 10.1000/100%\n---\n",
        );
    if site.run(&["build"]).code == 0 {
        assert_eq!(faults(&site), Vec::<String>::new());
    }
}

#[test]
fn anchors_of_ones_own_are_written_as_addresses() {
    let site = Site::new().article(
        "a",
        "title: A",
        "## A {#100%}\n\n## B {#a^b}\n\n## C {#a|b}\n\n## D {#腎俞}\n\n## E\n\n[D](#腎俞) [A](#100%25)",
    );
    site.build();
    assert_eq!(faults(&site), Vec::<String>::new());
    assert_eq!(dead_ends(&site, "https://example.org/"), Vec::<String>::new());
}

/// What the Nu HTML checker says of a published site, one line a finding.
fn checked(site: &Site, warnings: bool) -> Vec<String> {
    let jar = std::env::var_os("ACUPRESS_VNU_JAR").expect("`cargo xtask test` sets ACUPRESS_VNU_JAR");
    let mut java = Command::new("java");
    java.arg("-jar").arg(jar).args(["--format", "json", "--stdout", "--also-check-css", "--skip-non-html"]);
    if !warnings {
        java.arg("--errors-only");
    }
    let output = java.arg(site.path("public")).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let messages = report["messages"].as_array().unwrap();
    let shown = |message: &Value| {
        let url = message["url"].as_str().unwrap_or("");
        let page = url.split("/public/").last().unwrap_or(url);
        let text = |key: &str| message[key].as_str().unwrap_or("").replace('\n', " ");
        format!("{page}:{} {} [{}]", message["lastLine"], text("message"), text("extract"))
    };
    messages.iter().map(shown).collect()
}

#[test]
#[ignore = "needs the Nu HTML checker, which cargo xtask test sets up"]
fn the_checker_finds_no_error_in_the_sample_library() {
    let site = sample_library();
    site.build();
    assert_eq!(checked(&site, false), Vec::<String>::new());
}

#[test]
#[ignore = "needs the Nu HTML checker, which cargo xtask test sets up"]
fn the_checker_finds_no_error_in_a_nasty_library() {
    let site = nasty_library();
    site.build();
    assert_eq!(checked(&site, false), Vec::<String>::new());
}

#[test]
#[ignore = "needs the Nu HTML checker, which cargo xtask test sets up"]
fn the_checker_warns_of_nothing_in_the_sample_library() {
    let site = sample_library();
    site.build();
    assert_eq!(checked(&site, true), Vec::<String>::new());
}
