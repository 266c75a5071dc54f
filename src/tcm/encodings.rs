//! Which script a Han character belongs to, as the encodings of the scripts tell; read by `build.rs` alone, for asking
//! them takes too long to be done at every character of a book.
//!
//! A character of GB 2312 (simplified Chinese, 1980) that Big5 (traditional Chinese, 1984) lacks is simplified,
//! one of Big5 that GB 2312 lacks is traditional, and one of both says nothing.

/// Simplified characters that Big5 holds too, as rare characters of their own.
const SIMPLIFIED_THOUGH_IN_BIG5: &str = "万与价体党凄厂圣复宁庄怀怜惊扰据极构气洁痒确离种网胜腊蚕触适";

/// The scripts of the characters from U+4E00 to U+9FFF: `t`, `s`, or a space for both or neither.
pub fn scripts() -> String {
    ('\u{4E00}'..='\u{9FFF}')
        .map(|character| match (in_gb2312(character), in_big5(character)) {
            _ if SIMPLIFIED_THOUGH_IN_BIG5.contains(character) => 's',
            (true, false) => 's',
            (false, true) => 't',
            _ => ' ',
        })
        .collect()
}

fn in_big5(character: char) -> bool {
    let mut buffer = [0; 4];
    let (_, _, unmappable) = encoding_rs::BIG5.encode(character.encode_utf8(&mut buffer));
    !unmappable
}

/// GB 2312's ideographs are the part of GBK with lead bytes B0 to F7 and trail bytes from A1.
fn in_gb2312(character: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(character.encode_utf8(&mut buffer));
    !unmappable && matches!(bytes[..], [0xB0..=0xF7, 0xA1..=0xFE])
}
