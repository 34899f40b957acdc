// All five modules in one page: each is found by its own name.
import init, { version } from 'plimsoll';
import initVenues, { version as versionVenues } from 'plimsoll/venues';
import initLive, { version as versionLive } from 'plimsoll/live';
import initFull, { version as versionFull } from 'plimsoll/full';
import initTrain, { refit } from 'plimsoll/train';
import { show } from './page.js';

function refusal() {
  try {
    return refit(new Float64Array(6), new Uint8Array(1));
  } catch (error) {
    return error.name;
  }
}

show(Promise.all([init(), initVenues(), initLive(), initFull(), initTrain()]).then(() => [version(), versionVenues(), versionLive(), versionFull()].map((said) => JSON.stringify(said)).concat(refusal())));
