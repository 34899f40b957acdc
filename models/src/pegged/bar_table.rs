//! Hourly bars of a pegged asset on the public year: the table of what the file of forecasts says.

use super::baselines::Fitted;
use super::data::{Peg, PegRow, Source};
use super::fit;
use super::quantile;
use super::report::{DAY, JUDGED, TAIL, seconds};
use crate::bars::Series;
use crate::dataset::Follower;
use crate::grid::Grid;
use crate::losses::{pinball, qlike};
use crate::targets::{Target, Targets, targets};
use anyhow::Result;
use plimsoll::volatility::{ANCHORS, Forecast, LEVELS};
use std::fmt::Write;
use time::macros::utc_datetime;

/// What was said at one decision time, and what came.
struct Case {
    /// Mean squared return of the last 24, 168 and 720 hours.
    past: [f64; 3],
    peg: Forecast,
    general: Forecast,
    targets: Targets,
}

/// Hourly bars of a pegged asset as the file of forecasts has them, on the public year.
pub(super) fn table(out: &mut String, pegs: &[Peg], rows: &[PegRow], series: &Series) -> Result<()> {
    let (from, to) = (seconds(utc_datetime!(2024-07-01 0:00)), seconds(utc_datetime!(2025-07-01 0:00)));
    let weights = fit::fit(pegs, rows, from, None)?;
    let grid = Grid::new(&series.bars);
    let mut follower = Follower::new(series);
    let mut cases: Vec<Case> = Vec::new();
    for t in (from..to).step_by(DAY as usize) {
        follower.advance(t)?;
        let Some(closed) = grid.closed(t).filter(|&closed| closed <= grid.hours() && grid.full_history(closed)) else { continue };
        let Some(made) = super::bars::forecast_with(&weights, series, t)? else { continue };
        let past = [24, 168, 720].map(|hours| grid.mean_square(closed, hours));
        cases.push(Case { past, peg: made, general: follower.tracker.forecast(None)?, targets: targets(&grid, closed) });
    }
    let _ = writeln!(
        out,
        "### {} in hourly bars, public year: trained before 2024-06-24, tested daily 2024-07-01 to 2025-06-30\n\nQLIKE; then, with lows and highs under the wick rule, pinball loss times 10⁶ of \
         the 5, 1 and 0.1 % quantiles and hit rates. har and loghar are fitted on the closes of all pegs before; `general` is the \
         shipped model without the market.\n\n| h | n | peg | general | har | loghar | side | pinball, peg | pinball, general | hits, peg | hits, general |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        series.asset
    );
    for anchor in JUDGED {
        let training: Vec<&PegRow> =
            rows.iter().filter(|row| row.ts + ANCHORS[anchor].max(168) * 3_600 <= from && pegs[row.peg].source == Source::Closes).collect();
        let fitted = Fitted::new(&training, anchor);
        let peg = pegs.iter().position(|peg| peg.asset == series.asset && peg.source == Source::Closes).unwrap_or(usize::MAX);
        let scored: Vec<_> =
            cases.iter().filter_map(|case| Some((case, case.targets[anchor].filter(|target| target.variance > 0.0)?))).collect();
        let n = scored.len() as f64;
        let mean = |of: &dyn Fn(&Case) -> f64| scored.iter().map(|(case, target)| qlike(target.variance, of(case))).sum::<f64>() / n;
        let baseline = |which: usize| mean(&|case| fitted.of_past(peg, case.past)[which]);
        let losses = [
            mean(&|case| case.peg.horizons[anchor].variance),
            mean(&|case| case.general.horizons[anchor].variance),
            baseline(0),
            baseline(1),
        ];
        let losses: Vec<String> = losses.iter().map(|loss| format!("{loss:.4}")).collect();
        for (side, name) in [(0, "DD"), (1, "RU")] {
            let realised = |target: &Target| if side == 0 { target.drawdown } else { target.runup };
            let over = |of: &dyn Fn(&Forecast, f64, usize) -> f64, general: bool| -> String {
                let cells: Vec<String> = TAIL
                    .iter()
                    .map(|level| {
                        let sum: f64 = scored
                            .iter()
                            .map(|(case, target)| of(if general { &case.general } else { &case.peg }, realised(target), *level))
                            .sum();
                        format!("{:.2}", sum / n)
                    })
                    .collect();
                cells.join(" / ")
            };
            let loss =
                |made: &Forecast, realised: f64, level: usize| 1e6 * pinball(realised, quantile(made, anchor, side, level), LEVELS[level]);
            let hit =
                |made: &Forecast, realised: f64, level: usize| 100.0 * f64::from(u8::from(realised > quantile(made, anchor, side, level)));
            let _ = writeln!(
                out,
                "| {} | {n} | {} | {name} | {} | {} | {} % | {} % |",
                ANCHORS[anchor],
                losses.join(" | "),
                over(&loss, false),
                over(&loss, true),
                over(&hit, false),
                over(&hit, true)
            );
        }
    }
    out.push('\n');
    Ok(())
}
