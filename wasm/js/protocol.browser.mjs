// The entry `plimsoll/protocol` in browsers: all of `plimsoll`, a market's parameters, and the baselines.
import * as bindings from '../pkg/protocol/plimsoll_bg.js';
import { loader } from './web.mjs';

/** Loads the module; every call returns the same promise until one fails. */
export default loader(bindings, 'plimsoll/protocol', () => new URL('../pkg/protocol/plimsoll_bg.wasm', import.meta.url));

export * from '../pkg/protocol/plimsoll.js';
export { isRiskError } from './errors.mjs';
