import { control, element } from "../dom";
import { CHAIN_VENUES, CONTRACTS, type ChainVenue } from "./contracts";
import type { Whereabouts } from "./reader";
import { Wallets } from "./wallets";

const RPC = "rpc";
const ALL = "all";

/** The part of the form in which an account on a chain is named, and through what it is read. */
export class ConnectForm {
  readonly #wallets = new Wallets(() => this.#offer());
  /** What the visitor chose to read through, if anything. */
  #chosen: string | undefined;

  constructor() {
    element("through").addEventListener("change", ({ target }) => {
      this.#chosen = (target as HTMLInputElement).value;
      this.#show();
    });
    control("chain-venue").addEventListener("change", () => this.#show());
    this.open();
  }

  get hasWallet(): boolean {
    return this.#wallets.list.length > 0;
  }

  /** Lists the wallets that there are by now. */
  open(): void {
    this.#wallets.ask();
    this.#offer();
  }

  /** Lists the wallets as they are now; what was chosen stays chosen while it is there. */
  #offer(): void {
    const { list } = this.#wallets;
    const there = this.#chosen === RPC || list.some(({ id }) => id === this.#chosen);
    const checked = there ? this.#chosen : (list[0]?.id ?? RPC);
    const focused = document.activeElement instanceof HTMLInputElement && document.activeElement.name === "through" ? document.activeElement.value : undefined;
    element("wallets").replaceChildren(
      ...list.map(({ id, name, icon }) => {
        const label = Object.assign(document.createElement("label"), { className: "tick" });
        const radio = Object.assign(document.createElement("input"), { type: "radio", name: "through", value: id, checked: id === checked });
        const picture = icon === undefined ? [] : [Object.assign(document.createElement("img"), { src: icon, alt: "", width: 20, height: 20 })];
        label.append(radio, ...picture, Object.assign(document.createElement("span"), { textContent: name }));
        return label;
      }),
    );
    control("through-rpc").checked = checked === RPC;
    element("wallets-note").textContent =
      list.length === 0 ? "No wallet was found in this browser." : list.length === 1 ? "" : `${list.length} wallets are in this browser.`;
    if (focused !== undefined) document.querySelector<HTMLInputElement>("input[name=through]:checked")?.focus();
    this.#show();
  }

  #show(): void {
    const venues = chosenVenues();
    for (const venue of CHAIN_VENUES) {
      const { name, which } = CONTRACTS[venue];
      element(`contract-${venue}-field`).hidden = !venues.includes(venue);
      element(`contract-${venue}-name`).textContent = `Address of the ${name} of ${CONTRACTS[venue].venue}; empty: ${which} on Ethereum`;
    }
    element("market-field").hidden = venues.length > 1 || venues[0] !== "morphoBlue";
    const rpc = through() === RPC;
    element("rpc-field").hidden = !rpc;
    element("user-name").textContent = rpc ? "Address of the account" : "Address of the account; empty: the one that the wallet shows";
    const where = venues.length > 1 ? "the three venues" : (venues.map((venue) => CONTRACTS[venue].venue)[0] ?? "");
    element("connect-note").textContent = `What the account holds and owes at ${where} is read once, at the latest block. Nothing is signed or sent.`;
  }

  /** What was entered; what is missing or misspelt is said in a sentence. */
  whereabouts(): Whereabouts {
    const venues = chosenVenues();
    const chosen = through();
    const wallet = this.#wallets.list.find(({ id }) => id === chosen);
    const rpc = control("rpc").value.trim();
    if (chosen === RPC && rpc === "") throw new Error("Enter the address of an RPC endpoint.");
    if (chosen !== RPC && !wallet) throw new Error("The wallet that was chosen is no longer there: choose another one, or name an RPC address.");
    const contracts: Partial<Record<ChainVenue, `0x${string}`>> = {};
    for (const venue of venues) {
      const address = hex(`contract-${venue}`, `address of the ${CONTRACTS[venue].name}`, 20);
      if (address) contracts[venue] = address;
    }
    const marketId = venues.length === 1 && venues[0] === "morphoBlue" ? hex("market", "id of a market", 32) : undefined;
    const user = hex("user", "address of an account", 20);
    if (chosen === RPC && !user) throw new Error("Enter the address of the account: an RPC endpoint does not know whose it is.");
    return { through: wallet?.provider ?? rpc, venues, contracts, ...(marketId ? { marketId } : {}), ...(user ? { user } : {}) };
  }

  /** Shows where contracts are entered: a read said that another one is needed. */
  showContracts(): void {
    element<HTMLDetailsElement>("elsewhere").open = true;
  }
}

const through = (): string => document.querySelector<HTMLInputElement>("input[name=through]:checked")?.value ?? RPC;

function chosenVenues(): readonly ChainVenue[] {
  const { value } = control<HTMLSelectElement>("chain-venue");
  return value === ALL ? CHAIN_VENUES : [value as ChainVenue];
}

/** What was entered into a field of so many bytes in hex; nothing where it is empty. */
function hex(id: string, name: string, bytes: number): `0x${string}` | undefined {
  const text = control(id).value.trim();
  if (text === "") return undefined;
  if (!/^0x[0-9a-f]+$/i.test(text) || text.length !== 2 + 2 * bytes) throw new Error(`The ${name} is 0x and ${2 * bytes} digits from 0 to f; this is ${text}.`);
  return text as `0x${string}`;
}
