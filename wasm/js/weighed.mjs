// Objects that live in the module look tiny to the collector, which then waits until they hold hundreds of megabytes.

/** About what a tracker takes, bytes. */
const WEIGHT = 16_384;

/**
 * A registry of the collector's that gives every object its weight, for as long as the object lives.
 * Where there is no such registry the glue makes none.
 */
export class Weighed extends (globalThis.FinalizationRegistry ?? Object) {
  #weights = new WeakMap();

  register(object, held, token) {
    this.#weights.set(object, new ArrayBuffer(WEIGHT));
    super.register(object, held, token);
  }

  unregister(token) {
    this.#weights.delete(token);
    return super.unregister(token);
  }
}
