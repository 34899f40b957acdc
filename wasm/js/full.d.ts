export * from '../pkg/full/plimsoll.js';
export { default, isRiskError } from './index.js';
export type { InitSource } from './index.js';
