// The long functions in slices: what runs inside the worker. It knows neither threads nor files, so that a test can drive it.

import { aaveV3Row } from './rows/layout.mjs';

/** How long a slice should take, ms: a cancel, or another call, waits no longer than one or two of them. */
const SLICE = 20;
/** From one slice to the next its size changes at most by this factor: a clock may be coarse. */
const CHANGE = 4;

/**
 * How each long function starts: a run that advances by at most `size` units of work and says which share of it is done, and the size
 * of the first slice. `units` counts what a slice's time goes by; a call that counts none, such as one that makes a price factor
 * ready, tells nothing of the next.
 */
export const RUNS = {
  firstPassage: ({ full }, args) => ({ run: passage(new full.FirstPassageRun(...args)), size: 1_000 }),
  jointFirstPassage: ({ full }, args) => ({ run: passage(full.FirstPassageRun.joint(...args)), size: 1_000 }),
  portfolioFirstPassage: ({ full }, args) => ({ run: passage(new full.PortfolioPassageRun(...args)), size: 50 }),
  liquidationScan: ({ full }, args) => ({ run: scan(full, ...args), size: 4 }),
  aaveV3Book: ({ full }, args) => ({ run: book(full, ...args), size: 512 }),
  aaveV3BookStress: ({ full }, args) => ({ run: stress(new full.AaveV3StressRun(...args)), size: 2_000 }),
  refit: ({ train }, args) => ({ run: refit(new train.RefitRun(...args)), size: 500 }),
  call: ({ full }, [name, args]) => ({ run: whole(() => named(full, name)(...args)), size: 1 }),
};

/** What a module exports beside the functions that answer. */
const OTHERS = new Set(['default', 'initSync', 'isRiskError']);

function named(full, name) {
  const answers = Object.hasOwn(full, name) && /^[a-z]/.test(name) && !OTHERS.has(name);
  if (!answers) throw new TypeError(`plimsoll/full has no function ${name}: call one that it exports`);
  return full[name];
}

/**
 * Goes through a call slice by slice and returns its answer, or nothing once `stopped()`; between slices it waits for `pause()`.
 * `progress` gets the share done after each slice, rising to 1, and a function that gives the answer so far, where there is one.
 */
export async function go(faces, name, args, { stopped, pause, progress }) {
  let { run, size } = RUNS[name](faces, args);
  try {
    for (let units = 0; ; ) {
      const start = performance.now();
      const done = run.advance(Math.floor(size));
      const took = performance.now() - start;
      progress(done, () => run.soFar());
      if (done >= 1) return run.result();
      const more = run.units() - units;
      units += more;
      if (more > 0) size = Math.max(1, Math.min(CHANGE * size, Math.max(size / CHANGE, took > 0 ? (more * SLICE) / took : Infinity)));
      await pause();
      if (stopped()) return undefined;
    }
  } finally {
    run.free();
  }
}

function passage(run) {
  return {
    advance: (paths) => run.advance(paths),
    units: () => run.walked(),
    soFar: () => run.result(),
    result: () => run.result(),
    free: () => run.free(),
  };
}

function stress(run) {
  return {
    advance: (users) => run.advance(users),
    units: () => run.counted(),
    soFar: () => run.result(),
    result: () => run.result(),
    free: () => run.free(),
  };
}

function refit(run) {
  return { advance: (hours) => run.advance(hours), units: () => run.hours(), soFar() {}, result: () => run.result(), free: () => run.free() };
}

/** Positions one part after another, each at its place in the whole list. */
function scan(full, positions, costs) {
  if (!Array.isArray(positions) || positions.length === 0) return whole(() => full.liquidationScan(positions, costs));
  const found = { candidates: [], unprofitable: [], failed: [] };
  let at = 0;
  return {
    advance(size) {
      const part = placed(at, () => full.liquidationScan(positions.slice(at, at + size), costs));
      const moved = (one) => ({ ...one, index: one.index + at });
      found.candidates.push(...part.candidates.map(moved));
      found.unprofitable.push(...part.unprofitable.map((index) => index + at));
      found.failed.push(...part.failed.map(moved));
      at = Math.min(at + size, positions.length);
      return at / positions.length;
    },
    units: () => at,
    soFar() {},
    // Stable, as the core's: at equal profit in the order of the input.
    result: () => ({ ...found, candidates: found.candidates.sort((a, b) => b.best.profit.profit - a.best.profit.profit) }),
    free() {},
  };
}

/** Calls with a part of a list that begins `at` a place; a refusal names the place in the whole list. */
function placed(at, call) {
  try {
    return call();
  } catch (error) {
    const move = (text) => text.replace(/\bpositions\[(\d+)/, (_, index) => `positions[${Number(index) + at}`);
    for (const key of ['message', 'detail', 'field']) if (typeof error[key] === 'string') error[key] = move(error[key]);
    throw error;
  }
}

/** Rows of users one part after another. */
function book(full, pool, users) {
  const length = aaveV3Row(pool?.reserves?.length ?? NaN);
  const rows = users?.length / length;
  if (!(users instanceof Uint8Array && Number.isInteger(rows) && rows > 0)) return whole(() => full.aaveV3Book(pool, users));
  const answers = [];
  let at = 0;
  return {
    advance(size) {
      const next = Math.min(at + size, rows);
      answers.push(full.aaveV3Book(pool, users.subarray(at * length, next * length)));
      at = next;
      return at / rows;
    },
    units: () => at,
    soFar() {},
    result: () => joined(answers),
    free() {},
  };
}

function joined(parts) {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What has no parts, or is refused: one slice. */
function whole(call) {
  let answer;
  return {
    advance() {
      answer = call();
      return 1;
    },
    units: () => 0,
    soFar() {},
    result: () => answer,
    free() {},
  };
}
