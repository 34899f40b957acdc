// A page in headless Chromium: what it shows, and that it printed nothing.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };
/** What development servers say of themselves. */
const DEVELOPMENT = /^(\[vite\] connect|\[HMR\] connected|%cDownload the React DevTools)/;
const PATIENCE = 60_000;

export const noBrowser = existsSync(executablePath)
  ? undefined
  : `there is no browser at ${executablePath}: install Debian's chromium, or name a Chromium in the variable CHROMIUM`;

let shared;

/** A browser of its own; the caller closes it. */
export const launched = () => chromium.launch({ executablePath, args: ARGUMENTS });

/** What the page at an address shows, and whether it fetched the module as a file. */
export const shown = (address) => fresh((page) => read(page, address));

/** Opens an address and looks at the page; a complaint of the page is a failure. */
export const opened = (address, look) => fresh(async (page) => {
  const complaints = heard(page);
  await page.goto(address);
  await look(page);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
});

async function fresh(work) {
  shared ??= await launched();
  const context = await shared.newContext();
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** What a page of an unpacked extension shows. Its name in the browser is derived from the public key in its manifest. */
export async function shownByExtension(folder, name, page) {
  // The browser's profile is made and removed by Playwright.
  const context = await chromium.launchPersistentContext('', {
    executablePath,
    headless: false,
    args: [...ARGUMENTS, '--headless=new', `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
  });
  try {
    return await read(await context.newPage(), `chrome-extension://${name}/${page}`);
  } finally {
    await context.close();
  }
}

/** What a page prints or throws, as it comes. */
function heard(page) {
  const complaints = [];
  page.on('console', (message) => DEVELOPMENT.test(message.text()) || complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  return complaints;
}

async function read(page, address) {
  const complaints = heard(page);
  let fetched = false;
  page.on('request', (request) => { fetched ||= /\.wasm\b/.test(request.url()); });
  await page.goto(address);
  // Set by the page's script, or rendered by its server.
  const found = () => document.body?.dataset.figures ?? document.getElementById('figures')?.textContent;
  const answer = await page.waitForFunction(found, undefined, { timeout: PATIENCE }).catch((problem) => complaints.push(problem.message));
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return { figures: JSON.parse(await answer.jsonValue()), fetched };
}

/** Closes what is open. */
export async function closeBrowser() {
  await shared?.close();
}

/** Serves a folder while `use` runs with its address. */
export async function served(folder, use, headers = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    try {
      const content = await readFile(join(folder, path.endsWith('/') ? `${path}index.html` : path));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? (path.endsWith('/') ? 'text/html' : 'text/plain'), ...headers }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.close();
  }
}
