//! What the three exchanges say, and how they are asked: their public market data, as documented by each.

use super::js::{amount, field, iso_seconds, number, text};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use js_sys::{Array, Date, Object};
use wasm_bindgen::{JsCast, JsValue};

/// How many there are.
pub const EXCHANGES: usize = 3;

/// Name, address of the streams, address of the candles; an asset's symbols stand in this order.
pub const DEFAULTS: [(&str, &str, &str); EXCHANGES] = [
    ("binance", "wss://stream.binance.com:9443/stream", "https://data-api.binance.vision/api/v3/klines"),
    ("coinbase", "wss://ws-feed.exchange.coinbase.com", "https://api.exchange.coinbase.com/products"),
    ("kraken", "wss://ws.kraken.com/v2", "https://api.kraken.com/0/public/OHLC"),
];

/// Hours asked at once: what the stingiest answers.
pub const PAGE_HOURS: u32 = 300;

/// Kraken keeps so many hours that are over, and answers the latest whatever is asked.
const KRAKEN_HOURS: u32 = 719;

const HOUR: u32 = 3_600;

/// What a message holds.
pub enum Heard {
    /// A trade of a symbol.
    Trade { symbol: String, id: f64, price: f64, volume: f64, stamp: f64 },
    /// The exchange refuses, in its words; a symbol where it names one that it may serve later.
    Refused { symbol: String, reason: String },
}

/// Where to connect: Binance is told the streams in the address.
pub fn socket_url(exchange: usize, address: &str, symbols: &[String]) -> String {
    if exchange != 0 {
        return address.to_string();
    }
    let streams: Vec<String> = symbols.iter().map(|symbol| symbol.to_ascii_lowercase() + "@aggTrade").collect();
    format!("{address}?streams={}", streams.join("/"))
}

/// What to send once connected.
pub fn subscription(exchange: usize, symbols: &[String]) -> Option<String> {
    // Symbols are written into JSON as they are, so nothing that ends a string may be in them.
    let safe = |symbol: &String| symbol.chars().filter(|c| !matches!(c, '"' | '\\' | '\0'..=' ')).collect::<String>();
    let listed: Vec<String> = symbols.iter().map(|symbol| format!("\"{}\"", safe(symbol))).collect();
    let listed = listed.join(",");
    match exchange {
        1 => Some(format!(r#"{{"type":"subscribe","product_ids":[{listed}],"channels":["ticker","heartbeat"]}}"#)),
        2 => Some(format!(r#"{{"method":"subscribe","params":{{"channel":"trade","symbol":[{listed}],"snapshot":false}}}}"#)),
        _ => None,
    }
}

/// What to send to an exchange that only pings below the messages, to hear whether it is there. Binance bears five messages a second.
pub const SIGN_OF_LIFE: &str = r#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#;

/// Reads a message; nothing where it says nothing of trades, `None` where it is none of the exchange's.
pub fn hear(exchange: usize, message: &JsValue) -> Option<Vec<Heard>> {
    if !message.is_object() {
        return None;
    }
    match exchange {
        0 => binance(message),
        1 => coinbase(message),
        _ => kraken(message),
    }
}

/// `{"stream":…,"data":{"e":"aggTrade","s":"ETHUSDT","a":1,"p":"2500.1","q":"0.5","T":1750000000000}}`
fn binance(message: &JsValue) -> Option<Vec<Heard>> {
    let data = field(message, "data");
    if text(&data, "e") == "aggTrade" {
        let stamp = amount(&data, "T") / 1_000.0;
        let (id, price, volume) = (amount(&data, "a"), amount(&data, "p"), amount(&data, "q"));
        return Some(alloc::vec![Heard::Trade { symbol: text(&data, "s"), id, price, volume, stamp }]);
    }
    let error = field(message, "error");
    if error.is_object() {
        return Some(alloc::vec![refused(text(&error, "msg"))]);
    }
    // The answer to a subscription, or the list of them.
    let result = field(message, "result");
    (result.is_null() || Array::is_array(&result)).then(Vec::new)
}

/// `{"type":"ticker","product_id":"ETH-USD","trade_id":1,"price":"2500.1","last_size":"0.5","time":"2025-06-15T15:06:40.000Z"}`
fn coinbase(message: &JsValue) -> Option<Vec<Heard>> {
    match text(message, "type").as_str() {
        "ticker" => {
            let (id, price, volume) = (amount(message, "trade_id"), amount(message, "price"), amount(message, "last_size"));
            let stamp = iso_seconds(message, "time");
            Some(alloc::vec![Heard::Trade { symbol: text(message, "product_id"), id, price, volume, stamp }])
        }
        "error" => Some(alloc::vec![refused(text(message, "message") + " " + &text(message, "reason"))]),
        "heartbeat" | "subscriptions" => Some(Vec::new()),
        _ => None,
    }
}

/// `{"channel":"trade","type":"update","data":[{"symbol":"ETH/USD","trade_id":1,"price":2500.1,"qty":0.5,"timestamp":"…Z"}]}`
fn kraken(message: &JsValue) -> Option<Vec<Heard>> {
    if text(message, "channel") == "trade" {
        let data = field(message, "data");
        let trades = data.dyn_ref::<Array>()?;
        let read = |trade: JsValue| Heard::Trade {
            symbol: text(&trade, "symbol"),
            id: amount(&trade, "trade_id"),
            price: amount(&trade, "price"),
            volume: amount(&trade, "qty"),
            stamp: iso_seconds(&trade, "timestamp"),
        };
        return Some(trades.iter().map(read).collect());
    }
    if field(message, "success").as_bool() == Some(false) {
        return Some(alloc::vec![Heard::Refused { symbol: text(message, "symbol"), reason: text(message, "error") }]);
    }
    (!field(message, "channel").is_undefined() || !field(message, "method").is_undefined()).then(Vec::new)
}

fn refused(reason: String) -> Heard {
    Heard::Refused { symbol: String::new(), reason }
}

/// Where to ask for the hours from `from` to `end`, seconds UTC, at a time by the market's clock; or the first hour that the exchange
/// still has.
pub fn history_url(exchange: usize, address: &str, symbol: &str, from: u32, end: u32, now: f64) -> Result<String, u32> {
    match exchange {
        0 => Ok(format!("{address}?symbol={symbol}&interval=1h&startTime={from}000&limit={PAGE_HOURS}")),
        1 => {
            // The end is the last hour that is wanted, itself included.
            let [start, end] = [from, end - HOUR].map(iso);
            Ok(format!("{address}/{symbol}/candles?granularity={HOUR}&start={start}&end={end}"))
        }
        _ => {
            let first = (now as u32 / HOUR).saturating_sub(KRAKEN_HOURS) * HOUR;
            if from < first {
                return Err(first);
            }
            // Its history knows two coins by their older names only.
            let older = |coin| match coin {
                "BTC" => "XBT",
                "DOGE" => "XDG",
                other => other,
            };
            let pair: String = symbol.split('/').map(older).collect();
            Ok(format!("{address}?pair={pair}&interval=60&since={}", from - 1))
        }
    }
}

fn iso(seconds: u32) -> String {
    Date::new(&JsValue::from_f64(f64::from(seconds) * 1_000.0)).to_iso_string().into()
}

/// Reads candles as flat rows of bars, oldest first; `Err` says what the exchange answered instead.
pub fn candles(exchange: usize, answer: &JsValue) -> Result<Vec<f64>, String> {
    // Kraken puts them under the pair's own name, beside `last`.
    let listed = if exchange == 2 {
        let result = field(answer, "result");
        let lists = if result.is_object() { Object::values(result.unchecked_ref()) } else { Array::new() };
        lists.iter().find(Array::is_array).unwrap_or(JsValue::UNDEFINED)
    } else {
        answer.clone()
    };
    let Some(rows) = listed.dyn_ref::<Array>() else {
        let said = if exchange == 2 { field(answer, "error") } else { field(answer, "message") };
        return Err(said.dyn_ref::<Array>().map(|list| list.join(" ").into()).or(said.as_string()).unwrap_or_default());
    };
    // Where time, open, high, low, close and volume stand in a row.
    let (places, unit) = match exchange {
        0 => ([0, 1, 2, 3, 4, 5], 1_000.0),
        1 => ([0, 3, 2, 1, 4, 5], 1.0),
        _ => ([0, 1, 2, 3, 4, 6], 1.0),
    };
    let mut bars: Vec<f64> = Vec::with_capacity(rows.length() as usize * 6);
    let newest_first = exchange == 1;
    for index in 0..rows.length() {
        let row = rows.get(if newest_first { rows.length() - 1 - index } else { index });
        let Some(row) = row.dyn_ref::<Array>() else { continue };
        for (column, place) in places.into_iter().enumerate() {
            let value = number(&row.get(place));
            bars.push(if column == 0 { value / unit } else { value });
        }
    }
    Ok(bars)
}
