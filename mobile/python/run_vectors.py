#!/usr/bin/env python3
"""Runs the conformance vectors through the mobile library: the quick check of its ABI.

    python3 mobile/python/run_vectors.py --lib mobile/generated/python
"""

import argparse
import enum
import importlib
import inspect
import json
import pathlib
import subprocess
import sys

import values

# Functions that a class answers too, part by part: the class, the constructor where it is not the first, and the size of a part.
LONG = {
    "aaveV3BookStress": ("AaveV3StressRun", None, 1),
    "firstPassage": ("FirstPassageRun", None, 999),
    "jointFirstPassage": ("FirstPassageRun", "joint", 999),
    "portfolioFirstPassage": ("PortfolioPassageRun", None, 999),
}
VECTORS = pathlib.Path(__file__).resolve().parents[2] / "core" / "tests" / "vectors"


class Runner:
    """Calls the functions of the generated module by their names in the vectors."""

    def __init__(self, module):
        self.module = module
        names = [name for name in module.__all__ if inspect.isfunction(getattr(module, name))]
        self.functions = {values.camel(name): getattr(module, name) for name in names}
        if hasattr(module, "Tracker"):
            self.functions["tracker"] = self.tracker
            self.functions["watch"] = self.watch
            self.functions["healthGrid"] = self.health_grid

    def tracker(self, bars: list[float], split: int, market=None):
        """Follows the bars with a restart after `split` rows."""
        rows = [bars[at : at + 6] for at in range(0, len(bars), 6)]
        first = self.module.Tracker()
        first.push_bars([value for row in rows[:split] for value in row])
        second = self.module.Tracker.restore(first.snapshot())
        for ts, *prices in rows[split:]:
            names = ("open", "high", "low", "close", "volume")
            second.push(self.module.Bar(ts=int(ts), **dict(zip(names, prices))))
        forecast = second.forecast(market)
        # The numbers that the tracker gives without the record are the record's.
        numbers = [second.forecast_variance(24.0, market), second.drawdown_quantile(0.01, 72.0, market), second.runup_quantile(0.05, 168.0, market)]
        module = self.module
        read = [module.forecast_variance(forecast, 24.0), module.drawdown_quantile(forecast, 0.01, 72.0), module.runup_quantile(forecast, 0.05, 168.0)]
        if numbers != read:
            raise values.Unbuildable(f"the tracker says {numbers}, its record {read}")
        return forecast

    def watch(self, position, ticks, seconds: int):
        """Ticks by the asset's place where its price is exact as a number, else by its name; some seconds; then where it stands."""
        watch = self.module.Watch(position)
        places = {price.asset: place for place, price in enumerate(watch.prices())}
        for tick in ticks:
            if tick.asset in places and len(tick.price) < 16:
                watch.tick(places[tick.asset], float(tick.price))
            else:
                watch.set_price(tick.asset, tick.price)
        watch.later(seconds)
        health = watch.health()
        health.liquidatable = watch.liquidatable()
        return health

    def health_grid(self, position, place: int, prices: list[float]):
        """Where a watched position stands at each price of a grid."""
        return self.module.Watch(position).health_grid(place, prices)

    def start(self, name, arguments):
        """Starts the run that answers what a function answers."""
        title, constructor, _ = LONG[name]
        run = getattr(self.module, title)
        return (getattr(run, constructor) if constructor else run)(**arguments)

    def in_parts(self, name, arguments):
        """Steps a run to its end."""
        run, done = self.start(name, arguments), 0.0
        while done < 1.0:
            before, done = done, run.advance(LONG[name][2])
            if not before < done <= 1.0:
                raise values.Unbuildable(f"{name} was done to {before}, then to {done}")
        return run.result()

    def cancelled(self, name, arguments):
        """Steps a run once, lets go of it, and steps another to its end: nothing of the first is in the answer of the second."""
        run = self.start(name, arguments)
        if run.advance(1) == 1.0:
            raise values.Unbuildable(f"{name} was over before it could be cancelled")
        del run
        return self.in_parts(name, arguments)

    def call(self, name, arguments, how=None):
        """Calls the function, or answers what it answers by one of the ways above."""
        function = self.functions[name]
        hints = values.parameters(function)
        if function == self.tracker:
            hints["market"] = values.parameters(self.module.forecast_bars)["market"]
        if function in (self.watch, self.health_grid):
            at_prices = values.parameters(self.module.position_at_prices)
            hints["position"] = at_prices["position"]
            if function == self.watch:
                hints["ticks"] = at_prices["prices"]
        unknown = [key for key in arguments if values.snake(key) not in hints]
        if unknown:
            raise values.Unbuildable(f"{name} has no argument {unknown[0]}")
        built = {values.snake(key): values.build(value, hints[values.snake(key)], self.call) for key, value in arguments.items()}
        missing = [key for key, parameter in inspect.signature(function).parameters.items() if parameter.default is parameter.empty and key not in built]
        if missing:
            raise values.Unbuildable(f"{name} needs {missing[0]}")
        try:
            return how(name, built) if how else function(**built)
        except (TypeError, ValueError) as error:
            # Raised by the generated module before it calls the library, as for an integer out of its type's range.
            raise values.Unbuildable(str(error)) from error

    def difference(self, name, case, how=None):
        """Says what differs from the expectation; nothing when every bit is equal."""
        wanted = ("err", case["err"]["code"]) if "err" in case else ("out", values.expected(case["out"]))
        try:
            got = ("out", values.plain(self.call(name, case["in"], how)))
        except self.module.RiskError as error:
            got = ("err", error.code())
        except self.module.InternalError as error:
            got = ("panic", str(error))
        where = values.first_difference(wanted, got)
        return where and f"{name} / {case['name']}: {where}"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def cases_of(folder):
    for path in sorted(folder.glob("*.json")):
        file = read(path)
        for case in file["cases"]:
            yield path.name, case.get("function", file.get("function")), case


class Report:
    def __init__(self):
        self.passed, self.failed, self.skipped = 0, 0, 0

    def check(self, problem):
        if problem is None:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {problem}")


def attempt(runner, name, case, how=None):
    try:
        return runner.difference(name, case, how)
    except values.Unbuildable as reason:
        return f"{name} / {case['name']}: {reason}"


def run_good(runner, report, vectors):
    good = {}
    for file, name, case in cases_of(vectors):
        if file == "bad_input.json":
            continue
        report.check(attempt(runner, name, case))
        if "out" in case:
            good.setdefault(name, case)
    return good


def run_long(runner, report, vectors, good):
    """The runs answer every vector of their functions, good and bad, bit for bit; one that is cancelled leaves nothing behind."""
    count = 0
    for _, name, case in cases_of(vectors):
        # What no argument can hold never reaches the library.
        if name in LONG and case.get("err", {}).get("code") != "invalid_shape":
            count += 1
            report.check(attempt(runner, name, case, runner.in_parts))
    for name in LONG:
        report.check(attempt(runner, name, good[name], runner.cancelled))
    print(f"long runs: {count} vectors in parts, {len(LONG)} runs cancelled")


def run_wrong(runner, report, vectors):
    wrong = list(cases_of(vectors / "wrong"))
    report.check(None if wrong else "there is no wrong vector")
    for _, name, case in wrong:
        # Wrong in its answer, not in its shape: it must be possible to build it.
        passed = runner.difference(name, case) is None
        report.check(f"{name} / {case['name']}: a wrong vector passed" if passed else None)


def run_bad(runner, report, vectors, good):
    covered = set()
    for case in read(vectors / "bad_input.json")["cases"]:
        name = case["function"]
        try:
            report.check(runner.difference(name, case))
        except values.Unbuildable as reason:
            # The type of the argument cannot hold it: nothing reaches the library, so there is nothing to test.
            if case["err"]["code"] == "invalid_shape":
                report.skipped += 1
            else:
                report.check(f"{name} / {case['name']}: {reason}")
            continue
        report.check(attempt(runner, name, good[name]))
        covered.add(name)
    exported = set(runner.functions)
    print(f"bad input: covered {len(covered & exported)} of {len(exported)} exported functions")
    for name in sorted(exported - covered):
        # A choice among names holds no bad value.
        hints = values.parameters(runner.functions[name]).values()
        if not all(isinstance(hint, type) and issubclass(hint, enum.Enum) for hint in hints):
            report.check(f"{name}: no bad input covers it")


def run_example(report, wanted):
    """Every line of the Python example must be a line of the Rust example."""
    example = VECTORS.parents[2] / "examples" / "python" / "advice.py"
    printed = subprocess.run([sys.executable, str(example)], capture_output=True, text=True, check=False)
    strange = set(printed.stdout.splitlines()) - set(wanted.read_text(encoding="utf-8").splitlines())
    ran = printed.returncode == 0 and printed.stdout
    report.check(f"the example: {printed.stderr or sorted(strange)}" if strange or not ran else None)


def main():
    options = argparse.ArgumentParser(description="Run the conformance vectors through the mobile library.")
    options.add_argument("--lib", required=True, help="folder of plimsoll.py and the library beside it")
    options.add_argument("--vectors", type=pathlib.Path, default=VECTORS, help="folder of the vectors")
    given = options.parse_args()
    sys.path.insert(0, given.lib)
    runner, report = Runner(importlib.import_module("plimsoll")), Report()
    good = run_good(runner, report, given.vectors)
    run_long(runner, report, given.vectors, good)
    run_wrong(runner, report, given.vectors)
    run_bad(runner, report, given.vectors, good)
    run_example(report, pathlib.Path(given.lib).parent / "example.txt")
    print(f"{report.passed} passed, {report.failed} failed, {report.skipped} skipped")
    return 1 if report.failed or not report.passed else 0


if __name__ == "__main__":
    sys.exit(main())
