// The codes of refusals in the types, each with its sentence: tsify leaves out what stands above the variant of an enum.
import { readFileSync } from 'node:fs';

const SOURCE = new URL('../../core/src/error/kind.rs', import.meta.url);
const VARIANT = /((?: {4}\/\/\/ .*\n)+) {4}(\w+) \{/g;
const snake = (name) => name.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase();

/** A declaration file whose `RiskError` says at each code what it means, a line each. */
export function described(text) {
  const declared = readFileSync(SOURCE, 'utf8').match(/pub enum RiskError \{[^]*?\n\}/)[0];
  const sentences = new Map(Array.from(declared.matchAll(VARIANT), ([, lines, name]) => [snake(name), lines.replaceAll(/\s*\/\/\/ /g, ' ').trim()]));
  return text.replace(/^export type RiskError = (.*);$/m, (_, members) => {
    const lines = members.split(' | ').map((member) =>
      member.replace(/^\{ code: "(\w+)"/, (_, code) => {
        if (!sentences.has(code)) throw new Error(`${code} has no sentence in ${SOURCE.pathname}`);
        return `\n    | { /** ${sentences.get(code)} */ code: "${code}"`;
      }),
    );
    return `export type RiskError =${lines.join('')};`;
  });
}
