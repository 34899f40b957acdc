//! A seeded market: hourly candles with clustering volatility and jumps, the same bits everywhere.

use super::bar::BAR_FIELDS;
use crate::error::RiskError;
use crate::math;
use crate::units::{HOURS_PER_YEAR, SECONDS_PER_HOUR, within};
use alloc::vec::Vec;

/// Longest simulation, hours: about 11 years.
const MAX_HOURS: u32 = 100_000;
/// Steps of the path inside an hour: five minutes each.
const STEPS: u32 = 12;
/// Hourly persistence of the two components of log volatility: about a day and about a month.
const FAST: f64 = 0.97;
const SLOW: f64 = 0.999;
/// Their stationary standard deviations.
const FAST_SPREAD: f64 = 0.35;
const SLOW_SPREAD: f64 = 0.30;
/// Jumps per hour, and their size in hourly volatilities.
const JUMP_RATE: f64 = 1.0 / 400.0;
const JUMP_SIZE: f64 = 5.0;
/// A fall raises volatility more than a rise.
const LEVERAGE: f64 = -0.3;

/// Simulates hourly candles as flat rows of ts, open, high, low, close, volume.
///
/// ```text
/// r = σ·exp(f + s − v)·(z + J),   f' = 0.97 f + ε_f,   s' = 0.999 s + ε_s
/// ```
///
/// f and s are the fast and slow parts of log volatility, v is the variance of f + s, J is a rare jump. It is for examples
/// and tests: no number about the quality of a forecast comes from it.
///
/// - `seed`: any; the same seed gives the same bits on every platform.
/// - `hours`: 1 to 100,000.
/// - `start_ts`: open of the first bar, seconds UTC, a multiple of 3,600.
/// - `start_price`: quote per base, in [1e-9, 1e12].
/// - `sigma_annual`: annualised volatility, a fraction in [1e-6, 5].
///
/// # Errors
/// `not_finite`, `out_of_range`.
///
/// ```
/// use plimsoll::market::simulate_bars;
/// let bars = simulate_bars(7, 2, 1_749_999_600, 2_500.0, 0.7)?;
/// assert_eq!((bars.len(), bars[1], bars[6]), (12, 2_500.0, 1_750_003_200.0));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn simulate_bars(seed: u32, hours: u32, start_ts: u32, start_price: f64, sigma_annual: f64) -> Result<Vec<f64>, RiskError> {
    if hours == 0 || hours > MAX_HOURS {
        return Err(RiskError::out_of_range("hours", "in [1, 100000]", hours, "simulate in pieces"));
    }
    if !start_ts.is_multiple_of(SECONDS_PER_HOUR) || start_ts > u32::MAX - hours * SECONDS_PER_HOUR {
        return Err(RiskError::out_of_range(
            "startTs",
            "a multiple of 3600 whose last bar is before 2106",
            start_ts,
            "round it down to the hour",
        ));
    }
    within("startPrice", start_price, 1e-9, 1e12, "pass quote per base")?;
    // An hour's return is divided by its volatility, which must not vanish.
    within("sigmaAnnual", sigma_annual, 1e-6, 5.0, "pass a fraction, such as 0.7")?;
    let mut path =
        Path { random: Random::new(seed), fast: 0.0, slow: 0.0, log_price: 0.0, sigma: sigma_annual / math::sqrt(HOURS_PER_YEAR) };
    let mut rows = Vec::with_capacity(hours as usize * BAR_FIELDS);
    let mut open = start_price;
    for hour in 0..hours {
        let (high, low, shock) = path.hour();
        let close = start_price * math::exp(path.log_price);
        let high = (start_price * math::exp(high)).max(open).max(close);
        let low = (start_price * math::exp(low)).min(open).min(close);
        let volume = math::floor(1_000.0 * (1.0 + math::abs(shock)) * (0.5 + path.random.uniform()));
        rows.extend([f64::from(start_ts + hour * SECONDS_PER_HOUR), open, high, low, close, volume]);
        open = close;
    }
    Ok(rows)
}

struct Path {
    random: Random,
    fast: f64,
    slow: f64,
    log_price: f64,
    /// Volatility of an average hour.
    sigma: f64,
}

impl Path {
    /// Walks one hour; returns the highest and lowest log price and the hour's return in its own volatilities.
    fn hour(&mut self) -> (f64, f64, f64) {
        let mean = FAST_SPREAD * FAST_SPREAD + SLOW_SPREAD * SLOW_SPREAD;
        let scale = self.sigma * math::exp(self.fast + self.slow - mean);
        let (start, mut high, mut low) = (self.log_price, self.log_price, self.log_price);
        let jump = if self.random.uniform() < JUMP_RATE { JUMP_SIZE * self.random.normal() } else { 0.0 };
        let jump_step = (self.random.uniform() * f64::from(STEPS)) as u32;
        for step in 0..STEPS {
            let diffusion = self.random.normal() / math::sqrt(f64::from(STEPS));
            self.log_price += scale * (diffusion + if step == jump_step { jump } else { 0.0 });
            high = high.max(self.log_price);
            low = low.min(self.log_price);
        }
        // The price stays within e^±20 of its start, whatever the length and the volatility.
        self.log_price = self.log_price.clamp(-20.0, 20.0);
        let shock = ((self.log_price - start) / scale).clamp(-4.0, 4.0);
        let correlated = LEVERAGE * shock + math::sqrt(1.0 - LEVERAGE * LEVERAGE) * self.random.normal();
        self.fast = FAST * self.fast + FAST_SPREAD * math::sqrt(1.0 - FAST * FAST) * correlated;
        self.slow = SLOW * self.slow + SLOW_SPREAD * math::sqrt(1.0 - SLOW * SLOW) * self.random.normal();
        (high.min(20.0), low.max(-20.0), shock)
    }
}

/// xoshiro256++ (Blackman and Vigna 2019), seeded by SplitMix64 as its authors advise.
struct Random {
    state: [u64; 4],
}

impl Random {
    fn new(seed: u32) -> Self {
        let mut mixed = u64::from(seed);
        let state = core::array::from_fn(|_| {
            mixed = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = mixed;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
        Self { state }
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// Uniform in [0, 1) with 53 bits.
    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Standard normal by Box and Muller; one of the pair is used.
    fn normal(&mut self) -> f64 {
        let radius = math::sqrt(-2.0 * math::ln(1.0 - self.uniform()));
        radius * math::cos(core::f64::consts::TAU * self.uniform())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::Bar;

    #[test]
    fn the_generator_is_the_published_one() {
        // First outputs of xoshiro256++ from state 1, 2, 3, 4, as in the reference tests of rand_xoshiro.
        let mut random = Random { state: [1, 2, 3, 4] };
        assert_eq!([random.next(), random.next(), random.next()], [41_943_041, 58_720_359, 3_588_806_011_781_223]);
    }

    #[test]
    fn bars_are_valid_and_have_the_asked_volatility() {
        let rows = simulate_bars(3, 50_000, 0, 100.0, 0.8).unwrap();
        let mut squares = 0.0;
        for (index, row) in rows.chunks_exact(BAR_FIELDS).enumerate() {
            let bar = Bar::from_row(index as u32, row).unwrap();
            let r = math::ln(bar.close / bar.open);
            squares += r * r;
        }
        let sigma = math::sqrt(squares / 50_000.0 * HOURS_PER_YEAR);
        assert!((0.7..0.95).contains(&sigma), "{sigma}");
    }

    #[test]
    fn refusals_have_codes() {
        let code = |hours, ts, price, sigma| simulate_bars(1, hours, ts, price, sigma).unwrap_err().code();
        assert_eq!(code(0, 0, 1.0, 0.5), "out_of_range");
        assert_eq!(code(2, 4_294_965_600, 1.0, 0.5), "out_of_range");
        assert_eq!(code(1, 1, 1.0, 0.5), "out_of_range");
        assert_eq!(code(1, 0, f64::NAN, 0.5), "not_finite");
        assert_eq!(code(1, 0, 1.0, 0.0), "out_of_range");
        assert_eq!(code(1, 0, 1.0, 1e-300), "out_of_range");
    }
}
