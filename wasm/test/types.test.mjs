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

/** Compiles a project as node's or a bundler's resolution has it. */
function compiles(project, resolution, module) {
  const file = fileURLToPath(new URL(`test/types/${project}`, face));
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', file, '--module', module, '--moduleResolution', resolution], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout);
}

for (const [resolution, module] of [['nodenext', 'nodenext'], ['node16', 'node16'], ['bundler', 'esnext']]) {
  it(`a strict consumer compiles and its wrong uses do not (${resolution})`, () => compiles('tsconfig.json', resolution, module));
}

it('a server compiles without the library of a browser, nor the newest language', () => compiles('tsconfig.server.json', 'nodenext', 'nodenext'));

it('every exported function is declared and documented', () => {
  const types = readFileSync(new URL('pkg/full/plimsoll.d.ts', face), 'utf8');
  // A class, a question of one, or a function.
  const classes = { tracker: 'export class Tracker ', watch: 'export class Watch ', healthGrid: '    healthGrid(' };
  assert.deepEqual(Object.keys(classes), Object.keys(OBJECTS));
  for (const name of exported(full)) assert.ok(types.includes(`*/\n${classes[name] ?? `export function ${name}(`}`), name);
});
