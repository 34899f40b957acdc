// The entry `plimsoll/train` in node; `require('plimsoll/train')` gets this same module.
import * as glue from '../pkg/train/plimsoll_bg.js';
import { loadNow } from './load.mjs';

// Node takes a millisecond to make a module of `fs` for an import; this is the same without.
loadNow(glue, 'plimsoll/train', process.getBuiltinModule('node:fs').readFileSync(`${import.meta.dirname}/../pkg/train/plimsoll_bg.wasm`));

export { init as default } from './load.mjs';
export * from '../pkg/train/plimsoll.js';
export { isRiskError } from './errors.mjs';
