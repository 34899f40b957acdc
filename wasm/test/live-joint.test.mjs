// The monitor of the full entry with an account over ETH and BTC: its advice, its alerts, and what a reload keeps.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import * as plimsoll from 'plimsoll/full';
import * as live from 'plimsoll/live';
import { Clock, Store } from './live/clock.mjs';
import { heard, socket } from './live/events.mjs';
import { serve } from './live/server.mjs';

const HOUR = 3_600;
const START = 1_750_000_000 - (1_750_000_000 % HOUR);
const HOURS = 800;
const clock = new Clock(START + 120, 60);

const ASSETS = ['ETH', 'BTC'];
const past = Object.fromEntries(
  ASSETS.map((asset, at) => {
    const flat = plimsoll.simulateBars(41 + at, HOURS, START - HOURS * HOUR, [2_500, 60_000][at], [0.7, 0.5][at]);
    return [asset, Array.from({ length: HOURS }, (_, row) => [...flat.slice(row * 6, row * 6 + 6)])];
  }),
);
const close = (asset) => past[asset].at(-1)[4];
const assetOf = (symbol) => ASSETS.find((asset) => symbol.startsWith(asset));
const level = { ETH: 1, BTC: 1 };
const price = (symbol) => close(assetOf(symbol)) * level[assetOf(symbol)] * (1 + 0.001 * Math.sin((clock.now() / 60) * Math.PI));

function bars(symbol) {
  const asset = assetOf(symbol);
  const [rows, last] = [[...past[asset]], close(asset)];
  for (let ts = START; ts <= clock.now(); ts += HOUR) rows.push([ts, last, last * 1.002, last * 0.998, last, 100]);
  return rows;
}

let server;
before(async () => {
  server = await serve({ price, bars, now: clock.now });
});
after(() => server.close());

const collateral = (asset, amount, threshold, named = asset) => ({
  asset: named, side: 'collateral', amount, price: close(asset), threshold, ltv: threshold - 0.03, factor: asset, interestAnnual: 0,
});
/** Ten ETH and some BTC against a share of their value in USDC. */
const account = (share, named = 'BTC') => {
  const btc = (10 * close('ETH')) / close('BTC');
  const legs = [collateral('ETH', 10, 0.83), collateral('BTC', btc, 0.78, named)];
  return { legs: [...legs, { asset: 'USDC', side: 'debt', amount: share * 20 * close('ETH'), price: 1, threshold: 1, ltv: 0, interestAnnual: 0 }] };
};
const config = () => ({
  assets: ASSETS.map((asset) => ({ asset, binance: `${asset}USDT`, coinbase: `${asset}-USD`, kraken: `${asset}/USD` })),
  addresses: server.addresses,
});
const options = plimsoll.defaultAdviceOptions();

/** A monitor of both with an account over them; its events, and a way to wait for one. */
function run({ storage = new Store(), share = 0.4, given = { name: 'both', account: account(share), options }, ...more } = {}) {
  const { events, hear, until } = heard();
  const said = [];
  const notify = (title, body) => said.push([title, body]);
  const transport = { now: () => clock.now() * 1_000, setTimeout: clock.setTimeout, clearTimeout, socket, storage, notify };
  const monitor = new plimsoll.Monitor({ ...config(), ...more }, hear, transport);
  monitor.watch(given);
  monitor.start();
  return { monitor, events, until, said, storage };
}

const advised = ({ kind }) => kind === 'jointAdvice';
const alert = (kind) => (event) => event.kind === 'alert' && event.alert.kind === kind;
const flat = (asset) => Float64Array.from(past[asset].flat());

it('advises an account over two assets, with the package’s own numbers', async () => {
  const { monitor, events, until } = run();
  const { assets, account: name, prices, advice } = await until('advice', advised);
  assert.deepEqual([assets, name], [ASSETS, 'both']);
  const own = account(0.4);
  // As a watch moves it: by the multiple of its reference price.
  own.legs.slice(0, 2).forEach((leg, at) => (leg.price *= prices[at] / close(assets[at])));
  const joint = plimsoll.jointForecast(assets.map((factor) => ({ factor, bars: flat(factor) })));
  const expected = plimsoll.jointAdvice(own, joint, { ...options, now: advice.confidence.asOf }, { seed: 1, paths: 4_096, horizonHours: 24 });
  assert.ok(Math.abs(advice.healthFactor / expected.healthFactor - 1) < 1e-12);
  assert.ok(advice.probabilities.length === 3 && advice.paths === 4_096);
  // The same figures in calibrated forecasts of no outcome yet: their bits.
  assert.deepEqual(advice.probabilities, expected.probabilities);
  assert.deepEqual(advice.drivers, expected.drivers);
  assert.ok(!events.some(({ kind }) => kind === 'advice' || kind === 'fault' || kind === 'alert'), JSON.stringify(events));
  const moved = events.length;
  level.ETH = 0.98;
  await until('advice at another price', ({ kind, prices: [eth] = [] }) => kind === 'jointAdvice' && eth < 0.985 * prices[0], moved);
  monitor.unwatch('both');
  const since = events.length;
  level.ETH = 1;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  assert.ok(!events.slice(since).some(advised), 'it is forgotten');
  monitor.free();
});

it('alerts when one of the two falls, and does not say it again after a reload', async () => {
  const storage = new Store();
  const first = run({ storage, share: 0.5, notify: true });
  await first.until('advice', advised);
  level.BTC = 0.37;
  const { asset, account: name, alert: raised } = await first.until('the alert', alert('levelRaised'));
  assert.deepEqual([asset, name], ['ETH+BTC', 'both']);
  assert.match(raised.message, /^(Notice|Act|Critical): act (now|within about \d+ (min|h|days)); .* within 24 h is [\d.]+ %, and with 99 % confidence/);
  assert.ok(raised.probability > 0 && raised.horizonHours === 24 && raised.healthFactor > 1 && raised.liquidationPrice === undefined);
  assert.deepEqual(first.said[0], ['ETH+BTC: both', raised.message]);
  const last = first.events.filter(advised).at(-1);
  first.monitor.stop();
  first.monitor.free();

  const second = run({ storage, share: 0.5 });
  const { advice } = await second.until('what was stored', ({ kind }) => kind === 'jointRestored');
  assert.deepEqual(advice.map(({ at, ...rest }) => rest), [{ assets: last.assets, account: 'both', prices: last.prices, advice: last.advice }]);
  await second.until('advice', advised);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(!second.events.some(({ kind }) => kind === 'alert' || kind === 'stateLost'), JSON.stringify(second.events.filter(({ kind }) => kind === 'alert')));
  level.BTC = 0.25;
  await second.until('a graver level', (event) => event.kind === 'alert' && event.alert.previousLevel === raised.level);
  level.BTC = 1;
  second.monitor.stop();
  second.monitor.free();

  const good = storage.getItem('plimsoll:+');
  for (const [spoilt, reason] of [[good.slice(0, -1), /checksum|truncated/], ['…', /not bytes/]]) {
    storage.setItem('plimsoll:+', spoilt);
    const third = run({ storage, share: 0.5 });
    assert.match((await third.until('the loss', ({ kind, asset }) => kind === 'stateLost' && asset === '+')).reason, reason);
    assert.equal(storage.getItem('plimsoll:+:lost'), spoilt, 'it is kept aside');
    third.monitor.free();
  }
});

it('names the asset whose price stays away', async () => {
  const { monitor, events, until } = run();
  await until('advice', advised);
  const gone = level.BTC;
  // A price that no source counts stands for silence, as the streams of all symbols share a connection.
  level.BTC = NaN;
  const { alert: stale } = await until('staleness', alert('pricesStale'));
  assert.match(stale.message, /^BTC: No price for \d+ min/);
  level.BTC = gone;
  await until('the end of it', alert('pricesFresh'));
  assert.equal(events.filter(({ kind }) => kind === 'alert').length, 2);
  monitor.free();
});

it('takes an account from one asset to two and back under its name, and says what is missing', async () => {
  const one = account(0.4);
  one.legs.splice(1, 1);
  const { monitor, events, until } = run({ given: { name: 'both', account: one, options } });
  await until('advice of one', ({ kind }) => kind === 'advice');
  monitor.watch({ name: 'both', account: account(0.4), options });
  await until('advice of two', advised);
  let since = events.length;
  await until('another', advised, since);
  assert.ok(!events.slice(since).some(({ kind }) => kind === 'advice'), 'the account of one is no more');
  monitor.watch({ name: 'both', account: one, options });
  since = events.length;
  await until('advice of one again', ({ kind }) => kind === 'advice', since);
  assert.ok(!events.slice(since).some(advised));

  const wrapped = { name: 'wrapped', account: account(0.4, 'WBTC'), options };
  assert.throws(() => monitor.watch(wrapped), { code: 'unknown', message: /account\.referencePrices.*BTC/ });
  assert.throws(() => monitor.watch({ ...wrapped, referencePrice: close('BTC') }), { code: 'unsupported', message: /referencePrices/ });
  assert.throws(() => monitor.watch({ ...wrapped, referencePrices: [{ factor: 'BTC', prize: 1 }] }), { code: 'invalid_shape', message: /prize/ });
  monitor.watch({ ...wrapped, referencePrices: [{ factor: 'BTC', price: close('BTC') }] });
  await until('its advice', (event) => advised(event) && event.account === 'wrapped');
  const sol = account(0.4);
  sol.legs[1].factor = 'SOL';
  assert.throws(() => monitor.watch({ name: 'sol', account: sol, options }), { code: 'unknown', message: /SOL/ });
  monitor.free();
});

it('the entry without simulations refuses such an account and says where to take it', () => {
  const monitor = new live.Monitor(config(), () => {}, { storage: null });
  const given = { name: 'both', account: account(0.4), options };
  assert.throws(() => monitor.watch(given), { code: 'unsupported', message: /several price factors \(ETH, BTC\) .* plimsoll\/full/ });
  monitor.free();
});
