// The packed bytes of the books: amounts of 16 bytes in, answers of 33 bytes and more out.

const ANSWER = 33;

/** Writes an amount of 16 bytes, the lowest first. */
export function writeAmount(view, at, amount) {
  view.setBigUint64(at, amount, true);
  view.setBigUint64(at + 8, amount >> 64n, true);
}

/** The health factors in what a book answers, each answer of so many bytes. */
export function fromBook(bytes, answer = ANSWER) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: bytes.length / answer }, (_, row) => view.getBigUint64(row * answer + 1, true) | (view.getBigUint64(row * answer + 9, true) << 64n));
}
