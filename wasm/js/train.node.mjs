// The entry `plimsoll/train` in node; `require('plimsoll/train')` gets this same module.
import { readFileSync } from 'node:fs';
import * as glue from '../pkg/train/plimsoll_glue.js';
import { loadNow } from './load.mjs';

loadNow(glue, 'plimsoll/train', readFileSync(new URL('../pkg/train/plimsoll_bg.wasm', import.meta.url)));

export { init as default } from './load.mjs';
export * from '../pkg/train/plimsoll.js';
export { isRiskError } from './errors.mjs';
