import type { Position } from "plimsoll/full";
import { core, type Core } from "../core";
import { control, element } from "../dom";
import { health } from "../format";
import type { Path } from "../source";
import { decimalOf } from "../units";
import { follow, quotedIn } from "./follow";
import type { Entered } from "./reader";
import { factorsOf, OwnSubject, venueOf, type Moment, type Subject } from "./subject";

/** How an account is opened at a moment: an example anew in round amounts, one's own as it was entered. */
export interface Opener {
  /** The example's name; absent for the visitor's own. */
  readonly example?: string;
  readonly factors: readonly string[] | undefined;
  readonly open: (at: Moment, paths: readonly Path[]) => Subject;
}

/** A position of the visitor's own: what it is called, and how it is opened or why it is not. */
export interface Mine {
  readonly name: string;
  readonly opener?: Opener;
  readonly refusal?: string;
}

/** The record without the unseen characters of its names: a token may call itself by one that turns round the digits of what is said of it. */
const legible = (position: Position): Position =>
  JSON.parse(JSON.stringify(position, (_, value: unknown) => (typeof value === "string" ? value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "") : value))) as Position;

/** What was entered, as the page can show it. */
export async function openersOf({ positions, from }: Entered, served: readonly string[]): Promise<Mine[]> {
  const module = await core();
  return positions.map(legible).map((entered) => {
    const name = nameOf(module, entered);
    // What somebody typed in is in dollars, because the form says so.
    const quote = from && quotedIn(entered);
    if (quote) return { name: `${name}, in ${quote}`, refusal: `${name}. This market’s prices are in ${quote} and the page’s chances are of dollar prices, so it draws no load line.` };
    const { position, taken } = follow(entered, served);
    const { legs } = module.positionAccount(position);
    if (legs.every(({ amount }) => amount === 0)) throw new Error("This account holds nothing and owes nothing, so it has no load line.");
    const open = (at: Moment): Subject => new OwnSubject(module, position, at, { taken, ...(from ? { from } : {}) });
    return { name, opener: { factors: factorsOf(legs), open } };
  });
}

/** A position in a few words, what matters first: "Aave v3, health 1.48: WETH against USDC". */
function nameOf({ positionAccount, positionHealth }: Core, position: Position): string {
  const { legs } = positionAccount(position);
  const side = (wanted: "collateral" | "debt"): string => legs.filter((leg) => leg.side === wanted && leg.amount > 0).map(({ asset }) => asset).join(" and ");
  const { healthFactor } = positionHealth(position);
  const stands = healthFactor === undefined ? "no debt" : `health ${health(decimalOf(healthFactor, 18))}`;
  return `${venueOf(position)}, ${stands}: ${side("collateral") || "nothing"}${side("debt") ? ` against ${side("debt")}` : ""}`;
}

let offered: readonly Mine[] = [];

/** Offers the positions and says what was not looked into; `open` is called with the one that is chosen. */
export function offer(own: readonly Mine[], missed: readonly string[], open: (opener: Opener) => void): void {
  offered = own;
  const select = control<HTMLSelectElement>("mine");
  const radio = control("own");
  select.replaceChildren(...own.map(({ name, opener }, place) => Object.assign(new Option(name, String(place)), { disabled: opener === undefined })));
  element("mine-note").textContent = [...own.flatMap(({ refusal = [] }) => refusal), ...missed].join(" ");
  element("mine-label").hidden = own.length === 1;
  const go = (): void => {
    const next = own[Number(select.value)]?.opener;
    if (next) open(next);
  };
  select.onchange = go;
  radio.onchange = go;
  element("own-choice").hidden = false;
}

/** Puts the choices to the account that is shown: the visitor's own positions wait behind their own choice. */
export function mark(shown: Opener): void {
  const radio = document.querySelector<HTMLInputElement>(`input[name=preset][value=${shown.example ?? "own"}]`);
  if (radio) radio.checked = true;
  const place = offered.findIndex(({ opener }) => opener === shown);
  if (place >= 0) control<HTMLSelectElement>("mine").value = String(place);
  element("mine-field").hidden = place < 0 || (offered.length === 1 && element("mine-note").textContent === "");
}
