//! The monitor's one request at a time for missing hours.

use super::exchange;
use super::history::{Answer, NEVER, Request};
use super::js::{amount, number, object, reason};
use super::monitor::{Core, act};
use super::state::{State, name};
use alloc::format;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use plimsoll::oracle::merge_bars;
use wasm_bindgen::prelude::*;
use web_sys::Response;

/// Statuses of an exchange that has no such market, or none for this place: asking again soon changes nothing.
const NOWHERE: [f64; 4] = [400.0, 404.0, 410.0, 451.0];

/// Statuses of one that asks for patience; 418 is Binance's ban after too many 429.
const IMPATIENT: [f64; 2] = [429.0, 418.0];

/// How Kraken says the same with status 200.
const NOWHERE_WORDS: &str = "EQuery:Unknown asset pair";
const IMPATIENT_WORDS: [&str; 3] = ["EGeneral:Too many requests", "EAPI:Rate limit", "EService:Throttled"];

/// An exchange that asks for patience without saying how long, seconds.
const PATIENCE: f64 = 60.0;

impl State {
    /// Sends the next question about missing hours, if none is on its way.
    pub fn ask(&mut self, core: &Rc<Core>, now: f64) {
        if let Some(request) = self.request.take_if(|request| request.late(now)) {
            self.no_answer(core, &request, Answer::Failed, "no answer", 0.0, now);
        }
        if self.request.is_some() {
            return;
        }
        for place in 0..self.assets.len() {
            while let Some(asset) = self.assets.get_mut(place) {
                let Some(question) = asset.question(now) else { break };
                let exchange = question.exchange;
                let patient = self.patience.get(exchange).is_some_and(|until| now < *until);
                let address = self.histories.get(exchange).map_or("", String::as_str);
                let market = asset.watch.market_time(now);
                let asked = match asset.symbols.get(exchange).and_then(Option::as_deref) {
                    None => Err(NEVER),
                    Some(symbol) => exchange::history_url(exchange, address, symbol, question.from, question.end, market),
                };
                let url = match asked {
                    Ok(url) if !patient => url,
                    none => {
                        asset.answer(exchange, none.map_or_else(Answer::From, |_| Answer::Failed));
                        self.finish(core, place, now);
                        continue;
                    }
                };
                self.asked = self.asked.wrapping_add(1);
                let request = Request::new(self.asked, place, exchange, now);
                match send(core, self.asked, &url) {
                    Ok(()) => self.request = Some(request),
                    Err(error) => self.no_answer(core, &request, Answer::Failed, &reason(&error), 0.0, now),
                }
                return;
            }
        }
    }

    /// What came back of a request.
    fn answered(&mut self, core: &Rc<Core>, id: u32, answer: Result<JsValue, JsValue>) {
        let now = core.transport.now();
        let Some(request) = self.request.take_if(|request| request.id == id) else { return };
        let refused = answer.as_ref().map_or(f64::NAN, |value| amount(value, "httpStatus"));
        let bars = match &answer {
            Err(error) => Err(reason(error)),
            Ok(_) if refused > 0.0 => Err(format!("HTTP {}", refused as u32)),
            Ok(value) => exchange::candles(request.exchange, value),
        };
        match bars {
            Ok(bars) => {
                if let Some(asset) = self.assets.get_mut(request.asset) {
                    asset.answer(request.exchange, Answer::Bars(bars));
                }
                self.finish(core, request.asset, now);
            }
            Err(why) => {
                let asked = answer.map_or(f64::NAN, |value| amount(&value, "retryAfter"));
                let said = |words: &&str| why.starts_with(*words);
                let impatient = IMPATIENT.contains(&refused) || IMPATIENT_WORDS.iter().any(said);
                let patience = if !impatient {
                    0.0
                } else if asked > 0.0 {
                    asked
                } else {
                    PATIENCE
                };
                let nowhere = NOWHERE.contains(&refused) || said(&NOWHERE_WORDS);
                let kind = if nowhere { Answer::From(NEVER) } else { Answer::Failed };
                self.no_answer(core, &request, kind, &why, patience, now);
            }
        }
        self.ask(core, now);
    }

    fn no_answer(&mut self, core: &Rc<Core>, request: &Request, kind: Answer, why: &str, patience: f64, now: f64) {
        if let Some(until) = self.patience.get_mut(request.exchange) {
            *until = now + patience;
        }
        let Some(asset) = self.assets.get_mut(request.asset) else { return };
        asset.answer(request.exchange, kind);
        let fields = [
            ("exchange", name(request.exchange)),
            ("asset", asset.name.as_str().into()),
            ("reason", why.into()),
            ("retrySeconds", patience.into()),
        ];
        self.say("noHistory", &fields);
        self.finish(core, request.asset, now);
    }

    /// Takes in a page once every exchange has been asked.
    fn finish(&mut self, core: &Rc<Core>, place: usize, now: f64) {
        let Some(asset) = self.assets.get_mut(place) else { return };
        let Some((page, bars)) = asset.finished(now, core.transport.random()) else { return };
        let taken = merge_bars(&bars, self.oracle.divergence).and_then(|merged| asset.watch.history(&merged, now));
        asset.turn(&page, now, core.transport.random());
        let hours = asset.watch.history_hours();
        let of = JsValue::from(asset.name.as_str());
        match taken {
            Ok(()) => self.say("history", &[("asset", of), ("historyHours", hours.into())]),
            Err(error) => self.say("fault", &[("asset", of), ("reason", error.to_string().into())]),
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// A promise whose functions are made for one use: nothing has to be kept until they are called.
    type Chain;
    #[wasm_bindgen(method)]
    fn then(this: &Chain, answered: &JsValue) -> Chain;
    #[wasm_bindgen(method, js_name = then)]
    fn settle(this: &Chain, answered: &JsValue, failed: &JsValue) -> Chain;
}

/// Sends a request; what comes of it goes to `answered` under its number.
fn send(core: &Rc<Core>, id: u32, url: &str) -> Result<(), JsValue> {
    let promise = core.transport.fetch(url)?;
    let weak = Rc::downgrade(core);
    // One function for both ends: of two, the one that is not called would be kept for good.
    let settled = Closure::once_into_js(move |value: JsValue| {
        let answer = if value.is_instance_of::<js_sys::Error>() { Err(value) } else { Ok(value) };
        act(&weak, |state, core| state.answered(core, id, answer));
    });
    promise.unchecked_into::<Chain>().then(core.body.as_ref()).settle(&settled, &settled);
    Ok(())
}

/// The JSON of a response to come, or its status and how long to wait.
pub fn body(response: Response) -> JsValue {
    let wait = || response.headers().get("retry-after").ok().flatten().map_or(f64::NAN, |seconds| number(&seconds.into()));
    // The body of a refusal is not looked at: a promise of it that nobody awaits would be an unhandled rejection.
    match if response.ok() { response.json().ok() } else { None } {
        Some(json) => json.into(),
        None => object(&[("httpStatus", response.status().into()), ("retryAfter", wait().into())]),
    }
}
