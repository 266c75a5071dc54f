//! Chance that falls the same on every machine.

/// A small generator of numbers (SplitMix64): whole numbers only, for fractions are rounded otherwise elsewhere.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The chances of one thing: what `sort` it is of, and its number.
    pub fn of(sort: u64, number: usize) -> Random {
        let mut random = Random(sort.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number as u64);
        // Neighbouring numbers begin alike.
        Random(random.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, all alike; 0 if there is none.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// A number from `start` to `end`, both included.
    pub fn within(&mut self, start: usize, end: usize) -> usize {
        start + self.below(end + 1 - start)
    }

    /// Whether something happens that does so in so many cases of a hundred.
    pub fn percent(&mut self, cases: usize) -> bool {
        self.below(100) < cases
    }

    /// A number below `end` that is the rarer the higher it is, as words of a language are (Zipf's law): each doubling
    /// is as frequent as the one before.
    pub fn rank(&mut self, end: usize) -> usize {
        let doublings = end.max(1).ilog2() as usize + 1;
        loop {
            let first = 1_usize << self.below(doublings);
            let rank = first - 1 + self.below(first);
            if rank < end {
                return rank;
            }
        }
    }

    /// One of several, all alike.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One of several, the first of them most often.
    pub fn frequent<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.rank(of.len())]
    }

    /// Different ones of several, the first of them most often.
    pub fn several<'a, T: PartialEq>(&mut self, count: usize, of: &'a [T]) -> Vec<&'a T> {
        let mut chosen: Vec<&T> = Vec::with_capacity(count);
        while chosen.len() < count.min(of.len()) {
            let other = self.frequent(of);
            if !chosen.contains(&other) {
                chosen.push(other);
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_the_same_everywhere() {
        let mut random = Random::of(1, 23);
        let drawn: Vec<usize> = (0..6).map(|_| random.below(1000)).collect();
        assert_eq!(drawn, [691, 20, 341, 58, 958, 430]);
    }

    #[test]
    fn low_ranks_are_drawn_more_often_than_high_ones() {
        let mut random = Random::of(2, 0);
        let mut drawn = [0_usize; 100];
        for _ in 0..10_000 {
            drawn[random.rank(100)] += 1;
        }
        assert!(drawn[0] > 8 * drawn[20] && drawn[99] > 0);
    }
}
