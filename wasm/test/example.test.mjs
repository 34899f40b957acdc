// The example runs as its reader would run it, and prints what the package answers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as plimsoll from 'plimsoll';
import { examples, face, json } from './files.mjs';

it('the node example prints the advice for the example position', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-example-'));
  try {
    cpSync(fileURLToPath(new URL('node', examples)), join(folder, 'node'), { recursive: true, filter: (path) => !path.includes('node_modules') });
    cpSync(fileURLToPath(new URL('position.json', examples)), join(folder, 'position.json'));
    mkdirSync(join(folder, 'node/node_modules'));
    symlinkSync(fileURLToPath(face), join(folder, 'node/node_modules/plimsoll'));
    const printed = execFileSync(process.execPath, ['advice.mjs'], { cwd: join(folder, 'node'), encoding: 'utf8' });

    const forecast = plimsoll.forecastBars(plimsoll.simulateBars(7, 1440, 1749999600, 2500, 0.7));
    const account = plimsoll.aaveV3View(json(new URL('position.json', examples)));
    const advice = plimsoll.advice(account, forecast, plimsoll.defaultAdviceOptions());
    assert.match(printed, new RegExp(`^Health factor +${advice.healthFactor.toFixed(3)}, `, 'm'));
    assert.match(printed, new RegExp(`^Safe leverage +${advice.safeLeverage.leverage.toFixed(3)} for at most 1 % within 24 h`, 'm'));
    assert.match(printed, new RegExp(`^Liquidation price +\\$${advice.liquidationPrice.toFixed(2)} per ETH$`, 'm'));
    assert.equal(printed.match(/^(P\(liquidated\)|Mark )/gm).length, 6);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
