// What a monitor gets instead of a browser: a simulated clock, sockets, history and storage.
import { EXCHANGES, asked, candles, heartbeat, subscribed, symbols } from '../test/live/exchanges.mjs';

export class Surroundings {
  /** `hours(symbol)` gives an exchange's candles; `fault(exchange)` the fault of a feed now. */
  constructor({ clock, next, hours, fault }) {
    Object.assign(this, { clock, next, hours, fault, sockets: [], timer: undefined, items: new Map(), opened: 0, requests: 0 });
    this.transport = {
      now: () => clock.now * 1_000,
      random: next,
      socket: (url) => this.open(url),
      fetch: (url) => this.answer(url),
      setTimeout: (callback) => {
        this.timer = callback;
        return 1;
      },
      clearTimeout: () => {
        this.timer = undefined;
      },
      storage: {
        getItem: (key) => this.items.get(key) ?? null,
        setItem: (key, value) => this.items.set(key, value),
        removeItem: (key) => this.items.delete(key),
      },
    };
  }

  open(address) {
    const url = new URL(address);
    const exchange = url.pathname.slice(1);
    const socket = { exchange, state: 'connecting', wanted: exchange === 'binance' ? symbols(exchange, url) : [], answers: [] };
    socket.send = (text) => {
      const message = JSON.parse(text);
      socket.wanted = symbols(exchange, url, message);
      socket.answers.push(JSON.stringify(subscribed(exchange, message)));
    };
    socket.close = () => {
      socket.state = 'closed';
    };
    this.sockets.push(socket);
    this.opened += 1;
    return socket;
  }

  /** Opens, refuses and cuts connections; sends answers and heartbeats. */
  settle() {
    this.sockets = this.sockets.filter(({ state }) => state !== 'closed');
    for (const socket of [...this.sockets]) {
      const fault = this.fault(socket.exchange);
      if (fault?.kind === 'drop') {
        socket.state = 'closed';
        socket.onclose?.({ type: 'close' });
      } else if (socket.state === 'connecting') {
        socket.state = 'open';
        socket.onopen?.({ type: 'open' });
      } else if (fault?.kind !== 'stall') {
        const garbage = fault?.kind === 'garbage';
        for (const text of garbage ? [] : socket.answers.splice(0)) socket.onmessage?.({ type: 'message', data: text });
        const beat = garbage ? undefined : heartbeat(socket.exchange, this.clock.now);
        if (beat) socket.onmessage?.({ type: 'message', data: JSON.stringify(beat) });
      }
    }
  }

  /** Delivers a text to whoever listens to the symbol at the exchange. */
  deliver(exchange, symbol, text) {
    for (const socket of this.sockets) {
      if (socket.exchange === exchange && socket.state === 'open' && socket.wanted.includes(symbol)) socket.onmessage?.({ type: 'message', data: text });
    }
  }

  async answer(address) {
    this.requests += 1;
    const url = new URL(address);
    const exchange = EXCHANGES.find((name) => url.pathname.startsWith(`/${name}`));
    await undefined;
    const kind = this.fault(exchange)?.kind;
    if (kind === 'http' || kind === 'drop') {
      const status = this.next() < 0.5 ? 429 : 503;
      return { ok: false, status, headers: { get: () => (status === 429 ? '30' : null) } };
    }
    const query = asked(exchange, url);
    const rows = this.hours(query.symbol).filter(([ts]) => ts >= query.from && ts <= query.end);
    return { ok: true, status: 200, headers: { get: () => null }, json: async () => candles(exchange, query.symbol, rows) };
  }

  /** The monitor's beat. */
  beat() {
    const timer = this.timer;
    this.timer = undefined;
    timer?.();
  }
}
