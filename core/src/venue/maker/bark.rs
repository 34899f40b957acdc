//! The dog: how much of an unsafe vault goes to an auction.

use super::auction::{incentive, starting_price};
use super::frob::mul_signed;
use super::state::{MakerAuction, MakerVault};
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD};

/// What a bark does.
#[derive(Clone, Debug, PartialEq)]
pub struct MakerBark {
    /// Collateral seized, wad.
    pub dink: U256,
    /// Normalised debt taken over, wad.
    pub dart: U256,
    /// Debt taken over, rad.
    pub due: U256,
    /// What the keeper gets, rad.
    pub coin: U256,
    /// The auction, which is to raise the debt and the penalty.
    pub auction: MakerAuction,
}

impl MakerVault {
    /// Says whether a bark finds the vault unsafe: `spot > 0` and `ink·spot < art·rate`, with the stored spot and rate.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::maker::MakerVault;
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// assert!(!vault.is_unsafe()?);
    /// assert!(vault.poke("1574999999999999999999".parse()?, true)?.is_unsafe()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_unsafe(&self) -> Result<bool, RiskError> {
        if self.ilk.spot.is_zero() {
            return Ok(false);
        }
        Ok(self.ink.try_mul(self.ilk.spot, "ink·spot")? < self.art.try_mul(self.ilk.rate, "art·rate")?)
    }

    /// Returns the vault after a bark, and the auction that it starts.
    ///
    /// ```text
    /// room = min(Hole − Dirt, hole − dirt)      dart = min(art, ⌊⌊room·WAD/rate⌋/chop⌋), or art where the rest would be dust
    /// dink = ⌊ink·dart/art⌋      due = dart·rate      tab = ⌊due·chop/WAD⌋
    /// ```
    /// The auction starts at the feed's answer now, not at the spot. Source: `bark` and `kick` of dss src/{dog,clip}.sol at fa4f6630.
    ///
    /// # Errors
    /// `refused` with `Dog/not-unsafe`, `Dog/liquidation-limit-hit`, `Dog/dusty-auction-from-partial-liquidation`,
    /// `Dog/null-auction`, `Clipper/zero-tab`, `Clipper/invalid-price` or `Clipper/zero-top-price`; `overflow`, `division_by_zero`.
    ///
    /// ```
    /// use plimsoll::venue::maker::MakerVault;
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// let (after, bark) = vault.poke("1500000000000000000000".parse()?, true)?.bark()?;
    /// // All of it: 10,500 owed, 13 % penalty, and the auction starts 20 % above the feed.
    /// assert_eq!((after.ink.to_string(), bark.dink.to_string()), ("0".to_string(), "10000000000000000000".to_string()));
    /// assert_eq!(bark.auction.tab.to_string(), "11865000000000000000000000000000000000000000000000");
    /// assert_eq!(bark.auction.top.to_string(), "1800000000000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bark(&self) -> Result<(Self, MakerBark), RiskError> {
        if !self.is_unsafe()? {
            return Err(RiskError::refused("Dog/not-unsafe"));
        }
        let dart = self.normalised_debt_to_auction()?;
        let dink = self.ink.try_mul(dart, "dink")?.try_div(self.art, "dink")?;
        if dink.is_zero() {
            return Err(RiskError::refused("Dog/null-auction"));
        }
        let mut vault = self.clone();
        vault.ink = self.ink.try_sub(dink, "ink")?;
        vault.art = self.art.try_sub(dart, "art")?;
        vault.ilk.total_art = self.ilk.total_art.try_sub(dart, "Art")?;
        // The vat forms the same product as signed integers: it overflows earlier.
        let due = mul_signed(self.ilk.rate, I256::from(dart), "due")?.magnitude();
        let tab = due.try_mul(self.dog.chop, "tab")?.try_div(WAD, "tab")?;
        vault.dog.global_dirt = self.dog.global_dirt.try_add(tab, "Dirt")?;
        vault.dog.dirt = self.dog.dirt.try_add(tab, "dirt")?;
        if tab.is_zero() {
            return Err(RiskError::refused("Clipper/zero-tab"));
        }
        let (_, top) = starting_price(&self.clip, self.price, self.price_valid, self.par)?;
        let coin = incentive(&self.clip, tab)?;
        vault.ilk.global_debt = self.ilk.global_debt.try_add(coin, "debt")?;
        let auction = MakerAuction {
            asset: self.asset.clone(),
            debt_asset: self.debt_asset.clone(),
            tab,
            lot: dink,
            top,
            elapsed_seconds: 0,
            clip: self.clip.clone(),
        };
        Ok((vault, MakerBark { dink, dart, due, coin, auction }))
    }

    /// As much as the holes have room for, unless the rest would be dust.
    fn normalised_debt_to_auction(&self) -> Result<U256, RiskError> {
        let (dog, rate) = (&self.dog, self.ilk.rate);
        if dog.global_hole <= dog.global_dirt || dog.hole <= dog.dirt {
            return Err(RiskError::refused("Dog/liquidation-limit-hit"));
        }
        let room = dog.global_hole.try_sub(dog.global_dirt, "room")?.min(dog.hole.try_sub(dog.dirt, "room")?);
        let dart = self.art.min(room.try_mul(WAD, "room")?.try_div(rate, "room")?.try_div(dog.chop, "room")?);
        if dart < self.art {
            if self.art.try_sub(dart, "rest")?.try_mul(rate, "rest")? < self.ilk.dust {
                return Ok(self.art);
            }
            if dart.try_mul(rate, "dart·rate")? < self.ilk.dust {
                return Err(RiskError::refused("Dog/dusty-auction-from-partial-liquidation"));
            }
        }
        Ok(dart)
    }
}
