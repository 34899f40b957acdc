import init from 'plimsoll/slim';
import { figures } from './figures.js';
import { show } from './page.js';

show(init(fetch('./node_modules/plimsoll/pkg/plimsoll_bg.wasm')).then(figures));
