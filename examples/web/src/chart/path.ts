import { scaleLinear, scaleUtc } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import { dayTick, dollars, health, plain } from "../format";
import { isJoint } from "../answer";
import type { Reading } from "../watch";
import { note, picture, spread, svg } from "./svg";

const HEIGHT = 340;
const TOP = 26;
const BOTTOM = 30;
/** Room that the name of a day takes. */
const DAY_NAME = 46;

interface Series {
  readonly kind: string;
  readonly name: string;
  readonly at: (reading: Reading) => number | undefined;
}

const LEVELS = ["notice", "act", "critical"] as const;
const NAMES = { notice: "Notice", act: "Act", critical: "Critical" } as const;

/** What is drawn: the price of the asset that drives the account, or the health factor where several do. */
interface Kind {
  readonly unit: (asset: string) => string;
  readonly name: string;
  readonly text: (value: number) => string;
  readonly series: readonly Series[];
}

const PRICE: Kind = {
  unit: (asset) => `dollars per ${asset}`,
  name: "Price",
  text: dollars,
  series: [
    ...LEVELS.map((level) => ({
      kind: level,
      name: NAMES[level],
      at: ({ answer }: Reading) => (answer && !isJoint(answer) ? answer.thresholds.find((mark) => mark.level === level)?.price : undefined),
    })),
    { kind: "liquidation", name: "Liquidation", at: ({ answer }) => (answer && !isJoint(answer) ? answer.liquidationPrice : undefined) },
    { kind: "price", name: "Price", at: ({ price }) => price },
  ],
};

const HEALTH: Kind = {
  unit: () => "health factor",
  name: "Health",
  text: health,
  series: [
    ...LEVELS.map((level) => ({
      kind: level,
      name: NAMES[level],
      at: ({ answer }: Reading) => answer?.thresholds.find((mark) => mark.level === level)?.healthFactor,
    })),
    { kind: "liquidation", name: "Liquidation", at: ({ healthFactor }) => (healthFactor === undefined ? undefined : 1) },
    { kind: "price", name: "Health", at: ({ healthFactor }) => healthFactor },
  ],
};

/** The price, or the health of an account over several assets, with liquidation and the three marks as they were at each hour. */
export function drawPath(host: HTMLElement, readings: readonly Reading[], asset: string, joint: boolean): void {
  const { unit, name: what, text, series } = joint ? HEALTH : PRICE;
  const width = Math.max(260, host.clientWidth);
  const narrow = width < 560;
  const right = width - (narrow ? 106 : 150);
  const last = readings.at(-1);
  const first = readings[0];
  if (!last || !first) return;

  // Marks far away would flatten the price: the frame holds what lies within half the price.
  const main = series.at(-1)?.at ?? (() => undefined);
  const prices = readings.flatMap((reading) => main(reading) ?? []);
  const now = main(last);
  if (now === undefined || prices.length === 0) return void host.replaceChildren(note("Nothing is owed: health has no bound."));
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  const reach = high * 0.5;
  const near = series.flatMap(({ at }) => readings.map(at)).filter(
    (value): value is number => value !== undefined && value > low - reach && value < high + reach,
  );
  const y = scaleLinear([Math.min(...near), Math.max(...near)], [HEIGHT - BOTTOM, TOP]).nice(5);
  const ticks = y.ticks(5);
  const names = ticks.map((tick) => joint ? text(tick) : text(tick).replace(/\.0+$/, "").replace(/^(\$0\.\d*[1-9])0+$/, "$1"));
  const left = 16 + 7.5 * Math.max(...names.map(({ length }) => length));
  const x = scaleUtc([new Date(first.ts * 1000), new Date(last.ts * 1000)], [left, right]);
  const inside = (value: number | undefined): value is number => value !== undefined && y(value) >= TOP - 8 && y(value) <= HEIGHT - BOTTOM + 8;

  const labels = series.flatMap(({ kind, name, at }) => {
    const value = at(last);
    return value === undefined ? [] : [{ kind, name, value, y: Math.min(HEIGHT - BOTTOM, Math.max(TOP, y(value))), beyond: !inside(value) }];
  });
  const description =
    `${what} over the last ${plain(readings.length, 0)} hours, ${unit(asset)}, from ${text(prices[0] ?? now)} to ${text(now)}. ` +
    `Now: ${labels.map(({ name, value }) => `${name} ${text(value)}`).join(", ")}.`;

  host.replaceChildren(
    picture(
      width,
      HEIGHT,
      description,
      svg(
        "g",
        { class: "axis" },
        svg("text", { x: 0, y: 12, class: "unit" }, unit(asset)),
        ...ticks.flatMap((tick, index) => [
          svg("path", { d: `M${left} ${y(tick)}H${right}`, class: "grid" }),
          svg("text", { x: left - 8, y: y(tick), dy: "0.32em", "text-anchor": "end" }, names[index] ?? ""),
        ]),
        ...x.ticks(narrow ? 3 : 7).filter((_, index, { length }) => index % Math.ceil((length * DAY_NAME) / (right - left)) === 0).map((tick) => svg("text", { x: x(tick), y: HEIGHT - 8, "text-anchor": "middle" }, dayTick(tick))),
      ),
      ...series.map(({ kind, at }) => svg("path", { class: `series ${kind}`, d: trace(readings, at, inside, x, y, kind !== "price") })),
      svg("circle", { class: "series price dot", cx: right, cy: y(now), r: 4 }),
      svg(
        "g",
        { class: "callouts" },
        ...spread(labels, 34, TOP, HEIGHT - BOTTOM - 8).map((label) =>
          svg(
            "g",
            { class: label.kind },
            svg("path", { d: `M${right + 6} ${label.y}L${right + 16} ${label.at}h8`, class: "leader" }),
            svg("text", { x: right + 30, y: label.at, dy: "-0.05em", class: "name" }, label.beyond ? `${label.name} ${label.value > now ? "↑" : "↓"}` : label.name),
            svg("text", { x: right + 30, y: label.at, dy: "1.1em", class: "figures" }, text(label.value)),
          ),
        ),
      ),
    ),
  );
}

function trace(
  readings: readonly Reading[],
  at: Series["at"],
  inside: (value: number | undefined) => value is number,
  x: (date: Date) => number,
  y: (value: number) => number,
  steps: boolean,
): string {
  const draw = line<Reading>()
    .defined((reading) => inside(at(reading)))
    .x(({ ts }) => x(new Date(ts * 1000)))
    .y((reading) => y(at(reading) ?? 0));
  return (steps ? draw.curve(curveStepAfter) : draw)([...readings]) ?? "";
}
