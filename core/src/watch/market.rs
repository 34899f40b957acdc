//! The market's state for the forecasts of every watch, from the watches of BTC and ETH.

use super::outcomes::Outcomes;
use super::state::Watch;
use crate::volatility::MarketState;

/// What the forecasts of a watch know of the market.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "there is one for an asset, and it is nearly always the large one")]
pub enum WatchedMarket {
    /// Nothing: they are the nested model's without it, and carry the flag `noMarket`.
    #[default]
    Absent,
    /// It is being filled up from history, and advice waits for it as for the asset's own hours.
    Awaited,
    /// Its state.
    Known(MarketState),
}

/// The watches of BTC and ETH as the market of all.
#[derive(Clone, Debug, Default)]
pub struct Leaders {
    /// Ends of the hours that `market` was read from.
    ends: (u32, u32),
    market: WatchedMarket,
    /// What was said last: that the market is in use, or that it is not.
    said: Option<bool>,
}

/// What became of the market.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MarketChange {
    /// What the watches are to be told; absent where nothing changed.
    pub told: Option<WatchedMarket>,
    /// To be said: whether the market is in use from now on; absent where nothing is.
    pub said: Option<bool>,
}

impl Leaders {
    /// Reads the market at a time, by the receiver's clock. It is absent where one of the two has no hour that ended within the rules'
    /// `bars_stale_seconds`: forecasts go on without it rather than from an old one.
    ///
    /// ```
    /// use plimsoll::{leverage::default_alert_rules, market::simulate_bars, oracle::default_oracle_rules};
    /// use plimsoll::watch::{Leaders, Watch, WatchedMarket};
    /// let end = 1_749_999_600.0 + 720.0 * 3_600.0;
    /// let mut pair = Vec::new();
    /// for (seed, asset) in [(1, "BTC"), (2, "ETH")] {
    ///     let mut watch: Watch = Watch::new(asset, &[1.0; 3], default_oracle_rules(), default_alert_rules())?;
    ///     watch.history(&simulate_bars(seed, 720, 1_749_999_600, 2_500.0, 0.7)?, end)?;
    ///     watch.evaluate(end)?;
    ///     pair.push(watch);
    /// }
    /// let mut leaders = Leaders::default();
    /// let [btc, eth] = &pair[..] else { panic!() };
    /// assert!(matches!(leaders.read(btc, eth, end).told, Some(WatchedMarket::Known(market)) if f64::from(market.as_of) == end));
    /// assert_eq!(leaders.read(btc, eth, end + 7_201.0).said, Some(false));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn read<O: Outcomes>(&mut self, btc: &Watch<O>, eth: &Watch<O>, now: f64) -> MarketChange {
        let both = [btc, eth];
        let fresh = both.map(|watch| watch.hours.end().filter(|end| watch.fresh(*end, now)));
        let next = match fresh {
            _ if both.iter().any(|watch| watch.filling(now)) => Some(WatchedMarket::Awaited),
            // Read already.
            [Some(btc_end), Some(eth_end)] if self.ends == (btc_end, eth_end) && matches!(self.market, WatchedMarket::Known(_)) => None,
            [Some(btc_end), Some(eth_end)] => {
                self.ends = (btc_end, eth_end);
                Some(WatchedMarket::Known(btc.market_with(eth)))
            }
            _ => Some(WatchedMarket::Absent),
        };
        let told = next.filter(|next| *next != self.market);
        let used = match told {
            None | Some(WatchedMarket::Awaited) => None,
            Some(WatchedMarket::Known(_)) => Some(true),
            Some(WatchedMarket::Absent) => Some(false),
        };
        let said = used.filter(|used| self.said != Some(*used));
        self.said = said.or(self.said);
        if let Some(market) = &told {
            self.market = market.clone();
        }
        MarketChange { told, said }
    }
}
