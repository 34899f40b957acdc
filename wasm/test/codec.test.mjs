// The integers and texts of a record as the glue packs them, against BigInt and the encoder of the platform.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { random } from '../bench/random.mjs';
import { codec } from '../js/codec.mjs';

const { pack } = codec(['U', 'I', 's']);
const LARGEST = 2n ** 256n - 1n;

/** The packed integer, lowest byte first. */
const packed = (shape, text) => Uint8Array.from(pack(shape, false, 'x', text));
const little = (value) => Uint8Array.from({ length: 32 }, (_, byte) => Number((value >> BigInt(8 * byte)) & 255n));

function refused(shape, text) {
  try {
    pack(shape, false, 'x', text);
  } catch (fault) {
    return assert.equal(fault, `"${text.slice(0, 90)}`);
  }
  return assert.fail(`${text} was taken`);
}

it('integers of any length up to the largest cross exactly, and one beyond is refused', () => {
  const next = random(5);
  const digits = (count) => Array.from({ length: count }, () => Math.floor(10 * next())).join('');
  const edges = Array.from({ length: 257 }, (_, bits) => [2n ** BigInt(bits) - 1n, 2n ** BigInt(bits)]).flat().map(String);
  const some = Array.from({ length: 20_000 }, () => digits(1 + Math.floor(78 * next())));
  let beyond = 0;
  for (const text of [...edges, ...some, '000', '0'.repeat(78), `${'0'.repeat(70)}12345678`]) {
    if (BigInt(text) > LARGEST) {
      beyond += 1;
      refused(0, text);
      refused(1, `-${text}`);
      continue;
    }
    assert.deepEqual(packed(0, text), little(BigInt(text)), text);
    assert.deepEqual(packed(1, text), Uint8Array.of(0, ...little(BigInt(text))), text);
    assert.deepEqual(packed(1, `-${text}`), Uint8Array.of(1, ...little(BigInt(text))), text);
  }
  assert.ok(beyond > 20, `${beyond} were too large`);
});

it('text that is no integer is refused with its beginning', () => {
  const none = ['', ' 1', '1 ', '1\n', '+1', '1.0', '1e5', '0x10', '1_000', '12345a', '1234567/', ':234567', '٣', '1'.repeat(79), '0'.repeat(79), '9'.repeat(5_000)];
  for (const text of none) refused(0, text);
  for (const text of [...none, '-', '--1', '- 1', '1-']) refused(1, text);
  refused(0, '-1');
});

it('texts cross as the encoder has them', () => {
  for (const text of ['', 'ETH', 'wstETH', 'é', 'aé', '日本', 'a😀b', 'a\ud800', '\u0000\u007f\u0080', 'x'.repeat(9_000), `${'x'.repeat(9_000)}é`]) {
    const bytes = packed(2, text);
    assert.deepEqual(bytes.subarray(4), Uint8Array.from(new TextEncoder().encode(text)), text.slice(0, 20));
    assert.equal(new DataView(bytes.buffer).getUint32(0, true), bytes.length - 4);
  }
});
