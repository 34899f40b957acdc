// The bench times nothing that is wrong: at a small size, every contestant's answer is held to the contract's, and a wrong one is refused.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { libraries } from '../bench/versus/libraries.mjs';
import { race } from '../bench/versus/race.mjs';
import { asFast, document, spoken } from '../bench/versus/table.mjs';
import { checked, works } from '../bench/versus/works.mjs';

const SIZES = { accounts: 20, prices: 60, paths: 2_000 };
const all = [...works(await libraries(), SIZES)];

for (const work of all) {
  it(`${work.title}: every contestant answers right, and one that does not is refused`, () => {
    assert.equal(checked(work).length, work.contestants.length);
    work.contestants.forEach((contestant, place) => {
      for (const spoil of [(one) => (typeof one === 'bigint' ? one + 1n : 2 * one), () => Number.NaN]) {
        const read = (raw) => contestant.read(raw).map((one, at, list) => (at === list.length - 1 ? spoil(one) : one));
        const contestants = work.contestants.with(place, { ...contestant, read });
        assert.throws(() => checked({ ...work, contestants }), Error, `${contestant.who}, ${contestant.how}`);
      }
    });
  });
}

it('the works and the contestants are those that the document speaks of', () => {
  assert.equal(all.length, 9);
  for (const { title, contestants } of all) {
    const who = new Set(contestants.map((one) => one.who));
    const library = title.startsWith('Aave') ? ['@aave/math-utils'] : title.startsWith('Morpho') ? ['@morpho-org/blue-sdk'] : [];
    assert.deepEqual(who, new Set(title.includes('paths') ? ['plimsoll', 'f64'] : ['plimsoll', ...library, 'BigInt', 'f64']), title);
  }
});

it('a race lets every contestant run, and its order of times is theirs', () => {
  const wait = (ms) => () => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  };
  const [short, long] = race([{ run: wait(0.2) }, { run: wait(2) }], 1);
  for (const { low, median, high } of [short, long]) assert.ok(low <= median && median <= high);
  assert.ok(short.median >= 200 && long.median >= 2_000 && short.median < long.median);
});

it('the document says who is as fast, each time in its unit', () => {
  const row = (who, median) => ({ who, how: 'so', difference: 'equal', median, low: median, high: median });
  const rows = [row('plimsoll', 10), row('plimsoll', 4), row('@a/library', 400), row('BigInt', 4.2), row('f64', 0.02)];
  const places = [{ place: 'node', works: [{ title: 'Work', rows }] }];
  assert.deepEqual(asFast(places), [['Work', '', '1.1 × in node', '0.0050 × in node']]);
  assert.match(document(places, '2 processor cores'), /\| @a\/library \| so \| equal \| 400 µs \(400 µs to 400 µs\) \| 100 × \|/);
  assert.deepEqual([0.02, 4.2, 1_234, 2_600_000].map(spoken), ['20.0 ns', '4.20 µs', '1.23 ms', '2.60 s']);
});
