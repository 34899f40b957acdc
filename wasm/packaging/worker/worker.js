import { figures } from './figures.js';

figures().then((found) => postMessage(found), (problem) => postMessage([String(problem.stack)]));
