import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tracesDir } from '../traces-dir.ts';
import { agreementOn, TOLERANCE } from './agreement.ts';
import { readReferenceRows } from './reference-rows.ts';

const dir = tracesDir();
const isThere = existsSync(join(dir, 'reference', 'sabre-expected.json'));

/** Rows of which some resolution of ties is wanted; every other one must agree at once. */
const MOST_TIED = 4;

/** A row takes some tens of milliseconds, and a tied one is played up to a dozen times. */
const TIMEOUT_MS = 120_000;

describe.skipIf(!isThere)('sessions as sabre plays them', () => {
  const rows = isThere ? readReferenceRows(dir) : [];

  test.each([...new Set(rows.map(({ algorithm }) => algorithm))])(
    `%s within ${TOLERANCE * 100} % of sabre`,
    (algorithm) => {
      const agreements = rows
        .filter((row) => row.algorithm === algorithm)
        .map((row) => ({ row: row.name, ...agreementOn(row) }));
      expect(agreements.filter(({ deviation }) => deviation > TOLERANCE)).toEqual([]);
      expect(agreements.filter(({ tries }) => tries > 1).length).toBeLessThanOrEqual(MOST_TIED);
    },
    TIMEOUT_MS,
  );
});

test.runIf(!isThere).skip(`sabre's reference is not at ${dir}: KINORA_TRACES names the folder`, () => {});
