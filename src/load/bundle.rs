//! Several scripts as one; `build.rs` reads this file too.

/// Joins scripts in order, in a scope of their own, so that their names meet no other script's.
pub fn join<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::from("\"use strict\";(() => {\n");
    for part in parts {
        text.push_str(part);
        text.push('\n');
    }
    text.push_str("})();\n");
    text
}
