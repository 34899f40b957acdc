// Users of one Aave v3 pool as rows: the configuration, the eMode, then both scaled balances of each reserve.

import { AAVE_V3_EMODE, AAVE_V3_POOL, AAVE_V3_RESERVE, AAVE_V3_USER, AMOUNT, CONFIGURATION, aaveV3Row } from './layout.mjs';
import { duplicate, list, outOfRange, record, unknown } from './refusals.mjs';
import { Rows } from './rows.mjs';

/** Flags of a reserve in a user's configuration, two bits a reserve. */
const [BORROWING, COLLATERAL] = [1, 2];
const LARGEST_ID = 127;

export class AaveV3Rows extends Rows {
  #revision;
  #ids;
  #categories;
  /** Flags of reserves that the rows have no room for. */
  #absent;

  constructor(pool, capacity) {
    const { revision, reserves, eModes } = record('pool', pool, AAVE_V3_POOL);
    const fields = ['configuration', 'eMode', 'scaledATokenBalances', 'scaledVariableDebts'];
    super('users', fields, aaveV3Row(list('pool.reserves', reserves).length), capacity);
    this.#revision = revision;
    this.#ids = reserves.map((reserve, item) => {
      const { id } = record(`pool.reserves[${item}]`, reserve);
      if (Number.isInteger(id) && id >= 0 && id <= LARGEST_ID) return id;
      throw outOfRange('pool.reserves.id', `in [0, ${LARGEST_ID}]`, id, "pass the place in the pool's list of reserves");
    });
    this.#categories = new Set([0, ...list('pool.eModes', eModes).map((eMode, item) => record(`pool.eModes[${item}]`, eMode).id)]);
    const both = BigInt(BORROWING | COLLATERAL);
    this.#absent = this.#ids.reduce((rest, id) => rest & ~(both << BigInt(2 * id)), (1n << 256n) - 1n);
  }

  pushPosition(user) {
    return this.append((sheet) => {
      const { revision, eMode, reserves } = record(sheet.path(), user, AAVE_V3_USER);
      if (revision !== this.#revision) throw outOfRange(sheet.path('revision'), `the pool's, ${this.#revision}`, revision, 'make one book for each pool');
      const row = sheet.blank();
      if (eMode !== undefined && eMode !== null) row[CONFIGURATION] = this.#category(sheet, record(sheet.path('eMode'), eMode, AAVE_V3_EMODE).id, 'eMode.id');
      const seen = new Set();
      list(sheet.path('reserves'), reserves).forEach((reserve, item) => {
        const field = `reserves[${item}]`;
        const { id, isBorrowing, usedAsCollateral, scaledATokenBalance, scaledVariableDebt } = record(sheet.path(field), reserve, AAVE_V3_RESERVE);
        const place = this.#ids.indexOf(id);
        if (place < 0) throw unknown(sheet.path(`${field}.id`), id);
        if (seen.has(id)) throw duplicate(sheet.path(`${field}.id`), id);
        seen.add(id);
        for (const [name, flag, bit] of [['isBorrowing', isBorrowing, BORROWING], ['usedAsCollateral', usedAsCollateral, COLLATERAL]]) {
          if (typeof flag !== 'boolean') throw sheet.shape('true or false', flag, `${field}.${name}`);
          if (flag) row[id >> 2] |= bit << (2 * (id % 4));
        }
        sheet.seek(CONFIGURATION + 1 + 2 * AMOUNT * place);
        sheet.amount(scaledATokenBalance, `${field}.scaledATokenBalance`);
        sheet.amount(scaledVariableDebt, `${field}.scaledVariableDebt`);
      });
    });
  }

  write(sheet, [configuration, eMode, supplied, owed]) {
    const beyond = sheet.word(configuration, 'configuration') & this.#absent;
    if (beyond !== 0n) throw unknown(sheet.path('configuration'), `the reserve ${(beyond.toString(2).length - 1) >> 1}`);
    sheet.byte(this.#category(sheet, eMode, 'eMode'));
    sheet.counted(supplied, this.#ids.length, 'scaledATokenBalances');
    sheet.counted(owed, this.#ids.length, 'scaledVariableDebts');
    for (let item = 0; item < supplied.length; item += 1) {
      sheet.amount(supplied[item], 'scaledATokenBalances', item);
      sheet.amount(owed[item], 'scaledVariableDebts', item);
    }
  }

  #category(sheet, number = 0, field) {
    if (!Number.isInteger(number)) throw sheet.shape('the number of an eMode, 0 for none', number, field);
    if (!this.#categories.has(number)) throw unknown(sheet.path(field), number);
    return number;
  }
}
