// The long functions in a worker, in node.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as full from 'plimsoll/full';
import * as train from 'plimsoll/train';
import { createWorker, isRiskError } from 'plimsoll/worker';
import { face, json, vectorFiles, vectors } from './files.mjs';
import { checks } from './worker.mjs';

const files = vectorFiles().filter((file) => file.name !== 'bad_input.json');
const bad = { name: 'bad_input.json', ...json(new URL('bad_input.json', vectors)) };
const report = await checks({ createWorker, isRiskError, full, train, files, bad });

describe('plimsoll/worker', () => {
  for (const [name, problem] of report) it(name, () => assert.equal(problem, undefined));
});

it('a worker with nothing to do lets the process end, one with a call does not', () => {
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', `
    import { createWorker } from './js/worker.node.mjs';
    import { forecastBars, simulateBars } from './pkg/full/node.mjs';
    const forecast = forecastBars(simulateBars(7, 960, 1749999600, 2500, 0.7));
    createWorker().firstPassage(forecast, 0.1, 'fall', { seed: 1, paths: 1000, horizonHours: 24 }).then(({ paths }) => console.log(paths));`],
  { cwd: fileURLToPath(face), encoding: 'utf8', timeout: 60_000 });
  assert.equal(said, '1000\n');
});

it('a message that is no call is passed over, and the next call answered', async () => {
  const thread = new Worker(new URL('../js/worker.run.node.mjs', import.meta.url), { execArgv: [] });
  for (const message of [null, undefined, 5, 'ready', [], {}, { type: 'webpackOk' }]) thread.postMessage(message);
  thread.postMessage({ id: 1, name: 'call', args: ['version', []], wants: { progress: false, soFar: false } });
  const [answer] = await once(thread, 'message');
  await thread.terminate();
  assert.deepEqual(answer, { id: 1, result: full.version() });
});

it('a position far down a scan is named by its place in the whole list', async () => {
  const { cases } = json(new URL('venue_aave_v3.json', vectors));
  const { position } = cases.find(({ in: given }) => given.position?.aaveV3).in;
  const wrong = structuredClone(position);
  wrong.aaveV3.reserves[0].price = '1.5';
  const scan = [[...Array(400).fill(position), wrong], { gas: 0, flashLoanFee: 0, assets: [] }];
  const direct = caught(() => full.liquidationScan(...scan));
  const worker = createWorker();
  const there = await worker.liquidationScan(...scan).then(() => assert.fail('an answer'), (error) => error);
  worker.terminate();
  assert.deepEqual([there.code, there.field, there.message], [direct.code, direct.field, direct.message]);
});

function caught(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was refused');
}
