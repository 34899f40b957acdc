import type { AdviceOptions, Boundary, PositionHealth } from "plimsoll";
import type { Subject } from "./account/subject";
import { isJoint, liquidationPrices, marks, type AlonePrice, type Answer } from "./answer";
import { element, term, type Line } from "./dom";
import { date, dollars, health, hours, moment, percent, plain, share, span, times } from "./format";
import { BINDS, chanceOf, FLAGS, LEVELS, type Bond } from "./sentence";
import { fromUnits } from "./units";
import type { LevelChange, Now } from "./watch";

const stampOf = ({ confidence }: Answer): string => `model v${confidence.model.version} · ${plain(confidence.historyHours, 0)} h history`;
const acceptedOf = ({ safeLeverage }: Answer): string => `${share(safeLeverage.alpha)} within ${hours(safeLeverage.horizonHours)}`;

const BONDS: Record<Bond, string> = { dollar: "while the pegs hold", together: "while its assets move together" };

/** The figures under the sentence. */
export function figures({ answer, price, asset, drivers, bond }: Now, options: AdviceOptions): void {
  const { safeLeverage, confidence } = answer;
  element("figures").replaceChildren(
    term(
      "Safe leverage",
      { text: times(safeLeverage.leverage), kind: "value", value: safeLeverage.leverage },
      {
        text:
          `at most ${acceptedOf(answer)}; bound by ${BINDS[safeLeverage.binding]}` +
          (isJoint(answer) && answer.paths > 0 ? `; 95 %: ${times(answer.safeLeverageLow)} to ${times(answer.safeLeverageHigh)}` : ""),
        kind: "terms",
      },
    ),
    term(
      "Leverage now",
      { text: answer.leverage === undefined ? "none" : times(answer.leverage), kind: "value", value: answer.leverage },
      { text: answer.leverage === undefined ? "debt exceeds collateral" : `the venue allows ${times(safeLeverage.venueMaximum)}`, kind: "terms" },
    ),
    term("Liquidation price", ...liquidation(liquidationPrices(answer, asset), unpriced(answer, drivers, bond), price)),
    term(
      "Can be left alone",
      { text: answer.leadTime.capped ? "30\u00a0days +" : answer.leadTime.hours > 0 ? span(answer.leadTime.hours) : "not at all", kind: "value", value: answer.leadTime.hours },
      { text: answer.leadTime.hours > 0 ? `at least, with ${share(1 - options.alpha)} confidence` : `no time is safe with ${share(1 - options.alpha)} confidence`, kind: "terms" },
    ),
  );
  element("figures-note").textContent =
    `Safe leverage and time: ${stampOf(answer)} to ${moment(confidence.asOf)}. Leverage and liquidation price: the account as it is now, interest aside.`;
}

/** What is said where no price is the liquidation price: none liquidates the account, or none of them saves it. */
function unpriced({ status }: Answer, drivers: string, bond: Bond | undefined): Line[] {
  const [text, terms] =
    status === "liquidatable" ? ["any", `no price of ${drivers} alone makes it safe`] : ["none", bond ? BONDS[bond] : `no price of ${drivers} alone liquidates it`];
  return [{ text, kind: "value" }, { text: terms, kind: "terms" }];
}

function liquidation(prices: readonly AlonePrice[], none: readonly Line[], price: number): readonly Line[] {
  const [first, ...others] = prices;
  if (!first) return none;
  const value = { text: dollars(first.price), kind: "value", value: first.price };
  if (others.length === 0) return [value, { text: `per ${first.asset}, which is at ${dollars(price)} now`, kind: "terms" }];
  return [value, { text: `of ${first.asset} alone; ${others.map((other) => `${other.asset} alone ${dollars(other.price)}`).join("; ")}`, kind: "terms" }];
}

/** The table of marks, and the notes under the charts. */
export function instruments({ answer, asset, forecast }: Now, options: AdviceOptions): void {
  const shown = marks(answer, asset);
  element("marks").replaceChildren(
    ...shown.map(({ level, healthFactor, prices, horizonHours, alpha }) => {
      const row = document.createElement("tr");
      row.className = level;
      row.append(
        Object.assign(document.createElement("th"), { scope: "row", textContent: LEVELS[level] }),
        cell(health(healthFactor), healthFactor),
        prices.length === 1 ? cell(dollars(prices[0]?.price ?? 0), prices[0]?.price) : cell(prices.map((at) => `${at.asset} ${dollars(at.price)}`).join(" or ")),
        cell(`${share(alpha)} within ${hours(horizonHours)}`),
      );
      return row;
    }),
  );
  element("marks-price").textContent = isJoint(answer) ? "Price, each alone" : `${asset} price`;
  element("marks-note").textContent =
    shown.length === 0
      ? "Nothing liquidates this position, so there is no mark to reach."
      : `At each mark the chance of liquidation within its horizon is ${share(options.alpha)}; critical allows ${hours(options.reactionHours)} to react (${stampOf(answer)}).`;
  element("chance-note").textContent =
    "Chance that the venue’s liquidation rule is met at any time within the horizon, on a logarithmic scale; " +
    (isJoint(answer)
      ? `± is one standard error, from ${plain(answer.paths, 0)} simulated paths (${stampOf(answer)}).`
      : `the line across each bar is its 90\u00a0% interval (${stampOf(answer)}).`);
  const day = forecast?.horizons.find(({ horizonHours }) => horizonHours === answer.safeLeverage.horizonHours);
  element("weather-note").textContent =
    (day ? `The weather: ${percent(day.sigmaAnnual)} volatility, annualised, expected over the next ${hours(day.horizonHours)}. ` : "") +
    (isJoint(answer) ? "Safe leverage is simulated for the hours that the replay reaches. " : "") +
    `Shaded: a chance of liquidation of at most ${acceptedOf(answer)} (${stampOf(answer)}).`;
}

function cell(text: string, value?: number): HTMLElement {
  const made = Object.assign(document.createElement("td"), { textContent: text });
  if (value !== undefined) made.dataset.value = String(value);
  return made;
}

/** Every change of the level during the replay, the newest first. */
export function ledger(changes: readonly LevelChange[], asset: string): void {
  element("ledger").replaceChildren(
    ...changes.map(({ ts, from, to, price, answer }) => {
      const item = document.createElement("li");
      item.className = to === "liquidatable" ? "critical" : to;
      const [day] = answer.probabilities;
      item.append(
        Object.assign(document.createElement("b"), { textContent: `${LEVELS[from]} to ${LEVELS[to]}` }),
        ` ${moment(ts)}, ${asset} at ${dollars(price)}${day ? `; chance ${chanceOf(answer, day.horizonHours)} within ${hours(day.horizonHours)}` : ""}`,
      );
      return item;
    }),
  );
  element("ledger-none").hidden = changes.length > 0;
}

/** What the venue's own integers say; undefined until they were asked for. */
export interface Exact {
  readonly ts: number;
  readonly health: PositionHealth;
  readonly boundaries: readonly Boundary[];
  readonly decimals: ReadonlyMap<string, number>;
  /** What the venue counts values in. */
  readonly unit: string;
}

/** The model, the data and the venue's own integers. */
export function trust({ answer, ts, asset }: Now, options: AdviceOptions, { venue, taken, tried, own, from, enteredAt }: Subject, core: string, recorded: boolean, exact: Exact | undefined): void {
  const { model, historyHours, flags, stale, asOf } = answer.confidence;
  element("log").replaceChildren(
    term("Model", { text: `version ${model.version}, coefficients ${model.hash.slice(0, 12)}, core ${core}` }),
    term("Trained on", {
      text:
        `hours until ${date(model.trainedUntil)}; stated life until ${date(model.validUntil)}` +
        (recorded && ts <= model.trainedUntil ? ". These bars lie inside that span: the replay shows how the advice moves, not how good it is" : ""),
    }),
    term("This forecast", { text: `${plain(historyHours, 0)} h of history to ${moment(asOf)}${stale ? ", stale: older than two hours" : ""}` }),
    term("Reasons for less trust", ...(flags.length ? flags.map((flag) => ({ text: FLAGS[flag] })) : [{ text: "None raised by the model." }])),
    term("Oracle assumed", {
      text: `the price may already be ${share(options.oracleDeviation)} away; delay ${hours(options.oracleDelayHours)}; cost of acting ${share(options.fee)}`,
    }),
    ...(from ? [term("Account read", { text: `${from.user}, at ${from.at}` })] : []),
    ...(taken ? [term("Prices taken", { text: `${taken}; how they may part from it is not in these numbers` })] : []),
    ...(exact ? exactly(exact, `${tried && own ? `${venue}, the account as entered,` : venue} at ${exact.ts !== enteredAt ? moment(exact.ts) : from ? "the block that was read" : "the prices entered"}`, asset) : []),
  );
}

function exactly({ health: stands, boundaries, decimals, unit }: Exact, venue: string, asset: string): HTMLElement[] {
  return [
    term(
      "The venue’s verdict",
      {
        text:
          `${venue}: ${stands.liquidatable ? "liquidatable" : "not liquidatable"}, health factor ` +
          (stands.healthFactor === undefined ? "without bound, nothing is owed" : fromUnits(stands.healthFactor, 18)),
      },
      ...(stands.backing.startsWith("-")
        ? []
        : [{ text: `It counts ${fromUnits(stands.backing, stands.valueDecimals)} against ${fromUnits(stands.required, stands.valueDecimals)} required, in ${unit}` }]),
    ),
    term(
      "Exact boundary",
      ...boundaries.map(({ asset: name, side, boundary }) => ({
        text:
          boundary.kind === "at"
            ? `${name}, ${side}: ${fromUnits(boundary.price, decimals.get(name) ?? 0)} is the last safe price in the venue’s integers (${unit})`
            : boundary.kind === "nothingSaves"
              ? `${name}, ${side}: no price of it alone makes the account safe`
              : `${name}, ${side}: no price of it liquidates the account`,
      })),
      ...(boundaries.length === 0 ? [{ text: `no price of ${asset} liquidates the account` }] : []),
    ),
  ];
}
