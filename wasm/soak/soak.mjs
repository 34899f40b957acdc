// Simulated days of ticks from three feeds with faults, in minutes: `node soak/soak.mjs`.
//
// One monitor hears the market over faulty feeds; one hears it undisturbed, of accounts that owe 0.2 % less and 0.2 % more, which is
// what feeds differ by without any fault. What those that owe less raise, the disturbed ones must raise within three minutes of having
// a price (missed otherwise); what these raise and those that owe more do not within a quarter of an hour is a false alert. Prices that
// stay away must be said within seven minutes; said while two feeds told the truth throughout, that is a false alert as well.
import { pathToFileURL } from 'node:url';
import { EXCHANGES, trade } from '../test/live/exchanges.mjs';
import { instance } from '../test/live/module.mjs';
import { Surroundings, addresses, response } from '../test/live/surroundings.mjs';
import { Faults } from './faults.mjs';
import { Market, random } from './market.mjs';

const HOUR = 3_600;
const START = 1_750_003_200;
const HISTORY = 181 * 24;
const LEVELS = ['calm', 'notice', 'act', 'critical'];
/** A source that fell silent or froze still counts for two minutes, and advice is worked out anew within one. */
const RAISED_WITHIN = 180;
const ALONE_WITHIN = 900;
const STALE_WITHIN = 420;

/** A third of a day: an advice of an account over two assets is a simulation. Its first asset falls by an eighth against the second. */
export const JOINT = { seed: 19, days: 1 / 3, joint: true, assets: ['ETH', 'BTC'] };

const symbolsOf = (asset) => ({ binance: `${asset}USDT`, coinbase: `${asset}-USD`, kraken: `${asset}/USD` });

/** What is watched: an account in every asset, a second one in the first, and one that owes the second asset against the first. */
function accounts(assets, joint) {
  // Health from 1.5 to 1.8 when opened: calm or nearly so, and a crash matters.
  const singles = assets.map((asset, place) => ({ name: asset, holds: asset, debt: 0.46 + 0.03 * place }));
  const [first, second] = assets;
  return [...singles, { name: `${first} again`, holds: first, debt: 0.6 }, ...(joint ? [{ name: `${first} against ${second}`, holds: first, against: second, debt: 0.55 }] : [])];
}

function market(plimsoll, seed) {
  const flat = plimsoll.simulateBars(seed, HISTORY, START - HISTORY * HOUR, 2000, 0.7);
  const history = Array.from({ length: HISTORY }, (_, row) => [...flat.slice(row * 6, row * 6 + 6)]);
  return new Market({ seed: seed + 1, start: START, history });
}

/** One monitor with its surroundings, and what it said of the accounts of each share of the debt. */
class Listener {
  constructor({ plimsoll, clock, next, assets, watched, markets, fault, shares }) {
    Object.assign(this, { plimsoll, watched, shares, opened: {} });
    const of = new Map(assets.flatMap((asset) => Object.values(symbolsOf(asset)).map((symbol) => [symbol, asset])));
    this.clock = clock;
    const http = (exchange) => {
      if (!['http', 'drop'].includes(fault(exchange))) return undefined;
      return next() < 0.5 ? response(429, null, { 'retry-after': '30' }) : response(503);
    };
    this.surroundings = new Surroundings({ time: () => clock.now, random: next, fault, http, hours: (symbol) => markets[of.get(symbol)].hours() });
    this.alerts = Object.fromEntries(Object.keys(shares).map((share) => [share, []]));
    this.counts = {};
    this.config = { assets: assets.map((asset) => ({ asset, ...symbolsOf(asset) })), addresses };
    this.markets = markets;
    this.make();
  }

  make() {
    this.monitor = new this.plimsoll.Monitor(this.config, (event) => this.hear(event), this.surroundings.transport);
    this.watch(false);
    this.monitor.start();
  }

  /** Hands the accounts in; `anew` opens them at the prices now, as an owner who rebalances does. */
  watch(anew) {
    for (const { name, holds, against, debt } of this.watched) {
      if (anew || !this.opened[name]) this.opened[name] = [holds, against].map((asset) => this.markets[asset]?.price ?? 1);
      const [price, owed] = this.opened[name];
      for (const [share, times] of Object.entries(this.shares)) {
        const legs = [
          { asset: holds, side: 'collateral', amount: 1, price, threshold: 0.83, ltv: 0.8, factor: holds, interestAnnual: 0 },
          { asset: against ?? 'USD', side: 'debt', amount: (times * debt * price) / owed, price: owed, threshold: 1, ltv: 0, interestAnnual: 0, ...(against && { factor: against }) },
        ];
        this.monitor.watch({ name: `${share} ${name}`, account: { legs }, options: this.plimsoll.defaultAdviceOptions() });
      }
    }
  }

  hear(event) {
    this.counts[event.kind] = (this.counts[event.kind] ?? 0) + 1;
    if (event.kind === 'fault') throw new Error(event.reason);
    if (event.kind === 'alert') {
      const { kind, level, ageSeconds } = event.alert;
      const [, share, account] = /^(\w+) (.+)$/.exec(event.account);
      this.alerts[share].push({ at: this.clock.now, account, kind, rank: kind === 'liquidatable' ? 4 : LEVELS.indexOf(level), ageSeconds });
    }
  }

  /** A reload of the page: a new monitor from the same storage. */
  reload() {
    this.monitor.stop();
    this.monitor.free();
    this.make();
  }

  async step() {
    this.surroundings.settle();
    this.surroundings.beat();
    await this.surroundings.answered();
  }
}

/** Sends one trade of every asset at every exchange, as its fault has it. */
function tick(listener, faults, texts, now) {
  for (const [place, { exchange, symbol, one, text }] of texts.entries()) {
    const feed = faults?.feeds[EXCHANGES.indexOf(exchange)];
    const send = (said) => listener.surroundings.deliver(exchange, symbol, said);
    switch (feed?.kind) {
      case 'drop':
      case 'stall':
        break;
      case 'garbage':
        send(place % 2 ? '{"broken' : '{"type":"ticker","product_id":"?","price":"-1"}');
        break;
      case 'frozen': {
        feed.stuck ??= {};
        feed.stuck[symbol] ??= one.price;
        send(JSON.stringify(trade(exchange, symbol, { ...one, price: feed.stuck[symbol] })));
        break;
      }
      case 'wrong':
        send(JSON.stringify(trade(exchange, symbol, { ...one, price: one.price * feed.factor })));
        break;
      case 'duplicate':
        send(text);
        send(text);
        break;
      case 'reorder':
        send(text);
        if (faults.last?.[place]) send(faults.last[place]);
        break;
      case 'skew':
        send(JSON.stringify(trade(exchange, symbol, { ...one, time: now - 300 })));
        break;
      case 'lag':
        // What it said half a minute ago.
        if (feed.until - now < 1_400) send(faults.past?.[place] ?? text);
        break;
      default:
        send(text);
    }
  }
}

/** Runs `days` of ticks every `step` seconds; returns the numbers. With `joint` also an account over two assets, of the entry that has such. */
export async function soak({ seed = 1, days = 1, step = 1, assets = ['ETH', 'BTC', 'SOL', 'LINK'], joint = false, reloadHours = 7 } = {}) {
  const began = performance.now();
  const { plimsoll, held } = await instance(joint ? 'full' : 'live');
  const watched = accounts(assets, joint);
  const clock = { now: START };
  const next = random(seed);
  const markets = Object.fromEntries(assets.map((asset, place) => [asset, market(plimsoll, seed * 100 + place * 10)]));
  const faults = new Faults(next, EXCHANGES);
  const made = { plimsoll, clock, assets, watched, markets };
  const fault = (exchange) => faults.feeds[EXCHANGES.indexOf(exchange)].kind;
  const disturbed = new Listener({ ...made, next, fault, shares: { faulty: 1 } });
  // Its own chance, so that the disturbed one's does not depend on it.
  const undisturbed = new Listener({ ...made, next: random(seed), fault: () => undefined, shares: { calm: 0.998, wary: 1.002 } });
  const both = [disturbed, undisturbed];
  const memory = [];
  let id = 0;
  let ticks = 0;
  let untrue = 0;
  const poor = [];
  const end = START + days * 86_400;
  const past = [];
  for (let now = START; now < end; now += step) {
    clock.now = now;
    faults.advance(now);
    if (faults.truthful() < 2) untrue = now;
    if (untrue === now) poor.push(now);
    for (const asset of assets) markets[asset].advance(now);
    id += 1;
    const texts = [];
    for (const asset of assets) {
      const of = symbolsOf(asset);
      EXCHANGES.forEach((exchange, place) => {
        const price = markets[asset].price * (1 + 0.0002 * (place - 1) + 0.0002 * (next() - 0.5));
        const one = { id, price, volume: next(), time: now - 0.2 * next() };
        texts.push({ exchange, symbol: of[exchange], one, text: JSON.stringify(trade(exchange, of[exchange], one)) });
      });
    }
    faults.past = past.length > 30 / step ? past[0] : undefined;
    tick(undisturbed, undefined, texts, now);
    tick(disturbed, faults, texts, now);
    faults.last = texts.map(({ text }) => text);
    past.push(faults.last);
    if (past.length > 30 / step + 1) past.shift();
    ticks += texts.length;
    for (const one of both) await one.step();
    const passed = now - START;
    if (passed > 0 && passed % 86_400 < step) for (const one of both) one.watch(true);
    if (passed > 0 && passed % (reloadHours * HOUR) < step) disturbed.reload();
    if (passed % HOUR < step) memory.push(held());
  }
  for (const { monitor } of both) {
    monitor.stop();
    monitor.free();
  }
  return { ...judge({ ...disturbed.alerts, ...undisturbed.alerts, faults, poor, watched, assets, end }), days, ticks, faults: faults.counts, outages: faults.outages.length, memory, counts: disturbed.counts, seconds: (performance.now() - began) / 1_000 };
}

/** The level said at any time of a span, as its rank. */
function said(alerts, account, from, to) {
  let before = 0;
  let most = 0;
  for (const { at, kind, rank } of alerts.filter((one) => one.account === account && ['levelRaised', 'levelLowered', 'liquidatable'].includes(one.kind))) {
    if (at < from) before = rank;
    else if (at <= to) most = Math.max(most, rank);
  }
  return Math.max(before, most);
}

function judge({ faulty, calm, wary, faults, poor, watched, assets, end }) {
  const raises = (alerts) => alerts.filter(({ kind }) => kind === 'levelRaised' || kind === 'liquidatable');
  // While two feeds are away and the third may lie there may be no price to believe: the time to raise counts from its return.
  const bad = new Set(poor);
  const due = (at) => {
    let deadline = at + RAISED_WITHIN;
    for (let back = 0; back < RAISED_WITHIN; back += 1) if (bad.has(deadline - back)) [deadline, back] = [deadline - back + RAISED_WITHIN, -1];
    return deadline;
  };
  const missed = raises(calm).filter(({ at, account, rank }) => due(at) < end && said(faulty, account, at - ALONE_WITHIN, due(at)) < rank);
  const alone = raises(faulty).filter(({ at, account, rank }) => said(wary, account, at - ALONE_WITHIN, at + ALONE_WITHIN) < rank);
  const stale = faulty.filter(({ kind }) => kind === 'pricesStale');
  const missedStale = [];
  for (const [from, to] of faults.outages.filter(([from]) => from + STALE_WITHIN < end)) {
    for (const { name } of watched) {
      const known = (at) => faulty.filter((one) => one.account === name && one.kind.startsWith('prices') && one.at <= at).findLast(({ kind }) => kind === 'pricesStale' || kind === 'pricesFresh')?.kind === 'pricesStale';
      if (!known(Math.min(from + STALE_WITHIN, to))) missedStale.push({ from, account: name });
    }
  }
  const falseStale = stale.filter(({ at }) => !poor.some((second) => second > at - 360 && second <= at));
  const weeks = (assets.length * (end - START)) / (7 * 86_400);
  return {
    raised: raises(calm).length,
    raisedWary: raises(wary).length,
    raisedFaulty: raises(faulty).length,
    missed,
    alone,
    stale: stale.length,
    missedStale,
    falseStale,
    assetWeeks: weeks,
    alerts: { faulty, calm, wary },
    falsePerAssetWeek: (alone.length + falseStale.length) / weeks,
    most: Math.max(...watched.map(({ name }) => faulty.filter((one) => one.account === name).length)),
    raisedOf: Object.fromEntries(watched.map(({ name }) => [name, raises(calm).filter(({ account }) => account === name).length])),
  };
}

/** The numbers as lines. */
export function report(name, found) {
  const last = found.memory.at(-1);
  const warm = found.memory[Math.min(3, found.memory.length - 1)];
  return [
    `${name}: ${found.days.toFixed(1)} simulated days, ${found.ticks} ticks, in ${found.seconds.toFixed(1)} s`,
    `  faults: ${Object.entries(found.faults).map(([kind, count]) => `${kind} ${count}`).join(', ')}; outages of all feeds: ${found.outages}`,
    `  events: ${Object.entries(found.counts).map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    `  alerts raised without faults ${found.raised} to ${found.raisedWary}, with faults ${found.raisedFaulty}; missed ${found.missed.length}, false ${found.alone.length}`,
    `  raised of each account: ${Object.entries(found.raisedOf).map(([account, count]) => `${account} ${count}`).join(', ')}`,
    `  prices stale said ${found.stale}, missed ${found.missedStale.length}, false ${found.falseStale.length}`,
    `  false alerts per asset and week: ${found.falsePerAssetWeek.toFixed(3)} over ${found.assetWeeks.toFixed(2)} asset-weeks`,
    `  memory: ${warm.bytes} bytes and ${warm.references} references after 3 h, ${last.bytes} and ${last.references} at the end`,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [days, weeks] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 3)];
  const print = (name, found) => {
    console.log(report(name, found));
    for (const one of [...found.missed, ...found.alone, ...found.missedStale, ...found.falseStale]) console.log('   ', JSON.stringify(one));
  };
  print('every second', await soak({ days }));
  print('two assets owed and held', await soak(JOINT));
  for (let week = 0; week < weeks; week += 1) print(`week ${week + 1}`, await soak({ seed: 2 + week, days: 7, step: 60, reloadHours: 50 }));
}
