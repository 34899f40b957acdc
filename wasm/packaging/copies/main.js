// Two copies of the package on one page, as two libraries may bring them, and two entries of one of them.
import init, * as one from './node_modules/plimsoll/js/browser.mjs';
import initSlim, * as slim from './node_modules/plimsoll/js/slim.mjs';
import initOther, * as other from './other/js/browser.mjs';
import { show } from './page.js';

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

async function answers() {
  const early = thrown(() => one.version()).message;
  const twice = init() === init();
  await init();
  const bars = one.simulateBars(7, 48, 1749999600, 2500, 0.7);
  const tracker = new one.Tracker();
  tracker.pushBars(bars);
  const before = JSON.stringify(tracker.forecast());
  const otherEarly = thrown(() => other.version()).message;
  await Promise.all([initOther(), initSlim(fetch('./node_modules/plimsoll/pkg/plimsoll_bg.wasm'))]);
  const otherTracker = new other.Tracker();
  otherTracker.pushBars(bars);
  return {
    early,
    otherEarly,
    twice,
    'the slim entry is the same module': slim.version === one.version,
    'a tracker outlives later loads': JSON.stringify(tracker.forecast()) === before,
    'both copies answer the same': JSON.stringify(otherTracker.forecast()) === before,
    'one copy knows the errors of the other': other.isRiskError(thrown(() => one.forecastBars(new Float64Array(5)))),
  };
}

show(answers());
