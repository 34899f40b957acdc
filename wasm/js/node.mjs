// The entry `plimsoll` in node; `require('plimsoll')` gets this same module.
import * as glue from '../pkg/plimsoll_bg.js';
import { loadNow } from './load.mjs';

// Node takes a millisecond to make a module of `fs` for an import; this is the same without.
loadNow(glue, 'plimsoll', process.getBuiltinModule('node:fs').readFileSync(`${import.meta.dirname}/../pkg/plimsoll_bg.wasm`));

export { init as default } from './load.mjs';
export * from '../pkg/plimsoll.js';
export { isRiskError } from './errors.mjs';
