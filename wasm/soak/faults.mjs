// When which feed fails, and how: seeded. Any number of feeds may be silent at once; at most one lies at a time, for no rule can tell
// the truth from a majority of liars.

const KINDS = ['drop', 'stall', 'garbage', 'frozen', 'wrong', 'duplicate', 'reorder', 'skew', 'http', 'lag'];
const LIES = new Set(['frozen', 'wrong']);
/** Kinds that bring no price. */
const SILENT = new Set(['drop', 'stall', 'garbage']);

export class Faults {
  constructor(next, exchanges) {
    this.next = next;
    this.feeds = exchanges.map(() => ({ kind: undefined, until: 0, again: 0 }));
    this.counts = {};
    this.outages = [];
    this.nextOutage = undefined;
  }

  /** Lets time pass to `now`, seconds UTC. */
  advance(now) {
    for (const feed of this.feeds) {
      if (feed.kind && now >= feed.until) Object.assign(feed, { kind: undefined, again: now + 60 - 2_400 * Math.log(1 - this.next()) });
      if (feed.again === 0) feed.again = now + 600 * this.next() + 300;
      if (!feed.kind && now >= feed.again) this.begin(feed, now);
    }
    this.nextOutage ??= now + 6 * 3_600 * (1 + this.next());
    if (now >= this.nextOutage) {
      const end = now + 600 + 600 * this.next();
      this.outages.push([now, end]);
      for (const feed of this.feeds) Object.assign(feed, { kind: 'stall', until: end });
      this.nextOutage = end + 6 * 3_600 * (1 + 2 * this.next());
    }
  }

  begin(feed, now) {
    let kind = KINDS[Math.floor(this.next() * KINDS.length)];
    if (LIES.has(kind) && this.feeds.some((other) => LIES.has(other.kind))) kind = 'stall';
    const sign = this.next() < 0.5 ? -1 : 1;
    Object.assign(feed, { kind, until: now + 60 + 1_440 * this.next(), factor: 1 + 0.1 * sign, stuck: undefined });
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }

  /** How many feeds tell a true price now. */
  truthful() {
    return this.feeds.filter(({ kind }) => !SILENT.has(kind) && !LIES.has(kind)).length;
  }
}
