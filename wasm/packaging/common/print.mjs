import { figures } from './figures.js';

console.log(JSON.stringify(await figures()));
