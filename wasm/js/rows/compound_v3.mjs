// Accounts of one Compound III market as rows: the principal with its sign, then the balance of each collateral in the market's order.

import { AMOUNT, COMPOUND_V3_COLLATERAL, COMPOUND_V3_POSITION, compoundV3Row } from './layout.mjs';
import { duplicate, list, record, unknown } from './refusals.mjs';
import { Rows } from './rows.mjs';

export class CompoundV3Rows extends Rows {
  #assets;

  constructor(collaterals, capacity) {
    super('rows', ['principal', 'balances'], compoundV3Row(list('collaterals', collaterals).length), capacity);
    this.#assets = collaterals.map((collateral, item) => record(`collaterals[${item}]`, collateral).asset);
  }

  pushPosition(position) {
    return this.append((sheet) => {
      const { principal, collaterals } = record(sheet.path(), position, COMPOUND_V3_POSITION);
      sheet.blank();
      sheet.signed(principal, 'principal');
      const seen = new Set();
      list(sheet.path('collaterals'), collaterals).forEach((collateral, item) => {
        const field = `collaterals[${item}]`;
        const { asset, balance } = record(sheet.path(field), collateral, COMPOUND_V3_COLLATERAL);
        const place = this.#assets.indexOf(asset);
        if (place < 0) throw unknown(sheet.path(`${field}.asset`), asset);
        if (seen.has(place)) throw duplicate(sheet.path(`${field}.asset`), asset);
        seen.add(place);
        sheet.seek(AMOUNT * (1 + place));
        sheet.amount(balance, `${field}.balance`);
      });
    });
  }

  write(sheet, [principal, balances]) {
    sheet.signed(principal, 'principal');
    sheet.counted(balances, this.#assets.length, 'balances');
    for (let item = 0; item < balances.length; item += 1) sheet.amount(balances[item], 'balances', item);
  }
}
