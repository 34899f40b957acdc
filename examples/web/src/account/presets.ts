import type { AaveV3Reserve, AaveV3User } from "plimsoll";
import example from "../../../position.json";
import { toUnits } from "../units";

const template = example as AaveV3User;

/** A position that the visitor can choose; all of them are Aave v3.7 accounts built on the reserves of examples/position.json. */
export interface Preset {
  readonly id: "safe" | "risky" | "liquidatable" | "debtFree" | "short";
  readonly name: string;
  /** What is held and owed, for the label under the name. */
  readonly kind: "long" | "short";
  /** Debt over collateral value when the position is opened at the price then. */
  readonly load: number;
}

export const PRESETS: readonly Preset[] = [
  { id: "safe", name: "Safe", kind: "long", load: 0.56 },
  { id: "risky", name: "Risky", kind: "long", load: 0.76 },
  { id: "liquidatable", name: "Liquidatable", kind: "long", load: 0.86 },
  { id: "debtFree", name: "Debt-free", kind: "long", load: 0 },
  { id: "short", name: "Short", kind: "short", load: 0.6 },
];

/** A position with its amounts; what the visitor changes is `debt`. */
export interface Position {
  readonly preset: Preset;
  readonly asset: string;
  /** Units of collateral: the volatile asset when long, dollars when short. */
  readonly collateral: number;
  /** Units owed: dollars when long, the volatile asset when short. */
  readonly debt: number;
  /** End of the slider, units owed. */
  readonly debtLimit: number;
  /** Step of the slider, units owed. */
  readonly debtStep: number;
  /** When the amounts above were true, seconds UTC: interest runs from here. */
  readonly openedAt: number;
}

const EXAMPLE_COLLATERAL_VALUE = 25_000;
const STEEPEST_LOAD = 0.95;

/** The nearest of 1, 2, 2.5 and 5 times a power of ten. */
function round125(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  return power * (lead < 1.5 ? 1 : lead < 2.25 ? 2 : lead < 3.75 ? 2.5 : lead < 7.5 ? 5 : 10);
}

const roundTo = (value: number, step: number): number => Math.round(Math.round(value / step) * step * 1e8) / 1e8;

/** Opens a preset at a price, in round amounts. */
export function openPosition(preset: Preset, asset: string, price: number, openedAt: number): Position {
  const short = preset.kind === "short";
  const units = round125(EXAMPLE_COLLATERAL_VALUE / price);
  const collateral = short ? EXAMPLE_COLLATERAL_VALUE : units;
  const value = short ? EXAMPLE_COLLATERAL_VALUE / price : units * price;
  const debtStep = short ? round125(units / 1000) : 100;
  return {
    preset,
    asset,
    collateral,
    debt: roundTo(preset.load * value, debtStep),
    debtLimit: roundTo(STEEPEST_LOAD * value, debtStep),
    debtStep,
    openedAt,
  };
}

/** Names of what is held and owed. */
export const collateralAsset = (position: Position): string => (position.preset.kind === "short" ? "USDC" : position.asset);
export const debtAsset = (position: Position): string => (position.preset.kind === "short" ? position.asset : "USDC");

/** The position as the pool holds it at a price and a time. */
export function userAt(position: Position, price: number, ts: number): AaveV3User {
  const elapsedSeconds = Math.max(0, ts - position.openedAt);
  const held = collateralAsset(position);
  const owed = debtAsset(position);
  const reserves = template.reserves.map((reserve): AaveV3Reserve => {
    const volatile = reserve.factor !== undefined;
    const asset = volatile ? position.asset : reserve.asset;
    const debt = asset === owed ? position.debt : 0;
    const collateral = asset === held ? position.collateral : 0;
    return {
      ...reserve,
      asset,
      ...(volatile ? { factor: position.asset, price: toUnits(price, 8) } : {}),
      elapsedSeconds,
      scaledATokenBalance: toUnits(collateral, reserve.decimals),
      scaledVariableDebt: toUnits(debt, reserve.decimals),
      usedAsCollateral: collateral > 0,
      isBorrowing: debt > 0,
    };
  });
  return { ...template, reserves };
}
