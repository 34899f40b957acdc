// A page of an extension has no import map that is not in the page itself, and a script in the page is not allowed: the file is named.
import init, { aaveV3View, advice, defaultAdviceOptions, forecastBars, simulateBars } from './node_modules/plimsoll/js/browser.mjs';
import user from './position.js';
import { worded } from './worded.js';

export async function figures() {
  await init();
  const forecast = forecastBars(simulateBars(7, 1440, 1749999600, 2500, 0.7));
  return worded(advice(aaveV3View(user), forecast, defaultAdviceOptions()));
}
