// Everything that is compared: four pieces of work at two venues, a book at a third, and what of each contestant's answer is held to which.
import * as aave from './aave.mjs';
import * as compound from './compound.mjs';
import * as morpho from './morpho.mjs';
import { paths } from './paths.mjs';

export const SIZES = { accounts: 10_000, prices: 1_000, paths: 10_000 };
/** How far a health may lie from the contract's where amounts are not rounded as it does: two units of the token that has the fewest, of 21,000,000 and of 6,000,000,000. */
const VENUES = [['Aave v3', aave, 1e-7], ['Morpho Blue', morpho, 4e-10]];
/** What a health may be off where it is the contract's as a number: half a unit in the last place, and what the comparison rounds. */
const NEAREST = 5e-16;
const number = (value) => value.toLocaleString('en');

/** The works, one after another: each holds its inputs, so the last may be forgotten before the next is made. */
export function* works(libraries, sizes = SIZES) {
  for (const [venue, face, close] of VENUES) {
    yield { close, title: `${venue}: one account`, ...face.one(libraries) };
    yield { close, title: `${venue}: ${number(sizes.accounts)} accounts`, ...face.many(libraries, sizes.accounts) };
    yield { close, title: `${venue}: one account at ${number(sizes.prices)} prices`, ...face.grid(libraries, sizes.prices) };
    yield { title: `${venue}: ${number(sizes.paths)} paths of 168 hours`, ...paths(libraries, venue, sizes.paths) };
  }
  yield { close: 1e-9, title: `Compound III: ${number(sizes.accounts)} accounts`, ...compound.many(libraries, sizes.accounts) };
}

/** What the answers of a work differ by, in words, one for each contestant; throws where one is not what it should be. */
export function checked(work) {
  return work.contestants.map((contestant) => {
    const answer = contestant.read(contestant.run());
    const name = `${work.title}, ${contestant.who}, ${contestant.how}`;
    return work.chance ? chance(work, answer[0], name) : healths(work, answer, contestant, name);
  });
}

function healths({ right: ask, close }, answer, { who, exact }, name) {
  const right = ask();
  if (answer.length !== right.length) throw new Error(`${name}: ${answer.length} answers, not ${right.length}`);
  let most = 0;
  right.forEach((health, place) => {
    const given = answer[place];
    if (exact ? given !== health : typeof given !== 'number') throw new Error(`${name}: ${given} where the contract has ${health}`);
    if (!exact) most = Math.max(most, Math.abs(given / (Number(health) / 1e18) - 1));
  });
  // Not `>`: what is no number is no answer.
  if (!(most <= (who === 'plimsoll' ? NEAREST : close))) throw new Error(`${name}: up to ${most.toExponential(1)} from the contract`);
  return exact ? 'equal' : who === 'plimsoll' ? 'equal, as f64' : most.toExponential(0);
}

/** A simulation meets the forecast's own chance within four standard errors of its paths and its pilot's. */
function chance({ chance: right, paths, pilot }, share, name) {
  const p = right();
  const error = Math.sqrt(p * (1 - p) * (1 / paths + 1 / pilot));
  if (!(Math.abs(share - p) <= 4 * error)) throw new Error(`${name}: ${share} where the forecast has ${p}, give or take ${error}`);
  return `${percent(share)} for ${percent(p)} ± ${percent(error)}`;
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;
