// The entry `plimsoll` in node; `require('plimsoll')` gets this same module.
import { readFileSync } from 'node:fs';
import * as glue from '../pkg/plimsoll_glue.js';
import { loadNow } from './load.mjs';

loadNow(glue, 'plimsoll', readFileSync(new URL('../pkg/plimsoll_bg.wasm', import.meta.url)));

export { init as default } from './load.mjs';
export * from '../pkg/plimsoll.js';
export { isRiskError } from './errors.mjs';
