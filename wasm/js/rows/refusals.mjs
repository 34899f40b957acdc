// Refusals in the words of the module's own (`core/src/error/kind.rs`), for what does not fit into a row.

import { refusal, unlike } from '../refusal.mjs';

const coded = (code, message, data) => refusal(message, { code, ...data });

export const outOfRange = (field, expected, got, hint) =>
  coded('out_of_range', `\`${field}\` must be ${expected}, got ${got}: ${hint}`, { field, expected, got: String(got), hint });

/** With the field, which the module's own does not have: there a record holds one integer, here a book holds a million. */
export const invalidInteger = (field, got) =>
  coded('invalid_integer', `\`${field}\` must be an integer as a bigint or a decimal string, got "${got}": pass the on-chain value unscaled, digits only`, {
    field,
    got,
  });

export const invalidShape = (detail) => coded('invalid_shape', `the value does not have the expected shape: ${detail}`, { detail });

export const lengthMismatch = (field, expected, got) =>
  coded('length_mismatch', `\`${field}\` must have ${expected}, got ${got}: pass as many`, { field, expected, got });

export const unknown = (field, got) =>
  coded('unknown', `\`${field}\` names ${got}, which is not in the input: pass one of its identifiers`, { field, got: String(got) });

export const duplicate = (field, got) =>
  coded('duplicate', `\`${field}\` holds ${got} twice: identifiers must be unique`, { field, got: String(got) });

export const wrongShape = (field, what, got) => invalidShape(`\`${field}\` ${unlike(what, got)}`);

/** An argument that is a list. */
export function list(name, value) {
  if (!Array.isArray(value)) throw wrongShape(name, 'an array', value);
  return value;
}
