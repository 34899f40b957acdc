// The entry `plimsoll/full` in browsers: all of `plimsoll`, exact boundary prices, a market's parameters, and the baselines.
import * as bindings from '../pkg/full/plimsoll_bg.js';
import { loader } from './web.mjs';

/** Loads the module; every call returns the same promise until one fails. */
export default loader(bindings, 'plimsoll/full', () => new URL('../pkg/full/plimsoll_bg.wasm', import.meta.url));

export * from '../pkg/full/plimsoll.js';
export { isRiskError } from './errors.mjs';
