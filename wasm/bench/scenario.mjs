// Paths per second of the simulated first passages in node: the package's module, and the same code without SIMD.
import assert from 'node:assert/strict';
import os from 'node:os';
import * as simd from '../pkg/full/node.mjs';
import { loadScalar } from '../test/scalar.mjs';

const PATHS = 400_000;
const HOURS = 168;
const scalar = await loadScalar();

const names = ['ETH', 'BTC', 'SOL'];
const leg = (side, amount, factor) => ({
  asset: factor ?? 'USDC', side, amount, price: 1, threshold: side === 'debt' ? 1 : 0.8, ltv: 0, interestAnnual: 0, ...(factor && { factor }),
});
const matrix = (off) => names.flatMap((_, row) => names.map((_, column) => (row === column ? 1 : off)));
const market = (seed) => simd.forecastBars(simd.simulateBars(seed, 4320, 1749999600, 2500, 0.7));
const joint = {
  factors: names.map((factor, place) => ({ factor, forecast: market(7 + place) })),
  correlation: matrix(0.7),
  stressCorrelation: matrix(0.9),
  regimes: { calm: 0.23, normal: 0.69, stressed: 0.08 },
};
const account = { legs: [...names.map((name) => leg('collateral', 1, name)), leg('debt', 1.65)] };
const forecast = joint.factors[0].forecast;
const distance = simd.drawdownQuantile(forecast, 0.01, HOURS);
const options = { seed: 1, paths: PATHS, horizonHours: HOURS };

const questions = [
  ['one price', (face) => face.firstPassage(forecast, distance, 'fall', options)],
  ['three prices', (face) => face.jointFirstPassage(account, joint, options)],
];

console.log(`node ${process.version}, ${os.cpus()[0].model}, one thread; ${HOURS} steps, ${PATHS} paths, the best of 7 by processor time\n`);
console.log(`${'M paths/s'.padStart(10)}  what`);
for (const [name, ask] of questions) {
  const answers = [];
  for (const [build, face] of [['SIMD', simd], ['scalar', scalar]]) {
    let best = 0;
    for (let round = 0; round < 7; round += 1) {
      const before = process.cpuUsage();
      answers.push(ask(face));
      const { user, system } = process.cpuUsage(before);
      best = Math.max(best, PATHS / (user + system));
    }
    console.log(`${best.toFixed(2).padStart(10)}  ${name}, ${build}`);
  }
  for (const answer of answers) assert.deepEqual(answer, answers[0], 'one build answers otherwise than the other');
}
