// No call keeps memory, answered or refused, freed by hand, by `using`, or left to the collector.
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
      // What `using` does at the end of its block; node 20 does not read the word itself.
      if (round % 2 === 0) tracker[Symbol.dispose]();
      else tracker.free();
    }
  };
  work(1_000);
  const before = held();
  work(20_000);
  assert.deepEqual(held(), before);
});

it('100,000 trackers left to the collector are given back', async () => {
  const drop = async (count) => {
    for (let index = 0; index < count; index += 1) {
      new plimsoll.Tracker().pushBars(bars);
      // The collector's callbacks run between tasks.
      if (index % 500 === 0) await setTimeout(0);
    }
  };
  await drop(20_000);
  const before = held();
  await drop(100_000);
  const { bytes, references } = held();
  assert.equal(references, before.references);
  // How many wait for the collector at one time differs from run to run; it does not grow with their number.
  assert.ok(bytes <= 2 * before.bytes, `${before.bytes} bytes became ${bytes}`);
});

it('a tracker that was freed says so, and frees once', () => {
  const tracker = new plimsoll.Tracker();
  tracker.free();
  assert.throws(() => tracker.pushBars(bars), /null pointer/);
});
