// The entry `plimsoll/train` at the edge, where nothing may be compiled at run time: the platform imports a compiled module.
import module from '../pkg/train/plimsoll_bg.wasm?module';
import * as glue from '../pkg/train/plimsoll_glue.js';
import { loadNow } from './load.mjs';

loadNow(glue, 'plimsoll/train', module);

export { init as default } from './load.mjs';
export * from '../pkg/train/plimsoll.js';
export { isRiskError } from './errors.mjs';
