// The entry `plimsoll/full` in node; `require('plimsoll/full')` gets this same module.
import { readFileSync } from 'node:fs';
import * as glue from '../pkg/full/plimsoll_glue.js';
import { loadNow } from './load.mjs';

loadNow(glue, 'plimsoll/full', readFileSync(new URL('../pkg/full/plimsoll_bg.wasm', import.meta.url)));

export { init as default } from './load.mjs';
export * from '../pkg/full/plimsoll.js';
export { isRiskError } from './errors.mjs';
