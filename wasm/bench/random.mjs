/** The same words of 32 bits on every machine (mulberry32). */
export function wordsFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** The same numbers on every machine, in [0, 1). */
export function random(seed) {
  const words = wordsFrom(seed);
  return () => words() / 2 ** 32;
}
