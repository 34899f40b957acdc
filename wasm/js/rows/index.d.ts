import type { AaveV3Pool, AaveV3StressedBook, AaveV3User, CompoundV3Position, MorphoBlueMarket, MorphoBluePosition } from '../../pkg/full/plimsoll.js';

export { isRiskError } from '../index.js';

/** An on-chain integer, unscaled: a `bigint`, or its decimal string, "-5" below zero. No `number`: it would lose digits. */
export type Amount = bigint | string;

/**
 * Rows of a book, packed. A row is an object, or its fields in order as an array. What does not fit (below zero, above 2^128 − 1, no
 * integer, an unknown key, a place that the book does not have) is refused with a `RiskError` that names the row, counted from 0, and the
 * field, such as `rows[41].collateral`; a refused row leaves no trace. What no row can show, the book itself refuses.
 */
declare abstract class Rows<Row> {
  /** Rows so far. */
  readonly length: number;
  /** Appends one row. */
  push(row: Row): this;
  /** Appends rows, up to one that is refused. */
  pushAll(rows: Iterable<Row>): this;
  /** The bytes for the book: not a copy, so ask for them after the last row. */
  bytes(): Uint8Array;
  /** Starts anew in the memory that it has. */
  clear(): this;
}

/** One Aave v3 user, as the pool's own getters answer. */
export interface AaveV3Row {
  /** `getUserConfiguration(user)`, 256 bits. A flag of a reserve that the pool's record does not list is refused. */
  readonly configuration: Amount;
  /** `getUserEMode(user)`, one of the pool's record's; absent: 0, none. */
  readonly eMode?: number;
  /** `scaledBalanceOf(user)` of the aToken of each reserve, token units, in the order of the pool's record. */
  readonly scaledATokenBalances: readonly Amount[];
  /** `scaledBalanceOf(user)` of the variable debt token of each reserve, token units, in the order of the pool's record. */
  readonly scaledVariableDebts: readonly Amount[];
}

type AaveV3Fields = readonly [
  configuration: Amount,
  eMode: number | undefined,
  scaledATokenBalances: readonly Amount[],
  scaledVariableDebts: readonly Amount[],
];

/**
 * Users of one Aave v3 pool, for `aaveV3Book` and `aaveV3BookStress`.
 *
 * ```ts
 * const rows = new AaveV3Rows(pool);
 * rows.push({ configuration, eMode: 1, scaledATokenBalances: [10n ** 18n, 0n], scaledVariableDebts: [0n, '14000000000'] });
 * const { verdicts, healthFactors } = new BookAnswers(aaveV3Book(pool, rows.bytes()));
 * ```
 */
export declare class AaveV3Rows extends Rows<AaveV3Row | AaveV3Fields> {
  /** `pool`: the record that the book gets. `capacity`: rows to have memory for; it grows by itself. */
  constructor(pool: AaveV3Pool, capacity?: number);
  /** Appends a user's record, as `readAaveV3` reads it: its flags, balances and eMode. Prices and indices are those of the pool's record. */
  pushPosition(user: AaveV3User): this;
}

/**
 * The pool that users were read from, for a book of them: each reserve that one of them touches and each eMode that one is in, once. Two
 * users of whom one has another price, index or threshold were not read at one block, which is refused by field.
 */
export declare function aaveV3Pool(users: readonly AaveV3User[]): AaveV3Pool;

/** One Morpho Blue position. What is lent backs nothing and has no field. */
export interface MorphoBlueRow {
  /** Place in the `markets` of the book, from 0. */
  readonly market: number;
  /** Shares of the debt, 128 bits: not assets. */
  readonly borrowShares: Amount;
  /** Collateral, token units, 128 bits. */
  readonly collateral: Amount;
}

/**
 * Positions of any Morpho Blue markets, for `morphoBlueBook`.
 *
 * ```ts
 * const rows = new MorphoBlueRows(markets).push({ market: 0, borrowShares: 12_345_678_901_234_567n, collateral: '7123456789012345678' });
 * const answers = new BookAnswers(morphoBlueBook(markets, rows.bytes()));
 * ```
 */
export declare class MorphoBlueRows extends Rows<MorphoBlueRow | readonly [market: number, borrowShares: Amount, collateral: Amount]> {
  /** `markets`: those that the book gets. `capacity`: rows to have memory for; it grows by itself. */
  constructor(markets: readonly MorphoBlueMarket[], capacity?: number);
  /**
   * Appends a position's record, as `readMorphoBlue` reads it. Its market is the one of `markets` with the same fields: of two positions
   * in one market that were not read at one block one is refused. What it lends and its pre-liquidation are in no row.
   */
  pushPosition(position: Pick<MorphoBluePosition, 'market' | 'borrowShares' | 'collateral'>): this;
}

/** One account of a Compound III market. */
export interface CompoundV3Row {
  /** `userBasic(account).principal`, base units at index 1: supplied above zero, owed below. The book refuses more than 104 bits. */
  readonly principal: Amount;
  /** `userCollateral(account, asset).balance` of each collateral, token units, in the market's order. */
  readonly balances: readonly Amount[];
}

/**
 * Accounts of one Compound III market, for `compoundV3Book`.
 *
 * ```ts
 * const rows = new CompoundV3Rows(collaterals).push({ principal: -14_000_000_000n, balances: [10n ** 19n, 0n, '7123456'] });
 * const { verdicts, mayBorrow } = new CompoundV3Answers(compoundV3Book(market, collaterals, rows.bytes()));
 * ```
 */
export declare class CompoundV3Rows extends Rows<CompoundV3Row | readonly [principal: Amount, balances: readonly Amount[]]> {
  /** `collaterals`: those that the book gets. `capacity`: rows to have memory for; it grows by itself. */
  constructor(collaterals: readonly { readonly asset: string }[], capacity?: number);
  /** Appends an account's record, as `readCompoundV3` reads it: its principal, and its balances by the names of their assets. */
  pushPosition(position: Pick<CompoundV3Position, 'principal' | 'collaterals'>): this;
}

/** What `aaveV3Book` and `morphoBlueBook` answer, as columns: a place for each row, in the order of the rows. */
export declare class BookAnswers {
  /** `bytes`: the book's answer. They are read when a column is asked for, and not copied. */
  constructor(bytes: Uint8Array);
  /** Rows. */
  readonly length: number;
  /** The contract's own verdicts: 0 safe, 1 liquidatable, 2 where the contract reverts. */
  readonly verdicts: Uint8Array;
  /**
   * Health factors as fractions, liquidatable below 1, to draw and to sort: the exact integers of 18 decimals, of which the first 15 digits
   * stay (53 bits, one unit in the last). A number may be 1 where the exact one is a little below: who is liquidatable, `verdicts` says.
   * 1.16e59 (2^256 − 1) where nothing is required, 0 where the contract reverts.
   */
  readonly healthFactors: Float64Array;
  /** The health factor of a row to the last digit, 18 decimals: 2^256 − 1 where nothing is required, 0 where the contract reverts. */
  healthFactor(row: number): bigint;
}

/** What `compoundV3Book` answers, as columns. */
export declare class CompoundV3Answers extends BookAnswers {
  /** Whether the account is collateralised for a borrowing: 1 it is, 0 it is not, 2 where the contract reverts. */
  readonly mayBorrow: Uint8Array;
}

/** What `aaveV3BookStress` answers, as columns: a place for each shock. */
export interface StressColumns {
  /** Users whose health factor is below 1. */
  readonly liquidatable: Uint32Array;
  /** Users who owe more than all of their collateral is worth. */
  readonly insolvent: Uint32Array;
  /** Users for whom the contract reverts; they are in no other number. */
  readonly reverted: Uint32Array;
  /** What liquidatable users owe. Like all values here in units of the pool's base currency: integers of 8 decimals, rounded to 53 bits. */
  readonly liquidatableDebt: Float64Array;
  /** What the pool counts as liquidatable users' collateral, in the base currency. */
  readonly liquidatableCollateral: Float64Array;
  /** What insolvent users owe beyond their collateral, in the base currency: what liquidations cannot bring back. */
  readonly shortfall: Float64Array;
  /** What all users owe, in the base currency. */
  readonly debt: Float64Array;
  /** What the pool counts as all users' collateral, in the base currency. */
  readonly collateral: Float64Array;
}

/**
 * Columns of what `aaveV3BookStress` answers; the records themselves hold the exact integers.
 *
 * ```ts
 * const { liquidatable, shortfall } = stressColumns(aaveV3BookStress(pool, rows.bytes(), shocks));
 * ```
 */
export declare function stressColumns(books: readonly AaveV3StressedBook[]): StressColumns;
