import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../core/errors.ts';
import { resolveConfig, type DeepPartial } from './resolve-config.ts';

interface Sample {
  readonly goalSec: number;
  readonly isEager: boolean;
  readonly capBps: number | null;
  readonly limitBps: number;
  readonly languages: readonly string[];
  readonly policies: { readonly segment: { readonly timeoutMs: number; readonly maxAttempts: number } };
}
const DEFAULTS: Sample = {
  goalSec: 30,
  isEager: true,
  capBps: null,
  limitBps: Infinity,
  languages: ['en'],
  policies: { segment: { timeoutMs: 8000, maxAttempts: 3 } },
};

function refuse(given: unknown): string {
  try {
    resolveConfig(DEFAULTS, given as DeepPartial<Sample>, 'config');
  } catch (error) {
    if (isPlayerError(error, 'config-invalid')) return error.context.option;
    throw error;
  }
  throw new Error('It was taken.');
}

describe('resolveConfig', () => {
  it('lays what was given over the defaults, at every depth, and changes neither', () => {
    const given = { goalSec: 10, capBps: 5, languages: ['de'], policies: { segment: { maxAttempts: 1 } } };
    const before = structuredClone([DEFAULTS, given]);
    expect(resolveConfig(DEFAULTS, given, 'config')).toEqual({
      goalSec: 10,
      isEager: true,
      capBps: 5,
      limitBps: Infinity,
      languages: ['de'],
      policies: { segment: { timeoutMs: 8000, maxAttempts: 1 } },
    });
    expect([DEFAULTS, given]).toEqual(before);
  });

  it('takes undefined for not given', () => {
    expect(resolveConfig(DEFAULTS, undefined, 'config')).toEqual(DEFAULTS);
    expect(resolveConfig(DEFAULTS, { goalSec: undefined }, 'config')).toEqual(DEFAULTS);
  });

  it('takes numbers above 0 and up to 1e9, and Infinity where that is the default', () => {
    expect(resolveConfig(DEFAULTS, { goalSec: 0.5 }, 'config').goalSec).toBe(0.5);
    expect(resolveConfig(DEFAULTS, { goalSec: 1e9 }, 'config').goalSec).toBe(1e9);
    expect(resolveConfig(DEFAULTS, { limitBps: Infinity }, 'config').limitBps).toBe(Infinity);
    expect(resolveConfig(DEFAULTS, { limitBps: 5e9 }, 'config').limitBps).toBe(5e9);
  });

  it.each([
    [{ goal: 1 }, 'config.goal'],
    [{ goalSec: '10' }, 'config.goalSec'],
    [{ goalSec: NaN }, 'config.goalSec'],
    [{ goalSec: -1 }, 'config.goalSec'],
    [{ goalSec: 0 }, 'config.goalSec'],
    [{ goalSec: Infinity }, 'config.goalSec'],
    [{ goalSec: 2 ** 31 }, 'config.goalSec'],
    [{ limitBps: 0 }, 'config.limitBps'],
    [{ goalSec: null }, 'config.goalSec'],
    [{ isEager: 1 }, 'config.isEager'],
    [{ languages: 'de' }, 'config.languages'],
    [{ languages: ['de', 5] }, 'config.languages'],
    [{ languages: [null] }, 'config.languages'],
    [{ policies: 3 }, 'config.policies'],
    [{ policies: { segment: { maxAttempts: [] } } }, 'config.policies.segment.maxAttempts'],
    [{ policies: { segment: { maxAttempts: 0 } } }, 'config.policies.segment.maxAttempts'],
    [{ policies: { segment: { timeoutMs: 0 } } }, 'config.policies.segment.timeoutMs'],
    [{ toString: 1 }, 'config.toString'],
    [null, 'config'],
    ['auto', 'config'],
  ])('refuses %j and names the option', (given, option) => {
    expect(refuse(given)).toBe(option);
  });

  it('yields the shape of the defaults or config-invalid, whatever is given', () => {
    fc.assert(
      fc.property(fc.anything(), (given) => {
        if (given === undefined) return;
        try {
          const resolved = resolveConfig(DEFAULTS, given as DeepPartial<Sample>, 'config');
          expect(Object.keys(resolved)).toEqual(Object.keys(DEFAULTS));
        } catch (error) {
          expect(isPlayerError(error, 'config-invalid')).toBe(true);
        }
      }),
    );
  });
});
