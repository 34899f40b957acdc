/** The five figures of an advice. */
export function worded({ healthFactor, liquidationPrice, factor, probabilities: [soon], safeLeverage: safe, leadTime: lead }) {
  return [
    `${healthFactor.toFixed(3)}, liquidatable below 1`,
    `$${liquidationPrice.toFixed(2)} per ${factor}`,
    `${(100 * soon.probability).toFixed(4)} % within ${soon.horizonHours} h`,
    `${safe.leverage.toFixed(3)} for at most ${100 * safe.alpha} % within ${safe.horizonHours} h`,
    `${lead.capped ? 'more than' : 'at least'} ${lead.hours.toFixed(1)} h with ${100 - 100 * safe.alpha} % confidence`,
  ];
}
