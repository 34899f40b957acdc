// What a monitor gets instead of a browser: a timer, sockets, history and storage that do what a test says, and nothing by themselves.
import { Store } from './clock.mjs';
import { EXCHANGES, asked, candles, heartbeat, subscribed, symbols } from './exchanges.mjs';

/** A response as `fetch` gives one. */
export const response = (status, said = null, headers = {}) => ({
  ok: status < 400, status, headers: { get: (name) => headers[name] ?? null }, json: async () => said,
});

/** The addresses that lead here. */
export const addresses = Object.fromEntries(EXCHANGES.map((name) => [name, { socket: `ws://local/${name}`, history: `http://local/${name}` }]));

export class Surroundings {
  #time;
  #hours;
  #http;
  #fault;
  #ack;
  #asked = 0;
  #answered = 0;

  /**
   * `time` is the market's clock and `now` the device's, seconds UTC; `hours(symbol)` an exchange's candles. `http(exchange, url)` may answer
   * instead of them, `ack(exchange, message)` what a stream answers to a message. `fault(exchange)` of a stream now: "drop" (no connection),
   * "stall" (it says nothing), "garbage" (nothing that can be read).
   */
  constructor({ time, now = time, random, hours, http = () => undefined, fault = () => undefined, ack = subscribed, store = new Store() }) {
    [this.#time, this.#hours, this.#http, this.#fault, this.#ack] = [time, hours, http, fault, ack];
    Object.assign(this, { store, sockets: [], opened: 0, timer: undefined, typed: true });
    this.transport = {
      now: () => now() * 1_000,
      random,
      socket: (url) => this.#open(url),
      fetch: (url) => this.#fetch(url),
      setTimeout: (callback) => {
        this.timer = callback;
        return 1;
      },
      clearTimeout: () => {
        this.timer = undefined;
      },
      storage: store,
    };
  }

  #open(address) {
    const url = new URL(address);
    const exchange = url.pathname.slice(1);
    const socket = { exchange, state: 'connecting', wanted: exchange === 'binance' ? symbols(exchange, url) : [], answers: [] };
    socket.send = (text) => {
      const message = JSON.parse(text);
      socket.wanted = [...new Set([...socket.wanted, ...symbols(exchange, url, message)])];
      socket.answers.push(JSON.stringify(this.#ack(exchange, message)));
    };
    socket.close = () => {
      socket.state = 'closed';
    };
    this.sockets.push(socket);
    this.opened += 1;
    return socket;
  }

  async #fetch(address) {
    this.#asked += 1;
    const url = new URL(address);
    const exchange = EXCHANGES.find((name) => url.pathname.startsWith(`/${name}`));
    await undefined;
    const said = this.#http(exchange, url);
    if (said) return said;
    const { symbol, from, end } = asked(exchange, url);
    return response(200, candles(exchange, symbol, this.#hours(symbol).filter(([ts]) => ts >= from && ts <= end)));
  }

  /** An event of a socket; where they are not `typed`, as a socket that is no browser's may give it. */
  #event(socket, type, data) {
    socket[`on${type}`]?.({ ...(this.typed && { type }), ...(data !== undefined && { data }) });
  }

  /** Delivers a text to whoever listens to the symbol at the exchange. */
  deliver(exchange, symbol, text) {
    for (const socket of this.sockets) {
      if (socket.exchange === exchange && socket.state === 'open' && socket.wanted.includes(symbol)) this.#event(socket, 'message', text);
    }
  }

  /** Opens and cuts connections; sends answers and heartbeats. */
  settle() {
    this.sockets = this.sockets.filter(({ state }) => state !== 'closed');
    for (const socket of [...this.sockets]) {
      const fault = this.#fault(socket.exchange);
      if (fault === 'drop') {
        socket.state = 'closed';
        this.#event(socket, 'close');
      } else if (socket.state === 'connecting') {
        socket.state = 'open';
        this.#event(socket, 'open');
      } else if (fault !== 'stall' && fault !== 'garbage') {
        for (const text of socket.answers.splice(0)) this.#event(socket, 'message', text);
        const beat = heartbeat(socket.exchange, this.#time());
        if (beat) this.#event(socket, 'message', JSON.stringify(beat));
      }
    }
  }

  /** The monitor's beat. */
  beat() {
    const { timer } = this;
    this.timer = undefined;
    timer?.();
  }

  /** Until what was asked is answered, and what was asked on that: messages ask as well as beats do. */
  async answered() {
    while (this.#answered !== this.#asked) {
      this.#answered = this.#asked;
      await new Promise(setImmediate);
    }
  }
}
