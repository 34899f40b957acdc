// BENCH.md: what was raced, how near each answer is, how long each took, and where plain JavaScript wins.

import { BATCH, ROUNDS } from './race.mjs';

/** Somebody is as fast when he takes at most so much of our time. */
const AS_FAST = 1.1;
/** Kinds of contestants, as the last table has them. */
const KINDS = [['a library', (who) => who.startsWith('@')], ['BigInt', (who) => who === 'BigInt'], ['f64', (who) => who === 'f64']];

/** A time given in microseconds, in three digits and the unit that suits it. */
export function spoken(microseconds) {
  const [scale, unit] = microseconds < 1 ? [1e-3, 'ns'] : microseconds < 1e3 ? [1, 'µs'] : microseconds < 1e6 ? [1e3, 'ms'] : [1e6, 's'];
  return `${digits(microseconds / scale)} ${unit}`;
}

const digits = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** Our quickest way of a work. */
const ours = (rows) => Math.min(...rows.filter(({ who }) => who === 'plimsoll').map(({ median }) => median));
const ratio = (row, rows) => row.median / ours(rows);
const times = (factor) => `${factor >= 100 ? factor.toFixed(0) : factor.toPrecision(2)} ×`;

function table(places, work) {
  const lines = places[0].works[work].rows.map((row, place) => {
    const cells = places.flatMap(({ works }) => {
      const { rows } = works[work];
      const one = rows[place];
      return [`${spoken(one.median)} (${spoken(one.low)} to ${spoken(one.high)})`, times(ratio(one, rows))];
    });
    return `| ${[row.who, row.how, row.difference, ...cells].join(' | ')} |`;
  });
  const head = ['who', 'what it does', 'its answer', ...places.flatMap(({ place }) => [place, 'of ours'])];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...lines].join('\n');
}

/** Of each kind the quickest at a work, where it is as fast as we are: its share of our time in each place. */
export function asFast(places) {
  return places[0].works.map(({ title }, work) => {
    const cells = KINDS.map(([, belongs]) => {
      const found = places.flatMap(({ place, works }) => {
        const { rows } = works[work];
        const shares = rows.filter(({ who }) => belongs(who)).map((row) => ratio(row, rows));
        const least = Math.min(...shares);
        return least <= AS_FAST ? [`${times(least)} in ${place}`] : [];
      });
      return found.length > 0 ? found.join(', ') : '';
    });
    return [title, ...cells];
  });
}

/** The whole file. */
export function document(places, machine) {
  const sections = places[0].works.map(({ title }, work) => `### ${title}\n\n${table(places, work)}`);
  return `# How fast the package is, beside what else there is

Written by \`npm run bench:versus\` in \`wasm/\` (part of \`cargo xtask bench\`); not edited by hand. ${machine}, one thread, ${places.map(({ place }) => place).join(' and ')}.

Before anything is timed, every answer is compared with the contract's own (\`aaveV3Account\`, \`positionHealth\`): *equal* is to the last of 18
digits, a number is the largest relative difference, *equal, as f64* is the nearest number to the exact one. Simulations must meet the
forecast's chance within four standard errors. Then all contestants run in turns, one round to warm up and ${ROUNDS.usual} rounds of at least
${BATCH.least} ms each, ${ROUNDS.slow} where one needs more than a second: the median, the quartiles in brackets, and the share of our time (of our
quickest way, where there are two). What each reads is made before, in the form that it wants.

- **BigInt** and **f64** are loops written by hand for the purpose: the first with the contract's rounding, the second in typed arrays.
- The libraries simulate no paths, and a simulation has no integers to be exact in: those works have two contestants.
- Compound III's book is raced without a library.

${sections.join('\n\n')}

## Where something else is as fast or faster

The share of our time that the quickest of each kind takes, where it is at most ${times(AS_FAST)}:

| | ${KINDS.map(([name]) => name).join(' | ')} |
|${' --- |'.repeat(KINDS.length + 1)}
${asFast(places).map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

Loops over arrays that are ready need no crossing into a module and no record. Where a health that is nearly right is enough, write the f64
loop; where one venue's exact sum is enough, BigInts with that venue's rounding at that revision. What the package has for its time is the
verdict and the last digit from the chain's own strings, every balance and boundary, a record whose misspelt field is refused by name, and the
same calls for every venue.
`;
}
