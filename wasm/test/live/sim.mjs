// A monitor in a simulated world that passes second by second: clocks, sockets, histories and storage that do what a test says.
import { EXCHANGES, asked, candles, heartbeat, subscribed, symbols, trade } from './exchanges.mjs';

export { EXCHANGES };
export const HOUR = 3_600;
export const START = 1_750_000_000 - (1_750_000_000 % HOUR);
const HISTORY = 182 * 24;

/** A response as `fetch` gives one. */
export const response = (status, said = null, headers = {}) => ({
  ok: status < 400, status, headers: { get: (name) => headers[name] ?? null }, json: async () => said,
});

export class Sim {
  /**
   * `assets` are names; `symbolsOf(asset)` their symbols. What a test may change at any time: `skew` (of the device's clock, seconds),
   * `price[asset]`, `mute(exchange, asset)` (no trades), `dead[exchange]` (not a word), `http[exchange](url)` (its answer, or undefined
   * for the right one), `ack(exchange, message)` (its answer to a message), `beats` (seconds between two turns of the timer), `quota`.
   */
  constructor(plimsoll, { assets = ['ETH'], symbolsOf = (a) => ({ binance: `${a}USDT`, coinbase: `${a}-USD`, kraken: `${a}/USD` }), config, transport, items = new Map(), at = START + 120 } = {}) {
    Object.assign(this, { plimsoll, symbolsOf, items, t: at, skew: 0, beats: 1, id: 1_000, events: [], sockets: [], opened: 0, sent: [], requests: [] });
    Object.assign(this, { mute: () => false, dead: {}, http: {}, ack: () => undefined, bars: {}, price: {}, pending: 0, timer: undefined });
    for (const [place, asset] of assets.entries()) {
      const flat = plimsoll.simulateBars(7 + place, HISTORY, START - HISTORY * HOUR, 2_500, 0.7);
      this.bars[asset] = Array.from({ length: HISTORY }, (_, row) => [...flat.slice(row * 6, row * 6 + 6)]);
      this.price[asset] = this.bars[asset].at(-1)[4];
    }
    this.assetOf = new Map(assets.flatMap((asset) => Object.values(symbolsOf(asset)).map((symbol) => [symbol, asset])));
    this.transport = {
      now: () => (this.t + this.skew) * 1_000,
      random: () => 0.5,
      socket: (url) => this.#open(url),
      fetch: (url) => this.#answer(url),
      setTimeout: (callback) => {
        this.timer = callback;
        return 1;
      },
      clearTimeout: () => {
        this.timer = undefined;
      },
      storage: {
        getItem: (key) => items.get(key) ?? null,
        setItem: (key, value) => {
          if (this.quota) throw new DOMException('the quota has been exceeded', 'QuotaExceededError');
          items.set(key, value);
        },
        removeItem: (key) => items.delete(key),
      },
      ...transport,
    };
    const addresses = Object.fromEntries(EXCHANGES.map((name) => [name, { socket: `ws://local/${name}`, history: `http://local/${name}` }]));
    this.config = { assets: assets.map((asset) => ({ asset, ...symbolsOf(asset) })), addresses, ...config };
    this.make();
  }

  make() {
    this.monitor = new this.plimsoll.Monitor(this.config, (event) => this.events.push({ t: this.t - START, ...event }), this.transport);
  }

  /** A reload of the page. */
  reload() {
    this.monitor.stop();
    this.monitor.free();
    this.events.length = 0;
    this.make();
  }

  #open(address) {
    const url = new URL(address);
    const exchange = url.pathname.slice(1);
    const socket = { exchange, state: 'connecting', wanted: exchange === 'binance' ? symbols(exchange, url) : [], answers: [] };
    socket.send = (text) => {
      const message = JSON.parse(text);
      this.sent.push({ t: this.t - START, exchange, ...message });
      socket.wanted = [...new Set([...socket.wanted, ...symbols(exchange, url, message)])];
      socket.answers.push(this.ack(exchange, message) ?? subscribed(exchange, message));
    };
    socket.close = () => {
      socket.state = 'closed';
    };
    this.sockets.push(socket);
    this.opened += 1;
    return socket;
  }

  async #answer(address) {
    const url = new URL(address);
    const exchange = EXCHANGES.find((name) => url.pathname.startsWith(`/${name}`));
    this.requests.push({ t: this.t - START, exchange, url });
    this.pending += 1;
    await undefined;
    this.pending -= 1;
    const said = this.http[exchange]?.(url);
    if (said) return said;
    const { symbol, from, end } = asked(exchange, url);
    const asset = this.assetOf.get(symbol);
    const rows = [...this.bars[asset], ...(this.hour?.[asset] ? [this.hour[asset]] : [])];
    return response(200, candles(exchange, symbol, rows.filter(([ts]) => ts >= from && ts <= end)));
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

  deliver(exchange, symbol, one) {
    const data = JSON.stringify(trade(exchange, symbol, { id: this.id, volume: 0.5, time: this.t - 0.1, ...one }));
    for (const socket of this.sockets) {
      if (socket.exchange === exchange && socket.state === 'open' && socket.wanted.includes(symbol)) socket.onmessage?.({ type: 'message', data });
    }
  }

  #settle(socket) {
    const say = (said) => socket.onmessage?.({ type: 'message', data: JSON.stringify(said) });
    if (socket.state === 'connecting') {
      socket.state = 'open';
      socket.onopen?.({ type: 'open' });
    } else if (!this.dead[socket.exchange]) {
      socket.answers.splice(0).forEach(say);
      const beat = heartbeat(socket.exchange, this.t);
      if (beat) say(beat);
    }
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
      if (!this.dead[exchange] && !this.mute(exchange, asset)) this.deliver(exchange, symbol, { price });
    }
    this.sockets = this.sockets.filter(({ state }) => state !== 'closed');
    [...this.sockets].forEach((socket) => this.#settle(socket));
    if (this.t % this.beats === 0) this.beat();
    do for (let turns = 0; turns < 4; turns += 1) await new Promise(setImmediate);
    while (this.pending > 0);
  }

  beat() {
    const { timer } = this;
    this.timer = undefined;
    timer?.();
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
