//! Hours that are missing, asked page by page from every exchange, one request at a time.

use super::exchange::{EXCHANGES, PAGE_HOURS};
use super::store::Place;
use alloc::string::String;
use alloc::vec::Vec;
use plimsoll::watch::Watch;

const HOUR: u32 = 3_600;

/// An answer that has not come by then will not, seconds.
const ANSWER_SECONDS: f64 = 20.0;

/// An hour is asked for once it has been over for so long, seconds: exchanges need a moment.
const SETTLED_SECONDS: f64 = 15.0;

/// First wait after a page that nobody answered, and the longest, seconds.
const FIRST_WAIT: f64 = 15.0;
pub const LONGEST_WAIT: f64 = 900.0;

/// After so many tries the hours of exchanges that fail are gone without, where another has later ones.
const MOST_TRIES: u32 = 5;

/// A page of which no more is missing is taken as it is, hours: exchanges leave out hours without a trade.
const SPARE_HOURS: u32 = 24;

/// So long the first questions wait for two sources to say what time it is, seconds.
const CLOCK_SECONDS: f64 = 20.0;

/// One asset: its watch, its symbols, and what is asked for it.
pub struct Asset {
    pub name: String,
    pub watch: Watch,
    /// Its symbol at each exchange.
    pub symbols: [Option<String>; EXCHANGES],
    page: Option<Page>,
    /// Hours before this one are given up: no exchange has them.
    given_up: u32,
    /// Not asked before, and tries since it went well.
    due: f64,
    tries: u32,
    /// Since when it is awake (0: not yet), and the exchanges heard since.
    awake: f64,
    heard: [bool; EXCHANGES],
    /// Its place in storage.
    pub place: Place,
}

/// Hours asked of every exchange.
pub struct Page {
    from: u32,
    end: u32,
    answers: [Answer; EXCHANGES],
}

/// What an exchange said of a page.
pub enum Answer {
    /// Not asked yet.
    Open,
    /// What it has of it, which may be nothing.
    Bars(Vec<f64>),
    /// It has no hours before this one, or none at all.
    From(u32),
    /// It may answer another time.
    Failed,
}

/// An exchange that has no hours of an asset.
pub const NEVER: u32 = u32::MAX;

/// A question on its way.
pub struct Question {
    pub exchange: usize,
    pub from: u32,
    pub end: u32,
}

impl Page {
    fn any(&self, what: fn(&Answer) -> bool) -> bool {
        self.answers.iter().any(what)
    }

    fn failed(&self) -> bool {
        self.any(|answer| matches!(answer, Answer::Failed))
    }

    /// The first hour that an exchange has which has none of this page.
    fn later(&self) -> u32 {
        self.answers.iter().map(|answer| if let Answer::From(first) = answer { *first } else { NEVER }).min().unwrap_or(NEVER)
    }
}

impl Asset {
    pub fn new(name: String, watch: Watch, symbols: [Option<String>; EXCHANGES]) -> Self {
        let (page, due, awake) = (None, 0.0, 0.0);
        Self { name, watch, symbols, page, given_up: 0, due, tries: 0, awake, heard: [false; EXCHANGES], place: Place::default() }
    }

    /// The place of an exchange among the feed's sources.
    pub fn source(&self, exchange: usize) -> u32 {
        self.symbols.iter().take(exchange).filter(|symbol| symbol.is_some()).count() as u32
    }

    /// After a sleep or a clock that was set: what is learned of the clock, and waits by it, begin anew.
    pub fn wake(&mut self, now: f64) {
        (self.awake, self.heard) = (0.0, [false; EXCHANGES]);
        self.due = self.due.min(now + LONGEST_WAIT);
    }

    /// Forgets an account and what was said of it.
    pub fn forget(&mut self, name: &str) {
        self.watch.unwatch(name);
        self.place.forget(name);
    }

    /// A trade came from an exchange, and could be read.
    pub fn hear(&mut self, exchange: usize, read: bool) {
        if let Some(heard) = self.heard.get_mut(exchange) {
            *heard |= read;
        }
    }

    /// The time is known as well as it will be: an hour that only a fast clock says is over would be taken half made.
    fn knows_time(&mut self, now: f64) -> bool {
        if self.awake == 0.0 {
            self.awake = now;
        }
        let sources = self.symbols.iter().flatten().count();
        let heard = self.heard.iter().filter(|heard| **heard).count();
        sources < 2 || heard >= 2 || now - self.awake >= CLOCK_SECONDS
    }

    /// End of the last hour that is over and settled, by the market's clock.
    fn over(&self, now: f64) -> u32 {
        (self.watch.market_time(now) - SETTLED_SECONDS) as u32 / HOUR * HOUR
    }

    /// What to ask next.
    pub fn question(&mut self, now: f64) -> Option<Question> {
        if self.page.is_none() && now >= self.due && self.knows_time(now) {
            let over = self.over(now);
            if self.given_up > over {
                // By a clock that was ahead.
                self.given_up = 0;
            }
            let from = self.watch.missing(now - SETTLED_SECONDS)?.max(self.given_up);
            if from < over {
                let end = over.min(from.saturating_add(PAGE_HOURS * HOUR));
                self.page = Some(Page { from, end, answers: [const { Answer::Open }; EXCHANGES] });
            }
        }
        let page = self.page.as_ref()?;
        let exchange = page.answers.iter().position(|answer| matches!(answer, Answer::Open))?;
        Some(Question { exchange, from: page.from, end: page.end })
    }

    /// Takes in an answer; of bars the hours of the page.
    pub fn answer(&mut self, exchange: usize, mut said: Answer) {
        let Some(page) = &mut self.page else { return };
        if let Answer::Bars(bars) = &mut said {
            let hours = f64::from(page.from)..f64::from(page.end);
            let rows = bars.chunks_exact(6).filter(|row| row.first().is_some_and(|ts| hours.contains(ts)));
            *bars = rows.flatten().copied().collect();
        }
        if let Some(answer) = page.answers.get_mut(exchange) {
            *answer = said;
        }
    }

    /// The page and the bars of it to be taken in, once every exchange has been asked. Not where there are none, nor where a good part of
    /// them is left to an exchange that failed just now, for what is older than hours once taken in cannot be had any more.
    pub fn finished(&mut self, now: f64, chance: f64) -> Option<(Page, Vec<Vec<f64>>)> {
        if self.page.as_ref()?.any(|answer| matches!(answer, Answer::Open)) {
            return None;
        }
        let mut page = self.page.take()?;
        let listed =
            page.answers.iter_mut().filter_map(|answer| if let Answer::Bars(bars) = answer { Some(core::mem::take(bars)) } else { None });
        let bars: Vec<Vec<f64>> = listed.filter(|bars| !bars.is_empty()).collect();
        let most = bars.iter().map(|bars| bars.len() as u32 / 6).max().unwrap_or(0);
        let waits = self.waits(&page);
        if most > 0 && !(waits && most + SPARE_HOURS < (page.end - page.from) / HOUR) {
            return Some((page, bars));
        }
        let answered = page.any(|answer| matches!(answer, Answer::Bars(_)));
        let next = if answered { page.later().min(page.end) } else { page.later() };
        // The newest hours may still come, and where nobody has any the exchanges may be mistaken.
        if waits || next >= self.over(now) {
            self.wait(now, chance);
        } else {
            self.given_up = next;
        }
        None
    }

    /// An exchange that failed may still answer.
    fn waits(&self, page: &Page) -> bool {
        page.failed() && self.tries < MOST_TRIES
    }

    /// After a page's bars were taken in: goes on to the next, or waits where hours are still missing.
    pub fn turn(&mut self, page: &Page, now: f64, chance: f64) {
        match self.watch.missing(now - SETTLED_SECONDS) {
            Some(from) if from < page.end && page.end >= self.over(now) => self.wait(now, chance),
            // No two exchanges agreed on any of them.
            Some(from) if from <= page.from && self.waits(page) => self.wait(now, chance),
            Some(from) if from <= page.from => self.given_up = page.end,
            _ => self.tries = 0,
        }
    }

    fn wait(&mut self, now: f64, chance: f64) {
        let wait = (FIRST_WAIT * f64::from(1_u32 << self.tries.min(6))).min(LONGEST_WAIT) * (0.5 + 0.5 * chance);
        self.tries += 1;
        self.due = now + wait;
    }
}

/// The one request on its way.
pub struct Request {
    pub id: u32,
    pub asset: usize,
    pub exchange: usize,
    sent: f64,
}

impl Request {
    pub fn new(id: u32, asset: usize, exchange: usize, now: f64) -> Self {
        Self { id, asset, exchange, sent: now }
    }

    pub fn late(&self, now: f64) -> bool {
        !(0.0..=ANSWER_SECONDS).contains(&(now - self.sent))
    }
}
