// What is stored, by whom, and what is taken up of it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as full from 'plimsoll/full';
import { plimsoll as live } from './live/module.mjs';
import { Sim } from './live/sim.mjs';

const fall = (sim, factor = 0.996) => () => (sim.price.ETH *= factor);
const stored = (sim, key = 'plimsoll:ETH:advice') => sim.items.get(key);

it('what is known is not replaced by older state when it is started again', async () => {
  const sim = new Sim(live);
  sim.watch('loop', 0.6);
  sim.monitor.start();
  await sim.run(90);
  sim.quota = true;
  await sim.run(60, fall(sim));
  await sim.run(30);
  const levels = () => sim.of('alert').filter(({ alert: { kind } }) => kind === 'levelRaised' || kind === 'liquidatable').length;
  const before = levels();
  assert.ok(before > 0 && sim.of('notStored').length === 1);
  sim.monitor.stop();
  await sim.run(5);
  sim.monitor.start();
  await sim.run(90);
  assert.equal(levels(), before, 'nothing is said twice');
  assert.equal(sim.of('restored').length, 0);
  sim.end();
});

it('advice of an account that was unwatched is not shown after a reload', async () => {
  const sim = new Sim(live);
  sim.watch('gone', 0.4);
  sim.watch('stays', 0.5);
  sim.monitor.start();
  await sim.run(90);
  assert.match(stored(sim), /gone/);
  sim.monitor.unwatch('gone');
  sim.reload();
  sim.monitor.start();
  assert.deepEqual(sim.of('restored')[0].advice.map(({ account }) => account), ['stays']);
  sim.monitor.unwatch('stays');
  sim.reload();
  assert.equal(stored(sim), undefined);
  sim.monitor.start();
  assert.deepEqual(sim.of('restored')[0].advice, []);
  sim.end();
});

it('advice stays for an account that is not handed in yet', async () => {
  const sim = new Sim(live);
  sim.watch('late', 0.4);
  sim.monitor.start();
  await sim.run(30);
  sim.reload();
  sim.monitor.start();
  await sim.run(70);
  assert.match(stored(sim), /late/);
  sim.end();
});

it('two pages with accounts of their own do not undo what the other said and showed', async () => {
  const items = new Map();
  const pages = ['A', 'B'].map((name) => {
    const sim = new Sim(live, { items });
    sim.watch(name, 0.6);
    return sim;
  });
  const [a, b] = pages;
  a.monitor.start();
  await a.run(30);
  b.monitor.start();
  await Promise.all(pages.map((sim) => sim.run(60)));
  await Promise.all(pages.map((sim) => sim.run(60, fall(sim))));
  await Promise.all(pages.map((sim) => sim.run(70)));
  assert.ok(pages.every((sim) => sim.said().length > 0));
  // The one that does not own it stores last.
  a.reload();
  b.reload();
  a.monitor.watch(a.accounts.A);
  a.monitor.start();
  assert.deepEqual(a.of('restored')[0].advice.map(({ account }) => account).sort(), ['A', 'B']);
  await a.run(60);
  assert.deepEqual(a.said(), [], 'what A said is not said again');
  pages.forEach((sim) => sim.end());
});

it('full: advice of an account over two assets goes with it', async () => {
  const sim = new Sim(full, { assets: ['ETH', 'BTC'] });
  const debt = { asset: 'USDC', side: 'debt', amount: 8 * sim.price.ETH, price: 1, threshold: 1, ltv: 0, interestAnnual: 0 };
  const account = { legs: [sim.leg('ETH'), sim.leg('BTC'), debt] };
  sim.monitor.watch({ name: 'both', account, options: full.defaultAdviceOptions() });
  sim.monitor.start();
  await sim.run(90);
  assert.match(stored(sim, 'plimsoll:+:advice'), /both/);
  sim.monitor.unwatch('both');
  sim.monitor.stop();
  assert.equal(stored(sim, 'plimsoll:+:advice'), undefined);
  sim.end();
});
