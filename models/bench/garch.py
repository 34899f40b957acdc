"""Our GARCH(1,1)-t fit beside that of arch 8.0.0, on the same simulated returns, in one run.

Run by `cargo xtask bench`, which makes the virtual environment from requirements.txt. One thread; medians.
Ours is the trainer's baseline (models/src/garch.rs): it tries five starts and restarts until nothing is gained.
"""

import argparse
import json
import math
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from arch import arch_model
from numpy import array


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


def arch_fit(returns: list[float], rounds: int) -> tuple[float, float]:
    """Median milliseconds of arch's fit, the model built anew each time, and its log likelihood."""
    data, times, fitted = array(returns), [], None
    for _ in range(rounds):
        start = time.perf_counter()
        fitted = arch_model(data, mean="Zero", vol="GARCH", p=1, q=1, dist="t", rescale=False).fit(disp="off")
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times), fitted.loglikelihood


def our_fit(binary: Path, returns: list[float], rounds: int) -> tuple[float, float]:
    """The same from the Rust example."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(map(repr, returns)))
        file.flush()
        answer = json.loads(subprocess.check_output([binary, file.name, str(rounds)]))
    return answer["milliseconds"], answer["log_likelihood"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path, help="the built example garch_fit")
    parser.add_argument("--rounds", type=int, default=7, help="fits per size (default 7)")
    options = parser.parse_args()
    print(f"{'n':>6} {'arch, ms':>10} {'ours, ms':>10} {'ours/arch':>10} {'arch, log likelihood':>22} {'ours':>16}")
    for count in (1_000, 5_000, 20_000):
        returns = simulated(count, seed=count)
        (theirs, their_likelihood), (ours, our_likelihood) = arch_fit(returns, options.rounds), our_fit(options.binary, returns, options.rounds)
        print(f"{count:>6} {theirs:>10.2f} {ours:>10.2f} {ours / theirs:>10.2f} {their_likelihood:>22.6f} {our_likelihood:>16.6f}")


if __name__ == "__main__":
    main()
