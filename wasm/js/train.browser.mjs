// The entry `plimsoll/train` in browsers, best in a worker: refits the model on the bars of one asset.
import * as bindings from '../pkg/train/plimsoll_bg.js';
import { loader } from './web.mjs';

/** Loads the module; every call returns the same promise until one fails. */
export default loader(bindings, 'plimsoll/train', () => new URL('../pkg/train/plimsoll_bg.wasm', import.meta.url));

export * from '../pkg/train/plimsoll.js';
export { isRiskError } from './errors.mjs';
