// The same race in a page.
import init, * as plimsoll from '../../pkg/full/browser.mjs';
import { raceAll } from './race.mjs';
import * as all from './works.mjs';

export async function run() {
  const { math, morpho } = await import('/libraries.js');
  await init();
  return raceAll({ math, morpho, plimsoll }, all, (title) => console.log(`  ${title}`));
}
