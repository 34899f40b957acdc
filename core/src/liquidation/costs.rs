//! What acting costs: gas, flash loans, and trades that move the price.

use crate::error::RiskError;
use crate::math;
use crate::units::within;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The move of the price that names a depth, a fraction.
const DEPTH_MOVE: f64 = 0.02;

/// No pool takes more of a trade.
const MOST_FEE: f64 = 0.99;

/// Largest gas and depth, quote.
const MOST_VALUE: f64 = 1e40;

/// Smallest depth, quote.
const LEAST_DEPTH: f64 = 1e-9;

/// What trading one asset costs, against the quote.
///
/// A trade of two assets bears the costs of both: `proceeds = v · (kept − impact · v)` with `v` the value given,
/// `kept = (1 − fee_a) · (1 − fee_b)` and `impact = 0.01 / depth_a + 0.01 / depth_b`: the price falls in a straight line, by 2 % at
/// the depth, so that the average price of the trade falls by 1 %. Beyond the value at which more brings in nothing, the rest is not
/// traded.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AssetCosts {
    /// The asset, by its name in the position.
    pub asset: String,
    /// Decimals of the token, which the venue's price does not tell: 18 for ETH, 6 for USDC.
    pub decimals: u8,
    /// Share of the value that pools and routers take, a fraction in [0, 0.99].
    pub trade_fee: f64,
    /// Value in quote whose trade at once moves the price by 2 %; absent where no trade moves it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub two_percent_depth: Option<f64>,
}

/// What acting costs, for liquidators and for plans.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ActionCosts {
    /// Gas of one step at the venue, quote, 0 or more.
    pub gas: f64,
    /// Fee of a flash loan, a fraction of it in [0, 1]: 0.0005 is 5 basis points; 0 for own money.
    pub flash_loan_fee: f64,
    /// One per asset that is traded, repaid or received.
    pub assets: Vec<AssetCosts>,
}

impl ActionCosts {
    /// Refuses numbers out of range and two entries for one asset.
    pub(crate) fn check(&self) -> Result<(), RiskError> {
        within("costs.gas", self.gas, 0.0, MOST_VALUE, "pass the quote value of the gas of one step")?;
        within("costs.flashLoanFee", self.flash_loan_fee, 0.0, 1.0, "pass fractions: 0.0005 is 5 basis points")?;
        for (place, one) in self.assets.iter().enumerate() {
            // The name of a field costs an allocation: only where something is wrong.
            let named = |field: &str| format!("costs.assets[{place}].{field}");
            if !(0.0..=MOST_FEE).contains(&one.trade_fee) {
                within(&named("tradeFee"), one.trade_fee, 0.0, MOST_FEE, "pass fractions: 0.003 is 30 basis points")?;
            }
            if let Some(depth) = one.two_percent_depth.filter(|depth| !(LEAST_DEPTH..=MOST_VALUE).contains(depth)) {
                within(&named("twoPercentDepth"), depth, LEAST_DEPTH, MOST_VALUE, "leave it out where no trade moves the price")?;
            }
            if one.decimals > 77 {
                let hint = "10^decimals must fit in 256 bits; pass the token's decimals()";
                return Err(RiskError::out_of_range(&named("decimals"), "in [0, 77]", one.decimals, hint));
            }
            if self.assets.iter().take(place).any(|earlier| earlier.asset == one.asset) {
                return Err(RiskError::duplicate("costs.assets", &one.asset));
            }
        }
        Ok(())
    }

    /// The costs of an asset.
    pub(crate) fn of(&self, asset: &str) -> Result<&AssetCosts, RiskError> {
        self.assets.iter().find(|one| one.asset == asset).ok_or_else(|| {
            let hint = "add its decimals, its fee and its depth";
            RiskError::out_of_range("costs.assets", "an entry for every asset that is traded", asset, hint)
        })
    }
}

/// What a trade of two assets keeps and loses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rates {
    /// Share of the value that the fees leave.
    pub kept: f64,
    /// Share that one more unit of value loses on average.
    pub impact: f64,
}

impl Rates {
    /// No trade.
    pub const NONE: Self = Self { kept: 1.0, impact: 0.0 };

    pub fn of(asset: &AssetCosts) -> Self {
        Self { kept: 1.0 - asset.trade_fee, impact: asset.two_percent_depth.map_or(0.0, |depth| 0.5 * DEPTH_MOVE / depth) }
    }

    /// One trade after the other.
    pub fn and(self, other: Self) -> Self {
        Self { kept: self.kept * other.kept, impact: self.impact + other.impact }
    }

    /// After the price has moved by a share already.
    pub fn worn(self, share: f64) -> Self {
        Self { kept: (self.kept - share).max(0.0), ..self }
    }

    /// Value that a value brings in.
    pub fn proceeds(self, value: f64) -> f64 {
        let sold = if self.impact > 0.0 { value.min(0.5 * self.kept / self.impact) } else { value };
        sold * (self.kept - self.impact * sold)
    }
    /// Value that has to be sold for proceeds; nothing where no value brings them in.
    pub fn sold_for(self, proceeds: f64) -> Option<f64> {
        let left = self.kept * self.kept - 4.0 * self.impact * proceeds;
        (left >= 0.0 && self.kept > 0.0).then(|| 2.0 * proceeds / (self.kept + math::sqrt(left)))
    }
}
