//! Tiered margin: published liquidation prices, the tier at the liquidation price, and what holds for every account.

use crate::boundary::boundaries_hold;
use crate::seed::Seed;
use plimsoll::account::PriceBoundary;
use plimsoll::venue::tiered_margin::{
    TieredMarginAccount, TieredMarginFunding, TieredMarginMarket, TieredMarginProfile, TieredMarginTier, tiered_margin_buckets,
    tiered_margin_liquidation_price, tiered_margin_maintenance,
};
use plimsoll::venue::{Action, LiquidationCall, Venue};
use plimsoll::{I256, RiskError, U256};

mod formula;
mod hedge;
mod properties;
mod published;
mod random;

/// A decimal as an integer with `decimals` decimals.
fn scaled(text: &str, decimals: usize) -> String {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    assert!(part.len() <= decimals, "{text} has more than {decimals} decimals");
    let digits = format!("{whole}{part}{}", "0".repeat(decimals - part.len()));
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |digits| ("-", digits));
    let digits = digits.trim_start_matches('0');
    format!("{sign}{}", if digits.is_empty() { "0" } else { digits })
}

fn unsigned(text: &str, decimals: usize) -> U256 {
    scaled(text, decimals).parse().expect("an unsigned decimal")
}

fn signed(text: &str, decimals: usize) -> I256 {
    scaled(text, decimals).parse().expect("a signed decimal")
}

/// Quote amounts of these tests have 6 decimals.
fn tiers(rows: &[(u64, u16)]) -> Vec<TieredMarginTier> {
    rows.iter()
        .map(|(lower, max_leverage)| TieredMarginTier {
            lower_bound: unsigned(&lower.to_string(), 6),
            max_leverage: *max_leverage,
            maintenance_rate_ppm: None,
            deduction: None,
        })
        .collect()
}

fn brackets(rows: &[(u64, u16, u32, &str)]) -> Vec<TieredMarginTier> {
    rows.iter()
        .map(|(lower, max_leverage, rate, amount)| TieredMarginTier {
            lower_bound: unsigned(&lower.to_string(), 6),
            max_leverage: *max_leverage,
            maintenance_rate_ppm: Some(*rate),
            deduction: Some(unsigned(amount, 6)),
        })
        .collect()
}

fn market(asset: &str, size: &str, entry: &str, mark: &str, tiers: Vec<TieredMarginTier>) -> TieredMarginMarket {
    TieredMarginMarket {
        asset: asset.into(),
        factor: Some(asset.into()),
        size_decimals: 5,
        price_decimals: 8,
        size: signed(size, 5),
        entry_price: unsigned(entry, 8),
        mark_price: unsigned(mark, 8),
        leverage: 1,
        isolated_margin: None,
        tiers,
        funding: None,
        liquidation_fee_ppm: 0,
        hedge_of: None,
    }
}

fn account(profile: TieredMarginProfile, wallet: &str, markets: Vec<TieredMarginMarket>) -> TieredMarginAccount {
    TieredMarginAccount {
        profile,
        quote: "USD".into(),
        quote_decimals: 6,
        wallet_balance: signed(wallet, 6),
        open_order_margin: None,
        markets,
    }
}

fn hyperliquid(wallet: &str, markets: Vec<TieredMarginMarket>) -> TieredMarginAccount {
    account(TieredMarginProfile::Hyperliquid, wallet, markets)
}

fn price(account: &TieredMarginAccount, asset: &str) -> PriceBoundary {
    tiered_margin_liquidation_price(account, asset).expect("an answer").expect("a position")
}

/// The boundary price, 8 decimals.
fn at(account: &TieredMarginAccount, asset: &str) -> U256 {
    let PriceBoundary::At { price, unique: true } = price(account, asset) else { panic!("{:?}", price(account, asset)) };
    price
}
