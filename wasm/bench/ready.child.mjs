// One fresh process of node: the steps of the load, taken by wrapping what the package calls, then the first answers; JSON on one line.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const user = readFileSync(new URL('../../examples/position.json', import.meta.url), 'utf8');
const spent = {};
const wrap = (object, name, step) => {
  const plain = object[name];
  object[name] = new Proxy(plain, {
    apply: (target, self, list) => timed(step, () => Reflect.apply(target, self, list)),
    construct: (target, list) => timed(step, () => Reflect.construct(target, list)),
  });
};
const timed = (step, work) => {
  const start = performance.now();
  const answer = work();
  spent[step] = performance.now() - start;
  return answer;
};
wrap(process.getBuiltinModule('node:fs'), 'readFileSync', 'read');
wrap(WebAssembly, 'Module', 'compile');
wrap(WebAssembly, 'Instance', 'instantiate');
const require = createRequire(import.meta.url);
const start = performance.now();
const face = process.argv[2] === 'require' ? require('plimsoll') : await import('plimsoll');
const loaded = performance.now();
face.version();
const answered = performance.now();
const read = { read: spent.read, compile: spent.compile, instantiate: spent.instantiate };
const forecast = face.forecastBars(face.simulateBars(7, 1440, 1_749_999_600, 2500, 0.7));
face.advice(face.aaveV3View(JSON.parse(user)), forecast, face.defaultAdviceOptions());
const rest = loaded - start - read.read - read.compile - read.instantiate;
console.log(JSON.stringify({ ...read, 'the code': rest, loaded: loaded - start, 'first answer': answered - start, 'first advice': performance.now() - start }));
