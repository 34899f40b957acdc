//! The state of one market and one position as the contract stores it.

use crate::exact::U256;
use alloc::string::String;

/// One market: its parameters, its stored totals, and how long ago they were stored. The default is a market just created, with
/// LLTV 0 and no names.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MorphoBlueMarket {
    /// Name of the loan asset, such as "USDC"; the quote of the market.
    pub loan_asset: String,
    /// Decimals of the loan token, at most 36.
    pub loan_decimals: u8,
    /// Name of the collateral asset, such as "ETH".
    pub collateral_asset: String,
    /// Decimals of the collateral token, at most 36.
    pub collateral_decimals: u8,
    /// What the oracle answers: loan units per collateral unit, times 10^36.
    pub price: U256,
    /// The price factor that drives it; absent when the collateral is pegged to the loan asset.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// Liquidation loan to value, 18 decimals, below 1.
    pub lltv: U256,
    /// The protocol's share of the interest, 18 decimals, at most 0.25.
    pub fee: U256,
    /// What the interest rate model answers for the time since the last update: per second, 18 decimals; 0 for a market without one.
    pub borrow_rate: U256,
    /// Rate at target of the adaptive curve model as stored, per second, 18 decimals, 0 before its first use; where it is given, the
    /// model is applied and `borrow_rate` is not read. Absent: the rate is held.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub rate_at_target: Option<U256>,
    /// Seconds since the last update.
    pub elapsed_seconds: u32,
    /// Loan units lent, interest up to the last update included; 128 bits, as are the three below.
    pub total_supply_assets: U256,
    /// Shares of the lenders, the fee's included.
    pub total_supply_shares: U256,
    /// Loan units owed, interest up to the last update included.
    pub total_borrow_assets: U256,
    /// Shares of the borrowers.
    pub total_borrow_shares: U256,
}

/// What a borrower lets a pre-liquidation contract do between two loan-to-value ratios; all with 18 decimals.
///
/// Close factor and incentive go up linearly from the first value at `pre_lltv` to the second at the market's LLTV. Priced by the
/// market's own oracle; a contract with another oracle is not modelled.
///
/// The boundaries and the verdict of a position are those of the LLTV. Asked of the same position with `pre_lltv` as its market's LLTV
/// and no pre-liquidation, they are those of this contract: below that boundary, down to the other one, it may act.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MorphoBluePreLiquidation {
    /// Loan to value above which it may act; below the market's LLTV.
    pub pre_lltv: U256,
    /// Share of the debt that one call may repay, at `pre_lltv`; at most 1.
    pub pre_lcf1: U256,
    /// The same at the LLTV; may be above 1.
    pub pre_lcf2: U256,
    /// Collateral given for each unit repaid, at `pre_lltv`; at least 1.
    pub pre_lif1: U256,
    /// The same at the LLTV; at most one over the LLTV.
    pub pre_lif2: U256,
}

/// One position in one market.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MorphoBluePosition {
    /// The market.
    pub market: MorphoBlueMarket,
    /// Shares of the loan asset lent; they back nothing. 256 bits.
    pub supply_shares: U256,
    /// Shares of the debt; 128 bits.
    pub borrow_shares: U256,
    /// Collateral, token units; 128 bits.
    pub collateral: U256,
    /// The pre-liquidation contract that the borrower has authorised; absent for none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub pre_liquidation: Option<MorphoBluePreLiquidation>,
}
