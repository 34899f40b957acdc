// Which asset drives an account, and what becomes of it when that changes.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as full from 'plimsoll/full';
import { plimsoll as live } from './live/module.mjs';
import { Sim } from './live/sim.mjs';

const fall = (sim, asset, factor = 0.997) => () => (sim.price[asset] *= factor);

for (const [entry, plimsoll] of Object.entries({ live, full })) {
  it(`${entry}: an account follows the asset that drives it, not the first that a leg names`, async () => {
    const sim = new Sim(plimsoll, { assets: ['BTC', 'ETH'] });
    sim.watch('zero', 0.6, 'ETH', [sim.leg('BTC', 0)]);
    sim.watch('disabled', 0.6, 'ETH', [{ ...sim.leg('BTC', 5), threshold: 0, ltv: 0 }]);
    sim.monitor.start();
    await sim.run(60);
    await sim.run(120, fall(sim, 'ETH'));
    for (const name of ['zero', 'disabled']) {
      const of = sim.events.filter(({ kind, account, alert }) => kind === 'alert' && account === name && alert.kind === 'liquidatable');
      assert.deepEqual(of.map(({ asset }) => asset), ['ETH'], name);
    }
    sim.end();
  });

  it(`${entry}: an account of a name that is there takes its place, whichever asset drove it`, async () => {
    const sim = new Sim(plimsoll, { assets: ['BTC', 'ETH'] });
    sim.watch('me', 0.4);
    sim.monitor.start();
    await sim.run(60);
    // One that is refused leaves the other.
    assert.throws(() => sim.monitor.watch({ name: 'me', account: { legs: [sim.leg('BTC')] }, options: { ...plimsoll.defaultAdviceOptions(), alpha: 1 } }));
    let since = sim.events.length;
    await sim.run(61);
    const advised = () => new Set(sim.events.slice(since).filter(({ kind }) => kind === 'advice').map(({ asset }) => asset));
    assert.deepEqual([...advised()], ['ETH']);
    sim.watch('me', 0.2, 'BTC');
    since = sim.events.length;
    await sim.run(300, fall(sim, 'ETH', 0.996));
    assert.deepEqual([...advised()], ['BTC']);
    assert.deepEqual(sim.said(), [], 'what was there is no more');
    sim.end();
  });
}

it('an account that nothing drives any more is still watched, and a driver that is no asset is named', () => {
  const sim = new Sim(live, { assets: ['BTC', 'ETH'] });
  const watch = (...legs) => sim.monitor.watch({ name: 'x', account: { legs }, options: live.defaultAdviceOptions() });
  watch(sim.leg('ETH', 0));
  const sol = { ...sim.leg('ETH'), asset: 'SOL', factor: 'SOL' };
  assert.throws(() => watch(sim.leg('ETH', 0), sol), { code: 'unknown', message: /SOL/ });
  sim.end();
});

it('two assets of one market both get its price, and it is asked for once', async () => {
  const sim = new Sim(live, { assets: ['ETH', 'WETH'], symbolsOf: () => ({ binance: 'ETHUSDT', coinbase: 'ETH-USD', kraken: 'ETH/USD' }) });
  sim.watch('one', 0.4);
  sim.monitor.start();
  await sim.run(30);
  for (const asset of ['ETH', 'WETH']) assert.ok(sim.status(asset).price.confirmed, asset);
  assert.deepEqual(sim.sent.find(({ exchange }) => exchange === 'kraken').params.symbol, ['ETH/USD']);
  assert.equal(sim.status().garbage, 0);
  sim.end();
});

it('may be stopped, freed and told to forget from inside the transport: it does so when that is over', async () => {
  const done = {};
  const made = (what) => {
    const sim = new Sim(live, { config: { notify: true }, transport: { notify: () => what(sim) } });
    sim.watch('loop', 0.75);
    sim.monitor.start();
    return sim;
  };
  const stopped = made((sim) => sim.monitor.stop());
  await stopped.run(60);
  assert.ok(stopped.said().length > 0);
  assert.deepEqual([stopped.timer, stopped.sockets.length], [undefined, 0]);
  stopped.monitor.start();
  await stopped.run(30);
  assert.ok(stopped.status().price.confirmed, 'it goes on');
  stopped.end();

  const freed = made((sim) => (done.freed ??= (sim.monitor.free(), true)));
  await freed.run(60);
  assert.deepEqual([freed.timer, freed.sockets.length, done.freed], [undefined, 0, true]);

  const forgotten = made((sim) => sim.monitor.unwatch('loop'));
  await forgotten.run(60);
  const since = forgotten.events.length;
  assert.ok(forgotten.said().length > 0);
  await forgotten.run(90);
  assert.ok(!forgotten.events.slice(since).some(({ kind }) => kind === 'advice'));
  forgotten.end();
});
