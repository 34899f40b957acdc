//! Hours that are missing, asked page by page from every exchange, one request at a time.

use super::exchange::{EXCHANGES, PAGE_HOURS};
use alloc::string::String;
use alloc::vec::Vec;
use plimsoll::watch::Watch;

const HOUR: u32 = 3_600;

/// An answer that has not come by then will not, seconds.
const ANSWER_SECONDS: f64 = 20.0;

/// An hour is asked for once it has been over for so long, seconds: exchanges need a moment.
const SETTLED_SECONDS: f64 = 15.0;

/// First wait after a page that nobody answered, and the longest, seconds.
const WAIT: (f64, f64) = (15.0, 900.0);

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
    /// Storing failed and that was said.
    pub unstored: bool,
}

/// Hours asked of every exchange.
struct Page {
    from: u32,
    end: u32,
    answers: [Answer; EXCHANGES],
}

enum Answer {
    Open,
    Bars(Vec<f64>),
    None,
}

/// A question on its way.
pub struct Question {
    pub exchange: usize,
    pub from: u32,
    pub end: u32,
}

impl Asset {
    pub fn new(name: String, watch: Watch, symbols: [Option<String>; EXCHANGES]) -> Self {
        Self { name, watch, symbols, page: None, given_up: 0, due: 0.0, tries: 0, unstored: false }
    }

    /// The place of an exchange among the feed's sources.
    pub fn source(&self, exchange: usize) -> u32 {
        self.symbols.iter().take(exchange).filter(|symbol| symbol.is_some()).count() as u32
    }

    /// What to ask next.
    pub fn question(&mut self, now: f64) -> Option<Question> {
        if self.page.is_none() && now >= self.due {
            let from = self.watch.missing(now - SETTLED_SECONDS)?.max(self.given_up);
            let over = (now - SETTLED_SECONDS) as u32 / HOUR * HOUR;
            if from < over {
                let end = over.min(from.saturating_add(PAGE_HOURS * HOUR));
                self.page = Some(Page { from, end, answers: [const { Answer::Open }; EXCHANGES] });
            }
        }
        let page = self.page.as_ref()?;
        let exchange = page.answers.iter().position(|answer| matches!(answer, Answer::Open))?;
        Some(Question { exchange, from: page.from, end: page.end })
    }

    /// Takes in an answer: the hours of the page among the bars, or nothing.
    pub fn answer(&mut self, exchange: usize, bars: Option<Vec<f64>>) {
        let Some(page) = &mut self.page else { return };
        let hours = f64::from(page.from)..f64::from(page.end);
        let inside = |bars: Vec<f64>| {
            let rows = bars.chunks_exact(6).filter(|row| row.first().is_some_and(|ts| hours.contains(ts)));
            rows.flatten().copied().collect()
        };
        if let Some(answer) = page.answers.get_mut(exchange) {
            *answer = bars.map_or(Answer::None, |bars| Answer::Bars(inside(bars)));
        }
    }

    /// The hours of every exchange that answered, once all have been asked; none: the page is asked again later.
    pub fn finished(&mut self, now: f64, chance: f64) -> Option<Vec<Vec<f64>>> {
        if self.page.as_ref()?.answers.iter().any(|answer| matches!(answer, Answer::Open)) {
            return None;
        }
        let answers = self.page.take()?.answers;
        let bars: Vec<Vec<f64>> =
            answers.into_iter().filter_map(|answer| if let Answer::Bars(bars) = answer { Some(bars) } else { None }).collect();
        if bars.is_empty() {
            self.wait(now, chance);
        }
        Some(bars)
    }

    /// After a page's bars were taken in: goes on to the next, or waits where hours are still missing.
    pub fn turn(&mut self, end: u32, now: f64, chance: f64) {
        let over = (now - SETTLED_SECONDS) as u32 / HOUR * HOUR;
        match self.watch.missing(now - SETTLED_SECONDS) {
            Some(from) if from < end && end >= over => self.wait(now, chance),
            Some(from) if from < end => self.given_up = end,
            _ => self.tries = 0,
        }
    }

    /// End of the page under way.
    pub fn end(&self) -> u32 {
        self.page.as_ref().map_or(0, |page| page.end)
    }

    fn wait(&mut self, now: f64, chance: f64) {
        let wait = (WAIT.0 * f64::from(1_u32 << self.tries.min(6))).min(WAIT.1) * (0.5 + 0.5 * chance);
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
