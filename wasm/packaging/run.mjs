// Packs the package, installs the tarball in a project of each environment, runs it there, and writes the README's table.
// `node packaging/run.mjs` runs all; with words, those whose name holds one of them.
import assert from 'node:assert/strict';
import { closeBrowser } from './browser.mjs';
import { checks } from './checks.mjs';
import { environments } from './environments.mjs';
import { NotInstalled, packed, tools } from './project.mjs';
import { readmeFigures, readmeTable } from './readme.mjs';

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word));
const counts = { passed: 0, failed: 0, skipped: 0 };
const rows = [];
let number = 0;

/** One counted test. */
async function test(name, work) {
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  number += 1;
  try {
    await work();
    counts.passed += 1;
    console.log(`✔ ${name} (${seconds()})`);
    return 'runs';
  } catch (problem) {
    if (problem instanceof NotInstalled) {
      counts.skipped += 1;
      console.log(`ok ${number} - ${name} # SKIP not run: ${problem.message}`);
      return `not run: ${problem.message}`;
    }
    counts.failed += 1;
    console.log(`✖ ${name} (${seconds()})\n${String(problem.stack ?? problem).replace(/^/gm, '    ')}`);
    return 'fails';
  }
}

const expected = await readmeFigures();
const tarball = await packed();
let absent;
try {
  await tools();
} catch (problem) {
  // What needs no tool still runs.
  console.log(problem.message);
  absent = 'its tools could not be installed from npm';
}
for (const each of environments.filter(chosen)) {
  const ways = new Set();
  const result = await test(each.name, async () => {
    if (absent && each.tools !== false) throw new NotInstalled(absent);
    for (const { figures, fetched } of await each.run(tarball)) {
      assert.deepEqual(figures, expected);
      ways.add(fetched ? 'its own file' : 'in the code');
    }
  });
  rows.push({ ...each, result, module: each.module ?? [...ways].join(', ') });
}
for (const each of checks.filter(chosen)) await test(each.name, () => each.run(tarball));
await closeBrowser();
// A failure is mended, not written down.
if (words.length === 0 && counts.failed === 0) await test("the README's table is what ran", () => readmeTable(rows, process.env.CI === 'true'));
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;
