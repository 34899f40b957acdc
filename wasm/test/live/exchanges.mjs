// How Binance, Coinbase and Kraken write a trade and a list of candles: the formats of their public market data.

export const EXCHANGES = ['binance', 'coinbase', 'kraken'];

const iso = (seconds) => new Date(seconds * 1_000).toISOString();

/** A trade as its stream says it; `time` in seconds UTC by the exchange's clock. */
export function trade(exchange, symbol, { id, price, volume, time }) {
  if (exchange === 'binance') {
    const T = Math.round(time * 1_000);
    const data = { e: 'aggTrade', E: T, s: symbol, a: id, p: price.toFixed(6), q: volume.toFixed(6), f: id, l: id, T, m: false, M: true };
    return { stream: `${symbol.toLowerCase()}@aggTrade`, data };
  }
  if (exchange === 'coinbase') {
    const numbers = { price: price.toFixed(6), last_size: volume.toFixed(6), open_24h: price.toFixed(6), volume_24h: '1000' };
    return { type: 'ticker', sequence: id, product_id: symbol, ...numbers, side: 'buy', time: iso(time), trade_id: id };
  }
  const data = [{ symbol, side: 'buy', price: Number(price.toFixed(6)), qty: volume, ord_type: 'limit', trade_id: id, timestamp: iso(time) }];
  return { channel: 'trade', type: 'update', data };
}

/** What a stream says when nothing happens; Binance pings below the messages. */
export function heartbeat(exchange, time) {
  if (exchange === 'coinbase') return { type: 'heartbeat', sequence: 1, last_trade_id: 0, product_id: 'ETH-USD', time: iso(time) };
  return exchange === 'kraken' ? { channel: 'heartbeat' } : undefined;
}

/** What a stream answers to a subscription; Binance is subscribed by its address, and says so when it is asked. */
export function subscribed(exchange, message) {
  if (exchange === 'binance') return { result: ['ethusdt@aggTrade'], id: message.id };
  if (exchange === 'coinbase') return { type: 'subscriptions', channels: message.channels };
  return { method: 'subscribe', result: { channel: 'trade', symbol: message.params.symbol[0] }, success: true };
}

/** The symbols that a client asks for, from the address or the message that subscribes. */
export function symbols(exchange, url, message) {
  if (exchange === 'binance') return url.searchParams.get('streams').split('/').map((stream) => stream.split('@')[0].toUpperCase());
  return exchange === 'coinbase' ? message.product_ids : message.params.symbol;
}

/** Symbol and span (seconds UTC, the end included) of a request for candles, or undefined. */
export function asked(exchange, url) {
  const query = url.searchParams;
  const HOUR = 3_600;
  if (exchange === 'binance' && query.get('interval') === '1h') {
    const from = Number(query.get('startTime')) / 1_000;
    return { symbol: query.get('symbol'), from, end: from + (Number(query.get('limit')) - 1) * HOUR };
  }
  if (exchange === 'coinbase' && query.get('granularity') === '3600') {
    const [from, end] = ['start', 'end'].map((name) => Date.parse(query.get(name)) / 1_000);
    return { symbol: url.pathname.split('/').at(-2), from, end: Math.min(end, from + 299 * HOUR) };
  }
  if (exchange === 'kraken' && query.get('interval') === '60') {
    // The older names of two coins, which are those of its history.
    const coin = (name) => ({ XBT: 'BTC', XDG: 'DOGE' })[name] ?? name;
    const [, base, quote] = /^(\w+?)(USD|XBT)$/.exec(query.get('pair'));
    return { symbol: `${coin(base)}/${coin(quote)}`, from: Number(query.get('since')) + 1, end: Infinity };
  }
  return undefined;
}

/** Candles as the exchange lists them; `bars` are rows of ts, open, high, low, close, volume, oldest first. */
export function candles(exchange, symbol, bars) {
  const text = (row) => row.map(String);
  if (exchange === 'binance') {
    return bars.map(([ts, ...rest]) => [ts * 1_000, ...text(rest), ts * 1_000 + 3_599_999, '0', 1, '0', '0', '0']);
  }
  if (exchange === 'coinbase') return bars.map(([ts, open, high, low, close, volume]) => [ts, low, high, open, close, volume]).reverse();
  const rows = bars.slice(-720).map(([ts, open, high, low, close, volume]) => [ts, ...text([open, high, low, close, close, volume]), 1]);
  return { error: [], result: { [symbol.replace('/', '')]: rows, last: bars.at(-1)?.[0] ?? 0 } };
}
