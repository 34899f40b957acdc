//! A book of users under moved prices: at each shock, who is liquidatable and what debt and collateral stand behind it.

use super::account::is_liquidatable;
use super::book::{AaveV3Pool, Book, Market};
use super::position::Totals;
use super::state::AaveV3Reserve;
use crate::error::RiskError;
use crate::exact::{BPS, U256};
use alloc::string::String;
use alloc::vec::Vec;

/// Prices of 100 times as much: beyond it, it is a mistake.
const LARGEST_MOVE: u32 = 1_000_000;

const PRICE: &str = "price under a shock";

/// One price driver at a share of its price.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3PriceMove {
    /// What moves: a price factor, with every reserve that it drives; or a pegged asset, which has none, by its own name.
    pub driver: String,
    /// The price afterwards as a share of the pool's price, basis points: 7000 is 30 % lower, 10000 as it is; in [1, 1000000].
    pub price_bps: u32,
}

/// Prices that move together; without a move, the book as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3Shock {
    /// Each driver at most once; what is not named stays.
    pub moves: Vec<AaveV3PriceMove>,
}

/// A book under one shock, before anybody is liquidated. Values are in the pool's base currency, 8 decimals, as the contract sums them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3StressedBook {
    /// Users whose health factor is below 1.
    pub liquidatable: u32,
    /// What they owe.
    pub liquidatable_debt: U256,
    /// What the pool counts as their collateral.
    pub liquidatable_collateral: U256,
    /// Users who owe more than all of their collateral is worth.
    pub insolvent: u32,
    /// What they owe beyond it: what liquidations cannot bring back.
    pub shortfall: U256,
    /// What all users owe.
    pub debt: U256,
    /// What the pool counts as all users' collateral.
    pub collateral: U256,
    /// Users for whom the contract reverts; they are in no other number.
    pub reverted: u32,
}

impl AaveV3StressedBook {
    fn add(&mut self, user: &Totals, liquidatable: bool) -> Result<(), RiskError> {
        let more = |sum: U256, value: U256| sum.try_add(value, "sum over a book");
        (self.debt, self.collateral) = (more(self.debt, user.debt)?, more(self.collateral, user.collateral)?);
        if liquidatable {
            self.liquidatable += 1;
            self.liquidatable_debt = more(self.liquidatable_debt, user.debt)?;
            self.liquidatable_collateral = more(self.liquidatable_collateral, user.collateral)?;
        }
        let missing = user.debt.saturating_sub(user.collateral);
        if !missing.is_zero() {
            self.insolvent += 1;
            self.shortfall = more(self.shortfall, missing)?;
        }
        Ok(())
    }
}

/// Returns what each shock does to a book: how many users it makes liquidatable or insolvent, and their debt and collateral.
///
/// A price under a shock is `⌊price · price_bps / 10 000⌋` of the oracle's integer; verdicts and values are then those of
/// `aave_v3_account`, to the last digit. Rows of users are those of `aave_v3_book`. The answers stand in the order of the shocks. Interest
/// stands still, and nobody acts: it is the book at the moment of the fall.
///
/// # Errors
/// `unknown` for a driver that no reserve has; `duplicate` for one that a shock names twice; `out_of_range` for a `price_bps` outside
/// [1, 1000000]; `overflow` where a sum does not fit; those of `aave_v3_book`.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::{AaveV3Pool, AaveV3PriceMove, AaveV3Reserve, AaveV3Revision, AaveV3Shock, aave_v3_book_stress}};
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
/// let fall = |price_bps| AaveV3Shock { moves: vec![AaveV3PriceMove { driver: "ETH".into(), price_bps }] };
/// let found = aave_v3_book_stress(&pool, row, vec![fall(7_000), fall(6_000), fall(5_000)])?;
/// assert_eq!([found[0].liquidatable, found[1].liquidatable, found[1].insolvent], [0, 1, 0]);
/// assert_eq!(found[2].shortfall, U256::new(150_000_000_000)); // 14,000 owed against 12,500
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn aave_v3_book_stress(pool: &AaveV3Pool, users: Vec<u8>, shocks: Vec<AaveV3Shock>) -> Result<Vec<AaveV3StressedBook>, RiskError> {
    let mut run = AaveV3StressRun::new(pool, users, shocks)?;
    while run.advance(u32::MAX)? < 1.0 {}
    Ok(run.stressed)
}

/// The stress of a book on its way: `aave_v3_book_stress`, in as many parts as one likes. Done, it has the answers of the one call.
pub struct AaveV3StressRun {
    book: Book,
    users: Vec<u8>,
    /// The prices of each shock, in the order of the reserves.
    prices: Vec<Vec<U256>>,
    /// The reserves under the shock that is being answered.
    markets: Vec<Market>,
    /// How many of its users are counted in `sums`.
    counted: usize,
    sums: AaveV3StressedBook,
    stressed: Vec<AaveV3StressedBook>,
}

impl AaveV3StressRun {
    /// Starts what `aave_v3_book_stress` answers.
    ///
    /// # Errors
    /// Those of `aave_v3_book_stress`, but for what only a user or a sum shows.
    #[allow(clippy::needless_pass_by_value, reason = "the shocks cross a boundary owned")]
    pub fn new(pool: &AaveV3Pool, users: Vec<u8>, shocks: Vec<AaveV3Shock>) -> Result<Self, RiskError> {
        let book = Book::new(pool)?;
        book.check_rows(&users)?;
        let prices: Vec<Vec<U256>> = shocks.iter().map(|shock| moved(pool, shock)).collect::<Result<_, _>>()?;
        let markets = prices.first().map(|prices| book.at_prices(prices)).unwrap_or_default();
        Ok(Self { book, users, prices, markets, counted: 0, sums: AaveV3StressedBook::default(), stressed: Vec::new() })
    }

    /// Counts at most so many users more, and returns the share of the work that is done: 1 when all of it is, and only then.
    ///
    /// # Errors
    /// `unknown` for an eMode that the pool does not list; `overflow` where a sum does not fit.
    pub fn advance(&mut self, users: u32) -> Result<f64, RiskError> {
        let length = self.book.row_length();
        let rows = self.users.len() / length;
        let mut left = usize::try_from(users).unwrap_or(usize::MAX);
        while left > 0 && self.stressed.len() < self.prices.len() {
            for row in self.users.chunks_exact(length).skip(self.counted).take(left) {
                match self.book.totals(&self.markets, row)? {
                    Ok((totals, health)) => self.sums.add(&totals, is_liquidatable(health))?,
                    Err(_) => self.sums.reverted += 1,
                }
                self.counted += 1;
                left -= 1;
            }
            if self.counted == rows {
                self.stressed.push(core::mem::take(&mut self.sums));
                self.counted = 0;
                self.markets = self.prices.get(self.stressed.len()).map(|prices| self.book.at_prices(prices)).unwrap_or_default();
            }
        }
        Ok(self.done())
    }

    fn done(&self) -> f64 {
        let (stressed, all) = (self.stressed.len(), self.prices.len());
        if stressed == all {
            return 1.0;
        }
        let rows = (self.users.len() / self.book.row_length()) as f64;
        let part = if self.counted == 0 { 0.0 } else { self.counted as f64 / rows };
        // Below 1 while a shock is left, however many there are.
        ((stressed as f64 + part) / all as f64).min(1.0 - f64::EPSILON)
    }

    /// Returns how many users it has counted, over all shocks.
    #[must_use]
    pub fn counted(&self) -> f64 {
        self.stressed.len() as f64 * (self.users.len() / self.book.row_length()) as f64 + self.counted as f64
    }

    /// Returns the answers of the shocks so far, all of whose users are counted.
    #[must_use]
    pub fn result(&self) -> Vec<AaveV3StressedBook> {
        self.stressed.clone()
    }
}

/// The pool's prices under a shock.
fn moved(pool: &AaveV3Pool, shock: &AaveV3Shock) -> Result<Vec<U256>, RiskError> {
    for (place, one) in shock.moves.iter().enumerate() {
        if one.price_bps == 0 || one.price_bps > LARGEST_MOVE {
            let hint = "pass the price afterwards as a share of the price now, 7000 is 30 % lower";
            return Err(RiskError::out_of_range("shocks.moves.priceBps", "in [1, 1000000]", one.price_bps, hint));
        }
        if shock.moves.iter().take(place).any(|earlier| earlier.driver == one.driver) {
            return Err(RiskError::duplicate("shocks.moves.driver", &one.driver));
        }
        if !pool.reserves.iter().any(|reserve| driver(reserve) == one.driver) {
            return Err(RiskError::unknown("shocks.moves.driver", &one.driver));
        }
    }
    pool.reserves
        .iter()
        .map(|reserve| match shock.moves.iter().find(|one| driver(reserve) == one.driver) {
            Some(one) => reserve.price.try_mul(U256::new(u64::from(one.price_bps)), PRICE)?.try_div(BPS, PRICE),
            None => Ok(reserve.price),
        })
        .collect()
}

/// What moves a reserve's price: the factor that it names, or itself.
fn driver(reserve: &AaveV3Reserve) -> &str {
    reserve.factor.as_ref().unwrap_or(&reserve.asset)
}
