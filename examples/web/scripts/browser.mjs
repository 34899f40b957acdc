// The system's own Chromium, driven by playwright-core: no test tool downloads a browser.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser's path, or undefined where there is none. */
export const browserPath = PLACES.find((path) => path && existsSync(path));

/** Starts the browser; it asks nothing of the network. */
export const launch = () =>
  chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** Opens the page and waits for its first answer; everything that the console says is collected in `messages`. */
export async function visit(browser, address, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 }, ...options });
  const messages = [];
  page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => messages.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => messages.push(`failed: ${request.url()}`));
  await page.goto(address);
  await page.locator('main[data-ready], #loading[data-failed]').first().waitFor({ timeout: 30_000 });
  return { page, messages };
}
