// Objects that live in the module look tiny to the collector, which then waits until they hold hundreds of megabytes.

import { refusal } from './refusal.mjs';

/** About what a tracker takes, bytes. */
const WEIGHT = 16_384;

/**
 * A registry of the collector's that gives every object its weight, for as long as the object lives, and what it was made of, which it may
 * hold. Where there is no such registry the glue makes none.
 */
export class Weighed extends (globalThis.FinalizationRegistry ?? Object) {
  #weights = new WeakMap();

  register(object, held, token, given = []) {
    let weight = WEIGHT;
    for (const one of given) if (ArrayBuffer.isView(one)) weight += one.byteLength;
    this.#weights.set(object, new ArrayBuffer(weight));
    super.register(object, held, token);
  }

  /** Of an object that is freed: from then on it frees nothing, and every call of it is refused in one sentence. */
  unregister(object) {
    this.#weights.delete(object);
    object.free = () => {};
    if (Symbol.dispose) object[Symbol.dispose] = object.free;
    Object.defineProperty(object, '__wbg_ptr', {
      get() {
        const [question, hint] = [`a call of a freed ${object.constructor.name.replace('_', '')}`, 'make another'];
        throw refusal(`${question} is not supported: ${hint}`, { code: 'unsupported', question, hint });
      },
    });
    return super.unregister(object);
  }
}
