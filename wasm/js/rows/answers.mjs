// What the books answer, as columns.

import { ANSWER, COMPOUND_V3_ANSWER } from './layout.mjs';
import { lengthMismatch, list, outOfRange, record, wrongShape } from './refusals.mjs';

const LIMBS = [0, 8, 16, 24];
/** Decimals of a health factor, and of the base currency of an Aave pool. */
const [HEALTH_UNIT, BASE_UNIT] = [1e18, 1e8];

export class BookAnswers {
  #view;
  #width;
  #verdicts;
  #healthFactors;

  constructor(bytes, width = ANSWER) {
    if (!(bytes instanceof Uint8Array)) throw wrongShape('bytes', 'a Uint8Array', bytes);
    if (bytes.length % width !== 0) throw lengthMismatch('bytes', `a multiple of ${width}`, bytes.length);
    this.length = bytes.length / width;
    this.#width = width;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get verdicts() {
    return (this.#verdicts ??= this.column(0));
  }

  get healthFactors() {
    if (this.#healthFactors === undefined) {
      this.#healthFactors = new Float64Array(this.length);
      for (let row = 0, at = 1; row < this.length; row += 1, at += this.#width) this.#healthFactors[row] = this.#number(at);
    }
    return this.#healthFactors;
  }

  healthFactor(row) {
    if (!(Number.isInteger(row) && row >= 0 && row < this.length)) throw outOfRange('row', `a row, 0 to ${this.length - 1}`, row, 'rows are those of the book');
    return this.#integer(row * this.#width + 1);
  }

  /** The bytes at one place of every answer. */
  column(at) {
    const out = new Uint8Array(this.length);
    for (let row = 0; row < this.length; row += 1) out[row] = this.#view.getUint8(row * this.#width + at);
    return out;
  }

  #integer(at) {
    return LIMBS.reduce((sum, limb) => sum | (this.#view.getBigUint64(at + limb, true) << BigInt(8 * limb)), 0n);
  }

  /** Rounded to the nearest number, then divided, as the core shows it. */
  #number(at) {
    const word = (place) => this.#view.getUint32(at + 4 * place, true);
    const low = word(1) * 2 ** 32 + word(0);
    let [some, every] = [0, word(0) & word(1)];
    for (let place = 2; place < 8; place += 1) {
      const next = word(place);
      some |= next;
      every &= next;
    }
    // Nearly all are below 18.4, in the lowest 64 bits, or without debt, all bits set: neither needs a BigInt.
    if (some === 0) return low / HEALTH_UNIT;
    return (every === -1 ? 2 ** 256 : Number(this.#integer(at))) / HEALTH_UNIT;
  }
}

export class CompoundV3Answers extends BookAnswers {
  #mayBorrow;

  constructor(bytes) {
    super(bytes, COMPOUND_V3_ANSWER);
  }

  get mayBorrow() {
    return (this.#mayBorrow ??= this.column(COMPOUND_V3_ANSWER - 1));
  }
}

export function stressColumns(books) {
  list('books', books).forEach((book, shock) => record(`books[${shock}]`, book));
  const counts = (name) => Uint32Array.from(books, (book) => book[name]);
  const values = (name) => Float64Array.from(books, (book) => Number(book[name]) / BASE_UNIT);
  return {
    liquidatable: counts('liquidatable'),
    insolvent: counts('insolvent'),
    reverted: counts('reverted'),
    liquidatableDebt: values('liquidatableDebt'),
    liquidatableCollateral: values('liquidatableCollateral'),
    shortfall: values('shortfall'),
    debt: values('debt'),
    collateral: values('collateral'),
  };
}
