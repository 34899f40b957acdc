import type { Binding, ForecastFlag } from "plimsoll";
import { isJoint, liquidationPrices, type Answer } from "./answer";
import { chance, chanceWithInterval, dollars, health, hours, plain, share, span, times } from "./format";

const SPACE = "\u00a0";

/** The chance within a horizon. That no simulated path met it does not make it 0. */
export function chanceOf(answer: Answer, horizon: number): string {
  const all: readonly { horizonHours: number; probability: number; standardError?: number }[] = answer.probabilities;
  const found = all.find(({ horizonHours }) => horizonHours === horizon);
  if (!found) return "unknown";
  return found.probability === 0 && found.standardError ? `near${SPACE}0${SPACE}%` : chance(found.probability, answer.status === "liquidatable");
}

/** The chance within a horizon, with how well it is known: a 90 % interval, or the standard error of a simulation. */
export function chanceWithin(answer: Answer, horizon: number): string {
  const certain = answer.status === "liquidatable";
  if (isJoint(answer)) {
    const found = answer.probabilities.find(({ horizonHours }) => horizonHours === horizon);
    if (!found?.standardError) return chanceOf(answer, horizon);
    const error = `±${SPACE}${chance(found.standardError)}`;
    return found.probability === 0
      ? `${chanceOf(answer, horizon)} (none of ${plain(answer.paths, 0)} simulated paths, ${error})`
      : `${chanceOf(answer, horizon)} ${error}`;
  }
  const found = answer.probabilities.find(({ horizonHours }) => horizonHours === horizon);
  return found ? chanceWithInterval(found, certain) : "unknown";
}

const lead = (answer: Answer, alpha: number): string =>
  `${answer.leadTime.capped ? "30\u00a0days or more" : `at least ${span(answer.leadTime.hours)}`} with ${share(1 - alpha)} confidence`;

const room = ({ safeLeverage }: Answer): string =>
  `up to ${times(safeLeverage.leverage)} leverage keeps the chance of liquidation at ${share(safeLeverage.alpha)} or less over ${hours(safeLeverage.horizonHours)}`;

/** The mark of the level that is said. */
const markOf = ({ level, thresholds }: Answer): { horizonHours: number; healthFactor: number } | undefined => thresholds.find((mark) => mark.level === level);

/** The level is kept although its chance has fallen below alpha: the core leaves one only below half of that. */
function isHeld(answer: Answer): boolean {
  const mark = markOf(answer);
  if (!mark) return false;
  const chances: readonly { horizonHours: number; probability: number }[] = answer.probabilities;
  const found = chances.find(({ horizonHours }) => horizonHours === mark.horizonHours);
  return found ? found.probability < answer.safeLeverage.alpha : (answer.healthFactor ?? 0) > mark.healthFactor;
}

/** Calm is said of three days; safe leverage has a horizon of its own. */
function calm({ leverage, safeLeverage }: Answer): string {
  if (leverage !== undefined && leverage <= safeLeverage.leverage) return "This position rides high.";
  return `No mark is reached, but this position is above the safe leverage of ${times(safeLeverage.leverage)} for ${share(safeLeverage.alpha)} within ${hours(safeLeverage.horizonHours)}.`;
}

/** Why no price liquidates an account: all of it is taken as the dollar, or what is held and what is owed as moving together. */
export type Bond = "dollar" | "together";

/** The answer in words, before any figure. */
export function sentence(answer: Answer, asset: string, bond?: Bond): string {
  const { alpha } = answer.safeLeverage;
  const day = chanceWithin(answer, 24);
  switch (answer.status) {
    case "noDebt":
      return `Nothing is owed, so no price can liquidate this position. In this weather, ${room(answer)}.`;
    case "nothingLiquidates":
      if (bond === "dollar") return "All of this account is taken as the dollar, so nothing liquidates it while the pegs hold. How likely one breaks is not in these numbers.";
      if (bond === "together") return `What is held and what is owed are taken as moving together with ${asset}, so nothing liquidates this position while they do. How far they may part is not in these numbers.`;
      return `No price of ${asset} liquidates this position. In this weather, ${room(answer)}.`;
    case "liquidatable": {
      const [crossed] = isJoint(answer) ? [] : liquidationPrices(answer, asset);
      return (
        `This position can be liquidated now: its health factor is ${health(answer.healthFactor ?? 0)}, below 1.` +
        (crossed ? ` The line was crossed at ${dollars(crossed.price)} per ${asset}.` : "")
      );
    }
    case "exposed":
      break;
  }
  switch (answer.level) {
    case "calm":
      return `${calm(answer)} Its chance of liquidation within 24 hours is ${day}, and it can be left alone for ${lead(answer, alpha)}.`;
    case "notice":
      if (isHeld(answer)) return `Worth watching still. The chance of liquidation within three days was over ${share(alpha)} and is ${chanceWithin(answer, 72)} now: wait until it is below ${share(alpha / 2)}. It can be left alone for ${lead(answer, alpha)}.`;
      return `Worth watching. The chance of liquidation is ${day} within 24 hours and ${chanceWithin(answer, 72)} within three days; it can be left alone for ${lead(answer, alpha)}.`;
    case "act":
      if (isHeld(answer)) return `It was overloaded, and is only just back: the chance of liquidation within 24 hours was over ${share(alpha)} and is ${day} now. Add no debt, and wait until it is below ${share(alpha / 2)}.`;
      return `Overloaded: repay or add collateral today. The chance of liquidation within 24 hours is ${day}; safe leverage in this weather is ${times(answer.safeLeverage.leverage)}.`;
    case "critical":
      if (isHeld(answer)) return `It was at its critical mark, and is only just back from it: stay ready to act until the chance of liquidation within ${hours(markOf(answer)?.horizonHours ?? 0)} is below ${share(alpha / 2)}. Within 24 hours it is ${day}; safe leverage in this weather is ${times(answer.safeLeverage.leverage)}.`;
      return `Act at once. Liquidation could come before you can react, and its chance within 24 hours is ${day}; safe leverage in this weather is ${times(answer.safeLeverage.leverage)}.`;
  }
}

/** What keeps the safe leverage from being higher, in a few words. */
export const BINDS: Record<Binding, string> = {
  marketTail: "the market’s tail",
  venueLimit: "the venue’s borrow limit",
  oracle: "the oracle’s delay and deviation",
  cost: "the cost of acting",
  shortHistory: "a history too short",
  nothing: "nothing in the market",
};

/** Reasons for less trust, as sentences. */
export const FLAGS: Record<ForecastFlag, string> = {
  shortHistory: "Less than 720 h of history: the average asset stands in for what is missing.",
  missingBars: "More than 5 % of the last 720 hours are missing.",
  volatilityOutsideTraining: "Volatility lies outside the range that the model was trained on.",
  noMarket: "No wider market was given: the model answers from this asset alone.",
  noPanel: "No cross-section of the market was given: the model answers from this asset, BTC and ETH.",
  modelExpired: "The forecast is later than the model’s stated life.",
  hourlyCloses: "Made from one price an hour: moves within the hours were not seen.",
  oracleUpdates: "Made from an oracle’s updates: moves smaller than its threshold were not seen.",
  dailyBars: "Made from daily bars: the hours of the day were not seen.",
  calibrated: "The 20 and 5 % quantiles follow the outcomes seen on this device.",
  pegged: "A pegged asset: its tail is a depeg, known from few of them.",
};

export const LEVELS = { calm: "Calm", notice: "Notice", act: "Act", critical: "Critical", liquidatable: "Liquidatable" } as const;

/** The alert level, or the status that overrides it, in a word or two. */
export const levelName = ({ status, level }: Answer): string =>
  status === "liquidatable" ? LEVELS.liquidatable : status === "noDebt" ? "No debt" : LEVELS[level];
