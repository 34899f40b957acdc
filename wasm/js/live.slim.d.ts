export * from '../pkg/live/plimsoll.js';
export { default, initSync, isRiskError } from './slim.js';
export type { CompiledModule, InitSource } from './slim.js';
