import type { Position } from "plimsoll/full";
import { control, element } from "../dom";
import { CONTRACTS, type ChainVenue } from "./contracts";
import { hasWallet, readAccount, type Entered, type Whereabouts } from "./reader";
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
/** What a venue has no room for stays in the form but is not read. */
const ALLOWED: Record<TypedVenue, Record<Side, number>> = {
  aaveV3: ROWS,
  morphoBlue: { collateral: 1, debt: 1 },
  compoundV3: { collateral: 3, debt: 1 },
};

const field = (side: Side, row: number, name: string): HTMLInputElement => control(`${side}-${row}-${name}`);
const wayOf = (): Way => document.querySelector<HTMLInputElement>("input[name=way]:checked")?.value as Way;

/** The form in which an account is entered; calls back with the venue's record. */
export class AccountDialog {
  readonly #dialog = element<HTMLDialogElement>("account");
  readonly #onAccount: (entered: Entered) => Promise<void>;

  constructor(onAccount: (entered: Entered) => Promise<void>) {
    this.#onAccount = onAccount;
    for (const side of ["collateral", "debt"] as const) rows(side);
    for (const radio of document.querySelectorAll<HTMLInputElement>("input[name=way]")) radio.addEventListener("change", () => this.#show());
    control("through-rpc").addEventListener("change", () => this.#show());
    control("through-wallet").addEventListener("change", () => this.#show());
    control("chain-venue").addEventListener("change", () => this.#show());
    element("account-cancel").addEventListener("click", () => this.#dialog.close());
    element("account-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    control("through-wallet").checked = hasWallet();
    control("through-rpc").checked = !hasWallet();
    this.#show();
  }

  /** Opens the form; prices can move with these. */
  open(factors: readonly string[]): void {
    this.#say("");
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
        for (let row = 0; row < ROWS[side]; row += 1) element(`${side}-${row}`).hidden = row >= ALLOWED[way][side];
      }
    }
    const venue = chainVenue();
    const { name, which, venue: called } = CONTRACTS[venue];
    element("contract-name").textContent = `Address of the ${name}; empty: ${which} on Ethereum`;
    element("market-field").hidden = venue !== "morphoBlue";
    const rpc = control("through-rpc").checked;
    element("rpc-field").hidden = !rpc;
    element("user-name").textContent = rpc ? "Address of the account" : "Address of the account; empty: the one that the wallet shows";
    element("connect-note").textContent = `What the account holds and owes at ${called} is read once, at the latest block. Nothing is signed or sent.`;
  }

  #say(text: string): void {
    element("account-error").textContent = text;
  }

  async #submit(): Promise<void> {
    const button = element<HTMLButtonElement>("account-take");
    button.disabled = true;
    this.#say("");
    try {
      await this.#onAccount(await this.#entered());
      this.#dialog.close();
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    } finally {
      button.disabled = false;
    }
  }

  async #entered(): Promise<Entered> {
    const way = wayOf();
    if (way === "json") return { position: pasted(element<HTMLTextAreaElement>("json").value) };
    if (way === "connect") return readAccount(whereabouts());
    return { position: recordOf(way, typed(way)) };
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

const chainVenue = (): ChainVenue => control<HTMLSelectElement>("chain-venue").value as ChainVenue;

/** What was entered into a field of so many bytes in hex; nothing where it is empty. */
function hex(id: string, name: string, bytes: number): `0x${string}` | undefined {
  const text = control(id).value.trim();
  if (text === "") return undefined;
  if (!/^0x[0-9a-f]+$/i.test(text) || text.length !== 2 + 2 * bytes) throw new Error(`The ${name} is 0x and ${2 * bytes} digits from 0 to f; this is ${text}.`);
  return text as `0x${string}`;
}

function whereabouts(): Whereabouts {
  const venue = chainVenue();
  const rpc = control("through-rpc").checked ? control("rpc").value.trim() : undefined;
  if (rpc === "") throw new Error("Enter the address of an RPC endpoint.");
  const contract = hex("contract", `address of the ${CONTRACTS[venue].name}`, 20);
  const marketId = venue === "morphoBlue" ? hex("market", "id of a market", 32) : undefined;
  const user = hex("user", "address of an account", 20);
  if (rpc !== undefined && !user) throw new Error("Enter the address of the account: an RPC endpoint does not know whose it is.");
  const access = { ...(rpc === undefined ? {} : { rpc }), ...(contract ? { contract } : {}), ...(user ? { user } : {}) };
  if (venue !== "morphoBlue") return { venue, ...access };
  if (!marketId) throw new Error("Enter the market’s id: a Morpho contract holds many markets.");
  return { venue, marketId, ...access };
}

function typed(venue: TypedVenue): TypedAccount {
  const legs = (side: Side): TypedLeg[] =>
    Array.from({ length: ALLOWED[venue][side] }, (_, row) => row)
      .filter((row) => field(side, row, "asset").value.trim() !== "")
      .map((row) => {
        const number = (name: string): number => {
          const input = field(side, row, name);
          const value = input.valueAsNumber;
          if (!Number.isFinite(value) || value < 0) throw new Error(`${input.getAttribute("aria-label")}: enter a number of 0 or more.`);
          return value;
        };
        const factor = field(side, row, "factor").value;
        return {
          asset: field(side, row, "asset").value.trim(),
          amount: number("amount"),
          price: number("price"),
          ...(factor ? { factor } : {}),
          threshold: side === "collateral" ? number("threshold") : 0,
          ltv: side === "collateral" ? number("ltv") : 0,
        };
      });
  return { collateral: legs("collateral"), debt: legs("debt"), rate: control("rate").valueAsNumber || 0 };
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
  const heading = side === "collateral" ? "Held" : "Owed";
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
        input.type = type;
        if (type === "number") Object.assign(input, { min: "0", step: "any" });
        else input.autocomplete = "off";
        input.value = row === 0 ? (FIRST[side][name] ?? "") : name === "price" && side === "debt" ? "1" : "";
      }
      const wrap = document.createElement("label");
      wrap.append(Object.assign(document.createElement("span"), { textContent: label }), input);
      line.append(wrap);
    }
    element(`${side}-rows`).append(line);
  }
}
