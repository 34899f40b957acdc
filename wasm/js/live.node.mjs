// The entry `plimsoll/live` in node; `require('plimsoll/live')` gets this same module.
import * as glue from '../pkg/live/plimsoll_bg.js';
import { loadNow } from './load.mjs';

// Node takes a millisecond to make a module of `fs` for an import; this is the same without.
loadNow(glue, 'plimsoll/live', process.getBuiltinModule('node:fs').readFileSync(`${import.meta.dirname}/../pkg/live/plimsoll_bg.wasm`));

export { init as default } from './load.mjs';
export * from '../pkg/live/plimsoll.js';
export { isRiskError } from './errors.mjs';
