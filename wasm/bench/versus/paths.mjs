// 10,000 paths: the chance that an account is liquidated within a week, simulated by the package, and by the same walk as a plain f64 loop.
import { user } from '../account.mjs';
import { random, wordsFrom } from '../random.mjs';
import { positionOf } from './morpho.mjs';

const HOURS = 168;
/** Ends of the stretches of hours that have a barrier each, as the package has them. */
const ENDS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 120, HOURS];
const PILOT = 2_048;
const WORDS = 65_536;
/** A normal over the fourth root of a uniform has twice the variance of a normal. */
const SPREAD = Math.SQRT2;

/** Normals, drawn once and made to have mean 0 and variance 1, and fourth roots of uniforms: a step looks up one of each by half a word. */
function tables() {
  const next = random(3);
  const normals = Float64Array.from({ length: WORDS }, () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()));
  const mean = normals.reduce((sum, value) => sum + value, 0) / WORDS;
  const spread = Math.sqrt(normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / WORDS);
  return { normals: normals.map((value) => (value - mean) / spread), scales: Float64Array.from({ length: WORDS }, (_, word) => ((word + 0.5) / WORDS) ** -0.25) };
}

/** How low each path of a pilot goes in each stretch. */
function pilot(sigmas, { normals, scales }, words) {
  return Array.from({ length: PILOT }, () => {
    const falls = new Float64Array(ENDS.length).fill(Infinity);
    let y = 0;
    for (let hour = 0, stretch = 0; hour < HOURS; hour += 1) {
      const word = words();
      y += sigmas[hour] * normals[word & 0xffff] * scales[word >>> 16];
      if (hour === ENDS[stretch]) stretch += 1;
      if (y < falls[stretch]) falls[stretch] = y;
    }
    return falls;
  });
}

/** Barriers at which a pilot's paths pass by the end of each stretch as often as the forecast says. */
function barriers(paths, chances) {
  let alive = paths;
  const out = new Float64Array(HOURS);
  ENDS.forEach((end, stretch) => {
    const due = Math.max(0, Math.round(chances[stretch] * PILOT) - (PILOT - alive.length));
    const falls = alive.map((path) => path[stretch]).sort((a, b) => a - b);
    const barrier = due === 0 ? -Infinity : (falls[due - 1] + falls[due]) / 2;
    alive = alive.filter((path) => path[stretch] > barrier);
    out.fill(barrier, stretch === 0 ? 0 : ENDS[stretch - 1], end);
  });
  return out;
}

/** The share of paths that fall through a barrier. */
function passed(sigmas, innovations, chances, paths) {
  const words = wordsFrom(1);
  const barrier = barriers(pilot(sigmas, innovations, words), chances);
  const { normals, scales } = innovations;
  let count = 0;
  for (let path = 0; path < paths; path += 1) {
    let y = 0;
    for (let hour = 0; hour < HOURS; hour += 1) {
      const word = words();
      y += sigmas[hour] * normals[word & 0xffff] * scales[word >>> 16];
      if (y <= barrier[hour]) {
        count += 1;
        break;
      }
    }
  }
  return count / paths;
}

/** An account of one price factor, with a distance to go. */
function accountOf(plimsoll, venue) {
  if (venue === 'Morpho Blue') return plimsoll.positionAccount(positionOf());
  const [eth, , , usdc] = user.reserves;
  return plimsoll.aaveV3View({ revision: user.revision, reserves: [eth, { ...usdc, scaledVariableDebt: '12123456789' }] });
}

export function paths({ plimsoll }, venue, count) {
  const forecast = plimsoll.forecastBars(plimsoll.simulateBars(7, 4320, 1_749_999_600, 2500, 0.7));
  const { logDistance: distance } = plimsoll.liquidationDistance(accountOf(plimsoll, venue));
  const options = { seed: 1, paths: count, horizonHours: HOURS };
  let before = 0;
  const sigmas = Float64Array.from({ length: HOURS }, (_, hour) => {
    const total = plimsoll.forecastVariance(forecast, hour + 1);
    const sigma = Math.sqrt(total - before) / SPREAD;
    before = total;
    return sigma;
  });
  const innovations = tables();
  const chances = ENDS.map((end) => plimsoll.drawdownProbability(forecast, distance, end));
  return {
    // The forecast's own chance: both walks are set by it, and meet it within their errors.
    chance: () => chances.at(-1),
    contestants: [
      { who: 'plimsoll', how: '`firstPassage`: forecast and distance in; chance, its error and the times out; the same bits everywhere', run: () => plimsoll.firstPassage(forecast, distance, 'fall', options), read: ({ probability }) => [probability] },
      { who: 'f64', how: 'the same kind of walk and pilot by hand, its draws from tables made before; the chance alone out', run: () => passed(sigmas, innovations, chances, count), read: (share) => [share] },
    ],
    paths: count,
    pilot: PILOT,
  };
}
