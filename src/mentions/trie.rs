//! All names as a tree in which those with a common beginning share it.

/// No name ends here.
const NONE: u32 = u32::MAX;

/// A tree of names, each known by its number.
#[derive(Debug)]
pub struct Trie {
    /// Each branch stands behind the one that it leaves, and beside the others that leave it, by their first bytes.
    branches: Vec<Branch>,
    /// The first byte of each branch.
    firsts: Vec<u8>,
    /// The bytes of all branches.
    bytes: Vec<u8>,
}

/// A stretch of names up to where they part or one of them ends.
#[derive(Clone, Debug)]
struct Branch {
    /// Where its bytes begin, and how many there are.
    start: u32,
    length: u32,
    /// The name that ends with it.
    name: u32,
    /// The first of the branches that leave it, and how many there are.
    first: u32,
    count: u32,
}

impl Trie {
    /// Plants the tree of names, which are told apart by their places and are all different.
    pub fn new(names: &[String]) -> Trie {
        let mut order: Vec<u32> = (0..names.len() as u32).collect();
        order.sort_unstable_by_key(|name| names[*name as usize].as_bytes());
        let sorted: Vec<&[u8]> = order.iter().map(|name| names[*name as usize].as_bytes()).collect();
        let root = Branch { start: 0, length: 0, name: NONE, first: 0, count: 0 };
        let mut trie = Trie { branches: vec![root], firsts: vec![0], bytes: Vec::new() };
        // Of each branch the names that share it, and how much of them it and those before it hold.
        let mut shared = vec![(0..order.len(), 0)];
        let mut branch = 0;
        while branch < trie.branches.len() {
            let (mut names, depth) = shared[branch].clone();
            if !names.is_empty() && sorted[names.start].len() == depth {
                trie.branches[branch].name = order[names.start];
                names.start += 1;
            }
            trie.branches[branch].first = trie.branches.len() as u32;
            while !names.is_empty() {
                let (first, byte) = (sorted[names.start], sorted[names.start][depth]);
                let end = names.start + sorted[names.clone()].partition_point(|name| name[depth] == byte);
                // What the first and the last of them share, all do.
                let last = sorted[end - 1];
                let common = first[depth..].iter().zip(&last[depth..]).take_while(|(one, other)| one == other).count();
                let start = trie.bytes.len() as u32;
                trie.bytes.extend_from_slice(&first[depth..depth + common]);
                trie.firsts.push(byte);
                trie.branches.push(Branch { start, length: common as u32, name: NONE, first: 0, count: 0 });
                trie.branches[branch].count += 1;
                shared.push((names.start..end, depth + common));
                names.start = end;
            }
            branch += 1;
        }
        trie
    }

    /// Gives every name with which a text begins, with its length, the shortest first.
    pub fn names_of(&self, text: &[u8], mut found: impl FnMut(usize, usize)) {
        let (mut branch, mut rest, mut length) = (&self.branches[0], text, 0);
        while let Some(byte) = rest.first() {
            let range = branch.first as usize..(branch.first + branch.count) as usize;
            let Some(place) = memchr::memchr(*byte, &self.firsts[range.clone()]) else { return };
            branch = &self.branches[range.start + place];
            let bytes = &self.bytes[branch.start as usize..(branch.start + branch.length) as usize];
            let Some(behind) = rest.strip_prefix(bytes) else { return };
            rest = behind;
            length += bytes.len();
            if branch.name != NONE {
                found(branch.name as usize, length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_begins_with_the_names_that_are_found(
            names in proptest::collection::btree_set("[ab太 ]{1,4}", 0..40),
            text in "[abc太 ]{0,8}",
        ) {
            let names: Vec<String> = names.into_iter().rev().collect();
            let mut found = Vec::new();
            Trie::new(&names).names_of(text.as_bytes(), |name, length| found.push((length, name)));
            let begins = |(name, text_of): (usize, &String)| text.starts_with(text_of).then_some((text_of.len(), name));
            let mut expected: Vec<(usize, usize)> = names.iter().enumerate().filter_map(begins).collect();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
