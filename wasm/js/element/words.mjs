// What the load line says: every number with its unit, its horizon and its confidence.

const SPACE = '\u00a0';
const number = (digits) => new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
// A formatter takes a browser a millisecond, and an advice needs a few of them.
const made = [];
const digits = (count) => (made[count] ??= number(count));
const percents = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

export const health = (value) => digits(value >= 10 ? 1 : 2).format(value);
export const times = (value) => `${digits(2).format(value)}×`;
export const share = (fraction) => `${percents.format(fraction * 100)}${SPACE}%`;
export const hours = (value) => `${percents.format(value)}${SPACE}h`;
// Below a dollar, four digits that say something.
const small = (value) => (value === 0 ? 0 : Math.min(20, Math.max(4, 3 - Math.floor(Math.log10(value)))));
const dollars = (value) => `$${digits(value >= 10_000 ? 0 : value >= 10 ? 2 : value >= 1 ? 3 : small(value)).format(value)}`;
const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** The price of an answer about one asset, or the first of an answer about several. */
const pricesOf = ({ price, prices }) => (price !== undefined ? [{ price }] : (prices ?? []));

/** The price in words; of several assets, the first one alone while the others stay. */
function priced([first, ...others]) {
  if (first === undefined) return undefined;
  return others.length === 0 ? dollars(first.price) : `${first.asset} at ${dollars(first.price)}`;
}

const liquidationOf = ({ liquidationPrice, liquidationPrices }, asset) =>
  liquidationPrice === undefined ? priced(liquidationPrices ?? []) : `${dollars(liquidationPrice)}${asset ? ` per ${asset}` : ''}`;

/** The marks from the deck down: what each is and what it means. */
export function marksOf(advice, asset) {
  const { healthFactor, leverage, thresholds } = advice;
  const marks = thresholds.map((mark) => ({
    kind: mark.level,
    health: mark.healthFactor,
    name: `${capital(mark.level)} ${health(mark.healthFactor)}`,
    figures: [...(pricesOf(mark).length === 1 ? [priced(pricesOf(mark))] : []), `${share(mark.alpha)} in ${hours(mark.horizonHours)}`],
  }));
  if (healthFactor !== undefined) {
    marks.push({ kind: 'liquidation', health: 1, name: 'Liquidation 1.00', figures: [liquidationOf(advice, asset) ?? 'no price reaches it'] });
  }
  marks.push({
    kind: 'waterline',
    health: healthFactor,
    name: healthFactor === undefined ? 'Nothing owed' : `Now ${health(healthFactor)}`,
    figures: [leverage === undefined ? 'no equity left' : `${times(leverage)} leverage`],
  });
  return marks;
}

/** The picture in one sentence, for those who do not see it. */
export function summaryOf({ healthFactor, safeLeverage, liquidationPrice }, asset) {
  return (
    'A ship’s hull against a scale of health factors; liquidation begins at the deck, 1.00. ' +
    (healthFactor === undefined ? 'Nothing is owed: the hull is clear of the water. ' : `The water stands at health factor ${health(healthFactor)}. `) +
    `Safe leverage is ${times(safeLeverage.leverage)}, for a chance of liquidation of at most ${share(safeLeverage.alpha)} within ${hours(safeLeverage.horizonHours)}. ` +
    (asset && liquidationPrice !== undefined ? `Prices are in dollars per ${asset}. ` : '') +
    'The marks:'
  );
}

/** What the marks rest on. */
export function footOf({ confidence }) {
  const { model, historyHours, asOf, stale, flags } = confidence;
  const doubts = flags.length === 0 ? '' : ` · ${flags.length} reason${flags.length === 1 ? '' : 's'} for less trust`;
  return `Model v${model.version} · ${digits(0).format(historyHours)}${SPACE}h of history to ${days.format(new Date(asOf * 1000))}${SPACE}UTC${stale ? ', stale' : ''}${doubts}`;
}
