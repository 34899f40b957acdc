import type { Advice } from '../pkg/plimsoll.js';
import type { JointAdvice } from '../pkg/full/plimsoll.js';

/**
 * `<plimsoll-line>`: the load line of an account, with its marks in words. It draws what `advice` or `jointAdvice` answered and
 * computes nothing; importing this module defines it, and it loads no wasm.
 *
 * Attributes: `advice` (the same as JSON) and `asset`. What is no advice empties the picture and throws a `TypeError`; null stands for an
 * absent field. Its height is set by CSS `height`; its colours follow the page's `color-scheme` and can be set by `--plimsoll-ink`, `-muted`,
 * `-rule`, `-hull`, `-hull-edge`, `-paint`, `-sea`, `-crest`, `-notice`, `-act`, `-critical` and `--plimsoll-font`. It holds nothing to operate, so it takes no focus.
 */
export declare class PlimsollLine extends HTMLElement {
  /** What is drawn; undefined empties the picture. */
  advice: Advice | JointAdvice | undefined;
  /** Name of the asset whose price moves, such as "ETH": the liquidation price is said per unit of it. */
  asset: string;
}

declare global {
  interface HTMLElementTagNameMap {
    'plimsoll-line': PlimsollLine;
  }
}
