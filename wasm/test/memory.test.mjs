// No call keeps memory, answered or refused, freed by hand or left to the collector.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import * as plimsoll from '../pkg/plimsoll_bg.js';
import { examples, face, json } from './files.mjs';

// An instance of its own, because the package does not show its memory.
const module = new WebAssembly.Module(readFileSync(new URL('pkg/plimsoll_bg.wasm', face)));
const { exports } = new WebAssembly.Instance(module, { './plimsoll_bg.js': plimsoll });
plimsoll.__wbg_set_wasm(exports);
exports.__wbindgen_start();

const user = json(new URL('position.json', examples));
const misspelt = { ...user, emode: 1 };
const bars = plimsoll.simulateBars(7, 24, 1749999600, 2500, 0.7);

function refused(call) {
  assert.throws(call, { name: 'RiskError' });
}

function held() {
  return { bytes: exports.memory.buffer.byteLength, references: exports.__wbindgen_externrefs.length };
}

it('100,000 calls do not grow the memory', () => {
  const work = (rounds) => {
    for (let round = 0; round < rounds; round += 1) {
      plimsoll.aaveV3Account(user);
      refused(() => plimsoll.aaveV3Account(misspelt));
      const tracker = new plimsoll.Tracker();
      tracker.pushBars(bars);
      refused(() => tracker.pushBars(bars));
      tracker.free();
    }
  };
  work(1_000);
  const before = held();
  work(20_000);
  assert.deepEqual(held(), before);
});

it('trackers left to the collector are given back', async () => {
  const drop = async (count) => {
    for (let index = 0; index < count; index += 1) {
      new plimsoll.Tracker().pushBars(bars);
      // The collector's callbacks run between tasks.
      if (index % 500 === 0) await setTimeout(0);
    }
  };
  await drop(10_000);
  const before = held().bytes;
  await drop(20_000);
  assert.ok(held().bytes <= 2 * before, `${before} bytes became ${held().bytes}`);
});
