import { control } from "./dom";
import { recordedBars, recordedPaths, simulatedPaths, startRange, type Market, type Path } from "./source";

export const SIMULATOR = "simulator";
/** What the simulator calls its path where an account names no factor. */
const SIMULATED_ASSET = "ETH";
const DAY = 86_400;

const isoDay = (ts: number): string => new Date(ts * 1000).toISOString().slice(0, 10);

/** Hours at which lending markets were tested, for a replay to start a week before; shown where the bars have them. */
const EPISODES = [
  { day: "2020-03-12", name: "March 2020" },
  { day: "2021-05-19", name: "19 May 2021" },
  { day: "2022-05-09", name: "Terra, May 2022" },
  { day: "2022-06-13", name: "June 2022" },
  { day: "2022-11-08", name: "FTX, November 2022" },
  { day: "2024-08-05", name: "5 August 2024" },
  { day: "2025-10-10", name: "10 October 2025" },
] as const;
const BEFORE = 7 * DAY;

/** Where paths come from: the bars served beside the page, each file read once, or the simulator. */
export class Harbour {
  readonly assets: readonly string[];
  /** An asset whose bars are replayed, or the simulator. */
  source: string;
  readonly #recorded = new Map<string, Float64Array>();

  constructor(assets: readonly string[]) {
    this.assets = assets;
    this.source = assets.includes("ETH") ? "ETH" : (assets[0] ?? SIMULATOR);
  }

  /** Names that an account's prices can move with. */
  get factors(): readonly string[] {
    return this.source === SIMULATOR ? ["ETH", "BTC", "SOL", "LINK"] : this.assets;
  }

  /** The paths of an account's factors, or of the chosen asset; from a day, or a month before the end. */
  async paths(factors: readonly string[] | undefined, start?: number): Promise<Path[]> {
    const named = factors?.length ? factors : undefined;
    if (this.source === SIMULATOR) return simulatedPaths(named ?? [SIMULATED_ASSET], Number(control("seed").value));
    const names = named ?? [this.source];
    const missing = names.find((name) => !this.assets.includes(name));
    if (missing !== undefined) {
      throw new Error(`No bars of ${missing} are served with this page. Choose “simulated” under the price path, or say that it moves with an asset that is served.`);
    }
    const all = new Map<string, Float64Array>();
    for (const name of names) all.set(name, await this.#read(name));
    const ranges = [...all.values()].map(startRange);
    const first = Math.max(...ranges.map((range) => range.first));
    const last = Math.min(...ranges.map((range) => range.last));
    const from = Math.max(first, Math.min(last, start ?? last - 30 * DAY));
    const field = control("start");
    field.min = isoDay(first);
    field.max = isoDay(last);
    field.value = isoDay(from);
    episodes(first, last);
    return recordedPaths(all, from, await this.#market());
  }

  async #read(asset: string): Promise<Float64Array> {
    let bars = this.#recorded.get(asset);
    if (!bars) {
      bars = await recordedBars(asset);
      this.#recorded.set(asset, bars);
    }
    return bars;
  }

  /** The wider market, where its two assets are served. */
  async #market(): Promise<Market | undefined> {
    if (!this.assets.includes("BTC") || !this.assets.includes("ETH")) return undefined;
    const [btc, eth] = await Promise.all([this.#read("BTC"), this.#read("ETH")]);
    return { btc, eth };
  }
}

/** Offers the episodes that the bars have. */
function episodes(first: number, last: number): void {
  const select = control<HTMLSelectElement>("episode");
  const within = EPISODES.map(({ day, name }) => ({ name, start: Date.parse(day) / 1000 - BEFORE })).filter(({ start }) => start >= first && start <= last);
  const chosen = select.value;
  select.replaceChildren(new Option("choose", ""), ...within.map(({ name, start }) => new Option(name, String(start))));
  select.value = within.some(({ start }) => String(start) === chosen) ? chosen : "";
}
