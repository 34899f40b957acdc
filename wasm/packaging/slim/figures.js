// The README's example over the entry that brings no module.
import { aaveV3View, advice, defaultAdviceOptions, forecastBars, simulateBars } from 'plimsoll/slim';
import user from './position.js';
import { worded } from './worded.js';

export function figures() {
  const forecast = forecastBars(simulateBars(7, 1440, 1749999600, 2500, 0.7));
  return worded(advice(aaveV3View(user), forecast, defaultAdviceOptions()));
}
