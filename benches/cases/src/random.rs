//! Chance that is the same on every machine.

/// Splitmix64.
pub struct Random(u64);

impl Random {
    /// A row of numbers of its own for each seed and name.
    pub fn new(seed: u64, name: &str) -> Self {
        let mut state = seed ^ 0x51_7c_c1_b7_27_22_0a_95;
        for byte in name.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut random = Self(state);
        random.next();
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Between 0 and 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn chance(&mut self, of: f64) -> bool {
        self.share() < of
    }

    /// From `low` up to and without `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.share() * (high - low)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }

    /// So many hexadecimal digits.
    pub fn hex(&mut self, digits: usize) -> String {
        let mut text = String::new();
        while text.len() < digits {
            text += &format!("{:016x}", self.next());
        }
        text.truncate(digits);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_name_give_the_same_row_again_and_others_another() {
        let row = |seed, name| Random::new(seed, name).hex(32);
        assert_eq!(row(1, "a"), row(1, "a"));
        assert_ne!(row(1, "a"), row(1, "b"));
        assert_ne!(row(1, "a"), row(2, "a"));
    }

    #[test]
    fn chance_keeps_to_its_share_and_shuffling_keeps_all() {
        let mut random = Random::new(1, "");
        let hits = (0..10_000).filter(|_| random.chance(0.3)).count();
        assert!((2_800..3_200).contains(&hits));
        let mut all: Vec<u8> = (0..50).collect();
        random.shuffle(&mut all);
        assert_ne!(all, (0..50).collect::<Vec<u8>>());
        all.sort_unstable();
        assert_eq!(all, (0..50).collect::<Vec<u8>>());
    }
}
