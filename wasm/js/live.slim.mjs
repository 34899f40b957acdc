// The entry `plimsoll/live/slim`, everywhere: the caller brings the module's bytes, or the compiled module.
import * as glue from '../pkg/live/plimsoll_glue.js';
import { loadNow } from './load.mjs';
import { loader } from './web.mjs';

/** Loads the module; every call returns the same promise until one fails. */
export default loader(glue, 'plimsoll/live', 'plimsoll/live/slim');

/** Loads the module at once, where that is allowed: node, workers, the edge. */
export const initSync = (source) => loadNow(glue, 'plimsoll/live', source);

export * from '../pkg/live/plimsoll.js';
export { isRiskError } from './errors.mjs';
