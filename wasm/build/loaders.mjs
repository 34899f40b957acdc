// The loaders and types of an entry beside the wallet's: those of `js`, with the names of its own folder.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LOADERS = ['browser.mjs', 'bundled.mjs', 'deno.mjs', 'edge.mjs', 'node.mjs', 'slim.mjs'];

/** Writes them into `folder`, such as `pkg/live`, for the entry `plimsoll/live`. */
export function loaders(folder, name) {
  const code = (text) => text
    .replaceAll("'./", "'../../js/")
    .replaceAll("'../pkg/", "'./")
    .replaceAll('/../pkg/', '/')
    .replace(/(['`])plimsoll(\/slim)?\1/g, `$1plimsoll/${name}$2$1`);
  for (const file of LOADERS) writeFileSync(join(folder, file), code(readFileSync(join('js', file), 'utf8')));
  for (const [types, values] of [['index', 'default, isRiskError'], ['slim', 'default, initSync, isRiskError']]) {
    writeFileSync(join(folder, `${types}.d.ts`), [
      "export * from './plimsoll.js';",
      `export { ${values} } from '../../js/${types}.js';`,
      `export type { CompiledModule, InitSource } from '../../js/${types}.js';\n`,
    ].join('\n'));
  }
}
