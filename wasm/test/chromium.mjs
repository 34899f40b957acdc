// The same vectors in headless Chromium: the package as a page gets it, over HTTP, with nothing bundled.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { chromium } from 'playwright-core';
import { face, json, vectorFiles, vectors } from './files.mjs';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const TYPES = { '.mjs': 'text/javascript', '.js': 'text/javascript', '.wasm': 'application/wasm' };

if (!existsSync(executablePath)) {
  console.log(`No browser at ${executablePath}: install Debian's chromium, or name a Chromium in the variable CHROMIUM.`);
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}

const input = JSON.stringify({
  files: vectorFiles().filter((file) => file.name !== 'bad_input.json'),
  wrong: vectorFiles(new URL('wrong/', vectors)),
  bad: json(new URL('bad_input.json', vectors)),
});

const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  if (path === '/') return response.setHeader('content-type', 'text/html').end('<!doctype html><link rel="icon" href="data:,"><title>vectors</title>');
  if (path === '/vectors.json') return response.setHeader('content-type', 'application/json').end(input);
  try {
    const content = await readFile(new URL(`.${path}`, face));
    return response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain').end(content);
  } catch {
    return response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const browser = await chromium.launch({
  executablePath,
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
let report;
try {
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  report = await page.evaluate(async () => {
    const { runAll } = await import('/test/page.mjs');
    return runAll();
  });
  report.push(...(await page.evaluate(async () => (await import('/test/worker.page.mjs')).runAll())));
  report.push(['the page printed nothing', complaints.length > 0 ? complaints.join('; ') : undefined]);
} finally {
  await browser.close();
  server.close();
}

const failures = report.filter(([, problem]) => problem);
for (const [name, problem] of failures) console.log(`✖ ${name}: ${problem}`);
for (const [name] of report) if (name.includes('bad input: covered')) console.log(name);
console.log(`${report.length - failures.length} passed, ${failures.length} failed, 0 skipped`);
process.exitCode = failures.length > 0 ? 1 : 0;
