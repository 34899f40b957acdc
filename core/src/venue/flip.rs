//! A verified flip of a verdict over one price, for venues whose curves have no closed form.

use crate::error::RiskError;
use crate::exact::U256;

/// Says whether the position is liquidatable at a price; nothing where the contract reverts.
pub(crate) type Verdict<'a> = &'a dyn Fn(U256) -> Option<bool>;

const FLIP: &str = "search for a flip";

/// Walks from `now`, whose verdict is `liquidatable`, by factors of two up or down until the verdict is another, and returns the
/// safe one of two neighbouring prices between which it flips; nothing where it stands. A revert is not yet the end of the walk.
pub(crate) fn first_flip(now: U256, liquidatable: bool, up: bool, verdict: Verdict<'_>) -> Result<Option<U256>, RiskError> {
    let between = |same, other| if liquidatable { flip(other, same, verdict) } else { flip(same, other, verdict) };
    let (mut same, mut reverts) = (now, None);
    let mut price = now;
    while if up { price < U256::MAX } else { !price.is_zero() } {
        price = if up { price.try_add(price.max(U256::ONE), FLIP).unwrap_or(U256::MAX) } else { price.half() };
        match verdict(price) {
            Some(found) if found != liquidatable => return between(same, price),
            Some(_) => (same, reverts) = (price, None),
            None => reverts = reverts.or(Some(price)),
        }
    }
    // The other verdict may lie between the last price that answers and the first that reverts for good.
    let Some(reverts) = reverts else { return Ok(None) };
    let last = last_answer(same, reverts, verdict)?;
    if verdict(last).is_some_and(|found| found != liquidatable) { between(same, last) } else { Ok(None) }
}

/// Returns the safe one of two neighbouring prices with different verdicts, between a price of each kind; nothing where the
/// contract reverts between them and no flip touches that.
pub(crate) fn flip(safe: U256, liquidatable: U256, verdict: Verdict<'_>) -> Result<Option<U256>, RiskError> {
    for revert_as in [true, false] {
        let (mut safe, mut liquidatable) = (safe, liquidatable);
        while let Some(middle) = middle(safe, liquidatable)? {
            if verdict(middle).unwrap_or(revert_as) {
                liquidatable = middle;
            } else {
                safe = middle;
            }
        }
        if verdict(safe) == Some(false) && verdict(liquidatable) == Some(true) {
            return Ok(Some(safe));
        }
    }
    Ok(None)
}

pub(super) fn last_answer(mut answers: U256, mut reverts: U256, verdict: Verdict<'_>) -> Result<U256, RiskError> {
    while let Some(middle) = middle(answers, reverts)? {
        if verdict(middle).is_some() {
            answers = middle;
        } else {
            reverts = middle;
        }
    }
    Ok(answers)
}

/// A price strictly between two; nothing between neighbours.
fn middle(a: U256, b: U256) -> Result<Option<U256>, RiskError> {
    let (low, high) = (a.min(b), a.max(b));
    let middle = low.try_add(high.try_sub(low, FLIP)?.half(), FLIP)?;
    Ok((middle > low).then_some(middle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_edge_past_a_revert_and_none_where_the_verdict_stands() {
        let at = |value: u64| U256::new(value);
        // Liquidatable below 1,000; reverts from 600 to 899 and below 10.
        let verdict = |price: U256| {
            let reverts = (price >= at(600) && price < at(900)) || price < at(10);
            (!reverts).then(|| price < at(1_000))
        };
        assert_eq!(first_flip(at(3_000), false, false, &verdict).unwrap(), Some(at(1_000)));
        assert_eq!(first_flip(at(20), true, true, &verdict).unwrap(), Some(at(1_000)));
        assert_eq!(first_flip(at(3_000), false, true, &verdict).unwrap(), None);
        // Liquidatable only at the last price before the revert.
        let last = |price: U256| (price >= at(900)).then(|| price < at(901));
        assert_eq!(first_flip(at(1_700), false, false, &last).unwrap(), Some(at(901)));
        // The flip is hidden by the revert.
        let hidden = |price: U256| (price < at(600) || price >= at(900)).then(|| price < at(700));
        assert_eq!(first_flip(at(1_700), false, false, &hidden).unwrap(), None);
    }
}
