//! Names so near to another that one of them is probably a slip of the pen.

use std::collections::{HashMap, HashSet};

use super::{EntryId, Kind, Library, RelationKind};
use crate::diagnostics::{Diagnostic, RuleId, Span};
use crate::tcm::text::fold_name;

/// Letters below which two different names are often one letter apart.
const SHORTEST: usize = 8;

/// Entries that nobody wrote a file for and whose name is one letter away from another's of their kind.
///
/// Names one edit apart share a form with one letter left out, so each is compared with few others and the work is
/// linear in the names.
pub fn similar_names(library: &Library) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for kind in [Kind::Condition, Kind::Pattern, Kind::Organ] {
        let named: Vec<(EntryId, String)> = library
            .ids_of(kind)
            .map(|id| (id, fold_name(&library.entry(id).title)))
            .filter(|(_, name)| name.chars().count() >= SHORTEST)
            .collect();
        let mut by_form: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, (_, name)) in named.iter().enumerate() {
            for form in shortened(name) {
                by_form.entry(form).or_default().push(index);
            }
        }
        for (index, (id, name)) in named.iter().enumerate() {
            let near: HashSet<usize> = shortened(name).iter().flat_map(|form| &by_form[form]).copied().collect();
            let mut near: Vec<usize> = near.into_iter().filter(|other| *other != index).collect();
            near.sort_unstable();
            let meant = near.into_iter().find(|other| {
                let (other, other_name) = &named[*other];
                is_slip(name, other_name) && is_better_known(library, *other, *id)
            });
            diagnostics.extend(meant.and_then(|other| finding(library, *id, named[other].0)));
        }
    }
    diagnostics
}

/// The name itself, and the name with one letter left out.
fn shortened(name: &str) -> HashSet<String> {
    let letters =
        name.char_indices().map(|(byte, letter)| format!("{}{}", &name[..byte], &name[byte + letter.len_utf8()..]));
    letters.chain([name.to_owned()]).collect()
}

/// Whether two names differ by one letter; numbers tell things apart.
fn is_slip(one: &str, other: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(one) == digits(other) && strsim::damerau_levenshtein(one, other) == 1
}

/// Whether an entry is better known than one without a file: it has a file, or more is said of it.
fn is_better_known(library: &Library, other: EntryId, id: EntryId) -> bool {
    // What an article declares in its own right weighs more than a name beside a point.
    let declared = |id| library.relations_of(id).filter(|relation| relation.kind != RelationKind::Addresses).count();
    let weight = |id: EntryId| {
        let first = std::cmp::Reverse(library.first_named(id));
        (library.entry(id).source.is_some(), declared(id), library.relations_of(id).count(), first)
    };
    library.entry(id).source.is_none() && weight(other) > weight(id)
}

fn finding(library: &Library, id: EntryId, meant: EntryId) -> Option<Diagnostic> {
    let (entry, meant) = (library.entry(id), library.entry(meant));
    let (source, line) = library.first_named(id);
    let source = library.source(source);
    let text = source.text.lines().nth(line.saturating_sub(1) as usize)?;
    let (column, length) = match text.find(&entry.title) {
        Some(byte) => (text[..byte].chars().count() as u32 + 1, entry.title.chars().count() as u32),
        None => (1, 0),
    };
    let message = format!("the {} `{}` is one letter away from `{}`", entry.kind.name(), entry.title, meant.title);
    let place = source.place(Span { line, column, length });
    Some(Diagnostic::new(RuleId::SimilarName, place, message).hint(format!("did you mean `{}`?", meant.title)))
}
