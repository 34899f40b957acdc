import { csvParseRows } from "d3-dsv";
import { simulateBars } from "plimsoll";
import { keep } from "./offline";

/** Numbers in one row of bars: ts, open, high, low, close, volume. */
export const ROW = 6;
/** Seconds from the open of a bar to its close. */
export const HOUR = 3600;

/** Where the bars come from, and which. */
export interface Path {
  /** The price factor: an asset's name. */
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

/** One simulated path per asset, each by a seed of its own; the first is the path of the examples in every language. */
export const simulatedPaths = (assets: readonly string[], seed: number): Path[] =>
  assets.map((asset, index) => {
    const own = (seed + index) % 2 ** 32;
    return { asset, bars: simulateBars(own, WARM_UP + REPLAY, 1_749_999_600, 2500, 0.7), warmUp: WARM_UP, seed: own };
  });

/** Owed or supplied against the asset in every example, so it cannot be that asset as well. */
const QUOTE = "USDC";

/** Assets whose recorded bars are served beside the page; none when it is served alone. */
export async function recordedAssets(): Promise<string[]> {
  try {
    const answer = await fetch("data/index.json");
    if (answer.ok) void keep("data/index.json", answer.clone());
    const names: unknown = answer.ok ? await answer.json() : [];
    return Array.isArray(names) ? names.filter((name): name is string => typeof name === "string" && name !== QUOTE) : [];
  } catch {
    return [];
  }
}

/** All recorded bars of an asset, in rising order of time. */
export async function recordedBars(asset: string): Promise<Float64Array> {
  const path = `data/${encodeURIComponent(asset)}.csv`;
  const answer = await fetch(path).catch(() => undefined);
  if (!answer?.ok) throw new Error(`The bars of ${asset} could not be read (${answer ? answer.status : "no network, and not kept from before"}).`);
  void keep(path, answer.clone());
  return barsOf(await answer.text(), path);
}

/** The bars in the text of a file; a row that is none is refused by its line. */
function barsOf(text: string, path: string): Float64Array {
  const rows = csvParseRows(text);
  const first = rows[0]?.[0]?.replace("\ufeff", "") === "ts" ? 1 : 0;
  const bars = new Float64Array((rows.length - first) * ROW);
  let length = 0;
  for (const [index, row] of rows.entries()) {
    // An empty line holds one empty cell.
    if (index < first || (row.length === 1 && row[0]?.trim() === "")) continue;
    const wrong = (what: string): Error => new Error(`${path}, line ${index + 1}: ${what}.`);
    if (row.length < ROW) throw wrong(`${row.length} of the six numbers of a bar`);
    for (let column = 0; column < ROW; column += 1) {
      const cell = row[column]?.trim() ?? "";
      const value = Number(cell);
      if (cell === "" || !Number.isFinite(value)) throw wrong(`${cell === "" ? "an empty cell" : `“${cell.slice(0, 40)}”`} where a number should be`);
      bars[length * ROW + column] = value;
    }
    if (length > 0 && (bars[length * ROW] ?? 0) <= (bars[(length - 1) * ROW] ?? 0)) throw wrong("its time is not later than that of the row before it");
    length += 1;
  }
  if (length === 0) throw new Error(`${path} holds no bars.`);
  return bars.slice(0, length * ROW);
}

/** The span in which a replay can start, seconds UTC. */
export function startRange(bars: Float64Array): { first: number; last: number } {
  const count = bars.length / ROW;
  const at = (row: number): number => bars[Math.max(0, Math.min(count - 1, row)) * ROW] ?? 0;
  return { first: at(Math.min(RECORDED_WARM_UP, count >> 1)), last: at(count - 48) };
}

/** The part of the recorded bars around a start: history before it, a month after it. Several assets share their hours. */
export function recordedPaths(recorded: ReadonlyMap<string, Float64Array>, start: number, market?: Market): Path[] {
  const shared = sharedHours([...recorded.values()]);
  return [...recorded].map(([asset, all]) => {
    const bars = recorded.size === 1 ? all : only(all, shared);
    const count = bars.length / ROW;
    let row = 0;
    while (row < count - 1 && (bars[row * ROW] ?? 0) < start) row += 1;
    const from = Math.max(0, row - RECORDED_WARM_UP);
    const to = Math.min(count, row + REPLAY);
    return { asset, bars: bars.slice(from * ROW, to * ROW), warmUp: row - from, ...(market ? { market } : {}) };
  });
}

function times(bars: Float64Array): number[] {
  return Array.from({ length: bars.length / ROW }, (_, row) => bars[row * ROW] ?? 0);
}

/** The hours for which every asset has a bar. */
export function sharedHours(all: readonly Float64Array[]): Set<number> {
  const [first = new Float64Array(), ...others] = all;
  return others.reduce((hours, bars) => hours.intersection(new Set(times(bars))), new Set(times(first)));
}

/** The bars of these hours only. */
export const only = (bars: Float64Array, hours: ReadonlySet<number>): Float64Array =>
  Float64Array.from(times(bars).flatMap((ts, row) => (hours.has(ts) ? Array.from(bars.subarray(row * ROW, (row + 1) * ROW)) : [])));
