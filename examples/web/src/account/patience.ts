/** How long the page waits for a wallet or an RPC address that says nothing, milliseconds. */
const SILENCE = 20_000;
/** How long for the visitor to answer the wallet: it may have to be unlocked first. */
const ASKED = 120_000;

/** What a wait ends with when the visitor has gone on; nobody reads it. */
export class Gone extends Error {}

/** Waits for somebody outside the page, until there is silence for too long or the visitor has gone on. */
export class Patience {
  readonly #signal: AbortSignal;
  readonly #whom: string;
  #timer = 0;
  #over = false;
  #give: (error: Error) => void = () => undefined;

  constructor(whom: string, signal: AbortSignal) {
    this.#whom = whom;
    this.#signal = signal;
  }

  /** The result, or a failure when it takes too long; what comes after that is heard by nobody. */
  wait<T>(run: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#give = reject;
      this.#signal.addEventListener("abort", () => reject(new Gone()), { once: true });
      if (this.#signal.aborted) return reject(new Gone());
      this.heard();
      run().then(resolve, reject);
    }).finally(() => {
      this.#over = true;
      window.clearTimeout(this.#timer);
    });
  }

  /** An answer came: the wait begins anew. */
  heard(): void {
    this.#start(SILENCE, `${this.#whom} has not answered for 20 seconds. Try again, or name another one.`);
  }

  /** The wallet asks the visitor something. */
  asks(): void {
    this.#start(ASKED, `${this.#whom} has not shown an account within two minutes. Answer what it asks, or type in the account’s address.`);
  }

  #start(wait: number, sentence: string): void {
    window.clearTimeout(this.#timer);
    if (this.#over) return;
    this.#timer = window.setTimeout(() => this.#give(new Error(sentence)), wait);
  }
}
