// Rows of bytes, one after another, in memory that grows. What does not fit is refused by its field and its row, and leaves no trace.

import { AMOUNT } from './layout.mjs';
import { invalidInteger, lengthMismatch, outOfRange, wrongShape } from './refusals.mjs';

const HALF = (1n << 64n) - 1n;
const LARGEST = (1n << 128n) - 1n;
const LARGEST_WORD = (1n << 256n) - 1n;
const LARGEST_SIGNED = LARGEST >> 1n;
const HINT = 'pass the on-chain value unscaled';
/** What a module can hold at all, bytes. */
const MEMORY = 2 ** 32;
/** Digits up to which a number is exact. */
const EXACT = 15;

export class Sheet {
  rows = 0;
  /** Where the next field of the row goes. */
  #at = 0;
  #bytes;
  #view;

  constructor(name, width, capacity) {
    this.name = name;
    this.width = width;
    const most = Math.floor(MEMORY / width);
    if (!(Number.isInteger(capacity) && capacity >= 0 && capacity <= most)) {
      throw outOfRange('capacity', `a whole number from 0 to ${most}`, capacity, 'leave it out, it grows by itself');
    }
    this.#take(new Uint8Array(width * capacity));
  }

  #take(bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }

  /** Begins the next row, whose bytes may be those of a row that was cleared. */
  begin() {
    const end = (this.rows + 1) * this.width;
    if (end > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, end, 64 * this.width));
      bytes.set(this.#bytes.subarray(0, this.rows * this.width));
      this.#take(bytes);
    }
    this.#at = end - this.width;
  }

  end() {
    this.rows += 1;
  }

  /** The bytes of all rows: no copy. */
  written() {
    return this.#bytes.subarray(0, this.rows * this.width);
  }

  /** Zeroes the row and gives its bytes, for fields that do not come in order. */
  blank() {
    return this.#bytes.subarray(this.#at, this.#at + this.width).fill(0);
  }

  /** Goes to a place in the row. */
  seek(place) {
    this.#at = this.rows * this.width + place;
  }

  byte(value) {
    this.#bytes[this.#at++] = value;
  }

  place(value) {
    this.#view.setUint32((this.#at += 4) - 4, value, true);
  }

  /** An unsigned amount; `item` is its place, where the field is a list. */
  amount(value, field, item) {
    const amount = typeof value === 'bigint' ? value : this.#read(value, field, item);
    if (this.#short(amount)) return;
    if (amount < 0n || amount > LARGEST) throw outOfRange(this.path(field, item), 'from 0 to 2^128 − 1', amount, HINT);
    this.#limbs(amount, 2);
  }

  /** An amount with a sign, in two's complement. */
  signed(value, field) {
    const amount = typeof value === 'bigint' ? value : this.#read(value, field);
    if (this.#short(amount)) return;
    if (amount > LARGEST_SIGNED || amount < -LARGEST_SIGNED - 1n) throw outOfRange(this.path(field), 'below 2^127 either way', amount, HINT);
    this.#limbs(amount, 2);
  }

  /** A word of 256 bits, which is returned. */
  word(value, field) {
    const word = typeof value === 'bigint' ? value : this.#read(value, field);
    if (this.#short(word)) this.#bytes.fill(0, this.#at, (this.#at += AMOUNT));
    else if (word < 0n || word > LARGEST_WORD) throw outOfRange(this.path(field), 'from 0 to 2^256 − 1', word, HINT);
    else this.#limbs(word, 4);
    return word;
  }

  /** Refuses what is no list of so many items. */
  counted(list, count, field) {
    if (!Array.isArray(list)) throw this.shape('an array', list, field);
    if (list.length !== count) throw lengthMismatch(this.path(field), `${count} of them`, list.length);
  }

  /** A refusal of what has not the shape of its field. */
  shape(what, got, field, item) {
    return wrongShape(this.path(field, item), what, got);
  }

  /** The path of a field of this row, or of the row. */
  path(field, item) {
    return `${this.name}[${this.rows}]${field === undefined ? '' : `.${field}`}${item === undefined ? '' : `[${item}]`}`;
  }

  /** Writes an amount whose upper half is zero, as most are, and says whether it was one: numbers cost less than BigInts. */
  #short(amount) {
    if (amount > HALF || amount < 0n) return false;
    this.#view.setBigUint64(this.#at, amount, true);
    this.#view.setUint32(this.#at + 8, 0, true);
    this.#view.setUint32(this.#at + 12, 0, true);
    this.#at += AMOUNT;
    return true;
  }

  #limbs(value, count) {
    // A limb takes the lowest 64 bits.
    for (let limb = 0, rest = value; limb < count; limb += 1, rest >>= 64n) this.#view.setBigUint64((this.#at += 8) - 8, rest, true);
  }

  #read(value, field, item) {
    if (typeof value !== 'string') throw this.shape('a bigint or a decimal string', value, field, item);
    if (!/^-?\d{1,78}$/.test(value)) throw invalidInteger(this.path(field, item), value);
    // A short string is read faster as a number.
    return BigInt(value.length <= EXACT ? Number(value) : value);
  }
}
