//! Random numbers of a fixed seed: the same positions on every machine.

use plimsoll::U256;

/// SplitMix64.
pub struct Seed(u64);

impl Seed {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number in `[low, high]`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// True in `percent` of a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// One of a list.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.between(0, choices.len() as u64 - 1)).expect("a place")]
    }

    /// An integer of up to `bits` bits, every length equally likely: from dust to enormous.
    pub fn word(&mut self, bits: u32) -> U256 {
        let length = self.between(0, u64::from(bits));
        let mut value = U256::ZERO;
        for bit in 0..length {
            // The highest bit is set, so that the length is the one drawn.
            let set = bit == 0 || self.next() & 1 == 1;
            value = value.try_add(value, "double").expect("fits").try_add(U256::new(u64::from(set)), "bit").expect("fits");
        }
        value
    }

    /// An integer with `digits` significant digits and `zeros` behind them.
    pub fn amount(&mut self, digits: u8, zeros: u8) -> U256 {
        let head = self.between(1, 10_u64.pow(u32::from(digits)) - 1);
        U256::new(head).try_mul(U256::power_of_ten(zeros).expect("a power of ten"), "amount").expect("fits")
    }
}
