// The entry `plimsoll/full` in Deno, which imports modules itself: reading the file would need a permission.
import * as exports from '../pkg/full/plimsoll_bg.wasm';
import * as glue from '../pkg/full/plimsoll_glue.js';
import { use } from './load.mjs';

use(glue, 'plimsoll/full', { exports });

export { init as default } from './load.mjs';
export * from '../pkg/full/plimsoll.js';
export { isRiskError } from './errors.mjs';
