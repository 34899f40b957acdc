import { scaleLinear, scalePow } from "d3-scale";
import { area, curveMonotoneX, line } from "d3-shape";
import type { FirstPassage, PassagePoint } from "plimsoll";
import { table } from "../dom";
import { chance, hours, plain, share } from "../format";
import { picture, svg } from "./svg";

const HEIGHT = 320;
const TOP = 30;
const BOTTOM = 34;

/** The chance of liquidation by each hour of the week ahead, for an account over several assets. */
export function drawPassage(host: HTMLElement, numbers: HTMLElement, passage: FirstPassage, alpha: number): void {
  const width = Math.max(300, host.clientWidth);
  const points: readonly PassagePoint[] = [{ hours: 0, probability: 0 }, ...passage.curve];
  const [left, right] = [56, width - 24];
  const x = scalePow([0, passage.horizonHours], [left, right]).exponent(0.5);
  const y = scaleLinear([0, Math.max(alpha * 1.5, passage.probability + passage.standardError)], [HEIGHT - BOTTOM, TOP]).nice(4);
  const at = (point: PassagePoint): number => x(point.hours);
  const height = (point: PassagePoint): number => y(point.probability);
  const description =
    `Chance of liquidation by each hour ahead: ${passage.curve.map((point) => `${chance(point.probability)} by ${hours(point.hours)}`).join(", ")}. ` +
    `Standard error of the last ${chance(passage.standardError)}, from ${plain(passage.paths, 0)} paths.`;
  host.replaceChildren(
    picture(
      width,
      HEIGHT,
      description,
      svg("path", { class: "fan low f2", d: area<PassagePoint>().x(at).y0(y(0)).y1(height).curve(curveMonotoneX)([...points]) ?? "" }),
      svg(
        "g",
        { class: "axis" },
        svg("text", { x: 0, y: 12, class: "unit" }, "chance of liquidation by then"),
        ...y.ticks(4).flatMap((tick) => [
          svg("path", { d: `M${left} ${y(tick)}H${right}`, class: "grid" }),
          svg("text", { x: left - 8, y: y(tick), dy: "0.32em", "text-anchor": "end" }, share(tick)),
        ]),
        ...[0, 6, 24, 72, 168].map((tick) =>
          svg("text", { x: x(tick), y: HEIGHT - 10, "text-anchor": tick === 0 ? "start" : tick === 168 ? "end" : "middle" }, tick === 0 ? "now" : hours(tick)),
        ),
      ),
      svg("path", { class: "series price", d: line<PassagePoint>().x(at).y(height).curve(curveMonotoneX)([...points]) ?? "" }),
      svg("path", { class: "limit", d: `M${left} ${y(alpha)}H${right}` }),
      svg("text", { x: left + 6, y: y(alpha) - 6, class: "limit-name" }, `accepted ${share(alpha)}`),
    ),
  );
  numbers.replaceChildren(
    table(
      `The chance of liquidation by each hour, from ${plain(passage.paths, 0)} simulated paths; standard error at ${hours(passage.horizonHours)}: ${chance(passage.standardError)}`,
      ["within", "chance"],
      passage.curve.map((point) => [hours(point.hours), chance(point.probability)]),
    ),
  );
}
