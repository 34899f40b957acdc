//! A steward's limits: how soon, how far, and in how many changes a target is reached.

use super::question::{MarketParameter, StepLimit, StewardLimits, StewardPlan, StewardStep};
use crate::error::RiskError;
use alloc::vec::Vec;

/// Basis points in 1.
const BPS: u32 = 10_000;

/// LTV, liquidation threshold and bonus in basis points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InBps {
    pub ltv: u32,
    pub threshold: u32,
    pub bonus: u32,
}

/// Plans the way from today's values to a target.
///
/// The rule of Aave's RiskSteward at ab49968: a change is refused before the delay is over, beyond
/// `relative ? ⌊maximum · old / 10,000⌋ : maximum`, and to 0. Each change here also keeps the LTV below the threshold and
/// threshold · (1 + bonus) at most 1, so a parameter waits where another must move first.
pub(crate) fn plan(limits: &StewardLimits, today: InBps, target: InBps, now: u32) -> Result<StewardPlan, RiskError> {
    for (field, limit) in [
        ("steward.ltv.maximumBps", &limits.ltv),
        ("steward.liquidationThreshold.maximumBps", &limits.liquidation_threshold),
        ("steward.bonus.maximumBps", &limits.bonus),
    ] {
        if u32::from(limit.maximum_bps) > BPS {
            return Err(RiskError::out_of_range(field, "in [0, 10000]", limit.maximum_bps, "pass basis points: 50 is 0.5 %"));
        }
    }
    let wait_seconds = match limits.last_change {
        None => 0,
        Some(last) if last > now => {
            return Err(RiskError::out_of_range("steward.lastChange", "at most the time of the question", last, "pass seconds UTC"));
        }
        Some(last) => limits.minimum_delay_seconds.saturating_sub(now - last),
    };
    let first = step(limits, today, target);
    let shown = |parameter, from: u32, to: u32, target: u32| StewardStep {
        parameter,
        from_bps: in_u16(from),
        to_bps: in_u16(if wait_seconds > 0 { from } else { to }),
        target_bps: in_u16(target),
    };
    let first_step = Vec::from([
        shown(MarketParameter::Ltv, today.ltv, first.ltv, target.ltv),
        shown(MarketParameter::LiquidationThreshold, today.threshold, first.threshold, target.threshold),
        shown(MarketParameter::Bonus, today.bonus, first.bonus, target.bonus),
    ]);
    Ok(StewardPlan { wait_seconds, first_step, steps: steps(limits, today, target) })
}

/// Every value lies in [0, 10,000].
fn in_u16(bps: u32) -> u16 {
    u16::try_from(bps).unwrap_or(u16::MAX)
}

/// Each change moves one parameter by a basis point at least, or none ever will: 30,000 changes at most.
fn steps(limits: &StewardLimits, today: InBps, target: InBps) -> Option<u32> {
    let mut at = today;
    for count in 0..=3 * BPS {
        if at == target {
            return Some(count);
        }
        let next = step(limits, at, target);
        if next == at {
            return None;
        }
        at = next;
    }
    None
}

fn step(limits: &StewardLimits, at: InBps, target: InBps) -> InBps {
    let mut next = InBps {
        ltv: towards(&limits.ltv, at.ltv, target.ltv),
        threshold: towards(&limits.liquidation_threshold, at.threshold, target.threshold),
        bonus: towards(&limits.bonus, at.bonus, target.bonus),
    };
    // Rising threshold under a falling bonus, or the reverse: the riser waits for the faller.
    if next.threshold > at.threshold {
        next.threshold = next.threshold.min(BPS * BPS / (BPS + next.bonus)).max(at.threshold);
    }
    // The threshold may not fall to the LTV, nor the LTV rise to the threshold.
    if next.threshold < at.threshold {
        next.threshold = next.threshold.max(next.ltv + 1).min(at.threshold);
    }
    if next.bonus > at.bonus && next.threshold > 0 {
        next.bonus = next.bonus.min((BPS * BPS / next.threshold).saturating_sub(BPS)).max(at.bonus);
    }
    if next.ltv > at.ltv {
        next.ltv = next.ltv.min(next.threshold.saturating_sub(1)).max(at.ltv);
    }
    next
}

fn towards(limit: &StepLimit, old: u32, target: u32) -> u32 {
    let maximum = u32::from(limit.maximum_bps);
    let reach = if limit.relative { maximum * old / BPS } else { maximum };
    let new = if target > old { target.min(old + reach) } else { target.max(old.saturating_sub(reach)) };
    // A steward never sets 0.
    if new == 0 { old.min(1) } else { new }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn limits(maximum_bps: u16, relative: bool) -> StewardLimits {
        let limit = StepLimit { maximum_bps, relative };
        StewardLimits {
            minimum_delay_seconds: 259_200,
            ltv: limit.clone(),
            liquidation_threshold: limit.clone(),
            bonus: limit,
            last_change: None,
        }
    }

    fn at(ltv: u32, threshold: u32, bonus: u32) -> InBps {
        InBps { ltv, threshold, bonus }
    }

    #[test]
    fn a_relative_limit_is_floored_and_an_absolute_one_is_not_scaled() {
        // From 70 % with a limit of 10_00: relative reaches 77 %, absolute 80 %.
        assert_eq!(towards(&StepLimit { maximum_bps: 1_000, relative: true }, 7_000, 9_000), 7_700);
        assert_eq!(towards(&StepLimit { maximum_bps: 1_000, relative: false }, 7_000, 9_000), 8_000);
        assert_eq!(towards(&StepLimit { maximum_bps: 1_000, relative: true }, 7_009, 9_000), 7_709);
        assert_eq!(towards(&StepLimit { maximum_bps: 50, relative: false }, 30, 0), 1);
    }

    #[test]
    fn the_delay_is_over_at_its_end() {
        let wait = |last_change, now| {
            let limits = StewardLimits { last_change, ..limits(50, false) };
            let plan = plan(&limits, at(8_050, 8_300, 500), at(7_800, 8_100, 600), now).unwrap();
            (plan.wait_seconds, plan.first_step.iter().map(|step| step.to_bps).collect::<vec::Vec<_>>(), plan.steps)
        };
        assert_eq!(wait(None, 0), (0, vec![8_000, 8_250, 550], Some(5)));
        assert_eq!(wait(Some(1_000), 260_200), (0, vec![8_000, 8_250, 550], Some(5)));
        assert_eq!(wait(Some(1_000), 260_199), (1, vec![8_050, 8_300, 500], Some(5)));
        let future = StewardLimits { last_change: Some(2), ..limits(50, false) };
        assert_eq!(plan(&future, at(1, 2, 3), at(1, 2, 3), 1).unwrap_err().code(), "out_of_range");
    }

    #[test]
    fn a_target_out_of_reach_is_said() {
        let steps = |limits: &StewardLimits, target| plan(limits, at(7_000, 8_000, 500), target, 0).unwrap().steps;
        assert_eq!(steps(&limits(50, false), at(7_000, 8_000, 500)), Some(0));
        assert_eq!(steps(&limits(0, false), at(7_001, 8_000, 500)), None);
        assert_eq!(steps(&limits(50, false), at(0, 0, 0)), None);
        // ⌊10 · 500 / 10,000⌋ = 0: the bonus can never move.
        assert_eq!(steps(&limits(10, true), at(7_000, 8_000, 501)), None);
    }

    #[test]
    fn no_step_breaks_a_joint_rule() {
        let targets = [at(100, 9_900, 100), at(9_800, 9_900, 100), at(200, 300, 9_000), at(4_000, 5_000, 9_999), at(8_000, 8_200, 1_900)];
        for today in targets {
            for target in targets {
                let limits = StewardLimits { ltv: StepLimit { maximum_bps: 700, relative: false }, ..limits(90, false) };
                let mut now = today;
                for _ in 0..400 {
                    now = step(&limits, now, target);
                    assert!(now.ltv < now.threshold && now.threshold * (BPS + now.bonus) <= BPS * BPS, "{now:?}");
                }
                assert_eq!(now, target);
            }
        }
    }
}
