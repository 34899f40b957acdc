// What is stored, by whom, and what is taken up of it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as full from 'plimsoll/full';
import { plimsoll as live } from './live/module.mjs';
import { HOUR, START, Sim, response } from './live/sim.mjs';

const fall = (sim, factor = 0.996) => () => (sim.price.ETH *= factor);
const stored = (sim, key = 'plimsoll:ETH:advice') => sim.items.get(key);

it('what is known is not replaced by older state when it is started again', async () => {
  const sim = new Sim(live);
  sim.watch('loop', 0.6);
  sim.monitor.start();
  await sim.run(90);
  sim.store.quota = 0;
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

it('two pages with one account each say its alerts once, and neither says them again after a reload', async () => {
  const items = new Map();
  const [a, b] = ['a', 'b'].map(() => new Sim(live, { items }));
  a.watch('one', 0.6);
  b.monitor.watch(a.accounts.one);
  a.monitor.start();
  await a.run(30);
  b.t = a.t;
  b.monitor.start();
  await Promise.all([a, b].map((sim) => sim.run(60)));
  await Promise.all([a, b].map((sim) => sim.run(60, fall(sim))));
  assert.ok(a.said().length > 0);
  assert.deepEqual(b.said(), a.said());
  // One sleeps through the next alert: it says it as well, for it may be the one that is looked at, though the other has stored it.
  const before = a.said().length;
  await a.run(300, fall(a, 0.999));
  await a.run(70);
  const more = a.said().slice(before);
  assert.ok(more.length > 0 && b.said().length === before);
  [b.t, b.price] = [a.t, { ...a.price }];
  await b.run(70);
  assert.deepEqual(b.said().slice(before), more.slice(-1));
  for (const sim of [a, b]) {
    sim.reload();
    sim.monitor.watch(a.accounts.one);
    sim.monitor.start();
    await sim.run(70);
    assert.deepEqual(sim.said(), []);
  }
  a.end();
  b.end();
});

for (const [entry, plimsoll] of Object.entries({ live, full })) {
  it(`${entry}: an alert is stored as it is said, so that a page that ends without a word does not say it again`, async () => {
    const first = new Sim(plimsoll, { assets: ['ETH', 'BTC'] });
    // In the full entry an account over both.
    const both = entry === 'full';
    first.watch('one', both ? 1.2 : 0.6, 'ETH', both ? [first.leg('BTC')] : []);
    first.monitor.start();
    await first.run(70);
    let left;
    first.listen = ({ kind }) => {
      if (kind === 'alert') left ??= new Map(first.items);
    };
    const lower = () => {
      for (const asset of ['ETH', 'BTC']) first.price[asset] *= 0.98;
    };
    await first.run(40, () => left ?? lower());
    assert.equal(first.said().length, 1, `${first.said()}`);
    const second = new Sim(plimsoll, { assets: ['ETH', 'BTC'], items: left, at: first.t });
    second.price = { ...first.price };
    second.monitor.watch(first.accounts.one);
    second.monitor.start();
    await second.run(50);
    assert.ok(second.of(both ? 'jointAdvice' : 'advice').length > 0);
    assert.deepEqual(second.said(), []);
    first.end();
    second.end();
  });
}

/** A stored watch as version 1 wrote it: without the byte behind asset, feed, tracker and outcomes, with its checksum. */
function firstVersion(text) {
  const bytes = Buffer.from(text, 'latin1');
  let at = 6;
  for (let run = 0; run < 4; run += 1) at += 4 + bytes.readUInt32LE(at);
  const older = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  older.writeUInt16LE(1, 4);
  const body = older.subarray(0, -8);
  older.writeBigUInt64LE(body.reduce((hash, byte) => ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffff_ffff_ffff_ffffn, 0xcbf29ce484222325n), body.length);
  return older.toString('latin1');
}

it('state of version 1 is said to be taken up, says nothing twice, and is filled up where it is short', async () => {
  for (const days of [200, 2]) {
    const sim = new Sim(live, { symbolsOf: (asset) => ({ coinbase: `${asset}-USD` }) });
    const older = (url) => (Date.parse(url.searchParams.get('end')) / 1_000 < START - days * 24 * HOUR ? response(200, []) : undefined);
    sim.http.coinbase = older;
    sim.bars.ETH = sim.bars.ETH.filter(([ts]) => ts >= START - days * 24 * HOUR);
    const whole = new Sim(live).bars.ETH;
    sim.watch('loop', 0.75);
    sim.monitor.start();
    await sim.run(400);
    const [said, hours] = [sim.said(), sim.status().historyHours];
    assert.ok(said.length > 0 && hours === Math.min(720, days * 24), `${said} ${hours}`);
    sim.monitor.stop();
    sim.items.set('plimsoll:ETH', firstVersion(sim.items.get('plimsoll:ETH')));
    [sim.http, sim.bars.ETH] = [{}, [...whole, ...sim.bars.ETH.filter(([ts]) => ts >= START)]];
    sim.reload();
    sim.monitor.watch(sim.accounts.loop);
    sim.monitor.start();
    assert.deepEqual(sim.events[0].kind, 'restored');
    assert.deepEqual([sim.events[0].historyHours, sim.of('stateLost').length], [hours, 0]);
    await sim.run(400);
    assert.equal(sim.status().historyHours, 720);
    assert.ok(!sim.said().includes('liquidatable'), `${sim.said()}`);
    sim.end();
  }
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
