// Missing hours: what no exchange has, what one fails to say, and whose clock says that an hour is over.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plimsoll } from './live/module.mjs';
import { EXCHANGES, HOUR, START, Sim, response } from './live/sim.mjs';

const DAY = 24 * HOUR;
const only = (exchange, symbol) => (asset) => ({ [exchange]: symbol(asset) });
/** First hour of each request to an exchange, hours since the start. */
const firsts = (sim, exchange) => sim.requests.filter((one) => one.exchange === exchange).map(({ url }) => {
  const query = url.searchParams;
  const from = query.has('startTime') ? Number(query.get('startTime')) / 1_000 : query.has('since') ? Number(query.get('since')) + 1 : Date.parse(query.get('start')) / 1_000;
  return (from - START) / HOUR;
});
/** Hours in the stored tracker: it grows with them. */
const hours = (sim) => sim.status().historyHours;
const young = (days) => (url) => (Date.parse(url.searchParams.get('end')) / 1_000 < START - days * DAY ? response(200, []) : undefined);

it('from Kraken alone come the hours that it has, without asking for older ones', async () => {
  const sim = new Sim(plimsoll, { symbolsOf: only('kraken', (asset) => `${asset}/USD`) });
  sim.watch('loop', 0.4);
  sim.monitor.start();
  await sim.run(400);
  assert.ok(hours(sim) >= 719, `${hours(sim)} hours`);
  assert.ok(sim.requests.length <= 4, `${sim.requests.length} requests`);
  assert.ok(sim.of('advice').length > 0);
  sim.end();
});

it('an exchange that has no such market leaves the others’ hours, however old they are', async () => {
  const sim = new Sim(plimsoll);
  sim.http = { binance: () => response(451), coinbase: () => response(404) };
  sim.watch('loop', 0.4);
  sim.monitor.start();
  await sim.run(60);
  assert.ok(hours(sim) >= 719, `${hours(sim)} hours`);
  sim.end();
});

it('one that fails throughout is gone without after some tries, and the hours of another are taken', async () => {
  const sim = new Sim(plimsoll);
  sim.http = { binance: () => response(503), coinbase: () => response(503) };
  sim.watch('loop', 0.4);
  sim.monitor.start();
  await sim.run(120);
  assert.equal(hours(sim), 0, 'not at once: older hours than these could not be had any more');
  await sim.run(480);
  assert.ok(hours(sim) >= 719, `${hours(sim)} hours`);
  sim.end();
});

it('gives up no hour because of one answer that failed', async () => {
  const sim = new Sim(plimsoll);
  let asked = 0;
  sim.http = { binance: () => (asked++ === 0 ? response(429) : undefined), coinbase: young(10), kraken: () => response(500) };
  sim.watch('loop', 0.4);
  sim.monitor.start();
  await sim.run(300);
  assert.equal(hours(sim), 720);
  assert.ok(firsts(sim, 'binance').some((first) => first < -180 * 24 + 10) && asked > 10, 'the first page was asked again');
  const { advice } = sim.of('advice')[0];
  assert.ok(!advice.confidence.flags.includes('shortHistory'), `${advice.confidence.flags}`);
  sim.end();
});

it('what all exchanges answered that they do not have is given up at once', async () => {
  const sim = new Sim(plimsoll, { symbolsOf: only('coinbase', (asset) => `${asset}-USD`) });
  sim.http = { coinbase: young(10) };
  sim.watch('loop', 0.4);
  sim.monitor.start();
  await sim.run(30);
  assert.ok(hours(sim) >= 240 && hours(sim) < 720, `${hours(sim)} hours`);
  sim.end();
});

it('Kraken’s “Too many requests”, said with status 200, is a request for patience', async () => {
  const sim = new Sim(plimsoll);
  sim.http = { kraken: () => response(200, { error: ['EGeneral:Too many requests'] }) };
  sim.monitor.start();
  // While the last month is filled up, which is the part that Kraken has.
  await sim.run(60);
  const [said] = sim.of('noHistory');
  assert.deepEqual([said.exchange, said.retrySeconds], ['kraken', 60]);
  assert.equal(firsts(sim, 'kraken').length, 1);
  sim.end();
});

it('asks Kraken’s history by the older names of two coins', async () => {
  const pairs = { BTC: 'BTC/USD', DOGE: 'DOGE/USD', ETH: 'ETH/BTC', SOL: 'SOL/USD' };
  const sim = new Sim(plimsoll, { assets: Object.keys(pairs), symbolsOf: (asset) => ({ kraken: pairs[asset] }) });
  sim.monitor.start();
  await sim.run(30);
  const asked = new Set(sim.requests.map(({ url }) => url.searchParams.get('pair')));
  assert.deepEqual([...asked], ['XBTUSD', 'XDGUSD', 'ETHXBT', 'SOLUSD']);
  for (const asset of Object.keys(pairs)) assert.ok(sim.status(asset).historyHours >= 719, asset);
  sim.end();
});

it('a clock that is behind asks for the hours that are over all the same', async () => {
  const sim = new Sim(plimsoll);
  sim.skew = -2 * HOUR - 300;
  sim.watch('loop', 0.4);
  sim.monitor.start();
  await sim.run(300);
  assert.deepEqual(sim.said(), []);
  assert.equal(Math.max(...firsts(sim, 'binance')), -24 * 181 + 300 * 14, 'the last page');
  const { advice } = sim.of('advice').at(-1);
  assert.ok(Math.abs(advice.confidence.asOf - START) <= HOUR, `${advice.confidence.asOf - START}`);
  sim.end();
});

it('a clock that is ahead takes no hour that is not over', async () => {
  const sim = new Sim(plimsoll, { at: START + 50 * 60 });
  sim.skew = 20 * 60;
  sim.watch('loop', 0.4);
  sim.monitor.start();
  await sim.run(60);
  assert.equal(hours(sim), 720);
  const asked = sim.requests.length;
  // The hour goes on, and is asked for once it is over: nobody watched its first 50 minutes.
  await sim.run(12 * 60);
  const later = sim.requests.slice(asked);
  assert.ok(later.length > 0 && later.every(({ t }) => t >= HOUR + 15), JSON.stringify(later.map(({ t }) => t)));
  assert.deepEqual(firsts(sim, 'binance').at(-1), 0);
  sim.end();
});

it('the first questions wait for the clock, but not for sources that stay away', async () => {
  const sim = new Sim(plimsoll);
  sim.mute = () => true;
  sim.monitor.start();
  await sim.run(15);
  assert.equal(sim.requests.length, 0);
  await sim.run(20);
  assert.equal(hours(sim), 720);
  sim.end();
});

it('waits set by a clock that was ahead end when it is set right', async () => {
  const sim = new Sim(plimsoll);
  sim.skew = DAY;
  for (const exchange of EXCHANGES) sim.http[exchange] = () => response(429, null, { 'retry-after': '86400' });
  sim.watch('loop', 0.4);
  sim.monitor.start();
  await sim.run(120);
  [sim.http, sim.skew] = [{}, 0];
  await sim.run(1_200);
  assert.equal(hours(sim), 720);
  sim.end();
});
