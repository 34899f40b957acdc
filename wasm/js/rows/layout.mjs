// The bytes of rows and answers, as the core's books document them (`core/src/venue/book.rs` and the `book.rs` of each venue). Said
// here once for JavaScript; the test of the rows holds them to the module.

/** An amount of a row, the lowest byte first. */
export const AMOUNT = 16;
/** An answer: the verdict, then the health factor in 32 bytes, the lowest first. */
export const ANSWER = 33;
/** An answer of Compound III: one byte more, whether the account may borrow. */
export const COMPOUND_V3_ANSWER = ANSWER + 1;

/** Of an Aave v3 row the user's configuration, and the place of the eMode behind it. */
export const CONFIGURATION = 32;
export const aaveV3Row = (reserves) => CONFIGURATION + 1 + 2 * AMOUNT * reserves;

/** Of a Morpho Blue row the market's place. */
export const PLACE = 4;
export const MORPHO_BLUE_ROW = PLACE + 2 * AMOUNT;

export const compoundV3Row = (collaterals) => AMOUNT * (1 + collaterals);
