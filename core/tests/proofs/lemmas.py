#!/usr/bin/env python3
"""Proves the rounding lemmas that the exact room and the closed-form boundary prices rest on, with z3, over all integers.

    python3 core/tests/proofs/lemmas.py

Each quotient is an integer q known by what defines it: q·d ≤ n < (q + 1)·d for the floor of n/d, (q − 1)·d < n ≤ q·d for its ceiling.
A lemma is proved when its negation has no solution. The last two claims are wrong on purpose: the solver must refute them.
"""

import sys

from z3 import And, Implies, Int, Not, Or, Solver, sat, unsat

SECONDS = 60

a, b, c, d, k, p, q, r, n, m = (Int(name) for name in "a b c d k p q r n m".split())
x, y, z, u, v, w = (Int(name) for name in "x y z u v w".split())
h, l, e, o = Int("h"), Int("l"), Int("e"), Int("o")


def floor(quotient, numerator, divisor):
    return And(quotient * divisor <= numerator, numerator < quotient * divisor + divisor)


def ceil(quotient, numerator, divisor):
    return And(quotient * divisor >= numerator, numerator > quotient * divisor - divisor)


def half(value, whole):
    return Or(whole == 2 * value, whole == 2 * value + 1)


PRICE = And(d > 0, c > 0, p >= 0, n > 0)

LEMMAS = [
    ("a floor is unique", [d > 0, floor(q, n, d), floor(r, n, d)], q == r),
    ("a ceiling is unique", [d > 0, ceil(q, n, d), ceil(r, n, d)], q == r),
    ("floor ≤ ceiling ≤ floor + 1", [d > 0, floor(q, n, d), ceil(r, n, d)], And(q <= r, r <= q + 1)),
    ("the ceiling is the floor exactly where nothing remains", [d > 0, floor(q, n, d), ceil(r, n, d)], (q == r) == (q * d == n)),
    ("floor ≤ half-up ≤ ceiling", [d > 0, half(h, d), h >= 0, floor(q, n, d), ceil(r, n, d), floor(u, n + h, d)], And(q <= u, u <= r)),
    ("a floor rises with its numerator", [d > 0, n <= m, floor(q, n, d), floor(r, m, d)], q <= r),
    ("a ceiling rises with its numerator", [d > 0, n <= m, ceil(q, n, d), ceil(r, m, d)], q <= r),
    ("⌈n/d⌉ as contracts write it is ⌊(n + d − 1)/d⌋", [d > 0, ceil(q, n, d), floor(r, n + d - 1, d)], q == r),
    ("what a floor gives back never exceeds what was put in", [d > 0, n >= 0, floor(q, n, d)], q * d <= n),
    ("⌊n/d⌋ ≥ k exactly from n = k·d on", [d > 0, floor(q, n, d)], (q >= k) == (n >= k * d)),
    ("⌈n/d⌉ ≤ k exactly up to n = k·d", [d > 0, ceil(q, n, d)], (q <= k) == (n <= k * d)),
    # The step of every collateral boundary: a value ⌊a·p/d⌋ reaches what is needed exactly from the price ⌈k·d/a⌉ on.
    ("⌊a·p/d⌋ ≥ k exactly from p = ⌈k·d/a⌉ on", [a > 0, d > 0, floor(q, a * p, d), ceil(r, k * d, a)], (q >= k) == (p >= r)),
    # The step of every debt boundary: a value ⌈a·p/d⌉ stays within what is carried exactly up to the price ⌊k·d/a⌋.
    ("⌈a·p/d⌉ ≤ k exactly up to p = ⌊k·d/a⌋", [a > 0, d > 0, ceil(q, a * p, d), floor(r, k * d, a)], (q <= k) == (p <= r)),
    ("half-up reaches k exactly from n = k·d − ⌊d/2⌋ on", [d > 0, half(h, d), floor(q, n + h, d)], (q >= k) == (n >= k * d - h)),
    # Aave v3 from 3.5: ⌊½(S·W/D)/B⌋ ≥ W with W = 10^18, B = 10^4. ½(S·W/D) ≥ W·B exactly where S·W + ⌊D/2⌋ ≥ W·B·D.
    ("the health factor of Aave v3 reaches 1 exactly from the needed sum on",
     [d > 0, half(h, d), w > 0, b > 0, floor(u, n * w + h, d), floor(q, u, b)], (q >= w) == (n * w + h >= w * b * d)),
    ("Liquity v2: ICR ≥ MCR exactly from the price ⌈MCR·debt/coll⌉ on",
     [c > 0, d > 0, floor(q, c * p, d), ceil(r, m * d, c)], (q >= m) == (p >= r)),
    ("Maker: safe exactly from the spot ⌈art·rate/ink⌉ on", [c > 0, ceil(r, n, c)], (c * p >= n) == (p >= r)),
    ("Euler v2: a liability of at least 1 is covered only by strictly more", [floor(q, a * p, d), a > 0, d > 0, ceil(r, (k + 1) * d, a)],
     (q > k) == (p >= r)),
    # dYdX v4: a maintenance margin with two ceilings is never below the exact one, and less than two above it, in the last unit.
    ("two ceilings never round below the product", [d > 0, 0 <= a, a <= d, 0 <= b, b <= d, n >= 0, ceil(u, n * a, d), ceil(v, u * b, d)],
     v * d * d >= n * a * b),
]

WRONG = [
    ("⌈⌊n/d⌋·d⌉ gives n back", [d > 1, n > 0, floor(q, n, d)], q * d == n),
    ("⌊a·p/d⌋ ≥ k already from p = ⌊k·d/a⌋ on", [a > 0, d > 0, k > 0, floor(q, a * p, d), floor(r, k * d, a)], (q >= k) == (p >= r)),
]


def answer(assumptions, claim):
    solver = Solver()
    solver.set("timeout", SECONDS * 1000)
    solver.add(*assumptions, Not(claim))
    return solver.check()


def two_steps():
    """Morpho Blue: ⌊⌊c·p/S⌋·l/W⌋ ≥ b exactly from p = ⌈⌈b·W/l⌉·S/c⌉ on: the lemma of one step, twice."""
    inner, outer, needed, price = Int("inner"), Int("outer"), Int("needed"), Int("price")
    one_step = lambda quotient, factor, variable, divisor, least, from_: Implies(
        And(floor(quotient, factor * variable, divisor), ceil(from_, least * divisor, factor)), (quotient >= least) == (variable >= from_))
    assumptions = [
        c > 0, l > 0, d > 0, w > 0, p >= 0,
        floor(inner, c * p, d), floor(outer, l * inner, w), ceil(needed, b * w, l), ceil(price, needed * d, c),
        # Both instances of the lemma that is proved above.
        one_step(outer, l, inner, w, b, needed), one_step(inner, c, p, d, needed, price),
    ]
    return answer(assumptions, (outer >= b) == (p >= price))


def main():
    passed = failed = 0
    for name, assumptions, claim in LEMMAS:
        found = answer(assumptions, claim)
        print(("ok " if found == unsat else "not ok ") + name + ("" if found == unsat else f" ({found})"), flush=True)
        passed, failed = (passed + 1, failed) if found == unsat else (passed, failed + 1)
    found = two_steps()
    name = "Morpho Blue: healthy exactly from the price ⌈⌈borrowed·1e18/lltv⌉·1e36/collateral⌉ on"
    print(("ok " if found == unsat else "not ok ") + name, flush=True)
    passed, failed = (passed + 1, failed) if found == unsat else (passed, failed + 1)
    for name, assumptions, claim in WRONG:
        found = answer(assumptions, claim)
        print(("ok " if found == sat else "not ok ") + f"refuted: {name}", flush=True)
        passed, failed = (passed + 1, failed) if found == sat else (passed, failed + 1)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
