// Lists every file of the build in the service worker that keeps them: a plugin of twenty lines, where Workbox brings megabytes.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A Vite plugin that writes `sw.js` beside the page. */
export function offline() {
  return {
    name: 'plimsoll-offline',
    apply: 'build',
    generateBundle: {
      // After Vite's own plugins, so that index.html is among the files.
      order: 'post',
      handler(_, bundle) {
        const files = Object.keys(bundle).filter((name) => !name.endsWith('.map')).sort();
        const version = createHash('sha256');
        for (const name of files) version.update(name).update(bundle[name].source ?? bundle[name].code ?? '');
        const source = readFileSync(new URL('./sw.js', import.meta.url), 'utf8')
          .replace('__FILES__', JSON.stringify(['./', ...files]))
          .replace('__VERSION__', version.digest('hex').slice(0, 16));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source });
      },
    },
  };
}
