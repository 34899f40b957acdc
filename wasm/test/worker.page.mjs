// The long functions in a worker, inside the page.
import * as full from '/pkg/full/browser.mjs';
import * as train from '/pkg/train/browser.mjs';
import { createWorker, isRiskError } from '/js/worker.browser.mjs';
import { checks } from './worker.mjs';

export async function runAll() {
  const { files, bad } = await (await fetch('/vectors.json')).json();
  await Promise.all([full.default(), train.default()]);
  const report = await checks({ createWorker, isRiskError, full, train, files, bad: { name: 'bad_input.json', ...bad } });
  return report.map(([name, problem]) => [`plimsoll/worker: ${name}`, problem]);
}
