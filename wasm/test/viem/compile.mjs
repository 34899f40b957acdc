// Contracts as the npm packages of ../../chain publish them: their artifacts, or their sources compiled here.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const chain = new URL('../../chain/', import.meta.url);
const require = createRequire(new URL('package.json', chain));
const packages = new URL('node_modules/', chain);
const own = new URL('contracts/', import.meta.url);

/** Where the packages were installed under other names in their own builds. */
const RENAMED = [
  ['openzeppelin-contracts/contracts/', '@openzeppelin/contracts/'],
  ['solidity-utils/', '@bgd-labs/solidity-utils/src/'],
];

/** The sources of Compound III, in a folder that only the caller knows: no package has them. */
export const COMET = 'comet/';
const comet = (name) => pathToFileURL(join(process.env.PLIMSOLL_COMET, name.slice(COMET.length)));

function sourceOf(name) {
  const [from, to] = RENAMED.find(([prefix]) => name.startsWith(prefix)) ?? ['', ''];
  const path = name.startsWith('./') ? new URL(name, own) : name.startsWith(COMET) ? comet(name) : new URL(to + name.slice(from.length), packages);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** The files and all that they import, by the names under which they import each other. */
function gathered(files) {
  const sources = {};
  const todo = [...files];
  while (todo.length > 0) {
    const name = todo.pop();
    if (name in sources) continue;
    const content = sourceOf(name);
    if (content === undefined) throw new Error(`${name} is not in the packages of wasm/chain: run \`npm ci\` there`);
    sources[name] = { content };
    for (const [, path] of content.matchAll(/^\s*(?:import|\}\s*from|import\s[^;]*?from)\s*['"]([^'"]+)['"]/gm)) {
      todo.push(path.startsWith('.') ? new URL(path, `file:///${name}`).pathname.slice(1) : path);
    }
  }
  return sources;
}

/**
 * Compiles files with an exact compiler; the answer is each contract by its name as `{ abi, code, links }`. What was compiled once is kept
 * beside the packages, under the sum of everything that went in.
 */
export function compiled(version, settings, files) {
  const input = {
    language: 'Solidity',
    sources: gathered(files),
    settings: { ...settings, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.bytecode.linkReferences'] } } },
  };
  const text = JSON.stringify(input);
  const kept = new URL(`.cache/${createHash('sha256').update(version).update(text).digest('hex')}.json`, packages);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
  const { contracts = {}, errors = [] } = JSON.parse(require(`solc-${version}`).compile(text));
  const problem = errors.find(({ severity }) => severity === 'error');
  if (problem) throw new Error(problem.formattedMessage);
  const artifacts = {};
  for (const found of Object.values(contracts)) {
    for (const [name, { abi, evm }] of Object.entries(found)) {
      if (evm.bytecode.object !== '') artifacts[name] = { abi, code: `0x${evm.bytecode.object}`, links: evm.bytecode.linkReferences };
    }
  }
  mkdirSync(new URL('.cache/', packages), { recursive: true });
  // Written aside and renamed, so that a test file beside this one reads all or nothing.
  const aside = fileURLToPath(kept) + `.${process.pid}`;
  writeFileSync(aside, JSON.stringify(artifacts));
  renameSync(aside, kept);
  return artifacts;
}

/** The mocks alone. */
export const mocks = () => compiled('0.8.27', { optimizer: { enabled: true, runs: 200 } }, ['./Mocks.sol']);

/** A contract that a package publishes compiled; `path` is its file among the artifacts. */
export function published(path) {
  const { abi, bytecode, linkReferences } = JSON.parse(readFileSync(new URL(path, packages), 'utf8'));
  return { abi, code: bytecode, links: linkReferences };
}

/** The creation code with the addresses of its libraries in it. */
export function linked({ code, links }, libraries) {
  let text = code;
  for (const [name, places] of Object.values(links).flatMap((file) => Object.entries(file))) {
    for (const { start, length } of places) {
      const at = 2 + 2 * start;
      text = text.slice(0, at) + libraries[name].slice(2).toLowerCase() + text.slice(at + 2 * length);
    }
  }
  return text;
}
