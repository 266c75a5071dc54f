//! Addresses: slugs made of titles, and paths written as URLs (RFC 3986).

use unicode_normalization::UnicodeNormalization;

/// Bytes of a slug; file systems take names of 255, and hosts put endings behind them.
const LONGEST_SLUG: usize = 200;

/// Makes the last part of an address from a title or a file name.
///
/// Letters and digits of any script stay, in lower case and without diacritics; everything else becomes
/// one hyphen. Returns an empty string where nothing is left.
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut push = |character: char| {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if is_removed(character) {
            // Combining marks and apostrophes vanish: Tàixī is taixi, women's is womens.
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    };
    if text.is_ascii() {
        text.chars().for_each(|character| push(character.to_ascii_lowercase()));
    } else {
        text.nfkd().flat_map(char::to_lowercase).for_each(push);
        slug = slug.nfc().collect();
    }
    while slug.len() > LONGEST_SLUG {
        slug.pop();
    }
    let length = slug.trim_end_matches('-').len();
    slug.truncate(length);
    slug
}

fn is_removed(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character) || matches!(character, '\'' | '’' | 'ʼ')
}

/// Whether `slug` may stand as an address: parts of letters, digits, `-`, `_`, `.` or `~`, none of them `.` or `..`.
pub fn is_safe_path(path: &str) -> bool {
    !path.is_empty()
        && path.split('/').all(|part| {
            !part.is_empty()
                && part.len() <= 255
                && !part.starts_with('.')
                && part
                    .chars()
                    .all(|character| character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | '~'))
        })
}

/// Percent-encodes a path for use in a URL, leaving the slashes.
pub fn encode_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte as char),
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(HEX[usize::from(byte >> 4)] as char);
                out.push(HEX[usize::from(byte & 15)] as char);
            }
        }
    }
    out
}

/// Undoes percent-encoding; `None` where what comes out is not UTF-8.
pub fn decode_path(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let pair = bytes.get(index + 1..index + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[index], pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                index += 3;
            }
            (byte, _) => {
                out.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

/// Schemes that published addresses may have; anything else could run code or read local files.
pub const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// The scheme of an absolute address (RFC 3986, 3.1); white space and control characters inside do not hide it.
pub fn scheme(address: &str) -> Option<String> {
    let bare: String =
        address.chars().filter(|character| !character.is_whitespace() && !character.is_control()).collect();
    let (scheme, _) = bare.split_once(':')?;
    let valid = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.'));
    valid.then(|| scheme.to_ascii_lowercase())
}

/// An absolute address made ready for HTML: what cannot stand in an address is percent-encoded (WHATWG URL).
pub fn encode_address(address: &str) -> String {
    let address = address.trim();
    let mut out = String::with_capacity(address.len());
    for (index, character) in address.char_indices() {
        let is_escape = || {
            let digits = address.as_bytes().get(index + 1..index + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        let stays = match character {
            '%' => is_escape(),
            _ => character.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=".contains(character),
        };
        if stays {
            out.push(character);
        } else {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// An address of the web that may be published, encoded; `None` for any other.
pub fn web_address(address: &str) -> Option<String> {
    matches!(scheme(address)?.as_str(), "http" | "https").then(|| encode_address(address))
}

/// A page's address as links hold it; `portable` links name the file, so that a disk can serve them.
pub fn page_href(page: &str, portable: bool) -> String {
    let mut href = encode_path(page);
    if portable && (page.is_empty() || page.ends_with('/')) {
        href.push_str("index.html");
    }
    href
}

/// The prefix that leads from a page back to the site's root: `../../` for `points/bl23/`.
pub fn root_prefix(page: &str) -> String {
    match page.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_letters_of_every_script() {
        assert_eq!(
            slugify("Postpartum Low Back Pain: Rebuilding Kidney Qi"),
            "postpartum-low-back-pain-rebuilding-kidney-qi"
        );
        assert_eq!(slugify("Tàixī"), "taixi");
        assert_eq!(slugify("腎氣虛 (Kidney)"), "腎氣虛-kidney");
        assert_eq!(slugify("Women’s 100% health #1"), "womens-100-health-1");
        assert_eq!(slugify("%%#"), "");
    }

    #[test]
    fn paths_cannot_leave_the_site() {
        assert!(is_safe_path("articles/low-back-pain"));
        assert!(is_safe_path("腎虛"));
        for path in ["../../etc", "", "a//b", ".hidden", "a/..", "a b", "a?b", "/etc"] {
            assert!(!is_safe_path(path), "{path}");
        }
    }

    #[test]
    fn encoding_is_undone_by_decoding() {
        for text in ["腎虛/a b#c%", "points/bl23/", "%zz"] {
            assert_eq!(decode_path(&encode_path(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn the_root_is_reached_from_any_depth() {
        assert_eq!(root_prefix("index.html"), "./");
        assert_eq!(root_prefix("points/bl23/"), "../../");
        assert_eq!(root_prefix(""), "./");
    }
}
