//! Thousands of accounts of one market at once: packed integers in, verdicts and health factors out, nothing allocated per account.

use super::check::check;
use super::collateral::Check;
use super::config::FACTOR_STEP;
use super::state::{CompoundV3Collateral, CompoundV3Market, CompoundV3Position};
use super::values::{INDEX_SCALE, MAX_SIGNED_104};
use crate::error::RiskError;
use crate::exact::{Factor, I256, U256, WAD, wad_quotient};
use crate::venue::book::{AMOUNT, Answers, amount, check_rows};
use alloc::format;
use alloc::vec::Vec;

/// Returns of every account of a book whether it may be absorbed, its health factor, and whether it may still borrow.
///
/// The first two are to the last digit those of `position_health`; the third is what `isBorrowCollateralized` answers. The market is
/// accrued to now, as an absorption, a withdrawal and a borrowing do before they look: for what the contract's own views answer, on the
/// indices as stored, pass `elapsed_seconds` of 0.
///
/// An account is a row of `16 + 16 · collaterals` bytes, integers with the lowest byte first: its principal in two's complement (supplied
/// above zero, owed below), then its balance of each of `collaterals`, which are those of the market, in its own order. The balances in
/// `collaterals` themselves are not read. An answer is 34 bytes an account: the verdict (0 safe, 1 liquidatable, 2 where the contract
/// reverts), 32 bytes of the health factor, 18 decimals, lowest byte first (2^256 − 1 without debt, 0 where the contract reverts), and
/// whether it is collateralised for a borrowing (1 it is, 0 it is not, 2 where the contract reverts).
///
/// # Errors
/// `length_mismatch` where the bytes are not whole rows; `out_of_range` for a principal of more than 104 bits; `out_of_range`,
/// `duplicate` for a market or a collateral that the contract cannot hold.
///
/// ```
/// use plimsoll::{U256, venue::compound_v3::{CompoundV3Collateral, CompoundV3Market, compound_v3_book}};
/// let index = U256::new(1_000_000_000_000_000);
/// let market = CompoundV3Market {
///     base_asset: "USDC".into(), base_decimals: 6, base_price: U256::new(100_000_000), base_min_for_rewards: U256::ONE,
///     base_supply_index: index, base_borrow_index: index, ..CompoundV3Market::default()
/// };
/// let ether = CompoundV3Collateral {
///     asset: "WETH".into(), decimals: 18, price: U256::new(250_000_000_000),
///     borrow_collateral_factor: U256::new(825_000_000_000_000_000), liquidate_collateral_factor: U256::new(895_000_000_000_000_000),
///     ..CompoundV3Collateral::default()
/// };
/// // 20,000 USDC owed against 10, 9 and 8 ETH.
/// let mut rows = Vec::new();
/// for balance in [10, 9, 8] {
///     rows.extend((-20_000_000_000_i128).to_le_bytes());
///     rows.extend((balance * 1_000_000_000_000_000_000_u128).to_le_bytes());
/// }
/// let answers = compound_v3_book(market, vec![ether], rows)?;
/// let verdicts: Vec<_> = answers.chunks_exact(34).map(|answer| (answer[0], answer[33])).collect();
/// assert_eq!(verdicts, [(0, 1), (0, 0), (1, 0)]);
/// assert_eq!(answers[1..17], 1_118_750_000_000_000_000_u128.to_le_bytes());
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value, reason = "borrowed bytes become a direct buffer in Kotlin")]
pub fn compound_v3_book(market: CompoundV3Market, collaterals: Vec<CompoundV3Collateral>, rows: Vec<u8>) -> Result<Vec<u8>, RiskError> {
    let length = AMOUNT * (1 + collaterals.len());
    check_rows("rows", &rows, length)?;
    let mut book = Book::new(market, collaterals)?;
    let mut answers = Answers::with_more(rows.len() / length, 1);
    for (number, row) in rows.chunks_exact(length).enumerate() {
        let (principal, balances) = row.split_at_checked(AMOUNT).unwrap_or((row, &[]));
        let principal = principal_of(principal).map_err(|principal| {
            let (field, hint) = (format!("rows[{number}].principal"), "pass what userBasic answers, negative where it is owed");
            RiskError::out_of_range(&field, "below 2^103 either way", principal, hint)
        })?;
        let answer = book.standing(principal, balances);
        match answer.standing {
            Ok((liquidatable, factor)) => answers.push(liquidatable, factor),
            Err(_) => answers.push_reverted(),
        }
        answers.push_more(answer.collateralized.map_or(2, u8::from));
    }
    Ok(answers.into_bytes())
}

/// A principal with its sign, or the one that is too large.
fn principal_of(bytes: &[u8]) -> Result<I256, I256> {
    let word = amount(bytes).cast_signed();
    let principal = I256::new(word.is_negative(), U256::from_u128(word.unsigned_abs()));
    if principal.magnitude() <= MAX_SIGNED_104 { Ok(principal) } else { Err(principal) }
}

/// What the contract makes of one account.
struct Answer {
    standing: Result<(bool, Option<U256>), RiskError>,
    collateralized: Result<bool, RiskError>,
}

/// A market made ready for its accounts.
struct Book {
    /// One account after another, its market accrued to now, or why that reverts.
    now: Result<CompoundV3Position, RiskError>,
    /// The same without a division, where all of it fits in half a word; only a very strange market does not.
    short: Option<Short>,
}

impl Book {
    fn new(market: CompoundV3Market, mut collaterals: Vec<CompoundV3Collateral>) -> Result<Self, RiskError> {
        collaterals.iter_mut().for_each(|one| one.balance = U256::ZERO);
        let empty = CompoundV3Position { market, collaterals, ..CompoundV3Position::default() };
        check(&empty)?;
        let now = empty.accrued();
        let short = now.as_ref().ok().and_then(Short::new);
        Ok(Self { now, short })
    }

    fn standing(&mut self, principal: I256, balances: &[u8]) -> Answer {
        let now = match &mut self.now {
            Ok(now) => now,
            Err(error) => return Answer { standing: Err(error.clone()), collateralized: Err(error.clone()) },
        };
        // Without debt the contract does not look at a price.
        if !principal.is_negative() {
            return Answer { standing: Ok((false, None)), collateralized: Ok(true) };
        }
        let owed = principal.magnitude().narrow();
        if let Some(answer) = self.short.as_ref().zip(owed).and_then(|(short, owed)| short.standing(owed, balances)) {
            return answer;
        }
        now.principal = principal;
        for (one, bytes) in now.collaterals.iter_mut().zip(balances.chunks_exact(AMOUNT)) {
            one.balance = U256::from_u128(amount(bytes));
        }
        let standing = now.standing().map(|health| (health.liquidatable, health.health_factor));
        Answer { standing, collateralized: now.covered(Check::Borrow) }
    }
}

/// What an account is multiplied with, as factors.
struct Short {
    /// What a principal owes, and what that is worth.
    owed: Factor,
    base: Factor,
    /// Of each collateral what it is worth, and the shares that count against liquidation and for a borrowing.
    collaterals: Vec<(Factor, Share, Share)>,
}

/// A collateral factor, in whole steps as the door has them.
struct Share {
    steps: u64,
    factor: Factor,
}

/// Steps of a whole, and the first value whose product with as many does not fit in 64 bits for certain.
const STEPS: u64 = 10_000;
const LARGE: u128 = 1 << 50;

impl Share {
    fn new(of: U256) -> Option<Self> {
        let steps = u64::try_from(of.div_rem(FACTOR_STEP)?.0.narrow()?).ok()?;
        Some(Self { steps, factor: Factor::new(of.narrow()?, WAD.narrow()?)? })
    }

    /// `⌊value·factor/1e18⌋`: values of less than ten million need no wide product.
    fn floor(&self, value: u128) -> Option<u128> {
        match u64::try_from(value) {
            Ok(small) if value < LARGE => Some(u128::from(small * self.steps / STEPS)),
            _ => self.factor.floor(value),
        }
    }
}

impl Short {
    /// Nothing where a price cannot be read: then it matters at which collateral the contract stops.
    fn new(now: &CompoundV3Position) -> Option<Self> {
        let factor = |of: U256, one: U256| Factor::new(of.narrow()?, one.narrow()?);
        let worth = |price: U256, scale: Result<U256, RiskError>| if price.is_zero() { None } else { factor(price, scale.ok()?) };
        let each = |one: &CompoundV3Collateral| {
            let share = |check: Check| Share::new(check.factor(one));
            Some((worth(one.price, one.scale())?, share(Check::Liquidation)?, share(Check::Borrow)?))
        };
        Some(Self {
            owed: factor(now.market.base_borrow_index, INDEX_SCALE)?,
            base: worth(now.market.base_price, now.market.base_scale())?,
            collaterals: now.collaterals.iter().map(each).collect::<Option<_>>()?,
        })
    }

    /// The contract stops where the debt is covered: where nothing overflows, that is the verdict of the whole sum.
    fn standing(&self, principal: u128, balances: &[u8]) -> Option<Answer> {
        let required = self.base.floor(self.owed.floor(principal)?)?;
        let (mut backing, mut allowed) = (0u128, 0u128);
        for ((worth, liquidation, borrow), bytes) in self.collaterals.iter().zip(balances.chunks_exact(AMOUNT)) {
            let balance = amount(bytes);
            if balance > 0 {
                let value = worth.floor(balance)?;
                backing = backing.checked_add(liquidation.floor(value)?)?;
                allowed = allowed.checked_add(borrow.floor(value)?)?;
            }
        }
        let factor = if required == 0 { None } else { Some(U256::from_u128(wad_quotient(backing, 0, required)?)) };
        Some(Answer { standing: Ok((backing < required, factor)), collateralized: Ok(allowed >= required) })
    }
}
