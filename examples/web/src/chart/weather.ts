import { scaleLinear, scaleUtc } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { dayTick, times } from "../format";
import type { Reading } from "../watch";
import { picture, spread, svg } from "./svg";

const HEIGHT = 246;
const TOP = 26;
const BOTTOM = 30;

/** The position's leverage against the safe leverage as it moved. */
export function drawWeather(host: HTMLElement, readings: readonly Reading[]): void {
  const width = Math.max(260, host.clientWidth);
  const last = readings.at(-1);
  const first = readings[0];
  if (!last || !first) return;
  const left = 36;
  const right = width - 84;
  const safe = ({ answer }: Reading): number | undefined => answer?.safeLeverage.leverage;
  const known = ({ answer }: Reading): boolean => answer !== undefined;
  const own = ({ leverage }: Reading): number | undefined => leverage;
  const top = Math.max(...readings.flatMap((reading) => safe(reading) ?? []), ...readings.map((reading) => Math.min(own(reading) ?? 0, 12)));
  const x = scaleUtc([new Date(first.ts * 1000), new Date(last.ts * 1000)], [left, right]);
  // Leverage starts at 1: only the upper end is rounded.
  const [, ceiling = 2] = scaleLinear().domain([0, Math.max(2, top)]).nice(4).domain();
  const y = scaleLinear([1, ceiling], [HEIGHT - BOTTOM, TOP]).clamp(true);
  const at = ({ ts }: Reading): number => x(new Date(ts * 1000));
  const rows = [...readings];
  const labels = [
    { kind: "line", name: "Safe", value: safe(last) },
    { kind: "price", name: "Yours", value: own(last) },
  ].flatMap(({ kind, name, value }) => (value === undefined ? [] : [{ kind, name, figures: times(value), y: y(value) }]));
  const description = `Leverage over the last ${readings.length} hours. ${labels.map(({ name, figures }) => `${name} now ${figures}`).join(", ")}.`;
  host.replaceChildren(
    picture(
      width,
      HEIGHT,
      description,
      svg("path", { class: "calm-water", d: area<Reading>().defined(known).x(at).y0(HEIGHT - BOTTOM).y1((reading) => y(safe(reading) ?? 1)).curve(curveStepAfter)(rows) ?? "" }),
      svg(
        "g",
        { class: "axis" },
        svg("text", { x: 0, y: 12, class: "unit" }, "leverage, collateral ÷ equity"),
        ...y.ticks(4).flatMap((tick) => [
          svg("path", { d: `M${left} ${y(tick)}H${right}`, class: "grid" }),
          svg("text", { x: left - 8, y: y(tick), dy: "0.32em", "text-anchor": "end" }, `${tick}×`),
        ]),
        ...x.ticks(3).map((tick) => svg("text", { x: x(tick), y: HEIGHT - 8, "text-anchor": "middle" }, dayTick(tick))),
      ),
      svg("path", { class: "series line", d: line<Reading>().defined(known).x(at).y((reading) => y(safe(reading) ?? 1)).curve(curveStepAfter)(rows) ?? "" }),
      svg("path", {
        class: "series price",
        d: line<Reading>().defined((reading) => own(reading) !== undefined).x(at).y((reading) => y(own(reading) ?? 1))(rows) ?? "",
      }),
      svg(
        "g",
        { class: "callouts" },
        ...spread(labels, 34, TOP, HEIGHT - BOTTOM - 16).map((label) =>
          svg(
            "g",
            { class: label.kind },
            svg("path", { d: `M${right + 4} ${label.y}L${right + 12} ${label.at}h6`, class: "leader" }),
            svg("text", { x: right + 24, y: label.at, dy: "-0.05em", class: "name" }, label.name),
            svg("text", { x: right + 24, y: label.at, dy: "1.1em", class: "figures" }, label.figures),
          ),
        ),
      ),
    ),
  );
}
