import { aaveV3View, advice, marketState, Tracker, type Advice, type AdviceOptions, type AlertLevel, type Forecast, type MarketState } from "plimsoll/full";
import { userAt, type Position } from "./positions";
import { HOUR, ROW, type Market, type Path } from "./source";

/** Hours of the past that the charts show. */
export const TRAIL = 168;
/** Hours of BTC and ETH that the market's state is read from. */
const MARKET_HOURS = 744;
/** A market state older than this says nothing of now, seconds. */
const MARKET_AGE = 7200;

/** The market at the close of one bar. */
interface Weather {
  readonly ts: number;
  readonly price: number;
  readonly forecast: Forecast;
}

/** The market and the advice at the close of one bar. */
export interface Reading extends Weather {
  readonly advice: Advice;
}

/** A replay: a tracker that takes the path bar by bar, and the advice as it would have been at each. */
export class Voyage {
  readonly path: Path;
  #tracker = new Tracker();
  #next: number;
  #weather: Weather[] = [];
  #marketAt = { btc: 0, eth: 0 };

  constructor(path: Path) {
    this.path = path;
    const silent = Math.max(1, path.warmUp - TRAIL);
    this.#tracker.pushBars(path.bars.slice(0, silent * ROW));
    this.#next = silent;
    while (this.#next < path.warmUp && this.advance());
  }

  /** Bars of the path. */
  get length(): number {
    return this.path.bars.length / ROW;
  }

  /** Hours replayed so far, and in all. */
  get progress(): { done: number; of: number } {
    return { done: this.#next - this.path.warmUp, of: this.length - this.path.warmUp };
  }

  /** The market at the last bar. */
  get now(): Weather {
    const last = this.#weather.at(-1);
    if (!last) throw new Error("The path has no bars to show.");
    return last;
  }

  /** Takes the next bar; false at the end of the path. */
  advance(): boolean {
    if (this.#next >= this.length) return false;
    const row = this.path.bars.subarray(this.#next * ROW, (this.#next + 1) * ROW);
    const [ts = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = row;
    this.#tracker.push({ ts, open, high, low, close, volume });
    const forecast = this.#tracker.forecast(this.#market(ts + HOUR));
    this.#weather.push({ ts: forecast.asOf, price: forecast.price, forecast });
    if (this.#weather.length > TRAIL) this.#weather.shift();
    this.#next += 1;
    return true;
  }

  /** The state of BTC and ETH from the bars that had closed by then. */
  #market(now: number): MarketState | undefined {
    const { market } = this.path;
    if (!market) return undefined;
    const closed = (name: keyof Market): Float64Array | undefined => {
      const bars = market[name];
      let at = this.#marketAt[name];
      while (at < bars.length / ROW && (bars[at * ROW] ?? now) < now) at += 1;
      this.#marketAt[name] = at;
      const last = bars[(at - 1) * ROW];
      return last !== undefined && last + MARKET_AGE >= now ? bars.slice(Math.max(0, at - MARKET_HOURS) * ROW, at * ROW) : undefined;
    };
    const btc = closed("btc");
    const eth = closed("eth");
    return btc && eth ? marketState(btc, eth) : undefined;
  }

  /** The advice for a position over the visible past, the last entry being now. */
  readings(position: Position, options: AdviceOptions): Reading[] {
    let previousLevel: AlertLevel | undefined;
    return this.#weather.map((weather) => {
      const account = aaveV3View(userAt(position, weather.price, weather.ts));
      const answer = advice(account, weather.forecast, { ...options, now: weather.ts, ...(previousLevel ? { previousLevel } : {}) });
      previousLevel = answer.level;
      return { ...weather, advice: answer };
    });
  }

  /** Frees the tracker. */
  close(): void {
    this.#tracker.free();
  }
}
