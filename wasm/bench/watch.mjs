// What a tick of a price costs: a watched position beside the call that reads the whole record.
import { readFileSync } from 'node:fs';
import os from 'node:os';
import * as plimsoll from '../pkg/full/node.mjs';
import { user } from './account.mjs';
import { time } from './time.mjs';

function row(name, work, includes) {
  console.log(`${(time(work) * 1e3).toFixed(0).padStart(10)}  ${name.padEnd(40)} ${includes}`);
}

function vector(file) {
  const { cases } = JSON.parse(readFileSync(new URL(`../../core/tests/vectors/${file}.json`, import.meta.url)));
  return cases.find((one) => one.function === 'positionHealth' && one.out).in.position;
}

console.log(`node ${process.version}, ${os.cpus()[0].model}, one thread; median of 21 batches\n`);
console.log(`${'ns a tick'.padStart(10)}  ${'what'.padEnd(40)} what it includes`);

const watch = new plimsoll.Watch({ aaveV3: user });
const later = { ...user, reserves: user.reserves.map((reserve) => ({ ...reserve })) };
// Around the line, so that both verdicts come.
const price = (tick) => 120_000_000_000 + (tick % 997) * 100_000_000;
row('watch.tick, Aave v3.7', (tick) => watch.tick(0, price(tick)), '5 reserves; a number in, the exact verdict out');
row('watch.tick and healthFactor', (tick) => watch.tick(0, price(tick)) || watch.healthFactor(), '5 reserves; the verdict, and the health factor to show');
const grid = Float64Array.from({ length: 1_000 }, (_, tick) => price(tick));
row('watch.healthGrid, 1,000 prices', () => watch.healthGrid(0, grid), '5 reserves; 1,000 numbers in, as many verdicts and healths out');
row('watch.setPrice, Aave v3.7', (tick) => watch.setPrice('ETH', String(price(tick))), '5 reserves; a name and a decimal string in');
row('aaveV3Account, the whole record', (tick) => {
  later.reserves[0].price = String(price(tick));
  return plimsoll.aaveV3Account(later).liquidatable;
}, '5 reserves; every balance and total out');
for (const [file, asset, base] of [['venue_morpho_blue', 'WETH', 2_500n * 10n ** 24n], ['venue_compound_v3', 'WETH', 2_500n * 10n ** 8n]]) {
  const position = vector(file);
  const kept = new plimsoll.Watch(position);
  const place = kept.prices().findIndex((one) => one.asset === asset);
  const prices = Array.from({ length: 997 }, (_, tick) => base + BigInt(tick) * (base / 9_973n));
  const [venue] = Object.keys(position);
  if (base < 2n ** 53n) {
    const numbers = prices.map(Number);
    row(`watch.tick, ${venue}`, (tick) => kept.tick(place, numbers[tick % 997]), 'a number in, the exact verdict out');
  }
  const strings = prices.map(String);
  row(`watch.setPrice, ${venue}`, (tick) => kept.setPrice(asset, strings[tick % 997]), `a name and ${strings[0].length} digits in`);
  row(`positionHealth, ${venue}`, () => plimsoll.positionHealth(position), 'the whole record');
}
