//! Newton's method for four parameters in a box, damped where the surface is not a hill.

use super::likelihood::Surface;
use crate::math::{abs, clamp};

/// Most evaluations of the surface; a fit needs about ten.
const EVALUATIONS: u32 = 100;

/// Evaluations before a climb is compared with its rival.
const PATIENCE: u32 = 4;

/// Gain of a step, in log likelihood, below which nothing is left to find.
const GAIN: f64 = 1e-9;

/// Furthest step along each parameter.
const REACH: [f64; 4] = [2.0, 0.2, 0.3, 0.1];

/// Damping above which no step is left to try.
const MOST_DAMPING: f64 = 1e12;

/// Lower and upper bound of each parameter; equal where it is fixed.
pub(super) type Box4 = [(f64, f64); 4];

/// The end of a search.
pub(super) struct Summit {
    pub(super) point: [f64; 4],
    pub(super) value: f64,
    pub(super) converged: bool,
}

/// Climbs from `start` to a maximum of `surface` inside the box; gives up where it promises to stay far below a `rival`.
pub(super) fn climb(surface: impl Fn(&[f64; 4]) -> Surface, bounds: &Box4, start: [f64; 4], rival: f64) -> Summit {
    let mut point = start;
    let mut here = surface(&point);
    let mut damping = 0.0;
    for evaluations in 1..EVALUATIONS {
        let room = near(bounds, &point);
        let step = loop {
            match step(&here, &room, &point, damping) {
                Some(step) => break step,
                None if damping > MOST_DAMPING => return Summit { point, value: here.value, converged: false },
                None => damping = raised(damping),
            }
        };
        let promised = dot(&here.gradient, &step) + 0.5 * dot(&step, &here.hessian.map(|row| dot(&row, &step)));
        if promised <= GAIN && damping <= 1e-3 {
            return Summit { point, value: here.value, converged: true };
        }
        if evaluations > PATIENCE && here.value + 10.0 * promised < rival {
            return Summit { point, value: here.value, converged: false };
        }
        let mut next = point;
        for ((x, step), (low, high)) in next.iter_mut().zip(step).zip(bounds) {
            *x = clamp(*x + step, *low, *high);
        }
        let there = surface(&next);
        let gained = there.value - here.value;
        if gained > 0.0 {
            (point, here) = (next, there);
            if gained > 0.75 * promised {
                damping = if damping > 1e-6 { 0.1 * damping } else { 0.0 };
            } else if gained < 0.25 * promised {
                damping = raised(damping);
            }
        } else if promised <= 1e-12 * abs(here.value) {
            // What is left to gain drowns in the rounding of the sum.
            return Summit { point, value: here.value, converged: true };
        } else {
            damping = raised(raised(damping));
        }
        if damping > MOST_DAMPING {
            break;
        }
    }
    Summit { point, value: here.value, converged: false }
}

/// The box, no further from the point than a parabola is trusted.
fn near(bounds: &Box4, point: &[f64; 4]) -> Box4 {
    let mut near = *bounds;
    for (((low, high), x), reach) in near.iter_mut().zip(point).zip(REACH) {
        (*low, *high) = (low.max(x - reach), high.min(x + reach));
    }
    near
}

fn raised(damping: f64) -> f64 {
    (4.0 * damping).max(1e-3)
}

/// The way to the top of the local parabola inside the box: straight to the first wall, then along it. Absent where the parabola
/// has no top.
fn step(here: &Surface, bounds: &Box4, point: &[f64; 4], damping: f64) -> Option<[f64; 4]> {
    let mut walled = [false; 4];
    for (((walled, x), (low, high)), slope) in walled.iter_mut().zip(point).zip(bounds).zip(here.gradient) {
        *walled = (x <= low && slope <= 0.0) || (x >= high && slope >= 0.0);
    }
    let largest = here.hessian.iter().flatten().fold(f64::MIN_POSITIVE, |largest, cell| abs(*cell).max(largest));
    let mut curvature = here.hessian.map(|row| row.map(|cell| -cell));
    for (row, equation) in curvature.iter_mut().enumerate() {
        for cell in equation.iter_mut().skip(row).take(1) {
            *cell += damping * abs(*cell).max(1e-9 * largest);
        }
    }
    let mut step = [0.0; 4];
    for _ in point {
        // What stands at a wall is an equation of its own: it does not move.
        let mut matrix = curvature;
        let mut pull = here.gradient;
        for (row, ((equation, pull), walled_row)) in matrix.iter_mut().zip(&mut pull).zip(walled).enumerate() {
            *pull = if walled_row { 0.0 } else { *pull - dot(equation, &step) };
            for (column, (cell, walled_column)) in equation.iter_mut().zip(walled).enumerate() {
                if walled_row || walled_column {
                    *cell = f64::from(u8::from(row == column));
                }
            }
        }
        let way = solve(&matrix, &pull)?;
        let mut share = 1.0;
        let mut first = None;
        for (axis, (((way, step), x), (low, high))) in way.iter().zip(step).zip(point).zip(bounds).enumerate() {
            let room = if *way > 0.0 { high - x - step } else { low - x - step };
            if abs(*way) * share > abs(room) {
                (share, first) = (room / way, Some(axis));
            }
        }
        for (axis, ((step, walled), way)) in step.iter_mut().zip(&mut walled).zip(way).enumerate() {
            *step += share * way;
            *walled |= first == Some(axis);
        }
        if first.is_none() {
            break;
        }
    }
    Some(step)
}

/// Solves a symmetric positive definite system by `L D Lᵀ`; absent where it is not one to working precision.
fn solve(matrix: &[[f64; 4]; 4], right: &[f64; 4]) -> Option<[f64; 4]> {
    let [[a00, ..], [a10, a11, ..], [a20, a21, a22, _], [a30, a31, a32, a33]] = *matrix;
    let [b0, b1, b2, b3] = *right;
    let pivot = |pivot: f64, diagonal: f64| (pivot > 1e-13 * abs(diagonal)).then_some(pivot);
    let d0 = pivot(a00, a00)?;
    let (l10, l20, l30) = (a10 / d0, a20 / d0, a30 / d0);
    let d1 = pivot(a11 - l10 * a10, a11)?;
    let (u21, u31) = (a21 - l20 * a10, a31 - l30 * a10);
    let (l21, l31) = (u21 / d1, u31 / d1);
    let d2 = pivot(a22 - l20 * a20 - l21 * u21, a22)?;
    let u32 = a32 - l30 * a20 - l31 * u21;
    let l32 = u32 / d2;
    let d3 = pivot(a33 - l30 * a30 - l31 * u31 - l32 * u32, a33)?;
    let y1 = b1 - l10 * b0;
    let y2 = b2 - l20 * b0 - l21 * y1;
    let y3 = b3 - l30 * b0 - l31 * y1 - l32 * y2;
    let x3 = y3 / d3;
    let x2 = y2 / d2 - l32 * x3;
    let x1 = y1 / d1 - l21 * x2 - l31 * x3;
    let x0 = b0 / d0 - l10 * x1 - l20 * x2 - l30 * x3;
    Some([x0, x1, x2, x3])
}

fn dot(a: &[f64; 4], b: &[f64; 4]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `−(x−3)² − 10 (y − x²)²/ (1 + x²) − (z − 2)² + z·w/4 − w²`: curved, with its top outside of some boxes.
    fn valley([x, y, z, w]: &[f64; 4]) -> f64 {
        -(x - 3.0) * (x - 3.0) - 10.0 * (y - x * x) * (y - x * x) - (z - 2.0) * (z - 2.0) + 0.25 * z * w - w * w
    }

    fn surface(at: &[f64; 4]) -> Surface {
        let [x, y, z, w] = *at;
        let bent = y - x * x;
        Surface {
            value: valley(at),
            gradient: [-2.0 * (x - 3.0) + 40.0 * x * bent, -20.0 * bent, -2.0 * (z - 2.0) + 0.25 * w, 0.25 * z - 2.0 * w],
            hessian: [
                [-2.0 + 40.0 * bent - 80.0 * x * x, 40.0 * x, 0.0, 0.0],
                [40.0 * x, -20.0, 0.0, 0.0],
                [0.0, 0.0, -2.0, 0.25],
                [0.0, 0.0, 0.25, -2.0],
            ],
        }
    }

    #[test]
    fn climbs_a_curved_ridge() {
        let found = climb(surface, &[(-50.0, 50.0); 4], [1.0, 2.0, 3.0, -1.0], f64::NEG_INFINITY);
        assert!(found.converged);
        // The last two by hand: w = z/8, z = 2 + z/64.
        for (x, top) in found.point.iter().zip([3.0, 9.0, 128.0 / 63.0, 16.0 / 63.0]) {
            assert!((x - top).abs() < 1e-4, "{:?}", found.point);
        }
    }

    #[test]
    fn stops_at_the_walls_of_the_box() {
        let found = climb(surface, &[(-1.0, 1.0), (-9.0, 9.0), (0.0, 1.0), (0.0625, 0.0625)], [0.0, 0.0, 0.5, 0.0625], f64::NEG_INFINITY);
        assert!(found.converged);
        for (x, top) in found.point.iter().zip([1.0, 1.0, 1.0, 0.0625]) {
            assert!((x - top).abs() < 1e-4, "{:?}", found.point);
        }
    }
}
