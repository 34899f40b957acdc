import { csvParseRows } from "d3-dsv";
import { simulateBars } from "plimsoll/full";

/** Numbers in one row of bars: ts, open, high, low, close, volume. */
export const ROW = 6;
/** Seconds from the open of a bar to its close. */
export const HOUR = 3600;

/** Where the bars come from, and which. */
export interface Path {
  readonly asset: string;
  /** Flat rows of bars. */
  readonly bars: Float64Array;
  /** Bars before the first one that is replayed. */
  readonly warmUp: number;
  /** Set when the core's simulator drew the path. */
  readonly seed?: number;
  /** All recorded bars of BTC and ETH, where both are at hand: the model reads the wider market from them. */
  readonly market?: Market;
}

/** Recorded bars of the two leading assets, flat rows. */
export interface Market {
  readonly btc: Float64Array;
  readonly eth: Float64Array;
}

/** Simulated bars before the replay, the same as in the other examples. */
const WARM_UP = 1440;
/** Recorded bars before the replay: the model reads up to 180 whole days. */
const RECORDED_WARM_UP = 182 * 24;
/** Length of a replay: 30 days. */
const REPLAY = 720;

/** The simulated path of the examples: the same first 1,440 hours in every language. */
export function simulatedPath(seed: number): Path {
  return { asset: "ETH", bars: simulateBars(seed, WARM_UP + REPLAY, 1_749_999_600, 2500, 0.7), warmUp: WARM_UP, seed };
}

/** Owed or supplied against the asset in every position here, so it cannot be that asset as well. */
const QUOTE = "USDC";

/** Assets whose recorded bars are served beside the page; none when it is served alone. */
export async function recordedAssets(): Promise<string[]> {
  try {
    const answer = await fetch("data/index.json");
    const names: unknown = answer.ok ? await answer.json() : [];
    return Array.isArray(names) ? names.filter((name): name is string => typeof name === "string" && name !== QUOTE) : [];
  } catch {
    return [];
  }
}

/** All recorded bars of an asset, in rising order of time. */
export async function recordedBars(asset: string): Promise<Float64Array> {
  const answer = await fetch(`data/${encodeURIComponent(asset)}.csv`);
  if (!answer.ok) throw new Error(`The bars of ${asset} could not be read (${answer.status}).`);
  const rows = csvParseRows(await answer.text());
  if (rows[0]?.[0] === "ts") rows.shift();
  return Float64Array.from(rows.flatMap((row) => row.slice(0, ROW).map(Number)));
}

/** The span in which a replay can start, seconds UTC. */
export function startRange(bars: Float64Array): { first: number; last: number } {
  const count = bars.length / ROW;
  const at = (row: number): number => bars[Math.max(0, Math.min(count - 1, row)) * ROW] ?? 0;
  return { first: at(Math.min(RECORDED_WARM_UP, count >> 1)), last: at(count - 48) };
}

/** The part of the recorded bars around a start: history before it, a month after it. */
export function recordedPath(asset: string, bars: Float64Array, start: number, market?: Market): Path {
  const count = bars.length / ROW;
  let row = 0;
  while (row < count - 1 && (bars[row * ROW] ?? 0) < start) row += 1;
  const from = Math.max(0, row - RECORDED_WARM_UP);
  const to = Math.min(count, row + REPLAY);
  return { asset, bars: bars.slice(from * ROW, to * ROW), warmUp: row - from, ...(market ? { market } : {}) };
}
