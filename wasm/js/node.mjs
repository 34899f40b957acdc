// The entry `plimsoll` in node; `require('plimsoll')` gets this same module.
import * as bindings from '../pkg/plimsoll_bg.js';
import { loadNow } from './sync.mjs';

loadNow(bindings, new URL('../pkg/plimsoll_bg.wasm', import.meta.url));

export * from '../pkg/plimsoll.js';
export { default } from './sync.mjs';
export { isRiskError } from './errors.mjs';
