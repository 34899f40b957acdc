// The entry `plimsoll/train` in Bun, and for node in a bundle, such as a server component's: the module is in the code, because bundlers lose files.
import { gunzipSync } from 'node:zlib';
import * as glue from '../pkg/train/plimsoll_glue.js';
import inline from '../pkg/train/plimsoll_inline.js';
import { loadNow } from './load.mjs';

loadNow(glue, 'plimsoll/train', gunzipSync(Buffer.from(inline, 'base64')));

export { init as default } from './load.mjs';
export * from '../pkg/train/plimsoll.js';
export { isRiskError } from './errors.mjs';
