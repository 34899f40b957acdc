import type { Position } from "plimsoll/full";
import { control, element } from "../dom";
import { FieldError, numberIn, showField, type Bounds } from "../number";
import { ConnectForm } from "./connect";
import { PlaceError } from "./problems";
import { readAccounts, type Entered } from "./reader";
import { recordOf, type TypedAccount, type TypedLeg, type TypedVenue } from "./typed";

type Way = TypedVenue | "json" | "connect";
type Side = "collateral" | "debt";

const ROWS: Record<Side, number> = { collateral: 3, debt: 2 };
const FIRST: Record<Side, Partial<Record<string, string>>> = {
  collateral: { asset: "ETH", amount: "10", price: "2500", threshold: "83", ltv: "80.5" },
  debt: { asset: "USDC", amount: "14000", price: "1" },
};
const COLUMNS: Record<Side, readonly { name: string; label: string; type: "text" | "number" | "select" }[]> = {
  collateral: [
    { name: "asset", label: "Asset", type: "text" },
    { name: "amount", label: "Amount", type: "number" },
    { name: "price", label: "Price, $", type: "number" },
    { name: "factor", label: "Moves with", type: "select" },
    { name: "threshold", label: "Threshold, %", type: "number" },
    { name: "ltv", label: "Max LTV, %", type: "number" },
  ],
  debt: [
    { name: "asset", label: "Asset", type: "text" },
    { name: "amount", label: "Amount", type: "number" },
    { name: "price", label: "Price, $", type: "number" },
    { name: "factor", label: "Moves with", type: "select" },
  ],
};
/** Rows that a venue has room for. One that is filled in beyond them stays visible and is refused: nothing is left out unsaid. */
const ALLOWED: Record<TypedVenue, Record<Side, number>> = {
  aaveV3: ROWS,
  morphoBlue: { collateral: 1, debt: 1 },
  compoundV3: { collateral: 3, debt: 1 },
};

const field = (side: Side, row: number, name: string): HTMLInputElement => control(`${side}-${row}-${name}`);
const wayRadio = (way: Way): HTMLInputElement => {
  const found = document.querySelector<HTMLInputElement>(`input[name=way][value=${way}]`);
  if (!found) throw new Error(`index.html has no way "${way}"`);
  return found;
};
const wayOf = (): Way => document.querySelector<HTMLInputElement>("input[name=way]:checked")?.value as Way;

/** Nothing that is typed in is larger: the core's integers hold it with all its decimals. */
const MOST = 1e15;
/** The least that eight decimals hold. */
const LEAST_PRICE = 1e-8;
const HEADINGS: Record<Side, string> = { collateral: "Held", debt: "Owed" };

const named = (side: Side, row: number): boolean => field(side, row, "asset").value.trim() !== "";

/** A row stands there when it is filled in, or the one before it is: one empty row at a time. */
const offered = (side: Side, row: number): boolean => row === 0 || [row, row - 1].some((at) => named(side, at));

/** The form in which an account is entered; calls back with the venue's record. */
export class AccountDialog {
  readonly #dialog = element<HTMLDialogElement>("account");
  readonly #connect = new ConnectForm();
  readonly #onAccount: (entered: Entered, signal: AbortSignal) => Promise<void>;
  /** What is under way; closing the form ends it. */
  #running: AbortController | undefined;

  /** With what takes an account; when its signal has ended, the visitor wants it no more. */
  constructor(onAccount: (entered: Entered, signal: AbortSignal) => Promise<void>) {
    this.#onAccount = onAccount;
    for (const side of ["collateral", "debt"] as const) {
      rows(side);
      for (let row = 0; row < ROWS[side]; row += 1) field(side, row, "asset").addEventListener("input", () => this.#show());
    }
    for (const radio of document.querySelectorAll<HTMLInputElement>("input[name=way]")) radio.addEventListener("change", () => this.#show());
    element("account-cancel").addEventListener("click", () => {
      this.#stop();
      this.#dialog.close();
    });
    this.#dialog.addEventListener("close", () => {
      if (!this.#dialog.open) this.#stop();
    });
    element("account-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    // Who has a wallet most likely came with it.
    if (this.#connect.hasWallet) wayRadio("connect").checked = true;
    this.#show();
  }

  /** Opens the form; prices can move with these. */
  open(factors: readonly string[]): void {
    this.#stop();
    this.#say("");
    this.#connect.open();
    for (const side of ["collateral", "debt"] as const) {
      for (let row = 0; row < ROWS[side]; row += 1) offer(element<HTMLSelectElement>(`${side}-${row}-factor`), factors, side);
    }
    this.#dialog.showModal();
  }

  #show(): void {
    const way = wayOf();
    const typed = way !== "json" && way !== "connect";
    element("way-typed").hidden = !typed;
    element("way-json").hidden = way !== "json";
    element("way-connect").hidden = way !== "connect";
    if (typed) {
      for (const side of ["collateral", "debt"] as const) {
        for (let row = 0; row < ROWS[side]; row += 1) element(`${side}-${row}`).hidden = !named(side, row) && (row >= ALLOWED[way][side] || !offered(side, row));
      }
    }
  }

  #say(text: string): void {
    element("account-error").textContent = text;
  }

  /** Ends what is under way: its result is not taken. */
  #stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    element<HTMLButtonElement>("account-take").disabled = false;
    element("account-status").textContent = "";
  }

  async #submit(): Promise<void> {
    if (this.#running) return;
    const { signal } = (this.#running = new AbortController());
    element<HTMLButtonElement>("account-take").disabled = true;
    this.#say("");
    try {
      const entered = this.#entered(signal);
      element("account-status").textContent = wayOf() === "connect" ? "Reading the account… A wallet may ask you to show it." : "Reading…";
      await this.#onAccount(await entered, signal);
      if (!signal.aborted) this.#dialog.close();
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof PlaceError) this.#connect.showContracts();
      this.#say(error instanceof Error ? error.message : String(error));
      showField(error);
    } finally {
      if (!signal.aborted) this.#stop();
    }
  }

  async #entered(signal: AbortSignal): Promise<Entered> {
    const way = wayOf();
    if (way === "json") return { positions: [pasted(element<HTMLTextAreaElement>("json").value)], missed: [] };
    if (way === "connect") return readAccounts(this.#connect.whereabouts(), signal);
    return { positions: [recordOf(way, typed(way))], missed: [] };
  }
}

/** A record pasted in; the core itself checks its fields. */
function pasted(text: string): Position {
  try {
    return JSON.parse(text) as Position;
  } catch (error) {
    throw new Error(`This is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function typed(venue: TypedVenue): TypedAccount {
  const legs = (side: Side): TypedLeg[] =>
    Array.from({ length: ROWS[side] }, (_, row) => row)
      .filter((row) => named(side, row))
      .map((row) => {
        const asset = field(side, row, "asset").value.trim();
        const called = `${HEADINGS[side]} ${row + 1}`;
        const room = ALLOWED[venue][side];
        if (row >= room) {
          throw new Error(`${called}: this venue’s account has room for ${room} asset${room === 1 ? "" : "s"} that ${room === 1 ? "is" : "are"} ${HEADINGS[side].toLowerCase()}. Clear the name ${asset}, or choose another venue.`);
        }
        const number = (name: string, bounds: Bounds = { most: MOST }): number => numberIn(field(side, row, name), bounds);
        const factor = field(side, row, "factor").value;
        const [amount, price] = [number("amount"), number("price", { most: MOST, positive: true })];
        if (price < LEAST_PRICE) throw new FieldError(field(side, row, "price"), "enter a price of 0.00000001 or more: a venue’s oracle has eight decimals.");
        const [threshold, ltv] = side === "collateral" ? [number("threshold", { most: 100 }), number("ltv", { most: 100 })] : [0, 0];
        if (ltv > threshold) throw new FieldError(field(side, row, "ltv"), `no venue lends beyond the threshold, which is ${threshold} here. Are the two swapped?`);
        return { row: called, asset, amount, price, ...(factor ? { factor } : {}), threshold, ltv };
      });
  return { collateral: legs("collateral"), debt: legs("debt"), rate: numberIn(control("rate"), { most: 1000 }) };
}

/** Offers what a price can move with; what was chosen stays where it is still there. */
function offer(select: HTMLSelectElement, factors: readonly string[], side: Side): void {
  const fresh = select.options.length === 0;
  const usual = side === "collateral" ? (factors.includes("ETH") ? "ETH" : (factors[0] ?? "")) : "";
  const chosen = fresh ? usual : select.value;
  select.replaceChildren(new Option("the dollar", ""), ...factors.map((factor) => new Option(factor, factor)));
  select.value = chosen === "" || factors.includes(chosen) ? chosen : usual;
}

function rows(side: Side): void {
  const heading = HEADINGS[side];
  for (let row = 0; row < ROWS[side]; row += 1) {
    const line = document.createElement("div");
    line.className = "leg";
    line.id = `${side}-${row}`;
    line.setAttribute("role", "group");
    line.setAttribute("aria-label", `${heading} ${row + 1}`);
    for (const { name, label, type } of COLUMNS[side]) {
      const input = document.createElement(type === "select" ? "select" : "input");
      input.id = `${side}-${row}-${name}`;
      input.setAttribute("aria-label", `${label}, ${heading.toLowerCase()} ${row + 1}`);
      if (input instanceof HTMLInputElement) {
        input.type = "text";
        input.autocomplete = "off";
        if (type === "number") input.inputMode = "decimal";
        input.value = row === 0 ? (FIRST[side][name] ?? "") : name === "price" && side === "debt" ? "1" : "";
      }
      const wrap = document.createElement("label");
      wrap.append(Object.assign(document.createElement("span"), { textContent: label }), input);
      line.append(wrap);
    }
    element(`${side}-rows`).append(line);
  }
}
