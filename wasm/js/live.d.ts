export * from '../pkg/live/plimsoll.js';
export { default, isRiskError } from './index.js';
export type { CompiledModule, InitSource } from './index.js';
