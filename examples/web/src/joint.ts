import type { Account, AdviceOptions, AssetPrice, HealthAhead, JointAdvice, Position, PositionPrice, PriceBoundary, ScenarioOptions } from "plimsoll/full";
import type { Market, Path } from "./source";

export interface JointQuestion {
  /** Bars of each path that had closed. */
  readonly taken: number;
  readonly market: Market | undefined;
  readonly account: Account;
  readonly options: AdviceOptions;
  readonly scenario: ScenarioOptions;
}

export interface JointAnswer {
  readonly advice: JointAdvice;
  /** How low its health may get in the week ahead. */
  readonly ahead: HealthAhead;
}

export interface RegionQuestion {
  readonly position: Position;
  readonly assets: readonly [string, string];
}

/** Where liquidation begins in the prices of two assets, all in the venue's integers. */
export interface Region {
  readonly x: PositionPrice;
  readonly y: PositionPrice;
  readonly boundary: readonly { x: string; y: string | undefined; kind: PriceBoundary["kind"] }[];
  /** Prices of the two at the boundary when both move in the same proportion; empty where that liquidates nothing. */
  readonly together: readonly AssetPrice[];
}

/** Bars of a voyage's paths, as the worker has them. */
type Bars = readonly { readonly factor: string; readonly bars: Float64Array }[];

/** The worker that simulates accounts over several assets; started with the first such account. */
export class JointWorker {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  readonly #voyages = new Map<number, Bars>();
  #id = 0;

  /** Gives the worker the paths of a voyage; questions about it name it by the number that is answered. */
  sail(paths: readonly Path[]): number {
    const voyage = ++this.#id;
    const bars = paths.map(({ asset, bars }) => ({ factor: asset, bars }));
    this.#voyages.set(voyage, bars);
    this.#worker?.postMessage({ voyage, bars });
    return voyage;
  }

  /** Forgets the paths of a voyage. */
  land(voyage: number): void {
    this.#voyages.delete(voyage);
    this.#worker?.postMessage({ voyage });
  }

  ask(voyage: number, question: JointQuestion): Promise<JointAnswer> {
    return this.#send({ voyage, ask: question });
  }

  region(question: RegionQuestion): Promise<Region> {
    return this.#send({ region: question });
  }

  #send<T>(message: object): Promise<T> {
    const id = ++this.#id;
    return new Promise<T>((resolve, reject) => {
      this.#worker ??= this.#start();
      this.#waiting.set(id, { resolve: resolve as (answer: never) => void, reject });
      this.#worker.postMessage({ id, ...message });
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL("./joint.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<{ id: number; answer?: never; error?: string }>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.error === undefined) waiting?.resolve(data.answer as never);
      else waiting?.reject(new Error(data.error));
    };
    const broken = ({ message }: { message?: string }): void => this.#break(worker, message);
    worker.onerror = broken;
    worker.onmessageerror = () => broken({ message: "its answer could not be read" });
    for (const [voyage, bars] of this.#voyages) worker.postMessage({ voyage, bars });
    return worker;
  }

  /** Nobody waits for a worker that does not run; the next question starts another one. */
  #break(worker: Worker, why: string | undefined): void {
    worker.terminate();
    if (worker === this.#worker) this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new Error(`The simulation could not be run (${why || "its file could not be loaded"}).`));
  }
}
