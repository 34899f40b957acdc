// The entry `plimsoll` in browsers: health, forecast, advice.
import * as bindings from '../pkg/plimsoll_bg.js';
import { loader } from './web.mjs';

/** Loads the module; every call returns the same promise until one fails. */
export default loader(bindings, 'plimsoll', () => new URL('../pkg/plimsoll_bg.wasm', import.meta.url));

export * from '../pkg/plimsoll.js';
export { isRiskError } from './errors.mjs';
