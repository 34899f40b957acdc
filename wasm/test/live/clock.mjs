// A clock that runs fast, so that minutes of waiting are seconds of test, and can leap as a sleeping device's does.
export class Clock {
  constructor(start, speed) {
    Object.assign(this, { start, speed, began: performance.now(), leapt: 0 });
  }

  /** Seconds UTC. */
  now = () => this.start + this.leapt + ((performance.now() - this.began) / 1_000) * this.speed;

  leap(seconds) {
    this.leapt += seconds;
  }

  setTimeout = (callback, milliseconds) => setTimeout(callback, milliseconds / this.speed);
}

/** Storage with a quota, as `localStorage` has one. */
export class Store {
  constructor(quota = Infinity, items = new Map()) {
    Object.assign(this, { quota, items });
  }

  getItem(key) {
    return this.items.get(key) ?? null;
  }

  setItem(key, value) {
    if (value.length > this.quota) throw new DOMException('the quota has been exceeded', 'QuotaExceededError');
    this.items.set(key, value);
  }

  removeItem(key) {
    this.items.delete(key);
  }
}
