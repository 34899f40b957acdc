// Positions of any Morpho Blue markets as rows: the place of the market, the shares of the debt, the collateral.

import { MORPHO_BLUE_POSITION, MORPHO_BLUE_ROW } from './layout.mjs';
import { list, record, unknown } from './refusals.mjs';
import { Rows } from './rows.mjs';

export class MorphoBlueRows extends Rows {
  #markets;

  constructor(markets, capacity) {
    super('rows', ['market', 'borrowShares', 'collateral'], MORPHO_BLUE_ROW, capacity);
    this.#markets = list('markets', markets).map((market, item) => record(`markets[${item}]`, market));
  }

  pushPosition(position) {
    return this.append((sheet) => {
      const { market, borrowShares, collateral } = record(sheet.path(), position, MORPHO_BLUE_POSITION);
      const place = this.#place(record(sheet.path('market'), market));
      if (place < 0) throw unknown(sheet.path('market'), `a market of ${market.collateralAsset} and ${market.loanAsset} that is none of \`markets\``);
      this.write(sheet, [place, borrowShares, collateral]);
    });
  }

  /** A record has no identifier: its market is the one with the same fields, prices and totals too, as read at one block. */
  #place(market) {
    const place = this.#markets.indexOf(market);
    return place < 0 ? this.#markets.findIndex((one) => Object.keys({ ...one, ...market }).every((key) => one[key] === market[key])) : place;
  }

  write(sheet, [market, borrowShares, collateral]) {
    if (!Number.isInteger(market)) throw sheet.shape('a place in `markets`', market, 'market');
    if (!(market >= 0 && market < this.#markets.length)) throw unknown(sheet.path('market'), market);
    sheet.place(market);
    sheet.amount(borrowShares, 'borrowShares');
    sheet.amount(collateral, 'collateral');
  }
}
