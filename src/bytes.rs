//! Looking for bytes that hardly a text has.

/// Bytes that are looked at together.
const TOGETHER: usize = 256;

/// The place of the first byte that is wanted.
pub fn position(bytes: &[u8], is_wanted: impl Fn(u8) -> bool) -> Option<usize> {
    // Without a way out of the inner loop, it looks at many bytes at once.
    let holds_one = |bytes: &[u8]| bytes.iter().fold(false, |found, byte| found | is_wanted(*byte));
    let start = bytes.chunks(TOGETHER).position(holds_one)? * TOGETHER;
    bytes[start..].iter().position(|byte| is_wanted(*byte)).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        for at in [0, 1, TOGETHER - 1, TOGETHER, 3 * TOGETHER + 7] {
            let mut bytes = vec![b'a'; 4 * TOGETHER];
            bytes[at] = b'$';
            bytes[4 * TOGETHER - 1] = b'$';
            assert_eq!(position(&bytes, |byte| byte == b'$'), Some(at));
        }
        assert_eq!(position(b"none", |byte| byte == b'$'), None);
        assert_eq!(position(b"", |_| true), None);
    }
}
