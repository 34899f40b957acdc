// The entry `plimsoll/full` in node; `require('plimsoll/full')` gets this same module.
import * as glue from '../pkg/full/plimsoll_bg.js';
import { loadNow } from './load.mjs';

// Node takes a millisecond to make a module of `fs` for an import; this is the same without.
loadNow(glue, 'plimsoll/full', process.getBuiltinModule('node:fs').readFileSync(`${import.meta.dirname}/../pkg/full/plimsoll_bg.wasm`));

export { init as default } from './load.mjs';
export * from '../pkg/full/plimsoll.js';
export { isRiskError } from './errors.mjs';
