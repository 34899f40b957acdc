// Simulated days of ticks from three feeds with faults, in minutes: `node soak/soak.mjs`.
//
// One monitor hears the market over faulty feeds; two hear it undisturbed, of accounts that owe 0.2 % less and 0.2 % more, which is
// what feeds differ by without any fault. What the one that owes less raises, the disturbed one must raise within three minutes of having
// a price (missed otherwise); what it raises and the one that owes more does not within a quarter of an hour is a false alert. Prices that
// stay away must be said within seven minutes; said while two feeds told the truth throughout, that is a false alert as well.
import { pathToFileURL } from 'node:url';
import { EXCHANGES, trade } from '../test/live/exchanges.mjs';
import { held, plimsoll } from '../test/live/module.mjs';
import { Faults } from './faults.mjs';
import { Market, random } from './market.mjs';
import { Surroundings } from './surroundings.mjs';

const HOUR = 3_600;
const START = 1_750_003_200;
const HISTORY = 181 * 24;
const LEVELS = ['calm', 'notice', 'act', 'critical'];
/** A source that fell silent or froze still counts for two minutes, and advice is worked out anew within one. */
const RAISED_WITHIN = 180;
const ALONE_WITHIN = 900;
const STALE_WITHIN = 420;

const symbolsOf = (asset) => ({ binance: `${asset}USDT`, coinbase: `${asset}-USD`, kraken: `${asset}/USD` });

function market(seed) {
  const flat = plimsoll.simulateBars(seed, HISTORY, START - HISTORY * HOUR, 2000, 0.7);
  const history = Array.from({ length: HISTORY }, (_, row) => [...flat.slice(row * 6, row * 6 + 6)]);
  return new Market({ seed: seed + 1, start: START, history });
}

/** One monitor with its surroundings, and what it said. */
class Listener {
  constructor({ clock, next, assets, markets, fault, owes = 1 }) {
    this.owes = owes;
    const of = new Map(assets.flatMap((asset) => Object.values(symbolsOf(asset)).map((symbol) => [symbol, asset])));
    this.clock = clock;
    this.surroundings = new Surroundings({ clock, next, fault, hours: (symbol) => markets[of.get(symbol)].hours() });
    this.alerts = [];
    this.answered = 0;
    this.counts = {};
    const addresses = Object.fromEntries(EXCHANGES.map((name) => [name, { socket: `ws://local/${name}`, history: `http://local/${name}` }]));
    this.config = { assets: assets.map((asset) => ({ asset, ...symbolsOf(asset) })), addresses };
    this.markets = markets;
    this.make(assets);
  }

  make(assets) {
    this.monitor = new plimsoll.Monitor(this.config, (event) => this.hear(event), this.surroundings.transport);
    this.watch(assets, false);
    this.monitor.start();
  }

  /** Watches a position in every asset; `anew` opens it at the price now, as an owner who rebalances does. */
  watch(assets, anew) {
    for (const [place, asset] of assets.entries()) {
      // Health from 1.5 to 1.8 when opened: calm or nearly so, and a crash matters.
      const debt = 0.46 + 0.03 * place;
      this.opened ??= {};
      if (anew || !this.opened[asset]) this.opened[asset] = this.markets[asset].price;
      const price = this.opened[asset];
      const leg = { asset, side: 'collateral', amount: 1, price, threshold: 0.83, ltv: 0.8, factor: asset, interestAnnual: 0 };
      const owed = { asset: 'USD', side: 'debt', amount: this.owes * debt * price, price: 1, threshold: 1, ltv: 0, interestAnnual: 0 };
      this.monitor.watch({ name: asset, account: { legs: [leg, owed] }, options: plimsoll.defaultAdviceOptions() });
    }
  }

  hear(event) {
    this.counts[event.kind] = (this.counts[event.kind] ?? 0) + 1;
    if (event.kind === 'fault') throw new Error(event.reason);
    if (event.kind === 'alert') {
      const { kind, level, ageSeconds } = event.alert;
      this.alerts.push({ at: this.clock.now, asset: event.asset, kind, rank: kind === 'liquidatable' ? 4 : LEVELS.indexOf(level), ageSeconds });
    }
  }

  /** A reload of the page: a new monitor from the same storage. */
  reload(assets) {
    this.monitor.stop();
    this.monitor.free();
    this.make(assets);
  }

  async step() {
    this.surroundings.settle();
    this.surroundings.beat();
    // Messages ask as well as beats do: whoever asked since the step before is answered in this one.
    while (this.answered !== this.surroundings.requests) {
      this.answered = this.surroundings.requests;
      await new Promise(setImmediate);
    }
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

/** Runs `days` of ticks every `step` seconds; returns the numbers. */
export async function soak({ seed = 1, days = 1, step = 1, assets = ['ETH', 'BTC', 'SOL', 'LINK'], reloadHours = 7 } = {}) {
  const began = performance.now();
  const clock = { now: START };
  const next = random(seed);
  const markets = Object.fromEntries(assets.map((asset, place) => [asset, market(seed * 100 + place * 10)]));
  const faults = new Faults(next, EXCHANGES);
  const faulty = new Listener({ clock, next, assets, markets, fault: (exchange) => faults.feeds[EXCHANGES.indexOf(exchange)] });
  // Their own chance, so that the disturbed one's does not depend on them.
  const undisturbed = (owes) => new Listener({ clock, next: random(seed), assets, markets, fault: () => undefined, owes });
  const [calm, wary] = [undisturbed(0.998), undisturbed(1.002)];
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
    for (const one of [calm, wary]) tick(one, undefined, texts, now);
    tick(faulty, faults, texts, now);
    faults.last = texts.map(({ text }) => text);
    past.push(faults.last);
    if (past.length > 30 / step + 1) past.shift();
    ticks += texts.length;
    for (const one of [calm, wary, faulty]) await one.step();
    const passed = now - START;
    if (passed > 0 && passed % 86_400 < step) for (const one of [calm, wary, faulty]) one.watch(assets, true);
    if (passed > 0 && passed % (reloadHours * HOUR) < step) faulty.reload(assets);
    if (passed % HOUR < step) memory.push(held());
  }
  for (const { monitor } of [faulty, calm, wary]) {
    monitor.stop();
    monitor.free();
  }
  return { ...judge({ faulty, calm, wary, faults, poor, assets, end }), days, ticks, faults: faults.counts, outages: faults.outages.length, memory, counts: faulty.counts, seconds: (performance.now() - began) / 1_000 };
}

/** The level said at any time of a span, as its rank. */
function said(alerts, asset, from, to) {
  let before = 0;
  let most = 0;
  for (const { at, kind, rank } of alerts.filter((one) => one.asset === asset && ['levelRaised', 'levelLowered', 'liquidatable'].includes(one.kind))) {
    if (at < from) before = rank;
    else if (at <= to) most = Math.max(most, rank);
  }
  return Math.max(before, most);
}

function judge({ faulty, calm, wary, faults, poor, assets, end }) {
  const raises = (alerts) => alerts.filter(({ kind }) => kind === 'levelRaised' || kind === 'liquidatable');
  // While two feeds are away and the third may lie there may be no price to believe: the time to raise counts from its return.
  const bad = new Set(poor);
  const due = (at) => {
    let deadline = at + RAISED_WITHIN;
    for (let back = 0; back < RAISED_WITHIN; back += 1) if (bad.has(deadline - back)) [deadline, back] = [deadline - back + RAISED_WITHIN, -1];
    return deadline;
  };
  const missed = raises(calm.alerts).filter(({ at, asset, rank }) => due(at) < end && said(faulty.alerts, asset, at - ALONE_WITHIN, due(at)) < rank);
  const alone = raises(faulty.alerts).filter(({ at, asset, rank }) => said(wary.alerts, asset, at - ALONE_WITHIN, at + ALONE_WITHIN) < rank);
  const stale = faulty.alerts.filter(({ kind }) => kind === 'pricesStale');
  const missedStale = [];
  for (const [from, to] of faults.outages.filter(([from]) => from + STALE_WITHIN < end)) {
    for (const asset of assets) {
      const known = (at) => faulty.alerts.filter((one) => one.asset === asset && one.kind.startsWith('prices') && one.at <= at).findLast(({ kind }) => kind === 'pricesStale' || kind === 'pricesFresh')?.kind === 'pricesStale';
      if (!known(Math.min(from + STALE_WITHIN, to))) missedStale.push({ from, asset });
    }
  }
  const falseStale = stale.filter(({ at }) => !poor.some((second) => second > at - 360 && second <= at));
  const weeks = (assets.length * (end - START)) / (7 * 86_400);
  return {
    raised: raises(calm.alerts).length,
    raisedWary: raises(wary.alerts).length,
    raisedFaulty: raises(faulty.alerts).length,
    missed,
    alone,
    stale: stale.length,
    missedStale,
    falseStale,
    assetWeeks: weeks,
    alerts: { faulty: faulty.alerts, calm: calm.alerts, wary: wary.alerts },
    falsePerAssetWeek: (alone.length + falseStale.length) / weeks,
    most: Math.max(...assets.map((asset) => faulty.alerts.filter((one) => one.asset === asset).length)),
  };
}

/** The numbers as lines. */
export function report(name, found) {
  const last = found.memory.at(-1);
  const warm = found.memory[Math.min(3, found.memory.length - 1)];
  return [
    `${name}: ${found.days} simulated days, ${found.ticks} ticks, in ${found.seconds.toFixed(1)} s`,
    `  faults: ${Object.entries(found.faults).map(([kind, count]) => `${kind} ${count}`).join(', ')}; outages of all feeds: ${found.outages}`,
    `  events: ${Object.entries(found.counts).map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    `  alerts raised without faults ${found.raised} to ${found.raisedWary}, with faults ${found.raisedFaulty}; missed ${found.missed.length}, false ${found.alone.length}`,
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
  for (let week = 0; week < weeks; week += 1) print(`week ${week + 1}`, await soak({ seed: 2 + week, days: 7, step: 60, reloadHours: 50 }));
}
