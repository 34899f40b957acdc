// The README's example: five figures, worded as they stand there.
import init, { aaveV3View, advice, defaultAdviceOptions, forecastBars, simulateBars } from 'plimsoll';
import user from './position.js';
import { worded } from './worded.js';

export async function figures() {
  await init();
  const forecast = forecastBars(simulateBars(7, 1440, 1749999600, 2500, 0.7));
  return worded(advice(aaveV3View(user), forecast, defaultAdviceOptions()));
}
