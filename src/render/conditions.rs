//! What the pages of conditions and patterns are given: signs, points and articles, as all files together tell them.

use tera::Value;

use super::Renderer;
use super::object::Object;
use super::pages::texts;
use crate::library::{EntryId, Near, RelationKind, Sign, Signs};
use crate::load::{FrontMatter, PatternItem};

/// Signs of a sort that a page counts.
const SIGNS: usize = 24;
/// Signs that a comparison shows of a sort.
const COMPARED: usize = 6;
/// Accounts of a pattern that its page shows.
const ACCOUNTS: usize = 12;

impl Renderer {
    pub(super) fn signs(pattern: &PatternItem) -> Object {
        Object::new()
            .texts("symptoms", &pattern.symptoms)
            .text("tongue", pattern.tongue.as_deref())
            .text("pulse", pattern.pulse.as_deref())
            .texts("principles", &pattern.principles)
    }

    fn no_signs() -> Object {
        Object::new().list("symptoms", []).text("tongue", None).text("pulse", None).list("principles", [])
    }

    /// A condition: its patterns side by side, its points, organs and articles.
    pub(super) fn condition(&self, id: EntryId, front: Option<&FrontMatter>) -> Object {
        let library = &self.library;
        let patterns = self.gather(library.from(id, RelationKind::PresentsAs), |relation| relation.to);
        let patterns = self.limited(patterns, |pattern, relations, most| {
            let accounts = relations.iter().take(most).map(|relation| {
                let signs = library.pattern_item(relation).map_or_else(Self::no_signs, Self::signs);
                signs.set("article", self.teller(relation)).into()
            });
            Object::new()
                .set("entry", self.reference(pattern))
                .list("accounts", accounts)
                .set("more", relations.len().saturating_sub(most) as u64)
        });
        Object::new()
            .set("patterns", patterns)
            .set("points", self.used_points(library.to(id, RelationKind::Serves)))
            .set("organs", self.roles(library.from(id, RelationKind::Involves), |relation| relation.to))
            .set("principles", front.map(|front| texts(&front.principles)).unwrap_or_default())
            .set("pregnancy", front.and_then(|front| front.pregnancy).unwrap_or(false))
            .text("icd11", front.and_then(|front| front.icd11.as_deref()))
    }

    /// A pattern: its signs as all articles together give them, its points, conditions and organs.
    pub(super) fn pattern(&self, id: EntryId, front: Option<&FrontMatter>) -> Object {
        let library = &self.library;
        let mut accounts = library.accounts(id);
        accounts.retain(|account| account.item.is_some_and(PatternItem::tells));
        let more = accounts.len().saturating_sub(ACCOUNTS);
        let several = accounts.len() > 1;
        let accounts = accounts.into_iter().take(ACCOUNTS).map(|account| {
            let mut conditions: Vec<EntryId> = account.relations.iter().map(|relation| relation.from).collect();
            conditions.dedup();
            account
                .item
                .map_or_else(Self::no_signs, Self::signs)
                .set("article", self.teller(account.relations[0]))
                .set("conditions", self.references(conditions))
                .into()
        });
        let conditions = self.gather(library.to(id, RelationKind::PresentsAs), |relation| relation.from);
        let conditions = self.limited(conditions, |condition, relations, most| {
            Object::new()
                .set("entry", self.reference(condition))
                .list("articles", relations.iter().take(most).map(|relation| self.teller(relation)))
                .set("more", relations.len().saturating_sub(most) as u64)
        });
        let signs = self.signs_of(id);
        let has_own = front.is_some_and(FrontMatter::has_signs);
        Object::new()
            .set("symptoms", front.map(|front| texts(&front.symptoms)).unwrap_or_default())
            .text("tongue", front.and_then(|front| front.tongue.as_deref()))
            .text("pulse", front.and_then(|front| front.pulse.as_deref()))
            .set("principles", front.map(|front| texts(&front.principles)).unwrap_or_default())
            .text("icd11", front.and_then(|front| front.icd11.as_deref()))
            .list("accounts", accounts)
            .set("more_accounts", more as u64)
            .set("gathered", if has_own || several { gathered(signs) } else { Value::none() })
            .set("nearest", self.compared(id, signs))
            .set("points", self.used_points(library.to(id, RelationKind::Addresses)))
            .set("conditions", conditions)
            .set("organs", self.roles(library.from(id, RelationKind::Involves), |relation| relation.to))
    }

    /// A pattern beside those nearest to it, itself first: `{entry, shared, symptoms, tongue, pulse, conditions}`.
    fn compared(&self, id: EntryId, signs: &Signs) -> Vec<Value> {
        let Some(nearest) = self.patterns().nearest.get(&id) else { return Vec::new() };
        let others: Vec<(&Near, &Signs)> = nearest.iter().map(|near| (near, self.signs_of(near.pattern))).collect();
        let folded = |sign: &Sign| crate::tcm::text::fold_name(&sign.text);
        let own: Vec<String> = signs.symptoms.iter().map(folded).collect();
        let row = |entry: EntryId, signs: &Signs, conditions: &[EntryId], is_shared: &dyn Fn(&Sign) -> bool| {
            let (shared, alone): (Vec<&Sign>, Vec<&Sign>) = signs.symptoms.iter().partition(|sign| is_shared(sign));
            let words = |signs: &[&Sign]| -> Vec<Value> {
                signs.iter().take(COMPARED).map(|sign| Value::normal_string(&sign.text)).collect()
            };
            let all = |signs: &[Sign]| words(&signs.iter().take(2).collect::<Vec<_>>());
            Object::new()
                .set("entry", self.reference(entry))
                .set("shared", words(&shared))
                .set("symptoms", words(&alone))
                .set("tongue", all(&signs.tongue))
                .set("pulse", all(&signs.pulse))
                .set("conditions", self.references(conditions.iter().copied().take(COMPARED)))
                .into()
        };
        // Of the pattern itself, what is shared with any of the others.
        let in_others: std::collections::HashSet<String> =
            others.iter().flat_map(|(_, signs)| signs.symptoms.iter().map(folded)).collect();
        let first = row(id, signs, &[], &|sign| in_others.contains(&folded(sign)));
        let rest = others
            .iter()
            .map(|(near, signs)| row(near.pattern, signs, &near.conditions, &|sign| own.contains(&folded(sign))));
        [first].into_iter().chain(rest).collect()
    }
}

/// The signs of several texts; those of one stand in its account.
fn gathered(signs: &Signs) -> Value {
    Object::new()
        .set("symptoms", counted(&signs.symptoms, SIGNS))
        .set("tongue", counted(&signs.tongue, SIGNS))
        .set("pulse", counted(&signs.pulse, SIGNS))
        .into()
}

/// Signs with the number of files that give them: `{text, files}`.
fn counted(signs: &[Sign], most: usize) -> Vec<Value> {
    let sign = |sign: &Sign| Object::new().set("text", sign.text.as_str()).set("files", sign.files as u64).into();
    signs.iter().take(most).map(sign).collect()
}
