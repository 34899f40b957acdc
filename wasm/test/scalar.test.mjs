// The same bits without SIMD: every vector again, through the module that has none.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { face, vectorFiles } from './files.mjs';
import { loadScalar } from './scalar.mjs';
import { FUNCTIONS, run } from './vectors.mjs';

const scalar = await loadScalar();
const SIMULATED = ['firstPassage', 'jointFirstPassage'];

/** Whether a module needs four lanes in one register: its types and code then name `v128`, which V8 refuses without the feature. */
function lanes(path) {
  const bytes = readFileSync(new URL(path, face));
  // The prefix of every vector instruction, before the two that move 16 bytes and the one that adds four floats.
  const found = (opcode) => bytes.includes(Buffer.from(opcode));
  return found([0xfd, 0xe4, 0x01]) && found([0xfd, 0xe6, 0x01]);
}

describe('without SIMD', () => {
  it('one module adds and multiplies four floats at once, the other does not', () => {
    assert.deepEqual([lanes('pkg/full/plimsoll_bg.wasm'), lanes('scalar/plimsoll_bg.wasm')], [true, false]);
  });
  const files = vectorFiles().filter((file) => file.function in FUNCTIONS);
  for (const file of files) {
    for (const one of file.cases) it(`${file.name}: ${one.name}`, () => assert.equal(run(scalar, file, one), undefined));
  }
  it('the simulations are among them', () => {
    assert.deepEqual(SIMULATED.filter((name) => !files.some((file) => file.function === name)), []);
  });
});
