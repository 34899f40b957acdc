import { accountHealth, defaultAdviceOptions, type AdviceOptions } from "plimsoll";
import { unitOf, type Moment, type Subject } from "./account/subject";
import { isJoint } from "./answer";
import { core, type Core } from "./core";
import { element } from "./dom";
import { drawClock, drawNow, drawPlace, drawSlider, drawSource, drawTrail, openSlider } from "./draw";
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

  /** Opens an account on paths. */
  async embark(paths: readonly Path[], open: (at: Moment) => Subject): Promise<void> {
    const voyage = new Voyage(paths);
    const watch = new Watch(voyage, open(voyage.now), this.options);
    const before = this.#watch;
    this.#watch = watch;
    try {
      await this.refresh();
    } catch (error) {
      this.#watch = before;
      voyage.close();
      throw error;
    }
    before?.voyage.close();
    if (!watch.joint) drawPlace(undefined);
    openSlider(watch.subject);
    drawSource(voyage);
    this.speak();
  }

  /** Opens another account at the hour that the replay has reached. */
  async board(open: (at: Moment) => Subject): Promise<void> {
    const { watch } = this;
    const before = watch.subject;
    watch.change(open(watch.voyage.now), this.options);
    try {
      await this.refresh();
    } catch (error) {
      watch.change(before, this.options);
      throw error;
    }
    openSlider(watch.subject);
    this.speak();
  }

  /** Tries another debt. */
  async owe(debt: number): Promise<void> {
    const { subject, voyage, joint } = this.watch;
    const tried = subject.owing(debt, voyage.now);
    this.watch.change(tried, this.options);
    this.#later("speak", SPOKEN, () => this.speak());
    if (!joint) return this.refresh();
    // A simulation takes a moment: what the slider stands at is said at once.
    drawSlider(tried, accountHealth(tried.account(voyage.now)));
    this.#page.dataset.busy = "";
    this.#later("ask", REST, () => void this.refresh().catch(this.#report));
  }

  /** Takes other terms: the accepted chance or its horizon. */
  async terms(change: Partial<AdviceOptions>): Promise<void> {
    this.options = { ...this.options, ...change };
    this.watch.change(this.watch.subject, this.options);
    await this.refresh();
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
    delete this.#page.dataset.settled;
    if (watch.joint) {
      this.#page.dataset.busy = "";
      const now = await watch.askJoint().finally(() => delete this.#page.dataset.busy);
      if (!now || watch !== this.#watch) return;
      this.#now = now;
    } else {
      delete this.#page.dataset.busy;
      this.#now = watch.ask();
    }
    drawNow(this.#now, watch, this.#exact());
    drawClock(watch.voyage);
    forgetPlan();
    this.#later("trail", watch.readings.length > 1 ? 0 : REST, () => void this.#trail().catch(this.#report));
    if (watch.joint) this.#later("place", REST, () => void this.#place().catch(this.#report));
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
