// The types, as a strict consumer's compiler sees them, resolved as node and as a bundler would.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as full from 'plimsoll/full';
import { face } from './files.mjs';
import { OBJECTS, exported } from './vectors.mjs';

const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', face));

for (const [resolution, module] of [['nodenext', 'nodenext'], ['bundler', 'esnext']]) {
  it(`a strict consumer compiles and its wrong uses do not (${resolution})`, () => {
    const project = fileURLToPath(new URL('test/types', face));
    const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', project, '--module', module, '--moduleResolution', resolution], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout);
  });
}

it('every exported function is declared and documented', () => {
  const types = readFileSync(new URL('pkg/full/plimsoll.d.ts', face), 'utf8');
  for (const name of exported(full).map((each) => (each in OBJECTS ? `class ${each[0].toUpperCase()}${each.slice(1)}` : `function ${each}(`))) {
    assert.match(types, new RegExp(`\\*/\\nexport ${name.replace('(', '\\(')}`), name);
  }
});
