import type { Position } from "plimsoll/full";

/** An account on a chain, and through what it is read. */
export interface Whereabouts {
  readonly venue: "aaveV3" | "morphoBlue" | "compoundV3";
  /** Address of an RPC endpoint; absent: through the browser's wallet. */
  readonly rpc?: string;
  /** The pool, the Morpho contract or the Comet. */
  readonly contract: `0x${string}`;
  /** Of Morpho Blue only. */
  readonly marketId?: `0x${string}`;
  /** Absent: the account that the wallet shows. */
  readonly user?: `0x${string}`;
}

interface Provider {
  request(question: { method: string; params?: unknown }): Promise<unknown>;
}

const wallet = (): Provider | undefined => (window as { ethereum?: Provider }).ethereum;

/** Whether the browser has a wallet that can be asked. */
export const hasWallet = (): boolean => wallet() !== undefined;

async function shownByWallet(): Promise<`0x${string}`> {
  const accounts = await wallet()?.request({ method: "eth_requestAccounts" });
  const [first] = Array.isArray(accounts) ? (accounts as `0x${string}`[]) : [];
  if (!first) throw new Error("The wallet shows no account: unlock it, or type in an address.");
  return first;
}

/** Reads an account through the browser's wallet or an RPC endpoint, by the package's own readers, which are loaded now. */
export async function readAccount({ venue, rpc, contract, marketId, user }: Whereabouts): Promise<Position> {
  const provider = wallet();
  if (rpc === undefined && !provider) throw new Error("This browser has no wallet: name an RPC address instead.");
  const [{ createPublicClient, custom, http }, readers] = await Promise.all([import("viem"), import("plimsoll/viem")]);
  const client = createPublicClient({ transport: rpc === undefined && provider ? custom(provider) : http(rpc) });
  const account = user ?? (await shownByWallet());
  switch (venue) {
    case "aaveV3":
      return { aaveV3: await readers.readAaveV3(client, { pool: contract, user: account }) };
    case "morphoBlue":
      if (marketId === undefined) throw new Error("Enter the market’s id: a Morpho contract holds many markets.");
      return { morphoBlue: await readers.readMorphoBlue(client, { morpho: contract, marketId, user: account }) };
    case "compoundV3":
      return { compoundV3: await readers.readCompoundV3(client, { comet: contract, user: account }) };
  }
}
