import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OptimumStore } from './optimum-store.ts';
import { stressSetting } from './stress.ts';
import { constant, toySetting, toyTitle } from './toy-setting.ts';

const scale = { qualities: Float64Array.of(0, 1), stallCost: 4.3 };
const setting = toySetting(toyTitle([1e6, 4e6], 200, 2), constant(8e6));

test('an optimum is found again, also by who comes later, and only for the same seeks and sizes', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'kinora-optima-')), 'optima.json');
  const store = new OptimumStore(file);
  const settings = [setting, stressSetting('seek', setting), stressSetting('resize', setting)];
  for (const [score, one] of settings.entries()) {
    expect(store.find(one, scale)).toBeNull();
    store.keep(one, scale, score);
  }
  store.save();
  const later = new OptimumStore(file);
  expect(settings.map((one) => later.find(one, scale))).toEqual([0, 1, 2]);
});
