// A blank page in headless Chromium that may import every module of this folder, and has a clock of microseconds.
import { fileURLToPath } from 'node:url';
import { launched, noBrowser, served } from '../packaging/browser.mjs';

/** Pages that share no process with others are told the time more finely. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

export { noBrowser };

/** Runs `use` with a function that opens a fresh page, and with the browser's name. `extra`: further modules, by path. */
export async function withPages(use, extra = {}) {
  const browser = await launched();
  const blank = { '/blank': ['text/html', '<!doctype html><link rel="icon" href="data:,"><title>bench</title>'] };
  for (const [path, code] of Object.entries(extra)) blank[path] = ['text/javascript', code];
  try {
    return await served(fileURLToPath(new URL('..', import.meta.url)), async (address) => {
      const fresh = async (work) => {
        const context = await browser.newContext();
        const page = await context.newPage();
        page.on('console', (message) => console.log(message.text()));
        for (const [path, [contentType, body]] of Object.entries(blank)) {
          await page.route(new URL(path, address).href, (route) => route.fulfill({ contentType, body, headers: ISOLATED }));
        }
        await page.goto(new URL('/blank', address).href);
        const answer = await work(page);
        await context.close();
        return answer;
      };
      return use(fresh, `Chromium ${browser.version().split('.')[0]}`);
    }, ISOLATED);
  } finally {
    await browser.close();
  }
}
