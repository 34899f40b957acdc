// The long functions in a worker, in node.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
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
