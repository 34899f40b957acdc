#!/usr/bin/env python3
"""The example position in Python: an Aave account and a forecast in, the advice out.

Build the library and the module first (`cargo xtask test python`), then run `python3 examples/python/advice.py`.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "mobile" / "generated" / "python"))
import plimsoll  # noqa: E402


def position():
    """Reads the position that every example shares."""
    user = json.loads((ROOT / "examples" / "position.json").read_text(encoding="utf-8"))
    snake = lambda fields: {re.sub(r"(?=[A-Z])", "_", name).lower(): value for name, value in fields.items()}
    reserves = [plimsoll.AaveV3Reserve(**snake(reserve)) for reserve in user["reserves"]]
    return plimsoll.AaveV3User(revision=plimsoll.AaveV3Revision.V3_7, reserves=reserves)


def words(variant):
    return variant.name.lower().replace("_", " ")


def main():
    account = plimsoll.aave_v3_view(position())
    forecast = plimsoll.forecast_bars(plimsoll.simulate_bars(7, 1440, 1749999600, 2500.0, 0.7))
    advice = plimsoll.advice(account, forecast, plimsoll.default_advice_options())

    safe, lead, trust = advice.safe_leverage, advice.lead_time, advice.confidence
    print(f"Health factor      {advice.health_factor:.3f}, liquidatable below 1")
    print(f"Leverage           {advice.leverage:.3f}, collateral over equity")
    print(
        f"Safe leverage      {safe.leverage:.3f} for at most {100 * safe.alpha:g} % within {safe.horizon_hours:g} h; "
        f"bound by {words(safe.binding)}; the venue allows {safe.venue_maximum:.3f}"
    )
    print(f"Liquidation price  ${advice.liquidation_price:.2f} per {advice.factor}")
    for at in advice.probabilities:
        interval = f"{100 * at.low:.4f} to {100 * at.high:.4f} % with 90 % confidence"
        print(f"P(liquidated)      {100 * at.probability:.4f} % within {at.horizon_hours:g} h; {interval}")
    for mark in advice.thresholds:
        where = f"health {mark.health_factor:.3f}, {advice.factor} at ${mark.price:.2f}"
        print(f"{'Mark ' + words(mark.level):<18} {where}: {100 * mark.alpha:g} % within {mark.horizon_hours:g} h")
    print(f"Lead time          {'more than' if lead.capped else 'at least'} {lead.hours:.1f} h with {100 - 100 * safe.alpha:g} % confidence")
    reasons = ", ".join(map(words, trust.flags)) or "none"
    print(f"Confidence         model v{trust.model.version}, {trust.history_hours} h history; reasons for less trust: {reasons}")
    print("Market             simulated, not real: seed 7, 1,440 h, 70 % volatility a year")


if __name__ == "__main__":
    main()
