// All contestants of a work side by side: in every round each runs once, and another begins, so that what else the machine does meets all.

/** Where the answers go, so that no compiler leaves the work out. */
export const kept = { answer: undefined };

function batch(run, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; call += 1) kept.answer = run();
  return performance.now() - start;
}

/** Rounds, fewer where somebody takes so long that a round lasts seconds. */
export const ROUNDS = { usual: 11, slow: 5 };
/** The shortest batch and the longest of a usual round, ms. */
export const BATCH = { least: 25, slow: 1_000 };

/** Microseconds a call of each contestant: the median and the quartiles of its rounds. */
export function race(contestants, least = BATCH.least) {
  let longest = 0;
  const calls = contestants.map(({ run }) => {
    let count = 1;
    let time = batch(run, count);
    for (; time < least; time = batch(run, count)) count *= 2;
    longest = Math.max(longest, time);
    return count;
  });
  const times = contestants.map(() => []);
  const rounds = longest > BATCH.slow ? ROUNDS.slow : ROUNDS.usual;
  for (let round = 0; round <= rounds; round += 1) {
    contestants.forEach((_, turn) => {
      const place = (turn + round) % contestants.length;
      const time = (1e3 * batch(contestants[place].run, calls[place])) / calls[place];
      // The first round warms up: compilers go on compiling for a while.
      if (round > 0) times[place].push(time);
    });
  }
  return times.map((list) => {
    list.sort((a, b) => a - b);
    const at = (share) => list[Math.round(share * (list.length - 1))];
    return { median: at(0.5), low: at(0.25), high: at(0.75) };
  });
}

/** Checks and races every work; an answer that is wrong is not timed. */
export function raceAll(libraries, { works, checked }, say = () => {}) {
  const found = [];
  for (const work of works(libraries)) {
    say(work.title);
    const differences = checked(work);
    const times = race(work.contestants);
    found.push({ title: work.title, rows: work.contestants.map(({ who, how }, place) => ({ who, how, difference: differences[place], ...times[place] })) });
  }
  return found;
}
