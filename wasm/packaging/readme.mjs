// What the README says of the environments: written by the run, and held to it where nobody looks.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './project.mjs';

const file = join(root, 'README.md');

/** The five figures that the README's snippet shows. */
export async function readmeFigures() {
  const text = await readFile(file, 'utf8');
  const snippet = /```js\n(.*?)```/s.exec(text)[1];
  const figures = [...snippet.matchAll(/ \/\/ (.*)$/gm)].map(([, figure]) => figure);
  assert.equal(figures.length, 5, 'figures in the snippet');
  return figures;
}

/** Writes the table between its marks; with `hold`, the README must have it already. */
export async function readmeTable(rows, hold) {
  const lines = rows.map(({ name, how, module, result }) => `| ${name} | ${how} | ${module} | ${result} |`);
  const table = ['| environment | tried as | the module | result |', '| --- | --- | --- | --- |', ...lines].join('\n');
  const written = await readmePart('environments', table, hold);
  assert.ok(written || !hold, 'the table of environments in README.md is not what ran: `npm run packaging` in wasm/ writes it anew');
}

/** Writes what stands between two marks, or with `hold` only looks; answers whether it stands there in the end. */
export async function readmePart(name, part, hold) {
  const text = await readFile(file, 'utf8');
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  assert.ok(start >= 0 && end > start, `README.md has no ${open} … ${close}`);
  const right = `${text.slice(0, start)}${open}\n\n${part}\n\n${text.slice(end)}`;
  if (text !== right && !hold) await writeFile(file, right);
  return text === right || !hold;
}

/** The README's first page: the code that a person types. */
export async function readmePage() {
  const [, code] = /```javascript\n(.*?)```/s.exec(await readFile(file, 'utf8'));
  return code;
}
