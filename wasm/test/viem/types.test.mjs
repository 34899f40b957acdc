// The entry's types with viem's own, as a strict consumer's compiler sees them, resolved as node and as a bundler would.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
const project = fileURLToPath(new URL('../types/viem', import.meta.url));

for (const [resolution, module] of [['nodenext', 'nodenext'], ['bundler', 'esnext']]) {
  it(`a strict consumer compiles and its wrong uses do not (${resolution})`, async () => {
    const settings = [tsc, '--project', project, '--module', module, '--moduleResolution', resolution];
    const said = await new Promise((resolve) => execFile(process.execPath, settings, (error, stdout, stderr) => resolve(error ? stdout + stderr || String(error) : '')));
    assert.equal(said, '');
  });
}
