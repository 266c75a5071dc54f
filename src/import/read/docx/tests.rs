use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

const WORD: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
    xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' \
    xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'";

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document with styles, lists, notes and links, and a body.
fn document(body: &str) -> Vec<u8> {
    let styles = format!(
        "<w:styles {WORD}><w:docDefaults><w:pPrDefault><w:pPr><w:spacing w:after='160'/></w:pPr></w:pPrDefault></w:docDefaults>
         <w:style w:type='paragraph' w:styleId='Titel'><w:name w:val='Title'/></w:style>
         <w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading 1'/><w:rPr><w:b/></w:rPr></w:style>
         <w:style w:type='paragraph' w:styleId='Dense'><w:name w:val='No Spacing'/><w:pPr><w:spacing w:after='0'/></w:pPr></w:style>
         <w:style w:type='character' w:styleId='Fett'><w:name w:val='Strong'/><w:rPr><w:b/></w:rPr></w:style></w:styles>"
    );
    let numbering = format!(
        "<w:numbering {WORD}><w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/></w:lvl>
         <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/></w:lvl></w:abstractNum>
         <w:abstractNum w:abstractNumId='2'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum>
         <w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='2'/></w:num></w:numbering>"
    );
    let notes = format!(
        "<w:footnotes {WORD}><w:footnote w:type='separator' w:id='-1'><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote>
         <w:footnote w:id='4'><w:p><w:r><w:footnoteRef/><w:t xml:space='preserve'> See </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>Maciocia</w:t></w:r></w:p></w:footnote>
         <w:footnote w:id='5'><w:p><w:r><w:t>Unused note</w:t></w:r></w:p></w:footnote></w:footnotes>"
    );
    let relations = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>
        <Relationship Id='r1' Type='x/hyperlink' Target='https://a.example/?a=1&amp;b=2' TargetMode='External'/>
        <Relationship Id='r2' Type='x/styles' Target='styles.xml'/></Relationships>";
    archive(&[
        ("word/document.xml", &format!("<?xml version='1.0'?><w:document {WORD}><w:body>{body}</w:body></w:document>")),
        ("word/styles.xml", &styles),
        ("word/numbering.xml", &numbering),
        ("word/footnotes.xml", &notes),
        ("word/_rels/document.xml.rels", relations),
    ])
}

fn read(bytes: &[u8]) -> Result<Document, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part()?.unwrap();
    package.read(&main)
}

fn lines(body: &str) -> Vec<String> {
    let show = |line: Line| {
        let form = match line.form {
            Form::Text => String::new(),
            Form::Heading(level) => format!("h{level} "),
            Form::Bullet => "* ".to_owned(),
            Form::Numbered(number) => format!("{number}. "),
            Form::Row(cells) => return cells.join(" | "),
        };
        format!("{}{form}{}", " ".repeat(line.indent as usize), line.markdown)
    };
    let lines = read(&document(body)).unwrap().lines.into_iter().map(show);
    // Notes that nothing refers to come last.
    lines.filter(|line| line != "Unused note" && line != "See *Maciocia*").collect()
}

fn paragraph(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>")
}

#[test]
fn paragraphs_headings_and_lists_are_read() {
    let item = |list: u32, level: u32, text: &str| {
        paragraph(&format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr>"), text)
    };
    let body = [
        paragraph("<w:pStyle w:val='Titel'/>", "Knee Pain"),
        paragraph("<w:pStyle w:val='berschrift1'/>", "Patterns"),
        item(1, 0, "One"),
        item(1, 1, "a"),
        item(1, 1, "b"),
        item(1, 0, "Two"),
        item(2, 0, "Bullet"),
        paragraph("<w:outlineLvl w:val='2'/>", "By outline"),
        paragraph("", "• typed"),
        paragraph("", "1. typed"),
        paragraph("", "2. typed"),
        paragraph("<w:pStyle w:val='Dense'/>", "Tongue: pale"),
        paragraph("<w:pStyle w:val='Dense'/>", "Pulse: thin"),
    ]
    .concat();
    assert_eq!(
        lines(&body),
        [
            "h1 Knee Pain",
            "h1 Patterns",
            "1. One",
            "    1. a",
            "    2. b",
            "2. Two",
            "* Bullet",
            "h3 By outline",
            "* typed",
            "1. typed",
            "2. typed",
            "Tongue: pale",
            "Pulse: thin"
        ]
    );
    let parted: Vec<bool> = read(&document(&body)).unwrap().lines.iter().map(|line| line.parted).collect();
    assert!(!parted[0] && parted[1] && parted[2] && !parted[3] && parted[11] && !parted[12]);
}

#[test]
fn runs_keep_their_looks_and_links() {
    let body = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Where</w:t></w:r><w:r><w:rPr><w:b w:val='0'/></w:rPr><w:t xml:space='preserve'>: on </w:t></w:r>
        <w:r><w:rPr><w:i/></w:rPr><w:t>the</w:t></w:r><w:r><w:tab/><w:t>knee</w:t><w:noBreakHyphen/><w:t>cap</w:t><w:softHyphen/><w:t>s*</w:t></w:r>
        <w:r><w:sym w:font='Symbol' w:char='F062'/></w:r><w:r><w:rPr><w:rStyle w:val='Fett'/></w:rPr><w:t xml:space='preserve"
        .to_owned()
        + "'> strong</w:t></w:r><w:r><w:br/><w:t>next &amp; &lt;b&gt; </w:t></w:r><w:hyperlink r:id='r1'><w:r><w:t>link</w:t></w:r></w:hyperlink>
        <w:r><w:fldChar w:fldCharType='begin'/><w:instrText xml:space='preserve'> HYPERLINK \"https://b.example\" </w:instrText><w:fldChar w:fldCharType='separate'/>
        <w:t>field</w:t><w:fldChar w:fldCharType='end'/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>
        <w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>12</w:t></w:r></w:p>";
    assert_eq!(
        lines(&body),
        [
            "**Where**: on *the*  knee-caps\\*β **strong**",
            "next & \\<b> [link](https://a.example/?a=1&b=2)[field](https://b.example)¹²"
        ]
    );
}

#[test]
fn tables_boxes_notes_and_revisions_are_read() {
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph("", text));
    let text_box = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", paragraph("", text));
    let body = [
        format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>", cell("Point"), cell("Why"), cell("LI4"), cell("Wind|Heat")),
        format!(
            "<w:p><w:r><w:t>Anchor</w:t><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
            text_box("Boxed"),
            text_box("Boxed")
        ),
        format!(
            "<w:p><w:r><mc:AlternateContent><mc:Choice/><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
            text_box("Only old")
        ),
        "<w:p><w:r><w:t>Kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>
         <w:r><w:footnoteReference w:id='4'/></w:r></w:p>"
            .to_owned(),
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>Joined </w:t></w:r></w:p><w:p><w:r><w:t>again</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>zú</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>足</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>".to_owned(),
    ]
    .concat();
    assert_eq!(
        lines(&body),
        [
            "Point | Why",
            "LI4 | Wind|Heat",
            "Anchor",
            "Boxed",
            "Only old",
            "Keptnew[^1]",
            "Joined again",
            "足(zú)",
            "[^1]: See *Maciocia*",
        ]
    );
}

#[test]
fn other_prefixes_and_places_are_understood() {
    let main = "<a:document xmlns:a='http://purl.oclc.org/ooxml/wordprocessingml/main'><a:body><a:p><a:r><a:t>strict</a:t></a:r></a:p></a:body></a:document>";
    let relations = "<Relationships><Relationship Id='1' Type='http://x/officeDocument' Target='/word/document2.xml'/></Relationships>";
    let bytes = archive(&[("_rels/.rels", relations), ("word/document2.xml", main)]);
    assert_eq!(read(&bytes).unwrap().lines[0].text, "strict");
}

#[test]
fn damage_is_told() {
    let bytes = document(&paragraph("", "some text"));
    for end in [10, 200, bytes.len() / 2, bytes.len() - 30] {
        assert!(matches!(Package::open(&bytes[..end]), Err(Refusal::Damaged(_))), "{end}");
    }
    for main in ["<w:document><w:body><w:p>", "<w:document></w:body>", "<w:document a='"] {
        let result = read(&archive(&[("word/document.xml", main)]));
        assert!(matches!(result, Err(Refusal::Damaged(_))), "{main}: {result:?}");
    }
    for at in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[at] ^= 0x55;
        let _ = crate::import::read::read("a.docx", &broken);
    }
}

#[test]
fn bombs_do_no_harm() {
    let entities = format!(
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><w:document {WORD}><w:body>{}</w:body></w:document>",
        paragraph("", "x&b;&#x41;y")
    );
    assert_eq!(read(&archive(&[("word/document.xml", &entities)])).unwrap().lines[0].text, "xAy");
    let nested = format!(
        "<w:document {WORD}>{}{}</w:document>",
        "<w:tbl><w:tr><w:tc>".repeat(20_000) + &paragraph("", "deep"),
        "</w:tc></w:tr></w:tbl>".repeat(20_000)
    );
    assert_eq!(read(&archive(&[("word/document.xml", &nested)])).unwrap().lines[0].text, "deep");
    let large = " ".repeat(65 * 1024 * 1024);
    assert_eq!(read(&archive(&[("word/document.xml", &large)])), Err(Refusal::TooLarge));
}

#[test]
fn other_archives_are_told() {
    let odt = archive(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>")]);
    let refused = |bytes: &[u8]| crate::import::read::read("a.docx", bytes).unwrap_err();
    assert_eq!(refused(&odt), Refusal::UnknownFormat("odt".to_owned()));
    assert_eq!(refused(&archive(&[("xl/workbook.xml", "<x/>")])), Refusal::UnknownFormat("xlsx".to_owned()));
    assert_eq!(refused(&archive(&[("a.txt", "x")])), Refusal::UnknownFormat("zip".to_owned()));
    assert_eq!(
        refused(&document("<w:p/>").split_off(4)),
        Refusal::Damaged("it ends in .docx and is no document of Word".to_owned())
    );
}
