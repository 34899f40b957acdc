// The entry `plimsoll/protocol` in node.
import * as bindings from '../pkg/protocol/plimsoll_bg.js';
import { loadNow } from './sync.mjs';

loadNow(bindings, new URL('../pkg/protocol/plimsoll_bg.wasm', import.meta.url));

export * from '../pkg/protocol/plimsoll.js';
export { default } from './sync.mjs';
export { isRiskError } from './errors.mjs';
