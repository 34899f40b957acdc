// The page as its visitor has it: built once, served, and used in headless Chromium.
import { after, before, describe } from 'node:test';
import { accounts } from './accounts.mjs';
import { answers } from './answers.mjs';
import { cancels, races, tried, typed } from './choices.mjs';
import { discovery } from './discovery.mjs';
import { faults } from './faults.mjs';
import { lines } from './line.mjs';
import { loading } from './loading.mjs';
import { plans } from './plans.mjs';
import { open, skip } from './harness.mjs';
import { replays } from './replays.mjs';
import { words } from './words.mjs';

const place = {};
before(async () => {
  if (!skip) Object.assign(place, await open());
});
after(() => place.close?.());

describe('the answer', () => answers(place));
describe('an account of one’s own', () => accounts(place));
describe('what is typed in', () => typed(place));
describe('a debt that is tried', () => tried(place));
describe('a choice that overtakes another', () => races(place));
describe('a connection that is given up', () => cancels(place));
describe('the wallets of the browser', () => discovery(place));
describe('a plan', () => plans(place));
describe('the replay', () => replays(place));
describe('loading', () => loading(place));
describe('what fails', () => faults(place));
describe('the words', () => words());
describe('<plimsoll-line>', () => lines(place));
