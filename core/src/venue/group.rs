//! Boundaries of prices that move together, and of times to come.

use super::flip::first_flip;
use super::outcome::{AssetPrice, PositionHealth};
use super::position::Position;
use super::rules::Venue;
use crate::account::{Boundary, BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::{U256, mul_div_floor};
use alloc::string::String;
use alloc::vec::Vec;

/// One end of the prices at which a position is safe, a group of its prices moving together.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct GroupEnd {
    /// The price of the group's first asset there: safe at it, liquidatable one unit beyond it; or the fact that there is none.
    /// `unique` is true only where the venue says that its verdict is monotonic in the price of every member there, all on one side.
    pub boundary: PriceBoundary,
    /// The price of every member there, in the order asked; empty where there is none.
    pub prices: Vec<AssetPrice>,
}

/// Where a position is safe when some of its prices move in proportion.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct GroupBoundary {
    /// The group's first asset, whose price the boundaries are given in.
    pub asset: String,
    /// Its price now.
    pub price: U256,
    /// The smallest safe price: a fall beyond it liquidates, as with a collateral.
    pub smallest_safe: GroupEnd,
    /// The largest safe price: a rise beyond it liquidates, as with a debt.
    pub largest_safe: GroupEnd,
}

/// The boundaries of a position at a later time.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BoundaryDrift {
    /// Seconds from now.
    pub seconds: u32,
    /// Where the position stands then at the prices of now; at Maker after a poke and a drip.
    pub health: PositionHealth,
    /// Its boundaries then.
    pub boundaries: Vec<Boundary>,
}

/// Returns the exact prices between which a position is safe when the prices of a group move together, as those of an asset and of its
/// staked forms do.
///
/// ```text
/// p_i(p) = ⌊p_i · p / p_0⌋        p the price of the group's first asset, p_0 that price now
/// ```
///
/// `p` runs over the integers of the first asset's price. The nearest flip on either side is bracketed by halving and doubling the price
/// now, and found by bisection on the venue's own verdict; the two neighbouring prices were both asked. Where the verdict is not
/// monotonic, two flips between two of those prices are passed over, and `unique` is false. A price at which the contract
/// reverts is neither safe nor liquidatable, and neither of the two. A venue that stores a price of its own, as Maker does, is asked
/// as after a poke at every price, also at the one of now.
///
/// - `assets`: the group, by its names in the position; a group of one is that asset alone, whatever side it is on.
///
/// # Errors
/// Those of `position_health`; `length_mismatch` for no asset, `unknown`, `duplicate`; `out_of_range` where the first asset's price is 0.
///
/// ```
/// use plimsoll::{U256, account::PriceBoundary, exact::RAY, venue::{Position, position_group_boundary}};
/// use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User};
/// let eth = AaveV3Reserve {
///     id: 0, asset: "ETH".into(), decimals: 18, price: U256::new(250_000_000_000), factor: Some("ETH".into()),
///     ltv_bps: 8_050, liquidation_threshold_bps: 8_000, liquidation_bonus_bps: 10_500,
///     liquidity_index: RAY, variable_borrow_index: RAY,
///     current_liquidity_rate: U256::ZERO, current_variable_borrow_rate: U256::ZERO, elapsed_seconds: 0,
///     scaled_a_token_balance: "5000000000000000000".parse()?, scaled_variable_debt: U256::ZERO,
///     used_as_collateral: true, is_borrowing: false, liquidation_protocol_fee_bps: None, limits: None, pool: None,
/// };
/// let staked = AaveV3Reserve { id: 1, asset: "wstETH".into(), price: U256::new(300_000_000_000), ..eth.clone() };
/// let usdc = AaveV3Reserve {
///     id: 2, asset: "USDC".into(), decimals: 6, price: U256::new(100_000_000), factor: None,
///     scaled_a_token_balance: U256::ZERO, scaled_variable_debt: U256::new(11_000_000_000),
///     used_as_collateral: false, is_borrowing: true, ..eth.clone()
/// };
/// let user = AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![eth, staked, usdc], e_modes: None };
/// // 11,000 / (0.8 · (5 + 5 · 1.2)) = 1,250 dollars for ether, 1,500 for the staked form.
/// let found = position_group_boundary(&Position::AaveV3(user), &["ETH".into(), "wstETH".into()])?;
/// assert_eq!(found.smallest_safe.boundary, PriceBoundary::At { price: U256::new(125_000_000_000), unique: true });
/// assert_eq!(found.smallest_safe.prices[1].price, U256::new(150_000_000_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_group_boundary(position: &Position, assets: &[String]) -> Result<GroupBoundary, RiskError> {
    group_boundary(position, assets)
}

/// Returns the boundaries of a position at later times, interest and funding accrued and ramps advanced, if nobody touches it before.
///
/// At Maker, where the stability fee counts only once somebody drips and the feed's price once somebody pokes, which anyone may do, both
/// are done at each of those times, at 0 seconds too: a vault's verdict of now is that of the stored rate, in `position_health`.
///
/// - `seconds`: from now, in any order.
///
/// # Errors
/// Those of `position_health` and `position_later`; `overflow` where Maker's poke or drip reverts.
///
/// ```
/// use plimsoll::venue::aave_v3::{AaveV3Revision, AaveV3User};
/// use plimsoll::venue::{Position, position_boundary_drift};
/// let empty = Position::AaveV3(AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![], e_modes: None });
/// let drift = position_boundary_drift(&empty, &[0, 86_400])?;
/// assert_eq!((drift.len(), drift[1].seconds, drift[1].boundaries.len()), (2, 86_400, 0));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_boundary_drift(position: &Position, seconds: &[u32]) -> Result<Vec<BoundaryDrift>, RiskError> {
    seconds
        .iter()
        .map(|seconds| {
            let later = position.later(*seconds)?.touched()?;
            Ok(BoundaryDrift { seconds: *seconds, health: later.health()?, boundaries: later.boundaries()? })
        })
        .collect()
}

/// `position_group_boundary` for the state of any one venue.
///
/// # Errors
/// Those of `position_group_boundary`.
///
/// ```
/// use plimsoll::venue::{aave_v3::{AaveV3Revision, AaveV3User}, group_boundary};
/// let empty = AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![], e_modes: None };
/// assert_eq!(group_boundary(&empty, &[]).unwrap_err().code(), "length_mismatch");
/// ```
pub fn group_boundary<V: Venue>(position: &V, assets: &[String]) -> Result<GroupBoundary, RiskError> {
    let liquidatable = position.health()?.liquidatable;
    let known = position.prices()?;
    let mut members = Vec::with_capacity(assets.len());
    for (place, asset) in assets.iter().enumerate() {
        if assets.iter().take(place).any(|earlier| earlier == asset) {
            return Err(RiskError::duplicate("assets", asset));
        }
        let price = known.iter().find(|price| price.asset == *asset).ok_or_else(|| RiskError::unknown("assets", asset))?.price;
        members.push((asset.as_str(), price));
    }
    let Some(&(asset, price)) = members.first() else {
        return Err(RiskError::length_mismatch("assets", "one asset or more", 0));
    };
    if price.is_zero() {
        return Err(RiskError::out_of_range("assets", "a group whose first price is above 0", 0, "put an asset first that has a price"));
    }
    let mut group = Group { position, members, price, liquidatable };
    // A venue that stores a price of its own judges by that one until the feed's is taken over, as at every other price asked here.
    group.liquidatable = group.liquidatable_at(price).unwrap_or(liquidatable);
    Ok(GroupBoundary {
        asset: asset.into(),
        price,
        smallest_safe: group.end(BoundarySide::Collateral)?,
        largest_safe: group.end(BoundarySide::Debt)?,
    })
}

struct Group<'a, V> {
    position: &'a V,
    members: Vec<(&'a str, U256)>,
    price: U256,
    liquidatable: bool,
}

impl<V: Venue> Group<'_, V> {
    /// The prices of all members at a price of the first; nothing where one does not fit.
    fn prices(&self, price: U256) -> Option<Vec<(&str, U256)>> {
        self.members.iter().map(|(asset, now)| Some((*asset, mul_div_floor(*now, price, self.price).ok()?))).collect()
    }

    fn at(&self, price: U256) -> Option<V> {
        self.position.with_prices(&self.prices(price)?).ok()
    }

    /// The venue's verdict at a price; nothing where the contract reverts. The state itself was found good before.
    fn liquidatable_at(&self, price: U256) -> Option<bool> {
        Some(self.at(price)?.health().ok()?.liquidatable)
    }

    fn end(&self, side: BoundarySide) -> Result<GroupEnd, RiskError> {
        let found = match self.flip(side)? {
            Some(price) => self.prices(price).map(|prices| (price, prices)),
            None => None,
        };
        let Some((price, prices)) = found else {
            let boundary = if self.liquidatable { PriceBoundary::NothingSaves } else { PriceBoundary::NothingLiquidates };
            return Ok(GroupEnd { boundary, prices: Vec::new() });
        };
        let unique = self.is_monotonic(price, side);
        let prices = prices.into_iter().map(|(asset, price)| AssetPrice { asset: asset.into(), price }).collect();
        Ok(GroupEnd { boundary: PriceBoundary::At { price, unique }, prices })
    }

    /// The safe price next to a liquidatable one.
    fn flip(&self, side: BoundarySide) -> Result<Option<U256>, RiskError> {
        let up = (side == BoundarySide::Collateral) == self.liquidatable;
        first_flip(self.price, self.liquidatable, up, &|price| self.liquidatable_at(price))
    }

    /// The venue says of every member that its own boundary is the only one, on this side: then the verdict is monotonic in each price,
    /// and in all of them together.
    fn is_monotonic(&self, price: U256, side: BoundarySide) -> bool {
        let Some(found) = self.at(price).and_then(|there| there.boundaries().ok()) else { return false };
        self.members.iter().all(|(asset, _)| {
            let own = found.iter().find(|one| one.asset == *asset);
            own.is_some_and(|own| own.side == side && matches!(own.boundary, PriceBoundary::At { unique: true, .. }))
        })
    }
}
