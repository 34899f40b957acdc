import { defaultAdviceOptions, type AdviceOptions } from "plimsoll";
import { unitOf, type Moment, type Subject } from "./account/subject";
import { isJoint } from "./answer";
import { core, type Core } from "./core";
import { element } from "./dom";
import { drawClock, drawNow, drawPlace, drawSlider, drawTrail, openSlider } from "./draw";
import type { Exact } from "./panels";
import { forgetPlan } from "./plan";
import { sentence } from "./sentence";
import type { Path } from "./source";
import { Voyage } from "./voyage";
import { Watch, type Now } from "./watch";

/** How long the slider rests before the past is worked out anew, milliseconds. */
const REST = 200;
/** How long before a screen reader hears of it. */
const SPOKEN = 600;

type Timer = "trail" | "place" | "speak" | "ask";

/** Keeps the page and the account together: whatever changes goes through here, and is drawn. */
export class Helm {
  options: AdviceOptions = defaultAdviceOptions();
  readonly #page = element("page");
  readonly #report: (error: unknown) => void;
  #core: Core | undefined;
  #watch: Watch | undefined;
  #now: Now | undefined;
  #spoken = "";
  /** Accounts that were begun to be opened. */
  #turn = 0;
  /** Answers that are awaited. */
  #waits = 0;
  readonly #timers: Record<Timer, number> = { trail: 0, place: 0, speak: 0, ask: 0 };

  /** With what to do about a failure after the visitor's step has ended. */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  get watch(): Watch {
    if (!this.#watch) throw new Error("No account is open yet.");
    return this.#watch;
  }

  get now(): Now {
    if (!this.#now) throw new Error("There is no advice to show yet.");
    return this.#now;
  }

  /** Begins to open an account; what is answered tells whether it is still the latest that was begun: only that one may change the page. */
  begin(): () => boolean {
    const turn = ++this.#turn;
    return () => turn === this.#turn;
  }

  /** Opens an account on paths. What is shown stays until its first answer is there; false where another one was begun meanwhile. */
  async embark(paths: readonly Path[], open: (at: Moment) => Subject, latest = this.begin()): Promise<boolean> {
    const voyage = new Voyage(paths);
    const [shown, said] = [this.#watch, this.#now];
    let watch: Watch | undefined;
    try {
      watch = new Watch(voyage, open(voyage.now), this.options);
      if (watch.joint) this.#wait(1);
      const now = await this.#first(watch, latest).finally(() => watch?.joint && this.#wait(-1));
      if (now) {
        const before = this.#watch;
        this.#install(watch, now);
        before?.close();
        return true;
      }
    } catch (error) {
      (watch ?? voyage).close();
      if (this.#watch === watch) [this.#watch, this.#now] = [shown, said];
      if (latest()) throw error;
      return false;
    }
    watch.close();
    return false;
  }

  /** Opens another account of one price at the hour that the replay has reached. */
  board(open: (at: Moment) => Subject): void {
    this.begin();
    const { voyage } = this.watch;
    const watch = new Watch(voyage, open(voyage.now), this.options);
    const now = watch.ask();
    this.#watch?.close(false);
    this.#install(watch, now);
  }

  /** The first answer, on the terms that hold when it comes. */
  async #first(watch: Watch, latest: () => boolean): Promise<Now | undefined> {
    for (;;) {
      const now = await watch.answer();
      if (!latest()) return undefined;
      if (now && watch.options === this.options) return now;
      watch.change(watch.subject, this.options);
    }
  }

  #install(watch: Watch, now: Now): void {
    this.#watch = watch;
    if (!watch.joint) drawPlace(undefined);
    openSlider(watch.subject);
    this.#show(now);
    this.speak();
  }

  /** Tries another debt. */
  async owe(place: number): Promise<void> {
    const { subject, voyage, joint } = this.watch;
    const tried = subject.owing(place, voyage.now);
    this.watch.change(tried, this.options);
    this.#later("speak", SPOKEN, () => this.speak());
    if (!joint) return this.refresh();
    // A simulation takes a moment: what the slider stands at is said at once.
    drawSlider(tried, voyage.now);
    this.#page.dataset.busy = "";
    this.#later("ask", REST, () => void this.refresh().catch(this.#report));
  }

  /** Takes other terms: the accepted chance or its horizon. */
  async terms(change: Partial<AdviceOptions>): Promise<void> {
    const before = this.options;
    const options = (this.options = { ...before, ...change });
    this.watch.change(this.watch.subject, options);
    try {
      await this.refresh();
    } catch (error) {
      if (this.options === options) {
        this.options = before;
        this.watch.change(this.watch.subject, before);
      }
      throw error;
    }
    this.speak();
  }

  /** Takes the next hour; false at the end. */
  async advance(): Promise<boolean> {
    if (!this.watch.voyage.advance()) return false;
    await this.refresh();
    const { answer } = this.now;
    if (`${answer.status} ${answer.level}` !== this.#spoken) this.speak();
    return true;
  }

  /** Asks anew and draws the answer; the past follows when the page has time. */
  async refresh(): Promise<void> {
    const { watch } = this;
    if (!watch.joint) return this.#show(watch.ask());
    this.#wait(1);
    try {
      const now = await watch.answer();
      if (now && watch === this.#watch) this.#show(now);
    } catch (error) {
      if (watch === this.#watch) throw error;
    } finally {
      this.#wait(-1);
    }
  }

  #show(now: Now): void {
    const { watch } = this;
    this.#now = now;
    delete this.#page.dataset.settled;
    drawNow(now, watch, this.#exact());
    drawClock(watch.voyage);
    forgetPlan();
    this.#later("trail", watch.readings.length > 1 ? 0 : REST, () => void this.#trail().catch(this.#report));
    if (watch.joint) this.#later("place", REST, () => void this.#place().catch(this.#report));
  }

  /** The page is busy while any answer is awaited. */
  #wait(change: 1 | -1): void {
    this.#waits += change;
    if (this.#waits > 0) this.#page.dataset.busy = "";
    else delete this.#page.dataset.busy;
  }

  /** Draws all of it anew for another width. */
  redraw(): void {
    if (!this.#now) return;
    drawNow(this.#now, this.watch, this.#exact());
    drawTrail(this.watch.readings, this.#now.asset, this.watch.joint);
    if (this.watch.joint) void this.#place().catch(this.#report);
  }

  /** Loads all of the package and says what the venue's own integers say. */
  async exact(): Promise<void> {
    this.#core = await core();
    element("exact").hidden = true;
    if (this.#now) drawNow(this.#now, this.watch, this.#exact());
  }

  /** Says the sentence to a screen reader, when asked for or when the level changes. */
  speak(): void {
    const { answer, drivers, bond } = this.now;
    this.#spoken = `${answer.status} ${answer.level}`;
    element("spoken").textContent = sentence(answer, drivers, bond);
  }

  async #trail(): Promise<void> {
    const { watch } = this;
    if (!(await watch.recall()) || watch !== this.#watch) return;
    drawTrail(watch.readings, this.now.asset, watch.joint);
    this.#page.dataset.settled = "";
  }

  /** The region of the two assets that most often bring the account down. */
  async #place(): Promise<void> {
    const { watch, now } = this;
    if (!isJoint(now.answer)) return;
    const { legs } = watch.subject.account(watch.voyage.now);
    const drivers = [...now.answer.drivers].sort((a, b) => b.share - a.share).map(({ factor }) => legs.find((leg) => leg.factor === factor)?.asset);
    const [x, y] = drivers;
    if (!x || !y) return;
    const region = await watch.region([x, y]);
    if (watch === this.#watch) drawPlace(region, now.answer);
  }

  #exact(): Exact | undefined {
    if (!this.#core) return undefined;
    const { subject, voyage } = this.watch;
    const position = subject.position(voyage.now);
    return {
      ts: voyage.now.ts,
      health: this.#core.positionHealth(position),
      boundaries: this.#core.positionBoundaries(position),
      unit: unitOf(position),
      decimals: new Map(this.#core.positionPrices(position).map(({ asset, decimals }) => [asset, decimals])),
    };
  }

  #later(what: Timer, wait: number, run: () => void): void {
    window.clearTimeout(this.#timers[what]);
    this.#timers[what] = window.setTimeout(run, wait);
  }
}
