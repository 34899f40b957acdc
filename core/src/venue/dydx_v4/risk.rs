//! Net collateral against margins, and which of two subaccounts is the riskier.

use crate::error::RiskError;
use crate::exact::{I256, U256, Wide};
use core::cmp::Ordering;

/// Net collateral and margin requirements, quote quantums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DydxV4Risk {
    /// USDC, quote balances and the value of the positions.
    pub net_collateral: I256,
    /// Initial margin of all positions.
    pub initial_margin: U256,
    /// Maintenance margin of all positions.
    pub maintenance_margin: U256,
}

impl DydxV4Risk {
    /// Returns the sum of two.
    ///
    /// # Errors
    /// `overflow` where a sum does not fit.
    ///
    /// ```
    /// use plimsoll::{U256, venue::dydx_v4::DydxV4Risk};
    /// let one = DydxV4Risk { net_collateral: U256::new(300).into(), initial_margin: U256::new(200), maintenance_margin: U256::new(100) };
    /// assert_eq!(one.try_add(one)?.maintenance_margin, U256::new(200));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn try_add(self, other: Self) -> Result<Self, RiskError> {
        Ok(Self {
            net_collateral: self.net_collateral.try_add(other.net_collateral, "net collateral")?,
            initial_margin: self.initial_margin.try_add(other.initial_margin, "initial margin")?,
            maintenance_margin: self.maintenance_margin.try_add(other.maintenance_margin, "maintenance margin")?,
        })
    }

    /// Says whether the initial margin is covered; equality covers it.
    ///
    /// ```
    /// use plimsoll::{U256, venue::dydx_v4::DydxV4Risk};
    /// let risk = DydxV4Risk { net_collateral: U256::new(200).into(), initial_margin: U256::new(200), maintenance_margin: U256::new(100) };
    /// assert!(risk.is_initial_collateralized());
    /// ```
    #[must_use]
    pub fn is_initial_collateralized(&self) -> bool {
        self.net_collateral >= self.initial_margin.into()
    }

    /// Says whether the maintenance margin is covered; equality covers it.
    ///
    /// ```
    /// use plimsoll::{U256, venue::dydx_v4::DydxV4Risk};
    /// let risk = DydxV4Risk { net_collateral: U256::new(99).into(), initial_margin: U256::new(200), maintenance_margin: U256::new(100) };
    /// assert!(!risk.is_maintenance_collateralized());
    /// ```
    #[must_use]
    pub fn is_maintenance_collateralized(&self) -> bool {
        self.net_collateral >= self.maintenance_margin.into()
    }

    /// Says whether the subaccount may be liquidated: a maintenance margin above 0 that is not covered.
    ///
    /// ```
    /// use plimsoll::{I256, U256, venue::dydx_v4::DydxV4Risk};
    /// let debt: I256 = "-5".parse()?;
    /// let risk = |margin: u64| DydxV4Risk { net_collateral: debt, initial_margin: U256::new(margin), maintenance_margin: U256::new(margin) };
    /// assert!(risk(1).is_liquidatable() && !risk(0).is_liquidatable());
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    #[must_use]
    pub fn is_liquidatable(&self) -> bool {
        !self.maintenance_margin.is_zero() && self.net_collateral < self.maintenance_margin.into()
    }

    /// Compares by risk: `Greater` is riskier (`Risk.Cmp`), by net collateral over maintenance margin. Of equal ratios the larger
    /// maintenance margin is riskier; without any margin, the smaller net collateral.
    ///
    /// # Errors
    /// None for numbers of 256 bits.
    ///
    /// ```
    /// use core::cmp::Ordering;
    /// use plimsoll::{U256, venue::dydx_v4::DydxV4Risk};
    /// let risk = |net: u64, margin: u64| DydxV4Risk {
    ///     net_collateral: U256::new(net).into(), initial_margin: U256::ZERO, maintenance_margin: U256::new(margin),
    /// };
    /// assert_eq!(risk(100, 150).try_cmp(&risk(100, 100))?, Ordering::Greater);
    /// assert_eq!(risk(100, 50).try_cmp(&risk(200, 100))?, Ordering::Less);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn try_cmp(&self, other: &Self) -> Result<Ordering, RiskError> {
        let product = |net: I256, margin: U256| Wide::from(net).try_mul(Wide::from(margin), "risk");
        let theirs = product(other.net_collateral, self.maintenance_margin)?;
        let ours = product(self.net_collateral, other.maintenance_margin)?;
        let no_margin = self.maintenance_margin.is_zero() && other.maintenance_margin.is_zero();
        Ok(theirs.cmp(&ours).then_with(|| {
            if no_margin { other.net_collateral.cmp(&self.net_collateral) } else { self.maintenance_margin.cmp(&other.maintenance_margin) }
        }))
    }
}
