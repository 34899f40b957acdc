// Where the tests find what they read.
import { readFileSync, readdirSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
export const vectors = new URL('core/tests/vectors/', root);
export const examples = new URL('examples/', root);
export const face = new URL('wasm/', root);

export function json(url) {
  return JSON.parse(readFileSync(url, 'utf8'));
}

/** Every vector file of a folder, with its name. */
export function vectorFiles(folder = vectors) {
  return readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => ({ name, ...json(new URL(name, folder)) }));
}
