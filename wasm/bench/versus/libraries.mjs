// The peers, as node gets them, and as a page does.
import { build } from 'esbuild';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** In node. math-utils by its CommonJS build: the other names files that node cannot resolve. */
export async function libraries() {
  const math = createRequire(import.meta.url)('@aave/math-utils');
  return { math, morpho: await import('@morpho-org/blue-sdk'), plimsoll: await import('plimsoll/full') };
}

/** The same two libraries as one module for a page, as its bundler would make it. */
export async function bundled() {
  const contents = "export * as math from '@aave/math-utils';\nexport * as morpho from '@morpho-org/blue-sdk';\n";
  const resolveDir = fileURLToPath(new URL('.', import.meta.url));
  const { outputFiles: [{ text }] } = await build({ stdin: { contents, resolveDir }, bundle: true, minify: true, format: 'esm', write: false });
  return text;
}
