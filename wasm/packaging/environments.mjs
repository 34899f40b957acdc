// Every environment: how the package is built and run there. Each answers the figures that it showed, one list for each way.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noBrowser, served, shown, shownByExtension } from './browser.mjs';
import { NotInstalled, project, run, running, tool } from './project.mjs';

const tools = JSON.parse(await readFile(new URL('package.json', import.meta.url), 'utf8'));
/** The version that is tried, as the table names it. */
const version = (name) => ({ ...tools.devDependencies, ...tools.optionalDependencies })[name].replace(/^npm:.*@/, '');

/** What a program prints: the figures in JSON on one line, and nothing else. */
async function printed(folder, program, ...list) {
  const { stdout, stderr } = await run(folder, program, ...list);
  if (stderr !== '') throw new Error(`${program} ${list.join(' ')} also printed:\n${stderr}`);
  return { figures: JSON.parse(stdout) };
}

/** What runs in a page is run where there is a browser. */
const inBrowser = (each) => ({
  ...each,
  async run(tarball) {
    if (noBrowser) throw new NotInstalled(noBrowser);
    return each.run(tarball);
  },
});

/** What a server answers. */
async function fetchedJson(address) {
  const response = await fetch(address);
  return { figures: await response.json() };
}

/** A page whose one script is not the module `main.js` but what a bundler made of it. */
async function withScript(folder, script) {
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  await writeFile(join(folder, 'index.html'), page.replace('<script type="module" src="./main.js">', script));
}

const vite = (name) => inBrowser({
  name: `Vite ${version(name).split('.')[0]}`,
  how: `${version(name)}: \`vite\`; \`vite build\` and \`vite preview\``,
  async run(tarball) {
    const folder = await project(name, tarball);
    const program = tool(`${name}/bin/vite.js`);
    const local = ['--host', '127.0.0.1', '--port', '0'];
    const development = await running(folder, process.execPath, [program, ...local], shown);
    await run(folder, process.execPath, program, 'build');
    return [development, await running(folder, process.execPath, [program, 'preview', ...local], shown)];
  },
});

/** A worker of a page: `main.js` is its page's, and asks it. */
const worker = (name, how, build) => inBrowser({
  name,
  how,
  async run(tarball) {
    const folder = await project('worker', tarball);
    return [await served(await build(folder), shown)];
  },
});

let site;
/** Next is built once, for what runs on its server and in its page. */
async function next(tarball) {
  const folder = await project('next', tarball);
  await run(folder, process.execPath, tool('next/dist/bin/next'), 'build');
  return folder;
}

const nextPage = (name, how, path, module) => inBrowser({
  module,
  name: `Next.js, ${name}`,
  how: `${version('next')}, app router, ${how}: \`next build\` and \`next start\`; \`next dev\``,
  async run(tarball) {
    const folder = await (site ??= next(tarball));
    const found = [];
    for (const command of ['start', 'dev']) {
      const list = [tool('next/dist/bin/next'), command, '--hostname', '127.0.0.1', '--port', '0'];
      found.push(await running(folder, process.execPath, list, (address) => shown(address + path)));
    }
    return found;
  },
});

export const environments = [
  {
    name: 'node, ES modules',
    how: '20.19, 22.12 or later: `import`',
    module: 'its own file',
    tools: false,
    run: async (tarball) => [await printed(await project('node', tarball), process.execPath, 'print.mjs')],
  },
  {
    name: 'node, CommonJS',
    how: '20.19, 22.12 or later: `require`',
    module: 'its own file',
    tools: false,
    run: async (tarball) => [await printed(await project('node', tarball), process.execPath, 'print.cjs')],
  },
  {
    name: 'Deno',
    how: `${version('deno')}: no permission is asked`,
    module: 'imported',
    run: async (tarball) => [await printed(await project('deno', tarball), tool('.bin/deno'), 'run', '--no-prompt', 'print.mjs')],
  },
  {
    name: 'Bun',
    how: `${version('bun')}: run, and bundled for it`,
    module: 'in the code',
    async run(tarball) {
      const folder = await project('bun', tarball);
      const bun = tool('.bin/bun');
      const plain = await printed(folder, bun, 'print.mjs');
      await run(folder, bun, 'build', 'print.mjs', '--target=bun', '--outdir=dist');
      return [plain, await printed(folder, bun, 'dist/print.js')];
    },
  },
  inBrowser({
    name: 'Script of a page',
    how: '`<script type="module">` with an import map, nothing bundled',
    tools: false,
    run: async (tarball) => [await served(await project('script', tarball), shown)],
  }),
  inBrowser({
    name: 'Extension of a browser',
    how: "Manifest V3, `script-src 'self' 'wasm-unsafe-eval'`, nothing bundled",
    tools: false,
    async run(tarball) {
      const folder = await project('extension', tarball);
      // Chromium names an unpacked extension after its folder.
      const digest = createHash('sha256').update(folder).digest('hex').slice(0, 32);
      const name = digest.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
      return [await shownByExtension(folder, name, 'page.html')];
    },
  }),
  vite('vite'),
  vite('vite-7'),
  inBrowser({
    name: 'webpack 5',
    how: `${version('webpack')}: \`webpack --mode production\` and \`development\``,
    async run(tarball) {
      const folder = await project('webpack', tarball);
      await withScript(folder, '<script defer src="./dist/main.js">');
      const found = [];
      for (const mode of ['production', 'development']) {
        await run(folder, process.execPath, tool('webpack-cli/bin/cli.js'), '--mode', mode, '--entry', './main.js', '--output-path', 'dist');
        found.push(await served(folder, shown));
      }
      return found;
    },
  }),
  inBrowser({
    name: 'esbuild',
    how: `${version('esbuild')}: \`--bundle\` to a script, to a module in parts, and for node`,
    async run(tarball) {
      const folder = await project('esbuild', tarball);
      const esbuild = tool('.bin/esbuild');
      await run(folder, esbuild, 'print.mjs', '--bundle', '--platform=node', '--format=esm', '--outfile=dist/print.mjs');
      const found = [await printed(folder, process.execPath, 'dist/print.mjs')];
      await run(folder, esbuild, 'main.js', '--bundle', '--format=esm', '--splitting', '--outdir=dist/parts');
      await withScript(folder, '<script type="module" src="./dist/parts/main.js">');
      found.push(await served(folder, shown));
      await run(folder, esbuild, 'main.js', '--bundle', '--outfile=dist/main.js');
      const page = await readFile(join(folder, 'index.html'), 'utf8');
      await writeFile(join(folder, 'index.html'), page.replace('<script type="module" src="./dist/parts/main.js">', '<script defer src="./dist/main.js">'));
      return [...found, await served(folder, shown)];
    },
  }),
  inBrowser({
    name: 'Rollup',
    how: `${version('rollup')} with its plugin \`node-resolve\`: \`--dir\``,
    async run(tarball) {
      const folder = await project('rollup', tarball);
      await run(folder, process.execPath, tool('rollup/dist/bin/rollup'), 'main.js', '--format', 'es', '--dir', 'dist', '--plugin', 'node-resolve', '--silent');
      await withScript(folder, '<script type="module" src="./dist/main.js">');
      return [await served(folder, shown)];
    },
  }),
  worker('Web worker, Vite', 'a module worker: `vite build`', async (folder) => {
    await run(folder, process.execPath, tool('vite/bin/vite.js'), 'build', '--base', './');
    return join(folder, 'dist');
  }),
  worker('Web worker, webpack', 'a module worker: `webpack --mode production`', async (folder) => {
    await run(folder, process.execPath, tool('webpack-cli/bin/cli.js'), '--mode', 'production', '--entry', './main.js', '--output-path', 'dist');
    await withScript(folder, '<script defer src="./dist/main.js">');
    return folder;
  }),
  {
    name: 'Cloudflare worker',
    how: `wrangler ${version('wrangler')} with workerd: \`wrangler dev\`, nothing compiled at run time`,
    module: 'imported',
    async run(tarball) {
      const folder = await project('workerd', tarball);
      return [
        await running(folder, process.execPath, [tool('wrangler/bin/wrangler.js'), 'dev', '--ip', '127.0.0.1', '--port', '0'], fetchedJson),
      ];
    },
  },
  inBrowser({
    name: '`plimsoll/slim`',
    how: 'the caller brings the module: in node, in a page as one file by Rollup, in a Cloudflare worker',
    module: "the caller's",
    async run(tarball) {
      const folder = await project('slim', tarball);
      const found = [await printed(folder, process.execPath, 'print.mjs')];
      const rollup = tool('rollup/dist/bin/rollup');
      await run(folder, process.execPath, rollup, 'main.js', '--format', 'iife', '--file', 'dist/main.js', '--plugin', 'node-resolve', '--silent');
      await withScript(folder, '<script defer src="./dist/main.js">');
      found.push(await served(folder, shown));
      found.push(await running(folder, process.execPath, [tool('wrangler/bin/wrangler.js'), 'dev', '--ip', '127.0.0.1', '--port', '0'], fetchedJson));
      return found;
    },
  }),
  nextPage('client component', 'answered in the page', 'client'),
  nextPage('server component', 'answered on the server', 'server', 'in the code'),
  nextPage('edge route', 'answered by the edge runtime', 'edge', 'imported'),
];
