// What a refusal is, wherever it is made: in the glue, in the module, in the rows of a book.

const kind = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** The error that is thrown when a call is refused. */
export const refusal = (message, data) => Object.assign(new Error(message), { name: 'RiskError' }, data);

/** What a value must be, and what came. */
export const unlike = (what, got) => `must be ${what}, got ${typeof got === 'number' ? String(got) : kind(got)}`;
