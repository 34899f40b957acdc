// A seeded market: volatility that comes and goes, and crashes that set in without notice.

/** Mulberry32: the same numbers everywhere for one seed. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const HOUR = 3_600;
const YEAR = 8_760 * HOUR;

/** One asset: its true price second by second, and its hours as every exchange would list them. */
export class Market {
  constructor({ seed, start, history }) {
    this.next = random(seed);
    this.bars = history;
    this.price = history.at(-1)[4];
    this.logSigma = Math.log(0.7);
    this.drift = 0;
    this.driftUntil = 0;
    this.hour = undefined;
    this.at = start;
  }

  normal() {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Lets it move on to `now`, seconds UTC. */
  advance(now) {
    const seconds = now - this.at;
    this.at = now;
    const days = seconds / 86_400;
    this.logSigma += 2 * days * (Math.log(0.7) - this.logSigma) + 0.8 * Math.sqrt(days) * this.normal();
    // A crash on average every two days: 8 to 25 % within 20 to 180 minutes, and half of them bounce.
    if (this.driftUntil < now && this.next() < days / 2) this.crash(now);
    const drift = now < this.driftUntil ? this.drift * seconds : 0;
    if (now >= this.driftUntil && this.bounce) [this.drift, this.driftUntil, this.bounce] = [-0.5 * this.drift, now + 2 * HOUR, false];
    this.price *= Math.exp(drift + Math.exp(this.logSigma) * Math.sqrt(seconds / YEAR) * this.normal());
    this.note(now);
  }

  crash(now) {
    const length = (20 + 160 * this.next()) * 60;
    this.drift = Math.log(1 - (0.08 + 0.17 * this.next())) / length;
    this.driftUntil = now + length;
    this.bounce = this.next() < 0.5;
  }

  note(now) {
    const ts = now - (now % HOUR);
    if (this.hour?.[0] !== ts) {
      if (this.hour) this.bars.push(this.hour);
      this.hour = [ts, this.price, this.price, this.price, this.price, 0];
    }
    this.hour[2] = Math.max(this.hour[2], this.price);
    this.hour[3] = Math.min(this.hour[3], this.price);
    this.hour[4] = this.price;
    // What a feed says on average: hours from history and from ticks must have one volume, for the forecast reads it.
    this.hour[5] += 0.5;
  }

  /** The hours, the one under way included, as the exchanges answer. */
  hours() {
    return this.hour ? [...this.bars, this.hour] : this.bars;
  }
}
