"""Our GARCH(1,1) fit (crate plimsoll, `garch_fit`) beside that of arch 8.0.0, on the same returns, in one run.

Run by `cargo xtask bench`, which makes the virtual environment from requirements.txt. One thread; medians.
Simulated returns first; with PLIMSOLL_DATA, daily and hourly returns of every asset there as well, under both laws.
"""

import argparse
import csv
import gzip
import json
import math
import os
import random
import statistics
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

from arch import arch_model
from numpy import array

LAWS = ("normal", "t")
LEAST = 1e-6  # a fit that is lower than arch's by more than this, relatively, is a worse fit


def simulated(count: int, seed: int) -> list[float]:
    """Returns in percent of a GARCH(1,1) with Student-t(4) errors: omega 0.2, alpha 0.08, beta 0.9."""
    source = random.Random(seed)
    variance, returns = 10.0, []
    for _ in range(count):
        chi = sum(source.gauss(0, 1) ** 2 for _ in range(4))
        error = source.gauss(0, 1) / math.sqrt(chi / 4) / math.sqrt(2)  # variance 1
        returns.append(math.sqrt(variance) * error)
        variance = 0.2 + 0.08 * returns[-1] ** 2 + 0.9 * variance
    return returns


def seeded(seed: int) -> list[float]:
    """The series of core/tests/garch_reference.rs: sums, products and square roots only, so that every language agrees."""
    state, variance, returns = seed, 4.0, []

    def uniform() -> float:
        nonlocal state
        state = (1_103_515_245 * state + 12_345) % 2_147_483_648
        return state / 2_147_483_648

    for _ in range(1_500):
        shock = (uniform() + uniform() + uniform() - 1.5) * 1.8
        if uniform() < 0.05:
            shock *= 3.0
        returns.append(math.sqrt(variance) * shock)
        variance = 0.2 + 0.1 * (returns[-1] * returns[-1]) + 0.85 * variance
    return returns


def arch_fit(returns: list[float], law: str, rounds: int):
    """Median milliseconds of arch's fit, the model built anew each time, and the fit."""
    data, times, fitted = array(returns), [], None
    for _ in range(rounds):
        start = time.perf_counter()
        model = arch_model(data, mean="Zero", vol="GARCH", p=1, q=1, dist=law, rescale=False)
        fitted = model.fit(disp="off", show_warning=False)
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times), fitted


def our_fit(binary: Path, returns: list[float], law: str, rounds: int) -> dict:
    """The same from the Rust example."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(repr(float(value)) for value in returns))
        file.flush()
        return json.loads(subprocess.check_output([binary, law, str(rounds), file.name]))


def percent(closes: list[float]) -> list[float]:
    return [100 * math.log(after / before) for before, after in zip(closes, closes[1:])]


def real(data: Path):
    """Name and returns in percent of each asset: all days, the last 5,000 and the last 20,000 hours."""
    for path in sorted(data.glob("hourly*/*.csv.gz")):
        if path.parent.name not in ("hourly", "hourly_perp"):
            continue
        with gzip.open(path, "rt") as file:
            bars = [(int(row["ts"]), float(row["close"])) for row in csv.DictReader(file)]
        hours = percent([close for _, close in bars])
        days = percent([close for ts, close in bars if (ts + 3_600) % 86_400 == 0])
        for kind, returns, least in (("daily", days, 300), ("hourly", hours[-5_000:], 4_000), ("hourly", hours[-20_000:], 20_000)):
            if len(returns) >= least:
                yield f"{path.parent.name}/{path.name.split('.')[0]} {kind}", returns


def on_real_returns(binary: Path, data: Path) -> None:
    lower = higher = fits = unconverged = 0
    for name, returns in real(data):
        for law in LAWS:
            (_, theirs), ours = arch_fit(returns, law, 1), our_fit(binary, returns, law, 1)
            gain = (ours["log_likelihood"] - theirs.loglikelihood) / abs(theirs.loglikelihood)
            fits, lower, higher = fits + 1, lower + (gain < -LEAST), higher + (gain > LEAST)
            unconverged += not ours["converged"]
            if abs(gain) > LEAST:
                print(f"{name}, {law}: {gain:+.1e} of arch's log likelihood {theirs.loglikelihood:.3f}")
    print(f"{fits} fits of real returns: {lower} lower than arch by more than {LEAST:g}, {higher} higher, {unconverged} not converged")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path, nargs="?", help="the built example garch_fit")
    parser.add_argument("--rounds", type=int, default=7, help="fits per size (default 7)")
    parser.add_argument("--reference", action="store_true", help="print arch's figures for core/tests/garch_reference.rs")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.reference:
        for law in LAWS:
            for seed in (1, 2, 3, 4, 5):
                fitted = arch_fit(seeded(seed), law, 1)[1]
                print(law, seed, fitted.convergence_flag, repr(float(fitted.loglikelihood)), [round(float(x), 9) for x in fitted.params])
        return
    print(f"{'law':>7} {'n':>6} {'arch, ms':>10} {'ours, ms':>10} {'ours/arch':>10} {'arch, log likelihood':>22} {'ours':>16}")
    for law in LAWS:
        for count in (1_000, 5_000, 20_000):
            returns = simulated(count, seed=count)
            (theirs, fitted), ours = arch_fit(returns, law, options.rounds), our_fit(options.binary, returns, law, 3 * options.rounds)
            ratio, figures = ours["milliseconds"] / theirs, f"{fitted.loglikelihood:>22.6f} {ours['log_likelihood']:>16.6f}"
            print(f"{law:>7} {count:>6} {theirs:>10.2f} {ours['milliseconds']:>10.2f} {ratio:>10.3f} {figures}")
    data = Path(os.environ.get("PLIMSOLL_DATA", "../shared/data"))
    if data.is_dir():
        on_real_returns(options.binary, data)
    else:
        print(f"no real returns: {data} is absent (PLIMSOLL_DATA)")


if __name__ == "__main__":
    main()
