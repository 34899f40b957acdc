// What a consumer writes, compiled with `tsc --strict`: right uses compile, and each wrong one below is refused.
import init, { Tracker, aaveV3Account, aaveV3View, advice, defaultAdviceOptions, forecastBars, isRiskError, simulateBars } from 'plimsoll';
import { smartLtv } from 'plimsoll/full';
import type { AaveV3User, Advice, AlertLevel, RiskErrorCode } from 'plimsoll';

await init();
const bars: Float64Array = simulateBars(7, 48, 1749999600, 2500, 0.7);
const user: AaveV3User = { revision: 'v3.7', reserves: [] };
const health: string = aaveV3Account(user).healthFactor;
const answer: Advice = advice(aaveV3View(user), forecastBars(bars), { ...defaultAdviceOptions(), previousLevel: 'act' });
const level: AlertLevel = answer.level;
const maybe: number | undefined = answer.healthFactor;
const ltv: number = smartLtv(0.05, 1, 1, 7, 0.05);
using tracker = new Tracker();
tracker.push({ ts: 3600, open: 1, high: 1, low: 1, close: 1, volume: 0 });

try {
  tracker.pushBars(bars);
} catch (error) {
  if (!isRiskError(error)) throw error;
  const code: RiskErrorCode = error.code;
  if (error.code === 'out_of_range') console.log(code, error.field, error.expected, error.message);
  // @ts-expect-error: a code that does not exist
  if (error.code === 'bad') console.log(error);
  // @ts-expect-error: this code has no field
  if (error.code === 'overflow') console.log(error.field);
}

// @ts-expect-error: an unknown revision
aaveV3Account({ revision: 'v9', reserves: [] });
// @ts-expect-error: a misspelt key
aaveV3Account({ revision: 'v3.7', reserves: [], emode: undefined });
// @ts-expect-error: a missing field
aaveV3Account({ revision: 'v3.7' });
// @ts-expect-error: bulk data is a Float64Array
forecastBars([1, 2, 3]);
// @ts-expect-error: a number, not a string
simulateBars('7', 48, 1749999600, 2500, 0.7);
// @ts-expect-error: an amount on chain is a string
const amount: number = aaveV3Account(user).totalDebtBase;
// @ts-expect-error: an absent health factor has to be looked at
const sure: number = answer.healthFactor;
// @ts-expect-error: the options have no such level
advice(aaveV3View(user), forecastBars(bars), { ...defaultAdviceOptions(), previousLevel: 'panic' });

export { amount, health, level, ltv, maybe, sure };
