// Every vector, bit for bit, in node, through every entry of the package that has them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as plimsoll from 'plimsoll';
import * as full from 'plimsoll/full';
import * as live from 'plimsoll/live';
import * as venues from 'plimsoll/venues';
import { json, vectorFiles, vectors } from './files.mjs';
import { FUNCTIONS, answerable, call, coverage, exported, goodCase, leftOut, run } from './vectors.mjs';

const everyFile = vectorFiles().filter((file) => file.name !== 'bad_input.json');
const everyBad = json(new URL('bad_input.json', vectors));

for (const [entry, face] of [['plimsoll', plimsoll], ['plimsoll/venues', venues], ['plimsoll/live', live], ['plimsoll/full', full]]) {
  const files = answerable(face, everyFile);
  const [bad] = answerable(face, [everyBad]);

  describe(entry, () => {
    for (const file of files) {
      for (const one of file.cases) it(`${file.name}: ${one.name}`, () => assert.equal(run(face, file, one), undefined));
    }
  });

  describe(`${entry}: wrong vectors fail`, () => {
    for (const file of vectorFiles(new URL('wrong/', vectors))) {
      for (const one of file.cases) it(one.name, () => assert.notEqual(run(face, file, one), undefined));
    }
  });

  describe(`${entry}: bad input is refused by code, and the next good call works`, () => {
    for (const one of bad.cases) {
      it(`${one.function}: ${one.name}`, () => {
        assert.equal(run(face, bad, one), undefined);
        assert.equal(run(face, ...goodCase(files, one.function)), undefined);
      });
    }
    it('covers every exported function', () => {
      const { line, uncovered } = coverage(face, bad);
      console.log(`${entry}: ${line}`);
      assert.deepEqual(uncovered, []);
    });
  });
}

it('the vectors know every exported function', () => {
  assert.deepEqual(exported(full).sort(), Object.keys(FUNCTIONS).sort());
  assert.deepEqual([...new Set(everyFile.flatMap((file) => file.cases.map((one) => one.function ?? file.function)))].sort(), Object.keys(FUNCTIONS).sort());
});

it('the entries: one set of questions for three venues and for all of them, the monitor, and everything', () => {
  const [wallet, wide, watching, whole] = [plimsoll, venues, live, full].map((face) => Object.keys(face));
  assert.deepEqual(wide, wallet);
  assert.deepEqual(watching.filter((name) => !wallet.includes(name)), ['Monitor']);
  assert.deepEqual([wallet, watching].flat().filter((name) => !whole.includes(name)), []);
});

it('a venue that the default entry leaves out is refused by name', () => {
  const cases = everyFile.flatMap((file) => file.cases).filter((one) => one.function === 'positionHealth' && leftOut(plimsoll, one));
  assert.ok(cases.length >= 9);
  for (const one of cases) {
    const [venue] = Object.keys(one.in.position);
    assert.throws(() => call(plimsoll, 'positionHealth', one.in), (error) => error.code === 'invalid_shape' && error.message.includes(`\`${venue}\``));
  }
});
