//! Health, loan to value and leverage of an account.

use super::check::check;
use super::exposure::{Exposure, is_liquidatable};
use super::legs::{Account, LegSide};
use crate::error::RiskError;

/// Where an account stands at its prices now; values in the quote currency.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AccountHealth {
    /// Value of the collateral.
    pub collateral: f64,
    /// Value of the debt.
    pub debt: f64,
    /// Collateral less debt; below 0 when the debt is larger.
    pub equity: f64,
    /// Collateral that counts towards solvency over the debt that counts; absent when it owes nothing. On margin venues not that of
    /// `position_health`: see `Threshold`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_factor: Option<f64>,
    /// Loan to value: debt over collateral, a fraction; absent when there is no collateral.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub ltv: Option<f64>,
    /// Collateral over equity; absent when equity is 0 or below.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub leverage: Option<f64>,
    /// Collateral less debt over the legs that a price factor drives: above 0 net long, below 0 net short.
    pub net_exposure: f64,
    /// The account meets its venue's liquidation rule: the venue's own verdict where it is known.
    pub liquidatable: bool,
}

/// Returns the health of an account at its prices now.
///
/// ```text
/// health factor = Σ collateral_i · threshold_i / Σ debt_j · threshold_j     loan to value = D / C     leverage = C / (C − D)
/// ```
///
/// With `C` the value of the collateral and `D` that of the debt; a debt's threshold is 1, or above it that of a short position with its
/// maintenance margin. At a health factor of exactly 1 the account is safe, unless
/// the venue's own verdict says otherwise.
///
/// # Errors
/// - `not_finite`: a number is NaN or infinite.
/// - `out_of_range`: an amount outside 0 and [1e-40, 1e40], a price outside [1e-40, 1e40], a threshold or LTV outside 0 and [1e-9, 1],
///   an LTV above its threshold, a debt whose threshold is outside [1, 2] or whose LTV is not 0, interest outside [−100, 100], or an
///   empty factor.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide, account_health};
/// let eth = Leg {
///     asset: "ETH".into(), side: LegSide::Collateral, amount: 10.0, price: 2_500.0, threshold: 0.83, ltv: 0.805,
///     factor: Some("ETH".into()), interest_annual: 0.0,
/// };
/// let usdc = Leg {
///     asset: "USDC".into(), side: LegSide::Debt, amount: 14_000.0, price: 1.0, threshold: 1.0, ltv: 0.0,
///     factor: None, interest_annual: 0.05,
/// };
/// let health = account_health(&Account { legs: vec![eth, usdc], liquidatable: None })?;
/// assert_eq!(health.ltv, Some(0.56));
/// assert!((health.health_factor.unwrap() - 20_750.0 / 14_000.0).abs() < 1e-15);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn account_health(account: &Account) -> Result<AccountHealth, RiskError> {
    check(account)?;
    let (mut collateral, mut debt, mut net_exposure) = (0.0, 0.0, 0.0);
    for leg in &account.legs {
        let value = leg.amount * leg.price;
        let signed = match leg.side {
            LegSide::Collateral => {
                collateral += value;
                value
            }
            LegSide::Debt => {
                debt += value;
                -value
            }
        };
        if leg.factor.is_some() {
            net_exposure += signed;
        }
    }
    let exposure = Exposure::after(account, 0.0);
    let equity = collateral - debt;
    Ok(AccountHealth {
        collateral,
        debt,
        equity,
        health_factor: (debt > 0.0).then(|| exposure.health(1.0)),
        ltv: (collateral > 0.0).then(|| debt / collateral),
        leverage: (equity > 0.0).then(|| collateral / equity),
        net_exposure,
        liquidatable: is_liquidatable(account, &exposure),
    })
}
