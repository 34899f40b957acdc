// The entry `plimsoll/live` in Bun, and for node in a bundle, such as a server component's: the module is in the code, because bundlers lose files.
import { gunzipSync } from 'node:zlib';
import * as glue from '../pkg/live/plimsoll_glue.js';
import inline from '../pkg/live/plimsoll_inline.js';
import { loadNow } from './load.mjs';

loadNow(glue, 'plimsoll/live', gunzipSync(Buffer.from(inline, 'base64')));

export { init as default } from './load.mjs';
export * from '../pkg/live/plimsoll.js';
export { isRiskError } from './errors.mjs';
