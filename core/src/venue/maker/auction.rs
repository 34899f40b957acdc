//! The clipper: price, status, purchases and resets of a running auction.

use super::curve::maker_price;
use super::frob::feed;
use super::state::{MakerAuction, MakerClip, MakerDog, MakerVault};
use crate::error::RiskError;
use crate::exact::{RAY, U256, WAD, ray_mul_floor};

/// Where an auction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MakerAuctionStatus {
    /// The price now, ray.
    pub price: U256,
    /// Nobody can buy until a reset: too old, or the price too low.
    pub needs_reset: bool,
}

/// What a purchase does.
#[derive(Clone, Debug, PartialEq)]
pub struct MakerTake {
    /// The price paid, ray.
    pub price: U256,
    /// Collateral bought, wad.
    pub slice: U256,
    /// What it costs, rad.
    pub owe: U256,
    /// Collateral that goes back to the owner of the vault, wad.
    pub refund: U256,
    /// By how much the ilk's running auctions have less to raise, rad: with the last of the lot, all that was still to be raised.
    pub cleared: U256,
    /// The auction afterwards; absent when it is over.
    pub auction: Option<MakerAuction>,
    /// What is still to be raised, rad; nobody raises it when the auction is over.
    pub tab: U256,
    /// What is still for sale, wad, before the refund.
    pub lot: U256,
}

/// Returns the feed's answer in ray per unit of debt, and the starting price.
pub(super) fn starting_price(clip: &MakerClip, price: U256, valid: bool, par: U256) -> Result<(U256, U256), RiskError> {
    if !valid {
        return Err(RiskError::refused("Clipper/invalid-price"));
    }
    let feed = feed(price, par)?;
    let top = ray_mul_floor(feed, clip.buf)?;
    if top.is_zero() { Err(RiskError::refused("Clipper/zero-top-price")) } else { Ok((feed, top)) }
}

/// Returns what the keeper of an auction over `tab` gets, rad.
pub(super) fn incentive(clip: &MakerClip, tab: U256) -> Result<U256, RiskError> {
    if clip.tip.is_zero() && clip.chip.is_zero() {
        return Ok(U256::ZERO);
    }
    clip.tip.try_add(tab.try_mul(clip.chip, "coin")?.try_div(WAD, "coin")?, "coin")
}

impl MakerVault {
    /// Returns the vault with the least remainder of a partial purchase cached anew: `⌊dust·chop/WAD⌋`.
    ///
    /// Source: `upchost` of dss src/clip.sol at fa4f6630.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::maker::MakerVault;
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// assert_eq!(vault.upchost()?.clip.chost.to_string(), "5650000000000000000000000000000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn upchost(&self) -> Result<Self, RiskError> {
        let mut vault = self.clone();
        vault.clip.chost = self.ilk.dust.try_mul(self.dog.chop, "chost")?.try_div(WAD, "chost")?;
        Ok(vault)
    }
}

impl MakerDog {
    /// Returns the limits after a purchase that clears `cleared`.
    ///
    /// # Errors
    /// `overflow` where more is cleared than runs.
    ///
    /// ```
    /// use plimsoll::{U256, venue::maker::MakerDog};
    /// let ten = U256::new(10);
    /// let dog = MakerDog { chop: ten, hole: ten, dirt: ten, global_hole: ten, global_dirt: ten };
    /// assert_eq!(dog.digs(U256::new(4))?.dirt, U256::new(6));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn digs(&self, cleared: U256) -> Result<Self, RiskError> {
        let mut dog = self.clone();
        dog.global_dirt = self.global_dirt.try_sub(cleared, "Dirt")?;
        dog.dirt = self.dirt.try_sub(cleared, "dirt")?;
        Ok(dog)
    }
}

impl MakerAuction {
    /// Returns the price `seconds` after the start or the last reset, and whether the auction then needs a reset:
    /// `seconds > tail`, or `⌊price·RAY/top⌋ < cusp`.
    ///
    /// Source: `status` of dss src/clip.sol at fa4f6630.
    ///
    /// # Errors
    /// `overflow`, `division_by_zero`.
    ///
    /// ```
    /// use plimsoll::venue::maker::MakerVault;
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// let (_, bark) = vault.poke("1500000000000000000000".parse()?, true)?.bark()?;
    /// let status = bark.auction.status_at(180)?;
    /// // Two steps of 1 % below 1,800.
    /// assert_eq!((status.price.to_string(), status.needs_reset), ("1764180000000000000000000000000".to_string(), false));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn status_at(&self, seconds: u32) -> Result<MakerAuctionStatus, RiskError> {
        let price = maker_price(&self.clip.curve, self.top, u64::from(seconds).into())?;
        let needs_reset = seconds > self.clip.tail || price.try_mul(RAY, "price/top")?.try_div(self.top, "price/top")? < self.clip.cusp;
        Ok(MakerAuctionStatus { price, needs_reset })
    }

    /// Returns what buying at most `amount` of the collateral for at most `max_price` does.
    ///
    /// A purchase costs at most what is still to be raised. One that would leave less than `chost` to be raised, and some of the lot,
    /// is cut so that it leaves just that; where not even that is left, only the whole can be bought. When all is raised, the rest of
    /// the lot goes back to the owner. Source: `take` of dss src/clip.sol at fa4f6630.
    ///
    /// # Errors
    /// `refused` with `Clipper/needs-reset`, `Clipper/too-expensive` or `Clipper/no-partial-purchase`; `overflow`, `division_by_zero`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::maker::MakerVault};
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// let (_, bark) = vault.poke("1500000000000000000000".parse()?, true)?.bark()?;
    /// let taken = bark.auction.take(U256::MAX, U256::MAX)?;
    /// // 11,865 at 1,800: 6.59 bought, 3.41 back to the owner.
    /// assert_eq!((taken.slice.to_string(), taken.refund.to_string()), ("6591666666666666666".to_string(), "3408333333333333334".to_string()));
    /// assert_eq!(taken.auction, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn take(&self, amount: U256, max_price: U256) -> Result<MakerTake, RiskError> {
        let status = self.status_at(self.elapsed_seconds)?;
        if status.needs_reset {
            return Err(RiskError::refused("Clipper/needs-reset"));
        }
        let price = status.price;
        if max_price < price {
            return Err(RiskError::refused("Clipper/too-expensive"));
        }
        let (slice, owe) = self.slice(amount, price)?;
        let (tab, lot) = (self.tab.try_sub(owe, "tab")?, self.lot.try_sub(slice, "lot")?);
        let sold_out = lot.is_zero();
        let cleared = if sold_out { tab.try_add(owe, "digs")? } else { owe };
        let refund = if tab.is_zero() { lot } else { U256::ZERO };
        let auction = (!sold_out && !tab.is_zero()).then(|| Self { tab, lot, ..self.clone() });
        Ok(MakerTake { price, slice, owe, refund, cleared, auction, tab, lot })
    }

    /// What is bought, and what it costs.
    fn slice(&self, amount: U256, price: U256) -> Result<(U256, U256), RiskError> {
        let slice = self.lot.min(amount);
        let owe = slice.try_mul(price, "owe")?;
        if owe > self.tab {
            return Ok((self.tab.try_div(price, "slice")?, self.tab));
        }
        let chost = self.clip.chost;
        if owe < self.tab && slice < self.lot && self.tab.try_sub(owe, "rest")? < chost {
            if self.tab <= chost {
                return Err(RiskError::refused("Clipper/no-partial-purchase"));
            }
            let owe = self.tab.try_sub(chost, "owe")?;
            return Ok((owe.try_div(price, "slice")?, owe));
        }
        Ok((slice, owe))
    }

    /// Returns the auction after a reset at another answer of the feed, and what the keeper gets for it, rad: something only where
    /// both the sum to be raised and the lot's value reach `chost`.
    ///
    /// Source: `redo` of dss src/clip.sol at fa4f6630.
    ///
    /// # Errors
    /// `refused` with `Clipper/cannot-reset`, `Clipper/invalid-price` or `Clipper/zero-top-price`; `overflow`, `division_by_zero`.
    ///
    /// ```
    /// use plimsoll::{exact::RAY, venue::maker::{MakerAuction, MakerVault}};
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// let (_, bark) = vault.poke("1500000000000000000000".parse()?, true)?.bark()?;
    /// let late = MakerAuction { elapsed_seconds: 8_401, ..bark.auction };
    /// let (reset, coin) = late.redo("1000000000000000000000".parse()?, true, RAY)?;
    /// assert_eq!((reset.top.to_string(), reset.elapsed_seconds), ("1200000000000000000000000000000".to_string(), 0));
    /// assert_eq!(coin.to_string(), "311865000000000000000000000000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn redo(&self, price: U256, valid: bool, par: U256) -> Result<(Self, U256), RiskError> {
        if !self.status_at(self.elapsed_seconds)?.needs_reset {
            return Err(RiskError::refused("Clipper/cannot-reset"));
        }
        let (feed, top) = starting_price(&self.clip, price, valid, par)?;
        let chost = self.clip.chost;
        let paid = !(self.clip.tip.is_zero() && self.clip.chip.is_zero());
        let coin = if paid && self.tab >= chost && self.lot.try_mul(feed, "lot·feed")? >= chost {
            incentive(&self.clip, self.tab)?
        } else {
            U256::ZERO
        };
        Ok((Self { top, elapsed_seconds: 0, ..self.clone() }, coin))
    }
}
