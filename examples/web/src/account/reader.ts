import type { Position } from "plimsoll/full";
import type { PublicClient } from "viem";
import { core } from "../core";
import { moment } from "../format";
import { chainName, CONTRACTS, ETHEREUM, MORPHO_SINCE, type ChainVenue } from "./contracts";
import { Patience } from "./patience";
import { PlaceError, sayOf, sayOfRead, whoIsOn, type Place } from "./problems";
import type { Provider } from "./wallets";

/** Whose accounts are read, where, and through what. */
export interface Whereabouts {
  /** A wallet, or the address of an RPC endpoint. */
  readonly through: Provider | string;
  /** One venue, or several to look for positions in. */
  readonly venues: readonly ChainVenue[];
  /** The pool, the Morpho contract or the market; absent: those that are known on Ethereum. */
  readonly contracts: Readonly<Partial<Record<ChainVenue, `0x${string}`>>>;
  /** Of Morpho Blue; absent: every market that the account has put collateral into. */
  readonly marketId?: `0x${string}`;
  /** Absent: the account that the wallet shows. */
  readonly user?: `0x${string}`;
}

/** What was entered, and where it was read. */
export interface Entered {
  /** One at least; those nearest to liquidation first. */
  readonly positions: readonly Position[];
  /** Absent where it was typed in or pasted. */
  readonly from?: Reading;
  /** A sentence for each place that was not looked into. */
  readonly missed: readonly string[];
}

/** Whose account was read, and when: the block and its chain. */
export interface Reading {
  readonly user: string;
  readonly at: string;
}

type Readers = typeof import("plimsoll/viem");

/** A chain that was reached, at one block. */
interface Reached {
  readonly client: PublicClient;
  readonly readers: Readers;
  readonly through: Place["through"];
  readonly chainId: number;
  readonly user: `0x${string}`;
  readonly block: { readonly number: bigint; readonly timestamp: bigint };
}

/** One contract, and of Morpho Blue one market, in which the account may have a position. */
interface Spot {
  readonly venue: ChainVenue;
  readonly contract: `0x${string}`;
  readonly marketId?: `0x${string}` | undefined;
}

/** Where viem's own chains have the contract that answers many calls at once. On a chain without it every call is made alone. */
const MULTICALL = "0xcA11bde05977b3631167028862bE2a173976CA11";

const NOTHING = "This account holds nothing and owes nothing, so it has no load line. Choose another account in the wallet, or type in its address.";

async function shownBy(provider: Provider, patience: Patience): Promise<`0x${string}`> {
  patience.asks();
  const accounts = await provider.request({ method: "eth_requestAccounts" });
  patience.heard();
  const [first] = Array.isArray(accounts) ? (accounts as `0x${string}`[]) : [];
  if (!first) throw new Error("The wallet shows no account: unlock it, or type in an address.");
  return first;
}

/** Connects: the account, its chain and the latest block. viem and the readers are loaded now. */
async function reach({ through, user: typed }: Whereabouts, patience: Patience): Promise<Reached> {
  const [{ createPublicClient, custom, defineChain, http }, readers] = await Promise.all([import("viem"), import("plimsoll/viem")]);
  const heard = () => patience.heard();
  const request: Provider["request"] = (question) => (through as Provider).request(question).finally(heard);
  const transport = typeof through === "string" ? http(through, { onFetchResponse: heard }) : custom({ request });
  try {
    const user = typed ?? (typeof through === "string" ? undefined : await shownBy(through, patience));
    if (!user) throw new Error("Enter the address of the account: an RPC endpoint does not know whose it is.");
    const chainId = await createPublicClient({ transport }).getChainId();
    const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
    const chain = defineChain({ id: chainId, name: chainName(chainId), nativeCurrency, rpcUrls: { default: { http: [] } }, contracts: { multicall3: { address: MULTICALL } } });
    const client: PublicClient = createPublicClient({ chain, transport });
    const { number, timestamp } = await client.getBlock();
    return { client, readers, through: typeof through === "string" ? "rpc" : "wallet", chainId, user, block: { number, timestamp } };
  } catch (problem) {
    throw new Error(sayOf(problem), { cause: problem });
  }
}

/** Reads the positions of an account through a wallet or an RPC endpoint, by the package's own readers; ends when the signal does. */
export function readAccounts(where: Whereabouts, signal: AbortSignal): Promise<Entered> {
  const patience = new Patience(typeof where.through === "string" ? "The RPC address" : "The wallet", signal);
  return patience.wait(() => read(where, patience));
}

async function read(where: Whereabouts, patience: Patience): Promise<Entered> {
  const reached = await reach(where, patience);
  const [spots, unlooked] = await spotsOf(where, reached);
  const looked = await Promise.all(spots.map(async (spot) => ({ spot, ...(await attempt(() => readAt(spot, reached))) })));
  const failed = looked.flatMap(({ spot, problem }) => (problem === undefined ? [] : sayOfRead(problem, placeOf(spot, reached))));
  // A connection that breaks breaks for all: it is said once.
  const missed = [...new Set([...unlooked, ...failed])];
  const { positionAccount, positionHealth } = await core();
  const held = looked.flatMap(({ value }) => (value && positionAccount(value).legs.some(({ amount }) => amount > 0) ? [value] : []));
  if (held.length === 0) {
    const found = missed.length === 0 || looked.some(({ value }) => value);
    throw new PlaceError([...(found ? [NOTHING] : []), ...missed].join(" "));
  }
  const positions = held
    .map((position) => ({ position, health: BigInt(positionHealth(position).healthFactor ?? -1) }))
    .sort((a, b) => (a.health < 0n ? 1 : b.health < 0n || a.health < b.health ? -1 : 1))
    .map(({ position }) => position);
  const { user, block, chainId } = reached;
  return { positions, from: { user, at: `block ${block.number} of ${chainName(chainId)}, ${moment(Number(block.timestamp))}` }, missed };
}

async function attempt<T>(run: () => Promise<T>): Promise<{ value?: T; problem?: unknown }> {
  try {
    return { value: await run() };
  } catch (problem) {
    return { problem: problem ?? "unknown" };
  }
}

/** Where the account may have positions, and a sentence for each venue that cannot be looked into. */
async function spotsOf({ venues, contracts, marketId }: Whereabouts, reached: Reached): Promise<[Spot[], string[]]> {
  const spots: Spot[] = [];
  const missed: string[] = [];
  if (reached.chainId !== ETHEREUM && venues.length > 1 && !venues.some((venue) => contracts[venue])) {
    throw new PlaceError(`${whoIsOn(reached.through)} ${chainName(reached.chainId)}, where this page knows no contract: enter the address of one at least, or ${otherwise(reached)}.`);
  }
  for (const venue of venues) {
    const entered = contracts[venue];
    const known = entered ? [entered] : reached.chainId === ETHEREUM ? Object.values(CONTRACTS[venue].onEthereum) : [];
    if (known.length === 0) missed.push(unknownOn(venue, reached));
    for (const contract of known) {
      if (venue !== "morphoBlue" || marketId) spots.push({ venue, contract, ...(venue === "morphoBlue" ? { marketId } : {}) });
      else {
        const { value = [], problem } = await attempt(() => marketsOf(contract, reached));
        if (problem !== undefined) missed.push(unlisted(problem, { venue, contract }, reached));
        spots.push(...value.map((found) => ({ venue, contract, marketId: found })));
      }
    }
  }
  return [spots, missed];
}

function unlisted(problem: unknown, spot: Spot, reached: Reached): string {
  if (reached.readers.isReadError(problem)) return sayOfRead(problem, placeOf(spot, reached));
  return `The markets of the account in Morpho Blue could not be listed (${sayOf(problem).replace(/\.$/, "")}): enter the id of one.`;
}

function unknownOn(venue: ChainVenue, reached: Reached): string {
  const { name, venue: called } = CONTRACTS[venue];
  return `${whoIsOn(reached.through)} ${chainName(reached.chainId)}, where this page does not know the ${name} of ${called}: enter its address, or ${otherwise(reached)}.`;
}

const otherwise = ({ through }: Reached): string => (through === "wallet" ? "switch the wallet to Ethereum" : "name one of Ethereum");

const placeOf = ({ venue, contract, marketId }: Spot, { through, chainId }: Reached): Place => {
  const { name, venue: called } = CONTRACTS[venue];
  return { through, chain: chainName(chainId), contract, name, venue: called, marketId };
};

async function marketsOf(morpho: `0x${string}`, { client, readers, user, block, chainId }: Reached): Promise<readonly `0x${string}`[]> {
  return readers.listMorphoBlueMarkets(client, { morpho, user, blockNumber: block.number, fromBlock: chainId === ETHEREUM ? MORPHO_SINCE : 0n });
}

async function readAt({ venue, contract, marketId }: Spot, { client, readers, user, block }: Reached): Promise<Position> {
  const at = { user, blockNumber: block.number };
  switch (venue) {
    case "aaveV3":
      return { aaveV3: await readers.readAaveV3(client, { pool: contract, ...at }) };
    case "morphoBlue":
      return { morphoBlue: await readers.readMorphoBlue(client, { morpho: contract, marketId: marketId ?? "0x", ...at }) };
    case "compoundV3":
      return { compoundV3: await readers.readCompoundV3(client, { comet: contract, ...at }) };
  }
}
