import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initSync } from 'plimsoll/slim';
import { figures } from './figures.js';

initSync(readFileSync(createRequire(import.meta.url).resolve('plimsoll/plimsoll.wasm')));
console.log(JSON.stringify(figures()));
