// The entry `plimsoll/train` in Deno, which imports modules itself: reading the file would need a permission.
import * as exports from '../pkg/train/plimsoll_bg.wasm';
import * as glue from '../pkg/train/plimsoll_glue.js';
import { use } from './load.mjs';

use(glue, 'plimsoll/train', { exports });

export { init as default } from './load.mjs';
export * from '../pkg/train/plimsoll.js';
export { isRiskError } from './errors.mjs';
