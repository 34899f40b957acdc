// The entry `plimsoll/live` in Deno, which imports modules itself: reading the file would need a permission.
import * as exports from '../pkg/live/plimsoll_bg.wasm';
import * as glue from '../pkg/live/plimsoll_glue.js';
import { use } from './load.mjs';

use(glue, 'plimsoll/live', { exports });

export { init as default } from './load.mjs';
export * from '../pkg/live/plimsoll.js';
export { isRiskError } from './errors.mjs';
