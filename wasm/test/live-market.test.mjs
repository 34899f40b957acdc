// The monitor with BTC and ETH as the market's leaders: forecasts read their state, and go on without it while it is too old.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Clock, Store } from './live/clock.mjs';
import { heard, socket } from './live/events.mjs';
import { plimsoll } from './live/module.mjs';
import { serve } from './live/server.mjs';

const HOUR = 3_600;
const START = 1_750_000_000 - (1_750_000_000 % HOUR);
const HOURS = 800;
const clock = new Clock(START + 120, 60);

const ASSETS = ['BTC', 'ETH', 'LINK'];
const past = Object.fromEntries(
  ASSETS.map((asset, at) => {
    const flat = plimsoll.simulateBars(31 + at, HOURS, START - HOURS * HOUR, [60_000, 2_500, 15][at], 0.5 + 0.2 * at);
    return [asset, Array.from({ length: HOURS }, (_, row) => [...flat.slice(row * 6, row * 6 + 6)])];
  }),
);
const close = (asset) => past[asset].at(-1)[4];
const assetOf = (symbol) => ASSETS.find((asset) => symbol.startsWith(asset));
/** The time at which an asset fell silent, everywhere at once: neither trades nor new hours. */
const silent = {};

function bars(symbol) {
  const asset = assetOf(symbol);
  const [rows, last] = [[...past[asset]], close(asset)];
  for (let ts = START; ts <= Math.min(clock.now(), silent[asset] ?? Infinity); ts += HOUR) rows.push([ts, last, last * 1.002, last * 0.998, last, 100]);
  return rows;
}

/** A price that no source counts stands for silence, as the streams of all symbols share a connection. */
const price = (symbol) => (silent[assetOf(symbol)] ? NaN : close(assetOf(symbol)) * (1 + 0.001 * Math.sin((clock.now() / 60) * Math.PI)));

let server;
before(async () => {
  server = await serve({ price, bars, now: clock.now });
});
after(() => server.close());

const account = () => ({
  legs: [
    { asset: 'LINK', side: 'collateral', amount: 100, price: close('LINK'), threshold: 0.75, ltv: 0.7, factor: 'LINK', interestAnnual: 0 },
    { asset: 'USDC', side: 'debt', amount: 45 * close('LINK'), price: 1, threshold: 1, ltv: 0, interestAnnual: 0 },
  ],
});

/** A monitor of the three with an account in LINK; its events, and a way to wait for one. */
function run(config) {
  const { events, hear, until } = heard();
  const assets = ASSETS.map((asset) => ({ asset, binance: `${asset}USDT`, coinbase: `${asset}-USD`, kraken: `${asset}/USD` }));
  const transport = { now: () => clock.now() * 1_000, setTimeout: clock.setTimeout, clearTimeout, socket, storage: new Store() };
  const monitor = new plimsoll.Monitor({ assets, addresses: server.addresses, ...config }, hear, transport);
  monitor.watch({ name: 'loop', account: account(), options: plimsoll.defaultAdviceOptions() });
  monitor.start();
  return { monitor, events, until };
}

const advised = (without) => ({ kind, advice }) => kind === 'advice' && advice.confidence.flags.includes('noMarket') === without;
const market = (used) => (event) => event.kind === 'market' && event.used === used;

it('reads the market of BTC and ETH, with the package’s own numbers, and without it when they grow old', async () => {
  const { monitor, events, until } = run({ market: { btc: 'BTC', eth: 'ETH' } });
  const { advice, price: at } = await until('advice', ({ kind }) => kind === 'advice');
  assert.ok(!advice.confidence.flags.includes('noMarket'), 'the first advice waits for the market: it is not taken back');
  assert.equal(events.filter(({ kind }) => kind === 'market').length, 1);
  const flat = (asset) => Float64Array.from(past[asset].flat());
  const state = plimsoll.marketState(flat('BTC'), flat('ETH'));
  const own = account();
  // As a watch moves it: by the multiple of its reference price.
  own.legs[0].price *= at / close('LINK');
  const options = { ...plimsoll.defaultAdviceOptions(), now: advice.confidence.asOf };
  const answer = (given) => plimsoll.advice(own, plimsoll.forecastBars(flat('LINK'), given), options).probabilities[0].probability;
  assert.equal(advice.probabilities[0].probability, answer(state));
  assert.notEqual(answer(state), answer(undefined), 'the market says something');

  // BTC falls silent and the device sleeps for two hours: the others are filled up, BTC cannot be.
  silent.BTC = START - 1;
  let since = events.length;
  clock.leap(2 * HOUR + 100);
  await until('waking', ({ kind }) => kind === 'woke', since);
  const { reason } = await until('the market’s end', market(false), since);
  assert.match(reason, /without the market .* noMarket/);
  await until('advice without it', advised(true), since);
  const between = events.slice(since).filter(({ kind }) => kind === 'advice' || kind === 'market');
  assert.equal(between[0].kind, 'market', 'no advice is given from the old market, nor before its end is said');
  assert.ok(!events.slice(since).some(({ kind }) => kind === 'fault'), JSON.stringify(events.slice(since)));

  silent.BTC = undefined;
  since = events.length;
  await until('the market again', market(true), since);
  await until('advice with it', advised(false), since);
  assert.equal(events.filter(({ kind }) => kind === 'market').length, 3, 'each change is said once');
  monitor.free();
});

it('without leaders every forecast says that it has no market', async () => {
  const { monitor, events, until } = run();
  await until('advice', advised(true));
  assert.ok(!events.some(({ kind }) => kind === 'market'));
  monitor.free();
});

it('refuses leaders that are not among the assets, by the field’s name', () => {
  const make = (leaders) => () => new plimsoll.Monitor({ assets: [{ asset: 'BTC', kraken: 'BTC/USD' }], market: leaders }, () => {});
  assert.throws(make({ btc: 'BTC', eth: 'ETH' }), { code: 'unknown', message: /config\.market\.eth/ });
  assert.throws(make({ btc: 'XBT', eth: 'BTC' }), { code: 'unknown', message: /config\.market\.btc/ });
  assert.throws(make({ btc: 'BTC', ether: 'BTC' }), { code: 'invalid_shape', message: /ether/ });
});
