// Exact health and boundaries of one position at every venue, across the boundary, and a book of 10,000 Aave users.
import { readFileSync, readdirSync } from 'node:fs';
import os from 'node:os';
import * as plimsoll from '../js/full.node.mjs';
import { healthByHand, parsed, user } from './account.mjs';
import { time } from './time.mjs';

const VECTORS = new URL('../../core/tests/vectors/', import.meta.url);
const USERS = 10_000;

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

const stored = { ...user, reserves: user.reserves.map((reserve) => ({ ...reserve, elapsedSeconds: 0 })) };
const rows = new Uint8Array(USERS * (33 + 32 * stored.reserves.length));
const view = new DataView(rows.buffer);
let at = 0;
for (let count = 0; count < USERS; count += 1) {
  for (const reserve of stored.reserves) rows[at + (reserve.id >> 2)] |= ((reserve.isBorrowing ? 1 : 0) | (reserve.usedAsCollateral ? 2 : 0)) << (2 * (reserve.id % 4));
  at += 33;
  for (const reserve of stored.reserves) {
    for (const amount of [reserve.scaledATokenBalance, reserve.scaledVariableDebt]) {
      const value = BigInt(amount) - BigInt(count);
      view.setBigUint64(at, BigInt.asUintN(64, value < 0n ? 0n : value), true);
      view.setBigUint64(at + 8, value < 0n ? 0n : value >> 64n, true);
      at += 16;
    }
  }
}
const pool = { revision: stored.revision, reserves: stored.reserves, eModes: [] };
const book = time(() => plimsoll.aaveV3Book(pool, rows));
row('aaveV3Book, 10,000 users', book, `5 reserves, indices stored; packed bytes in and out, the crossing included: ${(book / USERS).toFixed(3)} µs a user`);
const bigints = parsed(stored);
row('BigInt by hand, one user', time(() => healthByHand(bigints)), 'BigInts in, health only out; exact');
