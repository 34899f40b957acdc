/** What a wallet is asked through: EIP-1193. */
export interface Provider {
  request(question: { method: string; params?: unknown }): Promise<unknown>;
}

/** A wallet in this browser. */
export interface Wallet {
  readonly id: string;
  readonly name: string;
  /** A picture that is in its own address: nothing is fetched for it. */
  readonly icon?: string;
  readonly provider: Provider;
}

/** The one that wallets share which do not announce themselves. */
const SHARED = "window.ethereum";

/** Most wallets that are listed: whoever can put a script into the page can announce any number. */
const MOST = 20;

/** The wallets of this browser: those that announce themselves (EIP-6963), else the one at `window.ethereum`. */
export class Wallets {
  readonly #announced = new Map<string, Wallet>();
  readonly #onChange: () => void;

  /** Calls back with each wallet that announces itself: when it is asked, or at any time. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    window.addEventListener("eip6963:announceProvider", (event) => this.#hear((event as CustomEvent<unknown>).detail));
  }

  /** Asks every wallet to announce itself. */
  ask(): void {
    window.dispatchEvent(new Event("eip6963:requestProvider"));
  }

  get list(): readonly Wallet[] {
    if (this.#announced.size > 0) return [...this.#announced.values()];
    const { ethereum } = window as { ethereum?: unknown };
    return isProvider(ethereum) ? [{ id: SHARED, name: "this browser’s wallet", provider: ethereum }] : [];
  }

  /** The first to use an id keeps it: nobody takes the place of a wallet that is listed. */
  #hear(detail: unknown): void {
    if (!isRecord(detail) || !isRecord(detail.info) || !isProvider(detail.provider)) return;
    const { uuid, name, icon, rdns } = detail.info;
    if (typeof uuid !== "string" || typeof name !== "string" || name.trim() === "") return;
    if (this.#announced.has(uuid) || this.#announced.size >= MOST) return;
    const twin = [...this.#announced.values()].some((wallet) => wallet.name === name.trim());
    const called = twin && typeof rdns === "string" ? `${name.trim()} (${rdns})` : name.trim();
    // A picture is shown as one, in an `img`, where no script in it runs.
    const picture = typeof icon === "string" && icon.startsWith("data:image/") ? { icon } : {};
    this.#announced.set(uuid, { id: uuid, name: called, ...picture, provider: detail.provider });
    this.#onChange();
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isProvider = (value: unknown): value is Provider => isRecord(value) && typeof value.request === "function";
