//! Price, status and purchases of a running auction, to the contract's last digit.

use super::auction_record::{Auction, AuctionStatus, AuctionTake};
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::Position;
use crate::venue::elapsed;

const PRICE_DECIMALS: u8 = 27;
const LOT_DECIMALS: u8 = 18;
const TAB_DECIMALS: u8 = 45;

/// Returns the auction that a liquidation of a position would start now.
///
/// # Errors
/// `refused` with the contract's own name for the refusal; `unsupported` where the venue sells collateral without an auction;
/// `overflow`, `division_by_zero`.
///
/// ```
/// use plimsoll::{liquidation::{Auction, auction_start}, venue::{Position, maker::MakerVault}};
/// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
/// let fallen = vault.poke("1500000000000000000000".parse()?, true)?;
/// let Auction::MakerClip(auction) = auction_start(&Position::Maker(fallen))?;
/// assert_eq!((auction.lot.to_string(), auction.elapsed_seconds), ("10000000000000000000".to_string(), 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn auction_start(position: &Position) -> Result<Auction, RiskError> {
    match position {
        Position::Maker(vault) => Ok(Auction::MakerClip(vault.bark()?.1.auction)),
        _ => Err(RiskError::unsupported("an auction of this position", "its venue liquidates without one: see positionLiquidation")),
    }
}

/// Returns the price some seconds from now, if nobody resets the auction before; in the decimals of `auction_status`.
///
/// # Errors
/// `overflow`, `division_by_zero`; `out_of_range` 2^32 seconds or more after the start.
///
/// ```
/// use plimsoll::{liquidation::{Auction, auction_price}, venue::maker::MakerVault};
/// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
/// let (_, bark) = vault.poke("1500000000000000000000".parse()?, true)?.bark()?;
/// // 1,800 at the start, 1 % less after each 90 seconds.
/// let price = auction_price(&Auction::MakerClip(bark.auction), 90)?;
/// assert_eq!(price.to_string(), "1782000000000000000000000000000");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn auction_price(auction: &Auction, seconds: u32) -> Result<U256, RiskError> {
    let Auction::MakerClip(auction) = auction;
    let then = elapsed(auction.elapsed_seconds, seconds)?;
    Ok(auction.status_at(then)?.price)
}

/// Returns where an auction stands: the price now, the floor, and the exact second at which it stops selling.
///
/// # Errors
/// `overflow`, `division_by_zero`.
///
/// ```
/// use plimsoll::{liquidation::{Auction, auction_status}, venue::maker::MakerVault};
/// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
/// let (_, bark) = vault.poke("1500000000000000000000".parse()?, true)?.bark()?;
/// let status = auction_status(&Auction::MakerClip(bark.auction))?;
/// assert_eq!((status.needs_reset, status.seconds_to_reset), (false, Some(8_280)));
/// assert_eq!(status.floor.to_string(), "720000000000000000000000000000");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn auction_status(auction: &Auction) -> Result<AuctionStatus, RiskError> {
    let Auction::MakerClip(auction) = auction;
    let now = auction.status_at(auction.elapsed_seconds)?;
    Ok(AuctionStatus {
        price: now.price,
        floor: auction.floor()?,
        price_decimals: PRICE_DECIMALS,
        needs_reset: now.needs_reset,
        seconds_to_reset: auction.seconds_to_reset()?,
        lot: auction.lot,
        lot_decimals: LOT_DECIMALS,
        tab: auction.tab,
        tab_decimals: TAB_DECIMALS,
    })
}

/// Returns what a purchase of at most `amount` for at most `max_price` does, by the venue's rules for partial purchases.
///
/// Maker: it costs at most what is still to be raised; one that would leave less than `chost` of that, and some of the lot, is cut so
/// that just `chost` is left, or refused where not more than that is left now. When all is raised, the rest of the lot goes back to
/// the owner; when all is sold, what is not raised is lost.
///
/// # Errors
/// `refused` with `Clipper/needs-reset`, `Clipper/too-expensive` or `Clipper/no-partial-purchase`; `overflow`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, liquidation::{Auction, auction_take}, venue::maker::MakerVault};
/// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
/// let (_, bark) = vault.poke("1500000000000000000000".parse()?, true)?.bark()?;
/// // 11,865 to be raised. Five units at 1,800 would leave 2,865, less than 5,650: so 6,215 is raised.
/// let taken = auction_take(&Auction::MakerClip(bark.auction), "5000000000000000000".parse()?, U256::MAX)?;
/// assert_eq!(taken.paid.to_string(), "6215000000000000000000000000000000000000000000000");
/// assert_eq!(taken.bought.to_string(), "3452777777777777777");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn auction_take(auction: &Auction, amount: U256, max_price: U256) -> Result<AuctionTake, RiskError> {
    let Auction::MakerClip(auction) = auction;
    let taken = auction.take(amount, max_price)?;
    Ok(AuctionTake {
        price: taken.price,
        bought: taken.slice,
        paid: taken.owe,
        refund: taken.refund,
        shortfall: if taken.auction.is_none() { taken.tab } else { U256::ZERO },
        auction: taken.auction.map(Auction::MakerClip),
    })
}
