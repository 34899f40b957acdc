import { control } from "./dom";
import { recordedBars, recordedPaths, simulatedPaths, startRange, type Market, type Path } from "./source";

export const SIMULATOR = "simulator";
/** What the simulator calls its path where an account names no factor. */
const SIMULATED_ASSET = "ETH";
const DAY = 86_400;

export const isoDay = (ts: number): string => new Date(ts * 1000).toISOString().slice(0, 10);

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

/** The paths of an account, and what the controls say of them. */
export interface Course {
  readonly paths: readonly Path[];
  /** An asset whose bars are replayed, or the simulator. */
  readonly source: string;
  /** Of recorded bars: the day of the start, and the days that it may be, seconds UTC. */
  readonly days?: { readonly from: number; readonly first: number; readonly last: number };
  /** Of the simulator. */
  readonly seed: number;
  /** The account's own assets are replayed, whichever asset is chosen. */
  readonly fixed: boolean;
}

/** What is wanted of a path; what is not named stays as it is. */
export interface Wish {
  readonly source?: string;
  readonly start?: number;
  readonly seed?: number;
}

const SEED = 7;

/** Where paths come from: the bars served beside the page, each file read once, or the simulator. */
export class Harbour {
  readonly assets: readonly string[];
  /** What is shown now. */
  #course: Pick<Course, "source" | "seed" | "days">;
  readonly #recorded = new Map<string, Float64Array>();

  constructor(assets: readonly string[]) {
    this.assets = assets;
    this.#course = { source: assets.includes("ETH") ? "ETH" : (assets[0] ?? SIMULATOR), seed: SEED };
  }

  /** Names that an account's prices can move with. */
  get factors(): readonly string[] {
    return this.#course.source === SIMULATOR ? ["ETH", "BTC", "SOL", "LINK"] : this.assets;
  }

  /** The days from which a replay can start now. */
  get days(): Course["days"] {
    return this.#course.days;
  }

  /** The paths of an account's factors, or of the chosen asset; from a day, or a month before the end. Nothing on the page changes. */
  async course(factors: readonly string[] | undefined, wish: Wish = {}): Promise<Course> {
    const { source, seed } = { ...this.#course, ...wish };
    const named = factors?.length ? factors : undefined;
    const fixed = named !== undefined;
    if (source === SIMULATOR) return { paths: simulatedPaths(named ?? [SIMULATED_ASSET], seed), source, seed, fixed };
    const names = named ?? [source];
    const missing = names.find((name) => !this.assets.includes(name));
    if (missing !== undefined) {
      throw new Error(`No bars of ${missing} are served with this page. Choose “simulated” under the price path, or say that it moves with an asset that is served.`);
    }
    const all = new Map<string, Float64Array>();
    for (const name of names) all.set(name, await this.#read(name));
    const ranges = [...all.values()].map(startRange);
    const first = Math.max(...ranges.map((range) => range.first));
    const last = Math.min(...ranges.map((range) => range.last));
    const from = Math.max(first, Math.min(last, wish.start ?? last - 30 * DAY));
    return { paths: recordedPaths(all, from, await this.#market()), source, seed, fixed, days: { from, first, last } };
  }

  /** A course is shown: the controls say so. */
  take(course: Course): void {
    this.#course = course;
    this.show(course.fixed);
  }

  /** Puts the controls to what is shown; an account that fixes its path leaves only the choice of recorded or simulated bars. */
  show(fixed: boolean): void {
    const { source, seed, days } = this.#course;
    const recorded = source === SIMULATOR ? this.assets.slice(0, 1) : [source];
    const choices = fixed ? recorded.map((asset) => new Option("its own, recorded", asset)) : this.assets.map((asset) => new Option(`${asset}, recorded`, asset));
    const select = control<HTMLSelectElement>("asset");
    select.replaceChildren(...choices, new Option("simulated", SIMULATOR));
    select.value = source;
    select.disabled = fixed && select.options.length < 2;
    control("seed").value = String(seed);
    control("seed").removeAttribute("aria-invalid");
    if (!days) return;
    const field = control("start");
    field.min = isoDay(days.first);
    field.max = isoDay(days.last);
    field.value = isoDay(days.from);
    episodes(days);
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

/** Offers the episodes that the bars have; one is chosen where the replay starts as it does. */
function episodes({ from, first, last }: NonNullable<Course["days"]>): void {
  const within = EPISODES.map(({ day, name }) => ({ name, start: Date.parse(day) / 1000 - BEFORE })).filter(({ start }) => start >= first && start <= last);
  const select = control<HTMLSelectElement>("episode");
  select.replaceChildren(new Option("choose", ""), ...within.map(({ name, start }) => new Option(name, String(start))));
  select.value = within.some(({ start }) => start === from) ? String(from) : "";
}
