// Whatever a caller of plain JavaScript passes, the answer is a RiskError that names the place, never a trap or a silent guess.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as plimsoll from 'plimsoll/full';
import { vectorFiles } from './files.mjs';
import { BYTES, FLAT, FUNCTIONS, OBJECTS, decodeArguments, goodCase, run } from './vectors.mjs';

const files = vectorFiles().filter((file) => file.name !== 'bad_input.json');
const OPTIONAL = new Set(['asset', 'market', 'jointWithFactor.correlation']);
const optional = (name, key) => OPTIONAL.has(key) || OPTIONAL.has(`${name}.${key}`);
/** Lists of which nothing at all may be asked. */
const EMPTY = new Set(['actions', 'collaterals', 'markets', 'oraclePrices', 'positions', 'prices', 'seconds', 'shocks', 'turns']);
/** Integers of the chain: a string that is none is refused by a code of its own, which names no place. */
const INTEGERS = new Set(['amount', 'maxPrice']);
const WRONG = [undefined, null, true, 'x', 5n, Symbol('x'), () => 1, {}, [], [1], new Date(0), new Uint8Array(3), { length: 2 ** 31 }];

function refused(work, place) {
  assert.throws(work, (error) => {
    assert.ok(plimsoll.isRiskError(error), `${error?.name}: ${error?.message}`);
    if (place) assert.ok(error.message.includes(place), `"${error.message}" does not name ${place}`);
    return true;
  });
}

const functions = Object.entries(FUNCTIONS).filter(([name, names]) => !(name in OBJECTS) && names.length > 0);

describe('a wrong argument is refused by name, and the next good call works', () => {
  for (const [name, names] of functions) {
    const [file, good] = goodCase(files, name);
    it(name, () => {
      names.forEach((key, position) => {
        for (const wrong of WRONG) {
          if (optional(name, key) && (wrong === undefined || wrong === null)) continue;
          // Three bytes are bytes: the core refuses them by another code, as the vectors of bad input show.
          if (BYTES.has(key) && wrong instanceof Uint8Array) continue;
          if (EMPTY.has(key) && Array.isArray(wrong) && (wrong.length === 0 || key === 'seconds')) continue;
          const values = decodeArguments(plimsoll, name, good.in);
          values[position] = wrong;
          refused(() => plimsoll[name](...values), INTEGERS.has(key) && wrong === 'x' ? undefined : `\`${key}`);
        }
      });
      assert.equal(run(plimsoll, file, good), undefined);
    });
  }
});

/** Every record inside a value, with its path. */
function* records(value, path) {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* records(item, `${path}[${index}]`);
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    yield [value, path];
    for (const [key, item] of Object.entries(value)) yield* records(item, `${path}.${key}`);
  }
}

/** Does the work with one property changed, then changes it back. */
function changed(record, key, value, work) {
  const had = Object.hasOwn(record, key);
  const before = record[key];
  if (value === undefined) delete record[key];
  else record[key] = value;
  try {
    work();
  } finally {
    if (had) record[key] = before;
    else delete record[key];
  }
}

const ABSENT_IS_FINE = new Set([
  'borrowableBitmap', 'breadth', 'eMode', 'eModes', 'factor', 'lastChange', 'leastHealth', 'limits', 'liquidatable', 'liquidationProtocolFeeBps', 'market', 'mostCollateral', 'mostDebt', 'now', 'oracle', 'pool',
  'previousLevel', 'quote', 'repay', 'seize', 'steward', 'today', 'trading', 'twoPercentDepth',
]);
/** Where a choice carries data, it is the one key of an object. */
const CHOICE = /(^|\.)(position|positions\[\d+\]|actions\[\d+\]|auction|curve|state|step)$/;
const WHOLE = /^(id|decimals|.*Bps|elapsedSeconds|ts|.*Until|asOf|historyHours|now|.*Seconds|lastChange)$/;

describe('a wrong field is refused by its path', () => {
  for (const [name, names] of functions) {
    const [file, good] = goodCase(files, name);
    // Numbers, flat arrays and bytes have no fields; their wrong kinds are above.
    if (!names.some((key) => typeof good.in[key] === 'object' && !('f64' in good.in[key]) && !FLAT.has(key) && !BYTES.has(key))) continue;
    it(name, () => {
      const values = decodeArguments(plimsoll, name, good.in);
      const call = () => plimsoll[name](...values);
      let count = 0;
      values.forEach((value, position) => {
        for (const [record, path] of records(value, names[position])) {
          changed(record, 'misspelt', 1, () => refused(call, `\`${path}\` has no field \`misspelt\``));
          for (const key of Object.keys(record)) {
            const place = `\`${path}.${key}\``;
            for (const wrong of [Symbol('x'), 5n, () => 1]) changed(record, key, wrong, () => refused(call, place));
            if (!ABSENT_IS_FINE.has(key)) changed(record, key, undefined, () => refused(call, CHOICE.test(path) ? `\`${path}\`` : place));
            if (WHOLE.test(key)) {
              for (const wrong of [-1, 1.5, NaN, Infinity, 2 ** 32, '1']) changed(record, key, wrong, () => refused(call, place));
            }
            count += 1;
          }
        }
      });
      assert.equal(run(plimsoll, file, good), undefined);
      assert.ok(count > 0);
    });
  }
});

describe('the tracker', () => {
  const bars = plimsoll.simulateBars(7, 48, 1749999600, 2500, 0.7);
  it('refuses wrong bars and bytes, keeps its state, and goes on', () => {
    const tracker = new plimsoll.Tracker();
    tracker.pushBars(bars);
    const before = tracker.snapshot();
    for (const wrong of WRONG) {
      refused(() => tracker.push(wrong), '`bar');
      refused(() => tracker.pushBars(wrong), '`bars`');
      if (!(wrong instanceof Uint8Array)) refused(() => plimsoll.Tracker.restore(wrong), '`snapshot`');
    }
    refused(() => plimsoll.Tracker.restore(before.slice(1)));
    assert.deepEqual(tracker.snapshot(), before);
    assert.equal(tracker.historyHours(), 48);
    tracker.free();
  });
  it('is a plain error after `free`, not a trap', () => {
    const tracker = new plimsoll.Tracker();
    tracker.free();
    assert.throws(() => tracker.historyHours(), Error);
    assert.equal(new plimsoll.Tracker().historyHours(), 0);
  });
});

describe('the watch', () => {
  const [file, good] = goodCase(files, 'watch');
  const [position] = decodeArguments(plimsoll, 'watch', good.in);
  it('refuses what is no place, no price, no name and no time, and stands where it stood', () => {
    const watch = new plimsoll.Watch(position);
    const [{ asset, price }] = watch.prices();
    const before = watch.health();
    for (const wrong of WRONG) {
      refused(() => new plimsoll.Watch(wrong), '`position');
      refused(() => watch.tick(wrong, 1), '`place`');
      refused(() => watch.tick(0, wrong), '`price`');
      refused(() => watch.setPrice(wrong, price), '`asset`');
      refused(() => watch.setPrice(asset, wrong));
      refused(() => watch.later(wrong), '`seconds`');
    }
    for (const odd of [-1, 0.5, NaN, Infinity, 2 ** 53, '1']) refused(() => watch.tick(0, odd), '`price`');
    for (const odd of [-1, 0.5, 99, '0']) refused(() => watch.tick(odd, 1), '`place`');
    for (const wrong of WRONG) {
      refused(() => watch.healthGrid(wrong, new Float64Array(1)), '`place`');
      refused(() => watch.healthGrid(0, wrong), '`prices`');
    }
    for (const odd of [-1, 0.5, NaN, Infinity, 2 ** 128]) refused(() => watch.healthGrid(0, Float64Array.of(1e12, odd)), '`prices[1]`');
    for (const odd of [-1, 0.5, 99, NaN, 2 ** 32]) refused(() => watch.healthGrid(odd, new Float64Array(1)), '`place`');
    assert.deepEqual(watch.healthGrid(0, new Float64Array()), { healthFactors: new Float64Array(), verdicts: new Uint8Array() });
    refused(() => watch.setPrice('nobody', price), '`asset`');
    refused(() => watch.later(2 ** 32), '`seconds`');
    assert.deepEqual(watch.health(), before);
    assert.deepEqual(before, plimsoll.positionHealth(position));
    assert.equal(watch.healthFactor(), Number(before.healthFactor) / 1e18);
    watch.free();
    assert.equal(run(plimsoll, file, good), undefined);
  });
  it('is a plain error after `free`, not a trap', () => {
    const watch = new plimsoll.Watch(position);
    watch.free();
    assert.throws(() => watch.liquidatable(), Error);
  });
});
