// The entry `plimsoll` in Deno, which imports modules itself: reading the file would need a permission.
import * as exports from '../pkg/plimsoll_bg.wasm';
import * as glue from '../pkg/plimsoll_glue.js';
import { use } from './load.mjs';

use(glue, 'plimsoll', { exports });

export { init as default } from './load.mjs';
export * from '../pkg/plimsoll.js';
export { isRiskError } from './errors.mjs';
