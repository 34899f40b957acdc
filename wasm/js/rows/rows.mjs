// What the rows of all books share: a row is an object or its fields in order, and is taken whole or not at all.

import { lengthMismatch, record, wrongShape } from './refusals.mjs';
import { Sheet } from './sheet.mjs';

export class Rows {
  #sheet;
  #fields;

  /** `name`: the book's argument, as its own refusals have it. */
  constructor(name, fields, width, capacity = 0) {
    this.#sheet = new Sheet(name, width, capacity);
    this.#fields = fields;
  }

  get length() {
    return this.#sheet.rows;
  }

  push(row) {
    const values = this.#values(row);
    this.#sheet.begin();
    this.write(this.#sheet, values);
    this.#sheet.end();
    return this;
  }

  pushAll(rows) {
    if (typeof rows?.[Symbol.iterator] !== 'function') throw wrongShape(this.#sheet.name, 'a list', rows);
    for (const row of rows) this.push(row);
    return this;
  }

  bytes() {
    return this.#sheet.written();
  }

  clear() {
    this.#sheet.rows = 0;
    return this;
  }

  /** Appends what `write` writes. */
  append(write) {
    this.#sheet.begin();
    write(this.#sheet);
    this.#sheet.end();
    return this;
  }

  #values(row) {
    const [sheet, fields] = [this.#sheet, this.#fields];
    if (Array.isArray(row)) {
      if (row.length !== fields.length) throw lengthMismatch(sheet.path(), `${fields.length} fields (${fields.join(', ')})`, row.length);
      return row;
    }
    if (typeof row !== 'object' || row === null) throw sheet.shape('an object or an array', row);
    record(sheet.path(), row, fields);
    return fields.map((field) => row[field]);
  }
}
