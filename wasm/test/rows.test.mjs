// Rows into the books and columns out of them: what the books answer to rows is what the one-account calls answer, to the last digit, so
// the layout that JavaScript writes is the one that the core reads.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as plimsoll from 'plimsoll/full';
import * as rows from 'plimsoll/rows';
import { examples, face, json } from './files.mjs';
import { aaveRow, aaveUsers, collaterals, comet, compoundPosition, compoundRows, markets, morphoPosition, morphoRows, pool } from './rows/accounts.mjs';

const { AaveV3Rows, BookAnswers, CompoundV3Answers, CompoundV3Rows, MorphoBlueRows, aaveV3Pool, stressColumns } = rows;
const ACCOUNTS = 1_000;
const NOTHING_REQUIRED = 2n ** 256n - 1n;

/** What a call says of one account in the words of a book: verdict, health factor. */
function alone(call) {
  try {
    const { liquidatable, healthFactor = NOTHING_REQUIRED } = call();
    return [liquidatable ? 1 : 0, BigInt(healthFactor)];
  } catch (error) {
    if (error.code !== 'refused' && !error.message.includes('contract reverts')) throw error;
    return [2, 0n];
  }
}

/** Holds a book's columns to the one-account calls; says how many of each verdict there were. */
function hold(answers, calls) {
  assert.equal(answers.length, calls.length);
  const counts = [0, 0, 0];
  calls.forEach((call, row) => {
    const [verdict, factor] = alone(call);
    assert.equal(answers.verdicts[row], verdict, `verdict of ${row}`);
    assert.equal(answers.healthFactor(row), factor, `health factor of ${row}`);
    assert.equal(answers.healthFactors[row], Number(factor) / 1e18, `health factor of ${row} as a number`);
    counts[verdict] += 1;
  });
  assert.ok(counts.every((count) => count >= 5), `${counts}`);
  return `${counts[0]} safe, ${counts[1]} liquidatable, ${counts[2]} reverted: each as the call for it alone`;
}

describe(`${ACCOUNTS} seeded accounts a book`, () => {
  const users = aaveUsers(ACCOUNTS);

  it('Aave v3: rows and records are the same bytes, and the answers those of `aaveV3Account`', (test) => {
    const objects = new AaveV3Rows(pool).pushAll(users.map(aaveRow));
    const lists = new AaveV3Rows(pool, ACCOUNTS).pushAll(users.map(aaveRow).map((row) => [row.configuration, row.eMode, row.scaledATokenBalances, row.scaledVariableDebts]));
    const records = new AaveV3Rows(pool);
    for (const user of users) records.pushPosition(user);
    assert.deepEqual([lists.length, records.length, objects.length], [ACCOUNTS, ACCOUNTS, ACCOUNTS]);
    assert.deepEqual(lists.bytes(), objects.bytes());
    assert.deepEqual(records.bytes(), objects.bytes());
    const answers = new BookAnswers(plimsoll.aaveV3Book(pool, objects.bytes()));
    test.diagnostic(hold(answers, users.map((user) => () => plimsoll.aaveV3Account(user))));
  });

  it('Aave v3: the pool that the users were read from is the book’s, and its stress comes as columns', () => {
    const read = aaveV3Pool(users);
    assert.deepEqual(read.reserves.map(({ id }) => id), pool.reserves.map(({ id }) => id));
    const pushed = (pool) => users.reduce((all, user) => all.pushPosition(user), new AaveV3Rows(pool)).bytes();
    assert.deepEqual(plimsoll.aaveV3Book(read, pushed(read)), plimsoll.aaveV3Book(pool, pushed(pool)));
    const shocks = [10_000, 7_000, 4_000].map((priceBps) => ({ moves: [{ driver: 'ETH', priceBps }] }));
    const books = plimsoll.aaveV3BookStress(read, pushed(read), shocks);
    const columns = stressColumns(books);
    assert.deepEqual(Object.keys(columns).sort(), Object.keys(books[0]).sort());
    books.forEach((book, shock) => {
      for (const [name, value] of Object.entries(book)) {
        assert.equal(columns[name][shock], typeof value === 'number' ? value : Number(BigInt(value)) / 1e8, name);
      }
    });
    assert.ok(new Set(columns.liquidatable).size === shocks.length && columns.insolvent[0] > 0 && columns.debt[0] > 0);
  });

  it('Morpho Blue: the answers are those of `positionHealth`', (test) => {
    const all = morphoRows(ACCOUNTS);
    const objects = new MorphoBlueRows(markets).pushAll(all);
    const lists = new MorphoBlueRows(markets).pushAll(all.map(({ market, borrowShares, collateral }) => [market, String(borrowShares), String(collateral)]));
    const records = new MorphoBlueRows(markets);
    // As read one by one: each with a record of its market of its own.
    for (const row of all) records.pushPosition(structuredClone(morphoPosition(row).morphoBlue));
    assert.deepEqual(lists.bytes(), objects.bytes());
    assert.deepEqual(records.bytes(), objects.bytes());
    const answers = new BookAnswers(plimsoll.morphoBlueBook(markets, objects.bytes()));
    test.diagnostic(hold(answers, all.map((row) => () => plimsoll.positionHealth(morphoPosition(row)))));
  });

  it('Compound III: the answers are those of `positionHealth`, and who may borrow is who were safe by the borrowing factors', (test) => {
    const all = compoundRows(ACCOUNTS);
    const objects = new CompoundV3Rows(collaterals).pushAll(all);
    const lists = new CompoundV3Rows(collaterals).pushAll(all.map(({ principal, balances }) => [String(principal), balances.map(String)]));
    const records = new CompoundV3Rows(collaterals);
    const held = ({ compoundV3: { principal, collaterals } }) => ({ principal, collaterals: collaterals.filter(({ balance }) => balance !== '0').reverse() });
    for (const row of all) records.pushPosition(held(compoundPosition(row)));
    assert.deepEqual(lists.bytes(), objects.bytes());
    assert.deepEqual(records.bytes(), objects.bytes());
    const answers = new CompoundV3Answers(plimsoll.compoundV3Book(comet, collaterals, objects.bytes()));
    test.diagnostic(hold(answers, all.map((row) => () => plimsoll.positionHealth(compoundPosition(row)))));
    const may = all.map((row) => {
      const { compoundV3 } = compoundPosition(row);
      const strict = { ...compoundV3, collaterals: compoundV3.collaterals.map((one) => ({ ...one, liquidateCollateralFactor: one.borrowCollateralFactor })) };
      return [1, 0, 2][alone(() => plimsoll.positionHealth({ compoundV3: strict }))[0]];
    });
    assert.deepEqual([...answers.mayBorrow], may);
    assert.ok(may.some((one, row) => one === 0 && answers.verdicts[row] === 0), 'somebody is safe and may not borrow');
  });

  it('a number is the one that a `Watch` shows', () => {
    const all = morphoRows(ACCOUNTS).filter(({ borrowShares, market }) => borrowShares > 0n && market !== 3).slice(0, 200);
    const { healthFactors } = new BookAnswers(plimsoll.morphoBlueBook(markets, new MorphoBlueRows(markets).pushAll(all).bytes()));
    all.forEach((row, place) => {
      const watch = new plimsoll.Watch(morphoPosition(row));
      assert.equal(healthFactors[place], watch.healthFactor(), `${place}`);
      watch.free();
    });
    assert.ok(healthFactors.some((health) => health > 18.5) && healthFactors.some((health) => health < 18.5));
  });
});

function refusal(call) {
  try {
    call();
  } catch (error) {
    assert.ok(plimsoll.isRiskError(error) && rows.isRiskError(error), String(error));
    return error;
  }
  return assert.fail('nothing was refused');
}

describe('what does not fit is refused by its field and row, and leaves no trace', () => {
  const [morpho, aave, compound] = [new MorphoBlueRows(markets), new AaveV3Rows(pool), new CompoundV3Rows(collaterals)];
  const fits = { market: 1, borrowShares: 5n, collateral: '7' };
  const user = { configuration: 1n, scaledATokenBalances: Array(6).fill(0n), scaledVariableDebts: Array(6).fill('1') };
  const record = { revision: 'v3.7', reserves: [{ ...pool.reserves[0], isBorrowing: true }] };
  const account = { principal: '-5', balances: [1n, 2n, 3n, '4'] };
  const position = { principal: '-5', collaterals: [{ ...collaterals[1], balance: '4' }] };
  const cases = [
    [morpho, { ...fits, collateral: -1n }, 'out_of_range', 'rows[1].collateral'],
    [morpho, { ...fits, collateral: '-1' }, 'out_of_range', 'rows[1].collateral'],
    [morpho, { ...fits, borrowShares: 2n ** 128n }, 'out_of_range', 'rows[1].borrowShares'],
    [morpho, { ...fits, borrowShares: '340282366920938463463374607431768211456' }, 'out_of_range', 'rows[1].borrowShares'],
    [morpho, { ...fits, collateral: '1.5' }, 'invalid_integer', 'rows[1].collateral'],
    [morpho, { ...fits, collateral: '' }, 'invalid_integer', 'rows[1].collateral'],
    [morpho, { ...fits, collateral: '0x10' }, 'invalid_integer', 'rows[1].collateral'],
    [morpho, { ...fits, collateral: 7 }, 'invalid_shape', 'rows[1].collateral'],
    [morpho, { market: 1, borrowShares: 5n }, 'invalid_shape', 'rows[1].collateral'],
    [morpho, { ...fits, colateral: 5n, collateral: undefined }, 'invalid_shape', '`rows[1]` has no field `colateral`'],
    [morpho, { ...fits, market: 4 }, 'unknown', 'rows[1].market'],
    [morpho, { ...fits, market: -1 }, 'unknown', 'rows[1].market'],
    [morpho, { ...fits, market: 0.5 }, 'invalid_shape', 'rows[1].market'],
    [morpho, { ...fits, market: 0n }, 'invalid_shape', 'rows[1].market'],
    [morpho, [1, 5n], 'length_mismatch', 'rows[1]'],
    [morpho, null, 'invalid_shape', 'rows[1]'],
    [aave, { ...user, configuration: -1n }, 'out_of_range', 'users[1].configuration'],
    [aave, { ...user, configuration: 2n ** 256n }, 'out_of_range', 'users[1].configuration'],
    [aave, { ...user, configuration: 1n << 4n }, 'unknown', 'users[1].configuration'],
    [aave, { ...user, eMode: 2 }, 'unknown', 'users[1].eMode'],
    [aave, { ...user, eMode: '1' }, 'invalid_shape', 'users[1].eMode'],
    [aave, { ...user, emode: 1 }, 'invalid_shape', '`users[1]` has no field `emode`'],
    [aave, { ...user, scaledVariableDebts: Array(5).fill(0n) }, 'length_mismatch', 'users[1].scaledVariableDebts'],
    [aave, { ...user, scaledATokenBalances: undefined }, 'invalid_shape', 'users[1].scaledATokenBalances'],
    [aave, { ...user, scaledVariableDebts: [0n, 0n, 0n, -1n, 0n, 0n] }, 'out_of_range', 'users[1].scaledVariableDebts[3]'],
    [aave, { record: { ...record, revision: 'v3.6' } }, 'out_of_range', 'users[1].revision'],
    [aave, { record: { ...record, eMode: { ...pool.eModes[0], id: 3 } } }, 'unknown', 'users[1].eMode.id'],
    [aave, { record: { ...record, reserves: [{ ...record.reserves[0], id: 7 }] } }, 'unknown', 'users[1].reserves[0].id'],
    [aave, { record: { ...record, reserves: [record.reserves[0], record.reserves[0]] } }, 'duplicate', 'users[1].reserves[1].id'],
    [aave, { record: { ...record, reserves: [{ ...record.reserves[0], isBorrowing: 1 }] } }, 'invalid_shape', 'users[1].reserves[0].isBorrowing'],
    [aave, { record: { ...record, reserves: [{ ...record.reserves[0], scaledVariableDebt: 1 }] } }, 'invalid_shape', 'users[1].reserves[0].scaledVariableDebt'],
    [compound, { ...account, balances: [1n, 2n, 3n] }, 'length_mismatch', 'rows[1].balances'],
    [compound, { ...account, principal: -(2n ** 127n) - 1n }, 'out_of_range', 'rows[1].principal'],
    [compound, { ...account, principal: 2n ** 127n }, 'out_of_range', 'rows[1].principal'],
    [compound, { ...account, principal: '5.' }, 'invalid_integer', 'rows[1].principal'],
    [compound, { ...account, balances: [1n, 2n, 3n, '-4'] }, 'out_of_range', 'rows[1].balances[3]'],
    [compound, { ...account, balance: [] }, 'invalid_shape', '`rows[1]` has no field `balance`'],
    [compound, { record: { ...position, collaterals: [{ ...collaterals[1], asset: 'UNI' }] } }, 'unknown', 'rows[1].collaterals[0].asset'],
    [compound, { record: { ...position, collaterals: [position.collaterals[0], position.collaterals[0]] } }, 'duplicate', 'rows[1].collaterals[1].asset'],
    [compound, { record: { ...position, collaterals: [{ ...collaterals[1], balance: 4 }] } }, 'invalid_shape', 'rows[1].collaterals[0].balance'],
    // A misspelt key would leave out what it holds, such as the eMode.
    [aave, { record: { ...record, emode: pool.eModes[0] } }, 'invalid_shape', '`users[1]` has no field `emode`'],
    [aave, { record: { ...record, eMode: { ...pool.eModes[0], ID: 1 } } }, 'invalid_shape', '`users[1].eMode` has no field `ID`'],
    [aave, { record: { ...record, eMode: 1 } }, 'invalid_shape', '`users[1].eMode` must be an object, got 1'],
    [aave, { record: { ...record, reserves: [{ ...record.reserves[0], isborrowing: true }] } }, 'invalid_shape', '`users[1].reserves[0]` has no field `isborrowing`'],
    [aave, { record: { ...record, reserves: [null] } }, 'invalid_shape', '`users[1].reserves[0]` must be an object, got null'],
    [aave, { record: { ...record, reserves: undefined } }, 'invalid_shape', '`users[1].reserves` must be an array'],
    [aave, { record: 5 }, 'invalid_shape', '`users[1]` must be an object, got 5'],
    [compound, { record: { ...position, Principal: '5' } }, 'invalid_shape', '`rows[1]` has no field `Principal`'],
    [compound, { record: { ...position, collaterals: [{ ...collaterals[1], Balance: '4' }] } }, 'invalid_shape', '`rows[1].collaterals[0]` has no field `Balance`'],
    [compound, { record: { principal: '5' } }, 'invalid_shape', '`rows[1].collaterals` must be an array'],
  ];
  const debtor = morphoPosition({ ...fits, supplyShares: 0n }).morphoBlue;
  const otherPrice = { ...debtor.market, price: `${debtor.market.price}0` };
  cases.push(
    [morpho, { record: { ...debtor, market: otherPrice } }, 'unknown', 'rows[1].market'],
    [morpho, { record: { ...debtor, market: null } }, 'invalid_shape', '`rows[1].market` must be an object, got null'],
    [morpho, { record: { ...debtor, borrowShares: -1n } }, 'out_of_range', 'rows[1].borrowShares'],
    [morpho, { record: { ...debtor, shares: '1' } }, 'invalid_shape', '`rows[1]` has no field `shares`'],
  );
  morpho.push(fits);
  aave.push(user);
  compound.push(account);

  for (const [book, row, code, field] of cases) {
    it(`${code} ${field}`, () => {
      const before = book.bytes().slice();
      const error = refusal(() => (row?.record ? book.pushPosition(row.record) : book.push(row)));
      assert.equal(error.code, code, error.message);
      assert.ok(error.message.includes(field), error.message);
      assert.ok(code === 'invalid_shape' ? error.detail.includes(field) : error.field === field);
      assert.deepEqual([book.length, book.bytes()], [1, before]);
    });
  }

  it('arguments of the wrong kind are refused by name', () => {
    const wrong = [
      [() => new AaveV3Rows(), 'invalid_shape', '`pool` must be an object, got undefined'],
      [() => new AaveV3Rows({ ...pool, emodes: [] }), 'invalid_shape', '`pool` has no field `emodes`'],
      [() => new AaveV3Rows({ ...pool, reserves: [null] }), 'invalid_shape', '`pool.reserves[0]` must be an object'],
      [() => new AaveV3Rows({ ...pool, eModes: undefined }), 'invalid_shape', '`pool.eModes` must be an array'],
      [() => new CompoundV3Rows([null]), 'invalid_shape', '`collaterals[0]` must be an object'],
      [() => new BookAnswers(), 'invalid_shape', '`bytes` must be a Uint8Array, got undefined'],
      [() => new CompoundV3Answers([]), 'invalid_shape', '`bytes` must be a Uint8Array, got array'],
      [() => stressColumns(5), 'invalid_shape', '`books` must be an array, got 5'],
      [() => stressColumns([null]), 'invalid_shape', '`books[0]` must be an object'],
      [() => aaveV3Pool([undefined]), 'invalid_shape', '`users[0]` must be an object'],
      [() => aaveV3Pool([{ revision: 'v3.7', reserves: [], emode: pool.eModes[0] }]), 'invalid_shape', '`users[0]` has no field `emode`'],
      [() => aaveV3Pool([{ revision: 'v3.7' }]), 'invalid_shape', '`users[0].reserves` must be an array'],
      [() => morpho.pushAll(5), 'invalid_shape', '`rows` must be a list, got 5'],
      [() => aave.pushPosition(null), 'invalid_shape', '`users[1]` must be an object, got null'],
      ...[-1, 1.5, NaN, Infinity, '5', null, 1e12].map((capacity) => [() => new AaveV3Rows(pool, capacity), 'out_of_range', '`capacity` must be a whole number from 0 to']),
    ];
    for (const [call, code, words] of wrong) {
      const error = refusal(call);
      assert.deepEqual([error.code, error.message.includes(words)], [code, true], error.message);
    }
  });

  it('the keys of the records are those that the module has', () => {
    const has = (call) => refusal(call).message.match(/ has no field `nope`: it has (.*)$/)[1];
    const [reserve, eMode] = [pool.reserves[0], pool.eModes[0]];
    const records = [
      [plimsoll.aaveV3Account, (keys) => ({ revision: 'v3.7', reserves: [], ...keys }), (keys) => aave.pushPosition({ ...record, ...keys })],
      [plimsoll.aaveV3Account, (keys) => ({ revision: 'v3.7', reserves: [{ ...reserve, ...keys }] }), (keys) => aave.pushPosition({ ...record, reserves: [{ ...reserve, ...keys }] })],
      [plimsoll.aaveV3Account, (keys) => ({ revision: 'v3.7', eMode: { ...eMode, ...keys }, reserves: [] }), (keys) => aave.pushPosition({ ...record, eMode: { ...eMode, ...keys } })],
      [(compoundV3) => plimsoll.positionHealth({ compoundV3 }), (keys) => ({ ...position, ...keys }), (keys) => compound.pushPosition({ ...position, ...keys })],
      [(morphoBlue) => plimsoll.positionHealth({ morphoBlue }), (keys) => ({ ...debtor, ...keys }), (keys) => morpho.pushPosition({ ...debtor, ...keys })],
      [(value) => plimsoll.compoundV3Book({}, value, new Uint8Array()), (keys) => [{ ...collaterals[0], ...keys }], (keys) => compound.pushPosition({ ...position, collaterals: [{ ...collaterals[0], ...keys }] })],
      [(value) => plimsoll.aaveV3Book(value, new Uint8Array()), (keys) => ({ ...pool, ...keys }), (keys) => new AaveV3Rows({ ...pool, ...keys })],
    ];
    for (const [module, theirs, ours] of records) assert.equal(has(() => ours({ nope: 1 })), has(() => module(theirs({ nope: 1 }))));
  });

  it('in the words of the module', () => {
    const row = new MorphoBlueRows([...markets, markets[0]]).push({ ...fits, market: 4 }).bytes();
    const theirs = refusal(() => plimsoll.morphoBlueBook(markets, row));
    const ours = refusal(() => new MorphoBlueRows(markets).push({ ...fits, market: 4 }));
    assert.deepEqual({ ...ours, message: ours.message }, { ...theirs, message: theirs.message });
    const short = refusal(() => plimsoll.morphoBlueBook(markets, row.subarray(1)));
    assert.deepEqual(Object.keys(refusal(() => new BookAnswers(row))).sort(), Object.keys(short).sort());
    const misspelt = { ...markets[0], Price: '1' };
    const [said, says] = [refusal(() => plimsoll.morphoBlueBook([misspelt], row)), refusal(() => morpho.push({ ...fits, Market: 0 }))];
    assert.match(said.message, /^the value does not have the expected shape: `markets\[0\]` has no field `Price`: it has /);
    assert.match(says.message, /^the value does not have the expected shape: `rows\[1\]` has no field `Market`: it has market, borrowShares, collateral$/);
  });

  it('what a book gets is no list, or a reserve no place; an answer is no whole rows; a row is none', () => {
    const codes = [
      () => new MorphoBlueRows(undefined),
      () => new CompoundV3Rows({}),
      () => new AaveV3Rows({ ...pool, eModes: undefined }),
      () => new AaveV3Rows({ ...pool, reserves: [{ id: 128 }] }),
      () => new BookAnswers(new Uint8Array(34)),
      () => new CompoundV3Answers(new Uint8Array(33)),
      () => new BookAnswers(new Uint8Array(33)).healthFactor(1),
      () => aaveV3Pool([record, { ...record, reserves: [{ ...record.reserves[0], price: '1' }] }]),
    ].map((call) => refusal(call).code);
    assert.deepEqual(codes, ['invalid_shape', 'invalid_shape', 'invalid_shape', 'out_of_range', 'length_mismatch', 'length_mismatch', 'out_of_range', 'out_of_range']);
    assert.match(refusal(() => aaveV3Pool([record, { ...record, reserves: [{ ...record.reserves[0], price: '1' }] }])).field, /^users\[1\]\.reserves\[0\]\.price$/);
  });
});

it('memory grows and is used again: the bytes are the same', () => {
  const all = morphoRows(ACCOUNTS);
  const made = new MorphoBlueRows(markets, ACCOUNTS).pushAll(all).bytes();
  const grown = new MorphoBlueRows(markets);
  for (const row of all) grown.push(row);
  assert.deepEqual(grown.bytes(), made);
  const again = new MorphoBlueRows(markets).pushAll(all.toReversed()).clear();
  assert.equal(again.length + again.bytes().length, 0);
  assert.deepEqual(again.pushAll(all).bytes(), made);
  const users = aaveUsers(50);
  const pushed = (book, list) => list.reduce((all, user) => all.pushPosition(user), book);
  assert.deepEqual(pushed(pushed(new AaveV3Rows(pool), users.toReversed()).clear(), users).bytes(), pushed(new AaveV3Rows(pool), users).bytes());
});

it('answers may lie anywhere in memory', () => {
  const answer = plimsoll.morphoBlueBook(markets, new MorphoBlueRows(markets).pushAll(morphoRows(3)).bytes());
  const memory = new Uint8Array(answer.length + 12).fill(7);
  memory.set(answer, 5);
  const there = new BookAnswers(memory.subarray(5, 5 + answer.length));
  assert.deepEqual([there.verdicts, there.healthFactors], [new BookAnswers(answer).verdicts, new BookAnswers(answer).healthFactors]);
});

it('`require` gives the module that `import` gives, and a bundle holds no more than it uses, and no module', async () => {
  assert.equal(createRequire(import.meta.url)('plimsoll/rows').MorphoBlueRows, MorphoBlueRows);
  const bundle = async (names) => {
    const contents = `import { ${names} } from 'plimsoll/rows'; console.log(${names});`;
    const { outputFiles: [{ text }] } = await build({ stdin: { contents, resolveDir: fileURLToPath(face) }, bundle: true, minify: true, format: 'esm', write: false });
    return text;
  };
  const [one, every] = [await bundle('MorphoBlueRows'), await bundle(Object.keys(rows).join(', '))];
  for (const other of ['scaledVariableDebt', 'principal', 'shortfall']) assert.ok(every.includes(other) && !one.includes(other), other);
  assert.doesNotMatch(every, /WebAssembly|\bimport\b|fetch/);
});

it("the README's lines run, and say what it says", async () => {
  const readme = readFileSync(new URL('../README.md', face), 'utf8');
  const [code] = readme.match(/(?<=```ts\n)import \{ aaveV3Book \}[^`]*/) ?? assert.fail('the README has no such lines');
  const own = json(new URL('position.json', examples));
  const borrowing = (scaledVariableDebt) => ({ ...own, reserves: own.reserves.map((one) => (one.isBorrowing ? { ...one, scaledVariableDebt } : one)) });
  const readings = { a: own, b: borrowing('30000000000'), c: borrowing('0') };
  const given = { readAaveV3: async (_, { user }) => readings[user], client: undefined, borrowers: Object.keys(readings), address: '0x', blockNumber: 1n };
  for (const [, names, entry] of code.matchAll(/^import \{ (.*) \} from '(.*)';$/gm)) {
    const found = await import(entry);
    for (const name of names.split(', ')) given[name] ??= found[name] ?? assert.fail(`${entry} has no ${name}`);
  }
  const lines = `${code.replace(/^import .*$/gm, '')}return answers;`;
  const run = Object.getPrototypeOf(async () => {}).constructor;
  const answers = await new run(...Object.keys(given), lines)(...Object.values(given));
  const [, said] = code.match(/healthFactor\(0\); \/\/ (\d+)n, /);
  assert.equal(answers.healthFactor(0), BigInt(said));
  assert.deepEqual([...answers.verdicts], [0, 1, 0]);
  Object.values(readings).forEach((user, row) => assert.equal(answers.healthFactor(row), BigInt(plimsoll.aaveV3Account(user).healthFactor)));
});
