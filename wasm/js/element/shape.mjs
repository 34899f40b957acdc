// What is drawn must be an advice: whatever else a page hands over is refused whole, before anything of it is drawn.

const LEVELS = ['notice', 'act', 'critical'];
const number = (value) => typeof value === 'number' && Number.isFinite(value);
const maybe = (value) => value === undefined || number(value);
const list = (value, each) => Array.isArray(value) && value.every(each);
const priced = (at) => typeof at?.asset === 'string' && number(at.price);
const mark = (at) =>
  LEVELS.includes(at?.level) && number(at.healthFactor) && number(at.alpha) && number(at.horizonHours) && (number(at.price) || list(at.prices, priced));

/** The record without its nulls: JSON that other languages write has them where a field is absent. */
const present = (record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));

/** The advice that is drawn, or undefined where the value is none. */
export function adviceIn(value) {
  if (typeof value !== 'object' || value === null || typeof value.safeLeverage !== 'object' || value.safeLeverage === null) return undefined;
  const advice = { ...present(value), safeLeverage: present(value.safeLeverage) };
  const { healthFactor, leverage, liquidationPrice, liquidationPrices, thresholds, safeLeverage: safe, confidence } = advice;
  const whole =
    [healthFactor, leverage, liquidationPrice, safe.healthFactor].every(maybe) &&
    [safe.leverage, safe.alpha, safe.horizonHours, confidence?.historyHours, confidence?.asOf].every(number) &&
    ['string', 'number'].includes(typeof confidence.model?.version) &&
    Array.isArray(confidence.flags) &&
    list(thresholds, mark) &&
    (liquidationPrices === undefined || list(liquidationPrices, priced));
  return whole ? advice : undefined;
}
