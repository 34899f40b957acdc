// What the README says of the environments: written by the run, and held to it where nobody looks.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './project.mjs';

const file = join(root, 'README.md');
const START = '<!-- environments -->';
const END = '<!-- /environments -->';

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
  const text = await readFile(file, 'utf8');
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  assert.ok(start >= 0 && end > start, `README.md has no ${START} … ${END}`);
  const lines = rows.map(({ name, how, module, result }) => `| ${name} | ${how} | ${module} | ${result} |`);
  const table = ['| environment | tried as | the module | result |', '| --- | --- | --- | --- |', ...lines].join('\n');
  const right = `${text.slice(0, start)}${START}\n\n${table}\n\n${text.slice(end)}`;
  if (text === right) return;
  if (hold) assert.fail('the table of environments in README.md is not what ran: `npm run packaging` in wasm/ writes it anew');
  await writeFile(file, right);
}
