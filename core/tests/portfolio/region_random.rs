//! On random accounts and covariances: no nearer point, the steepest way, and the same distance in all units.

use crate::make::{Random, by_hand, collateral, debt, follows, near, portfolio};
use crate::region::{nearest, point};
use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::portfolio::{HoldingState, NearestLiquidation, Portfolio};

/// An account of up to five legs over up to four factors, hedged or not, and a covariance.
fn random_case(random: &mut Random) -> (Portfolio, Vec<f64>, usize) {
    let names = ["A", "B", "C", "D"];
    let count = 1 + random.below(4);
    let mut legs: Vec<Leg> = Vec::new();
    let mut assets = Vec::new();
    for place in 0..2 + random.below(4) {
        let (name, price, worth) = (format!("L{place}"), random.between(0.5, 4_000.0), random.between(100.0, 10_000.0));
        let one = collateral(&name, worth / price, price, random.between(0.5, 0.95), None);
        legs.push(if place == 0 || random.next() < 0.5 {
            one
        } else {
            debt(&name, one.amount * random.between(0.1, 0.8), price, random.between(1.0, 1.1), None)
        });
        let mut loads = Vec::new();
        for factor in &names[..count] {
            if random.next() < 0.4 {
                loads.push((*factor, if random.next() < 0.6 { 1.0 } else { random.between(-0.5, 2.0) }));
            }
        }
        assets.push(follows(&name, &loads));
    }
    // A product of random rows is a covariance; short rows make it singular.
    let rank = if random.next() < 0.3 { 1 + random.below(count) } else { count };
    let rows: Vec<Vec<f64>> = (0..count).map(|_| (0..rank).map(|_| random.between(-0.1, 0.1)).collect()).collect();
    let covariance =
        rows.iter().flat_map(|a| rows.iter().map(|b| a.iter().zip(b).map(|(x, y)| x * y).sum()).collect::<Vec<f64>>()).collect();
    (portfolio(&names[..count], vec![by_hand("one", legs, assets)]), covariance, count)
}

fn legs(made: &Portfolio) -> &Vec<Leg> {
    let HoldingState::Account(Account { legs, .. }) = &made.holdings[0].state else { panic!() };
    legs
}

/// The margin at log moves of the factors, written again.
fn margin(made: &Portfolio, moves: &[f64]) -> (f64, f64) {
    let (mut sum, mut size) = (0.0, 0.0);
    for leg in legs(made) {
        let own = made.holdings[0].assets.iter().find(|one| one.asset == leg.asset).unwrap();
        let moved: f64 =
            own.loads.iter().map(|load| load.beta * moves[made.factors.iter().position(|factor| *factor == load.factor).unwrap()]).sum();
        let value = leg.amount * leg.price * leg.threshold * moved.exp();
        sum += if leg.side == LegSide::Collateral { value } else { -value };
        size += value;
    }
    (sum, size)
}

/// A square root of a covariance by Cholesky with what is left of a pivot cut at zero, written again.
fn root(covariance: &[f64], size: usize) -> Vec<Vec<f64>> {
    let mut lower = vec![vec![0.0; size]; size];
    for row in 0..size {
        for column in 0..=row {
            let inner: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
            let rest = covariance[row * size + column] - inner;
            lower[row][column] = if row == column {
                if rest > 1e-13 { rest.sqrt() } else { 0.0 }
            } else if lower[column][column] > 0.0 {
                rest / lower[column][column]
            } else {
                0.0
            };
        }
    }
    lower
}

#[test]
fn no_point_of_the_boundary_is_nearer() {
    let mut random = Random(3);
    let (mut found, mut nothing, mut now, mut beaten) = (0, 0, 0, 0);
    for number in 0..1_500 {
        let (made, covariance, count) = random_case(&mut random);
        let lower = root(&covariance, count);
        let moves = |unit: &[f64]| -> Vec<f64> { lower.iter().map(|row| row.iter().zip(unit).map(|(a, b)| a * b).sum()).collect() };
        let (limit, is_point) = match nearest(&made, &covariance) {
            NearestLiquidation::Now => {
                now += 1;
                assert!(margin(&made, &vec![0.0; count]).0 < 0.0);
                continue;
            }
            NearestLiquidation::NothingLiquidates { .. } => (60.0, false),
            NearestLiquidation::At { point } => {
                let there: Vec<f64> = point.moves.iter().map(|one| one.log_move).collect();
                let (left, size) = margin(&made, &there);
                assert!(left.abs() < 1e-9 * size, "{number}: on the boundary, {left} of {size}");
                (point.sigmas * (1.0 - 1e-7), true)
            }
        };
        if is_point {
            found += 1
        } else {
            nothing += 1
        }
        // Points within the distance on random rays: all of them are safe.
        for _ in 0..400 {
            let ray: Vec<f64> = (0..count).map(|_| random.between(-1.0, 1.0)).collect();
            let length = ray.iter().map(|one| one * one).sum::<f64>().sqrt();
            let distance = limit * random.next().sqrt();
            let unit: Vec<f64> = ray.iter().map(|one| one / length * distance).collect();
            let (left, size) = margin(&made, &moves(&unit));
            if left < -1e-9 * size {
                beaten += 1;
                println!("{number}: {left} at {distance} of {limit}");
                break;
            }
        }
    }
    println!("region: {found} points, {nothing} without, {now} liquidatable now, {beaten} beaten");
    assert!(found > 600 && nothing > 100 && now > 20);
    assert_eq!(beaten, 0);
}

#[test]
fn the_way_there_is_the_steepest() {
    // At the nearest point `z` is parallel to `Σ ∇g`.
    let mut random = Random(4);
    let mut checked = 0;
    for _ in 0..1_000 {
        let (made, covariance, count) = random_case(&mut random);
        let NearestLiquidation::At { point } = nearest(&made, &covariance) else { continue };
        let there: Vec<f64> = point.moves.iter().map(|one| one.log_move).collect();
        let slope: Vec<f64> = (0..count)
            .map(|factor| {
                let at = |step: f64| {
                    let mut moved = there.clone();
                    moved[factor] += step;
                    margin(&made, &moved).0
                };
                (at(1e-5) - at(-1e-5)) / 2e-5
            })
            .collect();
        let steepest: Vec<f64> =
            (0..count).map(|row| -(0..count).map(|column| covariance[row * count + column] * slope[column]).sum::<f64>()).collect();
        let length = |vector: &[f64]| vector.iter().map(|one| one * one).sum::<f64>().sqrt();
        let cosine = there.iter().zip(&steepest).map(|(a, b)| a * b).sum::<f64>() / (length(&there) * length(&steepest));
        if length(&there) > 1e-6 {
            assert!(cosine > 1.0 - 1e-4, "{cosine}: {point:?}");
            checked += 1;
        }
    }
    assert!(checked > 400, "{checked}");
}

#[test]
fn the_distance_does_not_depend_on_units() {
    let mut random = Random(5);
    let mut checked = 0;
    for _ in 0..500 {
        let (made, covariance, count) = random_case(&mut random);
        let NearestLiquidation::At { point: before } = nearest(&made, &covariance) else { continue };
        checked += 1;
        // Other units of the assets, another quote, and factors counted in other units of log move.
        let mut other = made.clone();
        let HoldingState::Account(account) = &mut other.holdings[0].state else { panic!() };
        for leg in &mut account.legs {
            let unit = random.between(0.001, 1_000.0);
            leg.amount *= unit;
            leg.price *= 7.5 / unit;
        }
        near(point(&other, &covariance).sigmas, before.sigmas, 1e-9);
        let units: Vec<f64> = (0..count).map(|_| random.between(0.25, 4.0)).collect();
        let mut other = made.clone();
        for load in other.holdings[0].assets.iter_mut().flat_map(|one| &mut one.loads) {
            load.beta /= units[made.factors.iter().position(|factor| *factor == load.factor).unwrap()];
        }
        let scaled: Vec<f64> =
            covariance.iter().enumerate().map(|(place, value)| value * units[place / count] * units[place % count]).collect();
        near(point(&other, &scaled).sigmas, before.sigmas, 1e-6);
        // Twice the standard deviation is half the distance.
        let wider: Vec<f64> = covariance.iter().map(|value| value * 4.0).collect();
        near(point(&made, &wider).sigmas, before.sigmas / 2.0, 1e-9);
    }
    assert!(checked > 200, "{checked}");
}
