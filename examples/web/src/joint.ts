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

/** The worker that simulates accounts over several assets; started with the first such account. */
export class JointWorker {
  readonly #worker = new Worker(new URL("./joint.worker.ts", import.meta.url), { type: "module" });
  readonly #waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  #id = 0;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<{ id: number; answer?: never; error?: string }>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.error === undefined) waiting?.resolve(data.answer as never);
      else waiting?.reject(new Error(data.error));
    };
  }

  /** Gives the worker the paths that it forecasts from. */
  sail(paths: readonly Path[]): Promise<void> {
    return this.#send({ paths: paths.map(({ asset, bars }) => ({ factor: asset, bars })) });
  }

  ask(question: JointQuestion): Promise<JointAnswer> {
    return this.#send({ ask: question });
  }

  region(question: RegionQuestion): Promise<Region> {
    return this.#send({ region: question });
  }

  #send<T>(message: object): Promise<T> {
    const id = ++this.#id;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (answer: never) => void, reject });
      this.#worker.postMessage({ id, ...message });
    });
  }
}
