// How the package is loaded: before `init`, twice, by `require`, from bytes, by two of its entries.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as plimsoll from 'plimsoll';
import { face, json } from './files.mjs';

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

it('what a server answers is loaded whatever it calls it, and what is no module is said in one sentence', () => {
  const said = fresh(`
    import { readFileSync } from 'node:fs';
    import init, { version } from './js/browser.mjs';
    const bytes = readFileSync(new URL(${JSON.stringify(binary.href)}));
    const answer = (body, type) => init(new Response(body, { headers: { 'content-type': type } }));
    for (const type of ['text/html', 'application/wasm']) {
      await answer('<!doctype html>', type).catch(({ message, cause }) => console.log(message, cause.name));
    }
    await answer(bytes, 'application/wasm; charset=utf-8');
    console.log(version().core);`);
  const sentence = (type) => `plimsoll could not be loaded: the response, of type ${type}, is not its module: serve the .wasm file there CompileError`;
  assert.deepEqual(said.trim().split('\n'), [sentence('text/html'), sentence('application/wasm'), plimsoll.version().core]);
});

it('an uncaught refusal shows a line, not the glue', () => {
  const code = `import { advice } from 'plimsoll'; advice(null);`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: fileURLToPath(face), encoding: 'utf8' });
  assert.match(stderr, /RiskError|invalid_shape/);
  assert.ok(stderr.length < 2_000, `${stderr.length} characters`);
});

it('`require` gives the module that `import` gives', () => {
  const required = createRequire(import.meta.url)('plimsoll');
  assert.equal(required.version, plimsoll.version);
});

it('init in node resolves, so that code for the browser runs unchanged', async () => {
  assert.equal(await plimsoll.default(), undefined);
});

it('the slim entry is the same module, brings nothing of its own, and loads at once from bytes', () => {
  const said = fresh(`
    import { readFileSync } from 'node:fs';
    import init, { initSync, version } from './js/slim.mjs';
    import * as whole from './js/browser.mjs';
    await init().catch((error) => console.log(error.message));
    initSync(readFileSync(new URL(${JSON.stringify(binary.href)})));
    initSync(new Uint8Array(4));
    await init(new Uint8Array(4));
    await whole.default();
    console.log(whole.version === version, version().core);`);
  assert.equal(
    said,
    'plimsoll/slim brings no module of its own: call `init(bytes)` with the file plimsoll.wasm or its WebAssembly.Module\n' +
      `true ${plimsoll.version().core}\n`,
  );
});

it('an entry that comes later does not unload what is loaded', () => {
  const said = fresh(`
    import { readFileSync } from 'node:fs';
    import init, { Tracker } from './js/browser.mjs';
    await init(readFileSync(new URL(${JSON.stringify(binary.href)})));
    const tracker = new Tracker();
    const slim = await import('./js/slim.mjs');
    await slim.default(readFileSync(new URL(${JSON.stringify(binary.href)})));
    tracker.push({ ts: 3600, open: 1, high: 1, low: 1, close: 1, volume: 0 });
    console.log(tracker.historyHours(), slim.Tracker === Tracker);`);
  assert.equal(said, '1 true\n');
});

/** Entries that define, and do nothing when they are read. */
const PURE = new Set(['./js/rows/index.mjs', './js/worker.browser.mjs', './js/worker.node.mjs', './js/viem/index.mjs']);

it('types come first in every entry, and every file that an entry names is in the package', () => {
  const { exports, sideEffects } = json(new URL('package.json', face));
  const files = (entry) => (typeof entry === 'string' ? [entry] : Object.values(entry).flatMap(files));
  for (const [name, entry] of Object.entries(exports)) {
    if (name !== './package.json') assert.equal(Object.keys(entry)[0], 'types', name);
    for (const file of files(entry)) {
      assert.ok(existsSync(new URL(file, face)), file);
      // Evaluating an entry makes calls before the load throw, or loads: a bundler must keep that.
      if (file.endsWith('.mjs') && !PURE.has(file)) assert.ok(sideEffects.includes(file), `${file} in sideEffects`);
    }
  }
});
