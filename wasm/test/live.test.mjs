// The monitor against a server that speaks as the exchanges do and misbehaves in every way.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Clock, Store } from './live/clock.mjs';
import { heard, socket, uncaught } from './live/events.mjs';
import { plimsoll } from './live/module.mjs';
import { serve } from './live/server.mjs';

const HOUR = 3_600;
const START = 1_750_000_000 - (1_750_000_000 % HOUR);
const HOURS = 800;
/** Seconds that pass in one. */
const SPEED = 60;

const flat = plimsoll.simulateBars(7, HOURS, START - HOURS * HOUR, 2500, 0.7);
const history = Array.from({ length: HOURS }, (_, row) => [...flat.slice(row * 6, row * 6 + 6)]);
const close = history.at(-1)[4];
const clock = new Clock(START + 120, SPEED);
const market = { level: 1 };
// A market that never stands still: a tenth of a percent to and fro within a minute.
const price = () => close * market.level * (1 + 0.001 * Math.sin((clock.now() / 60) * Math.PI));

/** Hours since the start as the exchanges would have them. */
function bars() {
  const rows = [...history];
  for (let ts = START; ts <= clock.now(); ts += HOUR) rows.push([ts, close, close * 1.002, close * 0.998, close, 100]);
  return rows;
}

let server;
before(async () => {
  server = await serve({ price, bars, now: clock.now });
});
after(() => server.close());

const leg = { asset: 'ETH', side: 'collateral', amount: 10, price: close, threshold: 0.83, ltv: 0.805, factor: 'ETH', interestAnnual: 0 };
const account = (debt) => ({
  legs: [leg, { asset: 'USDC', side: 'debt', amount: debt * 10 * close, price: 1, threshold: 1, ltv: 0, interestAnnual: 0 }],
});

/** A monitor of ETH at the server, its events, and a way to wait for one. */
function run({ storage = new Store(), config = {}, transport = {}, start = true, debt = 0.4 } = {}) {
  const { events, hear, until } = heard();
  const said = [];
  const assets = [{ asset: 'ETH', binance: 'ETHUSDT', coinbase: 'ETH-USD', kraken: 'ETH/USD' }];
  const monitor = new plimsoll.Monitor({ assets, addresses: server.addresses, ...config }, hear, {
    now: () => clock.now() * 1_000,
    setTimeout: clock.setTimeout,
    clearTimeout,
    socket,
    storage,
    notify: (title, body) => said.push([title, body]),
    ...transport,
  });
  monitor.watch({ name: 'loop', account: account(debt), options: plimsoll.defaultAdviceOptions() });
  if (start) monitor.start();
  const status = async (what, wanted) => {
    for (let tries = 0; tries < 400; tries += 1) {
      const [now] = monitor.status();
      if (wanted(now)) return now;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${what} did not come: ${JSON.stringify(monitor.status())}`);
  };
  return { monitor, events, until, status, said, storage };
}

const statusOf = (report, exchange) => report.price.sources[report.exchanges.indexOf(exchange)].status;
const alert = (kind) => (event) => event.kind === 'alert' && event.alert.kind === kind;

/** Runs with a fault of one exchange that is gone afterwards. */
async function withFault(exchange, fault, work) {
  Object.assign(server.faults[exchange], fault);
  try {
    return await work();
  } finally {
    server.faults[exchange] = Object.assign(server.faults[exchange], Object.fromEntries(Object.keys(fault).map((name) => [name, undefined])));
  }
}

it('connects to three exchanges, fills up from their history, and advises at the merged price', async () => {
  const { monitor, events, until, status } = run();
  const { advice, price: at } = await until('advice', ({ kind }) => kind === 'advice');
  const now = await status('three sources', (now) => now.price.sources.every((source) => source.status === 'used'));
  assert.deepEqual(new Set(events.filter(({ kind }) => kind === 'open').map(({ exchange }) => exchange)), new Set(now.exchanges));
  assert.ok(now.price.confirmed && Math.abs(now.price.price / close - 1) < 0.0021, JSON.stringify(now.price));
  assert.equal(now.historyHours, 720);
  // The same as the package's own advice from the same hours: the wiring adds nothing.
  const tracker = new plimsoll.Tracker();
  tracker.pushBars(Float64Array.from(history.flat()));
  const own = account(0.4);
  own.legs[0].price = at;
  const options = { ...plimsoll.defaultAdviceOptions(), now: advice.confidence.asOf };
  const expected = plimsoll.advice(own, tracker.forecast(), options);
  assert.ok(Math.abs(advice.healthFactor / expected.healthFactor - 1) < 1e-12);
  assert.ok(Math.abs(advice.liquidationPrice / expected.liquidationPrice - 1) < 1e-12);
  assert.equal(advice.probabilities[0].probability, expected.probabilities[0].probability);
  monitor.free();
});

it('reconnects after a drop, a refusal and a stall, with growing jittered waits', async () => {
  const { monitor, events, until, status } = run();
  await status('three sources', (now) => now.price.sources.every((source) => source.status === 'used'));
  let since = events.length;
  await withFault('kraken', { refuse: true }, async () => {
    server.drop('kraken');
    await until('a third try', () => events.filter(({ kind, exchange }) => kind === 'lost' && exchange === 'kraken').length >= 3);
  });
  const waits = events.filter(({ kind, exchange }) => kind === 'lost' && exchange === 'kraken').map(({ retrySeconds }) => retrySeconds);
  waits.forEach((wait, tries) => assert.ok(wait >= 0.5 * 2 ** tries && wait <= 2 ** tries, `wait ${tries}: ${wait}`));
  await until('kraken again', ({ kind, exchange }) => kind === 'open' && exchange === 'kraken', since);
  since = events.length;
  await withFault('binance', { stall: true }, async () => {
    const lost = await until('the stall', ({ kind, exchange }) => kind === 'lost' && exchange === 'binance', since);
    assert.equal(lost.reason, 'it fell silent');
    assert.ok(monitor.status()[0].price.confirmed, 'two sources are enough');
  });
  await until('binance again', ({ kind, exchange }) => kind === 'open' && exchange === 'binance', since);
  monitor.free();
});

it('sets a wrong, a frozen and a skewed source aside, and counts garbage, duplicates and late messages', async () => {
  const { monitor, status } = run();
  await status('three sources', (now) => now.price.sources.every((source) => source.status === 'used'));
  const right = (now) => assert.ok(Math.abs(now.price.price / close - 1) < 0.0021, JSON.stringify(now.price));
  await withFault('coinbase', { factor: 1.1 }, async () => right(await status('diverging', (now) => statusOf(now, 'coinbase') === 'diverging')));
  await withFault('kraken', { frozen: true }, async () => {
    market.level = 1.004;
    const now = await status('frozen', (now) => statusOf(now, 'kraken') === 'frozen');
    assert.ok(Math.abs(now.price.price / (close * 1.004) - 1) < 0.0021);
    market.level = 1;
  });
  await withFault('binance', { garbage: true }, async () => {
    const now = await status('garbage', ({ garbage }) => garbage > 20);
    right(await status('confirmed', (now) => now.price.confirmed));
    assert.equal(now.price.sources.length, 3);
  });
  await withFault('coinbase', { duplicate: true, reorder: true }, async () => {
    const counted = ({ duplicates, outOfOrder }) => duplicates > 5 && outOfOrder > 5;
    right(await status('counts', (now) => counted(now.price.sources[now.exchanges.indexOf('coinbase')])));
  });
  await withFault('kraken', { skew: 600 }, async () => right(await status('skewed', (now) => statusOf(now, 'kraken') === 'skewed')));
  monitor.free();
});

it('says when an exchange has no history, waits as it asks, and fills up when it has', async () => {
  for (const exchange of ['binance', 'coinbase', 'kraken']) Object.assign(server.faults[exchange], { status: 500 });
  Object.assign(server.faults.binance, { status: 429, retryAfter: 200 });
  Object.assign(server.faults.kraken, { status: undefined, nonsense: '{"error":["EService:Unavailable"]}' });
  const { monitor, events, until } = run();
  const of = (exchange) => until(`${exchange}'s refusal`, (event) => event.kind === 'noHistory' && event.exchange === exchange);
  assert.deepEqual([(await of('binance')).reason, (await of('binance')).retrySeconds], ['HTTP 429', 200]);
  assert.equal((await of('coinbase')).reason, 'HTTP 500');
  server.requests.length = 0;
  await until('the second round', () => events.filter(({ kind, exchange }) => kind === 'noHistory' && exchange === 'coinbase').length > 1);
  assert.equal(server.requests.filter(({ exchange }) => exchange === 'binance').length, 0, 'it is left alone as it asked');
  for (const exchange of ['binance', 'coinbase', 'kraken']) server.faults[exchange] = {};
  const { historyHours } = await until('history', ({ kind, historyHours }) => kind === 'history' && historyHours === 720);
  assert.equal(historyHours, 720);
  monitor.free();
});

it('is never silent when data go stale: one alert, and one when they are back', async () => {
  const { monitor, events, until } = run();
  await until('advice', ({ kind }) => kind === 'advice');
  for (const exchange of ['binance', 'coinbase', 'kraken']) server.faults[exchange].stall = true;
  const { alert: stale } = await until('staleness', alert('pricesStale'));
  assert.ok(stale.ageSeconds > 300 && stale.ageSeconds < 500 && stale.message.includes('min'), JSON.stringify(stale));
  for (const exchange of ['binance', 'coinbase', 'kraken']) server.faults[exchange].stall = false;
  await until('the end of it', alert('pricesFresh'));
  assert.equal(events.filter(({ kind }) => kind === 'alert').length, 2, JSON.stringify(events.filter(({ kind }) => kind === 'alert')));
  monitor.free();
});

it('alerts on a fall with a lead time, as an event and as a notification, each level once', async () => {
  const { monitor, until, events, said } = run({ config: { notify: true }, debt: 0.55 });
  await until('advice', ({ kind }) => kind === 'advice');
  for (let step = 0; step < 30; step += 1) {
    market.level = 1 - 0.01 * step;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await until('critical', (event) => alert('levelRaised')(event) && event.alert.level === 'critical');
  market.level = 1;
  const levels = events.filter(alert('levelRaised')).map(({ alert: { level } }) => level);
  assert.equal(levels.at(-1), 'critical');
  assert.equal(new Set(levels).size, levels.length, `${levels}`);
  for (const { alert: one } of events.filter(alert('levelRaised'))) {
    assert.match(one.message, /^(Notice|Act|Critical): act (now|within about \d+ (min|h|days)); .* within 24 h is [\d.]+ %, and with 99 % confidence/);
    assert.ok(one.actWithin.confidence === 0.99 && one.probability > 0 && one.horizonHours === 24);
  }
  assert.deepEqual(said.map(([title]) => title), levels.map(() => 'ETH: loop'));
  monitor.free();
});

it('takes up its state after a reload, reports what is spoilt or older, and rebuilds it', async () => {
  const storage = new Store();
  const first = run({ storage, debt: 0.62 });
  await first.until('an alert', alert('levelRaised'));
  first.monitor.stop();
  first.monitor.free();
  const second = run({ storage, debt: 0.62 });
  const restored = await second.until('restored', ({ kind }) => kind === 'restored');
  assert.equal(restored.historyHours, 720);
  assert.equal(restored.advice[0].account, 'loop');
  await second.until('advice', ({ kind }) => kind === 'advice');
  assert.ok(!second.events.some(alert('levelRaised')), 'what was said before the reload is not said again');
  second.monitor.stop();
  second.monitor.free();
  const good = storage.getItem('plimsoll:ETH');
  const advice = storage.getItem('plimsoll:ETH:advice');
  const older = `PLMW\u0000\u0000${good.slice(6)}`;
  const flipped = good.slice(0, 100) + String.fromCharCode((good.charCodeAt(100) + 1) % 256) + good.slice(101);
  for (const [spoilt, reason] of [[good.slice(0, 50), /truncated/], [older, /another version/], [flipped, /checksum/], ['…', /not bytes/]]) {
    storage.setItem('plimsoll:ETH', spoilt);
    const third = run({ storage });
    assert.match((await third.until('the loss', ({ kind }) => kind === 'stateLost')).reason, reason);
    assert.equal(storage.getItem('plimsoll:ETH:lost'), spoilt, 'it is kept aside');
    await third.until('rebuilt', ({ kind, historyHours }) => kind === 'history' && historyHours === 720);
    third.monitor.free();
  }
  storage.setItem('plimsoll:ETH', good);
  storage.setItem('plimsoll:ETH:advice', advice.replace('loop', 'lööp'));
  const fourth = run({ storage });
  assert.match((await fourth.until('the loss', ({ kind }) => kind === 'stateLost')).reason, /last advice/);
  fourth.monitor.free();
});

it('goes on without storage when the quota is exceeded, and says so once', async () => {
  const storage = new Store(1_000);
  const { monitor, events, until } = run({ storage });
  const { reason } = await until('the quota', ({ kind }) => kind === 'notStored');
  assert.match(reason, /quota/);
  await until('advice', ({ kind }) => kind === 'advice');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  assert.equal(events.filter(({ kind }) => kind === 'notStored').length, 1);
  monitor.free();
  const without = run({ storage: null });
  await without.until('advice', ({ kind }) => kind === 'advice');
  without.monitor.free();
});

it('wakes from a sleep: reconnects, fills the hours slept through, and raises no alarm for them', async () => {
  const { monitor, events, until, status } = run();
  await until('advice', ({ kind }) => kind === 'advice');
  const since = events.length;
  clock.leap(5 * HOUR);
  const { seconds } = await until('waking', ({ kind }) => kind === 'woke');
  assert.ok(seconds >= 5 * HOUR);
  await until('the hours', ({ kind }) => kind === 'history', since);
  const now = await status('three sources', (now) => now.price.sources.every((source) => source.status === 'used'));
  assert.ok(now.price.confirmed);
  assert.ok(!events.slice(since).some(({ kind }) => kind === 'alert'), JSON.stringify(events.slice(since)));
  monitor.free();
});

it('may be called from its own events, and stopped and freed in the middle of everything', async () => {
  const asked = [];
  let monitor;
  const events = [];
  const assets = [{ asset: 'ETH', binance: 'ETHUSDT', coinbase: 'ETH-USD' }];
  const transport = { now: () => clock.now() * 1_000, setTimeout: clock.setTimeout, socket, storage: null };
  const caught = await uncaught(() => new Promise((resolve) => {
    const hear = (event) => {
      events.push(event);
      asked.push(monitor.status()[0].exchanges.length);
      if (event.kind === 'history') {
        monitor.stop();
        resolve();
      }
      throw new Error('a listener that throws');
    };
    monitor = new plimsoll.Monitor({ assets, addresses: server.addresses }, hear, transport);
    monitor.start();
  }));
  assert.deepEqual(caught.map(({ message }) => message), events.map(() => 'a listener that throws'));
  const count = events.length;
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(events.length, count, 'a stopped monitor says nothing');
  assert.ok(asked.every((exchanges) => exchanges === 2));
  monitor.start();
  monitor.free();
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(events.length, count, 'nor does a freed one');
});

it('refuses what it does not know by field name', () => {
  const make = (config) => () => new plimsoll.Monitor(config, () => {});
  assert.throws(make({ assets: [], storagekey: 'x' }), { code: 'invalid_shape', message: /storagekey/ });
  assert.throws(make({ assets: [{ asset: 'ETH' }] }), { code: 'length_mismatch' });
  const eth = { asset: 'ETH', kraken: 'ETH/USD' };
  assert.throws(make({ assets: [eth, eth] }), { code: 'duplicate' });
  assert.throws(make({ assets: [eth], alerts: { settleSeconds: 1, pricesStaleSeconds: 300, unconfirmedSeconds: 1_800, barsStaleSeconds: 7_200 } }), { code: 'out_of_range' });
  const monitor = new plimsoll.Monitor({ assets: [eth] }, () => {});
  const btc = { ...account(0.4), legs: [{ ...leg, asset: 'BTC', factor: 'BTC' }] };
  assert.throws(() => monitor.watch({ name: 'x', account: btc, options: plimsoll.defaultAdviceOptions() }), { code: 'unknown' });
  monitor.free();
});
