//! The TypeScript of events of accounts over several assets.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/**
 * What a monitor says. The `asset` of an alert or a fault of an account over several assets is all of them, such as "ETH+BTC"; that of what
 * concerns all such accounts, as their stored state, is "+".
 */
export type MonitorEvent = MonitorAssetEvent | MonitorJointEvent;

/** What a monitor says of accounts over several assets, besides their alerts. */
export type MonitorJointEvent =
  /** The advice of an account was worked out anew, at these prices of these assets, in their order. */
  | { readonly kind: "jointAdvice"; readonly assets: readonly string[]; readonly account: string; readonly prices: readonly number[]; readonly advice: JointAdvice }
  /** What was said of them before a reload is taken up. */
  | { readonly kind: "jointRestored"; readonly advice: readonly StoredJointAdvice[] };

/** The last advice of an account over several assets before a reload, shown until there is a new one. */
export interface StoredJointAdvice {
  readonly assets: readonly string[];
  readonly account: string;
  /** Price of each asset that it was for, quote per base. */
  readonly prices: readonly number[];
  /** When it was stored, seconds UTC. */
  readonly at: number;
  readonly advice: JointAdvice;
}
"#;
