//! Powers with 18 decimals, digit by digit as the contract's library has them: `x^y = 2^(y·log2 x)`.
//!
//! Source: `PRBMathUD60x18.pow` of prb-math 2, as `Precision.applyExponentFactor` calls it.

use crate::error::RiskError;
use crate::exact::{U256, WAD, mul_div_half_up};

const POWER: &str = "power";

/// 1 and ½ with 18 decimals.
const ONE: u128 = 1_000_000_000_000_000_000;
const ONE_HALF: u64 = 500_000_000_000_000_000;

/// `2^(2^-i) − 1` for i from 1 to 64, in 2^-64, to the nearest.
#[rustfmt::skip]
const ROOTS: [u64; 64] = [
    0x6a09_e667_f3bc_c909, 0x306f_e0a3_1b71_52df, 0x172b_83c7_d517_adce, 0x0b55_86cf_9890_f62a,
    0x059b_0d31_5857_43ae, 0x02c9_a3e7_7806_0ee7, 0x0163_da9f_b333_56d8, 0x00b1_afa5_abcb_ed61,
    0x0058_c86d_a1c0_9ea2, 0x002c_605e_2e8c_ec50, 0x0016_2f39_0405_1fa1, 0x000b_175e_ffdc_76ba,
    0x0005_8ba0_1fb9_f96d, 0x0002_c5cc_37da_9492, 0x0001_62e5_25ee_0547, 0x0000_b172_5577_5c04,
    0x0000_58b9_1b5b_c9ae, 0x0000_2c5c_89d5_ec6d, 0x0000_162e_43f4_f831, 0x0000_0b17_21bc_fc9a,
    0x0000_058b_90cf_1e6e, 0x0000_02c5_c863_b73f, 0x0000_0162_e430_e5a2, 0x0000_00b1_7218_3551,
    0x0000_0058_b90c_0b49, 0x0000_002c_5c86_01cc, 0x0000_0016_2e42_fff0, 0x0000_000b_1721_7fbb,
    0x0000_0005_8b90_bfce, 0x0000_0002_c5c8_5fe3, 0x0000_0001_62e4_2ff1, 0x0000_0000_b172_17f8,
    0x0000_0000_58b9_0bfc, 0x0000_0000_2c5c_85fe, 0x0000_0000_162e_42ff, 0x0000_0000_0b17_217f,
    0x0000_0000_058b_90c0, 0x0000_0000_02c5_c860, 0x0000_0000_0162_e430, 0x0000_0000_00b1_7218,
    0x0000_0000_0058_b90c, 0x0000_0000_002c_5c86, 0x0000_0000_0016_2e43, 0x0000_0000_000b_1721,
    0x0000_0000_0005_8b91, 0x0000_0000_0002_c5c8, 0x0000_0000_0001_62e4, 0x0000_0000_0000_b172,
    0x0000_0000_0000_58b9, 0x0000_0000_0000_2c5d, 0x0000_0000_0000_162e, 0x0000_0000_0000_0b17,
    0x0000_0000_0000_058c, 0x0000_0000_0000_02c6, 0x0000_0000_0000_0163, 0x0000_0000_0000_00b1,
    0x0000_0000_0000_0059, 0x0000_0000_0000_002c, 0x0000_0000_0000_0016, 0x0000_0000_0000_000b,
    0x0000_0000_0000_0006, 0x0000_0000_0000_0003, 0x0000_0000_0000_0001, 0x0000_0000_0000_0001,
];

/// `x^y`, both with 18 decimals; `x` is at least 1.
pub(super) fn power(x: U256, y: U256) -> Result<U256, RiskError> {
    exp2(mul_div_half_up(log2(x)?, y, WAD)?)
}

/// The integer part by the highest bit, then one binary place after the other by squaring.
fn log2(x: U256) -> Result<U256, RiskError> {
    let whole = x.try_div(WAD, POWER)?;
    let Some(n) = 255_usize.checked_sub(whole.0.leading_zeros()) else { return Err(RiskError::division_by_zero(POWER)) };
    let whole = U256::new(u64::try_from(n).unwrap_or(0)).try_mul(WAD, POWER)?;
    // Below 2, so that its square has room in half a word.
    let mut y = U256(x.0 >> n).narrow().ok_or_else(|| RiskError::overflow(POWER))?;
    if y == ONE {
        return Ok(whole);
    }
    let (mut fraction, mut place) = (0_u64, ONE_HALF);
    while place > 0 {
        y = y * y / ONE;
        if y >= 2 * ONE {
            fraction += place;
            y /= 2;
        }
        place /= 2;
    }
    whole.try_add(U256::new(fraction), POWER)
}

/// By the roots of 2 whose places are set, in a fixed point with 191 places.
fn exp2(x: U256) -> Result<U256, RiskError> {
    let most = U256::new(192).try_mul(WAD, POWER)?;
    if x >= most {
        return Err(RiskError::overflow(POWER));
    }
    let binary = U256(x.0 << 64_usize).try_div(WAD, POWER)?;
    let [fraction, whole, ..] = *binary.0.as_limbs();
    let mut result = U256(U256::ONE.0 << 191_usize);
    for (place, root) in ROOTS.iter().enumerate() {
        if fraction << place >> 63 == 1 {
            let factor = U256::from_u128((1_u128 << 64) | u128::from(*root));
            result = U256((result.try_mul(factor, POWER)?.0) >> 64_usize);
        }
    }
    let places = 191_usize.saturating_sub(usize::try_from(whole).unwrap_or(191));
    Ok(U256(result.try_mul(WAD, POWER)?.0 >> places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_powers_of_two_are_exact_and_others_near() {
        let wad = |value: u64| U256::new(value).try_mul(WAD, "wad").unwrap();
        assert_eq!(power(wad(8), wad(2)).unwrap(), wad(64));
        assert_eq!(power(wad(1), wad(7)).unwrap(), wad(1));
        // 3^1.5 = 5.19615242270663188…
        let near = power(wad(3), U256::new(1_500_000_000_000_000_000)).unwrap();
        assert!(near.to_f64() / 5.196_152_422_706_632e18 - 1.0 < 1e-15 && near.to_f64() / 5.196_152_422_706_632e18 - 1.0 > -1e-15);
        assert!(power(wad(2), wad(192)).is_err());
    }
}
