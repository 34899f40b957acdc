import type { Account, ActionCosts, AssetCosts, Plan, Position } from "plimsoll/full";
import type { Subject, Moment } from "./account/subject";
import type { Answer } from "./answer";
import { core } from "./core";
import { control, element, table } from "./dom";
import { amount, health, money, plain, times } from "./format";
import { numberIn, showField } from "./number";
import { decimalOf, toUnits } from "./units";

const CHANGED = "The account has changed since: work it out anew.";

type Aim = "safe" | "leverage" | "health";

/** Decimals of every token that a venue's record names, whatever the venue calls the field. */
function decimalsIn(record: unknown, found = new Map<string, number>()): Map<string, number> {
  if (typeof record !== "object" || record === null) return found;
  const fields = record as Record<string, unknown>;
  for (const [name, decimals] of [["asset", "decimals"], ["loanAsset", "loanDecimals"], ["collateralAsset", "collateralDecimals"], ["baseAsset", "baseDecimals"]] as const) {
    const [asset, digits] = [fields[name], fields[decimals]];
    if (typeof asset === "string" && typeof digits === "number") found.set(asset, digits);
  }
  for (const inner of Object.values(fields)) decimalsIn(inner, found);
  return found;
}

/** The largest asset of a side, by value. */
const largest = ({ legs }: Account, side: "collateral" | "debt"): string | undefined =>
  legs.filter((leg) => leg.side === side && leg.amount > 0).sort((a, b) => b.amount * b.price - a.amount * a.price)[0]?.asset;

function costsOf(decimals: ReadonlyMap<string, number>, account: Account): ActionCosts {
  const number = (id: string): number => numberIn(control(id));
  const depth = number("plan-depth");
  const assets = [...decimals].map(([asset, digits]): AssetCosts => {
    // A dollar for a dollar trades at its price here; what moves pays the fee and moves the market.
    const moves = account.legs.some((leg) => leg.asset === asset && leg.factor !== undefined);
    return { asset, decimals: digits, tradeFee: moves ? number("plan-fee") / 100 : 0, ...(moves && depth > 0 ? { twoPercentDepth: depth } : {}) };
  });
  return { gas: number("plan-gas"), flashLoanFee: number("plan-flash-fee") / 100, assets };
}

/** With whether another debt than the position's is tried. */
async function planned(position: Position, answer: Answer, account: Account, tried: boolean): Promise<{ plan: Plan; decimals: ReadonlyMap<string, number> }> {
  const decimals = decimalsIn(position);
  const costs = costsOf(decimals, account);
  const [collateral, debt] = [largest(account, "collateral"), largest(account, "debt")];
  if (!debt) throw new Error("Nothing is owed, so there is nothing to unwind.");
  if (!collateral) throw new Error("Nothing is held that could be sold.");
  const aim = control<HTMLSelectElement>("plan-aim").value as Aim;
  const flashLoan = control("plan-flash").checked;
  const target = aim === "safe" ? 0 : numberIn(control("plan-target"), { least: 1 });
  const { planRebalance, planUnwind } = await core();
  if (aim === "health") {
    const goal = { targetHealth: toUnits(target, 18), wallet: [], sellCollateral: true, flashLoan };
    return { plan: planRebalance(position, goal, costs).plan, decimals };
  }
  const { leverage, safeLeverage } = answer;
  if (aim === "safe" && !tried && leverage !== undefined && leverage <= safeLeverage.leverage) {
    throw new Error(`Nothing to do: at ${times(leverage)} the account is below the safe leverage of ${times(safeLeverage.leverage)}.`);
  }
  const targetLeverage = aim === "safe" ? answer.safeLeverage.leverage : target;
  return { plan: planUnwind(position, { collateral, debt, targetLeverage, flashLoan, mostLoops: 20 }, costs).plan, decimals };
}

const healthOf = (units: string | undefined): string => (units === undefined ? "no debt" : health(decimalOf(units, 18)));

/** A step in words: "Repay 4,591.60 USDC". */
function described(action: Plan["steps"][number]["action"], decimals: ReadonlyMap<string, number>): string {
  const [[verb = "", what] = []] = Object.entries(action) as [string, { asset?: string; amount?: string }][];
  const name = `${verb[0]?.toUpperCase() ?? ""}${verb.slice(1)}`;
  if (!what?.asset || !what.amount) return name;
  return `${name} ${amount(decimalOf(what.amount, decimals.get(what.asset) ?? 0), what.asset)}`;
}

function show(plan: Plan, decimals: ReadonlyMap<string, number>): void {
  const { steps, cost, healthBefore, healthAfter, leverageBefore, leverageAfter } = plan;
  const to = (before: number | undefined, after: number | undefined): string => `${before === undefined ? "none" : times(before)} to ${after === undefined ? "none" : times(after)}`;
  element("plan-sentence").textContent =
    steps.length === 0
      ? "Nothing to do: the account is at this aim already."
      : `${plain(steps.length, 0)} steps, ${money(cost)} in all: health ${healthOf(healthBefore)} to ${healthOf(healthAfter)}, leverage ${to(leverageBefore, leverageAfter)}.`;
  element("plan-steps").hidden = steps.length === 0;
  element("plan-steps").replaceChildren(
    ...(steps.length === 0
      ? []
      : [
          table(
            "The steps, in their order, each checked by the venue’s own rules",
            ["Step", "Trade", "Cost", "Health after"],
            steps.map(({ action, trade, cost: price, healthAfter: after }) => [
              described(action, decimals),
              trade
                ? `${amount(decimalOf(trade.amount, decimals.get(trade.from) ?? 0), trade.from)} for ${amount(decimalOf(trade.received, decimals.get(trade.to) ?? 0), trade.to)}`
                : "none",
              money(price),
              healthOf(after),
            ]),
          ),
        ]),
  );
}

/** Wires the form of the plan; what it works on is asked for when it is sent. */
export function wirePlan(now: () => { subject: Subject; moment: Moment; answer: Answer }, done: () => void): void {
  const aim = control<HTMLSelectElement>("plan-aim");
  aim.addEventListener("change", () => {
    const target = control("plan-target");
    target.disabled = aim.value === "safe";
    target.value = aim.value === "health" ? "1.8" : "1.5";
  });
  element("plan-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const sentence = element("plan-sentence");
    sentence.textContent = "Working it out…";
    try {
      const { subject, moment, answer } = now();
      const other = subject.tried && subject.own === true;
      const { plan, decimals } = await planned(subject.position(moment), answer, subject.account(moment), other);
      if (now().answer !== answer) throw new Error(CHANGED);
      show(plan, decimals);
      if (other) sentence.textContent += " This is for the account as entered, not for the debt that is tried.";
    } catch (error) {
      sentence.textContent = error instanceof Error ? error.message : String(error);
      clear();
      showField(error);
    }
    done();
  });
}

/** An empty table is no stop for the keyboard. */
function clear(): void {
  element("plan-steps").replaceChildren();
  element("plan-steps").hidden = true;
}

/** What was planned for another account or hour is not shown for this one. */
export function forgetPlan(): void {
  if (element("plan-steps").childElementCount === 0) return;
  element("plan-sentence").textContent = CHANGED;
  clear();
}
