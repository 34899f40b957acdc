// What a refusal is, wherever it is made: in the glue, in the module, in the rows of a book.

const kind = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** The error that is thrown when a call is refused. */
export const refusal = (message, data) => Object.assign(new Error(message), { name: 'RiskError' }, data);

/** The refusal of a value that has not the shape of its record. */
export const misshapen = (detail) => refusal(`the value does not have the expected shape: ${detail}`, { code: 'invalid_shape', detail });

/** The refusal of a string that is no integer; of a long one its beginning. */
export function noInteger(field, what, text) {
  const got = text.length > 90 ? `${text.slice(0, 89)}…` : text;
  return refusal(`\`${field}\` must be ${what}, got "${got}": pass the on-chain value unscaled, digits only`, { code: 'invalid_integer', field, got });
}

/** What a value must be, and what came. */
export const unlike = (what, got) => `must be ${what}, got ${typeof got === 'number' ? String(got) : kind(got)}`;
