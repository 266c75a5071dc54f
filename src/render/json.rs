//! Texts as JSON writes them (RFC 8259, 7).

use crate::bytes;

/// Writes a text as a JSON string.
pub fn push_text(out: &mut String, text: &str) {
    let is_special = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\');
    push(out, text, is_special, push_escaped);
}

/// Writes a text as a JSON string that may stand in a script element, whatever it holds: nothing in it ends the element
/// or begins a comment (HTML, 13.2.5.4), and no line of it ends where JavaScript's do.
pub fn push_text_in_script(out: &mut String, text: &str) {
    // U+2028 and U+2029 begin with the last of these bytes.
    let is_special = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&' | 0xE2);
    push(out, text, is_special, |out, character| match character {
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => push_number(out, character),
        _ => push_escaped(out, character),
    });
}

fn push(out: &mut String, text: &str, is_special: impl Fn(u8) -> bool, write: impl Fn(&mut String, char)) {
    out.push('"');
    // Most texts stand as they are.
    match bytes::position(text.as_bytes(), is_special) {
        Some(_) => text.chars().for_each(|character| write(out, character)),
        None => out.push_str(text),
    }
    out.push('"');
}

fn push_escaped(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\0'..' ' => push_number(out, character),
        _ => out.push(character),
    }
}

fn push_number(out: &mut String, character: char) {
    out.push_str(&format!("\\u{:04x}", u32::from(character)));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_come_back(text: String) {
            for push in [push_text, push_text_in_script] {
                let mut json = String::new();
                push(&mut json, &text);
                prop_assert_eq!(serde_json::from_str::<String>(&json).ok(), Some(text.clone()));
            }
        }
    }

    #[test]
    fn nothing_ends_the_script_element() {
        let text = "</script><!--]]>&amp;\u{2028}\u{2029}\"\\</SCRIPT>\u{1}\n’";
        let mut json = String::new();
        push_text_in_script(&mut json, text);
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some(text));
    }
}
