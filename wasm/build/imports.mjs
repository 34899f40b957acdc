// What the module imports goes by names with sixteen digits of a hash, which nothing compresses, in the module and in the glue. They become
// the names alone; of several alike, from the second on, with a number.

const HASH = /_[0-9a-f]{16}$/;
const IMPORTS = 2;
const FUNCTION = 0;

/** The module and the glue with the short names. */
export function renamed(binary, glue) {
  const short = shortened(WebAssembly.Module.imports(new WebAssembly.Module(binary)).map(({ name }) => name));
  return {
    binary: withImports(binary, short),
    glue: glue.replace(/\b__wb\w+_[0-9a-f]{16}\b/g, (name) => short.get(name) ?? name),
  };
}

function shortened(names) {
  const taken = new Set();
  return new Map(names.map((name) => {
    const bare = name.replace(HASH, '');
    let free = bare;
    for (let number = 2; taken.has(free); number += 1) free = `${bare}_${number}`;
    taken.add(free);
    return [name, free];
  }));
}

/** The binary with other names in its section of imports, all of which are functions. */
function withImports(binary, short) {
  const parts = [binary.subarray(0, 8)];
  for (let at = 8; at < binary.length;) {
    const [length, start] = number(binary, at + 1);
    const body = binary.subarray(start, start + length);
    const written = binary[at] === IMPORTS ? entries(body, short) : body;
    parts.push(binary.subarray(at, at + 1), leb(written.length), written);
    at = start + length;
  }
  return Buffer.concat(parts);
}

function entries(body, short) {
  let [count, at] = number(body, 0);
  const parts = [leb(count)];
  const text = () => {
    const [length, start] = number(body, at);
    at = start + length;
    return body.subarray(start, at).toString('utf8');
  };
  const write = (name) => parts.push(leb(Buffer.byteLength(name)), Buffer.from(name));
  for (; count > 0; count -= 1) {
    write(text());
    write(short.get(text()));
    if (body[at] !== FUNCTION) throw new Error('the module imports something that is no function');
    const [, end] = number(body, at + 1);
    parts.push(body.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

/** An unsigned number of the format, and where it ends. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at];
    at += 1;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

function leb(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}
