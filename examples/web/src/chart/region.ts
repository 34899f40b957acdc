import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { table } from "../dom";
import { dollars } from "../format";
import type { Region } from "../joint";
import { decimalOf } from "../units";
import { picture, svg } from "./svg";

const HEIGHT = 320;
const TOP = 30;
const BOTTOM = 44;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The prices of two assets at which the account is liquidated, all other prices as they are. */
export function drawRegion(host: HTMLElement, numbers: HTMLElement, region: Region): void {
  const width = Math.max(260, host.clientWidth);
  const now = { x: decimalOf(region.x.price, region.x.decimals), y: decimalOf(region.y.price, region.y.decimals) };
  const points: Point[] = region.boundary.flatMap(({ x, y, kind }) =>
    y === undefined ? (kind === "nothingLiquidates" ? [{ x: decimalOf(x, region.x.decimals), y: 0 }] : []) : [{ x: decimalOf(x, region.x.decimals), y: decimalOf(y, region.y.decimals) }],
  );
  const [left, right] = [72, width - 24];
  const x = scaleLinear([now.x * 0.3, now.x * 1.5], [left, right]);
  const y = scaleLinear([0, now.y * 1.5], [HEIGHT - BOTTOM, TOP]).clamp(true);
  const draw = (point: Point): number => y(point.y);
  const edge = points.filter((point) => point.y > 0);
  const [across, up] = region.together;
  const together = across && up && { x: decimalOf(across.price, region.x.decimals), y: decimalOf(up.price, region.y.decimals) };
  const inside = together && x(together.x) >= left && x(together.x) <= right;
  const description =
    `Where liquidation begins in the prices of ${region.x.asset} and ${region.y.asset}. Now ${dollars(now.x)} and ${dollars(now.y)}. ` +
    (together ? `Moving together, at ${dollars(together.x)} and ${dollars(together.y)}. ` : "Moving together, nothing liquidates it. ") +
    "The boundary is in the table below.";
  host.replaceChildren(
    picture(
      width,
      HEIGHT,
      description,
      svg("path", { class: "danger", d: area<Point>().x((point) => x(point.x)).y0(y(0)).y1(draw)(points) ?? "" }),
      svg(
        "g",
        { class: "axis" },
        svg("text", { x: 0, y: 12, class: "unit" }, `dollars per ${region.y.asset}`),
        svg("text", { x: right, y: HEIGHT - 4, "text-anchor": "end", class: "unit" }, `dollars per ${region.x.asset}`),
        ...y.ticks(4).flatMap((tick) => [
          svg("path", { d: `M${left} ${y(tick)}H${right}`, class: "grid" }),
          svg("text", { x: left - 8, y: y(tick), dy: "0.32em", "text-anchor": "end" }, dollars(tick).replace(/\.0+$/, "")),
        ]),
        ...x.ticks(4).map((tick) => svg("text", { x: x(tick), y: HEIGHT - 22, "text-anchor": "middle" }, dollars(tick).replace(/\.0+$/, ""))),
      ),
      svg("path", { class: "series liquidation", d: line<Point>().x((point) => x(point.x)).y(draw)(edge) ?? "" }),
      ...(together && inside
        ? [
            svg("path", { class: "limit", d: `M${x(now.x)} ${y(now.y)}L${x(together.x)} ${y(together.y)}` }),
            svg("circle", { class: "series liquidation hollow", cx: x(together.x), cy: y(together.y), r: 4.5 }),
          ]
        : []),
      svg("circle", { class: "series price dot", cx: x(now.x), cy: y(now.y), r: 5 }),
      svg("text", { x: x(now.x) + 10, y: y(now.y), dy: "0.32em", class: "limit-name" }, "now"),
      svg("text", { x: left + 10, y: HEIGHT - BOTTOM - 12, class: "limit-name" }, "liquidated"),
    ),
  );
  numbers.replaceChildren(
    table(
      `The boundary: at each price of ${region.x.asset}, the last safe price of ${region.y.asset}, other prices as they are; from the venue’s own integers`,
      [region.x.asset, region.y.asset],
      region.boundary
        .filter((_, index) => index % 6 === 0)
        .map(({ x: at, y: found, kind }) => [
          dollars(decimalOf(at, region.x.decimals)),
          found !== undefined ? dollars(decimalOf(found, region.y.decimals)) : kind === "nothingSaves" ? "none saves it" : "none liquidates it",
        ]),
    ),
  );
}
