// The integers and texts of a record as the glue packs them, against BigInt and the encoder of the platform.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { random } from '../bench/random.mjs';
import { codec } from '../js/codec.mjs';
import { isRiskError } from '../js/errors.mjs';

const { pack, flat, bytes } = codec(['U', 'I', 's', ['*', 'd'], ['.', 'a', 0, 'b', ['?', 's']], ['.', 'list', ['*', 4], 'i', 1], ['|', 'one', 4, 'two', 5], ['|', 'one', 0]]);
const LARGEST = 2n ** 256n - 1n;

/** The packed integer, lowest byte first. */
const packed = (shape, text) => Uint8Array.from(pack(shape, false, 'x', text));
const little = (value) => Uint8Array.from({ length: 32 }, (_, byte) => Number((value >> BigInt(8 * byte)) & 255n));

function refusal(call) {
  try {
    call();
  } catch (error) {
    assert.ok(isRiskError(error), String(error));
    return error;
  }
  return assert.fail('nothing was refused');
}

function refused(shape, text) {
  const error = refusal(() => pack(shape, false, 'x', text));
  const got = text.length > 90 ? `${text.slice(0, 89)}…` : text;
  assert.deepEqual([error.code, error.field, error.got], ['invalid_integer', 'x', got]);
  const what = shape === 1 ? 'a signed' : 'an unsigned';
  assert.equal(error.message, `\`x\` must be ${what} integer of at most 256 bits as a decimal string, got "${got}": pass the on-chain value unscaled, digits only`);
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

it('an integer that is none is named by its path, as every other fault is', () => {
  const record = { list: [{ a: '1' }, { a: '-2' }], i: '-3' };
  assert.equal(refusal(() => pack(5, false, 'x', record)).field, 'x.list[1].a');
  assert.equal(refusal(() => pack(5, true, 'xs', [{ list: [], i: '--3' }])).field, 'xs[0].i');
  assert.deepEqual([refusal(() => pack(6, false, 'x', { one: { a: '' } }))].map(({ field, got }) => [field, got]), [['x.one.a', '']]);
  // A misspelt key is named before what it makes look wrong.
  assert.match(refusal(() => pack(4, false, 'x', { a: '1.5', B: 1 })).detail, /`x` has no field `B`/);
});

it('a list is as long as it was when its packing began', () => {
  const list = [];
  const growing = { get a() { if (list.length < 9) list.push({ a: '2' }); return '1'; } };
  list.push(growing, { a: '3' });
  const packed = pack(5, false, 'x', { list, i: '0' });
  assert.equal(packed.length, 4 + 2 * 33 + 33);
  assert.deepEqual([packed[0], packed[4], packed[37]], [2, 1, 3]);
  const shrinking = [{ get a() { shrinking.length = 1; return '1'; } }, { a: '2' }];
  assert.match(refusal(() => pack(5, false, 'x', { list: shrinking, i: '0' })).detail, /`x.list\[1\]` must be an object, got undefined/);
  const strange = new Proxy([{ a: '1' }, { a: '2' }], { get: (target, key) => (key === 'length' ? 1.5 : target[key]) });
  assert.equal(pack(5, false, 'x', { list: strange, i: '0' })[0], 1);
});

it('a buffer that was transferred is refused, and not taken for an empty one', () => {
  const gone = (array) => {
    structuredClone(array.buffer, { transfer: [array.buffer] });
    return array;
  };
  const said = '`x` was transferred and holds nothing any more: pass a copy';
  for (const call of [
    () => flat('x', gone(new Float64Array(6))),
    () => bytes('x', gone(new Uint8Array(6))),
    () => pack(3, false, 'x', gone(new Float64Array(6))),
  ]) assert.equal(refusal(call).detail, said);
  assert.deepEqual([flat('x', new Float64Array()).length, bytes('x', new Uint8Array()).length], [0, 0]);
});

it('a choice says what it takes', () => {
  for (const value of [null, undefined, 5, [], {}]) {
    assert.match(refusal(() => pack(6, false, 'x', value)).detail, /^`x` must be an object with one key of one, two, got /);
  }
  assert.match(refusal(() => pack(7, false, 'x', null)).detail, /^`x` must be a string, got null/);
  assert.match(refusal(() => pack(7, false, 'x', 'two')).detail, /^`x` must be one of one, got "two"/);
});
