//! The vat: the price with the margin taken off, and the rules of every change of a vault.

use super::state::MakerVault;
use crate::error::RiskError;
use crate::exact::{I256, RAY, U256};

/// From wad to ray.
const WAD_TO_RAY: U256 = U256::new(1_000_000_000);

/// The largest signed 256-bit integer.
fn signed_max() -> U256 {
    U256::MAX.half()
}

/// Returns `x + y` as the vat adds a signed integer.
pub(super) fn add_signed(x: U256, y: I256, operation: &'static str) -> Result<U256, RiskError> {
    if y.is_negative() { x.try_sub(y.magnitude(), operation) } else { x.try_add(y.magnitude(), operation) }
}

/// Returns `x·y` as the vat does: both factors and the product are signed 256-bit integers there.
pub(super) fn mul_signed(x: U256, y: I256, operation: &'static str) -> Result<I256, RiskError> {
    let product = I256::from(x).try_mul(y, operation)?;
    if x > signed_max() || !fits_signed(product) { Err(RiskError::overflow(operation)) } else { Ok(product) }
}

/// Says whether a signed integer has 255 bits and a sign.
fn fits_signed(value: I256) -> bool {
    let most = if value.is_negative() { signed_max().try_add(U256::ONE, "2^255").unwrap_or(U256::MAX) } else { signed_max() };
    value.magnitude() <= most
}

/// Returns `⌊price·1e9·RAY/par⌋`: the feed's answer in ray, per unit of debt.
pub(super) fn feed(price: U256, par: U256) -> Result<U256, RiskError> {
    price.try_mul(WAD_TO_RAY, "feed")?.try_mul(RAY, "feed")?.try_div(par, "feed")
}

/// Returns the price with the safety margin taken off, ray.
///
/// ```text
/// spot = ⌊⌊price·1e9·RAY/par⌋·RAY/mat⌋
/// ```
/// `price` has 18 decimals, `par` and `mat` are ray. Source: `poke` of dss src/spot.sol at fa4f6630.
///
/// # Errors
/// `overflow`, `division_by_zero`.
///
/// ```
/// use plimsoll::{exact::RAY, venue::maker::maker_spot};
/// let spot = maker_spot("2000000000000000000000".parse()?, RAY, "1500000000000000000000000000".parse()?)?;
/// assert_eq!(spot.to_string(), "1333333333333333333333333333333");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn maker_spot(price: U256, par: U256, mat: U256) -> Result<U256, RiskError> {
    feed(price, par)?.try_mul(RAY, "spot")?.try_div(mat, "spot")
}

impl MakerVault {
    /// Returns the vault after a poke: its spot is that of the feed's answer now, 0 without a valid one.
    ///
    /// # Errors
    /// `overflow`, `division_by_zero`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::maker::MakerVault};
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// assert_eq!(vault.poke("1500000000000000000".parse()?, true)?.ilk.spot.to_string(), "1000000000000000000000000000");
    /// assert_eq!(vault.poke(vault.price, false)?.ilk.spot, U256::ZERO);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn poke(&self, price: U256, valid: bool) -> Result<Self, RiskError> {
        let mut vault = self.clone();
        (vault.price, vault.price_valid) = (price, valid);
        vault.ilk.spot = if valid { maker_spot(price, self.par, self.mat)? } else { U256::ZERO };
        Ok(vault)
    }

    /// Returns the vault after a change of collateral and normalised debt, and the debt asset that it draws (below zero: pays), rad.
    ///
    /// Every product is formed even where it does not decide, in the vat's order, so each of them can overflow. Safety is asked only
    /// of a change that takes collateral or adds debt; dust of every change. Source: `frob` of dss src/vat.sol at fa4f6630.
    ///
    /// # Errors
    /// `refused` with `Vat/ilk-not-init`, `Vat/ceiling-exceeded`, `Vat/not-safe` or `Vat/dust`; `overflow`.
    ///
    /// ```
    /// use plimsoll::{I256, venue::maker::MakerVault};
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// let thousand: I256 = "1000000000000000000000".parse()?;
    /// let (after, drawn) = vault.frob(I256::ZERO, thousand)?;
    /// assert_eq!((after.art.to_string(), drawn.to_string().len()), ("11000000000000000000000".to_string(), 49));
    /// assert!(vault.frob(I256::ZERO, "3000000000000000000000".parse()?).unwrap_err().to_string().contains("Vat/not-safe"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn frob(&self, dink: I256, dart: I256) -> Result<(Self, I256), RiskError> {
        if self.ilk.rate.is_zero() {
            return Err(RiskError::refused("Vat/ilk-not-init"));
        }
        if !fits_signed(dink) || !fits_signed(dart) {
            return Err(RiskError::overflow("frob"));
        }
        let mut vault = self.clone();
        vault.ink = add_signed(self.ink, dink, "ink")?;
        vault.art = add_signed(self.art, dart, "art")?;
        let ilk = &mut vault.ilk;
        ilk.total_art = add_signed(ilk.total_art, dart, "Art")?;
        let drawn = mul_signed(ilk.rate, dart, "dtab")?;
        let tab = ilk.rate.try_mul(vault.art, "tab")?;
        ilk.global_debt = add_signed(ilk.global_debt, drawn, "debt")?;
        let (draws, frees) = (!dart.is_negative() && !dart.is_zero(), dink.is_negative());
        let ilk_debt = ilk.total_art.try_mul(ilk.rate, "Art·rate")?;
        if draws && (ilk_debt > ilk.line || ilk.global_debt > ilk.global_line) {
            return Err(RiskError::refused("Vat/ceiling-exceeded"));
        }
        let allowed = vault.ink.try_mul(ilk.spot, "ink·spot")?;
        if (draws || frees) && tab > allowed {
            return Err(RiskError::refused("Vat/not-safe"));
        }
        if !vault.art.is_zero() && tab < ilk.dust {
            return Err(RiskError::refused("Vat/dust"));
        }
        Ok((vault, drawn))
    }
}
