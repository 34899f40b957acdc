import { figures } from './figures.js';
import { show } from './page.js';

show(figures());
