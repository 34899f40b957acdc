// The little of WebAssembly's format that the build reads and writes itself.

/** An unsigned number, and where it ends. */
export function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at];
    at += 1;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

/** The bytes of an unsigned number. */
export function leb(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}

/** The bytes of a text with its length before it. */
export function text(value) {
  return Buffer.concat([leb(Buffer.byteLength(value)), Buffer.from(value)]);
}

/** The kinds of sections that are read or written here. */
export const CUSTOM = 0;
export const IMPORTS = 2;
export const CODE = 10;

/** Every section of a module: its kind and its bytes. */
export function* sections(binary) {
  for (let at = 8; at < binary.length;) {
    const [length, start] = number(binary, at + 1);
    yield [binary[at], binary.subarray(start, start + length)];
    at = start + length;
  }
}

/** A module of these sections. */
export function module(binary, sections) {
  return Buffer.concat([binary.subarray(0, 8), ...sections.flatMap(([kind, body]) => [Buffer.from([kind]), leb(body.length), body])]);
}
