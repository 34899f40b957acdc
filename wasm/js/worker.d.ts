import type * as full from '../pkg/full/plimsoll.js';
import type { refit } from '../pkg/train/plimsoll.js';
import type { CompiledModule } from './index.js';
import type { Platform } from './platform.js';

export { isRiskError } from './index.js';

/** The long functions, as `plimsoll/full` and `plimsoll/train` declare them. */
interface Long {
  firstPassage: typeof full.firstPassage;
  jointFirstPassage: typeof full.jointFirstPassage;
  portfolioFirstPassage: typeof full.portfolioFirstPassage;
  liquidationScan: typeof full.liquidationScan;
  aaveV3Book: typeof full.aaveV3Book;
  aaveV3BookStress: typeof full.aaveV3BookStress;
  refit: typeof refit;
}

/** A function that a worker has. */
export type LongFunction = keyof Long;

/** What a function answers. */
export type LongAnswer<Name extends LongFunction> = ReturnType<Long[Name]>;

/** How a call is followed and stopped. */
export interface CallOptions {
  /** Stops the call: its promise rejects with the signal's reason at once, the worker within a slice of its work, some 20 ms. */
  readonly signal?: Platform<'AbortSignal'>;
  /** Called with the share of the work that is done, a fraction that rises to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/** How a simulation or a stress is followed and stopped. */
export interface PassageOptions<Answer> extends CallOptions {
  /** Called with the answer so far: of the paths walked, with their number and the standard error of so few; of the shocks that are done. */
  readonly onSoFar?: (answer: Answer) => void;
}

type Told = 'firstPassage' | 'jointFirstPassage' | 'portfolioFirstPassage' | 'aaveV3BookStress';
type Options<Name extends LongFunction> = Name extends Told ? PassageOptions<LongAnswer<Name>> : CallOptions;

/** A long function in a worker: the arguments of the one call, then options; a promise of its answer, the same to the last bit. */
export type Remote<Name extends LongFunction> = (...given: [...Parameters<Long[Name]>, options?: Options<Name>]) => Promise<LongAnswer<Name>>;

type Answering = { [Name in keyof typeof full]: (typeof full)[Name] extends (...given: never[]) => unknown ? Name : never };

/** A function of `plimsoll/full`, by its name. */
export type AnyFunction = Answering[keyof typeof full];

/**
 * Calls any function of `plimsoll/full` in the thread, in one piece: no progress, and a signal only rejects the promise. What must
 * stop at once is stopped by `terminate()`.
 *
 * ```ts
 * const answer = await worker.call('jointAdvice', [account, joint, options, scenario]);
 * ```
 */
export type RemoteCall = <Name extends AnyFunction>(
  name: Name,
  args: Parameters<(typeof full)[Name]>,
  options?: Pick<CallOptions, 'signal'>,
) => Promise<ReturnType<(typeof full)[Name]>>;

/**
 * The long functions in a thread of their own. Calls of one worker take turns, slice by slice; a refusal rejects with the `RiskError` of
 * the direct call, and the worker goes on.
 */
export interface PlimsollWorker {
  /** When one price first moves by a log distance, played many times. */
  readonly firstPassage: Remote<'firstPassage'>;
  /** When an account that follows several price factors is first liquidated, played many times. */
  readonly jointFirstPassage: Remote<'jointFirstPassage'>;
  /** How likely any holding is liquidated, and which first, by simulating all of them on the same paths. */
  readonly portfolioFirstPassage: Remote<'portfolioFirstPassage'>;
  /** The positions worth liquidating, the most profitable first. */
  readonly liquidationScan: Remote<'liquidationScan'>;
  /** Verdict and health factor of thousands of Aave v3 users of one pool at once, from packed bytes. */
  readonly aaveV3Book: Remote<'aaveV3Book'>;
  /** What each shock of prices does to a book of Aave v3 users: who is liquidatable, and the debt and collateral behind them. */
  readonly aaveV3BookStress: Remote<'aaveV3BookStress'>;
  /** Refits a model on one asset's hourly bars. */
  readonly refit: Remote<'refit'>;
  /** Any other function, such as `jointAdvice`, `contagion` or `planSpread`. */
  readonly call: RemoteCall;
  /** Ends the thread; calls under way reject. */
  terminate(): void;
  [Symbol.dispose](): void;
}

/** What a worker loads its modules from: what can be sent to it. */
export type WorkerSource = string | ArrayBuffer | ArrayBufferView | CompiledModule;

/** How a worker starts; in node all of it is passed over, the modules lie beside the package's code. */
export interface CreateWorkerOptions {
  /** A worker of your own that runs `plimsoll/worker-thread`, where your bundler must be told; by default the package's file. */
  readonly worker?: Platform<'Worker'>;
  /** The `.wasm` of `plimsoll/full`; by default the file beside the package's own code. */
  readonly source?: WorkerSource;
  /** The `.wasm` of `plimsoll/train`; by default the file beside the package's own code. */
  readonly trainSource?: WorkerSource;
}

/**
 * Starts a worker.
 *
 * ```ts
 * using worker = createWorker();
 * const stop = new AbortController();
 * const passage = await worker.jointFirstPassage(account, joint, options, {
 *   signal: stop.signal,
 *   onProgress: (fraction) => (bar.value = fraction),
 * });
 * ```
 */
export declare function createWorker(options?: CreateWorkerOptions): PlimsollWorker;
