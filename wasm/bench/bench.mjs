// How long the package takes in node, each call across the boundary; beside what else there is: versus/.
import os from 'node:os';
import * as plimsoll from '../pkg/full/node.mjs';
import { user } from './account.mjs';
import { time } from './time.mjs';

function row(name, includes, work) {
  console.log(`${time(work).toFixed(2).padStart(10)}  ${name.padEnd(36)} ${includes}`);
}

const account = plimsoll.aaveV3View({ revision: 'v3.7', reserves: [user.reserves[0], user.reserves[3]] });
const bars = plimsoll.simulateBars(7, 4320, 1749999600, 2500, 0.7);
const options = plimsoll.defaultAdviceOptions();
const forecast = plimsoll.forecastBars(bars);
const tracker = new plimsoll.Tracker();
tracker.pushBars(bars);

/** A tracker with 180 days behind it and room for a million hours more, and the clock of its next bar. */
function running() {
  const tracker = new plimsoll.Tracker();
  tracker.pushBars(plimsoll.simulateBars(7, 4320, 3600, 2500, 0.7));
  return { tracker, ts: 4321 * 3600 };
}

console.log(`node ${process.version}, ${os.cpus()[0].model}, one thread; median of 21 batches\n`);
console.log(`${'µs a call'.padStart(10)}  ${'what'.padEnd(36)} what it includes`);
row('plimsoll: aaveV3Account', '5 reserves; decimal strings in, every balance, total and health out; exact', () => plimsoll.aaveV3Account(user));
row('plimsoll: aaveV3Boundaries', '5 reserves; the exact boundary price of each', () => plimsoll.aaveV3Boundaries(user));
/** An hour on; the clock of the records ends in 2106, after which the history starts anew. */
function advance(state) {
  state.ts += 3600;
  if (state.ts > 4_294_900_000) Object.assign(state, running());
}
const single = running();
row('plimsoll: tracker.push', 'one bar as an object; the window and its features move on', () => {
  single.tracker.push({ ts: single.ts, open: 2500, high: 2510, low: 2490, close: 2505, volume: 10 });
  advance(single);
});
const flat = running();
const next = new Float64Array(6);
row('plimsoll: tracker.pushBars', 'one bar as a row of a Float64Array', () => {
  next.set([flat.ts, 2500, 2510, 2490, 2505, 10]);
  flat.tracker.pushBars(next);
  advance(flat);
});
row('plimsoll: tracker.forecast', 'features, 7 horizons of variance and tails, as an object', () => tracker.forecast());
row('plimsoll: tracker.drawdownQuantile', 'what it reads of the forecast made, one number out: no record crosses', () => tracker.drawdownQuantile(0.01, 24));
row('plimsoll: tracker.forecastVariance', 'the same, its variance', () => tracker.forecastVariance(24));
row('plimsoll: forecastBars', '4,320 bars (180 days) in, the forecast out', () => plimsoll.forecastBars(bars));
row('plimsoll: advice', 'account and forecast in, the whole advice out', () => plimsoll.advice(account, forecast, options));
