// A monitor in a simulated world that passes second by second: clocks, sockets, histories and storage that do what a test says.
import { Store } from './clock.mjs';
import { EXCHANGES, subscribed, trade } from './exchanges.mjs';
import { Surroundings, addresses, response } from './surroundings.mjs';

export { EXCHANGES, response };
export const HOUR = 3_600;
export const START = 1_750_000_000 - (1_750_000_000 % HOUR);
const HISTORY = 182 * 24;

export class Sim extends Surroundings {
  /**
   * `assets` are names; `symbolsOf(asset)` their symbols. What a test may change at any time: `skew` (of the device's clock, seconds),
   * `price[asset]`, `mute(exchange, asset)` (no trades), `dead[exchange]` (not a word), `http[exchange](url)` (its answer, or undefined
   * for the right one), `ack(exchange, message)` (its answer to a message), `beats` (seconds between two turns of the timer),
   * `store.quota`, `typed` (events of sockets with their type), `listen(event)` (what the listener does besides noting it).
   */
  constructor(plimsoll, { assets = ['ETH'], symbolsOf = (a) => ({ binance: `${a}USDT`, coinbase: `${a}-USD`, kraken: `${a}/USD` }), config, transport, items = new Map(), at = START + 120 } = {}) {
    super({
      time: () => this.t,
      now: () => this.t + this.skew,
      random: () => 0.5,
      hours: (symbol) => this.#hours(this.assetOf.get(symbol)),
      http: (exchange, url) => {
        this.requests.push({ t: this.t - START, exchange, url });
        return this.http[exchange]?.(url);
      },
      fault: (exchange) => (this.dead[exchange] ? 'stall' : undefined),
      ack: (exchange, message) => {
        this.sent.push({ t: this.t - START, exchange, ...message });
        return this.ack(exchange, message) ?? subscribed(exchange, message);
      },
      store: new Store(Infinity, items),
    });
    Object.assign(this, { plimsoll, symbolsOf, items, t: at, skew: 0, beats: 1, id: 1_000, events: [], sent: [], requests: [] });
    Object.assign(this, { mute: () => false, dead: {}, http: {}, ack: () => undefined, listen: () => {}, bars: {}, price: {} });
    for (const [place, asset] of assets.entries()) {
      const flat = plimsoll.simulateBars(7 + place, HISTORY, START - HISTORY * HOUR, 2_500, 0.7);
      this.bars[asset] = Array.from({ length: HISTORY }, (_, row) => [...flat.slice(row * 6, row * 6 + 6)]);
      this.price[asset] = this.bars[asset].at(-1)[4];
    }
    this.assetOf = new Map(assets.flatMap((asset) => Object.values(symbolsOf(asset)).map((symbol) => [symbol, asset])));
    Object.assign(this.transport, transport);
    this.config = { assets: assets.map((asset) => ({ asset, ...symbolsOf(asset) })), addresses, ...config };
    this.make();
  }

  make() {
    const hear = (event) => {
      this.events.push({ t: this.t - START, ...event });
      this.listen(event);
    };
    this.monitor = new this.plimsoll.Monitor(this.config, hear, this.transport);
  }

  /** A reload of the page. */
  reload() {
    this.monitor.stop();
    this.monitor.free();
    this.events.length = 0;
    this.make();
  }

  #hours(asset) {
    return [...this.bars[asset], ...(this.hour?.[asset] ? [this.hour[asset]] : [])];
  }

  /** The hour under way, as the exchanges list it. */
  #note(asset) {
    this.hour ??= {};
    const [ts, price] = [this.t - (this.t % HOUR), this.price[asset]];
    if (this.hour[asset]?.[0] !== ts) {
      if (this.hour[asset]) this.bars[asset].push(this.hour[asset]);
      this.hour[asset] = [ts, price, price, price, price, 0];
    }
    const [, open, high, low, , volume] = this.hour[asset];
    this.hour[asset] = [ts, open, Math.max(high, price), Math.min(low, price), price, volume + 0.5];
  }

  trade(exchange, symbol, one) {
    this.deliver(exchange, symbol, JSON.stringify(trade(exchange, symbol, { id: this.id, volume: 0.5, time: this.t - 0.1, ...one })));
  }

  /** A second: trades, what the streams say besides, the timer, and what was asked over HTTP. */
  async step() {
    this.t += 1;
    this.id += 1;
    for (const asset of Object.keys(this.bars)) this.#note(asset);
    for (const [symbol, asset] of this.assetOf) {
      const exchange = EXCHANGES.find((name) => this.symbolsOf(asset)[name] === symbol);
      // A market that never stands still.
      const price = this.price[asset] * (1 + 0.000_1 * Math.sin(this.t));
      if (!this.dead[exchange] && !this.mute(exchange, asset)) this.trade(exchange, symbol, { price });
    }
    this.settle();
    if (this.t % this.beats === 0) this.beat();
    await this.answered();
  }

  async run(seconds, each = () => {}) {
    for (let second = 0; second < seconds; second += 1) {
      each(second);
      await this.step();
    }
  }

  /** Watches ten of an asset against a share of their value. */
  watch(name, share, asset = 'ETH', more = []) {
    const price = this.price[asset];
    const legs = [...more, this.leg(asset), { asset: 'USDC', side: 'debt', amount: share * 10 * price, price: 1, threshold: 1, ltv: 0, interestAnnual: 0 }];
    this.accounts = { ...this.accounts, [name]: { name, account: { legs }, options: this.plimsoll.defaultAdviceOptions() } };
    this.monitor.watch(this.accounts[name]);
  }

  leg(asset, amount = 10) {
    return { asset, side: 'collateral', amount, price: this.price[asset], threshold: 0.83, ltv: 0.805, factor: asset, interestAnnual: 0 };
  }

  of(kind) {
    return this.events.filter((event) => event.kind === kind);
  }

  /** Kinds of the alerts said so far. */
  said() {
    return this.of('alert').map(({ alert: { kind } }) => kind);
  }

  status(asset = 'ETH') {
    return this.monitor.status().find((one) => one.asset === asset);
  }

  source(exchange, asset) {
    const { price, exchanges } = this.status(asset);
    return price.sources[exchanges.indexOf(exchange)];
  }

  end() {
    this.monitor.stop();
    this.monitor.free();
  }
}
