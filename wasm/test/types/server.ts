// A server's code, compiled for an older language and without a browser's library: the types name nothing that it lacks.
import { isRiskError, version } from 'plimsoll';
import { initSync } from 'plimsoll/full/slim';
import { calibrationStart } from 'plimsoll/full';

initSync(new ArrayBuffer(8));

export { calibrationStart, isRiskError, version };
