// The entry `plimsoll/train` in browsers and their bundlers: refits the model on the bars of one asset, best in a worker.
import * as glue from '../pkg/train/plimsoll_glue.js';
import { found, loader } from './web.mjs';

// Bundlers that copy the module know this constant; in their builds the copy in the code falls away.
const copy = import.meta.env?.PROD ? undefined : { here: import.meta.url, inline: () => import('../pkg/train/plimsoll_inline.js') };

/** Loads the module; every call returns the same promise until one fails. */
export default loader(glue, 'plimsoll/train', 'plimsoll/train', () => found(() => new URL('../pkg/train/plimsoll_bg.wasm', import.meta.url), copy));

export * from '../pkg/train/plimsoll.js';
export { isRiskError } from './errors.mjs';
