// What the module imports goes by names with sixteen digits of a hash, which nothing compresses, in the module and in the glue. They become
// the names alone; of several alike, from the second on, with a number.
import { IMPORTS, leb, module, number, sections, text } from './binary.mjs';

const HASH = /_[0-9a-f]{16}$/;
const FUNCTION = 0;

/** The module and the glue with the short names. */
export function renamed(binary, glue) {
  const short = shortened(WebAssembly.Module.imports(new WebAssembly.Module(binary)).map(({ name }) => name));
  return {
    binary: module(binary, [...sections(binary)].map(([kind, body]) => [kind, kind === IMPORTS ? entries(body, short) : body])),
    glue: glue.replace(/\b__wb\w+_[0-9a-f]{16}\b/g, (name) => short.get(name) ?? name),
  };
}

function shortened(names) {
  const taken = new Set();
  return new Map(names.map((name) => {
    const bare = name.replace(HASH, '');
    let free = bare;
    for (let count = 2; taken.has(free); count += 1) free = `${bare}_${count}`;
    taken.add(free);
    return [name, free];
  }));
}

/** The section of imports, all of which are functions, with other names. */
function entries(body, short) {
  let [count, at] = number(body, 0);
  const parts = [leb(count)];
  const read = () => {
    const [length, start] = number(body, at);
    at = start + length;
    return body.subarray(start, at).toString('utf8');
  };
  for (; count > 0; count -= 1) {
    parts.push(text(read()), text(short.get(read())));
    if (body[at] !== FUNCTION) throw new Error('the module imports something that is no function');
    const [, end] = number(body, at + 1);
    parts.push(body.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}
