//! Maker (Sky), dss at fa4f6630: vat, spot, jug, dog, clip and the price curves of abaci, to the last digit.
//!
//! Units are the contracts': `ink`, `art` and `lot` in wad (18 decimals), rates, ratios and prices in ray (27), `tab`, ceilings and
//! dust in rad (45). One ilk and one vault; the limits that are shared by all ilks stand beside the ilk's own.
//!
//! - Safe at equality: `art·rate ≤ ink·spot`. The vat and the dog use the *stored* rate and the *stored* spot: interest counts from
//!   the next drip, a price from the next poke. So does everything here: `drip` and `poke` say what the next call would store.
//! - At a spot of 0 the dog refuses to bark (`Dog/not-unsafe`): no price is not a price of zero, and such a vault is not liquidatable.

mod auction;
mod bark;
mod boundary;
mod curve;
mod frob;
mod jug;
mod outcome;
mod reset;
mod rules;
mod state;
mod view;

pub use auction::{MakerAuctionStatus, MakerTake};
pub use bark::MakerBark;
pub use curve::maker_price;
pub use frob::maker_spot;
pub use state::{MakerAuction, MakerClip, MakerDog, MakerIlk, MakerJug, MakerPriceCurve, MakerVault};
