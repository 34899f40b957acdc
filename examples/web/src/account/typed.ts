import type { AaveV3Reserve, Position } from "plimsoll/full";
import { toUnits } from "../units";

/** One asset of an account, as typed in. */
export interface TypedLeg {
  /** What its row is called: "Held 2". */
  readonly row: string;
  readonly asset: string;
  readonly amount: number;
  /** Dollars. */
  readonly price: number;
  /** What its price moves with; absent for the dollar. */
  readonly factor?: string;
  /** Liquidation threshold and loan to value, percent; of a debt, 0. */
  readonly threshold: number;
  readonly ltv: number;
}

/** An account as typed in. */
export interface TypedAccount {
  readonly collateral: readonly TypedLeg[];
  readonly debt: readonly TypedLeg[];
  /** Interest on what is owed, percent a year. */
  readonly rate: number;
}

export type TypedVenue = "aaveV3" | "morphoBlue" | "compoundV3";

const RAY = `1${"0".repeat(27)}`;
const INDEX = `1${"0".repeat(15)}`;
const YEAR = 31_536_000;
/** What moves is held with 18 decimals, dollars with 6: enough for an amount typed by hand. */
const decimalsOf = ({ factor }: TypedLeg): number => (factor === undefined ? 6 : 18);
const bps = (percent: number): number => Math.round(percent * 100);
const perSecond = (percent: number): string => String(Math.round((percent / 100 / YEAR) * 1e18));
const fraction = (percent: number): string => toUnits(percent / 100, 18);
const driven = (factor: string | undefined): { factor?: string } => (factor === undefined ? {} : { factor });

/** What rows of one asset must agree in, and how it is said. */
const AGREE = { price: "price", factor: "asset that moves its price", threshold: "threshold", ltv: "max LTV" } as const;

/** Refuses a row that says something else of an asset than a row before it. */
function agree(first: TypedLeg, other: TypedLeg, what: readonly (keyof typeof AGREE)[]): void {
  const differs = what.find((name) => first[name] !== other[name]);
  if (differs) throw new Error(`${other.row}: ${other.asset} has another ${AGREE[differs]} than in ${first.row}. One asset has one: make them the same, or name another asset.`);
}

/** The rows of a side by asset, in their order; those of one asset agree. */
function byAsset(legs: readonly TypedLeg[], what: readonly (keyof typeof AGREE)[]): Map<string, readonly TypedLeg[]> {
  const found = new Map<string, readonly TypedLeg[]>();
  for (const leg of legs) {
    const before = found.get(leg.asset) ?? [];
    if (before[0]) agree(before[0], leg, what);
    found.set(leg.asset, [...before, leg]);
  }
  return found;
}

const heldBy = ({ collateral }: TypedAccount): Map<string, readonly TypedLeg[]> => byAsset(collateral, ["price", "factor", "threshold", "ltv"]);

/** The amounts of rows together, in the token's own units. */
const unitsOf = (legs: readonly TypedLeg[], decimals: number): string => String(legs.reduce((sum, { amount }) => sum + BigInt(toUnits(amount, decimals)), 0n));

/** The venue's record of an account that was typed in: nothing of it is rounded but the amounts, to eight decimals. */
export function recordOf(venue: TypedVenue, account: TypedAccount): Position {
  if (account.collateral.length === 0) throw new Error("Enter at least one asset that is held.");
  switch (venue) {
    case "aaveV3":
      return aave(account);
    case "morphoBlue":
      return morpho(account);
    case "compoundV3":
      return compound(account);
  }
}

function aave(account: TypedAccount): Position {
  const collateral = heldBy(account);
  const debt = byAsset(account.debt, ["price", "factor"]);
  const reserves = [...new Set([...collateral.keys(), ...debt.keys()])].map((asset, id): AaveV3Reserve => {
    const [supplied, borrowed] = [collateral.get(asset) ?? [], debt.get(asset) ?? []];
    const [[held], [owed]] = [supplied, borrowed];
    if (held && owed) agree(held, owed, ["price", "factor"]);
    const leg = held ?? owed;
    if (!leg) throw new Error(`${asset} is neither held nor owed.`);
    const decimals = decimalsOf(leg);
    return {
      id,
      asset,
      decimals,
      price: toUnits(leg.price, 8),
      ...driven(leg.factor),
      ltvBps: bps(held?.ltv ?? 0),
      liquidationThresholdBps: bps(held?.threshold ?? 0),
      liquidationBonusBps: 10_500,
      liquidityIndex: RAY,
      variableBorrowIndex: RAY,
      currentLiquidityRate: "0",
      currentVariableBorrowRate: owed ? toUnits(account.rate / 100, 27) : "0",
      elapsedSeconds: 0,
      scaledATokenBalance: unitsOf(supplied, decimals),
      scaledVariableDebt: unitsOf(borrowed, decimals),
      usedAsCollateral: held !== undefined,
      isBorrowing: owed !== undefined,
    };
  });
  return { aaveV3: { revision: "v3.7", reserves } };
}

function morpho({ collateral: [held], debt: [owed], rate }: TypedAccount): Position {
  if (!held || !owed) throw new Error("A Morpho Blue market has one collateral and one loan asset: enter both.");
  if (owed.factor !== undefined) throw new Error("Enter the loan asset as the dollar: a market’s prices are quoted in it.");
  const loan = toUnits(owed.amount, 6);
  // One borrower and twice as much lent: shares stand at a million to a unit, as in a new market.
  const shares = `${loan}000000`;
  return {
    morphoBlue: {
      market: {
        loanAsset: owed.asset,
        loanDecimals: 6,
        collateralAsset: held.asset,
        collateralDecimals: decimalsOf(held),
        price: `${toUnits(held.price / owed.price, 8)}${"0".repeat(28 + 6 - decimalsOf(held))}`,
        ...driven(held.factor),
        lltv: fraction(held.threshold),
        fee: "0",
        borrowRate: perSecond(rate),
        elapsedSeconds: 0,
        totalSupplyAssets: String(BigInt(loan) * 2n),
        totalSupplyShares: String(BigInt(shares) * 2n),
        totalBorrowAssets: loan,
        totalBorrowShares: shares,
      },
      supplyShares: "0",
      borrowShares: shares,
      collateral: toUnits(held.amount, decimalsOf(held)),
    },
  };
}

function compound(account: TypedAccount): Position {
  const { debt: [owed], rate } = account;
  if (!owed) throw new Error("A Compound III market lends one base asset: enter it, with 0 when nothing is owed.");
  const decimals = decimalsOf(owed);
  const base = toUnits(owed.amount, decimals);
  const flat = (perYear: string) => ({ kink: fraction(90), base: perYear, slopeLow: "0", slopeHigh: "0" });
  return {
    compoundV3: {
      market: {
        baseAsset: owed.asset,
        baseDecimals: decimals,
        basePrice: toUnits(owed.price, 8),
        ...(owed.factor === undefined ? {} : { baseFactor: owed.factor }),
        supplyCurve: flat("0"),
        borrowCurve: flat(perSecond(rate)),
        storeFrontPriceFactor: fraction(60),
        trackingIndexScale: INDEX,
        baseTrackingSupplySpeed: "0",
        baseTrackingBorrowSpeed: "0",
        baseMinForRewards: "1",
        baseBorrowMin: "0",
        targetReserves: "0",
        baseSupplyIndex: INDEX,
        baseBorrowIndex: INDEX,
        trackingSupplyIndex: "0",
        trackingBorrowIndex: "0",
        totalSupplyBase: String(BigInt(base) * 2n),
        totalBorrowBase: base,
        elapsedSeconds: 0,
      },
      collaterals: [...heldBy(account).values()].flatMap((rows) => {
        const [held] = rows;
        if (!held) return [];
        const balance = unitsOf(rows, decimalsOf(held));
        return {
          asset: held.asset,
          decimals: decimalsOf(held),
          price: toUnits(held.price, 8),
          ...driven(held.factor),
          borrowCollateralFactor: fraction(held.ltv),
          liquidateCollateralFactor: fraction(held.threshold),
          liquidationFactor: fraction(held.threshold),
          supplyCap: String(BigInt(balance) * 10n),
          totalSupplyAsset: balance,
          balance,
        };
      }),
      principal: base === "0" ? "0" : `-${base}`,
      baseTrackingIndex: "0",
      baseTrackingAccrued: "0",
    },
  };
}
