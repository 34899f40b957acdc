// The package beside the libraries that front ends use and beside plain JavaScript, in node and in Chromium; writes wasm/BENCH.md.
import os from 'node:os';
import { writeFile } from 'node:fs/promises';
import { noBrowser, withPages } from '../page.mjs';
import { bundled, libraries } from './libraries.mjs';
import { raceAll } from './race.mjs';
import { document } from './table.mjs';
import * as all from './works.mjs';

const node = `node ${process.versions.node.split('.')[0]}`;
console.log(`${node}:`);
const places = [{ place: node, works: raceAll(await libraries(), all, (title) => console.log(`  ${title}`)) }];
if (!noBrowser) {
  const code = await bundled();
  places.push(await withPages(async (fresh, place) => {
    console.log(`${place}:`);
    return { place, works: await fresh((page) => page.evaluate(async () => (await import('/bench/versus/page.mjs')).run())) };
  }, { '/libraries.js': code }));
}
const text = document(places, `${os.cpus().length} processor cores (${os.arch()})`);
console.log(text);
if (noBrowser) console.log(`BENCH.md is left as it is: ${noBrowser}`);
else await writeFile(new URL('../../BENCH.md', import.meta.url), text);
