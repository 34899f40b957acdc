// The entry `plimsoll/full` at the edge, where nothing may be compiled at run time: the platform imports a compiled module.
import module from '../pkg/full/plimsoll_bg.wasm?module';
import * as glue from '../pkg/full/plimsoll_glue.js';
import { loadNow } from './load.mjs';

loadNow(glue, 'plimsoll/full', module);

export { init as default } from './load.mjs';
export * from '../pkg/full/plimsoll.js';
export { isRiskError } from './errors.mjs';
