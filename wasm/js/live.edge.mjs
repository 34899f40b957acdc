// The entry `plimsoll/live` at the edge, where nothing may be compiled at run time: the platform imports a compiled module.
import module from '../pkg/live/plimsoll_bg.wasm?module';
import * as glue from '../pkg/live/plimsoll_glue.js';
import { loadNow } from './load.mjs';

loadNow(glue, 'plimsoll/live', module);

export { init as default } from './load.mjs';
export * from '../pkg/live/plimsoll.js';
export { isRiskError } from './errors.mjs';
