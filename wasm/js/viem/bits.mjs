/** Bits of a packed word, from one place on. */
export const bits = (word, from, count) => Number((word >> BigInt(from)) & ((1n << BigInt(count)) - 1n));
