//! The stability fee: what the next drip stores.

use super::frob::{add_signed, mul_signed};
use super::state::MakerVault;
use crate::error::RiskError;
use crate::exact::{I256, U256, ray_mul_floor, ray_pow_half_up};

impl MakerVault {
    /// Returns the vault after a drip, and what the drip books as income, rad.
    ///
    /// ```text
    /// rate' = ⌊rpow(base + duty, elapsed)·rate/RAY⌋
    /// ```
    /// Source: `drip` of dss src/jug.sol at fa4f6630.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::{Venue, maker::MakerVault};
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// let (vault, income) = vault.later(31_536_000)?.drip()?;
    /// assert_eq!(vault.ilk.rate.to_string(), "1102499999999999999959123652");
    /// assert_eq!(income.to_string(), "524999999999999999591236520000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn drip(&self) -> Result<(Self, I256), RiskError> {
        let factor = ray_pow_half_up(self.jug.base.try_add(self.jug.duty, "base + duty")?, u64::from(self.jug.elapsed_seconds).into())?;
        let rate = ray_mul_floor(factor, self.ilk.rate)?;
        let change = I256::from(rate).try_sub(self.ilk.rate.into(), "change of the rate")?;
        let (mut vault, income) = self.fold(change)?;
        vault.jug.elapsed_seconds = 0;
        Ok((vault, income))
    }

    /// Returns the vault with another fee per second, ray.
    ///
    /// Source: `file` of dss src/jug.sol at fa4f6630.
    ///
    /// # Errors
    /// `refused` with `Jug/rho-not-updated` where the old fee is not dripped yet.
    ///
    /// ```
    /// use plimsoll::{exact::RAY, venue::{Venue, maker::MakerVault}};
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// assert_eq!(vault.file_duty(RAY)?.jug.duty, RAY);
    /// assert_eq!(vault.later(1)?.file_duty(RAY).unwrap_err().code(), "refused");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn file_duty(&self, duty: U256) -> Result<Self, RiskError> {
        if self.jug.elapsed_seconds > 0 {
            return Err(RiskError::refused("Jug/rho-not-updated"));
        }
        let mut vault = self.clone();
        vault.jug.duty = duty;
        Ok(vault)
    }

    /// Returns the vault after a change of the ilk's rate, and what it books as income, rad.
    ///
    /// Source: `fold` of dss src/vat.sol at fa4f6630.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::{I256, venue::maker::MakerVault};
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// let (vault, income) = vault.fold("50000000000000000000000000".parse::<I256>()?)?;
    /// assert_eq!(vault.ilk.rate.to_string(), "1100000000000000000000000000");
    /// assert_eq!(income.to_string(), "500000000000000000000000000000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fold(&self, change: I256) -> Result<(Self, I256), RiskError> {
        let mut vault = self.clone();
        vault.ilk.rate = add_signed(self.ilk.rate, change, "rate")?;
        let income = mul_signed(self.ilk.total_art, change, "income")?;
        vault.ilk.global_debt = add_signed(self.ilk.global_debt, income, "debt")?;
        Ok((vault, income))
    }
}
