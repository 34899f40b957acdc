// The same through `require`, with the call before any await: node loads on require.
const { aaveV3View, advice, defaultAdviceOptions, forecastBars, simulateBars } = require('plimsoll');
const { worded } = require('./worded.js');
const user = require('./position.js').default;

const forecast = forecastBars(simulateBars(7, 1440, 1749999600, 2500, 0.7));
console.log(JSON.stringify(worded(advice(aaveV3View(user), forecast, defaultAdviceOptions()))));
