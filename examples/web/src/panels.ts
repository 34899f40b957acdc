import type { AaveV3AccountData, AaveV3Boundary, AdviceOptions } from "plimsoll/full";
import { element, term } from "./dom";
import { date, dollars, health, hours, moment, percent, plain, share, span, times } from "./format";
import { collateralAsset, debtAsset, type Position } from "./positions";
import { BINDS, FLAGS } from "./sentence";
import { fromUnits } from "./units";
import type { Reading } from "./voyage";

/** The figures under the sentence, the table of marks and the notes under the charts. */
export function answer({ advice, forecast, price }: Reading, options: AdviceOptions, asset: string): void {
  const { safeLeverage, confidence } = advice;
  const stamp = `model v${confidence.model.version} · ${plain(confidence.historyHours, 0)} h history`;
  const accepted = `${share(safeLeverage.alpha)} within ${hours(safeLeverage.horizonHours)}`;

  element("figures").replaceChildren(
    term(
      "Safe leverage",
      { text: times(safeLeverage.leverage), kind: "value", value: safeLeverage.leverage },
      { text: `at most ${accepted}; bound by ${BINDS[safeLeverage.binding]}`, kind: "terms" },
    ),
    term(
      "Leverage now",
      { text: advice.leverage === undefined ? "none" : times(advice.leverage), kind: "value", value: advice.leverage },
      { text: advice.leverage === undefined ? "debt exceeds collateral" : `the venue allows ${times(safeLeverage.venueMaximum)}`, kind: "terms" },
    ),
    term(
      "Liquidation price",
      { text: advice.liquidationPrice === undefined ? "none" : dollars(advice.liquidationPrice), kind: "value", value: advice.liquidationPrice },
      { text: advice.liquidationPrice === undefined ? `no price of ${asset} liquidates it` : `per ${asset}, which is at ${dollars(price)} now`, kind: "terms" },
    ),
    term(
      "Can be left alone",
      { text: advice.leadTime.capped ? "30\u00a0days +" : span(advice.leadTime.hours), kind: "value", value: advice.leadTime.hours },
      { text: `at least, with ${share(1 - options.alpha)} confidence`, kind: "terms" },
    ),
  );

  element("figures-note").textContent =
    `Safe leverage and time: ${stamp} to ${moment(confidence.asOf)}. Leverage and liquidation price: the account as it is now; the exact boundary is at the foot of the page.`;

  element("marks-price").textContent = `${asset} price`;
  element("marks").replaceChildren(
    ...advice.thresholds.map(({ level, healthFactor, price: at, horizonHours, alpha }) => {
      const row = document.createElement("tr");
      row.className = level;
      const name = Object.assign(document.createElement("th"), { scope: "row", textContent: level });
      row.append(name, cell(health(healthFactor), healthFactor), cell(dollars(at), at), cell(`${share(alpha)} within ${hours(horizonHours)}`));
      return row;
    }),
  );
  element("marks-note").textContent =
    advice.thresholds.length === 0
      ? "Nothing liquidates this position, so there is no mark to reach."
      : `At each mark the chance of liquidation within its horizon is ${share(options.alpha)}; critical allows ${hours(options.reactionHours)} to react (${stamp}).`;
  element("chance-note").textContent = `Chance that the venue’s liquidation rule is met at any time within the horizon, on a logarithmic scale; the line across each bar is its 90\u00a0% interval (${stamp}).`;
  const day = forecast.horizons.find(({ horizonHours }) => horizonHours === safeLeverage.horizonHours);
  element("weather-note").textContent = day
    ? `The weather: ${percent(day.sigmaAnnual)} volatility, annualised, expected over the next ${hours(day.horizonHours)}. Shaded: a chance of liquidation of at most ${accepted} (${stamp}).`
    : "";
}

function cell(text: string, value?: number): HTMLElement {
  const made = Object.assign(document.createElement("td"), { textContent: text });
  if (value !== undefined) made.dataset.value = String(value);
  return made;
}

/** The model, the data and the venue's own integers. */
export function trust(
  { advice, ts }: Reading,
  options: AdviceOptions,
  data: AaveV3AccountData,
  boundaries: readonly AaveV3Boundary[],
  position: Position,
  core: string,
  recorded: boolean,
): void {
  const { model, historyHours, flags, stale, asOf } = advice.confidence;
  const boundary = boundaries.find(({ side }) => side === (position.preset.kind === "short" ? "debt" : "collateral"));
  const owes = data.totalDebtBase !== "0";
  element("log").replaceChildren(
    term("Model", { text: `version ${model.version}, coefficients ${model.hash.slice(0, 12)}, core ${core}` }),
    term("Trained on", {
      text:
        `hours until ${date(model.trainedUntil)}; stated life until ${date(model.validUntil)}` +
        (recorded && ts <= model.trainedUntil ? ". These bars lie inside that span: the replay shows how the advice moves, not how good it is" : ""),
    }),
    term("This forecast", { text: `${plain(historyHours, 0)} h of history to ${moment(asOf)}${stale ? ", stale: older than two hours" : ""}` }),
    term(
      "Reasons for less trust",
      ...(flags.length ? flags.map((flag) => ({ text: FLAGS[flag] })) : [{ text: "None raised by the model." }]),
    ),
    term("Oracle assumed", {
      text: `the price may already be ${share(options.oracleDeviation)} away; delay ${hours(options.oracleDelayHours)}; cost of acting ${share(options.fee)}`,
    }),
    term("The venue’s verdict", {
      text:
        `Aave v3.7 at ${moment(ts)}: ${data.liquidatable ? "liquidatable" : "not liquidatable"}, health factor ` +
        (owes ? fromUnits(data.healthFactor, 18) : "without bound, nothing is owed"),
    }),
    term("Exact boundary", {
      text:
        boundary?.boundary.kind === "at"
          ? `${boundary.side === "debt" ? debtAsset(position) : collateralAsset(position)} at $${fromUnits(boundary.boundary.price, 8)} is the last safe price in the pool’s integers`
          : boundary?.boundary.kind === "nothingSaves"
            ? "no price of this asset alone makes the account safe"
            : "no price of this asset liquidates the account",
    }),
  );
}

