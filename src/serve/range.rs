//! Parts of files: the `Range` header (RFC 9110, 14.2).

/// What a `Range` header asks for of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The whole file: the header says nothing that is understood, or asks for several parts.
    Whole,
    /// The bytes from the first to the last, both included.
    Part(u64, u64),
    /// Bytes that the file does not have.
    Outside,
}

/// Reads a `Range` header for a file of so many bytes.
pub fn asked(header: &str, length: u64) -> Asked {
    let Some(range) = header.trim().strip_prefix("bytes=").map(str::trim) else { return Asked::Whole };
    let Some((first, last)) = range.split_once('-').filter(|_| !range.contains(',')) else { return Asked::Whole };
    let number = |text: &str| -> Option<u64> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // More digits than any file has bytes mean its end.
        is_number.then(|| text.parse().unwrap_or(u64::MAX))
    };
    match (number(first.trim()), number(last.trim())) {
        (Some(first), _) if last.trim().is_empty() => part(first, u64::MAX, length),
        (Some(first), Some(last)) if first <= last => part(first, last, length),
        (None, Some(0)) if first.trim().is_empty() => Asked::Outside,
        (None, Some(suffix)) if first.trim().is_empty() => part(length.saturating_sub(suffix), u64::MAX, length),
        _ => Asked::Whole,
    }
}

fn part(first: u64, last: u64, length: u64) -> Asked {
    if first < length { Asked::Part(first, last.min(length - 1)) } else { Asked::Outside }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_header_asks_for_a_part_for_all_or_for_too_much() {
        for (header, wanted) in [
            ("bytes=0-0", Asked::Part(0, 0)),
            ("bytes=2-", Asked::Part(2, 9)),
            ("bytes=2-99", Asked::Part(2, 9)),
            ("bytes=-3", Asked::Part(7, 9)),
            ("bytes=-99", Asked::Part(0, 9)),
            ("bytes=10-", Asked::Outside),
            ("bytes=-0", Asked::Outside),
            ("bytes=5-2", Asked::Whole),
            ("bytes=0-1,3-4", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("lines=0-1", Asked::Whole),
            ("bytes=99999999999999999999-", Asked::Outside),
        ] {
            assert_eq!(asked(header, 10), wanted, "{header}");
        }
        assert_eq!(asked("bytes=0-", 0), Asked::Outside);
    }

    proptest! {
        #[test]
        fn a_part_lies_within_its_file(header in "bytes=[0-9]{0,5}-[0-9]{0,5}", length in 0_u64..100_000) {
            if let Asked::Part(first, last) = asked(&header, length) {
                prop_assert!(first <= last && last < length);
            }
        }
    }
}
