// Names the functions of a module by the order in which they compress best: each after those that are most like it, so that what repeats is
// near. `wasm-opt --reorder-functions-by-name` then puts them so. `node build/order.mjs MODULE`.
import { readFileSync, writeFileSync } from 'node:fs';
import { CODE, CUSTOM, IMPORTS, leb, module, number, sections, text } from './binary.mjs';

/** Two functions are alike by the pieces of so many bytes that both have. */
const PIECE = 5;
/** How many of the last functions the next one is compared with, the nearest counting most. */
const LAST = 6;
/** How the section of names begins. */
const NAMES = text('name');

const file = process.argv[2];
const binary = readFileSync(file);
const parts = [...sections(binary)];
const section = (kind) => parts.find(([found]) => found === kind)[1];
const bodies = functions(section(CODE));
const [imported] = number(section(IMPORTS), 0);
const width = String(bodies.length).length;
const names = new Map(order(bodies).map((index, place) => [index, String(place).padStart(width, '0')]));
const entries = bodies.map((_, index) => Buffer.concat([leb(imported + index), text(names.get(index))]));
const map = Buffer.concat([leb(entries.length), ...entries]);
const OF_FUNCTIONS = 1;
const written = Buffer.concat([NAMES, Buffer.from([OF_FUNCTIONS]), leb(map.length), map]);
// The names that are there go; the list of features stays, which the next reader needs.
const kept = parts.filter(([kind, body]) => kind !== CUSTOM || !body.subarray(0, NAMES.length).equals(NAMES));
writeFileSync(file, module(binary, [...kept, [CUSTOM, written]]));

function functions(code) {
  let [count, at] = number(code, 0);
  const found = [];
  for (; count > 0; count -= 1) {
    const [length, start] = number(code, at);
    at = start + length;
    found.push(code.subarray(start, at));
  }
  return found;
}

/** The places of the functions, the largest first, then always the one most like the last. */
function order(bodies) {
  const pieces = bodies.map(piecesOf);
  const holders = new Map();
  pieces.forEach((own, index) => own.forEach((piece) => (holders.get(piece) ?? holders.set(piece, []).get(piece)).push(index)));
  const left = new Set(bodies.keys());
  const found = [];
  let next = bodies.reduce((largest, body, index) => (body.length > bodies[largest].length ? index : largest), 0);
  while (next !== undefined) {
    left.delete(next);
    found.push(next);
    const likeness = new Float64Array(bodies.length);
    found.slice(-LAST).reverse().forEach((last, back) => {
      for (const piece of pieces[last]) for (const index of holders.get(piece)) likeness[index] += 1 / (back + 1);
    });
    let best = -1;
    next = undefined;
    for (const index of left) {
      const score = likeness[index] / Math.sqrt(pieces[index].size + 1);
      if (score > best) [best, next] = [score, index];
    }
  }
  return found;
}

/** The pieces of a function, each as a number: five bytes are fewer bits than a double counts. */
function piecesOf(body) {
  const found = new Set();
  for (let at = 0; at + PIECE <= body.length; at += 1) found.add(body.readUIntBE(at, PIECE));
  return found;
}
