/** Decimal text to the unscaled integer that a contract holds: `toUnits(1.5, 6)` is "1500000". */
export function toUnits(value: number, decimals: number): string {
  // toFixed is exact up to 1e21 and 100 digits; the float's own digits beyond the sixth of an amount mean nothing to the user.
  const [whole = "0", fraction = ""] = value.toFixed(Math.min(decimals, 8)).split(".");
  const digits = `${whole}${fraction.padEnd(decimals, "0")}`.replace(/^0+(?=\d)/, "");
  return digits;
}

/** An unscaled integer to decimal text, all digits kept: `fromUnits("1500000", 6)` is "1.500000". */
export function fromUnits(units: string, decimals: number): string {
  if (decimals === 0) return units;
  const padded = units.padStart(decimals + 1, "0");
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}

/** An unscaled integer as a number, for a drawing or a form. */
export const decimalOf = (units: string, decimals: number): number => Number(fromUnits(units, decimals));

/** The price after a move that is given as a log distance, as the forecast's quantiles are. */
export const priceAfter = (price: number, distance: number): number => price * Math.exp(distance);
