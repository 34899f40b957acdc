// Refusals in the words of the module's own (`core/src/error/kind.rs`), for what does not fit into a row.

import { misshapen, noInteger, refusal, unlike } from '../refusal.mjs';

const coded = (code, message, data) => refusal(message, { code, ...data });

export const outOfRange = (field, expected, got, hint) =>
  coded('out_of_range', `\`${field}\` must be ${expected}, got ${got}: ${hint}`, { field, expected, got: String(got), hint });

/** Rows take a bigint as well, which the module's records do not. */
export const invalidInteger = (field, got) => noInteger(field, 'an integer as a bigint or a decimal string', got);

export const invalidShape = misshapen;

export const lengthMismatch = (field, expected, got) =>
  coded('length_mismatch', `\`${field}\` must have ${expected}, got ${got}: pass as many`, { field, expected, got });

export const unknown = (field, got) =>
  coded('unknown', `\`${field}\` names ${got}, which is not in the input: pass one of its identifiers`, { field, got: String(got) });

export const duplicate = (field, got) =>
  coded('duplicate', `\`${field}\` holds ${got} twice: identifiers must be unique`, { field, got: String(got) });

export const wrongShape = (field, what, got) => invalidShape(`\`${field}\` ${unlike(what, got)}`);

/** A record, with no other keys than these: a misspelt one would make another look absent, which changes the answer without a word. */
export function record(field, value, keys) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongShape(field, 'an object', value);
  const unknown = keys && Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw invalidShape(`\`${field}\` has no field \`${unknown}\`: it has ${keys.join(', ')}`);
  return value;
}

/** An argument that is a list. */
export function list(name, value) {
  if (!Array.isArray(value)) throw wrongShape(name, 'an array', value);
  return value;
}
