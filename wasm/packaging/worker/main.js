import { show } from './page.js';

const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
show(new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
}));
