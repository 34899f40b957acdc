//! The pair and the amount that pay a liquidator most.

use super::costs::ActionCosts;
use super::desk::Desk;
use super::profit::{LiquidationProfit, profit, rates};
use super::search::most_allowed;
use crate::account::smallest;
use crate::error::{RiskError, RiskErrorKind};
use crate::exact::{U256, mul_div_floor};
use crate::venue::{LiquidationCall, LiquidationOutcome, Position, Venue};

/// A share of the largest amount stands in this many bits.
const SHARE_BITS: u32 = 53;

/// Profits nearer than this, relative to what changes hands, are equal: rounding.
const EQUAL: f64 = 1e-12;

/// A liquidation call and what it is worth.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BestLiquidation {
    /// What to ask of the venue.
    pub call: LiquidationCall,
    /// What it is worth.
    pub profit: LiquidationProfit,
}

/// Which call pays most, if any does.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquidationChoice {
    /// Pairs of assets that the venue offers: 0 where the position is safe or nothing is left to seize.
    pub pairs: u32,
    /// The call that pays most; absent where none pays.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub best: Option<BestLiquidation>,
}

/// Returns the liquidation call that pays the liquidator most: which pair of assets, and how much; no call where none pays, because
/// the position is safe or because the costs eat the bonus.
///
/// Every pair that the venue offers is tried. With the price falling in a straight line the profit is concave in the amount, so that
/// the best share of the largest amount is
/// ```text
/// s = (Σ kept · V − R · (1 + flash-loan fee)) / (2 · Σ impact · V²)      V received, R repaid at the largest amount; at most 1
/// ```
/// which is then played on the contract's integers with its neighbours; where the venue's terms move with the amount and a neighbour
/// pays more, a search over the integers takes its place. Where the venue refuses that amount, such as for the dust it would leave, the
/// nearest ones that it accepts are weighed. No other amount pays more by as much as one token unit of what is received.
///
/// # Errors
/// Those of `liquidation_profit`.
///
/// ```
/// use plimsoll::U256;
/// use plimsoll::liquidation::{ActionCosts, AssetCosts, best_liquidation};
/// use plimsoll::venue::{Position, Venue};
/// // 10 ETH against 14,000 dollars, with ether at 1,650: half may be repaid, for 5 % more.
/// let position = Position::AaveV3(serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?);
/// let position = position.with_prices(&[("ETH", U256::new(165_000_000_000))])?;
/// // Ether in a market that 1,000 dollars move by 2 %.
/// let ether = AssetCosts { asset: "ETH".into(), decimals: 18, trade_fee: 0.0, two_percent_depth: Some(1_000.0) };
/// let dollars = AssetCosts { asset: "USDC".into(), decimals: 6, trade_fee: 0.0, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0, assets: vec![ether, dollars] };
/// let best = best_liquidation(&position, &costs)?.best.ok_or("none pays")?;
/// // Of r repaid 0.05 r − 10⁻⁵ · (1.05 r)² is left: most at r = 2,267.57.
/// assert_eq!(best.call.repay, Some(U256::new(2_267_573_696)));
/// assert!((best.profit.profit - 46.689_342).abs() < 1e-5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn best_liquidation(position: &Position, costs: &ActionCosts) -> Result<LiquidationChoice, RiskError> {
    best_liquidation_for(position, costs)
}

/// Returns what `best_liquidation` returns, for any venue.
///
/// # Errors
/// Those of `liquidation_profit`.
///
/// ```
/// use plimsoll::U256;
/// use plimsoll::liquidation::{ActionCosts, AssetCosts, best_liquidation_for};
/// use plimsoll::venue::{Venue};
/// use plimsoll::venue::aave_v3::AaveV3User;
/// let user: AaveV3User = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?;
/// let user = user.with_prices(&[("ETH", U256::new(165_000_000_000))])?;
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// let choice = best_liquidation_for(&user, &costs)?;
/// assert_eq!((choice.pairs, choice.best.map(|best| best.call.repay)), (1, Some(Some(U256::new(7_000_000_000)))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn best_liquidation_for<V: Venue>(venue: &V, costs: &ActionCosts) -> Result<LiquidationChoice, RiskError> {
    costs.check()?;
    best(venue, costs)
}

/// The same with costs that were checked.
pub(super) fn best<V: Venue>(venue: &V, costs: &ActionCosts) -> Result<LiquidationChoice, RiskError> {
    let calls = venue.liquidation_calls()?;
    if calls.is_empty() {
        return Ok(LiquidationChoice::default());
    }
    let pairs = u32::try_from(calls.len()).unwrap_or(u32::MAX);
    let desk = Desk::new(venue.prices()?, costs);
    let mut best: Option<BestLiquidation> = None;
    for call in calls {
        let pair = Pair { venue, desk: &desk, call };
        let floor = best.as_ref().map_or(0.0, |found| found.profit.profit);
        best = pair.best()?.filter(|found| found.profit.profit > floor).or(best);
    }
    Ok(LiquidationChoice { pairs, best })
}

/// Which amount of a call is chosen.
#[derive(Clone, Copy)]
enum Size {
    Repay(U256),
    Seize(U256),
}

/// One pair of assets, with the largest call.
struct Pair<'a, V> {
    venue: &'a V,
    desk: &'a Desk<'a>,
    call: LiquidationCall,
}

impl<V: Venue> Pair<'_, V> {
    /// Returns nothing where the venue refuses even the call that it offers.
    fn best(&self) -> Result<Option<BestLiquidation>, RiskError> {
        let Some(whole) = self.play(&self.call)? else { return Ok(None) };
        let Some(size) = self.size(&whole.profit.outcome) else { return Ok(Some(whole)) };
        let (Size::Repay(most) | Size::Seize(most)) = size;
        let share = self.best_share(&whole.profit)?;
        if share >= 1.0 {
            return self.whole_or_less(size, whole).map(Some);
        }
        let target = portion(most, share)?;
        let found = match self.at(size, target)? {
            Some(found) => self.checked(size, target, found)?,
            None => self.nearest(size, target)?,
        };
        Ok(Some(match found {
            Some(found) if found.profit.profit > whole.profit.profit => found,
            _ => whole,
        }))
    }

    /// Plays a call; nothing where the venue refuses it.
    fn play(&self, call: &LiquidationCall) -> Result<Option<BestLiquidation>, RiskError> {
        match profit(self.venue, call, self.desk) {
            Ok(profit) => Ok(Some(BestLiquidation { call: call.clone(), profit })),
            // Unsupported: the venue takes no amount, only the whole.
            Err(error) if matches!(error.kind(), RiskErrorKind::Refused { .. } | RiskErrorKind::Unsupported { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn at(&self, size: Size, amount: U256) -> Result<Option<BestLiquidation>, RiskError> {
        let (repay, seize) = match size {
            Size::Repay(_) => (Some(amount), None),
            Size::Seize(_) => (None, Some(amount)),
        };
        self.play(&LiquidationCall { repay, seize, ..self.call.clone() })
    }

    /// What the liquidator may choose, up to what the largest call did.
    fn size(&self, outcome: &LiquidationOutcome) -> Option<Size> {
        if let Some(seize) = self.call.seize {
            return Some(Size::Seize(seize)).filter(|_| seize > U256::ONE);
        }
        let repaid = outcome.repaid.iter().find(|one| one.asset == self.call.debt)?.amount;
        Some(Size::Repay(repaid)).filter(|_| repaid > U256::ONE)
    }

    /// The share of the largest amount at which a straight-line price leaves most; 1 where more always pays or nothing does.
    fn best_share(&self, whole: &LiquidationProfit) -> Result<f64, RiskError> {
        let (mut gain, mut loss) = (-whole.repaid_value * (1.0 + self.desk.costs.flash_loan_fee), 0.0);
        for one in &whole.outcome.received {
            let rates = rates(self.desk, &one.asset, &whole.outcome)?;
            let value = self.desk.value(&one.asset, one.amount)?;
            gain += rates.kept * value;
            // Values reach 1e154: their product with the impact first.
            loss += rates.impact * value * value;
        }
        Ok(if gain > 0.0 && loss > 0.0 { (0.5 * gain / loss).min(1.0) } else { 1.0 })
    }

    /// The whole, unless the venue's terms move with the amount so that a little less pays more, or a little pays where the whole does not.
    fn whole_or_less(&self, size: Size, whole: BestLiquidation) -> Result<BestLiquidation, RiskError> {
        let (Size::Repay(most) | Size::Seize(most)) = size;
        let part = most.try_div(U256::new(1_024), "part")?.max(U256::ONE);
        let margin = EQUAL * (whole.profit.received_value + whole.profit.repaid_value);
        let pays = whole.profit.profit > -whole.profit.gas;
        let (other, bar) = if pays { (most.saturating_sub(part), whole.profit.profit + margin) } else { (part, margin - whole.profit.gas) };
        let better = self.at(size, other)?.is_some_and(|other| other.profit.profit > bar);
        let searched = if better { self.search(size, most)? } else { None };
        Ok(searched.filter(|one| one.profit.profit > whole.profit.profit).unwrap_or(whole))
    }

    /// The found amount if neither neighbour pays more, else the best of a search over the integers.
    fn checked(&self, size: Size, target: U256, found: BestLiquidation) -> Result<Option<BestLiquidation>, RiskError> {
        let (Size::Repay(most) | Size::Seize(most)) = size;
        let step = target.try_div(U256::new(1_024), "neighbour")?.max(U256::ONE);
        let margin = EQUAL * (found.profit.received_value + found.profit.repaid_value);
        for other in [target.saturating_sub(step).max(U256::ONE), target.try_add(step, "neighbour")?.min(most)] {
            let better = self.at(size, other)?.filter(|other| other.profit.profit > found.profit.profit + margin);
            if let Some(better) = better {
                let searched = self.search(size, most)?;
                return Ok(Some(searched.filter(|one| one.profit.profit > better.profit.profit).unwrap_or(better)));
            }
        }
        Ok(Some(found))
    }

    /// Thirds: of a concave profit the better of two points keeps the best between the other and the end.
    fn search(&self, size: Size, most: U256) -> Result<Option<BestLiquidation>, RiskError> {
        let worth = |found: &Option<BestLiquidation>| found.as_ref().map_or(f64::NEG_INFINITY, |one| one.profit.profit);
        let (mut low, mut high) = (U256::ONE, most);
        let mut best: Option<BestLiquidation> = None;
        while high.saturating_sub(low) > U256::new(2) {
            let third = high.saturating_sub(low).try_div(U256::new(3), "search")?;
            let (left, right) = (low.try_add(third, "search")?, high.saturating_sub(third));
            let (at_left, at_right) = (self.at(size, left)?, self.at(size, right)?);
            let (left_worth, right_worth) = (worth(&at_left), worth(&at_right));
            let better = if left_worth < right_worth { at_right } else { at_left };
            if worth(&better) > worth(&best) {
                best = better;
            }
            if left_worth < right_worth {
                low = left;
            } else {
                high = right;
            }
        }
        Ok(best)
    }

    /// The better of the nearest amounts below and above a refused one that the venue accepts.
    fn nearest(&self, size: Size, target: U256) -> Result<Option<BestLiquidation>, RiskError> {
        let (Size::Repay(most) | Size::Seize(most)) = size;
        let accepted = |amount| Ok(self.at(size, amount)?.is_some());
        let below = most_allowed(target, accepted)?;
        let above = smallest(target, most, accepted)?;
        let mut best: Option<BestLiquidation> = None;
        for amount in [below, above].into_iter().flatten() {
            let floor = best.as_ref().map_or(f64::NEG_INFINITY, |one| one.profit.profit);
            best = self.at(size, amount)?.filter(|one| one.profit.profit > floor).or(best);
        }
        Ok(best)
    }
}

/// A share of an amount, 1 unit at least.
fn portion(most: U256, share: f64) -> Result<U256, RiskError> {
    let one = 1u64 << SHARE_BITS;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number in [0, 2^53]: its whole part is exact")]
    let bits = (share.clamp(0.0, 1.0) * one as f64) as u64;
    Ok(mul_div_floor(most, U256::new(bits), U256::new(one))?.max(U256::ONE))
}
