import type { Address, Chain, Client, Hex, Transport } from 'viem';
import type { AaveV3Revision, AaveV3User, CompoundV3Position, MorphoBluePosition } from '../../pkg/full/plimsoll.js';

export type { AaveV3Revision, AaveV3User, CompoundV3Position, MorphoBluePosition };

/**
 * Names of price factors by token address (any case). A token that is not named has its own symbol for its factor and so counts as
 * volatile; `null` says that it is pegged to what its prices are quoted in.
 *
 * ```ts
 * factors: { [WETH]: 'ETH', [wstETH]: 'ETH', [USDC]: null }
 * ```
 */
export type Factors = Readonly<Record<Address, string | null>>;

/** What every read takes. */
export interface ReadOptions {
  /** Whose account. */
  readonly user: Address;
  /** The block that everything is read at; absent: the latest, asked for once. */
  readonly blockNumber?: bigint;
  /** Price factors of the tokens. */
  readonly factors?: Factors;
}

/** Where an Aave v3 user is read. */
export interface AaveV3ReadOptions extends ReadOptions {
  /** The pool's proxy. */
  readonly pool: Address;
  /** Whose rounding the pool has; absent: by its `POOL_REVISION`. */
  readonly revision?: AaveV3Revision;
  /** Tokens of further reserves to read, for what ifs; absent: only those that the user backs a debt with or owes. */
  readonly also?: readonly Address[];
  /**
   * Also read what steps are checked against: flags and caps, everybody's balances, the rate curve. Absent: a what if on the record is
   * refused by the user's own health alone, and rates stay as they are.
   */
  readonly limits?: boolean;
}

/** Where a Morpho Blue position is read. */
export interface MorphoBlueReadOptions extends ReadOptions {
  /** The Morpho contract. */
  readonly morpho: Address;
  /** The market, 32 bytes. */
  readonly marketId: Hex;
}

/** Whose markets are listed, and from which block of the log. */
export interface MorphoBlueListOptions {
  /** The Morpho contract. */
  readonly morpho: Address;
  /** Whose account. */
  readonly user: Address;
  /** The last block that is looked at; absent: the latest, asked for once. */
  readonly blockNumber?: bigint;
  /** The first one, such as the block of the contract's creation; absent: 0. Some nodes refuse a long span. */
  readonly fromBlock?: bigint;
}

/** Where a Compound III account is read. */
export interface CompoundV3ReadOptions extends ReadOptions {
  /** The market's proxy. */
  readonly comet: Address;
  /** Further collaterals to read, for what ifs; absent: only those that the account holds. */
  readonly also?: readonly Address[];
}

/**
 * Reads a user of an Aave v3 pool (3.0 to 3.7, and Spark): four requests where the chain has a multicall.
 * Rejects with a `ReadError`, or with viem's own error for a broken connection.
 *
 * ```ts
 * import { aaveV3Account } from 'plimsoll';
 * import { readAaveV3 } from 'plimsoll/viem';
 * const user = await readAaveV3(client, { pool, user: account });
 * aaveV3Account(user).healthFactor; // 18 decimals, the contract's own at that block
 * ```
 */
export function readAaveV3<chain extends Chain | undefined>(client: Client<Transport, chain>, options: AaveV3ReadOptions): Promise<AaveV3User>;

/**
 * Reads a position in a Morpho Blue market: three requests where the chain has a multicall. A pre-liquidation contract is not looked for.
 * Rejects with a `ReadError`, or with viem's own error for a broken connection.
 *
 * ```ts
 * import { positionHealth } from 'plimsoll/full';
 * const morphoBlue = await readMorphoBlue(client, { morpho, marketId, user });
 * positionHealth({ morphoBlue }).liquidatable;
 * ```
 */
export function readMorphoBlue<chain extends Chain | undefined>(
  client: Client<Transport, chain>,
  options: MorphoBlueReadOptions,
): Promise<MorphoBluePosition>;

/**
 * Lists the markets into which an account has ever put collateral, the latest first, each once: by one request for the contract's log,
 * after two that see that it is Morpho's. A position closed since is among them; one that only lends is not.
 * Rejects with a `ReadError`, or with viem's own error, also where the node refuses so long a span.
 *
 * ```ts
 * const markets = await listMorphoBlueMarkets(client, { morpho, user, fromBlock: 18_883_124n });
 * const positions = await Promise.all(markets.map((marketId) => readMorphoBlue(client, { morpho, marketId, user })));
 * ```
 */
export function listMorphoBlueMarkets<chain extends Chain | undefined>(
  client: Client<Transport, chain>,
  options: MorphoBlueListOptions,
): Promise<readonly Hex[]>;

/**
 * Reads an account of a Compound III market: three requests where the chain has a multicall.
 * Rejects with a `ReadError`, or with viem's own error for a broken connection.
 *
 * ```ts
 * import { positionHealth } from 'plimsoll/full';
 * const compoundV3 = await readCompoundV3(client, { comet, user });
 * positionHealth({ compoundV3 }).liquidatable; // as after `accrueAccount`: the contract's view leaves the last interest out
 * ```
 */
export function readCompoundV3<chain extends Chain | undefined>(
  client: Client<Transport, chain>,
  options: CompoundV3ReadOptions,
): Promise<CompoundV3Position>;

/**
 * Why a read gave no record:
 * - `invalid_address`: an option is no address, or one with a wrong checksum; nothing was asked;
 * - `invalid_option`: an option that there is not, or of another kind; nothing was asked;
 * - `no_contract`: nothing is at the address at that block;
 * - `wrong_chain`: the client is set to another chain than its node's;
 * - `wrong_contract`: what is there is not the venue's contract;
 * - `reverted`: a call that must answer reverted, such as an oracle's;
 * - `unknown_revision`: the pool's revision is not known here and was not given;
 * - `unknown_reserve`: the pool has no reserve of a token in `also`;
 * - `unknown_market`: Morpho has no such market.
 */
export type ReadErrorCode =
  | 'invalid_address'
  | 'invalid_option'
  | 'no_contract'
  | 'wrong_chain'
  | 'wrong_contract'
  | 'reverted'
  | 'unknown_revision'
  | 'unknown_reserve'
  | 'unknown_market';

/** A read that gave no record; `message` says what to do, `cause` is viem's error where there is one. */
export class ReadError extends Error {
  readonly name: 'ReadError';
  readonly code: ReadErrorCode;
  /** The contract that the error is about; of `invalid_address` what came; absent of `invalid_option`. */
  readonly address?: Address;
  /** The option that is wrong, of `invalid_address` and `invalid_option`. */
  readonly option?: string;
  /** The call that failed, where one did. */
  readonly functionName?: string;
  /** The node's chain, where a call failed. */
  readonly chainId?: number;
  /** The block of the read, where a call failed. */
  readonly blockNumber?: bigint;
}

/** Says whether an error comes from a read, by name and code rather than by class. */
export function isReadError(error: unknown): error is ReadError;
