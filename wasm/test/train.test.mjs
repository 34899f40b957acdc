// A refit in `plimsoll/train`, its bytes loaded by `plimsoll/full`.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as full from 'plimsoll/full';
import * as train from 'plimsoll/train';
import { face } from './files.mjs';

const START = 1_600_000_000 - (1_600_000_000 % 3_600);
const TWO_YEARS = 2 * 8_760;

/** Bars of one volatility for ever: independent returns without clustering, so that a model made for markets is wrong about them. */
function oneVolatility(hours, sigma) {
  let state = 11;
  const uniform = () => (state = (1_103_515_245 * state + 12_345) % 2_147_483_648) / 2_147_483_648;
  const quarter = sigma / Math.sqrt(4 * 8_760);
  const bars = [];
  let close = 2_500;
  for (let hour = 0; hour < hours; hour += 1) {
    const open = close;
    let [low, high] = [open, open];
    for (let step = 0; step < 4; step += 1) {
      // Twelve uniforms less six: nearly normal, variance 1.
      let normal = -6;
      for (let term = 0; term < 12; term += 1) normal += uniform();
      close *= Math.exp(quarter * normal);
      [low, high] = [Math.min(low, close), Math.max(high, close)];
    }
    bars.push(START + 3_600 * hour, open, high, low, close, 1);
  }
  return Float64Array.from(bars);
}

const bars = oneVolatility(TWO_YEARS, 1.3);

it('a market of its own kind is learned, and the main module forecasts by what was learned', () => {
  const { report, model } = train.refit(bars, full.modelBytes());
  assert.equal(report.verdict, 'accepted');
  assert.equal(report.hours, TWO_YEARS);
  assert.deepEqual(report.base, full.version().model);
  assert.ok(report.horizons.find((one) => one.horizonHours === 24).qlikeRefit < report.horizons[2].qlikeBase);
  const stamp = full.modelStamp(model);
  assert.equal(stamp.version, `${report.base.version}+refit`);
  assert.notEqual(stamp.hash, report.base.hash);
  const [before, after] = [full.forecastBars(bars), full.forecastBarsWith(model, bars)];
  assert.deepEqual(after.model, stamp);
  assert.notDeepEqual(after.horizons, before.horizons);
  const tracker = new full.Tracker();
  tracker.pushBars(bars);
  assert.deepEqual(tracker.forecastWithModel(model), after);
  tracker.free();
});

it('two years of bars take less than a second', () => {
  const model = full.modelBytes();
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    train.refit(bars, model);
    return performance.now() - start;
  });
  console.log(`refit of two years of hourly bars: ${Math.min(...times).toFixed(0)} ms`);
  assert.ok(Math.min(...times) < 1_000, `${times}`);
});

it('bars that are too few are refused with their number, and no model comes', () => {
  const { report, model } = train.refit(bars.subarray(0, 6 * 1_000), full.modelBytes());
  assert.deepEqual([report.verdict, report.hours, report.horizons, model], ['tooThin', 1_000, [], undefined]);
});

it('bytes that are no model, and rows that are no bars, are refused by code', () => {
  const refused = (code, call) => assert.throws(call, (error) => train.isRiskError(error) && error.code === code);
  refused('invalid_model', () => train.refit(bars, full.modelBytes().subarray(1)));
  refused('length_mismatch', () => train.refit(bars.subarray(1), full.modelBytes()));
  refused('invalid_shape', () => train.refit([...bars], full.modelBytes()));
});

it('it runs in a worker, and the bytes come back by transfer', async () => {
  const code = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { refit } from ${JSON.stringify(new URL('pkg/train/node.mjs', face).href)};
    const { report, model } = refit(workerData.bars, workerData.model);
    parentPort.postMessage({ report, model }, [model.buffer]);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { workerData: { bars, model: full.modelBytes() } });
  const [{ report, model }] = await once(worker, 'message');
  assert.deepEqual(model, train.refit(bars, full.modelBytes()).model);
  assert.equal(report.verdict, 'accepted');
});

it('the browser entry loads from bytes', () => {
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', `
    import { readFileSync } from 'node:fs';
    import init, { refit } from './pkg/train/browser.mjs';
    try { refit(); } catch (error) { console.log(error.message); }
    await init(readFileSync('pkg/train/plimsoll_bg.wasm'));
    try { refit(new Float64Array(1), new Uint8Array(1)); } catch (error) { console.log(error.code); }`],
  { cwd: fileURLToPath(face), encoding: 'utf8' });
  assert.match(said, /^plimsoll is not loaded yet: `import init from 'plimsoll\/train'`.*\ninvalid_model\n$/);
});
