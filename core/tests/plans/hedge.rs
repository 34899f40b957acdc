//! Hedge ratios against what can be computed otherwise.

use plimsoll::plan::hedge_ratio;

/// SplitMix64, as numbers in [−1, 1).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    /// A heavy-tailed number: most are small.
    fn heavy(&mut self) -> f64 {
        let x = self.next();
        x * x * x
    }
}

fn scenarios(seed: u64, count: usize, slope: f64, noise: f64) -> (Vec<f64>, Vec<f64>) {
    let mut random = Noise(seed);
    let hedge: Vec<f64> = (0..count).map(|_| random.heavy()).collect();
    let exposure = hedge.iter().map(|hedge| slope * hedge + noise * random.heavy()).collect();
    (exposure, hedge)
}

/// Mean of the worst share, by a full sort.
fn tail(exposure: &[f64], hedge: &[f64], alpha: f64, ratio: f64) -> f64 {
    let mut losses: Vec<f64> = exposure.iter().zip(hedge).map(|(e, h)| ratio * h - e).collect();
    losses.sort_by(|a, b| b.total_cmp(a));
    let count = alpha * losses.len() as f64;
    let weights = (0..losses.len()).map(|place| (count - place as f64).clamp(0.0, 1.0));
    losses.iter().zip(weights).map(|(loss, weight)| loss * weight).sum::<f64>() / count
}

/// Every ratio at which two scenarios change places: the objective is straight between them, so one of them is the least.
fn kinks(exposure: &[f64], hedge: &[f64]) -> Vec<f64> {
    let mut found = Vec::new();
    for i in 0..exposure.len() {
        for j in 0..i {
            if hedge[i] != hedge[j] {
                found.push((exposure[i] - exposure[j]) / (hedge[i] - hedge[j]));
            }
        }
    }
    found
}

#[test]
fn the_least_tail_is_the_least_of_all_kinks() {
    for seed in 0..60 {
        let (exposure, hedge) = scenarios(seed, 40, 1.5, 0.3 + seed as f64 / 20.0);
        for alpha in [0.05, 0.13, 0.5] {
            let found = hedge_ratio(&exposure, &hedge, alpha).unwrap().conditional;
            let least = kinks(&exposure, &hedge).into_iter().map(|ratio| tail(&exposure, &hedge, alpha, ratio)).fold(f64::MAX, f64::min);
            assert!((found.conditional_value_at_risk - least).abs() < 1e-12, "{seed}, {alpha}: {found:?}, {least}");
            assert!((found.unhedged - tail(&exposure, &hedge, alpha, 0.0)).abs() < 1e-12);
            assert!(found.conditional_value_at_risk <= found.unhedged && found.value_at_risk <= found.conditional_value_at_risk);
        }
    }
}

#[test]
fn the_interval_of_least_variance_covers_the_slope_as_often_as_it_says() {
    // Errors that spread with the hedge: an interval that took them as even would cover far less.
    let (mut covered, runs) = (0, 2_000);
    for seed in 0..runs {
        let mut random = Noise(seed + 1_000);
        let hedge: Vec<f64> = (0..400).map(|_| random.next()).collect();
        let exposure: Vec<f64> = hedge.iter().map(|hedge| 2.0 * hedge + random.next() * (0.1 + hedge * hedge)).collect();
        let found = hedge_ratio(&exposure, &hedge, 0.1).unwrap().variance;
        covered += u32::from(found.low <= 2.0 && 2.0 <= found.high);
    }
    // 95 % of 2,000 with three standard errors.
    let share = f64::from(covered) / runs as f64;
    assert!((share - 0.95).abs() < 0.015, "{share}");
}

#[test]
fn a_hedge_by_hand() {
    // Two groups of six: the hedge explains nothing of the second half's loss.
    let hedge = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0];
    let exposure = hedge.map(|gain| 0.5 * gain + 0.25);
    let found = hedge_ratio(&exposure, &hedge, 0.5).unwrap();
    assert_eq!((found.variance.ratio, found.variance.low, found.variance.high), (0.5, 0.5, 0.5));
    // Without the hedge the worst half loses 0.25; with it every scenario gains 0.25.
    assert_eq!((found.conditional.ratio, found.conditional.conditional_value_at_risk, found.conditional.unhedged), (0.5, -0.25, 0.25));
    assert_eq!(found.scenarios, 12);
}

#[test]
fn bad_scenarios_have_their_codes() {
    let (exposure, hedge) = scenarios(1, 40, 1.0, 0.5);
    let code = |exposure: &[f64], hedge: &[f64], alpha| hedge_ratio(exposure, hedge, alpha).unwrap_err().code();
    assert_eq!(code(&exposure[..11], &hedge[..11], 0.1), "length_mismatch");
    assert_eq!(code(&exposure, &hedge[1..], 0.1), "length_mismatch");
    assert_eq!(code(&exposure, &hedge, 0.01), "out_of_range");
    assert_eq!(code(&exposure, &hedge, f64::NAN), "not_finite");
    assert_eq!(code(&exposure, &[0.1; 40], 0.1), "out_of_range");
    let mut broken = exposure.clone();
    broken[7] = f64::NEG_INFINITY;
    assert_eq!(code(&broken, &hedge, 0.1), "not_finite");
    // Money for nothing: sold without end it only gains.
    let gains: Vec<f64> = hedge.iter().map(|gain| -1.0 - gain.abs()).collect();
    assert_eq!(code(&exposure, &gains, 0.1), "out_of_range");
    assert!(hedge_ratio(&exposure, &hedge, 0.1).is_ok());
}
