/**
 * Says whether an error comes from Plimsoll, so that `code` and its data can be read.
 * By name and code rather than by class: several copies on one page recognise each other's errors.
 */
export function isRiskError(error) {
  return error instanceof Error && error.name === 'RiskError' && typeof error.code === 'string';
}
