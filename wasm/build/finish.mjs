// What wasm-bindgen leaves to be done in a folder of the package: `node build/finish.mjs pkg pkg/live …`.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { described } from './codes.mjs';
import { renamed } from './imports.mjs';
import { loaders } from './loaders.mjs';
import { frozen } from './readonly.mjs';

for (const folder of process.argv.slice(2)) {
  const file = (name) => join(folder, name);
  const made = renamed(readFileSync(file('plimsoll_bg.wasm')), readFileSync(file('plimsoll_bg.js'), 'utf8'));
  writeFileSync(file('plimsoll_bg.wasm'), made.binary);
  writeFileSync(file('plimsoll_glue.js'), glue(WebAssembly.Module.imports(new WebAssembly.Module(made.binary))));
  writeFileSync(file('plimsoll_inline.js'), inline(made.binary));
  writeFileSync(file('plimsoll_bg.js'), whole(weighed(made.glue, relative(folder, 'js')), folder));
  rmSync(file('shapes.js'), { force: true });
  writeFileSync(file('plimsoll.d.ts'), frozen(described(readFileSync(file('plimsoll.d.ts'), 'utf8'))));
  const name = basename(folder);
  if (name !== 'pkg') loaders(folder, name);
}

/** The part of the glue that the module calls, by name: a bundler can then leave out every function that nobody else calls. */
function glue(imported) {
  const names = imported.map(({ module, name }) => {
    if (module !== './plimsoll_bg.js') throw new Error(`the module imports ${name} from ${module}, which no entry of the package gives it`);
    return name;
  });
  return `export { __wbg_set_wasm, ${names.join(', ')} } from './plimsoll_bg.js';\n`;
}

/** The glue in one file with what it imports, because node and a page pay for every file; comments stand in the types, names stay for who debugs. */
function whole(contents, resolveDir) {
  const shape = { bundle: true, format: 'esm', target: 'esnext', charset: 'utf8', legalComments: 'none', minifyWhitespace: true, minifySyntax: true };
  const { text } = buildSync({ ...shape, stdin: { contents, resolveDir }, write: false }).outputFiles[0];
  // Each function in a line of its own: node prints the line from which an uncaught refusal came.
  return text.replaceAll(/(?<=[;}])(?=function |var \w+=class\b)/g, '\n');
}

/** The glue with its objects weighed, with what they are made of, so that the collector gives them back in time. */
function weighed(text, js) {
  const plain = 'new FinalizationRegistry(';
  if (!text.includes(plain)) return text;
  return `import { Weighed } from '${js}/weighed.mjs';\n${text
    .replaceAll(plain, '/* @__PURE__ */ new Weighed(')
    .replaceAll('.register(this, this.__wbg_ptr, this)', '.register(this, this.__wbg_ptr, this, arguments)')}`;
}

/** The module in the code, for bundlers that copy no files: gzip in base64, because a browser unpacks that by itself. */
function inline(binary) {
  return `export default '${gzipSync(binary, { level: 9 }).toString('base64')}';\n`;
}
