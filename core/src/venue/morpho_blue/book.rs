//! Thousands of positions of any markets at once: packed integers in, verdicts and health factors out, nothing allocated per position.

use super::boundary::PRICE_SCALE;
use super::check::check_market;
use super::state::MorphoBlueMarket;
use crate::error::RiskError;
use crate::exact::{Factor, U256, WAD, wad_quotient};
use crate::venue::book::{AMOUNT, Answers, amount, check_rows};
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

/// Bytes of a row: the market's place, the shares of the debt, the collateral.
const ROW: usize = PLACE + 2 * AMOUNT;
const PLACE: usize = 4;

/// Returns verdict and health factor of every position of a book, to the last digit those of `position_health`, each market accrued to
/// now. What is lent backs nothing and is not read.
///
/// A position is a row of 36 bytes, integers with the lowest byte first: 4 bytes with its market's place in `markets`, 16 with the
/// shares of its debt, 16 with its collateral. An answer is 33 bytes a position: the verdict (0 safe, 1 liquidatable, 2 where the
/// contract reverts) and 32 bytes of the health factor, 18 decimals, lowest byte first (2^256 − 1 without debt, 0 where the contract
/// reverts).
///
/// # Errors
/// `length_mismatch` where the bytes are not whole rows; `unknown` for a place that `markets` does not have; `out_of_range` for more
/// shares than the market has; `out_of_range`, `duplicate` for a market that the contract cannot hold.
///
/// ```
/// use plimsoll::{U256, venue::morpho_blue::{MorphoBlueMarket, morpho_blue_book}};
/// let market = MorphoBlueMarket {
///     price: "2500000000000000000000000000".parse()?, lltv: U256::new(860_000_000_000_000_000),
///     total_supply_assets: U256::new(20_000_000_000), total_borrow_assets: U256::new(20_000_000_000),
///     total_borrow_shares: U256::new(20_000_000_000_000_000), ..MorphoBlueMarket::default()
/// };
/// // 10 ETH against 20,000 USDC, and 9 against as much.
/// let mut rows = Vec::new();
/// for ether in [10, 9] {
///     rows.extend(0_u32.to_le_bytes());
///     rows.extend(20_000_000_000_000_000_u128.to_le_bytes());
///     rows.extend((ether * 1_000_000_000_000_000_000_u128).to_le_bytes());
/// }
/// let answers = morpho_blue_book(vec![market], rows)?;
/// assert_eq!((answers.len(), answers[0], answers[33]), (66, 0, 1));
/// assert_eq!(answers[1..17], 1_075_000_000_000_000_000_u128.to_le_bytes());
/// assert_eq!(answers[34..50], 967_500_000_000_000_000_u128.to_le_bytes());
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value, reason = "borrowed bytes become a direct buffer in Kotlin")]
pub fn morpho_blue_book(markets: Vec<MorphoBlueMarket>, rows: Vec<u8>) -> Result<Vec<u8>, RiskError> {
    check_rows("rows", &rows, ROW)?;
    let markets: Vec<Market> = markets.iter().map(Market::new).collect::<Result<_, _>>()?;
    let mut answers = Answers::of(rows.len() / ROW);
    for (number, row) in rows.chunks_exact(ROW).enumerate() {
        let (place, amounts) = row.split_at_checked(PLACE).unwrap_or((row, &[]));
        let (shares, collateral) = amounts.split_at_checked(AMOUNT).unwrap_or((amounts, &[]));
        let (shares, collateral) = (amount(shares), amount(collateral));
        let place = place.try_into().map_or(0, u32::from_le_bytes);
        let Some(market) = usize::try_from(place).ok().and_then(|place| markets.get(place)) else {
            return Err(RiskError::unknown(&format!("rows[{number}].market"), &place.to_string()));
        };
        if shares > market.shares {
            let (field, hint) = (format!("rows[{number}].borrowShares"), "read position and market at one block");
            return Err(RiskError::out_of_range(&field, "at most the market's total", shares, hint));
        }
        match market.standing(shares, collateral) {
            Ok((liquidatable, factor)) => answers.push(liquidatable, factor),
            Err(_) => answers.push_reverted(),
        }
    }
    Ok(answers.into_bytes())
}

/// One market as all positions see it.
struct Market {
    /// Accrued to now, or why that reverts.
    now: Result<MorphoBlueMarket, RiskError>,
    /// Shares of all debts.
    shares: u128,
    /// The same without a division, where all of it fits in half a word; only a very strange market does not.
    short: Option<Short>,
}

impl Market {
    fn new(market: &MorphoBlueMarket) -> Result<Self, RiskError> {
        check_market(market)?;
        let now = market.accrued().map(|(now, _)| now);
        let short = now.as_ref().ok().and_then(Short::new);
        Ok(Self { now, shares: market.total_borrow_shares.narrow().unwrap_or(u128::MAX), short })
    }

    fn standing(&self, shares: u128, collateral: u128) -> Result<(bool, Option<U256>), RiskError> {
        let now = self.now.as_ref().map_err(RiskError::clone)?;
        // Without debt the contract does not look at the price.
        if shares == 0 {
            return Ok((false, None));
        }
        if let Some((liquidatable, factor)) = self.short.as_ref().and_then(|short| short.standing(shares, collateral)) {
            return Ok((liquidatable, Some(U256::from_u128(factor))));
        }
        let weighed = now.weighed(U256::from_u128(shares), U256::from_u128(collateral))?;
        Ok((!weighed.healthy(), Some(weighed.health_factor()?)))
    }
}

/// What a position is multiplied with, as factors.
struct Short {
    /// The price over its scale.
    price: Factor,
    lltv: Factor,
    /// What a share of the debt owes.
    owed: Factor,
}

impl Short {
    fn new(market: &MorphoBlueMarket) -> Option<Self> {
        let factor = |of: U256, one: U256| Factor::new(of.narrow()?, one.narrow()?);
        let (assets, shares) = market.debt_per_share().ok()?;
        Some(Self { price: factor(market.price, PRICE_SCALE)?, lltv: factor(market.lltv, WAD)?, owed: factor(assets, shares)? })
    }

    fn standing(&self, shares: u128, collateral: u128) -> Option<(bool, u128)> {
        let max_borrow = self.lltv.floor(self.price.floor(collateral)?)?;
        let borrowed = self.owed.ceil(shares)?;
        Some((max_borrow < borrowed, wad_quotient(max_borrow, 0, borrowed)?))
    }
}
