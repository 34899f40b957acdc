// The README's ten lines on a page: that what they show is the README's own figures.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { opened } from './browser.mjs';
import { readmeFigures } from './readme.mjs';

/** Waits until the advice is on the screen, and holds it to the README's figures. */
export async function adviceOnScreen(address) {
  const [health, price, , safe] = await readmeFigures();
  await opened(address, async (page) => {
    await page.locator('plimsoll-line li.waterline').waitFor();
    const text = await page.evaluate(() => `${document.body.innerText} ${document.querySelector('plimsoll-line').shadowRoot.textContent}`);
    // The line shows two digits of the health factor.
    for (const part of [`Now ${Number.parseFloat(health).toFixed(2)}`, `$${Number.parseFloat(price.slice(1)).toLocaleString('en')}`, safe]) {
      assert.ok(text.includes(part), `the page does not show "${part}": ${text}`);
    }
    if (process.env.PLIMSOLL_SCREENSHOTS) await page.screenshot({ path: join(process.env.PLIMSOLL_SCREENSHOTS, 'path.png') });
  });
}
