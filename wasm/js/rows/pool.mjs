// The pool that users were read from, put together from their records.

import { AAVE_V3_USER } from './layout.mjs';
import { list, outOfRange, record } from './refusals.mjs';

/** What is the user's own in a reserve; the rest is the pool's. */
const OWN = new Set(['scaledATokenBalance', 'scaledVariableDebt', 'usedAsCollateral', 'isBorrowing']);
const HINT = 'read all users at one block, until v3.1 with `also` for every reserve';

export function aaveV3Pool(users) {
  const [reserves, eModes] = [new Map(), new Map()];
  let revision;
  list('users', users).forEach((user, row) => {
    const path = `users[${row}]`;
    record(path, user, AAVE_V3_USER);
    revision ??= user.revision;
    same(`${path}.revision`, revision, user.revision);
    list(`${path}.reserves`, user.reserves).forEach((reserve, item) => gather(reserves, reserve, `${path}.reserves[${item}]`));
    if (user.eMode !== undefined && user.eMode !== null) gather(eModes, user.eMode, `${path}.eMode`);
  });
  const byId = (records) => [...records.values()].sort((a, b) => a.id - b.id);
  return { revision, reserves: byId(reserves), eModes: byId(eModes) };
}

/** Keeps the first record of an id, and holds the others to it: two prices would be two pools. */
function gather(records, given, path) {
  const { id } = record(path, given);
  const first = records.get(id);
  if (first === undefined) return records.set(id, given);
  for (const key of Object.keys({ ...first, ...given })) {
    // Records within are what steps are checked against: no book reads them.
    if (!OWN.has(key) && typeof first[key] !== 'object') same(`${path}.${key}`, first[key], given[key]);
  }
}

function same(field, first, got) {
  if (got !== first) throw outOfRange(field, `${first}, as of the users before`, got, HINT);
}
