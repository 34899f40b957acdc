// The entry `plimsoll/full` in Bun, and for node in a bundle, such as a server component's: the module is in the code, because bundlers lose files.
import { gunzipSync } from 'node:zlib';
import * as glue from '../pkg/full/plimsoll_glue.js';
import inline from '../pkg/full/plimsoll_inline.js';
import { loadNow } from './load.mjs';

loadNow(glue, 'plimsoll/full', gunzipSync(Buffer.from(inline, 'base64')));

export { init as default } from './load.mjs';
export * from '../pkg/full/plimsoll.js';
export { isRiskError } from './errors.mjs';
