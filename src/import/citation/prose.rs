//! Sentences of prose, told from titles: by verbs and pronouns written small, and by their length.

use super::text::Text;
use super::words;

/// The most words of a title that nothing else marks.
const LONGEST_TITLE: usize = 25;

/// The fewest words with a full stop behind them that are a sentence rather than a title written small.
const FEWEST_WORDS: usize = 7;

/// Whether a text without proof of a citation is a sentence, or a heading with its colon.
pub(super) fn is_prose(text: &Text<'_>, has_evidence: bool) -> bool {
    let last = text.len().saturating_sub(1);
    if text.opens_title(0) && text.closing(0).is_some_and(|close| close + 1 >= last) {
        return false;
    }
    if text.is_mark(last, &[':']) {
        return true;
    }
    let (mut count, mut verbs) = (0, 0);
    let (mut content, mut capitals) = (0, 0);
    for word in (0..text.len()).filter_map(|at| text.word(at)) {
        let small = word.starts_with(char::is_lowercase);
        if count == 0 && small && !word.contains(char::is_uppercase) {
            return true;
        }
        verbs += usize::from((small || count == 0) && words::is_prose_word(word));
        // The first word has a capital anyway.
        if count > 0 && word.chars().count() > 3 && !words::is_small_in_titles(word) {
            content += 1;
            capitals += usize::from(!small);
        }
        count += 1;
    }
    let title_case = capitals * 10 >= content * 8;
    let closed = text.is_mark(last, &['.', '!', '?', ';']);
    let sentences = text.sentences(0..text.len()).len();
    if count > LONGEST_TITLE || verbs > 1 && closed {
        return true;
    }
    if title_case {
        return false;
    }
    let long = closed && count >= FEWEST_WORDS && !(0..text.len()).any(|at| text.is_mark(at, &[':']));
    verbs > 0 && (closed || count > 8) || !has_evidence && (long || sentences > 2)
}
