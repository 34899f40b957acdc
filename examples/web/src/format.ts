import { utcFormat } from "d3-time-format";

const SPACE = "\u00a0";
const longDate = utcFormat("%-d %B %Y");
const shortDate = utcFormat("%-d %b %Y, %H:%M");
export const dayTick = utcFormat("%-d %b");

const grouped = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const byDigits = Array.from({ length: 9 }, (_, digits) => grouped(digits));

/** Thousands grouped, a fixed number of decimals. */
export const plain = (value: number, digits: number): string => (byDigits[digits] ?? grouped(digits)).format(value);

/** Digits after the point that a price of this size deserves: below a dollar, four that say something. */
const priceDigits = (value: number): number =>
  value === 0 || value >= 10_000 ? 0 : value >= 10 ? 2 : value >= 1 ? 3 : Math.min(20, Math.max(4, 3 - Math.floor(Math.log10(value))));

/** A price in dollars: "$2,412.5". */
export const dollars = (value: number): string => `$${plain(value, priceDigits(value))}`;

/** A cost in dollars and cents. */
export const money = (value: number): string => `$${plain(value, 2)}`;

/** An amount of an asset: "10 ETH", "14,000 USDC"; a small one by its first digits, for what is held is not 0. */
export const amount = (value: number, asset: string): string =>
  `${new Intl.NumberFormat("en-US", value < 0.1 ? { maximumSignificantDigits: 4 } : { maximumFractionDigits: value >= 1000 ? 0 : 4 }).format(value)}${SPACE}${asset}`;

/** A probability as people read it; those near 0 and near 1 are bounded, not spelled out. Only what is certain is 100 %. */
export function chance(probability: number, certain = false): string {
  const percent = probability * 100;
  if (percent === 0) return `0${SPACE}%`;
  if (percent < 0.01) return `under${SPACE}0.01${SPACE}%`;
  if (percent >= 99.5) return certain && percent >= 100 ? `100${SPACE}%` : `over${SPACE}99${SPACE}%`;
  return `${plain(percent, percent < 0.1 ? 2 : percent < 10 ? 1 : 0)}${SPACE}%`;
}

/** A probability with its 90 % interval where the two ends read differently: "0.4 % (90 %: 0.3 % to 0.6 %)". */
export function chanceWithInterval({ probability, low, high }: { probability: number; low: number; high: number }, certain = false): string {
  const [value, from, to] = [probability, low, high].map((at) => chance(at, certain));
  return from === to ? `${value}` : `${value} (90${SPACE}%: ${from} to ${to})`;
}

/** A fraction that is a setting, such as alpha: "1 %", "0.1 %". */
export const share = (fraction: number): string =>
  `${new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(fraction * 100)}${SPACE}%`;

/** A leverage: "2.27×". */
export const times = (value: number): string => `${plain(value, 2)}×`;

/** A health factor: "1.48". */
export const health = (value: number): string => plain(value, value >= 10 ? 1 : 2);

/** A span of time for a sentence: "9 days", "31 hours", "40 minutes". */
export function span(hours: number): string {
  if (hours >= 72) return `${plain(Math.floor(hours / 24), 0)}${SPACE}days`;
  if (hours >= 2) return `${plain(Math.floor(hours), 0)}${SPACE}hours`;
  const minutes = Math.floor(hours * 60);
  return minutes === 1 ? `1${SPACE}minute` : `${plain(minutes, 0)}${SPACE}minutes`;
}

/** A horizon in figures: "24 h". */
export const hours = (value: number): string => `${plain(value, Number.isInteger(value) ? 0 : 1)}${SPACE}h`;

/** Seconds UTC as a date. */
export const date = (ts: number): string => longDate(new Date(ts * 1000));

/** Seconds UTC as a date and time. */
export const moment = (ts: number): string => `${shortDate(new Date(ts * 1000))}${SPACE}UTC`;

/** A fraction as whole percent: "62 %". */
export const percent = (fraction: number): string => `${plain(fraction * 100, 0)}${SPACE}%`;

/** An address as people compare it: its first and last digits. */
export const short = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`;
