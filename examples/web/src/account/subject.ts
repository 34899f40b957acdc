import { aaveV3View, accountHealth, type Account, type Leg } from "plimsoll";
import type { Position as VenuePosition } from "plimsoll/full";
import type { Core } from "../core";
import { amount, dollars } from "../format";
import type { Reading } from "./reader";
import { collateralAsset, debtAsset, userAt, type Position as Preset } from "./presets";

/** A time and the prices of the factors then. */
export interface Moment {
  readonly ts: number;
  readonly prices: Readonly<Record<string, number>>;
}

/** The slider's places, from nothing owed to its end. */
export interface Slider {
  readonly value: number;
  /** Where the account's own debt is. */
  readonly own: number;
  readonly limit: number;
  readonly step: number;
}

/** What is owed at a moment, in words: prices and interest move it. */
export interface Owed {
  readonly now: string;
  readonly own: string;
  /** At the slider's ends. */
  readonly least: string;
  readonly most: string;
}

/** An account as it stands at any time and prices; the debt can be tried. */
export interface Subject {
  readonly venue: string;
  readonly factors: readonly string[];
  readonly holding: string;
  readonly slider: Slider;
  /** How the account was taken where that was a choice, such as "wstETH moves with ETH". */
  readonly taken?: string;
  /** Whose account it is and as of when, where it was read on a chain. */
  readonly from?: Reading;
  /** The hour of the path at which it was entered: its prices are still its own then. */
  readonly enteredAt?: number;
  /** The visitor's own: not one of the page's examples. */
  readonly own?: boolean;
  /** Another debt than the account's own is tried: `account` has it; `position` has it where the account is an example. */
  readonly tried: boolean;
  /** As the model reads it, with the debt that is tried. */
  account(at: Moment): Account;
  /** As the venue holds it. */
  position(at: Moment): VenuePosition;
  owed(at: Moment): Owed;
  /** The same account owing another amount, by the slider's place, from a time on. */
  owing(place: number, at: Moment): Subject;
}

/** The slider's places of an account that was entered, from nothing owed to the end. */
const PLACES = 1000;

/** One of the page's example positions: Aave v3.7, one asset against dollars. */
export class ExampleSubject implements Subject {
  readonly venue = "Aave v3.7";
  readonly factors: readonly string[];
  readonly preset: Preset;
  /** As it was opened. */
  readonly #opened: Preset;

  constructor(preset: Preset, opened = preset) {
    this.preset = preset;
    this.#opened = opened;
    this.factors = [preset.asset];
  }

  get tried(): boolean {
    return this.preset !== this.#opened;
  }

  get holding(): string {
    const { collateral, debt } = this.preset;
    return `${amount(collateral, collateralAsset(this.preset))} supplied to Aave v3.7, ${debt > 0 ? `${amount(debt, debtAsset(this.preset))} borrowed` : "nothing borrowed"}`;
  }

  get slider(): Slider {
    const { debt, debtLimit, debtStep } = this.preset;
    return { value: debt, own: this.#opened.debt, limit: debtLimit, step: debtStep };
  }

  owed(at: Moment): Owed {
    const asset = debtAsset(this.preset);
    const owes = ({ legs }: Account): number => legs.find((leg) => leg.side === "debt")?.amount ?? 0;
    const own = this.tried ? new ExampleSubject(this.#opened).account(at) : this.account(at);
    return { now: amount(owes(this.account(at)), asset), own: amount(owes(own), asset), least: amount(0, asset), most: amount(this.preset.debtLimit, asset) };
  }

  account(at: Moment): Account {
    return aaveV3View(userAt(this.preset, this.#price(at), at.ts));
  }

  position(at: Moment): VenuePosition {
    return { aaveV3: userAt(this.preset, this.#price(at), at.ts) };
  }

  owing(debt: number, at: Moment): Subject {
    return new ExampleSubject(debt === this.#opened.debt ? this.#opened : { ...this.preset, debt, openedAt: at.ts }, this.#opened);
  }

  #price({ prices }: Moment): number {
    return prices[this.preset.asset] ?? 0;
  }
}

const VENUES: Readonly<Record<string, string>> = {
  aaveV3: "Aave v3",
  aaveV4: "Aave v4",
  morphoBlue: "Morpho Blue",
  compoundV3: "Compound III",
  maker: "Maker",
  liquityV2: "Liquity v2",
  eulerV2: "Euler v2",
  dydxV4: "dYdX v4",
  tieredMargin: "a margin exchange",
  drift: "Drift",
  gmxV2: "GMX v2",
  llamma: "LLAMMA",
};

/** What the venue of a position is called. */
export const venueOf = (position: VenuePosition): string => VENUES[Object.keys(position)[0] ?? ""] ?? "its venue";

/** What a venue counts values in, for the figures that are its own. */
export function unitOf(position: VenuePosition): string {
  if ("morphoBlue" in position) return position.morphoBlue.market.loanAsset;
  return "aaveV3" in position || "aaveV4" in position || "compoundV3" in position ? "US dollars" : "the venue’s unit of value";
}

/** Twelve decimals of a ratio of prices: finer than any path's prices. */
const RATIO = 10 ** 12;

/** An account that was typed in or read: its own prices move as the path's prices have moved since then. */
export class OwnSubject implements Subject {
  readonly venue: string;
  readonly factors: readonly string[];
  readonly holding: string;
  readonly slider: Slider;
  readonly taken: string;
  readonly from?: Reading;
  readonly own = true;
  readonly #core: Core;
  readonly #entered: VenuePosition;
  readonly #opened: Moment;
  /** What is tried, as a share of the account's own debt, and the most that can be. */
  readonly #scale: number;
  readonly #most: number;

  constructor(core: Core, entered: VenuePosition, opened: Moment, { taken = "", from }: { taken?: string; from?: Reading } = {}, place?: number) {
    const { legs } = core.positionAccount(entered);
    const { collateral, debt } = core.accountHealth({ legs });
    this.venue = venueOf(entered);
    this.factors = factorsOf(legs);
    this.taken = taken;
    if (from) this.from = from;
    this.#core = core;
    this.#entered = entered;
    this.#opened = opened;
    const text = (side: Leg["side"]): string => legs.filter((leg) => leg.side === side && leg.amount > 0).map((leg) => amount(leg.amount, leg.asset)).join(" and ");
    this.holding = `${text("collateral") || "Nothing"} supplied to ${this.venue}, ${text("debt") || "nothing"} borrowed`;
    // The end of the slider is a debt of 95 % of the collateral, as with the examples. Its own debt is one of its places.
    this.#most = debt > 0 ? Math.max(1, (collateral * 0.95) / debt) : 1;
    const own = this.#most > 1 ? Math.min(PLACES - 1, Math.max(1, Math.round(PLACES / this.#most))) : PLACES;
    const value = place ?? own;
    this.#scale = value <= own ? value / own : 1 + ((this.#most - 1) * (value - own)) / (PLACES - own);
    this.slider = { value, own, limit: debt > 0 ? PLACES : 0, step: 1 };
  }

  get tried(): boolean {
    return this.#scale !== 1;
  }

  get enteredAt(): number {
    return this.#opened.ts;
  }

  account(at: Moment): Account {
    return this.#owing(this.#core.positionAccount(this.position(at)), this.#scale);
  }

  owed(at: Moment): Owed {
    const account = this.#core.positionAccount(this.position(at));
    const text = (scale: number): string => dollars(accountHealth(this.#owing(account, scale)).debt);
    return { now: text(this.#scale), own: text(1), least: text(0), most: text(this.#most) };
  }

  position(at: Moment): VenuePosition {
    const seconds = Math.max(0, at.ts - this.#opened.ts);
    const later = seconds > 0 ? this.#core.positionLater(this.#entered, seconds) : this.#entered;
    const prices = this.#core.positionPrices(this.#entered).flatMap(({ asset, price, factor }) => {
      const [now, then] = factor === undefined ? [] : [at.prices[factor], this.#opened.prices[factor]];
      if (now === undefined || then === undefined || now === then) return [];
      return [{ asset, price: String((BigInt(price) * BigInt(Math.round((now / then) * RATIO))) / BigInt(RATIO)) }];
    });
    return prices.length > 0 ? this.#core.positionAtPrices(later, prices) : later;
  }

  owing(place: number): Subject {
    return new OwnSubject(this.#core, this.#entered, this.#opened, this, place);
  }

  /** The venue's verdict is on the debt as entered, not on the one that is tried. */
  #owing(account: Account, scale: number): Account {
    return scale === 1 ? account : { legs: account.legs.map((leg) => (leg.side === "debt" ? { ...leg, amount: leg.amount * scale } : leg)) };
  }
}

/** The price factors of an account's legs, each once. */
export const factorsOf = (legs: readonly Leg[]): string[] => [...new Set(legs.flatMap(({ factor }) => (factor === undefined ? [] : [factor])))];
