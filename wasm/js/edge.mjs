// The entry `plimsoll` at the edge, where nothing may be compiled at run time: the platform imports a compiled module.
import module from '../pkg/plimsoll_bg.wasm?module';
import * as glue from '../pkg/plimsoll_glue.js';
import { loadNow } from './load.mjs';

loadNow(glue, 'plimsoll', module);

export { init as default } from './load.mjs';
export * from '../pkg/plimsoll.js';
export { isRiskError } from './errors.mjs';
