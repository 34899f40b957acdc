import { scaleLinear, scalePow } from "d3-scale";
import { area, curveMonotoneX, line } from "d3-shape";
import { accountHealth, type Account, type Forecast } from "plimsoll";
import type { HealthAhead } from "plimsoll/full";
import { table } from "../dom";
import { health, hours, plain, share } from "../format";
import { priceAfter } from "../units";
import { note, picture, spread, svg } from "./svg";

const HEIGHT = 320;
const TOP = 30;
const BOTTOM = 34;
/** The week ahead. */
const LAST = 168;

/** Health at one horizon: at each probability, how low and how high it gets at some time until then. */
interface Slice {
  readonly hours: number;
  readonly low: readonly number[];
  /** Empty where only the falls are known. */
  readonly high: readonly number[];
  /** The 90 % interval of each low, where it comes from a simulation. */
  readonly within?: readonly (readonly [number, number])[];
}

/** How far health may go from where it is. */
export interface Fan {
  readonly now: number;
  readonly levels: readonly number[];
  readonly rows: readonly Slice[];
  /** Of a simulation. */
  readonly paths?: number;
}

/** The fan of an account that one price drives; in words why there is none. */
export function fanOf(account: Account, factor: string | undefined, forecast: Forecast): Fan | string {
  const now = accountHealth(account).healthFactor;
  if (now === undefined) return "Nothing is owed: health has no bound, now or ahead.";
  if (factor === undefined) return "All of this account is taken as the dollar: its health stays where it is while the pegs hold.";
  const fan = { now, levels: forecast.levels, rows: slices(account, factor, forecast, now) };
  const end = fan.rows.at(-1);
  const still = end && [...end.low, ...end.high].every((value) => Math.abs(value - now) < 1e-9 * now);
  return still ? "What is held and what is owed are taken as moving together: health stays where it is while they do." : fan;
}

/** The fan of an account over several prices, as it was simulated. */
export function fanOfSeveral({ healthFactor: now, points, paths }: HealthAhead): Fan | string {
  if (now === undefined) return "Nothing is owed: health has no bound, now or ahead.";
  const levels = points[0]?.lowest.map(({ probability }) => probability) ?? [];
  const start: Slice = { hours: 0, low: levels.map(() => now), high: [], within: levels.map(() => [now, now]) };
  const ahead = points.map(({ hours: at, lowest }): Slice => ({
    hours: at,
    low: lowest.map(({ healthFactor }) => healthFactor),
    high: [],
    within: lowest.map(({ low, high }) => [low, high]),
  }));
  return { now, levels, paths, rows: [start, ...ahead] };
}

/** The account's health at the forecast's quantiles of the worst fall and rise of the price that drives it. */
function slices(account: Account, factor: string, { horizons, levels }: Forecast, now: number): Slice[] {
  const at = (distance: number): number =>
    accountHealth({ legs: account.legs.map((leg) => (leg.factor === factor ? { ...leg, price: priceAfter(leg.price, distance) } : leg)) }).healthFactor ?? now;
  const start = { hours: 0, low: levels.map(() => now), high: levels.map(() => now) };
  const ahead = horizons
    .filter(({ horizonHours }) => horizonHours <= LAST)
    .map(({ horizonHours, drawdown, runup }) => {
      const falls = drawdown.map((distance) => at(-distance));
      const rises = runup.map((distance) => at(distance));
      // What rises for a long falls for a short.
      const short = (falls[0] ?? now) > (rises[0] ?? now);
      return { hours: horizonHours, low: short ? rises : falls, high: short ? falls : rises };
    });
  return [start, ...ahead];
}

/** The health factor now and how far it may go in the week ahead. */
export function drawFan(host: HTMLElement, numbers: HTMLElement, fan: Fan | string): void {
  const end = typeof fan === "string" ? undefined : fan.rows.at(-1);
  if (typeof fan === "string" || !end) {
    host.replaceChildren(note(typeof fan === "string" ? fan : "There is no forecast to draw."));
    numbers.replaceChildren();
    return;
  }
  const { now, levels, rows } = fan;
  const width = Math.max(260, host.clientWidth);
  const narrow = width < 560;
  const [left, right] = [40, width - (narrow ? 100 : 128)];
  const x = scalePow([0, LAST], [left, right]).exponent(0.5);
  // Far above, health says little: the frame ends where the middle of the rises does, but shows the line of liquidation.
  const lowest = Math.min(1, end.low[3] ?? end.low.at(-1) ?? 1);
  const highest = end.high[1] ?? now + (now - lowest) / 8;
  const y = scaleLinear([lowest, Math.max(1, highest)], [HEIGHT - BOTTOM, TOP]).nice(5);
  const tickName = y.tickFormat(5);
  const band = (index: number, side: "low" | "high"): string =>
    area<Slice>()
      .x(({ hours: at }) => x(at))
      .y0(y(now))
      .y1((row) => y(row[side][index] ?? now))
      .curve(curveMonotoneX)(rows) ?? "";
  const edge = (index: number): string =>
    line<Slice>()
      .x(({ hours: at }) => x(at))
      .y((row) => y(row.low[index] ?? now))
      .curve(curveMonotoneX)(rows) ?? "";
  // What leaves the frame is cut off at it.
  const inside = (...drawn: SVGElement[]): SVGElement => svg("svg", { width, height: HEIGHT - BOTTOM - TOP, viewBox: `0 ${TOP} ${width} ${HEIGHT - BOTTOM - TOP}`, y: TOP, class: "frame" }, ...drawn);
  const labels = levels
    .slice(0, 4)
    .map((level, index) => ({ y: y(end.low[index] ?? now), name: share(level), figures: health(end.low[index] ?? now), index }))
    .filter(({ index }) => (end.low[index] ?? 0) >= (y.domain()[0] ?? 0));
  // The two names keep to their own side of each other.
  const under = now < 1;
  const description =
    `Health factor now ${health(now)}. Within ${hours(LAST)} it falls at some time to ` +
    levels.map((level, index) => `${health(end.low[index] ?? now)} or below with a chance of ${share(level)}`).join(", to ") +
    ". Liquidation begins at 1. All the figures are in the table below.";
  host.replaceChildren(
    picture(
      width,
      HEIGHT,
      description,
      inside(
        ...levels.flatMap((_, index) => [
          svg("path", { class: `fan low f${index}`, d: band(index, "low") }),
          ...(end.high.length > 0 ? [svg("path", { class: `fan high f${index}`, d: band(index, "high") })] : []),
        ]),
      ),
      svg(
        "g",
        { class: "axis" },
        svg("text", { x: 0, y: 12, class: "unit" }, "health factor"),
        ...y.ticks(5).flatMap((tick) => [
          svg("path", { d: `M${left} ${y(tick)}H${right}`, class: "grid" }),
          svg("text", { x: left - 8, y: y(tick), dy: "0.32em", "text-anchor": "end" }, tickName(tick)),
        ]),
        ...[0, ...(narrow ? [] : [6]), 24, 72, LAST].map((tick) =>
          svg("text", { x: x(tick), y: HEIGHT - 10, "text-anchor": tick === 0 ? "start" : "middle" }, tick === 0 ? "now" : hours(tick)),
        ),
      ),
      inside(...levels.slice(0, 4).map((_, index) => svg("path", { class: `edge f${index}`, d: edge(index) }))),
      svg("path", { class: "series liquidation", d: `M${left} ${y(1)}H${right}` }),
      svg("text", { x: left + 6, y: y(1) + (under || y(1) + 20 > HEIGHT - BOTTOM ? -6 : 16), class: "limit-name" }, "liquidation 1.00"),
      svg("circle", { class: "series price dot", cx: left, cy: y(now), r: 4 }),
      svg("text", { x: left + 10, y: y(now) + (under ? 20 : -8), class: "limit-name" }, `now ${health(now)}`),
      svg(
        "g",
        { class: "callouts" },
        svg("text", narrow ? { x: width, y: 12, class: "unit", "text-anchor": "end" } : { x: right + 10, y: 12, class: "unit" }, "chance, falls to"),
        ...spread(labels, 20, TOP + 6, HEIGHT - BOTTOM - 4).flatMap((label) => [
          svg("path", { d: `M${right + 2} ${label.y}L${right + 10} ${label.at}h4`, class: "leader thin" }),
          svg("text", { x: right + 18, y: label.at, dy: "0.32em", class: "figures" }, `${label.name}  ${label.figures}`),
        ]),
      ),
    ),
  );
  const cell = (row: Slice, value: number, index: number): string => {
    const [low, high] = row.within?.[index] ?? [value, value];
    return health(low) === health(high) ? health(value) : `${health(value)} (${health(low)} to ${health(high)})`;
  };
  numbers.replaceChildren(
    table(
      "The lowest health factor at some time within each horizon: it is reached with the chance at the head of its column" +
        (fan.paths === undefined ? "" : `; in brackets its 90 % interval, from ${plain(fan.paths, 0)} simulated paths`),
      ["within", ...levels.map((level) => share(level))],
      rows.slice(1).map((row) => [hours(row.hours), ...row.low.map((value, index) => cell(row, value, index))]),
    ),
  );
}
