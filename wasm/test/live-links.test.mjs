// Connections that are quiet, refused, or of a page in the background; and what notifications show.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plimsoll } from './live/module.mjs';
import { EXCHANGES, HOUR, Sim } from './live/sim.mjs';

/** Three connections with all well. */
async function connected(given) {
  const sim = new Sim(plimsoll, given);
  sim.watch('loop', 0.75);
  sim.monitor.start();
  await sim.run(60);
  return sim;
}

it('a page in the background, with its timer throttled, hears of a fall within seconds', async () => {
  const sim = await connected();
  sim.beats = 60;
  while (sim.t % 60 !== 5) await sim.step();
  const before = sim.events.length;
  const price = sim.price.ETH;
  sim.price.ETH = 0.85 * price;
  await sim.run(45);
  sim.price.ETH = price;
  assert.ok(sim.events.slice(before).some(({ kind, alert }) => kind === 'alert' && alert.kind === 'liquidatable'), JSON.stringify(sim.said()));
  // Each second is evaluated once, however many messages it brings.
  const advised = new Map();
  for (const { t } of sim.of('advice')) advised.set(t, (advised.get(t) ?? 0) + 1);
  assert.equal(Math.max(...advised.values()), 1);
  sim.end();
});

it('beats two minutes and more apart are no sleep while the streams go on', async () => {
  const sim = await connected();
  sim.beats = 150;
  await sim.run(HOUR / 2);
  assert.deepEqual([sim.opened, sim.of('woke').length], [3, 0]);
  sim.end();
});

it('after a sleep every connection is opened anew, and what waited in it is not heard', async () => {
  const sim = await connected();
  sim.t += 5 * HOUR;
  // The first thing to come is a message that was on its way before.
  sim.trade('kraken', 'ETH/USD', { price: 0.5 * sim.price.ETH, time: sim.t - 5 * HOUR });
  assert.deepEqual(sim.of('woke').map(({ seconds }) => Math.round(seconds / HOUR)), [5]);
  await sim.run(20);
  assert.deepEqual([sim.opened, sim.of('woke').length, sim.of('lost').length], [6, 1, 0]);
  assert.ok(sim.status().price.confirmed && Math.abs(sim.status().price.price / sim.price.ETH - 1) < 0.001);
  sim.end();
});

it('a clock that is set back opens every connection anew', async () => {
  const sim = await connected();
  sim.skew = -HOUR;
  await sim.run(20);
  assert.deepEqual([sim.opened, sim.of('woke').length], [6, 1]);
  sim.end();
});

it('a pair that hardly trades at Binance is asked for a sign of life, and lost when it gives none', async () => {
  const sim = await connected();
  sim.mute = (exchange) => exchange === 'binance' && sim.t % 90 !== 0;
  await sim.run(HOUR / 2);
  assert.equal(sim.of('lost').length, 0);
  const asked = sim.sent.filter(({ exchange, method }) => exchange === 'binance' && method === 'LIST_SUBSCRIPTIONS');
  assert.ok(asked.length >= 20 && asked.length <= 62, `${asked.length} questions`);
  assert.equal(sim.status().garbage, 0);
  sim.dead.binance = true;
  const since = sim.t;
  while (sim.of('lost').length === 0 && sim.t < since + 100) await sim.step();
  assert.equal(sim.of('lost')[0].reason, 'it fell silent');
  assert.ok(sim.t - since >= 55 && sim.t - since <= 66, `after ${sim.t - since} s`);
  sim.end();
});

it('a symbol that Kraken refuses is asked again, ever more rarely', async () => {
  const sim = new Sim(plimsoll, { assets: ['ETH', 'BTC'] });
  const refused = { method: 'subscribe', success: false, symbol: 'BTC/USD', error: 'Exchange is in maintenance' };
  sim.ack = (exchange, { params }) => (exchange === 'kraken' && params.symbol.includes('BTC/USD') ? refused : undefined);
  sim.mute = (exchange, asset) => exchange === 'kraken' && asset === 'BTC' && sim.ack !== undefined;
  sim.monitor.start();
  await sim.run(600);
  const asked = () => sim.sent.filter(({ exchange }) => exchange === 'kraken');
  assert.deepEqual(asked().map(({ params }) => params.symbol), [['ETH/USD', 'BTC/USD'], ['BTC/USD'], ['BTC/USD'], ['BTC/USD']]);
  const gaps = asked().slice(1).map(({ t }, place) => t - asked()[place].t);
  assert.ok(gaps.every((gap, place) => gap >= 60 * 2 ** place && gap <= 60 * 2 ** place + 5), `${gaps}`);
  assert.equal(sim.of('refused').length, 4);
  sim.ack = () => undefined;
  sim.mute = () => false;
  await sim.run(480);
  assert.equal(sim.source('kraken', 'BTC').status, 'used');
  assert.equal(asked().length, 5);
  assert.equal(sim.opened, 3);
  sim.end();
});

it('a notification of data leaves that of a level, and each one sounds', async () => {
  const shown = [];
  const before = globalThis.Notification;
  globalThis.Notification = class {
    static permission = 'granted';
    constructor(title, { tag, renotify }) {
      shown.push({ title, tag, renotify });
    }
  };
  try {
    const sim = await connected({ config: { notify: true } });
    for (const exchange of EXCHANGES) sim.dead[exchange] = true;
    await sim.run(500);
    assert.equal(sim.said().at(-1), 'pricesStale');
    assert.equal(shown.length, sim.said().length);
    assert.ok(shown.every(({ title, renotify }) => title === 'ETH: loop' && renotify === true));
    const [level, data] = [shown[0].tag, shown.at(-1).tag];
    assert.ok(level && data && level !== data, `${level} and ${data}`);
    sim.end();
  } finally {
    globalThis.Notification = before;
  }
});

it('a socket whose events have no type is heard all the same', async () => {
  const sim = new Sim(plimsoll);
  sim.typed = false;
  sim.monitor.start();
  await sim.run(60);
  assert.deepEqual([sim.of('open').length, sim.of('lost').length, sim.opened], [3, 0, 3]);
  assert.ok(sim.status().price.confirmed);
  sim.end();
});

for (const [what, given] of Object.entries({
  nothing: undefined, null: null, 'a number': 5, 'a promise': Promise.resolve(), 'an object that is none': {},
  'a socket that takes no listeners': Object.freeze({ send() {}, close() {} }),
  'one whose properties throw': { send() {}, close() {}, set onopen(_) { throw new Error('no'); } },
})) {
  it(`a transport that answers ${what} has no connection yet, and is asked again ever more rarely`, async () => {
    let broken = true;
    const sim = new Sim(plimsoll, { transport: { socket: (url) => (broken ? given : open(url)) } });
    const { socket: open } = new Sim(plimsoll).transport;
    sim.monitor.start();
    await sim.run(20);
    const lost = sim.of('lost').filter(({ exchange }) => exchange === 'kraken');
    assert.deepEqual(lost.map(({ retrySeconds }) => retrySeconds), [0.75, 1.5, 3, 6, 12]);
    assert.match(lost[0].reason, /gave no socket|takes no listeners/);
    assert.equal(sim.status().price.price, undefined, 'the monitor answers');
    broken = false;
    await sim.run(20);
    assert.equal(sim.of('lost').length, 3 * lost.length);
    sim.end();
  });
}
