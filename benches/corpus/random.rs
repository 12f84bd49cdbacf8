//! Chance that is the same each time: SplitMix64.

pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// From 0 to 1, without 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last + 1 - first)
    }

    pub fn one_of<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// How often something happens that is expected so many times.
    pub fn times(&mut self, expected: f64) -> usize {
        let sure = expected.floor();
        sure as usize + usize::from(self.chance(expected - sure))
    }

    /// A value of a distribution: shares and the values that these shares do not exceed.
    pub fn quantile(&mut self, of: &[(f64, f64)]) -> f64 {
        let share = self.share();
        let next = of.iter().position(|&(upto, _)| share < upto);
        let next = next.unwrap_or(of.len() - 1).max(1);
        let ((low, from), (high, to)) = (of[next - 1], of[next]);
        from + (to - from) * (share - low) / (high - low)
    }
}
