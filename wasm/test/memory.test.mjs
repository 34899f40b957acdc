// No call keeps memory, answered or refused, freed by hand, by `using`, or left to the collector.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import * as plimsoll from '../pkg/plimsoll_bg.js';
import { Weighed } from '../js/weighed.mjs';
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

it('an object that was freed says so, and frees once', () => {
  const tracker = new plimsoll.Tracker();
  tracker.free();
  tracker.free();
  tracker[Symbol.dispose]?.();
  const freed = { name: 'RiskError', code: 'unsupported', message: 'a call of a freed Tracker is not supported: make another', hint: 'make another' };
  for (const call of [() => tracker.pushBars(bars), () => tracker.historyHours(), () => tracker.snapshot()]) assert.throws(call, freed);
  assert.equal(new plimsoll.Tracker().historyHours(), 0);
});

it('an object weighs what it was made of', () => {
  const held = [];
  const counted = class extends ArrayBuffer {
    constructor(length) {
      super(length);
      held.push(length);
    }
  };
  const { ArrayBuffer: plain } = globalThis;
  globalThis.ArrayBuffer = Object.assign(counted, { isView: plain.isView });
  try {
    const registry = new Weighed(() => {});
    registry.register({}, 1, {});
    registry.register({}, 2, {}, [{}, new Uint8Array(5_000_000), null, new Float64Array(10)]);
  } finally {
    globalThis.ArrayBuffer = plain;
  }
  assert.deepEqual(held, [16_384, 16_384 + 5_000_080]);
  // Every constructor of the built glue hands on what it was given.
  const glue = readFileSync(new URL('pkg/full/plimsoll_bg.js', face), 'utf8');
  const [made, handed] = [/register\(this,this\.__wbg_ptr,this/g, /register\(this,this\.__wbg_ptr,this,arguments\)/g].map((call) => glue.match(call).length);
  assert.ok(made > 5 && made === handed, `${made} constructors, ${handed} weighed`);
});
