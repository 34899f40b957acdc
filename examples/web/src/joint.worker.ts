// Accounts over several assets are simulated: in a worker, so that the page answers to its user meanwhile.
import init, {
  jointAdvice,
  jointForecast,
  jointHealth,
  marketState,
  positionAtPrices,
  positionBoundaries,
  positionGroupBoundary,
  positionPrices,
  type FactorBars,
  type JointForecast,
  type PriceBoundary,
} from "plimsoll/full";
import type { JointAnswer, JointQuestion, Region, RegionQuestion } from "./joint";
import { ROW } from "./source";

/** Prices of the first asset at which the second one's boundary is asked, as shares of its price now. */
const LOWEST = 0.3;
const HIGHEST = 1.5;
const POINTS = 49;

const voyages = new Map<number, readonly FactorBars[]>();
let known: { voyage: number; taken: number; joint: JointForecast } | undefined;

function forecastAt(voyage: number, { taken, market }: JointQuestion): JointForecast {
  if (known?.taken !== taken || known.voyage !== voyage) {
    const factors = (voyages.get(voyage) ?? []).map(({ factor, bars }) => ({ factor, bars: (bars as Float64Array).slice(0, taken * ROW) }));
    known = { voyage, taken, joint: jointForecast(factors, market && marketState(market.btc, market.eth)) };
  }
  return known.joint;
}

function answer(voyage: number, question: JointQuestion): JointAnswer {
  const joint = forecastAt(voyage, question);
  const { account, options, scenario } = question;
  return {
    advice: jointAdvice(account, joint, options, scenario),
    ahead: jointHealth(account, joint, { ...scenario, horizonHours: 168 }),
  };
}

const priceOf = (boundary: PriceBoundary): string | undefined => (boundary.kind === "at" ? boundary.price : undefined);

/** The boundary in the prices of two assets, point by point from the venue's own integers. */
function region({ position, assets: [x, y] }: RegionQuestion): Region {
  const prices = positionPrices(position);
  const find = (asset: string) => prices.find((price) => price.asset === asset);
  const [along, up] = [find(x), find(y)];
  if (!along || !up) throw new Error(`the position has no price of ${x} or ${y}`);
  const boundary = Array.from({ length: POINTS }, (_, index) => {
    const share = LOWEST + ((HIGHEST - LOWEST) * index) / (POINTS - 1);
    const price = String((BigInt(along.price) * BigInt(Math.round(share * 1e6))) / 1_000_000n);
    const found = positionBoundaries(positionAtPrices(position, [{ asset: x, price }])).find(({ asset }) => asset === y);
    return { x: price, y: found && priceOf(found.boundary), kind: found?.boundary.kind ?? "nothingLiquidates" };
  });
  const { smallestSafe } = positionGroupBoundary(position, [x, y]);
  return { x: along, y: up, boundary, together: smallestSafe.boundary.kind === "at" ? smallestSafe.prices : [] };
}

const ready = init();
self.onmessage = async ({ data }: MessageEvent<{ id?: number; voyage: number; bars?: FactorBars[]; ask?: JointQuestion; region?: RegionQuestion }>) => {
  const { id, voyage, bars, ask, region: asked } = data;
  // Without a number nothing is asked: a voyage begins, or ends.
  if (id === undefined) return void (bars ? voyages.set(voyage, bars) : voyages.delete(voyage));
  try {
    await ready;
    self.postMessage({ id, answer: ask ? answer(voyage, ask) : asked ? region(asked) : undefined });
  } catch (error) {
    self.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
};
