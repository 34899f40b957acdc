//! The liquidation region: how far each position is from it under a covariance, where, and which goes first.

use super::book::{Book, books};
use super::bridge::{Asked, ask};
use super::covariance::Spread;
use super::holdings::Portfolio;
use super::nearest::Surface;
use super::ray::first_crossing;
use super::sums::{dot, length};
use crate::error::RiskError;
use crate::math;
use crate::venue::AssetPrice;
use alloc::string::String;
use alloc::vec::Vec;

/// A factor's log move.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FactorMove {
    /// The factor.
    pub factor: String,
    /// `ln(level there / level now)`.
    pub log_move: f64,
}

/// An asset's price at a point.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AssetPoint {
    /// The asset.
    pub asset: String,
    /// Its price there, in the holding's quote.
    pub price: f64,
}

/// What the venue itself says about the point.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VenueCheck {
    /// The venue's integer prices at the point, rounded down.
    pub prices: Vec<AssetPrice>,
    /// Its verdict there; absent where its contract reverts.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub liquidatable: Option<bool>,
    /// Its verdict one step further: lower in the price of every collateral that a factor moves, higher in that of every debt; absent where
    /// its contract reverts. A step is one unit of the price, or 2^−48 of it where that is more: a double tells no less.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub liquidatable_beyond: Option<bool>,
    /// Liquidatable one step further and safe one step on the other side: the model's point is the venue's, to the last digit that a
    /// double tells. A venue that rounds values to coarser units, as a Morpho market of a token with 6 decimals does, is further off: `flip`
    /// says how far.
    pub agrees: bool,
    /// The share of the way to the point at which the venue's verdict flips, 1 to within a step of its prices where they agree; absent where it does not flip.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub flip: Option<f64>,
}

/// The most likely way to be liquidated.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NearestPoint {
    /// How far: `√(zᵀ Σ⁻¹ z)`, standard deviations over the covariance's horizon.
    pub sigmas: f64,
    /// `z`, one per factor in their order.
    pub moves: Vec<FactorMove>,
    /// The price of each leg's asset there, each once.
    pub prices: Vec<AssetPoint>,
    /// What the venue says there; absent for an account typed in by hand.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub venue: Option<VenueCheck>,
}

/// The nearest liquidation, or why there is none.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")
)]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum NearestLiquidation {
    /// It is liquidatable now.
    Now,
    /// No move of the factors that the covariance allows liquidates it.
    NothingLiquidates {
        /// True where that is proven: nothing is owed net, or the factors move along one line, which was followed until a price is `e^±100`
        /// times the price now. Else the search found no point.
        certain: bool,
    },
    /// The nearest point.
    At {
        /// It.
        point: NearestPoint,
    },
}

/// How far one factor alone can move.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FactorBoundary {
    /// The factor.
    pub factor: String,
    /// The log move down that liquidates, below 0; absent where none does.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub fall: Option<f64>,
    /// The log move up that liquidates, above 0; absent where none does.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub rise: Option<f64>,
}

/// The liquidation region of one holding.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HoldingRegion {
    /// The holding.
    pub name: String,
    /// The nearest liquidation.
    pub nearest: NearestLiquidation,
    /// Per factor, in their order, all other factors held: empty where it is liquidatable now.
    pub factors: Vec<FactorBoundary>,
}

/// The liquidation region of a portfolio.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PortfolioRegion {
    /// The holding that goes first: liquidatable now, else the nearest; absent where nothing liquidates any.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub first: Option<String>,
    /// One per holding, in their order.
    pub holdings: Vec<HoldingRegion>,
}

/// Returns for every holding the nearest point of its liquidation region under a covariance of the factors, and which goes first.
///
/// ```text
/// min zᵀ Σ⁻¹ z   subject to   Σ ± amount_i · price_i · threshold_i · e^(Σ_f beta_if · z_f) = 0
/// ```
///
/// `z` are the factors' log moves, `Σ` their covariance over a horizon of the caller's choice: the distance is in standard deviations over
/// that horizon, and the point the most likely way to be liquidated where the moves are normal. It is the design point of structural
/// reliability (Hasofer and Lind 1974; Rackwitz and Fiessler 1978). A singular covariance is a law on fewer dimensions: a pegged factor
/// of variance 0 does not move. The point is of the model world; for a position the venue is asked on its own integers whether it agrees.
///
/// - `covariance`: of the factors' log returns, row by row in the order of the portfolio's factors.
///
/// # Errors
/// Those of `portfolio_health`; `length_mismatch`, `not_finite`, `out_of_range` for a covariance that is not one row per factor of one
/// value per factor, symmetric, positive semidefinite and at most 10⁶; `overflow` where a price of the point does not fit the venue's
/// integers.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::portfolio::{Chain, Holding, HoldingState, NearestLiquidation, Portfolio, portfolio_region};
/// let leg = |asset: &str, side, amount, price, threshold, factor: Option<&str>| Leg {
///     asset: asset.into(), side, amount, price, threshold, ltv: 0.0, factor: factor.map(Into::into), interest_annual: 0.0,
/// };
/// let legs = vec![
///     leg("ETH", LegSide::Collateral, 10.0, 2_500.0, 0.8, Some("ETH")),
///     leg("USDC", LegSide::Debt, 10_000.0, 1.0, 1.0, None),
/// ];
/// let portfolio = Portfolio {
///     factors: vec!["ETH".into()],
///     chains: vec![Chain { name: "mainnet".into(), delay_seconds: 0, haircut: 0.0, cost: 0.0 }],
///     holdings: vec![Holding {
///         name: "lend".into(), chain: "mainnet".into(), assets: vec![], quote: None,
///         state: HoldingState::Account(Account { legs, liquidatable: None }),
///     }],
///     rescue_seconds: 0,
/// };
/// // Half the price is ln 2 away: at 4 % a day 17.3 standard deviations.
/// let region = portfolio_region(&portfolio, &[0.04 * 0.04])?;
/// let NearestLiquidation::At { point } = &region.holdings[0].nearest else { panic!() };
/// assert!((point.sigmas - 2f64.ln() / 0.04).abs() < 1e-12 && (point.prices[0].price - 1_250.0).abs() < 1e-9);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn portfolio_region(portfolio: &Portfolio, covariance: &[f64]) -> Result<PortfolioRegion, RiskError> {
    let books = books(portfolio)?;
    let spread = Spread::new(covariance, portfolio.factors.len())?;
    let mut holdings = Vec::with_capacity(books.len());
    let mut first: Option<(f64, &str)> = None;
    for book in &books {
        let nearest = nearest(portfolio, book, &spread)?;
        let distance = match &nearest {
            NearestLiquidation::Now => Some(-1.0),
            NearestLiquidation::NothingLiquidates { .. } => None,
            NearestLiquidation::At { point } => Some(point.sigmas),
        };
        if let Some(distance) = distance.filter(|distance| first.is_none_or(|(least, _)| *distance < least)) {
            first = Some((distance, &book.holding.name));
        }
        let factors = if book.health.liquidatable { Vec::new() } else { factor_boundaries(portfolio, book) };
        holdings.push(HoldingRegion { name: book.holding.name.clone(), nearest, factors });
    }
    Ok(PortfolioRegion { first: first.map(|(_, name)| name.into()), holdings })
}

fn nearest(portfolio: &Portfolio, book: &Book<'_>, spread: &Spread) -> Result<NearestLiquidation, RiskError> {
    if book.health.liquidatable {
        return Ok(NearestLiquidation::Now);
    }
    let surface = Surface::new(book.weights().map(|(weight, loads)| (weight, spread.unit_loads(loads))), spread.rank);
    let Some(point) = surface.nearest() else {
        return Ok(NearestLiquidation::NothingLiquidates { certain: surface.is_certain() });
    };
    let moves = spread.moves(&point);
    let mut prices: Vec<AssetPoint> = Vec::new();
    for (leg, loads) in book.account.legs.iter().zip(&book.loads) {
        if prices.iter().all(|known| known.asset != leg.asset) {
            let moved = dot(loads, &moves);
            prices.push(AssetPoint { asset: leg.asset.clone(), price: leg.price * math::exp(moved) });
        }
    }
    let venue = match &book.exact {
        None => None,
        Some(exact) => {
            let Asked { prices, at, beyond, short, flip } = ask(exact, &moves, &book.harm(&exact.prices))?;
            let named = exact.prices.iter().zip(prices).map(|(known, price)| AssetPrice { asset: known.asset.clone(), price });
            Some(VenueCheck {
                prices: named.collect(),
                liquidatable: at,
                liquidatable_beyond: beyond,
                agrees: short == Some(false) && beyond == Some(true),
                flip,
            })
        }
    };
    let sigmas = length(&point);
    let moves = portfolio.factors.iter().zip(moves).map(|(factor, log_move)| FactorMove { factor: factor.clone(), log_move }).collect();
    Ok(NearestLiquidation::At { point: NearestPoint { sigmas, moves, prices, venue } })
}

fn factor_boundaries(portfolio: &Portfolio, book: &Book<'_>) -> Vec<FactorBoundary> {
    let along = |place: usize, sign: f64| {
        let slopes = book.weights().map(|(weight, loads)| (weight, sign * loads.get(place).copied().unwrap_or_default()));
        first_crossing(slopes)
    };
    let one = |(place, factor): (usize, &String)| FactorBoundary {
        factor: factor.clone(),
        fall: along(place, -1.0).map(|distance| -distance),
        rise: along(place, 1.0),
    };
    portfolio.factors.iter().enumerate().map(one).collect()
}
