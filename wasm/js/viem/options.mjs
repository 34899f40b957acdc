// What a read is asked for, looked at before anything is sent: an option that is misspelt would be passed over, and an address that is none
// would look like a contract that does not answer.
import { isAddress, isHex, size } from 'viem';
import { ReadError } from './errors.mjs';

const address = (option, given, rules) => {
  if (typeof given === 'string' && isAddress(given, rules)) return;
  throw new ReadError('invalid_address', `\`${option}\` must be an address of 20 bytes, in lower case or with the right checksum, got ${given}`, {
    option,
    address: given,
  });
};

const invalid = (option, what, given) => {
  throw new ReadError('invalid_option', `\`${option}\` must be ${what}, got ${given}`, { option });
};

const bigint = (option, given) => typeof given === 'bigint' || invalid(option, 'a bigint', given);

/** Options that may be left out. */
const OPTIONAL = {
  blockNumber: bigint,
  fromBlock: bigint,
  also: (option, given) => (Array.isArray(given) ? given.forEach((one, place) => address(`${option}[${place}]`, one)) : invalid(option, 'a list of addresses', given)),
  limits: (option, given) => typeof given === 'boolean' || invalid(option, 'true or false', given),
  factors(option, given) {
    if (typeof given !== 'object' || given === null) invalid(option, 'an object with addresses for keys', given);
    for (const key of Object.keys(given)) address(option, key, { strict: false });
  },
};
/** Those that a read cannot do without, beside its addresses. */
const OTHER = { marketId: (option, given) => (isHex(given) && size(given) === 32) || invalid(option, '32 bytes in hex', given) };

/** Returns the options of a read with these addresses and `others`, all of which it knows; `more` checks what is its own. */
export function checked(options, addresses, others, more = {}) {
  if (typeof options !== 'object' || options === null) invalid('options', `an object with ${addresses.join(', ')}`, options);
  const known = [...addresses, ...others, ...Object.keys(more)];
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new ReadError('invalid_option', `there is no option \`${unknown}\`: there are ${known.join(', ')}`, { option: unknown });
  }
  for (const option of addresses) address(option, options[option]);
  for (const option of others) {
    if (OTHER[option]) OTHER[option](option, options[option]);
    else if (options[option] !== undefined) OPTIONAL[option](option, options[option]);
  }
  for (const [option, check] of Object.entries(more)) if (options[option] !== undefined) check(option, options[option]);
  return options;
}

/** A check of an option that is one of a few words. */
export const oneOf = (words) => (option, given) => words.includes(given) || invalid(option, `one of ${[...new Set(words)].filter(Boolean).join(', ')}`, given);
