//! The TypeScript of events and of the transport.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** The exchanges that a monitor knows. */
export type MonitorExchange = "binance" | "coinbase" | "kraken";

/** What a monitor says of itself, of its assets and of the accounts that one of them drives. */
export type MonitorAssetEvent =
  /** An alert of an account: a level, or data too old. */
  | { readonly kind: "alert"; readonly asset: string; readonly account: string; readonly alert: AlertEvent }
  /** The advice of an account was worked out anew, at this price of the asset. */
  | { readonly kind: "advice"; readonly asset: string; readonly account: string; readonly price: number; readonly advice: Advice }
  /** A socket opened, or was lost: `retrySeconds` until it is opened again. */
  | { readonly kind: "open"; readonly exchange: MonitorExchange }
  | { readonly kind: "lost"; readonly exchange: MonitorExchange; readonly reason: string; readonly retrySeconds: number }
  /** The exchange refused something, in its own words. */
  | { readonly kind: "refused"; readonly exchange: MonitorExchange; readonly reason: string }
  /** Bars came from the exchanges' history; or none did, and they are asked again. */
  | { readonly kind: "history"; readonly asset: string; readonly historyHours: number }
  | { readonly kind: "noHistory"; readonly exchange: MonitorExchange; readonly asset: string; readonly reason: string; readonly retrySeconds: number }
  /** From now on forecasts use the market's state; or they go on without it and carry the flag `noMarket`, and why. */
  | { readonly kind: "market"; readonly used: true }
  | { readonly kind: "market"; readonly used: false; readonly reason: string }
  /** The device slept, or its clock was set. */
  | { readonly kind: "woke"; readonly seconds: number }
  /** What was stored is taken up; or it cannot be, is kept aside under `<key>:lost`, and everything begins anew from history. */
  | { readonly kind: "restored"; readonly asset: string; readonly historyHours: number; readonly advice: readonly StoredAdvice[] }
  | { readonly kind: "stateLost"; readonly asset: string; readonly reason: string }
  /** The state cannot be stored: a reload would begin anew. Said once until it can be again. */
  | { readonly kind: "notStored"; readonly asset: string; readonly reason: string }
  /** A fault of this code or of a rule, or why one account gets no advice; said once until it is another. Everything else goes on. */
  | { readonly kind: "fault"; readonly asset: string; readonly account?: string; readonly reason: string };

/** The last advice of an account of one asset before a reload, shown until there is a new one. */
export interface StoredAdvice {
  readonly account: string;
  /** Price of the asset that it was for, quote per base. */
  readonly price: number;
  /** When it was stored, seconds UTC. */
  readonly at: number;
  readonly advice: Advice;
}

/** One asset at one time. */
export interface MonitorStatus {
  readonly asset: string;
  /** The merged price and every source, in the order of `exchanges`. */
  readonly price: OraclePrice;
  readonly exchanges: readonly MonitorExchange[];
  /** Hours of history that the forecast uses, at most 720. */
  readonly historyHours: number;
  /** Messages that could not be read, of all exchanges. */
  readonly garbage: number;
}

/** What the monitor uses of a `WebSocket`. Of its events only the `data` of a message is read. */
export interface MonitorSocket {
  send(text: string): void;
  close(): void;
  onopen: ((event: any) => unknown) | null;
  onmessage: ((event: any) => unknown) | null;
  onclose: ((event: any) => unknown) | null;
  onerror: ((event: any) => unknown) | null;
}

/** What the monitor uses of an answer of `fetch`. */
export interface MonitorAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}

/** What the monitor uses of `localStorage`. */
export interface MonitorStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What the monitor needs of its surroundings; what is absent is the browser's own. Events must not come before `socket` returns. */
export interface MonitorTransport {
  /** Opens what behaves like a `WebSocket`. */
  socket?(url: string): MonitorSocket;
  /** Asks what behaves like `fetch`. */
  fetch?(url: string): Promise<MonitorAnswer>;
  /** Milliseconds UTC. */
  now?(): number;
  /** In [0, 1), for the jitter of reconnects. */
  random?(): number;
  setTimeout?(callback: () => void, milliseconds: number): unknown;
  clearTimeout?(handle: unknown): void;
  /** What behaves like `localStorage`; null for none. */
  storage?: MonitorStorage | null;
  /** Shows a notification. */
  notify?(title: string, body: string): void;
}
"#;
