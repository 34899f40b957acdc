// Every vector, bit for bit, in node.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as plimsoll from 'plimsoll';
import { json, vectorFiles, vectors } from './files.mjs';
import { FUNCTIONS, coverage, exported, goodCase, run } from './vectors.mjs';

const files = vectorFiles().filter((file) => file.name !== 'bad_input.json');
const bad = json(new URL('bad_input.json', vectors));

for (const file of files) {
  describe(file.name, () => {
    for (const one of file.cases) it(one.name, () => assert.equal(run(plimsoll, file, one), undefined));
  });
}

describe('wrong vectors fail', () => {
  for (const file of vectorFiles(new URL('wrong/', vectors))) {
    for (const one of file.cases) it(one.name, () => assert.notEqual(run(plimsoll, file, one), undefined));
  }
});

describe('bad input is refused by code, and the next good call works', () => {
  for (const one of bad.cases) {
    it(`${one.function}: ${one.name}`, () => {
      assert.equal(run(plimsoll, bad, one), undefined);
      assert.equal(run(plimsoll, ...goodCase(files, one.function)), undefined);
    });
  }
  it('covers every exported function', () => {
    const { line, uncovered } = coverage(plimsoll, bad);
    console.log(line);
    assert.deepEqual(uncovered, []);
  });
});

it('the vectors know every exported function', () => {
  assert.deepEqual(exported(plimsoll).sort(), Object.keys(FUNCTIONS).sort());
  assert.deepEqual([...new Set(files.map((file) => file.function))].sort(), Object.keys(FUNCTIONS).sort());
});
