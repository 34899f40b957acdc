// The same draws on every machine (mulberry32).
export function random(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low, high) => low + (high - low) * next();
  return {
    next,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    chance: (share) => next() < share,
    /** A whole number of about `size`, down to its last digit. */
    amount: (size) => (BigInt(Math.max(1, Math.floor(size * 1e6))) * BigInt(Math.floor(between(2 ** 30, 2 ** 31)))) / (3n * 2n ** 29n * 10n ** 6n),
    /** Some of a list, at least one, in its order. */
    some: (list, share) => {
      const picked = list.filter(() => next() < share);
      return picked.length > 0 ? picked : [list[Math.floor(next() * list.length)]];
    },
  };
}
