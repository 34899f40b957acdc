import { accountHealth, advice, type Account, type AdviceOptions, type AlertLevel, type Forecast } from "plimsoll";
import type { HealthAhead } from "plimsoll/full";
import type { Moment, Subject } from "./account/subject";
import type { Answer } from "./answer";
import { JointWorker } from "./joint";
import type { Bond } from "./sentence";
import { TRAIL, type Voyage } from "./voyage";

/** Paths simulated for an account over several assets: its standard error stands beside every figure. */
const PATHS = 10_000;
const SEED = 1;
/** How long the page may be busy with the past before it listens again, milliseconds. */
const SLICE = 10;

/** The account and the advice at the close of one hour. */
export interface Reading {
  readonly ts: number;
  /** Price of the asset that drives the account. */
  readonly price: number;
  readonly healthFactor: number | undefined;
  readonly leverage: number | undefined;
  /** Absent where it was not asked. */
  readonly answer?: Answer;
}

/** The answer now, with what it was made from. */
export interface Now extends Reading {
  readonly answer: Answer;
  /** The asset that drives the account; of several, the first. */
  readonly asset: string;
  /** What the sentence names: all that drives the account. */
  readonly drivers: string;
  /** Why no price liquidates the account, where it is for how its assets were taken. */
  readonly bond?: Bond;
  readonly forecast: Forecast | undefined;
  /** How low health may get, of several prices. */
  readonly ahead: HealthAhead | undefined;
}

/** A change of the level while the replay ran. */
export interface LevelChange {
  readonly ts: number;
  readonly from: AlertLevel | "liquidatable";
  readonly to: AlertLevel | "liquidatable";
  readonly price: number;
  readonly answer: Answer;
}

const levelOf = ({ status, level }: Answer): LevelChange["from"] => (status === "liquidatable" ? "liquidatable" : level);

/** Watches one account along one voyage. */
export class Watch {
  readonly voyage: Voyage;
  /** By time, the hours that the charts show. */
  #readings = new Map<number, Reading>();
  #changes: LevelChange[] = [];
  #last: Answer | undefined;
  #turn = 0;
  #subject: Subject;
  #options: AdviceOptions;
  static readonly #worker = new JointWorker();
  /** What the worker calls this voyage. */
  #sailed: number | undefined;

  constructor(voyage: Voyage, subject: Subject, options: AdviceOptions) {
    this.voyage = voyage;
    this.#subject = subject;
    this.#options = options;
    if (this.joint) this.#sailed = Watch.#worker.sail(voyage.paths);
  }

  /** Ends the watch and, where no other watch goes on with it, its voyage. */
  close(voyage = true): void {
    this.#turn += 1;
    if (this.#sailed !== undefined) Watch.#worker.land(this.#sailed);
    if (voyage) this.voyage.close();
  }

  /** Several price factors: answers are simulated in a worker. */
  get joint(): boolean {
    return this.#subject.factors.length > 1;
  }

  get subject(): Subject {
    return this.#subject;
  }

  get options(): AdviceOptions {
    return this.#options;
  }

  /** Changes of the level since the account was opened, the newest first. */
  get changes(): readonly LevelChange[] {
    return this.#changes;
  }

  /** The hours that the charts show, as far as they are known. */
  get readings(): Reading[] {
    return this.voyage.moments().flatMap(({ ts }) => this.#readings.get(ts) ?? []);
  }

  /** Takes another debt or other terms: what was said of the old ones is forgotten. */
  change(subject: Subject, options: AdviceOptions): void {
    this.#subject = subject;
    this.#options = options;
    this.#readings = new Map();
    this.#changes = [];
    this.#last = undefined;
  }

  /** The advice now, at once where one asset drives the account; undefined where a later question overtook this one. */
  async answer(): Promise<Now | undefined> {
    return this.joint ? this.#askJoint() : this.ask();
  }

  /** The advice now, at once, for an account that one asset drives. */
  ask(): Now {
    this.#turn += 1;
    const { now, forecast } = this.voyage;
    if (!forecast) throw new Error("There is no forecast of a single asset.");
    const account = this.#subject.account(now);
    const answer = advice(account, forecast, { ...this.#options, now: now.ts, ...this.#before() });
    return this.#keep(now, answer, forecast);
  }

  /** The advice now for an account over several assets, simulated. */
  async #askJoint(): Promise<Now | undefined> {
    const turn = ++this.#turn;
    const { now, market, taken } = this.voyage;
    const question = {
      taken,
      market,
      account: this.#subject.account(now),
      options: { ...this.#options, now: now.ts, ...this.#before() },
      scenario: { seed: SEED, paths: PATHS, horizonHours: this.#options.horizonHours },
    };
    const found = await Watch.#worker.ask(this.#sailed ?? 0, question).catch((error: unknown) => {
      if (turn === this.#turn) throw error;
    });
    return found && turn === this.#turn ? this.#keep(now, found.advice, undefined, found.ahead) : undefined;
  }

  /** The boundary of the account in the prices of two of its assets. */
  region(assets: readonly [string, string]): ReturnType<JointWorker["region"]> {
    return Watch.#worker.region({ position: this.#subject.position(this.voyage.now), assets });
  }

  /** Fills in the hours before now, the newest first; true when done, false when another question came. */
  async recall(): Promise<boolean> {
    const turn = this.#turn;
    const work = this.#past();
    for (;;) {
      const until = performance.now() + SLICE;
      let step = work.next();
      while (!step.done && performance.now() < until) step = work.next();
      if (step.done) return true;
      await new Promise((resolve) => setTimeout(resolve));
      if (turn !== this.#turn) return false;
    }
  }

  *#past(): Generator<void> {
    if (!this.joint && this.voyage.forecasts.size < Math.min(TRAIL, this.voyage.taken)) yield* this.voyage.recall();
    for (const moment of this.voyage.moments().reverse()) {
      if (this.#readings.has(moment.ts)) continue;
      const forecast = this.voyage.forecasts.get(moment.ts);
      const account = this.#subject.account(moment);
      const answer = forecast && advice(account, forecast, { ...this.#options, now: moment.ts });
      this.#readings.set(moment.ts, { ...this.#stand(moment), ...(answer ? { answer } : {}) });
      yield;
    }
  }

  #before(): { previousLevel?: AlertLevel } {
    return this.#last ? { previousLevel: this.#last.level } : {};
  }

  #stand(moment: Moment): Reading {
    const account = this.#subject.account(moment);
    const { healthFactor, leverage } = accountHealth(account);
    const driver = account.legs.find(({ factor }) => factor !== undefined && factor === this.#subject.factors[0]);
    return { ts: moment.ts, price: driver?.price ?? 1, healthFactor, leverage };
  }

  #keep(moment: Moment, answer: Answer, forecast?: Forecast, ahead?: HealthAhead): Now {
    const reading = { ...this.#stand(moment), answer };
    const [from, to] = [this.#last && levelOf(this.#last), levelOf(answer)];
    if (from && from !== to) this.#changes.unshift({ ts: moment.ts, from, to, price: reading.price, answer });
    this.#readings.set(moment.ts, reading);
    this.#last = answer;
    const account = this.#subject.account(moment);
    const asset = account.legs.find(({ factor }) => factor === this.#subject.factors[0])?.asset ?? "the collateral";
    const bond = this.#bond(account, answer);
    const drivers = this.joint || bond === "together" ? this.#subject.factors.join(" or ") : asset;
    return { ...reading, asset, drivers, ...(bond ? { bond } : {}), forecast, ahead };
  }

  #bond({ legs }: Account, { status }: Answer): Bond | undefined {
    if (status !== "nothingLiquidates") return undefined;
    if (this.#subject.factors.length === 0) return "dollar";
    return legs.some(({ side, amount, factor }) => side === "debt" && amount > 0 && factor !== undefined) ? "together" : undefined;
  }
}
