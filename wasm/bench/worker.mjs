// What the slices cost: each long function in one call, in slices on the same thread, and in a worker; side by side in one run.
import os from 'node:os';
import { setImmediate as pause } from 'node:timers/promises';
import * as full from '../pkg/full/node.mjs';
import * as train from '../pkg/train/node.mjs';
import { go } from '../js/worker.jobs.mjs';
import { createWorker } from '../js/worker.node.mjs';
import { longCalls } from '../test/worker.mjs';

const ROUNDS = 9;

const middle = (times) => times.toSorted((a, b) => a - b)[(times.length - 1) / 2];

/** Processor time since a mark, ms: of every thread, whatever else the machine does meanwhile. */
function spent(mark) {
  const { user, system } = process.cpuUsage(mark);
  return (user + system) / 1e3;
}

async function timed(work) {
  const mark = process.cpuUsage();
  await work();
  return spent(mark);
}

/** In slices here, as the worker does it; keeps how long each was. */
async function sliced(name, args, slices) {
  let mark = process.cpuUsage();
  const rest = async () => {
    slices.push(spent(mark));
    await pause();
    mark = process.cpuUsage();
  };
  await go({ full, train }, name, args, { stopped: () => false, pause: rest, progress() {} });
}

const calls = longCalls(full, train);
const worker = createWorker();
console.log(`node ${process.version}, ${os.cpus()[0].model}; processor time, middle of ${ROUNDS} rounds, the three of a round one after another\n`);
console.log(`${'one call'.padStart(9)} ${'sliced'.padStart(8)} ${'worker'.padStart(8)} ${'longest slice'.padStart(14)}  what`);
for (const [name, args] of Object.entries(calls)) {
  const one = name === 'refit' ? train.refit : full[name];
  const [alone, cut, away, slices] = [[], [], [], []];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const times = [await timed(() => one(...args)), await timed(() => sliced(name, args, slices)), await timed(() => worker[name](...args, { onProgress() {} }))];
    // The first round warms up.
    if (round === 0) slices.length = 0;
    else [alone, cut, away].forEach((list, place) => list.push(times[place]));
  }
  const ratio = (times) => middle(times.map((time, round) => time / alone[round]));
  const cells = [`${middle(alone).toFixed(0)} ms`.padStart(9), `${ratio(cut).toFixed(3)} x`.padStart(8), `${ratio(away).toFixed(3)} x`.padStart(8)];
  console.log(`${cells.join(' ')} ${`${Math.max(...slices).toFixed(1)} ms`.padStart(14)}  ${name}`);
}
worker.terminate();
