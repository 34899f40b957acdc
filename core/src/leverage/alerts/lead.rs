//! A lead time in the words that a person acts on: "within about 6 h".

/// Unit of a rounded time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub enum LeadUnit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
}

/// A lead time rounded down for a sentence: "act within about 6 h".
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct ActWithin {
    /// How many of the unit, never more than the lead time; 0 minutes means now.
    pub amount: u32,
    /// Minutes, hours or days.
    pub unit: LeadUnit,
    /// The lead time itself, hours.
    pub hours: f64,
    /// With this confidence the account is not liquidated before, a fraction: 1 less alpha.
    pub confidence: f64,
}

/// Amounts that people say, with their unit in hours.
const STEPS: [(LeadUnit, f64, &[u32]); 3] = [
    (LeadUnit::Days, 24.0, &[30, 21, 14, 10, 7, 5, 4, 3, 2]),
    (LeadUnit::Hours, 1.0, &[36, 24, 18, 12, 8, 6, 5, 4, 3, 2, 1]),
    (LeadUnit::Minutes, 1.0 / 60.0, &[45, 30, 20, 15, 10, 5]),
];

/// Rounds a lead time in hours down to an amount that people say.
///
/// ```
/// use plimsoll::leverage::{LeadUnit, act_within};
/// let within = act_within(6.9, 0.01);
/// assert_eq!((within.amount, within.unit, within.confidence), (6, LeadUnit::Hours, 0.99));
/// ```
#[must_use]
pub fn act_within(hours: f64, alpha: f64) -> ActWithin {
    let confidence = 1.0 - alpha;
    for (unit, length, amounts) in STEPS {
        // A lead time of 5 minutes sharp is a hair below in hours.
        if let Some(amount) = amounts.iter().find(|amount| f64::from(**amount) * length <= hours + 1e-9) {
            return ActWithin { amount: *amount, unit, hours, confidence };
        }
    }
    ActWithin { amount: 0, unit: LeadUnit::Minutes, hours, confidence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_longer_than_the_lead_time() {
        for tenth_minutes in 0..500_000u32 {
            let hours = f64::from(tenth_minutes) / 600.0;
            let ActWithin { amount, unit, .. } = act_within(hours, 0.01);
            let length = match unit {
                LeadUnit::Minutes => 1.0 / 60.0,
                LeadUnit::Hours => 1.0,
                LeadUnit::Days => 24.0,
            };
            let said = f64::from(amount) * length;
            assert!(said <= hours + 1e-9 && (said >= 0.5 * hours - 1e-9 || !(5.0 / 60.0..=720.0).contains(&hours)), "{hours}: {said}");
        }
        assert_eq!(act_within(0.01, 0.01).amount, 0);
        assert_eq!((act_within(48.0, 0.01).amount, act_within(48.0, 0.01).unit), (2, LeadUnit::Days));
    }
}
