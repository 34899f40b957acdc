//! The GARCH fit beside `arch` 8.0.0: `python models/bench/garch.py --reference` prints these figures.

#![allow(clippy::expect_used, reason = "a test panics to fail")]
#![allow(clippy::disallowed_methods, reason = "the reference was made with the machine's own arithmetic")]

use plimsoll::volatility::{GarchLaw, garch_fit};

/// A seeded series with clustering variance and fat tails, in percent: only sums, products and square roots, so that every language
/// agrees.
fn series(seed: u64) -> Vec<f64> {
    let (mut state, mut variance) = (seed, 4.0f64);
    let mut uniform = || {
        state = (1_103_515_245 * state + 12_345) % 2_147_483_648;
        state as f64 / 2_147_483_648.0
    };
    (0..1_500)
        .map(|_| {
            let mut shock = (uniform() + uniform() + uniform() - 1.5) * 1.8;
            if uniform() < 0.05 {
                shock *= 3.0;
            }
            let r = variance.sqrt() * shock;
            variance = 0.2 + 0.1 * (r * r) + 0.85 * variance;
            r
        })
        .collect()
}

/// `arch_model(r, mean='Zero', vol='GARCH', p=1, q=1, dist=…, rescale=False)`, converged: seed, log likelihood, ω, α, β and ν.
const NORMAL: [(u64, f64, [f64; 3]); 5] = [
    (1, -3_407.069_798_825_781_6, [0.450_488_187, 0.116_114_088, 0.813_037_081]),
    (2, -3_466.433_315_210_457_3, [0.208_760_55, 0.123_769_948, 0.852_557_769]),
    (3, -3_419.206_704_363_896_3, [0.208_468_968, 0.103_835_598, 0.866_870_988]),
    (4, -3_255.579_087_101_878_5, [0.212_870_494, 0.062_391_712, 0.894_277_336]),
    (5, -3_250.899_429_090_572, [0.305_969_289, 0.122_234_279, 0.823_337_171]),
];
const STUDENT_T: [(u64, f64, [f64; 4]); 5] = [
    (1, -3_343.716_247_247_988_6, [0.374_859_766, 0.130_220_054, 0.809_966_51, 6.629_231_915]),
    (2, -3_406.472_570_108_083_3, [0.180_056_302, 0.129_924_45, 0.849_220_753, 6.483_276_155]),
    (3, -3_367.320_869_852_696, [0.210_647_858, 0.119_396_059, 0.850_349_478, 7.057_957_975]),
    (4, -3_193.744_404_427_046, [0.228_372_255, 0.076_573_33, 0.875_528_315, 6.161_297_501]),
    (5, -3_175.388_806_506_343, [0.215_415_018, 0.113_301_638, 0.846_098_448, 5.923_830_296]),
];

fn check(seed: u64, law: GarchLaw, likelihood: f64, parameters: &[f64]) {
    let returns: Vec<f64> = series(seed).iter().map(|percent| percent / 100.0).collect();
    let fit = garch_fit(&returns, law).expect("a fit");
    let found = fit.log_likelihood - returns.len() as f64 * 100f64.ln();
    assert!(fit.converged);
    assert!((found / likelihood - 1.0).abs() < 1e-6, "{law:?}, seed {seed}: log likelihood {found}, arch {likelihood}");
    // arch stops within a few thousandths of a standard error of the top; ours goes on to it.
    assert!(found >= likelihood - 1e-9 * likelihood.abs(), "{law:?}, seed {seed}: log likelihood {found}, arch {likelihood}");
    let found = [Some(fit.omega * 1e4), Some(fit.alpha), Some(fit.beta), fit.nu];
    assert_eq!(found.iter().flatten().count(), parameters.len());
    for (found, expected) in found.iter().flatten().zip(parameters) {
        assert!((found / expected - 1.0).abs() < 1e-3, "{law:?}, seed {seed}: {fit:?}");
    }
}

#[test]
fn the_fit_is_that_of_arch() {
    for (seed, likelihood, parameters) in NORMAL {
        check(seed, GarchLaw::Normal, likelihood, &parameters);
    }
    for (seed, likelihood, parameters) in STUDENT_T {
        check(seed, GarchLaw::StudentT, likelihood, &parameters);
    }
}
