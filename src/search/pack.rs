//! Numbers and text as characters that a script's template literal holds as they are.

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::bytes;

/// The characters that numbers are written in: printable ASCII without `` ` ``, `\`, `$` and the space.
const DIGITS: &[u8; 91] =
    b"!\"#%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";
/// Numbers below it are one character, and the last character of every number stands for one of them.
const FINAL: u64 = 60;
/// The other characters, each of which says that more follow.
const MORE: u64 = DIGITS.len() as u64 - FINAL;

/// Writes a number: below 60 as one character; each character before the last holds a factor of 31.
pub fn push_number(out: &mut String, mut number: u64) {
    while number >= FINAL {
        number -= FINAL;
        out.push(DIGITS[(FINAL + number % MORE) as usize] as char);
        number /= MORE;
    }
    out.push(DIGITS[number as usize] as char);
}

/// Reads a number and what follows it.
#[cfg(test)]
pub fn read_number(text: &str) -> Option<(u64, &str)> {
    let first = text.bytes().next()?;
    let digit = DIGITS.iter().position(|digit| *digit == first)? as u64;
    if digit < FINAL {
        return Some((digit, &text[1..]));
    }
    let (higher, rest) = read_number(&text[1..])?;
    Some((digit + higher * MORE, rest))
}

/// A script that hands `text` to the search under a name.
pub fn script(name: &str, text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + name.len() + 32);
    out.extend_from_slice(b"acupressSearch.receive(\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\",`");
    let mut rest = text.as_bytes();
    while let Some(at) = bytes::position(rest, |byte| matches!(byte, b'`' | b'\\' | b'$' | b'\r')) {
        out.extend_from_slice(&rest[..at]);
        out.push(b'\\');
        out.push(if rest[at] == b'\r' { b'r' } else { rest[at] });
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.extend_from_slice(b"`)\n");
    out
}

/// Letters of a hash in the name of a file.
pub const HASH: usize = 5;

/// The hash by which a file's name tells its content: 25 bits of XXH3, enough to tell two versions of one file apart.
pub fn hash(bytes: &[u8]) -> String {
    letters(xxh3_64(bytes), HASH)
}

/// The hash that stands for a term in the names of files: 40 bits, so that no two terms of a library share theirs.
pub fn term_hash(term: &str) -> String {
    letters(xxh3_64(term.as_bytes()), 8)
}

/// The name of the file of a text: 60 bits of a hash of it and of what it is the text of, so that no two of a library
/// share theirs, and each keeps its name while others come and go.
pub fn text_name(id: &str, part: u32, text: &str) -> String {
    let mut hash = Xxh3::new();
    hash.update(id.as_bytes());
    hash.update(&part.to_le_bytes());
    hash.update(text.as_bytes());
    letters(hash.digest(), 12)
}

fn letters(hash: u64, count: usize) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
    (0..count).map(|place| LETTERS[(hash >> (5 * place) & 31) as usize] as char).collect()
}

/// Writes a word of an ordered list: how much of the one before it it repeats, and the rest.
pub fn push_front_coded(out: &mut String, before: &str, word: &str) {
    let shared = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count().min(FINAL as usize - 1);
    push_number(out, shared as u64);
    out.extend(word.chars().skip(shared));
}

/// The order of JavaScript's strings: by UTF-16 code units.
pub fn compare(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_take_as_many_characters_as_they_need() {
        for (number, length) in [(0, 1), (59, 1), (60, 2), (60 + 31 * 60 - 1, 2), (60 + 31 * 60, 3), (100_000, 4)] {
            let mut out = String::new();
            push_number(&mut out, number);
            assert_eq!(out.len(), length, "{number}");
        }
    }

    proptest! {
        #[test]
        fn numbers_come_back(numbers: Vec<u64>) {
            let mut out = String::new();
            numbers.iter().for_each(|number| push_number(&mut out, *number));
            prop_assert!(!out.contains(['`', '\\', '$', ' ', '\n']));
            let mut rest = out.as_str();
            for number in numbers {
                let (read, after) = read_number(rest).unwrap();
                prop_assert_eq!(read, number);
                rest = after;
            }
            prop_assert_eq!(rest, "");
        }
    }

    #[test]
    fn text_is_escaped_for_a_template_literal() {
        assert_eq!(script("a", "x`y\\z${1}\r"), b"acupressSearch.receive(\"a\",`x\\`y\\\\z\\${1}\\r`)\n");
    }
}
