import { scaleLog } from "d3-scale";
import type { Advice } from "plimsoll/full";
import { dollars, health, hours, times } from "../format";
import { picture, spread, svg } from "./svg";

const TOP_HEALTH = 0.94;
const BOTTOM_HEALTH = 3;
/** The scale is logarithmic in the distance from this health factor, so that it opens up near 1, where the marks are. */
const ORIGIN = 0.86;
const TICKS = [1, 1.1, 1.2, 1.3, 1.5, 2, 2.5];

interface Label {
  y: number;
  kind: string;
  name: string;
  figures: string;
}

/** The ship with its marks: the deck is where liquidation begins, the water stands at the account's health. */
export class Hull {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  draw(advice: Advice): void {
    const width = Math.max(300, this.#host.clientWidth);
    const narrow = width < 440;
    const height = this.#host.clientHeight;
    const top = 14;
    const bottom = height - 22;
    const scale = scaleLog([TOP_HEALTH - ORIGIN, BOTTOM_HEALTH - ORIGIN], [top + 42, bottom - 34]).clamp(true);
    const y = (healthFactor: number): number => scale(Math.max(TOP_HEALTH, healthFactor) - ORIGIN);
    const left = narrow ? 34 : 44;
    const right = width - (narrow ? 144 : 176);
    const middle = (left + right) / 2;
    // The rungs and their letters take 42 px and stay on the hull, whatever the width.
    const ladder = middle + Math.min(62, 0.4 * (right - left) - 42);
    const { safeLeverage, healthFactor } = advice;

    // Without debt the hull stands clear of the water.
    const water = healthFactor === undefined ? bottom + 4 : healthFactor > BOTTOM_HEALTH ? bottom - 14 : y(healthFactor);
    const deck = y(1);

    const labels: Label[] = advice.thresholds.map((mark) => ({
      y: y(mark.healthFactor),
      kind: mark.level,
      name: `${mark.level[0]?.toUpperCase()}${mark.level.slice(1)} ${health(mark.healthFactor)}`,
      figures: narrow ? dollars(mark.price) : `${dollars(mark.price)} · ${hours(mark.horizonHours)}`,
    }));
    if (advice.liquidationPrice !== undefined || healthFactor !== undefined) {
      labels.push({
        y: deck,
        kind: "liquidation",
        name: "Liquidation 1.00",
        figures: advice.liquidationPrice === undefined ? "no price reaches it" : dollars(advice.liquidationPrice),
      });
    }
    labels.push({
      y: water,
      kind: "waterline",
      name: healthFactor === undefined ? "Nothing owed" : `Now ${health(healthFactor)}`,
      figures: advice.leverage === undefined ? "no equity left" : `${times(advice.leverage)} leverage`,
    });

    const rungs = advice.thresholds.map(({ level, healthFactor: at }) => rung(level, y(at), ladder));
    const spine = advice.thresholds.map(({ healthFactor: at }) => y(at));
    const description =
      `A ship's hull against a scale of health factors. ` +
      (healthFactor === undefined ? "Nothing is owed: the hull is clear of the water. " : `The water stands at health factor ${health(healthFactor)}. `) +
      `Safe leverage is ${times(safeLeverage.leverage)}. ` +
      labels.map(({ name, figures }) => `${name}, ${figures}`).join("; ");

    this.#host.replaceChildren(
      picture(
        width,
        height,
        description,
        axis(y, left, right),
        shape(left + 10, right - 10, y(0.955), deck, bottom),
        disc(middle - (narrow ? 34 : 26), y(safeLeverage.healthFactor ?? BOTTOM_HEALTH), narrow ? 0.85 : 1, times(safeLeverage.leverage)),
        sea(left - 8, right + 8, water, bottom + 8),
        // Painted over the water, or its colour would change theirs.
        svg("g", { class: "ladder" }, svg("path", { d: spine.length ? `M${ladder} ${Math.min(...spine)}V${Math.max(...spine)}` : "" }), ...rungs),
        callouts(labels, right, top, bottom),
      ),
    );
  }
}

function axis(y: (value: number) => number, left: number, right: number): SVGElement {
  return svg(
    "g",
    { class: "axis" },
    svg("text", { x: 0, y: 12, class: "unit" }, "health factor"),
    ...TICKS.flatMap((tick) => [
      svg("path", { d: `M${left - 12} ${y(tick)}H${right}`, class: tick === 1 ? "grid deck" : "grid" }),
      svg("text", { x: left - 16, y: y(tick), dy: "0.32em", "text-anchor": "end" }, tick.toFixed(1)),
    ]),
  );
}

/** Bow-on: bulwark above the deck, flared sides, rounded bilge, keel. */
function shape(left: number, right: number, rail: number, deck: number, keel: number): SVGElement {
  const middle = (left + right) / 2;
  const half = (right - left) / 2;
  const bilge = keel - 96;
  const d =
    `M${left} ${rail}L${left + half * 0.04} ${deck}C${left + half * 0.08} ${bilge - 60} ${left + half * 0.1} ${bilge} ${middle - half * 0.52} ${keel - 26}` +
    `Q${middle - half * 0.24} ${keel} ${middle} ${keel}Q${middle + half * 0.24} ${keel} ${middle + half * 0.52} ${keel - 26}` +
    `C${right - half * 0.1} ${bilge} ${right - half * 0.08} ${bilge - 60} ${right - half * 0.04} ${deck}L${right} ${rail}Z`;
  return svg(
    "g",
    { class: "hull" },
    svg("path", { d, class: "plating" }),
    svg("path", { d: `M${left} ${rail}H${right}`, class: "rail" }),
    svg("path", { d: `M${left + half * 0.04} ${deck}H${right - half * 0.04}`, class: "deckline" }),
    svg("path", { d: `M${middle} ${rail}V8M${middle - 15} 22H${middle + 15}`, class: "mast" }),
  );
}

/** The disc with its line: the safe load. */
function disc(x: number, y: number, size: number, leverage: string): SVGElement {
  return svg(
    "g",
    { class: "disc", transform: `translate(${x} ${y}) scale(${size})` },
    svg("circle", { r: 23 }),
    svg("path", { d: "M-42 0H42" }),
    svg("text", { x: -33, y: -8, "text-anchor": "middle" }, "P"),
    svg("text", { x: 33, y: -8, "text-anchor": "middle" }, "L"),
    svg("text", { x: 0, y: 44, "text-anchor": "middle", class: "safe" }, `safe ${leverage}`),
  );
}

function rung(level: string, y: number, x: number): SVGElement {
  return svg("g", { class: level }, svg("path", { d: `M${x} ${y}h24` }), svg("text", { x: x + 30, y, dy: "0.34em" }, level[0]?.toUpperCase() ?? ""));
}

/** The water in front of the hull; its edge drifts unless motion is unwelcome. */
function sea(left: number, right: number, y: number, bottom: number): SVGElement {
  const length = 60;
  let crest = `M${left - length} ${y}`;
  for (let x = left - length; x < right + length; x += length) crest += `q${length / 4} -4 ${length / 2} 0t${length / 2} 0`;
  return svg(
    "g",
    { "clip-path": "url(#basin)" },
    svg("clipPath", { id: "basin" }, svg("rect", { x: left, y: 0, width: right - left, height: bottom })),
    svg(
      "g",
      { class: "sea" },
      svg("path", { d: `${crest}V${bottom}H${left - length}Z`, class: "body" }),
      svg("path", { d: crest, class: "crest" }),
    ),
  );
}

function callouts(labels: readonly Label[], right: number, top: number, bottom: number): SVGElement {
  const x = right + 40;
  return svg(
    "g",
    { class: "callouts" },
    ...spread(labels, 38, top + 14, bottom - 18).map((label) =>
      svg(
        "g",
        { class: label.kind },
        svg("path", { d: `M${right + 10} ${label.y}h6L${x - 14} ${label.at}h8`, class: "leader" }),
        svg("text", { x, y: label.at, dy: "-0.05em", class: "name" }, label.name),
        svg("text", { x, y: label.at, dy: "1.1em", class: "figures" }, label.figures),
      ),
    ),
  );
}
