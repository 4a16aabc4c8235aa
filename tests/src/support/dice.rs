//! Sequences that are drawn from a seed: what failed once can be played again.

/// Numbers that look random, the same for the same seed.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// One of `0..sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33;
        usize::try_from(mixed).expect("31 bits") % sides
    }

    pub fn number(&mut self, from: i64, to: i64) -> i64 {
        let sides = usize::try_from(to - from + 1).expect("a range");
        from + i64::try_from(self.roll(sides)).expect("a small number")
    }

    pub fn count(&mut self, from: i64, to: i64) -> u32 {
        u32::try_from(self.number(from, to)).expect("a small number")
    }
}
