// What runs inside the page: loading, then every vector through every entry that has them. The answer is a list of [name, problem or nothing].
import * as plimsoll from '/js/browser.mjs';
import * as full from '/pkg/full/browser.mjs';
import * as live from '/pkg/live/browser.mjs';
import * as venues from '/pkg/venues/browser.mjs';
import { answerable, coverage, goodCase, run } from './vectors.mjs';

export async function runAll() {
  const input = await (await fetch('/vectors.json')).json();
  const report = [];
  for (const [entry, face] of [['plimsoll', plimsoll], ['plimsoll/venues', venues], ['plimsoll/live', live], ['plimsoll/full', full]]) {
    const checks = [...(await load(face, entry)), ...vectors(face, input)];
    report.push(...checks.map(([name, problem]) => [`${entry}: ${name}`, problem]));
  }
  return report;
}

function vectors(face, { files: every, wrong, bad: everyBad }) {
  const report = [];
  const files = answerable(face, every);
  const [bad] = answerable(face, [everyBad]);
  for (const file of files) {
    for (const one of file.cases) report.push([`${file.name}: ${one.name}`, run(face, file, one)]);
  }
  for (const file of wrong) {
    for (const one of file.cases) report.push([`wrong: ${one.name}`, run(face, file, one) ? undefined : 'a wrong vector passed']);
  }
  for (const one of bad.cases) {
    report.push([`${one.function}: ${one.name}`, run(face, bad, one) ?? run(face, ...goodCase(files, one.function))]);
  }
  const { line, uncovered } = coverage(face, bad);
  report.push([line, uncovered.length > 0 ? `no bad input for ${uncovered}` : undefined]);
  return report;
}

async function load(face, entry) {
  const early = refusal(() => face.version());
  const [first, second] = [face.default(), face.default()];
  await Promise.all([first, second]);
  return [
    ['a call before load says what to call', early.includes(`from '${entry}'`) && early.includes('await init()') ? undefined : `it said: ${early}`],
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
