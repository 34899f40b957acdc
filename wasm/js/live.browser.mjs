// The entry `plimsoll/live` in browsers and their bundlers: all of `plimsoll`, and the live monitor.
import * as glue from '../pkg/live/plimsoll_glue.js';
import { found, loader } from './web.mjs';

// Bundlers that copy the module know this constant; in their builds the copy in the code falls away.
const copy = import.meta.env?.PROD ? undefined : { here: import.meta.url, inline: () => import('../pkg/live/plimsoll_inline.js') };

/** Loads the module; every call returns the same promise until one fails. */
export default loader(glue, 'plimsoll/live', 'plimsoll/live', () => found(() => new URL('../pkg/live/plimsoll_bg.wasm', import.meta.url), copy));

export * from '../pkg/live/plimsoll.js';
export { isRiskError } from './errors.mjs';
