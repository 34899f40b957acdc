// What a monitor does with its listener: one that is none, throws, stops or frees it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as full from 'plimsoll/full';
import { plimsoll as live } from './live/module.mjs';
import { Sim } from './live/sim.mjs';
import { uncaught } from './live/events.mjs';

/** Two assets that fall at once: alerts and advice of both come with one beat. */
async function fallen(listen, plimsoll = live) {
  const sim = new Sim(plimsoll, { assets: ['BTC', 'ETH'] });
  for (const asset of ['BTC', 'ETH']) sim.watch(asset, 0.6, asset);
  sim.monitor.start();
  await sim.run(60);
  const since = sim.events.length;
  sim.listen = (event) => listen(event, sim, since);
  for (const asset of ['BTC', 'ETH']) sim.price[asset] *= 0.7;
  return { sim, since };
}

const told = (sim, since) => sim.events.slice(since).map(({ kind, asset, alert }) => [kind, asset, alert?.kind].filter(Boolean).join(' '));
const BATCH = ['alert BTC liquidatable', 'advice BTC', 'alert ETH liquidatable', 'advice ETH'];

for (const [entry, plimsoll] of Object.entries({ live, full })) {
  it(`${entry}: a listener that is no function is refused by its name`, () => {
    for (const listener of [undefined, null, 'alert', {}, Promise.resolve()]) {
      const make = () => new plimsoll.Monitor({ assets: [{ asset: 'ETH', kraken: 'ETH/USD' }] }, listener);
      assert.throws(make, { name: 'RiskError', code: 'invalid_shape', message: /`onEvent`/ });
    }
  });

  it(`${entry}: what a listener throws is an uncaught error each time, and nothing is kept from it or from the monitor`, async () => {
    const thrown = [];
    const { sim, since } = await fallen((event) => {
      thrown.push(new Error(event.kind));
      throw thrown.at(-1);
    }, plimsoll);
    const caught = await uncaught(() => sim.run(1));
    assert.deepEqual(told(sim, since), BATCH);
    assert.deepEqual(caught, thrown, 'the very errors, in their order');
    sim.listen = () => {};
    await sim.run(90);
    assert.ok(told(sim, since + BATCH.length).includes('advice ETH') && sim.status().price.confirmed, 'it goes on');
    sim.end();
  });
}

it('one that stops the monitor is told no more until it starts again, and then what it missed', async () => {
  const { sim, since } = await fallen((_, sim, since) => sim.events.length === since + 1 && sim.monitor.stop());
  await sim.run(5);
  sim.monitor.unwatch('nobody');
  assert.deepEqual(told(sim, since), BATCH.slice(0, 1));
  assert.deepEqual([sim.timer, sim.sockets.length], [undefined, 0]);
  sim.monitor.start();
  assert.deepEqual(told(sim, since).slice(0, 4), BATCH, 'first of all: an alert is not said a second time');
  await sim.run(90);
  assert.equal(sim.said().length, 2, 'each once');
  sim.end();
});

it('one that stops it and starts it again is told everything', async () => {
  const { sim, since } = await fallen((_, sim, since) => {
    if (sim.events.length !== since + 1) return;
    sim.monitor.stop();
    sim.monitor.start();
  });
  await sim.run(5);
  for (const one of BATCH) assert.ok(told(sim, since).includes(one), one);
  assert.equal(sim.said().length, 2, 'each alert once');
  sim.end();
});

it('one that frees it is told no more', async () => {
  const { sim, since } = await fallen((_, sim) => sim.monitor.free());
  await sim.run(90);
  assert.deepEqual(told(sim, since), BATCH.slice(0, 1));
  assert.deepEqual([sim.timer, sim.sockets.length], [undefined, 0]);
});
