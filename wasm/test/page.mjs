// What runs inside the page: loading, then every vector. The answer is a list of [name, problem or nothing].
import * as plimsoll from '/js/browser.mjs';
import { coverage, goodCase, run } from './vectors.mjs';

export async function runAll() {
  const { files, wrong, bad } = await (await fetch('/vectors.json')).json();
  const report = await load();
  for (const file of files) {
    for (const one of file.cases) report.push([`${file.name}: ${one.name}`, run(plimsoll, file, one)]);
  }
  for (const file of wrong) {
    for (const one of file.cases) report.push([`wrong: ${one.name}`, run(plimsoll, file, one) ? undefined : 'a wrong vector passed']);
  }
  for (const one of bad.cases) {
    report.push([`${one.function}: ${one.name}`, run(plimsoll, bad, one) ?? run(plimsoll, ...goodCase(files, one.function))]);
  }
  const { line, uncovered } = coverage(plimsoll, bad);
  report.push([line, uncovered.length > 0 ? `no bad input for ${uncovered}` : undefined]);
  return report;
}

async function load() {
  const early = refusal(() => plimsoll.version());
  const [first, second] = [plimsoll.default(), plimsoll.default()];
  await Promise.all([first, second]);
  return [
    ['a call before load says what to call', early.includes('await init()') ? undefined : `it said: ${early}`],
    ['loading twice is one load', first === second ? undefined : 'two promises'],
  ];
}

function refusal(call) {
  try {
    call();
    return 'nothing';
  } catch (error) {
    return error.message;
  }
}
