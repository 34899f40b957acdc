// How the package is loaded: before `init`, twice, by `require`, from bytes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as plimsoll from 'plimsoll';
import { face } from './files.mjs';

const binary = new URL('pkg/plimsoll_bg.wasm', face);

/** Runs a module in a node of its own, so that it loads the package afresh. */
function fresh(code) {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: fileURLToPath(face), encoding: 'utf8' });
}

it('a call before load throws one sentence that says what to call', () => {
  const said = fresh(`
    import { version } from './js/browser.mjs';
    try { version(); } catch (error) { console.log(error.message); }`);
  assert.match(said, /^plimsoll is not loaded yet: .*`await init\(\)` before the first call\n$/);
});

it('the browser entry loads from bytes or a module, once, and can try again after a failure', () => {
  const said = fresh(`
    import { readFileSync } from 'node:fs';
    import init, { version } from './js/browser.mjs';
    const bytes = readFileSync(new URL(${JSON.stringify(binary.href)}));
    await init(new Uint8Array(4)).catch((error) => console.log(error.name));
    const loading = init(new WebAssembly.Module(bytes));
    console.log(loading === init(bytes), await loading, version().core);`);
  assert.equal(said, `CompileError\ntrue undefined ${plimsoll.version().core}\n`);
});

it('`require` gives the module that `import` gives', () => {
  const required = createRequire(import.meta.url)('plimsoll');
  assert.equal(required.version, plimsoll.version);
});

it('init in node resolves, so that code for the browser runs unchanged', async () => {
  assert.equal(await plimsoll.default(), undefined);
});
