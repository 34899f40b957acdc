import { scaleLog } from "d3-scale";
import { isJoint, type Answer } from "../answer";
import { hours, share } from "../format";
import { chanceOf, chanceWithin } from "../sentence";
import { picture, svg } from "./svg";

const FLOOR = 0.0001;
const TICKS = [0.0001, 0.001, 0.01, 0.1, 1];
const ROW_HEIGHT = 62;
const TOP = 30;

/** P(liquidated) within each horizon on a logarithmic scale, with the accepted chance as a line. */
export function drawChances(host: HTMLElement, answer: Answer): void {
  const { safeLeverage } = answer;
  // Of a simulation, the line across the bar is one standard error to each side.
  const probabilities = isJoint(answer)
    ? answer.probabilities.map(({ horizonHours, probability, standardError }) => ({ horizonHours, probability, low: probability - standardError, high: probability + standardError }))
    : answer.probabilities;
  const width = Math.max(260, host.clientWidth);
  const height = TOP + probabilities.length * ROW_HEIGHT + 30;
  const x = scaleLog([FLOOR, 1], [10, width - 16]).clamp(true);
  const floor = height - 26;
  const limit = x(safeLeverage.alpha);
  const accepted = `accepted within ${hours(safeLeverage.horizonHours)}: ${share(safeLeverage.alpha)}`;
  const description =
    `Chance of liquidation: ${probabilities.map((at) => `${chanceWithin(answer, at.horizonHours)} within ${hours(at.horizonHours)}`).join(", ")}. ` +
    `${accepted[0]?.toUpperCase() ?? ""}${accepted.slice(1)}.`;
  host.replaceChildren(
    picture(
      width,
      height,
      description,
      svg(
        "g",
        { class: "axis" },
        ...TICKS.flatMap((tick, index) => [
          svg("path", { d: `M${x(tick)} ${TOP - 8}V${floor}`, class: "grid" }),
          svg(
            "text",
            { x: x(tick), y: height - 8, "text-anchor": index === 0 ? "start" : index === TICKS.length - 1 ? "end" : "middle" },
            share(tick),
          ),
        ]),
      ),
      ...probabilities.map(({ horizonHours, probability, low, high }, index) => {
        const y = TOP + index * ROW_HEIGHT;
        // What is accepted is accepted within its own horizon: a longer one is not held against it.
        const over = probability >= safeLeverage.alpha && horizonHours <= safeLeverage.horizonHours;
        return svg(
          "g",
          { class: over ? "chance over" : "chance", "data-value": probability },
          svg("text", { x: 10, y: y + 16, class: "horizon" }, `within ${hours(horizonHours)}`),
          svg("text", { x: width - 16, y: y + 16, "text-anchor": "end", class: "value" }, chanceOf(answer, horizonHours)),
          svg("rect", { x: 10, y: y + 26, width: probability > 0 ? Math.max(2, x(probability) - 10) : 0, height: 16, rx: 2 }),
          svg("path", { d: `M${x(Math.max(low, FLOOR))} ${y + 34}H${x(Math.max(high, FLOOR))}`, class: "interval" }),
        );
      }),
      svg("path", { d: `M${limit} ${TOP - 8}V${floor}`, class: "limit" }),
      svg("text", { x: limit, y: 14, "text-anchor": "middle", class: "limit-name" }, accepted),
    ),
  );
}
