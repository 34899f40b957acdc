// The hull, its scale and the water, as SVG.
import { hours, share, times } from './words.mjs';

const TOP_HEALTH = 0.94;
const BOTTOM_HEALTH = 3;
/** The scale is logarithmic in the distance from this health factor, so that it opens up near 1, where the marks are. */
const ORIGIN = 0.86;
const TICKS = [1, 1.1, 1.2, 1.3, 1.5, 2, 2.5];

function element(tag, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** The picture, the place of a mark on its scale, and the right end of the scale; `scale` enlarges all of it. */
export function pictureOf({ healthFactor, safeLeverage, thresholds }, { width, height, narrow, scale: size }) {
  const bottom = height - 8;
  const [first, last] = [56, bottom - 34];
  const depth = Math.log(BOTTOM_HEALTH - ORIGIN) - Math.log(TOP_HEALTH - ORIGIN);
  const y = (health) => {
    const within = Math.min(BOTTOM_HEALTH, Math.max(TOP_HEALTH, health)) - ORIGIN;
    return first + ((Math.log(within) - Math.log(TOP_HEALTH - ORIGIN)) / depth) * (last - first);
  };
  const left = narrow ? 38 : 44;
  // On a wide page the ship keeps its build.
  const right = Math.min(width - (narrow ? 160 : 206), left + 0.75 * height);
  const middle = (left + right) / 2;
  // The rungs and their letters take 42 px and stay on the hull, whatever the width.
  const ladder = middle + Math.min(62, 0.4 * (right - left) - 42);
  // So does the disc, 84 px wide, between the side and the ladder.
  const radius = Math.max(0.1, Math.min(narrow ? 0.85 : 1, (ladder - left - 26) / 86));
  const round = narrow ? Math.max(middle - 34, left + 20 + 43 * radius) : middle - 26;
  // Without debt the hull stands clear of the water.
  const water = healthFactor === undefined ? bottom + 4 : healthFactor > BOTTOM_HEALTH ? bottom - 14 : y(healthFactor);
  const rungs = thresholds.map(({ level, healthFactor: at }) => rung(level, y(at), ladder));
  const spine = thresholds.map(({ healthFactor: at }) => y(at));
  const svg = element(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width: width * size, height: height * size, 'aria-hidden': 'true' },
    scale(y, left, right),
    ship(left + 10, right - 10, y(0.955), y(1), bottom),
    disc(round, y(safeLeverage.healthFactor ?? BOTTOM_HEALTH), radius, safeLeverage),
    sea(left - 8, right + 8, water, bottom + 8),
    // Painted over the water, or its colour would change theirs.
    element('g', { class: 'ladder' }, element('path', { d: spine.length ? `M${ladder} ${Math.min(...spine)}V${Math.max(...spine)}` : '' }), ...rungs),
  );
  return { svg, right, y: ({ kind, health }) => (kind === 'waterline' ? water : y(health)) };
}

function scale(y, left, right) {
  return element(
    'g',
    { class: 'axis' },
    element('text', { x: 0, y: 12 }, 'health factor'),
    ...TICKS.flatMap((tick) => [
      element('path', { d: `M${left - 12} ${y(tick)}H${right}`, class: 'grid' }),
      element('text', { x: left - 16, y: y(tick), dy: '0.32em', 'text-anchor': 'end' }, tick.toFixed(1)),
    ]),
  );
}

/** Bow-on: bulwark above the deck, flared sides, rounded bilge, keel. */
function ship(left, right, rail, deck, keel) {
  const middle = (left + right) / 2;
  const half = (right - left) / 2;
  const bilge = keel - 96;
  const d =
    `M${left} ${rail}L${left + half * 0.04} ${deck}C${left + half * 0.08} ${bilge - 60} ${left + half * 0.1} ${bilge} ${middle - half * 0.52} ${keel - 26}` +
    `Q${middle - half * 0.24} ${keel} ${middle} ${keel}Q${middle + half * 0.24} ${keel} ${middle + half * 0.52} ${keel - 26}` +
    `C${right - half * 0.1} ${bilge} ${right - half * 0.08} ${bilge - 60} ${right - half * 0.04} ${deck}L${right} ${rail}Z`;
  return element(
    'g',
    {},
    element('path', { d, class: 'plating' }),
    element('path', { d: `M${left} ${rail}H${right}`, class: 'rail' }),
    element('path', { d: `M${left + half * 0.04} ${deck}H${right - half * 0.04}`, class: 'deckline' }),
    element('path', { d: `M${middle} ${rail}V8M${middle - 15} 22H${middle + 15}`, class: 'rail' }),
  );
}

/** The disc with its line: the safe load. */
function disc(x, y, size, { leverage, alpha, horizonHours }) {
  return element(
    'g',
    { class: 'disc', transform: `translate(${x} ${y}) scale(${size})` },
    element('circle', { r: 23 }),
    element('path', { d: 'M-42 0H42' }),
    element('text', { x: -33, y: -8, 'text-anchor': 'middle' }, 'P'),
    element('text', { x: 33, y: -8, 'text-anchor': 'middle' }, 'L'),
    element('text', { x: 0, y: 44, 'text-anchor': 'middle' }, `safe ${times(leverage)}`),
    element('text', { x: 0, y: 60, 'text-anchor': 'middle', class: 'terms' }, `${share(alpha)} in ${hours(horizonHours)}`),
  );
}

function rung(level, y, x) {
  return element('g', { class: level }, element('path', { d: `M${x} ${y}h24` }), element('text', { x: x + 30, y, dy: '0.34em' }, level[0].toUpperCase()));
}

/** The water in front of the hull; its edge drifts unless motion is unwelcome. An inner svg clips it without an id. */
function sea(left, right, y, bottom) {
  const length = 60;
  const width = right - left;
  let crest = `M${-length} ${y}`;
  for (let x = -length; x < width + length; x += length) crest += `q${length / 4} -4 ${length / 2} 0t${length / 2} 0`;
  return element(
    'svg',
    { x: left, y: 0, width, height: bottom },
    element(
      'g',
      { class: 'sea' },
      element('path', { d: `${crest}V${bottom}H${-length}Z`, class: 'body' }),
      element('path', { d: crest, class: 'crest' }),
    ),
  );
}
