// The entry `plimsoll/full` in browsers and their bundlers: all of `plimsoll`, every venue, plans, portfolios, simulations.
import * as glue from '../pkg/full/plimsoll_glue.js';
import { found, loader } from './web.mjs';

// Bundlers that copy the module know this constant; in their builds the copy in the code falls away.
const copy = import.meta.env?.PROD ? undefined : { here: import.meta.url, inline: () => import('../pkg/full/plimsoll_inline.js') };

/** Loads the module; every call returns the same promise until one fails. */
export default loader(glue, 'plimsoll/full', 'plimsoll/full', () => found(() => new URL('../pkg/full/plimsoll_bg.wasm', import.meta.url), copy));

export * from '../pkg/full/plimsoll.js';
export { isRiskError } from './errors.mjs';
