//! International Standard Book Numbers (ISO 2108): check digits and the one form to compare them by.

/// What is wrong with an ISBN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IsbnError {
    /// It has not 10 or 13 digits (the last of 10 may be X).
    Length(usize),
    /// A character stands in it that no ISBN holds.
    Character(char),
    /// Thirteen digits that begin with neither 978 nor 979.
    Prefix,
    /// The check digit does not fit; holds the one that would.
    CheckDigit(char),
}

impl IsbnError {
    /// What is wrong with the number as written, in words, and a hint where there is more to say.
    pub fn explain(&self, written: &str) -> (String, Option<String>) {
        match self {
            IsbnError::Length(length) => (format!("an ISBN has 10 or 13 digits, and `{written}` has {length}"), None),
            IsbnError::Prefix => (format!("ISBN {written} begins with neither 978 nor 979"), None),
            IsbnError::Character(character) => (format!("`{character}` cannot stand in an ISBN"), None),
            IsbnError::CheckDigit(expected) => (
                format!("the check digit of ISBN {written} is wrong"),
                Some(format!("it would be {expected} if all other digits are right; compare the book")),
            ),
        }
    }
}

/// Normalises an ISBN-10 or ISBN-13, with hyphens or spaces, to its thirteen digits.
pub fn normalise(written: &str) -> Result<String, IsbnError> {
    // `ISBN-13: 978… (hardback).` is understood; what follows the number is not part of it.
    let upper = written.trim().to_ascii_uppercase();
    let bare = upper.strip_prefix("ISBN").map_or(upper.as_str(), |rest| {
        let rest = rest.trim_start_matches(['-', ' ']);
        ["13:", "10:", "13 ", "10 ", ":"].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest)
    });
    let bare = bare.split('(').next().unwrap_or(bare).trim().trim_end_matches(['.', ',', ';']);
    let characters: Vec<char> = bare
        .chars()
        .filter(|character| !matches!(character, ' ' | '-' | '‐' | '‑' | '–' | '\u{a0}'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let last = characters.len().saturating_sub(1);
    let is_allowed =
        |(index, character): (usize, &char)| character.is_ascii_digit() || (*character == 'X' && index == last);
    if let Some(strange) = characters.iter().enumerate().find(|pair| !is_allowed(*pair)) {
        return Err(IsbnError::Character(*strange.1));
    }
    match characters.len() {
        10 => {
            let expected = check_digit_10(&characters[..9]);
            if characters[9] != expected {
                return Err(IsbnError::CheckDigit(expected));
            }
            let mut thirteen: Vec<char> = "978".chars().chain(characters[..9].iter().copied()).collect();
            thirteen.push(check_digit_13(&thirteen));
            Ok(thirteen.into_iter().collect())
        }
        13 => {
            let expected = check_digit_13(&characters[..12]);
            if !matches!(characters[..3], ['9', '7', '8' | '9']) {
                return Err(IsbnError::Prefix);
            }
            if characters[12] == expected {
                Ok(characters.into_iter().collect())
            } else {
                Err(IsbnError::CheckDigit(expected))
            }
        }
        length => Err(IsbnError::Length(length)),
    }
}

/// The digits only, for comparing numbers whose check digit may be wrong.
pub fn digits(written: &str) -> String {
    written.chars().filter(|character| character.is_ascii_digit() || matches!(character, 'x' | 'X')).collect()
}

fn digit(character: char) -> u32 {
    character.to_digit(10).unwrap_or(0)
}

/// Modulus 11 with weights 10 to 2.
fn check_digit_10(nine: &[char]) -> char {
    let sum: u32 = nine.iter().zip((2..=10).rev()).map(|(character, weight)| digit(*character) * weight).sum();
    match (11 - sum % 11) % 11 {
        10 => 'X',
        value => char::from_digit(value, 10).unwrap_or('0'),
    }
}

/// Modulus 10 with weights 1 and 3 in turn.
fn check_digit_13(twelve: &[char]) -> char {
    let sum: u32 =
        twelve.iter().zip([1, 3].into_iter().cycle()).map(|(character, weight)| digit(*character) * weight).sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lengths_come_to_thirteen_digits() {
        assert_eq!(normalise("0-951054-65-1").as_deref(), Ok("9780951054659"));
        assert_eq!(normalise("ISBN 978-0-443-07490-5").as_deref(), Ok("9780443074905"));
        assert_eq!(normalise("080442957X").as_deref(), Ok("9780804429573"));
    }

    #[test]
    fn the_two_known_misprints_fail() {
        assert_eq!(normalise("9780974063504"), Err(IsbnError::CheckDigit('8')));
        assert!(matches!(normalise("978 92 9061 248 7"), Err(IsbnError::CheckDigit(_))));
        assert_eq!(normalise("12345"), Err(IsbnError::Length(5)));
        assert_eq!(normalise("1234567890128"), Err(IsbnError::Prefix));
        assert_eq!(normalise("ISBN-13: 978-0-443-07490-5 (hardback).").as_deref(), Ok("9780443074905"));
        assert_eq!(normalise("97804430749O5"), Err(IsbnError::Character('O')));
    }
}
