// A simulated day of ticks from three faulty feeds, and weeks of slower ones: nothing leaks, nothing is missed, hardly anything is false.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { JOINT, report, soak } from '../soak/soak.mjs';

/** Says what was wrong, not only how often. */
function sound(t, name, found) {
  t.diagnostic(report(name, found));
  assert.deepEqual(found.missed, [], 'alerts that the undisturbed monitor raised');
  assert.deepEqual(found.missedStale, [], 'outages of all feeds');
  assert.ok(found.most <= 24 * found.days, `${found.most} alerts of one account`);
  // The table of references doubles when it is full; the module's memory grows by pages.
  const [warm, last] = [found.memory[Math.min(3, found.memory.length - 1)], found.memory.at(-1)];
  // Calibrations hold more after days than after hours, up to a bound, for which a page may have to be had.
  assert.ok(last.bytes <= warm.bytes + 65_536, `the memory is flat: ${warm.bytes} bytes, then ${last.bytes}`);
  assert.ok(last.references <= 2 * warm.references, 'references do not pile up');
}

it('24 hours of ticks, every second', { timeout: 300_000 }, async (t) => {
  const found = await soak({ days: 1, step: 1 });
  sound(t, 'every second', found);
  assert.ok(Object.keys(found.faults).length === 10 && found.outages > 0, 'every fault came');
});

it('8 hours of an account that owes one asset against another, every second', { timeout: 300_000 }, async (t) => {
  const found = await soak(JOINT);
  sound(t, 'two assets', found);
  assert.ok(found.raisedOf['ETH against BTC'] > 0, 'there was something to miss');
  assert.ok(found.falsePerAssetWeek <= 1, `${found.falsePerAssetWeek} false alerts per asset and week`);
});

it('a week of four assets, every minute', { timeout: 300_000 }, async (t) => {
  const found = await soak({ seed: 2, days: 7, step: 60, reloadHours: 50 });
  sound(t, 'a week', found);
  assert.ok(found.raised >= 5, 'there was something to miss');
  assert.ok(found.falsePerAssetWeek <= 1, `${found.falsePerAssetWeek} false alerts per asset and week`);
});
