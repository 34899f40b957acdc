// A local server that speaks as the three exchanges do, and misbehaves in every way on demand.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { EXCHANGES, asked, candles, heartbeat, subscribed, symbols, trade } from './exchanges.mjs';

/**
 * Serves trades of `price(symbol)` every `every` milliseconds and the candles of `bars(symbol)`; `now` is its clock in seconds UTC.
 *
 * `faults[exchange]` may hold: refuse (no connection), stall (says nothing), garbage, factor (a wrong price), frozen (a price that
 * stands still), duplicate, reorder, skew (seconds that its clock is behind), status (of HTTP), retryAfter, nonsense (candles that are
 * none), hang (HTTP that never answers).
 */
export async function serve({ price, bars, now, every = 50 }) {
  const faults = Object.fromEntries(EXCHANGES.map((exchange) => [exchange, {}]));
  const requests = [];
  const http = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const exchange = url.pathname.split('/')[1];
    const fault = faults[exchange];
    requests.push({ exchange, url: request.url });
    if (fault?.hang) return undefined;
    const query = asked(exchange, url);
    if (fault?.status) {
      if (fault.retryAfter) response.setHeader('retry-after', String(fault.retryAfter));
      return response.writeHead(fault.status).end('<html>no JSON here</html>');
    }
    if (!query) return response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    if (fault.nonsense) return response.end(fault.nonsense);
    const rows = bars(query.symbol).filter(([ts]) => ts >= query.from && ts <= query.end);
    return response.end(JSON.stringify(candles(exchange, query.symbol, rows)));
  });
  const sockets = new WebSocketServer({ noServer: true });
  const clients = new Set();
  http.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url, 'http://localhost');
    const exchange = url.pathname.split('/')[1];
    if (faults[exchange].refuse) return socket.destroy();
    return sockets.handleUpgrade(request, socket, head, (client) => join(exchange, url, client));
  });

  function join(exchange, url, client) {
    const known = { exchange, client, symbols: exchange === 'binance' ? symbols(exchange, url) : [], late: {} };
    clients.add(known);
    client.on('close', () => clients.delete(known));
    client.on('message', (text) => {
      const message = JSON.parse(text);
      known.symbols = symbols(exchange, url, message);
      if (!faults[exchange].stall && !faults[exchange].garbage) client.send(JSON.stringify(subscribed(exchange, message)));
    });
  }

  let id = 1_000;
  const stuck = {};
  const timer = setInterval(() => {
    id += 1;
    for (const known of clients) {
      const { exchange, client, symbols: wanted, late } = known;
      const fault = faults[exchange];
      if (fault.stall) continue;
      if (fault.garbage) {
        for (const text of ['', '{', '[]', '"x"', '{"channel":"trade","data":[{"price":"abc"}]}', '{"data":{"e":"aggTrade","s":"ETHUSDT"}}']) client.send(text);
        client.send(Buffer.from([0xff, 0x00]));
        continue;
      }
      const time = now() - (fault.skew ?? 0);
      const beat = heartbeat(exchange, time);
      if (beat) client.send(JSON.stringify(beat));
      for (const symbol of wanted) {
        const place = `${exchange} ${symbol}`;
        stuck[place] = fault.frozen ? (stuck[place] ?? price(symbol)) : undefined;
        const one = { id, price: (stuck[place] ?? price(symbol)) * (fault.factor ?? 1), volume: 0.5, time };
        const text = JSON.stringify(trade(exchange, symbol, one));
        if (fault.reorder && !late[symbol]) {
          late[symbol] = text;
          continue;
        }
        client.send(text);
        if (fault.duplicate) client.send(text);
        if (late[symbol]) client.send(late[symbol]);
        late[symbol] = undefined;
      }
    }
  }, every);

  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address();
  const address = (exchange) => ({ socket: `ws://127.0.0.1:${port}/${exchange}`, history: `http://127.0.0.1:${port}/${exchange}` });
  return {
    faults,
    requests,
    addresses: Object.fromEntries(EXCHANGES.map((exchange) => [exchange, address(exchange)])),
    /** Cuts every connection of an exchange. */
    drop(exchange) {
      for (const known of clients) if (known.exchange === exchange) known.client.terminate();
    },
    async close() {
      clearInterval(timer);
      for (const { client } of clients) client.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
