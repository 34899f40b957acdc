// Loads the page once: `node scripts/visit.mjs http://127.0.0.1:8080/`. Prints its first sentence; fails on any console message.
import { browserPath, launch, visit } from './browser.mjs';

const address = process.argv[2];
if (!address) throw new Error('usage: node scripts/visit.mjs ADDRESS');
if (!browserPath) {
  console.log('The page was not loaded: there is no Chromium on this machine.');
} else {
  const browser = await launch();
  try {
    const { page, messages } = await visit(browser, address);
    const failed = await page.locator('#loading').count();
    console.log(await page.locator(failed ? '#loading' : '#sentence').innerText());
    if (!failed) console.log(await page.locator('#source').innerText());
    for (const message of messages) console.error(message);
    if (failed || messages.length > 0) process.exitCode = 1;
  } finally {
    await browser.close();
  }
}
