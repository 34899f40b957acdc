// What a read can fail with, by name and with what to do about it. Errors of the connection itself stay viem's own.

/** A read that did not give a record. `code` says what to do; `cause` is viem's error where there is one. */
export class ReadError extends Error {
  constructor(code, message, { cause, ...data } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ReadError';
    this.code = code;
    Object.assign(this, data);
  }
}

/** Says whether an error comes from a read, by name and code rather than by class: copies of the package recognise each other's. */
export function isReadError(error) {
  return error instanceof Error && error.name === 'ReadError' && typeof error.code === 'string';
}
