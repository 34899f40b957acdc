// How records cross: as bytes, one crossing a record. In: packed by the shapes that the build writes from the records' own
// declarations, and refused here, by the path of the field, where they do not fit. Out: described by marks, with the names of the
// fields by where they stand in the module's memory.

import { forecast } from './forecast.mjs';
import { misshapen, noInteger, refusal, unlike } from './refusal.mjs';

/** What is wrong with a value, and of a string that is no integer the string; the path is added on the way out of the records around it. */
class Fault {
  path = '';
  constructor(what, got) {
    this.what = what;
    this.got = got;
  }
}

const expected = (what, got) => new Fault(unlike(what, got));
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const largest = (shape) => (shape === '4' ? 4_294_967_295 : shape === '2' ? 65_535 : 255);
/** Memory that is kept between calls, bytes; a larger value leaves with its call. */
const KEPT = 1 << 20;
const utf8 = new TextEncoder();
const text = new TextDecoder('utf-8', { ignoreBOM: true });

/** Takes values apart. One at a time: a getter that calls back into the package meets another. */
class Packer {
  at = 0;

  constructor(shapes) {
    this.shapes = shapes;
    this.reserve(4_096);
  }

  reserve(length) {
    const bytes = new Uint8Array(length);
    if (this.bytes) bytes.set(this.bytes.subarray(0, this.at));
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }

  room(count) {
    if (this.at + count > this.bytes.length) this.reserve(2 * (this.at + count));
    const at = this.at;
    this.at += count;
    return at;
  }

  byte(value) {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  word(value) {
    const at = this.room(4);
    this.view.setUint32(at, value, true);
  }

  value(shape, value) {
    if (typeof shape === 'number') shape = this.shapes[shape];
    // A shape of one letter is the letter, the others are lists.
    switch (typeof shape === 'string' ? shape : shape[0]) {
      case 'U':
      case 'I':
        return this.integer(shape, value);
      case '.':
        return this.record(shape, value);
      case '*':
        return this.list(shape[1], value);
      case '?':
        if (value === undefined || value === null) return this.byte(0);
        this.byte(1);
        return this.value(shape[1], value);
      case 'd': {
        if (typeof value !== 'number') throw expected('a number', value);
        const at = this.room(8);
        return this.view.setFloat64(at, value, true);
      }
      case 's':
        return this.text(value);
      case '|':
        return this.choice(shape, value);
      case 'b':
        if (typeof value !== 'boolean') throw expected('true or false', value);
        return this.byte(value ? 1 : 0);
      default:
        // JavaScript has no integers, and a silent truncation would be a wrong answer.
        if (typeof value !== 'number' || !(value >= 0 && value <= largest(shape) && value % 1 === 0)) {
          throw expected(`a whole number from 0 to ${largest(shape)}`, value);
        }
        return this.word(value);
    }
  }

  record(shape, value) {
    if (!isRecord(value)) throw expected('an object', value);
    let present = 0;
    let i = 1;
    try {
      for (; i < shape.length; i += 2) {
        const field = this.field(value, shape[i]);
        if (field !== undefined) present += 1;
        this.value(shape[i + 1], field);
      }
    } catch (fault) {
      // A misspelt key would make another look missing, so it is named before any other fault.
      this.noUnknownKey(shape, value);
      if (fault instanceof Fault) fault.path = `.${shape[i]}${fault.path}`;
      throw fault;
    }
    if (Object.keys(value).length !== present) this.noUnknownKey(shape, value);
  }

  field(value, name) {
    try {
      return value[name];
    } catch {
      throw new Fault('cannot be read');
    }
  }

  noUnknownKey(shape, value) {
    const fields = shape.filter((_, i) => i % 2 === 1);
    const key = Object.keys(value).find((name) => !fields.includes(name));
    if (key !== undefined) throw new Fault(`has no field \`${key}\`: it has ${fields.join(', ')}`);
  }

  list(shape, value) {
    // Long lists of numbers may be flat.
    if (shape === 'd' && value instanceof Float64Array) attached(value);
    else if (!Array.isArray(value)) throw expected('an array', value);
    // Once: a getter in the list may lengthen it, and the module believes the number.
    const length = value.length >>> 0;
    this.word(length);
    let i = 0;
    try {
      for (; i < length; i += 1) this.value(shape, value[i]);
    } catch (fault) {
      if (fault instanceof Fault) fault.path = `[${i}]${fault.path}`;
      throw fault;
    }
  }

  text(value) {
    if (typeof value !== 'string') throw expected('a string', value);
    const { length } = value;
    const at = this.room(4 + 3 * length);
    let written = 0;
    // Names are short and plain: for those a loop takes less than an encoder.
    for (let code; written < length && (code = value.charCodeAt(written)) < 128; written += 1) this.bytes[at + 4 + written] = code;
    if (written < length) ({ written } = utf8.encodeInto(value, this.bytes.subarray(at + 4)));
    this.view.setUint32(at, written, true);
    this.at = at + 4 + written;
  }

  integer(shape, value) {
    if (typeof value !== 'string') throw expected('a string', value);
    const { length } = value;
    const from = shape === 'I' && value.startsWith('-') ? 1 : 0;
    if (shape === 'I') this.byte(from);
    const at = this.room(32);
    const { view } = this;
    this.bytes.fill(0, at, at + 32);
    let fits = length > from && length - from <= 78;
    let top = at;
    // Six digits at a time, in words of 32 bits: a million times a word is exact as a number, and takes less than a BigInt.
    for (let i = from, end = from + ((length - from) % 6 || 6); fits && i < length; end += 6) {
      let carry = 0;
      for (; i < end; i += 1) {
        const digit = value.charCodeAt(i) - 48;
        if (!(digit >= 0 && digit <= 9)) fits = false;
        carry = 10 * carry + digit;
      }
      for (let word = at; word < top; word += 4) {
        const sum = 1_000_000 * view.getUint32(word, true) + carry;
        view.setUint32(word, sum, true);
        carry = Math.floor(sum / 4_294_967_296);
      }
      if (carry > 0) {
        if (top === at + 32) fits = false;
        else view.setUint32((top += 4) - 4, carry, true);
      }
    }
    if (!fits) throw new Fault(`${shape === 'I' ? 'a ' : 'an un'}signed integer of at most 256 bits as a decimal string`, value);
  }

  choice(shape, value) {
    const names = shape.filter((_, i) => i % 2 === 1);
    const carries = shape.some((part, i) => i > 0 && i % 2 === 0 && part !== 0);
    if (carries && isRecord(value)) {
      const keys = Object.keys(value);
      const unknown = keys.find((key) => !names.includes(key));
      if (unknown !== undefined) throw new Fault(`has no field \`${unknown}\`: it has ${names.join(', ')}`);
      if (keys.length !== 1) throw expected(`an object with one key of ${names.join(', ')}`, value);
      const index = names.indexOf(keys[0]);
      const inner = shape[2 * index + 2];
      if (inner === 0) throw expected('the name alone', value);
      this.word(index);
      try {
        this.value(inner, this.field(value, keys[0]));
      } catch (fault) {
        if (fault instanceof Fault) fault.path = `.${keys[0]}${fault.path}`;
        throw fault;
      }
      return;
    }
    if (typeof value !== 'string') throw expected(carries ? `an object with one key of ${names.join(', ')}` : 'a string', value);
    const index = names.indexOf(value);
    if (index < 0 || shape[2 * index + 2] !== 0) throw new Fault(`must be one of ${names.join(', ')}, got "${value}"`);
    this.word(index);
  }
}

/** A flat array whose numbers are still there. */
function attached(value) {
  try {
    // Where the buffer was detached this throws, while the length is 0 as if it were empty.
    value.at();
  } catch {
    throw new Fault('was transferred and holds nothing any more: pass a copy');
  }
  return value;
}

/** Throws the refusal, which goes through the module as it is. */
function refuse(fault, name) {
  if (!(fault instanceof Fault)) throw misshapen(`\`${name}\` cannot be read: ${fault}`);
  const field = name + fault.path;
  throw fault.got === undefined ? misshapen(`\`${field}\` ${fault.what}`) : noInteger(field, fault.what, fault.got);
}

/** The functions that one module imports, for its list of shapes. */
export function codec(shapes) {
  let spare;
  const names = new Map();

  function pack(shape, list, name, value) {
    const packer = spare ?? new Packer(shapes);
    spare = undefined;
    packer.at = 0;
    if (packer.bytes.length > KEPT) packer.reserve(4_096);
    try {
      if (list) packer.list(shapes[shape], value);
      else packer.value(shape, value);
      return packer.bytes.subarray(0, packer.at);
    } catch (fault) {
      return refuse(fault, name);
    } finally {
      spare = packer;
    }
  }

  function unpack(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    const word = () => view.getUint32((at += 4) - 4, true);
    const string = (start, length) => (length === 1 ? String.fromCharCode(bytes[start]) : text.decode(bytes.subarray(start, start + length)));
    const named = () => {
      const start = word();
      const length = word();
      const mark = start * 64 + length;
      let known = names.get(mark);
      if (known === undefined) names.set(mark, (known = text.decode(new Uint8Array(bytes.buffer, start, length))));
      return known;
    };
    const value = () => {
      switch (bytes[at++]) {
        case 1:
          return false;
        case 2:
          return true;
        case 3:
          return view.getFloat64((at += 8) - 8, true);
        case 4: {
          const length = word();
          return string((at += length) - length, length);
        }
        case 5:
          return named();
        case 6: {
          const record = {};
          for (; bytes[at] !== 8; ) {
            at += 1;
            const name = named();
            const field = value();
            // An absent optional is a key that is not there.
            if (field !== undefined) record[name] = field;
          }
          at += 1;
          return record;
        }
        case 7: {
          const list = [];
          // Most lists hold numbers alone, read without a call for each.
          while (bytes[at] === 3) list.push(view.getFloat64((at += 9) - 8, true));
          while (bytes[at] !== 8) list.push(value());
          at += 1;
          return list;
        }
        default:
          return undefined;
      }
    };
    return value();
  }

  // The last field of a forecast is the list of its flags.
  const made = (shape, version, hash, numbers) => forecast(version, hash, numbers, shapes[shapes[shape].at(-1)[1]]);
  const typed = (Type, what) => (name, value) => {
    try {
      if (!(value instanceof Type)) throw expected(what, value);
      return attached(value);
    } catch (fault) {
      return refuse(fault, name);
    }
  };
  return { pack, unpack, refusal, forecast: made, flat: typed(Float64Array, 'a Float64Array'), bytes: typed(Uint8Array, 'a Uint8Array') };
}
