//! The exponential and the logarithm with 18 decimals, digit by digit as snekmate has them, and the integer square root.
//!
//! Both are Bloemen's rational approximations in fixed point with 96 binary places (xn--2-umb.com/22/exp-ln); the coefficients
//! and the places of the roundings are those of snekmate's `utils/math.vy` at 98f952d7. A right shift rounds down, also below
//! zero; a division rounds toward zero. No product below leaves 256 bits.

use crate::error::RiskError;
use crate::exact::{I256, U256};

const EXP: &str = "wad_exp";
const LN: &str = "wad_ln";

/// The fixed point of the approximations.
const PLACES: usize = 96;

/// ln 2 with 96 binary places.
const LN_2: i128 = 54_916_777_467_707_473_351_141_471_128;

/// Below or at it the result is less than 1e-18.
const EXP_ZERO_UNTIL: i128 = -41_446_531_673_892_822_313;

/// From here on the result does not fit in a signed word.
const EXP_OVERFLOWS_FROM: i128 = 135_305_999_368_893_231_589;

/// `x^5 + …`, `x^6 + …` without the leading term, highest power first.
const EXP_Q: [i128; 6] = [
    -2_855_989_394_907_223_263_936_484_059_900,
    50_020_603_652_535_783_019_961_831_881_945,
    -533_845_033_583_426_703_283_633_433_725_380,
    3_604_857_256_930_695_427_073_651_918_091_429,
    -14_423_608_567_350_463_180_887_372_962_807_573,
    26_449_188_498_355_588_339_934_803_723_976_023,
];
const LN_P: [i128; 6] = [
    3_273_285_459_638_523_848_632_254_066_296,
    24_828_157_081_833_163_892_658_089_445_524,
    43_456_485_725_739_037_958_740_375_743_393,
    -11_111_509_109_440_967_052_023_855_526_967,
    -45_023_709_667_254_063_763_336_534_515_857,
    -14_706_773_417_378_608_786_704_636_184_526,
];
const LN_P_LAST: i128 = -795_164_235_651_350_426_258_249_787_498;
const LN_Q: [i128; 7] = [
    5_573_035_233_440_673_466_300_451_813_936,
    71_694_874_799_317_883_764_090_561_454_958,
    283_447_036_172_924_575_727_196_451_306_956,
    401_686_690_394_027_663_651_624_208_769_553,
    204_048_457_590_392_012_362_485_061_816_622,
    31_853_899_698_501_571_402_653_359_427_138,
    909_429_971_244_387_300_277_376_558_375,
];

/// Returns `e^x`, both with 18 decimals, as snekmate's `_wad_exp` does.
///
/// # Errors
/// `overflow` where the result does not fit in a signed 256-bit integer, as the contract reverts there.
///
/// ```
/// use plimsoll::venue::llamma::llamma_wad_exp;
/// assert_eq!(llamma_wad_exp("1000000000000000000".parse()?)?.to_string(), "2718281828459045235");
/// assert_eq!(llamma_wad_exp("-1000000000000000000".parse()?)?.to_string(), "367879441171442321");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn llamma_wad_exp(x: I256) -> Result<U256, RiskError> {
    if x <= signed(EXP_ZERO_UNTIL) {
        return Ok(U256::ZERO);
    }
    if x >= signed(EXP_OVERFLOWS_FROM) {
        return Err(RiskError::overflow(EXP));
    }
    // From 10^18 to 2^96: both have 2^18 in common.
    let x = shift_left(x, 78).try_div(U256::new(3_814_697_265_625), EXP)?;
    let ratio = shift_left(x, PLACES).try_div(U256::from_u128(LN_2.unsigned_abs()), EXP)?;
    let k = shift_right(ratio.try_add(signed(1 << 95), EXP)?, PLACES);
    let x = x.try_sub(k.try_mul(signed(LN_2), EXP)?, EXP)?;

    let y = scaled(x.try_add(signed(1_346_386_616_545_796_478_920_950_773_328), EXP)?, x, EXP)?
        .try_add(signed(57_155_421_227_552_351_082_224_309_758_442), EXP)?;
    let p = y.try_add(x, EXP)?.try_sub(signed(94_201_549_194_550_492_254_356_042_504_812), EXP)?;
    let p = scaled(p, y, EXP)?.try_add(signed(28_719_021_644_029_726_153_956_944_680_412_240), EXP)?;
    let p = p.try_mul(x, EXP)?.try_add(shift_left(signed(4_385_272_521_454_847_904_659_076_985_693_276), PLACES), EXP)?;
    let q = polynomial(x, &EXP_Q, EXP)?;
    // Neither is negative in the reduced range, and the quotient is below 2^95.
    let r = divide(p, q, EXP)?;
    let scale = U256::from_u128(3_822_833_074_963_236_453_042_738_258_902)
        .try_mul(U256::new(1_000_000_000_000_000_000), EXP)?
        .try_add(U256::from_u128(158_003_155_416_615_667), EXP)?;
    let scaled = r.magnitude().try_mul(scale, EXP)?;
    let shift = signed(195).try_sub(k, EXP)?.magnitude();
    Ok(U256(scaled.0 >> places(shift)))
}

/// Returns the natural logarithm, both with 18 decimals, as snekmate's `_wad_ln` does; 0 for 0.
///
/// # Errors
/// `overflow` from 2^255, which is negative to the contract.
///
/// ```
/// use plimsoll::venue::llamma::llamma_wad_ln;
/// assert_eq!(llamma_wad_ln("2718281828459045235".parse()?)?.to_string(), "999999999999999999");
/// assert_eq!(llamma_wad_ln("1".parse()?)?.to_string(), "-41446531673892822313");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn llamma_wad_ln(x: U256) -> Result<I256, RiskError> {
    if x.is_zero() {
        return Ok(I256::ZERO);
    }
    if x.bit(255) {
        return Err(RiskError::overflow(LN));
    }
    // From [2^k', 2^(k'+1)) to [1, 2) with 96 places.
    let zeros = x.0.leading_zeros();
    let k = signed(159).try_sub(signed(i128::try_from(zeros).map_err(|_| RiskError::overflow(LN))?), LN)?;
    let x = I256::from(U256((x.0 << zeros) >> 159_usize));

    let p = polynomial(x, &LN_P, LN)?.try_mul(x, LN)?.try_add(shift_left(signed(LN_P_LAST), PLACES), LN)?;
    let q = polynomial(x, &LN_Q, LN)?;
    let r = divide(p, q, LN)?;
    let sum = r
        .try_mul(constant("1677202110996718588342820967067443963516166")?, LN)?
        .try_add(k.try_mul(constant("16597577552685614221487285958193947469193820559219878177908093499208371")?, LN)?, LN)?
        .try_add(constant("600920179829731861736702779321621459595472258049074101567377883020018308")?, LN)?;
    Ok(shift_right(sum, 174))
}

/// `x^n + c₀·x^(n−1) + …` in the fixed point, by Horner's rule.
fn polynomial(x: I256, coefficients: &[i128], operation: &'static str) -> Result<I256, RiskError> {
    let mut value = shift_left(signed(1), PLACES);
    for coefficient in coefficients {
        value = scaled(value, x, operation)?.try_add(signed(*coefficient), operation)?;
    }
    Ok(value)
}

/// A product in the fixed point, rounded down.
fn scaled(a: I256, b: I256, operation: &'static str) -> Result<I256, RiskError> {
    Ok(shift_right(a.try_mul(b, operation)?, PLACES))
}

/// Rounded toward zero.
fn divide(a: I256, b: I256, operation: &'static str) -> Result<I256, RiskError> {
    let quotient = a.try_div(b.magnitude(), operation)?;
    Ok(if b.is_negative() { -quotient } else { quotient })
}

fn signed(value: i128) -> I256 {
    I256::new(value < 0, U256::from_u128(value.unsigned_abs()))
}

/// A constant above 128 bits.
fn constant(digits: &str) -> Result<I256, RiskError> {
    digits.parse().map_err(|_| RiskError::overflow(LN))
}

fn shift_left(value: I256, by: usize) -> I256 {
    I256::new(value.is_negative(), U256(value.magnitude().0 << by))
}

/// Rounded down, as the machine's shift of a signed word.
fn shift_right(value: I256, by: usize) -> I256 {
    let magnitude = value.magnitude();
    let shifted = magnitude.0 >> by;
    let exact = (shifted << by) == magnitude.0;
    let shifted = if value.is_negative() && !exact { shifted.wrapping_add(U256::ONE.0) } else { shifted };
    I256::new(value.is_negative(), U256(shifted))
}

/// A shift of at most 256 places.
fn places(value: U256) -> usize {
    value.narrow().and_then(|narrow| usize::try_from(narrow).ok()).unwrap_or(256).min(256)
}
