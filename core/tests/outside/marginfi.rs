//! marginfi v2: `marginfi_account_liquidation_success` of mrgnlabs/marginfi-v2, programs/marginfi/tests/user_actions/liquidate.rs, at
//! 3031ba3b, given to Aave v3.0, whose rule has no dust limit. The rows without a transfer fee.
//!
//! marginfi takes `a` of collateral for 95 % of its value of the borrower's debt, of which the liquidator brings 97.5 % and the
//! insurance fund keeps 2.5 %. Aave takes a bonus in whole basis points and its fee from the collateral: 1/0.95 is 10526.3 of them,
//! and half of the bonus for the treasury leaves each with the same value. What differs is those 0.3 basis points, and in which token the
//! fee is.

use crate::reserve::{Price, reserve, user};
use plimsoll::exact::WAD;
use plimsoll::venue::aave_v3::AaveV3Revision;
use plimsoll::venue::{LiquidationCall, Venue};
use plimsoll::{RiskError, U256};

/// 0.3158 basis points of 0.95 of the value, in millionths: 1 − 0.95·1.0526.
const BONUS_ROUNDED: u64 = 30;

struct Row {
    collateral: (&'static str, Price, u64),
    debt: (&'static str, Price, u64),
    /// What is taken of the collateral.
    taken: u64,
    /// Published: what the borrower's debt falls by.
    covered: u64,
    /// Published: what the liquidator brings, units of the debt.
    paid: u64,
}

const DOLLAR: Price = Price(100_000_000, 6);
const SOL: Price = Price(1_000_000_000, 9);

#[test]
fn liquidations_of_marginfi_by_aave_v3() -> Result<(), RiskError> {
    let rows = [
        Row {
            collateral: ("USDC", DOLLAR, 100_000_000),
            debt: ("SOL", SOL, 9_900_000_000),
            taken: 1_000_000 * 2,
            covered: 190_000_000,
            paid: 195_000_000,
        },
        Row {
            collateral: ("SolEquivalent", SOL, 123_000_000_000),
            debt: ("SolEqIsolated", SOL, 122_000_000_000),
            taken: 10_000_000_000,
            covered: 9_500_000_000,
            paid: 9_750_000_000,
        },
        Row {
            collateral: ("USDC", DOLLAR, 2_000_000_000),
            debt: ("PyUSD", DOLLAR, 1_999_000_000),
            taken: 2_000_000_000,
            covered: 1_900_000_000,
            paid: 1_950_000_000,
        },
    ];
    for row in rows {
        let (asset, price, supplied) = row.collateral;
        let (owed_asset, owed_price, owed) = row.debt;
        let mut collateral = reserve(asset, price, 5_000, supplied, 0);
        collateral.liquidation_protocol_fee_bps = Some(5_000);
        let borrower = user(AaveV3Revision::V3_0, vec![collateral, reserve(owed_asset, owed_price, 0, 0, owed)]);
        // The maintenance weight of one half against a debt at weight 1.
        let health = borrower.health()?;
        assert!(health.liquidatable && health.health_factor < Some(WAD));
        let call = LiquidationCall {
            collateral: asset.into(),
            debt: owed_asset.into(),
            repay: Some(U256::new(row.covered)),
            seize: None,
            receive_shares: false,
        };
        let (after, outcome) = borrower.liquidate(&call)?;
        assert_eq!(after.reserves[1].scaled_variable_debt, U256::new(owed - row.covered), "{asset}: debt left");
        let missing = U256::new(row.taken).try_sub(outcome.seized[0].amount, "seized")?;
        assert_eq!(missing, U256::new(row.taken / 1_000_000 * BONUS_ROUNDED), "{asset}: seized");
        // The liquidator's gain in value, and the fund's: 2.5 % of what is taken, less half of the missing.
        let gain = outcome.received_value.try_sub(outcome.repaid_value, "gain")?;
        let value = |amount: u64, Price(price, decimals): Price| {
            amount as f64 * price as f64 / U256::power_of_ten(decimals).expect("a unit").to_f64()
        };
        let published = value(row.taken, price) - value(row.paid, owed_price);
        assert!((gain.to_f64() / published - 1.0).abs() < 0.5 * 30e-6 / 0.025 + 1e-9, "{asset}: {gain} against {published}");
        let fee = value(outcome.fee[0].amount.to_string().parse().expect("a small fee"), price);
        assert!((fee / (value(row.paid, owed_price) - value(row.covered, owed_price)) - 1.0).abs() < 0.5 * 30e-6 / 0.025 + 1e-9);
    }
    Ok(())
}
