import type { Advice, AlertLevel, JointAdvice } from "plimsoll";

/** The advice on an account: of one price factor, or of several. */
export type Answer = Advice | JointAdvice;

export const isJoint = (answer: Answer): answer is JointAdvice => "paths" in answer;

/** A price of one asset that means something while the others stay. */
export interface AlonePrice {
  readonly asset: string;
  readonly price: number;
}

/** The price of each asset at which the account is liquidated while the others stay. */
export const liquidationPrices = (answer: Answer, asset: string): readonly AlonePrice[] =>
  isJoint(answer) ? answer.liquidationPrices : answer.liquidationPrice === undefined ? [] : [{ asset, price: answer.liquidationPrice }];

/** A mark of the load line, of one asset or of several. */
export interface Mark {
  readonly level: AlertLevel;
  readonly horizonHours: number;
  readonly alpha: number;
  readonly healthFactor: number;
  readonly prices: readonly AlonePrice[];
}

export const marks = (answer: Answer, asset: string): readonly Mark[] =>
  isJoint(answer) ? answer.thresholds : answer.thresholds.map(({ price, ...mark }) => ({ ...mark, prices: [{ asset, price }] }));
