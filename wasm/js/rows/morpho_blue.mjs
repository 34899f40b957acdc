// Positions of any Morpho Blue markets as rows: the place of the market, the shares of the debt, the collateral.

import { MORPHO_BLUE_ROW } from './layout.mjs';
import { list, unknown } from './refusals.mjs';
import { Rows } from './rows.mjs';

export class MorphoBlueRows extends Rows {
  #markets;

  constructor(markets, capacity) {
    super('rows', ['market', 'borrowShares', 'collateral'], MORPHO_BLUE_ROW, capacity);
    this.#markets = list('markets', markets).length;
  }

  write(sheet, [market, borrowShares, collateral]) {
    if (!Number.isInteger(market)) throw sheet.shape('a place in `markets`', market, 'market');
    if (!(market >= 0 && market < this.#markets)) throw unknown(sheet.path('market'), market);
    sheet.place(market);
    sheet.amount(borrowShares, 'borrowShares');
    sheet.amount(collateral, 'collateral');
  }
}
