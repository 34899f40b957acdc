// One temporary project for each environment, with the packed tarball installed as a user would; the tools lie one folder above.
import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
export const root = fileURLToPath(new URL('../../', import.meta.url));
export const work = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'packaging');
const execute = promisify(execFile);
// No tool asks for news, counts its users or colours its output.
const QUIET = {
  NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', WRANGLER_SEND_METRICS: 'false', DENO_NO_UPDATE_CHECK: '1', DO_NOT_TRACK: '1', npm_config_update_notifier: 'false',
};
const environment = { ...process.env, ...QUIET };
delete environment.NODE_ENV;
delete environment.FORCE_COLOR;
const MINUTES = 60_000;

/** Runs a program to its end; its output is the answer. */
export async function run(folder, program, ...list) {
  try {
    return await execute(program, list, { cwd: folder, env: environment, timeout: 5 * MINUTES, maxBuffer: 1 << 26 });
  } catch (problem) {
    throw new Error(`${program} ${list.join(' ')}\n${problem.stdout ?? ''}${problem.stderr ?? ''}${problem.message}`);
  }
}

/** Runs a server while `use` has the address that it prints. */
export async function running(folder, program, list, use) {
  const child = spawn(program, list, { cwd: folder, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  try {
    const address = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${program} ${list.join(' ')} printed no address\n${text}`)), MINUTES);
      const hear = (part) => {
        text += part;
        const found = /(http:\/\/(?:127\.0\.0\.1|localhost):\d+)\/?\s/.exec(text);
        if (found) {
          clearTimeout(timer);
          resolve(`${found[1]}/`);
        }
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`${program} ${list.join(' ')} ended with ${code}\n${text}`)));
    });
    return await use(address);
  } finally {
    // The tool's own children stop with it.
    if (child.exitCode === null) process.kill(-child.pid);
  }
}

/** The path of a tool's program inside the installed packages; what is not installed is said. */
export function tool(path) {
  const program = join(work, 'node_modules', path);
  if (!existsSync(program)) throw new NotInstalled(`${path.split('/').at(-1)} could not be installed from npm`);
  return program;
}

/** An environment that is not to be had here. */
export class NotInstalled extends Error {}

/** Installs the tools when the lock file is not the one that was installed last. */
export async function tools() {
  await mkdir(work, { recursive: true });
  const lock = await readFile(join(here, 'package-lock.json'), 'utf8');
  const mark = join(work, 'node_modules/.installed-lock.json');
  if (existsSync(mark) && (await readFile(mark, 'utf8')) === lock) return;
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) await cp(join(here, name), join(work, name));
  await run(work, 'npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error');
  await writeFile(mark, lock);
}

/** Packs the package as it is published; the answer is the tarball. */
export async function packed() {
  const folder = join(work, 'tarball');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { stdout } = await run(fileURLToPath(new URL('..', import.meta.url)), 'npm', 'pack', '--json', '--loglevel=error', '--pack-destination', folder);
  return join(folder, JSON.parse(stdout)[0].filename);
}

/** A fresh project: the common files, its own, the example's position, and the tarball installed with no configuration. */
export async function project(name, tarball) {
  const folder = join(work, name);
  await rm(folder, { recursive: true, force: true });
  await cp(join(here, 'common'), folder, { recursive: true });
  if (existsSync(join(here, name))) await cp(join(here, name), folder, { recursive: true });
  await writeFile(join(folder, 'position.js'), `export default ${await readFile(join(root, 'examples/position.json'), 'utf8')};\n`);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: `try-${name}`, private: true, type: 'module' }));
  await run(folder, 'npm', 'install', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error', tarball);
  return folder;
}
