//! The boundary property: safe at the price, liquidatable one unit beyond it, judged by the health alone.

use crate::seed::Seed;
use plimsoll::U256;
use plimsoll::account::{BoundarySide, PriceBoundary};
use plimsoll::venue::Venue;

/// Positions that each venue is judged on.
pub const POSITIONS: u32 = 100_000;

/// What was seen, so that a generator gone stale is noticed.
#[derive(Debug, Default)]
pub struct Seen {
    /// Boundaries that were checked from both sides.
    pub flips: u32,
    /// Positions within a millionth of one of their boundaries.
    pub near: u32,
    /// Positions on which the contract reverts.
    pub reverts: u32,
    /// Claims that no price liquidates or saves, sampled.
    pub none: u32,
}

/// Checks every boundary of `POSITIONS` positions; at least three in ten are moved to within a millionth of one of their boundaries.
pub fn boundaries_hold<P: Venue>(seed: u64, make: impl Fn(&mut Seed) -> P) -> Seen {
    let (mut seen, mut random) = (Seen::default(), Seed::new(seed));
    for number in 0..POSITIONS {
        let position = make(&mut random);
        let Some(flip) = check(&position, &mut seen, number) else { continue };
        if number % 5 < 2 || seen.near * 2 < number {
            let (asset, price) = flip;
            let share = price.try_div(U256::new(2_000_000), "near").expect("not zero");
            let off = share
                .try_mul(U256::new(random.between(0, 1_000)), "near")
                .expect("fits")
                .try_div(U256::new(1_000), "near")
                .expect("not zero");
            let off = off.max(U256::new(random.between(0, 1)));
            let near = if random.chance(50) { price.saturating_sub(off) } else { price.try_add(off, "near").unwrap_or(price) };
            if let Ok(moved) = position.with_prices(&[(&asset, near)]) {
                seen.near += 1;
                check(&moved, &mut seen, number);
            }
        }
    }
    println!("boundaries: {seen:?}");
    assert!(seen.near * 10 >= POSITIONS * 3, "only {} of {POSITIONS} positions are near their boundary", seen.near);
    seen
}

/// Checks one position; returns one of its flips.
fn check<P: Venue>(position: &P, seen: &mut Seen, number: u32) -> Option<(String, U256)> {
    let health = match position.health() {
        Ok(health) => health,
        Err(error) => {
            assert!(["overflow", "division_by_zero"].contains(&error.code()), "{number}: {error}");
            seen.reverts += 1;
            assert!(position.boundaries().is_err(), "{number}: a boundary where the contract reverts");
            return None;
        }
    };
    let prices = position.prices().expect("prices where there is a health");
    let mut flip = None;
    for found in position.boundaries().unwrap_or_else(|error| panic!("{number}: {error}")) {
        let now = prices.iter().find(|price| price.asset == found.asset).expect("a price of the asset").price;
        let verdict =
            |price: U256| position.with_prices(&[(&found.asset, price)]).and_then(|at| at.health()).ok().map(|at| at.liquidatable);
        let said =
            |what: &str| format!("{number}: {what}, {found:?}, now {now}, {}", if health.liquidatable { "liquidatable" } else { "safe" });
        match found.boundary {
            PriceBoundary::At { price, .. } => {
                assert_eq!(verdict(price), Some(false), "{}", said("safe at the boundary"));
                let (beyond, reached) = match found.side {
                    BoundarySide::Collateral => (price.try_sub(U256::ONE, "beyond"), price > now),
                    BoundarySide::Debt => (price.try_add(U256::ONE, "beyond"), price < now),
                };
                let beyond = beyond.unwrap_or_else(|_| panic!("{}", said("no unit beyond")));
                assert_eq!(verdict(beyond), Some(true), "{}", said("liquidatable beyond"));
                assert_eq!(reached, health.liquidatable, "{}", said("on the side of the verdict"));
                seen.flips += 1;
                flip = Some((found.asset.clone(), price));
            }
            PriceBoundary::NothingLiquidates | PriceBoundary::NothingSaves => {
                let liquidates = found.boundary == PriceBoundary::NothingSaves;
                assert_eq!(liquidates, health.liquidatable, "{}", said("the verdict stands"));
                let falls = (found.side == BoundarySide::Collateral) != liquidates;
                let mut price = now;
                for _ in 0..24 {
                    assert_ne!(verdict(price), Some(!liquidates), "{}", said(&format!("flips at {price}")));
                    price = if falls { price.half().half() } else { price.try_mul(U256::new(5), "higher").unwrap_or(U256::MAX) };
                }
                if falls {
                    assert_ne!(verdict(U256::ZERO), Some(!liquidates), "{}", said("flips at 0"));
                }
                seen.none += 1;
            }
        }
    }
    flip
}
