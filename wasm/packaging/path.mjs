// A person's path, walked and timed: a new Vite project, the tarball, the README's ten lines, the advice on the screen. Writes the README's
// times. `PLIMSOLL_SCREENSHOTS=folder` keeps a picture.
import assert from 'node:assert/strict';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { adviceOnScreen } from './advice.mjs';
import { closeBrowser, noBrowser } from './browser.mjs';
import { packed, root, run, running, work } from './project.mjs';
import { readmePage, readmePart } from './readme.mjs';

const RUNS = 3;
/** The template's tool at the version that is tried; a person says `vite@latest`. */
const CREATE = 'vite@9.3.0';

assert.ok(!noBrowser, noBrowser);
const tarball = await packed();
const code = await readmePage();
const lines = code.trimEnd().split('\n').length;
assert.equal(lines, 10, 'lines of the README\'s page');

async function walk() {
  const home = join(work, 'path');
  const folder = join(home, 'my-page');
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  const times = [];
  const step = async (name, go) => {
    const start = performance.now();
    await go();
    times.push([name, (performance.now() - start) / 1e3]);
  };
  await step('`npm create vite@latest my-page -- --template vanilla`', () => run(home, 'npm', 'create', '--yes', CREATE, 'my-page', '--', '--template', 'vanilla', '--no-interactive'));
  await step('`cd my-page && npm install`', () => run(folder, 'npm', 'install', '--loglevel=error'));
  await step(`\`npm install …/${tarball.split('/').at(-1)}\``, () => run(folder, 'npm', 'install', '--loglevel=error', tarball));
  await cp(join(root, 'examples/position.json'), join(folder, 'src/position.json'));
  await writeFile(join(folder, 'src/main.js'), code);
  await step('`npm run dev`, the page opened, the advice on the screen', () =>
    running(folder, 'npm', ['run', 'dev', '--', '--host', '127.0.0.1', '--port', '0'], (address) => adviceOnScreen(address)));
  return times;
}

const walks = [];
for (let count = 0; count < RUNS; count += 1) walks.push(await walk());
await closeBrowser();
const middle = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const steps = walks[0].map(([name], place) => [name, middle(walks.map((times) => times[place][1]))]);
const all = middle(walks.map((times) => times.reduce((sum, [, seconds]) => sum + seconds, 0)));
const rows = [...steps, ['all of it, typing apart', all]].map(([name, seconds]) => `| ${name} | ${seconds.toFixed(1)} s |`);
const machine = `On ${availableParallelism()} processor cores with node ${process.versions.node.split('.')[0]}, npm's cache filled by the first walk:`;
const table = [machine, '', '| step | takes |', '| --- | --- |', ...rows].join('\n');
console.log(table);
await readmePart('path', table, process.env.CI === 'true');
