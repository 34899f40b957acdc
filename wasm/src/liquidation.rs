//! What a liquidation is worth, and auctions of what it seizes.

use crate::error::Refusal;
use crate::js::{Float64Array, JsString, Number};
use crate::record::write;
use crate::shape::{flat, read};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use plimsoll::U256;
use plimsoll::liquidation::{
    self, ActionCosts, Auction, AuctionBidders, AuctionProceeds, AuctionStatus, AuctionTake, LiquidationChoice, LiquidationProfit,
    LiquidationScan,
};
use plimsoll::venue::{LiquidationCall, Position};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// What one liquidation pays its caller after gas, slippage and the flash loan, and what it costs the borrower; in quote.
#[wasm_bindgen(js_name = liquidationProfit)]
pub fn liquidation_profit(
    position: Ts<Position>,
    call: Ts<LiquidationCall>,
    costs: Ts<ActionCosts>,
) -> Result<Ts<LiquidationProfit>, Refusal> {
    write(&liquidation::liquidation_profit(&read("position", position)?, &read("call", call)?, &read("costs", costs)?)?)
}

/// The liquidation of a position that pays its caller most: pair and amount.
#[wasm_bindgen(js_name = bestLiquidation)]
pub fn best_liquidation(position: Ts<Position>, costs: Ts<ActionCosts>) -> Result<Ts<LiquidationChoice>, Refusal> {
    write(&liquidation::best_liquidation(&read("position", position)?, &read("costs", costs)?)?)
}

/// The positions worth liquidating, the most profitable first.
#[wasm_bindgen(js_name = liquidationScan)]
pub fn liquidation_scan(
    #[wasm_bindgen(unchecked_param_type = "Position[]")] positions: JsValue,
    costs: Ts<ActionCosts>,
) -> Result<Ts<LiquidationScan>, Refusal> {
    let positions: Vec<Position> = read("positions", positions)?;
    write(&liquidation::liquidation_scan(&positions, &read("costs", costs)?)?)
}

/// The auction that a liquidation of the position would start.
#[wasm_bindgen(js_name = auctionStart)]
pub fn auction_start(position: Ts<Position>) -> Result<Ts<Auction>, Refusal> {
    write(&liquidation::auction_start(&read("position", position)?)?)
}

/// The price of an auction some `seconds` from now.
#[wasm_bindgen(js_name = auctionPrice, unchecked_return_type = "U256")]
pub fn auction_price(auction: Ts<Auction>, seconds: Number) -> Result<String, Refusal> {
    Ok(liquidation::auction_price(&read("auction", auction)?, read("seconds", seconds)?)?.to_string())
}

/// Where an auction stands: price, floor, and the second at which it stops selling.
#[wasm_bindgen(js_name = auctionStatus)]
pub fn auction_status(auction: Ts<Auction>) -> Result<Ts<AuctionStatus>, Refusal> {
    write(&liquidation::auction_status(&read("auction", auction)?)?)
}

/// A purchase from an auction, at most `amount` for at most `maxPrice`, and the auction after it.
#[wasm_bindgen(js_name = auctionTake)]
pub fn auction_take(
    auction: Ts<Auction>,
    #[wasm_bindgen(unchecked_param_type = "U256")] amount: JsString,
    #[wasm_bindgen(js_name = maxPrice, unchecked_param_type = "U256")] max_price: JsString,
) -> Result<Ts<AuctionTake>, Refusal> {
    let (amount, max_price): (U256, U256) = (read("amount", amount)?, read("maxPrice", max_price)?);
    write(&liquidation::auction_take(&read("auction", auction)?, amount, max_price)?)
}

/// What an auction raises against a path of market prices, for bidders with stated margin, costs and depth.
#[wasm_bindgen(js_name = auctionProceeds)]
pub fn auction_proceeds(auction: Ts<Auction>, prices: Float64Array, bidders: Ts<AuctionBidders>) -> Result<Ts<AuctionProceeds>, Refusal> {
    write(&liquidation::auction_proceeds(&read("auction", auction)?, &flat("prices", &prices)?, &read("bidders", bidders)?)?)
}
