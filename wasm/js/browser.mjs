// The entry `plimsoll` in browsers and their bundlers.
import * as glue from '../pkg/plimsoll_glue.js';
import { found, loader } from './web.mjs';

// Bundlers that copy the module know this constant; in their builds the copy in the code falls away.
const copy = import.meta.env?.PROD ? undefined : { here: import.meta.url, inline: () => import('../pkg/plimsoll_inline.js') };

/** Loads the module; every call returns the same promise until one fails. */
export default loader(glue, 'plimsoll', 'plimsoll', () => found(() => new URL('../pkg/plimsoll_bg.wasm', import.meta.url), copy));

export * from '../pkg/plimsoll.js';
export { isRiskError } from './errors.mjs';
