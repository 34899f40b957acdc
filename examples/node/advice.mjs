// The example position in node: an Aave account and a forecast in, the advice out.
// `cargo xtask demo --once` builds the package; then `npm install && npm start` here.
import { readFileSync } from 'node:fs';
import { aaveV3View, advice, defaultAdviceOptions, forecastBars, simulateBars } from 'plimsoll';

const user = JSON.parse(readFileSync(new URL('../position.json', import.meta.url), 'utf8'));
const forecast = forecastBars(simulateBars(7, 1440, 1749999600, 2500, 0.7));
const { safeLeverage: safe, leadTime: lead, confidence: trust, ...found } = advice(aaveV3View(user), forecast, defaultAdviceOptions());

const words = (name) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const figure = (name, text) => console.log(`${name.padEnd(18)} ${text}`);
figure('Health factor', `${found.healthFactor.toFixed(3)}, liquidatable below 1`);
figure('Leverage', `${found.leverage.toFixed(3)}, collateral over equity`);
figure(
  'Safe leverage',
  `${safe.leverage.toFixed(3)} for at most ${100 * safe.alpha} % within ${safe.horizonHours} h; ` +
    `bound by ${words(safe.binding)}; the venue allows ${safe.venueMaximum.toFixed(3)}`,
);
figure('Liquidation price', `$${found.liquidationPrice.toFixed(2)} per ${found.factor}`);
const percent = (fraction) => (100 * fraction).toFixed(4);
for (const at of found.probabilities) {
  const interval = `${percent(at.low)} to ${percent(at.high)} % with 90 % confidence`;
  figure('P(liquidated)', `${percent(at.probability)} % within ${at.horizonHours} h; ${interval}`);
}
for (const mark of found.thresholds) {
  const where = `health ${mark.healthFactor.toFixed(3)}, ${found.factor} at $${mark.price.toFixed(2)}`;
  figure(`Mark ${words(mark.level)}`, `${where}: ${100 * mark.alpha} % within ${mark.horizonHours} h`);
}
figure('Lead time', `${lead.capped ? 'more than' : 'at least'} ${lead.hours.toFixed(1)} h with ${100 - 100 * safe.alpha} % confidence`);
const reasons = trust.flags.map(words).join(', ') || 'none';
figure('Confidence', `model v${trust.model.version}, ${trust.historyHours} h history; reasons for less trust: ${reasons}`);
figure('Market', 'simulated, not real: seed 7, 1,440 h, 70 % volatility a year');
