// What a consumer writes, compiled with `tsc --strict`: right uses compile, and each wrong one below is refused.
import init, { Tracker, aaveV3Account, aaveV3View, advice, defaultAdviceOptions, forecastBars, isRiskError, simulateBars } from 'plimsoll';
import { createWorker } from 'plimsoll/worker';
import type { AaveV3StressedBook, CompoundV3Market, FailedPosition, FirstPassage, JointAdvice, JointForecast, MorphoBluePosition, ScenarioOptions } from 'plimsoll/full';
import type { LongAnswer } from 'plimsoll/worker';
import { Watch, aaveV3Book, aaveV3BookStress, compoundV3Book, morphoBlueBook, positionHealth, positionWhatIf, smartLtv } from 'plimsoll/full';
import { AaveV3Rows, BookAnswers, CompoundV3Answers, CompoundV3Rows, MorphoBlueRows, aaveV3Pool, stressColumns } from 'plimsoll/rows';
import initSlim, { initSync } from 'plimsoll/slim';
import { Monitor } from 'plimsoll/live';
import type { MonitorEvent } from 'plimsoll/live';
import { Monitor as FullMonitor } from 'plimsoll/full';
import type { AaveV3User, Advice, AlertLevel, RiskErrorCode } from 'plimsoll';

await init();
await initSlim(fetch('plimsoll.wasm'));
initSync(new Uint8Array(8));
const bars: Float64Array = simulateBars(7, 48, 1749999600, 2500, 0.7);
const user: AaveV3User = { revision: 'v3.7', reserves: [] };
const health: string = aaveV3Account(user).healthFactor;
const answer: Advice = advice(aaveV3View(user), forecastBars(bars), { ...defaultAdviceOptions(), previousLevel: 'act' });
const level: AlertLevel = answer.level;
const maybe: number | undefined = answer.healthFactor;
const ltv: number = smartLtv(0.05, 1, 1, 7, 0.05);
using tracker = new Tracker();
tracker.push({ ts: 3600, open: 1, high: 1, low: 1, close: 1, volume: 0 });
// What was answered, what is frozen, and what a consumer's own records let change may all be passed in.
const frozen = Object.freeze({ revision: 'v3.7', reserves: Object.freeze([]) } as const);
aaveV3Account(frozen);
const growing = { revision: 'v3.7' as const, reserves: [...user.reserves] };
growing.reserves.pop();
positionHealth({ aaveV3: growing });

using monitor = new Monitor({ assets: [{ asset: 'ETH', kraken: 'ETH/USD' }] }, (event: MonitorEvent) => {
  if (event.kind === 'alert') console.log(event.alert.message, event.alert.actWithin?.hours);
  // @ts-expect-error: only some events have an alert
  if (event.kind === 'woke') console.log(event.alert);
});
monitor.watch({ name: 'loop', account: aaveV3View(user), options: defaultAdviceOptions() });
const sources: string[] = monitor.status().flatMap(({ price }) => price.sources.map(({ status }) => status));
// An account over several assets, where the simulations are.
using both = new FullMonitor({ assets: [{ asset: 'ETH', kraken: 'ETH/USD' }, { asset: 'BTC', kraken: 'BTC/USD' }] }, (event) => {
  if (event.kind === 'jointAdvice') console.log(event.assets, event.prices, event.advice.safeLeverageLow);
  // @ts-expect-error: an advice of one price has no such interval
  if (event.kind === 'advice') console.log(event.advice.safeLeverageLow);
});
const referencePrices = [{ factor: 'BTC', price: 60_000 }];
both.watch({ name: 'loop', account: aaveV3View(user), options: defaultAdviceOptions(), referencePrices });
// @ts-expect-error: the smaller entry has no simulations
monitor.watch({ name: 'loop', account: aaveV3View(user), options: defaultAdviceOptions(), referencePrices });
// @ts-expect-error: a misspelt key
new Monitor({ assets: [], storagekey: 'x' }, () => {});

try {
  tracker.pushBars(bars);
} catch (error) {
  if (!isRiskError(error)) throw error;
  const code: RiskErrorCode = error.code;
  if (error.code === 'out_of_range') console.log(code, error.field, error.expected, error.message);
  if (error.code === 'unordered_bars') console.log(error.index + error.ts + error.previousTs);
  if (error.code === 'invalid_integer') console.log(error.field, error.got);
  // @ts-expect-error: a code that does not exist
  if (error.code === 'bad') console.log(error);
  // @ts-expect-error: this code has no field
  if (error.code === 'overflow') console.log(error.field);
}

// Every code, spelt out: one more or one fewer does not compile.
const codes: Record<RiskErrorCode, true> = {
  not_finite: true, out_of_range: true, invalid_integer: true, invalid_shape: true, overflow: true, division_by_zero: true, length_mismatch: true,
  unordered_bars: true, invalid_bar: true, not_enough_history: true, unknown: true, duplicate: true, refused: true, unsupported: true,
  invalid_snapshot: true, invalid_model: true,
};

const scanned: RiskErrorCode = ({} as FailedPosition).code;

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
// @ts-expect-error: an answer is not changed
answer.level = 'calm';
// @ts-expect-error: a list in an answer is not changed
answer.probabilities.push(answer.probabilities[0]!);
// @ts-expect-error: an entry of a list in an answer is not changed
answer.thresholds[0]!.price = 1;
// @ts-expect-error: there is no such venue
positionHealth({ aave: user });
// @ts-expect-error: one venue is asked at a time, by its name
positionHealth(user);
// @ts-expect-error: an amount is the on-chain integer as a string
positionWhatIf({ aaveV3: user }, [{ borrow: { asset: 'USDC', amount: 9_000_000_000 } }]);
// @ts-expect-error: there is no such step
positionWhatIf({ aaveV3: user }, [{ lend: { asset: 'USDC', amount: '1' } }]);
// @ts-expect-error: the slim entry brings no module
initSlim();
// @ts-expect-error: a module is loaded at once from its bytes, not from an address
initSync('plimsoll.wasm');

declare const joint: JointForecast;
const scenario: ScenarioOptions = { seed: 1, paths: 1_000, horizonHours: 24 };
using worker = createWorker();
const follow = { signal: AbortSignal.timeout(1_000), onProgress: (fraction: number) => console.log(fraction) };
const passage: FirstPassage = await worker.jointFirstPassage(aaveV3View(user), joint, scenario, follow);
const fall: LongAnswer<'firstPassage'> = await worker.firstPassage(forecastBars(bars), 0.1, 'fall', scenario, { onSoFar: ({ paths }) => paths });
const verdicts: Uint8Array = await worker.aaveV3Book({ revision: 'v3.7', reserves: [], eModes: [] }, new Uint8Array());
using watch = new Watch({ aaveV3: user });
const grid: { readonly healthFactors: Float64Array; readonly verdicts: Uint8Array } = watch.healthGrid(0, Float64Array.of(2_500e8));
const positions: Uint8Array = morphoBlueBook([], new Uint8Array());
declare const comet: CompoundV3Market;
const borrowers: Uint8Array = compoundV3Book(comet, [], new Uint8Array());
const pool = aaveV3Pool([user]);
const lenders = new AaveV3Rows(pool, 10_000).pushPosition(user);
lenders.push({ configuration: 3n, scaledATokenBalances: [1n, '2'], scaledVariableDebts: Object.freeze(['0', 0n]) }).push([3n, undefined, [], []]);
const exactly: bigint = new BookAnswers(aaveV3Book(pool, lenders.bytes())).healthFactor(0);
const lost: Float64Array = stressColumns(aaveV3BookStress(pool, lenders.bytes(), [])).shortfall;
const debtors = new MorphoBlueRows([]).pushAll([{ market: 0, borrowShares: 1n, collateral: '2' }, [1, 2n, 3n]]);
declare const debtor: MorphoBluePosition;
new MorphoBlueRows([debtor.market]).pushPosition(debtor);
// @ts-expect-error: a record names its market
debtors.pushPosition({ borrowShares: '1', collateral: '2' });
const fractions: Float64Array = new BookAnswers(morphoBlueBook([], debtors.bytes())).healthFactors;
const owing = new CompoundV3Rows([]).push({ principal: -1n, balances: [] }).push(['-1', []]);
const may: Uint8Array = new CompoundV3Answers(compoundV3Book(comet, [], owing.bytes())).mayBorrow;
// @ts-expect-error: an amount is a bigint or a string: a number would lose digits
debtors.push({ market: 0, borrowShares: 1, collateral: '2' });
// @ts-expect-error: a misspelt key
debtors.push({ market: 0, borrowShares: 1n, colateral: '2' });
// @ts-expect-error: a market is its place
debtors.push({ market: '0x01', borrowShares: 1n, collateral: 2n });
// @ts-expect-error: a field is missing
debtors.push([0, 1n]);
// @ts-expect-error: the balances are a list
owing.push({ principal: -1n, balances: 2n });
// @ts-expect-error: a record names its revision and reserves
lenders.pushPosition({ eMode: 1 });
// @ts-expect-error: rows are given as bytes
aaveV3Book(pool, lenders);
// @ts-expect-error: only Compound III says who may borrow
new BookAnswers(borrowers).mayBorrow;
// @ts-expect-error: a grid is flat
watch.healthGrid(0, [2_500e8]);
const falls = [{ moves: [{ driver: 'ETH', priceBps: 7_000 }] }];
const stressed: readonly AaveV3StressedBook[] = await worker.aaveV3BookStress({ revision: 'v3.7', reserves: [], eModes: [] }, new Uint8Array(), falls, {
  onSoFar: ([first]) => first?.shortfall,
});
const jointly: JointAdvice = await worker.call('jointAdvice', [aaveV3View(user), joint, defaultAdviceOptions(), scenario], { signal: AbortSignal.timeout(1_000) });
const { report } = await worker.refit(bars, new Uint8Array());
// @ts-expect-error: an argument is missing
await worker.jointFirstPassage(aaveV3View(user), joint);
// @ts-expect-error: a function that is not long
await worker.accountHealth(aaveV3View(user));
// @ts-expect-error: an option that does not exist
await worker.firstPassage(forecastBars(bars), 0.1, 'fall', scenario, { onprogress: () => {} });
// @ts-expect-error: a book has no answer so far
await worker.aaveV3Book({ revision: 'v3.7', reserves: [], eModes: [] }, new Uint8Array(), { onSoFar: () => {} });
// @ts-expect-error: a call in one piece has no progress
await worker.call('version', [], { onProgress: () => {} });
// @ts-expect-error: no such function
await worker.call('jointAdvise', []);
// @ts-expect-error: not the arguments of the function
await worker.call('jointAdvice', [aaveV3View(user), joint]);
// @ts-expect-error: a class cannot be called
await worker.call('Tracker', []);
// @ts-expect-error: an answer has to be awaited
const early: FirstPassage = worker.jointFirstPassage(aaveV3View(user), joint, scenario);

export { early, exactly, fall, fractions, grid, jointly, lost, may, passage, positions, report, stressed, verdicts };
export { amount, codes, health, level, ltv, maybe, sources, sure };
