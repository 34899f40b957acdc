import { marketState, Tracker, type Forecast, type MarketState } from "plimsoll";
import type { Moment } from "./account/subject";
import { HOUR, ROW, type Market, type Path } from "./source";

/** Hours of the past that the charts show. */
export const TRAIL = 168;
/** Hours of BTC and ETH that the market's state is read from. */
const MARKET_HOURS = 744;
/** A market state older than this says nothing of now, seconds. */
const MARKET_AGE = 7200;

/** Reads the state of BTC and ETH from the bars that had closed by then; asked with rising times. */
class MarketReader {
  readonly #market: Market | undefined;
  #at = { btc: 0, eth: 0 };

  constructor(market: Market | undefined) {
    this.#market = market;
  }

  /** The hours of both that the state at this time is read from, where neither is old. */
  closed(now: number): Market | undefined {
    const btc = this.#bars("btc", now);
    const eth = this.#bars("eth", now);
    return btc && eth ? { btc, eth } : undefined;
  }

  state(now: number): MarketState | undefined {
    const closed = this.closed(now);
    return closed && marketState(closed.btc, closed.eth);
  }

  #bars(name: keyof Market, now: number): Float64Array | undefined {
    const bars = this.#market?.[name];
    if (!bars) return undefined;
    let at = this.#at[name];
    while (at < bars.length / ROW && (bars[at * ROW] ?? now) < now) at += 1;
    this.#at[name] = at;
    const last = bars[(at - 1) * ROW];
    return last !== undefined && last + MARKET_AGE >= now ? bars.slice(Math.max(0, at - MARKET_HOURS) * ROW, at * ROW) : undefined;
  }
}

/** The forecasts along one path: a tracker that takes it bar by bar. */
class Forecaster {
  readonly #path: Path;
  readonly #tracker = new Tracker();
  readonly #market: MarketReader;
  #next: number;

  /** Takes the history before a bar silently. */
  constructor(path: Path, next: number) {
    this.#path = path;
    this.#market = new MarketReader(path.market);
    this.#tracker.pushBars(path.bars.slice(0, next * ROW));
    this.#next = next;
  }

  step(): Forecast {
    const [ts = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = this.#path.bars.subarray(this.#next * ROW, (this.#next + 1) * ROW);
    const market = this.#market.state(ts + HOUR);
    this.#tracker.push({ ts, open, high, low, close, volume });
    this.#next += 1;
    return this.#tracker.forecast(market);
  }

  close(): void {
    this.#tracker.free();
  }
}

/** A replay over the paths of one account's factors, hour by hour, and what was forecast at each. */
export class Voyage {
  readonly paths: readonly Path[];
  /** Forecasts by their time, for the hours that the charts show: of a single path only. */
  readonly forecasts = new Map<number, Forecast>();
  readonly #forecaster: Forecaster | undefined;
  readonly #lead: Path;
  readonly #market: MarketReader;
  #next: number;

  constructor(paths: readonly Path[]) {
    const [lead] = paths;
    if (!lead || lead.warmUp < 2) throw new Error("The path has too few bars to show.");
    this.paths = paths;
    this.#lead = lead;
    this.#market = new MarketReader(lead.market);
    this.#next = lead.warmUp - 1;
    this.#forecaster = paths.length === 1 ? new Forecaster(lead, this.#next) : undefined;
    this.advance();
  }

  get seed(): number | undefined {
    return this.#lead.seed;
  }

  /** Bars taken so far. */
  get taken(): number {
    return this.#next;
  }

  /** Hours replayed so far, and in all. */
  get progress(): { done: number; of: number } {
    return { done: this.#next - this.#lead.warmUp, of: this.#lead.bars.length / ROW - this.#lead.warmUp };
  }

  /** First and last time of the replay, seconds UTC. */
  get span(): { first: number; last: number } {
    const { bars, warmUp } = this.#lead;
    return { first: bars[warmUp * ROW] ?? 0, last: bars[bars.length - ROW] ?? 0 };
  }

  /** The prices at the close of the last bar. */
  get now(): Moment {
    return this.#moment(this.#next - 1);
  }

  /** The forecast now, of a single path. */
  get forecast(): Forecast | undefined {
    return this.forecasts.get(this.now.ts);
  }

  /** The hours of BTC and ETH that the market's state now is read from. */
  get market(): Market | undefined {
    return this.#market.closed(this.now.ts);
  }

  /** The hours that the charts show, the last being now. */
  moments(): Moment[] {
    const from = Math.max(0, this.#next - TRAIL);
    return Array.from({ length: this.#next - from }, (_, row) => this.#moment(from + row));
  }

  /** Takes the next hour; false at the end of the path. */
  advance(): boolean {
    if (this.#next * ROW >= this.#lead.bars.length) return false;
    // A bar that is refused is not counted: the hour before it stays.
    const forecast = this.#forecaster?.step();
    this.#next += 1;
    if (forecast) this.forecasts.set(this.now.ts, forecast);
    return true;
  }

  /** Makes the forecasts of the hours before the replay, one at a time: the first answer does not wait for them. */
  *recall(): Generator<void> {
    if (this.paths.length > 1) return;
    const from = Math.max(1, this.#lead.warmUp - TRAIL);
    const forecaster = new Forecaster(this.#lead, from);
    try {
      for (let row = from; row < this.#lead.warmUp - 1; row += 1) {
        this.forecasts.set(this.#moment(row).ts, forecaster.step());
        yield;
      }
    } finally {
      forecaster.close();
    }
  }

  /** Frees the tracker. */
  close(): void {
    this.#forecaster?.close();
  }

  #moment(row: number): Moment {
    const at = (bars: Float64Array, column: number): number => bars[row * ROW + column] ?? 0;
    return { ts: at(this.#lead.bars, 0) + HOUR, prices: Object.fromEntries(this.paths.map(({ asset, bars }) => [asset, at(bars, 4)])) };
  }
}
