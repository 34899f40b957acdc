// How long until the package answers: fresh processes of node, and fresh pages of Chromium; the share of each step, medians.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { noBrowser, withPages } from './page.mjs';

const FRESH = 20;
/** What a step may take at most, ms, in the median; the run fails beyond. */
const LIMITS = { node: ['first answer', 10], page: ['first advice', 150] };
const CHILD = fileURLToPath(new URL('ready.child.mjs', import.meta.url));
const user = readFileSync(new URL('../../examples/position.json', import.meta.url), 'utf8');

/** In a page: from the moment that the code and the module's bytes are there. */
async function inPage(user) {
  const [{ default: init, ...face }, bytes] = await Promise.all([
    import('/js/browser.mjs'),
    fetch('/pkg/plimsoll_bg.wasm').then((response) => response.arrayBuffer()),
  ]);
  const start = performance.now();
  await init(bytes);
  const loaded = performance.now();
  face.version();
  const answered = performance.now();
  const forecast = face.forecastBars(face.simulateBars(7, 1440, 1_749_999_600, 2500, 0.7));
  face.advice(face.aaveV3View(JSON.parse(user)), forecast, face.defaultAdviceOptions());
  return { loaded: loaded - start, 'first answer': answered - start, 'first advice': performance.now() - start };
}

function medians(title, runs, [held, limit]) {
  const [cells, worst] = [[], []];
  for (const step of Object.keys(runs[0])) {
    const list = runs.map((run) => run[step]).sort((a, b) => a - b);
    const median = list[list.length >> 1];
    cells.push(`${step} ${median.toFixed(1)}`);
    worst.push(`${list[0].toFixed(1)} to ${list.at(-1).toFixed(1)}`);
    if (step === held && median > limit) {
      console.error(`${title}: the ${held} takes ${median.toFixed(1)} ms in the median, more than ${limit} ms`);
      process.exitCode = 1;
    }
  }
  console.log(`${title}: ${cells.map((cell, place) => `${cell} (${worst[place]})`).join(', ')}`);
}

console.log(`ms, median of ${FRESH} and the range; "the code" is reading and linking the package's scripts; the first advice simulates 1,440 bars, forecasts and advises`);
for (const way of ['import', 'require']) {
  const runs = Array.from({ length: FRESH }, () => JSON.parse(execFileSync(process.execPath, [CHILD, way], { encoding: 'utf8' })));
  medians(`node ${process.versions.node.split('.')[0]}, ${way}`, runs, LIMITS.node);
}
if (noBrowser) console.log(`Chromium: not run: ${noBrowser}`);
else await withPages(async (fresh, place) => {
  const runs = [];
  for (let run = 0; run < FRESH; run += 1) runs.push(await fresh((page) => page.evaluate(inPage, user)));
  medians(`${place}, code and bytes there`, runs, LIMITS.page);
});
