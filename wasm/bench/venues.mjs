// Exact health and boundaries of one position at every venue, across the boundary.
import { readFileSync, readdirSync } from 'node:fs';
import os from 'node:os';
import * as plimsoll from '../pkg/full/node.mjs';
import { time } from './time.mjs';

const VECTORS = new URL('../../core/tests/vectors/', import.meta.url);

function row(name, microseconds, includes) {
  console.log(`${microseconds.toFixed(2).padStart(10)}  ${name.padEnd(32)} ${includes}`);
}

console.log(`node ${process.version}, ${os.cpus()[0].model}, one thread; median of 21 batches\n`);
console.log(`${'µs a call'.padStart(10)}  ${'what'.padEnd(32)} what it includes`);
for (const file of readdirSync(VECTORS).filter((name) => name.startsWith('venue_')).sort()) {
  const { cases } = JSON.parse(readFileSync(new URL(file, VECTORS)));
  const found = cases.find((one) => one.function === 'positionHealth' && one.out);
  if (!found) continue;
  const { position } = found.in;
  const venue = Object.keys(position)[0];
  row(`${venue}: positionHealth`, time(() => plimsoll.positionHealth(position)), 'objects and decimal strings in and out; exact');
  row(`${venue}: positionBoundaries`, time(() => plimsoll.positionBoundaries(position)), 'the exact boundary price of every asset');
}
