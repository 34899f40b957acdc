//! The exact answer of the feed at which the dog's verdict flips.

use super::frob::maker_spot;
use super::state::MakerVault;
use crate::account::PriceBoundary;
use crate::error::RiskError;
use crate::exact::{U256, mul_div_ceil};

/// From the feed's 18 decimals to spot's ray times ray, 10^36.
const FEED_SCALE: U256 = U256::from_u128(1_000_000_000_000_000_000_000_000_000_000_000_000);

impl MakerVault {
    /// Returns the smallest spot above 0 at which the dog does not bark: `⌈art·rate/ink⌉`, at least 1; absent without collateral
    /// but with debt.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::maker::MakerVault;
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// assert_eq!(vault.smallest_safe_spot()?.unwrap().to_string(), "1050000000000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn smallest_safe_spot(&self) -> Result<Option<U256>, RiskError> {
        let tab = self.art.try_mul(self.ilk.rate, "art·rate")?;
        if tab.is_zero() {
            return Ok(Some(U256::ONE));
        }
        Ok(if self.ink.is_zero() { None } else { Some(tab.try_div_ceil(self.ink, "s*")?) })
    }

    /// Returns the smallest answer of the feed at which a poke leaves the vault safe.
    ///
    /// ```text
    /// s* = ⌈art·rate/ink⌉      x* = ⌈s*·mat/RAY⌉      p* = ⌈x*·par/10^36⌉
    /// ```
    /// Each line inverts one floor of the spot, so that p* is exact, with the stored rate. It is the only flip among the answers that
    /// give a spot above 0. Below those the dog does not bark at all, which is no safety but no liquidation either: where the price
    /// now, or one unit below p*, gives a spot of 0, nothing liquidates the vault.
    ///
    /// It is a price of the feed, and counts from a poke on: a stored spot that is older than the feed's answer has its own verdict.
    ///
    /// # Errors
    /// `overflow` where the contract's products do; `out_of_range` and `duplicate` for a state it cannot hold.
    pub(super) fn price_boundary(&self) -> Result<PriceBoundary, RiskError> {
        self.check()?;
        let smallest = self.smallest_safe_spot()?;
        // The dog's products must fit now, whatever the answer is at other prices.
        self.is_unsafe()?;
        // A price now whose spot is 0 is none: below it there is nothing but none.
        let none = maker_spot(self.price, self.par, self.mat).is_ok_and(U256::is_zero);
        if none || self.art.is_zero() {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        let Some(price) = smallest.and_then(|spot| self.price_of_spot(spot)) else { return Ok(PriceBoundary::NothingSaves) };
        // A poke or a product that reverts makes nothing safe.
        let reached = maker_spot(price, self.par, self.mat).and_then(|spot| self.ink.try_mul(spot, "ink·spot"));
        if reached.is_err() {
            return Ok(PriceBoundary::NothingSaves);
        }
        if maker_spot(price.saturating_sub(U256::ONE), self.par, self.mat)?.is_zero() {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        Ok(PriceBoundary::At { price, unique: true })
    }

    /// The smallest answer of the feed whose spot is `spot` or more.
    fn price_of_spot(&self, spot: U256) -> Option<U256> {
        let feed = mul_div_ceil(spot, self.mat, crate::exact::RAY).ok()?;
        mul_div_ceil(feed, self.par, FEED_SCALE).ok()
    }
}
