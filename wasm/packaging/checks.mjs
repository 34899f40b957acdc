// What holds of the package wherever it is installed.
import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { adviceOnScreen } from './advice.mjs';
import { noBrowser, served, shown } from './browser.mjs';
import { NotInstalled, project, root, run, running, tool } from './project.mjs';
import { readmePage } from './readme.mjs';

export const checks = [
  {
    name: "The README's ten lines show the advice in a Vite project",
    async run(tarball) {
      if (noBrowser) throw new NotInstalled(noBrowser);
      const folder = await project('page', tarball);
      await writeFile(join(folder, 'main.js'), await readmePage());
      await cp(join(root, 'examples/position.json'), join(folder, 'position.json'));
      await running(folder, process.execPath, [tool('vite/bin/vite.js'), '--host', '127.0.0.1', '--port', '0'], adviceOnScreen);
    },
  },
  {
    name: 'Two copies on one page do not clash, and a copy is loaded once',
    async run(tarball) {
      if (noBrowser) throw new NotInstalled(noBrowser);
      const folder = await project('copies', tarball);
      await cp(join(folder, 'node_modules/plimsoll'), join(folder, 'other'), { recursive: true });
      const { figures: { early, otherEarly, ...rest } } = await served(folder, shown);
      for (const said of [early, otherEarly]) assert.match(said, /^plimsoll is not loaded yet: .*`await init\(.*\)` before the first call$/);
      assert.equal(Object.keys(rest).length, 5);
      for (const [what, holds] of Object.entries(rest)) assert.equal(holds, true, what);
    },
  },
  {
    name: 'Each of the five modules is found, as a file and in the code',
    async run(tarball) {
      if (noBrowser) throw new NotInstalled(noBrowser);
      const folder = await project('modules', tarball);
      await run(folder, process.execPath, tool('vite/bin/vite.js'), 'build');
      const files = await served(join(folder, 'dist'), shown);
      await run(folder, tool('.bin/esbuild'), 'main.js', '--bundle', '--outfile=main.js', '--allow-overwrite');
      const code = await served(folder, shown);
      assert.deepEqual([files.fetched, code.fetched], [true, false]);
      for (const { figures: [wallet, venues, live, full, refused] } of [files, code]) {
        assert.match(wallet, /"core"/);
        assert.deepEqual([venues, live, full], [wallet, wallet, wallet]);
        assert.equal(refused, 'RiskError');
      }
    },
  },
  {
    name: 'A bundle leaves out what nobody calls',
    async run(tarball) {
      const folder = await project('shaken', tarball);
      await run(folder, tool('.bin/esbuild'), 'one.js', 'all.js', '--bundle', '--minify', '--format=esm', '--outdir=dist');
      const [one, all] = await Promise.all(['one', 'all'].map((name) => readFile(join(folder, `dist/${name}.js`), 'utf8')));
      assert.ok(all.includes('portfolioRegion') && !one.includes('portfolioRegion'), 'a function that is not called');
      assert.ok(!all.includes('H4sI'), 'the slim entry holds no packed module');
      // What the module asks of its glue stays, and the shapes of the records; of what it offers, only what is called.
      const names = (await readFile(join(folder, 'node_modules/plimsoll/pkg/full/plimsoll.js'), 'utf8')).match(/\b[a-z]\w+\b/g);
      const called = (code) => [...new Set(names)].filter((name) => code.includes(`.${name}(`));
      assert.ok(called(all).length > 60, `${called(all).length} functions of the whole`);
      assert.deepEqual(called(one), ['version']);
    },
  },
  {
    name: 'The tarball says what it is and under which licences, and brings every file that its types import',
    async run(tarball) {
      const { stdout } = await run('.', 'tar', '-tzf', tarball);
      const files = new Set(stdout.trim().split('\n'));
      for (const name of ['README.md', 'LICENSE-APACHE', 'LICENSE-MIT', 'js/platform.d.ts']) assert.ok(files.has(`package/${name}`), name);
      const { stdout: text } = await run('.', 'tar', '-xzOf', tarball, 'package/README.md');
      for (const said of ['npm install plimsoll', 'isRiskError(error)', 'plimsoll/full', 'pkg/plimsoll.d.ts']) assert.ok(text.includes(said), said);
    },
  },
  {
    name: 'publint has no complaint',
    async run(tarball) {
      const { stdout } = await run('.', process.execPath, tool('publint/src/cli.js'), 'run', tarball, '--strict');
      assert.match(stdout, /All good/);
    },
  },
  {
    name: 'Are the types wrong? They are not',
    async run(tarball) {
      // The package is ES modules alone: `require` gives the same ones, and node16's compiler does not know that yet.
      await run('.', process.execPath, tool('@arethetypeswrong/cli/dist/index.js'), tarball, '--profile', 'esm-only', '--no-emoji');
    },
  },
];
