// Refusals in the words of the module's own (`core/src/error/kind.rs`), for what does not fit into a row.

function refusal(code, message, data) {
  return Object.assign(new Error(message), { name: 'RiskError', code, ...data });
}

export const outOfRange = (field, expected, got, hint) =>
  refusal('out_of_range', `\`${field}\` must be ${expected}, got ${got}: ${hint}`, { field, expected, got: String(got), hint });

/** With the field, which the module's own does not have: there a record holds one integer, here a book holds a million. */
export const invalidInteger = (field, got) =>
  refusal('invalid_integer', `\`${field}\` must be an integer as a bigint or a decimal string, got "${got}": pass the on-chain value unscaled, digits only`, {
    field,
    got,
  });

export const invalidShape = (detail) => refusal('invalid_shape', `the value does not have the expected shape: ${detail}`, { detail });

export const lengthMismatch = (field, expected, got) =>
  refusal('length_mismatch', `\`${field}\` must have ${expected}, got ${got} values: pass whole rows`, { field, expected, got });

export const unknown = (field, got) =>
  refusal('unknown', `\`${field}\` names ${got}, which is not in the input: pass one of its identifiers`, { field, got: String(got) });

export const duplicate = (field, got) =>
  refusal('duplicate', `\`${field}\` holds ${got} twice: identifiers must be unique`, { field, got: String(got) });

const kind = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

export const wrongShape = (field, what, got) => invalidShape(`\`${field}\` must be ${what}, got ${typeof got === 'number' ? String(got) : kind(got)}`);

/** An argument that is a list. */
export function list(name, value) {
  if (!Array.isArray(value)) throw wrongShape(name, 'an array', value);
  return value;
}
