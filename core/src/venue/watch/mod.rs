//! A position that is kept and asked again at every tick of a price.

mod grid;
mod tally;

#[cfg(feature = "uniffi")]
mod handle;

pub use grid::HealthGrid;
#[cfg(feature = "uniffi")]
pub use handle::WatchHandle;
pub(super) use tally::{Leg, Rule, Sums, Tally};

use super::outcome::{PositionHealth, PositionPrice};
use super::position::Position;
use super::rules::Venue;
use crate::error::RiskError;
use crate::exact::U256;
use crate::units;
use alloc::string::String;
use alloc::vec::Vec;

/// Decimals of a health factor.
const HEALTH_DECIMALS: u8 = 18;

/// The first whole number whose neighbours a float does not tell apart, 2^53.
const FIRST_INEXACT: f64 = 9_007_199_254_740_992.0;

/// Follows one position from tick to tick: verdict and health are those of `position_health` at the prices of now, to the last digit.
///
/// At Aave v3, Morpho Blue and Compound III a tick costs a few multiplications: what no price moves is worked out once, and each leg's
/// value is kept. At every other venue, and for numbers beyond 128 bits, each tick asks the venue's rules anew. A price at which the
/// contract reverts is taken as well: questions fail as `position_health` does until another price comes. At Maker a price that comes is
/// poked, so that it counts at once; the one that the position holds at the start counts as far as it was poked.
///
/// ```
/// use plimsoll::{U256, venue::{Position, Watch, morpho_blue::{MorphoBlueMarket, MorphoBluePosition}}};
/// // 10 ETH at 2,500 USDC against 20,000 USDC, at most 86 %.
/// let market = MorphoBlueMarket {
///     loan_asset: "USDC".into(), loan_decimals: 6, collateral_asset: "ETH".into(), collateral_decimals: 18,
///     price: "2500000000000000000000000000".parse()?, lltv: U256::new(860_000_000_000_000_000),
///     total_supply_assets: U256::new(20_000_000_000), total_borrow_assets: U256::new(20_000_000_000),
///     total_borrow_shares: U256::new(20_000_000_000_000_000), ..MorphoBlueMarket::default()
/// };
/// let position = MorphoBluePosition {
///     market, borrow_shares: U256::new(20_000_000_000_000_000), collateral: "10000000000000000000".parse()?, ..Default::default()
/// };
/// let mut watch = Watch::new(&Position::MorphoBlue(position))?;
/// assert_eq!(watch.health_factor()?, Some(1.075));
/// assert!(!watch.set_price("ETH", "2325581395400000000000000000".parse()?)?);
/// assert!(watch.set_price("ETH", "2325000000000000000000000000".parse()?)?);
/// assert_eq!(watch.health()?.health_factor, Some(U256::new(999_750_000_000_000_000)));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Watch {
    /// Where there is a tally, its prices are those below; else it holds them.
    position: Position,
    assets: Vec<String>,
    prices: Vec<U256>,
    tally: Option<Tally>,
}

impl Watch {
    /// Starts to watch a position at the prices that it holds.
    ///
    /// # Errors
    /// Those of `position_prices`; `duplicate` for two assets of one name.
    pub fn new(position: &Position) -> Result<Self, RiskError> {
        // A copy at no other prices, which is where two assets of one name are refused.
        let position = position.with_prices(&[])?;
        let (assets, prices): (Vec<_>, Vec<_>) = position.prices()?.into_iter().map(|one| (one.asset, one.price)).unzip();
        let tally = Tally::of(&position, &prices);
        Ok(Self { position, assets, prices, tally })
    }

    /// Returns the assets with their prices of now, in the order by which `tick` numbers them.
    ///
    /// # Errors
    /// Those of `position_prices`.
    pub fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        self.now()?.prices()
    }

    /// Takes a price of one asset and says whether the position is liquidatable at it.
    ///
    /// The asset is its place in `prices`; the price is the venue's own integer, a whole number below 2^53 (2,500 dollars with 8
    /// decimals is 250,000,000,000).
    ///
    /// # Errors
    /// `out_of_range` for a place or a price that is none, those of `position_at_prices`: then nothing has changed; those of
    /// `position_health` at this price.
    pub fn tick(&mut self, place: u32, price: f64) -> Result<bool, RiskError> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole and in range")]
        let whole = price as u64;
        #[allow(clippy::cast_precision_loss, reason = "below 2^53 it is exact; above, it is refused")]
        if !(0.0..FIRST_INEXACT).contains(&price) || whole as f64 != price {
            let hint = "pass the venue's integer, or set a larger one by its name";
            return Err(RiskError::out_of_range("price", "a whole number in [0, 2^53)", units::Shown(price), hint));
        }
        self.take(self.place(place)?, U256::new(whole))
    }

    /// Takes a price of one asset by its name, of any size, and says whether the position is liquidatable at it.
    ///
    /// # Errors
    /// Those of `position_at_prices`, after which nothing has changed; those of `position_health` at this price.
    pub fn set_price(&mut self, asset: &str, price: U256) -> Result<bool, RiskError> {
        let place = self.assets.iter().position(|one| one == asset);
        self.take(place.ok_or_else(|| RiskError::unknown("asset", asset))?, price)
    }

    /// Moves the clock: interest and funding accrue, ramps advance, prices stay. Says whether the position is then liquidatable.
    ///
    /// # Errors
    /// Those of `position_later`, which change nothing; those of `position_health` at that time.
    pub fn later(&mut self, seconds: u32) -> Result<bool, RiskError> {
        self.position = self.now()?.later(seconds)?;
        self.tally = Tally::of(&self.position, &self.prices);
        self.liquidatable()
    }

    /// Returns the contract's verdict at the prices of now.
    ///
    /// # Errors
    /// Those of `position_health`.
    pub fn liquidatable(&self) -> Result<bool, RiskError> {
        match self.tally.as_ref().and_then(Tally::liquidatable) {
            Some(verdict) => Ok(verdict),
            None => Ok(self.health()?.liquidatable),
        }
    }

    /// Returns the health factor at the prices of now as a number to show, liquidatable below 1 (Euler v2: at 1); nothing where
    /// nothing is required. The verdict is never read off it: it is rounded.
    ///
    /// # Errors
    /// Those of `position_health`.
    pub fn health_factor(&self) -> Result<Option<f64>, RiskError> {
        let exact = match self.tally.as_ref().and_then(Tally::health_factor) {
            Some(exact) => exact,
            None => self.health()?.health_factor,
        };
        Ok(exact.map(|factor| units::to_f64(factor, HEALTH_DECIMALS)))
    }

    /// Returns what `position_health` answers at the prices of now.
    ///
    /// # Errors
    /// Those of `position_health`.
    pub fn health(&self) -> Result<PositionHealth, RiskError> {
        self.now()?.health()
    }

    fn place(&self, place: u32) -> Result<usize, RiskError> {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        if place >= self.prices.len() {
            return Err(RiskError::out_of_range("place", "a place in `prices`", place, "the first asset is 0"));
        }
        Ok(place)
    }

    fn take(&mut self, place: usize, price: U256) -> Result<bool, RiskError> {
        match &mut self.tally {
            Some(tally) => tally.tick(place, price),
            None => {
                let asset = self.assets.get(place).map_or("", String::as_str);
                self.position = self.position.with_prices(&[(asset, price)])?;
            }
        }
        if let Some(known) = self.prices.get_mut(place) {
            *known = price;
        }
        self.liquidatable()
    }

    /// The position at the prices of now.
    fn now(&self) -> Result<Position, RiskError> {
        if self.tally.is_none() {
            return Ok(self.position.clone());
        }
        let prices: Vec<_> = self.assets.iter().map(String::as_str).zip(self.prices.iter().copied()).collect();
        self.position.with_prices(&prices)
    }
}
