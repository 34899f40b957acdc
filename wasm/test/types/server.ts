// A server's code, compiled for an older language and without a browser's library: the types name nothing that it lacks.
import { isRiskError, version } from 'plimsoll';
import { initSync } from 'plimsoll/full/slim';
import { calibrationStart } from 'plimsoll/full';
import { Monitor } from 'plimsoll/live';
import { AaveV3Rows } from 'plimsoll/rows';
import { refit } from 'plimsoll/train';
import { createWorker, type CreateWorkerOptions } from 'plimsoll/worker';

initSync(new ArrayBuffer(8));
const options: CreateWorkerOptions = { source: new Uint8Array(8), trainSource: 'train.wasm' };

export { AaveV3Rows, Monitor, calibrationStart, createWorker, isRiskError, options, refit, version };
