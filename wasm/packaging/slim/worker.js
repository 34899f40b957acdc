import module from 'plimsoll/plimsoll.wasm';
import { initSync } from 'plimsoll/slim';
import { figures } from './figures.js';

initSync(module);

export default { fetch: () => Response.json(figures()) };
