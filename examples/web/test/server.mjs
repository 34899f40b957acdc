// A file server for the built page on this machine, with extra answers by path.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json', '.woff2': 'font/woff2' };

/** Serves a folder on a free port. */
export async function serve(folder, extra = {}) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    try {
      const body = extra[path] ?? (await readFile(join(folder, normalize(path === '/' ? '/index.html' : path))));
      response.writeHead(200, { 'content-type': TYPES[extname(path) || '.html'] ?? 'text/plain' }).end(body);
    } catch {
      response.writeHead(404).end('not found');
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Flat rows of bars as the text of a bar file. */
export function csv(bars) {
  const rows = [];
  for (let at = 0; at < bars.length; at += 6) rows.push(Array.from(bars.subarray(at, at + 6)).join(','));
  return `ts,open,high,low,close,volume\n${rows.join('\n')}\n`;
}
