//! Thousands of users of one pool at once: packed integers in, verdicts and health factors out, nothing allocated per user.

use super::account::is_liquidatable;
use super::position::{Totals, aave_v3_balances, collateral_value, debt_value};
use super::state::{AaveV3EMode, AaveV3Reserve, AaveV3Revision, AaveV3User};
use super::tally::short_health_factor;
use super::terms::{Weights, check, collateral_weights, unit};
use crate::error::RiskError;
use crate::exact::{Factor, RAY, U256};
use crate::venue::book::{AMOUNT, Answers, amount, check_rows};
use alloc::vec::Vec;

/// Bytes of a row before its balances: the user's configuration and eMode.
const HEAD: usize = 33;

/// Bytes of the two scaled balances of a reserve.
const BALANCES: usize = 2 * AMOUNT;

/// Below this no sum over a pool's 128 reserves, times thresholds, reaches 2^128.
const LARGEST_VALUE: u128 = 1 << 100;

/// Reserves of one pool, with what all of its users share.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3Pool {
    /// Revision of the pool.
    pub revision: AaveV3Revision,
    /// The reserves in rising order of id; a user's balances and flags in them are not read.
    pub reserves: Vec<AaveV3Reserve>,
    /// The categories that users may have chosen.
    pub e_modes: Vec<AaveV3EMode>,
}

/// Returns verdict and health factor of every user of a book, to the last digit those of `aave_v3_account`. Only what they need is
/// worked out: a revert of another answer of the contract goes unseen.
///
/// A user is a row of `33 + 32 · reserves` bytes, integers with the lowest byte first: 32 bytes of the pool's
/// `UserConfigurationMap` (bit `2·id` borrowing, bit `2·id + 1` collateral), a byte with the eMode (0 for none), then for each reserve
/// of `pool`, in its order, the scaled supply and the scaled debt, 16 bytes each. An answer is 33 bytes a user: the verdict (0 safe,
/// 1 liquidatable, 2 where the contract reverts) and 32 bytes of the health factor, 18 decimals, lowest byte first (2^256 − 1 without
/// debt, 0 where the contract reverts).
///
/// # Errors
/// `length_mismatch` where the bytes are not whole rows; `unknown` for an eMode that `pool` does not list; those of
/// `aave_v3_account` for the pool itself.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::{AaveV3Pool, AaveV3Reserve, AaveV3Revision, aave_v3_book}};
/// let eth = AaveV3Reserve {
///     id: 0, asset: "ETH".into(), decimals: 18, price: U256::new(250_000_000_000), factor: Some("ETH".into()),
///     ltv_bps: 8_050, liquidation_threshold_bps: 8_300, liquidation_bonus_bps: 10_500,
///     liquidity_index: RAY, variable_borrow_index: RAY,
///     current_liquidity_rate: U256::ZERO, current_variable_borrow_rate: U256::ZERO, elapsed_seconds: 0,
///     scaled_a_token_balance: U256::ZERO, scaled_variable_debt: U256::ZERO, used_as_collateral: false, is_borrowing: false,
///     liquidation_protocol_fee_bps: None, limits: None, pool: None,
/// };
/// let usdc = AaveV3Reserve { id: 1, asset: "USDC".into(), decimals: 6, price: U256::new(100_000_000), factor: None, ..eth.clone() };
/// let pool = AaveV3Pool { revision: AaveV3Revision::V3_7, reserves: vec![eth, usdc], e_modes: vec![] };
/// let mut row = vec![0; 33];
/// row[0] = 0b0110; // ETH backs, USDC is borrowed
/// for amount in [10_000_000_000_000_000_000_u128, 0, 0, 14_000_000_000] {
///     row.extend(amount.to_le_bytes());
/// }
/// let answer = aave_v3_book(&pool, row)?;
/// assert_eq!((answer.len(), answer[0]), (33, 0));
/// assert_eq!(answer[1..17], 1_482_142_857_142_857_142_u128.to_le_bytes());
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value, reason = "borrowed bytes become a direct buffer in Kotlin")]
pub fn aave_v3_book(pool: &AaveV3Pool, users: Vec<u8>) -> Result<Vec<u8>, RiskError> {
    let book = Book::new(pool)?;
    book.check_rows(&users)?;
    let length = book.row_length();
    let mut answers = Answers::of(users.len() / length);
    for row in users.chunks_exact(length) {
        match book.totals(&book.markets, row)? {
            Ok((_, health)) => answers.push(is_liquidatable(health), Some(health)),
            Err(_) => answers.push_reverted(),
        }
    }
    Ok(answers.into_bytes())
}

/// One reserve as all users see it.
pub(super) struct Market {
    id: u8,
    price: U256,
    unit: U256,
    income: U256,
    debt: U256,
    /// The same without a division, where all of it fits in half a word; only a very strange reserve does not.
    short: Option<Short>,
}

impl Market {
    /// A user's flags: bit 0 borrowing, bit 1 collateral.
    fn flags(&self, head: &[u8]) -> u8 {
        // Two bits a reserve: four reserves a byte.
        head.get(usize::from(self.id / 4)).copied().unwrap_or_default() >> (2 * (self.id % 4)) & 3
    }
}

/// What a balance is multiplied with, as factors: the indices over a ray, the price over a whole token.
struct Short {
    income: Factor,
    debt: Factor,
    price: Factor,
}

impl Short {
    fn new(income: U256, debt: U256, price: U256, unit: U256) -> Option<Self> {
        let factor = |of: U256, one: U256| Factor::new(of.narrow()?, one.narrow()?);
        Some(Self { income: factor(income, RAY)?, debt: factor(debt, RAY)?, price: factor(price, unit)? })
    }

    /// What a scaled supply is worth.
    fn supplied(&self, half_up: bool, scaled: u128) -> Option<u128> {
        let held = if half_up { self.income.half_up(scaled) } else { self.income.floor(scaled) };
        self.price.floor(held?).filter(|value| *value < LARGEST_VALUE)
    }

    /// What a scaled debt is worth.
    fn owed(&self, half_up: bool, scaled: u128) -> Option<u128> {
        let value = if half_up { self.price.floor(self.debt.half_up(scaled)?) } else { self.price.ceil(self.debt.ceil(scaled)?) };
        value.filter(|value| *value < LARGEST_VALUE)
    }
}

/// A pool made ready for its users.
pub(super) struct Book {
    revision: AaveV3Revision,
    markets: Vec<Market>,
    /// The eMode's number, and what each reserve counts for inside it; number 0 is none.
    categories: Vec<(u8, Vec<Option<Weights>>)>,
}

impl Book {
    pub(super) fn new(pool: &AaveV3Pool) -> Result<Self, RiskError> {
        let revision = pool.revision;
        let mut user = AaveV3User { revision, e_mode: None, e_modes: None, reserves: pool.reserves.clone() };
        for reserve in &mut user.reserves {
            (reserve.scaled_a_token_balance, reserve.scaled_variable_debt) = (U256::ZERO, U256::ZERO);
            (reserve.used_as_collateral, reserve.is_borrowing) = (true, true);
        }
        let mut categories = Vec::with_capacity(pool.e_modes.len() + 1);
        for chosen in core::iter::once(None).chain(pool.e_modes.iter().map(Some)) {
            user.e_mode = chosen.cloned();
            check(&user)?;
            let number = chosen.map_or(0, |e_mode| e_mode.id);
            if categories.iter().any(|(known, _)| *known == number) {
                return Err(RiskError::duplicate("pool.eModes.id", &alloc::string::ToString::to_string(&number)));
            }
            categories.push((number, user.reserves.iter().map(|reserve| collateral_weights(&user, reserve)).collect()));
        }
        let markets = user
            .reserves
            .iter()
            .map(|reserve| {
                let now = aave_v3_balances(revision, reserve)?;
                let (income, debt, price, unit) = (now.normalized_income, now.normalized_debt, reserve.price, unit(reserve)?);
                Ok(Market { id: reserve.id, price, unit, income, debt, short: Short::new(income, debt, price, unit) })
            })
            .collect::<Result<_, RiskError>>()?;
        Ok(Self { revision, markets, categories })
    }

    /// Bytes of a user's row.
    pub(super) fn row_length(&self) -> usize {
        HEAD + BALANCES * self.markets.len()
    }

    /// Refuses bytes that are not whole rows.
    pub(super) fn check_rows(&self, users: &[u8]) -> Result<(), RiskError> {
        check_rows("users", users, self.row_length())
    }

    /// The reserves at other prices, given in their order.
    pub(super) fn at_prices(&self, prices: &[U256]) -> Vec<Market> {
        let at = |(market, price): (&Market, &U256)| {
            let Market { id, unit, income, debt, .. } = *market;
            Market { id, price: *price, unit, income, debt, short: Short::new(income, debt, *price, unit) }
        };
        self.markets.iter().zip(prices).map(at).collect()
    }

    /// A user's sums and health factor in the markets given. The outer error is a row that no pool holds, the inner one a revert.
    pub(super) fn totals(&self, markets: &[Market], row: &[u8]) -> Result<Result<(Totals, U256), RiskError>, RiskError> {
        let (head, balances) = row.split_at_checked(HEAD).unwrap_or((row, &[]));
        let number = head.last().copied().unwrap_or_default();
        let Some((_, weights)) = self.categories.iter().find(|(known, _)| *known == number) else {
            return Err(RiskError::unknown("users.eMode", &alloc::string::ToString::to_string(&number)));
        };
        let short = self.short_sums(markets, head, balances, weights);
        let totals = short.map_or_else(|| self.sums(markets, head, balances, weights), Ok);
        Ok(totals.and_then(|totals| Ok((totals, self.health_factor(&totals)?))))
    }

    fn health_factor(&self, totals: &Totals) -> Result<U256, RiskError> {
        let halves = totals.weighted_threshold.narrow().zip(totals.debt.narrow());
        match halves.and_then(|(counted, debt)| short_health_factor(self.revision, counted, debt)) {
            Some(short) => Ok(short),
            None => totals.health_factor(self.revision),
        }
    }

    /// `sums` in half words; nothing where one does not fit.
    fn short_sums(&self, markets: &[Market], head: &[u8], balances: &[u8], weights: &[Option<Weights>]) -> Option<Totals> {
        let half_up = self.revision.rounds_half_up();
        let (mut collateral, mut weighted_ltv, mut weighted_threshold, mut debt) = (0, 0, 0, 0);
        for ((market, weights), balances) in markets.iter().zip(weights).zip(balances.chunks_exact(BALANCES)) {
            let flags = market.flags(head);
            if flags == 0 {
                continue;
            }
            let short = market.short.as_ref()?;
            let (supply, owed) = balances.split_at_checked(AMOUNT)?;
            if let Some(weights) = weights.filter(|_| flags & 2 != 0) {
                let value = short.supplied(half_up, amount(supply))?;
                collateral += value;
                weighted_ltv += value * u128::from(weights.ltv_bps);
                weighted_threshold += value * u128::from(weights.threshold_bps);
            }
            if flags & 1 != 0 {
                debt += short.owed(half_up, amount(owed))?;
            }
        }
        let [collateral, weighted_ltv, weighted_threshold, debt] =
            [collateral, weighted_ltv, weighted_threshold, debt].map(U256::from_u128);
        Some(Totals { collateral, weighted_ltv, weighted_threshold, debt })
    }

    fn sums(&self, markets: &[Market], head: &[u8], balances: &[u8], weights: &[Option<Weights>]) -> Result<Totals, RiskError> {
        let mut totals = Totals::default();
        for ((market, weights), balances) in markets.iter().zip(weights).zip(balances.chunks_exact(BALANCES)) {
            let flags = market.flags(head);
            let (supply, debt) = balances.split_at_checked(AMOUNT).unwrap_or((balances, &[]));
            let backing = weights.filter(|_| flags & 2 != 0);
            let owed = flags & 1 != 0;
            if let Some(weights) = backing {
                let held = self.revision.supply_balance(U256::from_u128(amount(supply)), market.income)?;
                totals.add_collateral(collateral_value(held, market.price, market.unit)?, weights)?;
            }
            if owed {
                let owed = self.revision.debt_balance(U256::from_u128(amount(debt)), market.debt)?;
                totals.add_debt(debt_value(self.revision, owed, market.price, market.unit)?)?;
            }
        }
        Ok(totals)
    }
}
