import type { Position } from "plimsoll/full";
import type { PublicClient } from "viem";
import { moment } from "../format";
import { chainName, CONTRACTS, ETHEREUM, type ChainVenue } from "./contracts";
import { sayOf, sayOfRead } from "./problems";

/** An account on a chain, and through what it is read. */
export type Whereabouts = Access & Market;

interface Access {
  /** Address of an RPC endpoint; absent: through the browser's wallet. */
  readonly rpc?: string;
  /** The pool, the Morpho contract or the market; absent: the one that is known on Ethereum. */
  readonly contract?: `0x${string}`;
  /** Absent: the account that the wallet shows. */
  readonly user?: `0x${string}`;
}

type Market = { readonly venue: Exclude<ChainVenue, "morphoBlue"> } | { readonly venue: "morphoBlue"; readonly marketId: `0x${string}` };

/** An account as entered, and where it was read. */
export interface Entered {
  readonly position: Position;
  /** Absent where it was typed in or pasted. */
  readonly from?: Reading;
}

/** Whose account was read, and when: the block and its chain. */
export interface Reading {
  readonly user: string;
  readonly at: string;
}

interface Provider {
  request(question: { method: string; params?: unknown }): Promise<unknown>;
}

type Readers = typeof import("plimsoll/viem");

const wallet = (): Provider | undefined => (window as { ethereum?: Provider }).ethereum;

/** Whether the browser has a wallet that can be asked. */
export const hasWallet = (): boolean => wallet() !== undefined;

async function shownByWallet(provider: Provider | undefined): Promise<`0x${string}`> {
  const accounts = await provider?.request({ method: "eth_requestAccounts" });
  const [first] = Array.isArray(accounts) ? (accounts as `0x${string}`[]) : [];
  if (!first) throw new Error("The wallet shows no account: unlock it, or type in an address.");
  return first;
}

/** Reads an account through the browser's wallet or an RPC endpoint, by the package's own readers, which are loaded now. */
export async function readAccount(where: Whereabouts): Promise<Entered> {
  const { venue, rpc } = where;
  const through = rpc === undefined ? "wallet" : "rpc";
  const provider = wallet();
  if (through === "wallet" && !provider) throw new Error("This browser has no wallet: name an RPC address instead.");
  const [{ createPublicClient, custom, http }, readers] = await Promise.all([import("viem"), import("plimsoll/viem")]);
  const client = createPublicClient({ transport: through === "wallet" && provider ? custom(provider) : http(rpc) });
  let user: `0x${string}`;
  let chainId: number;
  try {
    user = where.user ?? (await shownByWallet(provider));
    chainId = await client.getChainId();
  } catch (problem) {
    throw new Error(sayOf(problem), { cause: problem });
  }
  const chain = chainName(chainId);
  const known = CONTRACTS[venue];
  const contract = where.contract ?? (chainId === ETHEREUM ? known.onEthereum : undefined);
  if (contract === undefined) {
    const is = through === "wallet" ? "The wallet is on" : "The RPC address is of";
    throw new Error(`${is} ${chain}, where this page does not know the ${known.name} of ${known.venue}: enter its address, or ${through === "wallet" ? "switch the wallet to Ethereum" : "name one of Ethereum"}.`);
  }
  try {
    const block = await client.getBlock();
    const position = await read(readers, client, where, { contract, user, blockNumber: block.number });
    return { position, from: { user, at: `block ${block.number} of ${chain}, ${moment(Number(block.timestamp))}` } };
  } catch (problem) {
    throw new Error(sayOfRead(problem, { through, chain, contract, name: known.name, venue: known.venue }), { cause: problem });
  }
}

interface At {
  readonly contract: `0x${string}`;
  readonly user: `0x${string}`;
  readonly blockNumber: bigint;
}

async function read(readers: Readers, client: PublicClient, market: Market, { contract, ...at }: At): Promise<Position> {
  switch (market.venue) {
    case "aaveV3":
      return { aaveV3: await readers.readAaveV3(client, { pool: contract, ...at }) };
    case "morphoBlue":
      return { morphoBlue: await readers.readMorphoBlue(client, { morpho: contract, marketId: market.marketId, ...at }) };
    case "compoundV3":
      return { compoundV3: await readers.readCompoundV3(client, { comet: contract, ...at }) };
  }
}
