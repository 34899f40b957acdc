// The entry `plimsoll/full/slim`, everywhere: the caller brings the module's bytes, or the compiled module.
import * as glue from '../pkg/full/plimsoll_glue.js';
import { loadNow } from './load.mjs';
import { loader } from './web.mjs';

/** Loads the module; every call returns the same promise until one fails. */
export default loader(glue, 'plimsoll/full', 'plimsoll/full/slim');

/** Loads the module at once, where that is allowed: node, workers, the edge. */
export const initSync = (source) => loadNow(glue, 'plimsoll/full', source);

export * from '../pkg/full/plimsoll.js';
export { isRiskError } from './errors.mjs';
